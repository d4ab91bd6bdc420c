"""One conversation: outcomes taken back, several cards of a customer, cards found."""

from datetime import date

from odoo.exceptions import UserError

from .calls_common import CALL, START, TASK, CallsCommon


class TestUndo(CallsCommon):
    def undo(self, actions):
        result = actions.undo_call_outcome()
        self.env.flush_all()
        self.env.invalidate_all()
        return result

    def snapshot(self, action):
        action = action.sudo()
        return [
            {name: one[name] for name in names}
            for one, names in (
                (action, ("state", "outcome_id", "note", "contact_at", "call_at")),
                (action, ("done_at", "expire_at", "user_id", "is_reminded")),
                (action.activity_id, ("active", "date_deadline", "feedback")),
                (action.member_id, ("state", "finished_at")),
                (action.partner_id, ("phone", "campaign_wrong_phone")),
                (action.partner_id, ("message_ids", "campaign_opt_out")),
            )
        ]

    def test_each_outcome_is_taken_back(self):
        campaign = self.launch({**CALL, "expire_days": 9}, TASK)
        action = self.card(campaign, self.big)
        before = self.snapshot(action)
        for code, values in (
            ("reached", {}),
            ("no_answer", {}),
            ("call_back", {"call_at": "2026-06-18 09:00:00"}),
            ("not_interested", {}),
            ("wrong_number", {}),
            ("wrong_number", {"phone": "+1 555 0177"}),
            ("order", {}),
        ):
            result = self.enter(action, code, "A slip", **values)
            self.assertNotEqual(self.snapshot(action), before, code)
            self.assertEqual(result["undo"], action.ids)
            self.assertIn("Big", self.undo(action)["message"])
            self.assertEqual(self.snapshot(action), before, code)
            self.assertFalse(action.sudo().attempt_ids)
            self.assertEqual(len(self.actions(campaign, self.big)), 1)
            self.assertEqual(self.names(self.seller)[0], "Big")
        order = self.env["sale.order"].search(
            [("partner_id", "=", self.big.id)], order="id desc", limit=1
        )
        self.assertEqual(order.state, "cancel")

    def test_last_step(self):
        campaign = self.launch(CALL, partner_ids=self.big.ids)
        action = self.card(campaign, self.big)
        self.enter(action, "reached")
        self.assertEqual(self.members(campaign)[self.big], ("done", False))
        self.undo(action)
        self.assertEqual(self.members(campaign)[self.big], ("active", False))

    def test_only_the_last_outcome(self):
        campaign = self.launch(CALL)
        action = self.card(campaign, self.big)
        self.enter(action, "call_back", "First", call_at="2026-06-15 10:00:00")
        with self.at(minutes=5):
            self.enter(action, "reached", "Second")
            self.undo(action)
        self.assertEqual(action.sudo().attempt_ids.note, "First")
        self.assertEqual(str(action.call_at), "2026-06-15 10:00:00")
        self.assertEqual(action.contact_at, START)

    def test_card_of_the_team_goes_back(self):
        campaign = self.launch(self.of_team())
        action = self.actions(campaign).filtered(
            lambda one: one.user_id == self.other_seller
        )[:1]
        self.enter(action.with_user(self.seller), "reached")
        self.undo(action.with_user(self.seller))
        self.assertEqual(action.user_id, self.other_seller)
        self.assertEqual(action.activity_id.user_id, self.other_seller)

    def test_too_late(self):
        campaign = self.launch(CALL)
        action = self.card(campaign, self.big)
        with self.assertRaisesRegex(UserError, "no longer"):
            self.undo(action)
        self.enter(action, "reached")
        with self.at(hours=1), self.assertRaisesRegex(UserError, "no longer"):
            self.undo(action)
        with self.assertRaisesRegex(UserError, "no longer"):
            self.undo(action.with_user(self.manager))

    def test_not_once_the_plan_went_on(self):
        campaign = self.launch(CALL, {**TASK, "delay_days": 0})
        action = self.card(campaign, self.big)
        self.enter(action, "reached")
        self.run_engine(minutes=1)
        with self.at(minutes=2), self.assertRaisesRegex(UserError, "gone on"):
            self.undo(action)
        self.assertEqual(action.state, "done")

    def test_not_once_the_order_is_confirmed(self):
        campaign = self.launch(CALL)
        action = self.card(campaign, self.big)
        order_id = self.enter(action, "order")["action"]["res_id"]
        self.env["sale.order"].browse(order_id).action_confirm()
        with self.assertRaisesRegex(UserError, "gone on"):
            self.undo(action)


class TestOneCustomer(CallsCommon):
    def setUp(self):
        super().setUp()
        self.first = self.launch(CALL)
        self.second = self.launch({**CALL, "name": "Tell the news"})

    def test_one_line(self):
        lines = self.list_of(self.seller)
        self.assertEqual([one["name"] for one in lines], ["Big", "Middle", "Small"])
        self.assertIn("Tell the news", lines[0]["also"][0]["why"])

    def test_one_outcome_for_both(self):
        card = self.card(self.first, self.big)
        [other] = card.get_call_card()["also"]
        self.assertEqual(other["step"], "Tell the news")
        self.enter(card, "reached", "Glad", also_ids=[other["id"]])
        for campaign in (self.first, self.second):
            action = self.actions(campaign, self.big)
            self.assertEqual((action.state, action.note), ("done", "Glad"))
        both = self.actions(self.first | self.second, self.big)
        both.with_user(self.seller).undo_call_outcome()
        self.env.invalidate_all()
        self.assertEqual(both.mapped("state"), ["running", "running"])

    def test_call_back_and_order(self):
        card = self.card(self.first, self.big)
        other = self.card(self.second, self.big)
        self.enter(card, "call_back", call_at="2026-06-17 09:00:00", also_ids=other.ids)
        self.assertEqual(card.call_at, other.call_at)
        orders = self.env["sale.order"].search_count([])
        card, other = (self.card(one, self.middle) for one in (self.first, self.second))
        self.enter(card, "order", also_ids=other.ids)
        self.assertEqual(self.env["sale.order"].search_count([]), orders + 1)
        self.assertEqual(other.state, "done")

    def test_other_one_is_left(self):
        self.enter(self.card(self.first, self.big), "reached")
        self.assertEqual(self.card(self.second, self.big).state, "running")
        self.assertFalse(self.list_of(self.seller)[0]["also"])

    def test_only_cards_of_the_customer(self):
        card = self.card(self.first, self.big)
        stranger = self.card(self.second, self.middle)
        self.enter(card, "reached", also_ids=stranger.ids)
        self.assertEqual(stranger.state, "running")

    def test_both_are_kept(self):
        card = self.card(self.first, self.big)
        card.get_call_card()
        other = self.card(self.second, self.big)
        self.assertEqual(other.sudo().claim_user_id, self.seller)
        calls = self.env["crm.campaign.action"].with_user(self.seller)
        with self.at(minutes=20):
            self.assertTrue(calls.get_call_list(open_id=card.id)["is_kept"])
        self.assertEqual(other.sudo().claim_until, card.sudo().claim_until)


class TestFound(CallsCommon):
    def find(self, text, user=None):
        calls = self.env["crm.campaign.action"].with_user(user or self.seller)
        return [one["name"] for one in calls.search_call_cards(text)]

    def test_by_name_person_and_number(self):
        person = self.make_partner(
            "Zoë Kühn", is_company=False, parent_id=self.big.id, phone="+1 555 7788"
        )
        self.big.phone = False
        self.launch(CALL)
        self.assertEqual(self.find("idd"), ["Middle"])
        self.assertEqual(self.find("zoe kuhn"), ["Big"])
        self.assertEqual(self.find("555 77"), ["Big"])
        self.assertFalse(self.find("Other"))
        self.assertEqual(self.find("Other", self.other_seller), ["Other"])
        self.assertTrue(person)

    def test_later_days(self):
        campaign = self.launch(CALL)
        self.enter(
            self.card(campaign, self.big), "call_back", call_at="2026-06-18 09:00:00"
        )
        self.activity(campaign, self.small).date_deadline = date(2026, 6, 20)
        self.assertEqual(self.names(self.seller), ["Middle"])
        self.assertEqual(self.find("big"), ["Big"])
        self.assertEqual(self.find("small"), ["Small"])
        calls = self.env["crm.campaign.action"].with_user(self.seller)
        [later] = calls.get_call_list()["later"]
        self.assertEqual((later["name"], later["day"]), ("Big", "2026-06-18"))
        self.assertTrue(later["is_later"])
        self.assertFalse(later["is_late"])
        self.enter(self.card(campaign, self.big), "reached", "Rang back")

    def test_cards_that_a_pause_holds(self):
        campaign = self.launch({**CALL, "expire_days": 2})
        campaign.action_pause()
        self.assertFalse(self.names(self.seller))
        self.assertEqual(self.find("big"), ["Big"])
        card = self.card(campaign, self.big)
        self.assertIn("paused", card.get_call_card()["warnings"][0])
        self.run_engine(days=5)
        self.assertEqual(card.state, "running")
        with self.at(days=5):
            campaign.action_resume()
            self.assertEqual(self.names(self.seller), ["Big", "Middle", "Small"])
        self.run_engine(days=6)
        self.assertEqual(card.state, "running")
        self.run_engine(days=8)
        self.assertEqual(card.state, "skipped")

    def test_cards_of_a_stopped_campaign_can_be_done(self):
        campaign = self.launch(CALL)
        campaign.action_stop()
        self.assertEqual(self.names(self.seller), ["Big", "Middle", "Small"])
        self.enter(self.card(campaign, self.big), "reached")

    def test_cards_of_an_archived_campaign_are_held(self):
        campaign = self.launch(CALL)
        campaign.sudo().active = False
        self.assertFalse(self.names(self.seller))

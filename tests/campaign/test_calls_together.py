"""Several sellers at once, many cards, and what managers see and hand over."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

from .calls_common import CALL, START, TASK, CallsCommon


class TestClaims(CallsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls.make_campaign(
            {
                **CALL,
                "responsible": "team",
                "team_id": cls.team.id,
            }
        )

    def setUp(self):
        super().setUp()
        self.campaign.action_launch()
        self.run_engine()

    def test_team_cards_come_after_own_ones(self):
        mine = self.list_of(self.seller)
        self.assertEqual([card["is_team"] for card in mine], [False] * 2 + [True] * 2)
        self.assertEqual(len(self.list_of(self.other_seller)), 4)
        self.assertFalse(self.list_of(self.manager))

    def test_two_sellers_never_get_the_same_card(self):
        card = self.card(self.campaign, self.big, self.seller)
        self.assertEqual(card.get_call_card()["id"], card.id)
        theirs = card.with_user(self.other_seller)
        self.assertIn("Seller has this card open", theirs.get_call_card()["taken"])
        self.assertNotIn("Big", self.names(self.other_seller))
        with self.assertRaisesRegex(UserError, "Seller has this card open"):
            self.enter(theirs, "reached")

    def test_card_left_open_is_not_lost(self):
        card = self.card(self.campaign, self.big, self.seller)
        card.get_call_card()
        calls = self.env["crm.campaign.action"].with_user(self.seller)
        with self.at(minutes=20):
            calls.get_call_list(open_id=card.id)  # The screen is still there.
        with self.at(minutes=40):
            self.assertNotIn("Big", self.names(self.other_seller))
        with self.at(minutes=51):
            self.assertIn("Big", self.names(self.other_seller))
            theirs = card.with_user(self.other_seller)
            self.assertEqual(theirs.get_call_card()["id"], card.id)

    def test_whoever_did_it_has_done_it(self):
        action = self.actions(self.campaign).filtered(
            lambda one: one.user_id == self.seller
        )[0]
        followers = action.partner_id.message_follower_ids
        self.enter(action.with_user(self.other_seller), "reached")
        self.assertEqual(action.user_id, self.other_seller)
        self.assertEqual(action.activity_id.user_id, self.other_seller)
        self.assertEqual(action.partner_id.message_follower_ids, followers)

    def test_strangers_do_not_get_them(self):
        stranger = self.make_user("stranger", "sales_team.group_sale_salesman")
        self.assertFalse(self.list_of(stranger))
        with self.assertRaises(AccessError):
            self.card(self.campaign, self.big, stranger).get_call_card()


class TestManyCards(CallsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Shop {number}",
                    "user_id": cls.seller.id,
                    "phone": f"1{number}",
                }
                for number in range(500)
            ]
        )
        cls.many = cls.make_campaign(CALL, partner_ids=[Command.set(partners.ids)])

    def count_queries(self, method, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        method(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow(self):
        campaign = self.launch(CALL)
        calls = self.env["crm.campaign.action"].with_user(self.seller)
        calls.get_call_list()
        few = self.count_queries(calls.get_call_list)
        self.card(campaign, self.big).get_call_card()
        card = self.count_queries(self.card(campaign, self.big).get_call_card)
        self.many.action_launch()
        self.run_engine()
        self.assertEqual(len(calls.get_call_list()["cards"]), 503)
        self.assertLessEqual(self.count_queries(calls.get_call_list), few)
        self.assertLessEqual(few, 14)
        for _number in range(3):
            self.make_order(self.big, 5, 10)
        self.refresh()
        again = self.card(campaign, self.big).get_call_card
        self.assertLessEqual(self.count_queries(again), card + 2)
        self.assertLessEqual(card, 45)


class TestManager(CallsCommon):
    def report(self, user=None, **values):
        """Return the sums of a seller's lines."""
        report = self.env["crm.campaign.call.report"].with_user(user or self.manager)
        names = ["open_count", "late_count", "done_count", "refused_count"]
        names += ["dropped_count", "late_days"]
        [row] = report._read_group(
            [("user_id", "=", self.seller.id)],
            [],
            [f"{name}:{'max' if name == 'late_days' else 'sum'}" for name in names],
        )
        return dict(zip(names, row, strict=True))

    def test_done_late_refused_dropped(self):
        campaign = self.launch(CALL)
        self.enter(self.card(campaign, self.big), "not_interested")
        self.activity(campaign, self.middle).action_cancel()
        self.env.flush_all()
        with self.at(days=9):
            self.assertEqual(
                self.report(),
                {
                    "open_count": 1,
                    "late_count": 1,
                    "done_count": 1,
                    "refused_count": 1,
                    "dropped_count": 1,
                    "late_days": 9,
                },
            )
            late = self.env["crm.campaign.call.report"].search(
                [("age", "=", "3_late"), ("company_id", "=", self.company.id)]
            )
            self.assertEqual(late.partner_id, self.small | self.other)
            self.assertEqual(
                late[0].action_open_action()["res_id"], late[0].action_id.id
            )

    def test_sellers_see_their_own(self):
        self.launch(CALL)
        lines = self.env["crm.campaign.call.report"].with_user(self.seller).search([])
        self.assertEqual(lines.user_id, self.seller)
        with self.assertRaises(AccessError):
            self.env["crm.campaign.capacity"].with_user(self.seller).search([])

    def test_capacity(self):
        self.company.campaign_daily_calls = 2
        self.company.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Week", "company_id": self.company.id, "tz": "UTC"}
        )
        campaign = self.launch(CALL)
        self.enter(
            self.card(campaign, self.big), "call_back", call_at="2026-06-20 10:00:00"
        )
        days = {
            str(line.day): (line.planned, line.capacity, line.left_over, line.free)
            for line in self.env["crm.campaign.capacity"]
            .with_user(self.manager)
            .search([("user_id", "=", self.seller.id)])
        }
        self.assertEqual(len(days), 14)
        # Two of three were given; the third waits until tomorrow.
        self.assertEqual(days["2026-06-15"], (1, 2, 0, 1))
        self.assertEqual(days["2026-06-16"], (1, 2, 0, 1))
        # The call-back is planned for a Saturday, and moves to Monday.
        self.assertEqual(days["2026-06-20"], (1, 0, 1, 0))
        self.assertEqual(days["2026-06-22"], (0, 2, 0, 1))

    def wizard(self, wave, user=None, **values):
        wizards = self.env["crm.campaign.handover"].with_user(user or self.manager)
        form = Form(wizards.with_context(default_wave_id=wave.id))
        form.from_user_id = self.seller
        form.to_user_ids.add(self.other_seller)
        return form

    def test_hand_over_the_rest_of_a_wave(self):
        campaign = self.launch(CALL, {**TASK, "kind": "call"})
        self.enter(self.card(campaign, self.small), "reached")
        form = self.wizard(campaign.sudo().wave_ids)
        self.assertEqual((form.running_count, form.waiting_count), (2, 1))
        messages = self.env["mail.mail"].search_count([])
        followers = self.big.message_follower_ids
        form.save().action_confirm()
        self.env.invalidate_all()
        self.assertFalse(self.list_of(self.seller))
        self.assertEqual(self.names(self.other_seller), ["Big", "Middle", "Other"])
        action = self.card(campaign, self.big, self.other_seller)
        self.assertEqual(action.activity_id.user_id, self.other_seller)
        self.assertEqual(self.big.message_follower_ids, followers)
        self.assertLessEqual(self.env["mail.mail"].search_count([]), messages + 1)
        # What comes later in the plan follows.
        self.enter(action, "reached")
        self.run_engine(days=2)
        second = self.actions(campaign, self.big)[1]
        self.assertEqual(
            (second.state, second.user_id.id), ("running", self.other_seller.id)
        )
        second = self.actions(campaign, self.small)[1]
        self.assertEqual(
            (second.state, second.user_id.id), ("running", self.other_seller.id)
        )

    def test_handed_over_twice_and_back(self):
        campaign = self.launch(CALL, TASK)
        wave = campaign.sudo().wave_ids
        self.wizard(wave).save().action_confirm()
        wizards = self.env["crm.campaign.handover"].with_user(self.manager)
        wizards.create(
            {
                "wave_id": wave.id,
                "from_user_id": self.other_seller.id,
                "to_user_ids": [Command.set([self.seller.id, self.manager.id])],
            }
        ).action_confirm()
        users = self.actions(campaign).user_id
        self.assertEqual(users, self.seller | self.manager)
        member = self.actions(campaign, self.big).sudo().member_id
        self.assertEqual(member.handed_from_id, self.seller)

    def test_open_cards_stay(self):
        campaign = self.launch(CALL)
        self.card(campaign, self.big).get_call_card()
        form = self.wizard(campaign.sudo().wave_ids)
        self.assertEqual(form.open_count, 1)
        form.save().action_confirm()
        self.assertEqual(self.names(self.seller), ["Big"])

    def test_chosen_lines(self):
        campaign = self.launch(CALL)
        line = self.env["crm.campaign.call.report"].browse(
            self.actions(campaign, self.big).id
        )
        action = line.with_user(self.manager).action_hand_over()
        wizards = self.env["crm.campaign.handover"].with_user(self.manager)
        form = Form(wizards.with_context(**action["context"]))
        with self.assertRaisesRegex(UserError, "who takes over"):
            form.save().action_confirm()
        form.to_user_ids.add(self.other_seller)
        form.save().action_confirm()
        self.assertEqual(self.names(self.seller), ["Middle", "Small"])

    def test_only_late(self):
        campaign = self.launch(CALL)
        self.activity(campaign, self.big).date_deadline = START.date() - timedelta(1)
        form = self.wizard(campaign.sudo().wave_ids)
        form.is_late_only = True
        self.assertEqual((form.running_count, form.waiting_count), (1, 0))

    def test_who_may_hand_over(self):
        campaign = self.launch(CALL)
        with self.assertRaises(AccessError):
            self.env["crm.campaign.handover"].with_user(self.seller).create(
                {"wave_id": campaign.sudo().wave_ids.id}
            )
        stranger = self.make_user(
            "far_away", "sales_team.group_sale_salesman", self.make_company("Far")
        )
        wizard = (
            self.env["crm.campaign.handover"]
            .with_user(self.manager)
            .create(
                {"wave_id": campaign.sudo().wave_ids.id, "to_user_ids": stranger.ids}
            )
        )
        with self.assertRaisesRegex(UserError, "does not work for this company"):
            wizard.action_confirm()
        self.wizard(campaign.sudo().wave_ids, self.marketer).save().action_confirm()
        self.assertFalse(self.list_of(self.seller))

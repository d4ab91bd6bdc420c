"""The call list as a seller uses it: the list, the card, what a click does."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .calls_common import CALL, START, TASK, CallsCommon


class TestCallList(CallsCommon):
    def test_most_valuable_first(self):
        self.launch(CALL)
        self.assertEqual(self.names(self.seller), ["Big", "Middle", "Small"])
        self.assertEqual(self.names(self.other_seller), ["Other"])
        self.assertEqual(self.names(self.manager), [])

    def test_line_says_why(self):
        self.launch(CALL)
        [line, *_rest] = self.list_of(self.seller)
        self.assertEqual(line["value"], 900)
        self.assertEqual(line["badge"], self.customer_of(self.big).segment_id.name)
        self.assertIn("Win back", line["why"])
        self.assertFalse(line["is_late"] or line["is_team"] or line["is_later"])

    def test_late_is_counted(self):
        self.launch(CALL)
        calls = self.env["crm.campaign.action"].with_user(self.seller)
        self.assertEqual(calls.get_call_list()["late"], 0)
        with self.at(days=1):
            self.assertEqual(calls.get_call_list()["late"], 3)

    def test_day_of_the_user(self):
        self.seller.tz = "Asia/Tokyo"
        self.launch(CALL)
        calls = self.env["crm.campaign.action"].with_user(self.seller)
        with self.at(hours=7):  # Past midnight in Tokyo.
            self.assertEqual(calls.get_call_list()["late"], 3)

    def test_put_off_in_odoo(self):
        campaign = self.launch(CALL)
        self.activity(campaign, self.big).date_deadline = date(2026, 6, 18)
        self.assertNotIn("Big", self.names(self.seller))
        with self.at(days=3):
            self.assertIn("Big", self.names(self.seller))

    def test_done_elsewhere(self):
        campaign = self.launch(CALL)
        self.activity(campaign, self.big).action_feedback("Fine")
        self.env.flush_all()
        self.assertEqual(self.names(self.seller), ["Middle", "Small"])
        calls = self.env["crm.campaign.action"].with_user(self.seller)
        self.assertEqual(calls.get_call_list()["done"], 1)

    def test_companies_are_apart(self):
        branch = self.make_company("Branch")
        self.launch(CALL)
        self.seller.company_ids |= branch
        calls = self.env["crm.campaign.action"].with_user(self.seller)
        there = calls.with_context(allowed_company_ids=branch.ids)
        self.assertFalse(there.get_call_list()["cards"])


class TestCard(CallsCommon):
    def test_all_that_helps(self):
        person = self.make_partner(
            "Ann", parent_id=self.big.id, function="Buyer", is_company=False
        )
        self.env["crm.lead"].with_user(self.seller).create(
            {
                "name": "New office",
                "type": "opportunity",
                "partner_id": self.big.id,
                "expected_revenue": 700,
            }
        )
        campaign = self.launch(CALL)
        card = self.card(campaign, self.big).get_call_card()
        self.assertEqual(card["name"], "Big")
        self.assertEqual(card["phone"], self.big.phone)
        self.assertEqual(card["why"], self.customer_of(self.big).explanation)
        self.assertIn("Ask what changed", card["say"])
        sections = {one["name"]: one["lines"] for one in card["sections"]}
        self.assertIn("Coffee Beans", sections["purchases"][0]["text"])
        self.assertIn("900", sections["purchases"][0]["text"])
        self.assertEqual(sections["deals"][0]["text"], "New office")
        self.assertEqual(sections["people"][0]["res_id"], person.id)
        self.assertEqual([one["code"] for one in card["outcomes"]], list(self.outcomes))

    def test_task_has_no_outcomes_of_calls(self):
        campaign = self.launch({**TASK, "delay_days": 0})
        card = self.card(campaign, self.big).get_call_card()
        self.assertNotIn("no_answer", [one["code"] for one in card["outcomes"]])

    def test_warnings(self):
        campaign = self.launch(CALL)
        complaint = self.env["mail.activity.type"].create(
            {"name": "Complaint", "is_complaint": True}
        )
        self.big.activity_schedule(
            activity_type_id=complaint.id, user_id=self.manager.id
        )
        self.big.campaign_opt_out = True
        self.env.flush_all()
        warnings = self.card(campaign, self.big).get_call_card()["warnings"]
        self.assertEqual(warnings[:2], ["Wants no campaigns.", "A complaint is open."])

    def test_documents_of_others_stay_hidden(self):
        campaign = self.launch(
            {**CALL, "responsible": "user", "user_id": self.seller.id},
            partner_ids=self.other.ids,
        )
        card = self.card(campaign, self.other).get_call_card()
        self.assertTrue(card["why"])
        self.assertNotIn("purchases", [one["name"] for one in card["sections"]])

    def test_history(self):
        campaign = self.launch(CALL)
        self.enter(self.card(campaign, self.big), "no_answer", "Voice mail")
        with self.at(hours=4):
            card = self.card(campaign, self.big).get_call_card()
        [history] = [one for one in card["sections"] if one["name"] == "history"]
        self.assertIn("No answer · Seller · Voice mail", history["lines"][0]["text"])
        self.assertEqual(card["attempts"], 1)

    def test_others_cannot_open_it(self):
        campaign = self.launch(CALL)
        with self.assertRaises(AccessError):
            self.card(campaign, self.big, self.other_seller).get_call_card()
        self.big.user_id = False  # Nobody's customers can be seen by all.
        with self.assertRaisesRegex(UserError, "belongs to Seller"):
            self.card(campaign, self.big, self.other_seller).get_call_card()
        with self.assertRaises(AccessError):
            self.enter(self.card(campaign, self.middle, self.other_seller), "reached")

    def test_portal_sees_nothing(self):
        portal = self.make_user("portal_user", "base.group_portal")
        with self.assertRaises(AccessError):
            self.env["crm.campaign.action"].with_user(portal).get_call_list()
        for model in ("attempt", "call.report", "capacity", "handover"):
            with self.assertRaises(AccessError):
                self.env[f"crm.campaign.{model}"].with_user(portal).search([])


class TestOutcomes(CallsCommon):
    def test_reached(self):
        campaign = self.launch(CALL, TASK)
        action = self.card(campaign, self.big)
        activity = action.activity_id
        self.enter(action, "reached", "Wants chairs")
        self.assertEqual(
            self.states(campaign, self.big), [("done", False), ("waiting", False)]
        )
        first = self.actions(campaign, self.big)[0]
        self.assertEqual(first.outcome_id, self.outcomes["reached"])
        self.assertEqual(first.note, "Wants chairs")
        self.assertEqual(activity.feedback, "Reached. Wants chairs")
        self.assertFalse(activity.active)
        self.assertEqual(first.attempt_ids.user_id, self.seller)

    def test_entered_twice(self):
        campaign = self.launch(CALL)
        action = self.card(campaign, self.big)
        self.enter(action, "reached")
        with self.assertRaisesRegex(UserError, "done already"):
            self.enter(action, "not_interested")
        self.assertEqual(action.outcome_id, self.outcomes["reached"])

    def test_outcomes_drive_conditions(self):
        refused = self.outcomes["not_interested"]
        campaign = self.launch(
            CALL,
            {
                "name": "Thank them",
                "kind": "task",
                "condition": "not_outcome",
                "condition_outcome_ids": refused.ids,
            },
        )
        self.enter(self.card(campaign, self.big), "not_interested")
        self.enter(self.card(campaign, self.middle), "reached")
        self.run_engine(minutes=5)
        self.assertEqual(
            self.states(campaign, self.big), [("done", False), ("skipped", "condition")]
        )
        self.assertEqual(
            self.states(campaign, self.middle), [("done", False), ("running", False)]
        )

    def test_again_in_three_hours_up_to_three_times(self):
        campaign = self.launch(CALL, TASK)
        action = self.card(campaign, self.big)
        activity = action.activity_id
        self.enter(action, "no_answer")
        self.assertEqual(action.state, "running")
        self.assertEqual(action.activity_id, activity)
        self.assertEqual(action.call_at, START + timedelta(hours=3))
        [*_others, later] = self.list_of(self.seller)
        self.assertEqual((later["name"], later["is_later"]), ("Big", True))
        with self.at(hours=3):
            # It was promised, so that it comes before the more valuable.
            self.assertEqual(self.names(self.seller)[0], "Big")
            self.enter(action, "no_answer")
        with self.at(hours=6):
            self.enter(action, "no_answer")
        self.assertEqual(
            self.states(campaign, self.big), [("done", False), ("waiting", False)]
        )
        self.assertEqual(action.outcome_id, self.outcomes["no_answer"])
        self.assertEqual(len(action.sudo().attempt_ids), 3)

    def test_again_in_days(self):
        self.outcomes["no_answer"].write({"again_number": 2, "again_unit": "day"})
        campaign = self.launch({**CALL, "expire_days": 1})
        action = self.card(campaign, self.big)
        self.enter(action, "no_answer")
        self.assertEqual(action.activity_id.date_deadline, date(2026, 6, 17))
        self.assertNotIn("Big", self.names(self.seller))
        # The time to do it in counts from the new moment.
        self.run_engine(days=2)
        self.assertEqual(action.state, "running")
        self.run_engine(days=4)
        self.assertEqual((action.state, action.reason), ("skipped", "expired"))

    def test_again_makes_room_for_others(self):
        self.company.campaign_daily_calls = 2
        self.outcomes["no_answer"].again_unit = "day"
        campaign = self.launch(CALL)
        self.assertEqual(self.names(self.seller), ["Big", "Middle"])
        self.enter(self.card(campaign, self.big), "no_answer")
        self.run_engine(days=1)
        self.assertEqual(self.names(self.seller), ["Middle"])
        with self.at(days=1):
            self.assertEqual(self.names(self.seller), ["Middle", "Small"])

    def test_call_back(self):
        campaign = self.launch(CALL)
        action = self.card(campaign, self.big)
        for wrong in ("", "rubbish", "2026-06-15 08:00:00"):
            with self.assertRaisesRegex(ValidationError, "in the future"):
                self.enter(action, "call_back", call_at=wrong)
        self.enter(action, "call_back", "On holiday", call_at="2026-06-20 08:30:00")
        self.assertEqual(str(action.call_at), "2026-06-20 08:30:00")
        self.assertEqual(action.activity_id.date_deadline, date(2026, 6, 20))
        self.assertIn("On holiday", self.big.message_ids[0].body)
        self.env["bus.bus"].search([]).unlink()
        self.run_engine(days=4, hours=23)
        self.assertFalse(action.sudo().is_reminded)
        self.run_engine(days=5)
        self.assertTrue(action.sudo().is_reminded)

    def test_call_back_put_off_by_hand(self):
        campaign = self.launch(CALL)
        action = self.card(campaign, self.big)
        self.enter(action, "call_back", call_at="2026-06-20 08:30:00")
        activity = self.activity(campaign, self.big)
        activity.date_deadline = date(2026, 6, 22)
        self.assertFalse(action.call_at)

    def test_wrong_number_flagged(self):
        campaign = self.launch(CALL, {**CALL, "name": "Again"})
        self.enter(self.card(campaign, self.big), "wrong_number")
        self.assertTrue(self.big.campaign_phone_is_wrong)
        wrong = [("campaign_phone_is_wrong", "=", True)]
        self.assertEqual(self.env["res.partner"].search(wrong), self.big)
        right = [("campaign_phone_is_wrong", "=", False)]
        self.assertIn(self.middle, self.env["res.partner"].search(right))
        self.run_engine(minutes=5)
        self.assertEqual(
            self.states(campaign, self.big),
            [("done", False), ("skipped", "no_address")],
        )
        self.big.phone = "+1 555 0199"
        self.assertFalse(self.big.campaign_phone_is_wrong)

    def test_wrong_number_mended(self):
        campaign = self.launch(CALL)
        action = self.card(campaign, self.big)
        with self.assertRaisesRegex(ValidationError, "wrong number"):
            self.enter(action, "wrong_number", phone=self.big.phone)
        result = self.enter(action, "wrong_number", phone="+1 555 0123")
        self.assertTrue(result["stays"])
        self.assertEqual(self.big.phone, "+1 555 0123")
        self.assertEqual(action.state, "running")

    def test_order_makes_a_quotation(self):
        campaign = self.launch(CALL)
        result = self.enter(self.card(campaign, self.big), "order", "Ten chairs")
        order = self.env["sale.order"].browse(result["action"]["res_id"])
        self.assertEqual(order.partner_id, self.big)
        self.assertEqual(order.user_id, self.seller)
        self.assertEqual(order.company_id, self.company)
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.campaign_id, campaign.utm_campaign_id)
        self.assertEqual(order.order_line.name, "Ten chairs")
        self.assertEqual(self.states(campaign, self.big), [("done", False)])

    def test_deleted_outcome(self):
        campaign = self.launch(CALL)
        with self.assertRaisesRegex(UserError, "deleted"):
            self.card(campaign, self.big).set_call_outcome(2**31 - 1)

    def test_managers_configure_outcomes(self):
        outcomes = self.env["crm.campaign.outcome"]
        with self.assertRaises(AccessError):
            outcomes.with_user(self.seller).create({"name": "Perhaps"})
        form = Form(
            outcomes.with_user(self.manager),
            view="repeat_sales_crm.crm_campaign_outcome_view_list",
        )
        form.name = "Perhaps"
        form.effect = "again"
        outcome = form.save()
        self.assertEqual((outcome.again_number, outcome.again_max), (3, 3))

    def test_merge_keeps_attempts(self):
        campaign = self.launch(CALL)
        self.enter(self.card(campaign, self.big), "no_answer")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.big | self.small).ids, self.small)
        attempt = self.env["crm.campaign.attempt"].search(
            [("partner_id", "=", self.small.id)]
        )
        self.assertEqual(attempt.outcome_id, self.outcomes["no_answer"])

"""What of the work of people counts as a contact, however it ends."""

from datetime import timedelta

from odoo.exceptions import UserError

from .calls_common import CALL, START, TASK, CallsCommon


class ContactsCommon(CallsCommon):
    def buy(self, partner, **later):
        with self.at(**later):
            self.make_order(partner, 0, 100)
            self.refresh()

    def row(self, campaign, partner):
        return self.env["crm.campaign.result"].search(
            [("campaign_id", "=", campaign.id), ("partner_id", "=", partner.id)]
        )

    def line(self, campaign, partner):
        return self.env["crm.campaign.call.report"].browse(
            self.actions(campaign, partner)[0].id
        )


class TestSaleDuringACall(ContactsCommon):
    def test_open_card_stays_until_its_outcome_is_entered(self):
        campaign = self.launch(CALL, TASK)
        action = self.card(campaign, self.big)
        with self.at(hours=1):
            action.get_call_card()
        self.buy(self.big, hours=1, minutes=5)
        self.run_engine(hours=1, minutes=10)
        with self.at(hours=1, minutes=15):
            self.enter(action, "reached", "Bought chairs")
        self.assertEqual(self.states(campaign, self.big)[0], ("done", False))
        row = self.row(campaign, self.big)
        self.assertEqual((row.contacted, row.reached, row.answered), (1, 1, 1))
        self.assertEqual((row.credited_count, row.credited_revenue), (1, 100))
        self.assertEqual(self.line(campaign, self.big).reached_count, 1)
        self.run_engine(hours=2)
        self.assertEqual(self.members(campaign)[self.big][0], "active")
        self.run_engine(days=2)
        self.assertEqual(self.members(campaign)[self.big], ("exited", "bought"))

    def test_open_card_is_not_given_up_in_mid_call(self):
        campaign = self.launch({**CALL, "expire_days": 1})
        with self.at(hours=23, minutes=50):
            self.card(campaign, self.big).get_call_card()
        self.run_engine(days=1, minutes=5)
        self.assertEqual(self.states(campaign, self.big), [("running", False)])
        self.run_engine(days=1, hours=1)
        self.assertEqual(self.states(campaign, self.big), [("skipped", "expired")])

    def test_bought_before_the_call_back_is_a_success(self):
        campaign = self.launch(CALL, TASK)
        action = self.card(campaign, self.big)
        activity = action.activity_id
        with self.at(minutes=30):
            self.enter(action, "call_back", "Next week", call_at="2026-06-22 09:00:00")
        self.assertEqual(self.row(campaign, self.big).contacted, 1)
        self.buy(self.big, days=2)
        self.run_engine(days=2, minutes=5)
        self.assertFalse(activity.exists())
        self.assertEqual(self.states(campaign, self.big), [("done", False)])
        self.assertEqual(self.members(campaign)[self.big], ("exited", "bought"))
        self.assertEqual(action.outcome_id, self.outcomes["call_back"])
        self.assertEqual(action.contact_at, START + timedelta(minutes=30))
        row = self.row(campaign, self.big)
        self.assertEqual((row.contacted, row.reached, row.credited_count), (1, 1, 1))
        self.assertEqual(row.days_to_purchase, 2)
        line = self.line(campaign, self.big)
        self.assertEqual((line.done_count, line.reached_count), (1, 1))

    def test_what_was_said_counts_though_the_card_is_given_up(self):
        campaign = self.launch({**CALL, "expire_days": 1})
        action = self.card(campaign, self.big)
        self.enter(action, "call_back", call_at="2026-06-16 09:00:00")
        self.run_engine(days=3)
        self.assertEqual(self.states(campaign, self.big), [("skipped", "expired")])
        self.assertEqual(action.contact_at, START)
        row = self.row(campaign, self.big)
        self.assertEqual((row.contacted, row.reached), (1, 1))
        self.assertEqual(campaign.contacted_count, 1)
        line = self.line(campaign, self.big)
        self.assertEqual((line.dropped_count, line.reached_count), (1, 1))

    def test_a_call_that_was_attempted_counts_for_caps(self):
        self.env["crm.campaign.cap"].create(
            {
                "company_id": self.company.id,
                "channel_group": "human",
                "max_count": 1,
                "days": 7,
            }
        )
        campaign = self.launch(CALL, partner_ids=self.big.ids)
        self.enter(
            self.card(campaign, self.big), "call_back", call_at="2026-06-17 09:00:00"
        )
        self.activity(campaign, self.big).action_cancel()
        other = self.launch(CALL, partner_ids=self.big.ids)
        self.assertEqual(self.actions(other).postponed_reason, "cap")

    def test_outcome_after_the_card_was_taken_back(self):
        campaign = self.launch(CALL)
        action = self.card(campaign, self.big)
        action.get_call_card()
        self.buy(self.big, minutes=40)
        self.run_engine(minutes=45)
        self.assertEqual(self.states(campaign, self.big), [("skipped", "bought")])
        with self.assertRaises(UserError):
            self.enter(action.with_user(self.manager), "reached")
        with self.at(minutes=50):
            result = self.enter(action, "reached", "Glad")
        self.assertIn("noted", result["message"])
        self.assertEqual(self.states(campaign, self.big), [("done", False)])
        self.assertEqual(
            (action.note, self.row(campaign, self.big).reached), ("Glad", 1)
        )


class TestNoContact(ContactsCommon):
    def test_wrong_number_is_no_contact(self):
        campaign = self.launch(CALL)
        self.enter(self.card(campaign, self.big), "wrong_number")
        self.buy(self.big, days=2)
        row = self.row(campaign, self.big)
        self.assertEqual((row.contacted, row.reached, row.credited_count), (0, 0, 0))
        self.assertFalse(self.actions(campaign, self.big).contact_at)
        self.assertEqual(campaign.contacted_count, 0)

    def test_nobody_answered_is_no_contact(self):
        self.outcomes["no_answer"].again_max = 1
        campaign = self.launch(CALL)
        self.enter(self.card(campaign, self.big), "no_answer")
        self.assertEqual(self.states(campaign, self.big), [("done", False)])
        self.assertEqual(self.row(campaign, self.big).contacted, 0)

    def test_contact_before_nobody_answered_any_more(self):
        self.outcomes["no_answer"].again_max = 1
        campaign = self.launch(CALL)
        action = self.card(campaign, self.big)
        self.enter(action, "call_back", call_at="2026-06-15 10:00:00")
        with self.at(hours=1):
            self.enter(action, "no_answer")
        self.assertEqual(action.contact_at, START)

    def test_done_in_odoo_is_a_contact(self):
        campaign = self.launch(CALL)
        self.activity(campaign, self.big).action_feedback("Fine")
        self.assertEqual(self.actions(campaign, self.big).contact_at, START)
        self.assertEqual(campaign.contacted_count, 1)

    def test_outcome_corrected_afterwards(self):
        campaign = self.launch(CALL)
        action = self.actions(campaign, self.big)
        self.activity(campaign, self.big).action_feedback("Fine")
        action.with_user(self.seller).outcome_id = self.outcomes["wrong_number"]
        self.assertFalse(action.contact_at)
        action.with_user(self.seller).outcome_id = self.outcomes["reached"]
        self.assertEqual(action.contact_at, START)

    def test_contacted_counts_who_was_contacted(self):
        campaign = self.launch(CALL)
        wave = campaign.sudo().wave_ids
        self.assertEqual((campaign.member_count, campaign.contacted_count), (4, 0))
        self.enter(self.card(campaign, self.big), "reached")
        campaign.invalidate_recordset()
        self.assertEqual((campaign.contacted_count, wave.contacted_count), (1, 1))
        opened = wave.action_open_contacted()
        found = self.env[opened["res_model"]].search(opened["domain"])
        self.assertEqual(found.partner_id, self.big)

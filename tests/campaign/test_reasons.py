"""Why a customer is left out, leaves, or waits: a test for each reason."""

from datetime import datetime, timedelta

from odoo.fields import Command

from .campaign_common import START, CampaignCommon

CALL = {"name": "Call", "kind": "call"}
SECOND = {"name": "Second call", "kind": "call", "delay_days": 2}


class TestLeftOut(CampaignCommon):
    """Reasons found when the wave is enrolled."""

    def assert_left_out(self, campaign, partner, reason):
        members = self.members(campaign)
        self.assertEqual(members.pop(partner), ("left_out", reason))
        self.assertEqual(set(members.values()), {("active", False)})
        self.assertFalse(self.actions(campaign, partner))

    def test_excluded(self):
        big = self.make_segment("Big ones", [("amount_total", ">", 800)])
        campaign = self.launch(CALL, exclude_segment_ids=big.ids)
        self.assert_left_out(campaign, self.big, "excluded")

    def test_blocked(self):
        self.company.campaign_blocked_segment_id = self.make_segment(
            "Leave alone", [("amount_total", "<", 200)]
        )
        self.assert_left_out(self.launch(CALL), self.small, "blocked")

    def test_opt_out(self):
        self.middle.campaign_opt_out = True
        self.assert_left_out(self.launch(CALL), self.middle, "opt_out")

    def test_complaint(self):
        complaint = self.middle.activity_schedule(
            "repeat_sales_crm.mail_activity_type_complaint", user_id=self.seller.id
        )
        self.assert_left_out(self.launch(CALL), self.middle, "complaint")
        complaint.action_done()
        self.assertEqual(
            self.members(self.launch(CALL))[self.middle], ("active", False)
        )

    def test_complaint_of_a_person_there(self):
        person = self.make_partner("Ann", parent_id=self.middle.id, is_company=False)
        person.activity_schedule(
            "repeat_sales_crm.mail_activity_type_complaint", user_id=self.seller.id
        )
        self.assert_left_out(self.launch(CALL), self.middle, "complaint")

    def test_no_address(self):
        self.small.phone = False
        self.assert_left_out(self.launch(CALL), self.small, "no_address")

    def test_person_there_has_a_number(self):
        self.small.phone = False
        person = self.make_partner(
            "Ann", parent_id=self.small.id, is_company=False, phone="+1 555 0199"
        )
        campaign = self.launch(CALL)
        action = self.actions(campaign, self.small)
        self.assertEqual((action.state, action.contact_id), ("running", person))
        self.assertEqual(self.activity(campaign, self.small).res_id, person.id)

    def test_no_address_matters_not_where_a_step_needs_none(self):
        self.small.phone = False
        campaign = self.launch(CALL, {"name": "Think", "kind": "task"})
        self.assertEqual(
            self.states(campaign, self.small),
            [("skipped", "no_address"), ("running", False)],
        )

    def test_blacklisted(self):
        self.small.phone = "+1 202 555 0143"
        self.env["phone.blacklist"].create({"number": self.small.phone_sanitized})
        self.assert_left_out(self.launch(CALL), self.small, "blacklisted")

    def test_control_group(self):
        campaign = self.make_campaign(CALL, control_share=0.5)
        extra = self.env["res.partner"].create(
            [{"name": f"Extra {n}", "phone": f"+1 555 {2000 + n}"} for n in range(40)]
        )
        campaign.partner_ids |= extra
        campaign.action_launch()
        self.run_engine()
        control = {
            member.partner_id
            for member in campaign.sudo().member_ids
            if member.state == "control"
        }
        self.assertTrue(10 < len(control) < 35, len(control))
        self.assertFalse(
            self.actions(campaign).filtered(lambda action: action.partner_id in control)
        )

    def test_never_again(self):
        campaign = self.launch(
            {"name": "Think", "kind": "task"},
            trigger="recurring",
            repeat_unit="day",
            hour=9.5,
        )
        self.run_engine(hours=1)
        self.activity(campaign, self.big).action_done()
        self.run_engine(days=1, hours=1)
        later = campaign.wave_ids.sorted("number")[1].member_ids
        self.assertEqual(
            {member.partner_id: member.reason for member in later},
            dict.fromkeys(self.all_partners, "active") | {self.big: "reentry"},
        )

    def test_archived_contacts_are_in_no_audience(self):
        self.small.active = False
        campaign = self.launch(CALL)
        self.assertNotIn(self.small, self.members(campaign))

    def test_person_picked_by_hand(self):
        person = self.make_partner(
            "Ann", parent_id=self.big.id, is_company=False, phone="+1 555 0101"
        )
        campaign = self.launch(CALL, partner_ids=person.ids)
        self.assertEqual(self.members(campaign), {self.big: ("active", False)})
        self.assertEqual(self.actions(campaign).contact_id, person)

    def test_cells_and_segments(self):
        rich = self.make_segment("Rich", [("amount_total", ">", 800)])
        cell = self.customer_of(self.small).segment_id
        campaign = self.launch(CALL, segment_ids=rich.ids)
        self.assertEqual(self.members(campaign), {self.big: ("active", False)})
        campaign = self.launch(
            CALL, segment_ids=rich.ids, lifecycle_segment_ids=cell.ids
        )
        self.assertEqual(self.members(campaign).keys(), set(self.all_partners))


class TestGates(CampaignCommon):
    """Reasons found when the second action is due."""

    def launch_second(self, step=None, **values):
        """Launch a campaign whose second step for all is due two days later."""
        campaign = self.launch(CALL, {**SECOND, **(step or {})}, **values)
        for partner in self.all_partners:
            self.activity(campaign, partner).action_done()
        return campaign

    def assert_second(self, campaign, partner, state, reason, member):
        """Run the engine when it is due, and compare the action and the member."""
        self.run_engine(days=2)
        for each in self.all_partners - partner:
            self.assertEqual(self.states(campaign, each)[1], ("running", False))
        self.assertEqual(self.states(campaign, partner)[1], (state, reason))
        self.assertEqual(self.members(campaign)[partner], member)

    def assert_leaves(self, campaign, partner, reason):
        self.assert_second(campaign, partner, "skipped", reason, ("exited", reason))

    def assert_skipped(self, campaign, partner, reason):
        self.assert_second(campaign, partner, "skipped", reason, ("done", False))

    def test_archived(self):
        campaign = self.launch_second()
        self.small.active = False
        self.assert_leaves(campaign, self.small, "archived")

    def test_bought(self):
        campaign = self.launch_second()
        with self.at(days=1):
            self.make_order(self.small, 0, 10)
            self.refresh()
        self.assert_leaves(campaign, self.small, "bought")

    def test_bought_on_the_day_before_entering_counts_not(self):
        self.make_order(self.small, 0, 10)
        self.refresh()
        campaign = self.launch_second()
        self.make_order(self.big, 0, 10)
        self.refresh()
        self.assert_leaves(campaign, self.big, "bought")

    def test_bought_and_stays(self):
        campaign = self.launch_second(exit_on_purchase=False)
        with self.at(days=1):
            self.make_order(self.small, 0, 10)
            self.refresh()
        self.run_engine(days=2)
        self.assertEqual(self.states(campaign, self.small)[1], ("running", False))

    def test_left(self):
        poor = self.make_segment("Poor", [("amount_total", "<", 1000)])
        campaign = self.launch_second(
            segment_ids=poor.ids, exit_on_leave=True, exit_on_purchase=False
        )
        with self.at(days=1):
            self.make_order(self.small, 0, 2000)
            self.refresh()
        self.assert_leaves(campaign, self.small, "left")

    def test_came_into_an_excluded_segment(self):
        rich = self.make_segment("Rich", [("amount_total", ">", 1000)])
        campaign = self.launch_second(
            exclude_segment_ids=rich.ids, exit_on_purchase=False
        )
        with self.at(days=1):
            self.make_order(self.small, 0, 2000)
            self.refresh()
        self.assert_leaves(campaign, self.small, "excluded")

    def test_opt_out(self):
        campaign = self.launch_second()
        self.small.campaign_opt_out = True
        self.assert_leaves(campaign, self.small, "opt_out")

    def test_complaint(self):
        campaign = self.launch_second()
        self.small.activity_schedule(
            "repeat_sales_crm.mail_activity_type_complaint", user_id=self.seller.id
        )
        self.assert_skipped(campaign, self.small, "complaint")

    def test_no_address(self):
        campaign = self.launch_second()
        self.small.phone = False
        self.assert_skipped(campaign, self.small, "no_address")

    def test_condition_bought(self):
        campaign = self.launch_second(
            {"condition": "not_bought"}, exit_on_purchase=False
        )
        with self.at(days=1):
            self.make_order(self.small, 0, 10)
            self.refresh()
        self.assert_skipped(campaign, self.small, "condition")

    def test_condition_segment(self):
        rich = self.make_segment("Rich", [("amount_total", ">", 100)])
        campaign = self.launch_second(
            {"condition": "in_segment", "condition_segment_id": rich.id}
        )
        self.assert_skipped(campaign, self.small, "condition")

    def test_condition_outcome(self):
        reached = self.env.ref("repeat_sales_crm.crm_campaign_outcome_reached")
        campaign = self.launch(
            CALL,
            {
                **SECOND,
                "condition": "not_outcome",
                "condition_outcome_ids": [Command.link(reached.id)],
            },
        )
        action = self.actions(campaign, self.small).with_user(self.seller)
        action.write({"outcome_id": reached.id, "note": "Spoke with Ann"})
        for partner in self.all_partners:
            action = self.actions(campaign, partner)
            action.with_user(action.user_id).action_done()
        self.assert_skipped(campaign, self.small, "condition")


class TestPostponed(CampaignCommon):
    def assert_waits(self, campaign, partner, reason, until):
        action = self.actions(campaign, partner)[-1]
        self.assertEqual(action.state, "waiting")
        self.assertEqual((action.postponed_reason, action.due_at), (reason, until))

    def test_cap_across_campaigns(self):
        self.env["crm.campaign.cap"].create(
            {
                "company_id": self.company.id,
                "channel_group": "human",
                "max_count": 1,
                "days": 5,
            }
        )
        first = self.launch(CALL, partner_ids=self.big.ids)
        with self.at(hours=3):
            self.activity(first, self.big).action_done()
        with self.at(days=1):
            second = self.launch(CALL, partner_ids=(self.big | self.small).ids)
        self.run_engine(days=1)
        self.assertEqual(self.states(second, self.small), [("running", False)])
        until = START + timedelta(days=5, hours=3)
        self.assert_waits(second, self.big, "cap", until)
        self.run_engine(days=5, hours=2)
        self.assert_waits(second, self.big, "cap", until)
        self.run_engine(days=5, hours=3)
        self.assertEqual(self.states(second, self.big), [("running", False)])

    def test_cap_counts_what_people_did_by_themselves(self):
        self.env["crm.campaign.cap"].create(
            {
                "company_id": self.company.id,
                "channel_group": "human",
                "max_count": 1,
                "days": 5,
            }
        )
        self.big.with_user(self.seller).message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.small.with_user(self.seller).message_post(body="Only a note")
        self.middle.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.seller.id
        ).with_user(self.seller).action_feedback()
        campaign = self.launch()
        for partner in (self.big, self.middle):
            action = self.actions(campaign, partner)
            self.assertEqual(
                (action.state, action.postponed_reason), ("waiting", "cap")
            )
        self.assertEqual(self.states(campaign, self.small), [("running", False)])

    def test_cap_counts_mailings_of_others(self):
        self.env["crm.campaign.cap"].create(
            {
                "company_id": self.company.id,
                "channel_group": "any",
                "max_count": 1,
                "days": 5,
            }
        )
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "News",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        self.env["mailing.trace"].create(
            {
                "model": "res.partner",
                "res_id": self.big.id,
                "mass_mailing_id": mailing.id,
                "trace_status": "sent",
                "sent_datetime": START - timedelta(days=1),
            }
        )
        campaign = self.launch()
        self.assert_waits(campaign, self.big, "cap", START + timedelta(days=4))
        self.assertEqual(self.states(campaign, self.small), [("running", False)])

    def test_cap_waits_for_what_somebody_has_still_to_do(self):
        self.env["crm.campaign.cap"].create(
            {"company_id": self.company.id, "channel_group": "any", "days": 2}
        )
        first = self.launch(CALL, partner_ids=self.big.ids)
        with self.at(days=4):
            second = self.launch(CALL, partner_ids=self.big.ids)
        self.run_engine(days=4)
        self.assert_waits(second, self.big, "cap", START + timedelta(days=5))
        with self.at(days=4):
            self.activity(first, self.big).unlink()
        self.run_engine(days=5)
        self.assertEqual(self.states(second, self.big), [("running", False)])

    def test_second_action_of_a_customer_at_once(self):
        self.env["crm.campaign.cap"].create(
            {"company_id": self.company.id, "channel_group": "any", "days": 2}
        )
        one = self.make_campaign(CALL, partner_ids=self.big.ids)
        two = self.make_campaign(CALL, partner_ids=self.big.ids)
        (one | two).action_launch()
        self.run_engine()
        self.assertEqual(
            sorted(self.actions(one | two).mapped("state")), ["running", "waiting"]
        )

    def test_capacity_most_valuable_first(self):
        self.company.campaign_daily_calls = 1
        self.other_seller.campaign_daily_calls = 5
        campaign = self.launch(CALL, hour=9)
        self.assertEqual(self.states(campaign, self.big), [("running", False)])
        self.assertEqual(self.states(campaign, self.other), [("running", False)])
        tomorrow = datetime(2026, 6, 16, 9)
        self.assert_waits(campaign, self.middle, "capacity", tomorrow)
        self.assert_waits(campaign, self.small, "capacity", tomorrow)
        self.activity(campaign, self.big).action_done()
        self.run_engine(hours=2)
        self.assert_waits(campaign, self.middle, "capacity", tomorrow)
        self.run_engine(days=1)
        self.assertEqual(self.states(campaign, self.middle), [("running", False)])
        self.assert_waits(
            campaign, self.small, "capacity", tomorrow + timedelta(days=1)
        )

    def test_daily_limit(self):
        campaign = self.launch({**CALL, "daily_limit": 3})
        tomorrow = datetime(2026, 6, 16, 9)
        self.assert_waits(campaign, self.small, "daily_limit", tomorrow)
        self.run_engine(days=1)
        self.assertEqual(self.states(campaign, self.small), [("running", False)])

"""Campaigns for customers as long as they are in the audience."""

from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.fields import Command

from .campaign_common import START
from .results_common import ResultsCommon


class TestStanding(ResultsCommon):
    def launch_standing(self, *steps, **values):
        values = {
            "trigger": "standing",
            "reentry_days": 30,
            "ask_again_days": 3,
            "exit_on_purchase": False,
            **values,
        }
        return self.launch(*steps, **values)

    def waves(self, campaign, partner):
        """Return the days after the beginning on which a customer entered."""
        members = campaign.sudo().member_ids.filtered(
            lambda member: member.partner_id == partner and member.state != "left_out"
        )
        return sorted((member.entered_at - START).days for member in members)

    def test_who_is_inside_enters_at_once(self):
        campaign = self.launch_standing()
        self.assertEqual(set(self.members(campaign).values()), {("active", False)})
        self.assertEqual(len(self.members(campaign)), 4)
        self.assertFalse(campaign.presence_ids)
        self.assertIn("30 days", campaign.schedule_text)

    def test_who_comes_in_enters_at_the_next_look(self):
        campaign = self.launch_standing(partner_ids=[Command.set(self.big.ids)])
        with self.at(hours=1):
            campaign.partner_ids |= self.small
        self.run_engine(hours=2)
        self.assertEqual(self.members(campaign)[self.small], ("active", False))
        self.run_engine(hours=4)
        self.assertEqual(len(campaign.sudo().member_ids), 2)
        self.assertEqual(campaign.wave_count, 1)

    def test_again_so_many_days_after_the_last_contact(self):
        campaign = self.launch_standing()
        with self.at(days=10):
            self.activity(campaign, self.big).action_feedback()
        for day in (30, 39):
            self.run_engine(days=day)
            self.assertEqual(self.waves(campaign, self.big), [0])
        self.run_engine(days=40, hours=1)
        self.assertEqual(self.waves(campaign, self.big), [0, 40])
        # Who is still under way does not enter a second time.
        self.assertEqual(self.waves(campaign, self.small), [0])

    def test_a_cancelled_activity_is_asked_for_again(self):
        campaign = self.launch_standing()
        with self.at(days=1):
            self.activity(campaign, self.big).unlink()
        self.run_engine(days=3)
        self.assertEqual(self.waves(campaign, self.big), [0])
        self.run_engine(days=4, hours=1)
        self.assertEqual(self.waves(campaign, self.big), [0, 4])

    def test_with_a_reason_it_is_left_until_the_next_contact_is_due(self):
        campaign = self.launch_standing()
        with self.at(days=1):
            self.activity(campaign, self.big).unlink()
            action = self.actions(campaign, self.big).with_user(self.seller)
            action.note = "On holiday until August"
        self.run_engine(days=5)
        self.assertEqual(self.waves(campaign, self.big), [0])
        self.run_engine(days=31, hours=1)
        self.assertEqual(self.waves(campaign, self.big), [0, 31])

    def test_what_was_not_done_in_time_is_asked_for_again(self):
        campaign = self.launch_standing({"name": "Call", "expire_days": 5})
        self.run_engine(days=5, hours=1)
        self.run_engine(days=8, hours=2)
        self.assertEqual(self.waves(campaign, self.big), [0, 8])

    def test_who_left_untouched_enters_when_coming_in_again(self):
        campaign = self.launch_standing(
            {"name": "Call", "delay_days": 2}, exit_on_leave=True
        )
        with self.at(days=1):
            campaign.partner_ids -= self.big
        self.run_engine(days=2, hours=1)
        self.assertEqual(self.members(campaign)[self.big], ("exited", "left"))
        with self.at(days=3):
            campaign.partner_ids |= self.big
        self.run_engine(days=3, hours=1)
        self.assertEqual(self.waves(campaign, self.big), [0, 3])

    def test_who_is_left_out_has_one_row_a_reason(self):
        self.big.campaign_opt_out = True
        campaign = self.launch_standing()
        for day in range(1, 6):
            self.run_engine(days=day)
        of_big = campaign.sudo().member_ids.filtered(
            lambda member: member.partner_id == self.big
        )
        self.assertEqual(of_big.mapped("reason"), ["opt_out"])
        self.big.campaign_opt_out = False
        self.run_engine(days=6)
        self.assertEqual(self.waves(campaign, self.big), [6])

    def test_the_control_group_takes_its_turn_like_a_contact(self):
        self.company.campaign_control_share = 0.5
        self.company.campaign_control_renewal = "never"
        campaign = self.launch_standing()
        control = campaign.sudo().member_ids.filtered(
            lambda member: member.state == "control"
        )
        self.run_engine(days=29)
        self.run_engine(days=30, hours=1)
        for member in control:
            self.assertEqual(self.waves(campaign, member.partner_id), [0, 30])

    def test_preview_agrees(self):
        campaign = self.make_campaign(trigger="standing")
        self.assertEqual(campaign.get_preview()["contacted"], 4)
        campaign.action_launch()
        self.run_engine()
        preview = campaign.get_preview()
        self.assertEqual((preview["contacted"], preview["left_out"]), (0, []))

    def test_it_ends_with_its_last_day(self):
        campaign = self.launch_standing(end_date=START + timedelta(days=3))
        self.run_engine(days=4)
        self.assertFalse(campaign.next_run_at)
        with self.at(days=5):
            for partner in self.all_partners:
                self.activity(campaign, partner).action_feedback()
        self.run_engine(days=6)
        self.assertEqual(campaign.state, "done")

    def test_it_is_no_wave_to_come(self):
        self.launch_standing()
        moments = self.env["crm.campaign.moment"].search([])
        self.assertNotIn(
            "planned",
            moments.filtered(lambda m: m.company_id == self.company).mapped("state"),
        )

    def test_settings_hold_together(self):
        campaign = self.make_campaign(trigger="standing", reentry="never")
        self.assertEqual(campaign.reentry, "wave")
        campaign.reentry = "after"
        self.assertEqual(campaign.reentry, "wave")
        with self.assertRaises(ValidationError):
            campaign.reentry_days = 0

    def test_query_count(self):
        """A look costs the same for four customers and for a hundred."""
        crowd = self.make_crowd(100, self.seller)
        for number, partner in enumerate(crowd):
            partner.phone = f"+1 555 {4000 + number}"
        counts = []
        for partners in (self.all_partners, crowd):
            campaign = self.make_campaign(
                trigger="standing", partner_ids=[Command.set(partners.ids)]
            ).sudo()
            campaign.action_launch()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            campaign._look(START)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(campaign.member_ids), len(partners))
        self.assertLessEqual(counts[1], counts[0])


class TestContactGoal(ResultsCommon):
    def make_contacts(self, **values):
        """Have one contacted in time, one late, one never, and one who left."""
        campaign = self.make_campaign(
            trigger="standing",
            goal_metric="contacted",
            goal_value=0.5,
            goal_days=7,
            **values,
        ).sudo()
        wave = self.make_wave(campaign, days_ago=30)
        entered = wave.started_at
        for partner, days in ((self.big, 7), (self.middle, 8), (self.small, None)):
            member = self.make_member(wave, partner)
            if days:
                moment = entered + timedelta(days=days)
                self.make_action(member, campaign.step_ids, moment)
        self.make_member(
            wave,
            self.other,
            "exited",
            reason="left",
            finished_at=entered + timedelta(days=2),
        )
        return campaign

    def test_share_contacted_in_time(self):
        campaign = self.make_contacts()
        goal = self.results(campaign)["goal"]
        self.assertAlmostEqual(goal["fact"], 1 / 3)
        self.assertFalse(goal["is_reached"])
        self.assertIn("7 days", goal["label"])
        self.assertFalse(campaign._find_launch_problem())

    def test_number_leads_to_customers(self):
        campaign = self.make_contacts().with_user(self.marketer)
        action = campaign.action_open_results("in_time")
        rows = self.env["crm.campaign.result"].with_user(self.marketer)
        self.assertEqual(rows.search(action["domain"]).partner_id, self.big)
        late = rows.search(
            [
                ("campaign_id", "=", campaign.id),
                ("expected", ">", 0),
                ("in_time", "=", 0),
            ]
        )
        self.assertEqual(late.partner_id, self.middle | self.small)

    def test_whose_days_are_not_over_wait(self):
        campaign = self.make_contacts()
        self.make_member(self.make_wave(campaign, 2, days_ago=1), self.other)
        self.assertAlmostEqual(self.results(campaign)["goal"]["fact"], 1 / 3)

    def test_salespeople_see_their_own(self):
        campaign = self.make_contacts()
        self.assertAlmostEqual(
            self.results(campaign, self.other_seller)["goal"]["fact"], False
        )

    def test_it_is_a_share(self):
        with self.assertRaises(ValidationError):
            self.make_campaign(goal_metric="contacted", goal_value=90)

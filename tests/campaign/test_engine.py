"""From the launch to the last step."""

from datetime import date, datetime, timedelta

from odoo.exceptions import UserError
from odoo.fields import Command

from .campaign_common import START, CampaignCommon

CALL = {"name": "Call", "kind": "call"}
TASK = {"name": "Send the catalogue", "kind": "task", "delay_days": 3}


class TestEngine(CampaignCommon):
    def test_call_done_and_next_step(self):
        campaign = self.launch(CALL, TASK)
        self.assertEqual(
            self.members(campaign),
            dict.fromkeys(self.all_partners, ("active", False)),
        )
        activity = self.activity(campaign, self.big)
        self.assertEqual(activity.user_id, self.seller)
        self.assertEqual(activity.date_deadline, date(2026, 6, 15))
        activity.action_feedback("They want the blue one")
        call, task = self.actions(campaign, self.big)
        self.assertEqual((call.state, call.note), ("done", "They want the blue one"))
        self.assertEqual(call.done_at, START)
        self.assertEqual(task.state, "waiting")
        self.assertEqual(task.due_at, datetime(2026, 6, 18, 9))
        self.run_engine(days=2)
        self.assertEqual(task.state, "waiting")
        self.run_engine(days=3)
        self.assertEqual(task.state, "running")
        self.activity(campaign, self.big).action_done()
        self.assertEqual(self.members(campaign)[self.big], ("done", False))

    def test_campaign_ends_when_all_is_done(self):
        campaign = self.launch(CALL)
        for partner in self.all_partners:
            self.activity(campaign, partner).action_done()
        self.run_engine(hours=1)
        self.assertEqual(campaign.wave_ids.state, "done")
        self.assertEqual(campaign.state, "done")

    def test_launched_twice(self):
        campaign = self.launch(CALL)
        self.run_engine(minutes=5)
        self.run_engine(days=1)
        self.assertEqual(len(campaign.wave_ids), 1)
        self.assertEqual(len(self.actions(campaign)), 4)
        with self.assertRaises(UserError):
            campaign.action_launch()

    def test_nothing_to_launch(self):
        campaign = self.make_campaign(CALL, partner_ids=[Command.clear()])
        with self.assertRaisesRegex(UserError, "whom it is for"):
            campaign.action_launch()
        campaign.write({"partner_ids": self.big.ids, "goal": False})
        with self.assertRaisesRegex(UserError, "goal"):
            campaign.action_launch()
        campaign.write({"goal": "More", "is_template": True})
        with self.assertRaisesRegex(UserError, "playbook"):
            campaign.action_launch()


class TestRecurring(CampaignCommon):
    def launch_weekly(self, *steps, **values):
        return self.launch(
            *steps,
            trigger="recurring",
            repeat_unit="week",
            hour=10,
            reentry="wave",
            **values,
        )

    def test_waves_at_their_moments(self):
        campaign = self.launch_weekly(CALL)
        self.assertFalse(campaign.wave_ids)
        self.assertEqual(campaign.next_run_at, datetime(2026, 6, 15, 10))
        self.run_engine(hours=1)
        self.assertEqual(campaign.wave_ids.scheduled_at, datetime(2026, 6, 15, 10))
        self.assertEqual(campaign.next_run_at, datetime(2026, 6, 22, 10))
        self.assertFalse(campaign.wave_ids.late_minutes)

    def test_missed_days_run_once_late_and_say_so(self):
        campaign = self.launch_weekly(CALL)
        self.run_engine(days=15)
        wave = campaign.wave_ids
        self.assertEqual(wave.scheduled_at, datetime(2026, 6, 29, 10))
        self.assertEqual(wave.missed_count, 2)
        self.assertEqual(wave.late_minutes, 23 * 60)
        self.assertIn("1380 minutes late", campaign.message_ids[0].body)
        self.assertEqual(campaign.next_run_at, datetime(2026, 7, 6, 10))

    def test_already_in_a_wave(self):
        campaign = self.launch_weekly(CALL)
        self.run_engine(hours=1)
        self.activity(campaign, self.big).action_done()
        self.run_engine(days=7, hours=1)
        second = campaign.wave_ids.sorted("number")[1]
        self.assertEqual(
            {member.partner_id: member.state for member in second.member_ids},
            dict.fromkeys(self.all_partners - self.big, "left_out")
            | {self.big: "active"},
        )
        self.assertEqual(
            set(second.member_ids.filtered("reason").mapped("reason")), {"active"}
        )

    def test_reentry_after_days(self):
        campaign = self.launch_weekly(
            {"name": "Note", "kind": "task"}, partner_ids=self.big.ids
        )
        campaign.write({"reentry": "after", "reentry_days": 10})
        states = []
        for week in range(3):
            self.run_engine(days=7 * week, hours=1)
            self.actions(campaign).activity_id.action_done()
            member = campaign.wave_ids.sorted("number")[-1].member_ids
            states.append((member.state, member.reason))
        again = ("left_out", "reentry")
        self.assertEqual(states, [("done", False), again, ("done", False)])

    def test_pause_and_resume_send_nothing_again(self):
        campaign = self.launch_weekly(CALL, TASK)
        self.run_engine(hours=1)
        activity = self.activity(campaign, self.big)
        with self.at(hours=2):
            campaign.action_pause()
            self.assertFalse(campaign.next_run_at)
            activity.action_done()
        self.run_engine(days=8)
        self.assertEqual(len(campaign.wave_ids), 1)
        self.assertEqual(
            self.states(campaign, self.big), [("done", False), ("waiting", False)]
        )
        with self.at(days=8):
            campaign.action_resume()
        self.assertEqual(campaign.next_run_at, datetime(2026, 6, 29, 10))
        self.run_engine(days=8)
        self.assertEqual(
            self.states(campaign, self.big), [("done", False), ("running", False)]
        )
        self.assertEqual(len(self.actions(campaign)), 5)

    def test_change_of_schedule_and_plan(self):
        campaign = self.launch_weekly(CALL)
        self.run_engine(hours=1)
        with self.at(hours=2):
            campaign.write({"on_monday": False, "on_thursday": True})
            self.assertEqual(campaign.next_run_at, datetime(2026, 6, 18, 10))
            campaign.step_ids = [Command.create({**TASK, "sequence": 5})]
            self.activity(campaign, self.big).action_done()
        self.run_engine(hours=3)
        self.assertEqual(
            self.states(campaign, self.big), [("done", False), ("waiting", False)]
        )
        self.assertEqual(len(self.actions(campaign)), 5)

    def test_archived_step_is_passed_over(self):
        campaign = self.launch_weekly(CALL, TASK, {**TASK, "name": "Last"})
        self.run_engine(hours=1)
        with self.at(hours=1):
            self.activity(campaign, self.big).action_done()
            with self.assertRaisesRegex(UserError, "Archive it"):
                campaign.step_ids[0].unlink()
            with self.assertRaisesRegex(UserError, "Archive it"):
                campaign.step_ids[0].kind = "meeting"
            campaign.step_ids[1].active = False
        self.run_engine(days=4)
        self.assertEqual(
            self.states(campaign, self.big),
            [("done", False), ("skipped", "removed"), ("waiting", False)],
        )

    def test_end_date(self):
        campaign = self.launch_weekly(
            CALL, partner_ids=self.big.ids, end_date="2026-06-24"
        )
        self.run_engine(hours=1)
        self.run_engine(days=7, hours=1)
        self.assertFalse(campaign.next_run_at)
        self.activity(campaign, self.big).action_done()
        self.run_engine(days=8)
        self.assertEqual((campaign.state, len(campaign.wave_ids)), ("done", 2))

    def test_stop(self):
        campaign = self.launch_weekly(CALL, TASK)
        self.run_engine(hours=1)
        with self.at(hours=1):
            self.activity(campaign, self.big).action_done()
            campaign.action_stop()
        self.assertEqual(set(self.members(campaign).values()), {("exited", "stopped")})
        self.assertEqual(
            self.states(campaign, self.big), [("done", False), ("skipped", "stopped")]
        )
        self.activity(campaign, self.middle).action_done()
        self.assertEqual(self.states(campaign, self.middle), [("done", False)])
        self.run_engine(days=30)
        self.assertEqual(len(self.actions(campaign)), 5)


class TestEnter(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rich = cls.make_segment("Rich", [("amount_total", ">=", 400)])

    def buy(self, partner, amount, **later):
        with self.at(**later):
            self.make_order(partner, 0, amount)
            self.refresh()

    def test_only_who_enters(self):
        campaign = self.launch(CALL, trigger="enter", segment_ids=self.rich.ids)
        self.assertFalse(campaign.member_ids)
        self.assertTrue(self.rich.keep_history)
        self.buy(self.other, 200, hours=1)
        self.run_engine(hours=1)
        self.assertEqual(self.members(campaign), {self.other: ("active", False)})
        wave = campaign.wave_ids
        self.assertEqual(wave.scheduled_at, datetime(2026, 6, 15))
        self.buy(self.small, 500, hours=2)
        self.run_engine(hours=2)
        self.assertEqual(campaign.wave_ids, wave)
        self.assertEqual(len(wave.member_ids), 2)
        self.buy(self.make_buyer("Late", 10), 500, days=2)
        self.run_engine(days=2)
        self.assertEqual(len(campaign.wave_ids), 2)
        self.assertEqual(len(self.actions(campaign)), 3)

    def test_who_is_inside_too(self):
        campaign = self.launch(
            CALL, trigger="enter", segment_ids=self.rich.ids, contact_present=True
        )
        self.assertEqual(campaign.member_ids.partner_id, self.big | self.middle)

    def test_leaving_and_coming_back(self):
        campaign = self.launch(
            CALL, trigger="enter", segment_ids=self.rich.ids, reentry="wave"
        )
        order = self.other.sale_order_ids
        self.buy(self.other, 200, hours=1)
        self.run_engine(hours=1)
        self.activity(campaign, self.other).action_done()
        with self.at(days=1):
            order._action_cancel()
            self.refresh()
        self.run_engine(days=1)
        self.buy(self.other, 300, days=2)
        self.run_engine(days=2)
        self.assertEqual(len(campaign.member_ids), 2)

    def test_change_of_rule_or_audience_is_no_entering(self):
        campaign = self.launch(CALL, trigger="enter", segment_ids=self.rich.ids)
        self.rich.domain = "[('amount_total', '>=', 200)]"
        self.run_engine(hours=1)
        self.assertFalse(campaign.member_ids)
        campaign.partner_ids = self.small
        self.run_engine(hours=2)
        self.assertFalse(campaign.member_ids)

    def test_a_change_of_the_limits_is_no_entering(self):
        regular = self.cell("Regular", "Active")
        campaign = self.launch(CALL, trigger="enter", lifecycle_segment_ids=regular.ids)
        self.customer_of(self.big).write(
            {
                "segment_id": regular.id,
                "move_cause": "rule",
                "moved_at": START + timedelta(minutes=20),
            }
        )
        self.run_engine(minutes=40)
        self.assertNotIn(self.big, self.members(campaign))
        self.run_engine(days=2)
        self.assertNotIn(self.big, self.members(campaign), "Nor when it is forgotten.")

    def test_whoever_was_moved_before_the_launch_is_inside(self):
        regular = self.cell("Regular", "Active")
        moved = {"move_cause": "import", "moved_at": START - timedelta(minutes=20)}
        self.customer_of(self.big).write({"segment_id": regular.id, **moved})
        campaign = self.launch(
            CALL,
            trigger="enter",
            lifecycle_segment_ids=regular.ids,
            contact_present=True,
        )
        self.assertIn(self.big, campaign.member_ids.partner_id)

    def test_who_entered_while_paused_is_contacted_once(self):
        campaign = self.launch(CALL, trigger="enter", segment_ids=self.rich.ids)
        campaign.action_pause()
        self.buy(self.other, 200, hours=1)
        self.run_engine(hours=2)
        self.assertFalse(campaign.member_ids)
        with self.at(hours=3):
            campaign.action_resume()
        self.run_engine(hours=3)
        self.run_engine(hours=4)
        self.assertEqual(campaign.member_ids.partner_id, self.other)

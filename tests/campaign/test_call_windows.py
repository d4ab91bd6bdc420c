"""Days on which messages are sent, and people are given something to do."""

from datetime import date, datetime, timedelta

from odoo.exceptions import ValidationError

from .calls_common import CALL, CallsCommon

MAIL = {
    "name": "Write",
    "kind": "webhook",
    "webhook_url": "https://hooks.example.com/x",
    "message": "<p>Hello</p>",
}
#: START is a Monday; so many days later it is Friday, Saturday, Monday.
FRIDAY, SATURDAY, NEXT_MONDAY = 4, 5, 7


class WindowsCommon(CallsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Week", "company_id": cls.company.id, "tz": "UTC"}
        )
        cls.company.resource_calendar_id = cls.calendar

    def close(self, day):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "calendar_id": self.calendar.id,
                "date_from": datetime.combine(day, datetime.min.time()),
                "date_to": datetime.combine(day, datetime.max.time()),
            }
        )

    def launch_on(self, *steps, days=0, hours=0, **values):
        campaign = self.make_campaign(*steps, **values)
        with self.at(days=days, hours=hours):
            campaign.action_launch()
        self.run_engine(days=days, hours=hours)
        return campaign


class TestDaysOfCalls(WindowsCommon):
    def test_no_card_on_a_day_off(self):
        campaign = self.launch_on(CALL, days=SATURDAY)
        action = self.actions(campaign, self.big)
        self.assertEqual((action.state, action.postponed_reason), ("waiting", "window"))
        self.assertEqual(
            action.due_at.date(), date(2026, 6, 22), "the next working day"
        )
        self.run_engine(days=NEXT_MONDAY)
        action = self.actions(campaign, self.big)
        self.assertEqual(action.activity_id.date_deadline, date(2026, 6, 22))

    def test_public_holiday(self):
        self.close(date(2026, 6, 16))
        campaign = self.launch_on(CALL, days=1)
        action = self.actions(campaign, self.big)
        self.assertEqual(action.due_at.date(), date(2026, 6, 17))

    def test_days_of_the_week(self):
        self.company.campaign_call_days = "24"
        campaign = self.launch_on(CALL)
        self.assertEqual(
            self.actions(campaign, self.big).due_at.date(), date(2026, 6, 16)
        )

    def test_every_day_if_the_company_wants(self):
        self.company.campaign_call_workdays = False
        campaign = self.launch_on(CALL, days=SATURDAY)
        self.assertEqual(self.states(campaign, self.big), [("running", False)])

    def test_days_off_are_not_late(self):
        self.launch_on(CALL, days=FRIDAY)
        calls = self.env["crm.campaign.action"].with_user(self.seller)
        report = self.env["crm.campaign.call.report"].with_user(self.manager)
        for days, late in ((SATURDAY, 0), (6, 0), (NEXT_MONDAY, 1), (8, 2)):
            with self.at(days=days):
                self.assertEqual(calls.get_call_list()["late"], 3 if late else 0)
                [[longest]] = report._read_group(
                    [("company_id", "=", self.company.id)], [], ["late_days:max"]
                )
                self.assertEqual(longest, late)

    def test_given_in_the_evening_is_for_the_next_day(self):
        self.launch_on(CALL, days=FRIDAY, hours=11)  # At 20 o'clock.
        calls = self.env["crm.campaign.action"].with_user(self.seller)
        with self.at(days=NEXT_MONDAY):
            self.assertEqual(calls.get_call_list()["late"], 0)
            self.assertEqual(len(calls.get_call_list()["cards"]), 3)

    def test_late_for_longer_than_days_are_looked_at(self):
        campaign = self.launch_on(CALL)
        self.activity(campaign, self.big).date_deadline = date(2025, 1, 1)
        line = self.env["crm.campaign.call.report"].browse(
            self.actions(campaign, self.big).id
        )
        self.assertGreater(line.late_days, 400)

    def test_no_answer_in_the_evening_comes_back_next_morning(self):
        campaign = self.launch_on(CALL, days=FRIDAY)
        action = self.card(campaign, self.big)
        with self.at(days=FRIDAY, hours=7, minutes=30):  # At half past four.
            self.enter(action, "no_answer")
        self.assertEqual(action.call_at, datetime(2026, 6, 22, 8))
        self.assertEqual(action.activity_id.date_deadline, date(2026, 6, 22))

    def test_no_answer_in_the_morning_comes_back_the_same_day(self):
        campaign = self.launch_on(CALL)
        action = self.card(campaign, self.big)
        self.enter(action, "no_answer")
        self.assertEqual(action.call_at, datetime(2026, 6, 15, 12))

    def test_call_back_at_the_moment_that_was_agreed(self):
        campaign = self.launch_on(CALL)
        action = self.card(campaign, self.big)
        self.enter(action, "call_back", call_at="2026-06-20 19:00:00")
        self.assertEqual(action.activity_id.date_deadline, date(2026, 6, 20))

    def test_done_by_a_working_day(self):
        self.company.campaign_daily_calls = 1
        campaign = self.make_campaign(CALL)
        with self.at(days=FRIDAY):
            preview = campaign.get_preview()
        # Three calls of one seller: Friday, Monday, Tuesday.
        self.assertEqual(preview["finished_on"], date(2026, 6, 23))

    def test_too_many_for_today_go_on_on_the_next_working_day(self):
        self.company.campaign_daily_calls = 2
        campaign = self.launch_on(CALL, days=FRIDAY)
        action = self.actions(campaign, self.small)
        self.assertEqual(action.postponed_reason, "capacity")
        self.assertEqual(action.due_at.date(), date(2026, 6, 22))

    def test_days_are_chosen(self):
        for wrong in (False, "", "8", "11", "x"):
            with self.assertRaises(ValidationError):
                self.company.campaign_call_days = wrong

    def test_queries_do_not_grow(self):
        campaign = self.make_campaign(CALL)
        self.make_campaign(CALL, partner_ids=self.big.ids)
        self.assertTrue(campaign)
        before = self.env.cr.sql_log_count
        days = self.company._get_working_days("human")
        count = self.env.cr.sql_log_count - before
        days.late(date(2020, 1, 1), date(2026, 1, 1))
        self.assertEqual(self.env.cr.sql_log_count - before, count)
        self.assertLessEqual(count, 5)


class TestDaysOfMessages(WindowsCommon):
    def test_every_day_at_first(self):
        campaign = self.launch_on(
            {"name": "Plain", "kind": "remarketing"}, days=SATURDAY
        )
        self.assertNotIn("window", self.actions(campaign).mapped("postponed_reason"))

    def test_messages_wait_for_their_days(self):
        self.company.campaign_message_workdays = True
        campaign = self.launch_on(MAIL, days=SATURDAY)
        action = self.actions(campaign, self.big)
        self.assertEqual((action.state, action.postponed_reason), ("waiting", "window"))
        self.assertEqual(action.due_at.date(), date(2026, 6, 22))

    def test_day_of_the_customer(self):
        self.company.campaign_message_days = "12345"
        self.big.tz = "Pacific/Honolulu"
        # Saturday here, Friday evening there.
        campaign = self.launch_on({**MAIL, "kind": "webhook"}, days=SATURDAY, hours=-4)
        self.assertEqual(self.actions(campaign, self.middle).postponed_reason, "window")
        self.assertNotEqual(self.actions(campaign, self.big).postponed_reason, "window")


class TestPutOff(CallsCommon):
    def test_time_to_do_it_moves_along(self):
        campaign = self.launch({**CALL, "expire_days": 21})
        self.activity(campaign, self.big).date_deadline = date(2026, 7, 13)
        self.run_engine(days=22)
        self.assertEqual(self.states(campaign, self.big), [("running", False)])
        self.assertEqual(self.states(campaign, self.middle), [("skipped", "expired")])
        self.run_engine(days=28 + 21)
        self.assertEqual(self.states(campaign, self.big), [("skipped", "expired")])

    def test_place_is_that_of_its_new_day(self):
        self.company.campaign_daily_calls = 2
        campaign = self.launch(CALL)
        for partner in (self.big, self.middle):
            self.activity(campaign, partner).date_deadline = date(2026, 6, 22)
        self.run_engine(days=1)
        with self.at(days=1):
            self.assertEqual(self.names(self.seller), ["Small"])
        more = self.make_buyer("More", 50, self.seller)
        self.refresh()
        other = self.launch_on_day(7, more)
        self.assertEqual(self.actions(other).postponed_reason, "capacity")

    def launch_on_day(self, days, partners):
        campaign = self.make_campaign(CALL, partner_ids=partners.ids)
        with self.at(days=days):
            campaign.action_launch()
        self.run_engine(days=days)
        return campaign


class TestMeetings(CallsCommon):
    MEETING = {"name": "Visit", "kind": "meeting"}

    def test_so_many_a_day(self):
        self.company.campaign_daily_meetings = 1
        campaign = self.launch(self.MEETING, CALL)
        self.assertEqual(self.names(self.seller), ["Big"])
        action = self.actions(campaign, self.middle)
        self.assertEqual(action.postponed_reason, "capacity")
        self.run_engine(days=1)
        self.assertEqual(action.state, "waiting", "the first one is still open")
        with self.at(days=1):
            self.enter(self.card(campaign, self.big), "reached")
        self.run_engine(days=2)
        self.assertEqual(action.state, "running")

    def test_calls_do_not_count(self):
        self.company.write({"campaign_daily_meetings": 1, "campaign_daily_calls": 2})
        self.launch(CALL)
        campaign = self.launch(self.MEETING, partner_ids=self.small.ids)
        self.assertEqual(self.states(campaign, self.small), [("running", False)])

    def test_number_of_a_user(self):
        self.company.campaign_daily_meetings = 1
        self.seller.campaign_daily_meetings = 2
        self.launch(self.MEETING)
        self.assertEqual(self.names(self.seller), ["Big", "Middle"])

    def test_report_shows_both(self):
        self.company.write({"campaign_daily_meetings": 1, "campaign_daily_calls": 5})
        self.launch(self.MEETING)
        lines = (
            self.env["crm.campaign.capacity"]
            .with_user(self.manager)
            .search([("user_id", "=", self.seller.id), ("day", "=", "2026-06-15")])
        )
        self.assertEqual(
            {one.capacity_kind: (one.planned, one.capacity) for one in lines},
            {"calls": (0, 5), "meetings": (1, 1)},
        )

    def test_preview_shows_both(self):
        self.company.write({"campaign_daily_meetings": 1, "campaign_daily_calls": 5})
        preview = self.make_campaign(self.MEETING, CALL).get_preview()
        [line] = [one for one in preview["sellers"] if one["user_id"] == self.seller.id]
        self.assertEqual((line["calls"], line["days"]), (3, 1))
        self.assertEqual((line["meetings"], line["meeting_days"]), (3, 3))
        self.assertEqual(preview["meetings"], 4)
        self.assertEqual(
            preview["finished_on"], self.company._lifecycle_today() + timedelta(2)
        )

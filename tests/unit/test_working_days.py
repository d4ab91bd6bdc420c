"""Days on which something is done, and days off."""

from datetime import date, datetime
from unittest import TestCase

from odoo.addons.repeat_sales_crm.models.campaign.working_days import WorkingDays

WEEK = {(None, weekday): (8.0, 17.0) for weekday in range(5)}
FRIDAY, SATURDAY, MONDAY = (
    date(2026, 6, 19),
    date(2026, 6, 20),
    date(2026, 6, 22),
)


def office(**values):
    return WorkingDays(**{"hours": WEEK, **values})


class TestWorkingDays(TestCase):
    def test_every_day_without_a_calendar(self):
        days = WorkingDays()
        self.assertTrue(days.works_on(SATURDAY))
        self.assertEqual(days.next(FRIDAY), SATURDAY)
        self.assertEqual(days.late(FRIDAY, MONDAY), 3)
        self.assertIsNone(days.wait_until(datetime(2026, 6, 20, 3), "UTC"))

    def test_days_off(self):
        days = office()
        self.assertFalse(days.works_on(SATURDAY))
        self.assertEqual(days.first(SATURDAY), MONDAY)
        self.assertEqual(days.next(FRIDAY), MONDAY)
        self.assertEqual(days.add(SATURDAY, 0), MONDAY)
        self.assertEqual(days.add(FRIDAY, 6), date(2026, 6, 29))

    def test_late_in_working_days(self):
        days = office()
        self.assertEqual(days.late(FRIDAY, date(2026, 6, 21)), 0)
        self.assertEqual(days.late(FRIDAY, MONDAY), 1)
        self.assertEqual(days.late(SATURDAY, MONDAY), 1)
        self.assertEqual(days.late(MONDAY, FRIDAY), 0)

    def test_days_of_the_week(self):
        days = WorkingDays(weekdays=frozenset({1, 3}))
        self.assertEqual(days.first(MONDAY), date(2026, 6, 23))
        self.assertEqual(days.next(date(2026, 6, 23)), date(2026, 6, 25))

    def test_days_of_the_week_within_the_calendar(self):
        days = office(weekdays=frozenset({4, 5}))
        self.assertEqual(days.first(SATURDAY), date(2026, 6, 26))

    def test_public_holiday(self):
        whole_day = datetime(2026, 6, 22), datetime(2026, 6, 22, 23, 59)
        self.assertEqual(office(holidays=(whole_day,)).next(FRIDAY), date(2026, 6, 23))
        afternoon = datetime(2026, 6, 22, 13), datetime(2026, 6, 22, 23)
        self.assertEqual(office(holidays=(afternoon,)).next(FRIDAY), MONDAY)

    def test_holiday_is_a_day_of_its_time_zone(self):
        # The 22nd in Tokyo.
        day = datetime(2026, 6, 21, 15), datetime(2026, 6, 22, 14, 59)
        days = office(tz="Asia/Tokyo", holidays=(day,))
        self.assertFalse(days.works_on(MONDAY))
        self.assertTrue(days.works_on(date(2026, 6, 23)))

    def test_two_weeks_that_alternate(self):
        monday = MONDAY
        week = (monday.toordinal() - 1) // 7 % 2
        days = WorkingDays(hours={(week, 0): (8, 12)})
        self.assertTrue(days.works_on(monday))
        self.assertEqual(days.next(monday), date(2026, 7, 6))

    def test_nobody_ever_works(self):
        self.assertEqual(WorkingDays(hours={}).first(FRIDAY), FRIDAY)
        self.assertIsNone(
            WorkingDays(hours={}).wait_until(datetime(2026, 6, 19, 9), "UTC")
        )

    def test_within_working_hours(self):
        days = office()
        for moment, expected in (
            (datetime(2026, 6, 19, 12), datetime(2026, 6, 19, 12)),
            (datetime(2026, 6, 19, 6), datetime(2026, 6, 19, 8)),
            (datetime(2026, 6, 18, 20, 30), datetime(2026, 6, 19, 8)),
            (datetime(2026, 6, 19, 20, 30), datetime(2026, 6, 22, 8)),
            (datetime(2026, 6, 20, 12), datetime(2026, 6, 22, 8)),
        ):
            self.assertEqual(days.within_hours(moment, "UTC"), expected)
        moment = datetime(2026, 6, 19, 20, 30)
        self.assertEqual(WorkingDays().within_hours(moment, "UTC"), moment)
        # Half past three in the afternoon in Los Angeles.
        moment = datetime(2026, 6, 19, 22, 30)
        self.assertEqual(days.within_hours(moment, "America/Los_Angeles"), moment)

    def test_due_after_working_hours_on_the_next_day(self):
        days = office()
        self.assertEqual(days.due_day(datetime(2026, 6, 19, 9), "UTC"), FRIDAY)
        self.assertEqual(days.due_day(datetime(2026, 6, 19, 18), "UTC"), MONDAY)
        self.assertEqual(days.due_day(datetime(2026, 6, 20, 9), "UTC"), MONDAY)

    def test_waits_for_the_next_day_and_hour(self):
        days = office()
        self.assertEqual(
            days.wait_until(datetime(2026, 6, 20, 9), "UTC", hour=9.5),
            (datetime(2026, 6, 22, 9, 30), "window"),
        )
        self.assertIsNone(days.wait_until(datetime(2026, 6, 19, 23), "UTC"))

    def test_quiet_hours_and_days_off_together(self):
        days = office()
        # Friday night: the quiet hours end on a day off.
        self.assertEqual(
            days.wait_until(datetime(2026, 6, 19, 21), "UTC", quiet=(20, 8)),
            (datetime(2026, 6, 22, 8), "quiet"),
        )
        self.assertEqual(
            days.wait_until(datetime(2026, 6, 20, 12), "UTC", quiet=(20, 8)),
            (datetime(2026, 6, 22, 8), "window"),
        )

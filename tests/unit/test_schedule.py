"""When campaigns are launched, against a calendar walked day by day."""

import random
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from unittest import TestCase
from zoneinfo import ZoneInfo

from odoo.addons.repeat_sales_crm.models.campaign.schedule import (
    Recurrence,
    at_hour,
    missed,
    next_day_start,
    next_run,
    quiet_until,
    runs_between,
)

ZONES = (
    "UTC",
    "Europe/Kyiv",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Honolulu",
)


def recurrence(unit, every=1, start=date(2026, 1, 1), **values):
    return Recurrence(
        **{"unit": unit, "every": every, "hour": 9.0, "tz": "UTC", "start": start}
        | values
    )


def days(rule, after, count):
    """Return the local days of the next runs."""
    found = []
    while len(found) < count and (after := next_run(rule, after)) is not None:
        found.append(local_clock(after, rule.tz).date())
    return found


def local_clock(moment, tz):
    """Return what the clock of a time zone shows at a moment."""
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(tz))
    return local.replace(tzinfo=None)


def runs_on(rule, day):
    """Return whether a rule runs on a day, asked of the day alone."""
    if day < rule.start or (rule.end and day > rule.end):
        return False
    if rule.unit == "day":
        return (day - rule.start).days % rule.every == 0
    if rule.unit == "week":
        monday = day - timedelta(days=day.weekday())
        first = rule.start - timedelta(days=rule.start.weekday())
        wanted = rule.weekdays or {rule.start.weekday()}
        weeks = (monday - first).days // 7
        return weeks % rule.every == 0 and day.weekday() in wanted
    months = (day.year - rule.start.year) * 12 + day.month - rule.start.month
    if months % rule.every:
        return False
    length = monthrange(day.year, day.month)[1]
    if rule.month_mode == "last_day":
        return day.day == length
    if rule.month_mode == "day":
        return day.day == min(rule.month_day, length)
    if day.weekday() not in (rule.weekdays or {rule.start.weekday()}):
        return False
    if rule.month_week == 5:
        return day.day + 7 > length
    return (day.day - 1) // 7 + 1 == rule.month_week


class TestDays(TestCase):
    def test_every_three_days(self):
        rule = recurrence("day", 3)
        self.assertEqual(
            days(rule, datetime(2026, 1, 1, 9), 2), [date(2026, 1, 4), date(2026, 1, 7)]
        )

    def test_every_other_week_on_two_weekdays(self):
        rule = recurrence("week", 2, start=date(2026, 1, 7), weekdays=frozenset({0, 2}))
        # The Monday of the first week lies before the start.
        self.assertEqual(
            days(rule, datetime(2026, 1, 1), 4),
            [date(2026, 1, 7), date(2026, 1, 19), date(2026, 1, 21), date(2026, 2, 2)],
        )

    def test_the_31st_of_shorter_months(self):
        rule = recurrence("month", month_day=31)
        self.assertEqual(
            days(rule, datetime(2026, 1, 31, 12), 3),
            [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)],
        )

    def test_the_29th_of_february(self):
        rule = recurrence("month", 12, start=date(2024, 2, 1), month_day=29)
        self.assertEqual(
            days(rule, datetime(2024, 1, 1), 3),
            [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28)],
        )

    def test_the_last_day(self):
        rule = recurrence("month", month_mode="last_day")
        self.assertEqual(
            days(rule, datetime(2028, 1, 31, 9), 2),
            [date(2028, 2, 29), date(2028, 3, 31)],
        )

    def test_the_first_monday_and_the_last_friday(self):
        rule = recurrence(
            "month", month_mode="weekday", weekdays=frozenset({0}), month_week=1
        )
        self.assertEqual(days(rule, datetime(2026, 11, 3), 1), [date(2026, 12, 7)])
        rule = recurrence(
            "month", month_mode="weekday", weekdays=frozenset({4}), month_week=5
        )
        self.assertEqual(
            days(rule, datetime(2026, 1, 1), 2), [date(2026, 1, 30), date(2026, 2, 27)]
        )

    def test_several_weekdays_of_a_month(self):
        rule = recurrence(
            "month", month_mode="weekday", weekdays=frozenset({0, 4}), month_week=1
        )
        # The first Friday of January 2026 lies before its first Monday.
        self.assertEqual(
            days(rule, datetime(2026, 1, 1), 3),
            [date(2026, 1, 2), date(2026, 1, 5), date(2026, 2, 2)],
        )

    def test_the_end_is_included(self):
        rule = recurrence("day", end=date(2026, 1, 2))
        self.assertEqual(
            days(rule, datetime(2025, 12, 1), 5), [date(2026, 1, 1), date(2026, 1, 2)]
        )
        self.assertIsNone(next_run(rule, datetime(2026, 1, 2, 9)))

    def test_a_run_is_not_after_itself(self):
        rule = recurrence("day")
        self.assertEqual(
            next_run(rule, datetime(2026, 1, 5, 9)), datetime(2026, 1, 6, 9)
        )
        self.assertEqual(
            next_run(rule, datetime(2026, 1, 5, 8, 59, 59)), datetime(2026, 1, 5, 9)
        )

    def test_what_makes_no_sense_is_refused(self):
        for values in (
            {"unit": "year"},
            {"unit": "day", "every": 0},
            {"unit": "month", "month_mode": "first"},
            {"unit": "month", "month_day": 32},
            {"unit": "month", "month_week": 6},
            {"unit": "week", "weekdays": frozenset({7})},
            {"unit": "day", "hour": 24.5},
        ):
            with self.assertRaises(ValueError, msg=values):
                recurrence(**values)

    def test_the_search_has_an_end(self):
        for unit in ("day", "week", "month"):
            rule = recurrence(unit, 10**7)
            self.assertIsNone(next_run(rule, datetime(2026, 1, 1, 9)))
            self.assertEqual(
                missed(rule, datetime(2026, 1, 1, 9), datetime(2030, 1, 1)), (None, 0)
            )
        rule = recurrence("month", 120, start=date(2024, 2, 29), month_day=29)
        self.assertEqual(
            days(rule, datetime(2026, 1, 1), 2), [date(2034, 2, 28), date(2044, 2, 29)]
        )

    def test_a_start_far_ahead(self):
        rule = recurrence("week", start=date(2150, 1, 5))
        self.assertEqual(days(rule, datetime(2026, 1, 1), 1), [date(2150, 1, 5)])

    def test_an_end_before_the_start(self):
        for unit in ("day", "week", "month"):
            rule = recurrence(unit, end=date(2025, 12, 31))
            self.assertIsNone(next_run(rule, datetime(2025, 1, 1)))

    def test_random_rules_run_on_the_days_of_the_calendar(self):
        chance = random.Random(5)
        for _number in range(150):
            rule = self._random_rule(chance)
            after = datetime(2027, 1, 1) + timedelta(hours=chance.randrange(9000))
            expected = []
            day = after.date() - timedelta(days=1)
            while len(expected) < 3 and day < date(2032, 1, 1):
                if runs_on(rule, day):
                    moment = at_hour(day, rule.hour, rule.tz)
                    if moment > after:
                        expected.append(moment)
                day += timedelta(days=1)
            found = []
            while len(found) < len(expected):
                found.append(next_run(rule, found[-1] if found else after))
            self.assertEqual(found, expected, rule)

    def _random_rule(self, chance):
        unit = chance.choice(("day", "week", "month"))
        return Recurrence(
            unit=unit,
            every=chance.choice((1, 1, 2, 3, 5)),
            hour=chance.choice((0, 0.5, 2.5, 9, 12.25, 23.75)),
            tz=chance.choice(ZONES),
            start=date(2026, 1, 1) + timedelta(days=chance.randrange(800)),
            end=chance.choice((None, None, date(2029, 6, 30))),
            weekdays=frozenset(chance.sample(range(7), chance.randrange(4))),
            month_mode=chance.choice(("day", "last_day", "weekday")),
            month_day=chance.choice((1, 15, 28, 29, 30, 31)),
            month_week=chance.choice((1, 2, 3, 4, 5)),
        )


class TestClocks(TestCase):
    def test_a_time_that_does_not_exist(self):
        # In Berlin the clock goes from 2 to 3 on 29 March 2026.
        self.assertEqual(
            at_hour(date(2026, 3, 29), 2.5, "Europe/Berlin"), datetime(2026, 3, 29, 1)
        )
        # On Lord Howe it goes from 2:00 to 2:30 on 4 October 2026.
        self.assertEqual(
            at_hour(date(2026, 10, 4), 2.25, "Australia/Lord_Howe"),
            datetime(2026, 10, 3, 15, 30),
        )

    def test_a_day_that_does_not_exist(self):
        # Samoa went from 29 to 31 December 2011: two days run at one moment.
        rule = recurrence("day", tz="Pacific/Apia", hour=0, start=date(2011, 12, 29))
        runs = runs_between(
            rule, datetime(2011, 12, 29), datetime(2012, 1, 1), limit=10
        )
        self.assertEqual(
            runs,
            [
                datetime(2011, 12, 29, 10),
                datetime(2011, 12, 30, 10),
                datetime(2011, 12, 31, 10),
            ],
        )

    def test_the_first_minute_at_which_the_clock_shows_it(self):
        chance = random.Random(11)
        changes = (
            ("Europe/Berlin", date(2026, 3, 29)),
            ("Europe/Berlin", date(2026, 10, 25)),
            ("America/St_Johns", date(2026, 3, 8)),
            ("America/St_Johns", date(2026, 11, 1)),
            ("Australia/Lord_Howe", date(2026, 4, 5)),
            ("Australia/Lord_Howe", date(2026, 10, 4)),
            ("Africa/Cairo", date(2026, 4, 24)),
            ("Asia/Kathmandu", date(2026, 6, 1)),
            ("Pacific/Kiritimati", date(2026, 6, 1)),
        )
        for tz, day in changes:
            for minutes in (0, 60, 90, 119, 120, 150, 180, chance.randrange(1440)):
                wanted = datetime.combine(day, time.min) + timedelta(minutes=minutes)
                moment = wanted - timedelta(hours=15)
                while local_clock(moment, tz) < wanted:
                    moment += timedelta(minutes=1)
                self.assertEqual(at_hour(day, minutes / 60, tz), moment, (tz, wanted))

    def test_a_time_that_comes_twice(self):
        self.assertEqual(
            at_hour(date(2026, 10, 25), 2.5, "Europe/Berlin"),
            datetime(2026, 10, 25, 0, 30),
        )
        rule = recurrence("day", tz="Europe/Berlin", hour=2.5, start=date(2026, 10, 1))
        runs = runs_between(
            rule, datetime(2026, 10, 24, 12), datetime(2026, 10, 26, 12), 10
        )
        self.assertEqual(
            runs, [datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 26, 1, 30)]
        )

    def test_nine_is_nine_in_summer_and_winter(self):
        rule = recurrence("week", tz="America/New_York", weekdays=frozenset({0}))
        for run in runs_between(rule, datetime(2026, 1, 1), datetime(2027, 1, 1), 60):
            local = run.replace(tzinfo=UTC).astimezone(ZoneInfo("America/New_York"))
            self.assertEqual((local.weekday(), local.hour, local.minute), (0, 9, 0))

    def test_midnight_ends_a_day(self):
        self.assertEqual(at_hour(date(2026, 5, 1), 24, "UTC"), datetime(2026, 5, 2))

    def test_the_start_of_the_next_day(self):
        self.assertEqual(
            next_day_start(datetime(2026, 5, 1, 22, 30), "Europe/Kyiv", 9),
            datetime(2026, 5, 3, 6),
        )


class TestMissed(TestCase):
    def test_the_latest_of_several(self):
        rule = recurrence("day")
        self.assertEqual(
            missed(rule, datetime(2026, 1, 3, 9), datetime(2026, 1, 6, 12)),
            (datetime(2026, 1, 6, 9), 3),
        )

    def test_none(self):
        rule = recurrence("day")
        self.assertEqual(
            missed(rule, datetime(2026, 1, 3, 9), datetime(2026, 1, 4, 8)), (None, 0)
        )

    def test_a_list_of_runs_is_limited(self):
        rule = recurrence("day")
        runs = runs_between(rule, datetime(2026, 1, 1, 9), datetime(2027, 1, 1), 3)
        self.assertEqual(runs, [datetime(2026, 1, day, 9) for day in (1, 2, 3)])


class TestQuietHours(TestCase):
    def test_over_midnight(self):
        for moment, until in (
            (datetime(2026, 5, 1, 20, 59), None),
            (datetime(2026, 5, 1, 21), datetime(2026, 5, 2, 8)),
            (datetime(2026, 5, 2, 7, 59), datetime(2026, 5, 2, 8)),
            (datetime(2026, 5, 2, 8), None),
        ):
            self.assertEqual(quiet_until(moment, "UTC", 21, 8), until, moment)

    def test_within_a_day(self):
        self.assertEqual(
            quiet_until(datetime(2026, 5, 1, 13), "UTC", 12, 14),
            datetime(2026, 5, 1, 14),
        )
        self.assertIsNone(quiet_until(datetime(2026, 5, 1, 15), "UTC", 12, 14))

    def test_none(self):
        self.assertIsNone(quiet_until(datetime(2026, 5, 1, 3), "UTC", 8, 8))

    def test_on_the_clock_of_the_customer(self):
        moment = datetime(2026, 7, 1, 12)
        self.assertIsNone(quiet_until(moment, "Europe/Kyiv", 21, 8))
        self.assertEqual(
            quiet_until(moment, "Pacific/Honolulu", 21, 8), datetime(2026, 7, 1, 18)
        )

    def test_they_end_when_they_are_over(self):
        chance = random.Random(7)
        for _number in range(300):
            moment = datetime(2026, 1, 1) + timedelta(minutes=chance.randrange(525600))
            tz = chance.choice(ZONES)
            begin, end = chance.sample([0, 6, 8.5, 12, 20.5, 22, 23.75], 2)
            until = quiet_until(moment, tz, begin, end)
            local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(tz))
            hour = local.hour + local.minute / 60
            if begin < end:
                is_quiet = begin <= hour < end
            else:
                is_quiet = hour >= begin or hour < end
            self.assertEqual(until is not None, is_quiet, (moment, tz, begin, end))
            if until:
                self.assertGreater(until, moment)
                self.assertIsNone(quiet_until(until, tz, begin, end))

"""Periods and judgements of KPIs, without a database."""

import unittest
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.repeat_sales_crm.models.kpi import kpi_arithmetic as kpi

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
PERIODS = st.sampled_from([kpi.WEEK, kpi.MONTH, kpi.QUARTER, kpi.YEAR])
WEEKDAYS = st.integers(1, 7)


class TestPeriods(unittest.TestCase):
    def test_boundaries(self):
        for day, period, first, last in (
            ("2026-11-22", kpi.WEEK, "2026-11-16", "2026-11-22"),
            ("2026-11-23", kpi.WEEK, "2026-11-23", "2026-11-29"),
            ("2028-02-29", kpi.MONTH, "2028-02-01", "2028-02-29"),
            ("2026-12-31", kpi.MONTH, "2026-12-01", "2026-12-31"),
            ("2026-05-31", kpi.QUARTER, "2026-04-01", "2026-06-30"),
            ("2026-12-01", kpi.QUARTER, "2026-10-01", "2026-12-31"),
            ("2026-01-01", kpi.YEAR, "2026-01-01", "2026-12-31"),
        ):
            with self.subTest(day=day, period=period):
                window = kpi.window_of(date.fromisoformat(day), period)
                expected = map(date.fromisoformat, (first, last))
                self.assertEqual(window, kpi.Window(*expected))

    def test_weeks_begin_where_the_language_says(self):
        sunday = date(2026, 11, 22)
        self.assertEqual(kpi.window_of(sunday, kpi.WEEK, 7).first, sunday)
        self.assertEqual(kpi.window_of(sunday, kpi.WEEK, 6).first, date(2026, 11, 21))

    @given(DAYS, PERIODS, WEEKDAYS)
    def test_periods_follow_each_other(self, day, period, week_start):
        windows = kpi.windows_until(day, period, 13, week_start)
        self.assertTrue(windows[0].first <= day <= windows[0].last)
        for later, sooner in pairwise(windows):
            self.assertEqual(sooner.last + timedelta(days=1), later.first)
            self.assertEqual(sooner, kpi.window_of(sooner.last, period, week_start))

    @given(DAYS, PERIODS)
    def test_a_period_elapses_day_by_day(self, day, period):
        window = kpi.window_of(day, period)
        self.assertEqual(kpi.elapsed_share(window.last, window), 1)
        self.assertEqual(kpi.elapsed_share(window.first - timedelta(days=1), window), 0)
        self.assertGreater(kpi.elapsed_share(window.first, window), 0)


class TestJudgement(unittest.TestCase):
    def _state(self, *arguments):
        return kpi.judge(*arguments).state

    def test_states(self):
        least, most = kpi.AT_LEAST, kpi.AT_MOST
        for kind, value, previous, target, criterion, elapsed, state in (
            # Added up: what is due grows with the days.
            (kpi.SUM, 10, None, 10, least, 0.1, kpi.REACHED),
            (kpi.SUM, 5, None, 10, least, 0.5, kpi.ON_TRACK),
            (kpi.SUM, 4, None, 10, least, 0.5, kpi.BEHIND),
            (kpi.SUM, 4, 12, 10, least, 0.5, kpi.BEHIND),
            (kpi.SUM, 4, 9, 10, least, 0.5, kpi.MISSED),
            # What should stay low is never reached before the end.
            (kpi.SUM, 5, None, 10, most, 0.5, kpi.ON_TRACK),
            (kpi.SUM, 6, None, 10, most, 0.5, kpi.BEHIND),
            (kpi.SUM, 10, None, 10, most, 1, kpi.REACHED),
            (kpi.SUM, 11, 12, 10, most, 1, kpi.MISSED),
            (kpi.SUM, 0, None, 0, most, 0.5, kpi.ON_TRACK),
            # A moment: on the way from the last period's end to the target.
            (kpi.MOMENT, 0.3, 0.2, 0.3, least, 0.5, kpi.REACHED),
            (kpi.MOMENT, 0.25, 0.2, 0.3, least, 0.5, kpi.ON_TRACK),
            (kpi.MOMENT, 0.24, 0.2, 0.3, least, 0.5, kpi.MISSED),
            (kpi.MOMENT, 0.29, 0.4, 0.3, least, 0.5, kpi.BEHIND),
            (kpi.MOMENT, 0.25, None, 0.3, least, 0.5, kpi.BEHIND),
            # A share is not due by the day.
            (kpi.SHARE, 0.3, None, 0.3, least, 0.1, kpi.REACHED),
            (kpi.SHARE, 0.2, None, 0.3, least, 0.1, kpi.BEHIND),
            (kpi.SHARE, 0.2, None, 0.3, most, 0.1, kpi.REACHED),
            # Nothing to say.
            (kpi.SUM, None, 3, 10, least, 0.5, kpi.UNKNOWN),
            (kpi.SUM, 3, 3, 0, least, 0.5, kpi.UNJUDGED),
        ):
            with self.subTest(kind=kind, value=value, criterion=criterion):
                arguments = (kind, value, previous, target, criterion, elapsed)
                self.assertEqual(self._state(*arguments), state)

    def test_attainment(self):
        self.assertEqual(kpi.attainment_of(5, 10, kpi.AT_LEAST), 0.5)
        self.assertEqual(kpi.attainment_of(15, 10, kpi.AT_LEAST), 1.5)
        self.assertEqual(kpi.attainment_of(5, 10, kpi.AT_MOST), 1)
        self.assertEqual(kpi.attainment_of(20, 10, kpi.AT_MOST), 0.5)
        self.assertEqual(kpi.attainment_of(2, 0, kpi.AT_MOST), 0)

    @given(
        st.sampled_from([kpi.SUM, kpi.MOMENT, kpi.SHARE]),
        st.floats(0, 1e9),
        st.none() | st.floats(0, 1e9),
        st.floats(0.01, 1e9),
        st.sampled_from([kpi.AT_LEAST, kpi.AT_MOST]),
        st.floats(0.001, 1),
    )
    def test_better_is_never_judged_worse(
        self, kind, value, previous, target, criterion, elapsed
    ):
        order = [kpi.MISSED, kpi.BEHIND, kpi.ON_TRACK, kpi.REACHED]
        better = value * 2 if criterion == kpi.AT_LEAST else value / 2
        worse, better = (
            order.index(self._state(kind, one, previous, target, criterion, elapsed))
            for one in (value, better)
        )
        self.assertLessEqual(worse, better)

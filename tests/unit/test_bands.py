"""The arithmetic of the axes, on its own and against plain enumeration."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.repeat_sales_crm.models.lifecycle import bands
from odoo.addons.repeat_sales_crm.models.lifecycle.bands import Interval

limits = st.lists(st.integers(1, 400), unique=True, min_size=1, max_size=5)


class TestBands(unittest.TestCase):
    def test_defaults_are_sound_axes(self):
        for axis in (bands.COUNT, bands.RECENCY):
            lowers = [
                lower for other, lower, _name in bands.DEFAULT_BANDS if other == axis
            ]
            self.assertEqual(bands.find_problems(axis, bands.intervals(lowers)), [])

    @given(limits, st.integers(0, 1000))
    def test_every_value_is_in_exactly_one_interval(self, lowers, value):
        axis_intervals = bands.intervals([0, *lowers])
        holding = [
            position
            for position, interval in enumerate(axis_intervals)
            if value in interval
        ]
        self.assertEqual(holding, [bands.position_of(value, axis_intervals)])
        self.assertEqual(bands.find_problems(bands.RECENCY, axis_intervals), [])

    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8))
    def test_an_axis_is_sound_if_each_value_has_one_band(self, limits_of_bands):
        axis_intervals = [Interval(*pair) for pair in limits_of_bands]
        if axis_intervals:
            axis_intervals[-1] = axis_intervals[-1]._replace(upper=None)
        sound = not bands.find_problems(bands.RECENCY, axis_intervals)
        holds_once = all(
            sum(value in interval for interval in axis_intervals) == 1
            for value in range(30)
        )
        in_order = axis_intervals == sorted(axis_intervals, key=lambda one: one.lower)
        none_empty = all(
            one.upper is None or one.lower <= one.upper for one in axis_intervals
        )
        in_number = bands.MIN_BANDS <= len(axis_intervals) <= bands.MAX_BANDS
        self.assertEqual(sound, holds_once and in_order and none_empty and in_number)

    def test_problems_name_kind_and_place(self):
        cases = {
            ("start", 0): [Interval(2, 3), Interval(4, None)],
            ("gap", 0): [Interval(1, 3), Interval(5, None)],
            ("overlap", 1): [Interval(1, 1), Interval(2, 5), Interval(4, None)],
            ("empty", 1): [Interval(1, 3), Interval(4, 2), Interval(3, None)],
            ("open", 0): [Interval(1, None), Interval(4, None)],
            ("end", 1): [Interval(1, 3), Interval(4, 9)],
            ("too_few", 0): [Interval(1, None)],
            ("too_many", 6): bands.intervals(range(1, 8)),
        }
        for problem, axis_intervals in cases.items():
            with self.subTest(problem=problem):
                found = bands.find_problems(bands.COUNT, axis_intervals)
                self.assertIn(bands.Problem(*problem), found)

    def test_values_outside_an_axis_have_no_band(self):
        self.assertIsNone(bands.position_of(0, bands.intervals([1, 4])))

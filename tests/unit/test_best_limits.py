"""The choice of limits, against trying all, and the back-test of limits."""

import os
import unittest
from itertools import combinations
from math import log
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.repeat_sales_crm.models.study import back_test
from odoo.addons.repeat_sales_crm.models.study.best_limits import (
    DEFAULT_LIMITS,
    Limits,
    StateTable,
    choose_limits,
    deviance,
    make_grids,
)

from .purchase_history import PurchaseHistory, read_sample
from .test_return_rates import live

CHECKOUT = Path(__file__).resolve().parents[2]
SAMPLE = Path(
    os.environ.get("PURCHASES_SAMPLE")
    or CHECKOUT.parent / "shared/data/purchases_sample.csv"
)

GRIDS = Limits((1, 2, 3, 5), (0, 8, 31, 61, 91))

states = st.lists(
    st.tuples(
        st.sampled_from(GRIDS.count),
        st.sampled_from(GRIDS.recency),
        st.integers(0, 5),
        st.integers(0, 20),
    ).map(lambda row: (*row[:2], row[2], row[2] + row[3])),
    max_size=30,
)
groups = st.lists(
    st.tuples(
        st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.integers(0, 6), st.integers(0, 6)
    ),
    max_size=6,
)


def plain_cells(rows, limits):
    """Return {(row, column): (bought, total)} by going through all states."""
    cells = {}
    for number, days, bought, total in rows:
        place = tuple(
            max(index for index, lower in enumerate(lowers) if lower <= value)
            for lowers, value in zip(limits, (number, days), strict=True)
        )
        there = cells.get(place, (0, 0))
        cells[place] = (there[0] + bought, there[1] + total)
    return cells


def all_limits(sizes):
    axes = [
        [(grid[0], *cuts) for cuts in combinations(grid[1:], size - 1)]
        for grid, size in zip(GRIDS, sizes, strict=True)
    ]
    return [Limits(count, recency) for count in axes[0] for recency in axes[1]]


def smallest_band(rows, limits):
    sums = {}
    for place, (_bought, total) in plain_cells(rows, limits).items():
        for axis, position in enumerate(place):
            sums[axis, position] = sums.get((axis, position), 0) + total
    return min(
        sums.get((axis, position), 0)
        for axis, lowers in enumerate(limits)
        for position in range(len(lowers))
    )


PRESENT = [
    limits
    for sizes in ((2, 2), (3, 3), (2, 4), (4, 3))
    for limits in all_limits(sizes)[:2]
]


class TestChoice(unittest.TestCase):
    @given(states, st.sampled_from(all_limits((3, 3))))
    def test_cells_are_counted(self, rows, limits):
        cells = StateTable(GRIDS, rows).cells(limits)
        plain = plain_cells(rows, limits)
        for row in range(3):
            for column in range(3):
                self.assertEqual(
                    tuple(cells[row][column]), plain.get((row, column), (0, 0))
                )

    @given(states, st.sampled_from(PRESENT), st.sampled_from([0, 0.05, 0.2]))
    def test_no_limits_are_better(self, rows, present, share):
        table = StateTable(GRIDS, rows)
        found = choose_limits(table, present, share)
        possible = all_limits(map(len, present))
        for least in (max(1, share * table.total), 1):
            costs = [
                sum(deviance(*cell) for cell in plain_cells(rows, limits).values())
                for limits in possible
                if smallest_band(rows, limits) >= least
            ]
            if costs:
                cost = table.deviance(found)
                if found == present:
                    most_moves = sum(len(lowers) - 1 for lowers in present)
                    self.assertLessEqual(cost, min(costs) + 2 * most_moves + 1e-6)
                else:
                    self.assertAlmostEqual(cost, min(costs), places=6)
                    self.assertGreaterEqual(smallest_band(rows, found), least)
                return
        self.assertIsNone(found)

    def test_limits_stay_where_nothing_is_gained(self):
        present = Limits((1, 3), (0, 31))
        even = [(number, days, 10, 100) for number in (1, 3) for days in (0, 31)]
        self.assertEqual(choose_limits(StateTable(GRIDS, even), present), present)
        jump = [*even, (5, 0, 90, 100)]
        found = choose_limits(StateTable(GRIDS, jump), present)
        self.assertEqual(found.count, (1, 5))

    def test_deviance(self):
        self.assertEqual(deviance(0, 10), 0)
        self.assertEqual(deviance(10, 10), 0)
        self.assertAlmostEqual(deviance(5, 10), 20 * log(2))

    def test_limits_of_today_are_in_the_grids(self):
        today = Limits((1, 7, 40), (0, 12, 2000))
        grids = make_grids(today)
        for grid, limits in zip(grids, (today, DEFAULT_LIMITS), strict=False):
            self.assertLessEqual(set(limits[grids.index(grid)]), set(grid))
            self.assertEqual(sorted(set(grid)), list(grid))

    def test_where_rates_jump_the_limit_is_found(self):
        history = live(
            lambda number, days: (
                (0.02 if number >= 3 else 0.008) if days <= 45 else 0.001
            ),
            customers=3000,
            days=500,
        )
        limits = history.study(30, Limits((1, 2), (0, 61))).proposed
        self.assertEqual(limits.count, (1, 3))
        # Within 30 days before the jump, the chance falls day by day.
        self.assertIn(limits.recency[1], (22, 31, 46))


class TestScores(unittest.TestCase):
    @given(groups)
    def test_auc_is_the_share_of_pairs_in_order(self, rows):
        buyers = [score for score, count, _others in rows for _one in range(count)]
        others = [score for score, _buyers, count in rows for _one in range(count)]
        won = sum(
            (buyer > other) + (buyer == other) / 2
            for buyer in buyers
            for other in others
        )
        pairs = len(buyers) * len(others)
        self.assertAlmostEqual(
            back_test.area_under_curve(rows), won / pairs if pairs else 0.5
        )

    def test_log_loss(self):
        self.assertAlmostEqual(back_test.log_loss([(0.5, 3, 5)]), log(2))
        self.assertAlmostEqual(
            back_test.log_loss([(0.25, 1, 0), (0.1, 0, 1)]), -log(0.25 * 0.9) / 2
        )
        self.assertEqual(back_test.log_loss([]), 0)

    def test_shortages(self):
        self.assertEqual(back_test.find_shortages(100, 180, 30, 30), [])
        self.assertEqual(
            back_test.find_shortages(99, 179, 29, 30),
            [("customers", 99, 100), ("days", 179, 180), ("returns", 29, 30)],
        )
        self.assertEqual(
            back_test.find_shortages(1000, 300, 300, 60), [("days", 300, 360)]
        )


class TestBackTest(unittest.TestCase):
    """Limits found on two thirds of the time, held against the last third."""

    def assert_as_good(self, scores):
        proposed, default = scores["proposed"], scores["default"]
        self.assertLessEqual(proposed.log_loss, default.log_loss * 1.002)
        self.assertGreater(proposed.auc, 0.5)

    def test_simulated_customers(self):
        lives = {
            "fast": lambda number, days: 0.03 * min(number, 4) / (1 + days / 10),
            "slow": lambda number, days: (
                0.012 if 60 <= days <= 120 else 0.0008 * number
            ),
            "jump": lambda number, days: 0.02 if number >= 6 and days < 20 else 0.003,
        }
        for name, rate_of in lives.items():
            for seed in (1, 2):
                with self.subTest(name=name, seed=seed):
                    history = live(rate_of, customers=1500, days=540, seed=seed)
                    self.assertFalse(history.find_shortages(30))
                    self.assert_as_good(history.study(30).scores)

    @unittest.skipUnless(SAMPLE.is_file(), "there is no sample beside the checkout")
    def test_sample(self):
        purchases = read_sample(SAMPLE)
        history = PurchaseHistory(purchases, max(day for _customer, day in purchases))
        for horizon in (30, 60, 90):
            with self.subTest(horizon=horizon):
                scores = history.study(horizon).scores
                self.assertLess(scores["proposed"].log_loss, scores["default"].log_loss)
                self.assertGreater(scores["proposed"].auc, scores["default"].auc - 0.01)

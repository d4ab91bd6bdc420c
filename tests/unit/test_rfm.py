"""Scores, groups and classes, without a database."""

from itertools import pairwise
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.repeat_sales_crm.models.value import rfm

_NUMBERS = st.lists(st.integers(-50, 50), min_size=1, max_size=60)


class TestScores(TestCase):
    def score(self, values):
        borders = rfm.measure_borders(values)
        return [rfm.score_of(value, borders) for value in values]

    def test_different_values_are_cut_into_fifths(self):
        scores = self.score(range(100))
        self.assertEqual([scores.count(step) for step in (1, 2, 3, 4, 5)], [20] * 5)

    def test_all_equal_are_in_the_middle(self):
        self.assertEqual(self.score([7] * 9), [3] * 9)
        self.assertEqual(self.score([7]), [3])

    def test_many_ties(self):
        self.assertEqual(
            self.score([1] * 70 + [2] * 15 + [3] * 15), [2] * 70 + [4] * 15 + [5] * 15
        )

    @given(_NUMBERS)
    def test_equal_values_have_equal_scores_and_better_ones_no_worse(self, values):
        scores = self.score(values)
        pairs = sorted(zip(values, scores, strict=True))
        for (value, score), (following, higher) in pairwise(pairs):
            self.assertLessEqual(score, higher)
            if value == following:
                self.assertEqual(score, higher)
        self.assertTrue(set(scores) <= {1, 2, 3, 4, 5})

    @given(_NUMBERS)
    def test_the_score_is_the_fifth_of_the_middle_place(self, values):
        for value, score in zip(values, self.score(values), strict=True):
            worse = sum(other < value for other in values)
            same = values.count(value)
            # In tenths of the number of customers, to stay with whole numbers.
            middle = 10 * worse + 5 * same
            self.assertGreater(middle, 2 * (score - 1) * len(values))
            self.assertLessEqual(middle, 2 * score * len(values))


class TestGroups(TestCase):
    def test_every_combination_has_one_group(self):
        steps = range(1, 6)
        groups = {rfm.group_of(r, f, m) for r in steps for f in steps for m in steps}
        self.assertEqual(len(groups), 11)

    def test_corners(self):
        self.assertEqual(rfm.group_of(5, 5, 5), "champion")
        self.assertEqual(rfm.group_of(5, 1, 1), "recent")
        self.assertEqual(rfm.group_of(1, 5, 5), "cannot_lose")
        self.assertEqual(rfm.group_of(1, 1, 1), "lost")
        # The mean of frequency and money is rounded up.
        self.assertEqual(rfm.group_of(5, 3, 4), "champion")


class TestClasses(TestCase):
    def test_the_biggest_make_the_share(self):
        # 80 of 100 are made by the first; the next ones take it to 95.
        self.assertEqual(rfm.measure_classes([80, 10, 5, 3, 2], 0.8, 0.95), (80, 5))

    def test_whoever_reaches_the_share_belongs_to_it(self):
        self.assertEqual(rfm.measure_classes([50, 31, 10, 9], 0.8, 0.95), (31, 9))

    def test_equal_revenue_has_equal_class(self):
        self.assertEqual(rfm.measure_classes([10] * 10, 0.8, 0.95), (10, 10))

    def test_nobody_brought_anything(self):
        self.assertEqual(rfm.measure_classes([0, -5], 0.8, 0.95), (None, None))
        self.assertEqual(rfm.measure_classes([], 0.8, 0.95), (None, None))

    @given(_NUMBERS)
    def test_a_customers_make_at_least_the_share(self, amounts):
        limit, _second = rfm.measure_classes(amounts, 0.8, 0.95)
        earning = [amount for amount in amounts if amount > 0]
        if not earning:
            return
        inside = [amount for amount in earning if amount >= limit]
        self.assertGreaterEqual(sum(inside), 0.8 * sum(earning) - 1e-9)
        bigger = [amount for amount in inside if amount > limit]
        self.assertLess(sum(bigger), 0.8 * sum(earning))

"""The measuring of return rates, against plain counting and against known rates."""

import random
import unittest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.repeat_sales_crm.models.study.return_rates import (
    FEW,
    Gap,
    ReturnRates,
    Survival,
)

from .purchase_history import PurchaseHistory

START = date(2023, 1, 1)

gaps = st.lists(
    st.builds(
        Gap,
        st.integers(1, 4),
        st.integers(1, 30),
        st.booleans(),
        st.integers(1, 5),
    ),
    min_size=1,
    max_size=20,
)


def live(rate_of, customers, days, seed=1):
    """Return purchases of customers who buy each day with a known probability.

    :param rate_of: function of (number of purchases, days since) to that probability
    """
    dice = random.Random(seed)
    purchases = []
    for customer in range(customers):
        last = dice.randrange(days)
        number = 1
        purchases.append((customer, START + timedelta(days=last)))
        for day in range(last + 1, days):
            if dice.random() < rate_of(number, day - last):
                purchases.append((customer, START + timedelta(days=day)))
                last = day
                number += 1
    return PurchaseHistory(purchases, START + timedelta(days=days - 1))


class TestSurvival(unittest.TestCase):
    @given(gaps, st.integers(0, 40), st.integers(1, 20))
    def test_known_outcomes_are_counted(self, rows, silent, horizon):
        followed = sum(
            gap.count
            for gap in rows
            if gap.days > silent and (gap.returned or gap.days >= silent + horizon)
        )
        self.assertEqual(Survival(rows).followed(silent, horizon), followed)

    @given(gaps, st.integers(0, 40), st.integers(1, 20))
    def test_without_lasting_gaps_it_is_the_plain_share(self, rows, silent, horizon):
        rows = [gap._replace(returned=True) for gap in rows]
        lasting = [gap for gap in rows if gap.days > silent]
        back = [gap for gap in lasting if gap.days <= silent + horizon]
        probability = Survival(rows).probability(silent, horizon)
        if not lasting:
            self.assertIsNone(probability)
        else:
            share = sum(gap.count for gap in back) / sum(gap.count for gap in lasting)
            self.assertAlmostEqual(probability, share)

    def test_example_of_the_source(self):
        """The worked example of section 2 of the paper by Kaplan and Meier.

        Eight items: deaths at 0.8, 3.1, 5.4 and 9.2 months, losses at 1.0, 2.7, 7.0 and
        12.1; here in tenths. The paper gives 7/8, 7/10, 21/40 and 21/80.
        """
        deaths, losses = (8, 31, 54, 92), (10, 27, 70, 121)
        survival = Survival(
            [Gap(1, days, True, 1) for days in deaths]
            + [Gap(1, days, False, 1) for days in losses]
        ).survival
        for days, share in zip(deaths, (7 / 8, 7 / 10, 21 / 40, 21 / 80), strict=True):
            self.assertAlmostEqual(survival[days], share)

    def test_nobody(self):
        survival = Survival([])
        self.assertIsNone(survival.probability(0, 30))
        self.assertEqual(survival.followed(0, 30), 0)


class TestReturnRates(unittest.TestCase):
    def test_known_rates_are_found(self):
        def rate_of(number, days):
            return 0.02 * min(number, 3) if days <= 60 else 0.002

        rates = live(rate_of, customers=3000, days=400).rates()
        for number in (1, 2, 3):
            for silent in (0, 30, 90):
                lasting = 1.0
                for day in range(silent + 1, silent + 31):
                    lasting *= 1 - rate_of(number, day)
                found = rates.probability(number, silent, 30)
                self.assertAlmostEqual(
                    found, 1 - lasting, delta=0.05, msg=f"{number}, {silent}"
                )

    def test_lasting_gaps_do_not_bias(self):
        """With a constant rate, plain counting of ended gaps would say far more."""
        rates = live(lambda _number, _days: 0.01, customers=4000, days=120).rates()
        expected = 1 - 0.99**30
        for silent in (0, 30, 60):
            self.assertAlmostEqual(
                rates.probability(1, silent, 30), expected, delta=0.02
            )

    def test_few_lean_on_those_with_one_purchase_less(self):
        rows = [
            Gap(1, 10, True, 200),
            Gap(1, 100, False, 800),
            Gap(2, 10, True, 1),
            Gap(2, 100, False, 1),
        ]
        rates = ReturnRates(rows)
        first = rates.probability(1, 0, 30)
        self.assertAlmostEqual(first, 0.2, delta=0.01)
        self.assertAlmostEqual(
            rates.probability(2, 0, 30), (2 * 0.5 + FEW * first) / (2 + FEW)
        )
        self.assertEqual(rates.probability(9, 0, 30), rates.probability(2, 0, 30))
        self.assertEqual(
            rates.probability(1, 5000, 30),
            rates.probability(1, 70, 30),
            "a silence longer than any that was seen counts as the longest",
        )

    def test_curves_show_only_what_rests_on_enough(self):
        rows = [Gap(1, 10, True, FEW), Gap(1, 60, False, FEW), Gap(2, 90, False, 1)]
        rates = ReturnRates(rows)
        points = rates.curve(1, 1, 30, range(0, 91, 10))
        self.assertEqual(
            [(days, count) for days, _share, count in points],
            [(0, 2 * FEW), (10, FEW), (20, FEW), (30, FEW)],
        )
        self.assertEqual(points[0][1], 0.5)
        self.assertEqual(rates.curve(2, None, 30, range(0, 91, 10)), [])

    def test_no_history(self):
        rates = ReturnRates([])
        self.assertEqual(rates.probability(1, 10, 30), 0.0)
        self.assertEqual((rates.customer_count, rates.return_count), (0, 0))

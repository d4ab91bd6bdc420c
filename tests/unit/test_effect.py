"""The effect of a campaign, against published values and simulated campaigns."""

from random import Random
from unittest import TestCase

from odoo.addons.repeat_sales_crm.models.campaign import effect

RUNS = 400


def simulate(rates, sizes, seed):
    """Yield the effect measured in each of many campaigns.

    :param rates: true share of buyers of the campaign and of the control group
    """
    random = Random(seed)
    for _run in range(RUNS):
        bought, control_bought = (
            sum(random.random() < rate for _customer in range(size))
            for rate, size in zip(rates, sizes, strict=True)
        )
        yield effect.measure_effect(bought, sizes[0], control_bought, sizes[1])


class TestInterval(TestCase):
    def check_interval(self, counts, lower, upper):
        measured = effect.measure_effect(*counts)
        self.assertAlmostEqual(measured.lower, lower, places=4)
        self.assertAlmostEqual(measured.upper, upper, places=4)

    def test_values_of_the_paper(self):
        # Newcombe (1998), table II, row "10".
        self.check_interval((56, 70, 48, 80), 0.0524, 0.3339)
        self.check_interval((9, 10, 3, 10), 0.1705, 0.8090)
        self.check_interval((6, 7, 2, 7), 0.0582, 0.8062)
        self.check_interval((5, 56, 0, 29), -0.0381, 0.1926)
        self.check_interval((0, 10, 0, 20), -0.1611, 0.2775)
        self.check_interval((10, 10, 0, 20), 0.6791, 1.0)

    def test_sides_exchanged(self):
        one = effect.measure_effect(30, 200, 10, 100)
        other = effect.measure_effect(10, 100, 30, 200)
        self.assertAlmostEqual(one.lower, -other.upper)
        self.assertAlmostEqual(one.difference, -other.difference)

    def test_ends_enclose_the_difference(self):
        for total in (1, 2, 30):
            for bought in range(total + 1):
                for control_bought in range(total + 1):
                    measured = effect.measure_effect(
                        bought, total, control_bought, total
                    )
                    self.assertLessEqual(-1, measured.lower)
                    self.assertLessEqual(measured.lower, measured.difference)
                    self.assertLessEqual(measured.difference, measured.upper)
                    self.assertLessEqual(measured.upper, 1)

    def test_one_side_alone_tells_nothing(self):
        self.assertIsNone(effect.measure_effect(3, 10, 0, 0))
        self.assertIsNone(effect.measure_effect(0, 0, 3, 10))

    def test_impossible_counts(self):
        for hits, total in ((2, 1), (-1, 5), (0, 0)):
            with self.assertRaises(ValueError):
                effect.wilson(hits, total)


class TestVerdict(TestCase):
    def verdict(self, *counts):
        return effect.measure_effect(*counts).verdict

    def test_words(self):
        self.assertEqual(self.verdict(300, 1000, 10, 100), "more")
        self.assertEqual(self.verdict(100, 1000, 30, 100), "less")
        self.assertEqual(self.verdict(100, 1000, 9, 100), "unclear")

    def test_too_few_customers(self):
        self.assertEqual(self.verdict(500, 1000, 0, 29), "few")
        self.assertEqual(self.verdict(500, 1000, 0, 30), "more")
        self.assertEqual(self.verdict(29, 29, 0, 1000), "few")

    def test_too_few_buyers(self):
        self.assertEqual(self.verdict(4, 1000, 0, 100), "few")
        self.assertEqual(self.verdict(4, 1000, 1, 100), "unclear")

    def test_reason_of_the_rule(self):
        self.assertGreater(effect.wilson(0, effect.FEWEST_CUSTOMERS - 1)[1], 0.116)


class TestSimulation(TestCase):
    #: Three standard deviations around 95 % of 400 runs.
    ENOUGH, AT_MOST = 0.917, 0.983

    def check_covers(self, rates, sizes, seed):
        true = rates[0] - rates[1]
        hits = sum(
            measured.lower <= true <= measured.upper
            for measured in simulate(rates, sizes, seed)
        )
        self.assertLessEqual(self.ENOUGH, hits / RUNS)
        self.assertLessEqual(hits / RUNS, self.AT_MOST)

    def test_no_effect_is_covered(self):
        self.check_covers((0.1, 0.1), (900, 100), seed=1)
        self.check_covers((0.3, 0.3), (300, 300), seed=2)

    def test_true_effect_is_covered(self):
        self.check_covers((0.15, 0.1), (900, 100), seed=3)
        self.check_covers((0.5, 0.2), (200, 100), seed=4)

    def test_no_effect_is_seldom_claimed(self):
        verdicts = [run.verdict for run in simulate((0.1, 0.1), (900, 300), seed=5)]
        claimed = verdicts.count("more") + verdicts.count("less")
        self.assertLessEqual(claimed / RUNS, 1 - self.ENOUGH)

    def test_strong_effect_is_found(self):
        verdicts = [run.verdict for run in simulate((0.25, 0.1), (900, 300), seed=6)]
        self.assertGreater(verdicts.count("more") / RUNS, 0.95)

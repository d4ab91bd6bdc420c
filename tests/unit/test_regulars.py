"""What customers are called by the rates of those before them."""

import unittest

from odoo.addons.repeat_sales_crm.models.value import regulars
from odoo.addons.repeat_sales_crm.models.value.regulars import Group, Rates


class TestLabels(unittest.TestCase):
    def label(self, became, of_all, number=2):
        """Return the label of a big group beside a big rest of the company.

        :param became: how many of 100 of the group became regular
        :param of_all: how many of 100 of the rest did
        """
        group = Group(number, 0)
        rates = Rates(
            {group: (1000, 10 * became), Group(3, 6): (100_000, 1000 * of_all)}
        )
        return rates.label(group)

    def test_twice_the_rate_of_all_is_likely(self):
        self.assertEqual(self.label(21, 10), regulars.LIKELY)
        self.assertEqual(self.label(18, 10), regulars.OPEN)

    def test_so_is_more_likely_than_not(self):
        self.assertEqual(self.label(55, 40), regulars.LIKELY)
        self.assertEqual(self.label(45, 40), regulars.OPEN)
        self.assertEqual(self.label(90, 80), regulars.LIKELY)

    def test_one_timers_bought_once(self):
        self.assertEqual(self.label(2, 10, number=1), regulars.ONE_TIMER)
        self.assertEqual(self.label(2, 10, number=2), regulars.OPEN)

    def test_nobody_is_likely_where_nobody_became_regular(self):
        self.assertEqual(self.label(0, 0), regulars.OPEN)

    def test_a_small_group_says_little(self):
        rates = Rates({Group(2, 0): (1, 1), Group(2, 6): (1000, 100)})
        self.assertEqual(rates.label(Group(2, 0)), regulars.OPEN)
        self.assertLess(rates.probability(Group(2, 0)), 0.2)


if __name__ == "__main__":
    unittest.main()

"""Python and PostgreSQL agree about who is in a control group."""

from datetime import date

from odoo.tests import TransactionCase
from odoo.tools import SQL

from odoo.addons.repeat_sales_crm.models.campaign.control_group import (
    RENEWALS,
    control_condition,
    get_period,
    global_control_condition,
    in_control,
    in_global_control,
)


class TestControlGroup(TransactionCase):
    def draw(self, condition):
        """Return who of 3000 is drawn by a condition on ``number``."""
        rows = self.env.execute_query(
            SQL("SELECT number, %s FROM GENERATE_SERIES(1, 3000) AS number", condition)
        )
        return {number for number, is_drawn in rows if is_drawn}

    def test_both_say_the_same(self):
        for campaign_id, share in ((3, 0.1), (12345, 0.5), (3, 0.0)):
            drawn = self.draw(control_condition(campaign_id, SQL("number"), share))
            self.assertEqual(
                drawn,
                {n for n in range(1, 3001) if in_control(campaign_id, n, share)},
            )

    def test_both_say_the_same_of_all_campaigns(self):
        for key, share in (("2026-07/6", 0.05), ("", 0.5), ("2026-01/3", 0.0)):
            drawn = self.draw(global_control_condition(7, key, SQL("number"), share))
            self.assertEqual(
                drawn,
                {n for n in range(1, 3001) if in_global_control(7, key, n, share)},
            )

    def test_it_has_its_share_and_grows_with_it(self):
        few = self.draw(global_control_condition(7, "", SQL("number"), 0.1))
        many = self.draw(global_control_condition(7, "", SQL("number"), 0.2))
        self.assertAlmostEqual(len(few) / 3000, 0.1, delta=0.02)
        self.assertLess(few, many)

    def test_another_period_has_other_customers(self):
        """Of the group of one period, a tenth is in that of the next one, too."""
        one = self.draw(global_control_condition(7, "2026-01/6", SQL("number"), 0.1))
        two = self.draw(global_control_condition(7, "2026-07/6", SQL("number"), 0.1))
        self.assertLess(len(one & two) / len(one), 0.2)

    def test_periods_follow_one_another(self):
        for renewal in set(RENEWALS) - {"never"}:
            day = date(2026, 1, 1)
            for _number in range(9):
                period = get_period(day, renewal)
                self.assertEqual(period.start, day)
                self.assertEqual(get_period(period.end, renewal), period)
                day = date.fromordinal(period.end.toordinal() + 1)
        self.assertEqual(
            get_period(date(2026, 12, 31), "half_year")[1:],
            (date(2026, 7, 1), date(2026, 12, 31)),
        )
        self.assertEqual(get_period(date(2026, 5, 5), "never"), ("", None, None))

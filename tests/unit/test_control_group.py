"""The control group is stable, and of the size that was asked for."""

from unittest import TestCase

from odoo.addons.repeat_sales_crm.models.campaign.control_group import in_control


class TestControlGroup(TestCase):
    def test_nobody_and_everybody(self):
        self.assertFalse(any(in_control(1, number, 0) for number in range(1000)))
        self.assertTrue(all(in_control(1, number, 1) for number in range(1000)))

    def test_about_the_share(self):
        for campaign_id in (1, 2, 77):
            count = sum(in_control(campaign_id, number, 0.1) for number in range(10000))
            # Four standard deviations of a binomial distribution are 120.
            self.assertLess(abs(count - 1000), 120)

    def test_a_bigger_group_has_the_smaller_one_in_it(self):
        for number in range(2000):
            if in_control(5, number, 0.05):
                self.assertTrue(in_control(5, number, 0.1))

    def test_campaigns_have_groups_of_their_own(self):
        both = sum(
            in_control(1, number, 0.1) and in_control(2, number, 0.1)
            for number in range(10000)
        )
        self.assertLess(both, 160)

"""Python and PostgreSQL agree about who is in a control group."""

from odoo.tests import TransactionCase
from odoo.tools import SQL

from odoo.addons.repeat_sales_crm.models.campaign.control_group import (
    control_condition,
    in_control,
)


class TestControlGroup(TransactionCase):
    def test_both_say_the_same(self):
        for campaign_id, share in ((3, 0.1), (12345, 0.5), (3, 0.0)):
            condition = control_condition(campaign_id, SQL("number"), share)
            rows = self.env.execute_query(
                SQL(
                    "SELECT number, %s FROM GENERATE_SERIES(1, 3000) AS number",
                    condition,
                )
            )
            for number, chosen in rows:
                self.assertEqual(chosen, in_control(campaign_id, number, share))

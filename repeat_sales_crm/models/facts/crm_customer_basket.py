from odoo import fields, models
from odoo.tools import SQL

#: How many of the latest purchases are compared with those before.
_RECENT = 3

#: How many purchases there have to be before them.
_BEFORE = 2

#: From which change on a basket rises or falls.
_NOTABLE = 0.1


class CrmCustomer(models.Model):
    """Whether the customer buys more or less at a time than before."""

    _inherit = "crm.customer"

    basket_recent = fields.Monetary(
        string="Recent Basket",
        readonly=True,
        aggregator="avg",
        help="The average of the last three purchases, without what came back later.",
    )
    basket_trend = fields.Float(
        readonly=True,
        digits=(16, 4),
        aggregator="avg",
        help="The recent basket against the average of all purchases before: 0.25 "
        "means a quarter more. It takes two purchases before the last three.",
    )
    basket_direction = fields.Selection(
        [("rising", "Rising"), ("stable", "Stable"), ("falling", "Falling")],
        string="Basket",
        readonly=True,
        help="Rising or falling: more than 10 % away from what was usual before.",
    )

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "basket"]

    def _get_basket_facts(self, company, scope, today):
        query = SQL(
            """
            SELECT partner_id, basket_recent, basket_trend,
                   CASE WHEN basket_trend > %(notable)s::numeric THEN 'rising'
                        WHEN basket_trend < -%(notable)s::numeric THEN 'falling'
                        WHEN basket_trend IS NOT NULL THEN 'stable'
                   END AS basket_direction
              FROM (
                  SELECT partner_id, ROUND(recent, %(decimals)s) AS basket_recent,
                         CASE WHEN times >= %(before)s AND usual > 0
                              THEN ROUND(recent / usual - 1, 4)
                         END AS basket_trend
                    FROM (%(averages)s) AS average
              ) AS basket
            """,
            notable=_NOTABLE,
            decimals=company.currency_id.decimal_places,
            before=_BEFORE,
            averages=self._get_basket_averages(company, scope, today),
        )
        return ["basket_recent", "basket_trend", "basket_direction"], query

    def _get_basket_averages(self, company, scope, today):
        """Return a SELECT of the average amounts of purchases, recent and before.

        :return: SQL with the columns partner_id, recent, usual, and times (how many
            purchases ``usual`` is made of)
        """
        # Documents of one day are one purchase, where the company counts so.
        together = (
            SQL("date") if company.purchase_once_a_day else SQL("date, purchase.id")
        )
        return SQL(
            """
            SELECT partner_id,
                   AVG(amount) FILTER (WHERE place <= %(recent)s) AS recent,
                   AVG(amount) FILTER (WHERE place > %(recent)s) AS usual,
                   COUNT(*) FILTER (WHERE place > %(recent)s) AS times
              FROM (
                  SELECT partner_id, SUM(amount)::numeric AS amount,
                         ROW_NUMBER() OVER (
                             PARTITION BY partner_id
                             ORDER BY date DESC, MAX(purchase.id) DESC
                         ) AS place
                    FROM (%(purchases)s) AS purchase
                   WHERE purchase_count > 0 AND date <= %(today)s
                   GROUP BY partner_id, %(together)s
              ) AS ranked
             GROUP BY partner_id
            """,
            recent=_RECENT,
            purchases=self.env["crm.purchase"]._get_query(company, scope),
            today=today,
            together=together,
        )

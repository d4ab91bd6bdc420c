from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from .wallet_query import YEAR


class CrmCustomerCategory(models.Model):
    """What was bought of a category within a year: our part of the wallet."""

    _inherit = "crm.customer.category"

    amount_year = fields.Monetary(
        string="Revenue of a Year",
        readonly=True,
        help="Of the last 365 days, untaxed, in the company's currency.",
    )

    def _refresh_year(self, company, scope, today):
        """Bring the revenue of the year in line with the lines of purchases."""
        self.env.cr.execute(
            SQL(
                """
                WITH bought AS MATERIALIZED (%(bought)s)
                UPDATE crm_customer_category AS present
                   SET amount_year = COALESCE(bought.amount, 0)
                  FROM crm_customer_category AS old
                  LEFT JOIN bought ON bought.partner_id = old.partner_id
                   AND bought.categ_id = old.categ_id
                 WHERE old.id = present.id
                   AND old.company_id = %(company)s
                   AND %(in_scope)s
                   AND old.amount_year IS DISTINCT FROM COALESCE(bought.amount, 0)
                """,
                bought=self._get_bought_query(company, scope, today),
                company=company.id,
                in_scope=scope.condition(SQL.identifier("old", "partner_id")),
            )
        )
        self.invalidate_model(["amount_year"])

    def _get_bought_query(self, company, scope, day):
        """Return a SELECT of what was bought from us in the year until a day.

        :return: SQL with the columns company_id, partner_id, categ_id and amount
        """
        return SQL(
            """
            SELECT %(company)s AS company_id, line.partner_id, template.categ_id,
                   ROUND(SUM(line.amount)::numeric, %(decimals)s) AS amount
              FROM (%(lines)s) AS line
              JOIN product_product AS product ON product.id = line.product_id
              JOIN product_template AS template ON template.id = product.product_tmpl_id
             WHERE template.categ_id IS NOT NULL
               AND line.date > %(since)s
               AND line.date <= %(day)s
             GROUP BY line.partner_id, template.categ_id
            """,
            company=company.id,
            decimals=company.currency_id.decimal_places,
            lines=self.env["crm.purchase"]._get_lines_query(company, scope),
            since=day - timedelta(days=YEAR),
            day=day,
        )

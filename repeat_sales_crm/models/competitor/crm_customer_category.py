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
        """Bring the revenue of the year in line with the lines of purchases.

        As with all tables of facts, a range is compared first, and locked as a whole
        only if anybody in it has to be written.
        """
        if scope.upper:
            self.env.cr.execute(
                SQL(
                    "SELECT DISTINCT partner_id FROM (%s) AS different",
                    self._get_different_years(company, scope, today),
                )
            )
            different = scope.of(partner_id for (partner_id,) in self.env.cr.fetchall())
            if not different.ids:
                return
            self.env["crm.customer"]._lock_scope(company, scope)
            scope = different
        self.env.cr.execute(
            SQL(
                """
                WITH different AS MATERIALIZED (%s)
                UPDATE crm_customer_category AS present
                   SET amount_year = different.amount
                  FROM different
                 WHERE different.id = present.id
                """,
                self._get_different_years(company, scope, today),
            )
        )
        self.invalidate_model(["amount_year"])

    def _get_different_years(self, company, scope, today):
        """Return a SELECT of id, partner_id and amount of rows that are not right.

        A full join is made by hash or merge alone. Rows that have just come are in no
        statistics yet, and would be looked up one by one otherwise.
        """
        return SQL(
            """
            WITH bought AS MATERIALIZED (%(bought)s),
                 known AS MATERIALIZED (
                     SELECT old.id, partner_id, old.amount_year,
                            COALESCE(bought.amount, 0) AS amount
                       FROM (SELECT id, partner_id, categ_id, amount_year
                               FROM crm_customer_category
                              WHERE company_id = %(company)s AND %(in_scope)s) AS old
                       FULL JOIN bought USING (partner_id, categ_id)
                 )
            SELECT id, partner_id, amount
              FROM known
             WHERE id IS NOT NULL AND amount_year IS DISTINCT FROM amount
            """,
            bought=self._get_bought_query(company, scope, today),
            company=company.id,
            in_scope=scope.condition(SQL.identifier("partner_id")),
        )

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

from odoo import fields, models
from odoo.tools import SQL

from .category_query import CategoryQuery

_BEST = ("category_1_id", "category_2_id", "category_3_id")


class CrmCustomer(models.Model):
    """Which product categories the customer buys."""

    _inherit = "crm.customer"

    category_ids = fields.One2many(
        "crm.customer.category", "customer_id", string="Bought Categories"
    )
    category_1_id = fields.Many2one(
        "product.category",
        string="Most Bought Category",
        readonly=True,
        help="The product category on which the customer spent most.",
    )
    category_2_id = fields.Many2one(
        "product.category", string="Second Category", readonly=True
    )
    category_3_id = fields.Many2one(
        "product.category", string="Third Category", readonly=True
    )

    def _refresh_fact_tables(self, company, scope, today):
        result = super()._refresh_fact_tables(company, scope, today)
        self._refresh_categories(company, scope, today)
        return result

    def _refresh_categories(self, company, scope, today):
        """Bring :class:`crm.customer.category` in line with the lines of purchases.

        Of a range, only customers with a difference are written. The whole range is
        locked then: who is locked after it, for other facts, may come before them.
        """
        if scope.upper:
            self.env.cr.execute(
                self._get_category_query(company, scope, today).different()
            )
            different = scope.of(partner_id for (partner_id,) in self.env.cr.fetchall())
            if not different.ids:
                return
            self._lock_scope(company, scope)
            scope = different
        self.env.cr.execute(self._get_category_query(company, scope, today).build())
        self.env["crm.customer.category"].invalidate_model()

    def _get_category_query(self, company, scope, today):
        lines = self.env["crm.purchase"]._get_lines_query(company, scope)
        return CategoryQuery(company, scope, lines, today)

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "categories"]

    def _get_categories_facts(self, company, scope, today):
        columns = SQL(", ").join(
            SQL(
                "MAX(categ_id) FILTER (WHERE place = %s) AS %s",
                place,
                SQL.identifier(name),
            )
            for place, name in enumerate(_BEST, start=1)
        )
        query = SQL(
            """
            SELECT partner_id, %(columns)s
              FROM (SELECT partner_id, categ_id,
                           ROW_NUMBER() OVER (
                               PARTITION BY partner_id
                               ORDER BY amount DESC, last_date DESC, categ_id
                           ) AS place
                      FROM crm_customer_category
                     WHERE company_id = %(company)s
                       AND purchase_count > 0
                       AND %(in_scope)s) AS ranked
             WHERE place <= %(most)s
             GROUP BY partner_id
            """,
            columns=columns,
            company=company.id,
            in_scope=scope.condition(SQL.identifier("partner_id")),
            most=len(_BEST),
        )
        return list(_BEST), query

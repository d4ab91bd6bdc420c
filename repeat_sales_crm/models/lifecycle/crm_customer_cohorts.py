from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .among import among
from .customer_state import SameBuyer, Scope


class CrmCustomer(models.Model):
    """Customers by the month of their first purchase."""

    _inherit = "crm.customer"

    second_date = fields.Date(
        string="Second Purchase",
        compute="_compute_second_date",
        search="_search_second_date",
        help="The first day on which the customer bought again.",
    )
    purchase_ids = fields.One2many(search="_search_purchase_ids")

    # ------------------------------------------------------------------
    # Purchases that cohorts are about
    # ------------------------------------------------------------------

    @api.depends("first_date", "purchase_count")
    def _compute_second_date(self):
        dates = {}
        self.env.flush_all()
        for company, customers in self.grouped("company_id").items():
            purchases = self.env["crm.purchase"]._get_query(
                company, Scope.of(customers.partner_id.ids)
            )
            dates.update(
                self.env.execute_query(
                    SQL(
                        """
                        SELECT customer.id, MIN(purchase.date)
                          FROM crm_customer AS customer
                          JOIN (%s) AS purchase
                            ON purchase.partner_id = customer.partner_id
                           AND purchase.purchase_count > 0
                           AND purchase.date > customer.first_date
                         WHERE customer.id = ANY(%s)
                         GROUP BY customer.id
                        """,
                        purchases,
                        customers.ids,
                    )
                )
            )
        for customer in self:
            customer.second_date = dates.get(customer.id)

    def _search_second_date(self, operator, value):
        """Find those who bought again before a day."""
        if operator not in ("<", "<="):
            return NotImplemented
        day = fields.Date.to_date(value)
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain.custom(
                to_sql=lambda model, alias, query, company=company: (
                    model._get_again_condition(alias, company, operator, day)
                )
            )
            for company in self.env.companies
        )

    def _get_again_condition(self, alias, company, operator, day):
        buyer = SameBuyer(alias)
        return SQL(
            "EXISTS (SELECT FROM (%s) AS purchase WHERE purchase.purchase_count > 0"
            " AND purchase.date > %s AND purchase.date %s %s)",
            self.env["crm.purchase"]._get_query(company, buyer),
            SQL.identifier(alias, "first_date"),
            SQL(operator),
            day,
        )

    def _search_purchase_ids(self, operator, value):
        if operator != "any":
            return NotImplemented
        domains = []
        for company in self.env.companies:
            mine = Domain("company_id", "=", company.id)
            purchases = self.env["crm.purchase"]._search(mine & Domain(value))
            buyer = SQL.identifier(purchases.table, "partner_id")
            domains.append(mine & among("partner_id", purchases.select(buyer)))
        return Domain.OR(domains)

    # ------------------------------------------------------------------
    # Cohorts
    # ------------------------------------------------------------------

    @api.model
    def get_cohorts(self, company_id=None, months=12):
        """Return how many of each month's new customers bought again, and when.

        :param months: how many cohorts, up to the present month
        :return: dict with ``company``, ``companies``, ``today`` and ``cohorts``, a list
            by month of dicts with ``month`` (its first day), ``size``, ``again`` and
            ``active``: lists by the months since (0 is the month of the first purchase)
            of customers who had bought a second time by then, and who bought in that
            month
        """
        company = self.env["crm.lifecycle.segment"]._get_matrix_company(company_id)
        first = company._lifecycle_today().replace(day=1) - relativedelta(
            months=months - 1
        )
        present = company._lifecycle_today()
        cohorts = {}
        for number in range(months):
            month = first + relativedelta(months=number)
            length = months - number
            cohorts[month] = {
                "month": month,
                "size": 0,
                "again": [0] * length,
                "active": [0] * length,
            }
        for month, after, size, again, active in self._read_cohorts(
            company, first, present
        ):
            cohort = cohorts[month]
            cohort["size"] += size
            if after < len(cohort["again"]):
                cohort["again"][after] += again
                cohort["active"][after] += active
        for cohort in cohorts.values():
            for after in range(1, len(cohort["again"])):
                cohort["again"][after] += cohort["again"][after - 1]
        return {
            **company._prepare_choice(),
            "today": present,
            "cohorts": list(cohorts.values()),
        }

    def _read_cohorts(self, company, first, today):
        """Return rows of (month, months since, first, second and all who bought)."""
        visible = self._search(
            [("company_id", "=", company.id), ("first_date", ">=", first)]
        )
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT month, after,
                       COUNT(*) FILTER (WHERE number = 1),
                       COUNT(*) FILTER (WHERE number = 2),
                       COUNT(DISTINCT partner_id)
                  FROM (
                      SELECT partner_id, number,
                             DATE_TRUNC('month', first_date)::date AS month,
                             (EXTRACT(YEAR FROM date) * 12 + EXTRACT(MONTH FROM date)
                              - EXTRACT(YEAR FROM first_date) * 12
                              - EXTRACT(MONTH FROM first_date))::int AS after
                        FROM (
                            SELECT purchase.partner_id, purchase.date,
                                   customer.first_date,
                                   ROW_NUMBER() OVER (
                                       PARTITION BY purchase.partner_id
                                       ORDER BY purchase.date
                                   ) AS number
                              FROM (SELECT DISTINCT partner_id, date
                                      FROM (%(purchases)s) AS document
                                     WHERE purchase_count > 0 AND date >= %(first)s
                                       AND date <= %(today)s) AS purchase
                              JOIN (%(customers)s) AS customer
                                ON customer.partner_id = purchase.partner_id
                        ) AS numbered
                  ) AS placed
                 GROUP BY month, after
                """,
                purchases=self.env["crm.purchase"]._get_query(company),
                customers=visible.select(
                    SQL.identifier("crm_customer", "partner_id"),
                    SQL.identifier("crm_customer", "first_date"),
                ),
                first=first,
                today=today,
            )
        )

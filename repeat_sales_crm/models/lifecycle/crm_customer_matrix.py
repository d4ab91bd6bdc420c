from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .among import among_all
from .customer_state import cells_query, totals_query


class CrmCustomer(models.Model):
    """Customers counted in the cells of the matrix, today and on past days.

    From the day on which the ledger starts, a past day is read from the ledger; before
    that it is derived from the purchases, by the bands of today.
    """

    _inherit = "crm.customer"

    day_segment_id = fields.Many2one(
        "crm.lifecycle.segment",
        string="Segment on the Day",
        compute="_compute_day_segment_id",
        search="_search_day_segment_id",
        help="The segment at the end of the day that the list is about.",
    )

    # ------------------------------------------------------------------
    # Now
    # ------------------------------------------------------------------

    @api.model
    def _read_cells(self, company):
        """Return what the user's customers add up to now.

        :return: {segment id: (customers, revenue)}, and the counts of those whom the
            matrix does not show, as ``prospect_count`` and ``archived_count``
        """
        cells = {}
        outside = {"prospect_count": 0, "archived_count": 0}
        for active, band, segment, count, amount in self.with_context(
            active_test=False
        )._read_group(
            [("company_id", "=", company.id)],
            ["active", "count_band_id", "segment_id"],
            ["__count", "amount_total:sum"],
        ):
            if active and segment:
                cells[segment.id] = (count, amount)
            elif active and not band:
                outside["prospect_count"] += count
            elif band and not active:
                outside["archived_count"] += count
        return cells, outside

    @api.model
    def _count_by_intervals(self, company, count_intervals, recency_intervals):
        """Count today's customers in each cell of a matrix with other limits.

        :param count_intervals: list of :class:`.bands.Interval`, likewise for recency
        :return: list of rows (one per count interval) of lists of counts
        """
        today = company._lifecycle_today()
        everybody = Domain("company_id", "=", company.id)
        return [
            [
                self.search_count(
                    everybody
                    & self._get_count_domain(count_interval)
                    & self._get_recency_domain(recency_interval, today)
                )
                for recency_interval in recency_intervals
            ]
            for count_interval in count_intervals
        ]

    def _get_count_domain(self, interval):
        domain = Domain("purchase_count", ">=", interval.lower)
        if interval.upper is not None:
            domain &= Domain("purchase_count", "<=", interval.upper)
        return domain

    def _get_recency_domain(self, interval, today):
        domain = Domain("last_date", "!=", False)
        if interval.lower:
            domain &= Domain("last_date", "<=", today - timedelta(days=interval.lower))
        if interval.upper is not None:
            domain &= Domain("last_date", ">=", today - timedelta(days=interval.upper))
        return domain

    # ------------------------------------------------------------------
    # Past days
    # ------------------------------------------------------------------

    @api.model
    def _get_segment_on(self, day):
        """Return SQL for the segment, on ``day``, of a row named ``customer``.

        It is read from the ledger, and so known from the day on which that starts.
        """
        return SQL(
            """
            CASE WHEN customer.segment_since <= %(day)s
                 THEN customer.segment_id
                 ELSE (SELECT move.from_segment_id
                         FROM crm_lifecycle_move AS move
                        WHERE move.customer_id = customer.id AND move.date > %(day)s
                        ORDER BY move.date, move.id
                        LIMIT 1)
            END
            """,
            day=day,
        )

    @api.model
    def _get_standing_query(self, company, day, customers):
        """Return a SELECT of where customers stood at the end of ``day``.

        :param customers: SQL of the ids to look at
        :return: SQL with the columns id, segment_id, amount_total
        """
        totals = totals_query(
            self.env["crm.purchase"]._get_query(company),
            day,
            company.purchase_once_a_day,
        )
        if day >= (company.lifecycle_start or day):
            return SQL(
                """
                SELECT customer.id, %s AS segment_id,
                       COALESCE(total.amount_total, 0) AS amount_total
                  FROM crm_customer AS customer
                  LEFT JOIN (%s) AS total ON total.partner_id = customer.partner_id
                 WHERE customer.company_id = %s AND customer.id IN %s
                """,
                self._get_segment_on(day),
                totals,
                company.id,
                customers,
            )
        return SQL(
            """
            SELECT customer.id, cell.segment_id, cell.amount_total
              FROM crm_customer AS customer
              JOIN (%s) AS cell ON cell.partner_id = customer.partner_id
             WHERE customer.company_id = %s AND customer.id IN %s
            """,
            cells_query(totals, company.id, day),
            company.id,
            customers,
        )

    @api.model
    def _read_cells_as_of(self, company, day):
        """Return {segment id: (customers, revenue)} as they were on ``day``.

        Whoever sees all customers gets the closed day as it was, those included who
        have been merged or archived since.
        """
        if self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            closed = self.env["crm.lifecycle.snapshot"].search_fetch(
                [("company_id", "=", company.id), ("date", "=", day)],
                ["segment_id", "customer_count", "amount_total"],
            )
            if closed:
                return {
                    line.segment_id.id: (line.customer_count, line.amount_total)
                    for line in closed
                    if line.customer_count
                }
        # Who has been archived since was there on the day.
        everybody = self.with_context(active_test=False)
        visible = everybody._search([("company_id", "=", company.id)]).subselect()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT segment_id, COUNT(*), SUM(amount_total) FROM (%s) AS standing"
                " WHERE segment_id IS NOT NULL GROUP BY segment_id",
                self._get_standing_query(company, day, visible),
            )
        )
        return {
            segment_id: (count, float(amount)) for segment_id, count, amount in rows
        }

    def _get_list_day(self):
        return fields.Date.to_date(self.env.context.get("lifecycle_day"))

    @api.depends_context("lifecycle_day")
    @api.depends("segment_id")
    def _compute_day_segment_id(self):
        day = self._get_list_day()
        if not day:
            for customer in self:
                customer.day_segment_id = customer.segment_id
            return
        segments = {}
        self.env.flush_all()
        for company, customers in self.grouped("company_id").items():
            query = self._get_standing_query(
                company, day, SQL("%s", tuple(customers.ids))
            )
            segments.update(
                (customer_id, segment_id)
                for customer_id, segment_id, _amount in self.env.execute_query(query)
            )
        for customer in self:
            customer.day_segment_id = segments.get(customer.id)

    def _search_day_segment_id(self, operator, value):
        day = self._get_list_day()
        if operator != "in":
            return NotImplemented
        if not day:
            return Domain("segment_id", operator, value)
        queries = [
            SQL(
                "SELECT id FROM (%s) AS standing WHERE segment_id IN %s",
                self._get_standing_query(
                    company,
                    day,
                    SQL(
                        "(SELECT id FROM crm_customer WHERE company_id = %s)",
                        company.id,
                    ),
                ),
                tuple(value),
            )
            for company in self.env.companies
        ]
        return among_all("id", SQL(" UNION ALL ").join(queries))

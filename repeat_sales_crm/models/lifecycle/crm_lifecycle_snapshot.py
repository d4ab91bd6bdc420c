from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .ledger_lock import ledger_lock


class CrmLifecycleSnapshot(models.Model):
    """How many customers a segment had at the end of a day, and what they had bought.

    Counts are the ledger added up day by day. A day is closed once it has a snapshot:
    later moves are entered on a later day.
    """

    _name = "crm.lifecycle.snapshot"
    _description = "Lifecycle Snapshot"
    _order = "date desc, segment_id"
    _log_access = False
    _rec_name = "date"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    date = fields.Date(required=True, readonly=True)
    segment_id = fields.Many2one(
        "crm.lifecycle.segment", required=True, readonly=True, ondelete="cascade"
    )
    count_band_id = fields.Many2one(related="segment_id.count_band_id")
    recency_band_id = fields.Many2one(related="segment_id.recency_band_id")
    customer_count = fields.Integer(
        string="Customers",
        readonly=True,
        help="At the end of the day. Only one day at a time can be added up.",
    )
    amount_total = fields.Monetary(
        string="Revenue",
        readonly=True,
        help="What these customers had bought until then.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _date_uniq = models.Constraint(
        "UNIQUE(company_id, date, segment_id)", "A day is closed once for a segment."
    )

    @api.model
    def _close(self, company, today):
        """Close the days before ``today`` that are still open."""
        self.env.cr.execute(
            SQL("SELECT pg_advisory_xact_lock(%s, %s)", *ledger_lock(company))
        )
        self.env.flush_all()
        day = self._get_first_open_day(company)
        while day < today:
            self.env.cr.execute(self._get_close_query(company, day))
            day += timedelta(days=1)
        self.invalidate_model()

    def _get_first_open_day(self, company):
        self.env.cr.execute(
            SQL(
                "SELECT MAX(date) + 1 FROM crm_lifecycle_snapshot WHERE company_id = %s",
                company.id,
            )
        )
        return self.env.cr.fetchone()[0] or company.lifecycle_start

    def _get_close_query(self, company, day):
        return SQL(
            """
            INSERT INTO crm_lifecycle_snapshot
                        (company_id, date, segment_id, customer_count, amount_total)
            SELECT %(company)s, %(day)s, counted.segment_id, counted.customers,
                   COALESCE(worth.amount, 0)
              FROM (%(counts)s) AS counted
              LEFT JOIN (%(amounts)s) AS worth USING (segment_id)
              JOIN crm_lifecycle_segment AS segment ON segment.id = counted.segment_id
             WHERE segment.active OR counted.customers != 0
            """,
            company=company.id,
            day=day,
            counts=self._get_counts_query(company, day),
            amounts=self._get_amounts_query(company, day),
        )

    def _get_counts_query(self, company, day):
        """Return yesterday's counts, and today's moves on top of them."""
        return SQL(
            """
            SELECT segment_id, SUM(customers) AS customers
              FROM (SELECT id AS segment_id, 0 AS customers
                      FROM crm_lifecycle_segment WHERE company_id = %(company)s
                     UNION ALL
                    SELECT segment_id, customer_count FROM crm_lifecycle_snapshot
                     WHERE company_id = %(company)s AND date = %(day)s - 1
                     UNION ALL
                    SELECT to_segment_id, 1 FROM crm_lifecycle_move
                     WHERE company_id = %(company)s AND date = %(day)s
                     UNION ALL
                    SELECT from_segment_id, -1 FROM crm_lifecycle_move
                     WHERE company_id = %(company)s AND date = %(day)s
                   ) AS entry
             WHERE segment_id IS NOT NULL
             GROUP BY segment_id
            """,
            company=company.id,
            day=day,
        )

    def _get_amounts_query(self, company, day):
        """Return the revenue of the customers in each segment on ``day``."""
        customers = self.env["crm.customer"]
        return SQL(
            """
            SELECT segment_id, SUM(amount) AS amount
              FROM (SELECT %(segment)s AS segment_id,
                           customer.amount_total - COALESCE(later.amount, 0) AS amount
                      FROM crm_customer AS customer
                      LEFT JOIN (SELECT partner_id, SUM(amount) AS amount
                                   FROM (%(purchases)s) AS purchase
                                  WHERE date > %(day)s AND date <= %(today)s
                                  GROUP BY partner_id) AS later
                        ON later.partner_id = customer.partner_id
                     WHERE customer.company_id = %(company)s
                   ) AS standing
             WHERE segment_id IS NOT NULL
             GROUP BY segment_id
            """,
            segment=customers._get_segment_on(day),
            purchases=self.env["crm.purchase"]._get_query(company),
            company=company.id,
            day=day,
            today=company._lifecycle_today(),
        )

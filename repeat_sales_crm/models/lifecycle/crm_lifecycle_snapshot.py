from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .customer_state import cells_query, totals_query
from .ledger_lock import ledger_lock


def _days_with_points(date_from, date_to, step):
    """Return every ``step``-th day back from ``date_to``, and the ends of months."""
    days = (date_to - date_from).days
    regular = {date_to - timedelta(days=number) for number in range(0, days + 1, step)}
    ends = {
        day
        for number in range(days + 1)
        if (day := date_from + timedelta(days=number) + timedelta(days=1)).day == 1
    }
    return sorted(regular | {end - timedelta(days=1) for end in ends})


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
    is_derived = fields.Boolean(
        string="From Before the Ledger",
        readonly=True,
        help="Derived from the purchases afterwards, by the bands of that time.",
    )

    _date_uniq = models.Constraint(
        "UNIQUE(company_id, date, segment_id)", "A day is closed once for a segment."
    )

    @api.model
    def _close(self, company, today):
        """Close the days before ``today`` that are still open.

        :param today: the day on which customers have been calculated
        """
        self.env.cr.execute(
            SQL("SELECT pg_advisory_xact_lock(%s, %s)", *ledger_lock(company))
        )
        self.env.flush_all()
        day = self._get_first_open_day(company)
        while day < today:
            self.env.cr.execute(self._get_close_query(company, day, today))
            day += timedelta(days=1)
        self.invalidate_model()

    def _get_first_open_day(self, company):
        self.env.cr.execute(
            SQL(
                "SELECT GREATEST(%s::date, MAX(date) + 1)"
                " FROM crm_lifecycle_snapshot WHERE company_id = %s",
                company.lifecycle_start,
                company.id,
            )
        )
        return self.env.cr.fetchone()[0]

    def _get_close_query(self, company, day, today):
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
            amounts=self._get_amounts_query(company, day, today),
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

    def _get_amounts_query(self, company, day, today):
        """Return the revenue of the customers in each segment on ``day``.

        :param today: the day on which customers have been calculated
        """
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
            today=today,
        )

    # ------------------------------------------------------------------
    # Before the ledger
    # ------------------------------------------------------------------

    @api.model
    def _backfill_next(self, company, months=24):
        """Derive the snapshot of one month's end from before the ledger.

        :param months: how far to go back
        :return: whether there was one to derive
        """
        if not company.lifecycle_start:
            return False
        wanted = [
            company.lifecycle_start.replace(day=1)
            - relativedelta(months=number)
            - timedelta(days=1)
            for number in range(months)
        ]
        present = self.search_fetch(
            [("company_id", "=", company.id), ("date", "in", wanted)], ["date"]
        )
        missing = [day for day in wanted if day not in set(present.mapped("date"))]
        if not missing:
            return False
        self.env.flush_all()
        self.env.cr.execute(self._get_backfill_query(company, missing[0]))
        self.invalidate_model()
        return True

    def _get_backfill_query(self, company, day):
        totals = totals_query(
            self.env["crm.purchase"]._get_query(company),
            day,
            company.purchase_once_a_day,
        )
        return SQL(
            """
            INSERT INTO crm_lifecycle_snapshot
                        (company_id, date, segment_id, customer_count, amount_total,
                         is_derived)
            SELECT segment.company_id, %(day)s, segment.id,
                   COUNT(cell.partner_id), COALESCE(SUM(cell.amount_total), 0), TRUE
              FROM crm_lifecycle_segment AS segment
              LEFT JOIN (%(cells)s) AS cell ON cell.segment_id = segment.id
             WHERE segment.company_id = %(company)s AND segment.active
             GROUP BY segment.id
            """,
            day=day,
            company=company.id,
            cells=cells_query(totals, company.id, day),
        )

    # ------------------------------------------------------------------
    # Trend
    # ------------------------------------------------------------------

    @api.model
    def get_trend(self, company_id=None, date_from=None, date_to=None, step=1):
        """Return the customers of each segment over time.

        :param date_from: date string, a year ago if left out
        :param date_to: date string, today if left out
        :param step: days from one point to the next, counted back from ``date_to``;
            the ends of months are points in any case
        :return: dict with ``company``, ``companies``, ``today``, ``start`` (the first
            day of the ledger), ``target`` (share), ``segments`` (id, name, color,
            recency_band_id, in the order of the matrix, those included that the matrix
            has no more) and ``points``, a list by day of dicts with ``day``, ``counts``
            (by segment id), ``amounts``, ``active_share`` and ``is_derived``
        """
        segment_model = self.env["crm.lifecycle.segment"]
        company = segment_model._get_matrix_company(company_id)
        today = company._lifecycle_today()
        date_to = fields.Date.to_date(date_to) or today
        date_from = fields.Date.to_date(date_from) or date_to - relativedelta(years=1)
        snapshots = self.search_fetch(
            [
                ("company_id", "=", company.id),
                ("date", "in", _days_with_points(date_from, date_to, step)),
            ],
            ["date", "segment_id", "customer_count", "amount_total", "is_derived"],
            order="date",
        )
        segments = segment_model.search([("company_id", "=", company.id)])
        counted = snapshots.filtered("customer_count").segment_id
        segments = (segments | counted.with_context(active_test=False)).sorted()
        points = [
            self._prepare_point(company, day, lines)
            for day, lines in snapshots.grouped("date").items()
        ]
        if date_to >= today:
            points.append(self._prepare_present_point(company, today))
        return {
            **company._prepare_choice(),
            "today": today,
            "start": company.lifecycle_start,
            "target": company.lifecycle_active_target,
            "segments": [
                {
                    "id": segment.id,
                    "name": segment.name,
                    "color": segment.color,
                    "recency_band_id": segment.recency_band_id.id,
                }
                for segment in segments
            ],
            "points": points,
        }

    def _prepare_point(self, company, day, lines):
        return self._describe_point(
            company,
            day,
            {
                line.segment_id: (line.customer_count, line.amount_total)
                for line in lines
            },
            is_derived=lines[0].is_derived,
        )

    def _prepare_present_point(self, company, today):
        cells, _outside = self.env["crm.customer"]._read_cells(company)
        browse = self.env["crm.lifecycle.segment"].browse
        return self._describe_point(
            company, today, {browse(key): value for key, value in cells.items()}
        )

    def _describe_point(self, company, day, numbers, is_derived=False):
        total = sum(count for count, _amount in numbers.values())
        active = sum(
            count
            for segment, (count, _amount) in numbers.items()
            if not segment.recency_lower
        )
        return {
            "day": day,
            "counts": {segment.id: count for segment, (count, _a) in numbers.items()},
            "amounts": {
                segment.id: amount for segment, (_c, amount) in numbers.items()
            },
            "active_share": active / total if total else 0.0,
            "is_derived": is_derived,
        }

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

#: Purchases from which on a customer has a rhythm of their own.
_OWN_RHYTHM = 3

#: How many of those who leave a band are named.
_FIRST = 5


class CrmCustomer(models.Model):
    """What comes next for a customer, and how unusual their silence is.

    There are two clocks: the days since the last purchase, which the matrix goes by,
    and these days measured by the customer's own usual interval.
    """

    _inherit = "crm.customer"

    expected_interval = fields.Float(
        compute="_compute_rhythm",
        digits=(8, 1),
        help="Days from one purchase to the next: the customer's own median from three "
        "purchases on, the median of all such customers of the company before that.",
    )
    rhythm = fields.Float(
        string="Silence",
        compute="_compute_rhythm",
        digits=(8, 1),
        aggregator="avg",
        help="Days since the last purchase, in usual intervals: 1.0 is on time, 2.0 is "
        "one purchase missed.",
    )
    is_silent = fields.Boolean(
        string="Unusually Silent",
        compute="_compute_rhythm",
        search="_search_is_silent",
        help="Silent for longer than the company's limit, measured by the customer's "
        "own rhythm.",
    )
    next_segment_id = fields.Many2one(
        "crm.lifecycle.segment",
        string="Moves To",
        compute="_compute_next_segment_id",
        help="Where the customer goes on the day of the next move if nothing happens.",
    )
    explanation = fields.Text(
        compute="_compute_explanation",
        help="Why the customer is where they are, and what moves them next.",
    )

    # ------------------------------------------------------------------
    # The customer's own clock
    # ------------------------------------------------------------------

    @api.depends("last_date", "usual_interval", "purchase_count", "company_id")
    def _compute_rhythm(self):
        for customer in self:
            company = customer.company_id
            own = customer.purchase_count >= _OWN_RHYTHM and customer.usual_interval
            interval = own or company.lifecycle_usual_interval
            customer.expected_interval = interval
            customer.rhythm = customer.days_since / interval if interval else 0.0
            customer.is_silent = (
                bool(interval) and customer.rhythm > company.lifecycle_silence_limit
            )

    def _search_is_silent(self, operator, value):
        if operator != "in":
            return NotImplemented
        silent = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain.custom(
                to_sql=lambda model, alias, query, company=company: SQL(
                    "(%s > %s)",
                    model._field_to_sql(alias, "rhythm", query),
                    company.lifecycle_silence_limit,
                )
            )
            for company in self.env.companies
        )
        return silent if True in value else ~silent

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in ("rhythm", "expected_interval"):
            return super()._field_to_sql(alias, field_expr, query)
        company_alias = query.left_join(
            alias, "company_id", "res_company", "id", "lifecycle_company"
        )
        interval = SQL(
            "COALESCE(CASE WHEN %s >= %s THEN NULLIF(%s, 0) END, NULLIF(%s, 0))",
            self._field_to_sql(alias, "purchase_count", query),
            _OWN_RHYTHM,
            self._field_to_sql(alias, "usual_interval", query),
            SQL.identifier(company_alias, "lifecycle_usual_interval"),
        )
        if field_expr == "expected_interval":
            return interval
        return SQL(
            "(%s / %s)", self._field_to_sql(alias, "days_since", query), interval
        )

    @api.model
    def _measure_usual_interval(self, company):
        """Note the median interval of the company's customers who have a rhythm."""
        self.env.cr.execute(
            SQL(
                """
                SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY usual_interval)
                  FROM crm_customer
                 WHERE company_id = %s AND purchase_count >= %s
                """,
                company.id,
                _OWN_RHYTHM,
            )
        )
        interval = round(self.env.cr.fetchone()[0] or 0.0, 1)
        if company.lifecycle_usual_interval != interval:
            company.lifecycle_usual_interval = interval

    # ------------------------------------------------------------------
    # What comes next
    # ------------------------------------------------------------------

    @api.depends("count_band_id", "recency_band_id", "next_move_date")
    def _compute_next_segment_id(self):
        segments = self.env["crm.lifecycle.segment"].search(
            [("company_id", "in", self.company_id.ids)], order="recency_lower desc"
        )
        by_count_band = segments.grouped("count_band_id")
        for customer in self:
            following = segments.browse()
            if customer.segment_id and customer.next_move_date:
                for segment in by_count_band.get(customer.count_band_id, segments):
                    if segment.recency_lower > customer.recency_band_id.lower:
                        following = segment
            customer.next_segment_id = following

    @api.depends("segment_id", "purchase_count", "last_date", "next_move_date")
    def _compute_explanation(self):
        segments = self.env["crm.lifecycle.segment"].search(
            [("company_id", "in", self.company_id.ids)],
            order="count_lower desc, recency_lower",
        )
        for customer in self:
            place = next(
                (
                    segment
                    for segment in segments
                    if segment.company_id == customer.company_id
                    and segment.count_lower <= customer.purchase_count + 1
                ),
                segments.browse(),
            )
            customer.explanation = " ".join(
                sentence
                for sentence in (
                    customer._explain_place(),
                    customer._explain_time(),
                    customer._explain_purchase(place),
                    customer._explain_silence(),
                )
                if sentence
            )

    def _explain_place(self):
        _ = self.env._
        if not self.purchase_count:
            return _("No purchase yet.")
        days = self.days_since
        when = (
            _("today")
            if days == 0
            else _("yesterday")
            if days == 1
            else _("%s days ago", days)
        )
        if self.purchase_count == 1:
            return _("1 purchase, %s.", when)
        return _(
            "%(count)s purchases, the last %(when)s.",
            count=self.purchase_count,
            when=when,
        )

    def _explain_time(self):
        if not self.next_segment_id:
            return ""
        return self.env._(
            "On %(day)s it becomes %(segment)s.",
            day=format_date(self.env, self.next_move_date, date_format="long"),
            segment=self.next_segment_id.name,
        )

    def _explain_purchase(self, place):
        """Say where the next purchase would bring the customer."""
        if not self.purchase_count:
            return place and self.env._("The first one makes it %s.", place.name)
        if not place or not self.segment_id:
            return ""
        if place == self.segment_id:
            return self.env._("One purchase before keeps it %s.", place.name)
        if self.next_segment_id:
            return self.env._("One purchase before makes it %s.", place.name)
        return self.env._("One purchase makes it %s.", place.name)

    def _explain_silence(self):
        if not self.is_silent:
            return ""
        if self.purchase_count >= _OWN_RHYTHM:
            return self.env._(
                "Unusually silent: it buys every %s days.",
                round(self.expected_interval),
            )
        return self.env._(
            "Unusually silent: customers here buy every %s days.",
            round(self.expected_interval),
        )

    # ------------------------------------------------------------------
    # The next days
    # ------------------------------------------------------------------

    @api.model
    def get_outlook(self, company_id=None, days=30):
        """Return who leaves the segments in the coming days if nothing happens.

        :param days: how many days to look ahead
        :return: dict with ``leaving``, a list by day and segment of dicts with ``day``,
            ``segment_id``, ``recency_band_id``, ``count`` and ``amount`` (what these
            customers bought in the last 365 days, untaxed); and ``bands``, a list of
            the recency bands that time takes customers from, with ``band_id``,
            ``count``, ``amount`` and ``first``, the first of these customers by day
            (id, name, purchase_count, day)
        """
        company = self.env["crm.lifecycle.segment"]._get_matrix_company(company_id)
        today = company._lifecycle_today()
        until = today + timedelta(days=days)
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("segment_id", "!=", False)
            & Domain("next_move_date", "<=", until)
        )
        leaving = self._read_leaving(company, today, domain)
        return {
            "days": days,
            "until": until,
            "leaving": leaving,
            "bands": [
                {
                    "band_id": band.id,
                    "count": sum(line["count"] for line in lines),
                    "amount": sum(line["amount"] for line in lines),
                    "first": self._read_first(domain, band) if lines else [],
                }
                # Nobody leaves the last one by time.
                for band in company._get_lifecycle_axes()["recency"][:-1]
                for lines in [[x for x in leaving if x["recency_band_id"] == band.id]]
            ],
        }

    def _read_first(self, domain, band):
        """Return the first customers to leave a recency band."""
        return [
            {
                "id": customer.id,
                "name": customer.display_name,
                "purchase_count": customer.purchase_count,
                "day": customer.next_move_date,
            }
            for customer in self.search(
                domain & Domain("recency_band_id", "=", band.id),
                order="next_move_date, amount_total desc",
                limit=_FIRST,
            )
        ]

    def _read_leaving(self, company, today, domain):
        visible = self._search(domain).subselect()
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT customer.next_move_date AS day, customer.segment_id,
                       customer.recency_band_id,
                       COUNT(*) AS count,
                       COALESCE(SUM(year.amount), 0)::float AS amount
                  FROM crm_customer AS customer
                  LEFT JOIN (SELECT partner_id, SUM(amount) AS amount
                               FROM (%s) AS purchase
                              WHERE date > %s AND date <= %s
                              GROUP BY partner_id) AS year
                    ON year.partner_id = customer.partner_id
                 WHERE customer.id IN %s
                 GROUP BY 1, 2, 3
                 ORDER BY 1, 2
                """,
                self.env["crm.purchase"]._get_query(company),
                today - timedelta(days=365),
                today,
                visible,
            )
        )

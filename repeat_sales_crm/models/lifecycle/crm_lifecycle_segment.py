from odoo import api, fields, models

from . import bands, segment_texts


class CrmLifecycleSegment(models.Model):
    """One cell of a company's matrix, and what the company does about it."""

    _name = "crm.lifecycle.segment"
    _description = "Lifecycle Segment"
    _order = "company_id, count_lower desc, recency_lower, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="cascade"
    )
    color = fields.Char(default="#8f9aab", required=True)

    # Place
    count_band_id = fields.Many2one(
        "crm.lifecycle.band",
        string="Purchases Band",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    recency_band_id = fields.Many2one(
        "crm.lifecycle.band",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    count_lower = fields.Integer(
        related="count_band_id.lower", string="From Purchases", store=True
    )
    recency_lower = fields.Integer(
        related="recency_band_id.lower", string="From Days", store=True
    )
    place = fields.Char(compute="_compute_place")

    # Strategy
    expectation = fields.Text(
        string="What the Customer Expects",
        translate=True,
        help="What a customer in this place wants from the company now.",
    )
    goal = fields.Text(translate=True, help="Where the company wants the customer.")
    channel = fields.Char(translate=True, help="How they are best contacted.")
    strategy = fields.Html(translate=True, help="What is done, in which order.")
    kpi = fields.Char(
        string="KPI", translate=True, help="The number that shows whether it works."
    )
    kpi_target = fields.Float(string="Target", help="The KPI's target, as a share.")

    # Numbers
    customer_ids = fields.One2many("crm.customer", "segment_id")
    customer_count = fields.Integer(compute="_compute_customer_count")

    _bands_uniq = models.Constraint(
        "UNIQUE(count_band_id, recency_band_id)", "A cell has one segment."
    )

    @api.depends("count_band_id.limits", "recency_band_id.limits")
    def _compute_place(self):
        for segment in self:
            segment.place = self.env._(
                "%(count)s, %(recency)s",
                count=segment.count_band_id.limits,
                recency=segment.recency_band_id.limits,
            )

    def _compute_customer_count(self):
        counts = dict(
            self.env["crm.customer"]._read_group(
                [("segment_id", "in", self.ids)], ["segment_id"], ["__count"]
            )
        )
        for segment in self:
            segment.customer_count = counts.get(segment, 0)

    # ------------------------------------------------------------------
    # Cells
    # ------------------------------------------------------------------

    @api.model
    def _create_missing(self, company):
        """Create a segment for every cell of the matrix that has none."""
        axes = company._get_lifecycle_axes()
        there = {
            (segment.count_band_id, segment.recency_band_id)
            for segment in self.with_context(active_test=False).search(
                [("company_id", "=", company.id)]
            )
        }
        self.create(
            [
                self._prepare_cell(axes, count_band, recency_band)
                for count_band in axes[bands.COUNT]
                for recency_band in axes[bands.RECENCY]
                if (count_band, recency_band) not in there
            ]
        )

    def _prepare_cell(self, axes, count_band, recency_band):
        """Return the values of a new segment, with texts that fit its place."""
        place = segment_texts.place_of(axes, (count_band, recency_band))
        return {
            "company_id": count_band.company_id.id,
            "count_band_id": count_band.id,
            "recency_band_id": recency_band.id,
            "name": f"{count_band.name} {recency_band.name.lower()}",
            **segment_texts.texts_of(self.env, *place),
        }

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_customers(self):
        """Open the customers who are in these segments now."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_customer_action"
        )
        return action | {
            "display_name": ", ".join(self.mapped("name")),
            "domain": [("segment_id", "in", self.ids)],
            "context": {},
        }

    # ------------------------------------------------------------------
    # Matrix
    # ------------------------------------------------------------------

    @api.model
    def get_matrix(self, company_id=None, day=None):
        """Return what the matrix screen shows.

        :param company_id: one of the user's companies; the current one if left out
        :param day: date string; the matrix as it was at the end of that day instead of
            as it is now
        :return: dict with ``company`` (id, name, currency_id), ``companies`` (id and
            name of those to choose from), ``day``, ``today``, ``target`` and
            ``active_share`` (shares), ``count_bands`` and ``recency_bands`` (id, name,
            limits), ``cells`` (id, name, color, band ids, goal, count, amount),
            ``former`` (id, name, color, count and amount of segments that the matrix
            had on that day and has no more), ``customer_count``, ``amount_total``,
            ``prospect_count``,
            ``archived_count``, ``source`` (words), ``waiting`` (calculations to come),
            ``can_configure`` and ``can_see_trend``
        """
        company = self._get_matrix_company(company_id)
        today = company._lifecycle_today()
        day = fields.Date.to_date(day) or today
        customers = self.env["crm.customer"]
        waiting = 0
        if day == today:
            waiting = self.env["crm.customer.refresh"]._catch_up(company)
        numbers, outside = customers._read_cells(company)
        if day != today:
            numbers = customers._read_cells_as_of(company, day)
        segments = self.search([("company_id", "=", company.id)])
        return {
            **self._prepare_matrix_frame(company, segments),
            **self._prepare_matrix_numbers(segments, numbers),
            "former": self._prepare_former(segments, numbers),
            **outside,
            "day": day,
            "today": today,
            "waiting": waiting,
        }

    def _get_matrix_company(self, company_id):
        allowed = self.env.companies
        if company_id and company_id in allowed.ids:
            return allowed.browse(company_id)
        return self.env.company

    def _prepare_matrix_frame(self, company, segments):
        axes = company._get_lifecycle_axes()
        sources = dict(
            company._fields["purchase_source"]._description_selection(self.env)
        )
        return {
            **company._prepare_choice(),
            "target": company.lifecycle_active_target,
            "source": sources[company.purchase_source],
            "can_configure": self.env.user.has_group("sales_team.group_sale_manager"),
            "can_see_trend": self.env["crm.lifecycle.snapshot"].has_access("read"),
            **{
                f"{axis}_bands": [
                    {"id": band.id, "name": band.name, "limits": band.limits}
                    for band in axis_bands
                ]
                for axis, axis_bands in axes.items()
            },
        }

    def _prepare_former(self, segments, numbers):
        former = self.browse(numbers.keys() - set(segments.ids))
        return [
            {
                "id": segment.id,
                "name": segment.name,
                "color": segment.color,
                "count": numbers[segment.id][0],
                "amount": numbers[segment.id][1],
            }
            for segment in former
        ]

    def _prepare_matrix_numbers(self, segments, numbers):
        nothing = (0, 0.0)
        first_band = min(segments.recency_band_id, key=lambda band: band.lower)
        customer_count = sum(count for count, amount in numbers.values())
        active_count = sum(
            numbers.get(segment.id, nothing)[0]
            for segment in segments
            if segment.recency_band_id == first_band
        )
        return {
            "cells": [
                {
                    "id": segment.id,
                    "name": segment.name,
                    "color": segment.color,
                    "goal": segment.goal or "",
                    "count_band_id": segment.count_band_id.id,
                    "recency_band_id": segment.recency_band_id.id,
                    "count": numbers.get(segment.id, nothing)[0],
                    "amount": numbers.get(segment.id, nothing)[1],
                }
                for segment in segments
            ],
            "customer_count": customer_count,
            "amount_total": sum(amount for count, amount in numbers.values()),
            "active_share": active_count / customer_count if customer_count else 0.0,
        }

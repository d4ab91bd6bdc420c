from datetime import timedelta

from odoo import api, fields, models

from . import kpi_words
from .kpi_arithmetic import Window
from .kpi_measures import PERCENT, KpiReader, Request

#: The days that a strategy is measured by.
_DAYS = 90


class CrmLifecycleSegment(models.Model):
    """How far a segment's strategy works."""

    _inherit = "crm.lifecycle.segment"

    kpi_value = fields.Float(
        string="Measured",
        compute="_compute_kpi_value",
        aggregator=None,
        groups="sales_team.group_sale_salesman_all_leads",
        help="Of the customers of the segment whom a purchase or time moved on in the "
        "last 90 days: those who bought. Where time moves nobody on: of all who were "
        "there.",
    )
    kpi_text = fields.Char(
        string="Measured in Words",
        compute="_compute_kpi_value",
        groups="sales_team.group_sale_salesman_all_leads",
    )
    is_kpi_reached = fields.Boolean(
        compute="_compute_kpi_value", groups="sales_team.group_sale_salesman_all_leads"
    )

    @api.depends("kpi_target", "active", "count_band_id", "recency_band_id")
    @api.depends_context("lang")
    def _compute_kpi_value(self):
        for company, segments in self.grouped("company_id").items():
            today = company._lifecycle_today()
            window = Window(today - timedelta(days=_DAYS - 1), today)
            reader = KpiReader(company, today)
            reader.read_values(
                Request("segment_bought", window, segment_id)
                for segment_id in segments._origin.ids
            )
            for segment in segments:
                outcome = reader.outcomes.get((window, segment._origin.id))
                segment._set_measured(outcome)

    def _set_measured(self, outcome):
        """Fill in what was measured, an :class:`.kpi_measures.Outcome` or nothing."""
        if not outcome or not outcome.decided:
            self.kpi_value = 0.0
            self.kpi_text = self.env._("Nothing to measure in the last 90 days.")
            self.is_kpi_reached = False
            return
        share = outcome.bought / outcome.decided
        self.kpi_value = share
        self.is_kpi_reached = share >= self.kpi_target
        self.kpi_text = self.env._(
            "%(share)s: %(bought)s of %(decided)s customers in the last 90 days",
            share=kpi_words.format_value(self.env, share, PERCENT, None),
            bought=outcome.bought,
            decided=outcome.decided,
        )

from odoo import models
from odoo.tools import SQL

from ..lifecycle import bands
from . import kpi_arithmetic as arithmetic
from .kpi_measures import MEASURES, KpiReader


class CrmLifecycleKpi(models.Model):
    """The lists behind the values."""

    _inherit = "crm.lifecycle.kpi"

    def action_open_behind(self):
        """Open the list of what the value counts."""
        self.ensure_one()
        action = self._get_action_behind()
        return action | {"display_name": self.name}

    def _get_action_behind(self):
        actions = self.env["ir.actions.act_window"]
        company = ("company_id", "=", self.company_id.id)
        if self.measure in ("became_regular", "won_back", "lost"):
            return actions._for_xml_id("repeat_sales_crm.crm_lifecycle_move_action") | {
                "domain": [company, *self._get_moves_domain()],
                "context": {},
            }
        action = actions._for_xml_id("repeat_sales_crm.crm_customer_action")
        domain = [company, ("kpi_id", "=", self.id)]
        if MEASURES[self.measure].kind == arithmetic.MOMENT:
            domain = [company, ("segment_id", "!=", False)]
            if self.measure == "active_share":
                domain.append(("recency_band_id.lower", "=", 0))
        return action | {"domain": domain, "context": {}}

    def _get_moves_domain(self):
        """Return the domain of the moves that are counted."""
        axes = self.company_id._get_lifecycle_axes()
        regular_from = axes[bands.COUNT][-1:].lower
        asleep_from = axes[bands.RECENCY][-1:].lower
        domains = {
            "became_regular": [
                ("cause", "=", "purchase"),
                ("to_segment_id.count_lower", ">=", regular_from),
                ("from_segment_id.count_lower", "<", regular_from),
            ],
            "won_back": [
                ("cause", "=", "purchase"),
                ("from_segment_id.recency_lower", ">=", asleep_from),
                ("to_segment_id.recency_lower", "=", 0),
            ],
            "lost": [
                ("cause", "=", "time"),
                ("to_segment_id.recency_lower", ">=", asleep_from),
                ("from_segment_id.recency_lower", "<", asleep_from),
            ],
        }
        period = [("date", ">=", self.date_from), ("date", "<=", self.date_to)]
        return [*period, *domains[self.measure]]

    def _get_customers_query(self):
        """Return SQL of the partners whom the value of the running period counts."""
        today = self.company_id._lifecycle_today()
        reader = KpiReader(self.company_id, today)
        self.env.flush_all()
        window = arithmetic.Window(self.date_from, self.date_to)
        if self.measure == "segment_bought":
            return SQL(
                "SELECT partner_id FROM (%s) AS decided WHERE is_bought",
                reader.get_outcomes_query([window], [self.segment_id.id]),
            )
        return reader.get_repeat_buyers_query(
            window, only_second=self.measure == "second_purchases"
        )

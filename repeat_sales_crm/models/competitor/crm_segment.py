from odoo import api, models

from ..segment.ready_segments import Ready


class CrmSegment(models.Model):
    _inherit = "crm.segment"

    @api.model
    def _get_ready(self):
        _ = self.env._
        return [
            *super()._get_ready(),
            Ready(
                "competitor_contract_ends",
                _("Competitor's contract ends soon"),
                _(
                    "A competitor's contract with them ends within 90 days. Make an "
                    "offer before it is renewed: start a campaign on entering this "
                    "segment."
                ),
                [
                    "&",
                    ("supply_contract_end", ">=", "today"),
                    ("supply_contract_end", "<=", "today +90d"),
                ],
            ),
            Ready(
                "competitor_strong",
                _("A competitor has more than a third"),
                _("Somebody else sells them more than 33 % of a product category."),
                [("main_competitor_share", ">", 33)],
            ),
        ]

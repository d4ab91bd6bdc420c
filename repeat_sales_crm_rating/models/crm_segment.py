from odoo import api, models

from odoo.addons.repeat_sales_crm.models.segment.ready_segments import Ready

DISSATISFIED = "dissatisfied"


class CrmSegment(models.Model):
    _inherit = "crm.segment"

    @api.model
    def _get_ready(self):
        _ = self.env._
        return [
            *super()._get_ready(),
            Ready(
                DISSATISFIED,
                _("Dissatisfied customers"),
                _(
                    "Their last rating of the product or of the service was a bad one. "
                    "Talk to them before you offer them anything."
                ),
                [("satisfaction", "=", "unhappy")],
            ),
        ]

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
                "assessed_to_win",
                _("Much potential, little loyalty"),
                _(
                    "Could buy much, and are not on our side yet. Find out what they "
                    "lack, and who there could become a friend."
                ),
                [
                    "&",
                    ("potential_level_id.value", ">=", 4),
                    ("loyalty_level_id.value", "<=", 2),
                ],
            ),
            Ready(
                "loyalty_fell",
                _("Loyalty fell"),
                _("Were more on our side when they were assessed before. Ask why."),
                [("loyalty_change", "<", 0)],
            ),
        ]

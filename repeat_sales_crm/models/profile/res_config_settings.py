from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    facts_stale_months = fields.Integer(
        related="company_id.facts_stale_months", readonly=False
    )

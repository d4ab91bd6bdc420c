from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    stakeholder_unmet_days = fields.Integer(
        related="company_id.stakeholder_unmet_days", readonly=False
    )

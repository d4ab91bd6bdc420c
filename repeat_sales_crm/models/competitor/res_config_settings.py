from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    supply_valid_days = fields.Integer(
        related="company_id.supply_valid_days", readonly=False
    )
    contract_notice_days = fields.Integer(
        related="company_id.contract_notice_days", readonly=False
    )

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    purchase_source = fields.Selection(
        related="company_id.purchase_source", readonly=False, required=True
    )
    purchase_once_a_day = fields.Boolean(
        related="company_id.purchase_once_a_day", readonly=False
    )
    lifecycle_tz = fields.Selection(
        related="company_id.lifecycle_tz", readonly=False, required=True
    )
    lifecycle_active_target = fields.Float(
        related="company_id.lifecycle_active_target", readonly=False
    )
    lifecycle_silence_limit = fields.Float(
        related="company_id.lifecycle_silence_limit", readonly=False
    )
    lifecycle_usual_interval = fields.Float(
        related="company_id.lifecycle_usual_interval"
    )

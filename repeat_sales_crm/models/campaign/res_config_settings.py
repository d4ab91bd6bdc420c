from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    campaign_quiet_from = fields.Float(
        related="company_id.campaign_quiet_from", readonly=False
    )
    campaign_quiet_to = fields.Float(
        related="company_id.campaign_quiet_to", readonly=False
    )
    campaign_daily_calls = fields.Integer(
        related="company_id.campaign_daily_calls", readonly=False
    )
    campaign_blocked_segment_id = fields.Many2one(
        related="company_id.campaign_blocked_segment_id", readonly=False
    )
    campaign_control_share = fields.Float(
        related="company_id.campaign_control_share", readonly=False
    )
    campaign_control_renewal = fields.Selection(
        related="company_id.campaign_control_renewal", readonly=False
    )
    campaign_control_exempt_segment_id = fields.Many2one(
        related="company_id.campaign_control_exempt_segment_id", readonly=False
    )

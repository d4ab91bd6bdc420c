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
    campaign_daily_meetings = fields.Integer(
        related="company_id.campaign_daily_meetings", readonly=False
    )
    campaign_message_days = fields.Char(
        related="company_id.campaign_message_days", readonly=False
    )
    campaign_message_workdays = fields.Boolean(
        related="company_id.campaign_message_workdays", readonly=False
    )
    campaign_call_days = fields.Char(
        related="company_id.campaign_call_days", readonly=False
    )
    campaign_call_workdays = fields.Boolean(
        related="company_id.campaign_call_workdays", readonly=False
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

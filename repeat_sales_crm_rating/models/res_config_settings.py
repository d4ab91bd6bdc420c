from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rating_reminder = fields.Boolean(
        related="company_id.rating_reminder", readonly=False
    )
    rating_reminder_days = fields.Integer(
        related="company_id.rating_reminder_days", readonly=False
    )
    rating_responsible_id = fields.Many2one(
        related="company_id.rating_responsible_id",
        readonly=False,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )

from odoo import fields, models


class MailingMailing(models.Model):
    """Mailings that campaigns send, and their patterns."""

    _inherit = "mailing.mailing"

    campaign_step_ids = fields.One2many(
        "crm.campaign.step", "mailing_id", string="Pattern of Steps"
    )
    campaign_action_ids = fields.One2many("crm.campaign.action", "mailing_id")

from odoo import fields, models


class CrmCampaignPresence(models.Model):
    """A customer who was in the audience at the last look.

    A campaign that contacts who enters a segment compares with it: who is inside and
    not here has come in since.
    """

    _name = "crm.campaign.presence"
    _description = "Presence in an Audience"
    _order = "id desc"
    _rec_name = "partner_id"
    _log_access = False

    campaign_id = fields.Many2one("crm.campaign", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="campaign_id.company_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
    )

    _customer_uniq = models.Constraint(
        "UNIQUE(campaign_id, partner_id)", "A customer is inside once."
    )

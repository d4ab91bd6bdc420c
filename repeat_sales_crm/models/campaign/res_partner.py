from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    campaign_opt_out = fields.Boolean(
        string="No Campaigns",
        tracking=True,
        help="Campaigns do not contact this person by any means. On a company: nobody "
        "there.",
    )
    campaign_action_ids = fields.One2many(
        "crm.campaign.action",
        "contact_id",
        string="Actions of Campaigns",
        groups="sales_team.group_sale_salesman",
    )
    campaign_member_ids = fields.One2many(
        "crm.campaign.member",
        "partner_id",
        string="Campaigns",
        groups="sales_team.group_sale_salesman",
    )

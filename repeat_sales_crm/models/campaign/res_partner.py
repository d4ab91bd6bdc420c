from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .campaign_place import get_place_domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    campaign_opt_out = fields.Boolean(
        string="No Campaigns",
        tracking=True,
        help="Campaigns do not contact this person by any means. On a company: nobody "
        "there.",
    )
    campaign_wrong_phone = fields.Char(
        string="Wrong Number",
        copy=False,
        readonly=True,
        help="A number that reached somebody else. Campaigns do not use it; another "
        "number is used as soon as it is entered.",
    )
    campaign_phone_is_wrong = fields.Boolean(
        string="Number Is Wrong",
        compute="_compute_campaign_phone_is_wrong",
        search="_search_campaign_phone_is_wrong",
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

    campaign_place = fields.Char(
        string="Place in a Campaign",
        store=False,
        search="_search_campaign_place",
        groups="sales_team.group_sale_salesman",
        help="Only for lists that a campaign opens.",
    )

    # A refusal holds for the address and number, whoever else has them.
    _campaign_refusing_email_idx = models.Index(
        "(email_normalized) WHERE campaign_opt_out IS TRUE"
    )
    _campaign_refusing_phone_idx = models.Index(
        "(COALESCE(NULLIF(phone_sanitized, ''),"
        " NULLIF(REGEXP_REPLACE(phone, '[^0-9+]', '', 'g'), '')))"
        " WHERE campaign_opt_out IS TRUE"
    )

    def _search_campaign_place(self, operator, value):
        return get_place_domain(self.env, "id", operator, value)

    @api.depends("phone", "campaign_wrong_phone")
    def _compute_campaign_phone_is_wrong(self):
        for partner in self:
            wrong = partner.campaign_wrong_phone
            partner.campaign_phone_is_wrong = bool(wrong) and wrong == partner.phone

    def _search_campaign_phone_is_wrong(self, operator, value):
        if operator != "in":
            return NotImplemented
        wrong = Domain("campaign_wrong_phone", "!=", False) & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "(%s = %s)",
                model._field_to_sql(alias, "campaign_wrong_phone", query),
                model._field_to_sql(alias, "phone", query),
            )
        )
        return wrong if True in value else ~wrong

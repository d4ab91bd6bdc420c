from odoo import fields, models
from odoo.tools import SQL

from .refusal_query import Refusal


class CrmCampaign(models.Model):
    """Customers who are taken out of one campaign, and stay out of its later waves."""

    _inherit = "crm.campaign"

    exclude_partner_ids = fields.Many2many(
        "res.partner",
        relation="crm_campaign_exclude_partner_rel",
        string="Except Customers",
        check_company=True,
        help="These customers are left out, and leave if they are in already. A person "
        "stands for their company.",
    )

    def write(self, vals):
        had = {campaign: campaign.exclude_partner_ids for campaign in self}
        result = super().write(vals)
        if "exclude_partner_ids" in vals:
            for campaign in self:
                added = campaign.exclude_partner_ids - had[campaign]
                # Members and actions are written by the engine alone.
                campaign.sudo()._withdraw_customers(added.commercial_partner_id)
        return result

    def _withdraw_customers(self, partners):
        """End what waits and take back what is under way for some customers."""
        actions = self.env["crm.campaign.action"].search(
            [
                ("campaign_id", "=", self.id),
                ("partner_id", "in", partners.ids),
                ("state", "in", ("waiting", "running")),
            ]
        )
        actions._withdraw("taken_out", fields.Datetime.now(), leaves=True)

    def _get_refusals(self, contact, partner_ids=None):
        refusals = super()._get_refusals(contact, partner_ids)
        excluded = self.exclude_partner_ids._origin.commercial_partner_id
        if excluded:
            taken_out = SQL("partner.id = ANY(%s)", excluded.ids)
            refusals.append(Refusal("taken_out", taken_out))
        return refusals

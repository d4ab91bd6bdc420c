from odoo import fields, models
from odoo.tools import SQL


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

    def _get_taken_out_condition(self, partner):
        """Return the condition that a customer was taken out.

        :param partner: SQL of the id of the customer
        """
        excluded = self.exclude_partner_ids._origin.commercial_partner_id
        return SQL("%s = ANY(%s)", partner, excluded.ids)

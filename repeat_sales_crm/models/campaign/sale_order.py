from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    campaign_offer_id = fields.Many2one(
        "crm.campaign.offer",
        string="Offer",
        copy=False,
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        domain="[('company_id', '=', company_id), ('is_valid', '=', True)]",
        help="An offer of a campaign that the customer redeems with this order. Search "
        "for its name or code.",
    )

    @api.onchange("campaign_offer_id")
    def _onchange_campaign_offer_id(self):
        """Give the prices of the offer."""
        offer = self.campaign_offer_id
        if offer.pricelist_id:
            self.pricelist_id = offer.pricelist_id
            self.action_update_prices()
        if offer.discount:
            self.order_line.filtered(
                lambda line: not line.display_type
            ).discount = offer.discount

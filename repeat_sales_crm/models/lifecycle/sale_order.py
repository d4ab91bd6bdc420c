from odoo import api, fields, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.purchase.document"]

    buyer_id = fields.Many2one(
        "res.partner",
        string="Buyer",
        compute="_compute_buyer_id",
        store=True,
        copy=False,
        ondelete="restrict",
        help="The company or person that bought, as it was when the order was "
        "confirmed. It stays when the contact moves to another company.",
    )

    _buyer_idx = models.Index("(buyer_id) WHERE state = 'sale'")
    _buyer_missing_idx = models.Index(
        "(partner_id) WHERE state = 'sale' AND buyer_id IS NULL"
    )

    @api.depends("state", "partner_id")
    def _compute_buyer_id(self):
        for order in self:
            if order.state != "sale":
                order.buyer_id = False
            elif not order.buyer_id:
                order.buyer_id = order.partner_id.commercial_partner_id

    def _customer_fields(self):
        return super()._customer_fields() | {
            "buyer_id",
            "currency_rate",
            "date_order",
            "state",
        }

    def _customer_keys(self):
        return {
            (
                order.company_id.id,
                (order.buyer_id or order.partner_id.commercial_partner_id).id,
            )
            for order in self
        }

    def write(self, vals):
        if "partner_id" not in vals:
            return super().write(vals)
        bought_by = {order: order.partner_id for order in self if order.buyer_id}
        result = super().write(vals)
        for order, partner in bought_by.items():
            if order.state == "sale" and order.partner_id != partner:
                order.buyer_id = order.partner_id.commercial_partner_id
        return result

    def _compute_amounts(self):
        result = super()._compute_amounts()
        # The amounts are computed, not written: nobody else would notice.
        self._origin.filtered(lambda order: order.state == "sale")._note_customers()
        return result

from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def write(self, vals):
        result = super().write(vals)
        if "product_id" in vals:
            # Another product at the same price changes no amount of the order.
            bought = self.order_id.filtered(lambda order: order._has_bought())
            self.env["crm.customer.refresh"]._note_facts(bought._customer_keys())
        return result

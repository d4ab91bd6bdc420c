from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        result = super().write(vals)
        if "carrier_id" in vals:
            self.env["crm.customer.refresh"]._note_records("sale.order", self.ids)
        return result

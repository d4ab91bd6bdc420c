from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _customer_fields(self):
        return super()._customer_fields() | {"carrier_id"}

from odoo import api, fields, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.purchase.document"]

    # Found by _buyer_idx, which holds all that a calculation reads of an order.
    buyer_id = fields.Many2one(index=False)

    _buyer_idx = models.Index(
        "(buyer_id, date_order)"
        " INCLUDE (company_id, state, amount_untaxed, currency_rate)"
        " WHERE buyer_id IS NOT NULL"
    )
    # The same for orders from before, found by their contact.
    _buyer_missing_idx = models.Index(
        "(partner_id, date_order)"
        " INCLUDE (company_id, amount_untaxed, currency_rate)"
        " WHERE state = 'sale' AND buyer_id IS NULL"
    )

    # Quotations make prospects.
    _quotation_idx = models.Index(
        "(partner_id) INCLUDE (company_id) WHERE state != 'sale'"
    )

    @api.depends("state", "partner_id")
    def _compute_buyer_id(self):
        return super()._compute_buyer_id()

    def _has_bought(self):
        return self.state == "sale"

    def _get_bought_condition(self):
        return SQL("document.state = 'sale'")

    def _customer_fields(self):
        return super()._customer_fields() | {"currency_rate", "date_order", "state"}

    def _compute_amounts(self):
        result = super()._compute_amounts()
        # The amounts are computed, not written: nobody else would notice.
        bought = self._origin.filtered(lambda order: order._has_bought())
        bought._note_customers()
        return result

from odoo import api, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    # How a customer pays is looked up by the customer.
    _received_idx = models.Index(
        "(partner_id) WHERE payment_type = 'inbound' AND partner_type = 'customer'"
    )

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        payments._note_payers()
        return payments

    def write(self, vals):
        if {"date", "partner_id", "payment_method_line_id", "state"}.isdisjoint(vals):
            return super().write(vals)
        payers = self._get_payers()
        result = super().write(vals)
        self._note_payers(payers)
        return result

    def unlink(self):
        payers = self._get_payers()
        result = super().unlink()
        self._note_payers(payers)
        return result

    def _get_payers(self):
        """Return (company id, commercial partner id) of the payments from customers."""
        return {
            (payment.company_id.id, payment.partner_id.commercial_partner_id.id)
            for payment in self.sudo()
            if payment.payment_type == "inbound" and payment.partner_type == "customer"
        }

    def _note_payers(self, payers=()):
        notes = self.env["crm.customer.refresh"]
        notes._note_facts(self.exists()._get_payers().union(payers))

from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "crm.purchase.document"]

    _buyer_idx = models.Index(
        "(commercial_partner_id)"
        " WHERE state = 'posted'"
        " AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )

    def _customer_fields(self):
        return super()._customer_fields() | {
            "commercial_partner_id",
            "invoice_date",
            "move_type",
            "reversed_entry_id",
            "state",
        }

    def _customer_keys(self):
        documents = self.filtered(
            lambda move: move.is_sale_document(include_receipts=True)
            and move.company_id.purchase_source == "invoice"
        )
        # A credit note can end another customer's purchase: the one it reverses.
        documents |= documents.reversed_entry_id
        return {
            (move.company_id.id, move.commercial_partner_id.id) for move in documents
        }

    def _compute_payment_state(self):
        result = super()._compute_payment_state()
        # "Reversed" comes and goes by reconciliation, without a write on the invoice.
        self._origin.filtered(lambda move: move.state == "posted")._note_customers()
        return result

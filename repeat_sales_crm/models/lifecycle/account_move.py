from odoo import api, models
from odoo.tools import SQL


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "crm.purchase.document"]

    _buyer_missing_idx = models.Index(
        "(commercial_partner_id)"
        " WHERE state = 'posted' AND buyer_id IS NULL"
        " AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )

    @api.depends("state", "partner_id", "move_type")
    def _compute_buyer_id(self):
        return super()._compute_buyer_id()

    def _has_bought(self):
        return self.state == "posted" and self.is_sale_document(include_receipts=True)

    def _get_bought_condition(self):
        return SQL(
            "document.state = 'posted'"
            " AND document.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
        )

    def _get_buyer(self):
        # What comes back takes away from whoever had bought it.
        return self.reversed_entry_id.buyer_id or super()._get_buyer()

    def _customer_fields(self):
        return super()._customer_fields() | {
            "invoice_date",
            "move_type",
            "reversed_entry_id",
            "state",
        }

    def _customer_keys(self):
        documents = self.filtered(
            lambda move: (
                move.is_sale_document(include_receipts=True)
                and move.company_id.purchase_source == "invoice"
            )
        )
        # A credit note can end another purchase: the one that it reverses.
        documents |= documents.reversed_entry_id
        return super(AccountMove, documents)._customer_keys()

    def _compute_payment_state(self):
        result = super()._compute_payment_state()
        # "Reversed" comes and goes by reconciliation, without a write on the invoice.
        bought = self._origin.filtered(lambda move: move._has_bought())
        bought._note_customers()
        return result

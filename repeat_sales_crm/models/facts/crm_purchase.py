from odoo import models
from odoo.tools import SQL


class CrmPurchase(models.Model):
    """What was bought with purchases: their lines."""

    _inherit = "crm.purchase"

    def _get_lines_query(self, company, scope):
        """Return a SELECT of the lines with a product of the purchases of ``company``.

        External purchases have no lines. Another addon that adds a source adds its
        lines by extending :meth:`_get_line_sources`.

        :param scope: a :class:`.customer_state.Scope` of buyers
        :return: SQL with the columns partner_id, purchase_id, date, purchase_count (of
            the purchase), product_id and amount (untaxed, in the company's currency, at
            the document's own rate, not rounded; negative on credit notes)
        """
        return SQL(
            """
            WITH purchase AS MATERIALIZED (%s)
            SELECT purchase.partner_id, purchase.id AS purchase_id, purchase.date,
                   purchase.purchase_count, line.product_id, line.amount
              FROM purchase
             CROSS JOIN LATERAL (%s) AS line
            """,
            self._get_query(company, scope),
            SQL(" UNION ALL ").join(self._get_line_sources(company)),
        )

    def _get_line_sources(self, company):
        """Return SELECTs of product_id and amount of the row named ``purchase``."""
        if company.purchase_source == "order":
            return [self._get_order_lines()]
        return [self._get_invoice_lines()]

    def _get_order_lines(self):
        return SQL(
            """
            SELECT line.product_id,
                   line.price_subtotal
                   / COALESCE(NULLIF(document.currency_rate, 0), 1) AS amount
              FROM sale_order_line AS line
              JOIN sale_order AS document ON document.id = line.order_id
             WHERE purchase.document_model = 'sale.order'
               AND line.order_id = purchase.document_id
               AND line.product_id IS NOT NULL
               AND line.display_type IS NULL
               AND line.product_uom_qty != 0
            """
        )

    def _get_invoice_lines(self):
        return SQL(
            """
            SELECT line.product_id, -line.balance AS amount
              FROM account_move_line AS line
             WHERE purchase.document_model = 'account.move'
               AND line.move_id = purchase.document_id
               AND line.product_id IS NOT NULL
               AND line.display_type = 'product'
               AND line.quantity != 0
            """
        )

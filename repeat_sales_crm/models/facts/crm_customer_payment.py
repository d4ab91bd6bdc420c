from odoo import fields, models
from odoo.tools import SQL

from .facts_sql import most_frequent


class CrmCustomer(models.Model):
    """How the customer pays."""

    _inherit = "crm.customer"

    payment_method_line_id = fields.Many2one(
        "account.payment.method.line",
        string="Usual Payment Method",
        readonly=True,
        help="The method of most of the customer's payments; without any payment, the "
        "one that most of their purchases say.",
    )
    payment_term_id = fields.Many2one(
        "account.payment.term",
        string="Usual Payment Term",
        readonly=True,
        help="The term of most of the customer's purchases.",
    )

    def _get_fact_sources(self):
        return [*super()._get_fact_sources(), "payment"]

    def _get_payment_facts(self, company, scope, today):
        documents = self._get_payment_documents(company, scope, today)
        query = SQL(
            """
            WITH document AS MATERIALIZED (%(documents)s),
                 paid AS MATERIALIZED (%(paid)s),
                 agreed AS MATERIALIZED (%(agreed)s),
                 term AS MATERIALIZED (%(term)s)
            SELECT partner_id, term.payment_term_id,
                   COALESCE(paid.payment_method_line_id, agreed.payment_method_line_id)
                       AS payment_method_line_id
              FROM paid
              FULL JOIN agreed USING (partner_id)
              FULL JOIN term USING (partner_id)
            """,
            documents=documents,
            paid=most_frequent(
                self._get_payments(company, scope), "payment_method_line_id", "seen"
            ),
            agreed=most_frequent(
                SQL("SELECT * FROM document"), "payment_method_line_id", "seen"
            ),
            term=most_frequent(
                SQL("SELECT * FROM document"), "payment_term_id", "seen"
            ),
        )
        return ["payment_method_line_id", "payment_term_id"], query

    def _get_payments(self, company, scope):
        """Return a SELECT of the payments received, ``seen`` telling the latest."""
        return SQL(
            """
            SELECT contact.commercial_partner_id AS partner_id,
                   payment.payment_method_line_id,
                   ARRAY[payment.date - DATE '2000-01-01', payment.id] AS seen
              FROM account_payment AS payment
              JOIN res_partner AS contact ON contact.id = payment.partner_id
             WHERE payment.company_id = %s
               AND payment.payment_type = 'inbound'
               AND payment.partner_type = 'customer'
               AND payment.state IN ('in_process', 'paid')
               AND %s
            """,
            company.id,
            scope.condition(SQL.identifier("contact", "commercial_partner_id")),
        )

    def _get_payment_documents(self, company, scope, today):
        """Return a SELECT of what purchases say about payment."""
        table, term = {
            "order": ("sale_order", "payment_term_id"),
            "invoice": ("account_move", "invoice_payment_term_id"),
        }[company.purchase_source]
        return SQL(
            """
            SELECT purchase.partner_id,
                   document.preferred_payment_method_line_id AS payment_method_line_id,
                   %(term)s AS payment_term_id,
                   ARRAY[purchase.date - DATE '2000-01-01', document.id] AS seen
              FROM (%(purchases)s) AS purchase
              JOIN %(table)s AS document ON document.id = purchase.document_id
             WHERE purchase.document_model = %(model)s
               AND purchase.purchase_count > 0
               AND purchase.date <= %(today)s
            """,
            term=SQL.identifier("document", term),
            purchases=self.env["crm.purchase"]._get_query(company, scope),
            table=SQL.identifier(table),
            model=table.replace("_", "."),
            today=today,
        )

from odoo import fields, models
from odoo.tools import SQL

#: How many kinds of document there is room for in the id of a purchase.
_ID_SLOTS = 16


class CrmPurchase(models.Model):
    """One row per document that counts as buying, whatever document it is.

    Rows are read from the documents themselves, so that they can neither lag behind nor
    disagree with them. Refunds have a row too, with a negative amount and no purchase;
    summing ``purchase_count`` counts purchases and summing ``amount`` gives revenue.
    """

    _name = "crm.purchase"
    _description = "Purchase"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "reference"
    _depends = {
        "sale.order": [
            "amount_untaxed",
            "buyer_id",
            "company_id",
            "currency_rate",
            "date_order",
            "name",
            "partner_id",
            "state",
            "user_id",
        ],
        "account.move": [
            "amount_untaxed_signed",
            "buyer_id",
            "company_id",
            "invoice_date",
            "invoice_user_id",
            "move_type",
            "name",
            "partner_id",
            "payment_state",
            "reversed_entry_id",
            "state",
        ],
        "res.company": ["lifecycle_tz", "purchase_source"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        help="Who bought, as it was on the day: a contact who moves to another company "
        "leaves their purchases with the company that bought.",
    )
    contact_id = fields.Many2one("res.partner", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    date = fields.Date(readonly=True, help="The day in the company's time zone.")
    reference = fields.Char(readonly=True)
    source = fields.Selection(
        [
            ("order", "Sales order"),
            ("invoice", "Invoice"),
            ("refund", "Credit note"),
        ],
        readonly=True,
    )
    document_model = fields.Char(readonly=True)
    document_id = fields.Many2oneReference(model_field="document_model", readonly=True)
    purchase_count = fields.Integer(
        string="Purchases",
        readonly=True,
        help="1 for a purchase; 0 for a credit note and for an invoice that was fully "
        "reversed.",
    )
    amount = fields.Monetary(
        readonly=True,
        help="Untaxed, in the company's currency, at the document's own rate.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @property
    def _table_query(self):
        return self._get_query()

    def _get_query(self, company=None, scope=None):
        """Return the SELECT over all purchases.

        :param company: leave out what belongs to other companies
        :param scope: a :class:`.customer_state.Scope`; leave out other buyers
        """
        queries = []
        for slot, source in enumerate(self._get_sources()):
            if company and not self._is_source_of(source, company):
                continue
            parts = self._get_source_parts(source)
            queries.append(self._get_source_query(slot, parts, company, scope))
            if "unwritten" in parts:
                parts |= parts["unwritten"]
                queries.append(self._get_source_query(slot, parts, company, scope))
        return SQL(" UNION ALL ").join(queries)

    def _get_sources(self):
        """Return the sources of purchases, in the order of their ids' slots.

        Another addon adds a source by adding its name here, its part of the query in
        :meth:`_get_source_parts`, and its label to the field ``source``.
        """
        return ["order", "invoice"]

    def _is_source_of(self, source, company):
        """Return whether documents of that kind are purchases for ``company``."""
        return source == company.purchase_source

    def _get_source_query(self, slot, parts, company, scope):
        conditions = [parts["where"], parts["has_buyer"]]
        if company:
            conditions.append(SQL("document.company_id = %s", company.id))
        if scope:
            conditions.append(scope.condition(parts["buyer"]))
        return SQL(
            """
            SELECT document.id::bigint * %(slots)s + %(slot)s AS id,
                   document.company_id AS company_id,
                   %(buyer)s AS partner_id,
                   document.partner_id AS contact_id,
                   %(user)s AS user_id,
                   %(date)s AS date,
                   %(reference)s AS reference,
                   %(source)s AS source,
                   %(model)s AS document_model,
                   document.id AS document_id,
                   %(purchase_count)s AS purchase_count,
                   ROUND(%(amount)s, currency.decimal_places) AS amount
              FROM %(table)s AS document
              JOIN res_company AS company ON company.id = document.company_id
              JOIN res_currency AS currency ON currency.id = company.currency_id
              %(joins)s
             WHERE %(where)s
            """,
            slots=_ID_SLOTS,
            slot=slot,
            joins=parts.get("joins", SQL()),
            where=SQL(" AND ").join(conditions),
            **{
                name: parts[name]
                for name in (
                    "amount",
                    "buyer",
                    "date",
                    "model",
                    "purchase_count",
                    "reference",
                    "source",
                    "table",
                    "user",
                )
            },
        )

    def _get_source_parts(self, source):
        """Return the SQL parts that make purchases of one kind of document.

        ``unwritten`` holds the parts that are different for documents from before this
        addon came, whose buyer is not written down.
        """
        return getattr(self, f"_get_{source}_parts")()

    def _get_order_parts(self):
        return {
            "table": SQL.identifier("sale_order"),
            "model": SQL("'sale.order'"),
            "source": SQL("'order'"),
            "buyer": SQL.identifier("document", "buyer_id"),
            "user": SQL.identifier("document", "user_id"),
            "reference": SQL.identifier("document", "name"),
            "date": SQL(
                "(document.date_order AT TIME ZONE 'UTC'"
                " AT TIME ZONE company.lifecycle_tz)::date"
            ),
            "amount": SQL(
                "CASE WHEN document.currency_rate = 1 THEN document.amount_untaxed"
                " ELSE document.amount_untaxed"
                " / COALESCE(NULLIF(document.currency_rate, 0), 1) END"
            ),
            "purchase_count": SQL(
                "CASE WHEN document.amount_untaxed < 0 THEN 0 ELSE 1 END"
            ),
            "where": SQL(
                "document.state = 'sale' AND company.purchase_source = 'order'"
            ),
            "has_buyer": SQL("document.buyer_id IS NOT NULL"),
            "unwritten": {
                "buyer": SQL.identifier("contact", "commercial_partner_id"),
                "joins": SQL(
                    "JOIN res_partner AS contact ON contact.id = document.partner_id"
                ),
                "has_buyer": SQL("document.buyer_id IS NULL"),
            },
        }

    def _get_invoice_parts(self):
        """Posted invoices, receipts and credit notes.

        An invoice that was fully reversed keeps its amount, which its credit note takes
        away again, and stops counting. It is fully reversed when Odoo says so (settled
        by credit notes alone), or when the credit notes made from it take back all of
        it, even if it had been paid before. A credit note that is a draft again takes
        nothing back, although Odoo keeps it settled against the invoice.
        """
        return {
            "table": SQL.identifier("account_move"),
            "model": SQL("'account.move'"),
            "source": SQL(
                "CASE WHEN document.move_type = 'out_refund' THEN 'refund'"
                " ELSE 'invoice' END"
            ),
            "buyer": SQL.identifier("document", "buyer_id"),
            "user": SQL.identifier("document", "invoice_user_id"),
            "reference": SQL.identifier("document", "name"),
            "date": SQL("document.invoice_date"),
            "amount": SQL("document.amount_untaxed_signed"),
            "joins": SQL(
                """
                LEFT JOIN LATERAL (
                    SELECT SUM(refund.amount_untaxed_signed)
                               FILTER (WHERE refund.state = 'posted') AS amount,
                           BOOL_OR(refund.state = 'draft') AS pending
                      FROM account_move AS refund
                     WHERE refund.reversed_entry_id = document.id
                ) AS reversal ON document.move_type = 'out_invoice'
                """
            ),
            "purchase_count": SQL(
                "CASE WHEN document.move_type = 'out_refund'"
                " OR document.amount_untaxed_signed < 0"
                " OR (document.payment_state = 'reversed'"
                " AND reversal.pending IS NOT TRUE)"
                " OR (reversal.amount IS NOT NULL"
                " AND document.amount_untaxed_signed + reversal.amount <= 0)"
                " THEN 0 ELSE 1 END"
            ),
            "where": SQL(
                "document.state = 'posted'"
                " AND document.move_type"
                " IN ('out_invoice', 'out_refund', 'out_receipt')"
                " AND document.invoice_date IS NOT NULL"
                " AND company.purchase_source = 'invoice'"
            ),
            "has_buyer": SQL("document.buyer_id IS NOT NULL"),
            "unwritten": {
                "buyer": SQL.identifier("document", "commercial_partner_id"),
                "has_buyer": SQL(
                    "document.buyer_id IS NULL"
                    " AND document.commercial_partner_id IS NOT NULL"
                ),
            },
        }

    def action_open_document(self):
        """Open the order, invoice or external purchase behind the row."""
        self.ensure_one()
        document = self.env[self.document_model].browse(self.document_id)
        return document._get_records_action(context={})

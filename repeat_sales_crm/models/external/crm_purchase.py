from odoo import fields, models
from odoo.tools import SQL


class CrmPurchase(models.Model):
    """Purchases made outside Odoo, which always count beside those in it."""

    _inherit = "crm.purchase"
    _depends = {
        "crm.purchase.external": [
            "amount_company",
            "buyer_id",
            "company_id",
            "date",
            "partner_id",
            "reference",
        ],
    }

    source = fields.Selection(selection_add=[("external", "External purchase")])

    def _get_sources(self):
        return [*super()._get_sources(), "external"]

    def _is_source_of(self, source, company):
        return source == "external" or super()._is_source_of(source, company)

    def _get_external_parts(self):
        return {
            "table": SQL.identifier("crm_purchase_external"),
            "model": SQL("'crm.purchase.external'"),
            "source": SQL("'external'"),
            "buyer": SQL.identifier("document", "buyer_id"),
            "user": SQL("NULL::integer"),
            "reference": SQL.identifier("document", "reference"),
            "date": SQL.identifier("document", "date"),
            "amount": SQL.identifier("document", "amount_company"),
            "purchase_count": SQL(
                "CASE WHEN document.amount_company < 0 THEN 0 ELSE 1 END"
            ),
            "where": SQL("TRUE"),
            "has_buyer": SQL("document.buyer_id IS NOT NULL"),
        }

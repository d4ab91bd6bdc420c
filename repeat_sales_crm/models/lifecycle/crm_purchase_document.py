from odoo import api, fields, models
from odoo.tools import SQL


class CrmPurchaseDocument(models.AbstractModel):
    """A document that is a purchase, once it counts.

    Who bought is written down at that moment and stays. Odoo itself derives it from the
    contact each time, and moves even posted invoices, when the contact gets another
    company.

    Documents that counted before this addon came have no buyer written down: it is the
    contact's commercial partner, until that is about to change, see
    :meth:`_freeze_buyers`. So nothing has to be filled in when the addon is installed.
    """

    _name = "crm.purchase.document"
    _inherit = ["crm.customer.source"]
    _description = "Document That Is a Purchase"

    buyer_id = fields.Many2one(
        "res.partner",
        compute="_compute_buyer_id",
        store=True,
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        help="The company or person that bought, as it was at that moment. It stays "
        "when the contact moves to another company.",
    )

    def _compute_buyer_id(self):
        for document in self:
            if not document._has_bought():
                document.buyer_id = False
            elif not document.buyer_id:
                document.buyer_id = document._get_buyer()

    @api.model
    def _freeze_buyers(self, commercial_ids):
        """Write down who bought, before contacts get another commercial partner.

        :param commercial_ids: {contact id: id of the commercial partner so far}
        """
        for model in ("sale.order", "account.move"):
            documents = self.env[model]
            documents.flush_model(["buyer_id", "partner_id", "state"])
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %s AS document
                       SET buyer_id = former.commercial_id
                      FROM UNNEST(%s::int[], %s::int[])
                           AS former (contact_id, commercial_id)
                     WHERE document.partner_id = former.contact_id
                       AND document.buyer_id IS NULL
                       AND %s
                    """,
                    SQL.identifier(documents._table),
                    list(commercial_ids),
                    list(commercial_ids.values()),
                    documents._get_bought_condition(),
                )
            )
            documents.invalidate_model(["buyer_id"])

    def _get_bought_condition(self):
        """Return the SQL for :meth:`_has_bought` of a row named ``document``."""
        return SQL("TRUE")

    def _has_bought(self):
        """Return whether the document counts for its buyer."""
        self.ensure_one()
        return True

    def _get_buyer(self):
        """Return who buys with the document, as things stand now."""
        self.ensure_one()
        return self._get_commercial_partner()

    def _customer_fields(self):
        return super()._customer_fields() | {"buyer_id"}

    def _customer_keys(self):
        return {
            (document.company_id.id, (document.buyer_id or document._get_buyer()).id)
            for document in self
        }

    def write(self, vals):
        if "partner_id" not in vals:
            return super().write(vals)
        bought_by = {
            document: document.partner_id for document in self if document.buyer_id
        }
        result = super().write(vals)
        for document, partner in bought_by.items():
            if document.buyer_id and document.partner_id != partner:
                document.buyer_id = document._get_buyer()
        return result

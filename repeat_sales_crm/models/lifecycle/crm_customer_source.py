from odoo import api, models


class CrmCustomerSource(models.AbstractModel):
    """A document that makes somebody a customer or a prospect.

    Whatever a document says about its customer, it says by being created, changed or
    deleted. This mixin notes the customers concerned before and after, and leaves the
    arithmetic to :meth:`crm.customer.refresh._note`, which only appends.
    """

    _name = "crm.customer.source"
    _description = "Document That Makes Customers"

    def _customer_fields(self):
        """Return the names of the fields whose change can change a customer."""
        return {"company_id", "partner_id"}

    def _customer_keys(self):
        """Return the (company id, partner id) pairs whose numbers rest on ``self``.

        A company id of ``False`` stands for every company.
        """
        return {
            (document.company_id.id, document._get_commercial_partner().id)
            for document in self
        }

    def _get_commercial_partner(self):
        """Return who is behind the contact, at the least cost for whoever is saving.

        Nothing else of the contact is read, nor the rules of who may see it.
        """
        lean = self.sudo().with_context(prefetch_fields=False)
        return lean.partner_id.commercial_partner_id

    def _note_customers(self, keys=()):
        self.env["crm.customer.refresh"]._note(self._customer_keys().union(keys))

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._note_customers()
        return documents

    def write(self, vals):
        if self._customer_fields().isdisjoint(vals):
            return super().write(vals)
        before = self._customer_keys()
        result = super().write(vals)
        self._note_customers(before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_note_customers(self):
        self._note_customers()

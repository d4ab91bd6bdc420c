from odoo import api, fields, models

#: The kind of notes that ask for facts only.
FACTS = "facts"


class CrmCustomerRefresh(models.Model):
    """When facts are calculated: after what they rest on, and after all else."""

    _inherit = "crm.customer.refresh"

    kind = fields.Selection(
        selection_add=[(FACTS, "Facts")], ondelete={FACTS: "cascade"}
    )

    @api.model
    def _note_facts(self, keys):
        """Note customers whose facts changed, though not their purchases.

        :param keys: (company id, partner id) pairs, as for :meth:`_note`
        """
        self._note(keys, FACTS)

    def _get_kinds(self):
        return [*super()._get_kinds(), FACTS]

    def _calculate(self, kind, company, scope, cause):
        customers = self.env["crm.customer"]
        if kind == FACTS:
            today = company._lifecycle_today()
            return customers._refresh_facts(company, today, scope)
        result = super()._calculate(kind, company, scope, cause)
        if scope.upper:
            # Everybody's place in the matrix comes before anybody's facts.
            self._append([(company.id, scope.lower, scope.upper)], kind=FACTS)
        else:
            customers._refresh_facts(company, company._lifecycle_today(), scope)
        return result

    def _begin_day(self, company, today):
        result = super()._begin_day(company, today)
        self.env["crm.customer"]._measure_facts(company, today)
        self._enqueue_all(company, kind=FACTS)
        return result

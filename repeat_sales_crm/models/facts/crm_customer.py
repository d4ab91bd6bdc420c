from odoo import api, fields, models

from .facts_query import FactsQuery


class CrmCustomer(models.Model):
    """Facts about customers, derived from what Odoo knows.

    Each source derives some columns, for all customers in a scope at once. Another room
    or addon adds a source by adding its name to :meth:`_get_fact_sources` and a method
    ``_get_<name>_facts``.
    """

    _inherit = "crm.customer"

    facts_at = fields.Datetime(
        string="Facts Calculated At",
        readonly=True,
        help="When a change of the customer's facts was last calculated.",
    )

    @api.model
    def _get_fact_sources(self):
        """Return the names of the sources of facts."""
        return []

    @api.model
    def _refresh_facts(self, company, today, scope):
        """Bring the facts about the customers in ``scope`` up to date.

        Like the calculation of purchases it touches only rows that change, and of two
        that write the same row the one that started later wins.

        :param today: the company's day
        :param scope: a :class:`..lifecycle.customer_state.Scope` of commercial partners
        """
        sources = [
            getattr(self, f"_get_{name}_facts")(company, scope, today)
            for name in self._get_fact_sources()
        ]
        if not sources:
            return
        self.env.flush_all()
        query = FactsQuery(self.env, company, scope, sources)
        self.env.cr.execute(query.build())
        self.invalidate_model()

    @api.model
    def _measure_facts(self, company, today):
        """Measure once a day what facts are compared with, over the whole company."""

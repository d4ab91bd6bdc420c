from odoo import api, fields, models
from odoo.tools import SQL

from ..lifecycle.customer_state import Scope
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
        that write the same row the one that started later wins. Partners who are no
        customers of the company are passed over.

        :param today: the company's day
        :param scope: a :class:`..lifecycle.customer_state.Scope` of commercial partners
        """
        self.env.flush_all()
        if not scope.upper:
            scope = self._lock_scope(company, scope)
            if not scope.ids:
                return
        self._refresh_fact_tables(company, scope, today)
        sources = [
            getattr(self, f"_get_{name}_facts")(company, scope, today)
            for name in self._get_fact_sources()
        ]
        if sources:
            query = FactsQuery(self.env, company, scope, sources)
            self.env.cr.execute(query.build(), log_exceptions=False)
        self.invalidate_model()

    def _lock_scope(self, company, scope):
        """Return those in ``scope`` who are customers, locked in the order of ids.

        A statement after this one sees all that was calculated of them before.
        """
        self.env.cr.execute(
            SQL(
                "SELECT partner_id FROM crm_customer WHERE company_id = %s AND %s"
                " ORDER BY partner_id FOR NO KEY UPDATE",
                company.id,
                scope.condition(SQL.identifier("partner_id")),
            )
        )
        return Scope.of(partner_id for (partner_id,) in self.env.cr.fetchall())

    @api.model
    def _refresh_fact_tables(self, company, scope, today):
        """Bring tables up to date that facts are read from.

        Single customers in ``scope`` are locked. A range is not: if anybody in it has
        to be written, lock the whole range first (:meth:`_lock_scope`).
        """

    @api.model
    def _measure_facts(self, company, today):
        """Measure once a day what facts are compared with, over the whole company."""

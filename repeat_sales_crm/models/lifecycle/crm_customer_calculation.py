from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_refresh import RefreshQuery, departed_query
from .customer_state import Scope
from .ledger_lock import ledger_lock


class CrmCustomer(models.Model):
    """How customers get their numbers."""

    _inherit = "crm.customer"

    @api.model
    def _refresh(self, company, today, scope, cause=None):
        """Bring the customers in ``scope`` in line with what they bought.

        Touches only rows that change. It can run at the same time as others like it: of
        two that write the same row, the one that started later has seen all that the
        other was asked to see, and wins.

        :param today: date on which the customers are looked at
        :param scope: a :class:`.customer_state.Scope` of commercial partners
        :param cause: why, where the numbers cannot tell, see :class:`.RefreshQuery`
        """
        self.env.flush_all()
        self._share_ledger(company)
        query = RefreshQuery(self.env, company, today, scope, cause)
        # Who meets others at a customer is tried again; whoever gives up says so.
        self.env.cr.execute(query.build(), log_exceptions=False)
        self.env.cr.execute(departed_query(company, scope))
        self.invalidate_model()

    def _share_ledger(self, company):
        """Keep the company's open days open until the end of the transaction.

        Whoever closes a day waits for this, see :meth:`crm.lifecycle.snapshot._close`.
        """
        self.env.cr.execute(
            SQL("SELECT pg_advisory_xact_lock_shared(%s, %s)", *ledger_lock(company))
        )

    @api.model
    def _get_due_domain(self, company):
        return Domain("company_id", "=", company.id) & Domain(
            "next_move_date", "<=", company._lifecycle_today()
        )

    @api.model
    def _count_due(self, company, limit):
        """Count the customers whose day has come, ``limit`` at the most."""
        return self.with_context(active_test=False).search_count(
            self._get_due_domain(company), limit=limit
        )

    @api.model
    def _roll(self, company, today, limit=20000):
        """Move the customers whose day has come.

        :param limit: how many at the most, so that a transaction stays short
        :return: how many customers were looked at; as many as ``limit`` means that
            there may be more
        """
        self.env.cr.execute(
            SQL(
                "SELECT partner_id FROM crm_customer"
                " WHERE company_id = %s AND next_move_date <= %s"
                " ORDER BY partner_id LIMIT %s",
                company.id,
                today,
                limit,
            )
        )
        due = [partner_id for (partner_id,) in self.env.cr.fetchall()]
        if due:
            self._refresh(company, today, Scope.of(due))
        return len(due)

    def _read_standing(self):
        """Return {id: what the ledger says about a customer who goes out}."""
        return {
            customer.id: {
                "company_id": customer.company_id.id,
                "from_segment_id": customer.segment_id.id,
                "since": customer.segment_since,
                "purchase_count": customer.purchase_count,
                "amount_total": customer.amount_total,
            }
            for customer in self
        }

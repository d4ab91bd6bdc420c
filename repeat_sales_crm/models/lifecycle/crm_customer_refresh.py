from contextlib import contextmanager

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_state import Scope
from .drainer import Drainer, drain, own_transaction

CRON = "repeat_sales_crm.ir_cron_customer_refresh"

#: The key under which a transaction keeps the customers that it touched.
_NOTED = "repeat_sales_crm.noted_customers"

#: How many notes of single customers one transaction works through.
_BATCH = 500

#: How many customers a reader waits for; more are left to the scheduled action.
_PATIENCE = 2000

#: How many partner ids a full calculation takes in one transaction.
_RANGE = 20000


class CrmCustomerRefresh(models.Model):
    """A note that some customers have to be calculated again.

    Whoever changes a document only appends a note, in their own transaction. Notes are
    worked through right after the commit, in a transaction of their own, by whichever
    process comes first; a scheduled action picks up what a crash left behind. A full
    calculation is a row of notes too, one per range of partners.
    """

    _name = "crm.customer.refresh"
    _description = "Waiting Calculation"
    _order = "id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    partner_from = fields.Integer(string="First Partner ID", required=True)
    partner_to = fields.Integer(string="Last Partner ID", required=True)
    kind = fields.Selection(
        [("all", "Everything")],
        required=True,
        default="all",
        help="What is calculated. Everything goes before what rests on it.",
    )
    cause = fields.Selection(
        [("rule", "Change of rules"), ("merge", "Merge"), ("import", "Import")],
        help="Why, where the customer's numbers cannot tell.",
    )
    noted_at = fields.Datetime(
        string="Waiting Since", required=True, default=fields.Datetime.now
    )

    _kind_idx = models.Index("(kind, id)")

    @api.depends("partner_from", "partner_to")
    def _compute_display_name(self):
        for note in self:
            note.display_name = f"{note.partner_from}–{note.partner_to}"

    # ------------------------------------------------------------------
    # Taking notes
    # ------------------------------------------------------------------

    @api.model
    def _note(self, keys, kind="all"):
        """Note customers to calculate once this transaction is committed.

        The context key ``lifecycle_cause`` says why, where the customers' numbers will
        not be able to tell.

        :param keys: (company id, partner id) pairs; no company id means every company,
            and pairs without a partner id are passed over
        :param kind: what to calculate of them
        """
        why = (kind, self.env.context.get("lifecycle_cause"))
        keys = {(*key, why) for key in keys if key[1]}
        if not keys:
            return
        precommit = self.env.cr.precommit
        noted = precommit.data.get(_NOTED)
        if noted is None:
            noted = precommit.data[_NOTED] = set()
            precommit.add(self.sudo()._append_noted)
        noted.update(keys)

    def _append_noted(self):
        keys = self.env.cr.precommit.data.pop(_NOTED, set())
        every = {key for key in keys if not key[0]}
        if every:
            companies = self.env["res.company"].with_context(active_test=False)
            keys.update(
                (company_id, partner_id, why)
                for company_id in companies.search([]).ids
                for _every, partner_id, why in every
            )
        by_reason = {}
        for company_id, partner_id, why in sorted(
            (key for key in keys - every), key=lambda key: key[:2]
        ):
            by_reason.setdefault(why, []).append((company_id, partner_id, partner_id))
        for (kind, cause), ranges in by_reason.items():
            self._append(ranges, cause, kind)
        self.env.cr.postcommit.add(self._wake_drainer)

    def _append(self, ranges, cause=None, kind="all"):
        """Append notes of (company id, first partner id, last partner id)."""
        columns = list(zip(*ranges, strict=True))
        if not columns:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_customer_refresh
                            (company_id, partner_from, partner_to, kind, cause,
                             noted_at)
                SELECT note.*, %s, %s, now() AT TIME ZONE 'UTC'
                  FROM UNNEST(%s::int[], %s::int[], %s::int[]) AS note
                """,
                kind,
                cause,
                *map(list, columns),
            )
        )

    def _wake_drainer(self):
        if self.env.registry.ready:
            Drainer.wake(self.env.cr.dbname)

    @api.model
    def _enqueue_all(self, companies, cause=None, kind="all"):
        """Line up the calculation of every customer of ``companies``.

        :param cause: why, where the customers' numbers cannot tell
        :param kind: what to calculate of them
        """
        self.env.cr.execute(SQL("SELECT MIN(id), MAX(id) FROM res_partner"))
        first, last = self.env.cr.fetchone()
        for company in companies:
            self._append(
                (
                    (company.id, lower, min(lower + _RANGE - 1, last))
                    for lower in range(first, last + 1, _RANGE)
                ),
                cause,
                kind,
            )
        self.env.cr.postcommit.add(self._wake_drainer)

    # ------------------------------------------------------------------
    # Working through them
    # ------------------------------------------------------------------

    @api.model
    def _process(self, limit=_BATCH, kinds=None):
        """Claim some notes and calculate their customers, in this transaction.

        Notes of single customers come before ranges, so that a full calculation does
        not keep today's orders waiting. Notes that another process holds are skipped.

        :param kinds: work through these kinds of notes alone
        :return: how many notes were worked through
        """
        for kind in kinds or self._get_kinds():
            notes = self._claim(kind, SQL("partner_from = partner_to"), limit)
            notes = notes or self._claim(kind, SQL("partner_from < partner_to"), 1)
            if notes:
                self._process_notes(kind, notes)
                return len(notes)
        return 0

    def _get_kinds(self):
        """Return what there is to calculate, the most urgent first."""
        return ["all"]

    def _process_notes(self, kind, notes):
        groups = {}
        for company_id, lower, upper, cause in sorted(notes, key=str):
            groups.setdefault((company_id, cause), []).append((lower, upper))
        for (company_id, cause), ranges in groups.items():
            company = self.env["res.company"].browse(company_id)
            for scope in self._get_scopes(ranges):
                self._calculate(kind, company, scope, cause)

    def _get_scopes(self, ranges):
        """Return the scopes of the customers in some notes of one company."""
        single = {lower for lower, upper in ranges if lower == upper}
        scopes = [Scope.of(single)] if single else []
        return scopes + [
            Scope.between(lower, upper) for lower, upper in ranges if lower < upper
        ]

    def _calculate(self, kind, company, scope, cause):
        """Calculate what a note of that kind asks for.

        :param scope: a :class:`.customer_state.Scope` of commercial partners
        """
        customers = self.env["crm.customer"]
        customers._refresh(company, company._lifecycle_today(), scope, cause)

    def _claim(self, kind, condition, limit):
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_customer_refresh
                 WHERE id IN (SELECT id FROM crm_customer_refresh
                               WHERE kind = %s AND %s
                               ORDER BY id
                               LIMIT %s
                                 FOR UPDATE SKIP LOCKED)
             RETURNING company_id, partner_from, partner_to, cause
                """,
                kind,
                condition,
                limit,
            )
        )
        return self.env.cr.fetchall()

    @api.model
    def _drain(self, batches=None):
        """Work through the notes that are there, a transaction for each batch.

        :param batches: stop after so many transactions
        :return: how many notes were worked through
        """
        return drain(self.env.registry, batches)

    @api.model
    def _catch_up(self, company):
        """Do now what a screen about to be opened should not show undone.

        Runs in the reader's transaction. Where there is more to do than a reader would
        wait for, the scheduled action does it.

        :return: how many notes and moves are still waiting
        """
        customers = self.env["crm.customer"].sudo()
        notes = self.sudo()
        urgent = Domain("kind", "=", "all")
        if notes.search_count(urgent, limit=_PATIENCE + 1) <= _PATIENCE:
            while notes._process(kinds=["all"]):
                pass
        due = customers._count_due(company, limit=_PATIENCE + 1)
        if due <= _PATIENCE:
            customers._roll(company, company._lifecycle_today())
            due = 0
        mine = Domain("company_id", "=", company.id)
        waiting = due + notes.search_count(urgent & mine)
        if waiting:
            self.env.ref(CRON).sudo()._trigger()
        return waiting

    # ------------------------------------------------------------------
    # Scheduled action
    # ------------------------------------------------------------------

    @api.model
    def _cron_refresh(self):
        """Sweep what was left waiting, and begin the day where it has begun."""
        if self._sweep():
            self._begin_days()
            self._schedule_midnights()
            self._sweep()

    def _sweep(self):
        """Work through all notes, and return whether the time was enough."""
        cron = self.env["ir.cron"]
        while done := self._drain(batches=1):
            # Counted after a commit: what others did meanwhile is seen only then.
            cron._commit_progress(done)
            if not cron._commit_progress(remaining=self.search_count([])):
                return False
        return True

    def _begin_days(self):
        """Move whom time moves, then close the days that are over."""
        for company_id in self.env["res.company"].sudo().search([]).ids:
            moved = None
            while moved != 0:
                with self._own_company(company_id) as company:
                    today = company._lifecycle_today()
                    moved = company.env["crm.customer"]._roll(company, today)
            with self._own_company(company_id) as company:
                mine = [("company_id", "=", company_id), ("kind", "=", "all")]
                if company.env[self._name].search_count(mine, limit=1):
                    continue
                company.env["crm.lifecycle.snapshot"]._close(company, today)
            with self._own_company(company_id) as company:
                if company.lifecycle_begun_date != today:
                    company.env[self._name]._begin_day(company, today)
                    company.lifecycle_begun_date = today
            more = True
            while more:
                with self._own_company(company_id) as company:
                    more = company.env["crm.lifecycle.snapshot"]._backfill_next(company)

    def _begin_day(self, company, today):
        """Do once a day, for a company, what rests on the days that are over."""
        self.env["crm.customer"]._measure_usual_interval(company)

    @contextmanager
    def _own_company(self, company_id):
        with own_transaction(self.env.registry) as env:
            yield env["res.company"].browse(company_id)

    def _schedule_midnights(self):
        """Ask to be called at the next midnight of every company."""
        cron = self.env.ref(CRON).sudo()
        moments = {
            company._lifecycle_next_midnight()
            for company in self.env["res.company"].sudo().search([])
        }
        planned = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", cron.id), ("call_at", "in", list(moments))]
        )
        missing = moments - set(planned.mapped("call_at"))
        if missing:
            cron._trigger(at=sorted(missing))

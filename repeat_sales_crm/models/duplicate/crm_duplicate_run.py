from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .kinds import KINDS

CRON = "repeat_sales_crm.ir_cron_duplicate_search"

#: How many ids of contacts one transaction looks at.
_RANGE = 50_000

#: A contact is stamped with the beginning of the transaction that changed it, which may
#: have ended later: changes are looked at again for so long.
_OVERLAP = timedelta(hours=2)

_KEPT_DAYS = 30

#: How often all contacts are compared: what only became rare, and what was changed by
#: SQL, leaves no other trace.
_WHOLE_DAYS = 7


class CrmDuplicateRun(models.Model):
    """A search for duplicates, in bits that are a transaction each.

    First the keys of changed contacts are collected, range by range of their ids; then
    each kind is one statement; at last the pairs are judged and grouped. A search that
    was killed goes on where it was.
    """

    _name = "crm.duplicate.run"
    _description = "Search for Duplicates"
    _order = "id desc"
    _rec_name = "begin_date"

    begin_date = fields.Datetime(string="Begun", required=True, readonly=True)
    end_date = fields.Datetime(string="Ended", readonly=True)
    since = fields.Datetime(
        string="Changes Since",
        readonly=True,
        help="Empty if all contacts are compared.",
    )
    last_id = fields.Integer(string="Last Contact", readonly=True)
    next_id = fields.Integer(string="Next Contact", readonly=True)
    step = fields.Char(
        readonly=True, help="The kind of agreement that is looked for next."
    )
    changed_count = fields.Integer(
        string="Changed Contacts", readonly=True, aggregator=None
    )
    open_count = fields.Integer(
        string="Groups to Check",
        readonly=True,
        aggregator=None,
        help="When the search ended.",
    )

    # ------------------------------------------------------------------
    # Scheduling
    # ------------------------------------------------------------------

    @api.model
    def _cron_search(self):
        """Search until it is done, or there is no time left."""
        run = self._get_running() or self._begin(self._is_whole_due())
        while not run.end_date:
            run._do_bit()
            remaining = 0 if run.end_date else 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                return

    @api.model
    def _get_running(self):
        return self.search([("end_date", "=", False)], limit=1)

    @api.model
    def _is_whole_due(self):
        """Return whether all contacts have not been compared for some time."""
        limit = fields.Datetime.now() - timedelta(days=_WHOLE_DAYS)
        return not self.search_count(
            [("since", "=", False), ("begin_date", ">", limit)], limit=1
        )

    @api.model
    def _get_last(self):
        return self.search([("end_date", "!=", False)], limit=1)

    @api.model
    def _get_next_id(self):
        """Return what marks a key as not compared by any search so far."""
        return self.search([], limit=1).id + 1

    @api.model
    def _begin(self, everything=False):
        """Return a new search: of what changed since the last one, if there was one."""
        last = self._get_last()
        newest = self.env["res.partner"].with_context(active_test=False)
        return self.create(
            {
                "begin_date": fields.Datetime.now(),
                "since": last and not everything and last.begin_date - _OVERLAP,
                "last_id": newest.search([], order="id desc", limit=1).id,
                "next_id": 1,
            }
        )

    @api.model
    def _search_all(self, everything=False):
        """Search at once, in this transaction. For few contacts."""
        run = self._get_running() or self._begin(everything)
        while not run.end_date:
            run._do_bit()
        return run

    # ------------------------------------------------------------------
    # Bits
    # ------------------------------------------------------------------

    def _do_bit(self):
        """Do the next bit of the search."""
        self.ensure_one()
        pairs = self.env["crm.duplicate.pair"]
        if self.next_id <= self.last_id:
            self._collect_range()
        elif not self.step:
            if self.changed_count > _RANGE // 10:
                # The planner has not seen what was just written.
                self.env.cr.execute(SQL("ANALYZE crm_duplicate_key"))
            pairs._touch_changed(self._get_seen_id())
            self.step = KINDS[0].name
        elif self.step == "review":
            pairs._review()
            self.step = "groups"
        elif self.step != "groups":
            names = [kind.name for kind in KINDS]
            place = names.index(self.step)
            pairs._find(KINDS[place], self._get_seen_id())
            self.step = [*names, "review"][place + 1]
        else:
            pairs._settle()
            self.open_count = self.env["crm.duplicate"].search_count(
                [("state", "=", "open")]
            )
            self.end_date = fields.Datetime.now()

    def _get_seen_id(self):
        """Return the last search that is over, if this one compares what is new."""
        return self._get_last().id if self.since else None

    def _collect_range(self):
        condition = SQL(
            "partner.id BETWEEN %s AND %s", self.next_id, self.next_id + _RANGE - 1
        )
        if self.since:
            condition = SQL("%s AND partner.write_date >= %s", condition, self.since)
        self.changed_count += self.env["crm.duplicate.key"]._collect(condition, self)
        self.next_id += _RANGE

    @api.autovacuum
    def _gc_runs(self):
        """Forget old searches, but not the last."""
        limit = fields.Datetime.now() - timedelta(days=_KEPT_DAYS)
        old = self.search([("end_date", "<", limit)])
        (old - self._get_last()).unlink()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    @api.model
    def action_search_now(self):
        """Have changed contacts compared now."""
        return self._start(everything=False)

    @api.model
    def action_search_everything(self):
        """Have all contacts compared anew."""
        return self._start(everything=True)

    def _start(self, everything):
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(
                self.env._("Only sales managers start a search for duplicates.")
            )
        runs = self.sudo()
        if not runs._get_running():
            runs._begin(everything)
        self.env.ref(CRON).sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The search has been started. What it finds appears in the list."
                ),
            },
        }

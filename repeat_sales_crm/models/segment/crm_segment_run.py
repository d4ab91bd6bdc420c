from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .server_action import find_records, run_for

CRON = "repeat_sales_crm.ir_cron_segment_run"

#: How many customers are worked through before what is done is kept.
_CHUNK = 50


class CrmSegmentRun(models.Model):
    """An action that runs over the customers who were in a segment when it started.

    Each customer has a line. What the action does for a customer, and that it is done,
    is kept in one transaction: after a crash the run goes on where it was, and nobody
    has it twice. The action runs with the rights of the user who started it.
    """

    _name = "crm.segment.run"
    _description = "Action over a Segment"
    _order = "id desc"
    _rec_name = "action_name"

    segment_id = fields.Many2one(
        "crm.segment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="segment_id.company_id", store=True)
    action_id = fields.Many2one(
        "ir.actions.server",
        string="Server Action",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    action_name = fields.Char(string="Action", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Started By", required=True, readonly=True, index=True
    )
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="running",
        index=True,
    )
    finished_at = fields.Datetime(readonly=True)
    line_ids = fields.One2many("crm.segment.run.line", "run_id", string="Lines")
    failed_line_ids = fields.One2many(
        "crm.segment.run.line",
        "run_id",
        string="Failed for",
        domain=[("state", "=", "failed")],
    )
    total_count = fields.Integer(string="Customers", compute="_compute_counts")
    done_count = fields.Integer(string="Done", compute="_compute_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_counts")
    waiting_count = fields.Integer(string="Waiting", compute="_compute_counts")
    done_share = fields.Float(string="Progress", compute="_compute_counts")
    is_mine = fields.Boolean(compute="_compute_is_mine")

    @api.depends("line_ids.state")
    def _compute_counts(self):
        counts = {
            (run, state): count
            for run, state, count in self.env["crm.segment.run.line"]._read_group(
                [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
            )
        }
        for run in self:
            done, failed, waiting, left_out = (
                counts.get((run._origin, state), 0)
                for state in ("done", "failed", "waiting", "cancelled")
            )
            total = done + failed + waiting + left_out
            run.total_count = total
            run.done_count = done
            run.failed_count = failed
            run.waiting_count = waiting
            run.done_share = (total - waiting) / total if total else 1.0

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for run in self:
            run.is_mine = run.user_id == self.env.user

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_reload(self):
        """Show how far it is: the form reads its numbers anew after any button."""

    def action_cancel(self):
        """Leave out whoever is still waiting."""
        self._check_own()
        self.sudo().line_ids.filtered(
            lambda line: line.state == "waiting"
        ).try_lock_for_update().state = "cancelled"
        self.sudo()._finish("cancelled")

    def action_retry(self):
        """Try again for whom the action failed."""
        self._check_own()
        self.sudo().failed_line_ids.write({"state": "waiting", "reason": False})
        self.sudo().write({"state": "running", "finished_at": False})
        self.env.ref(CRON).sudo()._trigger()

    def _check_own(self):
        """Let nobody have an action run with somebody else's rights."""
        if self.user_id - self.env.user:
            raise AccessError(
                self.env._("Only the user who started an action can change its course.")
            )

    # ------------------------------------------------------------------
    # Work
    # ------------------------------------------------------------------

    @api.model
    def _start(self, segment, action):
        """Line up the members whom the user sees now, and have the work begin.

        :param action: an ``ir.actions.server`` that the user may run
        """
        run = self.sudo().create(
            {
                "segment_id": segment.id,
                "action_id": action.id,
                "action_name": action.name,
                "user_id": self.env.uid,
            }
        )
        members = self.env["crm.customer"]._search(segment._get_rule_domain())
        self.env["crm.segment.run.line"].flush_model()
        self.env.execute_query(
            SQL(
                "INSERT INTO crm_segment_run_line (run_id, partner_id, state)"
                " SELECT %s, partner_id, 'waiting' FROM (%s) AS member"
                " ORDER BY partner_id RETURNING id",
                run.id,
                members.select(SQL.identifier(members.table, "partner_id")),
            )
        )
        run.invalidate_recordset()
        self.env.ref(CRON).sudo()._trigger()
        return run.with_env(self.env)

    @api.model
    def _cron_work(self):
        """Work through what waits, a chunk after the other."""
        cron = self.env["ir.cron"]
        lines = self.env["crm.segment.run.line"]
        waiting = [("state", "=", "waiting"), ("run_id.state", "=", "running")]
        while True:
            chunk = lines.search(
                waiting, limit=_CHUNK, order="id"
            ).try_lock_for_update()
            for run, run_lines in chunk.grouped("run_id").items():
                run._work(run_lines)
            self._finish_worked()
            remaining = lines.search_count(waiting)
            if not chunk or not cron._commit_progress(len(chunk), remaining=remaining):
                return

    def _work(self, lines):
        """Run the action for each line, and write down how it went."""
        run = self.with_context(lang=self.user_id.lang)
        records = find_records(self.action_id, self.company_id, lines.partner_id)
        for line in lines:
            reason = run._run_for(records.get(line.partner_id))
            line.write({"state": "failed" if reason else "done", "reason": reason})

    def _run_for(self, record):
        """Run the action for one record.

        :return: why it failed, or False
        """
        if not self.action_id or not record:
            return self.env._("The action or the customer was deleted.")
        try:
            with self.env.cr.savepoint():
                return run_for(self.action_id, record, self.user_id, self.company_id)
        except OperationalError:
            # Somebody else is at the same record: the run comes back to it.
            raise
        except Exception as error:  # noqa: BLE001
            # Whatever the action raises is told to its user.
            return str(error) or type(error).__name__

    def _finish_worked(self):
        """Finish the runs in which nobody waits any more."""
        running = self.search([("state", "=", "running")])
        running.invalidate_recordset(["waiting_count"])
        for run in running.filtered(lambda run: not run.waiting_count):
            run._finish("done")

    def _finish(self, state):
        for run in self:
            run = run.with_context(lang=run.user_id.lang)
            run.write({"state": state, "finished_at": fields.Datetime.now()})
            run.invalidate_recordset()
            run.segment_id.message_post(
                body=self.env._(
                    "%(action)s over %(total)s customers: done for %(done)s, failed "
                    "for %(failed)s, left out %(left)s.",
                    action=run.action_name,
                    total=run.total_count,
                    done=run.done_count,
                    failed=run.failed_count,
                    left=run.total_count - run.done_count - run.failed_count,
                ),
                author_id=run.user_id.partner_id.id,
                partner_ids=run.user_id.partner_id.ids,
            )

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .action_query import following_step, insert_actions
from .reasons import GROUPS, POSTPONEMENTS, REASONS

#: How often an action is tried, and how long it waits after each failure.
ATTEMPTS = 3
_RETRY_DELAYS = (timedelta(minutes=15), timedelta(hours=2))

#: What users may change themselves.
_OWN_FIELDS = {"outcome_id", "note"}


class CrmCampaignAction(models.Model):
    """One step for one member.

    A member has one action at a time that is not over: the next one comes into being
    when it ends. All that ends an action goes through :meth:`_finish`.
    """

    _name = "crm.campaign.action"
    _description = "Action of a Campaign"
    _order = "due_at desc, id desc"
    _log_access = False

    member_id = fields.Many2one(
        "crm.campaign.member", required=True, readonly=True, ondelete="cascade"
    )
    wave_id = fields.Many2one(
        "crm.campaign.wave",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    campaign_id = fields.Many2one(
        "crm.campaign", required=True, readonly=True, index=True, ondelete="cascade"
    )
    step_id = fields.Many2one(
        "crm.campaign.step", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    contact_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Who is addressed: the customer, or a person there.",
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", readonly=True, ondelete="set null"
    )
    address = fields.Char(
        readonly=True,
        help="The email address or number at which the contact is addressed, in the "
        "form in which addresses are compared.",
    )
    planned_user_id = fields.Many2one(
        "res.users",
        string="Given To",
        readonly=True,
        ondelete="set null",
        help="Who got it by the plan, before it was handed over to somebody else.",
    )
    value = fields.Float(readonly=True, help="The most valuable customers go first.")
    kind = fields.Selection(related="step_id.kind", store=True, string="Action")
    channel_group = fields.Selection(GROUPS, readonly=True)

    # Course
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Under way"),
            ("done", "Done"),
            ("skipped", "Not done"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    due_at = fields.Datetime(string="Due", required=True, readonly=True)
    postponed_reason = fields.Selection(
        POSTPONEMENTS, string="Waits Because", readonly=True
    )
    started_at = fields.Datetime(readonly=True, help="When it was handed over.")
    expire_at = fields.Datetime(
        string="To Do Until", readonly=True, help="After that, the plan goes on."
    )
    contact_at = fields.Datetime(
        string="Contacted At", readonly=True, help="The moment that caps count."
    )
    done_at = fields.Datetime(string="Ended At", readonly=True)
    reason = fields.Selection(REASONS, readonly=True)
    attempts = fields.Integer(readonly=True, aggregator=None)
    error = fields.Text(readonly=True, help="What the last attempt failed with.")

    # What came of it
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    outcome_id = fields.Many2one("crm.campaign.outcome", ondelete="restrict")
    note = fields.Text()

    _step_uniq = models.Constraint(
        "UNIQUE(member_id, step_id)", "A member has each step once."
    )
    _address_uniq = models.UniqueIndex(
        "(wave_id, step_id, address) WHERE address IS NOT NULL"
        " AND state IN ('running', 'done')",
        "An address gets each step of a wave once.",
    )
    _due_idx = models.Index("(step_id, due_at, value DESC, id) WHERE state = 'waiting'")
    _started_idx = models.Index("(step_id, started_at) WHERE started_at IS NOT NULL")
    _contact_idx = models.Index("(partner_id, contact_at)")
    _open_idx = models.Index("(user_id, kind) WHERE state = 'running'")
    _done_idx = models.Index(
        "(user_id, done_at) WHERE channel_group = 'human' AND state = 'done'"
    )
    _expire_idx = models.Index("(expire_at) WHERE state = 'running'")

    @api.depends("partner_id", "step_id")
    def _compute_display_name(self):
        for action in self:
            action.display_name = (
                f"{action.partner_id.display_name}: {action.step_id.display_name}"
            )

    def write(self, vals):
        if not self.env.su and vals.keys() - _OWN_FIELDS:
            raise AccessError(
                self.env._(
                    "Actions go by the plan of their campaign. Only their outcome and "
                    "note can be changed."
                )
            )
        return super().write(vals)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_done(self):
        """Mark the activities behind these actions as done, the notes as feedback."""
        for action in self:
            if not action.activity_id or action.state != "running":
                raise UserError(
                    self.env._("Only an action that is under way can be done.")
                )
            action.activity_id.action_feedback(feedback=action.note or False)

    def action_open_partner(self):
        """Open the contact who is addressed."""
        self.ensure_one()
        contact = self.contact_id or self.partner_id
        return contact._get_records_action(context={})

    # ------------------------------------------------------------------
    # Course of an action
    # ------------------------------------------------------------------

    def _hand_over(self, passed, now):
        """Set actions under way.

        Who is addressed first stays the one for the rest of the plan.

        :param passed: {action id: (contact id, user id, address)}
        """
        ids = sorted(passed)
        contacts, users, addresses = map(
            list, zip(*(passed[action_id] for action_id in ids), strict=True)
        )
        self._execute(
            SQL(
                """
                UPDATE crm_campaign_action AS action
                   SET state = 'running', started_at = %(now)s,
                       postponed_reason = NULL, error = NULL,
                       contact_id = given.contact_id, user_id = given.user_id,
                       address = given.address,
                       planned_user_id = given.user_id,
                       contact_at = CASE WHEN action.channel_group = 'silent' THEN NULL
                                         ELSE %(now)s::timestamp END,
                       expire_at = CASE WHEN step.expire_days > 0
                                         AND action.channel_group = 'human'
                                   THEN %(now)s::timestamp
                                        + step.expire_days * INTERVAL '1 day' END
                  FROM UNNEST(%(ids)s::int[], %(contacts)s::int[], %(users)s::int[],
                              %(addresses)s::varchar[])
                       AS given (id, contact_id, user_id, address),
                       crm_campaign_step AS step
                 WHERE action.id = given.id
                   AND step.id = action.step_id
             RETURNING action.id
                """,
                now=now,
                ids=ids,
                contacts=contacts,
                users=users,
                addresses=addresses,
            )
        )
        self._execute(
            SQL(
                """
                UPDATE crm_campaign_member AS member
                   SET contact_id = action.contact_id
                  FROM crm_campaign_action AS action
                  JOIN crm_campaign_step AS step ON step.id = action.step_id
                 WHERE action.id = ANY(%s)
                   AND action.address IS NOT NULL
                   AND step.addressee = 'main'
                   AND member.id = action.member_id
                   AND member.contact_id IS NULL
             RETURNING member.id
                """,
                ids,
            )
        )

    def _postpone(self, postponed):
        """Have actions wait for longer, or wait again: nothing has come of them.

        :param postponed: {action id: (moment in UTC, reason)}
        """
        if not postponed:
            return
        ids = sorted(postponed)
        self._execute(
            SQL(
                """
                UPDATE crm_campaign_action AS action
                   SET state = 'waiting', due_at = given.due_at,
                       postponed_reason = given.reason, started_at = NULL,
                       contact_at = NULL, expire_at = NULL
                  FROM UNNEST(%s::int[], %s::timestamp[], %s::varchar[])
                       AS given (id, due_at, reason)
                 WHERE action.id = given.id
                   AND action.state IN ('waiting', 'running')
             RETURNING action.id
                """,
                ids,
                [postponed[action_id][0] for action_id in ids],
                [postponed[action_id][1] for action_id in ids],
            )
        )

    def _finish(self, state, reason=None, *, now=None, leaves=False):
        """End actions, and have the next step of the plan wait for each member.

        Actions that are over already stay as they are, so that it does not matter how
        often, or from how many places, the end is told.

        :param state: ``done``, ``skipped`` or ``failed``
        :param reason: one of :data:`.reasons.REASONS`
        :param leaves: whether the members leave the campaign for that reason
        :return: the actions that were ended now
        """
        if not self:
            return self
        now = now or fields.Datetime.now()
        ended = self._execute(
            SQL(
                """
                UPDATE crm_campaign_action
                   SET state = %(state)s, reason = %(reason)s, done_at = %(now)s,
                       postponed_reason = NULL, expire_at = NULL,
                       contact_at = CASE WHEN %(state)s != 'done' THEN NULL
                                         WHEN channel_group = 'human' THEN %(now)s
                                         ELSE contact_at END
                 WHERE id = ANY(%(ids)s) AND state IN ('waiting', 'running')
             RETURNING id
                """,
                state=state,
                reason=reason,
                now=now,
                ids=sorted(self.ids),
            )
        )
        ids = [action_id for [action_id] in ended]
        if ids and leaves:
            self._end_members(ids, reason, now)
        elif ids:
            self._advance(ids, now)
        return self.browse(ids)

    def _end_members(self, ids, reason, now):
        self._execute(
            SQL(
                """
                UPDATE crm_campaign_member
                   SET state = 'exited', reason = %s, finished_at = %s
                 WHERE state = 'active'
                   AND id IN (SELECT member_id FROM crm_campaign_action
                               WHERE id = ANY(%s))
             RETURNING id
                """,
                reason,
                now,
                ids,
            )
        )

    def _advance(self, ids, now):
        """Insert the next action of each member; who has no more steps is done."""
        members = SQL(
            """
            SELECT member.id AS member_id, member.wave_id, member.campaign_id,
                   member.company_id, member.partner_id, member.contact_id,
                   partner.user_id AS seller_id, member.value, member.entered_at,
                   step.sequence AS after_sequence, step.id AS after_step_id
              FROM crm_campaign_action AS action
              JOIN crm_campaign_member AS member ON member.id = action.member_id
              JOIN crm_campaign_step AS step ON step.id = action.step_id
              JOIN res_partner AS partner ON partner.id = member.partner_id
             WHERE action.id = ANY(%s) AND member.state = 'active'
            """,
            ids,
        )
        self._execute(
            SQL(
                """
                WITH source AS (%(members)s),
                     inserted AS (%(insert)s)
                UPDATE crm_campaign_member
                   SET state = 'done', finished_at = %(now)s
                 WHERE id IN (SELECT member_id FROM source)
                   AND NOT EXISTS (SELECT FROM inserted
                                    WHERE inserted.member_id = crm_campaign_member.id)
             RETURNING id
                """,
                members=members,
                insert=insert_actions(
                    SQL("SELECT * FROM source"), following_step(), now
                ),
                now=now,
            )
        )

    def _fail(self, error, now):
        """Try again later; after the last attempt the action has failed.

        :param error: what went wrong, for users to read
        """
        last = self.filtered(lambda action: action.attempts + 1 >= ATTEMPTS)
        for action in self:
            action.write({"attempts": action.attempts + 1, "error": error})
        self.flush_recordset()
        (self - last)._postpone(
            {
                action.id: (now + _RETRY_DELAYS[action.attempts - 1], "retry")
                for action in self - last
            }
        )
        last._finish("failed", "error", now=now)

    def _execute(self, query):
        """Run a statement over members and actions, and forget what was read before."""
        self.env.flush_all()
        rows = self.env.execute_query(query)
        self.env["crm.campaign.member"].invalidate_model()
        self.invalidate_model()
        return rows

    # ------------------------------------------------------------------
    # Activities
    # ------------------------------------------------------------------

    def _of_activities(self, activity_ids):
        """Return the actions under way behind activities."""
        return self.sudo().search(
            [("activity_id", "in", activity_ids), ("state", "=", "running")]
        )

    def _withdraw(self, reason, now, leaves=False):
        """End actions that somebody was to do, and take their activities away."""
        activities = self.activity_id
        self._finish("skipped", reason, now=now, leaves=leaves)
        activities.unlink()

from odoo import fields, models
from odoo.tools import SQL

from .reasons import REASONS

#: So many days back it is looked which of them were days off.
_DAYS = 120


class CrmCampaignCallReport(models.Model):
    """What people were given to do: what is done, late and refused, by seller.

    Read from the actions themselves, so that it is never behind. Ids are those of the
    actions.
    """

    _name = "crm.campaign.call.report"
    _description = "Calls by Seller"
    _auto = False
    _order = "late_days desc, value desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "crm.campaign": ["active", "state"],
        "crm.campaign.action": [
            "activity_id",
            "call_at",
            "campaign_id",
            "channel_group",
            "company_id",
            "contact_id",
            "done_at",
            "kind",
            "outcome_id",
            "partner_id",
            "reason",
            "started_at",
            "state",
            "step_id",
            "user_id",
            "value",
            "wave_id",
        ],
        "crm.campaign.attempt": ["action_id", "outcome_id"],
        "crm.campaign.outcome": ["is_reached", "is_refused"],
        "mail.activity": ["date_deadline"],
        "res.company": [
            "campaign_call_days",
            "campaign_call_workdays",
            "lifecycle_tz",
            "resource_calendar_id",
        ],
    }

    action_id = fields.Many2one("crm.campaign.action", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Seller", readonly=True)
    campaign_id = fields.Many2one("crm.campaign", readonly=True)
    wave_id = fields.Many2one("crm.campaign.wave", readonly=True)
    step_id = fields.Many2one("crm.campaign.step", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    contact_id = fields.Many2one("res.partner", readonly=True)
    kind = fields.Selection(
        selection=lambda self: (
            self.env["crm.campaign.step"]
            ._fields["kind"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    value = fields.Float(
        string="Revenue Before",
        readonly=True,
        help="What the customer had bought when the campaign began for them.",
    )
    state = fields.Selection(
        [
            ("running", "Under way"),
            ("done", "Done"),
            ("skipped", "Not done"),
            ("failed", "Failed"),
        ],
        readonly=True,
    )
    reason = fields.Selection(REASONS, readonly=True)
    outcome_id = fields.Many2one("crm.campaign.outcome", readonly=True)
    started_at = fields.Datetime(string="Given", readonly=True)
    call_at = fields.Datetime(string="Call Again At", readonly=True)
    done_at = fields.Datetime(string="Ended", readonly=True)
    deadline = fields.Date(readonly=True)
    age = fields.Selection(
        [
            ("0_time", "In time"),
            ("1_late", "1 to 2 days late"),
            ("2_late", "3 to 7 days late"),
            ("3_late", "8 to 30 days late"),
            ("4_late", "More than 30 days late"),
        ],
        string="Ageing",
        readonly=True,
        help="Of what is still to be done.",
    )
    late_days = fields.Integer(
        string="Days Late",
        readonly=True,
        aggregator="max",
        help="Working days since the deadline; of several the longest.",
    )

    # Counts
    open_count = fields.Integer(string="To Do", readonly=True)
    late_count = fields.Integer(string="Late", readonly=True)
    done_count = fields.Integer(string="Done", readonly=True)
    reached_count = fields.Integer(
        string="Reached",
        readonly=True,
        help="Somebody spoke with the customer, whatever became of the card.",
    )
    refused_count = fields.Integer(
        string="Refused", readonly=True, help="The customer said no."
    )
    dropped_count = fields.Integer(
        string="Dropped",
        readonly=True,
        help="The seller took the activity away, or did not do it in time.",
    )
    attempt_count = fields.Integer(
        string="Attempts", readonly=True, help="Outcomes entered in the call list."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH working AS MATERIALIZED (%s)
            SELECT line.*,
                   CASE WHEN state != 'running' THEN NULL
                        WHEN late_days <= 0 THEN '0_time'
                        WHEN late_days <= 2 THEN '1_late'
                        WHEN late_days <= 7 THEN '2_late'
                        WHEN late_days <= 30 THEN '3_late'
                        ELSE '4_late' END AS age,
                   (late_days > 0)::int AS late_count
              FROM (%s) AS line
            """,
            self.env.companies.sudo()._get_days_query(-_DAYS, 1),
            self._get_lines_query(),
        )

    def _get_lines_query(self):
        return SQL(
            """
            SELECT action.id, action.id AS action_id, action.company_id,
                   action.user_id, action.campaign_id, action.wave_id, action.step_id,
                   action.partner_id, action.contact_id, action.kind, action.value,
                   action.state, action.reason, action.outcome_id, action.started_at,
                   action.call_at, action.done_at,
                   activity.date_deadline AS deadline,
                   CASE WHEN action.state = 'running' AND campaign.active
                         AND campaign.state != 'paused'
                        THEN %(late)s ELSE 0 END AS late_days,
                   (action.state = 'running')::int AS open_count,
                   (action.state = 'done')::int AS done_count,
                   (outcome.is_reached IS TRUE OR tried.reached > 0)::int
                       AS reached_count,
                   (action.state != 'running' AND outcome.is_refused IS TRUE)::int
                       AS refused_count,
                   (action.state = 'skipped'
                    AND action.reason IN ('cancelled', 'expired'))::int
                       AS dropped_count,
                   tried.attempts AS attempt_count
              FROM crm_campaign_action AS action
             CROSS JOIN LATERAL (
                   SELECT COUNT(*)::int AS attempts,
                          COUNT(*) FILTER (WHERE spoken.is_reached) AS reached
                     FROM crm_campaign_attempt AS attempt
                     JOIN crm_campaign_outcome AS spoken
                          ON spoken.id = attempt.outcome_id
                    WHERE attempt.action_id = action.id) AS tried
              JOIN crm_campaign AS campaign ON campaign.id = action.campaign_id
              JOIN res_company AS company ON company.id = action.company_id
              LEFT JOIN mail_activity AS activity ON activity.id = action.activity_id
              LEFT JOIN crm_campaign_outcome AS outcome
                        ON outcome.id = action.outcome_id
             WHERE action.channel_group = 'human' AND action.started_at IS NOT NULL
               AND action.state != 'waiting'
            """,
            late=self._get_late_days(),
        )

    def _get_late_days(self):
        """Return the working days that passed since the deadline.

        What is older than all days that are looked at is late by all of them, and by
        each day before.
        """
        today = SQL(
            "(%s::timestamp AT TIME ZONE 'UTC'"
            " AT TIME ZONE company.lifecycle_tz)::date",
            fields.Datetime.now(),
        )
        return SQL(
            """
            ((SELECT COUNT(*) FROM working
               WHERE working.company_id = action.company_id
                 AND working.day > activity.date_deadline
                 AND working.day <= %(today)s)
             + GREATEST(0, %(today)s - %(days)s - 1 - activity.date_deadline))::int
            """,
            today=today,
            days=_DAYS,
        )

    def action_open_action(self):
        """Open the action behind a line."""
        self.ensure_one()
        return self.action_id._get_records_action(context={})

    def action_hand_over(self):
        """Open the wizard that gives what is still to do to somebody else."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": "crm.campaign.handover",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_action_ids": self.filtered("open_count").action_id.ids
            },
        }

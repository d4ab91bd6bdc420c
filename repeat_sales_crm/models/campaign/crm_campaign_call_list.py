from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

from ..lifecycle import company_day

#: How long a card is kept for whoever opened it, unless the screen says that it is
#: still open.
CLAIM = timedelta(minutes=30)


class CrmCampaignAction(models.Model):
    """The call list: what a seller has to do today, the most valuable first."""

    _inherit = "crm.campaign.action"

    call_at = fields.Datetime(
        readonly=True,
        help="The moment at which the customer is to be called again.",
    )
    is_reminded = fields.Boolean(readonly=True)
    claim_user_id = fields.Many2one(
        "res.users", string="Open With", readonly=True, ondelete="set null"
    )
    claim_until = fields.Datetime(
        string="Kept Until",
        readonly=True,
        help="Until then nobody else gets the card.",
    )
    attempt_ids = fields.One2many("crm.campaign.attempt", "action_id")

    _call_at_idx = models.Index("(call_at) WHERE state = 'running'")

    # ------------------------------------------------------------------
    # The list
    # ------------------------------------------------------------------

    @api.model
    def get_call_list(self, open_id=False):
        """Return the user's human actions of today, in the order to do them.

        Call-backs that are due come first, then the user's own cards by value, then
        those that anybody in the user's teams may take, then what is for later today.
        Cards that somebody else has open are left out.

        :param open_id: the card on the user's screen, which is kept for longer
        :return: a dictionary: cards (id, name, contact, value, currency_id, badge,
            color, why, call_at, is_late, is_team, is_later), done, late
        """
        self.check_access("read")
        now = fields.Datetime.now()
        if open_id:
            self.browse(open_id)._keep_card(now)
        rows = self._read_call_rows(now)
        return {
            "cards": self._prepare_lines(rows),
            "done": self._count_done_today(now),
            "late": sum(row["is_late"] for row in rows),
        }

    def _get_user_tz(self):
        return self.env.user.tz or self.env.company.lifecycle_tz or "UTC"

    def _read_call_rows(self, now):
        today = company_day.local_day(now, self._get_user_tz())
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT action.id, action.partner_id, action.contact_id,
                       action.company_id, action.campaign_id, action.step_id,
                       action.value, action.call_at, customer.segment_id,
                       activity.date_deadline < %(today)s AS is_late,
                       action.user_id IS DISTINCT FROM %(uid)s AS is_team,
                       COALESCE(action.call_at > %(now)s, FALSE) AS is_later
                  FROM crm_campaign_action AS action
                  JOIN mail_activity AS activity ON activity.id = action.activity_id
                  JOIN crm_campaign_step AS step ON step.id = action.step_id
                  LEFT JOIN crm_customer AS customer
                            ON customer.company_id = action.company_id
                           AND customer.partner_id = action.partner_id
                 WHERE action.state = 'running'
                   AND action.channel_group = 'human'
                   AND action.company_id = ANY(%(companies)s)
                   AND activity.date_deadline <= %(today)s
                   AND (action.user_id = %(uid)s
                        OR step.responsible = 'team'
                           AND step.team_id = ANY(%(teams)s))
                   AND (action.claim_until IS NULL OR action.claim_until <= %(now)s
                        OR action.claim_user_id = %(uid)s)
                 ORDER BY CASE WHEN action.call_at > %(now)s THEN 4
                               WHEN action.user_id IS DISTINCT FROM %(uid)s THEN 3
                               WHEN action.call_at IS NOT NULL THEN 1
                               ELSE 2 END,
                          action.call_at, action.value DESC, action.id
                """,
                today=today,
                now=now,
                uid=self.env.uid,
                companies=self.env.companies.ids,
                teams=self._get_own_teams().ids,
            )
        )
        return self.env.cr.dictfetchall()

    def _get_own_teams(self):
        members = self.env["crm.team.member"].sudo()
        return members.search([("user_id", "=", self.env.uid)]).crm_team_id

    def _prepare_lines(self, rows):
        """Return the lines of the list; names are read for all of them at once."""
        env = self.sudo().env

        def read_all(model, name):
            ids = {row[name] for row in rows if row[name]}
            return env[model].browse(sorted(ids)).grouped("id")

        partners = read_all("res.partner", "partner_id")
        contacts = read_all("res.partner", "contact_id")
        campaigns = read_all("crm.campaign", "campaign_id")
        steps = read_all("crm.campaign.step", "step_id")
        segments = read_all("crm.lifecycle.segment", "segment_id")
        companies = read_all("res.company", "company_id")
        lines = []
        for row in rows:
            partner = partners[row["partner_id"]]
            contact = contacts.get(row["contact_id"], partner)
            segment = segments.get(row["segment_id"])
            campaign, step = campaigns[row["campaign_id"]], steps[row["step_id"]]
            lines.append(
                {
                    "id": row["id"],
                    "name": partner.name or partner.display_name,
                    "contact": contact.name if contact != partner else "",
                    "value": row["value"],
                    "currency_id": companies[row["company_id"]].currency_id.id,
                    "badge": segment.name if segment else "",
                    "color": segment.color if segment else "",
                    "why": f"{campaign.name}, {step.name}",
                    "call_at": row["call_at"] and str(row["call_at"]),
                    "is_late": row["is_late"],
                    "is_team": row["is_team"],
                    "is_later": row["is_later"],
                }
            )
        return lines

    def _count_done_today(self, now):
        tz = self._get_user_tz()
        midnight = company_day.start_of_day(company_day.local_day(now, tz), tz)
        return self.sudo().search_count(
            [
                ("user_id", "=", self.env.uid),
                ("channel_group", "=", "human"),
                ("state", "=", "done"),
                ("done_at", ">=", midnight),
            ]
        )

    # ------------------------------------------------------------------
    # Claims
    # ------------------------------------------------------------------

    def _may_work(self):
        """Tell whether the user may do the action: own ones, and those of a team."""
        self.ensure_one()
        step = self.sudo().step_id
        return (
            self.user_id == self.env.user
            or self.env.user.has_group("sales_team.group_sale_manager")
            or (step.responsible == "team" and step.team_id in self._get_own_teams())
        )

    def _claim_card(self, now):
        """Keep the card for the user, unless it is over or somebody else has it.

        What another transaction holds at this moment is somebody else's, unless the
        card was the user's before.

        :return: whether it is the user's now
        """
        self.ensure_one()
        if not self.exists():
            return False
        self.check_access("read")
        if not self._may_work():
            raise UserError(
                self.env._(
                    "This card belongs to %s. A manager can hand it over to you.",
                    self.sudo().user_id.name or self.env._("nobody"),
                )
            )
        if self._keep_card(now):
            return True
        claimed = self._execute(
            SQL(
                """
                UPDATE crm_campaign_action
                   SET claim_user_id = %(uid)s, claim_until = %(until)s
                 WHERE id IN (
                       SELECT id FROM crm_campaign_action
                        WHERE id = %(id)s AND state = 'running'
                          AND (claim_until IS NULL OR claim_until <= %(now)s)
                          FOR NO KEY UPDATE SKIP LOCKED)
             RETURNING id
                """,
                uid=self.env.uid,
                until=now + CLAIM,
                now=now,
                id=self.id,
            )
        )
        return bool(claimed)

    def _keep_card(self, now):
        """Keep a card for longer that the user has claimed, and return whether so."""
        kept = self._execute(
            SQL(
                """
                UPDATE crm_campaign_action SET claim_until = %s
                 WHERE id = %s AND state = 'running' AND claim_user_id = %s
             RETURNING id
                """,
                now + CLAIM,
                self.id,
                self.env.uid,
            )
        )
        return bool(kept)

    def _tell_taken(self):
        """Return why a card cannot be claimed, for the user to read."""
        action = self.sudo().exists()
        if action.state == "running" and action.claim_user_id:
            return self.env._("%s has this card open.", action.claim_user_id.name)
        return self.env._("This card is done already, or was taken back.")

    # ------------------------------------------------------------------
    # Who does it, and when
    # ------------------------------------------------------------------

    def _give_to(self, given):
        """Give actions, and the activities behind them, to other users.

        It tells nobody and makes no followers, however many they are; screens count
        the activities anew.

        :param given: {action id: user id}
        """
        if not given:
            return
        ids = sorted(given)
        rows = self._execute(
            SQL(
                """
                WITH given AS (
                    SELECT * FROM UNNEST(%s::int[], %s::int[]) AS given (id, user_id)
                ), before AS (
                    SELECT action.id, action.user_id, action.activity_id
                      FROM crm_campaign_action AS action
                      JOIN given ON given.id = action.id
                     WHERE action.user_id IS DISTINCT FROM given.user_id
                ), activities AS (
                    UPDATE mail_activity AS activity
                       SET user_id = given.user_id, user_tz = partner.tz
                      FROM before
                      JOIN given ON given.id = before.id
                      JOIN res_users AS users ON users.id = given.user_id
                      JOIN res_partner AS partner ON partner.id = users.partner_id
                     WHERE activity.id = before.activity_id AND activity.active
                )
                UPDATE crm_campaign_action AS action
                   SET user_id = given.user_id, claim_user_id = NULL,
                       claim_until = NULL
                  FROM before JOIN given ON given.id = before.id
                 WHERE action.id = before.id
             RETURNING before.user_id, action.user_id, action.activity_id
                """,
                ids,
                [given[action_id] for action_id in ids],
            )
        )
        self.env["mail.activity"].invalidate_model()
        moved = [row for row in rows if row[2]]
        steps = self.env["crm.campaign.step"].sudo()
        steps._count_for_users([after for _before, after, _activity in moved])
        steps._count_for_users(
            [before for before, _after, _activity in moved if before], sign=-1
        )

    def _postpone_call(self, moment):
        """Have a human action under way wait for a moment; it stays under way.

        Its activity gets a new deadline, and the time to do it in counts from then.
        """
        self.ensure_one()
        action = self.sudo()
        days = action.step_id.expire_days
        action.write(
            {
                "call_at": moment,
                "is_reminded": False,
                "claim_user_id": False,
                "claim_until": False,
                "expire_at": days and moment + timedelta(days=days),
            }
        )
        day = company_day.local_day(moment, self._get_user_tz())
        activity = action.activity_id.with_context(campaign_call=True)
        if activity.date_deadline != day:
            activity.date_deadline = day
        self.env.ref("repeat_sales_crm.ir_cron_campaign").sudo()._trigger(at=moment)

    def _get_sweeps(self):
        return [*super()._get_sweeps(), "_remind_chunk"]

    def _remind_chunk(self, now):
        """Tell sellers on their screens of customers who are to be called now."""
        due = self.search(
            [
                ("state", "=", "running"),
                ("call_at", "<=", now),
                ("is_reminded", "=", False),
            ],
            limit=500,
        ).try_lock_for_update()
        for action in due:
            user = action.user_id
            env = action.with_context(lang=user.lang, tz=user.tz).env
            user._bus_send(
                "simple_notification",
                {
                    "title": env._("Call %s now", action.partner_id.name),
                    "message": env._(
                        "It was planned for %s.", format_datetime(env, action.call_at)
                    ),
                    "type": "warning",
                    "sticky": True,
                },
            )
        due.is_reminded = True
        return len(due)

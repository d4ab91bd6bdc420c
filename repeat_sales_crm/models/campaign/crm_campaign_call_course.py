from datetime import datetime, timedelta

from odoo import models
from odoo.tools import SQL, format_datetime

from ..lifecycle import company_day


class CrmCampaignAction(models.Model):
    """Who does an action of the call list, and when."""

    _inherit = "crm.campaign.action"

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

    def _move_expiry(self):
        """Count the time to do it in from the day to which an activity was put off."""
        for action in self.filtered("expire_at"):
            day = action.activity_id.date_deadline
            moment = datetime.combine(day, action.started_at.time())
            action.expire_at = moment + timedelta(days=action.step_id.expire_days)

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

import logging
from collections import defaultdict
from zlib import crc32

from psycopg2 import OperationalError

from odoo import models
from odoo.tools import SQL

from ..lifecycle import company_day
from ..lifecycle.time_zones import known_name
from . import schedule
from .gate_query import GateQuery, bought_since

_logger = logging.getLogger(__name__)

#: How many actions a transaction works through. Each holds an advisory lock, of which
#: PostgreSQL has room for some thousands.
CHUNK = 500

_PARTNER_LOCK = crc32(b"repeat_sales_crm.campaign.partner") - 2**31
_ADDRESS_LOCK = crc32(b"repeat_sales_crm.campaign.address") - 2**31
_USER_LOCK = crc32(b"repeat_sales_crm.campaign.user") - 2**31


class CrmCampaignAction(models.Model):
    """How actions that are due are done, by any number of processes at once."""

    _inherit = "crm.campaign.action"

    def _work_through(self):
        """Work through all that is due, and return whether the time was enough."""
        # What is handed over may be over at once, a message by webhook, say.
        return self._sweep() and self._work_steps() and self._sweep()

    def _sweep(self):
        cron = self.env["ir.cron"]
        call = self.env["crm.campaign"]._call_engine
        for method in self._get_sweeps():
            while done := call(self._name, method):
                if not cron._commit_progress(done, remaining=1):
                    return False
        return True

    def _work_steps(self):
        cron = self.env["ir.cron"]
        call = self.env["crm.campaign"]._call_engine
        worked = True
        while worked:
            worked = False
            # A chunk of each in turn, so that a big campaign keeps nobody waiting; what
            # ends at once makes another step due.
            for step_id in call(self._name, "_find_due_steps") or ():
                if done := call(self._name, "_work_chunk", step_id):
                    worked = True
                    if not cron._commit_progress(done, remaining=1):
                        return False
        return True

    def _get_sweeps(self):
        """Return the names of methods that look after what is under way.

        Each works through a chunk in its own transaction, and returns of how many.
        """
        return ["_expire_chunk", "_leave_chunk", "_clear_chunk"]

    def _find_due_steps(self, now):
        """Return the ids of the steps of running campaigns with actions due."""
        rows = self._execute(
            SQL(
                """
                SELECT step.id
                  FROM crm_campaign_step AS step
                  JOIN crm_campaign AS campaign ON campaign.id = step.campaign_id
                                               AND campaign.state = 'running'
                                               AND campaign.active
                 WHERE EXISTS (SELECT FROM crm_campaign_action AS action
                                WHERE action.step_id = step.id
                                  AND action.state = 'waiting'
                                  AND action.due_at <= %s)
                 ORDER BY step.id
                """,
                now,
            )
        )
        return [step_id for [step_id] in rows]

    # ------------------------------------------------------------------
    # A chunk of what is due
    # ------------------------------------------------------------------

    def _work_chunk(self, step_id, now):
        """Work through some actions of a step that are due, in this transaction.

        :return: how many were claimed
        """
        step = self.env["crm.campaign.step"].browse(step_id)
        claimed = self._claim(step, now)
        if not claimed:
            return 0
        campaign = step.campaign_id
        try:
            with self.env.cr.savepoint():
                undecided = self._judge(step, claimed, now)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001
            # A segment that cannot be used, say: nobody is contacted on a guess.
            campaign._tell_failure(error)
            return 0
        problem = campaign._find_absence()
        if problem or (campaign.problem and not campaign._is_enrolling()):
            campaign._tell_problem(problem)
        return len(claimed) - undecided

    def _claim(self, step, now):
        """Lock some actions that are due, the most valuable of the first due ones.

        Their customers are locked too, so that no two processes let the same customer
        pass a cap, each without seeing the other. Whoever another process is busy with
        is left for later, and so is a second action for the same customer.

        :return: {action id: partner id}
        """
        rows = self._execute(
            SQL(
                """
                WITH due AS MATERIALIZED (
                    SELECT id, partner_id
                      FROM crm_campaign_action
                     WHERE step_id = %s AND state = 'waiting' AND due_at <= %s
                     ORDER BY due_at, value DESC, id
                     LIMIT %s
                       FOR NO KEY UPDATE SKIP LOCKED
                )
                SELECT MIN(id), partner_id
                  FROM due
                 WHERE pg_try_advisory_xact_lock(%s, partner_id)
                 GROUP BY partner_id
                """,
                step.id,
                now,
                self._get_chunk_size(step),
                _PARTNER_LOCK,
            )
        )
        return dict(rows)

    def _get_chunk_size(self, _step):
        """Return how many actions of a step are worked through in a transaction."""
        return CHUNK

    def _judge(self, step, claimed, now):
        """Decide for each action whether it goes, ends or waits, and do so.

        :return: of how many it could not be said now
        """
        if not step.active:
            self.browse(claimed)._finish("skipped", "removed", now=now)
            return 0
        gates = GateQuery(step, sorted(claimed), sorted(claimed.values()), now)
        ended, candidates = self._sort_out(gates)
        for (reason, leaves), ids in sorted(ended.items()):
            self.browse(ids)._finish("skipped", reason, now=now, leaves=leaves)
        candidates = self._claim_addresses(candidates)
        postponed, passed = self._find_postponed(gates, candidates, now)
        self._postpone(postponed)
        self._go(step, passed, now)
        decided = sum(map(len, ended.values())) + len(postponed) + len(passed)
        return len(claimed) - decided

    def _sort_out(self, gates):
        """Return ({(reason, leaves): [action ids]}, verdicts of who may be contacted).

        Of two with the same address the more valuable customer is contacted.
        """
        ended, candidates, addresses = defaultdict(list), [], set()
        for verdict in gates.get_verdicts():
            if verdict.gate is not None:
                gate = gates.gates[verdict.gate]
                ended[gate.reason, gate.leaves].append(verdict.action_id)
            elif (verdict.wave_id, verdict.address) in addresses:
                ended["duplicate", False].append(verdict.action_id)
            else:
                candidates.append(verdict)
                if verdict.address:
                    addresses.add((verdict.wave_id, verdict.address))
        return ended, candidates

    def _claim_addresses(self, verdicts):
        """Return the verdicts whose address no other process is busy with.

        The unique key of addresses would stop the second one, too, but only when its
        whole chunk is handed over.
        """
        addresses = [verdict.address for verdict in verdicts if verdict.address]
        rows = self.env.execute_query(
            SQL(
                "SELECT address FROM UNNEST(%s::varchar[]) AS address"
                " WHERE pg_try_advisory_xact_lock(%s, HASHTEXT(address))",
                sorted(addresses),
                _ADDRESS_LOCK,
            )
        )
        claimed = {address for [address] in rows}
        return [
            verdict
            for verdict in verdicts
            if not verdict.address or verdict.address in claimed
        ]

    def _find_postponed(self, gates, candidates, now):
        """Return who waits and who passes.

        :return: ({action id: (until, reason)},
            {action id: (contact id, user id, address)})
        """
        postponed, passed = {}, {}
        days = gates.company._get_working_days(gates.kind.group)
        quiet = self._get_quiet(
            gates, {verdict.tz for verdict in candidates}, now, days
        )
        room = self._get_room(gates, candidates, now)
        tz, hour = gates.company.lifecycle_tz, gates.campaign.hour
        tomorrow = schedule.at_hour(days.next(company_day.local_day(now, tz)), hour, tz)
        for verdict in candidates:
            if verdict.cap_until and verdict.cap_until > now:
                postponed[verdict.action_id] = verdict.cap_until, "cap"
            elif quiet.get(verdict.tz):
                postponed[verdict.action_id] = quiet[verdict.tz]
            elif gates.kind.group == "human" and not verdict.user_id:
                postponed[verdict.action_id] = tomorrow, "nobody"
            else:
                reason = room.take(verdict.user_id)
                if reason is None:
                    passed[verdict.action_id] = (
                        verdict.contact_id,
                        verdict.user_id,
                        verdict.address,
                    )
                elif reason:
                    postponed[verdict.action_id] = tomorrow, reason
        return postponed, passed

    def _get_quiet(self, gates, timezones, now, days):
        """Return {time zone: until when it has to wait and why, or None}.

        Messages go by the clock of the customer, people by that of the company.

        :param days: the :class:`.working_days.WorkingDays` of the kind
        """
        company, hour = gates.company, gates.campaign.hour
        if gates.kind.group == "silent":
            return {}
        if gates.kind.group == "human":
            wait = days.wait_until(now, company.lifecycle_tz, hour=hour)
            return dict.fromkeys(timezones, wait)
        hours = company.campaign_quiet_from, company.campaign_quiet_to
        company_tz = company.lifecycle_tz
        return {
            tz: days.wait_until(now, known_name(tz, company_tz), quiet=hours, hour=hour)
            for tz in timezones
        }

    def _get_room(self, gates, candidates, now):
        today = company_day.local_day(now, gates.company.lifecycle_tz)
        midnight = company_day.start_of_day(today, gates.company.lifecycle_tz)
        room = Room()
        if gates.step.daily_limit:
            begun = self.search_count(
                [("step_id", "=", gates.step.id), ("started_at", ">=", midnight)]
            )
            room.of_step = gates.step.daily_limit - begun
        if gates.kind.capacity:
            user_ids = {verdict.user_id for verdict in candidates} - {None}
            self._count_calls(gates, user_ids, midnight, room)
        return room

    def _count_calls(self, gates, user_ids, midnight, room):
        """Write into ``room`` how many more calls, say, each user can be given today.

        What was put off takes up room on its new day. Users are locked, so that two
        processes do not fill the same room.
        """
        kinds = gates.step._get_capacity_kinds(gates.kind.capacity)
        limit = f"campaign_daily_{gates.kind.capacity}"
        rows = self._execute(
            SQL(
                """
                SELECT id,
                       COALESCE(NULLIF(%s, 0), %s),
                       (SELECT COUNT(*) FROM crm_campaign_action AS call
                          JOIN crm_campaign AS calling
                               ON calling.id = call.campaign_id
                              AND calling.active AND calling.state != 'paused'
                          LEFT JOIN mail_activity AS activity
                               ON activity.id = call.activity_id
                         WHERE call.user_id = users.id
                           AND call.kind = ANY(%s)
                           AND call.state = 'running'
                           AND (activity.date_deadline > %s) IS NOT TRUE)
                     + (SELECT COUNT(*) FROM crm_campaign_action AS call
                         WHERE call.user_id = users.id
                           AND call.kind = ANY(%s)
                           AND call.channel_group = 'human'
                           AND call.state = 'done'
                           AND call.done_at >= %s)
                  FROM res_users AS users
                 WHERE id = ANY(%s) AND pg_try_advisory_xact_lock(%s, id)
                """,
                SQL.identifier("users", limit),
                gates.company[limit],
                kinds,
                company_day.local_day(midnight, gates.company.lifecycle_tz),
                kinds,
                midnight,
                sorted(user_ids),
                _USER_LOCK,
            )
        )
        room.of_users = {
            user_id: limit - count if limit else None for user_id, limit, count in rows
        }

    def _go(self, step, passed, now):
        """Hand actions over; where one fails, the others go all the same.

        Halves are tried until whoever fails stands alone, so that one among hundreds
        costs some tries and not hundreds.
        """
        if not passed:
            return
        try:
            self._go_together(step, passed, now)
        except OperationalError:
            raise
        except Exception as error:
            # Whatever a kind of step raises is told beside the action.
            if len(passed) > 1:
                ids = sorted(passed)
                middle = len(ids) // 2
                for half in (ids[:middle], ids[middle:]):
                    self._go(step, {one: passed[one] for one in half}, now)
            else:
                _logger.info("An action of the step %s failed", step.id, exc_info=True)
                text = str(error) or type(error).__name__
                self.browse(passed)._fail(text, now)

    def _go_together(self, step, passed, now):
        with self.env.cr.savepoint():
            self._hand_over(passed, now)
            step._run(self.browse(sorted(passed)))
            self.env.flush_all()

    # ------------------------------------------------------------------
    # What is under way for too long
    # ------------------------------------------------------------------

    def _expire_chunk(self, now):
        """Give up what was not done in time; a pause stops the clock."""
        overdue = SQL(
            """
            action.expire_at <= %s
            AND NOT EXISTS (SELECT FROM crm_campaign AS held
                             WHERE held.id = action.campaign_id
                               AND (held.state = 'paused' OR NOT held.active))
            """,
            now,
        )
        return self._withdraw_chunk(overdue, "expired", now, leaves=False)

    def _leave_chunk(self, now):
        """Take activities away from customers who bought meanwhile."""
        bought = SQL(
            """
            action.channel_group = 'human'
            AND EXISTS (
                SELECT FROM crm_campaign_member AS member
                  JOIN crm_campaign AS campaign ON campaign.id = member.campaign_id
                                               AND campaign.exit_on_purchase
                  JOIN res_company AS company ON company.id = member.company_id
                  JOIN crm_customer AS customer
                       ON customer.company_id = member.company_id
                      AND customer.partner_id = member.partner_id
                 WHERE member.id = action.member_id
                   AND %s)
            """,
            bought_since(SQL("company.lifecycle_tz")),
        )
        return self._withdraw_chunk(bought, "bought", now, leaves=True)

    def _clear_chunk(self, now):
        """End actions whose activity went without a word, with its user, say."""
        gone = SQL("action.channel_group = 'human' AND action.activity_id IS NULL")
        return self._withdraw_chunk(gone, "cancelled", now, leaves=False)

    def _withdraw_chunk(self, condition, reason, now, leaves):
        """End what is under way where a condition over ``action`` holds.

        A card that somebody has open is left alone: they may be on the telephone.
        """
        rows = self._execute(
            SQL(
                """
                SELECT action.id FROM crm_campaign_action AS action
                 WHERE action.state = 'running' AND %s
                   AND (action.claim_until IS NULL OR action.claim_until <= %s)
                 LIMIT %s
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                condition,
                now,
                CHUNK,
            )
        )
        ids = [action_id for [action_id] in rows]
        self.browse(ids)._withdraw(reason, now, leaves=leaves)
        return len(ids)


class Room:
    """How many more actions can be handed over today."""

    def __init__(self):
        self.of_step = None
        self.of_users = None

    def take(self, user_id):
        """Take room for one action of a user.

        :return: None if there was room, else the reason to wait for another day, or
            an empty string if it cannot be said now
        """
        if self.of_step is not None and self.of_step <= 0:
            return "daily_limit"
        if self.of_users is not None:
            if user_id not in self.of_users:
                return ""
            left = self.of_users[user_id]
            if left is not None and left <= 0:
                return "capacity"
            if left is not None:
                self.of_users[user_id] = left - 1
        if self.of_step is not None:
            self.of_step -= 1
        return None

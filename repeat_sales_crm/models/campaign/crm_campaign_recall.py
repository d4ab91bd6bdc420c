from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from .crm_campaign_action_engine import CHUNK
from .crm_campaign_delivery import message_joins
from .delivery_query import PAUSED, delivery_joins, held_number, message_refusals


class CrmCampaignAction(models.Model):
    """Taking back messages that were handed over and have not left yet."""

    _inherit = "crm.campaign.action"

    def _get_sweeps(self):
        # First of all: what is taken back here is not settled as anything else.
        return ["_recall_chunk", *super()._get_sweeps()]

    def _recall_chunk(self, now):
        """Take back messages that may not go any more, and return how many.

        Where the campaign only pauses, their actions wait again; else they end. What is
        on its way this very moment is locked by whoever sends it, and is left alone.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT campaign_id FROM crm_campaign_action"
                " WHERE state = 'running' AND channel_group = 'message'"
            )
        )
        campaigns = self.env["crm.campaign"].browse(sorted(row[0] for row in rows))
        return sum(self._recall_of(campaign, now) for campaign in campaigns)

    def _recall_of(self, campaign, now):
        refusals = message_refusals(campaign)
        numbers, messages = defaultdict(list), {}
        for action_id, number, *sent in self._read_recalled(campaign, refusals, now):
            numbers[number].append(action_id)
            messages[action_id] = sent
        recalled = self._cancel_messages(messages)
        for number, ids in numbers.items():
            actions = self.browse(recalled.intersection(ids))
            reason, leaves = refusals[number].reason, refusals[number].leaves
            if reason == PAUSED:
                actions._release()
            else:
                actions._finish("skipped", reason, now=now, leaves=leaves)
        return len(recalled)

    def _read_recalled(self, campaign, refusals, now):
        """Lock actions to take back; return (id, number, trace, mail, sms) of each."""
        return self._execute(
            SQL(
                """
                WITH asked AS MATERIALIZED (
                    SELECT action.id, %(number)s AS number
                      FROM crm_campaign_action AS action
                      %(joins)s
                     WHERE action.campaign_id = %(campaign)s
                       AND action.state = 'running'
                       AND action.channel_group = 'message'
                )
                SELECT action.id, asked.number, trace.id, mail.id, sms.id
                  FROM crm_campaign_action AS action
                  JOIN asked ON asked.id = action.id AND asked.number IS NOT NULL
                  %(messages)s
                 WHERE action.state = 'running'
                   AND (action.mailing_id IS NOT NULL OR action.kind = 'webhook')
                   AND COALESCE(trace.trace_status, 'outgoing') = 'outgoing'
                   AND (action.claim_until IS NULL OR action.claim_until <= %(now)s)
                 ORDER BY action.id
                 LIMIT %(chunk)s
                   FOR NO KEY UPDATE OF action SKIP LOCKED
                """,
                number=held_number(refusals),
                joins=delivery_joins(refusals),
                campaign=campaign.id,
                messages=message_joins(),
                now=now,
                chunk=CHUNK,
            )
        )

    def _cancel_messages(self, messages):
        """Cancel messages that nobody is sending.

        :param messages: {action id: (trace id, e-mail id, text message id)}
        :return: the ids of the actions for which nothing can be sent any more
        """
        mails = self.env["mail.mail"].browse(
            [mail_id for _trace, mail_id, _sms in messages.values() if mail_id]
        )
        texts = self.env["sms.sms"].browse(
            [sms_id for _trace, _mail, sms_id in messages.values() if sms_id]
        )
        mails = self._lock_outgoing(mails)
        texts = self._lock_outgoing(texts)
        mails.cancel()
        texts.action_set_canceled()
        free = {
            action_id: trace_id
            for action_id, (trace_id, mail_id, sms_id) in messages.items()
            if (not mail_id or mail_id in mails._ids)
            and (not sms_id or sms_id in texts._ids)
        }
        traces = self.env["mailing.trace"].browse(filter(None, free.values()))
        traces.set_canceled()
        return set(free)

    def _lock_outgoing(self, messages):
        locked = messages.try_lock_for_update(allow_referencing=True)
        # What was read before the lock may be old.
        locked.invalidate_recordset(["state"])
        return locked.filtered(
            lambda message: message.state in ("outgoing", "cancel", "canceled")
        )

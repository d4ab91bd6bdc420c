from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from .crm_campaign_action_engine import CHUNK
from .crm_campaign_delivery import message_joins
from .delivery_query import PAUSED, REFUSALS, delivery_joins, held_reason


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
        reasons, messages = defaultdict(list), {}
        for action_id, reason, trace_id, mail_id, sms_id in self._read_recalled(now):
            reasons[reason].append(action_id)
            messages[action_id] = trace_id, mail_id, sms_id
        recalled = self._cancel_messages(messages)
        leaving = {gate.reason for gate in REFUSALS if gate.leaves}
        for reason, ids in reasons.items():
            actions = self.browse(recalled.intersection(ids))
            if reason == PAUSED:
                actions._release()
            else:
                actions._finish("skipped", reason, now=now, leaves=reason in leaving)
        return len(recalled)

    def _read_recalled(self, now):
        """Lock actions to take back; return their (id, reason, trace, mail, sms)."""
        return self._execute(
            SQL(
                """
                SELECT action.id, %(reason)s, trace.id, mail.id, sms.id
                  FROM crm_campaign_action AS action
                  %(joins)s
                  %(messages)s
                 WHERE action.state = 'running' AND action.channel_group = 'message'
                   AND (action.mailing_id IS NOT NULL OR action.kind = 'webhook')
                   AND COALESCE(trace.trace_status, 'outgoing') = 'outgoing'
                   AND (action.claim_until IS NULL OR action.claim_until <= %(now)s)
                   AND %(reason)s IS NOT NULL
                 ORDER BY action.id
                 LIMIT %(chunk)s
                   FOR NO KEY UPDATE OF action SKIP LOCKED
                """,
                reason=held_reason(),
                joins=delivery_joins(),
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

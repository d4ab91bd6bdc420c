from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from .crm_campaign_action_engine import CHUNK
from .delivery_query import SUSPICIOUS

#: Why Odoo did not send a message, and how that is told here.
_REFUSED = {
    "mail_bl": "blacklisted",
    "sms_blacklist": "blacklisted",
    "mail_optout": "opt_out",
    "sms_optout": "opt_out",
    "mail_dup": "duplicate",
    "sms_duplicate": "duplicate",
    "mail_email_invalid": "no_address",
    "mail_email_missing": "no_address",
    "sms_number_missing": "no_address",
    "sms_number_format": "no_address",
    "mail_bounce": "bounced",
}

#: Failures of the mail server, of the sender or of the text message service. They are
#: no fault of the customer.
_CHANNEL_FAILURES = {
    "mail_smtp",
    "mail_from_invalid",
    "mail_from_missing",
    "mail_spam",
    "sms_credit",
    "sms_server",
    "sms_acc",
    "twilio_authentication",
    "twilio_callback",
    "twilio_from_missing",
    "twilio_from_to",
}

#: So long waits whom a channel failed that works for others.
_SOON = timedelta(minutes=5)


class CrmCampaignAction(models.Model):
    """What became of messages: the traces of the mailings tell."""

    _inherit = "crm.campaign.action"

    mailing_id = fields.Many2one(
        "mailing.mailing",
        readonly=True,
        ondelete="set null",
        help="The mailing with the message to the customer.",
    )

    _mailing_idx = models.Index("(mailing_id, contact_id) WHERE mailing_id IS NOT NULL")
    _queued_idx = models.Index(
        "(step_id) WHERE state = 'running' AND channel_group = 'message'"
    )

    def _get_sweeps(self):
        return [*super()._get_sweeps(), "_settle_chunk", "_drop_chunk"]

    def _settle_chunk(self, now):
        """End actions whose message was sent, or was not."""
        rows = self._execute(
            SQL(
                """
                SELECT action.id, action.step_id, trace.trace_status,
                       trace.failure_type,
                       COALESCE(mail.failure_reason, trace.failure_reason)
                  FROM crm_campaign_action AS action
                  JOIN mailing_mailing AS mailing ON mailing.id = action.mailing_id
                  %s
                 WHERE action.state = 'running' AND action.channel_group = 'message'
                   AND CASE COALESCE(trace.trace_status, 'none')
                       WHEN 'none' THEN mailing.state = 'done'
                       WHEN 'process' THEN FALSE
                       -- Somebody cancelled it
                       WHEN 'outgoing' THEN COALESCE(mail.state, sms.state, 'cancel')
                                            IN ('cancel', 'canceled')
                       -- Somebody has it sent again
                       WHEN 'error' THEN COALESCE(mail.state, sms.state, 'error')
                                         != 'outgoing'
                       ELSE TRUE END
                 ORDER BY action.id
                 LIMIT %s
                   FOR NO KEY UPDATE OF action SKIP LOCKED
                """,
                message_joins(),
                CHUNK,
            )
        )
        by_step = defaultdict(lambda: defaultdict(list))
        for action_id, step_id, status, failure, text in rows:
            verdict, why = self._read_trace(status, failure, text)
            by_step[step_id][verdict, why].append(action_id)
        for step_id, verdicts in by_step.items():
            step = self.env["crm.campaign.step"].browse(step_id)
            self._settle_step(step, verdicts, now)
        return len({row[0] for row in rows})

    def _read_trace(self, status, failure, text):
        """Return (verdict, why) of an action.

        The verdict is the state in which it ends, and why the reason; or it is
        ``retry``, where the customer's message failed, or ``channel``, where all would
        have, and why tells what went wrong.
        """
        if status in ("sent", "pending", "open", "reply"):
            return "done", None
        if status == "bounce":
            return "failed", "bounced"
        reason = _REFUSED.get(failure)
        if reason:
            return "skipped", reason
        if status == "error":
            labels = self.env["mailing.trace"]._fields["failure_type"]
            labels = dict(labels._description_selection(self.env))
            why = text or labels.get(failure) or self.env._("Not sent")
            return "channel" if failure in _CHANNEL_FAILURES else "retry", why
        return "skipped", "withdrawn"

    def _settle_step(self, step, verdicts, now):
        """End the actions of a step, or have them wait for another try.

        :param verdicts: {(verdict, why): action ids}, see :meth:`_read_trace`
        """
        works = any(verdict == "done" for verdict, _why in verdicts)
        failed = sum(
            len(ids) for (verdict, _why), ids in verdicts.items() if verdict == "retry"
        )
        all_fail = not works and failed >= SUSPICIOUS
        for (verdict, why), ids in verdicts.items():
            actions = self.browse(ids)
            if verdict not in ("channel", "retry"):
                actions._finish(verdict, why, now=now)
                continue
            waiting = actions._release()
            # The service took it and gave up on it later: it is not sent again.
            (actions - waiting)._finish("failed", "error", now=now)
            if verdict == "retry" and not all_fail:
                waiting._fail(why, now)
            elif works:
                soon = now + _SOON, "channel"
                waiting._postpone(dict.fromkeys(waiting.ids, soon))
            elif waiting:
                step._hold(why, now)
        if works:
            step._tell_it_works()

    def _take_back(self, error, now):
        """Have actions under way wait for another try, or give up."""
        self._release()._fail(error, now)

    def _release(self):
        """Have actions under way wait again, as if they had not been begun.

        What was sent is never begun again, whatever was read of it before.

        :return: the actions that wait again
        """
        rows = self._execute(
            SQL(
                """
                UPDATE crm_campaign_action AS action
                   SET state = 'waiting', started_at = NULL, contact_at = NULL,
                       expire_at = NULL, mailing_id = NULL, claim_until = NULL
                 WHERE action.id = ANY(%s) AND action.state = 'running'
                   AND NOT EXISTS (
                       SELECT FROM mailing_trace AS trace
                        WHERE trace.mass_mailing_id = action.mailing_id
                          AND trace.model = 'res.partner'
                          AND trace.res_id = action.contact_id
                          AND (trace.sent_datetime IS NOT NULL
                               OR trace.trace_status = ANY(%s)))
             RETURNING action.id
                """,
                self.ids,
                ["sent", "pending", "process", "open", "reply"],
            )
        )
        return self.browse([action_id for [action_id] in rows])

    def _drop_chunk(self, now):
        """End actions whose mailing was deleted, or taken out of the queue."""
        gone = SQL(
            """
            action.kind = ANY(%s)
            AND NOT EXISTS (SELECT FROM mailing_mailing AS mailing
                             WHERE mailing.id = action.mailing_id
                               AND mailing.state != 'draft')
            """,
            self.env["crm.campaign.step"]._get_mailing_kinds(),
        )
        return self._withdraw_chunk(gone, "withdrawn", now, leaves=False)


def message_joins():
    """Return the joins to the trace and the message of ``action``, if there are any."""
    return SQL(
        """
        LEFT JOIN mailing_trace AS trace
               ON trace.mass_mailing_id = action.mailing_id
              AND trace.model = 'res.partner'
              AND trace.res_id = action.contact_id
        LEFT JOIN mail_mail AS mail ON mail.id = trace.mail_mail_id
        LEFT JOIN sms_sms AS sms ON sms.id = trace.sms_id_int
        """
    )

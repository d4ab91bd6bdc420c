from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from .crm_campaign_action_engine import CHUNK

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


class CrmCampaignAction(models.Model):
    """What became of messages: the traces of the mailings tell.

    They are read after the fact. Nothing here can stop Odoo while it sends.
    """

    _inherit = "crm.campaign.action"

    mailing_id = fields.Many2one(
        "mailing.mailing",
        readonly=True,
        ondelete="set null",
        help="The mailing with the message to the customer.",
    )

    _mailing_idx = models.Index("(mailing_id, contact_id) WHERE mailing_id IS NOT NULL")

    def _get_sweeps(self):
        return [*super()._get_sweeps(), "_settle_chunk", "_drop_chunk"]

    def _settle_chunk(self, now):
        """End actions whose message was sent, or was not."""
        rows = self._execute(
            SQL(
                """
                SELECT action.id, trace.trace_status, trace.failure_type,
                       COALESCE(trace.failure_reason, mail.failure_reason)
                  FROM crm_campaign_action AS action
                  JOIN mailing_mailing AS mailing ON mailing.id = action.mailing_id
                  LEFT JOIN mailing_trace AS trace
                         ON trace.mass_mailing_id = action.mailing_id
                        AND trace.model = 'res.partner'
                        AND trace.res_id = action.contact_id
                  LEFT JOIN mail_mail AS mail ON mail.id = trace.mail_mail_id
                 WHERE action.state = 'running'
                   AND (trace.trace_status NOT IN ('outgoing', 'process')
                        OR (trace.id IS NULL AND mailing.state = 'done'))
                 ORDER BY action.id
                 LIMIT %s
                   FOR NO KEY UPDATE OF action SKIP LOCKED
                """,
                CHUNK,
            )
        )
        verdicts = defaultdict(list)
        for action_id, status, failure, text in rows:
            verdicts[self._read_trace(status, failure, text)].append(action_id)
        for (state, why), ids in verdicts.items():
            actions = self.browse(ids)
            if state == "retry":
                actions._take_back(why, now)
            else:
                actions._finish(state, why, now=now)
        return len({row[0] for row in rows})

    def _read_trace(self, status, failure, text):
        """Return (state, reason) of an action, or ("retry", what went wrong)."""
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
            return "retry", text or labels.get(failure) or self.env._("Not sent")
        return "skipped", "withdrawn"

    def _take_back(self, error, now):
        """Have actions under way wait for another try, or give up."""
        self._execute(
            SQL(
                """
                UPDATE crm_campaign_action
                   SET state = 'waiting', started_at = NULL, contact_at = NULL,
                       expire_at = NULL, mailing_id = NULL
                 WHERE id = ANY(%s) AND state = 'running'
             RETURNING id
                """,
                self.ids,
            )
        )
        self._fail(error, now)

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

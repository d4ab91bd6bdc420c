"""The last look before a message of a campaign leaves Odoo."""

from odoo import models
from odoo.tools import SQL

from .delivery_query import delivery_joins, held_number, message_refusals


class MessageGuard(models.AbstractModel):
    """What e-mails and text messages of mailings have in common here."""

    _name = "crm.campaign.message.guard"
    _description = "Last Look Before a Message of a Campaign Is Sent"

    def _of_campaigns(self):
        """Return those that a campaign has sent by a mailing.

        Users may send messages whose mailing they may not read.
        """
        return self.filtered(lambda message: message.sudo().mailing_id.campaign_step_id)

    def _keep_sendable(self):
        """Return those that may go now, and cancel those that are nobody's.

        What is held back stays as it is: the engine, which is called, takes it back
        with its action. What has no action under way will never be wanted again: the
        action was taken back while the message was being written.
        """
        messages = self._of_campaigns()
        if not messages:
            return self
        reasons = messages._read_held_reasons()
        orphans = messages.filtered(lambda message: message.id not in reasons)
        orphans._cancel_orphans()
        held = messages.filtered(lambda message: reasons.get(message.id))
        if held:
            # Whoever sends has no rights on campaigns.
            self.env["crm.campaign"].sudo()._call_soon()
        return self - orphans - held

    def _read_held_reasons(self):
        """Return {message id: why it is held back, or None}, of those with an action.

        One query for the messages of each campaign.
        """
        self.env.flush_all()
        # Whoever sends, what the campaign must heed is not theirs to see.
        messages = self.sudo()
        reasons = {}
        for campaign, some in messages.grouped(
            lambda message: message.mailing_id.campaign_step_id.campaign_id
        ).items():
            refusals = message_refusals(campaign)
            rows = self.env.execute_query(some._get_held_query(refusals))
            reasons |= {
                message_id: None if number is None else refusals[number].reason
                for message_id, number in rows
            }
        return reasons

    def _get_held_query(self, refusals):
        return SQL(
            """
            SELECT message.id, %(number)s
              FROM %(table)s AS message
              JOIN mailing_trace AS trace ON %(trace)s
              JOIN crm_campaign_action AS action
                   ON action.mailing_id = trace.mass_mailing_id
                  AND action.contact_id = trace.res_id
                  AND action.state = 'running'
              %(joins)s
             WHERE message.id = ANY(%(ids)s) AND trace.model = 'res.partner'
            """,
            number=held_number(refusals),
            table=SQL.identifier(self._table),
            trace=self._join_trace(),
            joins=delivery_joins(refusals),
            ids=self.ids,
        )


class MailMail(models.Model):
    _name = "mail.mail"
    _inherit = ["mail.mail", "crm.campaign.message.guard"]

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        campaigns = self._of_campaigns()
        if campaigns and auto_commit:
            # What counts is what others have committed by now. The writing of
            # hundreds of messages may have taken a while.
            self.env.cr.commit()  # pylint: disable=invalid-commit
        result = super(MailMail, self._keep_sendable()).send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            post_send_callback=post_send_callback,
        )
        if campaigns:
            # The next ones are handed over when these are gone, whoever sent them.
            self.env["crm.campaign"].sudo()._call_soon()
        return result

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        if self.mailing_id.campaign_step_id:
            # Odoo has marked it as being sent. Once that is in the database, nobody
            # can take it back while it is on its way; if somebody just did, this fails
            # before anything is sent.
            self.flush_recordset(["state"])
        return super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )

    def _join_trace(self):
        return SQL("trace.mail_mail_id = message.id")

    def _cancel_orphans(self):
        self.cancel()
        self.mailing_trace_ids.set_canceled()


class SmsSms(models.Model):
    _name = "sms.sms"
    _inherit = ["sms.sms", "crm.campaign.message.guard"]

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        campaigns = self._of_campaigns()
        sendable = self._keep_sendable()
        if not sendable:
            return None
        result = super(SmsSms, sendable)._send(
            unlink_failed=unlink_failed,
            unlink_sent=unlink_sent,
            raise_exception=raise_exception,
        )
        if campaigns:
            # As with e-mails.
            self.env["crm.campaign"].sudo()._call_soon()
        return result

    def _join_trace(self):
        return SQL("trace.sms_id_int = message.id")

    def _cancel_orphans(self):
        self.action_set_canceled()

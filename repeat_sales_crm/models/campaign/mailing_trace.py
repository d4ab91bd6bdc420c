from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

#: A message that comes back later than this changes nothing.
_WITHIN = timedelta(days=30)


class MailingTrace(models.Model):
    """Messages that come back after they counted as sent."""

    _inherit = "mailing.trace"

    # Caps look for whatever reached a contact, as any kind of record.
    _campaign_record_idx = models.Index(
        "(res_id, model, sent_datetime) WHERE sent_datetime IS NOT NULL"
    )
    _campaign_email_idx = models.Index(
        "(email, sent_datetime) WHERE sent_datetime IS NOT NULL"
    )
    _campaign_number_idx = models.Index(
        "(sms_number, sent_datetime)"
        " WHERE sent_datetime IS NOT NULL AND sms_number IS NOT NULL"
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("trace_status") == "bounce":
            # The mail gateway tells of it, who has no rights on campaigns.
            self.env["crm.campaign.action"].sudo()._tell_bounced(self)
        return result


class CrmCampaignAction(models.Model):
    _inherit = "crm.campaign.action"

    def _tell_bounced(self, traces):
        """Take back that customers were contacted whose message came back."""
        traces.flush_recordset()
        self._execute(
            SQL(
                """
                UPDATE crm_campaign_action AS action
                   SET state = 'failed', reason = 'bounced', contact_at = NULL,
                       error = trace.failure_reason
                  FROM mailing_trace AS trace
                 WHERE trace.id = ANY(%s)
                   AND trace.model = 'res.partner'
                   AND action.mailing_id = trace.mass_mailing_id
                   AND action.contact_id = trace.res_id
                   AND action.state = 'done'
                   AND action.done_at > %s
             RETURNING action.id
                """,
                traces.ids,
                fields.Datetime.now() - _WITHIN,
            )
        )

    def _filter_bounced(self):
        """Return those whose contact has an address that failed in their campaign."""
        rows = self._execute(
            SQL(
                """
                SELECT action.id
                  FROM crm_campaign_action AS action
                  JOIN res_partner AS contact ON contact.id = action.contact_id
                 WHERE action.id = ANY(%s)
                   AND EXISTS (
                       SELECT FROM crm_campaign_action AS earlier
                         JOIN mailing_trace AS trace
                              ON trace.mass_mailing_id = earlier.mailing_id
                             AND trace.model = 'res.partner'
                             AND trace.res_id = earlier.contact_id
                             AND trace.trace_status = 'bounce'
                        WHERE earlier.partner_id = action.partner_id
                          AND earlier.campaign_id = action.campaign_id
                          AND CASE action.kind
                              WHEN 'sms' THEN trace.sms_number = contact.phone_sanitized
                              ELSE COALESCE(trace.email, contact.email_normalized)
                                   = contact.email_normalized END)
                """,
                self.ids,
            )
        )
        return self.browse([action_id for [action_id] in rows])

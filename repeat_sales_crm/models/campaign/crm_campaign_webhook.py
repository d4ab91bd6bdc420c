from datetime import UTC

from odoo import fields, models
from odoo.tools import SQL

from . import webhook

#: How many messages are sent before that is committed.
_CHUNK = 10


class CrmCampaignAction(models.Model):
    """Messages by webhook, sent after the decision to send them is committed.

    After a crash in between, a message may be sent again, with the same key: a receiver
    that heeds it acts once.
    """

    _inherit = "crm.campaign.action"

    message = fields.Text(
        string="Said", readonly=True, help="What was said by webhook."
    )

    def _get_sweeps(self):
        return [*super()._get_sweeps(), "_post_chunk"]

    def _post_chunk(self, now):
        """Send some messages, and return how many."""
        rows = self._execute(
            SQL(
                """
                SELECT id FROM crm_campaign_action
                 WHERE state = 'running' AND kind = 'webhook'
                 ORDER BY id
                 LIMIT %s
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                _CHUNK,
            )
        )
        actions = self.browse([action_id for [action_id] in rows])
        sent = self.browse()
        for action in actions:
            try:
                action._post(now)
                sent |= action
            except webhook.Refused as error:
                action._take_back(str(error), now)
        sent._finish("done", now=now)
        return len(actions)

    def _post(self, now):
        step = self.step_id.sudo()
        webhook.post(
            step.webhook_url,
            self._prepare_payload(),
            key=f"{self.env['ir.config_parameter'].sudo().get_param('database.uuid')}"
            f"/{self.id}",
            secret=step.webhook_secret,
            moment=int(now.replace(tzinfo=UTC).timestamp()),
        )

    def _prepare_payload(self):
        """Return what a receiver gets to know."""
        contact = self.contact_id or self.partner_id
        return {
            "campaign": self.campaign_id.name,
            "wave": self.wave_id.number,
            "step": self.step_id.name,
            "text": self.message or "",
            "customer": {
                "id": contact.id,
                "name": contact.name,
                "email": contact.email_normalized or None,
                "phone": contact.phone_sanitized or None,
                "language": contact.lang,
            },
        }

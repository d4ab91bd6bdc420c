import logging

from odoo import api, models
from odoo.exceptions import UserError

from .crm_campaign_schedule import CRON

_logger = logging.getLogger(__name__)


class CrmCampaign(models.Model):
    """Holding what is in Odoo's queues: on pause, stop, archiving and refusal.

    The flag alone holds: no message leaves without a last look at it
    (:mod:`.message_guard`). What waits in the queues is taken out right after the
    commit, in a transaction of its own, so that a queue that is being worked through
    cannot keep anybody from pausing.
    """

    _inherit = "crm.campaign"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False or vals.get("state") in ("paused", "done"):
            self._take_back_soon()
        if vals.get("state") == "done":
            self.step_ids.filtered("held_since")._release_hold()
        return result

    def action_pause_all(self):
        """Pause each running campaign of the companies that the user works for."""
        self.check_access("write")
        running = self.search([("state", "=", "running")])
        if not running:
            raise UserError(self.env._("No campaign is running."))
        # No lock is asked for: the brake waits for whoever is at work on one.
        running.write({"state": "paused", "next_run_at": False})
        for campaign in running:
            campaign.message_post(
                body=self.env._("%s paused all campaigns.", self.env.user.name)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Paused campaigns: %s", len(running)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _call_soon(self):
        """Have the engine run once this transaction is committed."""
        data = self.env.cr.postcommit.data
        if not data.get("repeat_sales_crm.campaign_called"):
            data["repeat_sales_crm.campaign_called"] = True
            # Whoever pauses or refuses has no rights on scheduled actions.
            self.env.ref(CRON).sudo()._trigger()

    @api.model
    def _take_back_soon(self):
        """Take back what may not go any more, right after the commit."""
        self._call_soon()
        postcommit = self.env.cr.postcommit
        if not postcommit.data.get("repeat_sales_crm.campaign_taken_back"):
            postcommit.data["repeat_sales_crm.campaign_taken_back"] = True
            postcommit.add(self._take_back_now)

    def _take_back_now(self):
        call = self.env["crm.campaign"]._call_engine
        while call("crm.campaign.action", "_recall_chunk"):
            _logger.debug("Messages were taken back")

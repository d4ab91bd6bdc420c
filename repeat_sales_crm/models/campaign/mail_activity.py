from odoo import models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class MailActivity(models.Model):
    """What becomes of a campaign's activities, wherever it happens."""

    _inherit = "mail.activity"

    # Open complaints are few, and looked for often.
    _campaign_type_idx = models.Index("(activity_type_id) WHERE active IS TRUE")

    def write(self, vals):
        result = super().write(vals)
        told = {"active", "date_deadline", "feedback", "user_id"} & vals.keys()
        if told:
            self._tell_campaigns(vals, told)
        return result

    def _tell_campaigns(self, vals, told):
        actions = self.env["crm.campaign.action"].sudo()
        actions = actions.search([("activity_id", "in", self.ids)])
        if not actions:
            return
        if "active" in told and not vals["active"]:
            actions._finish("done")
        if "feedback" in told and vals["feedback"]:
            actions.note = vals["feedback"]
        if "date_deadline" in told and not self.env.context.get("campaign_call"):
            # Put off to another day by hand, at no hour.
            actions.filtered("call_at").call_at = False
            actions._move_expiry()
        if "user_id" in told and vals["user_id"]:
            running = actions.filtered(lambda action: action.state == "running")
            running.write({"user_id": vals["user_id"], "claim_until": False})

    def unlink(self):
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            # The addon goes, and its tables are half gone already.
            return super().unlink()
        actions = self.env["crm.campaign.action"]._of_activities(self.ids)
        result = super().unlink()
        actions.exists()._finish("skipped", "cancelled")
        return result

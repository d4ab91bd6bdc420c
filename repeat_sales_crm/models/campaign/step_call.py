from odoo import fields, models

from .step_kinds import Kind


class CrmCampaignStep(models.Model):
    _inherit = "crm.campaign.step"

    kind = fields.Selection(
        selection_add=[("call", "Call")], ondelete={"call": "cascade"}
    )

    def _get_call_info(self):
        return Kind(
            group="human",
            needs="phone",
            icon="fa-phone",
            capacity="calls",
            activity_type="mail.mail_activity_data_call",
        )

    def _run_call(self, actions):
        self._plan_activities(actions)

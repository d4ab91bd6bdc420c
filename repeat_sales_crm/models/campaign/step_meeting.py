from odoo import fields, models

from .step_kinds import Kind


class CrmCampaignStep(models.Model):
    _inherit = "crm.campaign.step"

    kind = fields.Selection(
        selection_add=[("meeting", "Meeting")], ondelete={"meeting": "cascade"}
    )

    def _get_meeting_info(self):
        return Kind(
            group="human",
            icon="fa-users",
            capacity="meetings",
            activity_type="mail.mail_activity_data_meeting",
        )

    def _run_meeting(self, actions):
        self._plan_activities(actions)

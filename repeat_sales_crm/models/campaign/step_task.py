from odoo import fields, models

from .step_kinds import Kind


class CrmCampaignStep(models.Model):
    _inherit = "crm.campaign.step"

    kind = fields.Selection(
        selection_add=[("task", "Task")], ondelete={"task": "cascade"}
    )

    def _get_task_info(self):
        return Kind(
            group="human",
            icon="fa-check-square-o",
            activity_type="mail.mail_activity_data_todo",
        )

    def _run_task(self, actions):
        self._plan_activities(actions)

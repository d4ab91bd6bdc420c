"""A new kind of step as another addon adds it: this file is all it takes."""

from odoo import fields, models

from odoo.addons.repeat_sales_crm.models.campaign.step_kinds import Kind


class CrmCampaignStep(models.Model):
    _inherit = "crm.campaign.step"
    _module = None  # An addon leaves this out: here no module loads the file.

    kind = fields.Selection(
        selection_add=[("letter", "Letter")], ondelete={"letter": "cascade"}
    )

    def _get_letter_info(self):
        return Kind(group="message", needs="email", icon="fa-envelope-open-o")

    def _run_letter(self, actions):
        for action in actions:
            if "broken" in action.contact_id.email:
                raise ValueError("The printer is on fire")
        actions.note = "Dear customer"
        actions._finish("done")

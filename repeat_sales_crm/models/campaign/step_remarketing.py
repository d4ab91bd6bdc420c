from odoo import fields, models

from .step_kinds import Kind


class CrmCampaignStep(models.Model):
    """Customers who are to see advertisements: a list for the advertising platforms."""

    _inherit = "crm.campaign.step"

    kind = fields.Selection(
        selection_add=[("remarketing", "Remarketing List")],
        ondelete={"remarketing": "cascade"},
    )

    def _get_remarketing_info(self):
        return Kind(group="silent", icon="fa-bullhorn")

    def _run_remarketing(self, actions):
        # Being done is being on the list.
        actions._finish("done")

    def action_export_remarketing(self):
        """Open the export of the customers who are on the list."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remarketing List"),
            "res_model": "crm.segment.export",
            "view_mode": "form",
            "target": "new",
            "context": {"default_step_id": self.id, "default_kind": "remarketing"},
        }

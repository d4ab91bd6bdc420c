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

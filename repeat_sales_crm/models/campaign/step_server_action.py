from odoo import fields, models
from odoo.exceptions import UserError

from ..segment.server_action import find_records, run_for
from .step_kinds import Kind


class CrmCampaignStep(models.Model):
    """A server action, run for each customer with the rights of the owner."""

    _inherit = "crm.campaign.step"

    kind = fields.Selection(
        selection_add=[("server_action", "Server Action")],
        ondelete={"server_action": "cascade"},
    )
    server_action_id = fields.Many2one(
        "ir.actions.server",
        ondelete="restrict",
        domain="[('model_id.model', 'in', ('res.partner', 'crm.customer'))]",
        help="Runs for each customer, with the rights of the owner of the campaign.",
    )

    def _get_server_action_info(self):
        return Kind(group="silent", icon="fa-cog")

    def _run_server_action(self, actions):
        action, campaign = self.server_action_id, self.campaign_id
        records = find_records(action, campaign.company_id, actions.partner_id)
        for partner in actions.partner_id:
            if partner not in records:
                raise UserError(self.env._("The customer was deleted."))
            problem = run_for(
                action, records[partner], campaign.user_id, campaign.company_id
            )
            if problem:
                raise UserError(problem)
        actions._finish("done")

    def _find_problem(self):
        problem = super()._find_problem()
        if not problem and self.kind == "server_action" and not self.server_action_id:
            return self.env._("Choose the server action of “%s”.", self.name)
        return problem

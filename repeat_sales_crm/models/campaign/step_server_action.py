from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..segment.server_action import find_records, may_run, run_for
from .step_kinds import Kind


class CrmCampaignStep(models.Model):
    """A server action, run for each customer with the rights of who chose it."""

    _inherit = "crm.campaign.step"

    kind = fields.Selection(
        selection_add=[("server_action", "Server Action")],
        ondelete={"server_action": "cascade"},
    )
    server_action_id = fields.Many2one(
        "ir.actions.server",
        ondelete="restrict",
        domain="[('model_id.model', 'in', ('res.partner', 'crm.customer'))]",
        help="Runs for each customer, with the rights of who chose it here. Who "
        "launches the campaign must be allowed to run it, too.",
    )

    def _check_author(self):
        """Let nobody choose what Odoo would not let them run themselves."""
        for step in self:
            action = step.server_action_id
            if action and not self.env.su and not may_run(action, self.env.user):
                raise AccessError(
                    self.env._(
                        "You may not run the server action of “%s” yourself. Choose "
                        "another one, or ask an administrator.",
                        step.name,
                    )
                )
        return super()._check_author()

    def _get_server_action_info(self):
        return Kind(group="silent", icon="fa-cog")

    def _run_server_action(self, actions):
        action, campaign = self.server_action_id, self.campaign_id
        records = find_records(action, campaign.company_id, actions.partner_id)
        for partner in actions.partner_id:
            if partner not in records:
                raise UserError(self.env._("The customer was deleted."))
            problem = run_for(
                action, records[partner], self.author_id, campaign.company_id
            )
            if problem:
                raise UserError(problem)
        actions._finish("done")

    def _find_problem(self):
        problem = super()._find_problem()
        if not problem and self.kind == "server_action" and not self.server_action_id:
            return self.env._("Choose the server action of “%s”.", self.name)
        return problem

    def _find_rights_problem(self):
        problem = super()._find_rights_problem()
        if problem or self.kind != "server_action" or not self.server_action_id:
            return problem
        campaign = self.campaign_id
        launcher = campaign.launch_user_id
        if campaign.state not in ("running", "paused"):
            launcher = self.env.user
        for user in self.author_id | launcher:
            if not may_run(self.server_action_id, user):
                return self.env._(
                    "%(user)s may not run the server action of “%(step)s”.",
                    user=user.sudo().name,
                    step=self.name,
                )
        return self._find_author_problem(self.author_id)

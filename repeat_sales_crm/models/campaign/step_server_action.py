from odoo import fields, models
from odoo.exceptions import UserError

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
        records = self._get_server_action_records(actions)
        campaign = self.campaign_id
        runner = self.server_action_id.with_user(campaign.user_id)
        for action in actions:
            record = records.get(action.partner_id)
            if not record:
                raise UserError(self.env._("The customer was deleted."))
            result = runner.with_context(
                active_model=record._name,
                active_id=record.id,
                active_ids=record.ids,
                allowed_company_ids=campaign.company_id.ids,
                lang=campaign.user_id.lang,
                tz=campaign.user_id.tz,
            ).run()
            if isinstance(result, dict) and result.get("type"):
                raise UserError(
                    self.env._(
                        "The action opens a window, and there is nobody to use it. "
                        "Choose one that does its work by itself."
                    )
                )
        actions._finish("done")

    def _get_server_action_records(self, actions):
        """Return {customer's contact: the record that the action runs on}."""
        partners = actions.partner_id
        if self.server_action_id.model_id.model == "res.partner":
            return {partner: partner for partner in partners}
        customers = self.env["crm.customer"].with_context(active_test=False)
        return {
            customer.partner_id: customer
            for customer in customers.search(
                [
                    ("company_id", "=", self.campaign_id.company_id.id),
                    ("partner_id", "in", partners.ids),
                ]
            )
        }

    def _find_problem(self):
        problem = super()._find_problem()
        if not problem and self.kind == "server_action" and not self.server_action_id:
            return self.env._("Choose the server action of “%s”.", self.name)
        return problem

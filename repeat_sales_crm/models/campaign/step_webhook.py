from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .step_kinds import Kind


class CrmCampaignStep(models.Model):
    """A message handed to another program, such as a chat bot."""

    _inherit = "crm.campaign.step"

    kind = fields.Selection(
        selection_add=[("webhook", "Message by Webhook")],
        ondelete={"webhook": "cascade"},
    )
    webhook_url = fields.Char(
        string="Address", help="Where the message is sent to, by HTTP POST."
    )
    webhook_secret = fields.Char(
        string="Secret",
        copy=False,
        groups="sales_team.group_sale_manager",
        help="Signs each message, so that the receiver knows that it comes from here.",
    )
    message = fields.Text(
        string="Text",
        help="What the customer is told. Use placeholders such as {{ object.name }}.",
    )

    @api.constrains("webhook_url")
    def _check_webhook_url(self):
        for step in self:
            if step.webhook_url and not step.webhook_url.startswith("https://"):
                local = ("http://localhost", "http://127.0.0.1")
                if not step.webhook_url.startswith(local):
                    raise ValidationError(
                        self.env._(
                            "The address of a webhook begins with https://, since it "
                            "carries data of customers."
                        )
                    )

    def _get_webhook_info(self):
        return Kind(group="message", icon="fa-comments", carries=("email", "phone"))

    def _run_webhook(self, actions):
        """Leave the message to be sent once this is committed.

        What is said is rendered now, so that whoever it fails for is named.
        """
        texts = self._render_message(actions)
        for action in actions:
            action.message = texts[action.contact_id.id]

    def _render_message(self, actions):
        """Return {contact id: what they are told}, written as the owner may."""
        contact_ids = actions.contact_id.ids
        renderer = self.env["mail.render.mixin"].with_user(self.campaign_id.user_id)
        return renderer._render_template(
            self._fill_in(self.message or ""),
            "res.partner",
            contact_ids,
            engine="inline_template",
        )

    def _find_problem(self):
        problem = super()._find_problem()
        if not problem and self.kind == "webhook" and not self.webhook_url:
            return self.env._("Enter the address of the webhook of “%s”.", self.name)
        return problem

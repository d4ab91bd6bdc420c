from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from . import webhook_address
from .step_kinds import Kind

#: Hosts within the own network that webhooks may be sent to, with commas between them.
HOSTS_PARAMETER = "repeat_sales_crm.webhook_hosts"

_MARKETERS = "repeat_sales_crm.group_marketer,sales_team.group_sale_manager"


class CrmCampaignStep(models.Model):
    """A message handed to another program, such as a chat bot."""

    _inherit = "crm.campaign.step"

    kind = fields.Selection(
        selection_add=[("webhook", "Message by Webhook")],
        ondelete={"webhook": "cascade"},
    )
    webhook_url = fields.Char(
        string="Address",
        groups=_MARKETERS,
        help="Where the message is sent to, by HTTP POST.",
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
            problem = step.webhook_url and step._find_address_problem()
            if problem:
                raise ValidationError(problem)

    def _check_author(self):
        """Ask of texts what Odoo asks of its own templates."""
        is_trusted = self.env.su or self._is_editor(self.env.user)
        for step in self:
            if not is_trusted and self._is_sensitive(step.message):
                raise AccessError(
                    self.env._(
                        "Only a Mail Template Editor can write the placeholders in "
                        "the text of “%s”. Others use those that the editor of "
                        "messages offers, such as {{ object.name }}.",
                        step.name,
                    )
                )
        return super()._check_author()

    def _find_address_problem(self):
        """Return why no data of customers is sent to the address, or False.

        Where its host is, is found out when something is sent.
        """
        hosts = self._get_allowed_hosts()
        if webhook_address.is_allowed(self.webhook_url, hosts):
            return False
        return self._tell_forbidden_address()

    def _get_allowed_hosts(self):
        """Return the names of hosts that may be within the own network."""
        # What an administrator allowed holds for whoever plans a campaign.
        parameters = self.env["ir.config_parameter"].sudo()
        allowed = parameters.get_param(HOSTS_PARAMETER, "")
        return {host.strip().lower() for host in allowed.split(",")}

    def _tell_forbidden_address(self):
        return self.env._(
            "The address of a webhook begins with https:// and is not within the own "
            "network, since it carries data of customers. An administrator can allow "
            "hosts in the system parameter %s.",
            HOSTS_PARAMETER,
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
        """Return {contact id: what they are told}, rendered as its author may."""
        renderer = self.env["mail.render.mixin"]
        if self._is_sensitive(self.message):
            renderer = self._get_renderer(self.author_id)
        texts = {}
        for lang, contacts in actions.contact_id.grouped("lang").items():
            text = self.with_context(offer_lang=lang)._fill_in(self.message or "")
            texts |= renderer.with_context(lang=lang or None)._render_template(
                text, "res.partner", contacts.ids
            )
        return texts

    def _find_problem(self):
        problem = super()._find_problem()
        if not problem and self.kind == "webhook" and not self.webhook_url:
            return self.env._("Enter the address of the webhook of “%s”.", self.name)
        return problem

    def _find_rights_problem(self):
        problem = super()._find_rights_problem()
        if problem or self.kind != "webhook":
            return problem
        problem = self._find_author_problem(self.author_id)
        if not problem and self._is_sensitive(self.message):
            return self._find_editor_problem(self.author_id)
        return problem

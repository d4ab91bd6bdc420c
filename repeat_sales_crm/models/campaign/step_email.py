from odoo import fields, models
from odoo.exceptions import UserError

from .step_kinds import Kind


class CrmCampaignStep(models.Model):
    _inherit = "crm.campaign.step"

    kind = fields.Selection(
        selection_add=[("email", "E-mail")], ondelete={"email": "cascade"}
    )

    def _get_email_info(self):
        return Kind(group="message", needs="email", icon="fa-envelope")

    def _get_mailing_kinds(self):
        return [*super()._get_mailing_kinds(), "email"]

    def _run_email(self, actions):
        self._send_mailing(actions)

    def _test_email(self, customer):
        user = self.env.user
        if not user.email:
            raise UserError(self.env._("Enter your own e-mail address first."))
        self._send_test_mail(self._render_test(customer))

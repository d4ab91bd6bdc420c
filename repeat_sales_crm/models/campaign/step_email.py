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
        texts = self._prepare_texts(self.mailing_id)
        sample = self.mailing_id.sudo().copy(texts)
        # Odoo's test takes any contact; what is rendered already stays as it is.
        sample.write(
            {
                name: sample._render_field(name, customer.ids)[customer.id]
                for name in texts
            }
        )
        try:
            wizard = self.env["mailing.mailing.test"].sudo()
            wizard.create(
                {"mass_mailing_id": sample.id, "email_to": user.email_formatted}
            ).send_mail_test()
        finally:
            sample.unlink()

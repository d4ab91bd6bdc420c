from odoo import fields, models
from odoo.exceptions import UserError

from .step_kinds import Kind


class CrmCampaignStep(models.Model):
    _inherit = "crm.campaign.step"

    kind = fields.Selection(selection_add=[("sms", "SMS")], ondelete={"sms": "cascade"})

    def _get_sms_info(self):
        return Kind(group="message", needs="sms", icon="fa-mobile")

    def _get_mailing_kinds(self):
        return [*super()._get_mailing_kinds(), "sms"]

    def _run_sms(self, actions):
        self._send_mailing(actions)

    def _test_sms(self, customer):
        number = self.env.user.partner_id._phone_format(fname="phone")
        if not number:
            raise UserError(self.env._("Enter your own phone number first."))
        body = self._render_test(customer)["body_plaintext"]
        # Users may not make messages by themselves; this one goes to the user.
        self.env["sms.sms"].sudo().create({"number": number, "body": body}).send()

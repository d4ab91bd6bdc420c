from odoo import models


class MailingMailingTest(models.TransientModel):
    _inherit = "mailing.mailing.test"

    def send_mail_test(self):
        """Show the message as one customer would get it, if the context names one."""
        contact_id = self.env.context.get("campaign_test_contact_id")
        if not contact_id:
            return super().send_mail_test()
        # Odoo takes the first record of the order for its sample.
        mailing = self.mass_mailing_id
        values = {
            name: mailing._render_field(name, [contact_id])[contact_id]
            for name in ("subject", "preview", "body_html")
        }
        mailing.write(values)
        return super().send_mail_test()

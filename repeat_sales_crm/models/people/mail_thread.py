from odoo import api, models
from odoo.tools import email_normalize


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _mail_find_partner_from_emails(
        self, emails, records=None, force_create=False, extra_domain=False
    ):
        """Find people by former addresses, too: Odoo compares with present ones."""
        found = super()._mail_find_partner_from_emails(
            emails, records, force_create, extra_domain
        )
        keys = [email_normalize(email) for email in emails]
        missing = {key for key, partner in zip(keys, found, strict=True) if not partner}
        former = self.env["crm.contact.email"]._find_people(missing)
        return [
            partner or former.get(key, partner)
            for key, partner in zip(keys, found, strict=True)
        ]

from odoo import models


class MailingContact(models.Model):
    _inherit = "mailing.contact"

    # Customers are found on mailing lists by their address.
    _lifecycle_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )

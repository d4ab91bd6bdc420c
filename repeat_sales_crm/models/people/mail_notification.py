from odoo import models


class MailNotification(models.Model):
    _inherit = "mail.notification"

    _suspicion_bounce_idx = models.Index(
        "(res_partner_id) WHERE notification_status = 'bounce'"
    )

from odoo import models


class MailingTrace(models.Model):
    _inherit = "mailing.trace"

    # News about dead addresses, and whether a certain one has any.
    _suspicion_bounce_idx = models.Index("(write_date) WHERE trace_status = 'bounce'")
    _suspicion_bounced_email_idx = models.Index("(email) WHERE trace_status = 'bounce'")

from odoo import api, models

#: Kinds of messages that may be written to a customer.
_WRITTEN = {"comment", "email_outgoing"}


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        notes = self.env["crm.customer.refresh"]
        known = notes._get_record_models()
        for message in messages.sudo():
            if message.message_type in _WRITTEN and message.model in known:
                notes._note_records(message.model, [message.res_id])
        return messages

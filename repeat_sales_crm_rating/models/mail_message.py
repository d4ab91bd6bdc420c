from odoo import api, models


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.ondelete(at_uninstall=False)
    def _unlink_hear_ratings(self):
        """The database deletes ratings with their messages, which nobody else sees."""
        self.sudo().rating_ids._hear()

from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            # The reminder of a bad rating was done.
            ratings = self.env["rating.rating"].sudo()
            ratings.search(
                [("reminder_id", "in", self.ids), ("followed_up", "=", False)]
            ).followed_up = True
        return result

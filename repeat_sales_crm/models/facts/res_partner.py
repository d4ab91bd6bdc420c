from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # People on mailing lists are found among the contacts by their address.
    _lifecycle_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )

    def write(self, vals):
        result = super().write(vals)
        if "email" in vals:
            # Another address may have received other mailings.
            self.env["crm.customer.refresh"]._note_records("res.partner", self.ids)
        return result

from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            # It was done, or is to be done again.
            notes = self.env["crm.customer.refresh"]
            known = notes._get_record_models()
            for model, activities in self.grouped("res_model").items():
                if model in known:
                    notes._note_records(model, activities.mapped("res_id"))
        return result

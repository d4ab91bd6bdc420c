from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _create_lifecycle(self):
        result = super()._create_lifecycle()
        for company in self:
            self.env["crm.lifecycle.kpi"]._create_defaults(company)
        return result

    def _get_lifecycle_week_start(self):
        """Return the weekday on which the company's weeks begin, 1 (Monday) to 7.

        It is the one of the company's language and not of the reader's: all readers are
        to see the same numbers.
        """
        self.ensure_one()
        language = self.sudo().partner_id.lang or "en_US"
        return int(self.env["res.lang"]._get_data(code=language).week_start or 1)

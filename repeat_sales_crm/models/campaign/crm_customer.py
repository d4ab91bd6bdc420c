from odoo import models

from .campaign_start import open_new_campaign


class CrmCustomer(models.Model):
    _inherit = "crm.customer"

    def action_start_campaign(self):
        """Open a new campaign for these customers."""
        company = self.company_id[:1]
        mine = self.filtered(lambda customer: customer.company_id == company)
        return open_new_campaign(
            self, "", partner_ids=mine.partner_id.ids, company_id=company.id
        )

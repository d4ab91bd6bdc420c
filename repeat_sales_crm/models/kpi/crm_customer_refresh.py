from odoo import models


class CrmCustomerRefresh(models.Model):
    _inherit = "crm.customer.refresh"

    def _after_closing(self, company, today):
        result = super()._after_closing(company, today)
        self.env["crm.lifecycle.kpi"]._keep_past_values(company, today)
        return result

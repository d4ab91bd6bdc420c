from odoo import models


class CrmCustomerRefresh(models.Model):
    _inherit = "crm.customer.refresh"

    def _begin_day(self, company, today):
        result = super()._begin_day(company, today)
        self.env["crm.wallet.snapshot"]._close_months(company, today)
        return result

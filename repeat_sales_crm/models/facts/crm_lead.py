from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _customer_fields(self):
        return super()._customer_fields() | {"active", "lost_reason_id"}

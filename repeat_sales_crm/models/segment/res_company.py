from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _create_lifecycle(self):
        """Give companies their ready-made segments along with the matrix."""
        result = super()._create_lifecycle()
        self.env["crm.segment"]._create_ready(self)
        return result

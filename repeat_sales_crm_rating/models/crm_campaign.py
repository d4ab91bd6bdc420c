from odoo import models
from odoo.tools import SQL


class CrmCampaign(models.Model):
    _inherit = "crm.campaign"

    def _get_complaint_condition(self, partner):
        """A bad rating that nobody followed up is a complaint, too."""
        return SQL(
            "(%s OR %s)",
            super()._get_complaint_condition(partner),
            self.env["crm.customer"]._get_open_bad_rating_condition(
                self.company_id, partner
            ),
        )

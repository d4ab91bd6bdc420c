from odoo import models
from odoo.tools import SQL

from .crm_segment import DISSATISFIED


class CrmCampaign(models.Model):
    _inherit = "crm.campaign"

    def _get_complaint_condition(self, partner):
        """A bad rating that nobody followed up is a complaint, too.

        But not for a campaign to the dissatisfied: it is there to follow up.
        """
        complaint = super()._get_complaint_condition(partner)
        if DISSATISFIED in self.segment_ids.mapped("code"):
            return complaint
        return SQL(
            "(%s OR %s)",
            complaint,
            self.env["crm.customer"]._get_open_bad_rating_condition(
                self.company_id, partner
            ),
        )

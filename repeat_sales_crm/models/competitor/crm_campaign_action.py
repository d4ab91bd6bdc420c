from odoo import models


class CrmCampaignAction(models.Model):
    """The call card: what the customer says about competitors is entered there."""

    _inherit = "crm.campaign.action"

    def action_add_supply(self):
        """Enter what a competitor sells to the customer who is called."""
        self.ensure_one()
        return self.partner_id.with_context(
            supply_company_id=self.company_id.id
        ).action_add_supply()

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _compute_commercial_partner(self):
        """Ratings are found through the person who gave them."""
        before = {partner: partner.commercial_partner_id for partner in self._origin}
        result = super()._compute_commercial_partner()
        moved = [
            partner
            for partner, buyer in before.items()
            if buyer and partner.commercial_partner_id != buyer
        ]
        if moved:
            notes = self.env["crm.customer.refresh"]
            notes._note_facts(
                (None, buyer.id)
                for partner in moved
                for buyer in (before[partner], partner.commercial_partner_id)
            )
        return result

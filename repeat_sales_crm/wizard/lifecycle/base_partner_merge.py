from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        concerned = partners.commercial_partner_id
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        # The merge moves documents by SQL, which nothing else notices.
        remaining = (concerned | partners).exists()
        self.env["crm.customer.refresh"]._note(
            (False, partner.id)
            for partner in remaining | remaining.commercial_partner_id
        )
        return result

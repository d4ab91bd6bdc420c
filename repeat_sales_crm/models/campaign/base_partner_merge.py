from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Have who refused go on refusing, whichever address is kept."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        refused = partners._find_campaign_refusals()
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        kept = partners.exists()
        if len(kept) == 1 < len(partners):
            kept._keep_campaign_refusals(refused)
        return result

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Make one member of two that were in the same wave.

        Odoo would delete one of them, and with it what was done for that customer; what
        waits would be done twice.
        """
        self.env["crm.campaign.member"].sudo()._merge_twins(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

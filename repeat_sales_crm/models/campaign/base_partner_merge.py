from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Make one member of two that were in the same wave.

        Odoo would delete one of them, and with it what was done for that customer; what
        waits would be done twice.
        """
        self.env["crm.campaign.member"].sudo()._merge_twins(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

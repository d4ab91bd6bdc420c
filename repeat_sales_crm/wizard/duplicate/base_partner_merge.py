from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Write down who was merged and what was dropped, wherever it is done from."""
        if self.env.context.get("duplicate_is_recorded"):
            return super()._merge(partner_ids, dst_partner, extra_checks)
        partners = self.env["res.partner"].browse(partner_ids).exists()
        merges = self.env["crm.duplicate.merge"].sudo()
        before = merges._look(partners)
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        remaining = partners.exists()
        if len(remaining) == 1 and len(partners) > 1:
            merges._record(before, remaining, "wizard")
        return result

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Take what was said of the contacts along, before Odoo deletes it."""
        pairs = self.env["crm.duplicate.pair"].sudo()
        groups = self.env["crm.duplicate"].sudo()
        pairs._prepare_merge(src_partners.sudo(), dst_partner.sudo())
        groups._prepare_merge(src_partners.sudo(), dst_partner.sudo())
        return super()._update_foreign_keys(src_partners, dst_partner)

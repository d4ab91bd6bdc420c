from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Make one career of several, before Odoo gives all positions to one contact.

        Odoo deletes what violates a constraint then, and would take history along.
        """
        positions = self.env["crm.contact.position"]
        positions._prepare_merge(src_partners, dst_partner)
        self.env["crm.contact.suspicion"]._prepare_merge(src_partners, dst_partner)
        self.env["crm.partner.relation"]._prepare_merge(src_partners, dst_partner)
        self.env["crm.contact.email"]._prepare_merge(src_partners, dst_partner)
        self.env["crm.lead.stakeholder"]._prepare_merge(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

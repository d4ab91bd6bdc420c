from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        concerned = partners.commercial_partner_id
        customers = (
            self.env["crm.customer"]
            .sudo()
            .with_context(active_test=False)
            .search([("partner_id", "in", partners.ids)])
        )
        standing = customers._read_standing()
        # The merge may give contacts another company, by SQL and by the ORM.
        self.env["crm.purchase.document"]._freeze_buyers(
            {partner.id: partner.commercial_partner_id.id for partner in partners}
        )
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        remaining = (concerned | partners).exists()
        merged_into = partners.exists()[:1]
        gone = customers - customers.exists()
        self.env["crm.lifecycle.move"].sudo()._enter_merged(
            [standing[customer.id] for customer in gone], merged_into
        )
        # The merge moves documents by SQL, which nothing else notices.
        self.env["crm.customer.refresh"].with_context(lifecycle_cause="merge")._note(
            (False, partner.id)
            for partner in remaining | remaining.commercial_partner_id
        )
        return result

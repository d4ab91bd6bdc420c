from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Make one profile of several, and one history of what was known.

        The merge moves supplies and budgets by SQL: afterwards the latest fact of each
        competitor has to be found anew.
        """
        partners = self.env["res.partner"].browse(partner_ids).exists()
        kept = dst_partner or self._get_ordered_partner(partners.ids)[-1:]
        profiles = (
            self.env["crm.competitor"]
            .sudo()
            .with_context(active_test=False)
            .search([("partner_id", "in", partners.ids)])
        )
        if len(profiles) > 1:
            self._merge_profiles(profiles, kept)
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        remaining = partners.exists().commercial_partner_id
        self.env["crm.customer.supply"].sudo()._find_latest(remaining.ids)
        return result

    def _merge_profiles(self, profiles, kept_partner):
        """Have the profile of the remaining contact take over all of the others."""
        kept = profiles.filtered(lambda one: one.partner_id == kept_partner)
        kept = (kept or profiles)[:1]
        others = profiles - kept
        taken = {
            name: next((one[name] for one in others if one[name]), False)
            for name in kept._card_fields()
            if not kept[name]
        }
        kept.write({name: text for name, text in taken.items() if text})
        quiet = self.env(
            su=True, context={**self.env.context, "competitor_syncing": True}
        )
        known = kept.with_env(quiet)
        for line in quiet["crm.lead.competitor"].search(
            [("competitor_id", "in", others.ids)], order="id"
        ):
            if known in line.lead_id.competitor_line_ids.competitor_id:
                line.unlink()
            else:
                line.competitor_id = known
        for model, name in (
            ("crm.competitor.offer", "competitor_id"),
            ("crm.competitor.action", "competitor_id"),
            ("crm.customer.supply", "competitor_id"),
            ("crm.wallet.snapshot", "competitor_id"),
            ("crm.lead", "lost_competitor_id"),
        ):
            quiet[model].with_context(active_test=False).search(
                [(name, "in", others.ids)]
            ).write({name: kept.id})
        others.unlink()

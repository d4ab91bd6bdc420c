from odoo import models

from ...models.profile.res_partner import ENTERED_FACTS


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_values(self, src_partners, dst_partner):
        """Keep the facts, also where whoever merges does not see them.

        A merge is no check: the facts are as old as the oldest check among those that
        they come from.
        """
        quiet = dst_partner.with_context(facts_not_checked=True)
        facts = self._collect_facts(src_partners.sudo(), dst_partner.sudo())
        result = super()._update_values(src_partners, quiet)
        if facts:
            quiet.sudo().write(facts)
        return result

    def _collect_facts(self, src_partners, dst_partner):
        """Return the values of the facts that the merged contact gets."""
        facts = {}
        givers = dst_partner.browse()
        for name in ENTERED_FACTS:
            giver = next(
                (
                    partner
                    for partner in (dst_partner, *reversed(src_partners))
                    if partner[name]
                ),
                None,
            )
            if giver:
                givers |= giver
                facts[name] = giver._fields[name].convert_to_write(giver[name], giver)
        dates = (givers or src_partners | dst_partner).mapped("facts_checked_date")
        if any(dates):
            known = all(dates) or not givers
            facts["facts_checked_date"] = known and min(filter(None, dates))
        return facts

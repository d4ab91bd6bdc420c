from odoo import models

from .campaign_start import open_new_campaign

#: What decides who is in a segment.
_RULE_FIELDS = {"domain", "lifecycle_segment_ids"}


class CrmSegment(models.Model):
    _inherit = "crm.segment"

    def write(self, vals):
        result = super().write(vals)
        if not _RULE_FIELDS.isdisjoint(vals):
            using = affected = self.sudo()
            while using:
                using = using.used_in_ids - affected
                affected |= using
            # Whom the new rule finds inside did not come in by themselves.
            self.env["crm.campaign"]._find_users_of(affected)._take_presence()
        return result

    def action_start_campaign(self):
        """Open a new campaign for the customers in this segment."""
        self.ensure_one()
        return open_new_campaign(
            self, self.name, segment_ids=self.ids, company_id=self.company_id.id
        )

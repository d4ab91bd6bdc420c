from odoo import models

from .campaign_start import open_new_campaign


class CrmLifecycleSegment(models.Model):
    _inherit = "crm.lifecycle.segment"

    def action_start_campaign(self):
        """Open a new campaign for the customers in this cell."""
        self.ensure_one()
        return open_new_campaign(
            self,
            self.name,
            lifecycle_segment_ids=self.ids,
            company_id=self.company_id.id,
            goal=self.goal,
        )

    def action_open_campaigns(self):
        """Open the campaigns and playbooks for this cell."""
        self.ensure_one()
        self.env["crm.campaign"].action_open_playbooks()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_campaign_action"
        )
        return action | {
            "name": self.env._("Campaigns: %s", self.name),
            "domain": [("lifecycle_segment_ids", "in", self.ids)],
            "context": {
                "default_lifecycle_segment_ids": self.ids,
                "default_company_id": self.company_id.id,
            },
        }

from odoo import fields, models
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    campaign_quiet_from = fields.Float(
        string="Quiet From",
        default=20.0,
        help="No messages are sent from this hour on, in the customer's time zone.",
    )
    campaign_quiet_to = fields.Float(
        string="Quiet Until",
        default=8.0,
        help="The hour from which messages are sent again. The same as the beginning: "
        "no quiet hours.",
    )
    campaign_daily_calls = fields.Integer(
        string="Calls per Seller and Day",
        default=20,
        help="Calls that campaigns give to a seller: open ones, and those made today. "
        "The rest waits, the most valuable customers go first. 0: no limit.",
    )
    campaign_blocked_segment_id = fields.Many2one(
        "crm.segment",
        string="Not to Be Contacted",
        ondelete="restrict",
        domain="[('company_id', '=', id)]",
        help="Campaigns leave customers in this segment alone.",
    )

    campaign_playbooks_made = fields.Boolean(
        string="Has Got Playbooks",
        help="The playbooks to start with were made, and may have been deleted since.",
    )

    def _create_lifecycle(self):
        """Give companies their caps along with the matrix."""
        result = super()._create_lifecycle()
        caps = self.env["crm.campaign.cap"]
        having = caps.search([("company_id", "in", self.ids)]).company_id
        caps._create_defaults(self - having)
        return result

    def write(self, vals):
        """Have the next waves follow the company's clock."""
        former = {}
        if "lifecycle_tz" in vals:
            former = {company: company.lifecycle_tz for company in self}
        result = super().write(vals)
        moved = self.filtered(
            lambda company: (
                company in former and company.lifecycle_tz != former[company]
            )
        )
        if moved:
            # Whoever keeps the company's settings need not see its campaigns.
            campaigns = self.env["crm.campaign"].sudo()
            # What is due already is launched yet.
            coming = Domain("next_run_at", ">", fields.Datetime.now())
            coming &= Domain("company_id", "in", moved.ids)
            campaigns.search(coming)._plan_running()
        return result

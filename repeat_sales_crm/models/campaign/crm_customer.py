from odoo import fields, models

from .campaign_place import get_place_domain
from .campaign_start import open_new_campaign


class CrmCustomer(models.Model):
    _inherit = "crm.customer"

    campaign_place = fields.Char(
        string="Place in a Campaign",
        store=False,
        search="_search_campaign_place",
        help="Only for lists that a campaign opens.",
    )

    def _search_campaign_place(self, operator, value):
        return get_place_domain(self.env, "partner_id", operator, value)

    def action_start_campaign(self):
        """Open a new campaign for these customers."""
        company = self.company_id[:1]
        mine = self.filtered(lambda customer: customer.company_id == company)
        return open_new_campaign(
            self, "", partner_ids=mine.partner_id.ids, company_id=company.id
        )

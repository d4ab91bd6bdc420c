from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..lifecycle.among import among, not_among

_SALESMAN = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    _inherit = "res.partner"

    saved_segment_ids = fields.Many2many(
        "crm.segment",
        string="Segments",
        compute="_compute_saved_segment_ids",
        search="_search_saved_segment_ids",
        groups=_SALESMAN,
        help="The saved segments that the contact's company is in now.",
    )

    @api.depends_context("company", "uid")
    def _compute_saved_segment_ids(self):
        customers = self._get_lifecycle_customers()
        by_partner = {customer.partner_id.id: customer for customer in customers}
        for partner in self:
            customer = by_partner.get(
                partner.commercial_partner_id.id, customers.browse()
            )
            partner.saved_segment_ids = customer.saved_segment_ids

    def _search_saved_segment_ids(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        customers = self.env["crm.customer"].with_context(active_test=False)
        found = customers._search(Domain("saved_segment_ids", operator, value))
        partner = SQL.identifier(found.table, "partner_id")
        domain = among("commercial_partner_id", found.select(partner))
        if operator == "in" and False in value:
            # Whoever is no customer at all is in no segment either.
            known = customers._search([("company_id", "in", self.env.companies.ids)])
            domain |= not_among("commercial_partner_id", known.select("partner_id"))
        return domain

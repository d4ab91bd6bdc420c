from odoo import api, fields, models

_SALESMAN = "sales_team.group_sale_salesman"


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.customer.source"]

    lifecycle_is_silent = fields.Boolean(
        string="Unusually Silent", compute="_compute_lifecycle", groups=_SALESMAN
    )
    lifecycle_explanation = fields.Text(
        string="Why Here, What Next", compute="_compute_lifecycle", groups=_SALESMAN
    )

    @api.depends("partner_id")
    @api.depends_context("company", "uid")
    def _compute_lifecycle(self):
        """Say how the deal's customer stands in the company of the deal."""
        for company, leads in self.grouped(lambda lead: lead.company_id).items():
            partners = leads.with_company(company or self.env.company).partner_id
            by_id = {partner.id: partner for partner in partners}
            for lead in leads:
                partner = by_id.get(lead.partner_id.id, partners.browse())
                lead.lifecycle_is_silent = partner.lifecycle_is_silent
                lead.lifecycle_explanation = partner.lifecycle_explanation

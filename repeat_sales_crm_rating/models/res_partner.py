from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    lifecycle_satisfaction_text = fields.Text(
        string="Satisfaction",
        compute="_compute_lifecycle_satisfaction",
        groups="sales_team.group_sale_salesman",
    )
    lifecycle_bad_rating_open = fields.Boolean(
        string="Bad Rating to Be Followed Up",
        compute="_compute_lifecycle_satisfaction",
        search="_search_lifecycle_bad_rating_open",
        groups="sales_team.group_sale_salesman",
    )

    @api.depends_context("company", "uid")
    def _compute_lifecycle_satisfaction(self):
        customers = self._get_lifecycle_customers()
        by_partner = {customer.partner_id.id: customer for customer in customers}
        for partner in self:
            customer = by_partner.get(
                partner.commercial_partner_id.id, customers.browse()
            )
            partner.lifecycle_satisfaction_text = customer.satisfaction_text
            partner.lifecycle_bad_rating_open = customer.bad_rating_open

    def _search_lifecycle_bad_rating_open(self, operator, value):
        return self._search_lifecycle("bad_rating_open", operator, value)

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from . import control_group

#: In the context: who is drawn is in, whatever segment is never in the group.
BY_DRAW = "campaign_control_by_draw"


class CrmCustomer(models.Model):
    """Which customers no campaign contacts, to compare with."""

    _inherit = "crm.customer"

    control_group_ids = fields.Many2many(
        "crm.campaign.control.group",
        string="Control Groups of All Campaigns",
        compute="_compute_control_group_ids",
        search="_search_control_group_ids",
        groups="sales_team.group_sale_salesman_all_leads",
        help="The periods in which no campaign contacts the customer.",
    )

    @api.depends("company_id", "partner_id")
    def _compute_control_group_ids(self):
        groups = self.env["crm.campaign.control.group"]
        self.control_group_ids = groups
        customers = self.with_context(active_test=False)
        for group in groups.search([("company_id", "in", self.company_id.ids)]):
            among = Domain("id", "in", self.ids)
            for customer in customers.search(among & self._is_in(group)):
                customer.control_group_ids += group

    def _search_control_group_ids(self, operator, value):
        groups = self.env["crm.campaign.control.group"]
        if operator == "any":
            found = groups.search(value)
        elif operator == "in":
            found = groups.browse(one for one in value if one)
        else:
            return NotImplemented
        domain = Domain.OR(self._is_in(group) for group in found)
        if operator == "in" and False in value:
            domain |= ~Domain.OR(self._is_in(group) for group in groups.search([]))
        return domain

    def _is_in(self, group):
        """Return the domain of the customers in a control group over all campaigns."""
        company = group.company_id

        def to_sql(model, alias, _query):
            partner = SQL.identifier(alias, "partner_id")
            allowed = SQL("TRUE")
            if not model.env.context.get(BY_DRAW):
                allowed = company.sudo()._get_not_exempt_condition(partner)
            return SQL(
                "(%s AND %s)",
                control_group.global_control_condition(
                    company.id, group.key, partner, group.share
                ),
                allowed,
            )

        return Domain("company_id", "=", company.id) & Domain.custom(to_sql=to_sql)

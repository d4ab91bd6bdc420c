from odoo import api, fields, models

_SALESMAN = "sales_team.group_sale_salesman"

#: How many of their categories a related company is described by.
_NAMED = 3


class ResPartner(models.Model):
    """What a related company buys, beside the customer in the context."""

    _inherit = "res.partner"

    related_as = fields.Selection(
        [("parent", "Parent"), ("sister", "Sister"), ("daughter", "Daughter")],
        compute="_compute_related",
        groups=_SALESMAN,
        help="What the company is to the customer whom the context key "
        "``related_customer_id`` names.",
    )
    related_categories = fields.Char(
        string="Buys", compute="_compute_related", groups=_SALESMAN
    )
    related_missing = fields.Char(
        string="Of Which Not Bought Here",
        compute="_compute_related",
        groups=_SALESMAN,
        help="The categories that the related company buys and the customer does not.",
    )

    @api.depends_context("related_customer_id", "company", "uid")
    def _compute_related(self):
        customer = (
            self.env["crm.customer"]
            .browse(self.env.context.get("related_customer_id"))
            .exists()
        )
        own = customer.category_ids.categ_id
        for partner in self:
            bought = partner.lifecycle_customer_id.category_ids
            best = bought.filtered(lambda category: category.amount > 0).categ_id
            partner.related_categories = ", ".join(best[:_NAMED].mapped("name"))
            partner.related_missing = ", ".join((best - own)[:_NAMED].mapped("name"))
            partner.related_as = partner._get_relation_to(customer.partner_id)

    def _get_relation_to(self, partner):
        if not partner:
            return False
        if partner.parent_id.commercial_partner_id == self:
            return "parent"
        return "daughter" if self.parent_id == partner else "sister"

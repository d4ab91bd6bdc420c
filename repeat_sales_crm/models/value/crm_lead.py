from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    whitespace_categ_id = fields.Many2one(
        "product.category",
        string="White Space",
        index="btree_not_null",
        ondelete="set null",
        groups="sales_team.group_sale_salesman",
        help="The product category that customers like this one buy and this one does "
        "not, for which the opportunity was begun.",
    )

    def _merge_get_fields_specific(self):
        return super()._merge_get_fields_specific() | {
            "whitespace_categ_id": lambda _name, leads: next(
                (
                    lead.whitespace_categ_id.id
                    for lead in leads
                    if lead.whitespace_categ_id
                ),
                False,
            )
        }

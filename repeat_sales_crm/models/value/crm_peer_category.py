from odoo import fields, models


class CrmPeerCategory(models.Model):
    """A product category that is typical of a group of customers."""

    _name = "crm.peer.category"
    _description = "Typical Category"
    _order = "amount desc, id"
    _rec_name = "categ_id"
    _log_access = False

    group_id = fields.Many2one(
        "crm.peer.group", required=True, readonly=True, index=True, ondelete="cascade"
    )
    categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    buyer_count = fields.Integer(string="Buyers", readonly=True)
    amount = fields.Monetary(
        string="A Year",
        readonly=True,
        aggregator="avg",
        help="What a buyer spends on the category in a year: the median.",
    )
    currency_id = fields.Many2one(related="group_id.company_id.currency_id")

    _categ_uniq = models.Constraint(
        "UNIQUE(group_id, categ_id)", "A group has a category once."
    )

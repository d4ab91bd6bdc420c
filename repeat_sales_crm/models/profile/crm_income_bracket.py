from odoo import fields, models


class CrmIncomeBracket(models.Model):
    """A range of incomes, as coarse as people are willing to tell."""

    _name = "crm.income.bracket"
    _description = "Income Bracket"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="From the lowest income to the highest: lists sort by it."
    )
    active = fields.Boolean(
        default=True, help="Archived brackets stay with the contacts who have them."
    )
    lower_bound = fields.Monetary(
        string="From",
        help="Yearly income from which the bracket begins. Optional: it says to those "
        "who enter facts what the name means.",
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )

    _lower_bound_check = models.Constraint(
        "CHECK(lower_bound >= 0)", "An income bracket begins at 0 or more."
    )

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    facts_stale_months = fields.Integer(
        string="Facts Are Old After",
        default=12,
        help="Months after which facts about a contact should be checked again.",
    )

    _facts_stale_months_check = models.Constraint(
        "CHECK(facts_stale_months >= 1)",
        "Facts are checked again after one month at the earliest.",
    )

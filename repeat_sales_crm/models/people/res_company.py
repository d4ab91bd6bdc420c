from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    stakeholder_unmet_days = fields.Integer(
        string="Stakeholders Not Met For",
        default=30,
        help="Whoever takes part in a decision and was not met for more than so many "
        "days is named on the deal and marked in the influence map.",
    )

    _stakeholder_unmet_days_check = models.Constraint(
        "CHECK(stakeholder_unmet_days > 0)",
        "Enter after how many days a stakeholder should have been met again, at least "
        "one.",
    )

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    supply_valid_days = fields.Integer(
        string="Facts About Competitors Hold For",
        default=365,
        help="After so many days a fact about a competitor has grown old: it no longer "
        "counts, and its seller is asked again.",
    )
    contract_notice_days = fields.Integer(
        string="Remind Before a Contract Ends",
        default=60,
        help="So many days before a competitor's contract ends, the customer's seller "
        "gets a task. 0 means no task.",
    )

    _supply_valid_days_check = models.Constraint(
        "CHECK(supply_valid_days > 0)",
        "Facts about competitors have to hold for one day at least.",
    )
    _contract_notice_days_check = models.Constraint(
        "CHECK(contract_notice_days >= 0)",
        "The days before the end of a contract cannot be fewer than 0.",
    )

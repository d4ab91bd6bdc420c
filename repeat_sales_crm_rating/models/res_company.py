from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rating_reminder = fields.Boolean(
        string="Remind of Bad Ratings",
        default=True,
        help="Give the customer's salesperson an activity when a customer gave a bad "
        "rating.",
    )
    rating_reminder_days = fields.Integer(
        string="Follow Up Within",
        default=1,
        help="Days after a bad rating within which somebody should talk to the "
        "customer.",
    )
    rating_responsible_id = fields.Many2one(
        "res.users",
        string="Responsible for Bad Ratings",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Who follows up for customers without a salesperson. Nobody: such "
        "customers are in the list of the dissatisfied only.",
    )

    _rating_reminder_days_check = models.Constraint(
        "CHECK(rating_reminder_days >= 0)",
        "Bad ratings are followed up on the same day at the earliest: enter 0 or more.",
    )

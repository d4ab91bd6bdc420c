from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rating_reminder = fields.Boolean(
        string="Remind of Bad Ratings",
        default=True,
        help="Give the customer's salesperson an activity when a customer gave a bad "
        "rating.",
    )
    rating_reminder_since = fields.Datetime(
        string="Remind of Bad Ratings Since",
        default=fields.Datetime.now,
        readonly=True,
        help="Nobody is reminded of ratings given before reminders were switched on.",
    )
    rating_reminder_days = fields.Integer(
        string="Follow Up Within",
        default=1,
        help="Days within which somebody should talk to the customer.",
    )
    rating_responsible_id = fields.Many2one(
        "res.users",
        string="Responsible for Bad Ratings",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Who follows up where there is no salesperson, and no leader of the sales "
        "team of what was rated. Nobody: such customers are only in the list of the "
        "dissatisfied.",
    )

    _rating_reminder_days_check = models.Constraint(
        "CHECK(rating_reminder_days >= 0)",
        "Bad ratings are followed up on the same day at the earliest: enter 0 or more.",
    )

    def write(self, vals):
        if vals.get("rating_reminder"):
            woken = self.filtered(lambda company: not company.rating_reminder)
            super(ResCompany, woken).write(
                {"rating_reminder_since": fields.Datetime.now()}
            )
        return super().write(vals)

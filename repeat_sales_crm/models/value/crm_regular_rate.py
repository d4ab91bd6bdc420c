from datetime import timedelta

from odoo import api, fields, models

from .regulars import SILENCES

OUTLOOKS = [
    ("regular", "Regular"),
    ("likely", "Likely Regular"),
    ("open", "Open"),
    ("one_timer", "One-Timer"),
]


class CrmRegularRate(models.Model):
    """How many of a group of customers became regular."""

    _name = "crm.regular.rate"
    _description = "Rate of Becoming Regular"
    _order = "purchase_count, silence"

    study_id = fields.Many2one(
        "crm.regular.study", required=True, index=True, ondelete="cascade"
    )
    purchase_count = fields.Integer(string="Purchases", readonly=True)
    silence = fields.Integer(
        readonly=True, help="The place of the group in the order of silence."
    )
    days = fields.Char(string="Days Since the Last One", compute="_compute_days")
    customer_count = fields.Integer(string="Customers", readonly=True)
    became_count = fields.Integer(string="Became Regular", readonly=True)
    probability = fields.Float(
        readonly=True,
        aggregator="avg",
        help="The share who became regular; drawn towards that of all with as many "
        "purchases where the group is small.",
    )
    label = fields.Selection(OUTLOOKS, string="Called", readonly=True)

    _group_uniq = models.Constraint(
        "UNIQUE(study_id, purchase_count, silence)", "A group has one rate."
    )

    @api.depends("silence")
    def _compute_days(self):
        for rate in self:
            lower = SILENCES[rate.silence]
            upper = SILENCES[rate.silence + 1 :][:1]
            rate.days = f"{lower}–{upper[0] - 1}" if upper else f"{lower}+"

    def _explain_source(self):
        """Return in words on whom the rate was measured."""
        if not self.customer_count:
            return self.env._(
                "Nobody stood so then: measured on all with as many purchases."
            )
        return self.env._(
            "Measured on %s who stood so, and on others with as many purchases.",
            self.customer_count,
        )

    def action_open_customers(self):
        """Open the customers who are in the group today."""
        self.ensure_one()
        today = self.study_id.company_id._lifecycle_today()
        domain = [("purchase_count", "=", self.purchase_count)]
        if self.silence:
            latest = today - timedelta(days=SILENCES[self.silence])
            domain.append(("last_date", "<=", latest))
        for days in SILENCES[self.silence + 1 :][:1]:
            domain.append(("last_date", ">", today - timedelta(days=days)))
        name = self.env._(
            "Purchases: %(purchases)s, the last %(days)s days ago",
            purchases=self.purchase_count,
            days=self.days,
        )
        return self.study_id._open_customers(domain, name)

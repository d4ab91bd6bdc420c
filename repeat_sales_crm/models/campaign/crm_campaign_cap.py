from odoo import api, fields, models


class CrmCampaignCap(models.Model):
    """How often a customer is contacted at most, across all campaigns."""

    _name = "crm.campaign.cap"
    _description = "Frequency Cap"
    _order = "company_id, channel_group, days, id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    channel_group = fields.Selection(
        [("human", "People"), ("message", "Messages"), ("any", "Any contact")],
        required=True,
        default="any",
    )
    max_count = fields.Integer(string="At Most", required=True, default=1)
    days = fields.Integer(
        string="In Days",
        required=True,
        default=7,
        help="The last so many times 24 hours, whatever the day of the week.",
    )

    _numbers_check = models.Constraint(
        "CHECK(max_count >= 1 AND days >= 1)",
        "Allow at least one contact in at least one day.",
    )
    _group_uniq = models.Constraint(
        "UNIQUE(company_id, channel_group, days)",
        "There is a cap for these contacts and this number of days already.",
    )

    @api.depends("channel_group", "max_count", "days")
    def _compute_display_name(self):
        for cap in self:
            cap.display_name = self.env._(
                "%(count)s in %(days)s days", count=cap.max_count, days=cap.days
            )

    def copy_data(self, default=None):
        """Have each copy look at one day more than all that there are."""
        vals_list = super().copy_data(default)
        if "days" in (default or {}):
            return vals_list
        longest = self.search([], order="days desc", limit=1).days
        for days, vals in enumerate(vals_list, longest + 1):
            vals["days"] = days
        return vals_list

    @api.model
    def _create_defaults(self, companies):
        """Give companies caps to start with: two of each group a week, three in all."""
        self.create(
            [
                {
                    "company_id": company.id,
                    "channel_group": group,
                    "max_count": count,
                    "days": 7,
                }
                for company in companies
                for group, count in (("message", 2), ("human", 2), ("any", 3))
            ]
        )

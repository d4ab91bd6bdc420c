from collections import Counter

from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    campaign_daily_calls = fields.Integer(
        string="Campaign Calls per Day",
        help="Calls that campaigns give to this user. 0: as the company says.",
    )

    def _count_open_calls(self):
        """Return a Counter of the calls of campaigns that users have not made yet."""
        return Counter(
            {
                user.id: count
                for user, count in self.env["crm.campaign.action"]
                .sudo()
                ._read_group(
                    [
                        ("user_id", "in", self.ids),
                        ("state", "=", "running"),
                        (
                            "kind",
                            "in",
                            self.env["crm.campaign.step"]._get_capacity_kinds(),
                        ),
                    ],
                    ["user_id"],
                    ["__count"],
                )
            }
        )

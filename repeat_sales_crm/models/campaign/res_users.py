from collections import Counter

from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    campaign_daily_calls = fields.Integer(
        string="Campaign Calls per Day",
        help="Calls that campaigns give to this user. 0: as the company says.",
    )
    campaign_daily_meetings = fields.Integer(
        string="Campaign Meetings per Day",
        help="Meetings that campaigns give to this user. 0: as the company says.",
    )

    # ------------------------------------------------------------------
    # Who leaves
    # ------------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if not vals.get("active", True) or "company_ids" in vals:
            self._give_open_actions_away()
        return result

    def action_archive(self):
        # Odoo deletes the activities of users, and archives these then.
        self._having_open_actions().write({"active": False})
        return super().action_archive()

    @api.ondelete(at_uninstall=False)
    def _unlink_after_giving_away(self):
        self._having_open_actions().write({"active": False})

    def _having_open_actions(self):
        groups = (
            self.env["crm.campaign.action"]
            .sudo()
            ._read_group(
                [("user_id", "in", self.ids), ("state", "=", "running")], ["user_id"]
            )
        )
        return self.filtered("active") & self.browse([user.id for [user] in groups])

    def _give_open_actions_away(self):
        """Have others do what campaigns gave to users, where they are there no more."""
        # Whoever archives users need not see campaigns, and must not lose calls.
        actions = self.env["crm.campaign.action"].sudo()
        now = fields.Datetime.now()
        while actions._rehome_chunk(now, self.ids):
            continue
        left = actions.search(
            [
                ("user_id", "in", self.filtered(lambda user: not user.active).ids),
                ("state", "=", "running"),
                ("channel_group", "=", "human"),
            ]
        )
        for campaign in left.campaign_id:
            campaign._tell_problem(campaign._find_absence())

    def _count_open_calls(self, capacity="calls"):
        """Return a Counter of what campaigns gave to users that is not done yet.

        :param capacity: one of :data:`.step_kinds.CAPACITIES`
        """
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
                            self.env["crm.campaign.step"]._get_capacity_kinds(capacity),
                        ),
                    ],
                    ["user_id"],
                    ["__count"],
                )
            }
        )

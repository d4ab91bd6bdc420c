from collections import Counter
from math import ceil

from odoo import models


class CrmCampaign(models.Model):
    """The meetings of a launch, by salesperson, beside the calls."""

    _inherit = "crm.campaign"

    def _describe(self, counts, now):
        """Tell ``meetings`` too: how many in all."""
        described = super()._describe(counts, now)
        meetings = sum(seller["meetings"] for seller in described["sellers"])
        return described | {"meetings": meetings}

    def _describe_sellers(self, counts):
        """Tell ``meetings``, ``daily_meetings`` and ``meeting_days`` too."""
        described = super()._describe_sellers(counts)
        meetings = self._spread_meetings(counts)
        known = {seller["user_id"] for seller in described}
        for user in self.env["res.users"].browse(sorted(meetings.keys() - known)):
            described.append(
                self._describe_seller(user, Counter(), Counter(), Counter())
            )
        users = self.env["res.users"].browse(sorted(meetings))
        waiting = users._count_open_calls("meetings")
        for seller in described:
            user = users.browse(seller["user_id"] or ())
            daily = (
                user.campaign_daily_meetings or self.company_id.campaign_daily_meetings
            )
            count = meetings[user.id]
            todo = waiting[user.id] + count if count else 0
            days = ceil(todo / daily) if daily else min(todo, 1)
            seller |= {
                "meetings": count,
                "daily_meetings": daily,
                "meeting_days": days,
            }
        return described

    def _find_last_day(self, steps, sellers, now):
        busy = [
            seller | {"days": max(seller["days"], seller["meeting_days"])}
            for seller in sellers
        ]
        return super()._find_last_day(steps, busy, now)

    def _spread_meetings(self, counts):
        """Return a Counter of the meetings of each user."""
        meetings = Counter()
        kinds = self.env["crm.campaign.step"]._get_capacity_kinds("meetings")
        steps = self.step_ids.filtered(lambda step: step.kind in kinds)
        for (state, _reason, user_id, reached), count in counts.items():
            for step in steps if state == "active" else ():
                needs = step._get_kind_info().needs
                if not needs or needs in reached:
                    meetings.update(step._spread(user_id, count))
        del meetings[False]
        return meetings

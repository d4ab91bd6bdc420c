from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools.misc import format_decimalized_number

#: The days whose entries say how many customers come in a day.
_LATELY = 28


class CrmCampaign(models.Model):
    """What the numbers of the preview mean, and what comes next, in words."""

    _inherit = "crm.campaign"

    def _tell_preview(self):
        """Return what is counted, to be read after the number."""
        _ = self.env._
        if self.state == "draft":
            return _("will be contacted")
        if self.trigger == "enter":
            return _("have entered and will be contacted next")
        return _("would be contacted by the next wave, as of today")

    def _tell_next(self, now):
        """Return sentences that say when, and what the numbers cannot."""
        notes = [self._tell_moment(now), self._tell_entering(now)]
        if not self._origin and self.control_share:
            notes.append(
                self.env._(
                    "Who is in the control group is drawn when the campaign is saved. "
                    "Until then its size is about right."
                )
            )
        return [note for note in notes if note]

    def _tell_moment(self, now):
        _ = self.env._
        moment = self._get_next_moment(now)
        if self.state == "paused":
            return _("Paused: nothing happens until it is resumed.")
        if not moment:
            return ""
        day = self._tell_minute(moment)
        if self.state != "draft":
            if self.trigger == "enter":
                return _("Next look: %s", day)
            return _("Next wave: %s", day)
        if moment > now:
            return _("First wave: %s", day)
        if self.start_at and self.start_at < now - timedelta(hours=1):
            return _("Its start has passed: it begins at once when it is launched.")
        return _("It begins at once when it is launched.")

    def _tell_entering(self, now):
        """Return what happens to who enters, and how many did so lately."""
        if self.trigger != "enter":
            return ""
        _ = self.env._
        text = _("Customers are contacted when they enter the audience.")
        if self.state == "draft":
            text = _(
                "From then on, customers are contacted when they enter the audience."
            )
        daily = self._count_daily_entries(now)
        if daily is None:
            return text
        if daily < 1:
            week = format_decimalized_number(daily * 7)
            return _("%(text)s Lately about %(number)s a week.", text=text, number=week)
        number = format_decimalized_number(daily)
        return _("%(text)s Lately about %(number)s a day.", text=text, number=number)

    def _count_daily_entries(self, now):
        """Return how many customers came into the cells a day, lately.

        :return: None if that is not written down: segments have no ledger
        """
        cells = self.lifecycle_segment_ids._origin
        if not cells or self.segment_ids:
            return None
        today = self._get_today(now)
        came = Domain("company_id", "=", self.company_id.id)
        came &= Domain("to_segment_id", "in", cells.ids)
        came &= Domain("from_segment_id", "not in", cells.ids)
        came &= Domain("cause", "not in", ("rule", "import", "merge"))
        came &= Domain("date", ">", today - timedelta(days=_LATELY))
        # A ledger that began a week ago tells of a week.
        begun = self.company_id.lifecycle_start or today
        days = min(_LATELY, (today - begun).days)
        if days < 7:
            return None
        return self.env["crm.lifecycle.move"].search_count(came) / days

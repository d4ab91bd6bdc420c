from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .working_days import WorkingDays

_WEEK = "1234567"

#: For each group of channels: the fields that say on which days it works.
_FIELDS = {
    "human": ("campaign_call_days", "campaign_call_workdays"),
    "message": ("campaign_message_days", "campaign_message_workdays"),
}


class ResCompany(models.Model):
    """On which days campaigns send messages, and give people something to do."""

    _inherit = "res.company"

    campaign_message_days = fields.Char(
        string="Days of Messages",
        default=_WEEK,
        help="The days of the week on which messages are sent, Monday being 1, in the "
        "time zone of the customer.",
    )
    campaign_message_workdays = fields.Boolean(
        string="Messages Only on Working Days",
        help="No messages on days off and public holidays of the company's working "
        "hours.",
    )
    campaign_call_days = fields.Char(
        string="Days of Calls",
        default=_WEEK,
        help="The days of the week on which people are given calls, meetings and "
        "tasks, Monday being 1.",
    )
    campaign_call_workdays = fields.Boolean(
        string="Calls Only on Working Days",
        default=True,
        help="Nothing is given to people on days off and public holidays of the "
        "company's working hours, and outside those hours nobody is called again.",
    )
    campaign_daily_meetings = fields.Integer(
        string="Meetings per Salesperson and Day",
        help="Meetings that campaigns give to a salesperson: open ones, and those held "
        "today. Others that are in the calendar do not count. The rest waits, the "
        "most valuable customers go first. 0: no limit.",
    )

    @api.constrains("campaign_message_days", "campaign_call_days")
    def _check_campaign_days(self):
        for company in self:
            for name, _workdays in _FIELDS.values():
                days = company[name] or ""
                if not days or set(days) - set(_WEEK) or len(set(days)) != len(days):
                    raise ValidationError(
                        self.env._(
                            "Choose at least one day of the week for “%s”.",
                            self._fields[name]._description_string(self.env),
                        )
                    )

    def _get_working_days(self, group, calendar=None):
        """Return the :class:`.working_days.WorkingDays` of a group of channels.

        :param group: ``human``, ``message`` or ``silent``
        :param calendar: working hours to go by in the place of the company's
        """
        self.ensure_one()
        if group not in _FIELDS:
            return WorkingDays()
        days, workdays = (self[name] for name in _FIELDS[group])
        weekdays = frozenset(int(day) - 1 for day in days or _WEEK)
        calendar = (calendar or self.resource_calendar_id).sudo()
        if not (workdays and calendar):
            return WorkingDays(self.lifecycle_tz, weekdays)
        return WorkingDays(
            self.lifecycle_tz,
            weekdays,
            self._read_hours(calendar),
            self._read_holidays(calendar),
        )

    def _read_hours(self, calendar):
        """Return {(week or None, weekday): (from, to)}; None where hours are free."""
        if calendar.flexible_hours:
            return None
        # Reading a calendar needs no more than being its company's user.
        groups = (
            self.env["resource.calendar.attendance"]
            .sudo()
            ._read_group(
                [
                    ("calendar_id", "=", calendar.id),
                    ("display_type", "=", False),
                    ("day_period", "!=", "lunch"),
                ],
                ["week_type", "dayofweek"],
                ["hour_from:min", "hour_to:max"],
            )
        )
        return {
            (int(week) if week else None, int(weekday)): (begin, end)
            for week, weekday, begin, end in groups
        }

    def _read_holidays(self, calendar):
        """Return the (from, to) of the company's public holidays."""
        # They belong to nobody in particular, and everybody of the company knows them.
        holidays = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search_fetch(
                [
                    ("resource_id", "=", False),
                    ("company_id", "in", (False, self.id)),
                    ("calendar_id", "in", (False, calendar.id)),
                    ("time_type", "=", "leave"),
                ],
                ["date_from", "date_to"],
            )
        )
        return tuple((one.date_from, one.date_to) for one in holidays)

    def _get_days_query(self, begin, end):
        """Return the SELECT of the days on which people of companies have work to do.

        Its columns are ``company_id`` and ``day``.

        :param begin: the first day, counted from each company's today
        :param end: the last day, counted so
        """
        company_ids, days = [], []
        for company in self:
            today = company._lifecycle_today()
            working = company._get_working_days("human").between(
                today + timedelta(days=begin), today + timedelta(days=end)
            )
            company_ids += [company.id] * len(working)
            days += working
        return SQL(
            "SELECT * FROM UNNEST(%s::int[], %s::date[]) AS working (company_id, day)",
            company_ids,
            days,
        )

    def _campaign_next_working_day(self, day, count=0, group="human"):
        """Return the first day from ``day`` on on which campaigns have work done.

        :param count: so many working days later
        :param group: ``human`` or ``message``
        """
        return self._get_working_days(group).add(day, count)

"""Days on which something is done, and days off: arithmetic without a database.

Moments are naive and in UTC, hours are times of day on the clock of a time zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from ..lifecycle.company_day import local_day
from .schedule import at_hour, quiet_until

#: Whoever has no day in so many works on none: then every day counts.
_LONGEST = 366

#: Quiet hours and days off in turn: more rounds cannot be needed.
_ROUNDS = 16


@dataclass(frozen=True)
class WorkingDays:
    """The days on which something is done.

    :param tz: name of the time zone in which holidays are looked at
    :param weekdays: on which it is done at all, Monday being 0
    :param hours: {(week, weekday): (from, to)}, the working hours of the calendar; week
        is 0 or 1 where weeks alternate, else None. None in the place of it all: no
        calendar, every hour of every day
    :param holidays: pairs of moments between which nobody works
    """

    tz: str = "UTC"
    weekdays: frozenset = frozenset(range(7))
    hours: Mapping | None = None
    holidays: tuple = ()

    def is_free(self):
        """Tell whether there is no day off at all."""
        return self.hours is None and not self.holidays and len(self.weekdays) == 7

    def hours_of(self, day):
        """Return the (first, last) hour of a day, or None on a day off.

        A day is a holiday if its noon is in one.
        """
        if day.weekday() not in self.weekdays:
            return None
        hours = (0.0, 24.0)
        if self.hours is not None:
            week = (day.toordinal() - 1) // 7 % 2
            hours = self.hours.get((None, day.weekday())) or self.hours.get(
                (week, day.weekday())
            )
        if hours and self.holidays:
            noon = at_hour(day, 12, self.tz)
            if any(begin <= noon <= end for begin, end in self.holidays):
                return None
        return hours

    def works_on(self, day):
        """Tell whether a day is no day off."""
        return self.hours_of(day) is not None

    def first(self, day):
        """Return the first working day from ``day`` on; ``day`` if there is none."""
        for number in range(_LONGEST):
            if self.works_on(day + timedelta(days=number)):
                return day + timedelta(days=number)
        return day

    def next(self, day):
        """Return the first working day after ``day``."""
        return self.first(day + timedelta(days=1))

    def last(self, day):
        """Return the last working day until ``day``; ``day`` if there is none."""
        for number in range(_LONGEST):
            if self.works_on(day - timedelta(days=number)):
                return day - timedelta(days=number)
        return day

    def add(self, day, count):
        """Return the day ``count`` working days after the first one from ``day``."""
        day = self.first(day)
        for _number in range(count):
            day = self.next(day)
        return day

    def between(self, begin, end):
        """Return the working days from ``begin`` to ``end``, both included."""
        days = (begin + timedelta(days=n) for n in range((end - begin).days + 1))
        return [day for day in days if self.works_on(day)]

    def late(self, deadline, today):
        """Return by how many working days a deadline has passed."""
        return len(self.between(deadline + timedelta(days=1), today))

    def due_day(self, moment, tz):
        """Return the day on which to do what is given at a moment.

        After the working hours of a day that is the next one.
        """
        day = local_day(moment, tz)
        hours = self.hours_of(day)
        if hours and moment >= at_hour(day, hours[1], tz):
            return self.next(day)
        return self.first(day)

    def within_hours(self, moment, tz):
        """Return the first moment within working hours from another one on."""
        day = local_day(moment, tz)
        hours = self.hours_of(day)
        if hours and moment < at_hour(day, hours[1], tz):
            return max(moment, at_hour(day, hours[0], tz))
        following = self.next(day)
        begin, _end = self.hours_of(following) or (0.0, 24.0)
        return at_hour(following, begin, tz)

    def wait_until(self, moment, tz, quiet=(0, 0), hour=0):
        """Return until when something has to wait, and why.

        :param quiet: the quiet hours, from and until
        :param hour: the time of day at which it goes on after days off
        :return: (moment, ``window`` or ``quiet``), or None if it can be done
        """
        reason, until = None, moment
        for _round in range(_ROUNDS):
            day = local_day(until, tz)
            if not self.works_on(day) and (first := self.first(day)) != day:
                until, reason = at_hour(first, hour, tz), reason or "window"
            elif later := quiet_until(until, tz, *quiet):
                until, reason = later, reason or "quiet"
            else:
                break
        return (until, reason) if reason else None

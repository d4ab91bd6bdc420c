"""When campaigns are launched: arithmetic of days, weeks and months in a time zone.

All moments that come in and go out are naive and in UTC, as Odoo stores them.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ..lifecycle.company_day import local_day
from ..lifecycle.time_zones import get_zone

#: The day of a month can be given so.
MONTH_MODES = ("day", "last_day", "weekday")

#: The week of a month that stands for its last one.
LAST_WEEK = 5

#: A schedule without a run in so many years has no more of them. It keeps a slip such
#: as "every 100,000 months" from leaving the calendar.
_YEARS_AHEAD = 100


@dataclass(frozen=True)
class Recurrence:
    """A schedule that repeats.

    :param unit: ``day``, ``week`` or ``month``
    :param every: so many units lie between runs, at least 1
    :param weekdays: the days on which it runs, Monday being 0; empty: the weekday of
        ``start``. Weeks begin on Monday and are counted from the week of ``start``.
    :param month_mode: for months: ``day`` (``month_day``, or the last day of months
        that are too short), ``last_day``, or ``weekday`` (of each of ``weekdays`` the
        ``month_week``-th in the month, 5 being the last one)
    :param hour: time of day on the clock of ``tz``; 9.5 is half past nine
    :param tz: name of a time zone
    :param start: the first day on which it may run; months are counted from its month
    :param end: the last day on which it may run, if there is one
    """

    unit: str
    every: int
    hour: float
    tz: str
    start: date
    end: date | None = None
    weekdays: frozenset = frozenset()
    month_mode: str = "day"
    month_day: int = 1
    month_week: int = 1

    def __post_init__(self):
        if self.unit not in ("day", "week", "month"):
            raise ValueError(f"unknown unit {self.unit!r}")
        if self.every < 1:
            raise ValueError("a schedule repeats after one unit at least")
        if self.month_mode not in MONTH_MODES:
            raise ValueError(f"unknown day of a month {self.month_mode!r}")
        if not 1 <= self.month_day <= 31 or not 1 <= self.month_week <= LAST_WEEK:
            raise ValueError("there is no such day in a month")
        if not self.weekdays <= set(range(7)):
            raise ValueError("the days of a week are the numbers from 0 to 6")
        if not 0 <= self.hour <= 24:
            raise ValueError("a day has the hours from 0 to 24")


def next_run(recurrence, after):
    """Return the first run strictly after a moment, or ``None`` if there is none.

    A century without a run, counted from that moment or from the start if it is later,
    is taken for none.
    """
    return next(_iter_runs(recurrence, after), None)


def runs_between(recurrence, start, end, limit):
    """Return at most ``limit`` runs from ``start`` on, before ``end``."""
    runs = []
    for moment in _iter_runs(recurrence, start - timedelta(microseconds=1)):
        if moment >= end or len(runs) >= limit:
            break
        runs.append(moment)
    return runs


def missed(recurrence, last, now):
    """Return the latest run after ``last`` and not after ``now``, and how many.

    :return: (moment or ``None``, number of runs)
    """
    latest, count = None, 0
    for moment in _iter_runs(recurrence, last):
        if moment > now:
            break
        latest, count = moment, count + 1
    return latest, count


def quiet_until(moment, tz, quiet_from, quiet_to):
    """Return when the quiet hours end in which a moment lies, or ``None``.

    :param quiet_from: time of day on the clock of ``tz`` at which they begin; equal to
        ``quiet_to``: there are none
    :param quiet_to: time of day at which they end; earlier than ``quiet_from``: on the
        next day
    """
    if quiet_from == quiet_to:
        return None
    today = local_day(moment, tz)
    for day in (today - timedelta(days=1), today):
        begin = at_hour(day, quiet_from, tz)
        last_day = day if quiet_to > quiet_from else day + timedelta(days=1)
        end = at_hour(last_day, quiet_to, tz)
        if begin <= moment < end:
            return end
    return None


def next_day_start(moment, tz, hour):
    """Return that time of day on the day after the one in which a moment lies."""
    return at_hour(local_day(moment, tz) + timedelta(days=1), hour, tz)


def at_hour(day, hour, tz):
    """Return the moment at which the clock of ``tz`` shows ``hour`` on a day.

    Where the clock jumps over that time, the first moment after the gap; where it shows
    it twice, the first one. 24 is the midnight that ends the day.
    """
    minutes = round(hour * 60)
    day, minutes = day + timedelta(days=minutes // 1440), minutes % 1440
    zone = get_zone(tz)
    wanted = datetime.combine(day, time(minutes // 60, minutes % 60))
    moment = _to_utc(wanted, zone)
    shown = moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    if shown == wanted:
        return moment
    return _end_of_gap(wanted, zone)


# ----------------------------------------------------------------------
# Days
# ----------------------------------------------------------------------


def _iter_runs(recurrence, after):
    """Yield the runs strictly after a moment, in order, each moment once."""
    # A day's run can lie on the day after it: at 24 o'clock, or after a gap.
    begin = max(recurrence.start, local_day(after, recurrence.tz) - timedelta(days=1))
    limit = date(min(begin.year + _YEARS_AHEAD, date.max.year), 1, 1)
    end = min(recurrence.end or limit, limit)
    days = {"day": _iter_days, "week": _iter_week_days, "month": _iter_month_days}
    for day in days[recurrence.unit](recurrence, begin, end):
        moment = at_hour(day, recurrence.hour, recurrence.tz)
        # Where a whole day was left out, two days run at the same moment.
        if moment > after:
            yield moment
            after = moment


def _iter_days(recurrence, begin, end):
    passed = (begin - recurrence.start).days
    first = -passed % recurrence.every
    for days in range(first, (end - begin).days + 1, recurrence.every):
        yield begin + timedelta(days=days)


def _iter_week_days(recurrence, begin, end):
    first_monday = _monday(recurrence.start)
    weeks = (_monday(begin) - first_monday).days // 7
    weeks -= weeks % recurrence.every
    for week in range(weeks, (end - first_monday).days // 7 + 1, recurrence.every):
        monday = first_monday + timedelta(weeks=week)
        for weekday in _weekdays(recurrence):
            day = monday + timedelta(days=weekday)
            if begin <= day <= end:
                yield day


def _iter_month_days(recurrence, begin, end):
    start = _month_number(recurrence.start)
    month = _month_number(begin)
    month -= (month - start) % recurrence.every
    for number in range(month, _month_number(end) + 1, recurrence.every):
        for day in _days_of_month(recurrence, number // 12, number % 12 + 1):
            if begin <= day <= end:
                yield day


def _month_number(day):
    return day.year * 12 + day.month - 1


def _days_of_month(recurrence, year, month):
    first_weekday, length = monthrange(year, month)
    if recurrence.month_mode == "last_day":
        return [date(year, month, length)]
    if recurrence.month_mode == "day":
        return [date(year, month, min(recurrence.month_day, length))]
    days = []
    for weekday in _weekdays(recurrence):
        first = 1 + (weekday - first_weekday) % 7
        last = first + 7 * ((length - first) // 7)
        is_last = recurrence.month_week == LAST_WEEK
        days.append(last if is_last else first + 7 * (recurrence.month_week - 1))
    return [date(year, month, day) for day in sorted(days)]


def _weekdays(recurrence):
    return sorted(recurrence.weekdays) or [recurrence.start.weekday()]


def _monday(day):
    return day - timedelta(days=day.weekday())


# ----------------------------------------------------------------------
# Clocks
# ----------------------------------------------------------------------


def _to_utc(wanted, zone):
    return wanted.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def _end_of_gap(wanted, zone):
    """Return the moment at which the clock jumped over a time that it never showed.

    The offsets before and after the gap are those of both readings of that time.
    """
    before, after = (
        wanted.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)
    )
    earliest, latest = wanted - max(before, after), wanted - min(before, after)
    minutes = int((latest - earliest).total_seconds() // 60)
    steps = (earliest + timedelta(minutes=minute) for minute in range(minutes + 1))
    offset = earliest.replace(tzinfo=UTC).astimezone(zone).utcoffset()
    return next(
        (
            moment
            for moment in steps
            if moment.replace(tzinfo=UTC).astimezone(zone).utcoffset() != offset
        ),
        latest,
    )

"""Arithmetic of KPIs, free of any database: periods, and how a value is judged."""

from datetime import date, timedelta
from typing import NamedTuple

WEEK, MONTH, QUARTER, YEAR = "week", "month", "quarter", "year"

#: How many months each period has, but for the week.
_MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}

AT_LEAST, AT_MOST = "at_least", "at_most"

#: What a value does while its period runs: it is added up, or taken at the end of a
#: day, or a share that may go either way.
SUM, MOMENT, SHARE = "sum", "moment", "share"

UNKNOWN, UNJUDGED, REACHED, ON_TRACK, BEHIND, MISSED = (
    "unknown",
    "unjudged",
    "reached",
    "on_track",
    "behind",
    "missed",
)

#: Values are sums of floats; what differs by less is the same.
_PRECISION = 1e-9


class Window(NamedTuple):
    """The days of a period, both included."""

    first: date
    last: date


class Judgement(NamedTuple):
    """What a value means.

    :param state: one of the constants of this module
    :param expected: what would be due by today, ``None`` where nothing is
    :param attainment: how much of the target is reached, as a share
    """

    state: str
    expected: float | None
    attainment: float


def window_of(day, period, week_start=1):
    """Return the :class:`Window` of the period in which ``day`` is.

    :param week_start: the weekday on which weeks begin, 1 (Monday) to 7 (Sunday)
    """
    if period == WEEK:
        first = day - timedelta(days=(day.isoweekday() - week_start) % 7)
        return Window(first, first + timedelta(days=6))
    months = _MONTHS[period]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    ordinal = first.year * 12 + first.month - 1 + months
    following = date(ordinal // 12, ordinal % 12 + 1, 1)
    return Window(first, following - timedelta(days=1))


def windows_until(day, period, count, week_start=1):
    """Return the running period and those before it, the latest first."""
    windows = []
    while len(windows) < count:
        windows.append(window_of(day, period, week_start))
        day = windows[-1].first - timedelta(days=1)
    return windows


def elapsed_share(day, window):
    """Return how much of a period is over at the end of ``day``, from 0 to 1."""
    days = (window.last - window.first).days + 1
    return min(max((day - window.first).days + 1, 0) / days, 1.0)


def is_met(value, target, criterion):
    """Say whether a value fulfils what is asked of it."""
    if criterion == AT_MOST:
        return value <= target + _PRECISION
    return value >= target - _PRECISION


def attainment_of(value, target, criterion):
    """Return how much of a target a value reaches, as a share.

    What is to stay low is reached in full as long as it does.
    """
    if criterion == AT_MOST:
        return 1.0 if is_met(value, target, criterion) else target / value
    return value / target if target else 0.0


def judge(kind, value, previous, target, criterion, elapsed):
    """Judge the value of the running period.

    :param kind: :data:`SUM`, :data:`MOMENT` or :data:`SHARE`
    :param value: of the running period, ``None`` where there is none
    :param previous: of the period before, ``None`` where there is none
    :param target: 0 for something that should be high means that there is no target
    :param elapsed: share of the running period that is over
    :return: a :class:`Judgement`
    """
    if value is None:
        return Judgement(UNKNOWN, None, 0.0)
    if criterion == AT_LEAST and not target:
        return Judgement(UNJUDGED, None, 0.0)
    expected = _expected_by_now(kind, previous, target, elapsed)
    attainment = attainment_of(value, target, criterion)
    is_growing = kind == SUM and criterion == AT_MOST and elapsed < 1
    if is_met(value, target, criterion) and not is_growing:
        return Judgement(REACHED, expected, attainment)
    if is_met(value, expected, criterion):
        return Judgement(ON_TRACK, expected, attainment)
    missed = previous is not None and not is_met(previous, target, criterion)
    return Judgement(MISSED if missed else BEHIND, expected, attainment)


def _expected_by_now(kind, previous, target, elapsed):
    """Return what is due by now: a point on the straight line to the target."""
    if kind == SUM:
        return target * elapsed
    if kind == MOMENT and previous is not None:
        return previous + (target - previous) * elapsed
    return target

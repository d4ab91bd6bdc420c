"""Arithmetic of the two axes of the lifecycle matrix, free of any database.

An axis is a sequence of bands, each known by its lower limit alone: a band ends where
the next one starts, so that what is stored can hold neither gap nor overlap. Limits are
whole numbers: purchases on the count axis, days on the recency axis.
"""

from typing import NamedTuple

COUNT = "count"
RECENCY = "recency"

#: The lowest value that exists on each axis; the first band has to start there.
FIRST_VALUE = {COUNT: 1, RECENCY: 0}

MIN_BANDS = 2
MAX_BANDS = 6

#: Bands that a company starts with: (axis, lower limit, name).
DEFAULT_BANDS = (
    (COUNT, 1, "New"),
    (COUNT, 2, "Promising"),
    (COUNT, 4, "Regular"),
    (RECENCY, 0, "Active"),
    (RECENCY, 61, "Drifting"),
    (RECENCY, 181, "Sleeping"),
)


class Interval(NamedTuple):
    """Values from ``lower`` to ``upper``, both included; no upper limit is ``None``."""

    lower: int
    upper: int | None

    def __contains__(self, value):
        return self.lower <= value and (self.upper is None or value <= self.upper)


class Problem(NamedTuple):
    """What is wrong with an axis, and at which band (its position from 0)."""

    kind: str
    position: int


def intervals(lowers):
    """Return the intervals that start at the given limits, in rising order."""
    ordered = sorted(lowers)
    uppers = [lower - 1 for lower in ordered[1:]] + [None]
    return [Interval(*limits) for limits in zip(ordered, uppers, strict=True)]


def position_of(value, axis_intervals):
    """Return the position of the interval that holds ``value``, or ``None``."""
    for position, interval in enumerate(axis_intervals):
        if value in interval:
            return position
    return None


def find_problems(axis, axis_intervals):
    """Say what keeps a list of intervals from being an axis.

    :param axis: :data:`COUNT` or :data:`RECENCY`
    :param axis_intervals: the :class:`Interval` list, in the order of the screen
    :return: a list of :class:`Problem`, empty when the axis is sound. Kinds are
        ``too_few``, ``too_many``, ``start``, ``empty``, ``open``, ``gap``, ``overlap``
        and ``end``.
    """
    problems = []
    if len(axis_intervals) < MIN_BANDS:
        problems.append(Problem("too_few", 0))
    if len(axis_intervals) > MAX_BANDS:
        problems.append(Problem("too_many", MAX_BANDS))
    if axis_intervals and axis_intervals[0].lower != FIRST_VALUE[axis]:
        problems.append(Problem("start", 0))
    for position, interval in enumerate(axis_intervals):
        following = next(iter(axis_intervals[position + 1 : position + 2]), None)
        problems.extend(
            Problem(kind, position) for kind in _find_kinds(interval, following)
        )
    return problems


def _find_kinds(interval, following):
    """Return what is wrong with a band in view of the one after it, if there is one."""
    if interval.upper is None:
        return ["open"] if following else []
    kinds = ["empty"] if interval.upper < interval.lower else []
    if not following:
        kinds.append("end")
    elif following.lower > interval.upper + 1:
        kinds.append("gap")
    elif following.lower <= interval.upper:
        kinds.append("overlap")
    return kinds

"""What is missing among the people who decide on a deal; plain Python."""

from datetime import date
from typing import NamedTuple

NOBODY = "nobody"
NO_DECIDER = "no_decider"
LEFT = "left"
NEVER_MET = "never_met"
LONG_AGO = "long_ago"
NO_CHAMPION = "no_champion"
UNKNOWN = "unknown"


class Member(NamedTuple):
    """Somebody in the buying centre, as of the day that is asked about."""

    name: str
    is_decider: bool
    attitude: str
    last_met: date | None
    has_left: bool


class Gap(NamedTuple):
    """Something missing, and the names it is about."""

    kind: str
    names: tuple[str, ...] = ()


def find_gaps(members, day, unmet_days):
    """Return what is missing in a buying centre, what matters most first.

    :param members: list of :class:`Member` who take part
    :param day: date as of which it is asked
    :param unmet_days: whoever was met longer ago than so many days counts as not met
    :return: list of :class:`Gap`; empty if nothing is missing
    """
    if not members:
        return [Gap(NOBODY)]
    deciders = [member for member in members if member.is_decider]
    gaps = [] if deciders else [Gap(NO_DECIDER)]
    opponents = _names(members, lambda member: member.attitude == "opponent")
    has_champion = any(member.attitude == "champion" for member in members)
    gaps += [
        Gap(kind, names)
        for kind, names in (
            (LEFT, _names(members, lambda member: member.has_left)),
            (NO_CHAMPION, () if has_champion else opponents),
            (NEVER_MET, _names(members, lambda member: not member.last_met)),
            (LONG_AGO, _names(members, lambda one: _is_long_ago(one, day, unmet_days))),
            (UNKNOWN, _names(deciders, lambda member: not member.attitude)),
        )
        if names
    ]
    return gaps


def _is_long_ago(member, day, unmet_days):
    return bool(member.last_met) and (day - member.last_met).days > unmet_days


def _names(members, condition):
    return tuple(member.name for member in members if condition(member))

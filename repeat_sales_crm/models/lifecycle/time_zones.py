"""Time zones by name, whatever names the server's own list lacks."""

from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# What newer systems left out of their lists. Odoo mends pytz by it, not zoneinfo.
from odoo._monkeypatches.pytz import _tz_mapping


def present_name(name):
    """Return the name that a time zone has today: Asia/Kolkata for Asia/Calcutta."""
    return _tz_mapping.get(name, name)


@cache
def get_zone(*names):
    """Return the first of some time zones that is known here, or else UTC.

    A browser may report a name that the server has never heard of. That is no reason
    to stop: an hour of the day is off at worst.

    :param names: names of time zones, or nothing
    """
    for name in filter(None, names):
        for known_as in (name, present_name(name)):
            try:
                return ZoneInfo(known_as)
            except (ZoneInfoNotFoundError, OSError, ValueError):
                continue
    return ZoneInfo("UTC")


def known_name(*names):
    """Return the name of the first of some time zones that is known here, or UTC."""
    return get_zone(*names).key

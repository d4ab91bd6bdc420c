"""Days as a company lives them: from midnight to midnight in its own time zone."""

from datetime import UTC, datetime, time, timedelta

from .time_zones import get_zone


def local_day(moment, timezone):
    """Return the date of a naive UTC ``moment`` in the time zone of that name."""
    return moment.replace(tzinfo=UTC).astimezone(get_zone(timezone)).date()


def start_of_day(day, timezone):
    """Return the naive UTC moment at which ``day`` starts in that time zone.

    Where the clock jumps over midnight the day starts at the first moment that exists,
    which is what taking the earlier offset of the gap gives.
    """
    local = datetime.combine(day, time.min, tzinfo=get_zone(timezone))
    moment = local.astimezone(UTC).replace(tzinfo=None)
    if local_day(moment, timezone) < day:
        moment += timedelta(hours=1)
    return moment


def next_midnight(moment, timezone):
    """Return the naive UTC moment of the first midnight after another one."""
    return start_of_day(local_day(moment, timezone) + timedelta(days=1), timezone)

"""Facts calculated once more, as simply as Python allows, from plain rows.

Nothing here is shared with the addon: the tests hold the addon's facts against these.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal


@dataclass
class Purchase:
    """A document that counts, or a credit note (``counts`` is false).

    ``lines`` are (product category, amount) pairs; ``number`` grows with time.
    """

    number: int
    day: date
    amount: Decimal
    lines: list
    counts: bool = True
    method: object = None
    term: object = None


@dataclass
class Mailing:
    """One e-mail or text message of a mailing, to one recipient."""

    channel: str
    status: str
    opened: datetime | None = None
    clicked: datetime | None = None
    replied: datetime | None = None


@dataclass
class Life:
    """All that is known about one customer of one company."""

    purchases: list = field(default_factory=list)
    payments: list = field(default_factory=list)
    mailings: list = field(default_factory=list)
    lost: list = field(default_factory=list)
    contacts: list = field(default_factory=list)


def rounded(value, digits=2):
    """Round half away from zero, as PostgreSQL rounds numerics."""
    return Decimal(value).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def most_frequent(values):
    """Return what occurs most often of ``values``, in time order; the latest of equals.

    Empty values do not count.
    """
    values = [value for value in values if value]
    times = Counter(values)
    latest = {value: place for place, value in enumerate(values)}
    return max(times, key=lambda value: (times[value], latest[value]), default=None)


def categories(life, today):
    """Return {category: (purchases, amount, first day, last day)}."""
    found = defaultdict(lambda: [set(), Decimal(0), []])
    for purchase in life.purchases:
        if purchase.day > today:
            continue
        for category, amount in purchase.lines:
            numbers, _amount, days = found[category]
            found[category][1] += amount
            if purchase.counts:
                numbers.add(purchase.number)
                days.append(purchase.day)
    return {
        category: (
            len(numbers),
            rounded(amount),
            min(days, default=None),
            max(days, default=None),
        )
        for category, (numbers, amount, days) in found.items()
        if numbers or rounded(amount)
    }


def best_categories(life, today, rank):
    """Return the three categories with the highest amounts, best first.

    :param rank: {category: number}, the lower the better among equals
    """
    rows = categories(life, today)
    bought = [category for category, row in rows.items() if row[0]]
    bought.sort(
        key=lambda category: (
            -rows[category][1],
            -rows[category][3].toordinal(),
            rank[category],
        )
    )
    return (bought + [None] * 3)[:3]


def basket(life, today, once_a_day=False):
    """Return the recent basket, its trend and its direction."""
    counted = [one for one in life.purchases if one.counts and one.day <= today]
    counted.sort(key=lambda one: (one.day, one.number))
    amounts = [one.amount for one in counted]
    if once_a_day:
        by_day = defaultdict(Decimal)
        for one in counted:
            by_day[one.day] += one.amount
        amounts = [by_day[day] for day in sorted(by_day)]
    if not amounts:
        return Decimal(0), Decimal(0), None
    recent, before = amounts[-3:], amounts[:-3]
    average = sum(recent) / len(recent)
    if len(before) < 2 or sum(before) <= 0:
        return rounded(average), Decimal(0), None
    trend = rounded(average / (sum(before) / len(before)) - 1, 4)
    direction = "stable"
    if trend > Decimal("0.1"):
        direction = "rising"
    elif trend < Decimal("-0.1"):
        direction = "falling"
    return rounded(average), trend, direction


def payment(life, today):
    """Return the usual method and the usual term of payment."""
    counted = [one for one in life.purchases if one.counts and one.day <= today]
    counted.sort(key=lambda one: (one.day, one.number))
    method = most_frequent(life.payments) or most_frequent(
        [one.method for one in counted]
    )
    return method, most_frequent([one.term for one in counted])


def mailings(life):
    """Return counts, the last day of a reaction, the best channel and weekday."""
    sent = [
        one
        for one in life.mailings
        if one.status in ("pending", "sent", "open", "reply", "bounce")
    ]

    def is_opened(one):
        return (
            one.status in ("open", "reply") or one.opened or one.clicked or one.replied
        )

    reactions = [
        moment.date()
        for one in sent
        for moment in (one.opened, one.clicked, one.replied)
        if moment
    ]
    return (
        len(sent),
        len([one for one in sent if is_opened(one)]),
        len([one for one in sent if one.clicked]),
        len([one for one in sent if one.status == "reply" or one.replied]),
        len([one for one in sent if one.status == "bounce"]),
        max(reactions, default=None),
        _best_channel(sent, is_opened),
        _best_weekday(sent),
    )


def _best_channel(sent, is_opened):
    best = None
    for channel in ("mail", "sms"):
        own = [one for one in sent if one.channel == channel]
        opened = len([one for one in own if is_opened(one)])
        if len(own) < 3 or not opened:
            continue
        key = (Decimal(opened) / len(own), len(own))
        if best is None or key > best[0]:
            best = (key, channel)
    return best and best[1]


def _best_weekday(sent):
    days = []
    for one in sent:
        days += {moment.date() for moment in (one.opened, one.clicked) if moment}
    if len(days) < 3:
        return None
    return most_frequent([str(day.isoweekday()) for day in sorted(days)])


def last_contact(life, today):
    """Return the day and the kind of the last contact."""
    past = [(day, kind) for day, kind in life.contacts if day <= today]
    if not past:
        return None, None
    last = max(day for day, _kind in past)
    return last, min(kind for day, kind in past if day == last)


def lost_deals(life):
    """Return how many deals were lost, the usual stage and the usual reason."""
    return (
        len(life.lost),
        most_frequent([stage for stage, _reason in life.lost]),
        most_frequent([reason for _stage, reason in life.lost]),
    )

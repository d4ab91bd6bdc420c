"""The lifecycle calculated once more, as simply as Python allows.

Nothing here is shared with the addon: the tests hold the addon's numbers against these.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from statistics import median


@dataclass
class Document:
    """What a document says about buying.

    ``counts`` is whether it is a purchase, rather than something that only changes the
    revenue.
    """

    company: int
    buyer: int
    day: date
    amount: Decimal
    counts: bool = True


@dataclass
class Rules:
    """A company's rules: (name, lower limit) of each band, and how days are counted."""

    count_bands: list = field(
        default_factory=lambda: [("New", 1), ("Promising", 2), ("Regular", 4)]
    )
    recency_bands: list = field(
        default_factory=lambda: [("Active", 0), ("Drifting", 61), ("Sleeping", 181)]
    )
    once_a_day: bool = False


@dataclass
class Customer:
    """Where a customer stands."""

    purchase_count: int = 0
    first_date: date | None = None
    last_date: date | None = None
    amount_total: Decimal = Decimal(0)
    usual_interval: float | None = None
    count_band: str | None = None
    recency_band: str | None = None
    next_move_date: date | None = None


def to_cents(amount):
    """Round half away from zero, as PostgreSQL rounds numerics."""
    return Decimal(amount).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def band_of(value, bands):
    """Return the name of the band of ``value`` and the next band's lower limit."""
    name, following = None, None
    for band_name, lower in sorted(bands, key=lambda band: band[1]):
        if value >= lower:
            name, following = band_name, None
        elif following is None:
            following = lower
    return name, following


def customers_on(today, documents, rules):
    """Return {(company, buyer): :class:`Customer`} at the end of ``today``."""
    by_customer = defaultdict(list)
    for document in documents:
        by_customer[document.company, document.buyer].append(document)
    return {
        key: customer_on(today, own, rules[key[0]]) for key, own in by_customer.items()
    }


def customer_on(today, documents, rules):
    """Return the :class:`Customer` who has these documents."""
    past = [document for document in documents if document.day <= today]
    coming = [document.day for document in documents if document.day > today]
    counted = sorted(document.day for document in past if document.counts)
    days = sorted(set(counted))
    customer = Customer(
        purchase_count=len(days) if rules.once_a_day else len(counted),
        amount_total=sum((to_cents(document.amount) for document in past), Decimal(0)),
    )
    if days:
        customer.first_date, customer.last_date = days[0], days[-1]
        gaps = [(later - sooner).days for sooner, later in pairwise(days)]
        customer.usual_interval = median(gaps) if gaps else None
        customer.count_band, _next = band_of(customer.purchase_count, rules.count_bands)
        customer.recency_band, leaves_at = band_of(
            (today - days[-1]).days, rules.recency_bands
        )
        if leaves_at is not None:
            coming.append(days[-1] + timedelta(days=leaves_at))
    customer.next_move_date = min(coming, default=None)
    return customer

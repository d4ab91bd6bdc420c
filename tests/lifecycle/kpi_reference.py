"""KPIs calculated once more, purchase by purchase and day by day."""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

from . import reference

ASLEEP, DRIFTING, REGULAR = 181, 61, 4
_RECENCY = ((0, "Active"), (DRIFTING, "Drifting"), (ASLEEP, "Sleeping"))


class PlainKpis:
    """Measures documents of one company.

    :param documents: list of :class:`.reference.Document`, in the order of their entry
    :param start: the day on which the ledger begins
    """

    def __init__(self, documents, today, start, once_a_day=False):
        self.today, self.start = today, start
        self.rules = reference.Rules(once_a_day=once_a_day)
        self.by_buyer = defaultdict(list)
        for document in documents:
            if document.day <= today:
                self.by_buyer[document.buyer].append(document)
        for own in self.by_buyer.values():
            own.sort(key=lambda document: (document.day, not document.counts))

    def numbered(self):
        """Yield buyer, document, number of the last purchase, whether it is new."""
        for buyer, own in self.by_buyer.items():
            number, days = 0, set()
            for document in own:
                is_new = document.counts and not (
                    self.rules.once_a_day and document.day in days
                )
                number += is_new
                if document.counts:
                    days.add(document.day)
                yield buyer, document, number, is_new

    def days_of(self):
        """Yield the buyers' days with a purchase."""
        for buyer, own in self.by_buyer.items():
            days = sorted({document.day for document in own if document.counts})
            if days:
                yield buyer, days

    def customers_on(self, day):
        found = reference.customers_on(
            day,
            [document for own in self.by_buyer.values() for document in own],
            defaultdict(lambda: self.rules),
        )
        return {
            buyer: customer
            for (_company, buyer), customer in found.items()
            if customer.purchase_count
        }

    def measure(self, name, window, segment=None):
        last = min(window.last, self.today)
        within = lambda day: window.first <= day <= last  # noqa: E731
        if name == "segment_bought":
            return self.segment_bought(segment, window, last)
        return getattr(self, name)(within, last)

    # ---------------------------------------------------------------- measures

    def customer_count(self, _within, last):
        return len(self.customers_on(last))

    def active_share(self, _within, last):
        customers = self.customers_on(last).values()
        active = sum(customer.recency_band == "Active" for customer in customers)
        return active / len(customers) if customers else None

    def repeat_customers(self, within, _last):
        return len(
            {
                buyer
                for buyer, document, number, is_new in self.numbered()
                if is_new and number > 1 and within(document.day)
            }
        )

    def repeat_revenue(self, within, _last):
        return float(
            sum(
                document.amount
                for _buyer, document, number, _is_new in self.numbered()
                if number > 1 and within(document.day)
            )
        )

    def repeat_revenue_share(self, within, last):
        total = float(
            sum(
                document.amount
                for _buyer, document, _number, _is_new in self.numbered()
                if within(document.day)
            )
        )
        return self.repeat_revenue(within, last) / total if total > 0 else None

    def second_purchases(self, within, _last):
        return self._count_number(2, within)

    def became_regular(self, within, _last):
        return self._count_number(REGULAR, within)

    def _count_number(self, wanted, within):
        return sum(
            is_new and number == wanted and within(document.day)
            for _buyer, document, number, is_new in self.numbered()
        )

    def won_back(self, within, _last):
        return sum(
            (later - sooner).days >= ASLEEP and within(later)
            for _buyer, days in self.days_of()
            for sooner, later in pairwise(days)
        )

    def lost(self, within, _last):
        return sum(
            within(day) and day != self.start for _buyer, day in self._passings(ASLEEP)
        )

    def _passings(self, limit):
        """Yield buyers and the days on which time took them over a limit."""
        for buyer, days in self.days_of():
            for day, following in zip(days, [*days[1:], None], strict=True):
                passes = day + timedelta(days=limit)
                if passes <= self.today and (not following or following >= passes):
                    yield buyer, passes

    def segment_bought(self, segment, window, last):
        outcomes = defaultdict(dict)
        for name, buyer, day, is_bought in self._outcomes():
            if window.first <= day <= last:
                outcomes[name][buyer] = max(
                    outcomes[name].get(buyer, (day, False)), (day, is_bought)
                )
        decided = [is_bought for _day, is_bought in outcomes[segment].values()]
        if segment.endswith("sleeping"):
            there = sum(
                f"{customer.count_band} {customer.recency_band.lower()}" == segment
                for customer in self.customers_on(last).values()
            )
            decided = [True] * sum(decided) + [False] * there
        return sum(decided) / len(decided) if decided else None

    def _outcomes(self):
        """Yield segment, buyer, day and whether it was a purchase."""
        for buyer, days in self.days_of():
            for index, (sooner, later) in enumerate(pairwise(days)):
                yield self._name(index + 1, (later - sooner).days), buyer, later, True
        for limit in (DRIFTING, ASLEEP):
            for buyer, day in self._passings(limit):
                bought = [d for b, days in self.days_of() for d in days if b == buyer]
                last = day - timedelta(days=limit)
                count = sum(one <= last for one in bought)
                if day != self.start:
                    yield self._name(count, limit - 1), buyer, day, False

    def _name(self, count, days):
        count_band, _next = reference.band_of(count, self.rules.count_bands)
        recency = [name for lower, name in _RECENCY if days >= lower][-1]
        return f"{count_band} {recency.lower()}"

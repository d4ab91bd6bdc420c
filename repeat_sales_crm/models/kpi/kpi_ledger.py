"""What the ledger says about days: who became what, and how many there were."""

from collections import Counter, defaultdict
from datetime import date
from typing import NamedTuple

#: What is counted by day.
BECAME_REGULAR, WON_BACK, LOST, CUSTOMERS, ACTIVE = (
    "became_regular",
    "won_back",
    "lost",
    "customers",
    "active",
)


class Place(NamedTuple):
    """Where a segment is: the lower limits of its bands."""

    count_lower: int
    recency_lower: int


class Movement(NamedTuple):
    """So many customers who moved from one segment to another on a day."""

    day: date
    cause: str
    from_id: int | None
    to_id: int | None
    count: int


class LedgerDays:
    """Moves counted by day, and from these how many customers there were on each.

    :param places: {segment id: :class:`Place`}, of archived segments too
    :param regular_from: purchases from which on the last band of that axis begins
    :param asleep_from: days from which on the last recency band begins
    :param customers: {segment id: customers now}
    :param movements: iterable of :class:`Movement` up to now
    """

    def __init__(self, places, regular_from, asleep_from, customers, movements):
        self.places = places
        self.regular_from = regular_from
        self.asleep_from = asleep_from
        self.now = Counter()
        self.days = defaultdict(Counter)
        for segment_id, count in customers.items():
            self._add(self.now, segment_id, count)
        for movement in movements:
            self._enter(movement)

    def _enter(self, movement):
        day = self.days[movement.day]
        self._add(day, movement.to_id, movement.count)
        self._add(day, movement.from_id, -movement.count)
        origin = self.places.get(movement.from_id)
        target = self.places.get(movement.to_id)
        # Whoever comes from nowhere was entered with a whole history.
        if not origin or not target:
            return
        if movement.cause == "purchase":
            if target.count_lower >= self.regular_from > origin.count_lower:
                day[BECAME_REGULAR] += movement.count
            if self._is_asleep(origin) and self._is_active(target):
                day[WON_BACK] += movement.count
        elif movement.cause == "time" and self._is_asleep(target):
            day[LOST] += movement.count * (not self._is_asleep(origin))

    def _add(self, counter, segment_id, count):
        """Count customers into a segment, or out of it."""
        if not segment_id:
            return
        counter[CUSTOMERS] += count
        counter[segment_id] += count
        if self._is_active(self.places[segment_id]):
            counter[ACTIVE] += count

    def _is_asleep(self, place):
        return place.recency_lower >= self.asleep_from

    def _is_active(self, place):
        return not place.recency_lower

    def flow(self, name, window):
        """Return how often something happened in a :class:`.kpi_arithmetic.Window`."""
        return sum(
            counts[name]
            for day, counts in self.days.items()
            if window.first <= day <= window.last
        )

    def stock(self, name, day):
        """Return how many there were at the end of ``day``.

        :param name: :data:`CUSTOMERS`, :data:`ACTIVE` or the id of a segment
        """
        return self.now[name] - sum(
            counts[name] for later, counts in self.days.items() if later > day
        )

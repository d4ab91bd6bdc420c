"""What can be measured, and the reader that measures it for many periods at once.

Nothing is kept: a value of the past is read from the ledger and the purchases like one
of today. The ledger knows the moves since it began; for the days before, they follow
from the purchases by the bands of the present.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo.tools import SQL

from ..lifecycle import bands
from . import kpi_ledger
from .kpi_arithmetic import MOMENT, SHARE, SUM, Window
from .kpi_ledger import LedgerDays, Movement, Place
from .kpi_outcomes import outcomes_query
from .kpi_purchases import facts_query, numbered_query, windows_query

COUNT, MONEY, PERCENT = "count", "money", "percent"


class Measure(NamedTuple):
    """What is known of a measure without measuring it.

    :param kind: how its value behaves in a period, see :mod:`.kpi_arithmetic`
    :param unit: :data:`COUNT`, :data:`MONEY` or :data:`PERCENT`
    :param needs: what it is read from: ``ledger``, ``purchases`` or ``outcomes``
    """

    kind: str
    unit: str
    needs: str


#: An addon that adds one adds its label to the field ``measure`` of
#: ``crm.lifecycle.kpi`` and a method ``_measure_<name>`` to the reader.
MEASURES = {
    "active_share": Measure(MOMENT, PERCENT, "ledger"),
    "customer_count": Measure(MOMENT, COUNT, "ledger"),
    "repeat_customers": Measure(SUM, COUNT, "purchases"),
    "repeat_revenue": Measure(SUM, MONEY, "purchases"),
    "repeat_revenue_share": Measure(SHARE, PERCENT, "purchases"),
    "second_purchases": Measure(SUM, COUNT, "purchases"),
    "became_regular": Measure(SUM, COUNT, "ledger"),
    "won_back": Measure(SUM, COUNT, "ledger"),
    "lost": Measure(SUM, COUNT, "ledger"),
    "segment_bought": Measure(SHARE, PERCENT, "outcomes"),
}


class Limits(NamedTuple):
    """Where the bands begin that measures are about."""

    regular_from: int
    drifting_from: int
    asleep_from: int


class Request(NamedTuple):
    """One value to be measured."""

    measure: str
    window: Window
    segment_id: int = 0

    @property
    def key(self):
        """Name of the request, for values that are kept."""
        return (
            f"{self.measure} {self.segment_id} {self.window.first} {self.window.last}"
        )


class Outcome(NamedTuple):
    """Customers who bought, of all whose stay in a segment was decided."""

    bought: int
    decided: int


class KpiReader:
    """Measures a company as a whole, whatever the user sees of it.

    Whoever makes one has to have checked that the user may know.

    :param today: the company's day
    """

    def __init__(self, company, today):
        self.company = company.sudo()
        self.env = self.company.env
        self.today = today
        self.ledger_start = self.company.lifecycle_start or today
        self.axes = {
            axis: bands.intervals(axis_bands.mapped("lower"))
            for axis, axis_bands in self.company._get_lifecycle_axes().items()
        }
        self.limits = Limits(
            self.axes[bands.COUNT][-1].lower,
            self.axes[bands.RECENCY][1].lower,
            self.axes[bands.RECENCY][-1].lower,
        )
        self.places, self.present = self._read_places()
        self.ledger = None
        self.facts = {}
        self.outcomes = {}

    def get_rules(self):
        """Return in a string what values depend on besides ledger and purchases."""
        company = self.company
        rules = (
            *self.limits,
            self.ledger_start,
            company.purchase_once_a_day,
            company.purchase_source,
            company.lifecycle_tz,
        )
        return " ".join(map(str, rules))

    def read_values(self, requests):
        """Return {:class:`Request`: value}, ``None`` where there is none.

        As many queries are made for many requests as for one of each kind.
        """
        requests = set(requests)
        if not requests:
            return {}
        self.env.flush_all()
        needs = defaultdict(set)
        for request in requests:
            needs[MEASURES[request.measure].needs].add(request)
        derived = {
            request
            for request in needs["ledger"]
            if request.window.first < self.ledger_start
        }
        if needs["ledger"] or needs["outcomes"]:
            self._read_ledger(needs["ledger"] | needs["outcomes"])
        if needs["purchases"] or derived:
            self._read_facts(needs["purchases"] | derived)
        if needs["outcomes"]:
            self._read_outcomes(needs["outcomes"])
        return {
            request: getattr(self, f"_measure_{request.measure}")(request)
            for request in requests
        }

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def _read_ledger(self, requests):
        first = min(request.window.first for request in requests)
        execute = self.env.execute_query
        self.ledger = LedgerDays(
            self.places,
            self.limits.regular_from,
            self.limits.asleep_from,
            dict(
                execute(
                    SQL(
                        "SELECT segment_id, COUNT(*) FROM crm_customer"
                        " WHERE company_id = %s AND segment_id IS NOT NULL"
                        " GROUP BY segment_id",
                        self.company.id,
                    )
                )
            ),
            map(
                Movement._make,
                execute(
                    SQL(
                        "SELECT date, cause, from_segment_id, to_segment_id, COUNT(*)"
                        " FROM crm_lifecycle_move"
                        " WHERE company_id = %s AND date BETWEEN %s AND %s"
                        " GROUP BY 1, 2, 3, 4",
                        self.company.id,
                        max(first, self.ledger_start),
                        self.today,
                    )
                ),
            ),
        )

    def _read_places(self):
        """Return {segment id: place} of all segments, and the ids of present ones."""
        segments = (
            self.env["crm.lifecycle.segment"]
            .with_context(active_test=False)
            .search_fetch(
                [("company_id", "=", self.company.id)],
                ["active", "count_lower", "recency_lower"],
            )
        )
        places = {
            segment.id: Place(segment.count_lower, segment.recency_lower)
            for segment in segments
        }
        return places, set(segments.filtered("active").ids)

    def _read_facts(self, requests):
        windows = sorted({request.window for request in requests})
        lookback = self.limits.asleep_from if self._is_derived(windows) else 0
        rows = self.env.execute_query_dict(
            facts_query(
                self._get_numbered_query(windows, lookback),
                windows_query(windows, self.today),
                self.limits,
                self.ledger_start,
            )
        )
        self.facts = {windows[row["window_number"]]: row for row in rows}

    def _read_outcomes(self, requests):
        windows = sorted({request.window for request in requests})
        counts = defaultdict(Counter)
        rows = self.env.execute_query(
            SQL(
                "SELECT window_number, segment_id, is_bought, COUNT(*)"
                " FROM (%s) AS decided GROUP BY 1, 2, 3",
                self.get_outcomes_query(
                    windows, {request.segment_id for request in requests}
                ),
            )
        )
        for number, segment_id, is_bought, count in rows:
            counts[windows[number], segment_id][is_bought] = count
        for request in requests:
            count = counts[request.window, request.segment_id]
            self.outcomes[request.window, request.segment_id] = self._get_outcome(
                request, count[True], count[False]
            )

    def _get_outcome(self, request, bought, passed):
        """Return the :class:`Outcome` in a segment, ``None`` if it is not known.

        Time does not move anybody out of the last recency band: those who are still
        there have not bought.
        """
        limits = self._get_limits_of(request.segment_id)
        if not limits:
            return None
        if limits["recency_upper"] is None:
            day = self._end_of(request.window)
            if day < self.ledger_start:
                return None
            passed = self.ledger.stock(request.segment_id, day)
        return Outcome(bought, bought + passed)

    def get_outcomes_query(self, windows, segment_ids):
        """Return a SELECT as from :func:`.kpi_outcomes.outcomes_query`."""
        places = list(filter(None, map(self._get_limits_of, segment_ids)))
        lookback = 0
        if self._is_derived(windows):
            lookback = self.limits.asleep_from
        elif any(not place["recency_lower"] for place in places):
            lookback = self.limits.drifting_from
        return outcomes_query(
            self.company,
            self._get_numbered_query(windows, lookback),
            windows_query(windows, self.today),
            places,
            self.ledger_start,
        )

    def get_repeat_buyers_query(self, window, only_second=False):
        """Return a SELECT of the partners with a repeat purchase in a window."""
        return SQL(
            "SELECT partner_id FROM (%s) AS numbered"
            " WHERE is_counted AND date BETWEEN %s AND %s AND number BETWEEN 2 AND %s",
            self._get_numbered_query([window]),
            window.first,
            window.last,
            2 if only_second else 2**31 - 1,
        )

    def _get_numbered_query(self, windows, lookback=0):
        """Return the query of purchases in and since windows.

        :param lookback: what days of silence before a purchase have to be told apart
        """
        first = min(window.first for window in windows)
        return numbered_query(
            self.env["crm.purchase"]._get_query(self.company),
            self.company,
            first - timedelta(days=lookback),
            self.today,
        )

    def _is_derived(self, windows):
        """Return whether there are days before the ledger among those of windows."""
        return any(window.first < self.ledger_start for window in windows)

    def _get_limits_of(self, segment_id):
        """Return the limits of a segment's bands, ``None`` if it has no place now."""
        if segment_id not in self.present:
            return None
        limits = {"id": segment_id}
        place = self.places[segment_id]
        for axis, lower in (
            (bands.COUNT, place.count_lower),
            (bands.RECENCY, place.recency_lower),
        ):
            interval = self.axes[axis][bands.position_of(lower, self.axes[axis])]
            limits |= {f"{axis}_lower": interval.lower, f"{axis}_upper": interval.upper}
        return limits

    def _end_of(self, window):
        return min(window.last, self.today)

    # ------------------------------------------------------------------
    # Measures
    # ------------------------------------------------------------------

    def _measure_customer_count(self, request):
        day = self._end_of(request.window)
        if day >= self.ledger_start:
            return self.ledger.stock(kpi_ledger.CUSTOMERS, day)
        newer = self.facts[request.window]["newer_customers"]
        return self.ledger.now[kpi_ledger.CUSTOMERS] - newer

    def _measure_active_share(self, request):
        day = self._end_of(request.window)
        if day >= self.ledger_start:
            active = self.ledger.stock(kpi_ledger.ACTIVE, day)
        else:
            active = self.facts[request.window]["active"]
        return _share(active, self._measure_customer_count(request))

    def _measure_repeat_customers(self, request):
        return self.facts[request.window]["repeat_customers"]

    def _measure_repeat_revenue(self, request):
        return self.facts[request.window]["repeat_revenue"]

    def _measure_repeat_revenue_share(self, request):
        fact = self.facts[request.window]
        return _share(fact["repeat_revenue"], fact["revenue"])

    def _measure_second_purchases(self, request):
        return self.facts[request.window]["second_purchases"]

    def _measure_became_regular(self, request):
        return self._measure_flow(kpi_ledger.BECAME_REGULAR, request.window)

    def _measure_won_back(self, request):
        return self._measure_flow(kpi_ledger.WON_BACK, request.window)

    def _measure_lost(self, request):
        return self._measure_flow(kpi_ledger.LOST, request.window)

    def _measure_flow(self, name, window):
        value = self.ledger.flow(name, window)
        if window.first < self.ledger_start:
            value += self.facts[window][name]
        return value

    def _measure_segment_bought(self, request):
        outcome = self.outcomes[request.window, request.segment_id]
        return _share(*outcome) if outcome else None


def _share(part, whole):
    """Return a share, ``None`` of nothing."""
    return part / whole if whole > 0 else None

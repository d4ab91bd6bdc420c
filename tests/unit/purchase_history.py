"""What the queries over purchases say, in plain Python: gaps and states."""

import csv
from bisect import bisect_right
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

from odoo.addons.repeat_sales_crm.models.study.back_test import (
    Cuts,
    find_shortages,
    run_study,
)
from odoo.addons.repeat_sales_crm.models.study.best_limits import (
    DEFAULT_LIMITS,
    StateTable,
    make_grids,
)
from odoo.addons.repeat_sales_crm.models.study.return_rates import ReturnRates


class Gap:
    """The time after a purchase day, until the customer's next one if there is one."""

    def __init__(self, number, day, following):
        self.number, self.day, self.following = number, day, following


class PurchaseHistory:
    """Purchases of customers until a day.

    :param purchases: iterable of (customer, date), one for each document
    """

    def __init__(self, purchases, until, once_a_day=False):
        self.purchases = list(purchases)
        self.until = until
        days = defaultdict(Counter)
        for customer, day in self.purchases:
            if day <= until:
                days[customer][day] += 1
        self.gaps = []
        for counts in days.values():
            number = 0
            for day, following in pairwise([*sorted(counts), None]):
                number += 1 if once_a_day else counts[day]
                self.gaps.append(Gap(number, day, following))
        self.first = min((gap.day for gap in self.gaps), default=until)

    def histogram(self, most, longest=1095):
        """Return {(number, days, returned): count}."""
        rows = Counter()
        for gap in self.gaps:
            days = ((gap.following or self.until) - gap.day).days
            returned = bool(gap.following) and days <= longest
            rows[min(gap.number, most), min(days, longest), returned] += 1
        return rows

    def states(self, cuts, grids):
        """Return {(position of the cut, number, days): [bought, total]}."""
        rows = defaultdict(lambda: [0, 0])
        for position, (day, horizon) in enumerate(cuts):
            end = day + timedelta(days=horizon)
            for gap in self.gaps:
                if gap.day <= day and (gap.following is None or gap.following > day):
                    number = _reached(grids.count, gap.number)
                    days = _reached(grids.recency, (day - gap.day).days)
                    row = rows[position, number, days]
                    row[0] += bool(gap.following) and gap.following <= end
                    row[1] += 1
        return rows

    def rates(self, most=12):
        return ReturnRates((*key, count) for key, count in self.histogram(most).items())

    def find_shortages(self, horizon):
        rates = self.rates()
        days = (self.until - self.first).days
        return find_shortages(rates.customer_count, days, rates.return_count, horizon)

    def study(self, horizon, today=DEFAULT_LIMITS):
        """Return what the study of this history finds."""
        cuts = Cuts.of(self.first, self.until, horizon)
        grids = make_grids(today)
        now, before = (
            StateTable.expected(grids, history.rates(grids.count[-1]), horizon)
            for history in (self, PurchaseHistory(self.purchases, cuts.boundary))
        )
        test, third = cuts.split(
            (*key, *counts) for key, counts in self.states(cuts.all, grids).items()
        )
        return run_study(grids, now, before, test, third, today)


def _reached(grid, value):
    return grid[bisect_right(grid, value) - 1]


def read_sample(path):
    """Return the purchases of a file with the columns customer_ref and date."""
    with path.open(newline="") as file:
        return [
            (row["customer_ref"], date.fromisoformat(row["date"]))
            for row in csv.DictReader(file)
        ]

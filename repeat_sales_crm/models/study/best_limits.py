"""Limits of the matrix that best tell who buys again from who does not.

A cell of the matrix says one thing about all who are in it, so a good matrix has cells
that are alike inside: among customers of a cell, all have the same chance to buy. How
far a matrix is from that is measured by the deviance of "bought within the horizon"
given the cell, which is twice the log-loss summed over the customers (P. McCullagh,
J. A. Nelder, "Generalized Linear Models", 2nd ed., section 4.4). It is taken over the
customers as they stand at the end of the history, each with the chance that
:mod:`.return_rates` measures for their number of purchases and days of silence: it is
these customers whom the matrix is for, not those of years ago.

Cutting one axis into bands is grouping ordered values for the greatest homogeneity,
which dynamic programming solves exactly: W. D. Fisher, "On Grouping for Maximum
Homogeneity", Journal of the American Statistical Association 53 (1958), 789-798. With
two axes, every way to cut the first is tried, the second being cut at its best for it:
the limits found are the best there are on the grid, not only better than their
neighbours.
"""

from bisect import bisect_right
from itertools import combinations, pairwise
from math import log
from typing import NamedTuple

from ..lifecycle.bands import COUNT, DEFAULT_BANDS, RECENCY

#: Limits that people can remember: the last day of a band.
FRIENDLY_DAYS = (
    7, 10, 14, 21, 30, 45, 60, 75, 90, 120, 150, 180, 240, 270, 365, 545, 730,
)  # fmt: skip

#: Numbers of purchases at which a band may start.
FRIENDLY_COUNTS = tuple(range(2, 13))

#: The share of customers that every band should hold at least.
LEAST_SHARE = 0.05

#: Expectations below this are rounding errors.
_NOTHING = 1e-9


class Limits(NamedTuple):
    """The lower limits of the bands on each axis, rising from the axis' first value."""

    count: tuple
    recency: tuple


DEFAULT_LIMITS = Limits(
    *(
        tuple(lower for axis, lower, _name in DEFAULT_BANDS if axis == wanted)
        for wanted in (COUNT, RECENCY)
    )
)


def make_grids(*present):
    """Return the limits to choose from on each axis, as a :class:`Limits`.

    :param present: other :class:`Limits` that have to be expressed in these grids
    """
    present = (DEFAULT_LIMITS, *present)
    counts = {1, *FRIENDLY_COUNTS}.union(*(limits.count for limits in present))
    days = {0, *(day + 1 for day in FRIENDLY_DAYS)}.union(
        *(limits.recency for limits in present)
    )
    return Limits(tuple(sorted(counts)), tuple(sorted(days)))


def deviance(bought, total):
    """Return the Bernoulli deviance of a cell, given how many of its total bought."""
    parts = (bought, total - bought)
    return -2 * sum(part * log(part / total) for part in parts if part > _NOTHING)


class StateTable:
    """Customers in the cells of the finest matrix there could be, and who of them buys.

    :param grids: a :class:`Limits` of all limits that are told apart
    :param states: iterable of (number, days, bought, total): how many customers were
        between these limits of the grids and the next ones, and how many of them bought
        within the horizon, which may be an expectation
    """

    def __init__(self, grids, states):
        self.grids = grids
        rows, columns = (
            {lower: position for position, lower in enumerate(grid)} for grid in grids
        )
        cells = [[[0, 0] for _lower in grids.recency] for _lower in grids.count]
        for number, days, bought, total in states:
            cell = cells[rows[number]][columns[days]]
            cell[0] += bought
            cell[1] += total
        self._sums = self._add_up(cells)
        self.bought, self.total = self._sums[-1][-1]

    @classmethod
    def expected(cls, grids, rates, horizon):
        """Return the table of a history's customers at its end, with what they will do.

        :param rates: :class:`.return_rates.ReturnRates`
        """
        return cls(
            grids,
            (
                (
                    _reached(grids.count, gap.number),
                    _reached(grids.recency, gap.days),
                    gap.count * rates.probability(gap.number, gap.days, horizon),
                    gap.count,
                )
                for gap in rates.gaps
                if not gap.returned
            ),
        )

    @staticmethod
    def _add_up(cells):
        """Return {bought, total} of all cells before a row and a column."""
        sums = [[(0, 0)] * (len(cells[0]) + 1)]
        for row in cells:
            bought = total = 0
            line = [(0, 0)]
            for (more_bought, more), above in zip(row, sums[-1][1:], strict=True):
                bought += more_bought
                total += more
                line.append((above[0] + bought, above[1] + total))
            sums.append(line)
        return sums

    def block(self, rows, columns):
        """Return (bought, total) of a block, given by positions: start, end before."""
        (top, bottom), (left, right) = rows, columns
        return tuple(
            self._sums[bottom][right][part]
            - self._sums[top][right][part]
            - self._sums[bottom][left][part]
            + self._sums[top][left][part]
            for part in (0, 1)
        )

    def cells(self, limits):
        """Return rows, one per count band, of (bought, total) per recency band."""
        spans = [
            list(pairwise([*map(grid.index, lowers), len(grid)]))
            for grid, lowers in zip(self.grids, limits, strict=True)
        ]
        return [
            [self.block(rows, columns) for columns in spans[1]] for rows in spans[0]
        ]

    def cell_totals(self, limits):
        """Return rows, one per count band, of the total per recency band."""
        return [[total for _bought, total in row] for row in self.cells(limits)]

    def deviance(self, limits):
        """Return the deviance of the matrix with these limits."""
        return sum(deviance(*cell) for row in self.cells(limits) for cell in row)


def _reached(grid, value):
    return grid[bisect_right(grid, value) - 1]


def choose_limits(table, present, least_share=LEAST_SHARE):
    """Return the :class:`Limits` with the least deviance, or ``None``.

    They have as many bands as the present limits. Where no limits give every band the
    least share of customers, bands only have to hold anybody; ``None`` where not even
    that can be. The present limits stay where others would be better by no more than
    chance makes them: each limit that moves has to take 2 from the deviance, as a
    parameter has to in the criterion of H. Akaike ("A New Look at the Statistical Model
    Identification", IEEE Transactions on Automatic Control 19 (1974), 716-723).

    :param table: a :class:`StateTable`
    :param present: :class:`Limits`, expressed in the table's grids
    """
    for least in (max(1, least_share * table.total), 1):
        found = _Search(table, least).best(*map(len, present))
        if found:
            moved = sum(
                len(set(lowers) - set(present_lowers))
                for lowers, present_lowers in zip(found, present, strict=True)
            )
            gain = table.deviance(present) - table.deviance(found)
            return found if gain > 2 * moved else present
    return None


class _Search:
    def __init__(self, table, least):
        self.table = table
        self.least = least
        self.rows, self.columns = (len(grid) for grid in table.grids)
        self.column_spans = [
            (start, end)
            for start in range(self.columns)
            for end in range(start + 1, self.columns + 1)
            if self._is_enough((0, self.rows), (start, end))
        ]
        self._by_row_span = {}

    def _is_enough(self, rows, columns):
        return self.table.block(rows, columns)[1] >= self.least

    def _deviances(self, row_span):
        """Return the deviance of a band of rows in every possible band of columns."""
        if row_span not in self._by_row_span:
            block = self.table.block
            self._by_row_span[row_span] = [
                deviance(*block(row_span, span)) for span in self.column_spans
            ]
        return self._by_row_span[row_span]

    def best(self, count_bands, recency_bands):
        best, best_cost = None, None
        for cuts in combinations(range(1, self.rows), count_bands - 1):
            spans = list(pairwise([0, *cuts, self.rows]))
            if not all(self._is_enough(span, (0, self.columns)) for span in spans):
                continue
            costs = map(sum, zip(*map(self._deviances, spans), strict=True))
            found = _cut_axis(
                dict(zip(self.column_spans, costs, strict=True)),
                self.columns,
                recency_bands,
            )
            if found and (best is None or found[0] < best_cost - 1e-9):
                best_cost = found[0]
                best = Limits(
                    tuple(self.table.grids.count[start] for start, _end in spans),
                    tuple(self.table.grids.recency[start] for start in found[1]),
                )
        return best


def _cut_axis(costs, length, number):
    """Cut an axis into bands so that the sum of their costs is the least (Fisher).

    :param costs: {(start, end before): cost} of the bands that are allowed
    :param length: how many values the axis has
    :param number: how many bands to make
    :return: (cost, starts of the bands), or ``None`` where it cannot be cut so
    """
    best = {0: (0.0, ())}
    for _band in range(number):
        following = {}
        for (start, end), cost in costs.items():
            if start not in best:
                continue
            before, starts = best[start]
            candidate = (before + cost, (*starts, start))
            if end not in following or candidate < following[end]:
                following[end] = candidate
        best = following
    return best.get(length)

"""Whether limits tell the future: learnt on the past, tested on what came later.

Limits and the shares of their cells are learnt on the first two thirds of the time, as
if it ended there. Then customers are looked at on days of the last third, one horizon
apart, and it is seen who of them buys.
"""

from datetime import date, timedelta
from math import log
from typing import NamedTuple

from .best_limits import DEFAULT_LIMITS, StateTable, choose_limits

#: On how many days of the last third customers are looked at, at most.
MOST_CUTS = 12

#: What has to be there for limits to be studied, and why.
LEAST_CUSTOMERS = 100  # a band of 5 % then holds five
LEAST_DAYS = 180  # half a year, lest a season be taken for a habit
LEAST_HORIZONS = 6  # four to learn from, two to test on
LEAST_RETURNS = 30  # a share of 30 cases is uncertain by up to 18 points already


class Cuts(NamedTuple):
    """The days at whose end customers are looked at.

    ``boundary`` ends the first two thirds of the time, which ends with ``until``.
    """

    boundary: date
    until: date
    horizon: int

    @classmethod
    def of(cls, first, until, horizon):
        """Return the cuts of a history from ``first`` to ``until``, both dates."""
        return cls(until - timedelta(days=(until - first).days // 3), until, horizon)

    @property
    def all(self):
        """The pairs of a day and how many days to look ahead from it.

        The last pair looks from the boundary to the end.
        """
        third = (self.until - self.boundary).days
        number = min(third // self.horizon, MOST_CUTS)
        return [
            *(
                (self.boundary + timedelta(days=step * self.horizon), self.horizon)
                for step in range(number)
            ),
            (self.boundary, third),
        ]

    def split(self, rows):
        """Tell the states of the last pair from those of the others.

        :param rows: iterable of (position in :attr:`all`, number, days, bought, total)
        :return: two lists of (number, days, bought, total): who bought within the
            horizon after each day, and who bought at all after the boundary
        """
        last = len(self.all) - 1
        test, third = [], []
        for position, *state in rows:
            (third if position == last else test).append(state)
        return test, third


class Score(NamedTuple):
    """How well limits tell who buys.

    ``auc`` is the probability that of two customers, one who bought within the horizon
    and one who did not, the first was in the cell with the higher share: 0.5 is chance.
    ``auc_third`` is the same for buying at any time in the last third. ``log_loss`` is
    the mean of minus the logarithm of the probability given to what happened: the lower
    the better.
    """

    auc: float
    log_loss: float
    auc_third: float


class Study(NamedTuple):
    """The outcome: limits from the whole history, and scores of the back-test.

    ``tested`` are the limits that would have been proposed at the boundary; ``scores``
    has a :class:`Score` for ``proposed`` (those limits), ``today`` and ``default``.
    """

    proposed: object
    tested: object
    scores: dict


def find_shortages(customers, days, returns, horizon):
    """Say what is missing for limits to be studied.

    :param customers: how many ever bought; ``days``: from the first purchase to the
        last known day; ``returns``: how many times a customer came back
    :return: list of (kind, what there is, what there should be), empty if it is enough;
        kinds are ``customers``, ``days`` and ``returns``
    """
    needs = (
        ("customers", customers, LEAST_CUSTOMERS),
        ("days", days, max(LEAST_DAYS, LEAST_HORIZONS * horizon)),
        ("returns", returns, LEAST_RETURNS),
    )
    return [(kind, there, need) for kind, there, need in needs if there < need]


def run_study(grids, now, before, test, third, today):
    """Return the :class:`Study` of a history.

    :param grids: as from :func:`.best_limits.make_grids`
    :param now: :class:`.best_limits.StateTable` expected at the end of the history;
        ``before`` likewise at the boundary
    :param test: states as from :meth:`Cuts.split`; likewise ``third``
    :param today: the :class:`.best_limits.Limits` of today; as many bands are proposed
    """
    proposed = choose_limits(now, today)
    tested = choose_limits(before, today)
    test, third = StateTable(grids, test), StateTable(grids, third)
    candidates = {"proposed": tested, "today": today, "default": DEFAULT_LIMITS}
    return Study(
        proposed,
        tested,
        {
            name: score(limits, before, test, third)
            for name, limits in candidates.items()
            if limits
        },
    )


def score(limits, learn, test, third):
    """Return the :class:`Score` of limits.

    :param learn: :class:`.best_limits.StateTable` to learn the shares of cells from
    :param test: table to hold them against, likewise ``third``
    """
    shares = _learn_shares(limits, learn)
    return Score(
        auc=area_under_curve(_pair(shares, test.cells(limits))),
        log_loss=log_loss(_pair(shares, test.cells(limits))),
        auc_third=area_under_curve(_pair(shares, third.cells(limits))),
    )


def _learn_shares(limits, table):
    """Return the share that buys in each cell.

    Each leans on the cell of a shorter silence, or of fewer purchases, as if one
    customer of that were in it: so that a cell that was empty has a share, too.
    """
    first = (table.bought + 1) / (table.total + 2)
    shares = []
    for row in table.cells(limits):
        line = []
        for bought, total in row:
            before = line[-1] if line else first
            line.append((bought + before) / (total + 1))
        first = line[0]
        shares.append(line)
    return shares


def _pair(shares, cells):
    return [
        (share, bought, total - bought)
        for row_shares, row in zip(shares, cells, strict=True)
        for share, (bought, total) in zip(row_shares, row, strict=True)
    ]


def area_under_curve(groups):
    """Return the probability that a buyer has a higher score than somebody who is not.

    Equal scores count half: the statistic of H. B. Mann and D. R. Whitney ("On a Test
    of Whether one of Two Random Variables is Stochastically Larger than the Other",
    Annals of Mathematical Statistics 18 (1947), 50-60) divided by the number of pairs.

    :param groups: iterable of (score, buyers, others)
    :return: 0.5 where there are no pairs
    """
    by_score = {}
    for value, buyers, others in groups:
        there = by_score.setdefault(value, [0, 0])
        there[0] += buyers
        there[1] += others
    won = below = pairs_of = 0
    for value in sorted(by_score):
        buyers, others = by_score[value]
        won += buyers * (below + others / 2)
        below += others
        pairs_of += buyers
    return won / (pairs_of * below) if pairs_of and below else 0.5


def log_loss(groups):
    """Return the mean log-loss of probabilities.

    :param groups: iterable of (probability strictly between 0 and 1, buyers, others)
    """
    loss = total = 0
    for share, buyers, others in groups:
        loss -= buyers * log(share) + others * log(1 - share)
        total += buyers + others
    return loss / total if total else 0.0

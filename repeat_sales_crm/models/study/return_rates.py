"""How likely customers are to buy again, measured on a company's own history.

Most customers of any history are still silent when it ends: their gap is known only to
be longer than it was followed. Leaving them out would say that everybody comes back,
and counting them as lost that nobody recent does. The estimate of Kaplan and Meier uses
each of them for as long as they were followed.

Source: E. L. Kaplan, P. Meier, "Nonparametric Estimation from Incomplete Observations",
Journal of the American Statistical Association 53 (1958), 457-481.
"""

from itertools import accumulate
from typing import NamedTuple

#: So many customers does an estimate have to rest on to be shown by itself. An estimate
#: that rests on fewer leans on that of its neighbour, as if the neighbour were so many
#: customers more.
FEW = 20


class Gap(NamedTuple):
    """How many gaps after a number of purchases have this length, in days.

    ``returned`` gaps ended with a purchase on that day; others were still lasting when
    they had been followed for so long.
    """

    number: int
    days: int
    returned: bool
    count: int


class Survival:
    """The share of gaps that last longer than so many days (Kaplan-Meier).

    :param gaps: iterable of :class:`Gap`; their numbers of purchases are not looked at
    """

    def __init__(self, gaps):
        gaps = list(gaps)
        self.longest = max((gap.days for gap in gaps), default=0)
        self.returned = [0] * (self.longest + 1)
        ended = [0] * (self.longest + 1)
        for gap in gaps:
            ended[gap.days] += gap.count
            if gap.returned:
                self.returned[gap.days] += gap.count
        self.at_risk = list(accumulate(reversed(ended)))[::-1]
        self._returned_until = list(accumulate(self.returned))
        self.survival = list(
            accumulate(
                (
                    1 - back / risk if risk else 1.0
                    for back, risk in zip(self.returned, self.at_risk, strict=True)
                ),
                lambda lasting, share: lasting * share,
            )
        )

    def followed(self, silent, horizon):
        """Return how many customers, silent for so many days, have a known outcome.

        These are the ones who bought within the ``horizon`` days after that, and those
        who are known not to have.
        """
        end = silent + horizon
        if silent >= self.longest:
            return 0
        bought = self._returned_until[min(end, self.longest)]
        bought -= self._returned_until[silent]
        if end > self.longest:
            return bought
        return bought + self.at_risk[end] - self.returned[end]

    def probability(self, silent, horizon):
        """Return the probability to buy within ``horizon`` days after a silence.

        :param silent: days since the last purchase without another one
        :return: between 0 and 1; ``None`` where nobody was silent for so long
        """
        if silent >= self.longest or not self.survival[silent]:
            return None
        end = min(silent + horizon, self.longest)
        return 1 - self.survival[end] / self.survival[silent]


class ReturnRates:
    """Probabilities to buy again by number of purchases and days of silence.

    :param rows: iterable of rows like :class:`Gap`
    """

    def __init__(self, rows):
        self.gaps = [Gap(*row) for row in rows]
        self.most = max((gap.number for gap in self.gaps), default=1)
        self._pooled = Survival(self.gaps)
        self._by_number = {
            number: self.survival_of(number, number)
            for number in range(1, self.most + 1)
        }
        self._known = {}

    @property
    def customer_count(self):
        """How many customers the history holds: each has one gap that lasts."""
        return sum(gap.count for gap in self.gaps if not gap.returned)

    @property
    def return_count(self):
        """How many times a customer came back."""
        return sum(gap.count for gap in self.gaps if gap.returned)

    def survival_of(self, lower, upper=None):
        """Return the :class:`Survival` of gaps after ``lower`` to ``upper`` purchases.

        The highest number of the history stands for all that are higher.
        """
        return Survival(
            gap
            for gap in self.gaps
            if gap.number >= min(lower, self.most)
            and (upper is None or gap.number <= upper)
        )

    def probability(self, number, silent, horizon):
        """Return the probability that a customer buys within ``horizon`` days.

        What few customers tell leans on what those with one purchase less do, and for
        the first purchase on what all do: the mean of a beta posterior whose prior is
        worth :data:`FEW` customers (A. Gelman et al., "Bayesian Data Analysis", 3rd
        ed., section 2.4). A longer silence than any that can be measured counts as the
        longest that can.

        :param number: purchases so far, from 1
        :param silent: days since the last one
        """
        number = min(number, self.most)
        silent = min(silent, self._longest_measured(horizon))
        key = (number, silent, horizon)
        if key not in self._known:
            self._known[key] = self._lean(*key)
        return self._known[key]

    def _lean(self, number, silent, horizon):
        if number < 1:
            return self._pooled.probability(silent, horizon) or 0.0
        survival = self._by_number[number]
        weight = survival.followed(silent, horizon)
        own = survival.probability(silent, horizon)
        below = (
            self.probability(number - 1, silent, horizon)
            if number > 1
            else self._lean(0, silent, horizon)
        )
        if own is None or not weight:
            return below
        return (weight * own + FEW * below) / (weight + FEW)

    def _longest_measured(self, horizon):
        """Return the longest silence whose end enough customers were seen to reach."""
        if horizon not in self._known:
            self._known[horizon] = next(
                (
                    silent
                    for silent in range(self._pooled.longest, 0, -1)
                    if self._pooled.followed(silent, horizon) >= FEW
                ),
                0,
            )
        return self._known[horizon]

    def curve(self, lower, upper, horizon, days):
        """Return the curve of those with ``lower`` to ``upper`` purchases.

        :param upper: ``None`` for no limit
        :param days: the silences to look at
        :return: list of (days, probability, customers it rests on), without the days
            for which there are fewer than :data:`FEW` customers
        """
        survival = self.survival_of(lower, upper)
        return [
            (silent, survival.probability(silent, horizon), followed)
            for silent in days
            if (followed := survival.followed(silent, horizon)) >= FEW
        ]

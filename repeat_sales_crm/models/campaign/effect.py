"""Whether a campaign had an effect: two shares, and how sure their difference is.

The interval is Newcombe's hybrid score interval without continuity correction: R. G.
Newcombe, "Interval estimation for the difference between independent proportions:
comparison of eleven methods", Statistics in Medicine 17 (1998), 873-890, method 10.
It is made of the two Wilson intervals, holds its 95 % for small groups and rare buyers
too, and never leaves the range from -100 to +100 points.
"""

from math import sqrt
from typing import NamedTuple

from ..facts.interval import wilson

#: Customers that each side needs. If none of 29 bought, a true share of 11.7 % is
#: still possible, which is as much as a good campaign reaches: with fewer, nothing can
#: be told that would change a decision.
FEWEST_CUSTOMERS = 30

#: Buyers that both sides need together: with fewer, a single order more or less turns
#: the result around.
FEWEST_BUYERS = 5


class Effect(NamedTuple):
    """The difference of two shares of buyers.

    :param difference: share of the campaign less share of the control group, from -1
        to 1
    :param lower: lower end of the interval of 95 %
    :param upper: upper end
    :param verdict: ``few`` (too few to say), ``unclear`` (the interval covers zero),
        ``more`` or ``less`` (were bought than without the campaign)
    """

    difference: float
    lower: float
    upper: float
    verdict: str


def measure_effect(bought, customers, control_bought, control):
    """Return the :class:`Effect` of a campaign, or None if one side is empty.

    :param bought: how many customers of the campaign bought
    :param customers: how many customers were in the campaign
    :param control_bought: how many customers of the control group bought
    :param control: how many customers were in the control group
    :raise ValueError: if more bought than there are
    """
    if not customers or not control:
        return None
    share, control_share = bought / customers, control_bought / control
    lower, upper = wilson(bought, customers)
    control_lower, control_upper = wilson(control_bought, control)
    difference = share - control_share
    low = difference - sqrt((share - lower) ** 2 + (control_upper - control_share) ** 2)
    high = difference + sqrt(
        (upper - share) ** 2 + (control_share - control_lower) ** 2
    )
    few = (
        min(customers, control) < FEWEST_CUSTOMERS
        or bought + control_bought < FEWEST_BUYERS
    )
    return Effect(difference, low, high, "few" if few else _judge(low, high))


def _judge(lower, upper):
    if lower > 0:
        return "more"
    return "less" if upper < 0 else "unclear"

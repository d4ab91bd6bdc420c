"""How many customers have to come back for a share of them to be active, and which.

Customers who were to leave the active ones, and those who left before, are active at
the end of the horizon if they buy within it. Some do so by themselves, as measured by
:mod:`.return_rates`. What is missing then has to come from contacts.

What a contact brings beyond that cannot be known from purchases. It is taken to be in
proportion to what customers do by themselves: with an effect of 1, as many come back
because of a contact as would have come anyway, at most everybody. Those who are the
most likely to buy are then the ones to contact first.
"""

from math import ceil
from typing import NamedTuple

_TINY = 1e-9


class Group(NamedTuple):
    """Customers who are active at the end only if they buy until then.

    ``probability`` is that of one of them to buy by themselves, ``value`` what one of
    them is worth, in money.
    """

    key: object
    customers: int
    probability: float
    value: float = 0.0


class Step(NamedTuple):
    """Contacts to make in a group, and how many more customers come back for it."""

    group: Group
    contacts: int
    extra: float


class Plan(NamedTuple):
    """What it takes to reach the target.

    ``status`` is ``empty`` (no customers), ``reached`` (by itself), ``possible`` (with
    the ``steps``) or ``impossible`` (the steps are all there is). ``expected`` is how
    many are active at the end without contacts, ``missing`` how many more there have to
    be, ``reachable`` how many there are with the steps.
    """

    status: str
    needed: int
    expected: float
    missing: float
    reachable: float
    contacts: int
    steps: list


def solve(customers, staying, groups, target, effect=1.0, first="probability"):
    """Return the :class:`Plan` with the fewest contacts that reaches the target.

    One contact brings ``probability * effect`` customers of its group, so that taking
    the groups by that needs the fewest contacts.

    :param customers: how many there are in all
    :param staying: how many are active at the end whatever they do
    :param groups: list of :class:`Group`
    :param target: the share of all that should be active at the end
    :param effect: how many come back because of a contact for one who comes anyway
    :param first: ``probability``, or ``value`` to begin with the most valuable group
        instead, which may take more contacts
    """
    needed = ceil(target * customers - _TINY)
    expected = staying + sum(group.customers * group.probability for group in groups)
    missing = max(needed - expected, 0.0)
    if not customers:
        return Plan("empty", 0, 0.0, 0.0, 0.0, 0, [])
    if missing <= _TINY:
        return Plan("reached", needed, expected, 0.0, expected, 0, [])
    steps = []
    left = missing
    for group in sorted(groups, key=_order(first, effect), reverse=True):
        gain = gain_of(group, effect)
        if left <= _TINY or not group.customers or gain <= _TINY:
            continue
        contacts = min(group.customers, ceil(left / gain - _TINY))
        steps.append(Step(group, contacts, contacts * gain))
        left -= contacts * gain
    return Plan(
        "possible" if left <= _TINY else "impossible",
        needed,
        expected,
        missing,
        expected + sum(step.extra for step in steps),
        sum(step.contacts for step in steps),
        steps,
    )


def gain_of(group, effect):
    """Return how many customers more one contact in the group brings back."""
    return min(group.probability * effect, 1 - group.probability)


def _order(first, effect):
    if first == "value":
        return lambda group: (group.value, gain_of(group, effect))
    return lambda group: (gain_of(group, effect), group.value)

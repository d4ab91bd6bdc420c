"""Scores for recency, frequency and money, and the groups that they make.

A score from 1 to 5 compares a value with four borders, so that customers with equal
values have equal scores. Borders that are measured cut the customers into fifths: all
customers of one value stand in the middle of the places that they share (the mid-rank),
and have the score of the fifth in which that middle lies.

RFM is from direct marketing, see A. M. Hughes, Strategic Database Marketing (1994),
chapter 5. The named groups follow what marketing tools commonly use; here each
combination has exactly one name.
"""

from odoo.tools import groupby

#: Scores that a customer can have beyond the lowest one, which needs no border.
STEPS = (2, 3, 4, 5)

#: The group of a customer, by the score for recency (rows, 5 first) and the rounded
#: mean of the scores for frequency and money (columns, 1 first).
GRID = (
    ("recent", "potential", "potential", "champion", "champion"),
    ("promising", "potential", "potential", "loyal", "champion"),
    ("about_to_sleep", "needs_attention", "needs_attention", "loyal", "loyal"),
    ("hibernating", "about_to_sleep", "at_risk", "at_risk", "at_risk"),
    ("lost", "hibernating", "at_risk", "cannot_lose", "cannot_lose"),
)


def group_of(recency, frequency, monetary):
    """Return the group of a customer with these scores, each from 1 to 5."""
    mean = (frequency + monetary + 1) // 2
    return GRID[5 - recency][mean - 1]


def measure_borders(values):
    """Return the values from which on the scores 2, 3, 4 and 5 are given.

    :param values: one for each customer, a higher one being better
    :return: dict of score: the smallest value that has it or a better one, or ``None``
        where no value does
    """
    values = sorted(values)
    borders = dict.fromkeys(STEPS)
    below = 0
    for value, same in groupby(values):
        count = len(same)
        middle = (below + count / 2) / len(values)
        below += count
        for step in STEPS:
            if borders[step] is None and middle > (step - 1) / 5:
                borders[step] = value
    return borders


def score_of(value, borders):
    """Return the score from 1 to 5 of a value, a higher one being better."""
    return 1 + sum(
        border is not None and value >= border for border in borders.values()
    )


def measure_classes(amounts, share_a, share_b):
    """Return the smallest revenues of an A and of a B customer.

    A are those who, from the biggest on, make the first ``share_a`` of the revenue of
    all customers who brought any; B those who take it to ``share_b`` (Pareto's curve).
    The customer with whom the share is reached still belongs to the class, and so does
    everyone of the same revenue.

    :param amounts: revenue of each customer
    :return: pair of revenues, ``None`` where nobody is in the class
    """
    earning = sorted((amount for amount in amounts if amount > 0), reverse=True)
    total = sum(earning)
    limits = [None, None]
    before = 0
    for amount, same in groupby(earning):
        for place, share in enumerate((share_a, share_b)):
            if before < share * total:
                limits[place] = amount
        before += amount * len(same)
    return tuple(limits)

"""Arithmetic of ages.

Somebody born on 29 February has the birthday of a common year on 1 March: on 28
February the year of life is not over yet.
"""

import math
from datetime import date

from dateutil.relativedelta import relativedelta

#: Age groups by their first and last year, as market researchers cut them.
BRACKETS = {
    "00_24": (0, 24),
    "25_34": (25, 34),
    "35_44": (35, 44),
    "45_54": (45, 54),
    "55_64": (55, 64),
    "65_up": (65, None),
}


def age_on(day, birth_date):
    """Return how many full years somebody born on ``birth_date`` has lived on ``day``.

    Whoever is not born yet is 0 years old.
    """
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return max(day.year - birth_date.year - before_birthday, 0)


def bracket_of(age):
    """Return the key of the age group that ``age`` falls into."""
    return next(
        key for key, (_first, last) in BRACKETS.items() if last is None or age <= last
    )


def latest_birth_date(day, age):
    """Return the last birth date of those who are ``age`` or older on ``day``.

    :param age: a number of full years; with less than 1 year, anybody is
    """
    if age < 1:
        return date.max
    if age >= day.year:
        return date.min
    return day - relativedelta(years=age)


def birth_dates(day, operator, age):
    """Return between which birth dates ages are ``operator`` ``age`` on ``day``.

    :param operator: ``<``, ``<=``, ``>``, ``>=`` or ``=``
    :param age: a number of years, not always a whole one
    :return: (first, last) birth date, or ``None`` where there can be none
    """
    if operator == "=":
        if age != int(age) or age < 0:
            return None
        youngest, oldest = int(age), int(age)
    elif operator in (">", ">="):
        youngest = math.floor(age) + 1 if operator == ">" else math.ceil(age)
        oldest = None
    else:
        youngest = 0
        oldest = math.ceil(age) - 1 if operator == "<" else math.floor(age)
        if oldest < 0:
            return None
    return _birth_dates_between(day, youngest, oldest)


def bracket_birth_dates(day, key):
    """Return the (first, last) birth date of an age group on ``day``."""
    return _birth_dates_between(day, *BRACKETS[key])


def _birth_dates_between(day, youngest, oldest):
    last = latest_birth_date(day, youngest)
    if oldest is None:
        return date.min, last
    too_old = latest_birth_date(day, oldest + 1)
    first = (
        too_old if too_old == date.min else date.fromordinal(too_old.toordinal() + 1)
    )
    return first, last

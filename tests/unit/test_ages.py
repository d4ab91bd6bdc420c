"""Ages, on leap days too."""

import unittest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.repeat_sales_crm.models.profile import ages, choices

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
OPERATORS = {
    "<": lambda age, limit: age < limit,
    "<=": lambda age, limit: age <= limit,
    ">": lambda age, limit: age > limit,
    ">=": lambda age, limit: age >= limit,
    "=": lambda age, limit: age == limit,
}


class TestAges(unittest.TestCase):
    def test_born_on_a_leap_day(self):
        born = date(2004, 2, 29)
        assert ages.age_on(date(2023, 2, 28), born) == 18
        assert ages.age_on(date(2023, 3, 1), born) == 19
        assert ages.age_on(date(2024, 2, 28), born) == 19
        assert ages.age_on(date(2024, 2, 29), born) == 20

    def test_nobody_is_younger_than_0(self):
        assert ages.age_on(date(2026, 1, 1), date(2026, 5, 1)) == 0

    @given(DAYS, DAYS)
    def test_an_age_grows_by_one_a_year(self, day, born):
        if born <= day:
            age = ages.age_on(day, born)
            assert ages.age_on(day + timedelta(days=366), born) in (age + 1, age + 2)
            assert ages.age_on(day - timedelta(days=1), born) in (age, max(age - 1, 0))

    @given(
        DAYS,
        DAYS,
        st.sampled_from(sorted(OPERATORS)),
        st.one_of(st.integers(-5, 3000), st.floats(-2, 130)),
    )
    def test_birth_dates_are_those_with_such_an_age(self, day, born, operator, limit):
        if born > day:
            return
        limits = ages.birth_dates(day, operator, limit)
        found = limits is not None and limits[0] <= born <= limits[1]
        assert found == OPERATORS[operator](ages.age_on(day, born), limit)

    @given(DAYS, DAYS)
    def test_age_groups_are_without_gaps_and_do_not_overlap(self, day, born):
        if born > day:
            return
        bracket = ages.bracket_of(ages.age_on(day, born))
        found = [
            key
            for key in ages.BRACKETS
            if ages.bracket_birth_dates(day, key)[0]
            <= born
            <= ages.bracket_birth_dates(day, key)[1]
        ]
        assert found == [bracket]

    def test_every_age_group_has_a_label(self):
        assert [key for key, _label in choices.AGE_BRACKETS] == list(ages.BRACKETS)

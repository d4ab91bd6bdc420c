"""Days begin at midnight where the company is, whatever its clock does there."""

import unittest
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.repeat_sales_crm.models.lifecycle import company_day

TIMEZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Apia",
    "Africa/Cairo",
    "America/Santiago",
    "Australia/Lord_Howe",
)


class TestCompanyDay(unittest.TestCase):
    def test_day_is_the_companys_not_utcs(self):
        late = datetime(2026, 3, 28, 23, 30)
        self.assertEqual(company_day.local_day(late, "UTC"), date(2026, 3, 28))
        self.assertEqual(
            company_day.local_day(late, "Europe/Berlin"), date(2026, 3, 29)
        )
        self.assertEqual(
            company_day.local_day(late, "America/New_York"), date(2026, 3, 28)
        )

    def test_midnight_follows_daylight_saving(self):
        berlin = "Europe/Berlin"
        # The day of 23 hours, 29 March 2026, begins in winter time ...
        self.assertEqual(
            company_day.start_of_day(date(2026, 3, 29), berlin),
            datetime(2026, 3, 28, 23),
        )
        # ... and the next one in summer time.
        self.assertEqual(
            company_day.next_midnight(datetime(2026, 3, 29, 12), berlin),
            datetime(2026, 3, 29, 22),
        )

    def test_a_midnight_that_does_not_exist(self):
        # In Cairo the clock went from 0:00 to 1:00 on 28 April 2023.
        self.assertEqual(
            company_day.start_of_day(date(2023, 4, 28), "Africa/Cairo"),
            datetime(2023, 4, 27, 22),
        )

    @given(
        st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)),
        st.sampled_from(TIMEZONES),
    )
    def test_the_next_midnight_is_the_first_moment_of_another_day(
        self, moment, timezone
    ):
        midnight = company_day.next_midnight(moment, timezone)
        self.assertGreater(midnight, moment)
        before = company_day.local_day(midnight - timedelta(seconds=1), timezone)
        self.assertEqual(before, company_day.local_day(moment, timezone))
        self.assertGreater(company_day.local_day(midnight, timezone), before)

"""A day has one wave, whatever becomes of the clock."""

from datetime import date, datetime

from .campaign_common import CampaignCommon

CALL = {"name": "Call", "kind": "call"}


class TestClock(CampaignCommon):
    def launch_weekly(self, **values):
        return self.launch(
            CALL,
            trigger="recurring",
            reentry="wave",
            **{"repeat_unit": "week", "hour": 10, **values},
        )

    def test_company_moves_west_after_the_wave(self):
        self.company.lifecycle_tz = "Pacific/Auckland"
        campaign = self.launch_weekly(on_monday=False, on_tuesday=True)
        # Tuesday 10:00 in Auckland is Monday 22:00 in UTC.
        self.assertEqual(campaign.next_run_at, datetime(2026, 6, 15, 22))
        self.run_engine(hours=14)
        self.assertEqual(campaign.wave_ids.day, date(2026, 6, 16))
        with self.at(hours=15):
            self.company.lifecycle_tz = "America/Los_Angeles"
        # Tuesday comes again there, and had its wave.
        self.assertEqual(campaign.next_run_at, datetime(2026, 6, 23, 17))
        self.run_engine(days=3)
        self.assertEqual(len(campaign.wave_ids), 1)
        self.run_engine(days=8, hours=9)
        self.assertEqual(
            campaign.wave_ids.mapped("day"), [date(2026, 6, 23), date(2026, 6, 16)]
        )

    def test_company_moves_before_the_wave(self):
        campaign = self.launch_weekly(on_monday=False, on_tuesday=True)
        self.assertEqual(campaign.next_run_at, datetime(2026, 6, 16, 10))
        self.company.lifecycle_tz = "America/Los_Angeles"
        self.assertEqual(campaign.next_run_at, datetime(2026, 6, 16, 17))
        self.run_engine(days=1, hours=9)
        self.assertEqual(len(campaign.wave_ids), 1)
        self.assertEqual(campaign.next_run_at, datetime(2026, 6, 23, 17))

    def test_another_hour_after_the_wave_of_the_day(self):
        campaign = self.launch_weekly(repeat_unit="day")
        self.run_engine(hours=1)
        with self.at(hours=2):
            campaign.hour = 15
        self.assertEqual(campaign.next_run_at, datetime(2026, 6, 16, 15))
        with self.at(hours=2):
            upcoming = campaign._get_upcoming(
                datetime(2026, 6, 15, 11), datetime(2026, 6, 17, 11)
            )
        self.assertEqual(upcoming, [datetime(2026, 6, 16, 15)])
        self.run_engine(hours=8)
        self.assertEqual(len(campaign.wave_ids), 1)

    def test_clock_is_put_forward_and_back(self):
        self.company.lifecycle_tz = "Europe/Berlin"
        campaign = self.launch_weekly(repeat_unit="day", hour=2.5)
        moments = campaign._get_upcoming(
            datetime(2026, 10, 24), datetime(2026, 10, 27)
        ) + campaign._get_upcoming(datetime(2027, 3, 27), datetime(2027, 3, 30))
        self.assertEqual(
            moments,
            [
                datetime(2026, 10, 24, 0, 30),
                datetime(2026, 10, 25, 0, 30),
                datetime(2026, 10, 26, 1, 30),
                datetime(2027, 3, 27, 1, 30),
                # 2:30 does not exist on the 28th: the first moment after the gap.
                datetime(2027, 3, 28, 1),
                datetime(2027, 3, 29, 0, 30),
            ],
        )

    def test_wave_of_who_enters_is_of_the_day(self):
        segment = self.make_segment("Rich", [("amount_total", ">=", 400)])
        campaign = self.launch(CALL, trigger="enter", segment_ids=segment.ids)
        for number, hours in enumerate((1, 3)):
            with self.at(hours=hours):
                self.make_buyer(f"New {number}", 500)
                self.refresh()
            self.run_engine(hours=hours)
            self.company.lifecycle_tz = "Europe/Berlin"
        self.assertEqual(len(campaign.wave_ids), 1)
        self.assertEqual(len(campaign.member_ids), 2)

"""Steps give and speak of an offer only while it is valid."""

from odoo.exceptions import UserError

from .offers_common import OffersCommon

NOT_VALID = ("skipped", "offer_ended")


class TestOfferSteps(OffersCommon):
    def setUp(self):
        super().setUp()
        self.marketer.email = "marketer@example.com"

    def launch_late(self, offer, **step):
        """Launch a plan whose second step speaks of an offer five days later."""
        return self.launch(
            {"kind": "offer", "name": "First", "offer_id": self.offer.id},
            {"kind": "task", "delay_days": 5, "offer_id": offer.id} | {"name": "Tell"},
            {"kind": "task", "name": "Thank"},
        )

    def told(self, campaign):
        """Return what the owner was told of offers."""
        return campaign.sudo().message_ids.filtered(
            lambda message: "do not get it" in (message.body or "")
        )

    def test_an_offer_that_ended_meanwhile(self):
        offer = self.make_offer("Short", discount=5)
        campaign = self.launch_late(offer)
        offer.date_end = "2026-06-18"
        self.run_engine(days=5, minutes=1)
        self.assertEqual(
            self.states(campaign, self.big),
            [("done", False), NOT_VALID, ("running", False)],
        )
        told = self.told(campaign)
        self.assertEqual(len(told), 1)
        self.assertIn("“Short” ended on 06/18/2026", told.body)
        self.assertEqual(told.notified_partner_ids, self.marketer.partner_id)
        self.assertEqual(offer.given_count, 0)

    def test_the_last_day_counts(self):
        offer = self.make_offer("Short", discount=5, date_end="2026-06-20")
        campaign = self.launch_late(offer)
        self.run_engine(days=5, minutes=1)
        self.assertEqual(self.states(campaign, self.big)[1], ("running", False))
        self.assertFalse(self.told(campaign))

    def test_an_archived_offer(self):
        offer = self.make_offer("Short", discount=5)
        campaign = self.launch_late(offer)
        offer.active = False
        self.run_engine(days=5, minutes=1)
        self.assertEqual(self.states(campaign, self.big)[1], NOT_VALID)
        self.assertIn("archived", self.told(campaign).body)

    def test_an_offer_that_has_not_begun(self):
        offer = self.make_offer("Short", discount=5)
        campaign = self.launch_late(offer)
        offer.date_start = "2026-06-25"
        self.run_engine(days=5, minutes=1)
        self.assertEqual(self.states(campaign, self.big)[1], NOT_VALID)
        self.assertIn("begins on 06/25/2026", self.told(campaign).body)

    def test_a_campaign_that_recurs_tells_its_owner_once(self):
        offer = self.make_offer("Short", discount=5, date_end="2026-06-20")
        campaign = self.launch(
            {"kind": "offer", "name": "Give", "offer_id": offer.id},
            trigger="recurring",
            repeat_unit="day",
            reentry="wave",
        )
        for day in (1, 7, 8, 9):
            self.run_engine(days=day, minutes=1)
        states = self.states(campaign, self.big)
        self.assertIn(("done", False), states)
        self.assertGreater(states.count(NOT_VALID), 1)
        self.assertEqual(len(self.told(campaign)), 1)
        offer.date_end = "2026-06-25"
        self.run_engine(days=10, minutes=1)
        self.run_engine(days=11, minutes=1)
        self.assertEqual(len(self.told(campaign)), 2)

    def test_who_enters_later_does_not_get_it(self):
        offer = self.make_offer("Short", discount=5, date_end="2026-06-20")
        segment = self.make_segment("All", [("purchase_count", ">=", 1)])
        campaign = self.launch(
            {"kind": "offer", "name": "Give", "offer_id": offer.id},
            trigger="enter",
            segment_ids=segment.ids,
            contact_present=True,
        )
        self.assertEqual(self.states(campaign, self.big), [("done", False)])
        late = self.make_buyer("Late", 100, self.seller)
        self.refresh()
        self.run_engine(days=7)
        self.assertEqual(self.states(campaign, late), [NOT_VALID])

    def test_after_a_pause(self):
        offer = self.make_offer("Short", discount=5, date_end="2026-06-20")
        campaign = self.launch_late(offer)
        campaign.action_pause()
        with self.at(days=10):
            campaign.action_resume()
        self.run_engine(days=10, minutes=1)
        self.assertEqual(self.states(campaign, self.big)[1], NOT_VALID)

    def test_the_day_is_that_of_the_company(self):
        # June 20 begins in Auckland at 12:00 UTC on the 19th.
        self.company.lifecycle_tz = "Pacific/Auckland"
        offer = self.make_offer("Short", discount=5, date_end="2026-06-19")
        campaign = self.launch(
            {
                "kind": "offer",
                "name": "Give",
                "offer_id": offer.id,
                "delay_days": 4,
                "delay_hours": 2,
            }
        )
        offer.date_end = "2026-06-19"
        self.run_engine(days=4, hours=4)
        self.assertEqual(self.states(campaign, self.big), [NOT_VALID])

    def test_a_launch_that_comes_too_late_or_too_early_is_refused(self):
        for dates, problem in (
            ({"date_end": "2026-06-18"}, "ended on 06/18/2026"),
            ({"date_start": "2026-06-25"}, "begins on 06/25/2026"),
            ({"active": False}, "archived"),
        ):
            offer = self.make_offer("Short", discount=5, **dates)
            with self.subTest(dates), self.assertRaisesRegex(UserError, problem):
                self.launch_late(offer)
        announced = self.make_offer("Soon", discount=5, date_start="2026-06-20")
        self.launch_late(announced)

    def test_the_plan_says_when_it_is_valid(self):
        campaign = self.make_campaign({"name": "Ask", "offer_id": self.offer.id})
        self.assertEqual(
            campaign.step_ids.plan_what,
            "Call · Ask · Ten percent (06/01/2026 – 06/30/2026)",
        )

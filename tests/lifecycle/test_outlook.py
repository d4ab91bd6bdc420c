"""What comes next, and how unusual a silence is."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from ..common import LifecycleCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 12:00")
class TestOutlook(LifecycleCommon, TransactionCase):
    def _customer(self, *days_ago, **values):
        partner = self.make_customer(values.pop("name", "Somebody"), days_ago, **values)
        self.refresh()
        self.env["crm.customer"]._measure_usual_interval(self.company)
        self.env.invalidate_all()
        return self.customer_of(partner)

    def test_explanation_in_words(self):
        customer = self._customer(59, 90)
        self.assertEqual(
            customer.explanation,
            "2 purchases, the last 59 days ago. On November 24, 2026 it becomes "
            "Promising drifting. One purchase before keeps it Promising active.",
        )
        self.assertEqual(customer.next_segment_id, self.cell("Promising", "Drifting"))

    def test_explanation_of_the_step_to_the_next_band(self):
        customer = self._customer(59, 90, 200)
        self.assertIn(
            "One purchase before makes it Regular active.", customer.explanation
        )
        sleeping = self._customer(400)
        self.assertFalse(sleeping.next_segment_id)
        self.assertIn("One purchase makes it Promising active.", sleeping.explanation)
        self.assertTrue(sleeping.explanation.startswith("1 purchase, 400 days ago."))

    def test_two_clocks(self):
        weekly = self._customer(20, 27, 34, 41, name="Weekly")
        yearly = self._customer(170, 500, 900, name="Yearly")
        self.assertEqual(weekly.usual_interval, 7)
        self.assertEqual(weekly.rhythm, 2.9)
        self.assertEqual(weekly.segment_id, self.cell("Regular", "Active"))
        self.assertTrue(weekly.is_silent, "active by the matrix, silent by own rhythm")
        self.assertEqual(yearly.segment_id, self.cell("Promising", "Drifting"))
        self.assertFalse(yearly.is_silent, "drifting by the matrix, on time by own")
        self.assertIn("Unusually silent: it buys every 7 days.", weekly.explanation)

    def test_the_fallback_before_a_rhythm(self):
        self._customer(10, 20, 30, name="Every Ten Days")
        once = self._customer(25, name="Once")
        self.assertEqual(once.usual_interval, 0)
        self.assertEqual(once.expected_interval, 10)
        self.assertTrue(once.is_silent)
        self.assertIn("customers here buy every 10 days", once.explanation)
        self.company.lifecycle_silence_limit = 3
        self.env.invalidate_all()
        self.assertFalse(once.is_silent)

    def test_silence_can_be_searched_and_sorted(self):
        weekly = self._customer(20, 27, 34, 41, name="Weekly")
        monthly = self._customer(20, 50, 80, 110, name="Monthly")
        customers = self.env["crm.customer"]
        ours = [("company_id", "=", self.company.id)]
        here = customers.with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(here.search([*ours, ("is_silent", "=", True)]), weekly)
        self.assertEqual(here.search([*ours, ("is_silent", "=", False)]), monthly)
        self.assertEqual(here.search(ours, order="rhythm desc"), weekly + monthly)

    def test_who_leaves_in_the_next_days_and_what_they_are_worth(self):
        soon = self._customer(58, 400, name="Soon", user=self.seller)
        last = self._customer(31, name="On the Last Day", user=self.seller)
        self._customer(30, name="A Day Later", user=self.seller)
        self._customer(170, name="From Drifting", user=self.other_seller)
        outlook = self.env["crm.customer"].with_user(self.manager).get_outlook(days=30)
        self.assertEqual(
            [
                (line["day"], line["segment_id"], line["count"], line["amount"])
                for line in outlook["leaving"]
            ],
            [
                (date(2026, 11, 25), self.cell("Promising", "Active").id, 1, 100.0),
                (date(2026, 12, 3), self.cell("New", "Drifting").id, 1, 100.0),
                (date(2026, 12, 22), self.cell("New", "Active").id, 1, 100.0),
            ],
        )
        active, drifting = outlook["bands"]
        self.assertEqual((active["count"], active["amount"]), (2, 200))
        self.assertEqual(
            [(first["id"], first["day"]) for first in active["first"]],
            [(soon.id, date(2026, 11, 25)), (last.id, date(2026, 12, 22))],
        )
        self.assertEqual((drifting["count"], len(drifting["first"])), (1, 1))
        own = self.env["crm.customer"].with_user(self.seller).get_outlook(days=30)
        self.assertEqual(sum(line["count"] for line in own["leaving"]), 2)

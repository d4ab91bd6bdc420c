"""Trend, flows and cohorts, held against plain Python."""

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from ..common import LifecycleCommon
from . import reference

TODAY = date(2026, 11, 22)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 12:00")
class TestReports(LifecycleCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.lifecycle_start = TODAY
        random_numbers = random.Random(7)
        cls.documents = []
        for number in range(30):
            partner = cls.make_partner(f"Customer {number}")
            for _purchase in range(random_numbers.choice([1, 1, 2, 4, 7])):
                days_ago = random_numbers.randrange(500)
                amount = random_numbers.randrange(10, 900)
                cls.make_order(partner, days_ago, amount)
                cls.documents.append(
                    reference.Document(
                        cls.company.id,
                        partner.id,
                        TODAY - timedelta(days=days_ago),
                        Decimal(amount),
                    )
                )
        cls.refresh()

    def _customers_on(self, day):
        customers = reference.customers_on(
            day, self.documents, {self.company.id: reference.Rules()}
        )
        return [customer for customer in customers.values() if customer.purchase_count]

    def _expected_cells(self, day):
        return Counter(
            f"{customer.count_band} {customer.recency_band.lower()}"
            for customer in self._customers_on(day)
        )

    def test_any_past_day(self):
        segments = self.env["crm.lifecycle.segment"].with_user(self.manager)
        for days_ago in (1, 30, 99, 260, 499, 501):
            with self.subTest(days_ago=days_ago):
                day = TODAY - timedelta(days=days_ago)
                matrix = segments.get_matrix(day=day)
                counts = {cell["name"]: cell["count"] for cell in matrix["cells"]}
                self.assertEqual(+Counter(counts), self._expected_cells(day))
                self.assertAlmostEqual(
                    matrix["amount_total"],
                    float(sum(c.amount_total for c in self._customers_on(day))),
                )

    def test_trend_from_before_the_ledger(self):
        snapshots = self.env["crm.lifecycle.snapshot"]
        while snapshots._backfill_next(self.company):
            pass
        trend = snapshots.with_user(self.manager).get_trend(date_from="2025-01-01")
        names = {segment["id"]: segment["name"] for segment in trend["segments"]}
        self.assertEqual(trend["points"][0]["day"], date(2025, 1, 31))
        self.assertEqual(trend["points"][-1]["day"], TODAY)
        for point in trend["points"]:
            counts = Counter({names[key]: n for key, n in point["counts"].items()})
            expected = self._expected_cells(point["day"])
            self.assertEqual(+counts, expected, point["day"])
            active = sum(n for name, n in expected.items() if name.endswith(" active"))
            total = sum(expected.values())
            self.assertAlmostEqual(
                point["active_share"], active / total if total else 0
            )

    def test_flows_add_up(self):
        with freeze_time("2026-12-31 12:00"):
            self.env["crm.customer"]._roll(self.company, date(2026, 12, 31))
            moves = self.env["crm.lifecycle.move"].with_user(self.manager)
            flows = moves.get_flows(date_from="2026-11-23", date_to="2026-12-31")
        by_id = {segment["id"]: segment for segment in flows["segments"]}
        openings = self._expected_cells(TODAY)
        closings = self._expected_cells(date(2026, 12, 31))
        for segment in flows["segments"]:
            name = segment["name"]
            self.assertEqual(segment["opening"], openings[name], name)
            self.assertEqual(segment["closing"], closings[name], name)
            entered = sum(
                flow["count"]
                for flow in flows["flows"]
                if flow["to_id"] == segment["id"]
            )
            self.assertEqual(segment["entered"], entered, name)
        self.assertTrue(flows["flows"])
        for flow in flows["flows"]:
            self.assertIn(flow["from_id"], by_id)
            self.assertEqual(flow["causes"], {"time": flow["count"]})

    def test_cohorts(self):
        cohorts = (
            self.env["crm.customer"].with_user(self.manager).get_cohorts(months=12)
        )
        days = {}
        for document in self.documents:
            days.setdefault(document.buyer, set()).add(document.day)
        self.assertEqual(len(cohorts["cohorts"]), 12)
        for cohort in cohorts["cohorts"]:
            month = cohort["month"]
            members = [
                sorted(bought)
                for bought in days.values()
                if min(bought).replace(day=1) == month
            ]
            self.assertEqual(cohort["size"], len(members), month)
            for after, (again, active) in enumerate(
                zip(cohort["again"], cohort["active"], strict=True)
            ):
                since = [[_months(month, day) for day in bought] for bought in members]
                self.assertEqual(
                    again, sum(len(one) > 1 and one[1] <= after for one in since), month
                )
                self.assertEqual(active, sum(after in one for one in since), month)


def _months(start, day):
    return (day.year - start.year) * 12 + day.month - start.month

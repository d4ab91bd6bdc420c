"""Scores and classes in the database, against plain Python."""

import random
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests.common import TransactionCase

from odoo.addons.repeat_sales_crm.models.lifecycle.crm_customer_refresh import CRON
from odoo.addons.repeat_sales_crm.models.value import rfm

from tests.common import LifecycleCommon

TODAY = date(2026, 6, 15)


@freeze_time("2026-06-15 12:00:00")
class TestScale(LifecycleCommon, TransactionCase):
    def measure(self, company=None):
        company = company or self.company
        customers = self.env["crm.customer"]
        customers._measure_facts(company, company._lifecycle_today())
        self.env["crm.customer.refresh"]._enqueue_all(company, kind="facts")
        self.refresh()
        return self.env["crm.customer.scale"]._of(company)

    def customers_of(self, company):
        return self.env["crm.customer"].search(
            [("company_id", "=", company.id), ("purchase_count", ">", 0)]
        )

    def make_world(self, seed, company):
        generator = random.Random(seed)
        for number in range(generator.choice([1, 4, 25])):
            purchases = generator.choice([1, 1, 1, 2, 3, 6])
            self.make_customer(
                f"Customer {seed}.{number}",
                [generator.randrange(600) for _purchase in range(purchases)],
                generator.choice([0, 10, 10, 25.5, 900, -3]),
                company=company,
            )
        # A prospect has no score.
        self.env["crm.lead"].create(
            {
                "name": "Lead",
                "partner_id": self.make_partner("Prospect").id,
                "company_id": company.id,
            }
        )
        self.refresh()

    def test_as_plain_python_says(self):
        for seed in range(8):
            with self.subTest(seed=seed):
                company = self.make_company(f"World {seed}")
                self.make_world(seed, company)
                self.measure(company)
                self.check(self.customers_of(company))

    def check(self, customers):
        recency = rfm.measure_borders(customers.mapped("last_date"))
        frequency = rfm.measure_borders(customers.mapped("purchase_count"))
        monetary = rfm.measure_borders(customers.mapped("amount_total"))
        limit_a, limit_b = rfm.measure_classes(
            customers.mapped("amount_total"), 0.8, 0.95
        )
        for customer in customers:
            scores = (
                rfm.score_of(customer.last_date, recency),
                rfm.score_of(customer.purchase_count, frequency),
                rfm.score_of(customer.amount_total, monetary),
            )
            value_class = "c"
            if customer.amount_total > 0:
                if customer.amount_total >= limit_a:
                    value_class = "a"
                elif customer.amount_total >= limit_b:
                    value_class = "b"
            self.assertEqual(
                (
                    customer.rfm_recency,
                    customer.rfm_frequency,
                    customer.rfm_monetary,
                    customer.rfm_group,
                    customer.value_class,
                ),
                (*scores, rfm.group_of(*scores), value_class),
            )

    def test_prospects_and_archived_have_none(self):
        self.make_world(3, self.company)
        gone = self.make_customer("Gone", [5], 99999)
        self.refresh()
        gone.action_archive()
        self.refresh()
        self.measure()
        for customer in (
            self.env["crm.customer"]
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "=", self.company.id),
                    "|",
                    ("purchase_count", "=", 0),
                    ("active", "=", False),
                ]
            )
        ):
            self.assertFalse(customer.rfm_group)
            self.assertFalse(customer.value_class)
            self.assertEqual(customer.rfm_recency, 0)

    def test_companies_have_scales_of_their_own(self):
        other = self.make_company("Other Trading")
        partner = self.make_customer("Both", [5], 1000)
        self.make_customer("Small", [100], 1)
        self.make_order(partner, 50, 1, company=other)
        self.make_customer("Big There", [1], 1000, company=other)
        self.refresh()
        self.measure()
        self.measure(other)
        self.assertEqual(self.customer_of(partner).value_class, "a")
        self.assertEqual(self.customer_of(partner, other).value_class, "c")

    def test_scored_at_once_by_the_borders_of_today(self):
        self.make_world(2, self.company)
        self.measure()
        partner = self.make_customer("New Champion", [0] * 9, 5000)
        self.refresh()
        customer = self.customer_of(partner)
        self.assertEqual(customer.rfm_group, "champion")
        self.assertEqual(customer.value_class, "a")

    def test_a_day_without_measuring_shifts_nobody(self):
        self.make_world(2, self.company)
        self.measure()
        before = self.customers_of(self.company).mapped("rfm_recency")
        with freeze_time("2026-06-25 12:00:00"):
            self.env["crm.customer.refresh"]._enqueue_all(self.company, kind="facts")
            self.refresh()
            after = self.customers_of(self.company).mapped("rfm_recency")
        self.assertEqual(after, before)

    def test_borders_of_our_own(self):
        partner = self.make_customer("Customer", [40, 400], 300)
        self.refresh()
        scale = self.measure()
        scale.with_user(self.manager).write(
            {
                "mode": "fixed",
                **{
                    f"recency_{n}": days
                    for n, days in zip(range(2, 6), (90, 60, 30, 7), strict=True)
                },
                **{f"frequency_{n}": n for n in range(2, 6)},
                **{f"monetary_{n}": 200 * n for n in range(2, 6)},
            }
        )
        self.refresh()
        customer = self.customer_of(partner)
        self.assertEqual(
            (customer.rfm_recency, customer.rfm_frequency, customer.rfm_monetary),
            (3, 2, 3),
        )
        with freeze_time(TODAY + timedelta(days=25)):
            self.measure()
            self.assertEqual(customer.rfm_recency, 2)
        self.assertEqual(scale.recency_3, 60)

    def test_borders_out_of_order_are_refused(self):
        scale = self.env["crm.customer.scale"]._of(self.company)
        for values, word in (
            ({"recency_2": 5}, "falling order"),
            ({"frequency_5": 1}, "frequency"),
            ({"share_b": 0.5}, "100 %"),
        ):
            with self.assertRaises(ValidationError) as refused:
                scale.write(values)
            self.assertIn(word, str(refused.exception))

    def test_map_agrees_with_its_lists(self):
        self.make_world(2, self.company)
        self.measure()
        customers = self.env["crm.customer"].with_user(self.manager)
        drawn = customers.get_rfm_map(self.company.id)
        self.assertEqual([len(row) for row in drawn["rows"]], [5] * 5)
        total = 0
        for cell in (cell for row in drawn["rows"] for cell in row):
            found = customers.search(
                [
                    ("company_id", "=", self.company.id),
                    ("rfm_recency", "=", cell["recency"]),
                    ("rfm_value", "=", cell["value"]),
                ]
            )
            self.assertEqual(len(found), cell["count"])
            self.assertAlmostEqual(sum(found.mapped("amount_total")), cell["amount"])
            self.assertLessEqual(set(found.mapped("rfm_group")), {cell["group"]})
            total += cell["count"]
        self.assertEqual(total, len(self.customers_of(self.company)))
        self.assertEqual([item["label"] for item in drawn["classes"]], ["A", "B", "C"])
        for item in drawn["classes"]:
            found = customers.search(
                [
                    ("company_id", "=", self.company.id),
                    ("value_class", "=", item["name"]),
                ]
            )
            self.assertEqual(len(found), item["count"])
            self.assertAlmostEqual(sum(found.mapped("amount_total")), item["amount"])
        self.assertEqual(total, sum(item["count"] for item in drawn["classes"]))

    def test_only_managers_change_it(self):
        scale = self.env["crm.customer.scale"]._of(self.company)
        action = self.env["crm.customer.scale"].with_user(self.manager).action_open()
        self.assertEqual(action["res_id"], scale.id)
        with self.assertRaises(AccessError):
            scale.with_user(self.seller).mode = "fixed"
        stranger = self.make_user(
            "stranger", "sales_team.group_sale_manager", self.make_company("Other")
        )
        with self.assertRaises(AccessError):
            scale.with_user(stranger).read(["mode"])

    def test_measured_when_the_day_begins(self):
        partner = self.make_customer("Customer", [40], 300)
        self.refresh()
        self.assertFalse(self.customer_of(partner).rfm_group)
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(self.customer_of(partner).rfm_group)

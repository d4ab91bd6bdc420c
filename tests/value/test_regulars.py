"""Who is likely to become regular, against plain Python."""

import hashlib
import random
from collections import defaultdict
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests.common import TransactionCase

from odoo.addons.repeat_sales_crm.models.value import regulars

from tests.common import LifecycleCommon

TODAY = date(2026, 6, 15)
REGULAR = 4


@freeze_time("2026-06-15 12:00:00")
class TestRegulars(LifecycleCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        generator = random.Random(5)
        cls.days = {}
        values = []
        for number in range(240):
            partner = cls.make_partner(f"Customer {number}")
            pace = generator.choice([60, 900, 900, 900, 900])
            days, since = [], generator.randrange(400, 800)
            while since > 0 and len(days) < 7:
                days.append(since)
                since -= generator.randrange(pace // 2, pace * 2)
            cls.days[partner] = days
            values += [
                {
                    "company_id": cls.company.id,
                    "partner_id": partner.id,
                    "date": TODAY - timedelta(days=ago),
                    "reference": f"P{number}.{ago}",
                    "amount": 10,
                }
                for ago in days
            ]
        cls.env["crm.purchase.external"].create(values)
        cls.refresh()
        cls.study = cls.env["crm.regular.study"]._of(cls.company)
        cls.study._measure(TODAY)
        cls.env["crm.customer.refresh"]._enqueue_all(cls.company, kind="facts")
        cls.refresh()

    def count_groups(self):
        """Return the counts of groups of both halves, by plain Python."""
        longest = max(days[0] for days in self.days.values())
        cutoff = min(365, longest // 2)
        self.assertEqual(self.study.cutoff_date, TODAY - timedelta(days=cutoff))
        halves = (defaultdict(lambda: [0, 0]), defaultdict(lambda: [0, 0]))
        for partner, days in self.days.items():
            before = [ago for ago in days if ago >= cutoff]
            if not 1 <= len(before) < REGULAR:
                continue
            group = regulars.Group(
                len(before), regulars.silence_of(min(before) - cutoff)
            )
            digest = hashlib.md5(str(partner.id).encode()).digest()
            count = halves[digest[0] % 2][group]
            count[0] += 1
            count[1] += len(days) >= REGULAR
        return [{k: tuple(v) for k, v in half.items()} for half in halves]

    def test_rates_are_as_plain_python_says(self):
        halves = self.count_groups()
        rates = regulars.Rates(regulars.add_counts(*halves))
        self.assertGreater(rates.customers, regulars.ENOUGH)
        self.assertEqual(self.study.customer_count, rates.customers)
        self.assertAlmostEqual(self.study.base_rate, rates.base)
        for line in self.study.rate_ids:
            group = regulars.Group(line.purchase_count, line.silence)
            count = rates.counts.get(group, (0, 0))
            self.assertEqual((line.customer_count, line.became_count), count)
            self.assertAlmostEqual(line.probability, rates.probability(group))
            self.assertEqual(line.label, rates.label(group))

    def test_the_hit_rate_is_of_customers_kept_apart(self):
        learned, kept_apart = self.count_groups()
        rates = regulars.Rates(learned)
        likely = [
            count
            for group, count in kept_apart.items()
            if rates.label(group) == "likely"
        ]
        customers, became = (sum(column) for column in zip(*likely, strict=True))
        self.assertEqual(self.study.likely_count, customers)
        self.assertAlmostEqual(self.study.likely_rate, became / customers)
        self.assertGreater(self.study.likely_rate, self.study.base_rate)
        self.assertIn(f"of {customers} called likely", self.study.summary)

    def test_customers_are_called_by_the_rates(self):
        rates = regulars.Rates(regulars.add_counts(*self.count_groups()))
        seen = set()
        for partner, days in self.days.items():
            customer = self.customer_of(partner)
            group = regulars.Group(len(days), regulars.silence_of(min(days)))
            expected = "regular" if len(days) >= REGULAR else rates.label(group)
            self.assertEqual(customer.regular_outlook, expected)
            seen.add(expected)
            if expected == "regular":
                self.assertIn("whoever has 4 or more", customer.regular_reason)
            else:
                self.assertAlmostEqual(
                    customer.regular_probability, rates.probability(group)
                )
                self.assertIn("Of 100 such customers", customer.regular_reason)
                if expected == "likely":
                    hits = f"of {self.study.likely_count} called likely"
                    self.assertIn(hits, customer.regular_reason)
        self.assertIn("likely", seen)

    def test_rates_open_who_is_so_today(self):
        groups = defaultdict(set)
        for partner, days in self.days.items():
            group = (len(days), regulars.silence_of(min(days)))
            groups[group].add(partner.id)
        opened = 0
        for rate in self.study.rate_ids:
            found = self.find(rate.with_user(self.manager).action_open_customers())
            self.assertEqual(
                set(found.partner_id.ids),
                groups[rate.purchase_count, rate.silence],
            )
            opened += len(found)
        self.assertGreater(opened, 50)

    def test_study_opens_who_is_called_so(self):
        study = self.study.with_user(self.manager)
        likely = self.find(study.action_open_likely())
        self.assertEqual(set(likely.mapped("regular_outlook")), {"likely"})
        once = self.find(study.action_open_one_timers())
        self.assertEqual(set(once.mapped("purchase_count")), {1})
        other = self.make_company("Other Trading")
        self.assertFalse((likely | once).filtered(lambda c: c.company_id == other))

    def find(self, action):
        customers = self.env["crm.customer"].with_user(self.manager)
        return customers.search(action["domain"])

    def test_measured_once_a_week(self):
        self.assertFalse(self.study._is_due(TODAY + timedelta(days=6)))
        self.assertTrue(self.study._is_due(TODAY + timedelta(days=7)))

    def test_other_limits_are_measured_at_once(self):
        band = self.company._get_lifecycle_axes()["count"][-1]
        band.lower = 5
        self.assertTrue(self.study._is_due(TODAY))

    def test_too_little_history(self):
        company = self.make_company("Young Trading")
        partner = self.make_customer("Only One", [10], company=company)
        self.refresh()
        study = self.env["crm.regular.study"]._of(company)
        study._measure(TODAY)
        self.env["crm.customer.refresh"]._enqueue_all(company, kind="facts")
        self.refresh()
        self.assertFalse(study.rate_ids)
        self.assertIn("too little history", study.summary)
        customer = self.customer_of(partner, company)
        self.assertEqual(customer.regular_outlook, "open")
        self.assertIn("too little history", customer.regular_reason)

    def test_few_queries(self):
        with self.assertQueryCount(60):
            self.study._measure(TODAY)

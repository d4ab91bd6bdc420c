"""KPIs, held against plain Python."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from odoo.addons.repeat_sales_crm.models.kpi import kpi_arithmetic
from odoo.addons.repeat_sales_crm.models.kpi.kpi_measures import (
    MEASURES,
    KpiReader,
    Request,
)

from . import reference
from .kpi_common import KpiCommon
from .kpi_reference import PlainKpis

START = date(2026, 7, 15)
TODAY = date(2026, 11, 22)
PERIODS = ("week", "month", "quarter", "year")


@tagged("post_install", "-at_install")
class TestKpiValues(KpiCommon, TransactionCase):
    """Two companies that live from before the ledger until today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_company("Other Trading")
        cls.other.purchase_once_a_day = True
        cls.foreign = cls.env["res.currency"].search(
            [("id", "!=", cls.company.currency_id.id), ("active", "in", (True, False))],
            limit=1,
        )
        cls.foreign.active = True
        cls.foreign.rate_ids = [
            (0, 0, {"name": "2020-01-01", "rate": 2.0, "company_id": False})
        ]
        cls.manager.company_ids |= cls.other
        cls.plain = {}
        for seed, company in enumerate((cls.company, cls.other)):
            documents = cls._live(company, random.Random(seed))
            cls.plain[company] = PlainKpis(
                documents, TODAY, START, company.purchase_once_a_day
            )

    @classmethod
    def _live(cls, company, numbers):
        partners = [cls.make_partner(f"Customer {number}") for number in range(25)]
        plans = []
        for partner in partners:
            # Each buyer has a rhythm, so that all segments have somebody.
            rhythm = numbers.choice([12, 40, 90, 200, 400])
            day = TODAY - timedelta(days=numbers.randrange(30, 700))
            while day <= TODAY:
                plans.append((day, partner))
                day += timedelta(days=numbers.randrange(1, rhythm * 2))
        documents = []
        plans.sort(key=lambda plan: plan[0])
        plans = [plan for plan in plans if plan[0] != START]
        with freeze_time(datetime.combine(START, datetime.min.time())):
            for day, partner in plans:
                if day < START:
                    documents += cls._buy(company, partner, day, numbers)
            cls.begin_ledger(company, START)
        days = sorted({day for day, _partner in plans if day > START})
        for day in days:
            with freeze_time(datetime.combine(day, datetime.min.time())):
                cls.live_on(company, day)
                for planned, partner in plans:
                    if planned == day:
                        documents += cls._buy(company, partner, day, numbers)
                cls.refresh()
        with freeze_time(datetime.combine(TODAY, datetime.min.time())):
            cls.live_on(company, TODAY)
        return documents

    @classmethod
    def _buy(cls, company, partner, day, numbers):
        amounts = [numbers.randrange(10, 900)]
        if numbers.random() < 0.2:
            amounts.append(-numbers.randrange(1, 90))
        if company.purchase_once_a_day and numbers.random() < 0.3:
            amounts.append(numbers.randrange(10, 90))
        documents = []
        for amount in amounts:
            currency, rate = numbers.choice(
                [(company.currency_id, 1), (cls.foreign, 2)]
            )
            cls.make_external(partner, day, amount * rate, company, currency)
            documents.append(
                reference.Document(
                    company.id, partner.id, day, Decimal(amount), amount > 0
                )
            )
        return documents

    def _requests(self, company, measure):
        segments = [self.env["crm.lifecycle.segment"]]
        if measure == "segment_bought":
            segments = segments[0].search([("company_id", "=", company.id)])
        for period in PERIODS:
            for window in kpi_arithmetic.windows_until(TODAY, period, 12):
                for segment in segments:
                    yield segment, Request(measure, window, segment.id or 0)

    @freeze_time("2026-11-22 12:00")
    def test_values_of_all_periods(self):
        for company, plain in self.plain.items():
            for measure in MEASURES:
                requests = list(self._requests(company, measure))
                values = KpiReader(company, TODAY).read_values(
                    [one for _s, one in requests]
                )
                known = 0
                for segment, request in requests:
                    value = values[request]
                    is_unknown = (segment.name or "").endswith("sleeping")
                    if is_unknown and min(request.window.last, TODAY) < START:
                        self.assertIsNone(value)
                        continue
                    expected = plain.measure(measure, request.window, segment.name)
                    known += bool(expected)
                    with self.subTest(company=company.name, request=request):
                        if expected is None:
                            self.assertIsNone(value)
                        else:
                            self.assertAlmostEqual(value, expected, places=6)
                self.assertGreater(known, 5, measure)

    @freeze_time("2026-11-22 12:00")
    def test_kpis_of_two_companies_at_once(self):
        kpis = self.env["crm.lifecycle.kpi"]
        for company in self.plain:
            for measure in set(MEASURES) - {"segment_bought"}:
                for period in PERIODS:
                    kpis |= self.make_kpi(measure, company, period=period)
        kpis = kpis.with_user(self.manager)
        for kpi in kpis:
            running, before, *_older = kpi_arithmetic.windows_until(
                TODAY, kpi.period, 12, 7
            )
            plain = self.plain[kpi.company_id]
            with self.subTest(company=kpi.company_id.name, measure=kpi.measure):
                self.assertEqual((kpi.date_from, kpi.date_to), running)
                self.assertAlmostEqual(
                    kpi.value, plain.measure(kpi.measure, running) or 0
                )
                self.assertAlmostEqual(
                    kpi.previous_value, plain.measure(kpi.measure, before) or 0
                )
                windows = kpi_arithmetic.windows_until(TODAY, kpi.period, 12, 7)
                for window, shown in zip(
                    reversed(windows), kpi.history["periods"], strict=True
                ):
                    self.assertAlmostEqual(
                        shown["value"] or 0, plain.measure(kpi.measure, window) or 0
                    )

    @freeze_time("2026-11-22 12:00")
    def test_the_ledger_agrees(self):
        moves = self.env["crm.lifecycle.move"].with_user(self.manager)
        counted = 0
        for measure in ("became_regular", "won_back", "lost"):
            with self.subTest(measure=measure):
                kpi = self.make_kpi(measure, period="quarter").with_user(self.manager)
                domain = kpi.action_open_behind()["domain"]
                self.assertEqual(kpi.value, moves.search_count(domain))
                counted += kpi.value
        self.assertGreater(counted, 2)

    @freeze_time("2026-11-22 12:00")
    def test_the_list_behind_a_value_has_those_who_are_counted(self):
        customers = self.env["crm.customer"].with_user(self.manager)
        for measure in (
            "repeat_customers",
            "second_purchases",
            "customer_count",
        ):
            for company in self.plain:
                kpi = self.make_kpi(measure, company, period="quarter")
                kpi = kpi.with_user(self.manager)
                found = customers.with_company(company).search_count(
                    kpi.action_open_behind()["domain"]
                )
                with self.subTest(measure=measure, company=company.name):
                    self.assertTrue(kpi.value)
                    self.assertEqual(kpi.value, found)
        kpi = self.make_kpi("active_share").with_user(self.manager)
        active = customers.search_count(kpi.action_open_behind()["domain"])
        everybody = self.make_kpi("customer_count").with_user(self.manager).value
        self.assertAlmostEqual(kpi.value, active / everybody)

    @freeze_time("2026-11-22 12:00")
    def test_the_past_is_kept_and_read_again(self):
        kpi = self.make_kpi("repeat_revenue", period="month")
        before = [one["value"] for one in kpi.history["periods"]]
        partner = self.make_partner("Entered Late")
        for day in ("2026-03-02", "2026-03-09"):
            self.make_external(partner, day, 100)
        self.refresh()
        expected = [*before[:3], before[3] + 100, *before[4:]]

        def read():
            self.env.flush_all()
            self.env.invalidate_all()
            return [one["value"] for one in kpi.history["periods"]]

        self.assertEqual(read(), expected)
        kpis = self.env["crm.lifecycle.kpi"]
        kpis._keep_past_values(self.company, TODAY)
        self.make_external(partner, "2026-03-16", 100)
        self.make_external(partner, "2026-10-16", 100)
        self.refresh()
        # The last month is read at once, the others the next night.
        expected[-2] += 100
        self.assertEqual(read(), expected)
        kpis._keep_past_values(self.company, TODAY)
        self.assertEqual(read(), expected)
        with freeze_time("2026-11-23 12:00"):
            kpis._keep_past_values(self.company, TODAY + timedelta(days=1))
        expected[3] += 100
        self.assertEqual(read(), expected)
        # What is asked for has changed.
        kpi.measure = "repeat_customers"
        plain = self.plain[self.company]
        windows = kpi_arithmetic.windows_until(TODAY, "month", 12, 7)
        self.assertEqual(
            read()[-4], plain.measure("repeat_customers", windows[3]), windows[3]
        )

    @freeze_time("2026-11-22 12:00")
    def test_strategies_are_measured(self):
        window = kpi_arithmetic.Window(TODAY - timedelta(days=89), TODAY)
        segments = self.env["crm.lifecycle.segment"].with_user(self.manager)
        plain = self.plain[self.company]
        for segment in segments.search([("company_id", "=", self.company.id)]):
            expected = plain.measure("segment_bought", window, segment.name)
            with self.subTest(segment=segment.name):
                self.assertAlmostEqual(segment.kpi_value, expected or 0)
                if expected:
                    self.assertIn("customers in the last 90 days", segment.kpi_text)
                    self.assertEqual(
                        segment.is_kpi_reached, expected >= segment.kpi_target
                    )

    @freeze_time("2026-11-22 12:00")
    def test_as_many_queries_for_many_as_for_few(self):
        segment = self.cell("New", "Active")

        def count(kpis):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            kpis.web_read({"value": {}, "state": {}, "history": {}, "measure_help": {}})
            return self.env.cr.sql_log_count - before

        def make(number):
            names = list(MEASURES)
            return self.env["crm.lifecycle.kpi"].concat(
                *(
                    self.make_kpi(
                        names[index % len(names)],
                        segment_id=segment.id,
                        period=PERIODS[index % 4],
                    )
                    for index in range(number)
                )
            )

        few = make(3)
        few |= self.make_kpi("segment_bought", segment_id=segment.id)
        few |= self.make_kpi("lost") | self.make_kpi("repeat_revenue")
        many = make(30)
        for kpis in (few, many):
            count(kpis)
        first = count(few)
        self.assertEqual(count(many), first)
        self.assertLessEqual(first, 24)

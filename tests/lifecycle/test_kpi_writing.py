"""Which days a KPI is about, what it says, and what can be written."""

from datetime import date
from itertools import pairwise

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import mute_logger

from .kpi_common import KpiCommon


@tagged("post_install", "-at_install")
class TestKpiDays(KpiCommon, TransactionCase):
    """Which day, and which period, something falls on."""

    def _measure(self, moment, measure="repeat_customers", **values):
        self.frozen(moment)
        self.refresh()
        self.env.invalidate_all()
        return self.make_kpi(measure, **values)

    def test_the_end_of_a_month_is_the_companys(self):
        self.company.lifecycle_tz = "America/New_York"
        partner = self.make_partner("Late Buyer")
        self.make_external(partner, "2026-01-05", 10)
        # 23:30 in New York on the last day of October, before its clock changes.
        self.frozen("2026-11-01 03:30")
        self.make_order(partner, 0, 100)
        kpi = self._measure("2026-11-01 03:45", "repeat_revenue")
        self.assertEqual(kpi.date_to, date(2026, 10, 31))
        self.assertEqual(kpi.value, 100)
        kpi = self._measure("2026-11-01 04:15", "repeat_revenue")
        self.assertEqual(kpi.date_from, date(2026, 11, 1))
        self.assertEqual((kpi.value, kpi.previous_value), (0, 100))

    def test_a_day_of_23_hours(self):
        self.company.lifecycle_tz = "Europe/Berlin"
        partner = self.make_partner("Spring Buyer")
        self.make_external(partner, "2026-01-05", 10)
        for moment in ("2026-03-28 22:59", "2026-03-28 23:00", "2026-03-29 22:00"):
            self.frozen(moment)
            self.make_order(partner, 0, 100)
        kpi = self._measure("2026-03-29 12:00", "repeat_revenue", period="week")
        self.assertEqual(kpi.company_id._lifecycle_today(), date(2026, 3, 29))
        days = kpi.company_id.env["crm.purchase"].search(
            [("partner_id", "=", partner.id)], order="date"
        )
        self.assertEqual(
            days.mapped("date")[1:],
            [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)],
        )
        # The third order is still to come.
        self.env["res.lang"]._lang_get("en_US").week_start = "1"
        kpi.invalidate_recordset()
        self.assertEqual(kpi.value, 200)
        self.assertEqual(kpi.date_from, date(2026, 3, 23))

    def test_weeks_begin_where_the_companys_language_says(self):
        language = self.env["res.lang"]._lang_get("en_US")
        for week_start, first in (("7", "2026-11-22"), ("1", "2026-11-16")):
            language.week_start = week_start
            kpi = self._measure("2026-11-22 12:00", period="week")
            self.assertEqual(kpi.date_from, date.fromisoformat(first))
            self.assertEqual(len({one["name"] for one in kpi.history["periods"]}), 12)

    def test_periods_are_named(self):
        self.frozen("2026-02-10 12:00")
        for period, names in (
            ("month", ["December 2025", "January 2026", "February 2026"]),
            ("quarter", ["Q3 2025", "Q4 2025", "Q1 2026"]),
            ("year", ["2024", "2025", "2026"]),
        ):
            history = self.make_kpi(period=period).history["periods"]
            self.assertEqual([one["name"] for one in history[-3:]], names)
        for sooner, later in pairwise(self.make_kpi(period="week").history["periods"]):
            self.assertNotEqual(sooner["name"], later["name"])

    def test_several_purchases_on_one_day(self):
        self.frozen("2026-11-20 12:00")
        partner = self.make_partner("Twice")
        for amount in (10, 20, 40):
            self.make_external(partner, "2026-11-20", amount)
        kpi = self._measure("2026-11-20 13:00", "repeat_revenue")
        second = self.make_kpi("second_purchases")
        self.assertEqual((kpi.value, second.value), (60, 1))
        self.company.purchase_once_a_day = True
        self.refresh()
        (kpi | second).invalidate_recordset()
        self.assertEqual((kpi.value, second.value), (0, 0))

    def test_a_customer_counts_once_in_a_period(self):
        self.frozen("2026-11-20 12:00")
        partner = self.make_partner("Often")
        for day in ("2026-10-30", "2026-11-02", "2026-11-03", "2026-11-09"):
            self.make_external(partner, day, 10)
        kpi = self._measure("2026-11-20 13:00")
        self.assertEqual((kpi.value, kpi.previous_value), (1, 0))


@tagged("post_install", "-at_install")
@freeze_time("2026-11-15 12:00")
class TestKpiWriting(KpiCommon, TransactionCase):
    def test_every_company_starts_with_some(self):
        kpis = self.env["crm.lifecycle.kpi"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(kpis), 5)
        self.assertEqual(set(kpis.mapped("state")), {"unknown", "unjudged"})
        self.assertEqual(kpis[0].target, self.company.lifecycle_active_target)
        self.assertEqual(kpis[0].value_text, "–")

    def test_states_and_words(self):
        partners = [self.make_partner(f"Buyer {number}") for number in range(4)]
        for partner in partners:
            self.make_external(partner, "2026-09-01", 10)
            self.make_external(partner, "2026-11-03", 1500.5)
        self.make_external(partners[0], "2026-10-03", 10)
        self.refresh()
        for target, criterion, state, words in (
            (4, "at_least", "reached", "The target is reached."),
            (8, "at_least", "on_track", "On track: 4 should be there by today."),
            (
                9,
                "at_least",
                "missed",
                "Behind: 5 should be there by today. Last month",
            ),
            (
                8,
                "at_most",
                "on_track",
                "On track: up to 4 would be all right by today.",
            ),
            (7, "at_most", "behind", "Behind: no more than 3 would be all right"),
            (3, "at_most", "behind", "Behind: no more than 1 would be all right"),
            (0, "at_least", "unjudged", "No target yet"),
        ):
            with self.subTest(target=target, criterion=criterion):
                kpi = self.make_kpi(target=target, criterion=criterion)
                self.assertEqual((kpi.value, kpi.previous_value), (4, 1))
                self.assertEqual(kpi.state, state)
                self.assertTrue(kpi.summary.startswith(words), kpi.summary)
        kpi = self.make_kpi("repeat_revenue", target=12000)
        self.assertEqual(kpi.value_text, "$\N{NO-BREAK SPACE}6,002")
        self.assertEqual(kpi.target_text, "at least $\N{NO-BREAK SPACE}12,000")
        self.assertEqual(kpi.attainment, 6002 / 12000)
        share = self.make_kpi("repeat_revenue_share", target=0.5)
        self.assertEqual((share.value_text, share.previous_text), ("100%", "100%"))

    def test_a_form_measures_what_is_entered(self):
        self.make_customer("Buyer", [100, 3])
        self.refresh()
        with Form(self.env["crm.lifecycle.kpi"].with_user(self.manager)) as form:
            form.name = "Second purchases"
            form.measure = "second_purchases"
            self.assertEqual(form.value_text, "1")
            form.measure = "active_share"
            self.assertEqual(form.target, self.company.lifecycle_active_target)
            self.assertEqual(form.value_text, "100%")
            form.measure = "segment_bought"
            self.assertEqual(form.value_text, "")
            form.segment_id = self.cell("New", "Drifting")
            self.assertEqual(form.target, form.segment_id.kpi_target)
            self.assertEqual(form.value_text, "100%")
        self.assertEqual(form.record.state, "reached")
        self.assertEqual(form.record.company_id, self.company)

    def test_what_makes_no_sense_cannot_be_saved(self):
        with self.assertRaisesRegex(ValidationError, "cannot be more than 100 %"):
            self.make_kpi("active_share", target=30)
        for values in ({"measure": "segment_bought"}, {"target": -1}):
            with (
                self.subTest(**values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
            ):
                self.make_kpi(**values)
                self.env.flush_all()

    def test_changed_limits_leave_a_kpi_without_numbers(self):
        kpi = self.make_kpi("segment_bought", segment_id=self.cell("New", "Active").id)
        kpi.segment_id.active = False
        self.assertEqual(kpi.state, "unknown")

"""Numbers are right soon after a sale, and from the first minute of a day."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.addons.repeat_sales_crm.models.lifecycle.crm_customer_refresh import CRON
from odoo.addons.repeat_sales_crm.models.lifecycle.customer_state import Scope
from odoo.addons.repeat_sales_crm.models.lifecycle.drainer import Drainer

from ..common import LifecycleCommon


@tagged("post_install", "-at_install")
class TestFreshness(LifecycleCommon, TransactionCase, CronMixinCase):
    def _segment(self, partner):
        self.env.invalidate_all()
        return self.customer_of(partner).segment_id.name

    def _waiting(self):
        return self.env["crm.customer.refresh"].search(
            [("company_id", "=", self.company.id)]
        )

    def test_a_sale_only_leaves_a_note(self):
        self.refresh()
        partner = self.make_customer("Noted", [1, 2, 3])
        self.env.cr.flush()
        self.assertFalse(self.customer_of(partner))
        self.assertEqual(self._waiting().mapped("partner_from"), partner.ids)
        self.refresh()
        self.assertFalse(self._waiting())
        self.assertEqual(self._segment(partner), "Promising active")

    def test_the_commit_wakes_the_drainer(self):
        self.make_customer("Waking", [1])
        self.env.cr.flush()
        with patch.object(Drainer, "wake") as wake:
            self.env.cr.postcommit.run()
        wake.assert_called_with(self.env.cr.dbname)

    def test_the_scheduled_action_sweeps_what_is_left(self):
        partner = self.make_customer("Left Over", [1])
        self.env.cr.flush()
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.assertFalse(self._waiting())
        self.assertEqual(self._segment(partner), "New active")

    def test_time_moves_customers_on_their_day_and_no_others(self):
        with freeze_time("2026-05-01 12:00"):
            moving = self.make_customer("Moving", [58])
            staying = self.make_customer("Staying", [10])
            self.refresh()
            self.assertEqual(self.customer_of(moving).next_move_date, date(2026, 5, 4))
            self.assertEqual(self._segment(moving), "New active")
        before = self.customer_of(staying).refreshed_at
        for day, segment in ((3, "New active"), (4, "New drifting")):
            with freeze_time(f"2026-05-{day:02} 00:00:01"):
                self.env["crm.customer"]._roll(
                    self.company, self.company._lifecycle_today()
                )
                self.assertEqual(self._segment(moving), segment, day)
        self.assertEqual(self.customer_of(staying).refreshed_at, before)

    def test_midnight_is_the_companys_across_daylight_saving(self):
        self.company.lifecycle_tz = "Europe/Berlin"
        with freeze_time("2026-03-27 12:00"):
            partner = self.make_customer("At Midnight", [59])
            self.refresh()
            self.assertEqual(
                self.customer_of(partner).next_move_date, date(2026, 3, 29)
            )
        # 29 March is the day on which the clock goes forward in Berlin.
        for moment, segment in (
            ("2026-03-28 22:59:59", "New active"),
            ("2026-03-28 23:00:00", "New drifting"),
        ):
            with freeze_time(moment):
                today = self.company._lifecycle_today()
                self.env["crm.customer"]._roll(self.company, today)
                self.assertEqual(self._segment(partner), segment, moment)

    def test_the_next_midnight_is_planned_once(self):
        self.company.lifecycle_tz = "Europe/Berlin"
        notes = self.env["crm.customer.refresh"]
        with freeze_time("2026-03-29 12:00"):
            with self.capture_triggers(CRON) as captured:
                notes._schedule_midnights()
            moments = captured.records.mapped("call_at")
            self.assertIn(datetime(2026, 3, 29, 22), moments)
            with self.capture_triggers(CRON) as captured:
                notes._schedule_midnights()
            self.assertFalse(captured.records)

    def test_a_screen_opened_before_the_scheduled_action_is_right(self):
        with freeze_time("2026-05-01 12:00"):
            self.make_customer("Moving", [58])
            self.refresh()
        segments = self.env["crm.lifecycle.segment"].with_user(self.manager)
        with freeze_time("2026-05-04 00:00:01"):
            self.make_customer("New Today", [0])
            self.env.cr.flush()
            matrix = segments.get_matrix()
            cells = {cell["name"]: cell["count"] for cell in matrix["cells"]}
            self.assertEqual(cells["New drifting"], 1)
            self.assertEqual(cells["New active"], 1)
            self.assertEqual(matrix["waiting"], 0)

    def test_a_long_queue_is_left_to_the_scheduled_action(self):
        self.refresh()
        notes = self.env["crm.customer.refresh"]
        notes._append((self.company.id, number, number) for number in range(1, 3000))
        segments = self.env["crm.lifecycle.segment"].with_user(self.manager)
        with self.capture_triggers(CRON) as captured:
            self.assertEqual(segments.get_matrix()["waiting"], 2999)
        self.assertTrue(captured.records)

    def test_past_days_are_derived_from_purchases(self):
        partner = self.make_customer("Historic", [400, 380, 100])
        self.refresh()
        today = self.company._lifecycle_today()
        segments = self.env["crm.lifecycle.segment"].with_user(self.manager)
        for days_ago, name in (
            (401, None),
            (400, "New active"),
            (380, "Promising active"),
            (319, "Promising drifting"),
            (101, "Promising sleeping"),
            (100, "Promising active"),
        ):
            with self.subTest(days_ago=days_ago):
                matrix = segments.get_matrix(day=today - timedelta(days=days_ago))
                filled = [cell["name"] for cell in matrix["cells"] if cell["count"]]
                self.assertEqual(filled, [name] if name else [])
        self.assertEqual(self._segment(partner), "Promising drifting")

    def test_a_newer_calculation_is_not_overwritten_by_an_older_one(self):
        partner = self.make_customer("Raced", [5])
        self.refresh()
        customer = self.customer_of(partner)
        self.env.cr.execute(
            "UPDATE crm_customer SET purchase_count = 7,"
            " refreshed_at = now() + interval '1 hour' WHERE id = %s",
            [customer.id],
        )
        self.env["crm.customer"]._refresh(
            self.company, self.company._lifecycle_today(), Scope.of(partner.ids)
        )
        self.env.invalidate_all()
        self.assertEqual(customer.purchase_count, 7)

    def test_buyers_from_before_the_installation(self):
        partner = self.make_customer("Old Hand", [5, 6])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET buyer_id = NULL WHERE partner_id = %s", partner.ids
        )
        self.env.cr.execute(
            "DELETE FROM crm_customer WHERE partner_id = %s", partner.ids
        )
        self.env.invalidate_all()
        self.env["crm.customer.refresh"]._enqueue_all(self.company)
        self.refresh()
        self.assertEqual(self.customer_of(partner).purchase_count, 2)
        orders = self.env["sale.order"].search([("partner_id", "=", partner.id)])
        self.assertFalse(orders.buyer_id, "nothing is written on documents from before")

    def test_a_new_company_has_a_matrix(self):
        company = self.make_company("Fresh")
        axes = company._get_lifecycle_axes()
        self.assertEqual([len(bands) for bands in axes.values()], [3, 3])
        segments = self.env["crm.lifecycle.segment"].search(
            [("company_id", "=", company.id)]
        )
        self.assertEqual(len(segments), 9)
        for segment in segments:
            for name in ("goal", "expectation", "channel", "strategy", "kpi", "color"):
                self.assertTrue(segment[name], f"{segment.name}: {name}")
        self.assertEqual(len(set(segments.mapped("goal"))), 9)

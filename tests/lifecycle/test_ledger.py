"""Every change of segment is in the ledger once, with its cause, and the days agree."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from ..common import LifecycleCommon

START = date(2026, 5, 1)


@tagged("post_install", "-at_install")
class TestLedger(LifecycleCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.lifecycle_start = START

    def _live_until(self, day):
        """Let the company live until noon of ``day``."""
        frozen = freeze_time(
            datetime.combine(day, datetime.min.time()) + timedelta(hours=12)
        )
        frozen.start()
        self.addCleanup(frozen.stop)
        self.refresh()
        self.env["crm.customer"]._roll(self.company, day)
        self.env["crm.lifecycle.snapshot"]._close(self.company, day)
        self.env.invalidate_all()

    def _moves(self, partner):
        return [
            (
                move.date,
                move.from_segment_id.name or None,
                move.to_segment_id.name or None,
                move.cause,
                move.days,
            )
            for move in self.env["crm.lifecycle.move"].search(
                [("partner_id", "=", partner.id)], order="date, id"
            )
        ]

    def test_a_life_with_its_causes(self):
        self._live_until(START)
        partner = self.make_customer("Alive", [0])
        self._live_until(START)
        self._live_until(date(2026, 5, 11))
        second = self.make_order(partner, 0, 10)
        self._live_until(date(2026, 5, 11))
        self._live_until(date(2026, 7, 12))
        second._action_cancel()
        self._live_until(date(2026, 7, 12))
        self._live_until(date(2026, 7, 13))
        partner.active = False
        self._live_until(date(2026, 7, 13))
        self._live_until(date(2026, 7, 14))
        partner.active = True
        self._live_until(date(2026, 7, 14))
        self.assertEqual(
            self._moves(partner),
            [
                (date(2026, 5, 1), None, "New active", "purchase", 0),
                (date(2026, 5, 11), "New active", "Promising active", "purchase", 10),
                (
                    date(2026, 7, 11),
                    "Promising active",
                    "Promising drifting",
                    "time",
                    61,
                ),
                (
                    date(2026, 7, 12),
                    "Promising drifting",
                    "New drifting",
                    "cancellation",
                    1,
                ),
                (date(2026, 7, 13), "New drifting", None, "archive", 1),
                (date(2026, 7, 14), None, "New drifting", "archive", 1),
            ],
        )

    def test_moves_name_their_document(self):
        self._live_until(START)
        partner = self.make_partner("Documented")
        order = self.make_order(partner, 0, 10)
        self._live_until(START)
        move = self.env["crm.lifecycle.move"].search([("partner_id", "=", partner.id)])
        self.assertEqual(
            (move.document_model, move.document_id), (order._name, order.id)
        )
        self.assertEqual(move.reference, order.name)
        self.assertEqual(move.action_open_document()["res_id"], order.id)

    def test_time_that_nobody_watched_is_entered_on_its_days(self):
        self._live_until(START)
        partner = self.make_customer("Unwatched", [0])
        self._live_until(START)
        self._live_until(date(2026, 12, 24))
        self.assertEqual(
            self._moves(partner)[1:],
            [
                (date(2026, 7, 1), "New active", "New drifting", "time", 61),
                (date(2026, 10, 29), "New drifting", "New sleeping", "time", 120),
            ],
        )
        drifting = self.cell("New", "Drifting")
        snapshots = self.env["crm.lifecycle.snapshot"].search(
            [("segment_id", "=", drifting.id), ("customer_count", ">", 0)], order="date"
        )
        self.assertEqual(snapshots[0].date, date(2026, 7, 1))
        self.assertEqual(snapshots[-1].date, date(2026, 10, 28))
        self.assertEqual(set(snapshots.mapped("amount_total")), {100})

    def test_a_change_of_rules_is_one(self):
        self._live_until(START)
        partner = self.make_customer("Ruled", [0, 3])
        self._live_until(START)
        axes = self.company._get_lifecycle_axes()
        limits = {
            axis: [(band, band.name, band.lower) for band in axis_bands]
            for axis, axis_bands in axes.items()
        }
        limits["count"] = [
            (band, name, {1: 1, 2: 3, 4: 5}[lower])
            for band, name, lower in limits["count"]
        ]
        self.company._replace_lifecycle_axes(limits)
        self._live_until(date(2026, 5, 2))
        self.assertEqual(
            self._moves(partner)[-1],
            (date(2026, 5, 2), "Promising active", "New active", "rule", 1),
        )

    def test_a_merge_takes_out_one_and_moves_the_other(self):
        self._live_until(START)
        one = self.make_customer("One", [0])
        other = self.make_customer("Other", [0])
        self._live_until(START)
        self._live_until(date(2026, 5, 5))
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            [one.id, other.id], one, extra_checks=False
        )
        self._live_until(date(2026, 5, 6))
        self.assertEqual(
            sorted(self._moves(one)[2:], key=str),
            sorted(
                [
                    (date(2026, 5, 5), "New active", None, "merge", 4),
                    (date(2026, 5, 6), "New active", "Promising active", "merge", 5),
                ],
                key=str,
            ),
        )

    def test_closed_days_do_not_change(self):
        self._live_until(START)
        self.make_customer("First", [0])
        self._live_until(date(2026, 5, 20))
        late = self.make_customer("Entered Late", [10])
        self._live_until(date(2026, 5, 21))
        self.assertEqual(
            self._moves(late),
            [(date(2026, 5, 21), None, "New active", "purchase", 0)],
        )
        active = self.cell("New", "Active")
        counts = self.env["crm.lifecycle.snapshot"].search(
            [("segment_id", "=", active.id)], order="date"
        )
        self.assertEqual(set(counts.mapped("customer_count")), {1})

    def test_a_past_day_agrees_with_its_snapshot_for_everybody(self):
        self._live_until(START)
        partner = self.make_customer("Seen", [0], user=self.seller)
        self.make_customer("Not Seen", [0], user=self.other_seller)
        self._live_until(START)
        self._live_until(date(2026, 8, 1))
        segments = self.env["crm.lifecycle.segment"]
        for user, expected in ((self.manager, 2), (self.seller, 1)):
            for day, name in (
                (date(2026, 5, 3), "New active"),
                (date(2026, 7, 1), "New drifting"),
            ):
                with self.subTest(user=user.login, day=day):
                    matrix = segments.with_user(user).get_matrix(day=day)
                    filled = {
                        cell["name"]: (cell["count"], cell["amount"])
                        for cell in matrix["cells"]
                        if cell["count"]
                    }
                    self.assertEqual(filled, {name: (expected, 100.0 * expected)})
        customers = self.env["crm.customer"].with_user(self.seller)
        on_day = customers.with_context(lifecycle_day="2026-05-03")
        found = on_day.search([("day_segment_id", "=", self.cell("New", "Active").id)])
        self.assertEqual(found.partner_id, partner)
        self.assertEqual(found.day_segment_id.name, "New active")
        self.assertEqual(found.segment_id.name, "New drifting")

    def test_sellers_see_the_moves_of_their_customers(self):
        self._live_until(START)
        partner = self.make_customer("Own", [0], user=self.seller)
        self.make_customer("Others'", [0], user=self.other_seller)
        self._live_until(START)
        moves = self.env["crm.lifecycle.move"].with_user(self.seller)
        mine = moves.search([("company_id", "=", self.company.id)])
        self.assertEqual(mine.partner_id, partner)

"""What the screens ask the server for, and that their doors lead to what they count."""

from collections import Counter
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from odoo.addons.repeat_sales_crm.demo import life

from ..common import LifecycleCommon

TODAY = date(2026, 11, 22)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 12:00")
class TestScreens(LifecycleCommon, TransactionCase):
    """A company that has lived with its ledger for 60 days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.regular = cls.make_customer(
            "Regular", [5, 35, 65, 95, 125], user=cls.seller
        )
        cls.back = cls.make_customer("Back", [20, 150], user=cls.seller)
        cls.fresh = cls.make_customer("Fresh", [8], user=cls.other_seller)
        cls.gone = cls.make_customer("Gone", [75], user=cls.other_seller)
        cls.asleep = cls.make_customer("Asleep", [190], user=cls.seller)
        life.live(cls.env, cls.company, days=60)
        cls.refresh()

    def _moves(self):
        return self.env["crm.lifecycle.move"].with_user(self.manager)

    def test_the_life_of_the_demo_balances(self):
        segments = self.env["crm.lifecycle.segment"].with_user(self.manager)
        for days_ago in (60, 30, 15, 14, 1, 0):
            day = TODAY - timedelta(days=days_ago)
            matrix = segments.get_matrix(day=day)
            standing = {cell["id"]: cell["count"] for cell in matrix["cells"]}
            flows = self._moves().get_flows(
                date_from=TODAY - timedelta(days=59), date_to=day
            )
            if days_ago < 60:
                closing = {line["id"]: line["closing"] for line in flows["segments"]}
                self.assertEqual(closing, standing, day)
            self.assertEqual(
                matrix["amount_total"],
                sum(
                    100.0
                    for ages in ([5, 35, 65, 95, 125], [20, 150], [8], [75], [190])
                    for age in ages
                    if age >= days_ago
                ),
                day,
            )

    def test_changes_are_the_difference_of_two_days(self):
        segments = self.env["crm.lifecycle.segment"].with_user(self.manager)
        for days in (30, 90):
            with self.subTest(days=days):
                changes = self._moves().get_changes(days=days)
                self.assertEqual(changes["days"], min(days, 60))
                before = segments.get_matrix(
                    day=TODAY - timedelta(days=changes["days"])
                )
                counts = Counter({c["id"]: c["count"] for c in before["cells"]})
                for flow in changes["flows"]:
                    counts[flow["to_id"]] += flow["count"]
                    counts[flow["from_id"]] -= flow["count"]
                del counts[False]
                now = segments.get_matrix()
                self.assertEqual(
                    +counts, +Counter({c["id"]: c["count"] for c in now["cells"]})
                )

    def test_the_first_day_of_the_ledger_is_no_movement(self):
        start = TODAY - timedelta(days=60)
        flows = self._moves().get_flows(date_from="2026-01-01")
        self.assertEqual(flows["date_from"], start + timedelta(days=1))
        causes = {cause for flow in flows["flows"] for cause in flow["causes"]}
        self.assertEqual(causes, {"purchase", "time"})
        self.company.lifecycle_start = TODAY
        self.assertEqual(
            (self._moves().get_changes()["days"], self._moves().get_changes()["flows"]),
            (0, []),
        )

    def test_lists_of_a_past_day_hold_whom_the_matrix_counted(self):
        self.gone.active = False
        self.refresh()
        for user in (self.manager, self.seller):
            for days_ago in (1, 20, 21, 60, 61, 100):
                day = TODAY - timedelta(days=days_ago)
                segments = self.env["crm.lifecycle.segment"].with_user(user)
                on_day = (
                    self.env["crm.customer"]
                    .with_user(user)
                    .with_context(lifecycle_day=str(day), active_test=False)
                )
                for cell in segments.get_matrix(day=day)["cells"]:
                    with self.subTest(user=user.login, day=day, cell=cell["name"]):
                        found = on_day.search(
                            [
                                ("company_id", "=", self.company.id),
                                ("day_segment_id", "in", [cell["id"]]),
                            ]
                        )
                        self.assertEqual(len(found), cell["count"])

    def test_trend_in_steps(self):
        snapshots = self.env["crm.lifecycle.snapshot"].with_user(self.manager)
        days = [
            point["day"]
            for point in snapshots.get_trend(date_from="2026-08-01", step=14)["points"]
        ]
        self.assertEqual(
            days,
            [
                date(2026, 8, 31),
                date(2026, 9, 27),
                date(2026, 9, 30),
                date(2026, 10, 11),
                date(2026, 10, 25),
                date(2026, 10, 31),
                date(2026, 11, 8),
                TODAY,
            ],
        )

    def test_only_who_sees_all_sees_the_trend(self):
        snapshots = self.env["crm.lifecycle.snapshot"].with_user(self.seller)
        with self.assertRaises(AccessError):
            snapshots.get_trend()
        segments = self.env["crm.lifecycle.segment"]
        self.assertFalse(segments.with_user(self.seller).get_matrix()["can_see_trend"])
        self.assertTrue(segments.with_user(self.manager).get_matrix()["can_see_trend"])

    def test_cohorts_open_whom_they_count(self):
        customers = self.env["crm.customer"].with_user(self.manager)
        for cohort in customers.get_cohorts(months=12)["cohorts"]:
            month = cohort["month"]
            mine = [
                ("company_id", "=", self.company.id),
                ("first_date", ">=", month),
                ("first_date", "<=", _end(month, 0)),
            ]
            self.assertEqual(customers.search_count(mine), cohort["size"])
            for after, (again, active) in enumerate(
                zip(cohort["again"], cohort["active"], strict=True)
            ):
                end = _end(month, after)
                by_then = [*mine, ("second_date", "<=", end)]
                within = [("date", ">=", end.replace(day=1)), ("date", "<=", end)]
                in_it = [
                    *mine,
                    ("purchase_ids", "any", [*within, ("purchase_count", ">", 0)]),
                ]
                self.assertEqual(customers.search_count(by_then), again, end)
                self.assertEqual(customers.search_count(in_it), active, end)

    def test_second_purchase(self):
        customers = self.customer_of(self.back) | self.customer_of(self.fresh)
        self.assertEqual(
            customers.mapped("second_date"), [TODAY - timedelta(days=20), False]
        )

    def test_silence_is_told_on_contacts_and_deals(self):
        silent = self.customer_of(self.asleep)
        self.assertTrue(silent.is_silent)
        deal = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "partner_id": self.asleep.id,
                "company_id": self.company.id,
                "user_id": self.seller.id,
            }
        )
        as_seller = deal.with_user(self.seller)
        self.assertTrue(as_seller.lifecycle_is_silent)
        self.assertEqual(as_seller.lifecycle_explanation, silent.explanation)
        self.assertEqual(
            self.asleep.with_user(self.seller).lifecycle_explanation,
            silent.explanation,
        )
        # Another seller learns nothing about a customer who is not theirs.
        as_other = self.asleep.with_user(self.other_seller)
        self.assertFalse(as_other.lifecycle_is_silent)
        self.assertFalse(as_other.lifecycle_explanation)
        partners = self.env["res.partner"].with_user(self.seller)
        found = partners.search([("lifecycle_is_silent", "=", True)])
        self.assertIn(self.asleep, found)
        self.assertNotIn(self.fresh, found)

    def test_explanations_of_many_take_as_many_queries_as_of_few(self):
        def read(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners.with_user(self.manager).mapped("lifecycle_explanation")
            return self.env.cr.sql_log_count - before

        few = self.regular | self.back
        read(few)
        one = read(few)
        many = few | self.fresh | self.gone | self.asleep
        for number in range(20):
            many |= self.make_customer(f"Many {number}", [number + 1, number + 40])
        self.refresh()
        self.assertEqual(read(many), one)

    def test_calls_of_the_screens_stay_few(self):
        user = self.manager
        snapshots = self.env["crm.lifecycle.snapshot"].with_user(user)
        customers = self.env["crm.customer"].with_user(user)
        calls = {
            "changes": (self._moves().get_changes, 8),
            "flows": (self._moves().get_flows, 16),
            "outlook": (customers.get_outlook, 20),
            "trend": (lambda: snapshots.get_trend(step=14), 14),
            "cohorts": (customers.get_cohorts, 10),
        }

        def count(call):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            call()
            return self.env.cr.sql_log_count - before

        for call, _limit in calls.values():
            call()
        few = {name: count(call) for name, (call, _limit) in calls.items()}
        for number in range(30):
            self.make_customer(f"Many {number}", [number + 1, number + 40])
        self.refresh()
        for name, (call, limit) in calls.items():
            with self.subTest(call=name):
                self.assertLessEqual(count(call), few[name] + 1)
                self.assertLessEqual(few[name], limit)


def _end(month, after):
    """Return the last day of the month so many months later."""
    number = month.year * 12 + month.month - 1 + after + 1
    return date(number // 12, number % 12 + 1, 1) - timedelta(days=1)

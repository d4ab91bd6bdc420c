"""The study of best limits, and the plan for active customers."""

import random
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import Form, TransactionCase

from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.addons.repeat_sales_crm.models.study import crm_lifecycle_study
from odoo.addons.repeat_sales_crm.models.study.back_test import Cuts
from odoo.addons.repeat_sales_crm.models.study.best_limits import make_grids
from odoo.addons.repeat_sales_crm.models.study.crm_lifecycle_study import CRON

from ..common import LifecycleCommon
from ..unit.purchase_history import PurchaseHistory


class StudyCommon(LifecycleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._lifecycle_today()
        cls.yesterday = cls.today - timedelta(days=1)
        cls.studies = cls.studies_of(cls.manager)

    @classmethod
    def studies_of(cls, user, company=None):
        company = company or cls.company
        return (
            cls.env["crm.lifecycle.study"]
            .with_user(user)
            .with_context(allowed_company_ids=company.ids)
        )

    @classmethod
    def live(cls, customers, days=600, seed=1, company=None, user=None):
        """Let customers buy at random, the more often the more they have bought.

        :return: list of (partner id, day), one for each purchase
        """
        dice = random.Random(seed)
        partners = cls.env["res.partner"].create(
            [
                {"name": f"Buyer {number}", "user_id": user and user.id}
                for number in range(customers)
            ]
        )
        purchases = []
        for partner in partners:
            age = dice.randrange(1, days)
            number = 0
            while age >= 0:
                purchases += [(partner.id, cls.today - timedelta(days=age))] * (
                    1 + (dice.random() < 0.1)
                )
                number += 1
                pace = 90 / min(number, 5)
                age -= 1 + int(dice.expovariate(1 / pace))
                if dice.random() < 0.35 / number:
                    break
        company = company or cls.company
        cls.env["crm.purchase.external"].with_company(company).create(
            [
                {
                    "company_id": company.id,
                    "partner_id": partner_id,
                    "date": day,
                    "amount": 10,
                    "reference": f"{company.id}-{seed}-{number}",
                }
                for number, (partner_id, day) in enumerate(purchases)
            ]
        )
        cls.refresh()
        return purchases

    @classmethod
    def set_poor_limits(cls):
        """Give the company limits that nobody would choose: others are better."""
        axes = cls.company._get_lifecycle_axes()
        lowers = {"count": (1, 10, 12), "recency": (0, 5, 8)}
        cls.company._replace_lifecycle_axes(
            {
                axis: [
                    (band, band.name, lower)
                    for band, lower in zip(axes[axis], lowers[axis], strict=True)
                ]
                for axis in axes
            }
        )

    def study(self):
        action = self.studies.action_study()
        return self.studies.browse(action["res_id"])


class TestStudyHistory(StudyCommon, TransactionCase):
    """The queries, against plain Python."""

    def test_histogram_and_states(self):
        purchases = self.live(40, days=200)
        self.make_order(self.env["res.partner"].browse(purchases[0][0]), 3, -50)
        grids = make_grids(self.company._get_lifecycle_limits())
        study = self.studies.create({})
        for once_a_day in (False, True):
            self.company.purchase_once_a_day = once_a_day
            for until in (self.today, self.yesterday - timedelta(days=60)):
                plain = PurchaseHistory(purchases, until, once_a_day)
                rows = study._read_history(until, grids)
                self.assertEqual({row[:3]: row[3] for row in rows}, plain.histogram(12))
                self.assertEqual(min(row[4] for row in rows), plain.first)
                cuts = Cuts.of(plain.first, until, 14)
                self.assertEqual(
                    {row[:3]: list(row[3:]) for row in study._read_states(cuts, grids)},
                    plain.states(cuts.all, grids),
                )

    def test_long_silences_are_one(self):
        self.make_customer("Twice, in ten years", [3000, 10])
        grids = make_grids(self.company._get_lifecycle_limits())
        rows = self.studies.create({})._read_history(self.today, grids)
        self.assertEqual(
            [row[:4] for row in rows], [(1, 1095, False, 1), (2, 10, False, 1)]
        )

    def test_study_equals_plain_arithmetic(self):
        purchases = self.live(150)
        study = self.study()
        plain = PurchaseHistory(purchases, self.yesterday).study(30)
        self.assertTrue(study.is_measured)
        for axis, lowers in plain.proposed._asdict().items():
            lines = study.line_ids.filtered(lambda line, axis=axis: line.axis == axis)
            self.assertEqual(tuple(lines.mapped("lower")), lowers)
        for suffix, name in (("", "proposed"), ("_today", "today")):
            self.assertAlmostEqual(study[f"auc{suffix}"], plain.scores[name].auc, 3)
            self.assertAlmostEqual(
                study[f"log_loss{suffix}"], plain.scores[name].log_loss, 4
            )
        self.assertEqual(study.customer_count, 150)

    def test_queries_do_not_grow_with_customers(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.study()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.live(120)
        count()
        few = count()
        self.live(240, seed=2)
        self.assertEqual(count(), few)


class TestStudy(StudyCommon, CronMixinCase, TransactionCase):
    """From the study to new limits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_poor_limits()
        cls.purchases = cls.live(200)

    def proposed(self, study, axis):
        return study.line_ids.filtered(lambda line: line.axis == axis).mapped("lower")

    def test_proposal_changes_nothing_until_accepted(self):
        before = self.company._get_lifecycle_limits()
        customers = self.env["crm.customer"].search(
            [("company_id", "=", self.company.id)]
        )
        standing = {customer: customer.segment_id for customer in customers}
        study = self.study()
        self.assertEqual(study.state, "draft")
        self.assertEqual(self.company._get_lifecycle_limits(), before)
        self.assertIn("Back-test", study.verdict)
        study.action_accept()
        self.refresh()
        self.assertEqual(study.state, "accepted")
        after = self.company._get_lifecycle_limits()
        self.assertNotEqual(after, before)
        self.assertEqual(list(after.recency), self.proposed(study, "recency"))
        self.assertEqual(list(after.count), self.proposed(study, "count"))
        moved = {
            customer
            for customer in customers
            if customer.segment_id != standing[customer]
        }
        self.assertTrue(moved)
        moves = self.env["crm.lifecycle.move"].search([("cause", "=", "rule")])
        self.assertEqual(set(moves.customer_id), moved)
        with self.assertRaises(UserError):
            study.action_accept()

    def test_gains_and_losses_come_true(self):
        study = self.study()
        segments = self.env["crm.lifecycle.segment"]

        def count():
            bands = self.company._get_lifecycle_axes()
            return [
                [
                    segments.search(
                        [
                            ("count_band_id", "=", row.id),
                            ("recency_band_id", "=", one.id),
                        ]
                    ).customer_count
                    for one in bands["recency"]
                ]
                for row in bands["count"]
            ]

        self.assertEqual(study.cell_counts["today"], count())
        study.action_accept()
        self.refresh()
        self.assertEqual(study.cell_counts["proposed"], count())

    def test_picture(self):
        study = self.study()
        picture = study.picture
        self.assertEqual(picture["horizon"], 30)
        self.assertEqual(len(picture["curves"]), 3)
        points = [point for curve in picture["curves"] for point in curve["points"]]
        self.assertTrue(points)
        self.assertTrue(all(0 <= share <= 1 for _days, share, _count in points))
        self.assertEqual(picture["limits"]["today"], [4, 7])
        self.assertEqual(
            sum(cell["proposed"] for row in picture["matrix"]["cells"] for cell in row),
            200,
        )

    def test_proposal_is_edited_before(self):
        study = self.study()
        action = study.action_edit()
        wizard = self.env["crm.lifecycle.limits"].with_user(self.manager)
        limits = Form(
            wizard.with_context(
                **action["context"], allowed_company_ids=self.company.ids
            )
        )
        self.assertFalse(limits.problem)
        with limits.recency_line_ids.edit(1) as drifting:
            self.assertEqual(drifting.lower, self.proposed(study, "recency")[1])
        with limits.count_line_ids.edit(2) as regular:
            self.assertEqual(regular.lower, self.proposed(study, "count")[2])
        with limits.recency_line_ids.edit(1) as drifting:
            drifting.upper = 555
        limits.save().action_apply()
        self.assertEqual(self.company._get_lifecycle_limits().recency[2], 556)
        self.assertEqual(study.state, "accepted")

    def test_proposals_become_outdated(self):
        first = self.study()
        second = self.study()
        self.assertEqual((first.state, second.state), ("outdated", "draft"))
        with self.assertRaises(UserError):
            first.action_accept()
        axes = self.company._get_lifecycle_axes()
        self.company._replace_lifecycle_axes(
            {
                axis: [(band, band.name, band.lower) for band in bands[:2]]
                for axis, bands in axes.items()
            }
        )
        self.assertEqual(second.state, "outdated")
        third = self.study()
        self.assertEqual(len(third.line_ids), 4)

    def test_another_horizon(self):
        study = self.study()
        study.horizon_days = 60
        study.action_calculate()
        self.assertEqual(study.picture["horizon"], 60)
        study.horizon_days = 360
        study.action_calculate()
        self.assertEqual([shortage[0] for shortage in study.shortages], ["days"])
        self.assertFalse(study.line_ids)

    def test_words_follow_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        study = self.study()
        self.assertIn("0.", study.verdict)
        self.assertIn("0,", study.with_context(lang="fr_FR").verdict)

    def test_access(self):
        study = self.study()
        for user in (self.seller, self.other_seller):
            for call in (
                lambda user=user: self.studies_of(user).action_study(),
                lambda user=user: self.studies_of(user).browse(study.id).verdict,
                lambda user=user: (
                    self.studies_of(user).browse(study.id).action_accept()
                ),
                lambda user=user: study.line_ids.with_user(user).read(["lower"]),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_two_companies(self):
        other = self.make_company("Other Trading")
        self.manager.company_ids |= other
        self.live(110, seed=3, company=other)
        study = self.study()
        theirs = self.studies_of(self.manager, other)
        found = theirs.browse(theirs.action_study()["res_id"])
        self.assertEqual((study.customer_count, found.customer_count), (200, 110))
        self.assertEqual(study.state, "draft", "the other company's study is its own")
        found.action_accept()
        self.assertEqual(self.company._get_lifecycle_limits().count, (1, 10, 12))
        self.manager.company_ids -= other
        self.assertNotIn(found, self.studies.search([]))

    def test_scheduled_action(self):
        study = self.studies.create({})
        self.assertEqual(study.state, "waiting")
        self.assertIn("scheduled", study.verdict)
        cron = self.env.ref(CRON)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        study.invalidate_recordset()
        self.assertEqual(study.state, "draft")
        domain = [("company_id", "=", self.company.id)]
        self.assertEqual(self.studies.search_count(domain), 1)
        study.made_on = Datetime.now() - timedelta(days=40)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        fresh = self.studies.search(domain, limit=1)
        self.assertNotEqual(fresh, study)
        self.assertEqual((fresh.state, study.state), ("draft", "outdated"))

    def test_large_companies_wait(self):
        self.patch(crm_lifecycle_study, "_LARGE", 199)
        with self.capture_triggers(CRON) as captured:
            study = self.study()
        self.assertEqual(study.state, "waiting")
        self.assertTrue(captured.records)


class TestTooFew(StudyCommon, TransactionCase):
    def test_it_is_said_plainly(self):
        self.make_customer("Only One", [10, 50])
        self.refresh()
        study = self.study()
        self.assertFalse(study.is_measured)
        self.assertIn("too few data", study.verdict)
        self.assertIn("1 customers have bought; 100 are needed", study.verdict)
        self.assertFalse(study.picture)
        for action in (study.action_accept, study.action_edit):
            with self.assertRaises(UserError):
                action()

    def test_no_purchases_at_all(self):
        study = self.study()
        self.assertEqual(study.customer_count, 0)
        self.assertEqual(
            [kind for kind, _there, _need in study.shortages],
            ["customers", "days", "returns"],
        )

    def test_scheduled_action_leaves_small_companies_alone(self):
        self.assertFalse(self.env["crm.lifecycle.study"]._is_due(self.company))


class TestActiveBase(StudyCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.live(150, user=cls.seller)
        cls.live(50, seed=2, user=cls.other_seller)

    def plan(self, user=None, **arguments):
        customers = self.env["crm.customer"].with_user(user or self.manager)
        return customers.with_context(
            allowed_company_ids=self.company.ids
        ).get_active_base(**arguments)

    def test_a_study_is_to_be_made_first(self):
        plan = self.plan()
        self.assertEqual((plan["status"], plan["can_study"]), ("no_study", True))
        self.assertIn("Best Limits", plan["sentences"][0])
        self.assertFalse(self.plan(self.seller)["can_study"])

    def test_target(self):
        self.study()
        self.company.lifecycle_active_target = 0
        plan = self.plan()
        self.assertEqual((plan["status"], plan["steps"]), ("reached", []))
        self.assertEqual(plan["customer_count"], 200)
        matrix = self.env["crm.lifecycle.segment"].with_user(self.manager)
        share = matrix.get_matrix(self.company.id)["active_share"]
        self.assertAlmostEqual(plan["active_count"] / 200, share)
        self.company.lifecycle_active_target = plan["expected"] / 200 + 0.02
        plan = self.plan()
        self.assertEqual(plan["status"], "possible")
        self.assertGreaterEqual(plan["reachable"], plan["needed"] - 1e-6)
        self.assertEqual(
            plan["contacts"], sum(step["contacts"] for step in plan["steps"])
        )
        for step in plan["steps"]:
            self.assertLessEqual(step["contacts"], step["customers"])
        chances = [step["probability"] for step in plan["steps"]]
        self.assertEqual(chances, sorted(chances, reverse=True))
        self.company.lifecycle_active_target = 1
        plan = self.plan()
        self.assertEqual(plan["status"], "impossible")
        self.assertIn("cannot be reached", plan["sentences"][1])

    def test_leaving_are_those_of_the_outlook(self):
        self.study()
        for days in (7, 30):
            outlook = self.env["crm.customer"].with_user(self.manager)
            outlook = outlook.with_company(self.company).get_outlook(days=days)
            self.assertEqual(
                self.plan(days=days)["leaving_count"], outlook["bands"][0]["count"]
            )

    def test_days_are_no_more_than_a_purchase_keeps_active(self):
        self.study()
        self.assertEqual(self.plan(days=365)["days"], 61)

    def test_sellers_plan_for_their_own(self):
        self.study()
        self.assertEqual(self.plan(self.seller)["customer_count"], 150)
        self.assertEqual(self.plan(self.other_seller)["customer_count"], 50)

    def test_queries_do_not_grow_with_customers(self):
        self.study()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.plan()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        self.live(100, seed=4)
        self.assertLessEqual(count(), few)

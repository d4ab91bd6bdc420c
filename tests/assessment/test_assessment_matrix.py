"""Potential and loyalty in one picture, and after what they rose."""

from freezegun import freeze_time

from odoo.tests import TransactionCase

from odoo.addons.repeat_sales_crm.models.assessment.crm_customer_assessment_matrix import (  # noqa: E501
    FEWEST_CHANGES,
)

from .assessment_common import AssessmentCommon


@freeze_time("2026-06-15 15:00:00")
class TestAssessmentMatrix(AssessmentCommon, TransactionCase):
    def read(self, user=None, **kwargs):
        assessments = self.assessments.with_user(user or self.manager)
        return assessments.get_assessment_matrix(self.company.id, **kwargs)

    def cells(self, user=None, **kwargs):
        data = self.read(user, **kwargs)
        values = {
            level["id"]: level["value"]
            for level in data["potentials"] + data["loyalties"]
        }
        return {
            (values[cell["potential_id"]], values[cell["loyalty_id"]]): (
                cell["count"],
                cell["amount"],
            )
            for cell in data["cells"]
        }

    def test_organisations_and_people(self):
        self.make_order(self.doctor, 30, 500)
        self.make_order(self.clinic, 20, 100)
        self.make_order(self.clinic, 500, 9000)
        self.make_order(self.hospital, 3, 70)
        self.assess(self.clinic, 10, 5, 2)
        self.assess(self.hospital, 10, 5, 2)
        self.assess(self.doctor, 10, 3, 4)
        self.assertEqual(self.cells(), {(5, 2): (2, 670.0)})
        self.assertEqual(self.cells(is_company=False), {(3, 4): (1, 500.0)})
        # Sellers see their own, in counts and in money.
        self.assertEqual(self.cells(self.seller), {(5, 2): (1, 600.0)})

    def test_as_of_a_past_day(self):
        self.make_order(self.clinic, 20, 100)
        self.make_order(self.clinic, 3, 40)
        self.assess(self.clinic, 10, 5, 2)
        self.assess(self.clinic, 2, loyalty=4)
        self.assertEqual(self.cells(), {(5, 4): (1, 140.0)})
        self.assertEqual(self.cells(day="2026-06-08"), {(5, 2): (1, 100.0)})
        self.assertEqual(self.cells(day="2026-06-01"), {})
        # No day to come, and nobody who was assessed on one scale only.
        self.assess(self.hospital, 2, loyalty=1)
        data = self.read(day="2027-01-01")
        self.assertEqual(str(data["day"]), "2026-06-15")
        self.assertEqual(data["partial"], 1)

    def test_levels_of_the_scales(self):
        self.level("loyalty", 3).active = False
        self.assess(self.clinic, 2, 5, 2)
        data = self.read()
        self.assertEqual(
            [level["value"] for level in data["potentials"]], [5, 4, 3, 2, 1]
        )
        self.assertEqual([level["value"] for level in data["loyalties"]], [1, 2, 4, 5])
        self.assess(self.clinic, 1, 5, 3)
        self.assertIn(3, [level["value"] for level in self.read()["loyalties"]])

    def followed(self, axis="loyalty", user=None, **kwargs):
        rows = self.read(user, **kwargs)["followed"][axis]
        return {row["kind"]: row for row in rows}

    def test_after_what_it_rose(self):
        people = self.env["res.partner"].create(
            [
                {"name": f"Doctor {number}", "user_id": self.seller.id}
                for number in range(FEWEST_CHANGES)
            ]
        )
        for number, person in enumerate(people):
            self.assess(person, 20, 3, 3)
            self.meet(person, 15)
            self.assess(person, 10, 3, 4 if number < 15 else 2)
        self.assess(people[0], 5, 4, 5)
        rows = self.followed(is_company=False)
        meeting = rows["meeting"]
        self.assertEqual(
            (meeting["count"], meeting["rises"], meeting["falls"], meeting["same"]),
            (FEWEST_CHANGES, 15, 5, 0),
        )
        self.assertFalse(meeting["is_few"])
        self.assertAlmostEqual(meeting["share"], 0.75)
        self.assertAlmostEqual(meeting["lower"], 0.531, 3)
        self.assertAlmostEqual(meeting["upper"], 0.888, 3)
        # The third assessment had no contact of its own.
        self.assertEqual(rows["none"]["count"], 1)
        self.assertTrue(rows["none"]["is_few"])
        potential = self.followed("potential", is_company=False)
        self.assertEqual(potential["meeting"]["rises"], 0)
        self.assertFalse(self.followed(is_company=True))
        self.assertFalse(self.followed(user=self.other_seller, is_company=False))

    def test_what_happened_before_the_assessment_before(self):
        self.meet(self.clinic, 20)
        self.assess(self.clinic, 20, loyalty=2)
        self.assess(self.clinic, 5, loyalty=3)
        self.assertEqual(set(self.followed()), {"none"})
        change = self.env["crm.assessment.change"].search(
            [("partner_id", "=", self.clinic.id)]
        )
        self.assertEqual((change.change, change.outcome), (1, "rise"))
        self.assertEqual(
            change.action_open_assessment()["res_model"], "crm.customer.assessment"
        )

    def test_queries_do_not_grow(self):
        def count(number):
            people = self.env["res.partner"].create(
                [{"name": f"Doctor {number}"} for _person in range(number)]
            )
            for person in people:
                self.assess(person, 20, 3, 3)
            self.env.flush_all()
            self.read(is_company=False)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.read(is_company=False)
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(1), count(12))

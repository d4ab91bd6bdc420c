"""A seller enters an assessment, and sees it in the matrix."""

from odoo.tests import HttpCase

from ..assessment.assessment_common import AssessmentCommon


class TestAssessmentTours(AssessmentCommon, HttpCase):
    def test_seller_assesses_and_sees_it_in_the_matrix(self):
        today = self.company._lifecycle_today()
        self.make_order(self.clinic, 20, 500)
        self.assess(self.clinic, 0, 3, 2, date=today.replace(day=1, month=1))
        self.assess(self.doctor, 0, 2, 3, date=today)
        self.assess(self.hospital, 0, 4, 4, date=today)
        self.meet(self.clinic, 0).write(
            {"start": f"{today} 00:00:00", "stop": f"{today} 00:00:01"}
        )
        self.start_tour(
            f"/odoo/contacts/{self.clinic.id}", "assessment_entered", login="seller"
        )
        found = self.clinic.assessment_ids[0]
        self.assertEqual(found.user_id, self.seller)
        self.assertEqual(found.preceding_kind, "meeting")
        self.start_tour("/odoo/assessment-matrix", "assessment_matrix", login="seller")

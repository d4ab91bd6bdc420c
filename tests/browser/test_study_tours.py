"""The screen of the study of best limits, used as a manager uses it."""

from odoo.tests import HttpCase

from ..lifecycle.test_study import StudyCommon

STUDIES = "/odoo/best-limits"


class TestStudyTours(StudyCommon, HttpCase):
    def test_study(self):
        self.set_poor_limits()
        self.live(200)
        self.start_tour(STUDIES, "lifecycle_study", login="manager")
        study = self.studies.search([], limit=1)
        self.assertEqual(study.state, "accepted")
        self.assertEqual(
            list(self.company._get_lifecycle_limits().recency),
            study.line_ids.filtered(lambda line: line.axis == "recency").mapped(
                "lower"
            ),
        )

    def test_too_few(self):
        self.start_tour(STUDIES, "lifecycle_study_too_few", login="manager")

"""The wizard in which a manager changes the limits of the matrix."""

from odoo.exceptions import UserError
from odoo.tests import Form, TransactionCase

from ..common import LifecycleCommon


class TestLifecycleLimits(LifecycleCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_customer("Once, lately", [10])
        cls.make_customer("Six times, lately", [10, 20, 30, 40, 50, 60])
        cls.make_customer("Once, long ago", [400])
        cls.refresh()
        cls.limits_model = (
            cls.env["crm.lifecycle.limits"]
            .with_user(cls.manager)
            .with_company(cls.company)
            .with_context(allowed_company_ids=cls.company.ids)
        )

    def open_limits(self):
        return Form(self.limits_model)

    def limits_of(self, lines):
        return [(line.lower, line.upper) for line in self._records(lines)]

    def _records(self, lines):
        return [lines.edit(index) for index in range(len(lines))]

    def test_defaults_are_sound(self):
        limits = self.open_limits()
        self.assertFalse(limits.problem)
        self.assertEqual(limits.active_target, 0.3)
        self.assertEqual(
            [[cell["count"] for cell in row] for row in limits.preview["cells"]],
            [[1, 0, 1], [0, 0, 0], [1, 0, 0]],
        )
        self.assertEqual(
            [band["limits"] for band in limits.preview["count"]],
            ["1 purchase", "2 to 3 purchases", "4 and more purchases"],
        )

    def test_next_band_follows(self):
        limits = self.open_limits()
        with limits.recency_line_ids.edit(0) as active:
            active.upper = 30
        with limits.recency_line_ids.edit(1) as drifting:
            self.assertEqual(drifting.lower, 31)
        self.assertFalse(limits.problem)

    def test_gap_and_overlap_are_refused(self):
        limits = self.open_limits()
        with limits.recency_line_ids.edit(1) as drifting:
            drifting.lower = 70
        self.assertIn("there is a gap between Active, which ends at 60", limits.problem)
        self.assertFalse(limits.preview)
        with limits.count_line_ids.edit(0) as new:
            new.name = "Newcomer"
        self.assertIn("gap", limits.problem, "a change elsewhere closes no gap")
        record = limits.save()
        with self.assertRaisesRegex(UserError, "gap"):
            record.action_apply()

        limits = self.open_limits()
        with limits.recency_line_ids.edit(1) as drifting:
            drifting.lower = 50
        self.assertIn("overlap", limits.problem)

    def test_band_is_added(self):
        limits = self.open_limits()
        with limits.count_line_ids.new() as loyal:
            loyal.name = "Loyal"
        self.assertFalse(limits.problem)
        with limits.count_line_ids.edit(2) as regular:
            self.assertEqual((regular.lower, regular.upper), (4, 7))
            regular.upper = 5
        with limits.count_line_ids.edit(3) as loyal:
            self.assertEqual(loyal.lower, 6)
            self.assertEqual(loyal.limits, "6 and more purchases")
        self.assertEqual(limits.preview["cells"][3][0]["count"], 1)
        limits.save().action_apply()
        self.refresh()
        axes = self.company._get_lifecycle_axes()
        self.assertEqual(axes["count"].mapped("lower"), [1, 2, 4, 6])
        self.assertEqual(self.cell("Loyal", "Active").customer_count, 1)
        self.assertEqual(self.cell("Loyal", "Active").name, "Loyal active")

    def test_band_is_taken_out(self):
        limits = self.open_limits()
        limits.recency_line_ids.remove(index=1)
        self.assertFalse(limits.problem)
        with limits.recency_line_ids.edit(0) as active:
            self.assertEqual((active.lower, active.upper), (0, 180))
        limits.recency_line_ids.remove(index=0)
        self.assertIn("at least 2 bands", limits.problem)

    def test_first_and_last_band_are_taken_out(self):
        limits = self.open_limits()
        limits.count_line_ids.remove(index=0)
        with limits.count_line_ids.edit(0) as promising:
            self.assertEqual((promising.lower, promising.upper), (1, 3))
        limits.recency_line_ids.remove(index=2)
        self.assertFalse(limits.problem)
        self.assertEqual(
            [band["limits"] for band in limits.preview["recency"]],
            ["bought within 60 days", "more than 60 days"],
        )

    def test_at_most_six_bands(self):
        limits = self.open_limits()
        for number in range(4):
            with limits.count_line_ids.new() as line:
                line.name = f"Band {number}"
        self.assertIn("at most 6 bands", limits.problem)

    def test_target(self):
        limits = self.open_limits()
        limits.active_target = 0.4
        limits.save().action_apply()
        self.assertEqual(self.company.lifecycle_active_target, 0.4)

    def test_other_company(self):
        other = self.make_company("Other Trading", lifecycle_active_target=0.5)
        limits = self.limits_model.with_context(default_company_id=other.id)
        self.assertEqual(
            limits.default_get(["company_id"])["company_id"],
            self.company.id,
            "the manager is not in that company",
        )
        self.manager.company_ids |= other
        limits = Form(
            limits.with_context(allowed_company_ids=(self.company | other).ids)
        )
        self.assertEqual(limits.active_target, 0.5)
        with limits.count_line_ids.edit(1) as promising:
            promising.upper = 9
        action = limits.save().action_apply()
        self.assertEqual(action["params"], {"company_id": other.id})
        self.assertEqual(other._get_lifecycle_axes()["count"][2].lower, 10)
        self.assertEqual(self.company._get_lifecycle_axes()["count"][2].lower, 4)

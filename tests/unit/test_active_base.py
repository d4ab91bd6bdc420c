"""The plan for active customers, against trying every number of contacts."""

import unittest
from itertools import product
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.repeat_sales_crm.models.study.active_base import (
    Group,
    gain_of,
    solve,
)

groups = st.lists(
    st.builds(
        Group,
        st.integers(1, 9),
        st.integers(0, 5),
        st.sampled_from([0.0, 0.05, 0.1, 0.25, 0.5, 0.8, 1.0]),
        st.integers(0, 100),
    ),
    max_size=3,
)
effects = st.sampled_from([0.2, 1.0, 3.0])


class TestActiveBase(unittest.TestCase):
    @given(groups, st.integers(0, 10), st.floats(0, 1), effects)
    def test_no_plan_needs_fewer_contacts(self, rows, staying, target, effect):
        customers = staying + sum(group.customers for group in rows)
        plan = solve(customers, staying, rows, target, effect)
        if not customers:
            self.assertEqual(plan.status, "empty")
            return
        expected = staying + sum(group.customers * group.probability for group in rows)
        self.assertEqual(plan.needed, ceil(target * customers - 1e-9))
        self.assertAlmostEqual(plan.expected, expected)
        sufficient = [
            sum(contacts)
            for contacts in product(*(range(group.customers + 1) for group in rows))
            if expected
            + sum(
                number * gain_of(group, effect)
                for number, group in zip(contacts, rows, strict=True)
            )
            >= plan.needed - 1e-9
        ]
        if not sufficient:
            self.assertEqual(plan.status, "impossible")
            self.assertLess(plan.reachable, plan.needed)
        else:
            self.assertEqual(plan.contacts, min(sufficient))
            self.assertEqual(plan.status, "possible" if plan.contacts else "reached")
            self.assertGreaterEqual(plan.reachable, plan.needed - 1e-6)

    @given(groups, st.integers(0, 10), st.floats(0, 1), effects)
    def test_nobody_is_contacted_who_is_not_there(self, rows, staying, target, effect):
        customers = staying + sum(group.customers for group in rows)
        for first in ("probability", "value"):
            plan = solve(customers, staying, rows, target, effect, first)
            for step in plan.steps:
                self.assertLessEqual(step.contacts, step.group.customers)
                self.assertGreater(step.extra, 0)
            self.assertLessEqual(plan.reachable, customers + 1e-9)

    def test_example(self):
        leaving = Group("leaving", 20, 0.5, 10)
        drifting = Group("drifting", 100, 0.1, 50)
        plan = solve(200, 30, [drifting, leaving], 0.3)
        # 30 stay, 10 + 10 come back by themselves, 60 are needed.
        self.assertEqual(
            (plan.status, plan.needed, plan.contacts), ("possible", 60, 20)
        )
        self.assertEqual(plan.steps[0].group, leaving)
        plan = solve(200, 30, [drifting, leaving], 0.3, first="value")
        self.assertEqual(
            [(step.group.key, step.contacts) for step in plan.steps],
            [("drifting", 100)],
        )
        self.assertEqual(solve(200, 30, [drifting, leaving], 0.25).status, "reached")
        plan = solve(200, 30, [drifting, leaving], 0.9)
        self.assertEqual((plan.status, plan.contacts), ("impossible", 120))
        self.assertAlmostEqual(plan.reachable, 70)

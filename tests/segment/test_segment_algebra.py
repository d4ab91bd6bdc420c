"""Random segments made of random segments, against plain Python."""

import os
import random
from datetime import date, timedelta
from itertools import chain

from freezegun import freeze_time

from odoo.fields import Command

from .segment_common import SegmentCommon

#: How many worlds of segments one run tries; more with SEGMENT_WORLDS=100.
WORLDS = int(os.environ.get("SEGMENT_WORLDS", "3"))
SEGMENTS = 14
CUSTOMERS = 25
TODAY = date(2026, 6, 15)
_COMPARE = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}


class Leaf:
    """A condition on a number or on a country, and what it means for a customer."""

    def __init__(self, generator, countries, is_negated):
        kinds = [
            ("purchase_count", range(6)),
            ("amount_total", range(0, 500, 50)),
            ("country", countries),
            ("last_date", range(0, 800, 40)),
        ]
        if not is_negated:
            # Odoo negates a comparison of whole numbers by turning it round.
            kinds.append(("days_since", range(0, 800, 40)))
        self.name, values = generator.choice(kinds)
        self.value = generator.choice(values)
        equal = self.name == "country"
        self.operator = generator.choice(["=", "!="] if equal else [*_COMPARE])

    def condition(self):
        if self.name == "country":
            return ("partner_id.country_id", self.operator, self.value.id)
        if self.name == "last_date":
            return (self.name, self.operator, f"today -{self.value}d")
        return (self.name, self.operator, self.value)

    def is_true(self, customer, _members):
        actual, value = customer[self.name], self.value
        if self.name == "last_date":
            value = TODAY - timedelta(days=value)
        if actual is None:
            # Who never bought did so neither before nor after a day.
            return self.operator == "!="
        return _COMPARE[self.operator](actual, value)


class InSegments:
    """A condition on other segments."""

    def __init__(self, generator, places):
        self.places = generator.sample(places, min(len(places), 2))
        self.operator = generator.choice(["in", "not in"])

    def condition(self, segments):
        ids = [segments[place].id for place in self.places]
        return ("saved_segment_ids", self.operator, ids)

    def is_true(self, customer, members):
        inside = any(customer["id"] in members[place] for place in self.places)
        return inside == (self.operator == "in")


class Rule:
    """A tree of and, or, not."""

    def __init__(self, generator, countries, places, depth=2, is_negated=False):
        self.word = generator.choice(["leaf", "&", "|", "!"]) if depth else "leaf"
        self.children = []
        if self.word == "leaf":
            use_segments = places and generator.random() < 0.4
            self.leaf = (
                InSegments(generator, places)
                if use_segments
                else Leaf(generator, countries, is_negated)
            )
            return
        self.children = [
            Rule(
                generator,
                countries,
                places,
                depth - 1,
                is_negated or self.word == "!",
            )
            for _child in range(1 if self.word == "!" else 2)
        ]

    def domain(self, segments):
        if self.word == "leaf":
            if isinstance(self.leaf, InSegments):
                return [self.leaf.condition(segments)]
            return [self.leaf.condition()]
        parts = [child.domain(segments) for child in self.children]
        return [self.word, *chain.from_iterable(parts)]

    def is_true(self, customer, members):
        if self.word == "leaf":
            return self.leaf.is_true(customer, members)
        answers = [child.is_true(customer, members) for child in self.children]
        if self.word == "!":
            return not answers[0]
        return all(answers) if self.word == "&" else any(answers)


@freeze_time("2026-06-15 12:00:00")
class TestSegmentAlgebra(SegmentCommon):
    def test_members_are_as_plain_python_says(self):
        for seed in range(WORLDS):
            with self.subTest(seed=seed):
                self.check_world(random.Random(seed))

    def check_world(self, generator):
        company = self.make_company(f"World {generator.random()}")
        self.marketer.company_ids |= company
        self.marketer.company_id = company
        countries = self.env["res.country"].search([], limit=3)
        self.make_customers(generator, company, countries)
        customers = self.read_customers(company)
        self.assertGreater(len(customers), CUSTOMERS // 2)
        cells = self.env["crm.lifecycle.segment"].search(
            [("company_id", "=", company.id)]
        )
        segments, expected = [], []
        for place in range(SEGMENTS):
            rule = Rule(generator, countries, range(place))
            chosen = generator.sample(cells, generator.choice([0, 0, 2, 4]))
            segments.append(
                self.env["crm.segment"].create(
                    {
                        "name": f"Segment {place}",
                        "company_id": company.id,
                        "domain": repr(rule.domain(segments)),
                        "lifecycle_segment_ids": [
                            Command.set([cell.id for cell in chosen])
                        ],
                    }
                )
            )
            expected.append(
                {
                    customer["id"]
                    for customer in customers
                    if (not chosen or customer["cell"] in chosen)
                    and rule.is_true(customer, expected)
                }
            )
        self.check_lists(segments, expected)
        self.check_numbers(segments, expected, customers)
        self.check_groups(segments, expected, company)

    def make_customers(self, generator, company, countries):
        for number in range(CUSTOMERS):
            partner = self.make_partner(
                f"Customer {number}",
                country_id=generator.choice([*countries.ids, False]),
            )
            for _purchase in range(generator.choice([0, 1, 1, 2, 3, 5])):
                days = generator.randrange(800)
                amount = generator.randrange(10, 200)
                self.make_order(partner, days, amount, company=company)
            if generator.random() < 0.3:
                # Nothing bought makes a prospect of whoever has a quotation.
                order = self.make_order(partner, 1, 1, company=company)
                order.state = "draft"
        self.refresh()

    def read_customers(self, company):
        """Return dicts of what the rules ask for."""
        return [
            {
                "id": customer.id,
                "purchase_count": customer.purchase_count,
                "amount_total": customer.amount_total,
                "days_since": (
                    (TODAY - customer.last_date).days if customer.last_date else None
                ),
                "last_date": customer.last_date or None,
                "country": customer.partner_id.country_id,
                "cell": customer.segment_id,
            }
            for customer in self.env["crm.customer"].search(
                [("company_id", "=", company.id)]
            )
        ]

    def check_lists(self, segments, expected):
        for segment, ids in zip(segments, expected, strict=True):
            found = self.env["crm.customer"].search(
                [("saved_segment_ids", "in", segment.ids)]
            )
            self.assertEqual(set(found.ids), ids, segment.domain)

    def check_numbers(self, segments, expected, customers):
        amounts = {customer["id"]: customer["amount_total"] for customer in customers}
        together = self.env["crm.segment"].union(*segments)
        together.invalidate_recordset()
        for segment, ids in zip(segments, expected, strict=True):
            self.assertEqual(segment.customer_count, len(ids))
            self.assertAlmostEqual(
                segment.amount_total, sum(amounts[customer] for customer in ids)
            )

    def check_groups(self, segments, expected, company):
        groups = (
            self.env["crm.customer"]
            .with_user(self.marketer)
            .with_company(company)
            ._read_group(
                [("company_id", "=", company.id)], ["saved_segment_ids"], ["__count"]
            )
        )
        counts = {segment.id: count for segment, count in groups if segment}
        self.assertEqual(
            counts,
            {
                segment.id: len(ids)
                for segment, ids in zip(segments, expected, strict=True)
                if ids
            },
        )

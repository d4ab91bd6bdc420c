"""What the form shows while a rule is written, and what becomes a segment."""

from ast import literal_eval
from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command

from .segment_common import SegmentCommon

#: Queries of an answer to a change in the form, with warm caches.
MOST_QUERIES = 12


@freeze_time("2026-06-15 12:00:00")
class TestSegmentPreview(SegmentCommon):
    def change(self, values, changed, user=None):
        """Return what the server answers to a change in the form."""
        fields_spec = {
            "name": {},
            "domain": {},
            "lifecycle_segment_ids": {"fields": {"display_name": {}}},
            "company_id": {"fields": {}},
            "preview": {},
            "problem": {},
            "can_edit": {},
        }
        segments = self.env["crm.segment"].with_user(user or self.marketer)
        return segments.onchange(
            {"name": "New", "company_id": self.company.id, "domain": "[]", **values},
            [changed],
            fields_spec,
        )["value"]

    def test_rule_is_answered(self):
        value = self.change({"domain": "[('amount_total', '>=', 150)]"}, "domain")
        preview = value["preview"]
        self.assertEqual((preview["count"], preview["amount"]), (2, 1350.0))
        self.assertEqual((preview["share"], preview["active_share"]), (0.5, 0.5))
        self.assertEqual(
            {(example["name"], example["cell"]) for example in preview["sample"]},
            {("Loyal", "Regular active"), ("Asleep", "Promising sleeping")},
        )
        ids = {example["id"] for example in preview["sample"]}
        customers = self.customer_of(self.loyal) | self.customer_of(self.asleep)
        self.assertEqual(ids, set(customers.ids))

    def test_cells_are_answered(self):
        cell = self.cell("Regular", "Active")
        value = self.change(
            {"lifecycle_segment_ids": [Command.link(cell.id)]}, "lifecycle_segment_ids"
        )
        self.assertEqual(value["preview"]["count"], 1)

    def test_broken_rule_is_answered(self):
        for domain in (
            "[('gone', '=', 1)]",
            "[('next_segment_id', 'in', [1])]",
            "[('partner_id.gone', '=', 1)]",
            "[('last_date', '<', 'in a while')]",
        ):
            value = self.change({"domain": domain}, "domain")
            self.assertTrue(value["problem"], domain)
            self.assertEqual(value["preview"]["count"], 0)

    def edit(self, segment, values, changed):
        """Return the answer to a change of a saved segment, and how often it counts."""
        counted = []
        read_one = type(segment)._read_one

        def read(this, domain):
            counted.append(domain)
            return read_one(this, domain)

        spec = {"name": {}, "domain": {}, "preview": {}, "customer_count": {}}
        spec |= {"lifecycle_segment_ids": {"fields": {"display_name": {}}}}
        with patch.object(type(segment), "_read_one", read):
            answer = segment.with_user(self.marketer).onchange(values, [changed], spec)
        return answer["value"], len(counted)

    def test_counted_once_for_the_rule_as_it_is_now(self):
        segment = self.make_segment("Big", [("amount_total", ">=", 150)])
        value, times = self.edit(
            segment, {"domain": "[('amount_total', '>=', 1000)]"}, "domain"
        )
        self.assertEqual((value["preview"]["count"], value["customer_count"]), (1, 1))
        self.assertEqual(times, 1)
        self.assertEqual(segment.customer_count, 2)

    def test_changes_beside_the_saved_rule_count_together(self):
        cell = self.cell("Regular", "Active")
        segment = self.make_segment("Regulars", cells=[cell])
        value, _times = self.edit(
            segment,
            {
                "lifecycle_segment_ids": [
                    Command.unlink(cell.id),
                    Command.link(self.cell("Promising", "Sleeping").id),
                ],
                "domain": "[('amount_total', '>=', 100)]",
            },
            "domain",
        )
        self.assertEqual(value["customer_count"], 1)

    def test_other_changes_do_not_count(self):
        segment = self.make_segment("Big", [("amount_total", ">=", 150)])
        value, times = self.edit(segment, {"user_id": self.seller.id}, "user_id")
        self.assertNotIn("preview", value)
        self.assertEqual(times, 0)

    def test_few_queries(self):
        counts = []
        for number in range(3):
            before = self.env.cr.sql_log_count
            self.change({"domain": f"[('amount_total', '>=', {number})]"}, "domain")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[-1], MOST_QUERIES)

    def test_many_customers_cost_no_more_queries(self):
        def count_queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.change({"domain": "[('amount_total', '>=', 1)]"}, "domain")
            return self.env.cr.sql_log_count - before

        def add(names):
            for name in names:
                self.make_customer(name, [10], user=self.seller)
            self.refresh()

        add("abc")
        count_queries()
        few = count_queries()
        add("defghijklmnopqrstuvwxyz")
        count_queries()
        self.assertLessEqual(count_queries(), few)

    def test_seller_previews_own_customers(self):
        domain = "[('amount_total', '<', 1000)]"
        preview = self.change({"domain": domain}, "domain", self.seller)["preview"]
        self.assertEqual((preview["count"], preview["share"]), (1, 0.5))
        names = {example["name"] for example in preview["sample"]}
        self.assertEqual(names, {"Asleep"})

    def test_who_can_edit(self):
        segment = self.make_segment("Marketing's")
        self.assertTrue(segment.can_edit)
        self.assertTrue(segment.with_user(self.manager).can_edit)
        self.assertFalse(segment.with_user(self.seller).can_edit)

    def test_cells_to_choose_from(self):
        cells = (
            self.env["crm.segment"].with_user(self.seller).get_cells(self.company.id)
        )
        names = [[cell["name"] for cell in row["cells"]] for row in cells["rows"]]
        self.assertEqual(names[0][0], "Regular active")
        self.assertEqual(names[-1][-1], "New sleeping")
        self.assertEqual(
            [band["name"] for band in cells["columns"]],
            ["Active", "Drifting", "Sleeping"],
        )
        counts = [cell["count"] for row in cells["rows"] for cell in row["cells"]]
        self.assertEqual(sum(counts), 2)

    def test_cells_of_a_foreign_company(self):
        other = self.make_company("Other Trading")
        cells = self.env["crm.segment"].with_user(self.seller).get_cells(other.id)
        self.assertFalse(cells["rows"])

    # ------------------------------------------------------------------
    # Overlap
    # ------------------------------------------------------------------

    def overlap(self, other, domain="[]", cells=(), user=None):
        return (
            self.env["crm.segment"]
            .with_user(user or self.marketer)
            .get_overlap(
                {
                    "company_id": self.company.id,
                    "cell_ids": [cell.id for cell in cells],
                    "domain": domain,
                },
                other.id,
            )
        )

    def test_overlap(self):
        recent = self.make_segment("Recent", [("last_date", ">=", "today -30d")])
        self.assertEqual(
            self.overlap(recent, "[('amount_total', '>=', 150)]"),
            {"both": 1, "here": 1, "there": 1},
        )
        self.assertEqual(
            self.overlap(recent, "[]", self.cell("New", "Sleeping")),
            {"both": 0, "here": 1, "there": 2},
        )
        self.assertEqual(
            self.overlap(recent, user=self.seller), {"both": 1, "here": 1, "there": 0}
        )

    def test_overlap_with_a_broken_segment(self):
        other = self.make_segment("Other")
        self.env.cr.execute(
            "UPDATE crm_segment SET domain = '[(''gone'', ''='', 1)]' WHERE id = %s",
            other.ids,
        )
        self.env.invalidate_all()
        self.assertIn("Other", self.overlap(other)["problem"])

    def test_doors_open_what_they_count(self):
        here = self.make_segment("Here", [("amount_total", ">=", 150)])
        there = self.make_segment("There", [("last_date", ">=", "today -30d")])
        counts = self.overlap(there, here.domain)
        customers = self.env["crm.customer"].with_user(self.marketer)
        name = "saved_segment_ids"
        domains = {
            "both": [(name, "in", here.ids), (name, "in", there.ids)],
            "here": [(name, "in", here.ids), (name, "not in", there.ids)],
            "there": [(name, "in", there.ids), (name, "not in", here.ids)],
        }
        for part, domain in domains.items():
            found = customers.search_count(
                [("company_id", "=", self.company.id), *domain]
            )
            self.assertEqual(found, counts[part], part)

    # ------------------------------------------------------------------
    # From a search
    # ------------------------------------------------------------------

    def save_search(self, domain, user=None):
        """Return the segment that whoever confirms the form would get."""
        segments = self.env["crm.segment"].with_user(user or self.marketer)
        action = segments.action_from_search(domain, "Found")
        context = action["context"]
        return segments.with_context(**context).create({})

    def test_search_becomes_cells_and_rule(self):
        cells = self.cell("Regular", "Active") | self.cell("New", "Active")
        segment = self.save_search(
            [
                "&",
                ("company_id", "=", self.company.id),
                "&",
                ["segment_id", "in", cells.ids],
                "|",
                ["amount_total", ">", 1000],
                ["country_id", "=", False],
            ]
        )
        self.assertEqual(segment.lifecycle_segment_ids, cells)
        self.assertEqual(
            literal_eval(segment.domain),
            ["|", ("amount_total", ">", 1000), ("country_id", "=", False)],
        )
        self.assertEqual(self.members(segment), self.loyal | self.fresh)

    def test_search_stays_whole(self):
        cell = self.cell("New", "Active")
        for domain, members in (
            ([], self.loyal | self.asleep | self.fresh | self.gone),
            ([("user_id", "=", self.seller.id)], self.loyal | self.asleep),
            (
                ["|", ("segment_id", "in", cell.ids), ("amount_total", ">", 1000)],
                self.fresh | self.loyal,
            ),
            (
                ["!", ("segment_id", "in", cell.ids)],
                self.loyal | self.asleep | self.gone,
            ),
            (
                [
                    ("segment_id", "in", cell.ids),
                    ("segment_id", "in", self.cell("Regular", "Active").ids),
                ],
                self.env["res.partner"],
            ),
        ):
            segment = self.save_search(domain)
            self.assertEqual(self.members(segment), members, domain)
            segment.unlink()

    def test_search_of_another_company(self):
        other = self.make_company("Other Trading")
        self.marketer.company_ids |= other
        segments = (
            self.env["crm.segment"]
            .with_user(self.marketer)
            .with_context(allowed_company_ids=[self.company.id, other.id])
        )
        action = segments.action_from_search([["company_id", "=", other.id]], "Found")
        self.assertEqual(action["context"]["default_company_id"], other.id)
        self.assertEqual(action["context"]["default_domain"], "[]")

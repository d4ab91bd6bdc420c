"""Who is in a segment, and what a rule may not be."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError

from .segment_common import SegmentCommon


@freeze_time("2026-06-15 12:00:00")
class TestSegmentRule(SegmentCommon):
    def test_no_rule_is_everybody_of_the_company(self):
        other = self.make_company("Other Trading")
        self.make_customer("Elsewhere", [3], company=other)
        self.refresh()
        segment = self.make_segment("All")
        self.assertEqual(
            self.members(segment), self.loyal | self.asleep | self.fresh | self.gone
        )

    def test_cells_are_alternatives(self):
        segment = self.make_segment(
            "Active ones",
            cells=[self.cell("New", "Active"), self.cell("Regular", "Active")],
        )
        self.assertEqual(self.members(segment), self.loyal | self.fresh)

    def test_cells_and_rule_are_both_needed(self):
        segment = self.make_segment(
            "Active big ones",
            [("amount_total", ">", 100)],
            [self.cell("New", "Active"), self.cell("Regular", "Active")],
        )
        self.assertEqual(self.members(segment), self.loyal)

    def test_rule_over_the_partner(self):
        self.asleep.country_id = self.env.ref("base.fr")
        segment = self.make_segment(
            "French", [("partner_id.country_id.code", "=", "FR")]
        )
        self.assertEqual(self.members(segment), self.asleep)
        related = self.make_segment(
            "French too", [("country_id", "=", self.env.ref("base.fr").id)]
        )
        self.assertEqual(self.members(related), self.asleep)

    def test_relative_dates_roll(self):
        segment = self.make_segment("This week", [("last_date", ">=", "today -7d")])
        self.assertEqual(self.members(segment), self.loyal | self.fresh)
        with freeze_time("2026-06-18 12:00:00"):
            self.assertEqual(self.members(segment), self.fresh)
        with freeze_time("2026-07-01 12:00:00"):
            self.assertFalse(self.members(segment))

    def test_relative_dates_are_of_the_companys_day(self):
        self.company.lifecycle_tz = "Pacific/Auckland"
        segment = self.make_segment("Today", [("last_date", "<", "today -3d")])
        # It is the 16th in Auckland already.
        self.assertIn(self.fresh, self.members(segment))

    def test_and_or_not_of_segments(self):
        big = self.make_segment("Big", [("amount_total", ">=", 150)])
        recent = self.make_segment("Recent", [("last_date", ">=", "today -30d")])
        both = self.make_segment(
            "Both",
            [
                ("saved_segment_ids", "in", big.ids),
                ("saved_segment_ids", "in", recent.ids),
            ],
        )
        any_of = self.make_segment(
            "Any", [("saved_segment_ids", "in", (big | recent).ids)]
        )
        not_big = self.make_segment(
            "Not big", [("saved_segment_ids", "not in", big.ids)]
        )
        self.assertEqual(self.members(big), self.loyal | self.asleep)
        self.assertEqual(self.members(both), self.loyal)
        self.assertEqual(self.members(any_of), self.loyal | self.asleep | self.fresh)
        self.assertEqual(self.members(not_big), self.fresh | self.gone)
        # What it is made of changes, and so does it.
        big.domain = "[('amount_total', '>', 1000)]"
        self.assertEqual(self.members(both), self.loyal)
        self.assertEqual(self.members(not_big), self.asleep | self.fresh | self.gone)

    def test_lists_can_be_filtered_by_name_and_by_none(self):
        self.make_segment("Sleepers", [("last_date", "<", "today -365d")])
        customers = self.env["crm.customer"].with_user(self.marketer)
        found = customers.search([("saved_segment_ids", "ilike", "sleep")])
        self.assertEqual(found.partner_id, self.asleep | self.gone)
        none = customers.search([("saved_segment_ids", "=", False)])
        self.assertEqual(none.partner_id, self.loyal | self.fresh)

    def test_archived_customers_are_out(self):
        segment = self.make_segment("All")
        self.gone.action_archive()
        self.refresh()
        self.assertNotIn(self.gone, self.members(segment))

    def test_contacts_are_in_with_their_company(self):
        person = self.env["res.partner"].create(
            {"name": "Pat", "parent_id": self.loyal.id}
        )
        segment = self.make_segment("Big", [("amount_total", ">=", 1000)])
        partners = self.env["res.partner"].with_user(self.marketer)
        found = partners.search([("saved_segment_ids", "in", segment.ids)])
        self.assertEqual(found, self.loyal | person)
        self.assertEqual(person.with_user(self.marketer).saved_segment_ids, segment)
        outside = partners.search([("saved_segment_ids", "not in", segment.ids)])
        self.assertFalse(outside & found)
        self.assertIn(self.gone, outside)

    def test_customer_tells_its_segments(self):
        big = self.make_segment("Big", [("amount_total", ">=", 1000)])
        self.make_segment("Never", [("purchase_count", "<", 0)])
        customer = self.customer_of(self.loyal).with_user(self.marketer)
        self.assertEqual(customer.saved_segment_ids, big)

    def test_grouped_by_segment(self):
        big = self.make_segment("Big", [("amount_total", ">=", 150)])
        recent = self.make_segment("Recent", [("last_date", ">=", "today -30d")])
        customers = self.env["crm.customer"].with_user(self.marketer)
        groups = customers._read_group(
            [], ["saved_segment_ids"], ["__count", "amount_total:sum"]
        )
        self.assertEqual(
            {segment.id: (count, amount) for segment, count, amount in groups},
            {big.id: (2, 1350.0), recent.id: (2, 1280.0), False: (1, 20.0)},
        )
        formatted = customers.formatted_read_group(
            [], ["saved_segment_ids"], ["__count"]
        )
        for group in formatted:
            self.assertEqual(
                customers.search_count(group["__extra_domain"]), group["__count"]
            )


@freeze_time("2026-06-15 12:00:00")
class TestBrokenRule(SegmentCommon):
    def assert_nobody(self, segment, *words):
        """Check that a segment says what is wrong, and that no filter finds anybody."""
        self.env.invalidate_all()
        for word in words:
            self.assertIn(word, segment.problem)
        self.assertEqual(segment.customer_count, 0)
        for operator in ("in", "not in"):
            for model in ("crm.customer", "res.partner"):
                with self.assertRaises(UserError):
                    self.env[model].with_user(self.marketer).search(
                        [("saved_segment_ids", operator, segment.ids)]
                    )

    def break_rule(self, segment, rule):
        """Give a segment a rule that the form would refuse."""
        self.env.cr.execute(
            "UPDATE crm_segment SET domain = %s WHERE id = %s",
            (repr(rule), segment.id),
        )
        self.env.invalidate_all()

    def test_a_rule_that_cannot_work_is_refused(self):
        for rule in (
            [("no_such_field", "=", 1)],
            [("partner_id.no_such_field", "=", 1)],
            [("saved_segment_ids", "=", False)],
            [("saved_segment_ids", "ilike", "big")],
            [("country_id", "not in", [10**8])],
            [("last_date", ">", "yesterday-ish")],
        ):
            with self.assertRaises(ValidationError, msg=rule):
                self.make_segment(f"Broken {rule}", rule)
        for text in ("[('user_id', '=', uid)]", "nonsense", "[1, 2]", "{}"):
            with self.assertRaises(ValidationError, msg=text):
                self.make_segment("Broken", domain=text)

    def test_removed_field(self):
        segment = self.make_segment("Broken")
        self.break_rule(segment, [("x_removed", "=", 1)])
        self.assert_nobody(segment, "x_removed", "Broken")

    def test_deleted_record(self):
        country = self.env["res.country"].create({"name": "Nowhere", "code": "XQ"})
        segment = self.make_segment("Abroad", [("country_id", "not in", country.ids)])
        self.assertTrue(segment.customer_count)
        country.unlink()
        self.assert_nobody(segment, "Country")

    def test_broken_within_another(self):
        inner = self.make_segment("Inner")
        outer = self.make_segment("Outer", [("saved_segment_ids", "not in", inner.ids)])
        self.break_rule(inner, [("x_removed", "=", 1)])
        self.assert_nobody(outer, "Inner", "x_removed")

    def test_field_that_the_user_may_not_see(self):
        segment = self.make_segment("Secret", [("partner_id.name", "!=", "x")])
        field = self.env["res.partner"]._fields["name"]
        self.patch(field, "groups", "base.group_system")
        self.assert_nobody(segment, "not allowed", "Name")

    def test_circle_is_refused_with_its_path(self):
        first = self.make_segment("First")
        second = self.make_segment("Second", [("saved_segment_ids", "in", first.ids)])
        third = self.make_segment(
            "Third", [("saved_segment_ids", "not in", second.ids)]
        )
        with self.assertRaisesRegex(ValidationError, "First → Third → Second → First"):
            first.domain = repr([("saved_segment_ids", "in", third.ids)])
        with self.assertRaisesRegex(ValidationError, "First → First"):
            first.domain = repr([("saved_segment_ids", "in", first.ids)])
        with self.assertRaises(ValidationError):
            first.domain = repr([("partner_id.saved_segment_ids", "in", third.ids)])

    def test_circle_in_the_database_selects_nobody(self):
        first = self.make_segment("First")
        second = self.make_segment("Second", [("saved_segment_ids", "in", first.ids)])
        self.break_rule(first, [("partner_id.saved_segment_ids", "in", second.ids)])
        self.assert_nobody(first, "circle")
        self.assert_nobody(second, "circle")

    def test_cell_that_left_the_matrix(self):
        segment = self.make_segment("Cell", cells=[self.cell("New", "Active")])
        self.cell("New", "Active").active = False
        self.assert_nobody(segment, "no longer a cell")

    def test_deleted_segment_in_a_filter(self):
        segment = self.make_segment("Short-lived")
        gone = segment.ids
        segment.unlink()
        for operator in ("in", "not in"):
            with self.assertRaisesRegex(UserError, "deleted"):
                self.env["crm.customer"].search([("saved_segment_ids", operator, gone)])

    def test_used_segment_is_not_deleted(self):
        inner = self.make_segment("Inner")
        outer = self.make_segment("Outer", [("saved_segment_ids", "in", inner.ids)])
        self.assertEqual(inner.used_in_ids, outer)
        with self.assertRaisesRegex(UserError, "Outer"):
            inner.unlink()
        (inner | outer).unlink()


@freeze_time("2026-06-15 12:00:00")
class TestSegmentAccess(SegmentCommon):
    def test_seller_sees_own_customers_only(self):
        segment = self.make_segment("All")
        self.assertEqual(self.members(segment, self.seller), self.loyal | self.asleep)
        self.assertEqual(segment.with_user(self.seller).customer_count, 2)
        self.assertEqual(segment.customer_count, 4)
        self.assertEqual(
            segment.with_user(self.seller).sample_ids.partner_id,
            self.loyal | self.asleep,
        )

    def test_seller_changes_own_segments_only(self):
        segment = self.make_segment("All")
        with self.assertRaises(AccessError):
            segment.with_user(self.seller).name = "Mine"
        own = self.env["crm.segment"].with_user(self.seller).create({"name": "Own"})
        own.name = "Still own"
        own.unlink()

    def test_other_companies_see_nothing(self):
        segment = self.make_segment("All")
        other = self.make_company("Other Trading")
        stranger = self.make_user("stranger", "repeat_sales_crm.group_marketer", other)
        found = self.env["crm.segment"].with_user(stranger).search([])
        self.assertNotIn(segment, found)
        with self.assertRaises(AccessError):
            segment.with_user(stranger).read(["name"])

    def test_internal_user_has_no_access(self):
        segment = self.make_segment("All")
        user = self.make_user("clerk", "base.group_user")
        with self.assertRaises(AccessError):
            segment.with_user(user).read(["name"])


@freeze_time("2026-06-15 12:00:00")
class TestSegmentNumbers(SegmentCommon):
    def test_numbers(self):
        segment = self.make_segment("Big", [("amount_total", ">=", 150)])
        self.assertRecordValues(
            segment,
            [
                {
                    "problem": False,
                    "customer_count": 2,
                    "customer_share": 0.5,
                    "amount_total": 1350.0,
                    "active_share": 0.5,
                }
            ],
        )

    def test_numbers_while_editing(self):
        draft = (
            self.env["crm.segment"]
            .with_user(self.marketer)
            .new(
                {
                    "name": "Draft",
                    "company_id": self.company.id,
                    "domain": "[('amount_total', '>=', 150)]",
                    "lifecycle_segment_ids": [
                        (6, 0, self.cell("Regular", "Active").ids)
                    ],
                }
            )
        )
        self.assertEqual(draft.customer_count, 1)
        self.assertEqual(draft.sample_ids.partner_id, self.loyal)
        draft.domain = "[('no_field', '=', 1)]"
        self.assertIn("no_field", draft.problem)
        self.assertEqual(draft.customer_count, 0)
        self.assertFalse(draft.sample_ids)

    def test_many_are_counted_with_few_queries(self):
        segments = self.env["crm.segment"]
        for number in range(40):
            segments |= self.make_segment(
                f"Segment {number}",
                [
                    ("amount_total", ">", number),
                    ("country_id.code", "!=", "FR"),
                    ("user_id.active", "=", True),
                ],
            )
        segments.mapped("name")
        few, many = segments[:2], segments
        few_queries = self._count_queries(few)
        self.assertLessEqual(self._count_queries(many), few_queries + 1)

    def _count_queries(self, segments):
        self.env.invalidate_all()
        segments.mapped("domain"), segments.lifecycle_segment_ids.mapped("active")
        segments.company_id.mapped("lifecycle_tz")
        before = self.env.cr.sql_log_count
        segments.mapped("customer_count")
        return self.env.cr.sql_log_count - before

"""What customers like this one buy and this one does not, against plain Python."""

import random
from collections import defaultdict
from datetime import date
from statistics import median

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests.common import TransactionCase

from .value_common import WhitespaceCommon

TODAY = date(2026, 6, 15)


@freeze_time("2026-06-15 12:00:00")
class TestRandomWhitespace(WhitespaceCommon, TransactionCase):
    def test_as_plain_python_says(self):
        generator = random.Random(11)
        partners = []
        for number in range(60):
            partner = self.make_partner(
                f"Customer {number}",
                industry_id=generator.choice([*self.industries.ids, False]),
            )
            partners.append(partner)
            for _order in range(generator.choice([1, 1, 2, 5])):
                self.sell(
                    partner,
                    generator.choice([*self.products]),
                    generator.randrange(10, 500),
                    generator.randrange(1, 900),
                )
        self.measure()
        customers = {partner: self.customer_of(partner) for partner in partners}
        groups = self.make_groups(customers)
        found = 0
        for partner, customer in customers.items():
            expected = self.expect(customer, groups)
            gaps = self.gaps_of(partner)
            self.assertEqual(
                {gap.categ_id: (gap.peer_count, round(gap.amount, 2)) for gap in gaps},
                expected,
            )
            found += len(gaps)
        self.assertGreater(found, 20)

    def make_groups(self, customers):
        """Return {(industry, band): customers}, an empty one standing for any."""
        groups = defaultdict(list)
        for partner, customer in customers.items():
            industry, band = partner.industry_id, customer.count_band_id
            keys = {(False, band), (False, False)}
            if industry:
                keys |= {(industry, band), (industry, False)}
            for key in keys:
                groups[key].append(customer)
        return groups

    def expect(self, customer, groups):
        """Return {category: (peers, expected a year)} of a customer."""
        industry, band = customer.partner_id.industry_id, customer.count_band_id
        keys = [(False, band), (False, False)]
        if industry:
            keys = [(industry, band), (industry, False), *keys]
        key = next(key for key in keys if len(groups[key]) >= 10 or not any(key))
        spent = defaultdict(list)
        for peer in groups[key]:
            years = max((TODAY - peer.first_date).days / 365.25, 1)
            for line in peer.category_ids:
                spent[line.categ_id].append(line.amount / years)
        own = customer.category_ids.categ_id
        return {
            category: (len(groups[key]), round(median(amounts), 2))
            for category, amounts in spent.items()
            if category not in own
            and len(amounts) >= 5
            and len(amounts) >= 0.2 * len(groups[key])
        }


@freeze_time("2026-06-15 12:00:00")
class TestWhitespace(WhitespaceCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_cafes()

    def test_told_in_words(self):
        gap = self.gaps_of(self.cafe)
        self.assertEqual(gap.categ_id.name, "Cups")
        self.assertIn("69 of 100 like them (Cafés)", gap.reason)
        self.assertIn("54", gap.reason)
        customer = self.customer_of(self.cafe).with_user(self.seller)
        self.assertEqual(customer.whitespace_ids.ids, gap.ids)

    def test_customers_are_found_by_what_is_missing(self):
        customers = self.env["crm.customer"].with_user(self.manager)
        cups = self.products["Cups"].categ_id
        tea = self.products["Tea"].categ_id
        everybody = customers.search([("company_id", "=", self.company.id)])
        without = self.env["crm.customer.whitespace"].with_user(self.manager)
        without = without.search([("company_id", "=", self.company.id)]).customer_id
        self.assertEqual(len(without), 4)
        for condition, expected in (
            (("whitespace_ids", "!=", False), without),
            (("whitespace_ids", "=", False), everybody - without),
            (("whitespace_ids.categ_id", "=", cups.id), without),
            (("whitespace_ids.categ_id", "=", tea.id), customers),
            (("whitespace_ids", "any", [("amount", ">", 50)]), without),
            (("whitespace_ids", "any", [("amount", ">", 5000)]), customers),
            (("whitespace_ids", "=", "Cups"), without),
            (
                ("whitespace_ids", "in", self.gaps_of(self.cafe).ids),
                self.customer_of(self.cafe),
            ),
        ):
            domain = [("company_id", "=", self.company.id), condition]
            self.assertEqual(customers.search(domain), expected, condition)
        mine = customers.with_user(self.seller).search(
            [("whitespace_ids", "!=", False)]
        )
        self.assertEqual(mine.partner_id, self.cafe)

    def test_a_segment_of_what_is_missing(self):
        cups = self.products["Cups"].categ_id
        rule = [
            ("whitespace_ids", "any", [("categ_id", "=", cups.id), ("amount", ">", 9)])
        ]
        segment = (
            self.env["crm.segment"]
            .with_user(self.manager)
            .create(
                {
                    "name": "No cups yet",
                    "company_id": self.company.id,
                    "domain": repr(rule),
                }
            )
        )
        self.assertFalse(segment.problem)
        self.assertEqual(segment.customer_count, 4)
        self.assertEqual(segment.with_user(self.seller).customer_count, 1)
        self.sell(self.cafe, "Cups", 1, 0)
        self.refresh()
        self.env.invalidate_all()
        self.assertEqual(segment.customer_count, 3)

    def test_customer_opens_all_of_it(self):
        customer = self.customer_of(self.cafe).with_user(self.seller)
        action = customer.action_open_whitespace()
        found = self.env[action["res_model"]].with_user(self.seller)
        self.assertEqual(found.search(action["domain"]), self.gaps_of(self.cafe))

    def test_gone_once_bought(self):
        self.sell(self.cafe, "Cups", 1, 0)
        self.refresh()
        self.assertFalse(self.gaps_of(self.cafe))

    def test_opportunity_is_begun_once(self):
        gap = self.gaps_of(self.cafe, self.seller)
        self.assertFalse(gap.lead_id)
        action = gap.action_start_opportunity()
        lead = self.env["crm.lead"].browse(action["res_id"])
        self.assertRecordValues(
            lead,
            [
                {
                    "name": "Cups for Café",
                    "type": "opportunity",
                    "partner_id": self.cafe.id,
                    "user_id": self.seller.id,
                    "expected_revenue": 54.0,
                }
            ],
        )
        gap.invalidate_recordset()
        self.assertEqual(gap.lead_id, lead)
        self.assertEqual(gap.action_start_opportunity()["res_id"], lead.id)
        lead.with_user(self.seller).action_set_lost()
        gap.invalidate_recordset()
        self.assertFalse(gap.lead_id)

    def test_sellers_see_that_of_own_customers(self):
        gaps = self.env["crm.customer.whitespace"]
        mine = gaps.with_user(self.seller).search([])
        self.assertEqual(mine.partner_id, self.cafe)
        everybody = gaps.with_user(self.manager).search([])
        self.assertEqual(len(everybody.partner_id), 4)
        stranger = self.make_user(
            "stranger", "sales_team.group_sale_manager", self.make_company("Other")
        )
        self.assertFalse(gaps.with_user(stranger).search([]))
        clerk = self.make_user("clerk", "base.group_user")
        with self.assertRaises(AccessError):
            gaps.with_user(clerk).search([])

    def test_groups_keep_their_ids(self):
        before = self.env["crm.peer.group"].search([]).ids
        self.env["crm.customer"]._measure_facts(self.company, TODAY)
        self.assertEqual(self.env["crm.peer.group"].search([]).ids, before)

    def test_a_deleted_category_takes_its_rows_along(self):
        self.sell(self.cafe, "Tea", 5)
        self.measure()
        category = self.products["Cups"].categ_id
        self.products["Cups"].product_tmpl_id.categ_id = self.products["Tea"].categ_id
        category.unlink()
        self.assertFalse(self.gaps_of(self.cafe))

    def test_many_rows_cost_no_more_queries(self):
        gaps = self.env["crm.customer.whitespace"].with_user(self.manager).search([])
        self.assertGreaterEqual(len(gaps), 4)
        gaps.mapped("reason"), gaps.mapped("lead_id")
        counts = []
        for some in (gaps[:1], gaps):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("reason")
            some.mapped("lead_id")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)


@freeze_time("2026-06-15 12:00:00")
class TestRelatedCompanies(WhitespaceCommon, TransactionCase):
    def test_family(self):
        parent = self.make_partner("Parent", self.other_seller)
        sister = self.make_partner("Sister", self.seller, parent_id=parent.id)
        own = self.make_partner("Own", self.seller, parent_id=parent.id)
        daughter = self.make_partner("Daughter", self.seller, parent_id=own.id)
        person = self.env["res.partner"].create({"name": "P", "parent_id": own.id})
        self.sell(own, "Coffee", 10)
        self.sell(sister, "Coffee", 20)
        self.sell(sister, "Cups", 30)
        self.sell(parent, "Machines", 500)
        self.refresh()
        customer = self.customer_of(own).with_user(self.seller)
        told = {
            row.partner_id.name: (
                row.relation,
                row.amount_total,
                row.categories,
                row.missing,
            )
            for row in customer.relative_ids
        }
        self.assertEqual(
            told,
            {
                # The numbers of customers of others are not for this seller.
                "Parent": ("parent", 0.0, "", ""),
                "Sister": ("sister", 50.0, "Cups, Coffee", "Cups"),
                "Daughter": ("daughter", 0.0, "", ""),
            },
        )
        by_name = {row.partner_id.name: row for row in customer.relative_ids}
        opened = by_name["Sister"].action_open()
        self.assertEqual(opened["res_id"], self.customer_of(sister).id)
        opened = by_name["Parent"].action_open()
        self.assertEqual(
            (opened["res_model"], opened["res_id"]), ("res.partner", parent.id)
        )
        seen_by_all = self.customer_of(own).with_user(self.manager).relative_ids
        self.assertIn(500.0, seen_by_all.mapped("amount_total"))
        self.assertNotIn(person, seen_by_all.partner_id)
        self.assertIn(daughter, seen_by_all.partner_id)
        relatives = self.env["crm.customer.relative"]
        of_parent = [("customer_id", "=", self.customer_of(parent).id)]
        self.assertEqual(relatives.with_user(self.manager).search_count(of_parent), 2)
        self.assertFalse(relatives.with_user(self.seller).search(of_parent))
        stranger = self.make_user(
            "stranger", "sales_team.group_sale_manager", self.make_company("Other")
        )
        self.assertFalse(relatives.with_user(stranger).search([]))

    def test_as_the_form_reads_it(self):
        parent = self.make_partner("Parent", self.seller)
        own = self.make_partner("Own", self.seller, parent_id=parent.id)
        self.sell(own, "Coffee", 10)
        self.sell(parent, "Cups", 20)
        self.refresh()
        customer = self.customer_of(own).with_user(self.seller)
        names = ("relation", "amount_total", "categories", "missing")
        [values] = customer.web_read(
            {"relative_ids": {"fields": {name: {} for name in names}}}
        )
        [row] = values["relative_ids"]
        self.assertEqual(
            [row[name] for name in names], ["parent", 20.0, "Cups", "Cups"]
        )

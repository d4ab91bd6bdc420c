"""Who sees, chooses and merges."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase

from .test_merge import MergeCommon


class TestAccess(MergeCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contacts = cls.env.ref("base.group_partner_manager")

    def seen(self, user):
        return self.groups.with_user(user).search([("id", "=", self.group.id)])

    def test_sellers_see_groups_with_a_customer_of_theirs(self):
        stranger = self.make_user("stranger", "sales_team.group_sale_salesman")
        for user in (self.seller, self.other_seller, self.manager):
            self.assertTrue(self.seen(user), user.login)
        self.assertFalse(self.seen(stranger))
        with self.assertRaises(AccessError):
            self.group.with_user(stranger).choose_kept(self.one.id)
        with self.assertRaises(AccessError):
            self.group.with_user(stranger).action_different()

    def test_a_seller_reads_no_revenue_of_others(self):
        group = self.group.with_user(self.seller)
        self.assertEqual(group.amount_total, 200)
        members = {member["id"]: member for member in group.comparison["members"]}
        labels = {fact["label"] for fact in members[self.other.id]["facts"]}
        self.assertNotIn("Revenue", labels)

    def test_a_seller_merges_only_own_contacts(self):
        group = self.group.with_user(self.seller)
        self.assertIn("may not merge contacts", group.merge_problem)
        self.seller.group_ids |= self.contacts
        group.invalidate_recordset(["merge_problem"])
        self.assertIn("Not all of them are your own", group.merge_problem)
        with self.assertRaises(AccessError):
            group.action_merge()
        self.other.user_id = False
        group.invalidate_recordset(["merge_problem"])
        self.assertTrue(group.merge_problem)
        self.other.user_id = self.seller
        group.invalidate_recordset(["merge_problem"])
        self.assertFalse(group.merge_problem)
        group.action_merge()
        self.assertFalse(self.other.exists())
        self.assertEqual(self.group.merge_ids.user_id, self.seller)

    def test_sellers_keep_to_odoos_rule_about_addresses(self):
        self.seller.group_ids |= self.contacts
        (self.one | self.other).user_id = self.seller
        self.other.email = "office@blue.example"
        group = self.group.with_user(self.seller)
        self.assertIn("e-mail addresses differ", group.merge_problem)
        self.assertFalse(self.group.merge_problem)
        self.group.action_merge()
        self.assertFalse(self.other.exists())

    def test_nobody_writes_past_the_buttons(self):
        for user in (self.seller, self.manager):
            for record in (self.group, self.group.member_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).write({"create_uid": user.id})
                with self.assertRaises(AccessError):
                    record.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.pairs.with_user(user).create(
                    {"one_id": self.one.id, "other_id": self.other.id}
                )
        with self.assertRaises(AccessError):
            self.runs.with_user(self.seller).action_search_now()
        self.assertTrue(self.runs.with_user(self.manager).action_search_now())

    def test_nothing_for_users_outside_sales_nor_the_portal(self):
        for number, group in enumerate(("base.group_user", "base.group_portal")):
            user = self.make_user(f"outsider{number}", group)
            for model in (
                *("crm.duplicate", "crm.duplicate.member", "crm.duplicate.pair"),
                *("crm.duplicate.merge", "crm.duplicate.merge.value"),
                *("crm.duplicate.run", "crm.duplicate.key"),
            ):
                with self.assertRaises(AccessError, msg=model):
                    self.env[model].with_user(user).search([])

    def test_companies_stay_apart(self):
        moony = self.make_company("Moony Trading")
        here = self.make("Red", email="red@red.example", company_id=self.company.id)
        there = self.make("Red", email="red@red.example", company_id=moony.id)
        shared = self.make("Red", email="red@red.example")
        self.search()
        for partner in (here, there, shared):
            self.assertFalse(self.group_of(partner))
        with self.assertRaisesRegex(UserError, "different companies of yours"):
            (here | shared).with_user(self.manager).action_mark_duplicates()
        there_too = self.make("Red Ltd", email="red@red.example", company_id=moony.id)
        self.search()
        group = self.group_of(there)
        self.assertEqual(group.member_ids.partner_id, there | there_too)
        self.assertFalse(
            self.groups.with_user(self.manager).search([("id", "=", group.id)])
        )
        manager = self.make_user("there", "sales_team.group_sale_manager", moony)
        self.assertTrue(self.groups.with_user(manager).search([("id", "=", group.id)]))
        group.with_user(manager).action_merge()
        merge = self.merges.search([("kept_partner_id", "=", there.id)])
        self.assertEqual(merge.company_id, moony)
        self.assertFalse(
            self.merges.with_user(self.manager).search([("id", "=", merge.id)])
        )

    def test_a_contact_that_goes_to_another_company_is_no_duplicate_any_more(self):
        (self.one | self.other).with_user(self.manager).action_mark_duplicates()
        self.other.company_id = self.make_company("Moony Trading")
        self.group.invalidate_recordset(["merge_problem"])
        self.assertIn("different companies", self.group.merge_problem)
        with self.assertRaises(AccessError):
            self.group.action_merge()
        self.search()
        self.assertFalse(self.group_of(self.one))

    def test_sellers_see_merges_of_their_customers(self):
        self.group.action_merge()
        merge = self.group.merge_ids
        for user, count in ((self.seller, 1), (self.other_seller, 0)):
            merges = self.merges.with_user(user)
            self.assertEqual(merges.search_count([("id", "=", merge.id)]), count)
            values = self.env["crm.duplicate.merge.value"].with_user(user)
            found = values.search_count([("merge_id", "=", merge.id)])
            self.assertEqual(bool(found), bool(count))

    def test_a_seller_proposes(self):
        stranger = self.make("Quite Another", user=self.other_seller)
        both = (self.one | stranger).with_user(self.seller)
        action = both.action_mark_duplicates()
        group = self.groups.with_user(self.manager).browse(action["res_id"])
        self.assertIn(stranger, group.member_ids.partner_id)
        self.assertIn("said to be the same", group.reasons)
        pair = self.pairs._get_pairs(self.one, stranger)
        self.assertEqual(pair.proposer_id, self.seller)
        outsider = self.make_user("outsider", "base.group_user")
        with self.assertRaises(AccessError):
            both.with_user(outsider).action_mark_duplicates()

    def test_a_seller_says_so_about_a_group(self):
        group = self.group.with_user(self.seller)
        group.choose_value("phone", self.other.id)
        group.action_propose()
        self.assertEqual(self.group.proposers, "Seller")
        self.assertEqual((self.group.score, self.group.confidence), (100, "certain"))
        self.assertEqual(self.group.choices, {"phone": self.other.id})
        self.group.action_different()
        self.search(everything=True)
        self.assertFalse(self.group_of(self.one))

    def test_what_cannot_be_the_same(self):
        child = self.make_person("Ann", parent_id=self.one.id)
        cases = [
            (self.one, "two or more"),
            (self.one | child, "belongs to"),
            (self.one | self.company.partner_id, "company of yours"),
        ]
        for partners, words in cases:
            with self.assertRaisesRegex(UserError, words):
                partners.with_user(self.manager).action_mark_duplicates()

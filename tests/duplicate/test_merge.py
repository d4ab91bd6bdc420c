"""What becomes of contacts that are merged, and what is told of it."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, TransactionCase

from .duplicate_common import DuplicateCommon


class MergeCommon(DuplicateCommon):
    """The same mill twice: bought twice here, once there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls.make(
            "Blue Mill",
            user=cls.seller,
            email="info@blue.example",
            phone="+49 30 1111111",
            city="Bremen",
            street="Old Road 1",
        )
        cls.other = cls.make(
            "Blue Mill GmbH",
            user=cls.other_seller,
            email="info@blue.example",
            phone="+49 30 2222222",
            vat="DE136695976",
            street="New Road 2",
        )
        cls.make_order(cls.one, 3, 100)
        cls.make_order(cls.one, 40, 100)
        cls.make_order(cls.other, 30, 50)
        cls.refresh()
        cls.search()
        cls.group = cls.group_of(cls.one).with_user(cls.manager)

    def rows(self, group=None):
        comparison = (group or self.group).comparison
        return {
            row["name"]: {value["id"]: value for value in row["values"]}
            for row in comparison["rows"]
        }


class TestComparison(MergeCommon, TransactionCase):
    def test_what_differs_and_what_is_kept(self):
        rows = self.rows()
        self.assertEqual(rows["phone"][self.one.id]["text"], "+49 30 1111111")
        self.assertTrue(rows["phone"][self.one.id]["isKept"])
        self.assertTrue(rows["vat"][self.other.id]["isKept"])
        self.assertTrue(rows["address"][self.one.id]["isKept"])
        self.assertNotIn("ref", rows)
        differing = {
            row["name"] for row in self.group.comparison["rows"] if row["differs"]
        }
        self.assertNotIn("email", differing)
        self.assertLessEqual({"name", "phone", "vat", "address"}, differing)

    def test_what_hangs_on_each(self):
        members = {member["id"]: member for member in self.group.comparison["members"]}
        facts = {fact["label"]: fact["text"] for fact in members[self.one.id]["facts"]}
        self.assertEqual(facts["Purchases"], "2")
        self.assertIn("200", facts["Revenue"])
        self.assertTrue(members[self.one.id]["isKept"])
        self.assertEqual((self.group.purchase_count, self.group.amount_total), (3, 250))

    def test_choosing(self):
        self.group.choose_value("phone", self.other.id)
        self.assertTrue(self.rows()["phone"][self.other.id]["isKept"])
        self.group.choose_kept(self.other.id)
        rows = self.rows()
        self.assertTrue(rows["name"][self.other.id]["isKept"])
        self.assertTrue(rows["address"][self.other.id]["isKept"])
        with self.assertRaisesRegex(UserError, "no longer one of them"):
            self.group.choose_kept(self.env.user.partner_id.id)

    def test_queries_do_not_grow_with_members(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(self.group.comparison["rows"])
            return self.env.cr.sql_log_count - before

        count()
        two = count()
        for number in range(4):
            self.make(f"Blue Mill {number}", email="info@blue.example")
        self.search()
        self.assertEqual(self.group.member_count, 6)
        self.assertLessEqual(count(), two + 2)

    def test_the_list_costs_the_same_for_more_groups(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.groups.with_user(self.manager).search([("state", "=", "open")]).read(
                [
                    "display_name",
                    "reasons",
                    "purchase_count",
                    "amount_total",
                    "user_ids",
                ]
            )
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for number in range(20):
            self.make(f"Red {number}", email=f"red{number}@red.example")
            self.make(f"Black {number}", email=f"red{number}@red.example")
        self.search()
        self.assertLessEqual(count(), few)

    def test_the_form_opens(self):
        with Form(self.group) as form:
            self.assertEqual(form.reasons, "same e-mail")


class TestMerge(MergeCommon, TransactionCase):
    def test_chosen_values_are_kept_and_others_written_down(self):
        self.group.choose_value("phone", self.other.id)
        self.group.choose_value("address", self.other.id)
        action = self.group.action_merge()
        self.assertEqual(action["res_id"], self.one.id)
        self.assertFalse(self.other.exists())
        self.assertEqual(
            (self.one.name, self.one.phone, self.one.vat),
            ("Blue Mill", "+49 30 2222222", "DE136695976"),
        )
        self.assertEqual((self.one.street, self.one.city), ("New Road 2", False))
        self.assertEqual(self.group.state, "merged")
        merge = self.group.merge_ids
        self.assertEqual(
            (merge.user_id, merge.kept_partner_id, merge.merged_names, merge.source),
            (self.manager, self.one, "Blue Mill GmbH", "duplicates"),
        )
        dropped = {(line.name, line.value) for line in merge.value_ids}
        self.assertIn(("phone", "+49 30 1111111"), dropped)
        self.assertIn(("name", "Blue Mill GmbH"), dropped)
        self.assertIn("address", {name for name, _value in dropped})
        self.assertNotIn("email", {name for name, _value in dropped})
        self.assertIn("1 orders and quotations", merge.moved)

    def test_the_chatter_says_it_in_plain_words(self):
        self.group.action_merge()
        note = " ".join(self.one.message_ids.mapped("body"))
        self.assertIn("Manager merged Blue Mill GmbH into this contact", note)
        self.assertIn("+49 30 2222222", note)

    def test_an_old_number_finds_the_merge(self):
        self.group.action_merge()
        found = self.merges.search([("value_ids.value", "ilike", "2222222")])
        self.assertEqual(found.kept_partner_id, self.one)
        self.assertEqual(found.value_ids[0].action_open_merge()["res_id"], found.id)
        self.assertEqual(found.action_open_kept()["res_id"], self.one.id)

    def test_history_of_both_survives(self):
        ann = self.make_person("Ann Early", parent_id=self.one.id)
        bob = self.make_person("Bob Late", parent_id=self.other.id)
        rival = self.make("Rival")
        competitor = self.env["crm.competitor"].create({"partner_id": rival.id})
        supplies = self.env["crm.customer.supply"].create(
            [
                {
                    "company_id": self.company.id,
                    "partner_id": partner.id,
                    "competitor_id": competitor.id,
                    "observed_date": Datetime.now() - timedelta(days=days),
                    "share": 10,
                }
                for days, partner in enumerate(self.one | self.other)
            ]
        )
        leads = self.env["crm.lead"].create(
            [
                {"name": "Deal", "type": "opportunity", "partner_id": partner.id}
                for partner in self.one | self.other
            ]
        )
        campaign = self.env["crm.campaign"].create(
            {"name": "Call All", "company_id": self.company.id}
        )
        waves = self.env["crm.campaign.wave"].create(
            [
                {
                    "campaign_id": campaign.id,
                    "company_id": self.company.id,
                    "number": days,
                    "scheduled_at": Datetime.now() - timedelta(days=days),
                }
                for days in (1, 2)
            ]
        )
        members = self.env["crm.campaign.member"].create(
            [
                {
                    "wave_id": wave.id,
                    "campaign_id": campaign.id,
                    "company_id": self.company.id,
                    "partner_id": partner.id,
                    "entered_at": Datetime.now(),
                    "state": "done",
                }
                for wave, partner in zip(waves, self.one | self.other, strict=True)
            ]
        )
        self.group.action_merge()
        self.refresh()
        customer = self.customer_of(self.one)
        self.assertEqual((customer.purchase_count, customer.amount_total), (3, 250))
        self.assertEqual(customer.segment_id, self.cell("Promising", "Active"))
        self.assertEqual(leads.partner_id, self.one)
        self.assertEqual(supplies.exists().partner_id, self.one)
        self.assertEqual(len(supplies.exists()), 2)
        self.assertEqual(members.exists().partner_id, self.one)
        self.assertEqual(len(members.exists()), 2)
        positions = self.env["crm.contact.position"].search(
            [("person_id", "in", (ann | bob).ids)]
        )
        self.assertEqual(positions.organisation_id, self.one)
        self.assertEqual(len(positions), 2)
        moved = self.group.merge_ids.moved
        for words in ("1 deals", "1 campaigns", "1 positions", "1 supplies"):
            self.assertIn(words, moved)

    def test_the_ledger_balances(self):
        moves = self.env["crm.lifecycle.move"].with_user(self.manager)
        day = self.company._lifecycle_today()
        self.company.lifecycle_start = day - timedelta(days=10)
        self.group.action_merge()
        self.refresh()
        flows = moves.get_flows(self.company.id, str(day), str(day))
        for segment in flows["segments"]:
            self.assertEqual(
                segment["opening"] + segment["entered"] - segment["left"],
                segment["closing"],
            )
            standing = self.env["crm.customer"].search_count(
                [("segment_id", "=", segment["id"])]
            )
            self.assertEqual(segment["closing"], standing, segment["name"])

    def test_a_crash_in_the_middle_leaves_all_as_it_was(self):
        wizard = type(self.wizard)
        self.make("Blue Mill Ltd", email="info@blue.example")
        self.make("Blue Mill SA", email="info@blue.example")
        self.search()
        everybody = self.group.member_ids.partner_id
        self.assertEqual(len(everybody), 4)
        done, original = [], wizard._update_values

        def crash(self, *args):
            if done:
                raise ValueError("killed")
            done.append(1)
            return original(self, *args)

        with (
            patch.object(wizard, "_update_values", crash),
            self.assertRaisesRegex(ValueError, "killed"),
            self.env.cr.savepoint(),
        ):
            self.group.action_merge()
        self.env.invalidate_all()
        self.assertEqual(everybody.exists(), everybody)
        self.assertEqual(self.group.state, "open")
        self.assertEqual(self.group.member_ids.partner_id, everybody)
        self.assertFalse(self.merges.search([("kept_partner_id", "in", everybody.ids)]))

    def test_four_at_once_and_one_left_out(self):
        third = self.make("Blue Mill Ltd", email="info@blue.example")
        fourth = self.make("Blue Mill SA", email="info@blue.example")
        stranger = self.make("Grey Mill", email="info@blue.example")
        self.search()
        self.group.leave_out(stranger.id)
        self.group.action_merge()
        self.assertFalse((self.other | third | fourth).exists())
        self.assertTrue(stranger.exists())
        self.assertEqual(self.group.merge_ids.merged_count, 3)
        self.search(everything=True)
        self.assertFalse(self.group_of(stranger))

    def test_two_left_out_stay_together(self):
        strangers = self.make("Grey Mill", email="info@blue.example") | self.make(
            "Grey Mill AG", email="info@blue.example"
        )
        self.search()
        for stranger in strangers:
            self.group.leave_out(stranger.id)
        self.group.action_merge()
        self.assertEqual(self.group_of(strangers[0]).member_ids.partner_id, strangers)

    def test_it_takes_two(self):
        self.group.leave_out(self.other.id)
        self.assertIn("takes two", self.group.merge_problem)
        self.group.leave_out(self.other.id)
        self.assertFalse(self.group.merge_problem)

    def test_merged_only_once(self):
        self.group.action_merge()
        for act in (self.group.action_merge, self.group.action_different):
            with self.assertRaisesRegex(UserError, "decided about these"):
                act()
        with self.assertRaisesRegex(UserError, "decided about these"):
            self.group.choose_kept(self.one.id)

    def test_nobody_is_merged_unseen(self):
        screen = self.group.with_context(duplicate_seen=self.group.seen)
        late = self.make("Blue Mill Ltd", email="info@blue.example")
        self.search()
        for act in (screen.action_merge, screen.action_different):
            with self.assertRaisesRegex(UserError, "joined or left"):
                act()
        self.assertTrue((self.other | late).exists() == self.other | late)
        self.group.with_context(duplicate_seen=self.group.seen).action_merge()
        self.assertFalse((self.other | late).exists())

    def test_the_next_opens_by_itself(self):
        self.make("Red", email="red@red.example")
        red = self.make("Black", email="red@red.example")
        self.search()
        action = self.group.action_merge_next()
        following = self.groups.browse(action["res_id"])
        self.assertIn(red, following.member_ids.partner_id)
        while self.groups.search([("state", "=", "open")]):
            action = self.groups.browse(action["res_id"]).action_different()
        self.assertFalse(action.get("res_id"))

    def test_a_merge_with_an_archived_contact(self):
        gone = self.make("Blue Mill (old)", active=False)
        (self.one | gone).with_user(self.manager).action_mark_duplicates()
        self.assertEqual(len(self.group.member_ids), 3)
        self.group.choose_kept(self.one.id)
        self.group.action_merge()
        self.assertFalse(gone.exists())
        self.assertTrue(self.one.active)

    def test_odoo_refuses_two_users(self):
        for partner in (self.one, self.other):
            self.env["res.users"].create(
                {
                    "name": partner.name,
                    "login": partner.name,
                    "partner_id": partner.id,
                    "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
                }
            )
        with self.assertRaisesRegex(UserError, "more than one user"):
            self.group.action_merge()


class TestOdoosOwnMerge(MergeCommon, TransactionCase):
    def merge(self, source, kept, user=None):
        wizard = self.wizard.with_user(user or self.env.user)
        wizard._merge((source | kept).ids, kept)

    def test_is_recorded_and_closes_the_group(self):
        self.merge(self.other, self.one)
        self.assertEqual(self.group.state, "merged")
        merge = self.merges.search([("kept_partner_id", "=", self.one.id)])
        self.assertEqual((merge.source, merge.merged_count), ("wizard", 1))
        self.assertIn("+49 30 2222222", merge.value_ids.mapped("value"))
        self.assertFalse(self.pairs.search([("one_id", "=", self.one.id)]))

    def test_of_two_of_three_leaves_the_third(self):
        third = self.make("Blue Mill Ltd", email="info@blue.example")
        self.search()
        self.merge(self.other, self.one)
        self.assertEqual(self.group.state, "open")
        self.assertEqual(self.group.member_ids.partner_id, self.one | third)
        self.assertEqual(self.group.member_count, 2)

    def test_what_was_judged_goes_along(self):
        third = self.make("Brown Mill", email="info@blue.example")
        self.search()
        self.pairs._get_pairs(third, self.other)._judge_different()
        self.merge(self.other, self.one)
        self.search(everything=True)
        self.assertFalse(self.group_of(third))

    def test_with_a_stranger_takes_nothing_along_that_is_wrong(self):
        stranger = self.make("Green Mill")
        self.merge(self.other, stranger)
        self.assertEqual(self.group.state, "merged")
        self.search()
        self.assertEqual(
            self.group_of(stranger).member_ids.partner_id, self.one | stranger
        )

    def test_without_effect_is_no_merge(self):
        before = self.merges.search_count([])
        self.wizard._merge(self.one.ids, self.one)
        self.assertEqual(self.merges.search_count([]), before)

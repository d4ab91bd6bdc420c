"""Who sees whose people."""

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase

from .people_common import PeopleCommon


class TestAccess(PeopleCommon, TransactionCase):
    def seen(self, user):
        positions = self.env["crm.contact.position"].with_user(user)
        return set(
            positions.search([("person_id", "in", self.people.ids)]).mapped(
                "person_id.name"
            )
        )

    def setUp(self):
        super().setUp()
        self.bob = self.make_person("Bob Stayer", self.new)
        self.people = self.ann | self.bob

    def test_own_all_and_manager(self):
        self.assertEqual(self.seen(self.seller), {"Ann Mover"})
        self.assertEqual(self.seen(self.other_seller), {"Bob Stayer"})
        both = {"Ann Mover", "Bob Stayer"}
        self.assertEqual(self.seen(self.manager), both)
        leads = self.make_user("leads", "sales_team.group_sale_salesman_all_leads")
        self.assertEqual(self.seen(leads), both)

    def test_whoever_gets_the_person_sees_the_career(self):
        self.ann.write({"parent_id": self.new.id, "user_id": self.other_seller.id})
        positions = self.env["crm.contact.position"].with_user(self.other_seller)
        career = positions.search([("person_id", "=", self.ann.id)])
        self.assertEqual(len(career), 2)
        former = self.env["crm.contact.position"].with_user(self.seller)
        self.assertEqual(
            former.search([("organisation_id", "=", self.old.id)]).person_id, self.ann
        )

    def test_a_seller_who_sees_no_position_still_makes_history(self):
        self.bob.with_user(self.seller).parent_id = self.old
        self.assertEqual(
            self.places(self.bob), [("New Mill", False), ("Old Mill", True)]
        )

    def test_people_of_another_company_stay_out_of_sight(self):
        other = self.make_company("Moony Trading")
        self.old.company_id = other
        self.ann.company_id = other
        self.assertNotIn("Ann Mover", self.seen(self.manager))
        there = self.make_user("there", "sales_team.group_sale_manager", other)
        self.assertIn("Ann Mover", self.seen(there))

    def test_nothing_for_users_outside_sales_nor_the_portal(self):
        for number, group in enumerate(("base.group_user", "base.group_portal")):
            user = self.make_user(f"outsider{number}", group)
            for model in (
                "crm.contact.position",
                "crm.contact.role",
                "crm.contact.email",
                "crm.partner.relation",
                "crm.contact.move",
            ):
                with self.assertRaises(AccessError, msg=model):
                    self.env[model].with_user(user).search([])

    def test_who_is_whose_rival(self):
        third = self.make_partner("Third Mill", self.other_seller)
        relations = self.env["crm.partner.relation"]
        relation = relations.with_user(self.seller).create(
            {"partner_id": self.old.id, "other_id": third.id, "kind": "rival"}
        )
        self.assertEqual(third.relation_ids.other_id, self.old)
        foreign = relations.create({"partner_id": self.new.id, "other_id": third.id})
        self.assertTrue(foreign.with_user(self.seller).read(["kind"]))
        with self.assertRaises(AccessError):
            foreign.with_user(self.seller).kind = "group"
        relation.unlink()
        self.assertFalse(self.old.relation_ids)

    def test_roles_are_the_managers(self):
        role = self.env["crm.contact.role"].search([], limit=1)
        role.with_user(self.manager).name = "Boss"
        with self.assertRaises(AccessError):
            role.with_user(self.seller).name = "Chief"

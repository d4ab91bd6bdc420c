"""Whose revenue hangs on one contact, against a calculation by hand."""

from freezegun import freeze_time

from odoo.tests import TransactionCase

from .people_common import PeopleCommon


@freeze_time("2026-06-15 12:00:00")
class TestKeyPerson(PeopleCommon, TransactionCase):
    def risk(self, partner=None):
        self.refresh()
        customer = self.customer_of(partner or self.old)
        return (
            customer.key_person_id.name,
            customer.key_person_amount,
            customer.key_person_share,
            customer.key_person_risk,
            customer.people_count,
        )

    def test_the_only_one_who_is_known(self):
        self.make_order(self.ann, 10, 900)
        self.make_order(self.old, 10, 100)
        self.make_order(self.ann, 400, 5000)
        self.assertEqual(self.risk(), ("Ann Mover", 900, 0.9, "alone", 1))

    def test_somebody_else_is_known(self):
        bob = self.make_person("Bob Stayer", self.old)
        self.make_order(self.ann, 10, 900)
        self.assertEqual(self.risk(), ("Ann Mover", 900, 1, "most", 2))
        for days in (3, 4):
            self.make_order(bob, days, 400)
            self.make_order(self.old, days, 100)
        self.assertEqual(self.risk()[3:], ("spread", 2))

    def test_the_key_person_left(self):
        self.make_order(self.ann, 10, 900)
        self.risk()
        self.ann.parent_id = self.new
        self.assertEqual(self.risk(), ("Ann Mover", 900, 1, "left", 0))
        self.make_order(self.ann, 0, 50)
        self.assertEqual(self.risk(self.new), ("Ann Mover", 50, 1, "alone", 1))

    def test_addresses_and_the_company_itself_are_nobody(self):
        address = self.make_person("Warehouse", self.old, type="delivery")
        self.make_order(address, 10, 900)
        self.make_order(self.old, 10, 900)
        self.assertEqual(self.risk(), (False, 0, 0, False, 1))

    def test_nothing_but_credit(self):
        self.make_order(self.ann, 10, -5)
        self.assertEqual(self.risk()[:2], (False, 0))

    def test_sellers_see_their_own(self):
        self.make_order(self.ann, 10, 900)
        self.main_of(self.ann).attitude = "opponent"
        self.refresh()
        customers = self.env["crm.customer"]
        risky = [
            ("key_person_risk", "=", "alone"),
            ("company_id", "=", self.company.id),
        ]
        found = customers.with_user(self.seller).search(risky)
        self.assertEqual(found.partner_id, self.old)
        self.assertEqual(found.key_person_attitude, "opponent")
        self.assertFalse(customers.with_user(self.other_seller).search(risky))

"""Who is found, and who is not."""

from datetime import timedelta

from odoo.tests import TransactionCase

from .duplicate_common import DuplicateCommon


class TestSearch(DuplicateCommon, TransactionCase):
    def test_each_kind(self):
        cases = [
            ("same VAT", {"vat": "DE 136695976"}, {"vat": "136.695-976"}),
            (
                "same e-mail",
                {"email": "Info@Blue.example"},
                {"email": "Blue <info+new@blue.example>"},
            ),
            ("same phone", {"phone": "+49 30 1234567"}, {"phone": "030/1234567"}),
        ]
        for reason, ones, others in cases:
            with self.subTest(reason):
                one = self.make(f"First of {reason}", **ones)
                other = self.make(f"Second with {reason}", **others)
                self.search()
                self.assertEqual(self.found(one, other), reason)
                (one | other).unlink()
                self.search()

    def test_names_and_cities(self):
        cases = [
            ("Müller & Söhne GmbH", "Köln", "MUELLER UND SOEHNE", "koln"),
            ("Blue Mill Ltd.", "York", "Blue-Mill", "York"),
            ("ООО «Ромашка»", "Орёл", "Ромашка, ЗАО", "орел"),
            ("株式会社青い海", "大阪", "青い海", "大阪"),
            ("J.P. Morgan S.A.", "Paris", "JP Morgan", "PARIS"),
            ("Anna Petrova", "Kazan", "Petrova, Anna", "Kazan"),
        ]
        for name, city, other_name, other_city in cases:
            with self.subTest(name):
                one = self.make(name, city=city)
                other = self.make(other_name, city=other_city)
                elsewhere = self.make(other_name, city="Elsewhere")
                self.search()
                self.assertEqual(self.found(one, other), "same name and city")
                self.assertFalse(self.group_of(elsewhere))
                (one | other | elsewhere).unlink()
                self.search()

    def test_too_little_to_tell(self):
        cases = [
            ({"vat": "/"}, {"vat": "/"}),
            ({"phone": "110"}, {"phone": "110"}),
            ({"email": "nobody"}, {"email": "nobody"}),
            ({"city": "Bremen"}, {"city": "Bremen"}),
        ]
        for number, (ones, others) in enumerate(cases):
            one = self.make(f"One of {number}", **ones)
            other = self.make(f"Other of {number}", **others)
            self.search()
            self.assertFalse(self.group_of(one) | self.group_of(other), ones)

    def test_more_kinds_make_it_more_certain(self):
        one = self.make("Blue Mill", email="a@blue.example", phone="+49 30 1234567")
        other = self.make("Blue Mill AG", phone="+49 30 1234567")
        self.search()
        group = self.group_of(one)
        self.assertEqual((group.confidence, group.score), ("possible", 55))
        other.email = "a@blue.example"
        self.search()
        self.assertEqual((group.confidence, group.score), ("certain", 100))
        self.assertEqual(group.reasons, "same e-mail, same phone")

    def test_other_vat_is_another_company(self):
        one = self.make("Blue Mill", city="Bremen", vat="DE136695976")
        other = self.make("Blue Mill", city="Bremen", vat="DE811907980")
        self.search()
        self.assertFalse(self.group_of(one) | self.group_of(other))

    def test_families_share_an_address(self):
        values = {"email": "family@home.example", "phone": "+49 30 7654321"}
        anna = self.make_person("Anna Petrova", phone=values["phone"])
        oleg = self.make_person("Oleg Smirnov", phone=values["phone"])
        father = self.make_person("Jan Nowak", birth_date="1950-01-01", **values)
        son = self.make_person("Jan Nowak", birth_date="1980-01-01", **values)
        olga = self.make_person("Olga Petrova", phone=values["phone"][:-1] + "9")
        self.make_person("Ivan Petrova", phone=olga.phone, email="ivan@home.example")
        short = self.make_person("O. Petrova", phone=olga.phone)
        self.search()
        self.assertFalse(self.group_of(anna) | self.group_of(oleg))
        self.assertEqual(self.group_of(olga).member_ids.partner_id, olga | short)
        self.assertNotIn(
            son, self.group_of(father).member_ids.partner_id, "another day of birth"
        )

    def test_namesakes(self):
        values = {"city": "Berlin", "phone": "+49 30 1234567"}
        one = self.make_person("Maria Schmidt", email="maria@one.example", **values)
        other = self.make_person("Maria Schmidt", email="maria@two.example", **values)
        self.search()
        self.assertTrue(self.found(one, other))
        other.phone = "+49 30 7654321"
        self.search()
        self.assertFalse(self.group_of(one))
        other.email = False
        self.search()
        self.assertEqual(self.found(one, other), "same name and city")

    def test_two_companies_in_one_office(self):
        one = self.make("Steiner Taxes", phone="+49 30 7654321")
        other = self.make("Wallner Coffee", phone="+49 30 7654321")
        self.search()
        self.assertFalse(self.group_of(one))
        (one | other).city = "Bremen"
        other.name = "Wallner Taxes"
        self.search()
        self.assertEqual(self.group_of(one).confidence, "possible")

    def test_a_value_that_many_have_says_nothing(self):
        some = self.env["res.partner"].union(
            *(self.make(f"Office {n}", phone="+49 30 5555555") for n in range(5))
        )
        self.search()
        self.assertEqual(self.group_of(some[0]).member_ids.partner_id, some)
        self.make("Office of the Sixth", phone="+49 30 5555555")
        self.search()
        self.assertFalse(self.group_of(some[0]), "the sixth makes it a switchboard")
        self.assertFalse(self.pairs.search([("one_id", "in", some.ids)]))

    def test_a_company_and_its_people(self):
        company = self.make(
            "Blue Mill", vat="DE136695976", phone="+49 30 1234567", city="Bremen"
        )
        values = {"parent_id": company.id, "phone": company.phone}
        ann = self.make_person("Ann Miller", email="office@blue.example", **values)
        bob = self.make_person("Bob Baker", email="office@blue.example", **values)
        self.search()
        self.assertFalse(
            self.group_of(company) | self.group_of(ann) | self.group_of(bob)
        )
        again = self.make_person("Miller, Ann", **values)
        self.search()
        self.assertEqual(self.group_of(ann).member_ids.partner_id, ann | again)
        self.assertIn("same name at the same company", self.group_of(ann).reasons)

    def test_people_of_two_companies(self):
        one = self.make("Blue Mill", phone="+49 30 1234567")
        other = self.make("Red Mill", phone="+49 30 7654321")
        values = {"email": "ann@mail.example"}
        ann = self.make_person("Ann Miller", parent_id=one.id, **values)
        same = self.make_person("Ann Miller", parent_id=other.id, **values)
        bob = self.make_person("Bob Baker", parent_id=other.id, **values)
        values = {"city": "Bremen", "type": "contact"}
        (one | other).city = "Bremen"
        tom = self.make_person("Tom Carter", parent_id=one.id, **values)
        self.make_person("Tom Carter", parent_id=other.id, **values)
        self.search()
        self.assertFalse(self.group_of(tom), "namesakes")
        self.assertEqual(self.group_of(ann).member_ids.partner_id, ann | same)
        self.assertFalse(self.group_of(bob))

    def test_neither_addresses_nor_our_own_people(self):
        company = self.make("Blue Mill", phone="+49 30 1234567")
        self.make_person(
            "Blue Mill", phone=company.phone, parent_id=company.id, type="delivery"
        )
        user = self.make_user("colleague", "base.group_user")
        user.partner_id.email = "colleague@sunny.example"
        self.make_person("Colleague", email="colleague@sunny.example")
        self.company.partner_id.phone = company.phone
        self.search()
        self.assertFalse(self.group_of(company) | self.group_of(user.partner_id))

    def test_archived_contacts(self):
        one = self.make("Blue Mill", email="a@blue.example")
        other = self.make("Mill, Blue", email="a@blue.example")
        self.search()
        self.assertTrue(self.found(one, other))
        other.active = False
        self.search()
        self.assertFalse(self.group_of(one))
        other.active = True
        self.search()
        self.assertTrue(self.found(one, other))

    def test_deleted_contacts(self):
        three = [self.make(f"Mill {n}", email="a@blue.example") for n in range(3)]
        self.search()
        three[0].unlink()
        self.search()
        self.assertEqual(self.found(*three[1:]), "same e-mail")
        three[1].unlink()
        self.search()
        self.assertFalse(self.group_of(three[2]))

    def test_what_no_longer_agrees(self):
        one = self.make("Blue Mill", email="a@blue.example")
        other = self.make("Red Mill", email="a@blue.example")
        self.search()
        self.assertTrue(self.found(one, other))
        other.email = "b@red.example"
        self.search()
        self.assertFalse(self.group_of(one))
        self.assertFalse(self.pairs.search([("one_id", "=", one.id)]))

    def test_groups_grow_together_and_part(self):
        first = self.make("A Mill", email="a@blue.example")
        second = self.make("B Mill", email="a@blue.example", phone="+49 30 1234567")
        third = self.make("C Mill", email="c@blue.example", phone="+49 30 7654321")
        fourth = self.make("D Mill", email="c@blue.example")
        self.search()
        group = self.group_of(first)
        self.assertNotEqual(group, self.group_of(third))
        group.choose_kept(second.id)
        third.phone = second.phone
        self.search()
        everybody = first | second | third | fourth
        self.assertEqual(self.group_of(fourth).member_ids.partner_id, everybody)
        self.assertEqual(self.group_of(fourth), group)
        self.assertEqual(group.member_count, 4)
        self.assertEqual(group.kept_partner_id, second)
        third.phone = False
        self.search()
        self.assertEqual(group.member_ids.partner_id, first | second)
        self.assertEqual(self.group_of(third).member_ids.partner_id, third | fourth)

    def test_different_ones_do_not_come_again(self):
        one = self.make("Blue Mill", email="a@blue.example")
        other = self.make("Red Mill", email="a@blue.example")
        self.search()
        self.group_of(one).with_user(self.manager).action_different()
        other.email = False
        self.search()
        other.email = one.email
        self.search(everything=True)
        self.assertFalse(self.group_of(one))
        pair = self.pairs.search([("one_id", "=", one.id)])
        self.assertEqual((pair.state, pair.judge_id), ("different", self.manager))

    def test_different_ones_come_back_if_more_agrees(self):
        one = self.make("Blue Mill", email="a@blue.example", phone="+49 30 1234567")
        other = self.make("Red Mill", email="a@blue.example")
        self.search()
        self.group_of(one).action_different()
        other.write({"email": False, "phone": one.phone})
        self.search()
        self.assertFalse(self.group_of(one), "another kind, but no more than before")
        other.email = one.email
        self.search()
        group = self.group_of(one)
        self.assertEqual(group.member_ids.partner_id, one | other)
        self.assertTrue(group.is_back)

    def test_a_judgement_can_be_undone(self):
        one = self.make("Blue Mill", email="a@blue.example")
        other = self.make("Red Mill", email="a@blue.example")
        self.search()
        self.group_of(one).action_different()
        pair = self.pairs.search([("one_id", "=", one.id)])
        pair.with_user(self.manager).action_undo()
        self.assertEqual(self.found(one, other), "same e-mail")

    def test_only_what_changed_is_compared(self):
        one = self.make("Blue Mill", email="a@blue.example")
        run = self.runs._search_all()
        self.assertGreaterEqual(run.changed_count, 1)
        self.assertEqual(self.runs._search_all().changed_count, 0)
        one.comment = "Nothing that is compared"
        self.assertEqual(self.runs._search_all().changed_count, 0)

    def test_queries_do_not_grow_with_contacts(self):
        def count(number):
            for one in range(number):
                for _twin in range(2):
                    self.make(f"Mill {number} {one}", city="Bremen")
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.search()
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertLessEqual(count(25), count(3) + 2)

    def test_the_scheduled_action(self):
        one = self.make("Blue Mill", email="a@blue.example")
        other = self.make("Red Mill", email="a@blue.example")
        with self.enter_registry_test_mode():
            self.env.ref(
                "repeat_sales_crm.ir_cron_duplicate_search"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(self.found(one, other))

    def test_all_are_compared_once_a_week(self):
        self.assertFalse(self.runs._is_whole_due())
        some = [self.make(f"Office {n}", phone="+49 30 5555555") for n in range(6)]
        self.search()
        some[0].unlink()
        self.search()
        self.assertFalse(self.group_of(some[1]), "nobody of the others changed")
        for run in self.runs.search([]):
            run.begin_date -= timedelta(days=8)
        self.assertTrue(self.runs._is_whole_due())
        with self.enter_registry_test_mode():
            self.env.ref(
                "repeat_sales_crm.ir_cron_duplicate_search"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(self.group_of(some[1]).member_ids), 5)

    def test_the_contact_knows(self):
        one = self.make("Blue Mill", email="a@blue.example", user=self.seller)
        self.make("Red Mill", email="a@blue.example")
        self.search()
        contact = one.with_user(self.seller)
        self.assertEqual(contact.duplicate_count, 1)
        self.assertEqual(
            contact.action_open_duplicates()["res_id"], self.group_of(one).id
        )

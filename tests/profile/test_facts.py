"""Facts about people: who sees them, how they are found, how fresh they are."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, TransactionCase, tagged

from ..common import LifecycleCommon

TODAY = date(2026, 11, 22)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 12:00")
class TestFacts(LifecycleCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        births = {
            "Child": "2020-01-01",
            "Leap": "2004-02-29",
            "Yesterday": "2001-11-21",
            "Today": "2001-11-22",
            "Tomorrow": "2001-11-23",
            "Old": "1930-06-01",
        }
        cls.people = cls.env["res.partner"].create(
            [
                {"name": name, "birth_date": born, "user_id": cls.seller.id}
                for name, born in births.items()
            ]
        )
        cls.people |= cls.env["res.partner"].create(
            {"name": "Unknown", "user_id": cls.seller.id}
        )

    def _names(self, domain, user=None):
        partners = self.env["res.partner"].with_user(user or self.seller)
        found = partners.search([("id", "in", self.people.ids), *domain])
        return sorted(found.mapped("name"))

    # Age

    def test_age(self):
        ages = {partner.name: partner.age for partner in self.people}
        self.assertEqual(
            ages,
            {
                "Child": 6,
                "Leap": 22,
                "Yesterday": 25,
                "Today": 25,
                "Tomorrow": 24,
                "Old": 96,
                "Unknown": 0,
            },
        )

    def test_age_grows_without_anybody_writing(self):
        leap = self.people.filtered(lambda partner: partner.name == "Leap")
        with freeze_time("2027-02-28"):
            self.env.invalidate_all()
            self.assertEqual(leap.age, 22)
            self.assertEqual(self._names([("age", "=", 22)]), ["Leap"])
        with freeze_time("2027-03-01"):
            self.env.invalidate_all()
            self.assertEqual(leap.age, 23)
            self.assertEqual(self._names([("age", "=", 23)]), ["Leap"])

    def test_search_by_age(self):
        domains = {
            ("<", 25): ["Child", "Leap", "Tomorrow"],
            ("<=", 25): ["Child", "Leap", "Today", "Tomorrow", "Yesterday"],
            (">", 25): ["Old"],
            (">=", 25): ["Old", "Today", "Yesterday"],
            ("=", 25): ["Today", "Yesterday"],
            ("!=", 25): ["Child", "Leap", "Old", "Tomorrow", "Unknown"],
            ("=", False): ["Unknown"],
            ("in", (6, 96, False)): ["Child", "Old", "Unknown"],
        }
        for (operator, value), expected in domains.items():
            with self.subTest(operator=operator, value=value):
                self.assertEqual(self._names([("age", operator, value)]), expected)
                found = self.people.filtered_domain([("age", operator, value)])
                if value is not False and operator in ("=", ">", ">="):
                    self.assertEqual(sorted(found.mapped("name")), expected)

    def test_sort_and_group_by_age(self):
        partners = self.env["res.partner"].with_user(self.seller)
        mine = [("id", "in", self.people.ids), ("birth_date", "!=", False)]
        by_age = partners.search(mine, order="age desc, id")
        self.assertEqual(
            by_age.mapped("name"),
            ["Old", "Yesterday", "Today", "Tomorrow", "Leap", "Child"],
        )
        groups = partners._read_group(mine, ["age_bracket"], ["__count", "age:avg"])
        self.assertEqual(
            groups,
            [("00_24", 3, (6 + 22 + 24) / 3), ("25_34", 2, 25), ("65_up", 1, 96)],
        )
        for bracket, count, _average in groups:
            domain = [*mine, ("age_bracket", "=", bracket)]
            self.assertEqual(partners.search_count(domain), count)
        self.assertEqual(self._names([("age_bracket", "=", False)]), ["Unknown"])
        description = partners.fields_get(["age", "age_bracket"])
        for name in ("age", "age_bracket"):
            for ability in ("searchable", "sortable", "groupable"):
                self.assertTrue(description[name][ability], (name, ability))

    # Freshness

    def test_entering_a_fact_checks_it(self):
        partner = self.make_partner("Somebody", self.seller).with_user(self.seller)
        self.assertFalse(partner.facts_checked_date)
        partner.city = "Lyon"
        self.assertFalse(partner.facts_checked_date)
        partner.gender = "female"
        self.assertEqual(partner.facts_checked_date, TODAY)
        partner.write({"education": "master", "facts_checked_date": "2025-01-01"})
        self.assertEqual(partner.facts_checked_date, date(2025, 1, 1))
        partner.education = False
        self.assertEqual(partner.facts_checked_date, date(2025, 1, 1))
        partner.action_check_facts()
        self.assertEqual(partner.facts_checked_date, TODAY)

    def test_new_contact_with_facts_is_checked_today(self):
        with Form(self.env["res.partner"].with_user(self.seller)) as form:
            form.name = "New"
            form.company_type = "person"
            form.birth_date = "1990-05-05"
        self.assertEqual(form.record.facts_checked_date, TODAY)
        copy = form.record.copy()
        self.assertFalse(copy.birth_date)
        self.assertFalse(copy.facts_checked_date)

    def test_stale_after_the_months_of_the_company(self):
        people = self.people.with_user(self.seller)
        people[0].facts_checked_date = "2025-11-21"
        people[1].facts_checked_date = "2025-11-22"
        people[6].facts_checked_date = False
        self.assertEqual(self._names([("facts_are_stale", "=", True)]), ["Child"])
        self.assertEqual(self._names([("facts_checked_date", "=", False)]), ["Unknown"])
        self.assertEqual(people.filtered("facts_are_stale"), people[0])
        self.company.facts_stale_months = 24
        self.env.invalidate_all()
        self.assertEqual(self._names([("facts_are_stale", "=", True)]), [])
        self.assertFalse(people.filtered("facts_are_stale"))

    # What is refused

    def test_impossible_facts(self):
        partner = self.people[0].with_user(self.seller)
        for value in ("2026-11-23", "1899-12-31"):
            with self.assertRaisesRegex(ValidationError, "01/01/1900"):
                partner.birth_date = value
        with self.assertRaises(ValidationError):
            partner.facts_checked_date = "2026-11-23"
        with self.assertRaises(ValidationError):
            partner.population_density = -1
        partner.birth_date = "1900-01-01"
        partner.birth_date = TODAY

    # Who sees them

    def test_only_those_who_sell_see_facts(self):
        clerk = self.make_user("clerk", "base.group_user,base.group_partner_manager")
        person = self.people[0].with_user(clerk)
        fields = person.fields_get()
        for name in ("birth_date", "age", "age_bracket", "gender", "area_type"):
            self.assertNotIn(name, fields)
            with self.assertRaises(AccessError):
                person.read([name])
            with self.assertRaises(AccessError):
                person.search([(name, "!=", False)])
        with self.assertRaises(AccessError):
            person.search([("age", ">", 20)])
        with self.assertRaises(AccessError):
            person.search([], order="age")
        with self.assertRaises(AccessError):
            person._read_group([], ["age_bracket"])
        clerk.group_ids |= self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            person.export_data(["name", "birth_date"])
        with self.assertRaises(AccessError):
            person.birth_date = "1980-01-01"
        person.city = "Nantes"

    def test_nothing_for_the_portal(self):
        portal = self.make_user("visitor", "base.group_portal")
        with self.assertRaises(AccessError):
            portal.partner_id.with_user(portal).read(["birth_date"])
        for model in ("crm.area", "crm.income.bracket"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(portal).search([])

    def test_sellers_read_the_tables_and_managers_edit_them(self):
        bracket = self.env["crm.income.bracket"].create({"name": "Some"})
        area = self.env["crm.area"].search([], limit=1)
        for record in (bracket, area):
            record.with_user(self.seller).read()
            with self.assertRaises(AccessError):
                record.with_user(self.seller).write({"display_name": "x"})
            with self.assertRaises(AccessError):
                record.with_user(self.seller).unlink()
        bracket.with_user(self.manager).name = "Other"
        area.with_user(self.manager).population_density = 7

    def test_facts_are_not_followed_in_the_chatter(self):
        partner = self.env["res.partner"].with_context(tracking_disable=False)
        person = partner.with_user(self.seller).create({"name": "Private"})
        self.env.flush_all()
        before = person.message_ids
        person.write({"birth_date": "1980-01-01", "gender": "male"})
        self.env.cr.precommit.run()
        self.assertEqual(person.message_ids, before)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 12:00")
class TestMerge(LifecycleCommon, TransactionCase):
    def _merge(self, source, destination, user=None):
        user = user or self.env.user
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        wizard._merge((source | destination).ids, destination.with_user(user))
        self.env.invalidate_all()

    def _people(self, source, destination):
        quiet = self.env["res.partner"].with_context(facts_not_checked=True)
        return quiet.create([{"name": "A"} | source, {"name": "B"} | destination])

    def test_filled_facts_stay_and_empty_ones_are_filled(self):
        bracket = self.env.ref("repeat_sales_crm.income_bracket_middle")
        source, destination = self._people(
            {
                "birth_date": "1980-01-01",
                "gender": "female",
                "income_bracket_id": bracket.id,
                "climate": "polar",
                "facts_checked_date": "2024-02-02",
            },
            {
                "gender": "other",
                "occupation": "Nurse",
                "population_density": 12,
                "facts_checked_date": "2025-03-03",
            },
        )
        self._merge(source, destination)
        self.assertRecordValues(
            destination,
            [
                {
                    "birth_date": date(1980, 1, 1),
                    "gender": "other",
                    "income_bracket_id": bracket.id,
                    "occupation": "Nurse",
                    "climate": "polar",
                    "population_density": 12,
                    "facts_checked_date": date(2024, 2, 2),
                }
            ],
        )

    def test_a_merge_is_no_check(self):
        source, destination = self._people(
            {"birth_date": "1980-01-01"},
            {"gender": "other", "facts_checked_date": "2025-03-03"},
        )
        self._merge(source, destination)
        self.assertEqual(destination.birth_date, date(1980, 1, 1))
        self.assertFalse(destination.facts_checked_date)

    def test_who_does_not_see_facts_does_not_lose_them(self):
        clerk = self.make_user("clerk", "base.group_user,base.group_partner_manager")
        source, destination = self._people(
            {"birth_date": "1980-01-01", "facts_checked_date": "2024-02-02"}, {}
        )
        self._merge(source, destination, clerk)
        self.assertEqual(destination.birth_date, date(1980, 1, 1))
        self.assertEqual(destination.facts_checked_date, date(2024, 2, 2))

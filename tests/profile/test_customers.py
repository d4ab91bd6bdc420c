"""Facts on customers: how they get there, and what can be asked with them."""

from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from ..common import LifecycleCommon


class ProfileCommon(LifecycleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.area"].search([]).unlink()
        cls.germany = cls.env.ref("base.de")
        cls.france = cls.env.ref("base.fr")
        cls.table = cls.env["crm.area"].create(
            [
                {
                    "country_id": cls.germany.id,
                    "climate": "temperate",
                    "population_density": 240,
                },
                {
                    "country_id": cls.germany.id,
                    "city": "München",
                    "area_type": "urban",
                    "population_density": 4900,
                },
                {"country_id": cls.france.id, "climate": "temperate"},
            ]
        )
        cls.city = cls._buyer("City", cls.germany, "Munchen", birth="1996-05-05")
        cls.town = cls._buyer("Town", cls.germany, "Ulm", birth="1960-05-05")
        cls.hand = cls._buyer("Hand", cls.germany, "MÜNCHEN", birth="2005-05-05")
        cls.hand.area_type = "rural"
        cls.north = cls._buyer("North", cls.france, "Lille")
        cls.firm = cls.make_customer("Firm", [10], user=cls.seller)
        cls.firm.child_ids = [
            Command.create({"name": "Boss", "birth_date": "1958-01-01"})
        ]
        cls.refresh()

    @classmethod
    def _buyer(cls, name, country, city, birth=False):
        partner = cls.make_customer(name, [10], user=cls.seller)
        partner.write(
            {
                "is_company": False,
                "country_id": country.id,
                "city": city,
                "birth_date": birth,
            }
        )
        return partner

    def _place(self, partner, company=None):
        customer = self.customer_of(partner, company).with_user(self.seller)
        return (customer.area_type, customer.climate, customer.population_density)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 12:00")
class TestPlaces(ProfileCommon, TransactionCase):
    def test_by_hand_before_the_city_before_the_country(self):
        self.assertEqual(self._place(self.city), ("urban", "temperate", 4900))
        self.assertEqual(self._place(self.town), (False, "temperate", 240))
        self.assertEqual(self._place(self.hand), ("rural", "temperate", 4900))
        self.assertEqual(self._place(self.firm), (False, False, 0))

    def test_a_change_of_the_table_reaches_its_customers(self):
        notes = self.env["crm.customer.refresh"]
        manager = self.table.with_user(self.manager)
        before = notes.search_count([])
        manager[1].write({"population_density": 5000})
        self.assertEqual(notes.search_count([]), before + 2)
        self.refresh()
        self.assertEqual(self._place(self.city)[2], 5000)
        manager[1].city = "Ulm"
        self.refresh()
        self.assertEqual(self._place(self.city), (False, "temperate", 240))
        self.assertEqual(self._place(self.town), ("urban", "temperate", 5000))
        manager[1].unlink()
        self.refresh()
        self.assertEqual(self._place(self.town), (False, "temperate", 240))
        manager.create(
            {"country_id": self.france.id, "city": "LILLE", "climate": "dry"}
        )
        self.refresh()
        self.assertEqual(self._place(self.north)[1], "dry")

    def test_a_change_of_the_partner_reaches_the_customer(self):
        partner = self.town.with_user(self.seller)
        partner.city = "München"
        self.refresh()
        self.assertEqual(self._place(self.town)[0], "urban")
        partner.write({"area_type": "suburban", "population_density": 9})
        self.refresh()
        self.assertEqual(self._place(self.town), ("suburban", "temperate", 9))
        partner.write({"area_type": False, "country_id": self.france.id})
        self.refresh()
        self.assertEqual(self._place(self.town), (False, "temperate", 9))

    def test_every_company_knows_where_its_customers_are(self):
        other = self.make_company("Other Trading")
        self.make_order(self.city, 5, 50, user=self.env.user, company=other)
        self.refresh()
        customer = self.customer_of(self.city, other)
        self.assertEqual(customer.area_type, "urban")
        self.table[1].area_type = "suburban"
        self.refresh()
        self.assertEqual(customer.area_type, "suburban")
        self.assertEqual(self._place(self.city)[0], "suburban")

    def test_partners_are_not_written(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT id, xmin::text, write_date FROM res_partner")
        before = self.env.cr.fetchall()
        self.table.population_density = 1
        self.table[1].unlink()
        self.refresh()
        self.env.cr.execute("SELECT id, xmin::text, write_date FROM res_partner")
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_a_change_takes_as_many_queries_for_many_as_for_one(self):
        def count(area, density):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            area.population_density = density
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        one = count(self.table[2], 3)
        partners = self.env["res.partner"].create(
            [{"name": "Many", "country_id": self.france.id} for _number in range(1200)]
        )
        self.env.flush_all()
        customers = self.env["crm.customer"].sudo()
        customers.create(
            [
                {"company_id": self.company.id, "partner_id": partner.id}
                for partner in partners
            ]
        )
        self.refresh()
        self.assertEqual(count(self.table[2], 4), one)
        notes = self.env["crm.customer.refresh"].search([])
        self.assertLess(len(notes), 1000, "a crowd has one note")
        self.refresh()
        found = customers.search([("partner_id", "in", partners.ids)])
        self.assertEqual(set(found.mapped("population_density")), {4})


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 12:00")
class TestQuestions(ProfileCommon, TransactionCase):
    def _found(self, domain, **options):
        customers = self.env["crm.customer"].with_user(self.seller)
        mine = [("company_id", "=", self.company.id)]
        return customers.search(mine + domain, **options).partner_id.mapped("name")

    def test_facts_of_people_are_found_on_customers(self):
        self.assertEqual(self._found([("age", "<", 25)]), ["Hand"])
        self.assertEqual(self._found([("age_bracket", "=", "25_34")]), ["City"])
        self.assertEqual(
            self._found([("birth_date", "!=", False)], order="age desc"),
            ["Town", "City", "Hand"],
        )
        self.town.facts_checked_date = "2024-01-01"
        self.assertEqual(self._found([("facts_are_stale", "=", True)]), ["Town"])
        self.assertEqual(
            sorted(self._found([("facts_checked_date", "=", False)])),
            ["Firm", "North"],
        )

    def test_people_at_a_company_are_reached_through_its_contacts(self):
        domain = [("partner_id.child_ids.birth_date", "<", "1960-01-01")]
        self.assertEqual(self._found(domain), ["Firm"])
        self.assertEqual(self._found([("partner_id.child_ids.age", ">", 65)]), ["Firm"])

    def test_everything_can_be_filtered_sorted_and_grouped(self):
        customers = self.env["crm.customer"].with_user(self.seller)
        names = (
            "birth_date", "age", "age_bracket", "gender", "education",
            "income_bracket_id", "occupation", "facts_checked_date", "state_id",
            "industry_id", "is_company", "zip", "area_type", "climate",
            "population_density", "city", "country_id",
        )  # fmt: skip
        fields = customers.fields_get([*names, "category_id", "facts_are_stale"])
        for name in names:
            for ability in ("searchable", "sortable", "groupable"):
                self.assertTrue(fields[name][ability], (name, ability))
        for name in ("category_id", "facts_are_stale"):
            self.assertTrue(fields[name]["searchable"], name)
        mine = [("company_id", "=", self.company.id)]
        groups = dict(customers._read_group(mine, ["age_bracket"], ["__count"]))
        self.assertEqual(groups, {"00_24": 1, "25_34": 1, "65_up": 1, False: 2})
        average = customers._read_group(
            [*mine, ("birth_date", "!=", False)], [], ["age:avg"]
        )
        self.assertEqual(average, [((30 + 66 + 21) / 3,)])

    def test_a_segment_by_facts_stays_current(self):
        segment = (
            self.env["crm.segment"]
            .with_user(self.seller)
            .create(
                {
                    "name": "Young or urban",
                    "company_id": self.company.id,
                    "domain": "['|', ('age_bracket', '=', '00_24'),"
                    " ('area_type', '=', 'urban')]",
                }
            )
        )
        self.assertFalse(segment.problem)
        self.assertEqual(segment.customer_count, 2)
        self.table[1].area_type = "suburban"
        self.refresh()
        self.assertEqual(segment.customer_count, 1)
        with freeze_time("2031-01-01"):
            self.env.invalidate_all()
            self.assertEqual(segment.customer_count, 0)

    def test_lists_take_as_many_queries_for_many_rows_as_for_few(self):
        names = ["age", "facts_checked_date", "area_type", "state_id", "industry_id"]
        specification = {
            name: {"fields": {"display_name": {}}} if name.endswith("_id") else {}
            for name in names
        }
        customers = self.env["crm.customer"].with_user(self.seller)

        def count(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            customers.web_search_read(
                [("company_id", "=", self.company.id)], specification, limit=limit
            )
            return self.env.cr.sql_log_count - before

        count(5)
        self.assertEqual(count(1), count(5))

    def test_contact_lists_do_not_pay_for_facts(self):
        """Facts in a list of contacts cost no query of their own."""
        partners = self.env["res.partner"].with_user(self.seller)

        def count(*names):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners.web_search_read(
                [("id", "in", (self.city | self.town | self.hand).ids)],
                {key: {} for key in ("name", *names)},
            )
            return self.env.cr.sql_log_count - before

        count("age", "facts_checked_date")
        self.assertLessEqual(count("age", "facts_checked_date"), count() + 1)

    def test_ages_of_the_day(self):
        customer = self.customer_of(self.hand).with_user(self.seller)
        self.assertEqual(customer.age, 21)
        self.assertEqual(customer.birth_date, date(2005, 5, 5))


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 12:00")
class TestLife(ProfileCommon, TransactionCase):
    def test_a_merge_keeps_what_was_entered_about_the_place(self):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.hand | self.north).ids, self.north)
        self.refresh()
        self.assertEqual(self._place(self.north)[0], "rural")

    def test_archived_customers_come_back_with_their_facts(self):
        self.city.action_archive()
        self.refresh()
        self.table[1].area_type = "suburban"
        self.refresh()
        self.city.action_unarchive()
        self.refresh()
        self.assertEqual(self._place(self.city)[0], "suburban")

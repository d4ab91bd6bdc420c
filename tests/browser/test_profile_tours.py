"""Facts about people and places, used as people use them."""

from odoo.tests import HttpCase

from ..common import LifecycleCommon

CUSTOMERS = "/odoo/repeat-customers"
AREAS = "/odoo/customer-areas"


class ProfileTourCommon(LifecycleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        germany = cls.env.ref("base.de")
        areas = cls.env["crm.area"]
        areas.search([("country_id", "=", germany.id)]).unlink()
        areas.create(
            {
                "country_id": germany.id,
                "climate": "temperate",
                "population_density": 240,
            }
        )
        cls.person = cls.make_customer("Own Person", [10], user=cls.seller)
        cls.person.write(
            {"is_company": False, "country_id": germany.id, "city": "Köln"}
        )
        cls.older = cls.make_customer("Own Older", [20], user=cls.seller)
        cls.older.write({"is_company": False, "birth_date": "1950-01-01"})
        cls.refresh()


class TestProfileTours(ProfileTourCommon, HttpCase):
    def test_seller_enters_facts_and_finds_by_them(self):
        self.start_tour(CUSTOMERS, "profile_seller", login="seller")
        self.assertEqual(self.person.age, 30)
        self.assertEqual(self.person.occupation, "Carpenter")

    def test_manager_edits_the_area_table_and_sees_the_effect(self):
        self.start_tour(AREAS, "profile_areas", login="manager")
        self.refresh()
        self.assertEqual(self.customer_of(self.person).population_density, 235)
        self.start_tour(CUSTOMERS, "profile_area_effect", login="manager")

    def test_empty_area_table(self):
        self.env["crm.area"].search([]).unlink()
        self.start_tour(AREAS, "profile_areas_empty", login="manager")


class TestProfilePhone(ProfileTourCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        url = f"/odoo/res.partner/{self.older.id}"
        self.start_tour(url, "profile_phone", login="seller")

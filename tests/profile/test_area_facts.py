"""What the area table gives to customers, in SQL as in plain Python."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import ValidationError
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.repeat_sales_crm.models.lifecycle.customer_state import Scope
from odoo.addons.repeat_sales_crm.models.profile import area_facts, area_match, choices

from ..common import LifecycleCommon

#: Names that differ, and names that differ only in how they are written.
CITIES = (
    "München", "munchen", "MÜNCHEN", "Łódź", "Lodz", "Saint-Étienne", "St Etienne",
    "saint etienne", "Київ", "київ", "Gießen", "Giessen", "İzmir", "izmir", "Zürich",
    "L’Aquila", "L'Aquila", "Πύργος", "ΠΎΡΓΟΣ", "東京", " - ", "", False,
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestAreaMatch(LifecycleCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.area"].search([]).unlink()
        cls.germany = cls.env.ref("base.de")
        cls.usa = cls.env.ref("base.us")

    def _facts(self, partners):
        """Return {partner: facts} as the query gives them."""
        query = self.env["crm.customer"]._get_area_facts(
            self.company, Scope.of(partners.ids), self.company._lifecycle_today()
        )[1]
        self.env.flush_all()
        return {
            partners.browse(row.pop("partner_id")): row
            for row in self.env.execute_query_dict(query)
        }

    def _make_customers(self, places):
        partners = self.env["res.partner"].create(
            [{"name": "Somebody", "is_company": True} | place for place in places]
        )
        self.env["crm.customer"].sudo().create(
            [
                {"company_id": self.company.id, "partner_id": partner.id}
                for partner in partners
            ]
        )
        return partners

    @settings(max_examples=400)
    @given(st.text(max_size=12))
    def test_names_of_cities_fold_alike(self, text):
        name = text.replace("\0", "")
        query = SQL("SELECT %s", area_match.folded(SQL("%s::text", name)))
        ((folded,),) = self.env.execute_query(query)
        self.assertEqual(folded or "", area_match.fold(name))

    def test_random_places(self):
        chance = random.Random(7)
        states = self.usa.state_ids[:3] | self.env["res.country.state"].create(
            {"name": "Test", "code": "TE", "country_id": self.germany.id}
        )
        areas = self.env["crm.area"]
        seen = set()
        for _line in range(90):
            place = self._draw_place(chance, states)
            key = (
                place["country_id"],
                place["state_id"],
                area_match.fold(place["city"]),
            )
            if place["country_id"] and key not in seen:
                seen.add(key)
                areas.create(place | self._draw_facts(chance))
        self.assertGreater(len(seen), 40)
        partners = self._make_customers(
            self._draw_place(chance, states)
            | (self._draw_facts(chance) if chance.random() < 0.3 else {})
            for _partner in range(150)
        )
        found = self._facts(partners)
        lines = areas.search([])
        for partner in partners:
            table = area_match.find_facts(
                lines, partner.country_id, partner.state_id, partner.city
            )
            expected = {
                name: partner[name] or table[name] or None
                for name in area_match.AREA_FACTS
            }
            self.assertEqual(found[partner], expected, partner.read())

    def _draw_place(self, chance, states):
        state = chance.choice([*states, states.browse()])
        country = state.country_id or chance.choice(
            [self.germany, self.usa, self.usa.browse()]
        )
        return {
            "country_id": country.id,
            "state_id": state.id,
            "city": chance.choice(CITIES),
        }

    def _draw_facts(self, chance):
        kinds = [key for key, _label in choices.AREA_TYPES]
        climates = [key for key, _label in choices.CLIMATES]
        return {
            "area_type": chance.choice([*kinds, False, False]),
            "climate": chance.choice([*climates, False, False]),
            "population_density": chance.choice([0, 0, 5, 70, 900]),
        }

    def test_a_table_without_cities_is_enough(self):
        self.env["crm.area"].create(
            {"country_id": self.germany.id, "climate": "temperate"}
        )
        (partner,) = self._make_customers(
            [{"country_id": self.germany.id, "city": "Ulm"}]
        )
        self.assertEqual(self._facts(partner)[partner]["climate"], "temperate")

    def test_touched_customers_are_those_of_the_place(self):
        areas = self.env["crm.area"].create(
            [
                {"country_id": self.germany.id, "city": "Köln"},
                {"country_id": self.usa.id, "state_id": self.usa.state_ids[0].id},
            ]
        )
        places = [
            {"country_id": self.germany.id, "city": "KOLN"},
            {"country_id": self.germany.id, "city": "Ulm"},
            {"country_id": self.usa.id, "city": "Köln"},
            {"country_id": self.usa.id, "state_id": self.usa.state_ids[0].id},
            {"country_id": self.usa.id, "state_id": self.usa.state_ids[1].id},
        ]
        partners = self._make_customers(places)
        self.env.flush_all()
        found = self.env.execute_query(area_facts.touched_customers_query(areas.ids))
        self.assertEqual(
            sorted(found),
            [(self.company.id, partners[0].id), (self.company.id, partners[3].id)],
        )

    def test_what_is_entered_by_hand_is_not_repeated(self):
        self.env["crm.area"].create(
            {
                "country_id": self.germany.id,
                "climate": "temperate",
                "population_density": 1240,
            }
        )
        with Form(self.env["res.partner"].with_user(self.seller)) as form:
            form.name = "Customer"
            self.assertFalse(form.area_text)
            form.country_id = self.germany
            self.assertEqual(form.area_text, "Temperate: mild winters · 1,240 per km²")
            form.climate = "polar"
            self.assertEqual(form.area_text, "1,240 per km²")

    def test_what_the_table_refuses(self):
        areas = self.env["crm.area"].with_user(self.manager)
        areas.create({"country_id": self.germany.id, "city": "Köln"})
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            areas.create({"country_id": self.germany.id, "city": "KOLN"})
        self.assertIn("crm_area_place_uniq", str(caught.exception))
        with self.assertRaises(ValidationError):
            areas.create(
                {
                    "country_id": self.germany.id,
                    "state_id": self.usa.state_ids[0].id,
                }
            )

    def test_the_starter_table_fills_only_an_empty_one(self):
        areas = self.env["crm.area"]
        areas._load_starter_areas()
        self.assertGreater(len(areas.search([])), 190)
        germany = areas.search([("country_id", "=", self.germany.id)])
        self.assertTrue(germany.climate and germany.population_density)
        germany.climate = "polar"
        areas._load_starter_areas()
        self.assertEqual(germany.climate, "polar")

"""Which line of the area table speaks for a place."""

import unittest
from collections import namedtuple

from odoo.addons.repeat_sales_crm.models.profile.area_match import find_facts, fold

_Line = namedtuple(
    "_Line", "country_id state_id city area_type climate population_density"
)


class Line(_Line):
    def __getitem__(self, name):
        return getattr(self, name)


def line(city=False, state=False, country="DE", **facts):
    values = {"area_type": False, "climate": False, "population_density": 0} | facts
    return Line(country, state, city, **values)


class TestAreaMatch(unittest.TestCase):
    def test_folding(self):
        assert fold("Saint-Étienne") == fold("SAINT ETIENNE") == "saint etienne"
        assert fold("Łódź") == "lodz"
        assert fold("København") == "kobenhavn"
        assert fold("Gießen") == "giessen"
        assert fold("Київ") == fold("КИЇВ")
        assert fold("İstanbul") == "istanbul"
        assert fold("Ο Πύργος") == fold("Ο ΠΥΡΓΟΣ")
        assert fold("Frankfurt (Oder)") == fold("Frankfurt/Oder")
        assert fold(None) == fold(" - ") == ""

    def test_the_most_specific_line_wins(self):
        lines = [
            line(climate="temperate", population_density=240),
            line(state="BY", population_density=190),
            line("München", area_type="urban", population_density=4900),
            line("München", "BY", population_density=4800),
        ]
        assert find_facts(lines, "DE", "BY", "MUNCHEN") == {
            "area_type": "urban",
            "climate": "temperate",
            "population_density": 4800,
        }
        assert find_facts(lines, "DE", "HE", "München")["population_density"] == 4900
        assert find_facts(lines, "DE", "BY", "Passau")["population_density"] == 190
        assert find_facts(lines, "DE", False, False)["population_density"] == 240

    def test_another_place_says_nothing(self):
        lines = [line("Graz", country="AT", climate="continental"), line(state="BY")]
        nothing = dict.fromkeys(("area_type", "climate", "population_density"), False)
        assert find_facts(lines, "DE", "BY", "Graz") == nothing
        assert find_facts(lines, False, False, "Graz") == nothing

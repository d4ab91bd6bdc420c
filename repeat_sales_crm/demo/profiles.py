"""Invents what the trading company knows about the people and places it sells to."""

from datetime import date, timedelta
from random import Random

_SEED = 29

#: First names of the directory that women have; the others are men's.
_WOMEN = {
    "Agnieszka", "Astrid", "Camille", "Carmen", "Charlotte", "Chiara", "Claire",
    "Elisa", "Emily", "Femke", "Giulia", "Hannah", "Heike", "Joanna", "Johanna",
    "Karin", "Katrin", "Lena", "Linnea", "Lotte", "Lucía", "Magdalena", "Marta",
    "Ruth", "Sabine", "Sanne", "Sylvie", "Theresa", "Élodie",
}  # fmt: skip

#: Education, with the share of people in hundred.
_EDUCATIONS = {
    "secondary": 18,
    "vocational": 38,
    "bachelor": 22,
    "master": 18,
    "doctorate": 4,
}

_BRACKETS = {"low": 10, "lower_middle": 25, "middle": 35, "upper_middle": 22, "high": 8}

_OCCUPATIONS = (
    "Nurse",
    "Teacher",
    "Carpenter",
    "Farmer",
    "Hairdresser",
    "Photographer",
    "Physiotherapist",
    "Retired",
    "Student",
)

#: City, country, area type and inhabitants per square kilometre.
_CITIES = (
    ("Berlin", "de", "urban", 4200),
    ("Hamburg", "de", "urban", 2500),
    ("Freiburg", "de", "suburban", 1500),
    ("Wien", "at", "urban", 4800),
    ("Lyon", "fr", "urban", 10900),
    ("Dijon", "fr", "suburban", 3900),
    ("Utrecht", "nl", "urban", 3900),
    ("Breda", "nl", "suburban", 1500),
    ("Bologna", "it", "urban", 2800),
    ("Kraków", "pl", "urban", 2450),
    ("Stockholm", "se", "urban", 5200),
    ("Uppsala", "se", "suburban", 3300),
)


class Profiles:
    """A source of facts that leaves all other chance of the company as it is."""

    def __init__(self, env, today):
        self.env = env
        self.today = today
        self.random = Random(_SEED)  # noqa: S311

    def fill(self, companies, people):
        """Enter facts: of most people, and of some companies."""
        for person in people:
            if self.random.random() < 0.85:
                person.write(self._draw_person(person))
        for company in companies:
            if self.random.random() < 0.1:
                area_type = self.random.choice(("suburban", "rural"))
                company.write({"area_type": area_type} | self._draw_check())

    def create_areas(self):
        """Add cities that matter to the company to the table of areas."""
        areas = self.env["crm.area"]
        for city, country, area_type, density in _CITIES:
            country_id = self.env.ref(f"base.{country}").id
            if areas.search_count(
                [("country_id", "=", country_id), ("city", "=", city)]
            ):
                continue
            areas.create(
                {
                    "country_id": country_id,
                    "city": city,
                    "area_type": area_type,
                    "population_density": density,
                }
            )

    def _draw_person(self, person):
        # Most who buy are between 30 and 60.
        age = round(self.random.triangular(20, 82, 42))
        day = self.random.randrange(365)
        facts = {
            "birth_date": date(self.today.year - age, 1, 1) + timedelta(days=day),
            "gender": "female" if person.name.split()[0] in _WOMEN else "male",
            "education": self._draw(_EDUCATIONS),
        }
        if self.random.random() < 0.6:
            bracket = f"repeat_sales_crm.income_bracket_{self._draw(_BRACKETS)}"
            facts["income_bracket_id"] = self.env.ref(bracket).id
        if not person.parent_id:
            facts["occupation"] = self.random.choice(_OCCUPATIONS)
        return facts | self._draw_check()

    def _draw_check(self):
        """Return when facts were checked: mostly within the last year and a half."""
        days_ago = round(self.random.triangular(3, 700, 120))
        return {"facts_checked_date": self.today - timedelta(days=days_ago)}

    def _draw(self, weights):
        return self.random.choices(list(weights), list(weights.values()))[0]

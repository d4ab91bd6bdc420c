"""How many duplicates are found, and how many of those found are some."""

from itertools import combinations
from random import Random

from odoo.tests import TransactionCase

from .duplicate_common import DuplicateCommon

_SURNAMES = [
    *("Müller", "Schröder", "Petrova", "Nowak", "García", "O'Brien", "Larsen"),
    *("Fischer", "Weber", "Schmitz", "Köhler", "Braun", "Vogel", "Sommer", "Winter"),
]
_FIRST = ["Anna", "Oleg", "Jan", "Maria", "Sören", "Ilse", "Tom", "Ruth", "Emil", "Ida"]
_TRADES = ["Mill", "Bakery", "Garage", "Hotel", "Print", "Foods", "Tools", "Logistics"]
_CITIES = ["Köln", "Bremen", "Jena", "Ulm", "Kiel", "Mainz", "Trier", "Halle"]
_FORMS = ["GmbH", "AG", "KG", "Ltd.", "& Co. KG", ""]


class Truth:
    """Contacts as they are entered, some of them twice, and who is who.

    Drawn from a few words, so that namesakes, families and offices come by themselves.
    """

    def __init__(self):
        self.random = Random(7)
        self.values, self.who = [], []

    def draw(self, companies, people):
        for number in range(companies):
            self._enter(number, self._draw_company(number), self._vary_company)
        for number in range(companies, companies + people):
            self._enter(number, self._draw_person(number), self._vary_person)

    def _enter(self, number, values, vary):
        copies = self.random.choices((1, 2, 3), (70, 24, 6))[0]
        for copy in range(copies):
            self.values.append(vary(dict(values), number) if copy else values)
            self.who.append(number)

    def _draw_company(self, number):
        surname = self.random.choice(_SURNAMES)
        trade = self.random.choice(_TRADES)
        return {
            "name": f"{surname} {trade} {self.random.choice(_FORMS)}".strip(),
            "is_company": True,
            "city": self.random.choice(_CITIES),
            "vat": f"DE{100000000 + number * 7919}",
            "phone": f"+49 30 {2000000 + number * 131}",
            "email": f"info@{number}.example",
        }

    def _draw_person(self, number):
        name = f"{self.random.choice(_FIRST)} {self.random.choice(_SURNAMES)}"
        shares = self.random.random() < 0.1
        return {
            "name": name,
            "city": self.random.choice(_CITIES),
            # Some share the phone at home with others.
            "phone": f"+49 40 {3000000 + (number // 2 if shares else number) * 17}",
            "email": f"person{number}@mail.example",
        }

    def _vary_company(self, values, number):
        name = values["name"]
        values["name"] = self.random.choice(
            [
                name.upper(),
                name.replace("ü", "ue").replace("ö", "oe"),
                name.replace("GmbH", "mbH").replace("Ltd.", "Limited"),
                " ".join(name.split()[:2]),
                name.replace("e", "ee", 1),
            ]
        )
        self._forget(values, {"vat": 0.5, "phone": 0.4, "email": 0.4, "city": 0.2})
        if values.get("phone"):
            values["phone"] = values["phone"].replace("+49 ", "0")
        return values

    def _vary_person(self, values, number):
        first, last = values["name"].split()
        values["name"] = self.random.choice(
            [f"{last}, {first}", f"{first.upper()} {last}", f"{first[0]}. {last}"]
        )
        self._forget(values, {"phone": 0.4, "email": 0.4, "city": 0.3})
        if values.get("email"):
            values["email"] = values["email"].title()
        return values

    def _forget(self, values, chances):
        for name, chance in chances.items():
            if name in values and self.random.random() < chance:
                del values[name]


class TestQuality(DuplicateCommon, TransactionCase):
    def test_precision_and_recall(self):
        truth = Truth()
        truth.draw(companies=130, people=130)
        partners = self.env["res.partner"].create(
            [values | {"country_id": self.germany.id} for values in truth.values]
        )
        self.search()
        who = dict(zip(partners, truth.who, strict=True))
        same = {
            frozenset(two)
            for two in combinations(partners, 2)
            if who[two[0]] == who[two[1]]
        }
        groups = self.groups.search([("member_ids.partner_id", "in", partners.ids)])
        found = {
            frozenset(two)
            for group in groups
            for two in combinations(group.member_ids.partner_id, 2)
        }
        right = len(found & same)
        precision, recall = right / len(found), right / len(same)
        said = f"precision {precision:.2f}, recall {recall:.2f} of {len(same)} pairs"
        self.assertGreater(len(same), 90, said)
        self.assertGreaterEqual(precision, 0.9, said)
        self.assertGreaterEqual(recall, 0.9, said)
        sure = {
            frozenset(two)
            for group in groups.filtered(lambda one: one.confidence != "possible")
            for two in combinations(group.member_ids.partner_id, 2)
        }
        self.assertGreaterEqual(len(sure & same) / len(sure), 0.97, "of likely ones")

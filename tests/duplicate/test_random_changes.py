"""A search for changes finds what a search from nothing finds."""

from random import Random

from odoo.tests import TransactionCase

from .duplicate_common import DuplicateCommon

_CONTACTS = 40
_CHANGES = 25
_NAMES = ["Blue Mill", "Red Mill", "Mill Blue", "Sea Inn", "Sea Inn Ltd", "Ann Miller"]
_CITIES = ["Bremen", "Köln", "Ulm", "Jena", "Kiel", "Trier", False, False]


class TestRandomChanges(DuplicateCommon, TransactionCase):
    def setUp(self):
        super().setUp()
        self.random = Random(11)
        self.partners = self.env["res.partner"].create(
            [self.draw() for _number in range(_CONTACTS)]
        )

    def draw(self):
        choose = self.random.choice
        return {
            "name": f"{choose(_NAMES)} {choose('ABCDEF')}xy",
            "is_company": choose((True, True, False)),
            "city": choose(_CITIES),
            "email": choose([f"a{n}@a.example" for n in range(15)] + [False] * 15),
            "phone": choose([f"+49 30 12345{n:02}" for n in range(15)] + [False] * 15),
            "vat": choose([f"DE1000000{n:02}" for n in range(12)] + [False] * 24),
        }

    def change(self):
        """Do something to somebody."""
        partner = self.random.choice(self.partners)
        kind = self.random.randrange(12)
        if kind == 0:
            partner.active = not partner.active
        elif kind == 1 and len(self.partners) > 20:
            self.partners -= partner
            partner.unlink()
        elif kind == 2:
            self.partners += self.env["res.partner"].create(self.draw())
        elif kind == 3:
            self.decide()
        else:
            values = self.draw()
            name = self.random.choice(list(values))
            partner[name] = values[name]

    def decide(self):
        groups = self.groups.search([("state", "=", "open")], order="id")
        groups = groups.filtered(
            lambda group: group.member_ids.partner_id <= self.partners
        )
        if groups:
            self.random.choice(groups).action_merge()
            self.partners = self.partners.exists()

    def read_groups(self):
        self.env.invalidate_all()
        return {
            (frozenset(group.member_ids.partner_id.ids), group.score, group.kinds)
            for group in self.groups.search([("state", "=", "open")])
            if group.member_ids.partner_id & self.partners
        }

    def forget(self):
        """Take away all that searches left, but what users decided."""
        for model in ("member", "pair", "key", "run"):
            self.env[f"crm.duplicate.{model}"].search([]).unlink()
        self.groups.search([("state", "=", "open")]).unlink()

    def test_changes_lead_where_a_search_from_nothing_leads(self):
        self.search()
        seen = set()
        for _number in range(_CHANGES):
            self.change()
            if self.random.random() < 0.6:
                self.search()
                seen |= self.read_groups()
        self.search()
        found = self.read_groups()
        self.forget()
        self.search()
        self.assertEqual(found, self.read_groups())
        self.assertGreater(len(seen), 8, "enough happened")
        self.assertTrue(any(len(members) > 2 for members, _score, _kinds in seen))

"""How often the signs are right, on made-up people of whom the truth is known.

The people are invented, and so is how often each case comes up: the figures say what
the rules see and what they cannot tell apart, not how many of your contacts moved.
"""

from itertools import product
from random import Random

from odoo.tests import TransactionCase

from .suspicion_common import GONE, NOW, SuspicionCommon

_FIRST = [
    "Ada",
    "Bela",
    "Cora",
    "Dora",
    "Elsa",
    "Fred",
    "Gina",
    "Hugo",
    "Ines",
    "Jonas",
    "Karl",
    "Lena",
    "Mira",
    "Nils",
    "Olga",
    "Paul",
    "Quin",
    "Rosa",
    "Sven",
    "Tina",
]
_LAST = [
    "Abel",
    "Berg",
    "Caro",
    "Dahl",
    "Eklund",
    "Falk",
    "Gruber",
    "Holm",
    "Iversen",
    "Jansen",
    "Krol",
    "Lang",
    "Moser",
    "Novak",
    "Olsen",
    "Peters",
    "Quist",
    "Ritter",
    "Stein",
    "Thal",
]

#: What mail servers say when nobody has the address.
_GONE = (
    "550 5.1.1 User unknown",
    "550 5.1.1 The email account that you tried to reach does not exist",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address",
    "550 No such user here",
    "554 Recipient address rejected: undeliverable address: mailbox not found",
    "550 Requested action not taken: mailbox unavailable",
    "550 unknown recipient",
    "Delivery failed: the recipient no longer works at this company",
    "550 5.4.1 Recipient address rejected: Access denied",
    "511 sorry, no mailbox here by that name",
)

#: What they say when the address is good.
_PASSING = (
    "552 5.2.2 Mailbox full",
    "452 4.2.2 The email account that you tried to reach is over quota",
    "451 4.7.1 Greylisted, please try again later",
    "550 5.7.1 Message rejected as spam",
    "550 5.7.26 DMARC policy of the sender's domain",
    "552 5.3.4 Message size exceeds fixed limit: too large",
    "421 4.4.2 Connection timed out",
    "554 5.7.1 Client host blocked using a blacklist",
    "550 5.2.1 The mailbox is temporarily disabled",
    "Out of office: I am back on Monday",
)


class TestSuspicionMeasured(SuspicionCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = [f"{first} {last}" for first, last in product(_FIRST, _LAST)]
        Random(19).shuffle(names)
        cls.names = iter(names)
        cls.truth = {}
        cls.number = 0
        cls._invent_bounces()
        cls._invent_doubles()
        cls._invent_letters()
        cls.find()

    # ------------------------------------------------------------------
    # People
    # ------------------------------------------------------------------

    @classmethod
    def someone(cls, kind, moved, name=None, **values):
        """Create a person at a company of their own, and write down the truth."""
        cls.number += 1
        domain = f"firm{cls.number}.example.com"
        firm = cls.make_partner(f"Firm {cls.number}", email=f"office@{domain}")
        name = name or next(cls.names)
        local = name.lower().replace(" ", ".")
        values.setdefault("email", f"{local}@{domain}")
        person = cls.make_person(name, firm, **values)
        cls.truth[person] = (kind, moved)
        return person

    @classmethod
    def elsewhere(cls, name, **values):
        """Create a contact at another company that is nobody's to be found."""
        cls.number += 1
        firm = cls.make_partner(f"Firm {cls.number}")
        values.setdefault("email", f"contact{cls.number}@firm{cls.number}.example.com")
        return cls.make_person(name, firm, **values)

    @classmethod
    def phone(cls):
        cls.number += 1
        return f"+32 470 {cls.number:06d}"

    # ------------------------------------------------------------------
    # Mailings that came back
    # ------------------------------------------------------------------

    @classmethod
    def _invent_bounces(cls):
        for reason in _GONE * 3:
            cls.bounce(cls.someone("bounce", True), reason)
        for _number in range(5):
            cls.bounce(cls.someone("bounce", True), "")
        for reason in _PASSING * 3:
            cls.bounce(cls.someone("bounce", False), reason)
        # A renamed mailbox, which no bounce can be told from.
        for _number in range(4):
            cls.bounce(cls.someone("bounce", False))
        # The company has another domain now.
        for _number in range(2):
            first = cls.someone("bounce", False)
            cls.bounce(first)
            for colleague in range(2):
                person = cls.make_person(
                    next(cls.names),
                    first.parent_id,
                    email=first.email.replace("@", f"{colleague}@"),
                )
                cls.truth[person] = ("bounce", False)
                cls.bounce(person, GONE % person.email)
        for _number in range(4):
            person = cls.someone("bounce", False)
            cls.bounce(person)
            cls.letter(
                person.email_formatted,
                author_id=person.id,
                date=cls.env.cr.now().replace(year=NOW.year + 4),
            )

    # ------------------------------------------------------------------
    # Created at another company
    # ------------------------------------------------------------------

    @classmethod
    def _invent_doubles(cls):
        for number in range(15):
            person = cls.someone("double", True, phone=cls.phone())
            first, last = person.name.split()
            name = person.name if number % 3 else f"{last.upper()}, {first}"
            cls.elsewhere(name, phone=person.phone)
        for number in range(10):
            person = cls.someone("double", True)
            local = person.email.split("@")[0]
            cls.elsewhere(person.name, email=f"{local}@new{number}.example.com")
        for _number in range(10):
            cls.elsewhere(cls.someone("double", True).name)
        # Married: another last name, the same number.
        for _number in range(4):
            person = cls.someone("double", True, phone=cls.phone())
            cls.elsewhere(f"{person.name.split()[0]} Newname", phone=person.phone)
        # Married, and another number: nothing is left to see.
        for _number in range(3):
            person = cls.someone("double", True)
            cls.elsewhere(f"{person.name.split()[0]} Othername")
        # Namesakes: one of a kind, one of many, and with the same local part.
        for _number in range(8):
            cls.elsewhere(cls.someone("double", False, phone=cls.phone()).name)
        for name in ("John Smith", "Mary Jones"):
            for _number in range(4):
                cls.someone("double", False, name, email=f"m{cls.number}@a.example.com")
        for _number in range(2):
            person = cls.someone("double", False)
            local = person.email.split("@")[0]
            cls.elsewhere(person.name, email=f"{local}@b{cls.number}.example.com")
        cls._invent_second_jobs()

    @classmethod
    def _invent_second_jobs(cls):
        for number in range(8):
            person = cls.someone("double", False, phone=cls.phone())
            second = cls.make_partner(f"Second {number}")
            if number % 2:
                cls.env["crm.partner.relation"].create(
                    {
                        "partner_id": person.parent_id.id,
                        "other_id": second.id,
                        "kind": "group",
                    }
                )
            else:
                cls.env["crm.contact.position"].create(
                    {"person_id": person.id, "organisation_id": second.id}
                )
            cls.make_person(person.name, second, email=False, phone=person.phone)
        # One switchboard for several firms in a house.
        for _number in range(4):
            person = cls.someone("double", False, phone=cls.phone())
            cls.elsewhere(next(cls.names), phone=person.phone)

    # ------------------------------------------------------------------
    # Mail from another domain
    # ------------------------------------------------------------------

    @classmethod
    def _invent_letters(cls):
        for number in range(24):
            person = cls.someone("mail", True)
            local = person.email.split("@")[0]
            domain = f"fresh{number}.example.com"
            if number < 10:
                cls.elsewhere(next(cls.names), email=f"someone@{domain}")
            elif number >= 18:
                domain = "gmail.com"
            cls.letter(f'"{person.name}" <{local}@{domain}>')
        for number in range(24):
            person = cls.someone("mail", False)
            sender = (
                f"{person.name.split()[0].lower()}{number}@other{number}.example.com"
            )
            if number < 6:
                sender = sender.split("@")[0] + "@gmx.de"
            elif number < 10:
                cls.elsewhere(person.name.upper(), email=sender)
                cls.truth[person] = ("both", False)
            elif number < 14:
                sender = "desk@" + person.email.split("@")[1]
            elif number < 18:
                person.former_email_ids.create(
                    {"person_id": person.id, "email": sender}
                )
            elif number < 21:
                cls.letter(f'"{person.name} via Lists" <list@lists.example.org>')
                continue
            # The last ones work for two companies, and told nobody.
            cls.letter(f'"{person.name}" <{sender}>')

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------

    def measure(self, kind, least):
        """Return (precision, recall) of the signs of a kind of some strength."""
        signals = self.env["crm.contact.suspicion.signal"].search(
            [("kind", "=", kind), ("strength", ">=", least)]
        )
        people = {
            person
            for person, (one, _moved) in self.truth.items()
            if one in (kind, "both")
        }
        found = set(signals.person_id) & people
        moved = {person for person in people if self.truth[person][1]}
        return (
            round(len(found & moved) / len(found), 2),
            round(len(found & moved) / len(moved), 2),
        )

    def test_figures(self):
        """The figures of docs/people.md; change both if the rules change."""
        self.assertEqual(len(self.truth), 199)
        for (kind, least), (precision, recall) in {
            ("bounce", 1): (0.78, 1.0),
            ("bounce", 2): (0.88, 0.86),
            ("double", 1): (0.71, 0.93),
            ("double", 2): (0.94, 0.69),
            ("double", 3): (1.0, 0.45),
            ("mail", 1): (0.73, 1.0),
            ("mail", 2): (0.86, 0.75),
            ("mail", 3): (1.0, 0.42),
        }.items():
            with self.subTest(kind=kind, least=least):
                measured = self.measure(kind, least)
                self.assertGreaterEqual(measured[0], precision)
                self.assertGreaterEqual(measured[1], recall)

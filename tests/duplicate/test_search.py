"""Who is found, and who is not."""

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

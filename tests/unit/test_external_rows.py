from datetime import date, datetime
from unittest import TestCase

from odoo.addons.repeat_sales_crm.models.external.external_rows import (
    Company,
    RowReader,
    is_well_grouped,
    parse_amount,
    parse_day,
    split_columns,
    text_of,
)

SHOP = Company(id=1, currency_id=10, today=date(2024, 5, 10))


class TestExternalRows(TestCase):
    """What the cells of a file of purchases say."""

    def read(self, fields, cells):
        columns, _others = split_columns(fields)
        reader = RowReader(columns, {1: SHOP}, {"Shop": 1}, {"eur": 11}, 1)
        row, problems = reader.parse(7, cells)
        return row, [problem.code for problem in problems]

    def test_columns(self):
        columns, others = split_columns(
            ["partner_id/id", "date", "x_shelf", "amount", "date/id", "note"]
        )
        self.assertEqual(
            columns,
            {
                "partner_id": (0, "id"),
                "date": (1, ""),
                "amount": (3, ""),
                "note": (5, ""),
            },
        )
        self.assertEqual(others, ["x_shelf", "date/id"])
        with self.assertRaisesRegex(ValueError, "date"):
            split_columns(["date", "date"])

    def test_text(self):
        for value, text in (
            (None, ""),
            (False, ""),
            (" a\0b ", "ab"),
            (1001, "1001"),
            (date(2024, 2, 29), "2024-02-29"),
            (datetime(2024, 2, 29, 13, 5), "2024-02-29"),
        ):
            self.assertEqual(text_of(value), text)

    def test_days(self):
        self.assertEqual(parse_day("2024-02-29"), date(2024, 2, 29))
        self.assertEqual(parse_day("2024-02-29 13:05:00"), date(2024, 2, 29))
        for text in (
            "2023-02-29",
            "20240229",
            "2024-W01-1",
            "29/02/2024",
            "0000-01-01",
        ):
            self.assertIsNone(parse_day(text), text)

    def test_amounts(self):
        for text in ("1", "-1.50", "+.5", "2.", "1e3", "1E-2"):
            self.assertEqual(parse_amount(text), text)
        for text in ("", "1,5", "1.2.3", "ten", "nan", "inf", "1e99", "1" * 14, "0x1"):
            self.assertIsNone(parse_amount(text), text)

    def test_thousands(self):
        for text in ("1,234.50", "12,345,678", "-1,234", "$ 1,234", "12,34,567.8", "5"):
            self.assertTrue(is_well_grouped(text, ",", "."), text)
        for text in ("10,50", "1234,567", "1,2345", "1,234.5,6", ",500", "1,,234"):
            self.assertFalse(is_well_grouped(text, ",", "."), text)
        self.assertTrue(is_well_grouped("10,50", ".", ","))
        self.assertTrue(is_well_grouped("10.50", "", "."))

    def test_good_row(self):
        fields = ["partner_id", "date", "amount", "reference", "currency_id", "note"]
        row, problems = self.read(fields, ["Anna", "2024-05-10", "5", "R", "EUR", ""])
        self.assertEqual(problems, [])
        self.assertEqual(row.line, 7)
        self.assertEqual(row.customer, "Anna")
        self.assertEqual((row.company_id, row.currency_id), (1, 11))
        self.assertEqual((row.date, row.amount), (SHOP.today, "5"))

    def test_currency_of_the_company(self):
        row, problems = self.read(["currency_id", "company_id"], ["", "Shop"])
        self.assertEqual(problems, [])
        self.assertEqual(row.currency_id, 10)

    def test_all_problems_of_a_row(self):
        fields = ["partner_id", "date", "amount", "reference", "currency_id"]
        _row, problems = self.read(fields, ["", "2024-05-11", "x", " ", "ABC"])
        self.assertEqual(
            problems,
            [
                "partner_id_missing",
                "reference_missing",
                "currency_unknown",
                "date_future",
                "amount_invalid",
            ],
        )
        _row, problems = self.read(["company_id", ".id"], ["Elsewhere", "x"])
        self.assertEqual(problems, ["company_unknown", "id_unknown"])

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests.common import TransactionCase

from .external_common import FIELDS, ExternalCommon


class TestExternalCompanies(ExternalCommon, TransactionCase):
    """Companies have their own references, currencies and midnights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pound = cls.env["res.currency"].create(
            {"name": "QPD", "symbol": "q", "rounding": 0.01}
        )
        cls.other = cls.make_company("Rainy Trading", currency_id=cls.pound.id)
        cls.manager.company_ids = [Command.link(cls.other.id)]
        cls.purchases = cls.purchases.with_context(
            allowed_company_ids=(cls.company | cls.other).ids
        )
        for day, rate in (("2020-01-01", 2.0), ("2020-02-01", 4.0)):
            cls.env["res.currency.rate"].create(
                {
                    "currency_id": cls.pound.id,
                    "company_id": cls.company.id,
                    "name": day,
                    "rate": rate,
                }
            )

    def import_companies(self, *rows, **choices):
        return self.import_rows(rows, headings=(*FIELDS, "company_id"), **choices)

    def test_company_of_each_row(self):
        result = self.import_companies(
            ("C-1", "2020-01-31", "10", "R-1", "Sunny Trading"),
            ("C-1", "2020-01-31", "20", "R-1", "Rainy Trading"),
            ("C-1", "2020-01-31", "40", "R-2", ""),
        )
        purchases = self.assertImported(result, 3)
        self.assertRecordValues(
            purchases,
            [
                {
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                },
                {"company_id": self.other.id, "currency_id": self.pound.id},
                {
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                },
            ],
        )
        self.refresh()
        self.assertEqual(self.customer_of(self.blue).amount_total, 50)
        self.assertEqual(self.customer_of(self.blue, self.other).amount_total, 20)

    def test_reference_is_unique_per_company(self):
        self.assertImported(
            self.import_companies(("C-1", "2020-01-31", "1", "R-1", "Sunny Trading")),
            1,
        )
        result = self.import_companies(
            ("C-1", "2020-01-31", "1", "R-1", "Rainy Trading"),
            ("C-1", "2020-01-31", "1", "R-1", "Sunny Trading"),
        )
        self.assertEqual(len(result["messages"]), 1)
        self.assertEqual(result["messages"][0]["record"], 3)

    def test_other_companies_are_not_there(self):
        stranger = self.make_company("Foreign Trading")
        for called in (stranger.name, "Nowhere"):
            self.assertRefused(
                self.import_companies(("C-1", "2020-01-31", "1", "R-1", called)),
                [
                    f"Line 2: “{called}” is not one of the companies that you are "
                    "working in."
                ],
            )

    def test_customers_of_the_other_company(self):
        theirs = self.make_partner("Theirs", ref="T-1", company_id=self.other.id)
        result = self.import_companies(
            ("T-1", "2020-01-31", "1", "R-1", "Sunny Trading"),
            ("T-1", "2020-01-31", "1", "R-1", "Rainy Trading"),
        )
        (message,) = result["messages"]
        self.assertIn("Line 2: No customer has “T-1”", message["message"])
        mine = self.make_partner("Mine", ref="T-1", company_id=self.company.id)
        purchases = self.assertImported(
            self.import_companies(
                ("T-1", "2020-01-31", "1", "R-1", "Sunny Trading"),
                ("T-1", "2020-01-31", "1", "R-1", "Rainy Trading"),
            ),
            2,
        )
        self.assertEqual(
            [purchase.partner_id for purchase in purchases], [mine, theirs]
        )

    # ------------------------------------------------------------------
    # Currencies
    # ------------------------------------------------------------------

    def test_rate_of_the_day(self):
        rows = [
            ("C-1", "2019-06-01", "100", "R-1", "QPD"),
            ("C-1", "2020-01-01", "100", "R-2", "qpd"),
            ("C-1", "2020-01-31", "33.333", "R-3", "QPD"),
            ("C-1", "2020-02-01", "-100", "R-4", "QPD"),
            ("C-1", "2020-02-01", "100", "R-5", ""),
        ]
        purchases = self.assertImported(
            self.import_rows(rows, headings=(*FIELDS, "currency_id")), 5
        )
        self.assertEqual(
            purchases.mapped("amount_company"), [50.0, 50.0, 16.67, -25.0, 100.0]
        )
        self.assertEqual(purchases[2].amount, 33.33)

    def test_import_converts_as_odoo_does(self):
        shared = {"currency_id": self.pound.id, "company_id": False}
        self.env["res.currency.rate"].create(
            [
                {**shared, "name": "2019-01-01", "rate": 3.7},
                {**shared, "name": "2020-03-01", "rate": 7.3},
            ]
        )
        days = ("2018-05-05", "2019-05-05", "2020-01-15", "2020-12-31")
        for company in (self.company, self.other):
            rows = [
                ("C-1", day, amount, f"{day} {amount}", currency, company.name)
                for day in days
                for amount in ("0.05", "17.77", "123456.78", "-99.99")
                for currency in ("QPD", self.company.currency_id.name)
            ]
            rows = [(*row[:3], f"{row[3]} {row[4]}", *row[4:]) for row in rows]
            result = self.import_rows(
                rows, headings=(*FIELDS, "currency_id", "company_id")
            )
            for purchase in self.assertImported(result, len(rows)):
                by_import = purchase.amount_company
                purchase._compute_amount_company()
                self.assertEqual(purchase.amount_company, by_import)

    def test_rounding_of_the_currency(self):
        self.pound.rounding = 0.05
        purchase = self.assertImported(
            self.import_rows(
                [("C-1", "2020-01-31", "10.03", "R-1", "QPD")],
                headings=(*FIELDS, "currency_id"),
            ),
            1,
        )
        self.assertEqual(purchase.amount, 10.05)
        self.assertEqual(purchase.amount_company, 5.02)

    # ------------------------------------------------------------------
    # Days
    # ------------------------------------------------------------------

    def test_today_is_the_companys(self):
        self.company.lifecycle_tz = "Pacific/Kiritimati"
        self.other.lifecycle_tz = "Pacific/Pago_Pago"
        with freeze_time("2024-05-10 12:00:00"):
            result = self.import_companies(
                ("C-1", "2024-05-11", "1", "R-1", "Sunny Trading"),
                ("C-1", "2024-05-12", "1", "R-2", "Sunny Trading"),
                ("C-1", "2024-05-10", "1", "R-3", "Rainy Trading"),
                ("C-1", "2024-05-11", "1", "R-4", "Rainy Trading"),
            )
        self.assertRefused(
            result,
            [
                "Line 3: The date 2024-05-12 is still to come.",
                "Line 5: The date 2024-05-11 is still to come.",
            ],
        )

    def test_no_future_by_hand(self):
        tomorrow = self.company._lifecycle_today() + timedelta(days=1)
        with self.assertRaisesRegex(ValidationError, "still to come"):
            self.purchases.create(
                {
                    "partner_id": self.blue.id,
                    "date": tomorrow,
                    "amount": 1,
                    "reference": "R-1",
                }
            )

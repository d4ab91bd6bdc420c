from datetime import timedelta
from io import BytesIO

from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import TransactionCase
from odoo.tools.misc import file_open

from .external_common import FIELDS, ExternalCommon

GOOD = ("C-1", "2020-01-31", "10.00", "R-1")

#: Rows that follow the good one, each with what is wrong.
BAD_ROWS = [
    (
        ("Nobody & Sons", "2020-01-31", "10", "R-2"),
        "No customer has “Nobody & Sons” as external ID, reference, VAT, e-mail or "
        "name.",
    ),
    (
        ("Twin Peaks", "2020-01-31", "10", "R-3"),
        "“Twin Peaks” fits 2 customers. Name the one you mean by its reference or "
        "external ID.",
    ),
    (("", "2020-01-31", "10", "R-4"), "The customer is missing."),
    (("C-1", "", "10", "R-5"), "The date is missing."),
    (
        ("C-1", "soon", "10", "R-6"),
        "“soon” is not a date in the format of the file.",
    ),
    (
        ("C-1", "2020-02-30", "10", "R-7"),
        "“2020-02-30” is not a date in the format of the file.",
    ),
    (("C-1", "TOMORROW", "10", "R-8"), "The date TOMORROW is still to come."),
    (("C-1", "2020-01-31", "", "R-9"), "The amount is missing."),
    (
        ("C-1", "2020-01-31", "ten", "R-10"),
        "“ten” is not a number in the format of the file.",
    ),
    (
        ("C-1", "2020-01-31", "1.2.3", "R-11"),
        "“1.2.3” is not a number in the format of the file.",
    ),
    (
        ("C-1", "2020-01-31", "10,50", "R-12"),
        "“10,50” is not a number in the format of the file.",
    ),
    (("C-1", "2020-01-31", "10", ""), "The reference is missing."),
    (
        ("C-1", "2020-01-31", "10", "R-1"),
        "The reference “R-1” is on line 2 of the file already.",
    ),
    (
        ("Nobody", "never", "much", "R-1"),
        "“much” is not a number in the format of the file.",
        "“never” is not a date in the format of the file.",
        "No customer has “Nobody” as external ID, reference, VAT, e-mail or name.",
        "The reference “R-1” is on line 2 of the file already.",
    ),
]


class TestExternalImport(ExternalCommon, TransactionCase):
    """A file is imported whole, or every bad line of it is told."""

    def test_good_rows(self):
        result = self.import_rows(
            [GOOD, ("Green Field", "2020-02-29", "1,234.50", "R-2")]
        )
        first, second = self.assertImported(result, 2)
        self.assertRecordValues(
            first | second,
            [
                {
                    "partner_id": self.blue.id,
                    "buyer_id": self.blue.id,
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                    "amount": 10.0,
                    "amount_company": 10.0,
                    "reference": "R-1",
                    "create_uid": self.manager.id,
                },
                {
                    "partner_id": self.green.id,
                    "buyer_id": self.green.id,
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                    "amount": 1234.5,
                    "amount_company": 1234.5,
                    "reference": "R-2",
                    "create_uid": self.manager.id,
                },
            ],
        )

    def test_customers_are_right_after_import(self):
        today = self.company._lifecycle_today()
        self.assertImported(
            self.import_rows(
                [
                    ("C-1", today - timedelta(days=40), "10", "R-1"),
                    ("C-1", today - timedelta(days=5), "20", "R-2"),
                    ("C-1", today, "-4", "R-3"),
                ]
            ),
            3,
        )
        self.refresh()
        customer = self.customer_of(self.blue)
        self.assertEqual(customer.purchase_count, 2)
        self.assertEqual(customer.last_date, today - timedelta(days=5))
        self.assertEqual(customer.amount_total, 26)

    def test_every_bad_row_is_told(self):
        tomorrow = str(self.company._lifecycle_today() + timedelta(days=1))
        self.make_partner("Twin Peaks")
        self.make_partner("Twin Peaks")
        rows, problems = [GOOD], []
        for line, (row, *reasons) in enumerate(BAD_ROWS, start=3):
            rows.append([cell.replace("TOMORROW", tomorrow) for cell in row])
            problems += [
                f"Line {line}: {reason.replace('TOMORROW', tomorrow)}"
                for reason in reasons
            ]
        result = self.import_rows(rows, date_format="%Y-%m-%d")
        self.assertRefused(result, problems)
        self.assertEqual(result["messages"][0]["record"], 3)
        self.assertEqual(result["messages"][0]["rows"], {"from": 2, "to": 2})
        self.assertEqual(result["messages"][0]["field"], "partner_id")

    def test_unknown_currency_and_company(self):
        result = self.import_rows(
            [
                (*GOOD, "XYZ", ""),
                ("C-1", "2020-01-31", "10", "R-2", "", "Moon Base"),
            ],
            headings=(*FIELDS, "currency_id", "company_id"),
        )
        self.assertRefused(
            result,
            [
                "Line 2: There is no active currency “XYZ”.",
                "Line 3: “Moon Base” is not one of the companies that you are working "
                "in.",
            ],
        )

    def test_inactive_currency(self):
        currency = self.env["res.currency"].create(
            {"name": "OLD", "symbol": "o", "active": False}
        )
        headings = (*FIELDS, "currency_id")
        self.assertRefused(
            self.import_rows([(*GOOD, "OLD")], headings=headings),
            ["Line 2: There is no active currency “OLD”."],
        )
        currency.active = True
        self.assertImported(self.import_rows([(*GOOD, "old")], headings=headings), 1)

    def test_reference_in_the_database(self):
        self.assertImported(self.import_rows([GOOD]), 1)
        result = self.import_rows([("C-2", "2021-01-31", "5", "R-2"), GOOD])
        self.assertEqual(
            [message["message"] for message in result["messages"]],
            ["Line 3: A purchase with the reference “R-1” is in the database already."],
        )
        self.assertEqual(self.purchases.search_count([]), 1)

    def test_more_rows_than_a_batch(self):
        rows = [("C-1", "2020-01-31", "1", f"R-{number}") for number in range(250)]
        bad = [("C-1", "2020-01-31", "1", "R-7")]
        self.assertRefused(
            self.import_rows([*rows, *bad], limit=100),
            ["Line 252: The reference “R-7” is on line 9 of the file already."],
        )
        tested = self.import_rows(rows, limit=100, dryrun=True)
        self.assertEqual(len(tested["ids"]), 250)
        self.assertFalse(self.purchases.search_count([]))
        self.assertImported(self.import_rows(rows, limit=100), 250)

    def test_import_again(self):
        rows = [GOOD, ("C-2", "2020-01-31", "5", "R-2")]
        self.assertImported(self.import_rows(rows), 2)
        result = self.import_rows(rows)
        self.assertEqual(len(result["messages"]), 2)
        self.assertEqual(self.purchases.search_count([]), 2)

    def test_very_many_problems_are_summed_up(self):
        rows = [("C-1", "2020-01-31", "x", f"R-{number}") for number in range(1200)]
        rows[1100] = ("C-1", "2020-01-31", "1", "R-1100")
        messages = self.import_rows(rows)["messages"]
        self.assertEqual(len(messages), 1001)
        self.assertEqual(
            messages[-1]["message"],
            "199 more problems of the kind “not a number”, on the lines 1002–1101, "
            "1103–1201",
        )

    def test_starting_at_a_later_line(self):
        result = self.import_rows([GOOD, GOOD, ("", *GOOD[1:])], skip=1)
        self.assertEqual(
            [message["message"] for message in result["messages"]],
            [
                "Line 4: The customer is missing.",
                "Line 4: The reference “R-1” is on line 3 of the file already.",
            ],
        )

    def test_columns_that_are_missing_or_double(self):
        with self.assertRaisesRegex(UserError, "No column is for: Date, Amount"):
            self.import_rows([GOOD], columns=["partner_id", "note", False, "reference"])
        with self.assertRaisesRegex(UserError, "Two columns are for .*Customer"):
            self.import_rows(
                [GOOD], columns=["partner_id", "date", "amount", "partner_id/id"]
            )

    # ------------------------------------------------------------------
    # Files
    # ------------------------------------------------------------------

    def test_windows_file(self):
        content = (
            "Customer;Date;Amount;Reference;Note\r\n"
            '"Blue Harbour";31/01/2020;"1.234,50";"A;1";"said ""yes""\r\nand paid"\r\n'
            "\r\n"
            "C-2;01/02/2020;7,5;A-2;Déjà vu\r\n"
        ).encode("windows-1252")
        result = self.import_file(
            content,
            encoding="windows-1252",
            separator=";",
            date_format="%d/%m/%Y",
            float_thousand_separator=".",
            float_decimal_separator=",",
        )
        purchases = self.assertImported(result, 2)
        self.assertEqual(purchases.mapped("amount"), [1234.5, 7.5])
        self.assertEqual(purchases.mapped("reference"), ["A;1", "A-2"])
        self.assertEqual(purchases[1].note, "Déjà vu")
        self.assertEqual(str(purchases[0].date), "2020-01-31")

    def test_workbook(self):
        book = Workbook()
        day = self.company._lifecycle_today() - timedelta(days=3)
        book.active.append(["Customer", "Date", "Amount", "Reference"])
        book.active.append(["C-1", day, 12.5, 1001])
        book.active.append(["C-2", day, 7, "R-2"])
        file = BytesIO()
        book.save(file)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        purchases = self.assertImported(self.import_file(file.getvalue(), kind), 2)
        self.assertEqual(purchases.mapped("amount"), [12.5, 7])
        self.assertEqual(purchases.mapped("reference"), ["1001", "R-2"])
        self.assertEqual(set(purchases.mapped("date")), {day})

        book.active.append([day, "late", day, "R-3"])
        book.save(file)
        result = self.import_file(file.getvalue(), kind)
        self.assertEqual(
            {message["message"].split(":")[0] for message in result["messages"]},
            {"Line 2", "Line 3", "Line 4"},
        )

    def test_template(self):
        (template,) = self.purchases.get_import_templates()
        self.assertEqual(
            template["template"],
            "/repeat_sales_crm/static/csv/external_purchases.csv",
        )
        self.env.ref("base.EUR").active = True
        with file_open(template["template"].lstrip("/"), "rb") as file:
            result = self.import_file(file.read(), create=True)
        purchases = self.assertImported(result, 2)
        self.assertRecordValues(
            purchases.partner_id,
            [
                {"name": "Blue Harbour Hotel", "ref": "C-1001", "email": False},
                {
                    "name": "Anna Berg",
                    "ref": False,
                    "email": "anna.berg@example.com",
                },
            ],
        )

    # ------------------------------------------------------------------
    # Changing what is there
    # ------------------------------------------------------------------

    def test_changing_purchases_by_id(self):
        first, second = self.assertImported(
            self.import_rows([GOOD, ("C-2", "2020-01-31", "5", "R-2")]), 2
        )
        result = self.import_rows(
            [(first.id, "C-2", "11"), (second.id, "buy@blue.example", "6")],
            headings=("ID", "Customer", "Amount"),
            columns=[".id", "partner_id", "amount"],
        )
        self.assertImported(result, 2)
        self.assertEqual(first.amount, 11)
        self.assertEqual(first.buyer_id, self.green)
        self.assertEqual(second.buyer_id, self.blue)
        result = self.import_rows(
            [(first.id, "C-2", "R-1"), (second.id, "Who", "R-1")],
            headings=("ID", "Customer", "Reference"),
            columns=[".id", "partner_id", "reference"],
        )
        self.assertEqual(len(result["messages"]), 3)

    def test_external_ids_of_purchases(self):
        headings = ("id", *FIELDS)
        rows = [("till.one", *GOOD), ("till.two", "C-2", "2020-02-01", "3", "R-2")]
        first, _second = self.assertImported(
            self.import_rows(rows, headings=headings, limit=1), 2
        )
        rows[0] = ("till.one", "C-1", "2020-01-31", "99", "R-1")
        self.assertImported(self.import_rows(rows, headings=headings), 2)
        self.assertEqual(first.amount, 99)
        self.assertEqual(self.purchases.search_count([]), 2)

    # ------------------------------------------------------------------
    # Rights and cost
    # ------------------------------------------------------------------

    def test_sellers_read_and_do_not_import(self):
        (purchase,) = self.assertImported(self.import_rows([GOOD]), 1)
        with self.assertRaises(AccessError):
            self.import_rows([("C-2", *GOOD[1:3], "R-2")], user=self.seller)
        purchase = purchase.with_user(self.seller)
        self.assertEqual(purchase.amount, 10)
        with self.assertRaises(AccessError):
            purchase.amount = 3
        with self.assertRaises(AccessError):
            purchase.unlink()

    def test_others_see_nothing(self):
        self.assertImported(self.import_rows([GOOD]), 1)
        user = self.make_user("clerk", "base.group_user")
        with self.assertRaises(AccessError):
            self.purchases.with_user(user).search_count([])

    def test_record_rules_hold(self):
        self.env["ir.rule"].create(
            {
                "name": "Small purchases only",
                "model_id": self.env["ir.model"]._get_id("crm.purchase.external"),
                "domain_force": "[('amount', '<', 100)]",
            }
        )
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.import_rows([GOOD, ("C-1", "2020-01-31", "500", "R-2")])
        self.assertFalse(self.env["crm.purchase.external"].search_count([]))

    def test_cost_does_not_grow_with_rows(self):
        def count_queries(start, count):
            rows = [
                ["C-1", "2020-01-31", "1", f"R-{number}"]
                for number in range(start, start + count)
            ]
            before = self.env.cr.sql_log_count
            result = self.purchases.load(list(FIELDS), rows)
            self.assertImported(result, count)
            return self.env.cr.sql_log_count - before

        count_queries(0, 5)
        few = count_queries(100, 10)
        many = count_queries(1000, 3000)
        self.assertEqual(few, many)
        self.assertLess(many, 40)

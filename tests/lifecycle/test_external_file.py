import io
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from odoo.cli.command import find_command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase

from odoo.addons.repeat_sales_crm.models.external import external_staging

from .external_common import ExternalCommon


class TestExternalFile(ExternalCommon, TransactionCase):
    """A large file is loaded outside the import screen, by the same rules."""

    def load_file(self, text, **choices):
        """Return how many purchases were loaded, and the problems told."""
        problems = []
        count = self.purchases._load_file(
            io.StringIO(text, newline=""),
            report=lambda line, sentence: problems.append((line, sentence)),
            **choices,
        )
        return count, problems

    def test_good_file(self):
        count, problems = self.load_file(
            "\ufeffcustomer_ref;DATE;Amount;reference;who knows\r\n"
            'C-1;31.01.2020;"1.234,50";R-1;x\r\n'
            ";;;;\r\n"
            "Red Roof;01.02.2020;7;R-2;y\r\n",
            columns={"Customer_Ref": "partner_id"},
            create_customers=True,
            options={
                "date_format": "%d.%m.%Y",
                "float_thousand_separator": ".",
                "float_decimal_separator": ",",
            },
        )
        self.assertEqual((count, problems), (2, []))
        purchases = self.purchases.search([], order="reference")
        self.assertEqual(purchases.mapped("amount"), [1234.5, 7])
        self.assertEqual(
            purchases.partner_id.mapped("name"), ["Blue Harbour", "Red Roof"]
        )
        self.refresh()
        self.assertEqual(self.customer_of(self.blue).purchase_count, 1)

    def test_bad_file(self):
        text = (
            "Customer,Date,Amount,Reference\n"
            "C-1,2020-01-31,10,R-1\n"
            "Who,2020-01-31,10,R-2\n"
            "C-1,soon,ten,R-1\n"
        )
        count, problems = self.load_file(text)
        self.assertEqual(count, 0)
        self.assertEqual([line for line, _sentence in problems], [3, 4, 4, 4])
        self.assertIn("Line 3: No customer has “Who”", problems[0][1])
        self.assertFalse(self.purchases.search_count([]))

    def test_file_without_sense(self):
        with self.assertRaisesRegex(UserError, "no heading"):
            self.load_file("")
        with self.assertRaisesRegex(UserError, "No column is for: Customer"):
            self.load_file("one,two\n1,2\n")
        with self.assertRaisesRegex(UserError, "Changing purchases"):
            self.load_file("id,Customer,Date,Amount,Reference\nx,C-1,2020-01-31,1,R\n")

    def test_short_rows(self):
        _count, problems = self.load_file(
            "Customer,Date,Amount,Reference\nC-1,2020-01-31,5\n"
        )
        self.assertEqual(problems, [(2, "Line 2: The reference is missing.")])

    def test_many_buyers_are_calculated_by_ranges(self):
        rows = "".join(
            f"Buyer {number},2020-01-31,1,R-{number}\n" for number in range(40)
        )
        few = patch.object(external_staging, "_MANY_BUYERS", 10)
        self.enterContext(few)
        count, _problems = self.load_file(
            "Customer,Date,Amount,Reference\n" + rows, create_customers=True
        )
        self.assertEqual(count, 40)
        self.refresh()
        self.assertEqual(
            self.env["crm.customer"].search_count(
                [("company_id", "=", self.company.id), ("purchase_count", "=", 1)]
            ),
            40,
        )

    def test_command(self):
        command = find_command("load_purchases")()
        command._add_arguments()
        folder = Path(self.enterContext(TemporaryDirectory()))
        file = folder / "purchases.csv"
        report = folder / "report.csv"
        file.write_text("who|Date|Amount|Reference\nC-1|01/02/2020|5,5|R-1\n")

        def load(*more):
            arguments = command.parser.parse_args(
                ["-d", "any", str(file), "--company", self.company.name, *more]
            )
            return command._load(self.env, arguments)

        form = ("--column", "who=partner_id", "--decimal", ",", "--thousands", ".")
        self.assertEqual(load(*form, "--report", str(report)), (0, 1))
        self.assertEqual(
            report.read_text().splitlines(),
            [
                "Line,Problem",
                "2,Line 2: “01/02/2020” is not a date in the format of the file.",
            ],
        )
        self.assertEqual(load(*form, "--date-format", "%d/%m/%Y"), (1, 0))
        purchase = self.purchases.search([])
        self.assertEqual(str(purchase.date), "2020-02-01")
        self.assertEqual(purchase.amount, 5.5)
        self.assertEqual(purchase.company_id, self.company)

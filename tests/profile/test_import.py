"""Facts from files, through Odoo's own import."""

import io
from datetime import date

import openpyxl
from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from ..common import LifecycleCommon

COLUMNS = ["name", "birth_date", "gender", "education", "income_bracket_id"]
OPTIONS = {
    "has_headers": True,
    "separator": ",",
    "quoting": '"',
    "date_format": "%d.%m.%Y",
    "datetime_format": "",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
    "limit": 2000,
    "skip": 0,
}


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 12:00")
class TestFactImport(LifecycleCommon, TransactionCase):
    def _import(self, rows, columns=COLUMNS, **options):
        text = "\n".join(",".join(row) for row in [columns, *rows])
        return self._run(text.encode(), "text/csv", columns, options)

    def _run(self, content, file_type, columns, options):
        wizard = (
            self.env["base_import.import"]
            .with_user(self.manager)
            .create(
                {
                    "res_model": "res.partner",
                    "file": content,
                    "file_type": file_type,
                    "file_name": "facts",
                }
            )
        )
        return wizard.execute_import(columns, columns, OPTIONS | options)

    def test_labels_and_names(self):
        result = self._import(
            [
                ["Ada", "10.12.1985", "Female", "Doctorate", "Upper middle"],
                ["Alan", "23.06.1982", "male", "master", ""],
                ["Nobody Knows", "", "", "", ""],
            ]
        )
        self.assertFalse(result["messages"])
        ada, alan, _nobody = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(ada.birth_date, date(1985, 12, 10))
        self.assertEqual(ada.gender, "female")
        self.assertEqual(ada.education, "doctorate")
        self.assertEqual(
            ada.income_bracket_id,
            self.env.ref("repeat_sales_crm.income_bracket_upper_middle"),
        )
        self.assertEqual(alan.gender, "male")
        self.assertEqual(alan.age, 44)
        # A file is no check, unless it says when there was one.
        self.assertFalse(ada.facts_checked_date)

    def test_the_day_of_the_check_comes_from_the_file(self):
        columns = ["name", "area_type", "climate", "facts_checked_date"]
        result = self._import(
            [["Farm", "Rural", "Temperate: mild winters", "05.01.2026"]], columns
        )
        farm = self.env["res.partner"].browse(result["ids"])
        self.assertEqual((farm.area_type, farm.climate), ("rural", "temperate"))
        self.assertEqual(farm.facts_checked_date, date(2026, 1, 5))

    def test_spreadsheet(self):
        book = openpyxl.Workbook()
        book.active.append(["name", "birth_date", "gender"])
        book.active.append(["Grace", date(1986, 12, 9), "Female"])
        file = io.BytesIO()
        book.save(file)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        result = self._run(
            file.getvalue(),
            kind,
            ["name", "birth_date", "gender"],
            {"date_format": "%Y-%m-%d", "sheet": "Sheet", "sheets": ["Sheet"]},
        )
        self.assertFalse(result["messages"])
        grace = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(grace.birth_date, date(1986, 12, 9))

    def test_a_bad_birth_date_says_what_to_do(self):
        result = self._import(
            [["Ada", "10.12.1985", "", "", ""], ["Bad", "31.02.1990", "", "", ""]]
        )
        message = result["messages"][0]["message"]
        self.assertIn("Line 3", message)
        self.assertIn("31.02.1990", message)
        self.assertIn("Formatting", message)

    def test_an_impossible_birth_date_names_its_line(self):
        result = self._import(
            [["Ada", "10.12.1985", "", "", ""], ["Future", "10.12.2085", "", "", ""]]
        )
        message = result["messages"][-1]
        self.assertEqual(message["rows"], {"from": 1, "to": 1})
        self.assertIn("Future cannot be born", message["message"])
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Ada")]))

"""Tables as files that spreadsheets open."""

import csv
import io
import unittest
import zipfile
from datetime import date

from odoo.addons.repeat_sales_crm.models.segment.table_files import CsvTable, XlsxTable


class TestTableFiles(unittest.TestCase):
    def write(self, table_class, rows):
        file = io.BytesIO()
        table = table_class(file)
        for row in rows:
            table.add_line(row)
        table.close()
        return file.getvalue()

    def test_csv(self):
        content = self.write(
            CsvTable,
            [["Name", "Revenue", "Day"], ["Åsa, Ltd", 12.5, date(2026, 6, 1)]],
        )
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        self.assertEqual(rows[1], ["Åsa, Ltd", "12.5", "2026-06-01"])

    def test_nothing_becomes_a_formula(self):
        for text in ("=1+1", "+49 30 1234", "-1", "@cmd"):
            content = self.write(CsvTable, [[text, -5.0, False, None]])
            row = next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
            self.assertEqual(row, [f"'{text}", "-5.0", "", ""])
        sheet = self.read_sheet([["=1+1"], ["=1+1"]])
        self.assertNotIn("<f>", sheet)

    def test_xlsx_has_numbers_and_dates(self):
        sheet = self.read_sheet([["Day", "Count"], [date(2026, 6, 1), 7]])
        # 1 June 2026 is day 46174 of a spreadsheet.
        self.assertIn("<v>46174</v>", sheet)
        self.assertIn("<v>7</v>", sheet)

    def test_zero_is_a_number(self):
        self.assertIn("<v>0</v>", self.read_sheet([["Count"], [0.0]]))

    def read_sheet(self, rows):
        content = io.BytesIO(self.write(XlsxTable, rows))
        with zipfile.ZipFile(content) as book:
            return book.read("xl/worksheets/sheet1.xml").decode()

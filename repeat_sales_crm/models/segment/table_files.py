"""Tables written to a file line by line, so that memory does not grow with them."""

import csv
import datetime
import io

#: How many lines fit on a sheet of XLSX.
XLSX_LINES = 1048576

#: Spreadsheets take a text that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvTable:
    """A CSV file in UTF-8, with the mark by which spreadsheets know it."""

    extension = "csv"
    mimetype = "text/csv;charset=utf-8"

    def __init__(self, file):
        self._text = io.TextIOWrapper(file, "utf-8-sig", newline="")
        self._writer = csv.writer(self._text)

    def add_line(self, values):
        self._writer.writerow([_as_text(value) for value in values])

    def close(self):
        """Write what is left, and leave the file open."""
        self._text.flush()
        self._text.detach()


class XlsxTable:
    """An XLSX file with one sheet, in which numbers and dates are such."""

    extension = "xlsx"
    mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, file):
        # Odoo brings the library, and starts faster without it.
        import xlsxwriter

        self._book = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._header = self._book.add_format({"bold": True})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._amount = self._book.add_format({"num_format": "#,##0.00"})
        self._line = 0

    def add_line(self, values):
        if not self._line:
            self._sheet.set_column(0, len(values) - 1, 20)
        for column, value in enumerate(values):
            self._write_cell(column, value)
        self._line += 1

    def _write_cell(self, column, value):
        if value is None or value is False or value == "":
            return
        style = None
        if not self._line:
            style = self._header
        elif isinstance(value, datetime.datetime):
            style = self._moment
        elif isinstance(value, datetime.date):
            style = self._date
        elif isinstance(value, float):
            style = self._amount
        elif not isinstance(value, int):
            value = str(value)
        self._sheet.write(self._line, column, value, style)

    def close(self):
        self._book.close()


TABLES = {"csv": CsvTable, "xlsx": XlsxTable}


def _as_text(value):
    if value is None or value is False:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value

"""Reads the rows of a file of purchases, as text, into values that a database takes.

Plain Python: what a cell says is decided here, cell by cell. What the cells of a file
say together, and what the database says to them, is decided in
:mod:`.external_staging`.
"""

import re
from datetime import date, datetime
from typing import NamedTuple

#: Columns that a purchase cannot be without.
REQUIRED = ("partner_id", "date", "amount", "reference")

#: Columns that say which purchase to change, instead of adding one.
IDENTITY = ("id", ".id")

#: Columns whose cells are understood here.
KNOWN = (
    *REQUIRED,
    *IDENTITY,
    "company_id",
    "currency_id",
    "customer_name",
    "note",
)

#: Columns that name another record, and can name it in three ways.
RELATED = ("partner_id", "company_id", "currency_id")

_NUMBER = re.compile(r"[+-]?(\d{1,13}(\.\d*)?|\.\d+)(e[+-]?\d)?", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]\d\d:\d\d(:\d\d)?")
_DATABASE_ID = re.compile(r"\d{1,9}")


class Row(NamedTuple):
    """What a row of the file says, as far as it can be understood."""

    line: int
    external_id: str
    database_id: int | None
    customer: str
    customer_name: str
    company_id: int | None
    currency_id: int | None
    date: date | None
    amount: str | None
    reference: str
    note: str


class Problem(NamedTuple):
    """Why a row cannot be imported.

    ``code`` is one of those that :func:`.external_problems.describe` knows, ``value``
    is what the cell says and ``detail`` what it clashes with.
    """

    line: int
    column: str
    code: str
    value: str = ""
    detail: str = ""


class Company(NamedTuple):
    """What has to be known of a company to read its rows."""

    id: int
    currency_id: int
    today: date


def split_columns(fields):
    """Tell the columns of a file by what they hold.

    :param fields: the field each column is for, ``partner_id/id`` and
        ``partner_id/.id`` being other ways to name a customer
    :return: {name: (index of the column, way to name: "", "id" or ".id")} of the
        columns that are understood here, and the list of other fields
    :raises ValueError: with the name of a field that two columns are for
    """
    columns, others = {}, []
    for index, field in enumerate(fields):
        name, _slash, way = field.partition("/")
        if name not in KNOWN or (way and (name not in RELATED or way not in IDENTITY)):
            others.append(field)
            continue
        if name in columns:
            raise ValueError(name)
        columns[name] = (index, way)
    return columns, others


def text_of(value):
    """Return the text of a cell, whatever the reader of the file made of it."""
    if value is None or value is False:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\0", "").strip()


def parse_day(text):
    """Return the date that ``text`` gives as year-month-day, or ``None``."""
    moment = _MOMENT.fullmatch(text)
    if moment:
        text = moment[1]
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_amount(text):
    """Return ``text`` if it is a number that a purchase can amount to, or ``None``."""
    return text if _NUMBER.fullmatch(text) else None


def is_well_grouped(text, thousands, decimal):
    """Return whether the thousands sign stands where it can stand in a number.

    Taking it away from anywhere would make 1050 of 10,50, which is meant as 10.5 where
    the decimal sign is a comma.
    """
    if not thousands or thousands not in text:
        return True
    whole, _decimal, fraction = text.partition(decimal)
    groups = whole.split(thousands)
    digits = [sum(map(str.isdigit, group)) for group in groups]
    return (
        thousands not in fraction
        and 1 <= digits[0] <= 3
        and digits[-1] == 3
        # In India thousands are grouped by two.
        and all(count in (2, 3) for count in digits[1:])
    )


class RowReader:
    """Reads row after row of one file.

    :param columns: as :func:`split_columns` gives them
    :param companies: {id: :class:`Company`} of those the user may import to
    :param company_names: {text in a cell: company id}
    :param currency_names: {text in a cell, in lower case: currency id}
    :param default_company_id: whose rows without a company are
    """

    def __init__(
        self, columns, companies, company_names, currency_names, default_company_id
    ):
        self.columns = columns
        self.companies = companies
        self.company_names = company_names
        self.currency_names = currency_names
        self.default_company_id = default_company_id
        self.is_update = not set(IDENTITY).isdisjoint(columns)

    def parse(self, line, cells):
        """Return the :class:`Row` on a line of the file and its :class:`Problem` list.

        Every problem of the row is told, not only the first.
        """
        problems = []
        texts = {
            name: text_of(cells[index]) for name, (index, _way) in self.columns.items()
        }
        for name in REQUIRED:
            if name in texts and not texts[name]:
                problems.append(Problem(line, name, f"{name}_missing"))
        company = self._read_company(line, texts, problems)
        row = Row(
            line=line,
            external_id=texts.get("id", ""),
            database_id=self._read_database_id(line, texts, problems),
            customer=texts.get("partner_id", ""),
            customer_name=texts.get("customer_name", ""),
            company_id=company and company.id,
            currency_id=self._read_currency(line, texts, company, problems),
            date=self._read_date(line, texts, company, problems),
            amount=self._read_amount(line, texts, problems),
            reference=texts.get("reference", ""),
            note=texts.get("note", ""),
        )
        return row, problems

    def _read_database_id(self, line, texts, problems):
        text = texts.get(".id", "")
        if not text:
            return None
        if _DATABASE_ID.fullmatch(text):
            return int(text)
        problems.append(Problem(line, ".id", "id_unknown", text))
        return None

    def _read_company(self, line, texts, problems):
        text = texts.get("company_id", "")
        company_id = self.company_names.get(text) if text else self.default_company_id
        if company_id is None:
            problems.append(Problem(line, "company_id", "company_unknown", text))
            return None
        return self.companies[company_id]

    def _read_currency(self, line, texts, company, problems):
        text = texts.get("currency_id", "")
        if not text:
            return company and company.currency_id
        currency_id = self.currency_names.get(text.lower())
        if currency_id is None:
            problems.append(Problem(line, "currency_id", "currency_unknown", text))
        return currency_id

    def _read_date(self, line, texts, company, problems):
        text = texts.get("date", "")
        if not text:
            return None
        day = parse_day(text)
        if day is None:
            problems.append(Problem(line, "date", "date_invalid", text))
        elif company and day > company.today:
            problems.append(Problem(line, "date", "date_future", text))
        return day

    def _read_amount(self, line, texts, problems):
        text = texts.get("amount", "")
        if not text:
            return None
        amount = parse_amount(text)
        if amount is None:
            problems.append(Problem(line, "amount", "amount_invalid", text))
        return amount

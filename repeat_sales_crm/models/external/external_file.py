"""Reads a CSV file of any size row by row, as Odoo's import screen would read it."""

import csv
from itertools import chain

from odoo.exceptions import UserError
from odoo.tools import split_every

_SEPARATORS = ",;\t|"

#: How many rows are in memory at a time.
_CHUNK = 10000

_DEFAULTS = {
    "quoting": '"',
    "date_format": "%Y-%m-%d",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
}


def iter_file(model, file, columns, options):
    """Return the fields that the columns are for, and an iterator over the rows.

    Columns that are for no field are left out, and empty rows are passed over.

    :param model: ``crm.purchase.external``
    :param columns: {heading: name of a field}, see :meth:`_load_file`
    :param options: those of the import screen
    :raises UserError: when the file is empty
    """
    first = file.readline()
    if not first.strip():
        raise UserError(model.env._("The file has no heading."))
    options = _DEFAULTS | options
    separator = options.get("separator") or max(_SEPARATORS, key=first.count)
    reader = csv.reader(
        chain([first], file), delimiter=separator, quotechar=options["quoting"]
    )
    names = _get_names(model, columns)
    headings = [heading.strip("\ufeff ").lower() for heading in next(reader)]
    kept = [index for index, heading in enumerate(headings) if names.get(heading)]
    fields = [names[headings[index]] for index in kept]
    return fields, _iter_rows(model, reader, kept, fields, options)


def _get_names(model, columns):
    """Return {heading in lower case: field}."""
    names = {}
    for name, field in model.fields_get(attributes=["string"]).items():
        names[field["string"].lower()] = name
    names |= {name: name for name in model._fields}
    return names | {heading.lower(): field for heading, field in columns.items()}


def _iter_rows(model, reader, kept, fields, options):
    importer = model.env["base_import.import"].new({"res_model": model._name})
    rows = (
        [row[index] if index < len(row) else "" for index in kept]
        for row in reader
        if any(cell.strip() for cell in row)
    )
    for chunk in split_every(_CHUNK, rows, list):
        yield from importer._parse_import_data(chunk, fields, options)

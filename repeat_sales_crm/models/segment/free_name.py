"""Names for copies of what has a name of its own within its company."""

import re
from itertools import count


def free_name(model, name, company_id, others=()):
    """Return the name, or the first of "name (2)", "name (3)" ... that is free.

    :param model: of records with ``name`` and ``company_id``
    :param others: values of records that are about to be created along with it
    """
    # Who copies may not see what has the name.
    records = model.sudo().with_context(active_test=False)
    stem = re.sub(r" \(\d+\)$", "", name)
    found = records.search_fetch(
        [("company_id", "=", company_id), ("name", "=like", f"{_escape(stem)}%")],
        ["name"],
    )
    taken = {*found.mapped("name"), *(values.get("name") for values in others)}
    if name not in taken:
        return name
    return next(
        free for number in count(2) if (free := f"{stem} ({number})") not in taken
    )


def _escape(text):
    return re.sub(r"([\\%_])", r"\\\1", text)

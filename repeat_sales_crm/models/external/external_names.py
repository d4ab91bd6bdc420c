"""What the cells of a file can call the companies and currencies that there are."""

from .external_rows import Company


def get_companies(env):
    """Return {id: :class:`Company`} of those that the user works in."""
    return {
        company.id: Company(
            company.id, company.currency_id.id, company._lifecycle_today()
        )
        for company in env.companies
    }


def get_company_names(env, way):
    """Return {text in a cell: company id}; ``way`` as in :func:`split_columns`."""
    return _get_names(env.companies, way)


def get_currency_names(env, way):
    """Return {text in a cell, in lower case: id} of the active currencies."""
    names = _get_names(env["res.currency"].search([]), way)
    return {name.lower(): currency_id for name, currency_id in names.items()}


def _get_names(records, way):
    if way == ".id":
        return {str(record.id): record.id for record in records}
    if way == "":
        return {record.name: record.id for record in records}
    names = {}
    known = records.env["ir.model.data"].sudo()
    for data in known.search(
        [("model", "=", records._name), ("res_id", "in", records.ids)]
    ):
        names[f"{data.module}.{data.name}"] = data.res_id
        if data.module == "__import__":
            names.setdefault(data.name, data.res_id)
    return names

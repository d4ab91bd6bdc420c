"""Whether a value is among those of a SELECT, for many rows.

PostgreSQL makes a join of ``IN`` only where it is a plain condition of ``WHERE``. In
``OR``, ``CASE`` and columns, and always as ``NOT IN``, it looks into a hash table, and
where that does not fit into ``work_mem`` (some 262,144 rows, as installed) it goes
through all values for each row. Of what is here it can make a join, or look each row's
value up by an index.
"""

from zlib import crc32

from odoo.fields import Domain
from odoo.tools import SQL, Query


def is_among(value, select):
    """Return the SQL condition that a value is among those of a SELECT.

    :param value: SQL of the value
    :param select: SELECT of one column, that can be narrowed by an index on it
    """
    return SQL(
        "EXISTS (SELECT FROM (%s) AS among (value) WHERE among.value = %s)",
        select,
        value,
    )


def among(field_name, select):
    """Return the domain of records whose field :func:`is_among` those of a SELECT."""
    return Domain.custom(
        to_sql=lambda model, alias, query: is_among(
            model._field_to_sql(alias, field_name, query), select
        )
    )


def not_among(field_name, select):
    """Return the domain of all but :func:`among`, also of who has no value."""
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "NOT %s", is_among(model._field_to_sql(alias, field_name, query), select)
        )
    )


def among_all(field_name, select):
    """Return the domain as of :func:`among`, of a SELECT that no index can narrow.

    It is worked out once and joined.
    """

    def to_sql(model, alias, query):
        joined = query.make_alias(alias, f"among_{crc32(repr(select).encode()):x}")
        query.add_join(
            "LEFT JOIN",
            joined,
            SQL("(SELECT DISTINCT value FROM (%s) AS given (value))", select),
            SQL(
                "%s = %s",
                SQL.identifier(joined, "value"),
                model._field_to_sql(alias, field_name, query),
            ),
        )
        return SQL("%s IS NOT NULL", SQL.identifier(joined, "value"))

    return Domain.custom(to_sql=to_sql)


def look_up(domain, model):
    """Return a domain whose conditions on many2one fields can be looked up.

    What Odoo makes of them is ``IN`` and ``NOT IN``, wherever they stand.

    :param domain: fully optimized
    """
    looked_up = domain.map_conditions(lambda condition: _look_up(condition, model))
    return looked_up.optimize_full(model)


def _look_up(condition, model):
    name, operator, value = condition.field_expr, condition.operator, condition.value
    field = model._fields.get(name)
    if not (field and field.relational and isinstance(value, Domain | Query | SQL)):
        return condition
    if isinstance(value, Domain):
        value = look_up(value, model.env[field.comodel_name])
        condition = Domain(name, operator, value)
    # Without rights to ask for, Odoo joins what has to be there.
    is_joined = operator == "any!" and isinstance(value, Domain)
    if field.type != "many2one" or field.company_dependent or is_joined:
        return condition

    def to_sql(model, alias, query):
        found = value
        if isinstance(value, Domain):
            comodel = model.env[field.comodel_name]
            found = comodel._search(
                value, active_test=False, bypass_access=operator.endswith("!")
            )
        found = is_among(
            model._field_to_sql(alias, name, query),
            found if isinstance(found, SQL) else found.select(),
        )
        return SQL("NOT %s", found) if operator.startswith("not") else found

    return Domain.custom(
        to_sql=to_sql, predicate=lambda one: bool(one.filtered_domain(condition))
    )

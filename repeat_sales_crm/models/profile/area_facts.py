"""The SQL that says what is known about where customers are."""

from odoo.tools import SQL

from .area_match import AREA_FACTS, folded

#: Lines of the area table that may speak for a partner, the most specific first: the
#: alias, whether they name a state, whether they name a city.
_LINES = (
    ("city_in_state", True, True),
    ("city", False, True),
    ("state", True, False),
    ("country", False, False),
)


def area_facts_query(company_id, scope):
    """Return a SELECT of where the customers of a company are.

    :param scope: a :class:`.customer_state.Scope` of commercial partners
    :return: SQL with the columns partner_id, area_type, climate, population_density; of
        a partner's own fact, or else of the most specific line that has it
    """
    aliases = ["partner", *(alias for alias, _state, _city in _LINES)]
    return SQL(
        """
        WITH area AS MATERIALIZED (%(areas)s)
        SELECT partner.id AS partner_id, %(facts)s
          FROM (%(partners)s) AS partner
          %(joins)s
        """,
        areas=_areas(),
        facts=SQL(", ").join(
            SQL(
                "COALESCE(%s) AS %s",
                SQL(", ").join(SQL.identifier(alias, name) for alias in aliases),
                SQL.identifier(name),
            )
            for name in AREA_FACTS
        ),
        partners=_partners(company_id, scope),
        joins=SQL(" ").join(_join(*line) for line in _LINES),
    )


def _areas():
    """Return the table of areas, with names of cities as they are compared."""
    return SQL(
        """
        SELECT DISTINCT ON (country_id, state_id, %(place)s)
               country_id, state_id, %(place)s AS place,
               area_type, climate, NULLIF(population_density, 0) AS population_density
          FROM crm_area
         ORDER BY country_id, state_id, %(place)s, id
        """,
        place=folded(SQL("city")),
    )


def _partners(company_id, scope):
    """Return the customers, with names of cities where the table has any.

    Folding names takes longer than all the rest together, and is not needed for most.
    """
    return SQL(
        """
        SELECT res_partner.id, country_id, state_id,
               CASE WHEN country_id = ANY(ARRAY(SELECT DISTINCT country_id FROM area
                                                 WHERE place IS NOT NULL))
                    THEN %(place)s
               END AS place,
               area_type, climate, NULLIF(population_density, 0) AS population_density
          FROM res_partner
         WHERE %(in_scope)s
           AND EXISTS (SELECT
                         FROM crm_customer
                        WHERE company_id = %(company)s
                          AND partner_id = res_partner.id)
        """,
        place=folded(SQL("res_partner.city")),
        in_scope=scope.condition(SQL.identifier("res_partner", "id")),
        company=company_id,
    )


def _join(alias, by_state, by_city):
    conditions = [SQL("%s = partner.country_id", SQL.identifier(alias, "country_id"))]
    for name, is_used in (("state_id", by_state), ("place", by_city)):
        column = SQL.identifier(alias, name)
        conditions.append(
            SQL("%s = partner.%s", column, SQL.identifier(name))
            if is_used
            else SQL("%s IS NULL", column)
        )
    return SQL(
        "LEFT JOIN area AS %s ON %s",
        SQL.identifier(alias),
        SQL(" AND ").join(conditions),
    )


def touched_customers_query(area_ids):
    """Return a SELECT of who lives where lines of the area table speak for.

    :return: SQL with the columns company_id and partner_id, without doubles
    """
    return SQL(
        """
        SELECT customer.company_id, customer.partner_id
          FROM crm_customer AS customer
          JOIN res_partner AS partner ON partner.id = customer.partner_id
         WHERE EXISTS (SELECT
                         FROM crm_area AS area
                        WHERE area.id = ANY(%s)
                          AND area.country_id = partner.country_id
                          AND (area.state_id IS NULL
                               OR area.state_id = partner.state_id)
                          AND (%s IS NULL OR %s = %s))
        """,
        list(area_ids),
        folded(SQL("area.city")),
        folded(SQL("area.city")),
        folded(SQL("partner.city")),
    )

"""The SQL that measures a company's scale, and the one that scores customers by it."""

from odoo.tools import SQL

from .rfm import GRID, STEPS

_CUSTOMERS = "crm_customer.purchase_count > 0 AND crm_customer.active"


def borders_query(company, value):
    """Return a SELECT of the values from which on the scores 2 to 5 are given.

    The same as :func:`.rfm.measure_borders`, and the best value after them. Where
    nobody reaches a score, its border is empty.

    :param value: SQL of what is scored, a higher one being better
    """
    return SQL(
        """
        SELECT %(borders)s, MAX(value)
          FROM (SELECT value,
                       (SUM(customers) OVER (ORDER BY value) - customers / 2.0)
                       / SUM(customers) OVER () AS middle
                  FROM (SELECT %(value)s AS value, COUNT(*) AS customers
                          FROM crm_customer
                         WHERE company_id = %(company)s AND %(counts)s
                         GROUP BY 1) AS same
               ) AS place
        """,
        borders=SQL(", ").join(
            SQL("MIN(value) FILTER (WHERE middle > %s::numeric / 5)", step - 1)
            for step in STEPS
        ),
        value=value,
        company=company.id,
        counts=SQL(_CUSTOMERS),
    )


def classes_query(company, share_a, share_b):
    """Return a SELECT of the smallest revenues of an A and of a B customer.

    The same as :func:`.rfm.measure_classes`.
    """
    return SQL(
        """
        SELECT MIN(amount) FILTER (WHERE before < %(share_a)s::numeric * whole),
               MIN(amount) FILTER (WHERE before < %(share_b)s::numeric * whole)
          FROM (SELECT amount_total AS amount,
                       SUM(SUM(amount_total)) OVER (ORDER BY amount_total DESC)
                       - SUM(amount_total) AS before,
                       SUM(SUM(amount_total)) OVER () AS whole
                  FROM crm_customer
                 WHERE company_id = %(company)s AND %(counts)s AND amount_total > 0
                 GROUP BY amount_total) AS curve
        """,
        share_a=share_a,
        share_b=share_b,
        company=company.id,
        counts=SQL(_CUSTOMERS),
    )


def scores_query(company, scope, today):
    """Return a SELECT of the scores, group and class of the customers in scope.

    :param today: the day from which on the days of fixed borders are counted
    """
    return SQL(
        """
        SELECT partner_id, rfm_recency, rfm_frequency, rfm_monetary, value_class,
               (%(grid)s::varchar[])
                   [6 - rfm_recency][(rfm_frequency + rfm_monetary + 1) / 2]
                   AS rfm_group
          FROM (SELECT crm_customer.partner_id,
                       %(recency)s AS rfm_recency,
                       %(frequency)s AS rfm_frequency,
                       %(monetary)s AS rfm_monetary,
                       CASE WHEN amount_total <= 0 THEN 'c'
                            WHEN amount_total >= scale.revenue_a THEN 'a'
                            WHEN amount_total >= scale.revenue_b THEN 'b'
                            ELSE 'c' END AS value_class
                  FROM crm_customer
                  JOIN crm_customer_scale AS scale
                    ON scale.company_id = crm_customer.company_id
                 WHERE crm_customer.company_id = %(company)s
                   AND scale.measured_date IS NOT NULL
                   AND %(counts)s
                   AND %(in_scope)s) AS score
        """,
        grid=[list(row) for row in GRID],
        recency=_score("recency", _days(today), SQL("<=")),
        frequency=_score("frequency", SQL("purchase_count"), SQL(">=")),
        monetary=_score("monetary", SQL("amount_total"), SQL(">=")),
        company=company.id,
        counts=SQL(_CUSTOMERS),
        in_scope=scope.condition(SQL("crm_customer.partner_id")),
    )


def _days(today):
    return SQL(
        "CASE WHEN scale.mode = 'fixed' THEN %s ELSE scale.measured_date END"
        " - crm_customer.last_date",
        today,
    )


def _score(measure, value, reaches):
    steps = [
        SQL(
            "(%s %s %s)::int", value, reaches, SQL.identifier("scale", f"{measure}_{n}")
        )
        for n in STEPS
    ]
    return SQL("1 + %s", SQL(" + ").join(steps))

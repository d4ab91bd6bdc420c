"""Works out, set-wise, how each currency of a file converts on each of its days."""

from odoo.tools import SQL


def fill_rates(env):
    """Fill the table ``tmp_purchase_day`` with what turns amounts of a day into money.

    The rates are those of ``res.currency``: of the last day that has one, the company's
    own before those for all; where no day before has one, the first there is.
    """
    env["res.currency.rate"].flush_model()
    env.cr.execute("DROP TABLE IF EXISTS tmp_purchase_day")
    env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE tmp_purchase_day ON COMMIT DROP AS
            SELECT day.company_id, day.currency_id, day.date,
                   currency.rounding,
                   company_currency.rounding AS company_rounding,
                   CASE WHEN currency.id = company_currency.id THEN 1
                        ELSE %(to_rate)s / %(from_rate)s
                   END AS rate
              FROM (SELECT DISTINCT company_id, currency_id, date
                      FROM tmp_purchase_row) AS day
              JOIN res_company AS company ON company.id = day.company_id
              JOIN res_currency AS currency ON currency.id = day.currency_id
              JOIN res_currency AS company_currency
                ON company_currency.id = company.currency_id
            """,
            to_rate=_rate_query(SQL.identifier("company_currency", "id")),
            from_rate=_rate_query(SQL.identifier("currency", "id")),
        )
    )
    env.cr.execute("ANALYZE tmp_purchase_day")


def _rate_query(currency):
    rates = SQL(
        """
        SELECT rate.rate FROM res_currency_rate AS rate
         WHERE rate.currency_id = %s
           AND (rate.company_id IS NULL
                OR rate.company_id = SPLIT_PART(company.parent_path, '/', 1)::int)
        """,
        currency,
    )
    return SQL(
        """
        COALESCE(
            (%(rates)s AND rate.name <= day.date
              ORDER BY rate.company_id, rate.name DESC LIMIT 1),
            (%(rates)s ORDER BY rate.company_id, rate.name LIMIT 1),
            1
        )
        """,
        rates=rates,
    )

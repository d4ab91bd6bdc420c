"""SQL for the KPIs that are read from purchases, for any number of periods at once.

It also answers, by the bands of the present, for the days before the ledger began. Only
purchases of the days in question are read: which number a purchase has for its buyer
follows from the purchases the customer has by now.
"""

from odoo.tools import SQL


def windows_query(windows, today):
    """Return a SELECT of the windows, as ``number``, ``first_day`` and ``last_day``."""
    return SQL(
        "SELECT * FROM UNNEST(%s::int[], %s::date[], %s::date[])"
        " AS listed(number, first_day, last_day)",
        list(range(len(windows))),
        [window.first for window in windows],
        [min(window.last, today) for window in windows],
    )


def numbered_query(purchases, company, lower, today):
    """Return a SELECT of documents, with the number each has for its buyer.

    :param purchases: SQL of the company's purchases, as ``crm.purchase`` gives them
    :param lower: the first day to look at
    :return: SQL with the columns partner_id, date, amount, is_active (whether the
        customer is not archived), is_purchase, is_counted (not the case for further
        documents of a day, where these count once), number (of the purchase, or of the
        last one before something that is none), previous_date and next_date (of the
        buyer's purchases; the former is ``-infinity`` if it was before ``lower``)
    """
    return SQL(
        """
        SELECT partner_id, date, amount, is_active, is_purchase, is_counted, number,
               COALESCE(
                   LAG(date) OVER buyer,
                   CASE WHEN number > 1 THEN '-infinity'::date END
               ) AS previous_date,
               LEAD(date) OVER buyer AS next_date
          FROM (
              SELECT document.partner_id, document.id, date, amount, is_purchase,
                     is_purchase AND is_counted AS is_counted,
                     COALESCE(customer.active, TRUE) AS is_active,
                     GREATEST(
                         COALESCE(customer.purchase_count, 0)
                         - COUNT(*) FILTER (WHERE is_purchase AND is_counted)
                           OVER (PARTITION BY document.partner_id), 0
                     ) + COUNT(*) FILTER (WHERE is_purchase AND is_counted) OVER (
                         PARTITION BY document.partner_id
                         ORDER BY date, is_purchase DESC, document.id
                         ROWS UNBOUNDED PRECEDING
                     ) AS number
                FROM (%(documents)s) AS document
                LEFT JOIN crm_customer AS customer
                  ON customer.partner_id = document.partner_id
                 AND customer.company_id = %(company)s
          ) AS counted
        WINDOW buyer AS (PARTITION BY partner_id, is_purchase ORDER BY date, id)
        """,
        documents=_documents_query(purchases, company, lower, today),
        company=company.id,
    )


def _documents_query(purchases, company, lower, today):
    is_counted = SQL("TRUE")
    if company.purchase_once_a_day:
        is_counted = SQL(
            "ROW_NUMBER() OVER"
            " (PARTITION BY partner_id, date, purchase_count > 0 ORDER BY id) = 1"
        )
    return SQL(
        """
        SELECT partner_id, id, date, amount, purchase_count > 0 AS is_purchase,
               %(is_counted)s AS is_counted
          FROM (%(purchases)s) AS purchase
         WHERE date BETWEEN %(lower)s AND %(today)s
        """,
        is_counted=is_counted,
        purchases=purchases,
        lower=lower,
        today=today,
    )


def facts_query(numbered, windows, limits, ledger_start):
    """Return a SELECT of what purchases say about each window.

    :param numbered: SQL as from :func:`numbered_query`, from ``limits.asleep_from``
        days before the first window, if that is before the ledger
    :param windows: SQL as from :func:`windows_query`
    :param limits: :class:`.kpi_measures.Limits` of the bands
    :param ledger_start: the day from which on the ledger says what moves there were
    :return: SQL with the columns window_number, repeat_customers, second_purchases,
        revenue, repeat_revenue; became_regular, won_back and lost on the days before
        the ledger; active (customers at the end), newer_customers (who bought for the
        first time after it)
    """
    return SQL(
        """
        WITH numbered AS MATERIALIZED (%(numbered)s),
        bought AS MATERIALIZED (%(bought)s),
        taken AS MATERIALIZED (
            SELECT date, SUM(amount) AS amount,
                   SUM(amount) FILTER (WHERE number > 1) AS repeat_amount
              FROM numbered GROUP BY date
        ),
        lost AS MATERIALIZED (
            SELECT date + %(asleep_from)s AS date, COUNT(*) AS customers
              FROM numbered
             WHERE is_purchase AND date + %(asleep_from)s < %(ledger_start)s
               AND COALESCE(next_date >= date + %(asleep_from)s, TRUE)
             GROUP BY date
        )
        SELECT period.number AS window_number, buying.*, taking.*, losing.*, coming.*
          FROM (%(windows)s) AS period
         CROSS JOIN LATERAL (%(buying)s) AS buying
         CROSS JOIN LATERAL (
             SELECT COALESCE(SUM(amount), 0)::float AS revenue,
                    COALESCE(SUM(repeat_amount), 0)::float AS repeat_revenue
               FROM taken WHERE date BETWEEN period.first_day AND period.last_day
         ) AS taking
         CROSS JOIN LATERAL (
             SELECT COALESCE(SUM(customers), 0)::int AS lost
               FROM lost WHERE date BETWEEN period.first_day AND period.last_day
         ) AS losing
         CROSS JOIN LATERAL (
             SELECT COALESCE(SUM(customers), 0)::int AS newer_customers
               FROM bought
              WHERE number = 1 AND is_active AND date > period.last_day
         ) AS coming
        """,
        numbered=numbered,
        bought=_bought_query(limits),
        windows=windows,
        buying=_buying_query(limits, ledger_start),
        asleep_from=limits.asleep_from,
        ledger_start=ledger_start,
    )


def _bought_query(limits):
    """Return purchases by day, number and day of the buyer's purchase before."""
    return SQL(
        """
        SELECT date, previous_date, is_active, LEAST(number, %s) AS number,
               COUNT(*) AS customers
          FROM numbered
         WHERE is_counted
         GROUP BY 1, 2, 3, 4
        """,
        limits.regular_from + 2,
    )


def _buying_query(limits, ledger_start):
    """Return a SELECT that counts the purchases of a window.

    A customer who bought several times in it is counted at the first of these.
    """
    return SQL(
        """
        SELECT COALESCE(SUM(customers) FILTER (
                   WHERE is_within AND number > 1
                     AND (number = 2 OR previous_date < period.first_day)
               ), 0)::int AS repeat_customers,
               COALESCE(SUM(customers) FILTER (WHERE is_within AND number = 2), 0)::int
                   AS second_purchases,
               COALESCE(SUM(customers) FILTER (
                   WHERE is_within AND number = %(regular_from)s
                     AND date < %(ledger_start)s
               ), 0)::int AS became_regular,
               COALESCE(SUM(customers) FILTER (
                   WHERE is_within AND date >= previous_date + %(asleep_from)s
                     AND date < %(ledger_start)s
               ), 0)::int AS won_back,
               COALESCE(SUM(customers) FILTER (
                   WHERE is_active AND date > period.last_day - %(drifting_from)s
                     AND COALESCE(
                         previous_date <= period.last_day - %(drifting_from)s, TRUE
                     )
               ), 0)::int AS active
          FROM (SELECT *, date >= period.first_day AS is_within FROM bought
                 WHERE date <= period.last_day
                   AND date >= LEAST(
                       period.first_day, period.last_day - %(drifting_from)s
                   )) AS bought
        """,
        regular_from=limits.regular_from,
        asleep_from=limits.asleep_from,
        drifting_from=limits.drifting_from,
        ledger_start=ledger_start,
    )

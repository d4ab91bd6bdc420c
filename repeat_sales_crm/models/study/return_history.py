"""The SQL that reads from purchases how long customers stay away and who comes back.

Both queries go once over a company's purchases, and give back as few rows for a million
customers as for a hundred. A purchase day is a day on which a customer bought
something; a gap is the time from one purchase day to the customer's next one, or to the
end of what is known. What is not a purchase (a credit note, a reversed invoice) makes
no day.
"""

from odoo.tools import SQL

#: From so many days on, silences are no longer told apart.
LONGEST_SILENCE = 1095


def gaps_query(purchases, until, once_a_day):
    """Return a SELECT of every purchase day until ``until``, with the one after it.

    :param purchases: SQL of the purchases to look at, as ``crm.purchase`` gives them
    :param until: date; the last day that is looked at
    :param once_a_day: whether several purchases on one day count as one
    :return: SQL with the columns number (of purchases the customer had made by the end
        of that day), date and next_date (empty where there is none yet)
    """
    documents = SQL("1") if once_a_day else SQL("SUM(purchase_count)")
    return SQL(
        """
        SELECT (SUM(documents) OVER customer_days)::int AS number,
               date,
               LEAD(date) OVER customer_days AS next_date
          FROM (SELECT partner_id, date, %(documents)s AS documents
                  FROM (%(purchases)s) AS purchase
                 WHERE purchase_count > 0 AND date <= %(until)s
                 GROUP BY partner_id, date) AS day
        WINDOW customer_days AS (PARTITION BY partner_id ORDER BY date)
        """,
        documents=documents,
        purchases=purchases,
        until=until,
    )


def history_query(gaps, until, most, longest=LONGEST_SILENCE):
    """Return a SELECT that counts gaps by their length.

    :param gaps: SQL as from :func:`gaps_query`, until the same day
    :param most: numbers of purchases from here on are not told apart
    :param longest: for how many days gaps are followed at most
    :return: SQL with the columns number, days, returned (whether the gap ended with a
        purchase; else it lasts, and days is how long it has been followed), count and
        first_date (of the purchase days that these gaps follow)
    """
    return SQL(
        """
        SELECT LEAST(number, %(most)s) AS number,
               LEAST(COALESCE(next_date, %(until)s) - date, %(longest)s) AS days,
               next_date IS NOT NULL AND next_date - date <= %(longest)s AS returned,
               COUNT(*) AS count,
               MIN(date) AS first_date
          FROM (%(gaps)s) AS gap
         GROUP BY 1, 2, 3
         ORDER BY 1, 2, 3
        """,
        gaps=gaps,
        until=until,
        most=most,
        longest=longest,
    )


def states_query(gaps, cuts, count_grid, recency_grid):
    """Return a SELECT of where customers stood on past days, and who bought after.

    :param gaps: SQL as from :func:`gaps_query`
    :param cuts: list of (date, days): the end of which day, looking how far ahead
    :param count_grid: rising limits, the first one 1: numbers of purchases between two
        of them are not told apart; ``recency_grid`` likewise for days, the first one 0
    :return: SQL with the columns cut (position in ``cuts``), number and days (the
        limits of the grids that the customers had reached), bought and total
    """
    days, horizons = zip(*cuts, strict=True)
    return SQL(
        """
        SELECT cut.position::int - 1 AS cut,
               (%(count_grid)s::int[])[WIDTH_BUCKET(number, %(count_grid)s::int[])]
                   AS number,
               (%(recency_grid)s::int[])[
                   WIDTH_BUCKET(cut.day - date, %(recency_grid)s::int[])
               ] AS days,
               COUNT(*) FILTER (WHERE next_date <= cut.day + cut.horizon) AS bought,
               COUNT(*) AS total
          FROM (%(gaps)s) AS gap
          JOIN UNNEST(%(days)s::date[], %(horizons)s::int[])
               WITH ORDINALITY AS cut(day, horizon, position)
            ON date <= cut.day
           AND (next_date IS NULL OR next_date > cut.day)
         GROUP BY 1, 2, 3
         ORDER BY 1, 2, 3
        """,
        gaps=gaps,
        days=list(days),
        horizons=list(horizons),
        count_grid=list(count_grid),
        recency_grid=list(recency_grid),
    )

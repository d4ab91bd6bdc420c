"""The SQL that derives where every customer stands from what they bought.

One query serves the stored numbers (:class:`crm.customer`) and any other day alike:
nothing in it knows what day it is but by its argument.
"""

from typing import NamedTuple

from odoo.tools import SQL

from .bands import COUNT, RECENCY

#: Stands for "no upper limit" within a query.
_NO_LIMIT = 2**31 - 1


class Scope(NamedTuple):
    """Which buyers a query is about: some ids, or all ids of a range."""

    ids: tuple[int, ...] = ()
    lower: int = 0
    upper: int = 0

    @classmethod
    def of(cls, partner_ids):
        return cls(ids=tuple(sorted(partner_ids)))

    @classmethod
    def between(cls, lower, upper):
        return cls(lower=lower, upper=upper)

    def condition(self, column):
        """Return the SQL condition that ``column``, an SQL expression, is in scope."""
        if self.upper:
            return SQL("%s BETWEEN %s AND %s", column, self.lower, self.upper)
        return SQL("%s = ANY(%s)", column, list(self.ids))


class SameBuyer(NamedTuple):
    """The scope of the one buyer in a row of the query around it, by its alias."""

    alias: str

    def condition(self, column):
        return SQL("%s = %s", column, SQL.identifier(self.alias, "partner_id"))


def totals_query(purchases, today, once_a_day):
    """Return a SELECT of what each buyer bought until ``today``.

    :param purchases: SQL of the purchases to look at, as ``crm.purchase`` gives them
    :param today: date; what is dated later does not count yet
    :param once_a_day: whether several purchases on one day count as one
    :return: SQL with the columns partner_id, purchase_count, first_date, last_date,
        amount_total, usual_interval (the median of the days between days with a
        purchase) and next_date (of the first document that is still to come)
    """
    # Of several purchases on one day, only the first is not zero days after another.
    counted = SQL("gap IS DISTINCT FROM 0") if once_a_day else SQL("TRUE")
    return SQL(
        """
        SELECT partner_id,
               COALESCE(
                   SUM(purchase_count) FILTER (WHERE %(counted)s AND date <= %(today)s),
                   0
               )::int AS purchase_count,
               MIN(date) FILTER (WHERE purchase_count > 0 AND date <= %(today)s)
                   AS first_date,
               MAX(date) FILTER (WHERE purchase_count > 0 AND date <= %(today)s)
                   AS last_date,
               COALESCE(SUM(amount) FILTER (WHERE date <= %(today)s), 0)
                   AS amount_total,
               PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY gap)
                   FILTER (WHERE gap > 0 AND purchase_count > 0 AND date <= %(today)s)
                   AS usual_interval,
               MIN(date) FILTER (WHERE date > %(today)s) AS next_date
          FROM (
              SELECT partner_id, date, amount, purchase_count,
                     date - LAG(date) OVER (
                         PARTITION BY partner_id, purchase_count > 0 ORDER BY date
                     ) AS gap
                FROM (%(purchases)s) AS purchase
          ) AS spaced_purchase
         GROUP BY partner_id
        """,
        counted=counted,
        today=today,
        purchases=purchases,
    )


def cells_query(totals, company_id, today):
    """Return a SELECT that adds the cell of the matrix to the rows of ``totals``.

    :param totals: SQL with the columns of :func:`totals_query`
    :return: SQL with those columns and amount_average, count_band_id, recency_band_id,
        recency_since (the day on which the recency band began), segment_id and
        next_move_date (the next day on which time alone changes something)
    """
    return SQL(
        """
        SELECT total.*,
               CASE WHEN total.purchase_count > 0
                    THEN total.amount_total / total.purchase_count ELSE 0
               END AS amount_average,
               count_band.id AS count_band_id,
               recency_band.id AS recency_band_id,
               total.last_date + recency_band.lower AS recency_since,
               segment.id AS segment_id,
               LEAST(
                   total.next_date,
                   CASE WHEN recency_band.upper < %(no_limit)s
                        THEN total.last_date + recency_band.upper + 1 END
               ) AS next_move_date
          FROM (%(totals)s) AS total
          LEFT JOIN (%(count_bands)s) AS count_band
            ON total.purchase_count BETWEEN count_band.lower AND count_band.upper
          LEFT JOIN (%(recency_bands)s) AS recency_band
            ON GREATEST(%(today)s - total.last_date, 0)
               BETWEEN recency_band.lower AND recency_band.upper
           AND count_band.id IS NOT NULL
          LEFT JOIN crm_lifecycle_segment AS segment
            ON segment.count_band_id = count_band.id
           AND segment.recency_band_id = recency_band.id
           AND segment.active
        """,
        totals=totals,
        today=today,
        no_limit=_NO_LIMIT,
        count_bands=_bands_query(COUNT, company_id),
        recency_bands=_bands_query(RECENCY, company_id),
    )


def _bands_query(axis, company_id):
    return SQL(
        """
        SELECT id, lower,
               COALESCE(LEAD(lower) OVER (ORDER BY lower) - 1, %s) AS upper
          FROM crm_lifecycle_band
         WHERE axis = %s AND company_id = %s AND active
        """,
        _NO_LIMIT,
        axis,
        company_id,
    )

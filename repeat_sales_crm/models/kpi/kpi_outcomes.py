"""SQL for the share of a segment's customers who buy before time moves them on."""

from odoo.tools import SQL


def outcomes_query(company, numbered, windows, places, ledger_start):
    """Return a SELECT of how many customers' stay in segments was decided, and how.

    A stay is decided by a purchase or by time. Who left is known from the ledger, and
    by the bands of the present before it began; a purchase that keeps the customer in
    the segment is in no ledger and known from the purchases. Of several decisions of a
    customer in a window, the last one counts.

    :param numbered: SQL as from :func:`.kpi_purchases.numbered_query`
    :param windows: SQL as from :func:`.kpi_purchases.windows_query`
    :param places: dicts of ``id`` and the limits of a segment's bands: ``count_lower``,
        ``count_upper``, ``recency_lower`` and ``recency_upper``, ``None`` for no limit
    :return: SQL with the columns window_number, segment_id, partner_id, is_bought
    """
    return SQL(
        """
        WITH numbered AS MATERIALIZED (%(numbered)s), place AS (%(places)s),
        outcome AS (
            SELECT from_segment_id AS segment_id, partner_id, date,
                   cause = 'purchase' AS is_bought
              FROM crm_lifecycle_move
             WHERE company_id = %(company)s AND date >= %(ledger_start)s
               AND cause IN ('purchase', 'time')
               AND from_segment_id IN (SELECT id FROM place)
             UNION ALL
            SELECT place.id, partner_id, date, TRUE
              FROM numbered
              JOIN place ON number - 1 BETWEEN count_lower AND count_upper
               AND date >= previous_date + recency_lower
               AND COALESCE(date <= previous_date + recency_upper, TRUE)
             WHERE is_counted
               AND (date < %(ledger_start)s
                    OR (recency_lower = 0 AND number <= count_upper))
             UNION ALL
            SELECT place.id, partner_id, date + recency_upper + 1, FALSE
              FROM numbered
              JOIN place ON number BETWEEN count_lower AND count_upper
             WHERE is_purchase AND date + recency_upper + 1 < %(ledger_start)s
               AND COALESCE(next_date > date + recency_upper, TRUE)
        )
        SELECT DISTINCT ON (period.number, segment_id, partner_id)
               period.number AS window_number, segment_id, partner_id, is_bought
          FROM outcome
          JOIN (%(windows)s) AS period
            ON outcome.date BETWEEN period.first_day AND period.last_day
         ORDER BY period.number, segment_id, partner_id, outcome.date DESC,
                  is_bought DESC
        """,
        numbered=numbered,
        places=_places_query(places),
        company=company.id,
        ledger_start=ledger_start,
        windows=windows,
    )


def _places_query(places):
    columns = ("id", "count_lower", "count_upper", "recency_lower", "recency_upper")
    values = [[place[column] for place in places] for column in columns]
    values[2] = [2**31 - 1 if upper is None else upper for upper in values[2]]
    return SQL(
        "SELECT * FROM UNNEST(%s) AS listed(%s)",
        SQL(", ").join(SQL("%s::int[]", column) for column in values),
        SQL(", ").join(map(SQL.identifier, columns)),
    )

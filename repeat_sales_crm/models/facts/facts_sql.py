"""Pieces of SQL that sources of facts share."""

from odoo.tools import SQL


def of_company(alias, company):
    """Return the condition that a row named ``alias`` is for ``company``, or for any.

    COALESCE would say the same, but PostgreSQL cannot tell how many rows that leaves:
    it takes them for a handful, and looks through all documents for each range.
    """
    column = SQL.identifier(alias, "company_id")
    return SQL("(%s IS NULL OR %s = %s)", column, column, company.id)


def most_frequent(rows, column, latest):
    """Return a SELECT of the value that each partner has most often.

    Of values that are equally frequent, the one seen last.

    :param rows: SQL of rows with partner_id and the columns named
    :param column: name of the column; rows where it is empty do not count
    :param latest: name of the column that tells what was seen last
    :return: SQL with the columns partner_id and ``column``
    """
    return SQL(
        """
        SELECT DISTINCT ON (partner_id) partner_id, %(column)s
          FROM (SELECT partner_id, %(column)s, COUNT(*) AS times,
                       MAX(%(latest)s) AS seen_last
                  FROM (%(rows)s) AS row
                 WHERE %(column)s IS NOT NULL
                 GROUP BY partner_id, %(column)s) AS frequency
         ORDER BY partner_id, times DESC, seen_last DESC, %(column)s DESC
        """,
        rows=rows,
        column=SQL.identifier(column),
        latest=SQL.identifier(latest),
    )

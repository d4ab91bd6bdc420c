"""The SQL over purchases and customers that the study of regulars needs."""

from odoo.tools import SQL

from ..lifecycle.customer_state import totals_query
from .regulars import SILENCES


def became_query(purchases, cutoff, today, once_a_day, regular_from):
    """Return a SELECT of who was not regular on a past day, and who became so.

    :param purchases: SQL of a company's purchases, as ``crm.purchase`` gives them
    :param regular_from: how many purchases make a regular customer
    :return: SQL with the columns half (0 or 1), number (of purchases), silence (a
        position in :data:`.regulars.SILENCES`), customers and became
    """
    return SQL(
        """
        SELECT GET_BYTE(DECODE(MD5(before.partner_id::text), 'hex'), 0) %% 2 AS half,
               before.purchase_count AS number,
               %(silence)s AS silence,
               COUNT(*) AS customers,
               COUNT(*) FILTER (WHERE later.purchase_count >= %(regular)s) AS became
          FROM (%(before)s) AS before
          JOIN (%(later)s) AS later ON later.partner_id = before.partner_id
         WHERE before.purchase_count BETWEEN 1 AND %(regular)s - 1
         GROUP BY 1, 2, 3
        """,
        silence=silence_position(SQL("%s - before.last_date", cutoff)),
        before=totals_query(purchases, cutoff, once_a_day),
        later=totals_query(purchases, today, once_a_day),
        regular=regular_from,
    )


def silence_position(days):
    """Return SQL of the position of a number of days in ``SILENCES``."""
    return SQL("WIDTH_BUCKET(GREATEST(%s, 0), %s::int[]) - 1", days, list(SILENCES))


def outlook_query(study, scope, today):
    """Return a SELECT of what a study says of the customers in scope."""
    return SQL(
        """
        SELECT customer.partner_id,
               CASE WHEN customer.purchase_count >= %(regular)s THEN 'regular'
                    ELSE COALESCE(rate.label, 'open') END AS regular_outlook,
               CASE WHEN customer.purchase_count >= %(regular)s THEN 1.0
                    ELSE rate.probability END AS regular_probability
          FROM crm_customer AS customer
          LEFT JOIN crm_regular_rate AS rate
            ON rate.study_id = %(study)s
           AND rate.purchase_count = customer.purchase_count
           AND rate.silence = %(silence)s
         WHERE customer.company_id = %(company)s
           AND customer.purchase_count > 0
           AND customer.active
           AND %(in_scope)s
        """,
        regular=study.regular_from,
        study=study.id,
        silence=silence_position(SQL("%s - customer.last_date", today)),
        company=study.company_id.id,
        in_scope=scope.condition(SQL.identifier("customer", "partner_id")),
    )

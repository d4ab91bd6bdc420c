"""The statement that brings customers in line with what they bought.

It does three things at once, so that they cannot disagree: it derives where customers
stand, writes the rows that differ, and enters every change of segment into the ledger.
"""

from odoo.tools import SQL

from .customer_state import SameBuyer, cells_query, totals_query

#: What is derived from purchases and from the partner, in the order of the SELECT.
STATE_COLUMNS = (
    "user_id",
    "active",
    "purchase_count",
    "first_date",
    "last_date",
    "amount_total",
    "amount_average",
    "usual_interval",
    "count_band_id",
    "recency_band_id",
    "recency_since",
    "segment_id",
    "next_move_date",
)


class RefreshQuery:
    """Builds the statement for some customers of a company on a day.

    :param today: date on which the customers are looked at
    :param scope: a :class:`.customer_state.Scope` of commercial partners
    :param cause: why they are calculated, where the numbers cannot tell: ``rule``,
        ``merge`` or ``import``
    """

    def __init__(self, env, company, today, scope, cause=None):
        self.env = env
        self.company = company
        self.today = today
        self.scope = scope
        self.cause = cause or None
        self.purchases = env["crm.purchase"]

    def build(self):
        """Return the SQL, to be run as a whole."""
        return SQL(
            """
            WITH total AS MATERIALIZED (%(totals)s),
                 changed AS (%(upsert)s)
            %(ledger)s
            """,
            totals=totals_query(
                self.purchases._get_query(self.company, self.scope),
                self.today,
                self.company.purchase_once_a_day,
            ),
            upsert=self._upsert(),
            ledger=self._ledger(),
        )

    # ------------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------------

    def _upsert(self):
        columns = [SQL.identifier(name) for name in STATE_COLUMNS]
        return SQL(
            """
            INSERT INTO crm_customer AS customer
                        (company_id, partner_id, refreshed_at, %(columns)s,
                         segment_since, moved_at, move_cause)
            SELECT %(company)s, cell.partner_id, %(now)s, %(columns)s,
                   CASE WHEN segment_id IS NOT NULL THEN %(first_day)s END,
                   CASE WHEN segment_id IS NOT NULL THEN %(now)s END,
                   CASE WHEN segment_id IS NOT NULL
                        THEN COALESCE(%(cause)s, 'purchase') END
              FROM (%(cells)s) AS cell
             ORDER BY cell.partner_id
                ON CONFLICT (company_id, partner_id) DO UPDATE
               SET refreshed_at = EXCLUDED.refreshed_at,
                   %(assignments)s,
                   %(move_assignments)s
             WHERE COALESCE(customer.refreshed_at <= EXCLUDED.refreshed_at, TRUE)
            RETURNING customer.*
            """,
            company=self.company.id,
            now=SQL("statement_timestamp() AT TIME ZONE 'UTC'"),
            cause=self.cause,
            columns=SQL(", ").join(columns),
            cells=self._different_cells() if self.scope.upper else self._cells(),
            first_day=(
                self.today if self.cause else self._day_of(SQL("cell.last_date"))
            ),
            assignments=SQL(", ").join(
                SQL("%s = EXCLUDED.%s", name, name) for name in columns
            ),
            move_assignments=self._move_assignments(),
        )

    def _cells(self):
        """Return where those stand who have, or should have, a row.

        These are the buyers (of the CTE ``total``), the customers there are already,
        and the partners in the funnel or with a quotation. Archived ones keep their
        numbers and have no place in the matrix.
        """
        known = SQL(
            """
            SELECT known.partner_id, partner.user_id, partner.active,
                   COALESCE(total.purchase_count, 0) AS purchase_count,
                   total.first_date, total.last_date,
                   COALESCE(total.amount_total, 0) AS amount_total,
                   total.usual_interval, total.next_date
              FROM (%s) AS known
              JOIN (SELECT id, user_id, active FROM res_partner WHERE %s) AS partner
                ON partner.id = known.partner_id
              LEFT JOIN total ON total.partner_id = known.partner_id
            """,
            self._known_partners(),
            self.scope.condition(SQL.identifier("res_partner", "id")),
        )
        return SQL(
            """
            SELECT partner_id, user_id, active, purchase_count, first_date, last_date,
                   amount_total, amount_average, usual_interval,
                   count_band_id, recency_band_id, recency_since,
                   CASE WHEN active THEN segment_id END AS segment_id, next_move_date
              FROM (%s) AS placed
            """,
            cells_query(known, self.company.id, self.today),
        )

    def _different_cells(self):
        """Return the cells of customers whose row says something else.

        For a range of customers only. Customers who were noted are written in any case,
        so that their row carries the time of the calculation that saw the noted change:
        one that started before it must not overwrite the row afterwards.
        """
        columns = [SQL.identifier(name) for name in STATE_COLUMNS]
        return SQL(
            """
            SELECT cell.*
              FROM (%(cells)s) AS cell
              LEFT JOIN crm_customer AS present
                ON present.partner_id = cell.partner_id
               AND present.company_id = %(company)s
               AND %(of_present)s
             WHERE present.id IS NULL OR (%(old)s) IS DISTINCT FROM (%(new)s)
            """,
            cells=self._cells(),
            company=self.company.id,
            of_present=self.scope.condition(SQL.identifier("present", "partner_id")),
            old=SQL(", ").join(SQL("present.%s", name) for name in columns),
            new=SQL(", ").join(SQL("cell.%s", name) for name in columns),
        )

    def _known_partners(self):
        selects = [
            SQL("SELECT partner_id FROM total"),
            SQL(
                "SELECT partner_id FROM crm_customer WHERE company_id = %s AND %s",
                self.company.id,
                self.scope.condition(SQL.identifier("crm_customer", "partner_id")),
            ),
            self._partners_of("sale_order", SQL("document.state != 'sale'")),
            self._partners_of("crm_lead"),
        ]
        if self.company.purchase_source != "order":
            selects += self._buyers_by_order()
        return SQL(" UNION ").join(selects)

    def _partners_of(self, table, condition=None):
        """Return a SELECT of who is in the funnel by documents of ``table``."""
        return SQL(
            """
            SELECT partner.commercial_partner_id
              FROM res_partner AS partner
             WHERE %s
               AND EXISTS (SELECT
                             FROM %s AS document
                            WHERE document.partner_id = partner.id
                              AND COALESCE(document.company_id, %s) = %s
                              AND %s)
            """,
            self.scope.condition(SQL.identifier("partner", "commercial_partner_id")),
            SQL.identifier(table),
            self.company.id,
            self.company.id,
            condition or SQL("TRUE"),
        )

    def _buyers_by_order(self):
        """Return SELECTs of who ordered, where an order is no purchase yet."""
        return [
            self._partners_of(
                "sale_order",
                SQL("document.state = 'sale' AND document.buyer_id IS NULL"),
            ),
            SQL(
                "SELECT buyer_id FROM sale_order WHERE company_id = %s AND %s",
                self.company.id,
                self.scope.condition(SQL.identifier("sale_order", "buyer_id")),
            ),
        ]

    # ------------------------------------------------------------------
    # Moves
    # ------------------------------------------------------------------

    def _move_assignments(self):
        """Return what is noted on the customer about the last change of segment."""
        assignments = {
            "previous_segment_id": SQL("customer.segment_id"),
            "previous_since": SQL("customer.segment_since"),
            "segment_since": self._move_day(),
            "moved_at": SQL("EXCLUDED.refreshed_at"),
            "move_cause": self._move_cause(),
        }
        return SQL(", ").join(
            SQL(
                "%(name)s = CASE WHEN customer.segment_id"
                " IS DISTINCT FROM EXCLUDED.segment_id"
                " THEN %(value)s ELSE customer.%(name)s END",
                name=SQL.identifier(name),
                value=value,
            )
            for name, value in assignments.items()
        )

    def _move_cause(self):
        if self.cause:
            return SQL("%s", self.cause)
        return SQL(
            """
            CASE WHEN NOT EXCLUDED.active
                   OR (customer.segment_id IS NULL
                       AND customer.purchase_count = EXCLUDED.purchase_count)
                 THEN 'archive'
                 WHEN EXCLUDED.purchase_count > customer.purchase_count
                   OR EXCLUDED.last_date > customer.last_date
                 THEN 'purchase'
                 WHEN EXCLUDED.purchase_count < customer.purchase_count
                   OR EXCLUDED.last_date < customer.last_date
                 THEN 'cancellation'
                 WHEN EXCLUDED.recency_since > customer.recency_since
                 THEN 'time'
                 ELSE 'rule'
            END
            """
        )

    def _move_day(self):
        if self.cause:
            return SQL("%s::date", self.today)
        return SQL(
            """
            GREATEST(
                customer.segment_since,
                CASE %(cause)s
                     WHEN 'purchase' THEN %(bought)s
                     WHEN 'time'
                     THEN GREATEST(EXCLUDED.recency_since, %(first_open_day)s)
                     ELSE %(today)s
                END
            )
            """,
            cause=self._move_cause(),
            bought=self._day_of(SQL("EXCLUDED.last_date")),
            first_open_day=self._first_open_day(),
            today=self.today,
        )

    def _day_of(self, last_date):
        """Return the day on which a purchase moves: its own, unless that is closed."""
        return SQL(
            "CASE WHEN %(date)s >= %(open)s THEN %(date)s ELSE %(today)s END",
            date=last_date,
            open=self._first_open_day(),
            today=self.today,
        )

    def _first_open_day(self):
        """Return the first day that the snapshots have not closed."""
        return SQL(
            """
            GREATEST(
                %s::date,
                (SELECT MAX(date) + 1 FROM crm_lifecycle_snapshot WHERE company_id = %s)
            )
            """,
            self.company.lifecycle_start or self.today,
            self.company.id,
        )

    # ------------------------------------------------------------------
    # Ledger
    # ------------------------------------------------------------------

    def _ledger(self):
        return SQL(
            """
            INSERT INTO crm_lifecycle_move
                        (company_id, customer_id, partner_id, date,
                         from_segment_id, to_segment_id, cause, days,
                         purchase_count, amount_total,
                         document_model, document_id, reference)
            SELECT changed.company_id, changed.id, changed.partner_id, step.day,
                   LAG(step.segment_id, 1, changed.previous_segment_id)
                       OVER following,
                   step.segment_id, changed.move_cause,
                   step.day - LAG(step.day, 1, changed.previous_since) OVER following,
                   changed.purchase_count, changed.amount_total,
                   document.document_model, document.document_id, document.reference
              FROM changed
             CROSS JOIN LATERAL (%(steps)s) AS step
              LEFT JOIN LATERAL (%(document)s) AS document ON TRUE
             WHERE changed.moved_at = changed.refreshed_at
            WINDOW following AS (PARTITION BY changed.id ORDER BY step.lower)
             ORDER BY changed.id, step.lower
            """,
            steps=self._steps(),
            document=self._document(),
        )

    def _steps(self):
        """Return the segments entered, one after the other, each with its day.

        It is one, except where nobody looked for so long that time carried a customer
        through several recency bands.
        """
        return SQL(
            """
            SELECT changed.segment_id, changed.segment_since AS day, 0 AS lower
             WHERE %(at_once)s
             UNION ALL
            SELECT segment.id,
                   GREATEST(changed.last_date + segment.recency_lower,
                            changed.previous_since, %(first_open_day)s),
                   segment.recency_lower
              FROM crm_lifecycle_segment AS segment
             WHERE segment.count_band_id = changed.count_band_id
               AND segment.active
               AND segment.recency_lower <= (%(to_lower)s)
               AND segment.recency_lower > (%(from_lower)s)
               AND NOT (%(at_once)s)
            """,
            at_once=SQL(
                "changed.move_cause != 'time' OR (%s) >= (%s)",
                self._recency_lower("previous_segment_id"),
                self._recency_lower("segment_id"),
            ),
            first_open_day=self._first_open_day(),
            from_lower=self._recency_lower("previous_segment_id"),
            to_lower=self._recency_lower("segment_id"),
        )

    def _recency_lower(self, segment_column):
        return SQL(
            "SELECT recency_lower FROM crm_lifecycle_segment WHERE id = changed.%s",
            SQL.identifier(segment_column),
        )

    def _document(self):
        """Return the latest document of the day of the last purchase."""
        return SQL(
            """
            SELECT document_model, document_id, reference
              FROM (%s) AS purchase
             WHERE changed.move_cause = 'purchase'
               AND purchase.date = changed.last_date
             ORDER BY purchase.id DESC
             LIMIT 1
            """,
            self.purchases._get_query(self.company, SameBuyer("changed")),
        )


def departed_query(company, scope):
    """Return the DELETE of prospects who became contacts of somebody else."""
    return SQL(
        """
        DELETE FROM crm_customer AS customer
         USING res_partner AS partner
         WHERE partner.id = customer.partner_id
           AND partner.commercial_partner_id != partner.id
           AND customer.purchase_count = 0
           AND customer.company_id = %s
           AND %s
        """,
        company.id,
        scope.condition(SQL.identifier("customer", "partner_id")),
    )

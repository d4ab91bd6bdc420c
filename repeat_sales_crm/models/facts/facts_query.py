"""The statement that brings the facts about customers up to date."""

from odoo.tools import SQL


class FactsQuery:
    """Builds the statement for some customers of a company.

    :param sources: pairs of (names of columns, SELECT of partner_id and these columns
        with at most one row for a partner)
    :param scope: a :class:`..lifecycle.customer_state.Scope` of commercial partners
    """

    def __init__(self, env, company, scope, sources):
        self.env = env
        self.company = company
        self.scope = scope
        self.sources = sources
        self.columns = [name for names, _query in sources for name in names]

    def build(self):
        """Return the SQL, to be run as a whole.

        Rows are locked in the order of partner ids, as the calculation of purchases
        locks them, so that neither waits for the other in a circle.
        """
        names = [SQL.identifier(name) for name in self.columns]
        return SQL(
            """
            WITH known AS MATERIALIZED (%(facts)s),
                 fact AS MATERIALIZED (
                     SELECT known.*
                       FROM crm_customer AS customer
                       JOIN known ON known.id = customer.id AND known.differs
                      ORDER BY customer.partner_id
                        FOR NO KEY UPDATE OF customer
                 )
            UPDATE crm_customer AS customer
               SET facts_at = statement_timestamp() AT TIME ZONE 'UTC',
                   %(assignments)s
              FROM fact
             WHERE customer.id = fact.id
               AND COALESCE(
                       customer.facts_at
                       <= statement_timestamp() AT TIME ZONE 'UTC',
                       TRUE
                   )
            """,
            facts=self._facts(),
            assignments=SQL(", ").join(
                SQL("%(name)s = fact.%(name)s", name=name) for name in names
            ),
        )

    def _facts(self):
        """Return the customers, with what is to be written and whether it has to be.

        Of a range of customers, only those of whom something else is known. Noted ones
        are written in any case, so that their row carries the time of the calculation
        that saw the noted change: one that started before it must not overwrite it.

        The joins are full ones because PostgreSQL makes these by hash or merge alone.
        Customers who have just come, by an import say, are in no statistics yet; it
        would take them for a handful, and look through every source for each of them.
        """
        joins = [
            SQL(
                "FULL JOIN (%s) AS %s USING (partner_id)",
                query,
                SQL.identifier(f"source_{number}"),
            )
            for number, (_names, query) in enumerate(self.sources)
        ]
        values = {
            name: self._value(number, name)
            for number, (names, _query) in enumerate(self.sources)
            for name in names
        }
        return SQL(
            """
            SELECT customer.id, %(values)s, %(differs)s AS differs
              FROM (SELECT id, partner_id, %(columns)s
                      FROM crm_customer AS customer
                     WHERE company_id = %(company)s AND %(in_scope)s) AS customer
                   %(joins)s
            """,
            values=SQL(", ").join(
                SQL("%s AS %s", value, SQL.identifier(name))
                for name, value in values.items()
            ),
            columns=SQL(", ").join(map(SQL.identifier, values)),
            joins=SQL(" ").join(joins),
            company=self.company.id,
            in_scope=self.scope.condition(SQL.identifier("customer", "partner_id")),
            differs=self._differs(values) if self.scope.upper else SQL("TRUE"),
        )

    def _differs(self, values):
        return SQL(
            "(%s) IS DISTINCT FROM (%s)",
            SQL(", ").join(SQL.identifier("customer", name) for name in values),
            SQL(", ").join(values.values()),
        )

    def _value(self, number, name):
        """Return a fact, or what stands for nothing in a column of its type."""
        value = SQL.identifier(f"source_{number}", name)
        field = self.env["crm.customer"]._fields[name]
        if field.type in ("integer", "float", "monetary"):
            return SQL("COALESCE(%s, 0)", value)
        return value

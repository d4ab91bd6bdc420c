"""The statements that keep what customers bought of each product category."""

from odoo.tools import SQL

#: What is derived from the lines, in the order of the SELECT.
COLUMNS = (
    "company_id",
    "partner_id",
    "purchase_count",
    "amount",
    "share",
    "first_date",
    "last_date",
)


class CategoryQuery:
    """Builds the statements for some customers of a company.

    :param lines: SQL of lines, as :meth:`crm.purchase._get_lines_query` gives them
    :param scope: a :class:`..lifecycle.customer_state.Scope` of commercial partners
    :param today: date; what is dated later does not count yet
    """

    def __init__(self, company, scope, lines, today):
        self.company = company
        self.scope = scope
        self.lines = lines
        self.today = today

    def wanted(self):
        """Return a SELECT of the rows that there should be.

        A category from which all came back, without anything left of the revenue, has
        no row.
        """
        return SQL(
            """
            SELECT customer.id AS customer_id, bought.categ_id, customer.company_id,
                   customer.partner_id, bought.purchase_count, bought.amount,
                   CASE WHEN bought.amount > 0
                        THEN ROUND(
                            bought.amount / SUM(GREATEST(bought.amount, 0))
                                OVER (PARTITION BY customer.id), 4)
                        ELSE 0
                   END AS share,
                   bought.first_date, bought.last_date
              FROM crm_customer AS customer
              JOIN (%(bought)s) AS bought ON bought.partner_id = customer.partner_id
             WHERE customer.company_id = %(company)s
               AND (bought.purchase_count > 0 OR bought.amount != 0)
            """,
            bought=self._bought(),
            company=self.company.id,
        )

    def _bought(self):
        return SQL(
            """
            SELECT line.partner_id, template.categ_id,
                   COUNT(DISTINCT line.purchase_id)
                       FILTER (WHERE line.purchase_count > 0)::int AS purchase_count,
                   ROUND(SUM(line.amount)::numeric, %(decimals)s) AS amount,
                   MIN(line.date) FILTER (WHERE line.purchase_count > 0) AS first_date,
                   MAX(line.date) FILTER (WHERE line.purchase_count > 0) AS last_date
              FROM (%(lines)s) AS line
              JOIN product_product AS product ON product.id = line.product_id
              JOIN product_template AS template ON template.id = product.product_tmpl_id
             WHERE template.categ_id IS NOT NULL AND line.date <= %(today)s
             GROUP BY line.partner_id, template.categ_id
            """,
            decimals=self.company.currency_id.decimal_places,
            lines=self.lines,
            today=self.today,
        )

    def different(self):
        """Return a SELECT of the partners whose rows are not as they should be."""
        columns = SQL(", ").join(
            SQL.identifier(name) for name in ("customer_id", "categ_id", *COLUMNS)
        )
        return SQL(
            """
            WITH wanted AS MATERIALIZED (%(wanted)s),
                 present AS MATERIALIZED (
                     SELECT %(columns)s
                       FROM crm_customer_category
                      WHERE company_id = %(company)s AND %(in_scope)s
                 )
            SELECT partner_id
              FROM ((SELECT %(columns)s FROM wanted
                     EXCEPT SELECT %(columns)s FROM present)
                    UNION ALL
                    (SELECT %(columns)s FROM present
                     EXCEPT SELECT %(columns)s FROM wanted)) AS difference
             GROUP BY partner_id
            """,
            wanted=self.wanted(),
            columns=columns,
            company=self.company.id,
            in_scope=self.scope.condition(
                SQL.identifier("crm_customer_category", "partner_id")
            ),
        )

    def build(self):
        """Return the statement that brings the rows in line with what was bought.

        The customers have to be locked: nobody else writes their rows meanwhile.
        """
        names = [SQL.identifier(name) for name in COLUMNS]
        return SQL(
            """
            WITH wanted AS MATERIALIZED (%(wanted)s),
                 gone AS (
                     DELETE FROM crm_customer_category AS present
                      USING crm_customer AS customer
                      WHERE customer.id = present.customer_id
                        AND customer.company_id = %(company)s
                        AND %(in_scope)s
                        AND NOT EXISTS (
                            SELECT FROM wanted
                             WHERE wanted.customer_id = present.customer_id
                               AND wanted.categ_id = present.categ_id)
                 )
            INSERT INTO crm_customer_category AS present
                        (customer_id, categ_id, %(columns)s)
            SELECT customer_id, categ_id, %(columns)s
              FROM wanted
             ORDER BY customer_id, categ_id
                ON CONFLICT (customer_id, categ_id) DO UPDATE
               SET %(assignments)s
             WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
            """,
            wanted=self.wanted(),
            company=self.company.id,
            in_scope=self.scope.condition(SQL.identifier("customer", "partner_id")),
            columns=SQL(", ").join(names),
            assignments=SQL(", ").join(
                SQL("%s = EXCLUDED.%s", name, name) for name in names
            ),
            old=SQL(", ").join(SQL("present.%s", name) for name in names),
            new=SQL(", ").join(SQL("EXCLUDED.%s", name) for name in names),
        )

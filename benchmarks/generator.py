"""Customers and sales by the million, drawn by the database itself."""

from datetime import date

from odoo.tools import SQL

from . import words
from .doings import Doings
from .prototypes import Prototypes

#: One customer of so many is a private person; one company of so many has a contact.
_PRIVATE = 5
_WITH_CONTACT = 4

#: One customer more of so many never bought, and has a quotation.
_PROSPECT = 25

#: The most purchases that one customer makes. The number of customers with at least n
#: purchases falls as 1/n, which makes half of them one-timers and 4.5 the average.
_MOST_PURCHASES = 50

#: The most lines of an order, and the shares of the orders with two and with three.
_MOST_LINES = 3
_TWO_LINES = 0.35
_THREE_LINES = 0.1

#: The share of what is bought that is taken from what a customer's kind favours, and
#: how many products these are.
_FAVOURED = 0.6
_FAVOURITES = 4

#: Private customers are so old, in years.
_YOUNGEST = 18
_OLDEST = 88

_SEQUENCES = ("res_partner", "sale_order", "sale_order_line")


class Generator:
    """Inserts rows by the million, each a variation of a record that Odoo made."""

    def __init__(self, env, customers, seed, years, without_buyer, today):
        self.env = env
        self.customers = customers
        self.prospects = customers // _PROSPECT
        self.seed = seed
        self.horizon = years * 365
        self.without_buyer = without_buyer
        self.today = today or date.today()
        self.prototypes = Prototypes(env)

    def run(self):
        self.prototypes.make()
        self._loosen()
        self._draw_customers()
        self._insert_partners()
        self._insert_contacts()
        self._draw_sales()
        self._insert_orders()
        self._insert_lines()
        Doings(self).run()
        self._move_sequences()

    def execute(self, query, *args, **kwargs):
        self.env.cr.execute(SQL(query, *args, **kwargs))

    def _loosen(self):
        """Trust our own rows, where the role may: foreign keys cost the most time."""
        self.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if self.env.cr.fetchone()[0]:
            self.execute("SET LOCAL session_replication_role = replica")
        self.execute("SET LOCAL work_mem = '256MB'")
        self.execute("SET LOCAL maintenance_work_mem = '256MB'")
        self.execute(
            """
            CREATE FUNCTION pg_temp.draw(number bigint, salt integer)
            RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
                SELECT (hashint8extended(number, salt + %(seed)s * 1000)
                        & 9007199254740991)::float8 / 9007199254740992
            $$
            """,
            seed=self.seed,
        )

    def pick(self, values, salt, cast="text", number="number"):
        """Return SQL that draws one of ``values``."""
        return SQL(
            "(%s::%s[])[1 + FLOOR(pg_temp.draw(%s, %s) * %s)::int]",
            list(values),
            SQL(cast),
            SQL(number),
            salt,
            len(values),
        )

    def next_id(self, table):
        self.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM %s", SQL.identifier(table))
        return self.env.cr.fetchone()[0]

    # ------------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------------

    def _draw_customers(self):
        """Decide about every customer how often, how much and when they buy."""
        self.execute(
            """
            CREATE TEMP TABLE drawn_customer ON COMMIT DROP AS
            SELECT number, %(first_id)s - 1 + number AS id,
                   pg_temp.draw(number, 1) * %(private)s >= 1 AS is_company,
                   CASE WHEN number <= %(customers)s
                        THEN LEAST(FLOOR(1 / (1 - pg_temp.draw(number, 2))), %(most)s)
                        ELSE 0 END::int AS purchases,
                   %(seller)s AS user_id,
                   15 + FLOOR(pg_temp.draw(number, 4) * 100) AS rhythm,
                   30 + 90 / POWER(1 - pg_temp.draw(number, 5), 0.7) AS amount,
                   %(city)s AS place, %(industry)s AS industry,
                   %(today)s::date - FLOOR(365.25 * (
                       %(youngest)s + %(ages)s * pg_temp.draw(number, 16)
                   ))::int AS birth_date,
                   0 AS last_day,
                   NULL::integer AS contact_id
              FROM generate_series(1, %(all)s) AS number
            """,
            first_id=self.next_id("res_partner"),
            private=_PRIVATE,
            customers=self.customers,
            all=self.customers + self.prospects,
            most=_MOST_PURCHASES,
            seller=self.pick(self.prototypes.seller_ids, 3, "integer"),
            city=self.pick(range(1, len(words.CITIES) + 1), 6, "integer"),
            industry=self.pick(
                range(1, len(self.prototypes.industry_ids) + 1), 17, "integer"
            ),
            today=self.today,
            youngest=_YOUNGEST,
            ages=_OLDEST - _YOUNGEST,
        )
        self.execute(
            """
            UPDATE drawn_customer
               SET last_day = CASE
                       WHEN pg_temp.draw(number, 7) < 0.26 + 0.01 * LEAST(purchases, 15)
                       THEN 1 + FLOOR(pg_temp.draw(number, 8) * 60)
                       WHEN pg_temp.draw(number, 7) < 0.55
                       THEN 61 + FLOOR(pg_temp.draw(number, 8) * 120)
                       ELSE 181 + FLOOR(pg_temp.draw(number, 8) * (%(horizon)s - 181))
                       END,
                   contact_id = CASE
                       WHEN is_company AND pg_temp.draw(number, 9) * %(contact)s < 1
                       THEN %(last_id)s + number END
            """,
            horizon=self.horizon,
            contact=_WITH_CONTACT,
            last_id=self.next_id("res_partner") + self.customers + self.prospects,
        )
        self.execute("CREATE UNIQUE INDEX ON drawn_customer (id)")
        self.execute("ANALYZE drawn_customer")

    def _insert_partners(self):
        name = SQL(
            "CASE WHEN is_company THEN REPLACE(%s, '{}', %s) ELSE %s || ' ' || %s END",
            self.pick(words.COMPANIES, 10),
            self.pick(words.SURNAMES, 11),
            self.pick(words.FIRST_NAMES, 12),
            self.pick(words.SURNAMES, 11),
        )
        self.prototypes.insert(
            "res_partner",
            "partner",
            SQL("SELECT *, %s AS drawn_name FROM drawn_customer", name),
            {
                "id": "id",
                "name": "drawn_name",
                "complete_name": "drawn_name",
                "is_company": "is_company",
                "industry_id": SQL(
                    "CASE WHEN is_company THEN (%s::integer[])[industry] END",
                    self.prototypes.industry_ids,
                ),
                "birth_date": "CASE WHEN NOT is_company THEN birth_date END",
                "gender": SQL(
                    "CASE WHEN NOT is_company THEN %s END",
                    self.pick(("female", "male"), 18),
                ),
                "commercial_partner_id": "id",
                "commercial_company_name": "CASE WHEN is_company THEN drawn_name END",
                "user_id": "user_id",
                "email": "'customer' || number || '@mail.example'",
                "email_normalized": "'customer' || number || '@mail.example'",
                "phone": "'+49' || (3000000000 + number)",
                "phone_sanitized": "'+49' || (3000000000 + number)",
                **self._place_columns(),
            },
        )

    def _place_columns(self):
        countries = self.prototypes.country_ids
        return {
            "city": SQL("(%s::text[])[place]", [city for city, _code in words.CITIES]),
            "country_id": SQL(
                "(%s::integer[])[place]",
                [countries[code] for _city, code in words.CITIES],
            ),
        }

    def _insert_contacts(self):
        name = SQL(
            "%s || ' ' || %s",
            self.pick(words.FIRST_NAMES, 13),
            self.pick(words.SURNAMES, 14),
        )
        self.prototypes.insert(
            "res_partner",
            "contact",
            SQL(
                "SELECT customer.*, %s AS drawn_name, %s AS job,"
                " company.name AS company_name"
                " FROM drawn_customer AS customer"
                " JOIN res_partner AS company USING (id)"
                " WHERE contact_id IS NOT NULL",
                name,
                self.pick(words.JOBS, 15),
            ),
            {
                "id": "contact_id",
                "name": "drawn_name",
                "complete_name": "company_name || ', ' || drawn_name",
                "parent_id": "id",
                "commercial_partner_id": "id",
                "commercial_company_name": "company_name",
                "user_id": "user_id",
                "function": "job",
                "email": "'contact' || number || '@mail.example'",
                "email_normalized": "'contact' || number || '@mail.example'",
                "phone": "'+49' || (4000000000 + number)",
                "phone_sanitized": "'+49' || (4000000000 + number)",
                **self._place_columns(),
            },
        )

    # ------------------------------------------------------------------
    # Sales
    # ------------------------------------------------------------------

    def _draw_sales(self):
        """Spread every customer's purchases over time, then number them by date.

        A prospect has one sale too, which stays a quotation.
        """
        self.execute(
            """
            CREATE TEMP TABLE drawn_sale ON COMMIT DROP AS
            SELECT %(first_id)s - 1 + number AS id, sale.*
              FROM (
                  SELECT ROW_NUMBER() OVER (ORDER BY days_ago DESC, draw) AS number,
                         spread.*
                    FROM (%(spread)s) AS spread
              ) AS sale
            """,
            first_id=self.next_id("sale_order"),
            spread=self._spread_query(),
        )
        self.execute("ANALYZE drawn_sale")
        self._draw_lines()

    def _spread_query(self):
        return SQL(
            """
            SELECT customer_id, contact_id, user_id, purchases, amount, kind, sale,
                   pg_temp.draw(sale, 21)::numeric AS draw,
                   FLOOR(LEAST(last_day + purchase * step
                               + step * 0.8 * pg_temp.draw(sale, 20) * SIGN(purchase),
                               %(horizon)s))::int AS days_ago
              FROM (
                  SELECT id AS customer_id, contact_id, user_id, purchases, last_day,
                         amount::numeric, purchase,
                         CASE WHEN is_company THEN industry ELSE 0 END AS kind,
                         LEAST(rhythm, (%(horizon)s - last_day)
                                       / GREATEST(purchases, 1)) AS step,
                         number::bigint * 64 + purchase AS sale
                    FROM drawn_customer,
                         generate_series(0, GREATEST(purchases, 1) - 1) AS purchase
              ) AS placed
            """,
            horizon=self.horizon,
        )

    def _draw_lines(self):
        """Decide what is bought, each kind of customer having its favourites."""
        self.execute(
            """
            CREATE TEMP TABLE drawn_line ON COMMIT DROP AS
            SELECT %(first_id)s + number * %(most)s + place AS id, id AS order_id,
                   customer_id, user_id, purchases, product, price, quantity,
                   quantity * price AS value
              FROM (SELECT *, (%(prices)s::numeric[])[product] AS price,
                           CASE WHEN place > 0 THEN 1
                                ELSE GREATEST(1, ROUND(
                                    amount * (0.5 + draw)
                                    / (%(prices)s::numeric[])[product]))
                           END::numeric AS quantity
                      FROM (%(chosen)s) AS chosen) AS line
            """,
            first_id=self.next_id("sale_order_line"),
            most=_MOST_LINES,
            prices=[price for _category, _name, price in words.PRODUCTS],
            chosen=self._choice_query(),
        )
        self.execute(
            """
            CREATE TEMP TABLE drawn_total ON COMMIT DROP AS
            SELECT order_id AS id, SUM(value) AS value FROM drawn_line GROUP BY order_id
            """
        )
        self.execute("ANALYZE drawn_line, drawn_total")

    def _choice_query(self):
        return SQL(
            """
            SELECT drawn_sale.*, place,
                   1 + (CASE WHEN pg_temp.draw(sale * 4 + place, 23) < %(favoured)s
                             THEN kind * 5 + FLOOR(
                                 pg_temp.draw(sale * 4 + place, 22) * %(favourites)s)
                             ELSE FLOOR(
                                 pg_temp.draw(sale * 4 + place, 22) * %(products)s)
                        END)::int %% %(products)s AS product
              FROM drawn_sale,
                   generate_series(0, (pg_temp.draw(sale, 24) < %(two)s)::int
                                      + (pg_temp.draw(sale, 24) < %(three)s)::int)
                       AS place
            """,
            favoured=_FAVOURED,
            favourites=_FAVOURITES,
            products=len(words.PRODUCTS),
            two=_TWO_LINES,
            three=_THREE_LINES,
        )

    def _insert_orders(self):
        self.prototypes.insert(
            "sale_order",
            "order",
            SQL(
                """
                SELECT *, CASE WHEN draw < 0.5 THEN COALESCE(contact_id, customer_id)
                               ELSE customer_id END AS partner_id,
                       %(today)s::timestamp - days_ago * INTERVAL '1 day'
                           + 8 * INTERVAL '1 hour'
                           + FLOOR(draw * 540)::int * INTERVAL '1 minute' AS moment
                  FROM drawn_sale JOIN drawn_total USING (id) ORDER BY id
                """,
                today=self.today,
            ),
            {
                "id": "id",
                "name": SQL(
                    "'S' || LPAD((%s - 1 + number)::text, 5, '0')",
                    self.prototypes.next_order_number,
                ),
                "partner_id": "partner_id",
                "partner_invoice_id": "partner_id",
                "partner_shipping_id": "partner_id",
                "user_id": "user_id",
                "state": "CASE WHEN purchases > 0 THEN 'sale' ELSE 'draft' END",
                "date_order": "moment",
                "create_date": "moment",
                "write_date": "moment",
                "validity_date": "moment::date + 30",
                "amount_untaxed": "value",
                "amount_total": "value",
                "amount_tax": "0",
                "payment_term_id": self.pick(
                    self.prototypes.term_ids, 25, "integer", "customer_id"
                ),
                "buyer_id": SQL(
                    "CASE WHEN purchases > 0 AND draw >= %s THEN customer_id END",
                    self.without_buyer,
                ),
            },
        )

    def _insert_lines(self):
        products = self.prototypes.products
        self.prototypes.insert(
            "sale_order_line",
            "line",
            SQL("SELECT * FROM drawn_line ORDER BY id"),
            {
                "id": "id",
                "order_id": "order_id",
                "order_partner_id": "customer_id",
                "salesman_id": "user_id",
                "state": "CASE WHEN purchases > 0 THEN 'sale' ELSE 'draft' END",
                "product_id": SQL("(%s::integer[])[product]", products.ids),
                "name": SQL("(%s::text[])[product]", products.mapped("name")),
                "product_uom_qty": "quantity",
                "price_unit": "price",
                "technical_price_unit": "price",
                "price_reduce_taxexcl": "price",
                "price_reduce_taxinc": "price",
                "price_subtotal": "value",
                "price_total": "value",
            },
        )

    def _move_sequences(self):
        """Have Odoo go on numbering where we stopped."""
        for table in _SEQUENCES:
            self.execute(
                "SELECT setval(%s, (SELECT MAX(id) FROM %s))",
                f"{table}_id_seq",
                SQL.identifier(table),
            )
        self.execute("SELECT COUNT(*) FROM drawn_sale")
        [orders] = self.env.cr.fetchone()
        self.prototypes.order_sequence.number_next_actual = (
            self.prototypes.next_order_number + orders
        )

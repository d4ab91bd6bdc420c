"""Lays the rows of a file beside the database, and takes them over all at once.

The rows are put into a temporary table. Customers are found, and duplicates are, by one
statement for all rows, whatever their number; nothing is written to the database's own
tables before every row is known to be sound.
"""

from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..lifecycle.among import is_among
from .external_customers import CustomerFinder
from .external_names import get_companies, get_company_names, get_currency_names
from .external_rates import fill_rates
from .external_rows import Row, RowReader, split_columns, text_of

#: How many rows go to the database at a time.
_CHUNK = 10000

#: More buyers than this are calculated by ranges rather than one by one.
_MANY_BUYERS = 5000

_ROW_TYPES = {
    "line": SQL("int"),
    "external_id": SQL("text"),
    "database_id": SQL("int"),
    "customer": SQL("text"),
    "customer_name": SQL("text"),
    "company_id": SQL("int"),
    "currency_id": SQL("int"),
    "date": SQL("date"),
    "amount": SQL("numeric"),
    "reference": SQL("text"),
    "note": SQL("text"),
}
#: The column, and the attribute of a row, with which Odoo's own import can go on.
RESOLVED = {
    "id": ("id", "external_id"),
    ".id": (".id", "database_id"),
    "partner_id": ("partner_id/.id", "customer"),
    "company_id": ("company_id/.id", "company_id"),
    "currency_id": ("currency_id/.id", "currency_id"),
    "date": ("date", "date"),
    "amount": ("amount", "amount"),
    "reference": ("reference", "reference"),
    "note": ("note", "note"),
}

_PROBLEM_TYPES = {
    "line": SQL("int"),
    "column_name": SQL("text"),
    "code": SQL("text"),
    "value": SQL("text"),
    "detail": SQL("text"),
}


class ExternalStaging:
    """The rows of one file on their way to ``crm.purchase.external``.

    :param model: ``crm.purchase.external``, in the environment of the importing user
    :param fields: the field that each column of the file is for
    :param first_line: the number that the first row has for the user
    :raises ValueError: see :func:`.external_rows.split_columns`
    """

    def __init__(self, model, fields, first_line=1):
        self.model = model
        self.env = model.env
        self.columns, self.other_fields = split_columns(fields)
        self.next_line = first_line
        self.reader = RowReader(
            self.columns,
            get_companies(self.env),
            get_company_names(self.env, self._get_way("company_id")),
            get_currency_names(self.env, self._get_way("currency_id")),
            self.env.company.id,
        )
        self.env.flush_all()
        self._create_tables()

    def _get_way(self, column):
        _index, way = self.columns.get(column, (None, ""))
        return way

    # ------------------------------------------------------------------
    # Filling
    # ------------------------------------------------------------------

    def _create_tables(self):
        execute = self.env.cr.execute
        execute("DROP TABLE IF EXISTS tmp_purchase_row, tmp_purchase_problem")
        execute(
            SQL(
                "CREATE TEMPORARY TABLE tmp_purchase_row (%s, purchase_id int DEFAULT"
                " nextval(pg_get_serial_sequence('crm_purchase_external', 'id')))"
                " ON COMMIT DROP",
                self._get_declarations(_ROW_TYPES),
            )
        )
        execute(
            SQL(
                "CREATE TEMPORARY TABLE tmp_purchase_problem (%s) ON COMMIT DROP",
                self._get_declarations(_PROBLEM_TYPES),
            )
        )

    def _get_declarations(self, types):
        return SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), kind) for name, kind in types.items()
        )

    def add(self, rows):
        """Lay rows of cells beside the database.

        :param rows: iterable of rows, each with a cell for every column
        """
        for chunk in split_every(_CHUNK, rows):
            read, problems = [], []
            for cells in chunk:
                row, row_problems = self.reader.parse(self.next_line, cells)
                read.append(row)
                problems += row_problems
                self.next_line += 1
            self._insert("tmp_purchase_row", _ROW_TYPES, read)
            self._insert("tmp_purchase_problem", _PROBLEM_TYPES, problems)

    def _insert(self, table, types, rows):
        if not rows:
            return
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT * FROM UNNEST(%s)",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, types)),
                SQL(", ").join(
                    SQL("%s::%s[]", values, kind)
                    for values, kind in zip(columns, types.values(), strict=True)
                ),
            )
        )

    # ------------------------------------------------------------------
    # Checking
    # ------------------------------------------------------------------

    def check(self, create_customers):
        """Find the customers and every problem that remains.

        :param create_customers: whether an unknown customer is to be created, which is
            done if that is all that is missing and the file does not go by ids
        :return: how many problems there are
        """
        self.env.cr.execute("ANALYZE tmp_purchase_row")
        if self.reader.is_update:
            self._find_known_purchases()
        way = self._get_way("partner_id")
        create_customers = create_customers and not way
        self.customers = CustomerFinder(self.env, way)
        self.customers.find()
        self._add_problems(self.customers.get_problems_query(not create_customers))
        self._add_problems(self._get_repeated_query())
        self._add_problems(self._get_taken_query())
        count = self.count_problems()
        if create_customers and not count:
            self.customers.create_missing(self.model._prepare_imported_customer)
        return count

    def _find_known_purchases(self):
        self.env.cr.execute(
            """
            UPDATE tmp_purchase_row AS row
               SET database_id = data.res_id
              FROM ir_model_data AS data
             WHERE data.model = 'crm.purchase.external'
               AND row.external_id IN (data.module || '.' || data.name, data.name)
               AND (data.module = '__import__' OR STRPOS(row.external_id, '.') > 0)
            """
        )

    def _add_problems(self, query):
        self.env.cr.execute(SQL("INSERT INTO tmp_purchase_problem %s", query))

    def _get_repeated_query(self):
        return SQL(
            """
            SELECT line, 'reference', 'reference_repeated', reference, first_line::text
              FROM (SELECT line, reference,
                           MIN(line) OVER (
                               PARTITION BY company_id, reference
                           ) AS first_line
                      FROM tmp_purchase_row
                     WHERE reference != '') AS row
             WHERE line > first_line
            """
        )

    def _get_taken_query(self):
        return SQL(
            """
            SELECT row.line, 'reference', 'reference_taken', row.reference, ''
              FROM tmp_purchase_row AS row
              JOIN crm_purchase_external AS purchase
                ON purchase.company_id = row.company_id
               AND purchase.reference = row.reference
             WHERE purchase.id IS DISTINCT FROM row.database_id
            """
        )

    def count_problems(self):
        self.env.cr.execute("SELECT COUNT(*) FROM tmp_purchase_problem")
        return self.env.cr.fetchone()[0]

    # ------------------------------------------------------------------
    # Taking over
    # ------------------------------------------------------------------

    @property
    def needs_orm(self):
        """Whether there are columns that one statement for all rows cannot take."""
        return self.reader.is_update or bool(self.other_fields)

    def get_resolved(self, fields, data):
        """Return the columns and rows to load, with ids in the place of names."""
        rows = self._get_rows()
        columns, cells = [], []
        for index, field in enumerate(fields):
            name = field.partition("/")[0]
            if field in self.other_fields:
                columns.append(field)
                cells.append([row[index] for row in data])
            elif name in RESOLVED:
                column, attribute = RESOLVED[name]
                columns.append(column)
                cells.append([text_of(getattr(row, attribute)) for row in rows])
        return columns, [list(row) for row in zip(*cells, strict=True)]

    def _get_rows(self):
        """Return the :class:`Row` list, with the partner's id for a customer."""
        self.env.cr.execute(
            SQL(
                """
                SELECT %s
                  FROM tmp_purchase_row AS row
                  LEFT JOIN tmp_purchase_customer AS found
                    ON found.company_id = row.company_id
                   AND found.customer = row.customer
                 ORDER BY row.line
                """,
                SQL(", ").join(
                    SQL("found.partner_id")
                    if name == "customer"
                    else SQL.identifier("row", name)
                    for name in Row._fields
                ),
            )
        )
        return [Row(*values) for values in self.env.cr.fetchall()]

    def insert(self):
        """Make purchases of all rows, in one statement.

        :return: how many purchases there are now that were not there before
        """
        self.customers.find_buyers()
        fill_rates(self.env)
        self.env.cr.execute(self._get_insert_query())
        count = self.env.cr.rowcount
        self.model.invalidate_model()
        self._note_customers()
        return count

    def _get_insert_query(self):
        return SQL(
            """
            INSERT INTO crm_purchase_external (
                id, company_id, partner_id, buyer_id, date, reference, note,
                currency_id, amount, amount_company,
                create_uid, create_date, write_uid, write_date
            )
            SELECT row.purchase_id, row.company_id, found.partner_id,
                   found.buyer_id, row.date, row.reference,
                   NULLIF(row.note, ''), row.currency_id,
                   ROUND(row.amount / day.rounding) * day.rounding,
                   ROUND(row.amount * day.rate / day.company_rounding)
                       * day.company_rounding,
                   %(user)s, %(now)s, %(user)s, %(now)s
              FROM tmp_purchase_row AS row
              JOIN tmp_purchase_customer AS found
                ON found.company_id = row.company_id
               AND found.customer = row.customer
              JOIN tmp_purchase_day AS day
                ON day.company_id = row.company_id
               AND day.currency_id = row.currency_id
               AND day.date = row.date
             ORDER BY row.line
            """,
            user=self.env.uid,
            now=self.env.cr.now(),
        )

    def get_ids(self):
        """Return the ids of the purchases made, in the order of the file."""
        self.env.cr.execute("SELECT purchase_id FROM tmp_purchase_row ORDER BY line")
        return [purchase_id for (purchase_id,) in self.env.cr.fetchall()]

    def count_forbidden(self):
        """Count the purchases made that the user's record rules forbid to make."""
        rules = self.env["ir.rule"]._compute_domain(self.model._name, "create")
        allowed = self.model.sudo()._search(Domain(rules))
        self.env.cr.execute(
            SQL(
                "SELECT COUNT(*) FROM tmp_purchase_row WHERE NOT %s",
                is_among(SQL("purchase_id"), allowed.select()),
            )
        )
        return self.env.cr.fetchone()[0]

    def _note_customers(self):
        """Have the buyers calculated again: a write by SQL is noticed by nobody."""
        self.env.cr.execute(
            SQL(
                """
                SELECT DISTINCT purchase.company_id, purchase.buyer_id
                  FROM tmp_purchase_row AS row
                  JOIN crm_purchase_external AS purchase
                    ON purchase.id = row.purchase_id
                 LIMIT %s
                """,
                _MANY_BUYERS + 1,
            )
        )
        buyers = self.env.cr.fetchall()
        refresh = self.env["crm.customer.refresh"].sudo()
        if len(buyers) <= _MANY_BUYERS:
            refresh.with_context(lifecycle_cause="import")._note(buyers)
            return
        self.env.cr.execute("SELECT DISTINCT company_id FROM tmp_purchase_row")
        company_ids = [company_id for (company_id,) in self.env.cr.fetchall()]
        companies = self.env["res.company"].browse(company_ids)
        refresh._enqueue_all(companies, cause="import")

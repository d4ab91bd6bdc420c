"""What is measured: the addon's work on all customers, and its screens."""

from datetime import timedelta

from odoo.tools import SQL

from . import database as databases
from .screens import COUNT_LIMIT, PAGE, read_specification
from .timing import Figure, median, timed

#: How often each thing is measured; the median counts. What takes minutes is measured
#: less often.
_RUNS = 7
_RUNS_OF_FIRST_FILL = 3
_MANY = 500_000
_RUNS_OF_MANY = 2
_FIRST_FILLS_OF_MANY = 1
_RUNS_OF_SCREENS = 25

_BARE = "bare aggregate"
_MOVING = 0.005

_AGGREGATE = """
    CREATE UNLOGGED TABLE bare_aggregate AS
    SELECT partner_id, COUNT(*) AS purchase_count, MIN(date_order) AS first_date,
           MAX(date_order) AS last_date, SUM(amount_untaxed) AS amount_total
      FROM sale_order
     WHERE state = 'sale' AND company_id = %s
     GROUP BY partner_id
"""


class CalculationMeasures:
    """The first fill, a full rebuild and the daily roll of one database.

    :param unfilled: name of a database of generated customers who bought before the
        addon came and were never calculated
    :param work: name for its copies
    :param customers: how many customers there are
    """

    def __init__(self, unfilled, work, customers):
        self.unfilled = unfilled
        self.work = work
        self.is_large = customers >= _MANY
        self.runs = _RUNS_OF_MANY if self.is_large else _RUNS
        self.fills = _FIRST_FILLS_OF_MANY if self.is_large else _RUNS_OF_FIRST_FILL

    def run(self):
        first_fill = median([self._first_fill() for _run in range(self.fills)])
        self._settle()
        bare, rebuild = self._measure_rebuild()
        figures = [
            Figure("Bare aggregate (count, first, last, sum; unique index)", bare),
            Figure("First fill, with ledger", first_fill, _BARE, bare, 5),
            self._describe_rebuild(
                rebuild, bare, "orders from before the installation"
            ),
        ]
        if not self.is_large:
            self._write_buyers()
            self._settle()
            bare, rebuild = self._measure_rebuild()
            figures.append(
                self._describe_rebuild(rebuild, bare, "orders since the installation")
            )
        rolls = [self._roll(days) for days in range(1, self.runs + 1)]
        roll = median([seconds for seconds, _moved in rolls])
        moved = min(moved for _seconds, moved in rolls)
        note = f"{moved} moved"
        figures.append(Figure("Daily roll", roll, "full rebuild", rebuild, 0.05, note))
        return figures

    def _describe_rebuild(self, rebuild, bare, orders):
        what = f"Full rebuild, nothing changed ({orders})"
        return Figure(what, rebuild, _BARE, bare, 1.8)

    def _measure_rebuild(self):
        """Return the seconds of the bare aggregate and of a rebuild, taken in turns."""
        pairs = [
            (timed(self._bare_aggregate), self._rebuild()) for _run in range(self.runs)
        ]
        return [median(seconds) for seconds in zip(*pairs, strict=True)]

    def _settle(self):
        self._vacuum()
        self._enqueue()
        self._drain()

    def _write_buyers(self):
        """Make the orders such as were confirmed since the installation."""
        with databases.environment(self.work) as env:
            env.cr.execute(
                SQL(
                    "UPDATE sale_order SET buyer_id = partner.commercial_partner_id"
                    " FROM res_partner AS partner WHERE partner.id = partner_id"
                    " AND state = 'sale'"
                )
            )

    def _first_fill(self):
        databases.create(self.work, self.unfilled)
        self._enqueue(cause="import")
        return timed(self._drain)

    def _rebuild(self):
        self._enqueue()
        seconds = timed(self._drain)
        self._vacuum()
        return seconds

    def _enqueue(self, cause=None):
        with databases.environment(self.work) as env:
            companies = env["res.company"].search([])
            env["crm.customer.refresh"]._enqueue_all(companies, cause)
            env.cr.postcommit.clear()

    def _drain(self):
        with databases.environment(self.work) as env:
            notes = env["crm.customer.refresh"]
        notes._drain()

    def _roll(self, days):
        """Roll the first half percent of those whose day has come ``days`` from now."""
        with databases.environment(self.work) as env:
            company = env.company
            customers = env["crm.customer"]
            limit = round(customers.search_count([]) * _MOVING)
            today = company._lifecycle_today() + timedelta(days=days)
            moved = []

            def roll():
                moved.append(customers._roll(company, today, limit=limit))
                env.cr.commit()

            return timed(roll), moved[0]

    def _bare_aggregate(self):
        with databases.environment(self.work) as env:
            env.cr.execute(SQL("DROP TABLE IF EXISTS bare_aggregate"))
            env.cr.execute(SQL(_AGGREGATE, env.company.id))
            env.cr.execute(SQL("CREATE UNIQUE INDEX ON bare_aggregate (partner_id)"))

    def _vacuum(self):
        with databases.autocommit(self.work) as cr:
            cr.execute(SQL("VACUUM ANALYZE"))


class ScreenMeasures:
    """The server's part of the screens, as the administrator opens them."""

    def __init__(self, database):
        self.database = database
        with databases.environment(database) as env:
            self.user = env.ref("base.user_admin")

    def run(self):
        self._warm_up()
        return [self._measure_matrix(), self._measure_list()]

    def _environment(self):
        return databases.environment(self.database, self.user, lang="en_US")

    def _warm_up(self):
        self._open_matrix()
        with databases.environment(self.database) as env:
            customers = env["crm.customer"]
            [(segment, _count)] = customers._read_group(
                [("segment_id", "!=", False)],
                ["segment_id"],
                ["__count"],
                order="__count DESC",
                limit=1,
            )
            self.segment_id = segment.id
            self.company_id = env.company.id
            self.specification = read_specification(customers, "list")

    def _measure_matrix(self):
        screen, bare = self._alternate(self._open_matrix, self._count_bare)
        return Figure("Matrix, server call", screen, "bare grouped count", bare, 1.5)

    def _measure_list(self):
        screen, bare = self._alternate(self._open_list, self._list_bare)
        note = f"{PAGE} of a segment, with count"
        return Figure("Customer list", screen, "bare indexed query", bare, 2, note)

    def _alternate(self, screen, bare):
        pairs = [(timed(screen), timed(bare)) for _run in range(_RUNS_OF_SCREENS)]
        return [median(seconds) for seconds in zip(*pairs, strict=True)]

    def _open_matrix(self):
        with self._environment() as env:
            env["crm.lifecycle.segment"].get_matrix()

    def _count_bare(self):
        with self._environment() as env:
            env.cr.execute(
                SQL(
                    "SELECT segment_id, COUNT(*) FROM crm_customer"
                    " WHERE company_id = %s GROUP BY segment_id",
                    self.company_id,
                )
            )
            env.cr.fetchall()

    def _open_list(self):
        with self._environment() as env:
            env["crm.customer"].web_search_read(
                [("segment_id", "=", self.segment_id)],
                self.specification,
                limit=PAGE,
                count_limit=COUNT_LIMIT,
            )

    def _list_bare(self):
        segment = SQL(
            "company_id = %s AND segment_id = %s AND active",
            self.company_id,
            self.segment_id,
        )
        with self._environment() as env:
            env.cr.execute(
                SQL(
                    "SELECT * FROM crm_customer WHERE %s"
                    " ORDER BY amount_total DESC, id LIMIT %s",
                    segment,
                    PAGE,
                )
            )
            env.cr.fetchall()
            env.cr.execute(
                SQL(
                    "SELECT COUNT(*) FROM"
                    " (SELECT FROM crm_customer WHERE %s LIMIT %s) AS counted",
                    segment,
                    COUNT_LIMIT,
                )
            )
            env.cr.fetchall()

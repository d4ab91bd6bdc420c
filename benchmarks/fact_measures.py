"""What is measured of the facts about customers."""

import gc

from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL

from . import database as databases
from .timing import Figure, Memory, median, timed

#: The kind of notes that ask for facts alone.
FACTS = "facts"

_MANY = 500_000
_RUNS = 5
_RUNS_OF_MANY = 2

#: One customer of so many is noted.
_ONE_OF = 1000

#: What facts are read from, summed up with nothing else.
_BARE_AGGREGATES = (
    """
    SELECT document.partner_id, template.categ_id, COUNT(DISTINCT document.id) AS times,
           SUM(line.price_subtotal) AS amount, MAX(document.date_order) AS latest
      FROM sale_order AS document
      JOIN sale_order_line AS line ON line.order_id = document.id
      JOIN product_product AS product ON product.id = line.product_id
      JOIN product_template AS template ON template.id = product.product_tmpl_id
     WHERE document.state = 'sale'
     GROUP BY document.partner_id, template.categ_id
    """,
    """
    SELECT partner_id, payment_term_id, COUNT(*) AS times, AVG(amount_untaxed) AS amount
      FROM sale_order WHERE state = 'sale' GROUP BY partner_id, payment_term_id
    """,
    """
    SELECT partner_id, payment_method_line_id, COUNT(*) AS times
      FROM account_payment GROUP BY partner_id, payment_method_line_id
    """,
    """
    SELECT model, res_id, trace_type, COUNT(*) AS times, COUNT(open_datetime) AS opened,
           MAX(open_datetime) AS latest
      FROM mailing_trace GROUP BY model, res_id, trace_type
    """,
    """
    SELECT model, res_id, MAX(date) AS latest
      FROM mail_message WHERE message_type = 'comment' GROUP BY model, res_id
    """,
    """
    SELECT res_model, res_id, MAX(date_done) AS latest
      FROM mail_activity WHERE NOT active GROUP BY res_model, res_id
    """,
    """
    SELECT partner_id, stage_id, lost_reason_id, COUNT(*) AS times
      FROM crm_lead WHERE won_status = 'lost' GROUP BY 1, 2, 3
    """,
)
_BARE = "bare aggregates of the same tables"

_BARE_CATEGORIES = """
    SELECT categ_id, COUNT(*), SUM(amount) FROM crm_customer_category GROUP BY categ_id
"""
_BARE_COUNT = """
    SELECT purchase_count, COUNT(*), SUM(amount_total) FROM crm_customer
     GROUP BY purchase_count
"""
_BARE_ORDERS = """
    SELECT partner_id, COUNT(*), MAX(date_order) FROM sale_order
     WHERE state = 'sale' GROUP BY partner_id
"""


class FactMeasures:
    """Facts of all customers and of some, and what they are compared with.

    :param database: name of a database of generated customers who were never calculated
    """

    def __init__(self, database, customers):
        self.database = database
        self.runs = _RUNS_OF_MANY if customers >= _MANY else _RUNS

    def run(self):
        self._enqueue("all")
        self._drain("all")
        self._vacuum()
        with self._environment() as env:
            self._measure(env)
        full, memory = self._refresh_all()
        self._settle()
        bare, unchanged = self._alternate(self._aggregate, self._recalculate)
        return [
            Figure(f"Facts: {_BARE}", bare),
            Figure(
                "Facts: full refresh",
                full,
                _BARE,
                bare,
                limit=600,
                note=f"every customer written; {memory}",
            ),
            Figure(
                "Facts: nothing changed",
                unchanged,
                _BARE,
                bare,
                limit=600,
                note="every customer looked at, none written",
            ),
            self._measure_noted(unchanged),
            self._measure_single(),
            *self._measure_measuring(),
        ]

    def _environment(self):
        return databases.environment(self.database)

    def _enqueue(self, kind):
        with self._environment() as env:
            companies = env["res.company"].search([])
            env["crm.customer.refresh"]._enqueue_all(companies, kind=kind)
            env.cr.postcommit.clear()

    def _drain(self, kind):
        """Work through the notes of a kind, a transaction for each batch."""
        done = True
        while done:
            with Registry(self.database).cursor() as cr:
                cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
                notes = api.Environment(cr, SUPERUSER_ID, {})["crm.customer.refresh"]
                done = notes._process(kinds=[kind])

    def _vacuum(self):
        with databases.autocommit(self.database) as cr:
            cr.execute(SQL("VACUUM ANALYZE"))

    def _refresh_all(self):
        """Return the seconds of the first facts, and the memory that they took."""
        gc.collect()
        with Memory() as memory:
            # The calculation of purchases has left the notes.
            seconds = timed(self._drain, FACTS)
        return seconds, memory.describe()

    def _settle(self):
        """Measure by the facts that there are now, until nothing changes any more."""
        self._vacuum()
        with self._environment() as env:
            self._measure(env)
        self._enqueue(FACTS)
        self._drain(FACTS)
        self._vacuum()

    def _recalculate(self):
        self._enqueue(FACTS)
        self._drain(FACTS)

    def _aggregate(self):
        with self._environment() as env:
            for number, query in enumerate(_BARE_AGGREGATES):
                table = SQL.identifier(f"bare_aggregate_{number}")
                env.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
                env.cr.execute(SQL("CREATE UNLOGGED TABLE %s AS %s", table, SQL(query)))
                env.cr.execute(SQL("DROP TABLE %s", table))

    def _alternate(self, *functions):
        rounds = [[timed(call) for call in functions] for _run in range(self.runs)]
        return [median(seconds) for seconds in zip(*rounds, strict=True)]

    # ------------------------------------------------------------------
    # Some customers
    # ------------------------------------------------------------------

    def _note_some(self, offset, limit=None):
        """Note customers far from each other, and return how many."""
        with self._environment() as env:
            env.cr.execute(
                SQL(
                    "SELECT company_id, partner_id FROM crm_customer"
                    " WHERE partner_id %% %s = %s ORDER BY partner_id LIMIT %s",
                    _ONE_OF,
                    offset,
                    limit,
                )
            )
            keys = env.cr.fetchall()
            env["crm.customer.refresh"]._note_facts(keys)
            env.flush_all()
            env.cr.precommit.run()
            env.cr.postcommit.clear()
        return len(keys)

    def _measure_noted(self, unchanged):
        seconds, counts = [], []
        for run in range(max(self.runs, 3)):
            counts.append(self._note_some(100 + run * 7))
            seconds.append(timed(self._drain, FACTS))
        return Figure(
            "Facts: 0.1 % noted",
            median(seconds),
            "facts: nothing changed",
            unchanged,
            0.05,
            f"{min(counts)} customers",
        )

    def _measure_single(self):
        seconds = []
        for run in range(25):
            self._note_some(200 + run, limit=1)
            seconds.append(timed(self._drain, FACTS))
        return Figure(
            "Facts: one customer noted",
            median(seconds),
            limit=1,
            note=f"the slowest of 25: {max(seconds) * 1000:.0f} ms",
        )

    # ------------------------------------------------------------------
    # What customers are compared with
    # ------------------------------------------------------------------

    def _measure(self, env):
        company = env.company
        today = company._lifecycle_today()
        env["crm.customer.refresh"].env["crm.customer"]._measure_facts(company, today)

    def _measure_measuring(self):
        figures = []
        for what, measure, against, query in (
            (
                "RFM scores, A B C",
                lambda env, day: (
                    env["crm.customer.scale"]._of(env.company)._measure(day)
                ),
                "bare grouped count",
                _BARE_COUNT,
            ),
            (
                "likely regulars",
                lambda env, day: (
                    env["crm.regular.study"]._of(env.company)._measure(day)
                ),
                "bare count of orders by customer",
                _BARE_ORDERS,
            ),
            (
                "customers like each other, white space",
                lambda env, day: env["crm.peer.group"]._measure(env.company, day),
                "bare sum by category",
                _BARE_CATEGORIES,
            ),
        ):
            seconds, bare = self._alternate(
                lambda measure=measure: self._call(measure),
                lambda query=query: self._fetch(query),
            )
            what = f"Facts: measuring {what}"
            figures.append(Figure(what, seconds, against, bare, limit=60))
        return figures

    def _call(self, measure):
        with self._environment() as env:
            measure(env, env.company._lifecycle_today())

    def _fetch(self, query):
        with self._environment() as env:
            env.cr.execute(SQL(query))
            while env.cr.fetchmany(1000):
                pass

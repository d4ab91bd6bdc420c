"""What knowing the competitors costs: half a million supplies, in lists and shares."""

from datetime import timedelta

from odoo.tools import SQL

from . import database as databases
from .screens import COUNT_LIMIT, PAGE, read_specification
from .timing import Figure, median, timed

SUPPLIES = 500_000

#: One customer of so many has a budget entered.
_WITH_BUDGET = 4
_COMPETITORS = 12
_RUNS = 5
_RUNS_OF_SCREENS = 15


class CompetitorMeasures:
    """Supplies, drawn by the database itself, and what is read of them.

    :param database: name of a database of generated and calculated customers
    """

    def __init__(self, database, supplies=SUPPLIES):
        self.database = database
        self.supplies = supplies
        with databases.environment(database) as env:
            self.user = env.ref("base.user_admin")
            self._draw(env)
        with databases.autocommit(database) as cr:
            cr.execute(SQL("VACUUM ANALYZE"))

    def run(self):
        return [
            self._measure_list(),
            self._measure_group(),
            self._measure_one_customer(),
            self._measure_wallets(),
            self._measure_shares(),
            self._measure_snapshot(),
        ]

    # ------------------------------------------------------------------
    # Data
    # ------------------------------------------------------------------

    def _draw(self, env):
        partners = env["res.partner"].create(
            [
                {"name": f"Rival {number}", "is_company": True}
                for number in range(_COMPETITORS)
            ]
        )
        competitors = env["crm.competitor"].create(
            [{"partner_id": partner.id} for partner in partners]
        )
        categories = env["product.category"].search([])
        today = env.company._lifecycle_today()
        env.flush_all()
        drawn = {
            "company": env.company.id,
            "competitors": competitors.ids,
            "categories": categories.ids,
            "today": today,
            "supplies": self.supplies,
            "customers": env["crm.customer"]
            .with_context(active_test=False)
            .search_count([("company_id", "=", env.company.id)]),
            "budgets": _WITH_BUDGET,
        }
        env.cr.execute(SQL("ANALYZE crm_customer"))
        env.cr.execute(self._supplies_query(drawn))
        env.cr.execute(self._budgets_query(drawn))
        env.cr.execute(
            SQL(
                """
                UPDATE crm_customer_supply AS supply SET is_latest = latest.is_latest
                  FROM (SELECT id, ROW_NUMBER() OVER (
                                   PARTITION BY company_id, partner_id, categ_id,
                                                competitor_id
                                   ORDER BY observed_date DESC, id DESC) = 1
                               AS is_latest
                          FROM crm_customer_supply) AS latest
                 WHERE latest.id = supply.id
                """
            )
        )

    def _supplies_query(self, drawn):
        """Return the INSERT of supplies, the same ones each time."""
        return SQL(
            """
            INSERT INTO crm_customer_supply
                        (company_id, partner_id, categ_id, competitor_id, active, share,
                         yearly_amount, price, observed_date, valid_until, contract_end,
                         source, confidence)
            SELECT %(company)s, customer.partner_id,
                   (%(categories)s::int[])[1 + number %% %(category_count)s],
                   (%(competitors)s::int[])[1 + number * 7 %% %(competitor_count)s],
                   TRUE, 5 + number %% 40,
                   CASE WHEN number %% 3 = 0 THEN 100 + number %% 5000 END,
                   1 + number %% 90,
                   %(today)s::date - (number %% 500)::int,
                   %(today)s::date - (number %% 500)::int + 365,
                   CASE WHEN number %% 5 = 0
                        THEN %(today)s::date + (number %% 700)::int - 100 END,
                   'customer', 'medium'
              FROM GENERATE_SERIES(1, %(supplies)s) AS number
              JOIN (SELECT partner_id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS place
                      FROM crm_customer WHERE company_id = %(company)s) AS customer
                ON customer.place = number::bigint * 31 %% %(customers)s
            """,
            **drawn,
            category_count=len(drawn["categories"]),
            competitor_count=len(drawn["competitors"]),
        )

    def _budgets_query(self, drawn):
        return SQL(
            """
            INSERT INTO crm_customer_budget
                        (company_id, partner_id, categ_id, amount, yearly_amount,
                         period, date_from, date_to, observed_date)
            SELECT company_id, partner_id, categ_id, 500 + id %% 9000, 500 + id %% 9000,
                   'year', %(today)s::date - 100, %(today)s::date + 265,
                   %(today)s::date - 100
              FROM (SELECT MIN(id) AS id, company_id, partner_id, categ_id
                      FROM crm_customer_supply
                     GROUP BY company_id, partner_id, categ_id) AS wallet
             WHERE id %% %(budgets)s = 0
            """,
            **drawn,
        )

    # ------------------------------------------------------------------
    # Measures
    # ------------------------------------------------------------------

    def _environment(self):
        return databases.environment(self.database, self.user, lang="en_US")

    def _alternate(self, screen, bare, runs):
        screen()
        pairs = [(timed(screen), timed(bare)) for _run in range(runs)]
        return [median(seconds) for seconds in zip(*pairs, strict=True)]

    def _open(self, model, domain):
        """Open the first page of a list, and return how many queries it took."""
        with self._environment() as env:
            records = env[model]
            specification = read_specification(records, "list")
            before = env.cr.sql_log_count
            records.web_search_read(
                domain, specification, limit=PAGE, count_limit=COUNT_LIMIT
            )
            return env.cr.sql_log_count - before

    def _fetch(self, query):
        with self._environment() as env:
            env.cr.execute(query)
            return env.cr.fetchall()

    def _measure_list(self):
        domain = [("standing", "=", "current")]
        bare = SQL(
            "SELECT * FROM crm_customer_supply WHERE is_latest"
            " ORDER BY observed_date DESC, id DESC LIMIT %s",
            PAGE,
        )
        screen, base = self._alternate(
            lambda: self._open("crm.customer.supply", domain),
            lambda: self._fetch(bare),
            _RUNS_OF_SCREENS,
        )
        queries = self._open("crm.customer.supply", domain)
        return Figure(
            f"List of {self.supplies} supplies, the current ones",
            screen,
            "bare indexed query",
            base,
            note=f"{PAGE} rows with count, {queries} queries",
        )

    def _measure_group(self):
        def group():
            with self._environment() as env:
                env["crm.customer.supply"].formatted_read_group(
                    [("standing", "=", "current")],
                    ["competitor_id"],
                    ["__count", "share:avg"],
                )

        bare = SQL(
            "SELECT competitor_id, COUNT(*), AVG(share) FROM crm_customer_supply"
            " WHERE is_latest GROUP BY competitor_id"
        )
        screen, base = self._alternate(group, lambda: self._fetch(bare), _RUNS)
        return Figure("Supplies by competitor", screen, "bare grouped count", base)

    def _measure_one_customer(self):
        with self._environment() as env:
            supply = env["crm.customer.supply"].search([], limit=1)
            partner_id, company_id = supply.partner_id.id, supply.company_id.id

        def summarize():
            with self._environment() as env:
                env["crm.customer"]._get_supply_summaries(
                    env["res.company"].browse(company_id),
                    env["res.partner"].browse(partner_id),
                )

        seconds = median([timed(summarize) for _run in range(_RUNS_OF_SCREENS)])
        return Figure("Shares on the form of one customer", seconds)

    def _bare_sum(self):
        return SQL(
            "SELECT company_id, partner_id, categ_id, SUM(share), SUM(yearly_amount)"
            " FROM crm_customer_supply GROUP BY company_id, partner_id, categ_id"
        )

    def _measure_wallets(self):
        domain = [("is_within", "=", False)]
        screen, base = self._alternate(
            lambda: self._open("crm.customer.wallet", domain),
            lambda: self._fetch(
                SQL("SELECT COUNT(*) FROM (%s) AS a", self._bare_sum())
            ),
            _RUNS,
        )
        queries = self._open("crm.customer.wallet", domain)
        return Figure(
            "Share of wallet, first page of all customers by free amount",
            screen,
            "bare sum by customer and category",
            base,
            note=f"{PAGE} rows with count, {queries} queries",
        )

    def _measure_shares(self):
        with self._environment() as env:
            query = SQL(
                "SELECT COUNT(*), SUM(ours_share + unknown_share) FROM (%s) AS wallet",
                env["crm.customer.wallet"]._table_query,
            )
        bare = SQL("SELECT COUNT(*) FROM (%s) AS bare", self._bare_sum())
        seconds, base = self._alternate(
            lambda: self._fetch(query), lambda: self._fetch(bare), _RUNS
        )
        [(count, _total)] = self._fetch(query)
        return Figure(
            "All shares of all customers",
            seconds,
            "bare sum by customer and category",
            base,
            note=f"{count} wallets",
        )

    def _measure_snapshot(self):
        def take():
            with databases.environment(self.database) as env:
                today = env.company._lifecycle_today()
                day = today.replace(day=1) - timedelta(days=1)
                env["crm.wallet.snapshot"]._take(env.company, day)

        return Figure(
            "Keeping the shares of a month", median([timed(take) for _run in range(3)])
        )

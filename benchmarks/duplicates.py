"""What finding duplicates costs: the first search, one for changes, the screens."""

from odoo.tools import SQL

from . import database as databases
from .screens import COUNT_LIMIT, PAGE, read_specification
from .timing import Figure, median, timed

#: One customer of so many has the address of the one before.
_TWINS = 20
#: How many contacts change before a search for changes.
_CHANGED = 1_000
_RUNS = 3
_RUNS_OF_SCREENS = 15

_BARE = SQL(
    "SELECT email_normalized, COUNT(*) FROM res_partner WHERE active"
    " GROUP BY email_normalized HAVING COUNT(*) > 1"
)


class DuplicateMeasures:
    """Searches in a database of generated customers, some of them entered twice."""

    def __init__(self, database):
        self.database = database
        with databases.environment(database) as env:
            self.user = env.ref("base.user_admin")
            self._draw(env)
        with databases.autocommit(database) as cr:
            cr.execute(SQL("VACUUM ANALYZE res_partner"))

    def run(self):
        first = self._measure_first()
        with databases.autocommit(self.database) as cr:
            cr.execute(SQL("VACUUM ANALYZE"))
        return [
            first,
            self._measure_again(),
            self._measure_changes(),
            self._measure_list(),
            self._measure_form(),
        ]

    def _draw(self, env):
        """Give some customers the address of another one."""
        env.cr.execute(
            SQL(
                """
                UPDATE res_partner AS partner
                   SET email = twin.email, email_normalized = twin.email_normalized
                  FROM res_partner AS twin
                 WHERE partner.id %% %(twins)s = 0 AND twin.id = partner.id - 1
                   AND twin.email_normalized LIKE 'customer%%'
                   AND partner.email_normalized LIKE 'customer%%'
                """,
                twins=_TWINS,
            )
        )

    def _search(self, everything=False):
        """Search as the scheduled action does, each bit in a transaction of its own."""
        with databases.environment(self.database) as env:
            run = env["crm.duplicate.run"]._begin(everything)
            while not run.end_date:
                run._do_bit()
                env.cr.commit()

    def _fetch(self, query):
        with databases.environment(self.database) as env:
            env.cr.execute(query)
            return env.cr.fetchall()

    def _measure_bare(self):
        return median([timed(self._fetch, _BARE) for _run in range(_RUNS)])

    def _count(self, table, condition="TRUE"):
        query = SQL(
            "SELECT COUNT(*) FROM %s WHERE %s", SQL.identifier(table), SQL(condition)
        )
        return self._fetch(query)[0][0]

    # ------------------------------------------------------------------
    # Measures
    # ------------------------------------------------------------------

    def _measure_first(self):
        base = self._measure_bare()
        seconds = timed(self._search)
        groups = self._count("crm_duplicate", "state = 'open'")
        keys = self._count("crm_duplicate_key")
        return Figure(
            "First search for duplicates",
            seconds,
            "bare count by e-mail",
            base,
            note=f"{keys} contacts, {groups} groups",
        )

    def _measure_again(self):
        return Figure(
            "Comparing all contacts anew",
            timed(self._search, True),
            "bare count by e-mail",
            self._measure_bare(),
        )

    def _measure_changes(self):
        """Have some contacts changed, and nobody else since long ago."""
        with databases.environment(self.database) as env:
            env.cr.execute(SQL("UPDATE res_partner SET write_date = '2000-01-01'"))
        with databases.environment(self.database) as env:
            env.cr.execute(
                SQL(
                    "UPDATE res_partner SET phone_sanitized = '+4940' || id,"
                    " write_date = %s WHERE id IN (SELECT id FROM res_partner"
                    " WHERE active ORDER BY hashint4(id) LIMIT %s)",
                    env.cr.now(),
                    _CHANGED,
                )
            )
        return Figure(
            f"Search after {_CHANGED} contacts changed",
            timed(self._search),
            "bare count by e-mail",
            self._measure_bare(),
        )

    def _open_list(self):
        with databases.environment(self.database, self.user, lang="en_US") as env:
            groups = env["crm.duplicate"]
            before = env.cr.sql_log_count
            groups.web_search_read(
                [("state", "=", "open")],
                read_specification(groups, "list"),
                limit=PAGE,
                count_limit=COUNT_LIMIT,
            )
            return env.cr.sql_log_count - before

    def _measure_list(self):
        bare = SQL(
            "SELECT * FROM crm_duplicate WHERE state = 'open'"
            " ORDER BY score DESC, id LIMIT %s",
            PAGE,
        )
        pairs = [
            (timed(self._open_list), timed(self._fetch, bare))
            for _run in range(_RUNS_OF_SCREENS)
        ]
        seconds, base = (median(times) for times in zip(*pairs, strict=True))
        queries = self._open_list()
        return Figure(
            "List of duplicates",
            seconds,
            "bare query",
            base,
            note=f"{PAGE} rows with count, {queries} queries",
        )

    def _measure_form(self):
        def compare():
            with databases.environment(self.database, self.user, lang="en_US") as env:
                group = env["crm.duplicate"].search([("state", "=", "open")], limit=1)
                return group.comparison

        seconds = median([timed(compare) for _run in range(_RUNS_OF_SCREENS)])
        return Figure("Contacts side by side", seconds)

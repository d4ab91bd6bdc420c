"""What is measured of saved segments, and of the lists that sellers work from."""

from odoo.fields import Command
from odoo.tools import SQL

from . import database as databases
from .rules import SEGMENTS, list_combinations, list_rules
from .screens import COUNT_LIMIT, PAGE, read_specification
from .timing import Figure, median, timed

_RUNS = 3

#: One segment of so many is opened as a list.
_LISTED = 5

_BARE_COUNT = "bare grouped count"
_BARE_LIST = "bare indexed query"


class SegmentMeasures:
    """Two hundred segments of a database whose customers and facts are calculated."""

    def __init__(self, database):
        self.database = database
        with databases.environment(database) as env:
            self.admin = env.ref("base.user_admin")
            self.company_id = env.company.id
            self.seller = env["res.users"].search([("login", "=", "seller1")], limit=1)

    def run(self):
        self.segment_ids = self._create_segments()
        return [
            self._measure_counts(),
            *self._measure_previews(),
            *self._measure_lists(),
            *self._measure_screens(),
        ]

    def _environment(self, user=None):
        return databases.environment(self.database, user or self.admin, lang="en_US")

    def _create_segments(self):
        """Create what is missing to two hundred, and return their ids."""
        with self._environment() as env:
            segments = env["crm.segment"]
            segments.search([("code", "=", False)]).unlink()
            ready = segments.search([])
            rules = list_rules(env)[: SEGMENTS - len(ready) - SEGMENTS // 5]
            made = self._create(segments, rules)
            missing = SEGMENTS - len(ready) - len(made)
            combined = self._create(segments, list_combinations(made.ids, missing))
            return (ready | made | combined).ids

    def _create(self, segments, rules):
        return segments.create(
            [
                {
                    "name": name,
                    "lifecycle_segment_ids": [Command.set(cell_ids)],
                    "domain": repr(domain),
                }
                for name, cell_ids, domain in rules
            ]
        )

    def _fetch(self, query, *args):
        with self._environment() as env:
            env.cr.execute(SQL(query, *args))
            env.cr.fetchall()

    def _count_bare(self):
        self._fetch(
            "SELECT segment_id, COUNT(*), SUM(amount_total) FROM crm_customer"
            " WHERE company_id = %s GROUP BY segment_id",
            self.company_id,
        )

    def _list_bare(self):
        where = "company_id = %s AND active AND purchase_count >= 3"
        self._fetch(
            f"SELECT * FROM crm_customer WHERE {where}"
            " ORDER BY amount_total DESC, id LIMIT %s",
            self.company_id,
            PAGE,
        )
        self._fetch(
            f"SELECT COUNT(*) FROM (SELECT FROM crm_customer WHERE {where} LIMIT %s)"
            " AS counted",
            self.company_id,
            COUNT_LIMIT,
        )

    def _count_segments(self):
        with self._environment() as env:
            segments = env["crm.segment"].browse(self.segment_ids)
            segments.mapped("customer_count")
            return [segment.name for segment in segments if segment.problem]

    def _measure_counts(self):
        problems = self._count_segments()
        if problems:
            raise RuntimeError(f"Rules that cannot be used: {', '.join(problems)}")
        pairs = [
            (timed(self._count_segments), timed(self._count_bare))
            for _run in range(_RUNS)
        ]
        seconds, bare = [median(values) for values in zip(*pairs, strict=True)]
        return Figure(
            f"{len(self.segment_ids)} segments counted",
            seconds,
            _BARE_COUNT,
            bare,
            limit=60,
            note="customers, revenue and active ones of each; "
            f"{seconds / bare / len(self.segment_ids):.2f} bare counts for each",
        )

    # ------------------------------------------------------------------
    # While a rule is edited
    # ------------------------------------------------------------------

    def _measure_previews(self):
        with self._environment() as env:
            self.specification = read_specification(env["crm.segment"], "form")
        bare = median([timed(self._count_bare) for _run in range(5)])
        # Views and rights are in the caches of a server that runs.
        self._edit(self.segment_ids[0])
        previews = self._time_each(self._edit, self.segment_ids)
        overlaps = self._time_each(self._compare, self.segment_ids)
        return [
            self._figure(
                "Segment preview while editing", previews, _BARE_COUNT, bare, 1
            ),
            self._figure(
                "Overlap with another segment", overlaps, _BARE_COUNT, bare, 1
            ),
        ]

    def _time_each(self, function, segment_ids):
        return {segment_id: timed(function, segment_id) for segment_id in segment_ids}

    def _figure(self, what, times, against, bare, limit):
        """Return a figure whose time is the median; the slowest one is told."""
        slowest = max(times, key=times.get)
        with self._environment() as env:
            name = env["crm.segment"].browse(slowest).name
        over = sum(seconds > limit for seconds in times.values())
        note = f"of {len(times)}, {over} above the limit"
        note += f"; the slowest {times[slowest]:.2f} s ({name})"
        seconds = median(times.values())
        return Figure(what, seconds, against, bare, limit=limit, note=note)

    def _edit(self, segment_id):
        """Do what the form asks for after a change of the rule."""
        with self._environment() as env:
            segment = env["crm.segment"].browse(segment_id)
            values = {"domain": segment.domain}
            segment.onchange(values, ["domain"], self.specification)

    def _compare(self, segment_id):
        with self._environment() as env:
            segment = env["crm.segment"].browse(segment_id)
            other = self.segment_ids[self.segment_ids.index(segment_id) - 7]
            env["crm.segment"].get_overlap(
                {
                    "company_id": self.company_id,
                    "cell_ids": segment.lifecycle_segment_ids.ids,
                    "domain": segment.domain,
                },
                other,
            )

    # ------------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------------

    def _measure_lists(self):
        with self._environment() as env:
            self.columns = read_specification(env["crm.customer"], "list")
        listed = self.segment_ids[::_LISTED]
        figures = []
        for user, whose in ((self.admin, "all customers"), (self.seller, "own ones")):
            if not user:
                continue
            self._open_list(user, listed[0])
            times = self._time_each(
                lambda segment_id, user=user: self._open_list(user, segment_id), listed
            )
            bare = median([timed(self._list_bare) for _run in range(5)])
            figures.append(
                self._figure(
                    f"List of a segment, first page with count ({whose})",
                    times,
                    _BARE_LIST,
                    bare,
                    1,
                )
            )
        return figures

    def _open_list(self, user, segment_id):
        with self._environment(user) as env:
            env["crm.customer"].web_search_read(
                [("saved_segment_ids", "in", [segment_id])],
                self.columns,
                limit=PAGE,
                count_limit=COUNT_LIMIT,
            )

    def _measure_screens(self):
        with self._environment() as env:
            self.gaps = read_specification(env["crm.customer.whitespace"], "list")
        bare = median([timed(self._count_bare) for _run in range(5)])
        screens = [
            ("Map of RFM scores", self._open_map),
            ("White space of a seller, first page with count", self._open_own_gaps),
            ("White space by salesperson", self._group_gaps),
        ]
        figures = []
        for what, call in screens:
            call()
            seconds = median([timed(call) for _run in range(5)])
            figures.append(Figure(what, seconds, _BARE_COUNT, bare, limit=1))
        return figures

    def _open_map(self):
        with self._environment() as env:
            env["crm.customer"].get_rfm_map()

    def _open_own_gaps(self):
        with self._environment(self.seller or self.admin) as env:
            env["crm.customer.whitespace"].web_search_read(
                [("user_id", "=", env.uid)],
                self.gaps,
                limit=PAGE,
                count_limit=COUNT_LIMIT,
            )

    def _group_gaps(self):
        with self._environment() as env:
            env["crm.customer.whitespace"].web_read_group(
                [], ["user_id"], ["amount:sum"], limit=PAGE
            )

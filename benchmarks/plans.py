"""Says how PostgreSQL finds what the screens of a filled database show.

Usage: python -m benchmarks.plans --database DB [--output FILE]
Each line is a query on customers, with its time and the scans of its plan.
"""

import argparse
import threading
import time
from pathlib import Path

from . import database as databases

_BOUGHT = [("purchase_count", ">", 0)]
_COLUMNS = {"partner_id": {"fields": {"display_name": {}}}, "amount_total": {}}
_GROUPS = (
    "segment_id",
    "count_band_id",
    "recency_band_id",
    "user_id",
    "next_move_date:week",
    "country_id",
)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    databases.configure()
    write(options.database, options.output)


def write(database, path):
    """Write the plans of a filled database to a Markdown file."""
    with databases.environment(database) as env:
        admin = env.ref("base.user_admin")
        count = env["crm.customer"].search_count([])
    with databases.environment(database, admin, lang="en_US") as env:
        lines = [
            "# Plans",
            "",
            f"Written by `benchmarks/run`, with {count:,} customers. No list and no",
            "grouping looks through the purchases.",
            "",
            "| what | server time | scans of the queries on customers |",
            "| --- | ---: | --- |",
            *(_describe(env, name, call) for name, call in _calls(env)),
        ]
    path.write_text("\n".join(lines) + "\n")


def _calls(env):
    customers = env["crm.customer"]
    groups = customers._read_group(
        [("segment_id", "!=", False)],
        ["segment_id"],
        ["__count"],
        order="__count DESC",
        limit=1,
    )
    segment = groups[0][0]

    def listed(domain):
        return lambda: customers.web_search_read(
            domain, _COLUMNS, limit=80, count_limit=10001
        )

    def grouped(name):
        return lambda: customers.formatted_read_group(_BOUGHT, [name], ["__count"])

    yield "Matrix", lambda: env["crm.lifecycle.segment"].get_matrix()
    yield "Customers", listed(_BOUGHT)
    yield "Customers of a segment", listed([("segment_id", "=", segment.id)])
    yield "Unusually silent customers", listed([("is_silent", "=", True)])
    for name in _GROUPS:
        yield f"Customers by {name}", grouped(name)


def _describe(env, name, call):
    call()
    queries = []
    thread = threading.current_thread()
    thread.query_hooks = [
        lambda _cr, query, params, *_rest: queries.append((query, params))
    ]
    env.invalidate_all()
    started = time.perf_counter()
    call()
    seconds = time.perf_counter() - started
    thread.query_hooks = []
    scans = []
    for query, params in queries:
        if "crm_customer" in query and query.lstrip().upper().startswith("SELECT"):
            scans += _scans_of(env, query, params)
    return f"| {name} | {seconds * 1000:.0f} ms | {'; '.join(dict.fromkeys(scans))} |"


def _scans_of(env, query, params):
    env.cr.execute(f"EXPLAIN (COSTS OFF) {query}", params)
    lines = [line.strip(" ->") for (line,) in env.cr.fetchall()]
    return [line.replace('"', "") for line in lines if " Scan " in line]


if __name__ == "__main__":
    main()

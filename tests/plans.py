"""Reads in PostgreSQL's plans whether a statement looks at each row of a table for
each row of another.

An ``IN`` or ``NOT IN`` that is no plain condition of ``WHERE`` is worked out for each
row. As long as what it looks into fits into ``work_mem`` it is put into a hash table
once; beyond that the whole of it is gone through for each row anew.
"""

import json
import re
import threading
from contextlib import contextmanager

_WORTH_READING = re.compile(r"\s*(WITH|SELECT|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
_HASHED = re.compile(r"hashed (SubPlan \d+)")
_CONDITIONS = ("Index Cond", "Recheck Cond", "TID Cond")


@contextmanager
def reading_plans(env, few):
    """Give a list that gets what is slow in each statement of the block.

    The memory is what PostgreSQL needs for ``few`` rows, so that a table of some
    thousand customers does for one of a million.

    :param few: so many rows may be gone through for each row
    :return: list of (what is slow, the statement)
    """
    found, thread = [], threading.current_thread()
    hooks = getattr(thread, "query_hooks", None)

    def read(cr, query, params, *_times):
        if not _WORTH_READING.match(query):
            return
        with cr.connection.cursor() as bare:
            bare.execute(f"EXPLAIN (FORMAT JSON, VERBOSE) {query}", params)
            plan = bare.fetchone()[0]
        plan = plan if isinstance(plan, list) else json.loads(plan)
        found.extend((slow, query) for slow in find_slow(plan[0]["Plan"], few))

    env.flush_all()
    with env.cr.connection.cursor() as bare:
        bare.execute("SET LOCAL work_mem = '64kB'; SET LOCAL hash_mem_multiplier = 1")
    thread.query_hooks = [*(hooks or []), read]
    try:
        yield found
        env.flush_all()
    finally:
        thread.query_hooks = hooks or []


def find_slow(plan, few):
    """Yield what goes through more than ``few`` rows for each row of something else.

    :param plan: a node as EXPLAIN tells it in JSON, the uppermost one
    """
    hashed = set(_HASHED.findall(json.dumps(plan)))
    for node in _walk(plan):
        if node.get("Parent Relationship") != "SubPlan":
            continue
        if node.get("Subplan Name") in hashed:
            continue
        for inner in _walk(node):
            if _is_whole(inner) and inner["Plan Rows"] > few:
                name = inner.get("Relation Name", inner["Node Type"])
                yield f"{node.get('Subplan Name')} goes through {name}"


def _walk(node):
    yield node
    for inner in node.get("Plans", ()):
        yield from _walk(inner)


def _is_whole(node):
    """Return whether a node reads all rows of something, rather than look some up."""
    is_scan = node["Node Type"].endswith("Scan") or node["Node Type"] == "Materialize"
    return is_scan and not any(name in node for name in _CONDITIONS)

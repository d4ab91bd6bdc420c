"""Reads in PostgreSQL's plans whether a statement slows down beyond some size.

``IN`` and ``NOT IN`` that are no plain condition of ``WHERE`` are worked out for each
row. As long as what they look into fits into ``work_mem`` it is put into a hash table
once; beyond that all of it is gone through for each row anew. With little memory that
shows with some thousand customers, as it does with 262,144 as PostgreSQL is installed.
"""

import json
import re
import threading
from contextlib import contextmanager

from odoo.tools import SQL

#: More than fit into the hash table of a sub-select, with the memory that is given.
MANY = 3000

#: So many rows may be gone through for each row.
_FEW = 100

_READ = re.compile(r"\s*(WITH|SELECT|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
_HASHED = re.compile(r"hashed (SubPlan \d+)")
_CONDITIONS = ("Index Cond", "Recheck Cond", "TID Cond")


@contextmanager
def reading_plans(env, little_memory=True):
    """Give a list that gets what is slow in each statement of the block.

    :param little_memory: whether ``MANY`` rows are to be too many for it; else it is
        what it is
    :return: list of (what is slow, the statement)
    """
    found, thread = [], threading.current_thread()
    hooks = getattr(thread, "query_hooks", ())

    def read(cr, query, params, *_times):
        if _READ.match(query):
            # With another cursor, which has no hooks.
            with cr.connection.cursor() as bare:
                bare.execute(f"EXPLAIN (VERBOSE, FORMAT JSON) {query}", params)
                [[[explained]]] = bare.fetchall()
            found.extend((slow, query) for slow in find_slow(explained["Plan"]))

    env.flush_all()
    if little_memory:
        _set_memory(env, "64kB", "1")
    thread.query_hooks = [*hooks, read]
    try:
        yield found
        env.flush_all()
    finally:
        thread.query_hooks = list(hooks)
    if little_memory:
        _set_memory(env, "DEFAULT", "DEFAULT")


def _set_memory(env, work_mem, multiplier):
    for name, value in (("work_mem", work_mem), ("hash_mem_multiplier", multiplier)):
        value = SQL(value) if value == "DEFAULT" else SQL("%s", value)
        env.cr.execute(SQL("SET LOCAL %s = %s", SQL.identifier(name), value))


def find_slow(plan):
    """Yield what goes through more than a few rows for each row of something else.

    :param plan: the uppermost node, as EXPLAIN tells it in JSON
    """
    hashed = set(_HASHED.findall(json.dumps(plan)))
    for node in _walk(plan):
        name = node.get("Subplan Name")
        if node.get("Parent Relationship") == "SubPlan" and name not in hashed:
            for inner in _walk(node):
                if _is_whole(inner) and inner["Plan Rows"] > _FEW:
                    what = inner.get("Relation Name", inner["Node Type"])
                    yield f"{name} goes through {what}"


def _walk(node):
    yield node
    for inner in node.get("Plans", ()):
        yield from _walk(inner)


def _is_whole(node):
    """Return whether a node reads all of something, rather than look rows up in it."""
    is_scan = node["Node Type"].endswith("Scan") or node["Node Type"] == "Materialize"
    return is_scan and not any(name in node for name in _CONDITIONS)


def make_many_customers(env, company):
    """Insert ``MANY`` customers of a company, who bought up to four times."""
    env.flush_all()
    segments = env["crm.lifecycle.segment"]
    env.cr.execute(
        SQL(
            """
            WITH partner AS (
                INSERT INTO res_partner (id, commercial_partner_id, name, complete_name,
                                         email, email_normalized, phone,
                                         phone_sanitized,
                                         active, is_company, type, autopost_bills)
                SELECT given.id, given.id, name, name, address, address, number, number,
                       TRUE, TRUE, 'contact', 'ask'
                  FROM (SELECT NEXTVAL('res_partner_id_seq')
                          FROM GENERATE_SERIES(1, %(many)s)) AS given (id),
                       CONCAT('Many ', given.id) AS name,
                       CONCAT('many', given.id, '@example.com') AS address,
                       CONCAT('+1555', given.id) AS number
             RETURNING id
            )
            INSERT INTO crm_customer (company_id, partner_id, active, segment_id,
                                      purchase_count, amount_total, first_date,
                                      last_date, usual_interval)
            SELECT %(company)s, id, TRUE, %(segment)s, id %% 5, id %% 1000,
                   CURRENT_DATE - 500, CURRENT_DATE - id %% 400, 30
              FROM partner
            """,
            many=MANY,
            company=company.id,
            segment=segments.search([("company_id", "=", company.id)], limit=1).id,
        )
    )
    env.cr.execute(SQL("ANALYZE res_partner, crm_customer"))
    env.invalidate_all()

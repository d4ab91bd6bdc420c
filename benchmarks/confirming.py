"""What confirming orders costs, with the addon and without it."""

import time

from odoo.fields import Command
from odoo.tools import SQL

from . import database as databases
from .timing import Figure, median

_RUNS = 60
_RUNS_OF_BATCH = 7
_BATCH = 100
_WARM_UPS = 5
_QUIET = {"tracking_disable": True}


def _write_state(orders):
    orders.write({"state": "sale"})


def _confirm(orders):
    orders.action_confirm()


class Side:
    """One of the two databases, with drafts to confirm."""

    def __init__(self, database):
        self.database = database
        with databases.environment(database) as env:
            self.user = env.ref("base.user_admin")
            self.addon = databases.has_addon(env)
        self.order_ids = iter(self._create_orders())

    def _create_orders(self):
        count = 2 * (_RUNS + _WARM_UPS) + (_RUNS_OF_BATCH + 1) * _BATCH
        with databases.environment(self.database, **_QUIET) as env:
            partners = env["res.partner"].search(
                [("sale_order_ids", "!=", False)], order="id", limit=count
            )
            product = env["product.product"].search([], limit=1)
            orders = env["sale.order"].create(
                [
                    {
                        "partner_id": partners[number % len(partners)].id,
                        "order_line": [Command.create({"product_id": product.id})],
                    }
                    for number in range(count)
                ]
            )
        self.wait()
        return orders.ids

    def measure(self, action, count, context):
        """Confirm ``count`` orders in one transaction.

        :return: seconds, commit included, and number of queries
        """
        order_ids = [next(self.order_ids) for _order in range(count)]
        with databases.environment(self.database, self.user, **context) as env:
            orders = env["sale.order"].browse(order_ids)
            queries = env.cr.sql_log_count
            started = time.perf_counter()
            action(orders)
            env.cr.commit()
            seconds = time.perf_counter() - started
            queries = env.cr.sql_log_count - queries
        self.wait()
        return seconds, queries

    def wait(self):
        """Return when the customers are calculated, after how many seconds."""
        if not self.addon:
            return 0.0
        started = time.perf_counter()
        while True:
            with databases.environment(self.database) as env:
                env.cr.execute(SQL("SELECT EXISTS(SELECT FROM crm_customer_refresh)"))
                [waiting] = env.cr.fetchone()
            if not waiting:
                return time.perf_counter() - started
            time.sleep(0.005)


def measure(with_addon, without_addon):
    """Return the figures of two databases that differ by the addon alone."""
    sides = Side(with_addon), Side(without_addon)
    return [
        _compare(sides, "Writing an order's state", _write_state, 1, _QUIET),
        _compare(sides, "Confirming an order", _confirm, 1, {}),
        _compare(
            sides,
            f"Confirming {_BATCH} orders in one transaction",
            _confirm,
            _BATCH,
            {},
        ),
    ]


def _compare(sides, what, action, count, context):
    runs, warm_ups = (_RUNS, _WARM_UPS) if count == 1 else (_RUNS_OF_BATCH, 1)
    measured = []
    for run in range(runs + warm_ups):
        # Neither side always goes first.
        order = sides if run % 2 else sides[::-1]
        times = {side: side.measure(action, count, context) for side in order}
        measured.append([times[side] for side in sides])
    measured = measured[warm_ups:]
    (seconds, queries), (bare, bare_queries) = [
        [median(values) for values in zip(*side, strict=True)]
        for side in zip(*measured, strict=True)
    ]
    note = f"{queries:.0f} queries against {bare_queries:.0f}"
    return Figure(what, seconds, "without the addon", bare, 1.10, note)

"""Fills a database with generated customers and their sales.

    python -m benchmarks.generate --database NAME --customers 100000

The same numbers give the same data, but for its dates, which are relative to today.
"""

import argparse
import time

from odoo.tools import SQL

from . import database as databases
from .generator import Generator


def main():
    options = _parser().parse_args()
    databases.configure()
    started = time.monotonic()
    generate(
        options.database,
        options.customers,
        seed=options.seed,
        years=options.years,
        without_buyer=options.without_buyer,
    )
    print(f"{options.customers} customers generated in {_since(started)}")
    started = time.monotonic()
    if calculate(options.database):
        print(f"Calculated in {_since(started)}")


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.generate",
        description="Fill a database with generated customers and their sales.",
    )
    parser.add_argument("--database", required=True)
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument(
        "--without-buyer",
        type=float,
        default=0.2,
        metavar="SHARE",
        help="share of the orders confirmed before the addon came (default: 0.2)",
    )
    return parser


def _since(started):
    return f"{time.monotonic() - started:.1f} s"


def generate(database, customers, seed=1, years=3, without_buyer=0.2, today=None):
    """Add ``customers`` customers, prospects and sales to a database.

    :param without_buyer: share of the orders whose buyer the addon has still to find
    :param today: the date that the sales lead up to
    """
    with databases.environment(database) as env:
        Generator(env, customers, seed, years, without_buyer, today).run()
    with databases.autocommit(database) as cr:
        cr.execute(SQL("VACUUM ANALYZE"))


def calculate(database, measured=False):
    """Calculate all customers, where the addon is installed.

    :param measured: whether to measure first what customers are compared with, as it
        is done once a day
    :return: whether it is installed
    """
    with databases.environment(database) as env:
        if not databases.has_addon(env):
            return False
        notes = env["crm.customer.refresh"]
        if measured:
            for company in env["res.company"].search([]):
                notes._begin_day(company, company._lifecycle_today())
        notes._enqueue_all(env["res.company"].search([]))
        env.cr.postcommit.clear()
    with databases.environment(database) as env:
        env["crm.customer.refresh"]._drain()
    with databases.autocommit(database) as cr:
        cr.execute(SQL("VACUUM ANALYZE"))
    return True


if __name__ == "__main__":
    main()

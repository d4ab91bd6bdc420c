"""Databases, and Odoo in them."""

import os
import subprocess
import sys
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, sql_db
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

ADDON = "repeat_sales_crm"


def configure():
    """Read Odoo's configuration as its commands do, from the environment."""
    config.parse_config(["--no-http", "--log-level=warn"], setup_logging=True)


@contextmanager
def environment(database, user=None, **context):
    """Give an environment with a transaction of its own, committed at the end."""
    with Registry(database).cursor() as cr:
        yield api.Environment(cr, user.id if user else SUPERUSER_ID, context)


@contextmanager
def autocommit(database):
    """Give a cursor whose every statement is a transaction of its own."""
    cr = sql_db.db_connect(database).cursor()
    try:
        cr.rollback()
        cr.connection.autocommit = True
        yield cr
        cr.connection.autocommit = False
    finally:
        cr.close()


def create(database, template="template0"):
    """Create a database as a copy of another one, in place of one of that name."""
    drop(database)
    sql_db.close_db(template)
    with autocommit("postgres") as cr:
        cr.execute(
            SQL(
                "CREATE DATABASE %s TEMPLATE %s ENCODING 'unicode' STRATEGY file_copy",
                SQL.identifier(database),
                SQL.identifier(template),
            )
        )


def exists(database):
    with autocommit("postgres") as cr:
        cr.execute(SQL("SELECT FROM pg_database WHERE datname = %s", database))
        return bool(cr.rowcount)


def drop(database):
    Registry.delete(database)
    sql_db.close_db(database)
    with autocommit("postgres") as cr:
        cr.execute(SQL("DROP DATABASE IF EXISTS %s", SQL.identifier(database)))


def install(database, *addons):
    """Install addons as the command line does, in a process of its own."""
    command = [sys.executable, "-m", "odoo", "--database", database, "--no-http"]
    command += ["--init", ",".join(addons), "--stop-after-init", "--log-level=warn"]
    subprocess.run(command, check=True, env=os.environ)


def has_addon(env):
    return "crm.customer" in env


def create_sellers(database, count):
    """Create salespeople who see their own documents alone."""
    with environment(database, no_reset_password=True) as env:
        group = env.ref("sales_team.group_sale_salesman")
        env["res.users"].create(
            [
                {
                    "name": f"Seller {number}",
                    "login": f"seller{number}",
                    "group_ids": [Command.link(group.id)],
                }
                for number in range(1, count + 1)
            ]
        )

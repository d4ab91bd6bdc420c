"""The command line of `script/demo`: Odoo with the addon and its demo data."""

import argparse
import socket
import time
import urllib.request

from .checkout import Checkout
from .console import Failed, Missing, reporting_errors, say
from .environment import running
from .process import run, tail
from .state import Stamp

_HOST = "127.0.0.1"
_PATIENCE = 120
_LOGINS = (
    ("anna", "seller"),
    ("boris", "seller"),
    ("maria", "marketer"),
    ("victor", "manager"),
    ("admin", "administrator"),
)


def main():
    options = _parser().parse_args()
    with reporting_errors():
        _refuse_taken_port(options.port)
        with running(Checkout.of_this_script()) as databases:
            name = databases.server.database("demo_big" if options.big else "demo")
            _prepare(databases, name, options)
            _refuse_taken_port(options.port)
            _serve(databases.odoo, name, options.port)


def _parser():
    parser = argparse.ArgumentParser(
        prog="script/demo", description="Serve Odoo with the addon and its demo data."
    )
    parser.add_argument("--port", type=int, default=8069)
    parser.add_argument(
        "--big", type=int, metavar="N", help="serve N generated customers instead"
    )
    parser.add_argument(
        "--fresh", action="store_true", help="make the database anew, dated from today"
    )
    return parser


def _refuse_taken_port(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise Missing(
                f"port {port} cannot be used ({error.strerror}): choose another one"
                " with --port"
            ) from error


def _prepare(databases, name, options):
    """Make or update the database `name`, so that it is what the checkout says."""
    log = databases.odoo.checkout.logs / f"{name}.log"
    log.unlink(missing_ok=True)
    with databases.lock(name):
        try:
            _make_or_update(databases, name, options, log)
        except Failed as error:
            raise Missing(f"the database {name} cannot be prepared: {error}") from error


def _make_or_update(databases, name, options, log):
    filled = Stamp(databases.odoo.checkout.dev / f"databases/{name}.customers")
    customers = str(options.big or 0)
    there = databases.server.exists(name) and filled.matches(customers)
    if options.fresh or not there:
        say(f"Making the database {name} ...")
        filled.clear()
        databases.make(name, demo=True, log=log)
        if options.big:
            _generate(databases.odoo, name, options.big)
        filled.write(customers)
    elif not databases.is_current(name):
        say(f"Updating the database {name} ...")
        databases.update(name, log)
    else:
        return
    databases.prepare_assets(name, log)


def _generate(odoo, database, customers):
    say(f"Generating {customers} customers ...")
    command = [odoo.python, "-m", "benchmarks.generate", "--database", database]
    environment = odoo.environment()
    run([*command, "--customers", customers], env=environment, cwd=odoo.checkout.root)


def _serve(odoo, database, port):
    """Serve until Ctrl-C."""
    log = odoo.checkout.logs / "server.log"
    log.unlink(missing_ok=True)
    with odoo.serve(database, port, log) as server:
        address = f"http://{_HOST}:{port}"
        _wait_until_ready(server, address, log)
        say(f"\nRepeat Sales CRM is at {address}\n")
        for login, role in _LOGINS:
            say(f"    {login:<8} password {login:<8} {role}")
        say(f"\nThe log is {log}. Ctrl-C stops everything.")
        server.wait()
        raise Missing(f"Odoo ended by itself:\n{tail(log)}")


def _wait_until_ready(server, address, log):
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        if _answers(f"{address}/web/login"):
            return
        time.sleep(0.2)
    raise Missing(f"Odoo does not answer at {address}:\n{tail(log)}")


def _answers(address):
    try:
        with urllib.request.urlopen(address, timeout=_PATIENCE):
            return True
    except OSError:
        return False

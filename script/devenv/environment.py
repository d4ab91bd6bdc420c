"""Everything a command needs, put together."""

from contextlib import contextmanager

from . import odoo_home, postgres, python
from .checkout import Checkout
from .databases import Databases
from .odoo import Odoo
from .state import exclusive, link


def setting_up(checkout):
    """Hold the checkout's setup, so that two starts wait for each other."""
    return exclusive(checkout.dev / "setup.lock", "the setup of this checkout")


@contextmanager
def running(checkout: Checkout):
    """Install what is missing, and run PostgreSQL while the block runs.

    Yield the checkout's databases.
    """
    with setting_up(checkout):
        own_python = python.ensure(checkout)
        home = odoo_home.find() or odoo_home.from_debian(checkout.dev / "debian")
        # The user's Odoo may lie beside packages that must not hide our Python's.
        python_path = checkout.dev / "python-path"
        link(home.package, python_path / "odoo")
        server = postgres.server(checkout, own_python)
        try:
            server.start()
            odoo = Odoo(checkout, own_python, home, server, python_path)
            odoo.configure()
        except BaseException:
            server.stop()
            raise
    try:
        yield Databases(odoo)
    finally:
        server.stop()

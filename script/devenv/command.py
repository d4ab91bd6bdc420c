"""The command line of `script/run`: any command in the development environment."""

import argparse
import os
import subprocess
import sys

from .checkout import Checkout
from .console import reporting_errors
from .environment import running


def main():
    options = _parser().parse_args()
    with reporting_errors(), running(Checkout.of_this_script()) as databases:
        odoo = databases.odoo
        environment = odoo.environment()
        environment["PATH"] = os.pathsep.join(
            [str(odoo.python.parent), str(odoo.server.programs), os.environ["PATH"]]
        )
        command = [options.command, *options.arguments]
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)


def _parser():
    parser = argparse.ArgumentParser(
        prog="script/run",
        description="Run a command with PostgreSQL running and Odoo to be imported.",
        epilog="For example: script/run python -m odoo shell --database demo",
    )
    parser.add_argument("command")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser

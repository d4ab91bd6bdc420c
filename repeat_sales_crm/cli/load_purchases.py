import argparse
import csv
import logging
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from odoo import SUPERUSER_ID
from odoo.api import Environment
from odoo.cli.command import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config

_logger = logging.getLogger(__name__)


class LoadPurchases(Command):
    """Load external purchases from a CSV file of any size, all rows or none"""

    name = "load_purchases"
    epilog = (
        "The first row holds the names or labels of fields: Customer, Date, Amount, "
        "Reference, and if need be New Customer's Name, Currency, Company, Note."
    )

    def run(self, cmdargs):
        """Load the file named by the arguments, or exit with what is wrong."""
        self._add_arguments()
        arguments = self.parser.parse_args(args=cmdargs)
        config_arguments = ["--no-http", "-d", arguments.db_name]
        if arguments.config:
            config_arguments += ["-c", arguments.config]
        config.parse_config(config_arguments, setup_logging=True)
        started = time.monotonic()
        registry = Registry(arguments.db_name)
        with registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            try:
                count, problem_count = self._load(env, arguments)
            except UserError as error:
                sys.exit(str(error))
            if problem_count:
                sys.exit(f"{problem_count} problems, nothing was loaded.")
            if arguments.test:
                cr.rollback()
        _logger.info(
            "%d purchases %s in %.0f s",
            count,
            "can be loaded" if arguments.test else "loaded",
            time.monotonic() - started,
        )
        if not arguments.test:
            self._calculate(registry)

    def _add_arguments(self):
        add = self.parser.add_argument
        add("file", type=Path, help="CSV file")
        add("-c", "--config", help="configuration file of Odoo")
        add("-d", "--database", dest="db_name", required=True, help="database")
        add("--company", help="name of the company that sold; the first if left out")
        add(
            "--create-customers",
            action="store_true",
            help="create customers who are not there",
        )
        add(
            "--column",
            action="append",
            default=[],
            metavar="HEADING=FIELD",
            type=self._parse_column,
            help="say which field a heading is for, as customer_ref=partner_id",
        )
        add("--encoding", default="utf-8-sig", help="default: %(default)s")
        add("--separator", help="between columns; guessed if left out")
        add("--date-format", default="%Y-%m-%d", help="default: %%Y-%%m-%%d")
        add("--decimal", default=".", help="decimal sign, default: %(default)s")
        add("--thousands", default=",", help="thousands sign, default: %(default)s")
        add("--report", type=Path, help="CSV file to write every bad line to")
        add("--test", action="store_true", help="check everything, change nothing")

    def _parse_column(self, text):
        heading, equals, field = text.rpartition("=")
        if not equals:
            raise argparse.ArgumentTypeError("not of the form HEADING=FIELD")
        return heading, field

    def _load(self, env, arguments):
        companies = env["res.company"].search([], order="id")
        company = companies[:1]
        if arguments.company:
            company = companies.filtered(lambda one: one.name == arguments.company)
        if len(company) != 1:
            sys.exit(f"There is no company {arguments.company}.")
        purchases = env["crm.purchase.external"].with_context(
            allowed_company_ids=[company.id, *(companies - company).ids]
        )
        problem_count = 0
        with ExitStack() as stack:
            file = stack.enter_context(
                arguments.file.open(encoding=arguments.encoding, newline="")
            )
            write = self._open_report(stack, arguments.report)

            def report(line, sentence):
                nonlocal problem_count
                problem_count += 1
                write([line, sentence])

            count = purchases._load_file(
                file,
                columns=dict(arguments.column),
                create_customers=arguments.create_customers,
                options=self._get_options(arguments),
                report=report,
            )
        return count, problem_count

    def _open_report(self, stack, path):
        if not path:
            return lambda row: sys.stderr.write(f"{row[1]}\n")
        report = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
        write = csv.writer(report).writerow
        write(["Line", "Problem"])
        return write

    def _get_options(self, arguments):
        options = {
            "date_format": arguments.date_format,
            "float_decimal_separator": arguments.decimal,
            "float_thousand_separator": arguments.thousands,
        }
        if arguments.separator:
            options["separator"] = arguments.separator.replace("\\t", "\t")
        return options

    def _calculate(self, registry):
        """Bring the customers up to date before the process ends."""
        waiting = True
        while waiting:
            with registry.cursor() as cr:
                notes = Environment(cr, SUPERUSER_ID, {})["crm.customer.refresh"]
                notes._drain()
                # What another process, or our own thread, has claimed is still there.
                cr.rollback()
                waiting = notes.search_count([], limit=1)
            time.sleep(0.2 if waiting else 0)
        _logger.info("Customers are up to date")

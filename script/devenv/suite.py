"""The command line of `script/test`, and its steps."""

import argparse
import sys
from pathlib import Path

from . import catalog, chromium, lint, node, odoo_log, python
from .checkout import ADDON, Checkout
from .console import Failed, Missing, reporting_errors, say
from .environment import running, setting_up
from .process import run, run_status
from .state import remove_folder
from .steps import Step, print_summary, run_steps

_NO_TESTS = 5
_PYTEST = ("-m", "pytest", "--color=no", "--log-level=WARNING")
_UNIT = "tests/unit"
_BROWSER = "tests/browser"

# What shows that the addon works without its bridges; all tests run with them.
_ALONE = ("tests/facts/test_freshness.py", "tests/segment/test_segment_ready.py")


def main():
    options = _parser().parse_args()
    checkout = Checkout.of_this_script()
    with reporting_errors():
        if options.lint or options.fix:
            sys.exit(_lint_only(checkout, options.fix))
        if options.keyword or options.paths:
            sys.exit(_run_part(checkout, options))
        sys.exit(_run_all(checkout, options.fast))


def _parser():
    parser = argparse.ArgumentParser(
        prog="script/test",
        description="Without options: everything, on fresh databases.",
    )
    parser.add_argument("paths", nargs="*", help="only the tests in these files")
    parser.add_argument("-k", dest="keyword", help="only the tests with such names")
    parser.add_argument("--lint", action="store_true", help="only the static checks")
    parser.add_argument("--fix", action="store_true", help="mend what tools can mend")
    parser.add_argument(
        "--fast", action="store_true", help="all but tours, demo data and the cycle"
    )
    parser.add_argument(
        "--fresh", action="store_true", help="with -k or paths: make the database anew"
    )
    parser.add_argument(
        "--database", default="test", help="with -k or paths: a database of your own"
    )
    return parser


def _lint_only(checkout, fix):
    with setting_up(checkout):
        own_python = python.ensure(checkout)
        prettier = node.ensure(checkout, own_python)
    try:
        (lint.fix if fix else lint.check)(checkout, own_python, prettier, None)
    except Failed as error:
        say(str(error))
        return 1
    return 0


def _run_part(checkout, options):
    """Run some tests on the kept database, and show pytest's own output."""
    arguments = list(options.paths) or ["tests"]
    if options.keyword:
        arguments += ["-k", options.keyword]
    with running(checkout) as databases:
        unit = all(_is_below(path, checkout.root / _UNIT) for path in options.paths)
        if options.paths and unit:
            return _pytest_unit(databases.odoo, arguments)
        return _run_on_kept(databases, options, arguments)


def _run_on_kept(databases, options, arguments):
    odoo = databases.odoo
    name = databases.server.database(options.database)
    log = odoo.checkout.logs / f"{options.database}.log"
    log.unlink(missing_ok=True)
    _ensure_browser_if_possible(odoo.checkout)
    browser = odoo.checkout.root / _BROWSER
    with databases.lock(name):
        _bring_up_to_date(databases, name, options.fresh, log)
        if any(_is_below(path, browser) for path in options.paths):
            databases.prepare_assets(name, log)
        status = run_status(
            _pytest_odoo(odoo, name, *arguments),
            env=odoo.environment(log),
            cwd=odoo.checkout.root,
        )
    return _check_logs([log]) or status


def _ensure_browser_if_possible(checkout):
    """Without a browser, only the tours are skipped."""
    try:
        with setting_up(checkout):
            chromium.ensure(checkout)
    except Missing as error:
        say(str(error))


def _bring_up_to_date(databases, name, fresh, log):
    if fresh or not databases.server.exists(name):
        say(f"Making the database {name} ...")
        databases.make(name, demo=False, log=log)
    elif not databases.is_current(name):
        say(f"Updating the database {name} ...")
        databases.update(name, log)


def _run_all(checkout, fast):
    with running(checkout) as databases:
        suite = Suite(databases)
        with databases.lock(suite.main):
            remove_folder(suite.logs)
            steps = suite.fast_steps() if fast else suite.steps()
            passed = run_steps(steps, suite.logs)
            print_summary(steps)
    return 0 if passed else 1


class Suite:
    """All that is checked before a change is good."""

    def __init__(self, databases):
        self.databases = databases
        self.odoo = databases.odoo
        self.server = databases.server
        self.checkout = databases.odoo.checkout
        self.logs = self.checkout.logs / "test"
        self.main = self.server.database("test")
        self.demo = self.server.database("test_demo")
        self.cycle = self.server.database("test_cycle")

    def fast_steps(self):
        return [
            Step("install", self.install),
            Step("lint", self.lint),
            Step("unit", self.unit),
            Step("database", self.database, ("install",)),
            Step("log", self.log, after=("database",)),
        ]

    def steps(self):
        """Return the steps; the longest chain comes first."""
        return [
            Step("install", self.install),
            Step("lint", self.lint),
            Step("unit", self.unit),
            Step("wheel", self.wheel),
            Step("update", self.update, ("install",)),
            Step("database", self.database, ("update",)),
            Step("demo", self.demo_data),
            Step("cycle", self.reinstall, ("install",)),
            Step("browser", self.browser, ("update",), after=("database",)),
            Step("log", self.log, after=("browser", "demo", "cycle")),
        ]

    def lint(self, log):
        with setting_up(self.checkout):
            prettier = node.ensure(self.checkout, self.odoo.python)
        lint.check(self.checkout, self.odoo.python, prettier, log)

    def unit(self, log):
        _expect_tests(_pytest_unit(self.odoo, [_UNIT], log))

    def wheel(self, log):
        options = ("--no-deps", "--no-build-isolation", "--disable-pip-version-check")
        folder = self.checkout.dev / "wheel"
        remove_folder(folder)
        pip = [self.odoo.python, "-m", "pip", "wheel", *options, "-w", folder]
        run([*pip, *self.checkout.addons], log=log)

    def install(self, log):
        self.databases.make(self.main, demo=False, log=log)

    def update(self, log):
        self.databases.update(self.main, log)

    def database(self, log):
        ignored = [f"--ignore={path}" for path in (_UNIT, _BROWSER)]
        self._pytest(log, "tests", *ignored)

    def browser(self, log):
        with setting_up(self.checkout):
            chromium.ensure(self.checkout)
        # A tour that had to wait for the bundles would run into its time limit.
        self.databases.prepare_assets(self.main, log)
        self._pytest(log, _BROWSER)

    def demo_data(self, log):
        """Install with demo data; all of it can be removed without a complaint."""
        self.databases.make(self.demo, demo=True, log=log)
        self.odoo.uninstall(self.demo, ADDON, log=log)
        self.databases.drop(self.demo)

    def reinstall(self, log):
        """Install, update, uninstall and install again; nothing may be left behind.

        Neither by the bridges, when they go alone, nor by all when they go together.
        """
        bridges = self.checkout.bridges
        self.databases.copy(self.databases.template(demo=False, log=log), self.cycle)
        bare = catalog.read(self.server, self.cycle)
        self.odoo.install(self.cycle, ADDON, alone=True, log=log)
        alone = catalog.read(self.server, self.cycle)
        self._test_alone(log)
        self.odoo.update(self.cycle, log=log)
        self.odoo.uninstall(self.cycle, *bridges, log=log)
        self._expect_catalog(alone, "uninstalling the bridges")
        self.odoo.install(self.cycle, *bridges, log=log)
        self.odoo.uninstall(self.cycle, ADDON, log=log)
        self._expect_catalog(bare, "uninstalling")
        self.odoo.install(self.cycle, ADDON, log=log)
        self.databases.drop(self.cycle)

    def _test_alone(self, log):
        """Run some tests on the addon without its bridges."""
        tests = log.with_suffix(".tests.log")
        command = _pytest_odoo(self.odoo, self.cycle, *_ALONE)
        environment = self.odoo.environment(log)
        _expect_tests(
            run_status(command, log=tests, env=environment, cwd=self.checkout.root)
        )

    def _expect_catalog(self, expected, action):
        found = catalog.read(self.server, self.cycle)
        differences = catalog.differences(expected, found)
        if differences:
            raise Failed("\n".join([f"{action} leaves traces", *differences]))

    def log(self, log):
        found = [line for path in self._odoo_logs() for line in _complaints(path)]
        log.write_text("\n".join(found))
        if found:
            raise Failed(f"Odoo's log has {len(found)} warnings or errors")

    def _odoo_logs(self):
        names = ("install", "update", "database.odoo", "browser", "browser.odoo")
        names += ("demo", "cycle")
        paths = [self.logs / f"{name}.log" for name in names]
        return [path for path in paths if path.exists()]

    def _pytest(self, log, *arguments):
        command = _pytest_odoo(self.odoo, self.main, *arguments)
        # Odoo's log has a file of its own, apart from what pytest prints.
        odoo_log_file = log.with_suffix(".odoo.log")
        odoo_log_file.unlink(missing_ok=True)
        environment = self.odoo.environment(odoo_log_file)
        _expect_tests(
            run_status(command, log=log, env=environment, cwd=self.checkout.root)
        )


def _pytest_odoo(odoo, database, *arguments):
    options = [f"--odoo-database={database}", "--odoo-http", "--odoo-log-level=warn"]
    return [odoo.python, *_PYTEST, *options, *arguments]


def _pytest_unit(odoo, arguments, log=None):
    """Run tests that need Odoo's modules to import, and no database."""
    command = [odoo.python, *_PYTEST, "-p", "no:odoo", *arguments]
    environment = odoo.environment_without_database()
    return run_status(command, log=log, env=environment, cwd=odoo.checkout.root)


def _expect_tests(status):
    if status == _NO_TESTS:
        raise Failed("no test was found")
    if status:
        raise Failed("some tests failed")


def _check_logs(paths):
    found = [line for path in paths if path.exists() for line in _complaints(path)]
    if found:
        say("\nWarnings and errors in Odoo's log:\n" + "\n".join(found))
    return 1 if found else 0


def _complaints(path):
    return [f"{path.stem}: {text}" for text in odoo_log.complaints(path)]


def _is_below(path, folder):
    path = Path(path.partition("::")[0]).resolve()
    return path == folder or folder in path.parents

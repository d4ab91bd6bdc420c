"""Running Odoo: its configuration file, its commands, its server."""

import ast
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .checkout import ADDON, Checkout
from .odoo_home import OdooHome
from .postgres import Server
from .process import child, run
from .state import digest, link, write_atomically

_CONFIGURATION = """\
# Written at each start by script/devenv/odoo.py.
[options]
addons_path = {addons_path}
data_dir = {data_dir}
http_interface = 127.0.0.1
list_db = False
max_cron_threads = 0
screenshots = {screenshots}
"""


@dataclass
class Odoo:
    """Odoo 19 on the private Python, with the checkout in its addons path."""

    checkout: Checkout
    python: Path
    home: OdooHome
    server: Server
    python_path: Path

    @property
    def configuration(self):
        return self.checkout.dev / "server/odoo.conf"

    @property
    def _data(self):
        return self.checkout.dev / "server/data"

    @property
    def filestore(self):
        return self._data / "filestore"

    @property
    def dependencies(self):
        """The addons that ours and its bridges depend on, from their manifests."""
        addons = self.checkout.addons
        needed = {
            name
            for addon in addons
            for name in ast.literal_eval((addon / "__manifest__.py").read_text())[
                "depends"
            ]
        }
        return sorted(needed - {addon.name for addon in addons})

    @property
    def key(self):
        """A hash that changes with Odoo's version and our dependencies."""
        release = self.home.package / "release.py"
        changed = str(release.stat().st_mtime)
        return digest(release.read_bytes(), changed, *self.dependencies)

    def configure(self):
        """Write the configuration file that every command reads."""
        folders = (*self.home.addons, self.checkout.root)
        text = _CONFIGURATION.format(
            addons_path=",".join(map(str, folders)),
            data_dir=self._data,
            screenshots=self.checkout.dev / "screenshots",
        )
        # What the user's PG* variables say, Odoo reads from them.
        names = {"PGHOST": "db_host", "PGPORT": "db_port", "PGUSER": "db_user"}
        for variable, value in self.server.variables.items():
            text += f"{names[variable]} = {value}\n"
        write_atomically(self.configuration, text)

    def environment(self, log=None):
        """Return the environment in which Python finds and configures Odoo."""
        own = self.server.environment().items()
        environment = {
            **{name: value for name, value in own if not name.startswith("ODOO_")},
            "PYTHONPATH": str(self.python_path),
            "ODOO_RC": str(self.configuration),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.checkout.dev / "hypothesis"),
        }
        if log:
            environment["ODOO_LOGFILE"] = str(log)
        return environment

    def environment_without_database(self):
        """Return the environment in which `odoo.addons` has our addons from the start.

        Otherwise Odoo adds them when it reads its configuration.
        """
        package = self.checkout.dev / "python-path-addons"
        link(self.checkout.root, package / "odoo/addons")
        path = f"{self.python_path}{os.pathsep}{package}"
        return {**self.environment(), "PYTHONPATH": path}

    def install(self, database, *addons, demo=False, alone=False, log=None):
        """Install `addons` in `database`, which is created when it is missing.

        Bridges to what is there come along by themselves, unless `alone`.
        """
        options = [
            *(["--with-demo"] if demo else []),
            *(["--skip-auto-install"] if alone else []),
        ]
        self._once(database, "--init", ",".join(addons), *options, log=log)

    def update(self, database, log=None):
        """Update our addons, and install the bridges that are missing."""
        bridges = ",".join(self.checkout.bridges)
        self._once(database, "--update", ADDON, "--init", bridges, log=log)

    def uninstall(self, database, *addons, log=None):
        options = ["--database", database, *addons]
        command = [self.python, "-m", "odoo", "module", "uninstall", *options]
        self._run(command, log)

    def shell(self, database, code, log=None):
        """Run Python `code` with Odoo's `env` of `database`, and commit."""
        script = self.checkout.dev / "shell" / f"{digest(code)}.py"
        write_atomically(script, f"{code}\nenv.cr.commit()\n")
        command = [self.python, "-m", "odoo", "shell", "--no-http", "-d", database]
        with script.open() as stdin:
            self._run(command, log, stdin=stdin)

    @contextmanager
    def serve(self, database, port, log):
        """Serve `database` while the block runs; yield the process."""
        command = [
            *(self.python, "-m", "odoo", "--database", database),
            *("--db-filter", f"^{database}$", "--http-port", port),
            *("--max-cron-threads", 1),
        ]
        environment = self.environment(log)
        with (
            log.open("ab") as output,
            child(
                command, stdout=output, env=environment, cwd=self.checkout.root
            ) as process,
        ):
            yield process

    def _once(self, database, *arguments, log=None):
        options = ["--database", database, "--no-http", "--stop-after-init"]
        self._run([self.python, "-m", "odoo", *options, *arguments], log)

    def _run(self, command, log, **options):
        """Run `command`; what Odoo logs and what it prints goes to the file `log`."""
        environment = self.environment(log)
        run(command, log=log, env=environment, cwd=self.checkout.root, **options)

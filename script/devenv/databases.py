"""Databases of Odoo, made by copying templates that have the dependencies installed.

Installing what the addon depends on takes a minute; copying a database that has it,
two seconds.
"""

import os
import shutil

from .checkout import ADDON
from .state import Stamp, digest, digest_files, exclusive, remove_folder

# What changes in here needs no update of the database: Odoo reads it when asked.
_READ_LIVE = ("static",)


class Databases:
    """The databases of one checkout."""

    def __init__(self, odoo):
        self.odoo = odoo
        self.server = odoo.server
        self._folder = odoo.checkout.dev / "databases"

    def lock(self, name):
        """Hold the database `name`, so that two commands do not work on it at once."""
        return exclusive(self._folder / f"{name}.lock", f"database {name}")

    def template(self, demo, log):
        """Return the template with the dependencies installed, made when missing."""
        kind = "template_demo" if demo else "template"
        name = self.server.database(f"{kind}_{self.odoo.key}")
        with self.lock(kind):
            if not self.server.exists(name):
                self._drop_outdated(self.server.database(kind))
                fresh = f"{name}_new"
                self.drop(fresh)
                self.odoo.install(fresh, *self.odoo.dependencies, demo=demo, log=log)
                self._rename(fresh, name)
        return name

    def make(self, name, demo, log):
        """Make the database `name` anew, with the addon installed.

        It appears under its name when it is complete.
        """
        template = self.template(demo, log)
        fresh = f"{name}_new"
        self.copy(template, fresh)
        self.odoo.install(fresh, ADDON, demo=demo, log=log)
        self.drop(name)
        self._rename(fresh, name)
        self.mark_current(name)

    def update(self, name, log):
        """Update the addon in the database `name`."""
        self._stamp(name).clear()
        self.odoo.update(name, log=log)
        self.mark_current(name)

    def prepare_assets(self, name, log):
        """Build the bundles of the web client, so that the first page comes fast."""
        self.odoo.shell(name, "env['ir.qweb']._pregenerate_assets_bundles()", log)

    def is_current(self, name):
        """Return whether `name` exists and was updated since the addon changed."""
        return self.server.exists(name) and self._stamp(name).matches(self._state())

    def mark_current(self, name):
        self._stamp(name).write(self._state())

    def copy(self, source, target):
        self.drop(target)
        self.server.copy(source, target)
        files = self._files(source)
        if files.exists():
            # Files are named by their content and never change, so links will do.
            shutil.copytree(files, self._files(target), copy_function=os.link)

    def drop(self, name):
        self._stamp(name).clear()
        self.server.drop(name)
        remove_folder(self._files(name))

    def _rename(self, source, target):
        remove_folder(self._files(target))
        if self._files(source).exists():
            self._files(source).rename(self._files(target))
        self.server.rename(source, target)

    def _drop_outdated(self, prefix):
        length = len(self.odoo.key)
        for name in self.server.databases():
            key = name.removeprefix(f"{prefix}_").removesuffix("_new")
            if name.startswith(prefix) and len(key) == length:
                self.drop(name)

    def _files(self, name):
        return self.odoo.filestore / name

    def _stamp(self, name):
        return Stamp(self._folder / f"{name}.stamp")

    def _state(self):
        """Return a hash of what an update would read."""
        addons = self.odoo.checkout.addons
        return digest(
            self.odoo.key, *(digest_files(addon, _READ_LIVE) for addon in addons)
        )

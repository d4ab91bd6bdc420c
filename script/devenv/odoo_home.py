"""Odoo 19: the one the user has, or else Debian's, unpacked into the checkout."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .console import Failed, Missing, say
from .process import output_of
from .state import Stamp, digest, remove_folder

# Debian's Odoo shows these packages' files through symbolic links. Newer fonts have
# moved them, so those two come from the release that still has them in place.
_PACKAGES = (
    "odoo-19/sid",
    "fonts-font-awesome/bookworm",
    "fonts-inconsolata/bookworm",
    "fonts-montserrat/sid",
    "fonts-ocr-b/sid",
    "fonts-roboto-unhinted/sid",
    "libjs-jquery/sid",
    "libjs-jquery-form/sid",
    "libjs-underscore/sid",
)

# Named in mail's manifest and absent from Debian's package: without it every page
# logs an error to the browser's console.
_ABSENT_FILE = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooHome:
    """Where an Odoo 19 is."""

    package: Path
    """The folder of the Python package `odoo`."""

    @property
    def addons(self):
        """The folders of addons, as in Odoo's addons path."""
        folders = (self.package / "addons", self.package.parent / "addons")
        return [path for path in folders if (path / "web/static").is_dir()]

    @property
    def version(self):
        return _version(self.package)


def find():
    """Return the user's Odoo 19, or None when there is none to be found."""
    home = os.environ.get("ODOO_HOME")
    if home:
        return _named(Path(home).expanduser().resolve())
    command = shutil.which("odoo") or shutil.which("odoo-bin")
    package = command and _package_of(command)
    if package and _version(package).startswith("19.0"):
        return OdooHome(package)
    if command:
        say(f"{command} is not an Odoo 19, so Debian's is used")
    return None


def from_debian(folder):
    """Return Debian's Odoo 19, downloaded into `folder` when it is not there yet."""
    stamp = Stamp(folder / "odoo.stamp")
    recipe = digest(*_PACKAGES)
    target = folder / "root"
    if not stamp.matches(recipe):
        stamp.clear()
        _download(folder, target)
        stamp.write(recipe)
    return OdooHome(_package_in(target))


def _named(home):
    for package in (home / "odoo", home):
        if (package / "release.py").is_file():
            if not _version(package).startswith("19.0"):
                raise Missing(
                    f"ODOO_HOME={home} holds Odoo {_version(package)}: name an Odoo 19"
                )
            return OdooHome(package)
    raise Missing(f"ODOO_HOME={home} holds no Odoo: name the folder above `odoo/`")


def _package_of(command):
    """Return the package that the script `command` starts, or None."""
    command = Path(command).resolve()
    if (command.parent / "odoo/release.py").is_file():
        return command.parent / "odoo"
    first_line = command.open("rb").readline().decode(errors="replace")
    if not first_line.startswith("#!") or "python" not in first_line:
        return None
    ask = "import odoo.release as release; print(release.__file__)"
    try:
        path = output_of([*first_line[2:].split(), "-c", ask], cwd="/")
    except (Failed, OSError):
        return None
    return Path(path.strip()).parent


def _version(package):
    """Return the version in `package` as text, such as "19.0"."""
    text = (package / "release.py").read_text()
    found = re.search(r"^version_info = \(\D*(\d+), (\d+)", text, re.MULTILINE)
    return ".".join(found.groups()) if found else "unknown"


def _download(folder, target):
    debian.require_apt()
    say("Downloading Odoo 19 from Debian ...")
    mirror = debian.mirror()
    suites = ("sid", "bookworm")
    apt = debian.PrivateApt(
        folder / "apt", [debian.Source(mirror.uri, suites, mirror.signed_by)]
    )
    try:
        apt.update()
        packages = apt.download(_PACKAGES)
    except Failed as error:
        raise Missing(
            "Odoo 19 cannot be downloaded from Debian (see below):"
            f" set ODOO_HOME to the folder of an Odoo 19\n{error}"
        ) from error
    remove_folder(target)
    for package in packages:
        debian.unpack(package, target)
    remove_folder(apt.folder)
    _complete(target)


def _complete(target):
    addons = _package_in(target) / "addons"
    absent = addons / _ABSENT_FILE
    if not absent.exists():
        absent.parent.mkdir(parents=True, exist_ok=True)
        absent.touch()
    dangling = [path for path in addons.rglob("*") if not path.exists()]
    if dangling:
        raise Missing(
            f"Debian's Odoo 19 misses the file behind {dangling[0]}:"
            " set ODOO_HOME to the folder of an Odoo 19"
        )


def _package_in(target):
    return target / "usr/lib/python3/dist-packages/odoo"

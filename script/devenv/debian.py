"""Packages from Debian's mirror, through a private apt that leaves the system's alone.

Which mirror is read from the machine's own apt sources.
"""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from .console import Missing
from .process import output_of, run
from .state import remove_folder, write_atomically

_APT = Path("/etc/apt")
_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


@dataclass(frozen=True)
class Source:
    """One archive of Debian as apt knows it."""

    uri: str
    suites: tuple
    signed_by: str

    def stanza(self):
        return (
            "Types: deb\n"
            f"URIs: {self.uri}\n"
            f"Suites: {' '.join(self.suites)}\n"
            "Components: main\n"
            f"Signed-By: {self.signed_by}\n"
        )


def own_sources():
    """Return the machine's own sources of Debian's packages; no third party's."""
    parts = ("", "-updates", "-security")
    own = {f"{release}{part}" for release in _releases() for part in parts}
    return [source for source in _all_sources() if own.issuperset(source.suites)]


def mirror():
    """Return the source from which the machine takes Debian itself."""
    releases = _releases()
    for source in own_sources():
        if not releases.isdisjoint(source.suites):
            return source
    raise Missing(
        "no Debian mirror is named in apt's sources, so Odoo 19 cannot be downloaded:"
        " set ODOO_HOME to the folder of an Odoo 19"
    )


class PrivateApt:
    """An apt with its own sources, lists and cache in `folder`."""

    def __init__(self, folder, sources):
        self.folder = folder
        self.sources = sources
        self.configuration = folder / "apt.conf"

    def update(self):
        self._configure()
        self._apt_get("update", "--error-on=any")

    def download(self, names):
        """Return the paths of the packages `names` (`name` or `name/suite`)."""
        packages = self.folder / "packages"
        remove_folder(packages)
        packages.mkdir(parents=True)
        self._apt_get("download", *names, cwd=packages)
        return sorted(packages.glob("*.deb"))

    def install(self, *names):
        """Install packages into the system; needs root."""
        self._apt_get("install", "--yes", "--no-install-recommends", *names)

    def _configure(self):
        for name in ("parts", "lists/partial", "cache/archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        stanzas = "\n".join(source.stanza() for source in self.sources)
        write_atomically(self.folder / "parts/debian.sources", stanzas)
        write_atomically(
            self.configuration,
            'Dir::Etc::sourcelist "/dev/null";\n'
            f'Dir::Etc::sourceparts "{self.folder}/parts";\n'
            f'Dir::State::lists "{self.folder}/lists";\n'
            f'Dir::Cache "{self.folder}/cache";\n'
            'APT::Sandbox::User "";\n'
            'Acquire::Languages "none";\n'
            'Acquire::Retries "3";\n'
            'DPkg::Lock::Timeout "300";\n',
        )

    def _apt_get(self, *arguments, cwd=None):
        environment = {
            **os.environ,
            "APT_CONFIG": str(self.configuration),
            "DEBIAN_FRONTEND": "noninteractive",
        }
        log = self.folder / "apt.log"
        run(
            ["apt-get", "--quiet", *arguments],
            log=log,
            env=environment,
            cwd=cwd or self.folder,
        )


def unpack(package, folder):
    output_of(["dpkg-deb", "--extract", package, folder])


def require_apt():
    for tool in ("apt-get", "dpkg-deb"):
        if not shutil.which(tool):
            raise Missing(
                f"{tool} is not here, so Odoo 19 cannot be downloaded from Debian:"
                " set ODOO_HOME to the folder of an Odoo 19"
            )


def _releases():
    """Return the names under which sources may ask for the machine's own release."""
    text = Path("/etc/os-release").read_text()
    found = re.search(r"^VERSION_CODENAME=\"?([\w-]+)", text, re.MULTILINE)
    return {found.group(1), "stable"} if found else {"sid", "unstable"}


def _all_sources():
    for path in sorted(_APT.glob("sources.list.d/*.sources")):
        yield from _read_stanzas(path.read_text())
    for path in (_APT / "sources.list", *sorted(_APT.glob("sources.list.d/*.list"))):
        if path.exists():
            yield from _read_lines(path.read_text())


def _read_stanzas(text):
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
    for stanza in re.split(r"\n\s*\n", text):
        fields = dict(re.findall(r"^([\w-]+):[ \t]*(.*(?:\n[ \t]+.*)*)", stanza, re.M))
        fields = {name.lower(): value for name, value in fields.items()}
        if "deb" not in fields.get("types", "").split():
            continue
        if fields.get("enabled", "yes") == "no":
            continue
        if "main" in fields.get("components", "").split():
            yield from _usable(
                fields.get("uris", "").split(),
                fields.get("suites", "").split(),
                fields.get("signed-by"),
            )


def _read_lines(text):
    pattern = r"^deb[ \t]+(?:\[(.*?)\][ \t]*)?(\S+)[ \t]+(\S+)[ \t]+(.*)$"
    for options, uri, suite, components in re.findall(pattern, text, re.MULTILINE):
        signed_by = re.search(r"signed-by=(\S+)", options)
        if "main" in components.split():
            yield from _usable([uri], [suite], signed_by and signed_by.group(1))


def _usable(uris, suites, signed_by):
    keyring = signed_by if signed_by and Path(signed_by).exists() else str(_KEYRING)
    for uri in uris:
        if uri.startswith(("http://", "https://", "file:", "mirror")):
            yield Source(uri, tuple(suites), keyring)

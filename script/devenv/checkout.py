"""Where things are in a checkout, and what keeps two checkouts apart."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .state import digest

ADDON = "repeat_sales_crm"


@dataclass(frozen=True)
class Checkout:
    """A clone of the repository."""

    root: Path

    @classmethod
    def of_this_script(cls):
        return cls(Path(__file__).resolve().parents[2])

    @property
    def dev(self):
        """The folder that holds everything these scripts make; git ignores it."""
        return self.root / ".dev"

    @property
    def logs(self):
        return self.dev / "logs"

    @property
    def addon(self):
        return self.root / ADDON

    @property
    def script(self):
        return self.root / "script"

    @cached_property
    def key(self):
        """A short name that no other checkout on this machine has."""
        return digest(str(self.root))[:8]

    @property
    def addons(self):
        """The folders of the addon and of its bridges."""
        return sorted(
            manifest.parent for manifest in self.root.glob(f"{ADDON}*/__manifest__.py")
        )

    @property
    def bridges(self):
        """The names of the bridges to optional apps."""
        return [addon.name for addon in self.addons if addon != self.addon]

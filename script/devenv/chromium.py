"""The browser of the tours."""

import os
import shutil

from .console import Failed, Missing, say
from .debian import PrivateApt, own_sources

# The names that Odoo's test browser looks for.
_NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def ensure(checkout):
    """Make sure that Odoo finds a browser; install Debian's when root."""
    if any(shutil.which(name) for name in _NAMES):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing(
            "no Chromium is here for the browser tours: apt-get install chromium"
        )
    say("Installing Chromium ...")
    apt = PrivateApt(checkout.dev / "apt", own_sources())
    try:
        apt.update()
        apt.install("chromium")
    except Failed as error:
        raise Missing(f"Chromium cannot be installed: {error}") from error

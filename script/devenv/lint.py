"""The static checks, with one configuration file each."""

from .console import Failed
from .process import run_status

_STYLED = "*.{xml,js,scss,css}"


def check(checkout, python, prettier, log):
    """Run every check, so that one run shows all there is to mend."""
    _run_all(checkout, prettier, log, _checks(checkout, python, prettier))


def fix(checkout, python, prettier, log=None):
    """Mend what the tools can mend by themselves."""
    ruff = [python, "-m", "ruff"]
    commands = [
        [*ruff, "check", "--fix", "."],
        [*ruff, "format", "."],
        prettier.command("--write", "--log-level=warn", *_patterns(checkout)),
    ]
    _run_all(checkout, prettier, log, commands)


def _checks(checkout, python, prettier):
    ruff = [python, "-m", "ruff"]
    addons = [addon.name for addon in checkout.addons]
    return [
        [*ruff, "check", "."],
        [*ruff, "format", "--check", "."],
        [python, "-m", "pylint", "--rcfile=.pylintrc", *addons],
        prettier.command("--check", "--log-level=warn", *_patterns(checkout)),
    ]


def _run_all(checkout, prettier, log, commands):
    environment = prettier.environment()
    failed = [
        command
        for command in commands
        if run_status(command, log=log, cwd=checkout.root, env=environment)
    ]
    if failed:
        names = ", ".join(" ".join(map(str, command[1:4])) for command in failed)
        raise Failed(f"to be mended: {names}")


def _patterns(checkout):
    addons = [f"{addon.name}/**/{_STYLED}" for addon in checkout.addons]
    return ["--no-error-on-unmatched-pattern", *addons]

"""Reading Odoo's log: nothing of ours may warn."""

import re
from dataclasses import dataclass

_LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ "
    r"(?P<logger>[\w.]+): (?P<message>.*)"
)
_BAD = ("WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True)
class Allowed:
    """A line that is Odoo's own doing, and why it cannot be ours."""

    logger: str
    message: str
    reason: str

    def covers(self, line):
        return re.search(self.logger, line["logger"]) and re.search(
            self.message, line["message"]
        )


ALLOWED = (
    Allowed(
        r"^odoo\.sql_db$",
        r"^bad query: .* UPDATE \"crm_lead_scoring_frequency\"",
        "deals lost at the same moment wait for Odoo's own statistics, and try again",
    ),
    Allowed(
        r"\.browser$",
        r"^Error received after termination: AssetsLoadingError",
        "the browser was closed while Odoo still loaded scripts in the background",
    ),
)


def is_routine(text):
    """Return whether `text` is a line of the log that says all is well."""
    line = _LINE.match(text)
    return bool(line) and line["level"] not in _BAD


def complaints(path):
    """Return the lines of the log `path` that say that something is wrong.

    Each comes with the lines that follow it, such as a traceback.
    """
    found, current = [], None
    for text in path.read_text(errors="replace").splitlines():
        line = _LINE.match(text)
        if line:
            wrong = line["level"] in _BAD
            wrong = wrong and not any(allowed.covers(line) for allowed in ALLOWED)
            current = [text] if wrong else None
            if wrong:
                found.append(current)
        elif current is not None:
            current.append(text)
    return ["\n".join(lines[:30]) for lines in found]

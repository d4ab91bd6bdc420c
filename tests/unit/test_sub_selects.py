"""No statement asks in a way that slows down beyond PostgreSQL's memory."""

import ast
import re
from pathlib import Path
from unittest import TestCase

_ROOT = Path(__file__).resolve().parents[2]

#: A SELECT, or what another one is put in for. Lists are ``= ANY`` and ``!= ALL``.
_SUB_SELECT = r"IN\s*(\(\s*)?(SELECT\b|WITH\b|%)"

#: See ``models/lifecycle/among.py`` for what to write instead.
_SLOW = re.compile(
    rf"\bNOT\s+{_SUB_SELECT}|\bCASE\b((?!\bEND\b).)*?\b{_SUB_SELECT}",
    re.IGNORECASE | re.DOTALL,
)


def _find_slow(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if _SLOW.search(node.value):
                yield node.lineno
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "Domain":
            # A search method's conditions are negated by whoever asks.
            values = ast.unparse(node.args[2]) if len(node.args) == 3 else ""
            if ".subselect(" in values or values.startswith("SQL("):
                yield node.lineno


class TestSubSelects(TestCase):
    def test_sub_selects_are_joined_or_looked_up(self):
        found = [
            f"{path.relative_to(_ROOT)}:{line}"
            for path in sorted(_ROOT.glob("repeat_sales_crm*/**/*.py"))
            for line in _find_slow(path.read_text())
        ]
        self.assertFalse(found)

    def test_what_is_slow_is_found(self):
        for slow in (
            'SQL("SELECT 1 WHERE x NOT IN (SELECT y FROM z)")',
            'SQL("SELECT 1 WHERE x NOT IN %s", inside)',
            'SQL("SELECT CASE WHEN x IN %s THEN 1 END", inside)',
            'Domain("id", "not in", found.subselect("partner_id"))',
        ):
            self.assertTrue(list(_find_slow(slow)), slow)
        for fast in (
            'SQL("SELECT 1 WHERE x IN (SELECT y FROM z)")',
            'SQL("SELECT CASE WHEN x IN (1, 2) THEN 1 END WHERE y IN %s", inside)',
            'Domain("id", "not in", ids)',
        ):
            self.assertFalse(list(_find_slow(fast)), fast)

"""Writes the results down.

They are kept in a JSON file beside the Markdown, so that a run of some measurements
leaves the others as they were, each with the day on which it was measured.
"""

import itertools
import json
import os
import platform
from datetime import date
from pathlib import Path

from odoo.release import version
from odoo.tools import SQL

from . import database as databases
from .timing import Figure

_SETTINGS = ("shared_buffers", "work_mem", "max_parallel_workers_per_gather")
_KILOBYTES = 1024**2

_INTRODUCTION = """\
# Results

Written by `benchmarks/run`. Medians of several runs; both sides of a ratio come from
the same run, and where other work was running only the ratios mean something. Every
customer made 4.5 purchases on average, of 1.5 lines. Beside them lie, for each, 1.3
payments, 2.1 mailings, 0.9 activities and 2.6 messages; one in five lost a deal, one in
ten was visited. Customers are of 21 industries and in 24 cities, and buy of 12 product
categories.
"""


class Results:
    """All figures that were measured, by the number of customers.

    :param path: of the Markdown file
    """

    def __init__(self, path):
        self.path = Path(path)
        self.store = self.path.with_suffix(".json")
        kept = json.loads(self.store.read_text()) if self.store.exists() else {}
        self.machines = kept.get("machines", {})
        self.sizes = {
            int(customers): [(day, Figure(*values)) for day, *values in figures]
            for customers, figures in kept.get("sizes", {}).items()
        }

    def add(self, customers, figures, machine):
        """Add the figures of one size, in the place of those of the same name.

        :param machine: lines that describe where they were measured
        """
        today = f"{date.today():%Y-%m-%d}"
        self.machines[today] = machine
        kept = {figure.what: (day, figure) for day, figure in self._of(customers)}
        kept |= {figure.what: (today, figure) for figure in figures}
        self.sizes[customers] = list(kept.values())

    def _of(self, customers):
        return self.sizes.get(customers, [])

    def write(self):
        """Write both files."""
        days = {day for figures in self.sizes.values() for day, _figure in figures}
        self.machines = {day: self.machines[day] for day in sorted(days)}
        kept = {
            "machines": self.machines,
            "sizes": {
                customers: [[day, *figure] for day, figure in self.sizes[customers]]
                for customers in sorted(self.sizes)
            },
        }
        self.store.write_text(json.dumps(kept, indent=1) + "\n")
        self.path.write_text("\n".join(self._format()) + "\n")

    def _format(self):
        yield _INTRODUCTION.rstrip()
        for day, machine in self.machines.items():
            yield from ("", f"Measured on {day}:", "", *machine)
        for customers in sorted(self.sizes):
            yield from ("", f"## {customers:,} customers", "")
            yield from _format_table(self._of(customers))
        for small, large in itertools.pairwise(sorted(self.sizes)):
            yield from _format_growth(small, large, self._of(small), self._of(large))


def describe_machine():
    """Return lines on the machine and the server."""
    with databases.autocommit("postgres") as cr:
        server = cr.connection.server_version // 10000
        settings = []
        for name in _SETTINGS:
            cr.execute(SQL("SELECT current_setting(%s)", name))
            settings.append(f"{name} {cr.fetchone()[0]}")
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / _KILOBYTES
    return [
        f"- Machine: {os.cpu_count()} cores, {memory:.0f} GB of memory",
        f"- Load at the end: {os.getloadavg()[1]:.1f}; above the number of cores, other"
        " work was running",
        f"- PostgreSQL {server}: {', '.join(settings)}",
        f"- Odoo {version}, Python {platform.python_version()}",
    ]


def _format_table(figures):
    rows = [
        "| what | median | against | its median | ratio | at most | met | measured | |",
        "| --- | ---: | --- | ---: | ---: | ---: | --- | --- | --- |",
    ]
    for day, figure in figures:
        cells = [figure.what, _format_seconds(figure.seconds), figure.against]
        cells += [
            _format_seconds(figure.base) if figure.base else "",
            f"{figure.ratio:.2f}" if figure.base else "",
            _format_aim(figure),
            {True: "yes", False: "**no**", None: ""}[figure.met],
            day,
            figure.note,
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def _format_aim(figure):
    if figure.limit is not None:
        return f"{figure.limit:g} s"
    return "" if figure.target is None else f"{figure.target:g}"


def _format_seconds(seconds):
    if seconds < 1:
        return f"{seconds * 1000:.1f} ms"
    return f"{seconds:.2f} s"


def _format_growth(small, large, before, after):
    """Compare a size with the one before: ten times the work, how much more time?

    Figures of different days were measured beside different other work, and are not
    compared.
    """
    seconds = {(day, figure.what): figure.seconds for day, figure in before}
    rows = [
        f"| {figure.what} | {figure.seconds / seconds[day, figure.what]:.1f} |"
        for day, figure in after
        if (day, figure.what) in seconds
    ]
    if not rows:
        return []
    return [
        "",
        f"## {large:,} customers against {small:,}",
        "",
        f"{large / small:g} times the work; 12 times the time is the limit for 10.",
        "",
        "| what | times |",
        "| --- | ---: |",
        *rows,
    ]

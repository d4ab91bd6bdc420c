"""Writes the results down."""

import itertools
import os
import platform
from datetime import date
from pathlib import Path

from odoo.release import version
from odoo.tools import SQL

from . import database as databases

_SETTINGS = ("shared_buffers", "work_mem", "max_parallel_workers_per_gather")
_KILOBYTES = 1024**2


def write(path, results, database):
    """Write the results of every size to a Markdown file.

    :param results: {customers: list of figures}
    :param database: one of the databases, to ask the server about itself
    """
    lines = [
        "# Results",
        "",
        "Written by `benchmarks/run`. Medians of several runs; the ratio is what",
        "counts, and both of its sides come from the same run. Every customer made",
        "4.5 purchases on average.",
        "",
        *_describe_machine(database),
    ]
    for customers, figures in results.items():
        lines += ["", f"## {customers:,} customers", "", *_format_table(figures)]
    lines += _format_growth(results)
    Path(path).write_text("\n".join(lines) + "\n")


def _describe_machine(database):
    with databases.environment(database) as env:
        server = env.cr.connection.server_version // 10000
        settings = [
            f"{name} {env.execute_query(SQL('SELECT current_setting(%s)', name))[0][0]}"
            for name in _SETTINGS
        ]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / _KILOBYTES
    return [
        f"- Date: {date.today():%Y-%m-%d}",
        f"- Machine: {os.cpu_count()} cores, {memory:.0f} GB of memory",
        f"- Load at the end: {os.getloadavg()[1]:.1f}; above the number of cores, other"
        " work was running, and only the ratios mean something",
        f"- PostgreSQL {server}: {', '.join(settings)}",
        f"- Odoo {version}, Python {platform.python_version()}",
    ]


def _format_table(figures):
    rows = [
        "| what | median | against | its median | ratio | at most | met | |",
        "| --- | ---: | --- | ---: | ---: | ---: | --- | --- |",
    ]
    for figure in figures:
        cells = [figure.what, _format_seconds(figure.seconds)]
        if figure.base:
            cells += [
                figure.against,
                _format_seconds(figure.base),
                f"{figure.ratio:.2f}",
                f"{figure.target:g}",
                "yes" if figure.met else "**no**",
            ]
        else:
            cells += [""] * 5
        rows.append(f"| {' | '.join([*cells, figure.note])} |")
    return rows


def _format_seconds(seconds):
    if seconds < 1:
        return f"{seconds * 1000:.1f} ms"
    return f"{seconds:.2f} s"


def _format_growth(results):
    """Compare each size with the one before: ten times the work, how much more time?"""
    sizes = sorted(results)
    lines = []
    for small, large in itertools.pairwise(sizes):
        before = {figure.what: figure.seconds for figure in results[small]}
        lines += [
            "",
            f"## {large:,} customers against {small:,}",
            "",
            f"{large / small:g} times the work; 12 times the time is the limit for 10.",
            "",
            "| what | times |",
            "| --- | ---: |",
        ]
        for figure in results[large]:
            if figure.what in before:
                times = figure.seconds / before[figure.what]
                lines.append(f"| {figure.what} | {times:.1f} |")
    return lines

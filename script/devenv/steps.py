"""Steps that run side by side as far as they do not need each other."""

import re
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from . import odoo_log
from .console import Failed, Missing, say
from .process import stop_all

OK, FAILED, SKIPPED = "ok", "FAILED", "skipped"
_SHOWN_LINES = 200
_SUMMARY = re.compile(r"^=*\s*((?:\d+ [a-z]+(?:, )?)+ in [\d.]+s.*?)[\s=]*$")


@dataclass
class Step:
    """A named part of a run; `action` takes the path of the step's log.

    It starts when the steps in `needs` are ok and those in `after` have ended.
    """

    name: str
    action: Callable[[Path], None]
    needs: tuple = ()
    after: tuple = ()
    status: str = ""
    seconds: float = 0.0
    note: str = ""
    counts: dict = field(default_factory=dict)


def run_steps(steps, logs, workers=2):
    """Run `steps`, listed in order of preference, and return whether all are ok."""
    waiting, running = list(steps), {}
    with ThreadPoolExecutor(workers) as pool:
        try:
            while waiting or running:
                _skip_hopeless(steps, waiting)
                for step in _ready(steps, waiting)[: workers - len(running)]:
                    waiting.remove(step)
                    running[pool.submit(_run, step, logs)] = step
                done, _pending = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    _report(running.pop(future), logs)
                    future.result()
        except BaseException:
            stop_all()
            raise
    return all(step.status == OK for step in steps)


def print_summary(steps):
    """Print what became of each step, and the tests of all steps added up."""
    width = max(len(step.name) for step in steps)
    say("")
    for step in steps:
        seconds = f"{step.seconds:6.1f} s"
        say(f"{step.name:<{width}}  {step.status:<7} {seconds}  {step.note}".rstrip())
    total = {}
    for step in steps:
        for word, count in step.counts.items():
            total[word] = total.get(word, 0) + count
    say(f"\n{total.get('passed', 0)} passed, {_failures(steps, total)} failed")


def _failures(steps, total):
    """Return how many tests failed; a step that failed otherwise counts as one."""
    words = ("failed", "error", "errors")
    others = [
        step
        for step in steps
        if step.status == FAILED and not any(word in step.counts for word in words)
    ]
    return sum(total.get(word, 0) for word in words) + len(others)


def _ready(steps, waiting):
    done = {step.name for step in steps if step.status}
    return [step for step in waiting if done.issuperset((*step.needs, *step.after))]


def _skip_hopeless(steps, waiting):
    """Give up the steps that need one that is not ok."""
    for step in list(waiting):
        lost = {other.name for other in steps if other.status in (FAILED, SKIPPED)}
        if lost.intersection(step.needs):
            step.status, step.note = SKIPPED, f"needs {', '.join(step.needs)}"
            waiting.remove(step)


def _run(step, logs):
    log = logs / f"{step.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("")
    started = time.monotonic()
    try:
        step.action(log)
        step.status = OK
    except (Failed, Missing) as error:
        step.status = FAILED
        step.note = str(error).splitlines()[0]
        with log.open("a") as handle:
            handle.write(f"\n{error}\n" if str(error) not in log.read_text() else "")
    finally:
        step.seconds = time.monotonic() - started


def _report(step, logs):
    """Print the end of a step: pytest's last line, or all there is when it failed."""
    text = (logs / f"{step.name}.log").read_text(errors="replace")
    summary = next(filter(None, map(_SUMMARY.match, reversed(text.splitlines()))), None)
    if summary:
        step.note = summary.group(1)
        found = re.findall(r"(\d+) ([a-z]+)", step.note.partition(" in ")[0])
        step.counts = {word: int(count) for count, word in found}
    if step.status == FAILED:
        lines = [line for line in text.splitlines() if not odoo_log.is_routine(line)]
        shown = "\n".join(lines[-_SHOWN_LINES:])
        say(f"\n{'-' * 30} {step.name} {'-' * 30}\n{shown}\n{'-' * 70}")
    say(f"[{step.name}] {step.status}, {step.seconds:.1f} s {step.note}")
    if summary and step.status == OK:
        say(f"{' ' + summary.group(1) + ' ':=^80}")

"""Times, and what they say beside each other."""

import gc
import statistics
import time
from pathlib import Path
from typing import NamedTuple

_MEGABYTE = 1024


class Figure(NamedTuple):
    """One line of the results: what was done, against what, and what was aimed at.

    :param target: the highest ratio
    :param limit: the most seconds, at whatever size
    """

    what: str
    seconds: float
    against: str = ""
    base: float = 0.0
    target: float | None = None
    note: str = ""
    limit: float | None = None

    @property
    def ratio(self):
        return self.seconds / self.base if self.base else None

    @property
    def met(self):
        """Whether the ratio or the seconds are within what was aimed at."""
        if self.limit is not None:
            return self.seconds <= self.limit
        if self.target is None or self.ratio is None:
            return None
        return self.ratio <= self.target


def timed(function, *args):
    """Call ``function`` and return the seconds that it took."""
    gc.collect()
    started = time.perf_counter()
    function(*args)
    return time.perf_counter() - started


def median(seconds):
    return statistics.median(seconds)


class Memory:
    """How much more memory this process holds at the most while the block runs."""

    def __enter__(self):
        # The highest mark starts anew.
        Path("/proc/self/clear_refs").write_text("5")
        self.before = self._read("VmRSS")
        return self

    def __exit__(self, *_exception):
        self.highest = self._read("VmHWM")

    def _read(self, name):
        lines = Path("/proc/self/status").read_text().splitlines()
        [value] = [line.split()[1] for line in lines if line.startswith(f"{name}:")]
        return int(value) / _MEGABYTE

    def describe(self):
        more = self.highest - self.before
        return f"memory of the process {self.before:.0f} MB, at the most {more:+.0f} MB"

"""Times, and what they say beside each other."""

import gc
import statistics
import time
from typing import NamedTuple


class Figure(NamedTuple):
    """One line of the results: what was done, against what, and what was aimed at."""

    what: str
    seconds: float
    against: str = ""
    base: float = 0.0
    target: float | None = None
    note: str = ""

    @property
    def ratio(self):
        return self.seconds / self.base if self.base else None

    @property
    def met(self):
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

"""What a person sees: progress lines, and one clear line for what is missing."""

import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

_print_lock = threading.Lock()


class Missing(Exception):
    """Something that cannot be installed from here; the message says what to do."""


class Failed(Exception):
    """A command that was run ended with an error."""


def say(text):
    """Print `text` whole, whatever other threads print."""
    with _print_lock:
        print(text, flush=True)


@contextmanager
def reporting_errors():
    """Turn the expected ends of a command into exit codes and single lines."""
    _stop_on_signals()
    try:
        yield
    except (Missing, Failed) as error:
        sys.exit(f"{Path(sys.argv[0]).name}: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _stop_on_signals():
    """Make the first signal unwind the stack, and let nothing disturb that."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(_signum, _frame):
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in signals:
        signal.signal(each, interrupt)

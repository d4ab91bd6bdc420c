"""Child processes that never outlive the command that started them."""

import ctypes
import os
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path

from .console import Failed

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
_running = set()


def run(command, *, log=None, **options):
    """Run `command` to its end; its output goes to the file `log`, or is shown.

    Raise Failed with the end of the output when it exits with an error.
    """
    returncode = run_status(command, log=log, **options)
    if returncode:
        raise Failed(f"{_describe(command)} ended with {returncode}{_tail(log)}")


def run_status(command, *, log=None, **options):
    """Run `command` to its end like `run`, and return its exit status."""
    with _output(log) as output, child(command, stdout=output, **options) as process:
        return process.wait()


def output_of(command, **options):
    """Return what `command` prints; raise Failed with its complaint."""
    options.setdefault("input", "")
    result = subprocess.run(
        _strings(command), capture_output=True, text=True, check=False, **options
    )
    if result.returncode:
        raise Failed(f"{Path(command[0]).name}: {result.stderr.strip()}")
    return result.stdout


@contextmanager
def child(command, *, stdout=None, **options):
    """Run `command` beside the block, and stop it when the block ends.

    The child has a session of its own: Ctrl-C reaches only us, and we stop the
    children in order. If we are killed, the kernel tells the child to stop.
    """
    options.setdefault("stdin", subprocess.DEVNULL)
    process = subprocess.Popen(
        _strings(command),
        stdout=stdout,
        stderr=subprocess.STDOUT if stdout else None,
        start_new_session=True,
        preexec_fn=_die_with_parent,
        **options,
    )
    _running.add(process)
    try:
        yield process
    finally:
        stop(process)
        _running.discard(process)


def stop(process, patience=15):
    """Ask `process` to stop, and kill its whole session when it does not."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def stop_all():
    """Stop every child that any thread is waiting for."""
    for process in list(_running):
        stop(process)


def tail(path, lines=40):
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


@contextmanager
def _output(log):
    if log is None:
        yield None
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as handle:
        yield handle


def _tail(log):
    return f"; the end of {log}:\n{tail(log)}" if log else ""


def _describe(command):
    return " ".join([Path(command[0]).name, *_strings(command)[1:6]])


def _strings(command):
    return [str(part) for part in command]


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

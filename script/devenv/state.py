"""State on disk that survives interruption: stamps, locks, hashes."""

import fcntl
import hashlib
import shutil
from contextlib import contextmanager

from .console import say


class Stamp:
    """A file that says which version of something was finished.

    It is removed before the work starts and written when the work is done, so that
    half-finished work never looks finished.
    """

    def __init__(self, path):
        self.path = path

    def matches(self, value):
        return self.read() == value

    def read(self):
        try:
            return self.path.read_text()
        except FileNotFoundError:
            return None

    def clear(self):
        self.path.unlink(missing_ok=True)

    def write(self, value):
        write_atomically(self.path, value)


def write_atomically(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text)
    fresh.replace(path)


def link(target, path):
    """Make `path` a symbolic link to the folder `target`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target, target_is_directory=True)
    fresh.replace(path)


def remove_folder(path):
    if path.exists():
        shutil.rmtree(path)


def digest(*parts):
    """Return a short hash of strings and bytes."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.encode() if isinstance(part, str) else part)
        total.update(b"\0")
    return total.hexdigest()[:16]


def digest_files(folder, exclude=()):
    """Return a short hash of names and contents below `folder`.

    Compiled Python files and paths that start with a part in `exclude` are left out.
    """
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if "__pycache__" in relative.parts or relative.parts[0] in exclude:
            continue
        if path.is_file():
            total.update(f"{relative}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:16]


@contextmanager
def exclusive(path, waiting_for):
    """Hold the lock file `path`; say `waiting_for` when another process has it."""
    with _open_lock(path) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for {waiting_for} ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


class Users:
    """Counts the processes that use something, so that the last one can stop it.

    Each user holds a shared lock. The kernel drops the lock of a killed process, so
    the count is never wrong.
    """

    def __init__(self, path):
        self._handle = _open_lock(path)

    def join(self):
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def leave(self):
        """Leave, and return whether nobody is left; newcomers wait until close()."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self):
        self._handle.close()


def _open_lock(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a")

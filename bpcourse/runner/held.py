"""A file that one program holds at a time, so that two which are started on the same results do not mix them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ModuleNotFoundError:  # Windows, where reports are written and nothing is graded
    fcntl = None


@contextmanager
def held(path: Path, wait: bool) -> Iterator[None]:
    """Hold a file (it is made where there is none) until the end, or until this process ends, however it does.

    Raises BlockingIOError where another one holds it, unless ``wait``.  On a disk without such locks nothing is held.
    """
    with path.open("ab") as file:
        if fcntl and wait:
            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_EX)
        elif fcntl:
            _take(file)
        yield


def _take(file) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # a disk without locks
        pass

"""What a family of processes uses: CPU time, memory, how many they are; read from /proc, where there is one."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
TICK = 1 / os.sysconf("SC_CLK_TCK")
LISTS_CHILDREN = Path("/proc/thread-self/children").exists()
MOST_FILES = 5000  # of a notebook
TOO_MANY = 2**62  # bytes, beyond any limit
OF_A_FILE = 1024  # bytes that a file in memory takes besides what is in it
PAGE = os.sysconf("SC_PAGE_SIZE")


class Usage(NamedTuple):
    """CPU seconds (also of children that have ended), resident bytes, and the ids of the processes."""

    seconds: float
    memory: int
    ids: frozenset[int]


class _Process(NamedTuple):
    parent: int
    seconds: float
    memory: int


def usage(root: int, uid: int | None = None) -> Usage:
    """Return what a process, all that descend from it, and all processes of the user ``uid`` use together."""
    table = _family(root) if uid is None and LISTS_CHILDREN else _all()
    family, grown = {root} & table.keys(), True
    if uid is not None:
        family |= {pid for pid in table if _owner(pid) == uid}
    while grown:
        children = {pid for pid, process in table.items() if process.parent in family} - family
        family, grown = family | children, bool(children)
    members = [table[pid] for pid in family]
    return Usage(sum(p.seconds for p in members), sum(p.memory for p in members), frozenset(family))


def _all() -> dict[int, _Process]:
    return dict(filter(None, map(_process, _ids())))


def _family(root: int) -> dict[int, _Process]:
    """Return a process and those below it, from the kernel's own lists of children: fast where many processes run."""
    table, waiting = {}, [root]
    while waiting:
        pid = waiting.pop()
        if pid not in table and (found := _process(pid)):
            table[pid] = found[1]
            waiting += _children(pid)
    return table


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(child) for task in (PROC / str(pid) / "task").iterdir() for child in _list_of_children(task)]
    return []


def _list_of_children(task: Path) -> list[str]:
    try:
        return (task / "children").read_text().split()
    except OSError:
        return []


def kill_all_of(uid: int) -> None:
    """Kill the processes of a user until none is left; a process that forks faster than it is looked at is starved."""
    for _ in range(200):
        alive = [pid for pid in _ids() if _owner(pid) == uid and not _is_zombie(pid)]
        if not alive:
            return
        for send in (signal.SIGSTOP, signal.SIGKILL):
            for pid in alive:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, send)


def _ids() -> list[int]:
    return [int(name) for name in os.listdir(PROC) if name.isdigit()] if PROC.is_dir() else []


def _owner(pid: int) -> int | None:
    with contextlib.suppress(OSError, IndexError, ValueError):
        return int((PROC / str(pid) / "status").read_text(errors="replace").split("\nUid:\t")[1].split("\t")[0])
    return None


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the third on; the second is the name, which may hold anything."""
    try:
        return (PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].decode().split()
    except OSError:
        return []


def _is_zombie(pid: int) -> bool:
    return _stat(pid)[:1] in (["Z"], [])


def _process(pid: int) -> tuple[int, _Process] | None:
    fields = _stat(pid)
    if len(fields) < 22:
        return None
    ticks = sum(map(int, fields[11:15]))  # utime, stime, cutime, cstime
    return pid, _Process(int(fields[1]), ticks * TICK, int(fields[21]) * PAGE)


def kill(ids) -> None:
    """Kill processes by their ids."""
    for pid in ids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def size_of_files(folder: Path) -> int:
    """Return how many bytes a file, or all files in a folder, take.

    More files than ``MOST_FILES``, or folders so deep that no path leads there, are beyond any limit: they would hide
    what is behind them.
    """
    size, waiting = 0, deque([str(folder)])
    for _ in range(MOST_FILES):
        if not waiting:
            return size
        path = waiting.popleft()
        try:
            status = os.lstat(path)
            size += 512 * status.st_blocks
            waiting += [entry.path for entry in os.scandir(path)] if stat.S_ISDIR(status.st_mode) else []
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return TOO_MANY
    return TOO_MANY


def size_in_memory(pids: Iterable[int], places: Iterable[Path]) -> int:
    """Return how many bytes the file systems in memory take that one of these processes sees at some places.

    Of the processes the first one counts that can be looked at; where none can, it is 0.
    """
    for pid in pids:
        with contextlib.suppress(OSError):
            found = [os.statvfs(PROC / str(pid) / "root" / place.relative_to("/")) for place in places]
            return sum((s.f_blocks - s.f_bfree) * s.f_frsize + (s.f_files - s.f_ffree) * OF_A_FILE for s in found)
    return 0


def size_of_deleted_files(ids) -> int:
    """Return how many bytes the files take that have no name any more, and that processes hold open."""
    found = {}
    for pid in ids:
        with contextlib.suppress(OSError):
            for entry in os.scandir(PROC / str(pid) / "fd"):
                with contextlib.suppress(OSError):
                    status = os.stat(entry.path)
                    if stat.S_ISREG(status.st_mode) and not status.st_nlink:
                        found[status.st_dev, status.st_ino] = 512 * status.st_blocks
    return sum(found.values())


def wait_until_gone(ids, seconds: float = 5.0) -> None:
    """Wait until processes have ended, at most some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not all(_is_zombie(pid) for pid in ids):
        time.sleep(0.005)

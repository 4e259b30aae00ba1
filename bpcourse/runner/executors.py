"""Executors, who do the work on this machine: processes with limits of their own (for a cluster see ``cluster``)."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

from bpcourse.runner.rounds import Crew

ROOM = 2 * 2**30  # bytes of memory that a process of the grader may take beyond what it has at the start


class NoExecutor(Exception):
    """An executor that does not exist, or that cannot be reached; the text says what to do."""


def local(workers: int) -> Crew:
    """Return a crew of processes of this machine."""
    return Crew(_processes, workers)


def _processes(count: int) -> Executor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin_worker)


def _begin_worker() -> None:
    """Leave Ctrl-C to the first process, end when that ends, even when it is killed, and take no more than ``ROOM``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    limit_memory(ROOM)


def limit_memory(room: int) -> None:
    """Let this process have no more memory than it has now and ``room``; what it starts may set another limit."""
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = now + room if hard == resource.RLIM_INFINITY else min(now + room, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _end_with_parent() -> None:
    multiprocessing.parent_process().join()
    os.kill(os.getpid(), signal.SIGKILL)

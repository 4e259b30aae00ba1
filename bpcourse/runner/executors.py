"""Executors, who do the work: processes of this machine, or a cluster of Dask; they have ``submit(function, job)``."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from concurrent.futures import Executor, ProcessPoolExecutor


class NoExecutor(Exception):
    """An executor that does not exist, or that cannot be reached; the text says what to do."""


def make_executor(where: str, workers: int) -> Executor:
    """Return an executor: ``local`` for processes of this machine, ``dask://HOST:PORT`` for a cluster of Dask."""
    if where == "local":
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker)
    if where.startswith("dask://"):
        return _dask(where.removeprefix("dask://"))
    raise NoExecutor(f"--executor must be local or dask://HOST:PORT, got {where!r}.")


def stop_at_once(executor: Executor) -> None:
    """Drop the work that waits and end the processes that work; their sandboxes end with them."""
    executor.shutdown(wait=False, cancel_futures=True)
    for process in multiprocessing.active_children() if isinstance(executor, ProcessPoolExecutor) else ():
        process.kill()


def _begin_worker() -> None:
    """Leave Ctrl-C to the first process, and end when that ends, even when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    multiprocessing.parent_process().join()
    os.kill(os.getpid(), signal.SIGKILL)


def _dask(address: str) -> Executor:
    try:
        from distributed import Client
    except ImportError:
        raise NoExecutor('Dask is not installed: python -m pip install "backpropagation-course[cluster]"') from None
    try:
        client = Client(address, timeout=20)
    except OSError as error:
        raise NoExecutor(f"No scheduler of Dask answers at {address}: {error}") from None
    return _DaskExecutor(client)


class _DaskExecutor(Executor):
    """The executor of a client of Dask, which it closes at the end."""

    def __init__(self, client):
        self.client = client
        self.executor = client.get_executor(pure=False, retries=3)

    def submit(self, function, /, *arguments, **options):
        return self.executor.submit(function, *arguments, **options)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        with contextlib.suppress(Exception):
            self.executor.shutdown(wait=wait)
        self.client.close()

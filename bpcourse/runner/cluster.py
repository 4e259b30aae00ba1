"""A cluster of Dask, whose workers are examined before they get work: their package, its version, their sandbox."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections import Counter
from concurrent.futures import Executor
from typing import NamedTuple

from bpcourse.runner import choice
from bpcourse.runner.executors import NoExecutor
from bpcourse.runner.rounds import Crew
from bpcourse.runner.sandbox import NoSandbox
from bpcourse.runner.view import BPCOURSE, BPLIB

JOIN = 20.0  # seconds in which a worker must be there at the start
PATIENCE = 60.0  # seconds without a worker after which nobody is waited for
EXAMINE = "__import__('importlib').import_module('bpcourse.runner.cluster').examination({unsafe})"


class Examined(NamedTuple):
    """The workers that can grade, with how many jobs at a time, their sandbox, and why the others cannot."""

    good: dict[str, int]
    sandbox: str
    others: dict[str, str]


class Cluster:
    """A scheduler of Dask and its workers; use it with ``with``."""

    def __init__(self, address: str, unsafe: bool = False):
        try:
            from distributed import Client
        except ImportError:
            words = 'Dask is not installed: python -m pip install "backpropagation-course[cluster]"'
            raise NoExecutor(words) from None
        try:
            self.client = Client(address, timeout=JOIN)
        except (OSError, ValueError) as error:
            raise NoExecutor(f"No scheduler of Dask answers at {address}: {error}") from None
        try:
            self.examined = self._examine(unsafe)
        except BaseException:
            self.client.close()
            raise

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *problem) -> None:
        with contextlib.suppress(Exception):
            self.client.close()

    @property
    def crew(self) -> Crew:
        """Return who does the work: the workers that can."""
        only = sorted(self.examined.good) if self.examined.others else None
        return Crew(lambda _count: _DaskExecutor(self.client, only), sum(self.examined.good.values()))

    def _examine(self, unsafe: bool) -> Examined:
        """Ask each worker whether it can grade; raises NoExecutor when there is none that can."""
        with contextlib.suppress(TimeoutError):
            self.client.wait_for_workers(1, timeout=JOIN)
        said = self.client.run(eval, EXAMINE.format(unsafe=bool(unsafe)), on_error="return")
        if not said:
            raise NoExecutor("The scheduler of Dask has no workers.")
        others = {address: problem for address, one in said.items() if (problem := what_is_wrong(one))}
        boxes = Counter(one["sandbox"] for address, one in said.items() if address not in others)
        if not boxes:
            reasons = "\n".join(f"  {address}: {why}" for address, why in others.items())
            raise NoExecutor(f"No worker of Dask can grade:\n{reasons}")
        box = boxes.most_common(1)[0][0]
        for address, one in said.items():
            if address not in others and one["sandbox"] != box:
                others[address] = f"its sandbox is {one['sandbox']}, that of most workers {box}"
        threads = self.client.nthreads()
        return Examined({address: threads.get(address, 1) for address in said if address not in others}, box, others)


def examination(unsafe: bool) -> dict:
    """Return what a worker says of itself: a checksum of its code and its sandbox, or what is wrong with it."""
    try:
        return {"code": checksum_of_code(), "sandbox": choice.choose(unsafe)}
    except NoSandbox as problem:
        return {"problem": str(problem)}


def what_is_wrong(said) -> str:
    """Return why a worker cannot grade, or ""."""
    if isinstance(said, ImportError):
        return f"the package of the course is missing ({said})"
    if not isinstance(said, dict):
        return f"{type(said).__name__}: {said}"
    if said.get("problem"):
        return said["problem"]
    return "" if said.get("code") == checksum_of_code() else "it has another version of the course"


def checksum_of_code() -> str:
    """Return a checksum of all that grades: equal on two machines when they give equal marks."""
    digest = hashlib.sha256()
    for folder in (BPCOURSE, BPLIB):
        for path in sorted(folder.rglob("*.py"), key=lambda path: path.relative_to(folder).as_posix()):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


class _DaskExecutor(Executor):
    """The executor of a client of Dask, which stays open."""

    def __init__(self, client, only: list[str] | None):
        self.client, self.since = client, time.monotonic()
        self.executor = client.get_executor(pure=False, retries=2, workers=only)

    def submit(self, function, /, *arguments, **options):
        """Hand a job to the cluster."""
        return self.executor.submit(function, *arguments, **options)

    def look(self) -> None:
        """Raise NoExecutor when there has been no worker for a minute."""
        if self.client.scheduler_info().get("workers"):
            self.since = time.monotonic()
        elif time.monotonic() - self.since > PATIENCE:
            raise NoExecutor("All workers of Dask are gone. When there are some again, the same command goes on.")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Wait for what has been handed in; the client is closed by the cluster."""
        with contextlib.suppress(Exception):
            self.executor.shutdown(wait=wait)

"""Rounds: the work on many submissions, in parallel, where one that is slow or that dies holds up no other.

In the first round all work goes to one executor, a few jobs ahead of its workers: never more than that is held in
memory.  A submission that ran into a limit on the clock, or during which a process of the grader died, is worked on
once more in the second round, with an executor of its own: then it is known whose fault it was.
"""

from __future__ import annotations

import concurrent.futures
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from typing import NamedTuple

from bpcourse.runner.records import better

AHEAD = 2  # jobs for each worker
PATIENCE = 10.0  # seconds between two looks whether there are workers at all
DIED = "The process of the grader ended twice while it graded this notebook."


class Crew(NamedTuple):
    """Who does the work: ``make(count)`` returns an executor for so many jobs at a time, ``width`` are the most."""

    make: Callable[[int], Executor]
    width: int


def no_heed(_record: dict | str) -> None:
    """Pay no heed."""


def in_rounds(
    items: Iterable, work: Callable, job_of: Callable, failed: Callable, crew: Crew, heed: Callable = no_heed
) -> Iterator[tuple[object, dict]]:
    """Yield each item with its record, ``work(job_of(item))``, or with ``failed(item, why)`` where there is none.

    ``heed(record)`` sees what came of each piece of work, also of what will be done again; it may raise.
    """
    again: list[tuple[object, dict | None]] = []
    for item, record in _first_round(deque(items), work, job_of, crew):
        heed(record)
        if isinstance(record, dict) and not record["retry"]:
            yield item, record
        else:
            again.append((item, record if isinstance(record, dict) else None))
    first = dict(again)
    for item, record in _second_round(deque(first), work, job_of, crew):
        heed(record)
        record = record if isinstance(record, dict) else failed(item, record)
        yield item, better(first[item], record) if first[item] else record


def _first_round(waiting: deque, work, job_of, crew: Crew) -> Iterator[tuple[object, dict | str]]:
    while waiting:
        executor, running = crew.make(crew.width), {}
        try:
            while (waiting or running) and not _is_broken(running):
                while waiting and len(running) < AHEAD * crew.width and not _is_broken(running):
                    item = waiting.popleft()
                    running[_submitted(executor, work, job_of(item))] = item
                yield from _done(executor, running)
            wait(running)
            yield from ((item, _record(future)) for future, item in running.items())
        except BaseException:
            stop_at_once(executor)
            raise
        executor.shutdown()


def _second_round(waiting: deque, work, job_of, crew: Crew) -> Iterator[tuple[object, dict | str]]:
    executors, running = {}, {}
    try:
        while waiting or running:
            while waiting and len(running) < crew.width:
                item, executor = waiting.popleft(), crew.make(1)
                future = _submitted(executor, work, job_of(item))
                running[future], executors[future] = item, executor
            for future in _finished(running, next(iter(executors.values()))):
                item = running.pop(future)
                executors.pop(future).shutdown()
                yield item, _record(future)
    except BaseException:
        for executor in executors.values():
            stop_at_once(executor)
        raise


def stop_at_once(executor: Executor) -> None:
    """Drop the work that waits and end the processes that work; their sandboxes end with them."""
    executor.shutdown(wait=False, cancel_futures=True)
    for process in (
        multiprocessing.active_children() if isinstance(executor, concurrent.futures.ProcessPoolExecutor) else ()
    ):
        process.kill()


def _submitted(executor: Executor, work, job) -> Future:
    try:
        return executor.submit(work, job)
    except BrokenExecutor as error:
        future: Future = Future()
        future.set_exception(error)
        return future


def _is_broken(running: dict[Future, object]) -> bool:
    """Return whether the processes of an executor have died: then all that it worked on ends with that."""
    return any(isinstance(future.exception(), BrokenExecutor) for future in running if _has_ended(future))


def _has_ended(future: Future) -> bool:
    return future.done() and not future.cancelled()


def _done(executor: Executor, running: dict[Future, object]) -> Iterator[tuple[object, dict | str]]:
    """Yield what has been done, and take it out of what is running; what has died stays there."""
    for future in _finished(running, executor):
        if not (_has_ended(future) and isinstance(future.exception(), BrokenExecutor)):
            yield running.pop(future), _record(future)


def _finished(running: dict[Future, object], executor: Executor) -> set[Future]:
    """Wait until something is done, and return it; raises NoExecutor when nobody is there any more to do it."""
    while True:
        done = wait(running, PATIENCE, FIRST_COMPLETED).done
        if done:
            return done
        getattr(executor, "look", lambda: None)()


def _record(future: Future) -> dict | str:
    """Return the record of a future, or in words why there is none."""
    try:
        return future.result()
    except (BrokenExecutor, CancelledError):
        return DIED
    except Exception as error:
        return f"The grader itself failed on this notebook: {type(error).__name__}: {str(error)[:300]}"

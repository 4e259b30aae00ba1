"""Patience: a call that does not end is interrupted, on every system, without the help of signals.

A timer interrupts the main thread as the learner would with the stop button.  Python looks for that between two of its
own steps: a loop of Python code is stopped, a single long call into compiled code (one huge matrix product, say) only
when it returns.
"""

from __future__ import annotations

import _thread
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class RanTooLong(Exception):
    """The time was over."""


class _Alarm:
    """A timer that interrupts the main thread, unless it is told in time that all is done."""

    def __init__(self, seconds: float):
        self.lock, self.done, self.rang = threading.Lock(), False, False
        self.timer = threading.Timer(seconds, self._ring)
        self.timer.daemon = True

    def _ring(self) -> None:
        with self.lock:
            if not self.done:
                self.rang = True
                _thread.interrupt_main()

    def stop(self) -> bool:
        """Return whether it rang; no interrupt comes after this."""
        with self.lock:
            self.done = True
        self.timer.cancel()
        return self.rang


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise RanTooLong in the main thread when the block takes longer; in another thread, wait without end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    alarm = _Alarm(seconds)
    alarm.timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if alarm.stop():
            raise RanTooLong from None
        raise
    finally:
        if alarm.stop():
            _wait_for_the_interrupt()


def _wait_for_the_interrupt() -> None:
    """Let an interrupt that is on its way arrive here, and not later in the learner's next cell."""
    with suppress(KeyboardInterrupt):
        time.sleep(0.05)

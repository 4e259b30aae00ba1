"""Patience: a call that does not end is interrupted, on every system.

A clock interrupts the main thread as the learner would with the stop button, and goes on doing so until the call has
ended.  Python looks for that between two of its own steps: a loop of Python code is stopped, a single long call into
compiled code (one huge matrix product, say) only when it returns.  ``except:`` around a loop's body catches also that;
so the line that would be next is stopped too, and whoever throws the exception away meets it again at the line after:
loops in loops that all catch everything are left one after the other.  What runs on are three such loops in each other
that also keep every exception that they catch.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
AGAIN = 0.2  # seconds between two interrupts
ARRIVAL = 0.05  # seconds in which an interrupt that is on its way arrives


class RanTooLong(KeyboardInterrupt):
    """The time was over.  One that has been caught comes again when it is thrown away, as long as its clock runs."""

    def __init__(self, clock: _Clock | None = None):
        super().__init__()
        self.clock = clock

    def __del__(self):
        if self.clock and not self.clock.done and threading.current_thread() is threading.main_thread():
            self.clock.stop_the_next_line(sys._getframe(1))


def within(seconds: float, work: Callable[[], T]) -> T:
    """Return ``work()``; raises RanTooLong when it takes longer.  In another thread than the main one, wait on."""
    if threading.current_thread() is not threading.main_thread():
        return work()
    clock = _Clock(seconds)
    try:
        clock.start()
        return work()
    finally:
        clock.done = True  # from here on no interrupt of the clock raises
        clock.stop()


class _Clock:
    """What rings when the time is over, and raises RanTooLong in the main thread until all is done."""

    def __init__(self, seconds: float):
        self.seconds, self.done, self.rang = seconds, False, False
        self.lock, self.ended = threading.Lock(), threading.Event()
        self.traced, self.before = sys.gettrace(), signal.getsignal(signal.SIGINT)

    def start(self) -> None:
        """Begin to count."""
        signal.signal(signal.SIGINT, self._interrupted)
        threading.Thread(target=self._count, daemon=True).start()

    def stop(self) -> None:
        """Leave everything as it was; no interrupt of the clock comes after this."""
        self.ended.set()
        with self.lock:
            rang = self.rang
        if rang:
            time.sleep(ARRIVAL)
            sys.settrace(self.traced)
        signal.signal(signal.SIGINT, self.before or signal.default_int_handler)

    def _count(self) -> None:
        pause = self.seconds
        while not self.ended.wait(pause):
            with self.lock:
                if not self.done:
                    self.rang = True
                    _interrupt_main()
            pause = AGAIN

    def _interrupted(self, number: int, frame) -> None:
        """Raise RanTooLong if the clock has rung; otherwise it is the learner: do what is done then."""
        if not self.rang:
            if callable(self.before):
                self.before(number, frame)
        elif not self.done and frame and frame.f_globals is not globals():  # what is here does not last
            self.stop_the_next_line(frame)
            raise RanTooLong(self)

    def stop_the_next_line(self, frame) -> None:
        """Raise RanTooLong again at the next line of this frame, or of those that called it."""
        sys.settrace(self._leave)
        while frame is not None and frame.f_code is not within.__code__:
            if not frame.f_globals.get("__name__", "").startswith("bpcourse."):
                frame.f_trace = self._leave
            frame = frame.f_back

    def _leave(self, _frame, event: str, _argument) -> None:
        """Raise RanTooLong at the next line of a function that is running; Python then calls this no more."""
        if event == "line" and not self.done:
            raise RanTooLong(self)


def _interrupt_main() -> None:
    """Interrupt the main thread, and wake it if it sleeps, where the system can do that."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    else:
        _thread.interrupt_main()

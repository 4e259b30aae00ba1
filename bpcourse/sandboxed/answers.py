"""Answers: what a learner hands in for a task, reached in the same way in a notebook and in a grader's sandbox.

A task only uses ``value()``, ``call(*arguments)`` and ``seconds`` of an answer.  The grader has a class with the same
members that asks a process which it does not trust; so what goes in and comes out is plain: numbers, text, None,
arrays, and lists, tuples, sets and dicts of these (see ``plain``).  A function goes in as its source text, ``Source``.
"""

from __future__ import annotations

import copy
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from types import EllipsisType

import numpy as np

from .locked import locked, without_input
from .messages import failure_in_words
from .plain import plain


class NotAttempted(Exception):
    """The answer is still the stub of the exercise."""


class AnswerFailed(Exception):
    """The learner's function raised an exception; the text says which one and where."""


class ArgumentsChanged(Exception):
    """The learner's function wrote into its arguments; ``value`` is what it returned."""

    def __init__(self, value):
        super().__init__("the function changed its arguments")
        self.value = value


@dataclass(frozen=True)
class Source:
    """A function that is handed to an answer: the source text that defines it, and its name in there."""

    text: str
    name: str

    def function(self):
        """Return the function, compiled in a namespace of its own with NumPy as np."""
        namespace = {"np": np}
        exec(compile(self.text, f"<{self.name}>", "exec"), namespace)
        return namespace[self.name]


class LocalAnswer:
    """An answer in this process; ``seconds`` is the computing time of the last call.

    ``running`` is True while the learner's function runs, and stays so when it is interrupted.  ``without`` names what
    it cannot take from the library (see ``locked``).
    """

    def __init__(self, given, without: Sequence[str] = ()):
        self.given, self.without, self.seconds, self.running = given, without, 0.0, False

    def value(self):
        """Return the value that was typed in; raise NotAttempted for the stub (see ``is_stub``)."""
        if is_stub(value := plain(self.given)):
            raise NotAttempted
        return value

    def call(self, *arguments):
        """Return what the function makes of copies of the arguments.

        Raises NotAttempted for the stub, AnswerFailed when the function raises, ArgumentsChanged when it writes into
        them.
        """
        if not callable(self.given):
            if is_stub(self.given):
                raise NotAttempted
            kind = type(self.given).__name__
            raise AnswerFailed(f"TypeError: a function is expected, got {kind}. Give its name alone, without brackets.")
        sent = [as_given(argument) for argument in arguments]
        self.running, start = True, time.process_time()
        try:
            with locked(self.without), without_input(), np.errstate(all="ignore"):  # a warning costs no points
                value = plain(self.given(*sent))  # what is worked out when it is read is the answer's work, too
                self.seconds = time.process_time() - start
        except NotImplementedError as error:
            self.running = False
            if stub := stub_that_is_called(error):
                raise AnswerFailed(f"NotImplementedError: it calls {stub}, which is still to be written") from None
            raise NotAttempted from None
        except KeyboardInterrupt:  # of the learner, or of the clock
            raise
        except BaseException as error:
            self.running = False
            raise AnswerFailed(failure_in_words(error)) from error
        self.running = False
        if value is not None and is_stub(value):
            raise NotAttempted
        if not all(same(a, b) for a, b in zip(arguments, sent, strict=True) if not isinstance(a, Source)):
            raise ArgumentsChanged(value)
        return value


def as_given(argument):
    """Return what a function gets for an argument: a copy, or the function that a source defines."""
    return argument.function() if isinstance(argument, Source) else copy.deepcopy(argument)


def stub_that_is_called(error: NotImplementedError) -> str:
    """Return the name of the function that raised the error if the answer called it, "" if it is the answer itself."""
    _, *frames = traceback.extract_tb(error.__traceback__)  # the first is ours
    return frames[-1].name if len(frames) > 1 else ""


def is_stub(value) -> bool:
    """Return whether a value is what a stub leaves: None, the marker ``...``, or a collection of markers only."""
    if value is None or isinstance(value, EllipsisType):
        return True
    entries = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return bool(entries) and all(isinstance(entry, EllipsisType) for entry in entries)


def same(a, b) -> bool:
    """Return whether two plain values are equal, entry by entry."""
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return a is b or bool(np.array_equal(a, b))

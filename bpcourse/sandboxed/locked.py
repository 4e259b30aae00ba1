"""Locked: while an answer is judged, what the task asks for cannot be taken from the library.

A function of the library is locked by exchanging its code: so it is locked under every name that somebody has for it.
Not caught is a copy: source text of the library in the notebook, its modules loaded a second time, another process, or
what it returned before the check.  Nor is one who opens the lock by its own means, which are those of Python, or who in
a notebook asks the check itself for the truth: this keeps a learner from a shortcut, it is no prison.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from inspect import unwrap
from types import CodeType, FunctionType

_CODES: dict[FunctionType, CodeType] = {}  # of the functions that are locked now


def _refuse(*_arguments, **_options):
    raise RuntimeError("the library does what this task asks you to write. Use NumPy and what this notebook gives")


def function_of(name: str) -> FunctionType:
    """Return the function called "bplib.network:Network.gradient"."""
    module, _, path = name.partition(":")
    found = import_module(module)
    for part in path.split("."):
        found = vars(found)[part] if isinstance(found, type) else getattr(found, part)
    return unwrap(getattr(found, "__func__", found))


def _loaded(module: str) -> bool:
    """Load a module, so that no answer can load it behind the lock; return False where something else has its name."""
    try:
        import_module(module)
    except Exception:
        return False
    return True


@contextmanager
def locked(names: Sequence[str]) -> Iterator[None]:
    """Lock functions of the library for the time of a block."""
    functions = [function_of(name) for name in names if _loaded(name.partition(":")[0])]
    try:
        for function in functions:
            if function.__code__ is not _refuse.__code__:
                _CODES[function] = function.__code__
                function.__code__ = _refuse.__code__
        yield
    finally:
        open_again()


def open_again() -> None:
    """Open all that is locked.  To be called again after an interrupt, which may have come in the middle of this."""
    for function, code in [*_CODES.items()]:
        function.__code__ = code
        _CODES.pop(function, None)


def _nobody_answers(*_arguments) -> str:
    raise RuntimeError("input() asks a person. A function gets what it needs as arguments: use these")


@contextmanager
def without_input() -> Iterator[None]:
    """Let ``input`` raise for the time of a block: in a check nobody is there to answer."""
    before = builtins.input
    builtins.input = _nobody_answers
    try:
        yield
    finally:
        builtins.input = before

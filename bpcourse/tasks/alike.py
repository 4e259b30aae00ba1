"""Arguments whose sizes are all the same: what stops with an error because sizes differ gives a value there.

A matrix that is transposed, or a sum over the wrong axis, ends in an error in every part of a task in which no two
sizes coincide.  The same answer is then asked with what is left when every axis is cut to the shortest one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bpcourse.sandboxed.answers import Source

CUT = """
_whole = {name}
def {name}(*given):
    value = np.asarray(_whole(*given))
    return value[(slice(None, {size}),) * value.ndim]
"""


def alike(arguments: tuple) -> tuple | None:
    """Return the arguments with all axes cut to the length of the shortest; None where they have one length anyway."""
    lengths = set(_lengths(arguments))
    if len(lengths) > 1:
        return _cut(arguments, min(lengths))
    if lengths and any(isinstance(one, Source) for one in arguments):
        return _cut(arguments, min(lengths))
    return _cut(arguments, 2) if any(isinstance(one, Source) for one in arguments) else None


def _lengths(value) -> Iterator[int]:
    """Yield the lengths of all axes that are longer than 1."""
    if isinstance(value, (list, tuple)):
        for entry in value:
            yield from _lengths(entry)
    elif isinstance(value, np.ndarray):
        yield from (n for n in value.shape if n > 1)


def _cut(value, size: int):
    if isinstance(value, (list, tuple)):
        return type(value)([_cut(entry, size) for entry in value])
    if isinstance(value, Source):
        return Source(value.text + CUT.format(name=value.name, size=size), value.name)
    return value[(slice(None, size),) * value.ndim].copy() if isinstance(value, np.ndarray) else value

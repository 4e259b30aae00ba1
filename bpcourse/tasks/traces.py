"""Traces: what goes through the pieces of a computation while it runs, and one value taken for another there.

A piece of an oracle is a function.  While the oracle runs, what each piece gets and gives is written down, call after
call: a *stream* of values.  The arguments are streams, too; a list over layers is one with an entry for each layer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

MOST_CALLS = 64  # of one piece: of longer runs nothing is written down


class Stream(NamedTuple):
    """Where values come from: an argument or a piece by its name, the place in it, and what it is there.

    ``place`` is "" for an argument, ("in", i) for what a piece gets and ("out", i) for what it gives, i = -1 for all.
    """

    origin: str
    place: tuple[str, int] | str
    name: str


class Piece(NamedTuple):
    """A piece of a computation: the function, and what it calls what it gets."""

    function: Callable
    called: tuple[str, ...]


class Reading(NamedTuple):
    """Which entry of a stream is read at a call of a piece: forwards or backwards from an end, or always the same."""

    step: int
    start: int

    def index(self, call: int, length: int) -> int:
        """Return the index of the entry, which may be out of range."""
        begin = self.start if self.start >= 0 else length + self.start
        return begin + self.step * call


READINGS = (
    Reading(1, 0),
    Reading(-1, -1),
    Reading(1, 1),
    Reading(-1, -2),
    Reading(0, 0),
    Reading(0, -1),
    Reading(1, -1),
    Reading(1, 2),
    Reading(-1, 0),
)


class Substitution(NamedTuple):
    """A value of one stream that is taken from another one; ``instead`` is what its piece does then, if another thing.

    ``combine(right, value, second)``, if given, makes what is put in of the right value, and those of two streams.
    """

    target: Stream
    source: Stream
    reading: Reading
    instead: Callable | None = None
    combine: Callable | None = None
    second: Stream | None = None
    second_reading: Reading | None = None


@dataclass
class Trace:
    """A run of an oracle with its values written down, if need be with a substitution."""

    pieces: Mapping[str, Piece]
    substitution: Substitution | None = None
    lengths: Mapping[Stream, int] = field(default_factory=dict)
    values: dict[Stream, list] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    result: object = None

    def run(self, oracle: Callable, names: Sequence[str], arguments: tuple):
        """Return what the oracle makes of the arguments."""
        for name, value in zip(names, arguments, strict=False):
            self._note(Stream(name, "", name), value)
        return oracle(*arguments, **{keyword: self._watched(keyword, piece) for keyword, piece in self.pieces.items()})

    def _watched(self, keyword: str, piece: Piece) -> Callable:
        streams = [Stream(keyword, ("in", i), name) for i, name in enumerate(piece.called)]
        result = Stream(keyword, ("out", -1), "")

        def watched(*inputs, **named):
            call = self.calls[keyword] = self.calls.get(keyword, -1) + 1
            inputs, does = list(inputs), piece.function
            for i, value in enumerate(inputs):
                stream = streams[i] if i < len(streams) else Stream(keyword, ("in", i), "")
                inputs[i] = self._passed(stream, call, value)
                self._note(stream, value)
            if self.substitution and self.substitution.instead and self.substitution.target.origin == keyword:
                does = self.substitution.instead
            value = does(*inputs, **named)
            if isinstance(value, tuple):
                for i, one in enumerate(value):
                    self._note(Stream(keyword, ("out", i), ""), one)
                return value
            self._note(result, value)
            return self._passed(result, call, value)

        return watched

    def _passed(self, stream: Stream, call: int, value):
        """Return the value that stands there, or what is put in its place."""
        one = self.substitution
        if one is None or stream != one.target:
            return value
        other = self._read(one.source, one.reading, call)
        if other is None or one.combine is None:
            return value if other is None else other
        second = self._read(one.second, one.second_reading, call) if one.second else other
        return value if second is None else one.combine(value, other, second)

    def _read(self, source: Stream, reading: Reading, call: int):
        """Return an entry of a stream, None where there is none; raise ValueError where it is not known yet."""
        index, length = reading.index(call, self.lengths[source]), self.lengths[source]
        if not 0 <= index < length:
            return None
        known = self.values.get(source, [])
        if index >= len(known):
            raise ValueError
        return known[index]

    def _note(self, stream: Stream, value) -> None:
        if isinstance(value, list):
            if any(map(is_number, value)):
                self.values[stream] = value
        elif is_number(value):
            kept = self.values.setdefault(stream, [])
            if len(kept) <= MOST_CALLS:
                kept.append(value)


def is_number(value) -> bool:
    """Return whether a value is a number that is not whole, or an array of them."""
    if isinstance(value, (float, np.floating)):
        return True
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def parameters_of(piece: Callable) -> tuple[str, ...]:
    """Return the names of what a piece gets, as far as they are known."""
    try:
        parameters = inspect.signature(piece).parameters.values()
        return tuple(one.name for one in parameters if one.default is one.empty)
    except (TypeError, ValueError):
        return ()


def entries(trace: Trace, target: Stream, source: Stream, reading: Reading) -> Iterator[tuple]:
    """Yield pairs of the value that stands at each call of a target, and what is read in its place."""
    there, other = trace.values[target], trace.values[source]
    for call, value in enumerate(there):
        index = reading.index(call, len(other))
        if 0 <= index < len(other) and other[index] is not None:
            yield value, other[index]

"""Substitutions: a value of the computation that stands where another one belongs.

Whoever writes a program has many arrays at hand, and takes the wrong one: the activation for the error, the error
before the slope for that after it, the values of another layer.  From a trace of the right run (see ``traces``) follow
all such mistakes that go with the shapes; none has to be thought of before.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bpcourse.tasks.general import Once
from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.slips import Site, Slip, sentence
from bpcourse.tasks.traces import (
    MOST_CALLS,
    READINGS,
    Piece,
    Reading,
    Stream,
    Substitution,
    Trace,
    entries,
    is_number,
    parameters_of,
)
from bpcourse.tasks.words import in_words

MOST = 1500  # substitutions that are tried


def substitutions(
    oracle: Callable,
    sites: Sequence[Site],
    names: Sequence[str],
    called: Sequence[str],
    examples: Sequence[tuple],
    inner: Sequence[Callable] = (),
    any_shape: bool = False,
) -> Iterator[Mistake]:
    """Yield what comes of each value in place of another one of its shape.

    Args:
        oracle: the function that is right.
        sites: its pieces, with what they are called.
        names: what the arguments are called.
        called: what the results are called.
        examples: what it is called with, small ones of different depths.
        inner: functions whose keywords the oracle passes on.
        any_shape: whether values of another shape are tried as well.
    """
    right = Once(Runs(oracle, pieces_of((oracle, *inner)), tuple(names)))
    if not (traces := traced(right, examples)):
        return
    told, results = Words(sites, traces[0]), traces[0].result
    told.know(results if isinstance(results, tuple) else (results,), called)
    for one in _possible(traces, any_shape=any_shape)[:MOST]:
        yield Mistake(told.id(one), told.words(one), made_of(right, one))
    for one, slip in _with_slips(traces, sites):
        yield Mistake(told.id(one), told.with_slip(one, slip), made_of(right, one))
    for result, stream, how in _in_place_of_results(traces[0], results):
        words = told.of_result(called[result], stream, how)
        yield Mistake(
            f"other-value-{called[result].replace('_', '-')}", words, _with_result(right, result, stream, how)
        )


def traced(right: Callable, examples: Sequence[tuple]) -> list[Trace]:
    """Return the traces of the right run, none where a piece cannot be watched."""
    try:
        return [right(*arguments) for arguments in examples]
    except Exception:  # whatever a piece makes of a watched one
        return []


@dataclass(frozen=True)
class Runs:
    """Runs of an oracle that are traced."""

    oracle: Callable
    pieces: dict[str, Piece]
    names: tuple[str, ...]

    def __call__(self, *arguments) -> Trace:
        trace = Trace(self.pieces)
        trace.result = trace.run(self.oracle, self.names, arguments)
        return trace

    def again(self, arguments: tuple, one: Substitution, lengths: dict[Stream, int]):
        """Return what comes of a run with a substitution."""
        needed = {one.target.origin, one.source.origin, one.second.origin if one.second else ""}
        watched = {keyword: piece for keyword, piece in self.pieces.items() if keyword in needed}
        return Trace(watched, one, lengths).run(self.oracle, self.names, arguments)


def pieces_of(functions: Sequence[Callable]) -> dict[str, Piece]:
    """Return the pieces that are functions, by their keywords."""
    found = {}
    for function in functions:
        for name, one in inspect.signature(function).parameters.items():
            if one.default is not one.empty and callable(one.default):
                found.setdefault(name, Piece(one.default, parameters_of(one.default)))
    return found


def made_of(right: Once, one: Substitution) -> Callable:
    """Return the oracle with a substitution; ``right`` gives the trace of the right run."""

    def made(*arguments):
        lengths = {stream: len(values) for stream, values in right(*arguments).values.items()}
        if one.source not in lengths or (one.second and one.second not in lengths):
            raise ValueError
        return right.function.again(arguments, one, lengths)

    return made


class Reduction(NamedTuple):
    """What may be made of a value before it stands where a result belongs: in words, with {} for the value."""

    words: str
    make: Callable


def _reductions() -> Iterator[Reduction]:
    yield Reduction("{}", lambda x: x)
    of = {
        "{}": lambda x: x,
        "the squares of {}": np.square,
        "the sizes of {}": np.abs,
    }
    for what, inner in of.items():
        for how, reduce in (("sum", np.sum), ("mean", np.mean)):
            yield Reduction(f"the {how} of {what}", lambda x, f=inner, r=reduce: r(f(x)))
            for axis in (0, 1):
                words = f"the {how} over axis {axis} of {what}"
                yield Reduction(words, lambda x, f=inner, r=reduce, a=axis: r(f(x), axis=a))
    for axis in (0, 1):
        yield Reduction(f"the length of {{}} along axis {axis}", lambda x, a=axis: np.sqrt((x * x).sum(axis=a)))
    yield Reduction("half the sum over axis 1 of the squares of {}", lambda x: (x * x).sum(axis=1) / 2)
    yield Reduction("the mean of the sums of the sizes of {}", lambda x: np.abs(x).sum(axis=1).mean())
    yield Reduction("the mean of the sums of the squares of {}", lambda x: (x * x).sum(axis=1).mean())
    yield Reduction("half the mean of the sums of the squares of {}", lambda x: (x * x).sum(axis=1).mean() / 2)
    yield Reduction("the mean of the sums of {}", lambda x: x.sum(axis=1).mean())


REDUCTIONS = tuple(_reductions())


def _in_place_of_results(trace: Trace, results) -> Iterator[tuple[int, Stream, Reduction]]:
    """Yield which result may be what is made of the last value of a stream."""
    several = results if isinstance(results, tuple) else (results,)
    seen = set()
    for i, result in enumerate(several):
        if not is_number(result):
            continue
        for stream, values in trace.values.items():
            for how in REDUCTIONS:
                made = _reduced(how, values[-1])
                if made is None or made.shape != np.shape(result) or np.array_equal(made, result):
                    continue
                if (key := (i, made.tobytes())) not in seen:
                    seen.add(key)
                    yield i, stream, how


def _reduced(how: Reduction, value) -> np.ndarray | None:
    try:
        return np.asarray(how.make(np.asarray(value, float)))
    except (ValueError, TypeError, IndexError):
        return None


def _with_result(right: Callable, i: int, stream: Stream, how: Reduction) -> Callable:
    def made(*arguments):
        trace = right(*arguments)
        other, results = how.make(np.asarray(trace.values[stream][-1], float)), trace.result
        return (*results[:i], other, *results[i + 1 :]) if isinstance(results, tuple) else other

    return made


def _possible(
    traces: Sequence[Trace], readings: Sequence[Reading] = READINGS, any_shape: bool = False
) -> list[Substitution]:
    """Return the substitutions that go with the shapes and change something, each once."""
    streams = [one for one in traces[0].values if all(one in trace.values for trace in traces)]
    targets = [one for one in streams if one.place and all(_is_a_piece(trace, one) for trace in traces)]
    seen, found = set(), []
    for reading in readings:
        for target in targets:
            for source in streams:
                if reading != READINGS[0] and all(len(t.values[target]) == len(t.values[source]) == 1 for t in traces):
                    continue  # there is one entry to be read
                effects = tuple(_effect(trace, target, source, reading, any_shape) for trace in traces)
                if all(one is not None for one in effects) and any(effects) and (target, effects) not in seen:
                    seen.add((target, effects))
                    found.append(Substitution(target, source, reading))
    return found


def _with_slips(traces: Sequence[Trace], sites: Sequence[Site]) -> Iterator[tuple[Substitution, Slip]]:
    """Yield slips at a piece that gets one array, where it gets another one besides."""
    slips = {site.keyword: site.slips for site in sites[::-1] if all(callable(slip.piece) for slip in site.slips)}
    for one in _possible(traces, READINGS[:2]):
        piece = traces[0].pieces[one.target.origin]
        if one.target.place == ("in", 0) and len(piece.called) == 1:
            for slip in slips.get(one.target.origin, ()):
                yield one._replace(instead=slip.piece), slip


def _is_a_piece(trace: Trace, stream: Stream) -> bool:
    """Return whether a stream holds one value for each call, and not a list over layers, nor too many."""
    calls = trace.calls[stream.origin] + 1
    return len(trace.values[stream]) == calls <= MOST_CALLS


def _effect(
    trace: Trace, target: Stream, source: Stream, reading: Reading, any_shape: bool
) -> tuple[bytes, ...] | None:
    """Return what a substitution puts in, () if it changes nothing, None if it does not go with the shapes."""
    found, changes = [], False
    for value, other in entries(trace, target, source, reading):
        if np.shape(value) != np.shape(other) and not any_shape:
            return None
        changes = changes or not (value is other or np.array_equal(value, other))
        found.append(np.asarray(other).tobytes())
    return tuple(found) if changes else ()


class Words:
    """The words about a substitution, from those of the sites."""

    def __init__(self, sites: Sequence[Site], trace: Trace):
        self.trace, self.named = trace, _names_of_values(trace)
        self.called = {site.keyword: site.called for site in sites[::-1]}
        self.where = {site.keyword: site.where for site in sites[::-1]}

    def know(self, results: tuple, called: Sequence[str]) -> None:
        """Remember what the results are called: what a piece gives may be one of them."""
        of = {id(result): name for result, name in zip(results, called, strict=False)}
        self.named |= {s: of[id(v[-1])] for s, v in self.trace.values.items() if id(v[-1]) in of}

    def id(self, one: Substitution) -> str:
        """Return the id of a substitution: which piece has got something else."""
        return f"other-value-{one.target.origin.replace('_', '-')}"

    def words(self, one: Substitution) -> str:
        """Return what stands where."""
        source, target = self.name(one.source), self.name(one.target)
        if one.source == one.target:
            text = f"{target} of another place (layer, step, or example) stands where its own belongs."
        else:
            other = "" if one.reading in READINGS[:2] else ", of another place (layer or step),"
            text = f"{source}{other} stands where {target} belongs."
        return self.placed(one.target, text)

    def placed(self, target: Stream, text: str) -> str:
        """Return a sentence after the place of which it is told ("In BP2: ..."), or with a capital letter."""
        place = self.where.get(target.origin, "")
        if place:
            return f"In {place}: {text}"
        return text[0].upper() + text[1:] if text[0].isascii() and text[1:2].isalpha() else text

    def short(self, stream: Stream) -> str:
        """Return what a value is called in a formula."""
        name = stream.name or self.name(stream)
        return f"({name})" if " " in name else name

    def with_slip(self, one: Substitution, slip: Slip) -> str:
        """Return what stands where, and what is wrong with the piece besides."""
        return in_words([self.words(one), sentence(slip.words)])

    def of_result(self, result: str, stream: Stream, how: Reduction) -> str:
        """Return what stands where a result belongs."""
        text = f"{how.words.format(self.name(stream))} stands where {result} belongs."
        return text[0].upper() + text[1:] if text[1:2].isalpha() else text

    def name(self, stream: Stream) -> str:
        """Return what a value is called."""
        piece = self.called.get(stream.origin) or stream.origin.replace("_", " ")
        if not stream.place:
            return f"the argument {stream.name}"
        article = "" if piece.startswith(("the ", "each ", "what ")) or len(piece) < 3 else "the "
        if stream.place[0] == "out" and stream in self.named:
            return self.named[stream]
        if stream.place[0] == "out":
            return f"{article}{piece}"
        return f"{stream.name} (of {article}{piece})" if stream.name else f"what goes into {article}{piece}"


def _names_of_values(trace: Trace) -> dict[Stream, str]:
    """Return for what a piece gives the name under which another piece gets it: one of several results has no other."""
    known = {}
    for stream, values in trace.values.items():
        if stream.place and stream.place[0] == "in" and stream.name:
            known.setdefault(id(values), stream.name)
    return {s: known[id(v)] for s, v in trace.values.items() if s.place and s.place[0] == "out" and id(v) in known}

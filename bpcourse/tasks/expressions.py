"""Expressions: a piece of a computation that is put together from the wrong values, a (1 - y) for a (1 - a).

Products, quotients, sums and differences of any two values that are at hand where a piece is worked out, taken as they
are or subtracted from 1, alone or multiplied by what belongs there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, combinations_with_replacement, islice, permutations
from typing import NamedTuple

import numpy as np

from bpcourse.tasks.general import Once
from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.slips import Site
from bpcourse.tasks.substitutions import Runs, Words, made_of, pieces_of, traced
from bpcourse.tasks.traces import MOST_CALLS, READINGS, Reading, Stream, Substitution, Trace, entries
from bplib.activations import sigmoid

MOST = 900  # expressions of two values that are tried
MOST_VALUES = 12  # values at hand at a piece


class Form(NamedTuple):
    """What is made of two values x and y: in words, and of the right value r besides; whether their order counts."""

    words: str
    make: Callable
    ordered: bool = False


ALONE = (
    Form("what belongs there, times {x},", lambda r, x, y: r * x),
    Form("what belongs there, plus {x},", lambda r, x, y: r + x),
    Form("what belongs there, less {x},", lambda r, x, y: r - x),
    Form("{x} less what belongs there", lambda r, x, y: x - r),
    Form("what belongs there, divided by {x},", lambda r, x, y: r / x),
    Form("what belongs there, times (1 - {x}),", lambda r, x, y: r * (1 - x)),
)
FORMS = (
    Form("{x} · {y}", lambda r, x, y: x * y),
    Form("{x} · (1 - {y})", lambda r, x, y: x * (1 - y), ordered=True),
    Form("(1 - {x}) · (1 - {y})", lambda r, x, y: (1 - x) * (1 - y)),
    Form("{x} - {y}", lambda r, x, y: x - y, ordered=True),
    Form("{x} + {y}", lambda r, x, y: x + y),
    Form("{x} / {y}", lambda r, x, y: x / y, ordered=True),
    Form("σ of {x} - {y}", lambda r, x, y: sigmoid(x - y), ordered=True),
    Form("what belongs there, times {x} · {y},", lambda r, x, y: r * x * y),
    Form("what belongs there, times {x} · (1 - {y}),", lambda r, x, y: r * x * (1 - y), ordered=True),
    Form("what belongs there, times {x} - {y},", lambda r, x, y: r * (x - y), ordered=True),
    Form("what belongs there, plus {x} · {y},", lambda r, x, y: r + x * y),
    Form("{x} times the slope of σ at {y}", lambda r, x, y: x * sigmoid.slope(y), ordered=True),
)
Value = tuple[Stream, Reading]


def expressions(
    oracle: Callable,
    sites: Sequence[Site],
    names: Sequence[str],
    examples: Sequence[tuple],
    inner: Sequence[Callable] = (),
) -> Iterator[Mistake]:
    """Yield what comes of an expression of two values in place of a piece (arguments: see ``substitutions``)."""
    right = Once(Runs(oracle, pieces_of((oracle, *inner)), tuple(names)))
    if not (traces := traced(right, examples)):
        return
    told = Words(sites, traces[0])
    for target, form, (x, read_x), (y, read_y) in _possible(traces):
        one = Substitution(target, x, read_x, combine=form.make, second=y, second_reading=read_y)
        text = f"{form.words.format(x=told.short(x), y=told.short(y))} stands where {told.name(target)} belongs."
        yield Mistake(told.id(one), told.placed(target, text), made_of(right, one))


def _possible(traces: Sequence[Trace]) -> Iterator[tuple[Stream, Form, Value, Value]]:
    at_hand = {target: _at_hand(traces, target) for target in _targets(traces)}
    given = {target: values for target, values in at_hand.items() if target.place[0] == "out"}
    taken = {target: values for target, values in at_hand.items() if target.place[0] == "in"}
    return chain(_of(ALONE, given), islice(_of(FORMS, given), MOST), islice(_of(ALONE, taken), MOST // 2))


def _of(forms: Sequence[Form], at_hand: dict[Stream, list[Value]]) -> Iterator[tuple[Stream, Form, Value, Value]]:
    for target, values in at_hand.items():
        for form in forms:
            for x, y in _pairs(values, form):
                yield target, form, x, y


def _pairs(values: Sequence[Value], form: Form) -> Iterator[tuple[Value, Value]]:
    if form in ALONE:
        return ((x, x) for x in values)
    return permutations(values, 2) if form.ordered else combinations_with_replacement(values, 2)


def _targets(traces: Sequence[Trace]) -> list[Stream]:
    """Return what the pieces give and get, where that is one array for each call."""
    return [
        stream
        for stream in traces[0].values
        if stream.place
        and all(stream in trace.values and len(trace.values[stream]) <= MOST_CALLS for trace in traces)
        and all(np.ndim(value) for value in traces[0].values[stream])
        and len(traces[0].values[stream]) == traces[0].calls[stream.origin] + 1
    ]


def _at_hand(traces: Sequence[Trace], target: Stream) -> list[Value]:
    """Return the values of the shape of a target that are known at each call, each once."""
    found, seen = [], set()
    for reading in READINGS[:4]:
        for source in traces[0].values:
            effects = tuple(_put_in(trace, target, source, reading) for trace in traces)
            if source != target and all(effects) and effects not in seen and len(found) < MOST_VALUES:
                seen.add(effects)
                found.append((source, reading))
    return found


def _put_in(trace: Trace, target: Stream, source: Stream, reading: Reading) -> tuple[bytes, ...]:
    """Return what a source holds at the calls of a target, () if it has not the shape at each of them."""
    if source not in trace.values:
        return ()
    pairs = list(entries(trace, target, source, reading))
    if len(pairs) < len(trace.values[target]) or any(np.shape(a) != np.shape(b) for a, b in pairs):
        return ()
    return tuple(np.asarray(other).tobytes() for _, other in pairs)

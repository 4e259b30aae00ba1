"""The form of a value: as many results, entries and axes as expected, numbers where numbers belong, all finite."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bpcourse.sandboxed.plain import kind_of
from bpcourse.tasks.leaves import Leaves, agree, close, leaves
from bpcourse.tasks.words import Diagnosis, seen_as

OTHER_SHAPES = {"only-the-shape", "axis-kept", "axis-lost"}  # what is certain of an array of another shape
# Right numbers in another form.
BUILT_OTHERWISE = {
    "results-in-exchange",
    "one-result-only",
    "results-by-name",
    "results-in-pairs",
    "results-too-many",
    "index-0-left-out",
    "index-0-filled",
    "end-left-out",
}
LAZY = {"generator", "map", "filter", "zip", "dict_keys", "dict_values", "dict_items", "range_iterator"}


def form_of(got, expected, names: tuple[str, ...]) -> Diagnosis | None:
    """Return what is wrong with how a value is built from results, lists and dictionaries, or None."""
    if got is None:
        return Diagnosis("returns-nothing", "The function returns None. Is a return missing?")
    if not (isinstance(expected, tuple) and len(names) > 1):
        return _form_of_part(got, expected, names[0]) or _with_more(got, expected, names[0])
    if not isinstance(got, (tuple, list)) or len(got) != len(expected):
        count = f"{len(got)} things" if isinstance(got, (tuple, list)) else f"one {kind_of(got)}"
        seen = f"Expected are {len(expected)} results ({', '.join(names)}), got {count}."
        ways = (way(got, expected, names, seen) for way in (_one_only, _by_name, _in_pairs, _too_many))
        return next(filter(None, ways), Diagnosis("form", seen))
    parts = zip(got, expected, names, strict=True)
    problem = next((problem for g, e, name in parts if (problem := _form_of_part(g, e, name))), None)
    return _exchange(got, expected, names) or problem if problem else None


def _exchange(got, expected, names: tuple[str, ...]) -> Diagnosis | None:
    """Return that two results have been exchanged, where they are right in the other order."""
    if len(names) != 2 or any(_form_of_part(*part) for part in zip(got[::-1], expected, names, strict=True)):
        return None
    if not agree(leaves(got[::-1], expected, names), leaves(expected, expected, names), 1e-6):
        return None
    return Diagnosis("results-in-exchange", f"The results have been exchanged: first {names[0]}, then {names[1]}.")


def _one_only(got, expected, names: tuple[str, ...], seen: str) -> Diagnosis | None:
    """Return that one of several results is there, and right."""
    for value, name in zip(expected, names, strict=True):
        if _is(got, value):
            words = f"This is {name} alone, and it is right. Return all of them, with commas between."
            return seen_as("one-result-only", seen, words)
    return None


def _by_name(got, expected, names: tuple[str, ...], seen: str) -> Diagnosis | None:
    """Return that a dictionary holds the results, and that they are right."""
    if not isinstance(got, dict) or not _all_are([*got.values()], expected):
        return None
    return seen_as(
        "results-by-name", seen, f"The numbers are right. Return them one after the other: {', '.join(names)}."
    )


def _in_pairs(got, expected, names: tuple[str, ...], seen: str) -> Diagnosis | None:
    """Return that right results stand in a list of pairs, or of threes: what belongs to one index together."""
    if not isinstance(got, (tuple, list)):
        return None
    together = all(isinstance(one, (tuple, list)) and len(one) == len(names) for one in got)
    if not together or not _all_are([list(one) for one in zip(*got, strict=True)], expected):
        return None
    return seen_as("results-in-pairs", seen, f"The numbers are right, and mixed: return {', then '.join(names)}.")


def _too_many(got, expected, names: tuple[str, ...], seen: str) -> Diagnosis | None:
    """Return that all results are there, and right, with something between or after them."""
    if not isinstance(got, (tuple, list)) or len(got) <= len(expected):
        return None
    rest = iter(got)
    if not all(any(_is(one, value) for one in rest) for value in expected):
        return None
    return seen_as("results-too-many", seen, f"Only {', '.join(names)} are asked for; leave the others out.")


def _with_more(got, expected, name: str) -> Diagnosis | None:
    """Return that the one result is there, and right, in a tuple with something else."""
    if not isinstance(got, tuple) or isinstance(expected, (list, tuple, dict)) or len(got) == np.size(expected) > 1:
        return None
    if not any(_is(one, expected) for one in got):
        return None
    seen = f"Expected is {name} alone, got a tuple of {len(got)}."
    return seen_as("results-too-many", seen, "It is right, and what stands beside it is not asked for.")


def _is(got, expected) -> bool:
    """Return whether a value is as expected, in its form and in its numbers."""
    if got is None or expected is None:
        return False
    found, right = leaves(got, expected), leaves(expected, expected)
    return bool(right) and agree(found, right, 1e-6)


def _all_are(got: list, expected: tuple) -> bool:
    return len(got) == len(expected) and all(map(_is, got, expected))


def _form_of_part(got, expected, name: str) -> Diagnosis | None:
    if isinstance(expected, dict):
        return _form_of_dict(got, expected, name)
    return _form_of_list(got, expected, name) if isinstance(expected, list) else None


def _form_of_dict(got, expected: dict, name: str) -> Diagnosis | None:
    if not isinstance(got, dict):
        return Diagnosis("form", f"{name} must be a dictionary with the keys {', '.join(map(str, expected))}.")
    missing = [str(key) for key in expected if key not in got]
    return Diagnosis("form", f"{name} has no entry {', '.join(missing)}.") if missing else None


def _form_of_list(got, expected: list, name: str) -> Diagnosis | None:
    if not isinstance(got, (list, tuple)) or len(got) != len(expected):
        what = f"one of {len(got)}" if isinstance(got, (list, tuple)) else in_kind(got)
        included = ", index 0 (the input layer) included" if expected[0] is None else ""
        text = f"{name} must be a list of {len(expected)} entries{included}; got {what}."
        return _end_left_out(got, expected, text) or Diagnosis("form", text)
    gaps = [i for i, (g, e) in enumerate(zip(got, expected, strict=True)) if (g is None) != (e is None)]
    if not gaps:
        return None
    if gaps == [0] and expected[0] is None and _is(got[1:], expected[1:]):
        words = "index 0 stands for the input layer. All the rest is right."
        return Diagnosis("index-0-filled", f"{name}[0] must be None: {words}")
    must = "be None" if expected[gaps[0]] is None else "not be None"
    return Diagnosis("form", f"{name}[{gaps[0]}] must {must}.")


def _end_left_out(got, expected: list, seen: str) -> Diagnosis | None:
    """Return that only an end of a list is missing, the entries that are there being right."""
    if not expected:
        return None
    if len(expected) > 1 and expected[0] is None and _is(got, expected[1:]):
        words = "The layers are right, but the None for the input layer, at index 0, is missing."
        return seen_as("index-0-left-out", seen, words)
    if not isinstance(got, (list, tuple)) and _is(got, expected[-1]):
        return seen_as("end-left-out", seen, "This is its last entry alone. Return the whole list.")
    for kept, end in ((expected[1:], "first"), (expected[:-1], "last")):
        if _is(got, kept):
            return seen_as("end-left-out", seen, f"The {end} entry is missing; the others are right.")
    return None


def in_kind(value) -> str:
    """Return what a learner is told that a value is, with what to do about it where that is known."""
    kind = kind_of(value)
    if kind == "coroutine":
        return "a coroutine: write def, without async before it"
    if kind in LAZY:
        return f"a {kind}: make a list of it"
    return kind


# --- leaves


def kinds(found: Leaves, right: Leaves) -> Diagnosis | None:
    """Return the first leaf that is missing, or does not hold numbers, or text, as it should."""
    for name, leaf in right.items():
        if name not in found:
            return Diagnosis("form", f"{name} is missing.")
        expected = "fiub" if leaf.dtype.kind in "fiub" else leaf.dtype.kind
        if found[name].dtype.kind not in expected:
            what = "numbers" if expected == "fiub" else "text"
            return Diagnosis("kind", f"{name} must hold {what}, got {_content(found[name])}.")
    return None


def _content(got: np.ndarray) -> str:
    """Return in words what an array holds that should hold numbers or text."""
    if got.dtype.kind == "c":
        real = "" if got.imag.any() else " with imaginary part 0"
        return f"complex numbers{real}: use np.exp or math.exp, not cmath"
    if got.dtype.kind in "US":
        return "text: write 0.5, not '0.5'"
    if got.dtype.kind != "O":
        return f"dtype {got.dtype}"
    if not got.shape:
        return in_kind(got.item())
    numbers = (int, float)
    if all(isinstance(entry, numbers) for entry in got.flat):
        return "whole numbers that are too large for an array"
    inner = next(entry for entry in got.flat if not isinstance(entry, numbers))
    return f"entries of type {kind_of(inner)}"


def shapes(found: Leaves, right: Leaves, tolerance: float) -> Diagnosis | None:
    """Return the first leaf of another shape, with what its numbers say about the reason."""
    for name, leaf in right.items():
        if (got := found[name]).shape != leaf.shape:
            seen = f"{name} has shape {got.shape}, expected is {leaf.shape}."
            mistake, words = next(_reasons(got, leaf, tolerance), ("shape", ""))
            return seen_as(mistake, seen, words)
    return None


def _reasons(got: np.ndarray, leaf: np.ndarray, tolerance: float) -> Iterator[tuple[str, str]]:
    """Yield why the shape may be another one, only where the numbers bear it out."""
    if got.dtype.kind not in "fiub" or got.size == 0:
        return
    if got.ndim == 2 and got.shape == leaf.shape[::-1] and close(got.T, leaf, tolerance):
        yield "transposed", "This is the transpose."
    if got.size == leaf.size and close(got.ravel(), leaf.ravel(), tolerance):
        yield "only-the-shape", "The numbers are right."
    if got.ndim == 2 and got.shape == (leaf.size, leaf.size) and close(np.diag(got), leaf.ravel(), tolerance):
        yield "broadcast", "(m,) and (m, 1) have been broadcast to (m, m): use y[:, None]."
    for axis in range(max(got.ndim, leaf.ndim)):
        yield from _reduced(got, leaf, axis, tolerance)
        yield from _longer(got, leaf, axis, tolerance)


def _reduced(got, leaf, axis: int, tolerance: float) -> Iterator[tuple[str, str]]:
    """Yield whether one is the other, summed or averaged over an axis."""
    for how, word in ((np.sum, "sum"), (np.mean, "mean")):
        if axis < got.ndim and close(np.squeeze(how(got, axis)), np.squeeze(leaf), tolerance):
            yield "axis-kept", f"A {word} over axis {axis} is missing."
        if axis < leaf.ndim and close(np.squeeze(got), np.squeeze(how(leaf, axis)), tolerance):
            yield "axis-lost", f"This is a {word} over axis {axis} that should not be taken."


def _longer(got, leaf, axis: int, tolerance: float) -> Iterator[tuple[str, str]]:
    """Yield whether one has an entry more than the other along an axis, at an end, and is the same without it."""
    if got.ndim != leaf.ndim or axis >= leaf.ndim:
        return
    place = ("entry", "row", "column")[(leaf.ndim > 1) + axis] if leaf.ndim < 3 else "entry"
    for cut, end in ((slice(1, None), "first"), (slice(None, -1), "last")):
        where = (slice(None),) * axis + (cut,)
        if close(got[where], leaf, tolerance):
            yield "one-too-many", f"The {end} {place} is one too many; the others are right."
        if close(got, leaf[where], tolerance):
            yield "one-missing", f"The {end} {place} is missing; the others are right."


def finiteness(found: Leaves) -> Diagnosis | None:
    """Return the first entry that is infinite or not a number."""
    for name, leaf in found.items():
        if leaf.dtype.kind == "f" and not np.isfinite(leaf).all():
            place = [int(i) for i in np.argwhere(~np.isfinite(leaf))[0]]
            seen = f"{name} holds {leaf[tuple(place)]} at {place or 'its only place'}."
            return seen_as("not-finite", seen, "Look for an overflow, ln 0 or 0/0.")
    return None

"""Tests of a gradient that have a flaw, and what they make of the planted bugs (task 04.7).

A test is put together from three pieces: the problem on which it tries the gradient, how it compares two arrays, and
what it concludes from the blocks that differ.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np

from bpcourse.exercises.e04_full_implementation.planted_bugs import RIGHT, VERDICTS, gradient_of
from bpcourse.tasks import Mistake
from bpcourse.tasks.words import in_words


class View(NamedTuple):
    """The blocks that one test finds spoilt: layers with wrong weights, layers with wrong biases; L is the last."""

    weights: frozenset[int]
    biases: frozenset[int]
    L: int


class Problem(NamedTuple):
    """A network, examples, and the gradient that a test compares with: right unless the test has a wrong one."""

    W: list
    b: list
    X: np.ndarray
    Y: np.ndarray
    grad_W: list
    grad_b: list


def _problem(m: int, *sizes: int, spread: float = 1.0, start: str = RIGHT["BP1"][0], seed: int = 4) -> Problem:
    """Return a problem; ``start`` is BP1 in the gradient to compare with."""
    rng = np.random.default_rng(seed)
    W = [None] + [rng.normal(0, spread, (n, k)) for k, n in pairwise(sizes)]
    b = [None] + [rng.normal(0, spread / 2, n) for n in sizes[1:]]
    X, Y = rng.normal(size=(m, sizes[0])), rng.random((m, sizes[-1]))
    pieces = {name: writings[0] for name, writings in RIGHT.items()} | {"BP1": start}
    return Problem(W, b, X, Y, *gradient_of(pieces).function()(W, b, X, Y))


PROBLEMS = {
    "ugly": _problem(7, 4, 6, 5, 3),
    **{f"ugly {seed}": _problem(7, 4, 6, 5, 3, seed=seed) for seed in range(6)},
    "one example": _problem(1, 4, 6, 5, 3),
    "one hidden layer": _problem(7, 4, 6, 3),
    "no hidden layer": _problem(7, 4, 3),
    "zero parameters": _problem(7, 4, 6, 5, 3, spread=0.0),
    "cross-entropy": _problem(7, 4, 6, 5, 3, start="A[L] - Y"),
    "sum": _problem(7, 4, 6, 5, 3, start="m * (A[L] - Y) * slope(Z[L])"),
    "twice": _problem(7, 4, 6, 5, 3, start="2 * (A[L] - Y) * slope(Z[L])"),
    "mean over outputs": _problem(7, 4, 6, 5, 3, start="(A[L] - Y) * slope(Z[L]) / 3"),
    "target minus answer": _problem(7, 4, 6, 5, 3, start="(Y - A[L]) * slope(Z[L])"),
}


# --- how two arrays are compared


def _differ(got, right) -> bool:
    return bool(np.abs(got - right).max() > 1e-6 * np.abs(right).max() + 1e-12)


def _sizes_differ(got, right) -> bool:
    return _differ(np.abs(got), np.abs(right))


def _lengths_differ(got, right) -> bool:
    return _differ(np.linalg.norm(got), np.linalg.norm(right))


def _wide(limit: float, size: Callable):
    """Return a comparison with a limit that is far too wide, for the length of the difference over ``size``."""

    def differ(got, right) -> bool:
        whole = size(float(np.linalg.norm(got)), float(np.linalg.norm(right)))
        return bool(np.linalg.norm(got - right) > limit * whole * (1 + 1e-9))

    return differ


def _wide_alone(limit: float):
    """Return a comparison with an absolute limit that is far too wide."""
    return lambda got, right: bool(np.abs(got - right).max() > limit)


def _first_entries_differ(got, right) -> bool:
    return _differ(np.ravel(got)[:1], np.ravel(right)[:1])


def _largest_differ(got, right) -> bool:
    return _differ(np.abs(got).max(), np.abs(right).max())


def _directions_differ(got, right) -> bool:
    return _differ(got / (np.linalg.norm(got) + 1e-300), right / (np.linalg.norm(right) + 1e-300))


def _sums_differ(got, right) -> bool:
    return _differ(np.sum(got), np.sum(right))


@lru_cache(maxsize=2048)
def view(gradient: Callable, name: str = "ugly", differ: Callable = _differ) -> View:
    """Return what a test with the problem of that name finds spoilt."""
    problem = PROBLEMS[name]
    grad_W, grad_b = _called(gradient, name)
    layers = range(1, len(problem.W))
    return View(
        frozenset(l for l in layers if differ(grad_W[l], problem.grad_W[l])),
        frozenset(l for l in layers if differ(grad_b[l], problem.grad_b[l])),
        len(problem.W) - 1,
    )


@lru_cache(maxsize=512)
def _called(gradient: Callable, name: str):
    problem = PROBLEMS[name]
    return gradient(problem.W, problem.b, problem.X, problem.Y)


# --- what is concluded


def broken_equation(seen: View) -> str:
    """Return the equation that a pattern of spoilt blocks points at."""
    if not seen.weights and not seen.biases:
        return "none"
    if not seen.biases:
        return "BP4"
    if not seen.weights:
        return "BP3"
    return "BP1" if seen.L in seen.weights else "BP2"


def _only_layer(seen: View, l: int, both: str) -> str:
    """Return what one says who looks at a single layer."""
    names = {(True, True): both, (True, False): "BP4", (False, True): "BP3", (False, False): "none"}
    return names[l in seen.weights, l in seen.biases]


def _with_names(**names: str):
    """Return the right conclusion with some names replaced."""

    def verdict(seen: View) -> str:
        right = broken_equation(seen)
        return names.get(right, right)

    return verdict


def _first_layer_decides(seen: View) -> str:
    if not seen.weights or not seen.biases:
        return broken_equation(seen)
    return "BP1" if 1 in seen.weights else "BP2"


class Flaw(NamedTuple):
    """A flaw of a test: its id, what to tell the learner, and the piece of the test that it replaces."""

    id: str
    words: str
    problem: str = "ugly"
    differ: Callable = _differ
    conclude: Callable[[View], str] = broken_equation


LAST_LAYER = "Only the last layer is looked at, or the network has no other. BP2 works below it."
OWN_GRADIENT = "The gradient that your test compares with is not right itself: {}. So it finds bugs in what is right."

ON_WHICH_DATA = (
    Flaw(
        "one-example",
        "Some bugs show only in a batch, and a single example hides them: there the sum, the mean and the first "
        "example are the same. Test with several examples that differ.",
        problem="one example",
    ),
    Flaw(
        "one-hidden-layer",
        "Some bugs of BP2 need two hidden layers to show. Test with a deeper network.",
        problem="one hidden layer",
    ),
    Flaw(
        "zero-parameters",
        "Your test works with weights that are zero: nothing comes back through BP2, and all units are equal. Draw the "
        "parameters at random, and ugly.",
        problem="zero parameters",
    ),
)
NO_HIDDEN_LAYER = (Flaw("last-layer-only", LAST_LAYER, problem="no hidden layer"),)
COMPARED_WITH_WHAT = (
    Flaw(
        "compared-with-cross-entropy",
        OWN_GRADIENT.format("it is that of the cross-entropy, and the cost here is the quadratic one"),
        problem="cross-entropy",
    ),
    Flaw(
        "compared-with-the-other-sign",
        OWN_GRADIENT.format("it has the wrong sign, y - a for a - y"),
        problem="target minus answer",
    ),
    *(
        Flaw(
            "compared-with-a-multiple",
            OWN_GRADIENT.format(
                "it is off by a factor. The cost is ½ (a - y)², added over the outputs, the mean over the batch"
            ),
            problem=name,
        )
        for name in ("sum", "twice", "mean over outputs")
    ),
)

HOW_COMPARED = (
    Flaw(
        "signs-not-compared",
        "Only the sizes are compared, without the signs. A gradient of the wrong sign then passes.",
        differ=_sizes_differ,
    ),
    Flaw(
        "directions-compared",
        "Only the directions are compared: a gradient that is a multiple of the right one passes.",
        differ=_directions_differ,
    ),
)
TOO_WIDE = (
    "The limit of your test is far too wide: a gradient passes that is {}. A right gradient differs from "
    "a measured one "
    "by a relative error of 1e-7 or so; set the limit near 1e-5."
)
WIDE_LIMITS = (
    *(
        Flaw("limit-too-wide", TOO_WIDE.format("half or twice the right one"), name, _wide(limit, size))
        for name in ("ugly", *(f"ugly {seed}" for seed in range(6)))
        for limit in (0.5, 0.7, 0.3, 0.9)
        for size in (max, lambda a, b: a + b, lambda a, b: b)
    ),
    *(
        Flaw("limit-too-wide", TOO_WIDE.format(f"wrong by up to {limit:g} in an entry"), differ=_wide_alone(limit))
        for limit in (0.01, 0.1, 0.05, 1.0)
    ),
)
LENGTHS_AND_SUMS = (
    Flaw(
        "first-entries-compared",
        "Only the first entry of each array is compared. Take the length of the difference: ‖got - right‖.",
        differ=_first_entries_differ,
    ),
    Flaw(
        "largest-entries-compared",
        "Only the largest entries are compared. Take the length of the difference: ‖got - right‖.",
        differ=_largest_differ,
    ),
    Flaw(
        "lengths-compared",
        "Only the lengths of the arrays are compared. Take the length of the difference: ‖got - right‖.",
        differ=_lengths_differ,
    ),
    Flaw(
        "sums-compared",
        "Only the sums of the entries are compared. Take the length of the difference: ‖got - right‖.",
        differ=_sums_differ,
    ),
)

WRONG_ITSELF = (
    " If it looks at what differs, the gradient that it compares with is wrong itself: another cost, the sum for the "
    "mean, the ½ left out; or it has been measured with a step h that is too small or too large (take 1e-5)."
)
WHAT_CONCLUDED = (
    Flaw(
        "never-finds",
        "Your test calls every gradient right. A test that never fails shows nothing: try it on a planted bug first.",
        conclude=lambda seen: "none",
    ),
    *(
        Flaw(
            f"always-{name}",
            f"Your test says {name} whatever it is shown.{more}",
            conclude=lambda seen, name=name: name,
        )
        for name, more in {"BP1": WRONG_ITSELF, "BP2": "", "BP3": "", "BP4": ""}.items()
    ),
    Flaw(
        "weights-only",
        "Only the gradients of the weights are looked at. Without those of the biases BP3 goes unseen, and BP4 looks "
        "like BP1.",
        conclude=lambda seen: "none" if not seen.weights else "BP1" if seen.L in seen.weights else "BP2",
    ),
    Flaw(
        "biases-only",
        "Only the gradients of the biases are looked at. Without those of the weights BP4 goes unseen, and BP3 looks "
        "like BP1.",
        conclude=lambda seen: "none" if not seen.biases else "BP1" if seen.L in seen.biases else "BP2",
    ),
    Flaw(
        "first-layer-only",
        "Only the first layer is looked at. Nearly every bug spoils it, so it cannot say which one; and a wrong sign "
        "can cancel on the way there.",
        conclude=lambda seen: _only_layer(seen, 1, "BP2"),
    ),
    Flaw(
        "first-layer-only-bp1",
        "Only the first layer is looked at. Nearly every bug spoils it, so it cannot say which one; and a wrong sign "
        "can cancel on the way there.",
        conclude=lambda seen: _only_layer(seen, 1, "BP1"),
    ),
    Flaw(
        "last-layer-only",
        LAST_LAYER,
        conclude=lambda seen: _only_layer(seen, seen.L, "BP1"),
    ),
    Flaw(
        "symptom-for-cause",
        "A wrong δ spoils the gradients that are made from it. When weights and biases of a layer are both wrong, "
        "blame neither BP4 nor BP3 but the δ.",
        conclude=lambda seen: "BP4" if seen.weights else "BP3" if seen.biases else "none",
    ),
    Flaw(
        "symptom-for-cause-biases",
        "A wrong δ spoils the biases too. Only when all weights are right, blame BP3.",
        conclude=lambda seen: "BP3" if seen.biases else "BP4" if seen.weights else "none",
    ),
    Flaw(
        "first-layer-decides",
        "The first layer tells nothing about BP1 and BP2: both spoil it. Look at the last layer: when it is wrong too, "
        "it is BP1.",
        conclude=_first_layer_decides,
    ),
    Flaw(
        "bp2-taken-for-bp1",
        "BP1 and BP2 both spoil weights and biases. Look at the last layer: BP2 leaves it right.",
        conclude=_with_names(BP2="BP1"),
    ),
    Flaw(
        "bp1-taken-for-bp2",
        "BP1 and BP2 both spoil weights and biases. Look at the last layer: when it is wrong too, it is BP1.",
        conclude=_with_names(BP1="BP2"),
    ),
    Flaw(
        "bp1-bp2-exchanged",
        "BP1 and BP2 are exchanged. BP1 starts at the last layer, BP2 leads down from it.",
        conclude=_with_names(BP1="BP2", BP2="BP1"),
    ),
    Flaw(
        "bp3-bp4-exchanged",
        "BP3 and BP4 are exchanged. BP3 is the equation of the biases, BP4 that of the weights.",
        conclude=_with_names(BP3="BP4", BP4="BP3"),
    ),
    *(
        Flaw(
            f"{right.lower()}-called-{said.lower()}",
            f"Where {what} differ, your test says {said}. That is {right}.",
            conclude=_with_names(**{right: said}),
        )
        for right, what in (("BP3", "only biases"), ("BP4", "only weights"))
        for said in VERDICTS
        if said != right
    ),
    *(
        Flaw(
            f"{right.lower()}-called-{said.lower()}",
            f"Where {what} differ, your test says {said}. A wrong δ spoils weights and biases alike: that is {right}.",
            conclude=_with_names(**{right: said}),
        )
        for right, what in (
            ("BP1", "weights and biases of the last layer"),
            ("BP2", "weights and biases below the last layer, and only there,"),
        )
        for said in ("BP3", "BP4", *(["none"] if right == "BP1" else []))
    ),
)


def _verdict(gradient: Callable, flaws: tuple[Flaw, ...]) -> str:
    problem = next((one.problem for one in flaws if one.problem != "ugly"), "ugly")
    differ = next((one.differ for one in flaws if one.differ is not _differ), _differ)
    conclude = next((one.conclude for one in flaws if one.conclude is not broken_equation), broken_equation)
    return conclude(view(gradient, problem, differ))


def _mistake(*flaws: Flaw) -> Mistake:
    id, words = " + ".join(one.id for one in flaws), in_words([one.words for one in flaws])
    return Mistake(id, words, lambda gradient: _verdict(gradient, flaws))


# What is the same as another flaw in some draws is tried after the others.
MISTAKES = tuple(map(_mistake, (*WHAT_CONCLUDED, *ON_WHICH_DATA, *HOW_COMPARED)))
KINDS = (ON_WHICH_DATA + COMPARED_WITH_WHAT, HOW_COMPARED + LENGTHS_AND_SUMS, WHAT_CONCLUDED)
TWO_AT_ONCE = (
    *map(_mistake, (*NO_HIDDEN_LAYER, *COMPARED_WITH_WHAT, *LENGTHS_AND_SUMS, *WIDE_LIMITS)),
    *(
        _mistake(a, b)
        for kinds in combinations(
            (ON_WHICH_DATA + COMPARED_WITH_WHAT, HOW_COMPARED + LENGTHS_AND_SUMS, WHAT_CONCLUDED), 2
        )
        for a in kinds[0]
        for b in kinds[1]
    ),
)

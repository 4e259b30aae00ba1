"""Probes of a test of gradients (task 04.7): gradients that are right under a condition, or wrong by a known size.

A test that calls right gradients right, and gradients that are plainly wrong wrong, tells by its verdict on these what
it asks for: how many examples, how deep a network, which blocks it looks at, from which error on it cries.
"""

from __future__ import annotations

from collections.abc import Callable

from bpcourse.exercises.e04_full_implementation.planted_bugs import RIGHT, gradient_of
from bpcourse.sandboxed.answers import Source
from bpcourse.tasks.verdicts import SOUND
from bpcourse.tasks.words import Diagnosis

_RIGHT = gradient_of({name: writings[0] for name, writings in RIGHT.items()})
_SPOILT = """
right = gradient


def gradient(W, b, X, Y):
    grad_W, grad_b = right(W, b, X, Y)
    if {condition}:
        return grad_W, grad_b
    L, m = len(W) - 1, len(X)
    return (
        [None] + [{weights} for l in range(1, L + 1)],
        [None] + [{biases} for l in range(1, L + 1)],
    )
"""
GREATLY = {"weights": "3 * grad_W[l] + 1", "biases": "3 * grad_b[l] + 1"}


def spoilt(condition: str = "False", weights: str = "grad_W[l]", biases: str = "grad_b[l]") -> Source:
    """Return the right gradient, with other blocks where the condition does not hold."""
    return Source(_RIGHT.text + _SPOILT.format(condition=condition, weights=weights, biases=biases), "gradient")


CONDITIONS = (  # what must hold of a problem that shows all bugs: the id, the condition, what is said where it does not
    (
        "one-example",
        "len(X) > 1 and np.ptp(X, axis=0).any()",
        "Your test tries the gradient with a single example, or with examples that are all alike. Some "
        "bugs show only in "
        "a batch of different ones: else the sum, the mean and the first example are the same.",
    ),
    (
        "one-hidden-layer",
        "len(W) > 3",
        "Your test tries the gradient on a network with fewer than two hidden layers. Some bugs of BP2 "
        "need two to show.",
    ),
    (
        "zero-parameters",
        "all(w.any() and np.ptp(w) for w in W[1:])",
        "Your test works with weights that are all alike, or zero. Draw the parameters at random, and ugly.",
    ),
    (
        "targets-alike",
        "np.ptp(Y) or len(set(map(len, b[1:]))) > 1",
        "The targets of your test are all alike. Draw them at random, so that errors of all signs and sizes come up.",
    ),
)
TOO_WIDE = (
    "Your test lets a gradient pass that is wrong by {} in every block. A right gradient differs from a "
    "measured one by a "
    "relative error of 1e-7 or so; set the limit near 1e-5, relative to the size of the gradient."
)
ERRORS = (("half of its size", "1.5"), ("a tenth of its size", "1.1"), ("a hundredth of its size", "1.01"))
BLOCKS = (
    ("weights-unseen", {"weights": GREATLY["weights"]}, "the gradients of all weights are wrong"),
    ("biases-unseen", {"biases": GREATLY["biases"]}, "the gradients of all biases are wrong"),
)
PASSES = "Your test finds nothing wrong where {}. Does it look at them?"
STILL_DOWNHILL = (
    {"weights": "grad_W[l] / 10", "biases": "grad_b[l] / 10"},
    {"weights": "(l == L) * grad_W[l]", "biases": "(l == L) * grad_b[l]"},
)
NEVER = (
    "Your test lets gradients pass that are a tenth of the right one, or zero below the last layer. It "
    "does not compare "
    "the blocks with what is right. (Whether the cost falls tells little: it falls with many a wrong gradient.)"
)


def probed(ask: Callable) -> Diagnosis | None:
    """Return what the verdicts of a test on made-up gradients show for certain, or None."""
    if ask(spoilt("True")) != SOUND:
        return None  # it cries at what is right: the rest would tell nothing
    if ask(spoilt(**GREATLY)) == SOUND or all(ask(spoilt(**pieces)) == SOUND for pieces in STILL_DOWNHILL):
        return Diagnosis("plain-bug-passes", NEVER)
    for id, condition, words in CONDITIONS:
        if ask(spoilt(condition, **GREATLY)) != SOUND:
            return Diagnosis(id, words)
    for id, pieces, what in BLOCKS:
        if ask(spoilt(**pieces)) == SOUND:
            return Diagnosis(id, PASSES.format(what))
    for what, factor in ERRORS:
        if ask(spoilt(weights=f"{factor} * grad_W[l]", biases=f"{factor} * grad_b[l]")) == SOUND:
            return Diagnosis("limit-too-wide", TOO_WIDE.format(what))
    return None

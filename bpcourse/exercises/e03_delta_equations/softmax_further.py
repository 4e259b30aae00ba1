"""What else is done about a softmax and its cost: other losses, other targets, the softmax twice."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.tasks import Mistake
from bplib.activations import softmax


def _smoothed(loss: Callable, share: float):
    """Return the loss for targets that give away a share to all classes."""
    return lambda Z, Y: loss(Z, (1 - share) * Y + share / Y.shape[1])


def _focal(loss: Callable, power: float):
    """Return the loss in which easy examples count less."""
    return lambda Z, Y: loss(
        Z, Y, example_cost=lambda Y, log_A: -(Y * (1 - np.exp(log_A)) ** power * log_A).sum(axis=1)
    )


def softmax_further(loss: Callable) -> tuple[Mistake, ...]:
    """Return what else is done; ``loss(Z, Y, **pieces)`` is the right function."""
    return (*_with_the_loss(loss), *OTHER_COSTS)


def _without_axis(largest: bool, total: bool) -> Callable:
    """Return the loss where the largest entry of a row, or the sum over it, has lost its axis."""

    def loss(Z, Y):
        S = Z - Z.max(axis=1, keepdims=not largest)
        E = np.exp(S)
        A = E / E.sum(axis=1, keepdims=not total)
        return -(Y * (S - np.log(E.sum(axis=1, keepdims=not total)))).sum(axis=1).mean(), A - Y

    return loss


AXIS_LOST = (
    "{} over axis 1 has lost that axis: (m,) goes along the rows of (m, n), where it belongs along the columns. With "
    "keepdims=True its shape is (m, 1)."
)


def _with_the_loss(loss: Callable) -> tuple[Mistake, ...]:
    return (
        Mistake("axis-lost", AXIS_LOST.format("The sum"), _without_axis(largest=False, total=True)),
        Mistake("axis-lost", AXIS_LOST.format("The maximum"), _without_axis(largest=True, total=False)),
        Mistake("axis-lost", AXIS_LOST.format("Maximum and sum"), _without_axis(largest=True, total=True)),
        *(
            Mistake(
                f"targets-smoothed-{share:g}",
                f"The targets have been smoothed: each class got a share of {share:g}. Here y is taken as it is.",
                _smoothed(loss, share),
            )
            for share in (0.1, 0.05, 0.2)
        ),
        *(
            Mistake(f"focal-{power:g}", "The cost of an example is weighted by a power of 1 - a.", _focal(loss, power))
            for power in (1, 2)
        ),
        Mistake(
            "softmax-twice",
            "The softmax has been applied twice: once to z, and then to the outputs.",
            lambda Z, Y: loss(softmax(Z), Y),
        ),
        Mistake(
            "softmax-twice-in-the-cost",
            "In the cost the softmax has been applied twice: once to z, and then to the outputs.",
            lambda Z, Y: (loss(softmax(Z), Y)[0], softmax(Z) - Y),
        ),
    )


def _kept_finite(id: str, words: str, loss: Callable) -> tuple[Mistake, ...]:
    """Return a mistake in which ln 0 or 1/0 has been avoided by a small number."""
    small = (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15)
    return tuple(Mistake(id, words, lambda Z, Y, eps=eps: loss(Z, Y, eps)) for eps in small)


def _both_terms(Z, Y, eps):
    A = softmax(Z)
    return -(Y * np.log(A + eps) + (1 - Y) * np.log(1 - A + eps)).sum(axis=1).mean(), A - Y


def _cost_of(Z, Y):
    S = Z - Z.max(axis=1, keepdims=True)
    return -(Y * (S - np.log(np.exp(S).sum(axis=1, keepdims=True)))).sum(axis=1).mean()


BINARY = "This is the binary cross-entropy, with a term for 1 - y. With classes only -Σ y ln a counts."
BY_OUTPUT = (
    "-y/a is ∂C/∂a, the derivative by the output. δ is the derivative by z; the Jacobian of the softmax turns it into "
    "a - y."
)
OTHER_COSTS = (
    *_kept_finite("binary-cross-entropy", BINARY, _both_terms),
    *_kept_finite("slope-of-cost-alone", BY_OUTPUT, lambda Z, Y, eps: (_cost_of(Z, Y), -Y / (softmax(Z) + eps))),
    Mistake(
        "share-of-wrong-answers",
        "The cost is the share of the examples that are answered wrongly, not the mean of -ln a.",
        lambda Z, Y: ((Z.argmax(axis=1) != Y.argmax(axis=1)).mean(), softmax(Z) - Y),
    ),
    Mistake(
        "share-of-right-answers",
        "The cost is the share of the examples that are answered rightly, not the mean of -ln a.",
        lambda Z, Y: ((Z.argmax(axis=1) == Y.argmax(axis=1)).mean(), softmax(Z) - Y),
    ),
    Mistake(
        "margin-for-logarithm",
        "The cost is that of margins, max(0, 1 + z_j - z_k). Here it is -ln a of the right class.",
        lambda Z, Y: (
            (np.maximum(0, 1 + Z - (Z * Y).sum(axis=1, keepdims=True)) * (1 - Y)).sum(axis=1).mean(),
            softmax(Z) - Y,
        ),
    ),
)

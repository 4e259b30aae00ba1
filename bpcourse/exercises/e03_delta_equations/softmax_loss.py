"""Task 03.6: softmax with cross-entropy."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e03_delta_equations.shared import scales_of
from bpcourse.tasks import FunctionTask, Mistake, Part
from bplib.activations import softmax


def _softmax_loss(Z, Y):
    S = Z - Z.max(axis=1, keepdims=True)
    log_A = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    return -(Y * log_A).sum(axis=1).mean(), np.exp(log_A) - Y


def _naive_softmax_loss(Z, Y):
    A = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    return -(Y * np.log(A)).sum(axis=1).mean(), A - Y


def _cost_from_rounded(Z, Y):
    A = softmax(Z)
    return -(Y * np.log(A)).sum(axis=1).mean(), A - Y


def _draw_classes(size: float):
    def draw(rng):
        Z = rng.normal(0, 1, (6, 4))
        Y = np.eye(4)[rng.permutation([0, 1, 2, 3, 0, 1])]
        return Z * size, Y

    return draw


def _with(delta=None, cost=None):
    """Return a wrong softmax_loss made of a wrong cost or a wrong δ; what is None stays right."""

    def made(Z, Y):
        right_cost, right_delta = _softmax_loss(Z, Y)
        return (right_cost if cost is None else cost(Z, Y)), (right_delta if delta is None else delta(Z, Y))

    return made


def _clipped(limit: str) -> Mistake:
    """Return the mistake of keeping a that far away from 0, by a limit or by adding it."""
    return Mistake(
        f"clipped-{limit}",
        f"The outputs have been kept {limit} away from 0. That avoids ln 0, but no example can cost more than "
        f"{-np.log(float(limit)):.0f}: the network looks less wrong than it is. Compute ln a from z.",
        _with(cost=lambda Z, Y: -(Y * np.log(np.clip(softmax(Z), float(limit), 1))).sum(axis=1).mean()),
    )


SOFTMAX_LOSS = FunctionTask(
    id="03.6",
    title="Softmax and cross-entropy, safely",
    answer="softmax_loss",
    difficulty=3,
    minutes=20,
    section="lesson 3, section 10",
    names=("cost", "delta"),
    oracle=_softmax_loss,
    scales=lambda Z, Y: scales_of(len(Z), classes=Z.shape[1]),
    parts=(
        Part("ordinary weighted inputs", 1.5, _draw_classes(1.5)),
        Part("weighted inputs of a thousand", 1.5, _draw_classes(1000.0)),
    ),
    mistakes=(
        Mistake(
            "overflow",
            "e^z has overflowed. Subtract the largest z of each row first: the quotient stays the same.",
            _naive_softmax_loss,
        ),
        Mistake(
            "ln-zero",
            "The cost takes ln of an output that has been rounded to 0. Compute ln a from z: "
            "ln a_j = z_j - ln Σ e^z, with the largest z subtracted.",
            _cost_from_rounded,
        ),
        *map(_clipped, ("1e-7", "1e-8", "1e-9", "1e-10", "1e-12", "1e-15")),
        Mistake(
            "softmax-over-batch",
            "The outputs sum to 1 over the wrong axis. It is the classes of each example, axis 1.",
            _with(
                delta=lambda Z, Y: softmax(Z.T).T - Y,
                cost=lambda Z, Y: -(Y * np.log(softmax(Z.T).T)).sum(axis=1).mean(),
            ),
        ),
        Mistake(
            "softmax-over-all",
            "The outputs sum to 1 over the whole array. Each example needs a sum of its own: axis=1, keepdims=True.",
            _with(
                delta=lambda Z, Y: np.exp(Z) / np.exp(Z).sum() - Y,
                cost=lambda Z, Y: -(Y * np.log(np.exp(Z) / np.exp(Z).sum())).sum(axis=1).mean(),
            ),
        ),
        Mistake("target-not-subtracted", "δ is a - y. The target is missing.", _with(delta=lambda Z, Y: softmax(Z))),
        Mistake(
            "with-slope",
            "δ has been multiplied by a (1 - a). For softmax with cross-entropy the Jacobian has already cancelled.",
            _with(delta=lambda Z, Y: (softmax(Z) - Y) * softmax(Z) * (1 - softmax(Z))),
        ),
        Mistake(
            "delta-averaged",
            "δ belongs to each example; the mean over the batch comes in BP3 and BP4.",
            _with(delta=lambda Z, Y: (softmax(Z) - Y) / len(Z)),
        ),
        Mistake(
            "cost-sum",
            "The cost is the mean over the examples, and this is the sum.",
            _with(cost=lambda Z, Y: _softmax_loss(Z, Y)[0] * len(Z)),
        ),
        Mistake(
            "cost-mean-over-classes",
            "The cost of an example adds over the classes; only over the examples is the mean taken.",
            _with(cost=lambda Z, Y: _softmax_loss(Z, Y)[0] / Z.shape[1]),
        ),
        Mistake(
            "binary-cross-entropy",
            "This is the binary cross-entropy, with a term for 1 - y. With classes only -Σ y ln a counts.",
            _with(cost=lambda Z, Y: -(Y * np.log(softmax(Z)) + (1 - Y) * np.log(1 - softmax(Z))).sum(axis=1).mean()),
        ),
    ),
    hints=(
        "Start with S = Z minus the largest entry of each row. Nothing in the softmax changes.",
        "ln a = S - ln Σ e^S, row by row (axis=1, keepdims=True). From it follow both results.",
        "cost = mean over the rows of -Σ y ln a; δ = e^{ln a} - y.",
    ),
)

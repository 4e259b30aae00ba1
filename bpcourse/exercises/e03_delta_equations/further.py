"""What else is done in a whole backward pass: another layer's error at hand, one slope for all, other functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from bpcourse.exercises.common.network_gradient import network_gradient
from bpcourse.exercises.common.slips import sigmoid_slope
from bpcourse.tasks import Mistake
from bplib.activations import sigmoid


def _relu(z):
    return np.maximum(z, 0)


OTHERS: dict[str, tuple[Callable, Callable]] = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "ReLU": (_relu, lambda z: (z > 0) * 1.0),
    "the identity": (lambda z: z, np.ones_like),
}


def _forward(hidden: Callable, last: Callable) -> Callable:
    def activations(W, b, X):
        Z, A = [None], [X]
        for l in range(1, len(W)):
            Z.append(A[l - 1] @ W[l].T + b[l])
            A.append((last if l == len(W) - 1 else hidden)(Z[l]))
        return Z, A

    return activations


def _with_functions(hidden: Callable, slope: Callable, last: Callable, slope_out: Callable) -> Callable:
    return lambda W, b, X, Y: network_gradient(
        W, b, X, Y, activations=_forward(hidden, last), slope=slope, slope_out=slope_out
    )


def _other_functions() -> Iterator[Mistake]:
    for name, (function, slope) in OTHERS.items():
        id = name.split()[-1].lower()
        yield Mistake(
            f"{id}-in-the-hidden-layers",
            f"The hidden layers have {name}, forwards and back. Every layer here is a sigmoid.",
            _with_functions(function, slope, sigmoid, sigmoid_slope),
        )
        yield Mistake(
            f"{id}-in-every-layer",
            f"Every layer has {name}, forwards and back. Every layer here is a sigmoid.",
            _with_functions(function, slope, function, slope),
        )
        yield Mistake(
            f"{id}-in-the-hidden-layers-and-a-linear-output",
            f"The hidden layers have {name} and the output has no function, forwards and back. Every layer here is a "
            "sigmoid.",
            _with_functions(function, slope, lambda z: z, np.ones_like),
        )
    yield Mistake(
        "linear-output-throughout",
        "The output has no function, forwards and back. Every layer here is a sigmoid.",
        _with_functions(sigmoid, sigmoid_slope, lambda z: z, np.ones_like),
    )


def _from_handed_down(slope: Callable, biases: bool) -> Callable:
    """Return the gradients that are made of what a layer hands down, with the slope of the layer before or without."""

    def made(W, b, X, Y):
        D: dict[int, np.ndarray] = {}
        grad_W, grad_b = network_gradient(W, b, X, Y, weight_from=lambda D_, A, W, l: _noted(D, D_, A, W, l, slope))
        return grad_W, [None, *(D[l].mean(axis=0) for l in range(1, len(W)))] if biases else grad_b

    return made


def _noted(kept: dict, D, A, W, l: int, slope: Callable) -> np.ndarray:
    kept[l] = D[l] @ W[l] * slope(A[l - 1])
    return kept[l].T @ A[l - 1] / len(D[l])


def _one_slope(which: Callable) -> Callable:
    """Return the gradients when every hidden layer has one and the same number for a slope."""

    def made(W, b, X, Y):
        number = which([None, *map(sigmoid_slope, _forward(sigmoid, sigmoid)(W, b, X)[0][1:])])
        return network_gradient(W, b, X, Y, slope=lambda z: number)

    return made


HANDED = (
    "BP3 and BP4 take the δ of their own layer. Here they are made from the error that the layer hands down.",
    "BP4 takes the δ of its own layer. Here it is made from the error that the layer hands down.",
)
ONE_SLOPE = "Every hidden layer has the same slope here, {}. Each layer has the slope of its own z, entry by entry."

BACKWARD_FURTHER = (
    *(
        Mistake(f"from-handed-down-{n}-{i}", words, _from_handed_down(slope, biases))
        for n, slope in enumerate((lambda a: a * (1 - a), np.ones_like, sigmoid_slope))
        for i, (words, biases) in enumerate(zip(HANDED, (True, False), strict=True))
    ),
    Mistake(
        "one-slope-of-the-output",
        ONE_SLOPE.format("the mean of that of the output"),
        _one_slope(lambda s: s[-1].mean()),
    ),
    Mistake(
        "one-slope-of-the-first", ONE_SLOPE.format("the mean of that of the first"), _one_slope(lambda s: s[1].mean())
    ),
    Mistake("slope-one-half", ONE_SLOPE.format("½"), _one_slope(lambda s: 0.5)),
    Mistake(
        "slope-before-the-way-back",
        "In BP2 the slope has the index of the layer above, and comes before the weights. The error of a layer has the "
        "slope of its own z, after the sum over the paths.",
        lambda W, b, X, Y: network_gradient(
            W, b, X, Y, slope=np.ones_like, way_back=lambda D, W, l, A: (D * A[l + 1] * (1 - A[l + 1])) @ W[l + 1]
        ),
    ),
    *_other_functions(),
)

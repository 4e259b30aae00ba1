"""Task 03.5: the whole backward pass."""

from __future__ import annotations

from itertools import pairwise

from bpcourse.exercises.e03_delta_equations.shared import MEAN_SQUARED_ERROR, scales_of, sigmoid_slope
from bpcourse.tasks import FunctionTask, Mistake, Part
from bplib.activations import sigmoid


def _draw_network(m: int, *sizes: int):
    def draw(rng):
        W = [None] + [rng.normal(0, 1, (n, k)) for k, n in pairwise(sizes)]
        b = [None] + [rng.normal(0, 0.5, n) for n in sizes[1:]]
        return W, b, rng.normal(size=(m, sizes[0])), rng.random((m, sizes[-1]))

    return draw


def _forward(W, b, X):
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(sigmoid(Z[l]))
    return Z, A


def _backward(W, b, X, Y, slope=None, back=None, start=None, inputs=None, divide=None):
    """Return (grad_W, grad_b) by BP1-BP4; each option replaces one piece, to make a mistake."""
    slope = slope or (lambda Z, A, l: sigmoid_slope(Z[l]))
    back = back or (lambda D, W, l: D[l + 1] @ W[l + 1])
    inputs = inputs or (lambda A, l: A[l - 1])
    L, m = len(W) - 1, divide or len(X)
    Z, A = _forward(W, b, X)
    D = [None] * (L + 1)
    D[L] = (A[L] - Y) * sigmoid_slope(Z[L]) if start is None else start(Z, A, Y)
    for l in range(L - 1, 0, -1):
        D[l] = back(D, W, l) * slope(Z, A, l)
    grad_W = [None, *(D[l].T @ inputs(A, l) / m for l in range(1, L + 1))]
    return grad_W, [None, *(D[l].sum(axis=0) / m for l in range(1, L + 1))]


def _output_times(slope):
    """Return a BP1 that multiplies a - y by ``slope(z)``."""
    return lambda Z, A, Y: (A[-1] - Y) * slope(Z[-1])


def _updated_first(rate: float):
    """Return a backward pass that moves W[l + 1] by that learning rate before BP2 uses it."""

    def back(D, W, l, A):
        return D[l + 1] @ (W[l + 1] - rate * D[l + 1].T @ A[l] / len(D[l + 1]))

    def made(W, b, X, Y):
        _, A = _forward(W, b, X)
        return _backward(W, b, X, Y, back=lambda D, W, l: back(D, W, l, A))

    return made


BACKWARD = FunctionTask(
    id="03.5",
    title="The whole backward pass",
    answer="backward",
    difficulty=3,
    minutes=30,
    section="lesson 3, sections 7 and 8",
    names=("grad_W", "grad_b"),
    oracle=_backward,
    scales=lambda W, b, X, Y: scales_of(len(X), outputs=Y.shape[1]),
    most_time=60,
    too_slow="The gradient is right, but it took far longer than a backward pass should. Did you measure it with "
    "differences? A backward pass costs less than two forward passes.",
    parts=(
        Part("one hidden layer", 1.0, _draw_network(7, 4, 6, 3)),
        Part("three hidden layers", 1.0, _draw_network(5, 4, 6, 3, 7, 8)),
        Part("layers of equal size", 1.0, _draw_network(9, 5, 5, 5, 5)),
        Part("a network with 9,956 parameters", 1.0, _draw_network(13, 120, 75, 10, 11)),
    ),
    mistakes=(
        Mistake(
            "no-output-slope",
            "BP1 lacks σ'(z^L). The difference a - y alone belongs to the cross-entropy.",
            lambda W, b, X, Y: _backward(W, b, X, Y, start=lambda Z, A, Y: A[-1] - Y),
        ),
        Mistake(
            "sigma-for-output-slope",
            "In BP1, σ(z^L) stands where σ'(z^L) belongs.",
            lambda W, b, X, Y: _backward(W, b, X, Y, start=_output_times(sigmoid)),
        ),
        Mistake(
            "output-slope-of-a",
            "In BP1, σ' is taken at a^L instead of z^L.",
            lambda W, b, X, Y: _backward(W, b, X, Y, start=_output_times(lambda z: sigmoid_slope(sigmoid(z)))),
        ),
        Mistake(
            "sigma-for-every-slope",
            "σ(z) stands where σ'(z) belongs, in BP1 and in BP2.",
            lambda W, b, X, Y: _backward(W, b, X, Y, start=_output_times(sigmoid), slope=lambda Z, A, l: A[l]),
        ),
        Mistake(
            "every-slope-of-a",
            "σ' is taken at a instead of z, in BP1 and in BP2.",
            lambda W, b, X, Y: _backward(
                W,
                b,
                X,
                Y,
                start=_output_times(lambda z: sigmoid_slope(sigmoid(z))),
                slope=lambda Z, A, l: sigmoid_slope(A[l]),
            ),
        ),
        Mistake(
            "no-slope",
            "In BP2 the slope σ'(z^l) of the hidden units is missing.",
            lambda W, b, X, Y: _backward(W, b, X, Y, slope=lambda Z, A, l: 1.0),
        ),
        Mistake(
            "sigma-for-slope",
            "In BP2, σ(z^l) stands where σ'(z^l) belongs.",
            lambda W, b, X, Y: _backward(W, b, X, Y, slope=lambda Z, A, l: A[l]),
        ),
        Mistake(
            "slope-of-a",
            "In BP2, σ' is taken at a^l instead of z^l.",
            lambda W, b, X, Y: _backward(W, b, X, Y, slope=lambda Z, A, l: sigmoid_slope(A[l])),
        ),
        Mistake(
            "slope-of-next-layer",
            "In BP2 the slope is that of another layer: δ^l needs σ'(z^l), of the same layer l.",
            lambda W, b, X, Y: _backward(W, b, X, Y, slope=lambda Z, A, l: sigmoid_slope(Z[l + 1])),
        ),
        Mistake(
            "wrong-layer-weights",
            "BP2 goes back through the weights that leave the layer, W^{l+1}. Here W^l has been used.",
            lambda W, b, X, Y: _backward(W, b, X, Y, back=lambda D, W, l: D[l + 1] @ W[l]),
        ),
        Mistake(
            "transposed-back",
            "In BP2 the weights are transposed. With examples as rows it is D[l+1] @ W[l+1], without a transpose.",
            lambda W, b, X, Y: _backward(W, b, X, Y, back=lambda D, W, l: D[l + 1] @ W[l + 1].T),
        ),
        Mistake(
            "delta-not-passed",
            "Each hidden layer takes the error of the last layer, δ^L. BP2 takes that of the next layer, δ^{l+1}.",
            lambda W, b, X, Y: _backward(W, b, X, Y, back=lambda D, W, l: D[len(W) - 1] @ W[l + 1]),
        ),
        Mistake(
            "activation-of-same-layer",
            "BP4 multiplies by what comes in, a^{l-1}. Here the activation a^l of the same layer has been used.",
            lambda W, b, X, Y: _backward(W, b, X, Y, inputs=lambda A, l: A[l]),
        ),
        *(
            Mistake(
                f"updated-first-{rate:g}",
                "The weights have been moved before the error was passed down. All δ first, with the old weights.",
                _updated_first(rate),
            )
            for rate in (0.01, 0.1, 0.5, 1, 2, 3, 10)
        ),
        Mistake(
            "sum-for-mean",
            "This is the sum over the batch. The cost is the mean, so divide by m.",
            lambda W, b, X, Y: _backward(W, b, X, Y, divide=1),
        ),
        Mistake(
            "divided-by-outputs",
            "This has been divided by the number of outputs, too. The cost of an example adds over them: only the mean "
            "over the examples is taken.",
            lambda W, b, X, Y: _backward(W, b, X, Y, divide=Y.size),
        ),
        Mistake("mean-squared-error", MEAN_SQUARED_ERROR, lambda W, b, X, Y: _backward(W, b, X, Y, divide=Y.size / 2)),
    ),
    hints=(
        "Forwards first, keeping every Z[l] and A[l]. Then D[L], then down to D[1]. Gradients last.",
        "D[l] = (D[l+1] @ W[l+1]) * slope(Z[l]) for l = L-1, ..., 1.",
        "Return two lists that begin with None: grad_W[l] has the shape of W[l], grad_b[l] that of b[l].",
    ),
)

"""Task 03.5: the whole backward pass."""

from __future__ import annotations

from itertools import pairwise

from bpcourse.exercises.common.network_gradient import BACKWARD_SITES, OUTPUT_SITES, network_gradient
from bpcourse.exercises.common.slips import MEAN_SQUARED_ERROR
from bpcourse.exercises.e03_delta_equations.shared import scales_of
from bpcourse.tasks import FunctionTask, Mistake, Part


def _draw_network(m: int, *sizes: int):
    def draw(rng):
        W = [None] + [rng.normal(0, 1, (n, k)) for k, n in pairwise(sizes)]
        b = [None] + [rng.normal(0, 0.5, n) for n in sizes[1:]]
        return W, b, rng.normal(size=(m, sizes[0])), rng.random((m, sizes[-1]))

    return draw


def _scaled(factor: float, W, b, X, Y):
    return network_gradient(W, b, X, Y, difference=lambda a, y, z: factor * (a - y))


def _from_the_last(W, b, X, Y):
    """Return the gradients when every hidden layer takes δ of the last layer."""
    last = []

    def handed_down(delta, _error):
        last.append(delta)
        return last[0]

    return network_gradient(W, b, X, Y, handed_down=handed_down)


BACKWARD = FunctionTask(
    id="03.5",
    title="The whole backward pass",
    answer="backward",
    difficulty=3,
    minutes=30,
    section="lesson 3, sections 7 and 8",
    names=("grad_W", "grad_b"),
    oracle=network_gradient,
    sites=(*OUTPUT_SITES, *BACKWARD_SITES),
    scales=lambda W, b, X, Y: scales_of(len(X), outputs=Y.shape[1]),
    most_time=60,
    too_slow="The gradient is right, but it took far longer than a backward pass should. Did you measure it with "
    "differences? A backward pass costs less than two forward passes.",
    parts=(
        Part("one hidden layer", 1.0, _draw_network(7, 4, 6, 3)),
        Part("three hidden layers", 1.0, _draw_network(5, 4, 6, 3, 7, 8)),
        Part("layers of equal size", 1.0, _draw_network(9, 5, 5, 5, 5), telling=False),
        Part("a network with 9,956 parameters", 1.0, _draw_network(13, 120, 75, 10, 11)),
    ),
    mistakes=(
        Mistake(
            "no-output-slope",
            "BP1 lacks σ'(z^L). The difference a - y alone belongs to the cross-entropy.",
            lambda W, b, X, Y: network_gradient(W, b, X, Y, slope_out=lambda z: 1.0),
        ),
        Mistake(
            "delta-not-passed",
            "Each hidden layer takes the error of the last layer, δ^L. BP2 takes that of the next layer, δ^{l+1}.",
            _from_the_last,
        ),
        Mistake(
            "divided-by-outputs",
            "This has been divided by the number of outputs, too. The cost of an example adds over them: only the mean "
            "over the examples is taken.",
            lambda W, b, X, Y: _scaled(1 / Y.shape[1], W, b, X, Y),
        ),
        Mistake("mean-squared-error", MEAN_SQUARED_ERROR, lambda W, b, X, Y: _scaled(2 / Y.shape[1], W, b, X, Y)),
    ),
    hints=(
        "Forwards first, keeping every Z[l] and A[l]. Then D[L], then down to D[1]. Gradients last.",
        "D[l] = (D[l+1] @ W[l+1]) * slope(Z[l]) for l = L-1, ..., 1.",
        "Return two lists that begin with None: grad_W[l] has the shape of W[l], grad_b[l] that of b[l].",
    ),
)

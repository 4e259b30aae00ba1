"""Task 03.5: the whole backward pass."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bpcourse.exercises.common.network_gradient import BACKWARD_SITES, OUTPUT_SITES, network_gradient
from bpcourse.exercises.common.slips import MEAN_SQUARED_ERROR
from bpcourse.exercises.e03_delta_equations.further import BACKWARD_FURTHER
from bpcourse.exercises.e03_delta_equations.shared import scales_of
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bplib.activations import sigmoid, softmax


def _draw_network(m: int, *sizes: int):
    def draw(rng):
        W = [None] + [rng.normal(0, 1, (n, k)) for k, n in pairwise(sizes)]
        b = [None] + [rng.normal(0, 0.5, n) for n in sizes[1:]]
        return W, b, rng.normal(size=(m, sizes[0])), rng.random((m, sizes[-1]))

    return draw


def _scaled(factor: float, W, b, X, Y):
    return network_gradient(W, b, X, Y, difference=lambda a, y, z: factor * (a - y))


def _without_column(place):
    """Return the gradients of a network whose weights have been set to 0 in one column first."""

    def made(W, b, X, Y):
        return network_gradient([None, *(w * (np.arange(w.shape[1]) != place % w.shape[1]) for w in W[1:])], b, X, Y)

    return made


def _kept(layers):
    """Return gradients that are right in ``layers(L)`` and 0 elsewhere."""

    def made(W, b, X, Y):
        kept = layers(len(W) - 1)
        return tuple(
            [None, *(g * (l in kept) for l, g in enumerate(gradient[1:], 1))]
            for gradient in network_gradient(W, b, X, Y)
        )

    return made


def _reversed(W, b, X, Y):
    return tuple([None, *gradient[:0:-1]] for gradient in network_gradient(W, b, X, Y))


def _raw_error_of_square(W, b, X, Y):
    """Return the gradients with 2 (a - y), handed down without the slope of the output."""
    return network_gradient(
        W, b, X, Y, difference=lambda a, y, z: 2 * (a - y), output_handed_down=lambda delta, error: error
    )


def _with_pass(**pieces):
    """Return a forward pass with another activation, of the hidden layers or the last, or other biases or input."""

    def activations(W, b, X):
        L = len(W) - 1
        Z, A = [None], [pieces.get("given", lambda x: x)(X)]
        for l in range(1, L + 1):
            Z.append(A[l - 1] @ W[l].T + pieces.get("sign", 1) * b[l])
            A.append(pieces.get("last" if l == L else "hidden", sigmoid)(Z[l]))
        return Z, A

    return activations


def _relu(z):
    return np.maximum(z, 0)


PASSES = (
    Slip("forward-without-bias", "the biases are missing: z = W a + b.", _with_pass(sign=0)),
    Slip("bias-subtracted", "the biases are subtracted: z = W a + b.", _with_pass(sign=-1)),
    Slip(
        "linear-output",
        "the last layer has no sigmoid. Its answer is a = σ(z), as in every layer.",
        _with_pass(last=lambda z: z),
    ),
    Slip("no-sigmoid", "there is no sigmoid.", _with_pass(hidden=lambda z: z, last=lambda z: z)),
    Slip("linear-hidden", "the hidden layers have no sigmoid.", _with_pass(hidden=lambda z: z)),
    Slip("tanh-hidden", "the hidden layers have tanh instead of the sigmoid.", _with_pass(hidden=np.tanh)),
    Slip("relu-hidden", "the hidden layers have max(z, 0) instead of the sigmoid.", _with_pass(hidden=_relu)),
    Slip(
        "tanh-everywhere", "every layer has tanh where the sigmoid belongs.", _with_pass(hidden=np.tanh, last=np.tanh)
    ),
    Slip(
        "sign-of-the-exponent",
        "1 / (1 + e^z) is σ(-z): the exponent is -z.",
        _with_pass(hidden=lambda z: sigmoid(-z), last=lambda z: sigmoid(-z)),
    ),
    Slip("input-squashed", "the sigmoid has been applied to the input. a^0 is x as it is.", _with_pass(given=sigmoid)),
    Slip(
        "softmax-output",
        "the last layer has a softmax. Each output has a sigmoid of its own.",
        _with_pass(last=softmax),
    ),
)


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
    misconceptions="an index off by one: slope of the next layer, weights of the layer itself, activation that "
    "goes out",
    answer="backward",
    difficulty=3,
    minutes=30,
    section="lesson 3, sections 7 and 8",
    names=("grad_W", "grad_b"),
    oracle=network_gradient,
    sites=(*OUTPUT_SITES, *BACKWARD_SITES, Site("activations", PASSES, "the forward pass")),
    in_pairs=8,
    rarely=BACKWARD_FURTHER,
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
        Mistake(
            "weights-without-first-column",
            "The first column of every W has been set to 0, as where it belongs to a bias. Here the biases stand in b, "
            "and every column of W is a weight: leave W as it is.",
            _without_column(0),
        ),
        Mistake(
            "weights-without-last-column",
            "The last column of every W has been set to 0, as where it belongs to a bias. Here the biases stand in b, "
            "and every column of W is a weight: leave W as it is.",
            _without_column(-1),
        ),
        Mistake(
            "raw-error-of-square",
            "The last layer hands its raw error down, without the slope σ'(z^L): what goes back is δ, slope included. "
            "Besides, 2 (a - y) belongs to (a - y)²; the ½ of the cost cancels the 2.",
            _raw_error_of_square,
        ),
        Mistake(
            "last-layer-only",
            "Only the last layer has a gradient; the others are still 0. Does the loop run down to layer 1?",
            _kept(lambda L: {L}),
        ),
        Mistake(
            "first-layer-left-out",
            "The gradient of the first layer is 0: the loop ends one layer early. It runs down to l = 1.",
            _kept(lambda L: set(range(2, L + 1))),
        ),
        Mistake(
            "last-layer-left-out",
            "The gradient of the last layer is 0: the loop starts one layer late.",
            _kept(lambda L: set(range(1, L))),
        ),
        Mistake(
            "lists-reversed",
            "The lists are in the order in which they were made, from the last layer to the first. Entry l belongs to "
            "layer l.",
            _reversed,
        ),
    ),
    hints=(
        "Forwards first, keeping every Z[l] and A[l]. Then D[L], then down to D[1]. Gradients last.",
        "D[l] = (D[l+1] @ W[l+1]) * slope(Z[l]) for l = L-1, ..., 1.",
        "Return two lists that begin with None: grad_W[l] has the shape of W[l], grad_b[l] that of b[l].",
    ),
    insight=(
        "Lesson 3, section 8, finds 83 derivatives in six ways, a backward pass like this one among them; "
        "lesson 4, section 6, trains with one."
    ),
)

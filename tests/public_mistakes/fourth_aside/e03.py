"""Mistakes made in public, transferred to exercise 03: the fourth bank, set aside."""

from itertools import pairwise

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import gradients, log_softmax, sigmoid, slope, weight_gradient

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e03-141",
    "03.1",
    "primelearnpoint.com deep-learning/backpropagation-solved-numerical-2x2",
    "A slip in adding up the input of one hidden unit, 0.55; all that follows is worked out from there.",
)({"a2": 0.6752, "delta2": -0.0712, "delta1": [-0.0534, 0.0331], "dW1": [[-0.0534, 0.1069], [0.0331, -0.0661]]})


@note(
    "e03-142", "03.2", "deeplearning4j/deeplearning4j#7037", "What bears the name of the slope is the sigmoid itself."
)
def _(Z, Y):
    return (sigmoid(Z) - Y) * sigmoid(Z)


@note("e03-143", "03.2", "techfeed.net pt/468648", "The slope is taken at the error.")
def _(Z, Y):
    error = sigmoid(Z) - Y
    return error * slope(error)


@note(
    "e03-144",
    "03.3",
    "DeepLearningDTU/02456-deep-learning#6",
    "Brackets are missing: the slope meets the error above before the weights do.",
)
def _(delta_next, W_next, z):
    return W_next.T @ (delta_next * slope(z))


@note(
    "e03-145",
    "03.3",
    "extraproxies.com missing-sign-in-derivative-of-sigmoid-function",
    "The minus of the quotient rule is kept, and the inner minus not seen: a slope below zero.",
)
def _(delta_next, W_next, z):
    return W_next.T @ delta_next * (-np.exp(-z) / (1 + np.exp(-z)) ** 2)


@note(
    "e03-146",
    "03.4",
    "rust0258/Deeplearning.ai-Natural-Language-Processing-Specialization#64",
    "The gradient of the bias is right, and made a column, as the other course has it.",
)
def _(D, A_prev):
    return D.T @ A_prev / len(D), (D.T @ np.ones(len(D)) / len(D)).reshape(-1, 1)


@note(
    "e03-147",
    "03.5",
    "arthurdouillard/deepcourse#6",
    "In the hidden layers the weights get the error from before the slope; the rest goes on with the right one.",
)
def _(W, b, X, Y):
    def bp4(p, l):
        return weight_gradient(p, l) if l == p.L else (p.D[l + 1] @ p.W[l + 1]).T @ p.A[l - 1] / p.m

    return gradients(W, b, X, Y, bp4=bp4)


@note(
    "e03-148",
    "03.5",
    "hanbt/learn_dl#63",
    "The line of a bias was copied, and its error is still that of another layer.",
)
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp3=lambda p, l: p.D[p.L].mean(axis=0))


@note(
    "e03-149",
    "03.5",
    "davidrmiller/neural2d#36",
    "What comes down through the weights are the outputs above, not their errors.",
)
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp2=lambda p, l: p.A[l + 1] @ p.W[l + 1] * slope(p.Z[l]))


def _loss(Z, Y):
    log_A = log_softmax(Z)
    return -(Y * log_A).sum(axis=1).mean(), np.exp(log_A) - Y


@note("e03-150", "03.6", "mlpack/mlpack#2360", "The two terms of δ are added where one is subtracted.")
def _(Z, Y):
    return _loss(Z, Y)[0], np.exp(log_softmax(Z)) + Y


@note("e03-151", "03.6", "community.deeplearning.ai 234194", "The cost has lost its minus.")
def _(Z, Y):
    cost, delta = _loss(Z, Y)
    return -cost, delta


@note("e03-152", "03.6", "victorlempitsky/Mate#2", "δ is divided by the number of all entries of the table.")
def _(Z, Y):
    cost, delta = _loss(Z, Y)
    return cost, delta / Z.size


@note("e03-153", "03.6", "markroxor/fromscratchtoml#65", "δ is twice as large as it should be.")
def _(Z, Y):
    cost, delta = _loss(Z, Y)
    return cost, 2 * delta


@note(
    "e03-154",
    "03.7",
    "BichenWuUCB/squeezeDet#80",
    "Two for each weight, multiplication and addition, and one for the bias.",
)
def _(sizes):
    layers = [n * (2 * k + 1) for k, n in pairwise(sizes)]
    return sum(layers), 2 * sum(layers) - layers[0]

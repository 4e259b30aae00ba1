"""Mistakes made in public, transferred to exercise 03: the sixth bank, set aside."""

from itertools import pairwise

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import gradients, log_softmax, sigmoid, slope

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e03-181",
    "03.1",
    "gy910210/neural-network-from-scratch#2",
    "The slope is taken with a plus where a minus belongs.",
)({"a2": 0.6803, "delta2": -0.3655, "delta1": [-0.8223, 0.7382], "dW1": [[-0.8223, 1.6446], [0.7382, -1.4763]]})


@note(
    "e03-182",
    "03.2",
    "thejakeyboy/umich-eecs545-lectures#2",
    "The half disappears on the way to the derivative, and a 2 is left.",
)
def _(Z, Y):
    return 2 * (sigmoid(Z) - Y) * slope(Z)


@note(
    "e03-183",
    "03.2",
    "nicodjimenez/lstm#41",
    "What is subtracted in the slope is added, as for another function with a similar name.",
)
def _(Z, Y):
    A = sigmoid(Z)
    return (A - Y) * A * (1 + A)


@note(
    "e03-184",
    "03.3",
    "filipecalasans/mlp#1",
    "A prime is missing: the function itself stands where its derivative belongs.",
)
def _(delta_next, W_next, z):
    return W_next.T @ delta_next * sigmoid(z)


@note(
    "e03-185",
    "03.3",
    "tsoding/nn.h#18",
    "The derivative is written for the output of the unit and is given its input.",
)
def _(delta_next, W_next, z):
    return W_next.T @ delta_next * z * (1 - z)


@note(
    "e03-186",
    "03.3",
    "scutan90/DeepLearning-500-questions#544",
    "Of the slope only the square is left, with its minus.",
)
def _(delta_next, W_next, z):
    return -(W_next.T @ delta_next) * sigmoid(z) ** 2


@note(
    "e03-187",
    "03.4",
    "h2oai/datatable#3234",
    "From input to input the same variable is multiplied on: each gradient holds the inputs before it, too.",
)
def _(D, A_prev):
    return D.T @ np.cumprod(A_prev, axis=1) / len(D), D.mean(axis=0)


@note("e03-188", "03.4", "davharris/mistnet#33", "The gradients of the examples are added up, not averaged.")
def _(D, A_prev):
    return D.T @ A_prev, D.sum(axis=0)


@note("e03-189", "03.4", "pytorch/extension-cpp#10", "The gradient of the biases keeps an axis of length 1.")
def _(D, A_prev):
    return D.T @ A_prev / len(D), D.mean(axis=0, keepdims=True)


@note(
    "e03-190",
    "03.5",
    "shiffman/Neural-Network-p5#22",
    "The sigmoid is taken within the slope, though what the slope is given has gone through it already.",
)
def _(W, b, X, Y):
    return gradients(
        W,
        b,
        X,
        Y,
        bp1=lambda p: (p.A[-1] - p.Y) * slope(p.A[-1]),
        bp2=lambda p, l: p.D[l + 1] @ p.W[l + 1] * slope(p.A[l]),
    )


@note(
    "e03-191",
    "03.5",
    "forums.fast.ai t/could-someone-help-me-verify-troubleshoot-my-implementation-of-backpropagation/107030",
    "In the formula for the first weights the slope of the hidden units does not come in.",
)
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp2=lambda p, l: p.D[l + 1] @ p.W[l + 1])


def _parts(Z, Y):
    log_A = log_softmax(Z)
    return -(Y * log_A).sum(axis=1), np.exp(log_A)


@note(
    "e03-192",
    "03.6",
    "HomericIntelligence/Odyssey#2134",
    "In the derivative of the softmax the sum that all outputs share is missing.",
)
def _(Z, Y):
    return _parts(Z, Y)[0].mean(), -Y


@note(
    "e03-193",
    "03.6",
    "SebLague/Neural-Network-Experiments#5",
    "The softmax is treated as a function of one input: each output is differentiated by its own only.",
)
def _(Z, Y):
    each, A = _parts(Z, Y)
    return each.mean(), -Y * (1 - A)


@note(
    "e03-194",
    "03.6",
    "trekhleb/homemade-machine-learning#57",
    "A bracket is missing below the line: the sum is multiplied by the number of examples, not divided.",
)
def _(Z, Y):
    each, A = _parts(Z, Y)
    return each.sum() * len(Z), A - Y


@note(
    "e03-195", "03.7", "facebookresearch/fvcore#102", "The biases are to be counted in the forward pass, it is thought."
)
def _(sizes):
    layers = [k * n for k, n in pairwise(sizes)]
    return sum(layers) + sum(sizes[1:]), 2 * sum(layers) - layers[0]


note(
    "e03-196",
    "03.8",
    "mnielsen/neural-networks-and-deep-learning#70",
    "The slope of the sigmoid is overlooked in the derivative of the quadratic cost: the worse, the larger.",
)({"z": 10.0, "delta": 1.0, "conclusion": "faster"})

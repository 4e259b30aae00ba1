"""Mistakes made in public, transferred to exercise 03: the fifth bank, set aside."""

from itertools import pairwise

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import forward, gradients, log_softmax, sigmoid, slope, weight_gradient

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e03-161",
    "03.1",
    "dev.to shamdasani/build-a-flexible-neural-network-with-backpropagation-in-python/comments",
    "The sigmoid is taken once more of what has gone through it: the slopes are those at the activations.",
)({"a2": 0.6803, "delta2": -0.0714, "delta1": [-0.0503, 0.0324], "dW1": [[-0.0503, 0.1006], [0.0324, -0.0649]]})


@note(
    "e03-162",
    "03.2",
    "devhide.com neural-networks-trying-to-understand-cost-function-with-respect-to-gradient-45988293",
    "The slope has only the second factor, 1 less the sigmoid, and is taken at the output.",
)
def _(Z, Y):
    A = sigmoid(Z)
    return (A - Y) * (1 - sigmoid(A))


@note(
    "e03-163",
    "03.2",
    "hunkim/DeepLearningZeroToAll#113",
    "The slope is left out, as the other cost would have it, though this one is quadratic.",
)
def _(Z, Y):
    return sigmoid(Z) - Y


@note(
    "e03-164",
    "03.3",
    "PacktPublishing/Neural-Network-Projects-with-Python#4",
    "The sigmoid is put into the slope where it has been applied already.",
)
def _(delta_next, W_next, z):
    return W_next.T @ delta_next * slope(sigmoid(z))


@note(
    "e03-165",
    "03.3",
    "yizt/numpy_neural_network#3",
    "The slope is a sigmoid within a sigmoid, and it is taken of the error; the inputs do not come in at all.",
)
def _(delta_next, W_next, z):
    return sigmoid(1 - sigmoid(W_next.T @ delta_next))


@note(
    "e03-166",
    "03.4",
    "udacity/sdc-issue-reports#1345",
    "What should stand side by side in a row of the table has been added.",
)
def _(D, A_prev):
    row = D.T @ A_prev.sum(axis=1) / len(D)
    return np.repeat(row[:, np.newaxis], A_prev.shape[1], axis=1), D.mean(axis=0)


@note(
    "e03-167",
    "03.5",
    "huggingface.co datasets/nvidia/Nemotron-CC-Math-v1: Backpropagation Demo Gives Always the Same Result",
    "The error goes down from before the slopes, and each weight is multiplied by itself, not by what it was given.",
)
def _(W, b, X, Y):
    L = len(W) - 1
    Z, A = forward(W, b, X)
    grad_W, grad_b, error = [None] * (L + 1), [None] * (L + 1), A[L] - Y
    for l in range(L, 0, -1):
        grad_b[l] = (error * slope(Z[l])).mean(axis=0)
        grad_W[l] = grad_b[l][:, np.newaxis] * W[l]
        error = error @ W[l]
    return grad_W, grad_b


@note(
    "e03-168",
    "03.5",
    "BoltzmannEntropy/interviews.ai#4",
    "The slope is made of the weighted input, as x times 1 less x, everywhere.",
)
def _(W, b, X, Y):
    def bp1(p):
        return (p.A[-1] - p.Y) * p.Z[-1] * (1 - p.Z[-1])

    return gradients(W, b, X, Y, bp1=bp1, bp2=lambda p, l: p.D[l + 1] @ p.W[l + 1] * p.Z[l] * (1 - p.Z[l]))


@note(
    "e03-169",
    "03.5",
    "jcjohnson/pytorch-examples#5",
    "The error comes down through the gradient of the weights, not through the weights.",
)
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp2=lambda p, l: p.D[l + 1] @ weight_gradient(p, l + 1) * slope(p.Z[l]))


def _loss(Z, Y):
    log_A = log_softmax(Z)
    return -(Y * log_A).sum(axis=1).mean(), np.exp(log_A) - Y


@note(
    "e03-170",
    "03.6",
    "fetchai/ledger#1580",
    "The derivative is that for the outputs, not for the weighted inputs, and is divided by the number of examples.",
)
def _(Z, Y):
    with np.errstate(all="ignore"):
        return _loss(Z, Y)[0], -Y / np.exp(log_softmax(Z)) / len(Z)


@note(
    "e03-171",
    "03.6",
    "manassharma07/crysx_nn#7",
    "The largest number of the whole table is subtracted, not that of each row.",
)
def _(Z, Y):
    with np.errstate(all="ignore"):
        S = Z - Z.max()
        log_A = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
        return -(Y * log_A).sum(axis=1).mean(), np.exp(log_A) - Y


@note("e03-172", "03.6", "apache/mxnet#2215", "δ is divided by the number of the outputs.")
def _(Z, Y):
    cost, delta = _loss(Z, Y)
    return cost, delta / Z.shape[1]


@note("e03-173", "03.6", "dennybritz/nn-from-scratch#11", "In δ the output is subtracted from the target.")
def _(Z, Y):
    cost, delta = _loss(Z, Y)
    return cost, -delta


@note(
    "e03-174",
    "03.7",
    "facebookresearch/fvcore#108",
    "A multiplication and the addition that belongs to it are counted as two.",
)
def _(sizes):
    layers = [2 * k * n for k, n in pairwise(sizes)]
    return sum(layers), 2 * sum(layers) - layers[0]

"""Mistakes made in public, transferred to exercise 03: the third bank, set aside."""

from itertools import pairwise

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import gradients, sigmoid, slope

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e03-101",
    "03.1",
    "omar-florez/scratch_mlp#2",
    "A minus slips into the product of an activation and its distance from 1.",
)({"a2": 0.6803, "delta2": -0.0695, "delta1": [0.0522, 0.0327], "dW1": [[0.0522, -0.1043], [0.0327, -0.0654]]})


@note(
    "e03-102",
    "03.3",
    "rasbt/python-machine-learning-book-3rd-edition#138",
    "The slope is taken at the activation, as it was printed in a figure.",
)
def _(delta_next, W_next, z):
    return W_next.T @ delta_next * slope(sigmoid(z))


@note(
    "e03-103",
    "03.3",
    "stephencwelch/Neural-Networks-Demystified#24",
    "Does not know that the second product goes entry by entry: both are made with dot.",
)
def _(delta_next, W_next, z):
    return np.dot(np.dot(W_next.T, delta_next), slope(z))


@note(
    "e03-104",
    "03.4",
    "deeplearning4j/deeplearning4j#366",
    "The biases are averaged, and then all gradients are divided by the size of the batch.",
)
def _(D, A_prev):
    return D.T @ A_prev / len(D), D.mean(axis=0) / len(D)


@note(
    "e03-105",
    "03.4",
    "deeplearning4j/deeplearning4j#1452",
    "The size of the batch is read off wrongly when it is one: then it is the number of units.",
)
def _(D, A_prev):
    m = D.shape[1] if len(D) == 1 else len(D)
    return D.T @ A_prev / m, D.sum(axis=0) / m


@note(
    "e03-106",
    "03.5",
    "maziarraissi/backprop#1",
    "The gradient of the weights is made with the weighted inputs of the layer before, not with its activations.",
)
def _(W, b, X, Y):
    def with_inputs(p, l):
        return p.D[l].T @ (p.Z[l - 1] if l > 1 else p.A[0]) / p.m

    return gradients(W, b, X, Y, bp4=with_inputs)


@note(
    "e03-107",
    "03.5",
    "stackoverflow 53287032",
    "The bare error goes down through the weights; each layer multiplies its slope only for its own gradients.",
)
def _(W, b, X, Y):
    def sloped(p, l):
        return p.D[l] * slope(p.Z[l])

    return gradients(
        W,
        b,
        X,
        Y,
        bp1=lambda p: p.A[-1] - p.Y,
        bp2=lambda p, l: p.D[l + 1] @ p.W[l + 1],
        bp3=lambda p, l: sloped(p, l).mean(axis=0),
        bp4=lambda p, l: sloped(p, l).T @ p.A[l - 1] / p.m,
    )


@note(
    "e03-108",
    "03.5",
    "dennybritz/nn-from-scratch#3",
    "In the hidden layers the slope has the index of the layer above.",
)
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp2=lambda p, l: (p.D[l + 1] * slope(p.Z[l + 1])) @ p.W[l + 1])


@note(
    "e03-109",
    "03.5",
    "snuspl/cruise#800",
    "For the biases each row is summed up, so there is a number for each example.",
)
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp3=lambda p, l: p.D[l].sum(axis=1) / p.m)


@note(
    "e03-110",
    "03.6",
    "tensorflow/tensorflow#2327",
    "Adds the small number to the weighted inputs, where it changes nothing, and then does everything naively.",
)
def _(Z, Y):
    with np.errstate(all="ignore"):
        powers = np.exp(Z + 1e-5)
        A = powers / powers.sum(axis=1, keepdims=True)
        return -(Y * np.log(A)).sum(axis=1).mean(), A - Y


@note(
    "e03-111",
    "03.6",
    "udacity/sdc-issue-reports#894",
    "The softmax is safe, and its logarithm is taken afterwards, when small outputs are 0 already.",
)
def _(Z, Y):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    A = powers / powers.sum(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return -(Y * np.log(A)).sum(axis=1).mean(), A - Y


@note(
    "e03-112",
    "03.7",
    "Lyken17/pytorch-OpCounter#53",
    "For each unit the multiplications and the additions between them: twice the inputs, less one.",
)
def _(sizes):
    layers = [n * (2 * k - 1) for k, n in pairwise(sizes)]
    return sum(layers), 2 * sum(layers) - layers[0]

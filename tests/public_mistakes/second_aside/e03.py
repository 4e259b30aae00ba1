"""Mistakes made in public, transferred to exercise 03: the second bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import gradients, log_softmax, sigmoid, slope

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e03-61",
    "03.1",
    "iamtrask/iamtrask.github.io#12",
    "Does not see that the slope was given as a formula in a, and puts the sigmoid in once more.",
)({"a2": 0.6803, "delta2": -0.0714, "delta1": [-0.0503, 0.0324], "dW1": [[-0.0503, 0.1006], [0.0324, -0.0649]]})


@note("e03-62", "03.2", "iamtrask/iamtrask.github.io#32", "The sigmoid is taken of the activation for its slope.")
def _(Z, Y):
    A = sigmoid(Z)
    return (A - Y) * slope(A)


@note("e03-63", "03.3", "torch/torch7#232", "A factor is lost: the slope is written 1 - a.")
def _(delta_next, W_next, z):
    return W_next.T @ delta_next * (1 - sigmoid(z))


@note(
    "e03-64",
    "03.3",
    "community.deeplearning.ai 85937",
    "Reads σ'(z) as a product: the slope times z.",
)
def _(delta_next, W_next, z):
    return W_next.T @ delta_next * slope(z) * z


@note(
    "e03-65",
    "03.4",
    "javaidnabi31/RNN-from-scratch#2",
    "A slip of the pen: the sum for the bias is added to itself, and stays 0.",
)
def _(D, A_prev):
    grad_W, grad_b = np.zeros((D.shape[1], A_prev.shape[1])), np.zeros(D.shape[1])
    for delta, a in zip(D, A_prev, strict=True):
        grad_W += np.outer(delta, a)
        grad_b += grad_b
    return grad_W / len(D), grad_b / len(D)


@note(
    "e03-66",
    "03.5",
    "rasmusbergpalm/DeepLearnToolbox#165",
    "The slope is taken at the activations, in every layer.",
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
    "e03-67",
    "03.5",
    "llSourcell/recurrent_neural_net_demo#2",
    "The formula for activations gets the weighted input, at the output only.",
)
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp1=lambda p: (p.A[-1] - p.Y) * p.Z[-1] * (1 - p.Z[-1]))


@note(
    "e03-68",
    "03.5",
    "community.deeplearning.ai 290850",
    "In the hidden layers the slope is multiplied by the weighted input that it belongs to.",
)
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp2=lambda p, l: p.D[l + 1] @ p.W[l + 1] * slope(p.Z[l]) * p.Z[l])


def _handed_down(p, l):
    return p.D[l] @ p.W[l] * p.A[l - 1] * (1 - p.A[l - 1])


@note(
    "e03-69",
    "03.5",
    "hanbt/learn_dl#23",
    "A layer makes its gradients from the error that it hands down, not from the one that it gets.",
)
def _(W, b, X, Y):
    return gradients(
        W,
        b,
        X,
        Y,
        bp3=lambda p, l: _handed_down(p, l).mean(axis=0),
        bp4=lambda p, l: _handed_down(p, l).T @ p.A[l - 1] / p.m,
    )


def _softmax_and_cost(Z, Y):
    log_A = log_softmax(Z)
    return np.exp(log_A), -(Y * log_A).sum(axis=1).mean()


@note("e03-70", "03.6", "deeplearning4j/libnd4j#440", "Of the softmax only the slope of each output for its own input.")
def _(Z, Y):
    A, cost = _softmax_and_cost(Z, Y)
    return cost, -Y * (1 - A)


@note("e03-71", "03.6", "pjreddie/darknet#96", "The gradient for the outputs is handed on as that for the inputs.")
def _(Z, Y):
    A, cost = _softmax_and_cost(Z, Y)
    with np.errstate(all="ignore"):
        return cost, -Y / A


@note("e03-72", "03.6", "jax-ml/jax#1023", "The mean runs over the classes, too.")
def _(Z, Y):
    log_A = log_softmax(Z)
    return -(Y * log_A).mean(), np.exp(log_A) - Y


@note("e03-73", "03.6", "Open-Deep-ML/DML-OpenProblem#358", "The costs of the examples are added and not averaged.")
def _(Z, Y):
    log_A = log_softmax(Z)
    return -(Y * log_A).sum(), np.exp(log_A) - Y


@note("e03-74", "03.6", "eriklindernoren/PyTorch-YOLOv3#137", "The cost is averaged over the batch twice.")
def _(Z, Y):
    A, cost = _softmax_and_cost(Z, Y)
    return cost / len(Z), A - Y


@note("e03-75", "03.6", "rinuboney/ladder#5", "Divides by the batch size of the training, whatever the batch is.")
def _(Z, Y):
    log_A = log_softmax(Z)
    return -(Y * log_A).sum() / 100, np.exp(log_A) - Y


@note("e03-76", "03.7", "sovrasov/flops-counter.pytorch#28", "Only the first and the last size are in the product.")
def _(sizes):
    forward = sizes[0] * sizes[-1]
    return forward, 2 * forward


note("e03-77", "03.8", "Yuichi1001/2024-AICS-EXP#24", "A slope near 0 is held for a remedy, not for the trouble.")(
    {"z": 0.693, "delta": 0.148, "conclusion": "faster"}
)

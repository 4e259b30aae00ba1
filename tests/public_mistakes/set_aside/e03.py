"""Mistakes made in public, transferred to exercise 03: the third that is set aside."""

from itertools import pairwise

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import gradients, log_softmax, sigmoid, slope

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note("e03-01", "03.1", "iamtrask/Grokking-Deep-Learning#22", "The gradient of the weights is written down transposed.")(
    {"a2": 0.6803, "delta2": -0.0695, "delta1": [-0.0522, 0.0327], "dW1": [[-0.0522, 0.0327], [0.1043, -0.0654]]}
)

note(
    "e03-03",
    "03.1",
    "stats.stackexchange 464262",
    "The cost is taken without its ½: everything behind is twice as large.",
)({"a2": 0.6803, "delta2": -0.1391, "delta1": [-0.1043, 0.0654], "dW1": [[-0.1043, 0.2086], [0.0654, -0.1307]]})


@note(
    "e03-06",
    "03.2",
    "jiexunsee/Neural-Network-with-Python#1",
    "The difference at the output is called δ; the slope is left out.",
)
def _(Z, Y):
    return sigmoid(Z) - Y


@note("e03-14", "03.3", "tjaskula/Coursera#5", "A 1 for the bias is put in front of z before the slope is taken.")
def _(delta_next, W_next, z):
    with_bias = np.c_[np.ones(len(W_next)), W_next]
    return with_bias.T @ delta_next * slope(np.append(1, z))


@note("e03-25", "03.4", "iamtrask/Grokking-Deep-Learning#22", "The gradient stands with inputs as rows.")
def _(D, A_prev):
    return A_prev.T @ D / len(D), D.mean(axis=0)


@note(
    "e03-26",
    "03.4",
    "amanjeetsahu/Natural-Language-Processing-Specialization#8",
    "Examples as columns, from the other course: the sum runs over the units.",
)
def _(D, A_prev):
    m = D.shape[1]
    return D.T @ A_prev / m, D.sum(axis=1) / m


@note(
    "e03-28",
    "03.4",
    "guevara/read-it-later#7332",
    "The bias is updated with keepdims: a row in place of a vector, and summed.",
)
def _(D, A_prev):
    return D.T @ A_prev / len(D), D.sum(axis=0, keepdims=True)


@note(
    "e03-29",
    "03.5",
    "bighuang624/Andrew-Ng-Deep-Learning-notes#10",
    "Two factors that somebody has planted stay in: 2 at one layer's weights, 4 at a bias.",
)
def _(W, b, X, Y):
    grad_W, grad_b = gradients(W, b, X, Y)
    grad_W[-1], grad_b[1] = 2 * grad_W[-1], 4 * grad_b[1]
    return grad_W, grad_b


@note(
    "e03-33",
    "03.5",
    "stats.stackexchange 464262",
    "The gradient of a weight is multiplied by the weight itself, not by what comes in.",
)
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp4=lambda p, l: p.D[l].mean(axis=0)[:, None] * p.W[l])


@note(
    "e03-36", "03.5", "community.deeplearning.ai 63071", "The slope of tanh in the hidden layers of a sigmoid network."
)
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp2=lambda p, l: p.D[l + 1] @ p.W[l + 1] * (1 - p.A[l] ** 2))


@note("e03-37", "03.5", "ttezel/nn#8", "One slope for every layer, whatever it is: that of the output.")
def _(W, b, X, Y):
    return gradients(W, b, X, Y, bp2=lambda p, l: p.D[l + 1] @ p.W[l + 1] * slope(p.Z[-1]).mean())


@note(
    "e03-42",
    "03.6",
    "mantasu/cs231n#10",
    "For the right class the diagonal of the Jacobian, a (1 - a), for the others a.",
)
def _(Z, Y):
    log_A = log_softmax(Z)
    A = np.exp(log_A)
    return -(Y * log_A).sum(axis=1).mean(), np.where(Y == 1, A * (1 - A), A)


@note("e03-43", "03.6", "uTensor/uTensor#176", "The largest number of a row is taken to be at least 0.")
def _(Z, Y):
    S = Z - np.maximum(0, Z.max(axis=1, keepdims=True))
    log_A = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    return -(Y * log_A).sum(axis=1).mean(), np.exp(log_A) - Y


@note("e03-48", "03.6", "borgwang/tinynn#12", "The 1/m of the mean is already in δ, as another library has it.")
def _(Z, Y):
    log_A = log_softmax(Z)
    return -(Y * log_A).sum(axis=1).mean(), (np.exp(log_A) - Y) / len(Z)


@note("e03-49", "03.6", "community.deeplearning.ai 119220", "The cost is a row of numbers that nobody has added up.")
def _(Z, Y):
    log_A = log_softmax(Z)
    return -(Y * log_A).sum(axis=1), np.exp(log_A) - Y


@note("e03-50", "03.6", "iamtrask/iamtrask.github.io#5", "The sign of δ is that of target minus output.")
def _(Z, Y):
    log_A = log_softmax(Z)
    return -(Y * log_A).sum(axis=1).mean(), Y - np.exp(log_A)


@note("e03-51", "03.6", "keras-team/keras#9247", "Clips the probabilities, as the library does.")
def _(Z, Y):
    A = np.clip(np.exp(log_softmax(Z)), 1e-7, 1 - 1e-7)
    return -(Y * np.log(A)).sum(axis=1).mean(), A - Y


@note("e03-56", "03.7", "pytorch/pytorch#8608", "What goes down is counted at half.")
def _(sizes):
    weights = [n * k for k, n in pairwise(sizes)]
    return sum(weights), sum(weights) + (sum(weights) - weights[0]) // 2

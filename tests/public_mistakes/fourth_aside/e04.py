"""Mistakes made in public, transferred to exercise 04: the fourth bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import entropy, gradients, moved, quadratic, sigmoid

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)


def _forward(W, b, X, into, squash=sigmoid):
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(into(A[l - 1], W[l], b[l]))
        A.append(squash(Z[l]))
    return Z, A


@note("e04-141", "04.1", "community.deeplearning.ai 32339", "The 1 is missing in the sigmoid: 1/e to the -z.")
def _(W, b, X):
    with np.errstate(all="ignore"):
        return _forward(W, b, X, lambda A, W, b: A @ W.T + b, squash=lambda z: 1 / np.exp(-z))


@note("e04-142", "04.1", "facundoq/edunn#15", "The bias is added before the weights.")
def _(W, b, X):
    return _forward(W, b, X, lambda A, W, b: (A + b) @ W.T)


@note(
    "e04-143",
    "04.1",
    "TobiasLee/Chinese-Hip-pop-Generation#8",
    "The inputs are transposed, and reshape is to bring them back.",
)
def _(W, b, X):
    return _forward(W, b, X, lambda A, W, b: A.T.reshape(len(A), -1) @ W.T + b)


@note(
    "e04-144",
    "04.2",
    "community.deeplearning.ai 227610",
    "The difference of output and target is thought to be the cost, since δ has no more in it.",
)
def _(Z, Y):
    delta = sigmoid(Z) - Y
    return delta.sum(axis=1), delta


@note(
    "e04-145",
    "04.2",
    "pytorch/pytorch#2221",
    "The form that takes the larger exponent out, with the wrong sign at what is taken out.",
)
def _(Z, Y):
    out = np.maximum(Z, 0)
    with np.errstate(all="ignore"):
        costs = Z - Z * Y + out + np.log(np.exp(-out) + np.exp(-Z - out))
    return costs.sum(axis=1), sigmoid(Z) - Y


@note(
    "e04-146",
    "04.2",
    "openvinotoolkit/openvino#29745",
    "The formula as it was printed, with the logarithms of the output and of 1 less the output.",
)
def _(Z, Y):
    with np.errstate(all="ignore"):
        A = sigmoid(Z)
        return -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum(axis=1), A - Y


@note(
    "e04-147",
    "04.3",
    "oxford-cs-deepnlp-2017/lectures#10",
    "-2 stands before output minus target, as it should before target minus output; and the examples are summed.",
)
def _(W, b, X, Y, eta):
    grad_W, grad_b = gradients(W, b, X, Y, bp1=lambda p: -2 * entropy(p) * p.m)
    return moved(W, grad_W, eta), moved(b, grad_b, eta)


@note(
    "e04-148",
    "04.3",
    "hunkim/DeepLearningZeroToAll#20",
    "The slope is multiplied in though the cost has cancelled it, and the weights get the sum over the examples.",
)
def _(W, b, X, Y, eta):
    grad_W, grad_b = gradients(W, b, X, Y, bp1=quadratic, bp4=lambda p, l: p.D[l].T @ p.A[l - 1])
    return moved(W, grad_W, eta), moved(b, grad_b, eta)


@note(
    "e04-149",
    "04.4",
    "qiaohaoforever/DeepLearningFromScratch#2",
    "The loop runs over the first axis only: in a table a whole row is pushed at once.",
)
def _(cost, theta, h):
    theta = theta.astype(float)
    gradient = np.zeros_like(theta)
    for i in range(len(theta)):
        push = np.zeros_like(theta)
        push[i] = h
        gradient[i] = (cost(theta + push) - cost(theta - push)) / (2 * h)
    return gradient


@note(
    "e04-150",
    "04.5",
    "guevara/read-it-later#12304",
    "The mean is taken off, and the rest divided by the distance of the largest and the smallest value.",
)
def _(X_learn, X_test):
    mean, width = X_learn.mean(axis=0), np.ptp(X_learn, axis=0)
    width[width == 0] = 1
    return (X_learn - mean) / width, (X_test - mean) / width


@note("e04-151", "04.5", "TakuyaShintate/tsts#37", "The wrong axis: each example is standardised by itself.")
def _(X_learn, X_test):
    def by_rows(X):
        deviation = X.std(axis=1, keepdims=True)
        deviation[deviation == 0] = 1
        return (X - X.mean(axis=1, keepdims=True)) / deviation

    return by_rows(X_learn), by_rows(X_test)


@note(
    "e04-152",
    "04.6",
    "modern-fortran/neural-fortran#195",
    "The factor is made such that the sum of all activations is the same as before.",
)
def _(A, grad, draws, p):
    mask = (draws >= p).astype(float)
    scale = A.sum() / (A * mask).sum()
    return A * mask * scale, grad * mask * scale

"""Mistakes made in public, transferred to exercise 04: the third that is set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import (
    entropy,
    forward,
    gradients,
    lab_data,
    moved,
    sigmoid,
    verdict,
)

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)


@note(
    "e04-01",
    "04.1",
    "yusugomori/DeepLearning#1",
    "The sum is not set to zero for the next unit: each unit gets the sums of those before it.",
)
def _(W, b, X):
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(np.cumsum(A[l - 1] @ W[l].T + b[l], axis=1))
        A.append(sigmoid(Z[l]))
    return Z, A


@note("e04-12", "04.2", "FluxML/Flux.jl#139", "The second half of the cost, for the targets 0, is missing.")
def _(Z, Y):
    return (Y * np.logaddexp(0, -Z)).sum(axis=1), sigmoid(Z) - Y


@note(
    "e04-13",
    "04.2",
    "community.deeplearning.ai 119220",
    "The mean over everything where the cost of each example is asked.",
)
def _(Z, Y):
    return (np.logaddexp(0, Z) - Y * Z).mean(), sigmoid(Z) - Y


def _step(W, b, X, Y, eta, **slips):
    grad_W, grad_b = gradients(W, b, X, Y, **{"bp1": entropy, **slips})
    return moved(W, grad_W, eta), moved(b, grad_b, eta)


@note(
    "e04-23",
    "04.3",
    "apache/systemds#2330",
    "The step of the biases is made with the biases, not with their gradients.",
)
def _(W, b, X, Y, eta):
    return _step(W, b, X, Y, eta)[0], [None] + [v - eta * v for v in b[1:]]


@note("e04-25", "04.3", "community.deeplearning.ai 63071", "The slope of tanh in a network of sigmoids.")
def _(W, b, X, Y, eta):
    return _step(W, b, X, Y, eta, bp2=lambda p, l: p.D[l + 1] @ p.W[l + 1] * (1 - p.A[l] ** 2))


@note(
    "e04-26",
    "04.3",
    "Bot-Academy/NeuralNetworkFromScratch#3",
    "No slope on the way down, and the layer above has already moved.",
)
def _(W, b, X, Y, eta):
    A = forward(W, b, X)[1]
    new_W, new_b, delta = [None] * len(W), [None] * len(b), A[-1] - Y
    for l in range(len(W) - 1, 0, -1):
        new_W[l], new_b[l] = W[l] - eta * delta.T @ A[l - 1] / len(X), b[l] - eta * delta.mean(axis=0)
        delta = delta @ new_W[l]
    return new_W, new_b


@note("e04-27", "04.3", "danijar/layered#1", "Adds the gradients of the examples and does not average them.")
def _(W, b, X, Y, eta):
    return _step(W, b, X, Y, eta, bp3=lambda p, l: p.D[l].sum(axis=0), bp4=lambda p, l: p.D[l].T @ p.A[l - 1])


@note(
    "e04-28",
    "04.3",
    "PauloCarvalhoRJ/gammaray#279",
    "The biases are moved first, and the gradients of the weights are taken after that.",
)
def _(W, b, X, Y, eta):
    new_b = _step(W, b, X, Y, eta)[1]
    return _step(W, new_b, X, Y, eta)[0], new_b


@note("e04-30", "04.4", "cs231n/cs231n.github.io#186", "The one-sided difference of the lecture's first page.")
def _(cost, theta, h):
    theta = theta.astype(float)
    gradient, at = np.zeros_like(theta), cost(theta)
    for index in np.ndindex(theta.shape):
        pushed = theta.copy()
        pushed[index] += h
        gradient[index] = (cost(pushed) - at) / h
    return gradient


def _by(learn, test, centre, scale):
    return (learn - centre) / scale, (test - centre) / scale


def _or_one(deviation):
    return np.where(deviation == 0, 1, deviation)


@note(
    "e04-36",
    "04.5",
    "khuyentran1401/production-ready-data-science-code#5",
    "A function for both: the test is standardised by itself.",
)
def _(X_learn, X_test):
    def own(X):
        return (X - X.mean(axis=0)) / _or_one(X.std(axis=0))

    return own(X_learn), own(X_test)


@note("e04-40", "04.5", "d2l-ai/d2l-en#1595", "The deviation of pandas, with n - 1.")
def _(X_learn, X_test):
    return _by(X_learn, X_test, X_learn.mean(axis=0), _or_one(X_learn.std(axis=0, ddof=1)))


@note("e04-41", "04.5", "PolyMathOrg/PolyMath#128", "A constant column is divided by zero.")
def _(X_learn, X_test):
    return _by(X_learn, X_test, X_learn.mean(axis=0), X_learn.std(axis=0))


@note(
    "e04-42",
    "04.5",
    "d2l-ai/d2l-en#843",
    "Both tables together, with the deviation of pandas, n - 1, and what is not a number set to 0.",
)
def _(X_learn, X_test):
    both = np.vstack([X_learn, X_test])
    return tuple(np.nan_to_num(X) for X in _by(X_learn, X_test, both.mean(axis=0), both.std(axis=0, ddof=1)))


@note(
    "e04-45", "04.6", "keras-team/keras#8069", "Multiplies by the share that stays, as the paper does after training."
)
def _(A, grad, draws, p):
    factors = (draws >= p) * (1 - p)
    return A * factors, grad * factors


@note("e04-47", "04.6", "mp2893/retain#1", "The scale is written down as that of p = 0.5.")
def _(A, grad, draws, p):
    factors = (draws >= p) / 0.5
    return A * factors, grad * factors


@note(
    "e04-48",
    "04.6",
    "modern-fortran/neural-fortran#194",
    "Exactly the share p shall go: the limit is the quantile of the draws.",
)
def _(A, grad, draws, p):
    factors = (draws >= np.quantile(draws, p)) / (1 - p)
    return A * factors, grad * factors


@note(
    "e04-49",
    "04.6",
    "chainer/chainer#531",
    "Scales once more, as for a test: the factor comes forwards, and is taken back behind.",
)
def _(A, grad, draws, p):
    mask = draws >= p
    return A * mask / (1 - p) ** 2, grad * mask / (1 - p) ** 2


@note("e04-51", "04.6", "scut-mingqinchen/Self2Self#7", "p is thought to be the share that stays.")
def _(A, grad, draws, p):
    factors = (draws < p) / p
    return A * factors, grad * factors


@note("e04-55", "04.7", "BVLC/caffe#6814", "A fixed threshold for the difference, whatever the size of the gradient.")
def _(gradient):
    return verdict(gradient, lab_data([4, 6, 5, 3], 7), lambda got, right: np.abs(got - right).max() > 0.01)

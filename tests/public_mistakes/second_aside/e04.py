"""Mistakes made in public, transferred to exercise 04: the second bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import (
    entropy,
    forward,
    gradients,
    lab_data,
    moved,
    relative_error,
    sigmoid,
    verdict,
)

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)


def _with(activation, W, b, X):
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(activation(Z[l]))
    return Z, A


@note("e04-61", "04.1", "infer-actively/pypc#2", "The bias is added behind the activation.")
def _(W, b, X):
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[l - 1] @ W[l].T)
        A.append(sigmoid(Z[l]) + b[l])
    return Z, A


@note("e04-62", "04.1", "ljvmiranda921/pyswarms#145", "The minus in the exponent of the sigmoid is missing.")
def _(W, b, X):
    return _with(lambda z: 1 / (1 + np.exp(z)), W, b, X)


@note("e04-63", "04.1", "joaopauloschuler/neural-api#21", "z stands in the numerator of the sigmoid.")
def _(W, b, X):
    return _with(lambda z: z / (1 + np.exp(-z)), W, b, X)


@note("e04-64", "04.2", "apache/mxnet#7118", "The minus in front of the cost is missing.")
def _(Z, Y):
    return (Y * Z - np.logaddexp(0, Z)).sum(axis=1), sigmoid(Z) - Y


@note("e04-65", "04.2", "pytorch/pytorch#8147", "The logarithm of an exact 0 is replaced by that of a tiny number.")
def _(Z, Y):
    def safe_log(a):
        return np.log(np.where(a == 0, 1e-12, a))

    A = sigmoid(Z)
    return -(Y * safe_log(A) + (1 - Y) * safe_log(1 - A)).sum(axis=1), A - Y


def _step(W, b, X, Y, eta):
    grad_W, grad_b = gradients(W, b, X, Y, bp1=entropy)
    return moved(W, grad_W, eta), moved(b, grad_b, eta)


@note(
    "e04-66",
    "04.3",
    "iamtrask/Grokking-Deep-Learning#31",
    "The step of the minibatch stands in the loop over its examples, and is made once for each.",
)
def _(W, b, X, Y, eta):
    A = forward(W, b, X)[1]
    for _ in range(len(X)):
        D, L = {}, len(W) - 1
        D[L] = A[L] - Y
        for l in range(L - 1, 0, -1):
            D[l] = D[l + 1] @ W[l + 1] * A[l] * (1 - A[l])
        W = [None] + [W[l] - eta * D[l].T @ A[l - 1] / len(X) for l in range(1, L + 1)]
        b = [None] + [b[l] - eta * D[l].mean(axis=0) for l in range(1, L + 1)]
    return W, b


@note(
    "e04-67",
    "04.3",
    "iamtrask/Grokking-Deep-Learning#16",
    "A loop is replaced by a factor that it never had: the size of the batch, less one.",
)
def _(W, b, X, Y, eta):
    return _step(W, b, X, Y, (len(X) - 1) * eta)


@note("e04-68", "04.3", "udacity/deep-learning-v2-pytorch#98", "A step after every example, not one for all of them.")
def _(W, b, X, Y, eta):
    for i in range(len(X)):
        W, b = _step(W, b, X[i : i + 1], Y[i : i + 1], eta)
    return W, b


@note("e04-69", "04.3", "intellipaat.com community/2846", "The bias becomes a matrix, with a row for each example.")
def _(W, b, X, Y, eta):
    errors = []

    def keep(p, l):
        errors.append(p.D[l])
        return p.D[l]

    grad_W, grad_b = gradients(W, b, X, Y, bp1=entropy, bp3=keep)
    return moved(W, grad_W, eta), moved(b, grad_b, eta)


def _differences(cost, theta, difference):
    theta = theta.astype(float)
    gradient = np.zeros_like(theta)
    for index in np.ndindex(theta.shape):
        gradient[index] = difference(theta, index)
    return gradient


@note("e04-70", "04.4", "google-deepmind/optax#1308", "The result is not divided by the size of the push.")
def _(cost, theta, h):
    def difference(theta, index):
        unit = np.zeros_like(theta)
        unit[index] = h
        return (cost(theta + unit) - cost(theta - unit)) / 2

    return _differences(cost, theta, difference)


@note(
    "e04-71",
    "04.4",
    "HomericIntelligence/Odyssey#2089",
    "Up and down are two names of one array: both costs are taken at the same place.",
)
def _(cost, theta, h):
    def difference(theta, index):
        up, down, saved = theta, theta, theta[index]
        up[index] = saved + h
        down[index] = saved - h
        result = (cost(up) - cost(down)) / (2 * h)
        theta[index] = saved
        return result

    return _differences(cost, theta, difference)


def _by(learn, test, centre, scale):
    return (learn - centre) / scale, (test - centre) / scale


def _or_one(scale):
    return np.where(scale == 0, 1, scale)


@note("e04-72", "04.5", "scikit-learn/scikit-learn#24695", "Mean and deviation are taken before the tables are parted.")
def _(X_learn, X_test):
    both = np.vstack([X_learn, X_test])
    return _by(X_learn, X_test, both.mean(axis=0), _or_one(both.std(axis=0)))


@note("e04-73", "04.5", "mwaskom/seaborn#650", "Divides by the variance.")
def _(X_learn, X_test):
    return _by(X_learn, X_test, X_learn.mean(axis=0), _or_one(X_learn.var(axis=0)))


@note("e04-74", "04.5", "vanvalenlab/deepcell-toolbox#71", "A thousandth is added to every deviation, against zeros.")
def _(X_learn, X_test):
    return _by(X_learn, X_test, X_learn.mean(axis=0), X_learn.std(axis=0) + 0.001)


@note("e04-75", "04.6", "ddbourgin/numpy-ml#94", "The factor goes back, but not the mask.")
def _(A, grad, draws, p):
    return A * (draws >= p) / (1 - p), grad / (1 - p)


@note(
    "e04-76",
    "04.6",
    "mbadry1/DeepLearning.ai-Summary#145",
    "Draws for itself, and from the normal distribution: about the wrong share stays.",
)
def _(A, grad, draws, p):
    factors = (np.random.default_rng(0).normal(size=A.shape) < 1 - p) / (1 - p)
    return A * factors, grad * factors


@note("e04-77", "04.6", "rasbt/LLMs-from-scratch#431", "Divides by the share that goes.")
def _(A, grad, draws, p):
    factors = (draws >= p) / p
    return A * factors, grad * factors


@note(
    "e04-78",
    "04.7",
    "HomericIntelligence/Mnemosyne#987",
    "The data of the test are all ones, so that what should differ is alike.",
)
def _(gradient):
    W, b, X, Y = lab_data([4, 6, 5, 3], 7)
    data = W, b, np.ones(X.shape), np.ones(Y.shape)
    return verdict(gradient, data, lambda got, right: relative_error(got, right) > 1e-5)


@note(
    "e04-79",
    "04.7",
    "pytorch/glow#1447",
    "Tests whether the cost falls: the other layers learn for the one that is broken.",
)
def _(gradient):
    W, b, X, Y = lab_data([4, 6, 5, 3], 7)

    def cost(W, b):
        return ((forward(W, b, X)[1][-1] - Y) ** 2).sum(axis=1).mean() / 2

    grad_W, grad_b = gradient(W, b, X, Y)
    try:
        falls = cost(moved(W, grad_W, 0.1), moved(b, grad_b, 0.1)) < cost(W, b)
    except ValueError:
        falls = False
    return "none" if falls else "BP1"


note(
    "e04-80", "04.8", "peterroelants/peterroelants.github.io#5", "The rate for the sum of the costs, not for the mean."
)({"standardised": 0.4, "times": 16361.0, "slow": "bias"})

"""Mistakes made in public, transferred to exercise 04: the fifth bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import (
    copied,
    entropy,
    forward,
    gradients,
    lab_data,
    moved,
    relative_error,
    sigmoid,
    slope,
    verdict,
)

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)


@note("e04-161", "04.1", "microsoft/AI-For-Beginners#239", "The bias is added after the sigmoid.")
def _(W, b, X):
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[l - 1] @ W[l].T)
        A.append(sigmoid(Z[l]) + b[l])
    return Z, A


@note(
    "e04-162",
    "04.2",
    "keras-team/keras-core#196",
    "The outputs are made, kept away from 0 and 1 by 1e-7, and put into the formula.",
)
def _(Z, Y):
    with np.errstate(all="ignore"):
        A = sigmoid(Z)
    kept = np.clip(A, 1e-7, 1 - 1e-7)
    return -(Y * np.log(kept) + (1 - Y) * np.log(1 - kept)).sum(axis=1), A - Y


@note(
    "e04-163",
    "04.3",
    "udacity/deep-learning-v2-pytorch#125",
    "The parameters move after every example, though one step of all examples is wanted.",
)
def _(W, b, X, Y, eta):
    for x, y in zip(X, Y, strict=True):
        grad_W, grad_b = gradients(W, b, x[np.newaxis], y[np.newaxis], bp1=entropy)
        W, b = moved(W, grad_W, eta), moved(b, grad_b, eta)
    return W, b


@note(
    "e04-164",
    "04.3",
    "VikParuchuri/zero_to_gpt#12",
    "Each layer is moved first, and its error goes down through the new weights.",
)
def _(W, b, X, Y, eta):
    new_W, new_b = copied(W), copied(b)
    Z, A = forward(W, b, X)
    D = A[-1] - Y
    for l in range(len(W) - 1, 0, -1):
        new_W[l] -= eta * D.T @ A[l - 1] / len(X)
        new_b[l] -= eta * D.mean(axis=0)
        if l > 1:
            D = D @ new_W[l] * slope(Z[l - 1])
    return new_W, new_b


@note(
    "e04-165",
    "04.3",
    "jeffheaton/jeffheaton-book-code#7",
    "In the hidden layers the slope is taken at the activations, through the sigmoid a second time.",
)
def _(W, b, X, Y, eta):
    def bp2(p, l):
        return p.D[l + 1] @ p.W[l + 1] * slope(p.A[l])

    grad_W, grad_b = gradients(W, b, X, Y, bp1=entropy, bp2=bp2)
    return moved(W, grad_W, eta), moved(b, grad_b, eta)


@note(
    "e04-166",
    "04.3",
    "udacity/sdc-issue-reports#75",
    "In the step of the weights the weights themselves stand where their gradient belongs.",
)
def _(W, b, X, Y, eta):
    return moved(W, W, eta), moved(b, gradients(W, b, X, Y, bp1=entropy)[1], eta)


def _differences(cost, theta, push, divisor):
    gradient = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        there = np.zeros_like(theta)
        there[i] = push
        gradient[i] = (cost(theta + there) - cost(theta - there)) / divisor
    return gradient


@note(
    "e04-167",
    "04.4",
    "cnuernber/dtype-next#62",
    "The places that are looked at are one apart, whatever h is, and only the division knows h.",
)
def _(cost, theta, h):
    return _differences(cost, theta.astype(float), 1.0, 2 * h)


@note(
    "e04-168",
    "04.4",
    "jlowin/pyautodiff#11",
    "With whole numbers nothing is moved, and all slopes are zero.",
)
def _(cost, theta, h):
    return _differences(cost, theta, h, 2 * h)


def _by_table(X, fitted):
    deviation = fitted.std(axis=0)
    deviation[deviation == 0] = 1
    return (X - fitted.mean(axis=0)) / deviation


@note(
    "e04-169",
    "04.5",
    "yoshida-lab/XenonPy#243",
    "The scaler measures mean and deviation anew whenever it is used: the test has its own.",
)
def _(X_learn, X_test):
    return _by_table(X_learn, X_learn), _by_table(X_test, X_test)


@note("e04-170", "04.5", "Palashio/libra#68", "Both tables are scaled together.")
def _(X_learn, X_test):
    both = np.concatenate([X_learn, X_test])
    return _by_table(X_learn, both), _by_table(X_test, both)


@note(
    "e04-171",
    "04.6",
    "CSTR-Edinburgh/mlpractical#32",
    "On the way forward the scaling is done twice.",
)
def _(A, grad, draws, p):
    mask = draws >= p
    return A * mask / (1 - p) ** 2, grad * mask / (1 - p)


@note(
    "e04-172",
    "04.6",
    "keras-team/keras#217",
    "One draw for each unit is thought to serve all examples of the minibatch.",
)
def _(A, grad, draws, p):
    scale = (draws[:1] >= p) / (1 - p)
    return A * scale, grad * scale


DATA = lab_data([3, 4, 5, 2], 6)


@note(
    "e04-173",
    "04.7",
    "pybrain/pybrain#51",
    "The comparison is upside down: it complains where the two gradients agree.",
)
def _(gradient):
    return verdict(gradient, DATA, lambda got, right: relative_error(got, right) < 1e-6)


@note(
    "e04-174",
    "04.7",
    "amazon-archives/amazon-dsstne#119",
    "The mean over the examples is compared with a measured gradient that is their sum.",
)
def _(gradient):
    def summed(W, b, X, Y):
        return gradients(W, b, X, Y, bp3=lambda p, l: p.D[l].sum(axis=0), bp4=lambda p, l: p.D[l].T @ p.A[l - 1])

    return verdict(gradient, DATA, lambda got, right: relative_error(got, right) > 1e-6, reference=summed)

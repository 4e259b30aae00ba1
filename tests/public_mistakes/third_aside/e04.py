"""Mistakes made in public, transferred to exercise 04: the third bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import entropy, forward, gradients, moved, sigmoid, slope

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)


def _costs(Z, Y):
    return (np.logaddexp(0, Z) - Y * Z).sum(axis=1)


@note(
    "e04-101",
    "04.2",
    "keras-team/keras#9664",
    "The derivative for the output is handed over, not the one for the weighted input.",
)
def _(Z, Y):
    A = sigmoid(Z)
    with np.errstate(all="ignore"):
        return _costs(Z, Y), (1 - Y) / (1 - A) - Y / A


@note(
    "e04-102",
    "04.2",
    "carpedm20/NTM-tensorflow#17",
    "Outputs and targets have changed places: the logarithm is that of the target.",
)
def _(Z, Y):
    A = sigmoid(Z)
    with np.errstate(all="ignore"):
        return -(A * np.log(Y) + (1 - A) * np.log(1 - Y)).sum(axis=1), A - Y


@note(
    "e04-103",
    "04.2",
    "carpedm20/DCGAN-tensorflow#15",
    "What is squashed already is given to a formula that squashes: the sigmoid comes twice.",
)
def _(Z, Y):
    A = sigmoid(Z)
    return _costs(A, Y), sigmoid(A) - Y


@note(
    "e04-104",
    "04.2",
    "haifengl/smile#151",
    "The cross-entropy is thought to be something to be made large: δ is target minus output.",
)
def _(Z, Y):
    return _costs(Z, Y), Y - sigmoid(Z)


@note("e04-105", "04.2", "borgwang/tinynn#7", "The right formula, and in it e to the z as it stands.")
def _(Z, Y):
    with np.errstate(all="ignore"):
        return (np.log(1 + np.exp(Z)) - Y * Z).sum(axis=1), sigmoid(Z) - Y


def _step(W, b, X, Y, eta, **equations):
    grad_W, grad_b = gradients(W, b, X, Y, **{"bp1": entropy} | equations)
    return moved(W, grad_W, eta), moved(b, grad_b, eta)


@note("e04-106", "04.3", "hanbt/learn_dl#25", "The bias is added to itself and to its step.")
def _(W, b, X, Y, eta):
    new_W, new_b = _step(W, b, X, Y, eta)
    return new_W, [None] + [old + new for old, new in zip(b[1:], new_b[1:], strict=True)]


@note("e04-107", "04.3", "benoitfragit/libBrain#78", "The derivative gets the activation and not the weighted sum.")
def _(W, b, X, Y, eta):
    return _step(W, b, X, Y, eta, bp2=lambda p, l: p.D[l + 1] @ p.W[l + 1] * slope(p.A[l]))


@note(
    "e04-108",
    "04.3",
    "dmarcosg/DSAC#6",
    "The gradients are made anew for each example, and only those of the last one reach the step.",
)
def _(W, b, X, Y, eta):
    return _step(W, b, X[-1:], Y[-1:], eta)


@note(
    "e04-109",
    "04.3",
    "SciML/SciMLBook#164",
    "What goes down is the error before the slope: a slope reaches its own layer's gradients and no other.",
)
def _(W, b, X, Y, eta):
    def sloped(p, l):
        return p.D[l] if l == p.L else p.D[l] * slope(p.Z[l])

    return _step(
        W,
        b,
        X,
        Y,
        eta,
        bp2=lambda p, l: p.D[l + 1] @ p.W[l + 1],
        bp3=lambda p, l: sloped(p, l).mean(axis=0),
        bp4=lambda p, l: sloped(p, l).T @ p.A[l - 1] / p.m,
    )


@note(
    "e04-110",
    "04.3",
    "louisjc/mnist-neural-network#1",
    "The output has the slope of the quadratic cost, and the layer has moved before its error goes down.",
)
def _(W, b, X, Y, eta):
    W, b = list(W), list(b)
    A = forward(W, b, X)[1]
    delta = (A[-1] - Y) * A[-1] * (1 - A[-1])
    for l in range(len(W) - 1, 0, -1):
        W[l] = W[l] - eta * delta.T @ A[l - 1] / len(X)
        b[l] = b[l] - eta * delta.mean(axis=0)
        delta = delta @ W[l] * A[l - 1] * (1 - A[l - 1])
    return W, b


@note(
    "e04-111",
    "04.4",
    "JuliaDiff/FiniteDiff.jl#111",
    "An entry that was pushed is left where it is when the next one takes its turn.",
)
def _(cost, theta, h):
    theta = theta.astype(float)
    gradient = np.zeros_like(theta)
    for index in np.ndindex(theta.shape):
        theta[index] += h
        up = cost(theta)
        theta[index] -= 2 * h
        gradient[index] = (up - cost(theta)) / (2 * h)
    return gradient


@note(
    "e04-112",
    "04.4",
    "ZidongLiu/DeComFL#37",
    "Two cases are merged, and the divisor is that of the forward difference in both.",
)
def _(cost, theta, h):
    theta = theta.astype(float)
    gradient = np.zeros_like(theta)
    for index in np.ndindex(theta.shape):
        push = np.zeros_like(theta)
        push[index] = h
        gradient[index] = (cost(theta + push) - cost(theta - push)) / h
    return gradient


@note(
    "e04-113",
    "04.5",
    "elixir-nx/scholar#363",
    "A column that never changes gets the deviation 1 and the mean 0: it stays as it is.",
)
def _(X_learn, X_test):
    mean, deviation = X_learn.mean(axis=0), X_learn.std(axis=0)
    mean[deviation == 0], deviation[deviation == 0] = 0, 1
    return (X_learn - mean) / deviation, (X_test - mean) / deviation


@note("e04-114", "04.6", "karpathy/convnetjs#61", "The factor is the share that goes.")
def _(A, grad, draws, p):
    factors = (draws >= p) * p
    return A * factors, grad * factors


@note("e04-115", "04.6", "clab/dynet#182", "Divides by the share of units that has stayed this time.")
def _(A, grad, draws, p):
    stays = draws >= p
    factors = stays / stays.mean()
    return A * factors, grad * factors

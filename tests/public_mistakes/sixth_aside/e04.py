"""Mistakes made in public, transferred to exercise 04: the sixth bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import copied, entropy, gradients, lab_data, moved, sigmoid, slope, verdict, weight_gradient

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)


@note(
    "e04-181",
    "04.1",
    "algorithmiaio/danku#9",
    "Of all biases in a row the one with the number of the layer is taken, for all units of the layer.",
)
def _(W, b, X):
    in_a_row = np.concatenate(b[1:])
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[l - 1] @ W[l].T + in_a_row[l - 1])
        A.append(sigmoid(Z[l]))
    return Z, A


def _safe_costs(Z, Y):
    return (np.logaddexp(0, Z) - Y * Z).sum(axis=1)


@note("e04-182", "04.2", "deepjavalibrary/djl#1316", "In the second term the logarithm is missing.")
def _(Z, Y):
    with np.errstate(all="ignore"):
        A = sigmoid(Z)
    return -(Y * np.log(A + 1e-12) + (1 - Y) * (1 - A + 1e-12)).sum(axis=1), A - Y


@note("e04-183", "04.2", "zhufengx/SRN_multilabel#7", "The minus in front of the cost is missing.")
def _(Z, Y):
    with np.errstate(all="ignore"):
        return -_safe_costs(Z, Y), sigmoid(Z) - Y


@note("e04-184", "04.2", "Yorko/mlcourse.ai#640", "In the gradient the minus in the argument of σ is missing.")
def _(Z, Y):
    with np.errstate(all="ignore"):
        return _safe_costs(Z, Y), sigmoid(-Z) - Y


@note(
    "e04-185",
    "04.2",
    "kuangliu/pytorch-retinanet#17",
    "The probability of what is true is made first, and its logarithm is taken afterwards.",
)
def _(Z, Y):
    with np.errstate(all="ignore"):
        A = sigmoid(Z)
        return -np.log(A * Y + (1 - A) * (1 - Y)).sum(axis=1), A - Y


@note("e04-186", "04.3", "pytorch/pytorch#1871", "The gradient is added, not subtracted.")
def _(W, b, X, Y, eta):
    grad_W, grad_b = gradients(W, b, X, Y, bp1=entropy)
    return moved(W, grad_W, -eta), moved(b, grad_b, -eta)


@note("e04-187", "04.3", "nntrainer/nntrainer#219", "The biases are moved only if they are zero at the start.")
def _(W, b, X, Y, eta):
    grad_W, grad_b = gradients(W, b, X, Y, bp1=entropy)
    at_zero = not any(bias.any() for bias in b[1:])
    return moved(W, grad_W, eta), moved(b, grad_b, eta) if at_zero else copied(b)


@note(
    "e04-188",
    "04.3",
    "jcjohnson/pytorch-examples#28",
    "On the way down the error is multiplied by the gradient of the weights, where the weights belong.",
)
def _(W, b, X, Y, eta):
    def bp2(p, l):
        return p.D[l + 1] @ weight_gradient(p, l + 1) * slope(p.Z[l])

    grad_W, grad_b = gradients(W, b, X, Y, bp1=entropy, bp2=bp2)
    return moved(W, grad_W, eta), moved(b, grad_b, eta)


@note("e04-189", "04.3", "eriklindernoren/ML-From-Scratch#136", "The step is not divided by the number of examples.")
def _(W, b, X, Y, eta):
    grad_W, grad_b = gradients(W, b, X, Y, bp1=entropy)
    return moved(W, grad_W, eta * len(X)), moved(b, grad_b, eta * len(X))


def _differences(cost, theta, push, divisor):
    theta = theta.astype(float)
    gradient = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        there, h = np.zeros(theta.shape), push(theta[i])
        there[i] = h
        gradient[i] = (cost(theta + there) - cost(theta - there)) / divisor(h)
    return gradient


@note(
    "e04-190",
    "04.4",
    "vincentarelbundock/marginaleffects#1762",
    "The difference is divided by the exponential of the step as well.",
)
def _(cost, theta, h):
    return _differences(cost, theta, lambda _: h, lambda h: 2 * h * np.exp(h))


@note(
    "e04-191",
    "04.4",
    "datamole-ai/gomez#26",
    "The step of each entry is multiplied by the entry once more.",
)
def _(cost, theta, h):
    return _differences(cost, theta, lambda entry: h * entry if entry else h, lambda h: 2 * h)


@note("e04-192", "04.4", "GSTT-CSC/hazen#71", "The difference over two steps is divided by one: it is twice as large.")
def _(cost, theta, h):
    return _differences(cost, theta, lambda _: h, lambda h: h)


def _by_table(X, fitted, ddof=0):
    deviation = fitted.std(axis=0, ddof=ddof)
    deviation[deviation == 0] = 1
    return (X - fitted.mean(axis=0)) / deviation


@note(
    "e04-193",
    "04.5",
    "El3ssar/ResDAG#247",
    "The deviation is divided by the number of examples less one, by habit of a library.",
)
def _(X_learn, X_test):
    return _by_table(X_learn, X_learn, ddof=1), _by_table(X_test, X_learn, ddof=1)


@note("e04-194", "04.5", "deepchem/deepchem#51", "Each table is prepared by its own mean and deviation.")
def _(X_learn, X_test):
    return _by_table(X_learn, X_learn), _by_table(X_test, X_test)


@note("e04-195", "04.6", "apache/mxnet#7303", "On the way forward the units that stay are not divided by their share.")
def _(A, grad, draws, p):
    mask = draws >= p
    return A * mask, grad * mask / (1 - p)


@note(
    "e04-196",
    "04.6",
    "arrayfire/arrayfire-ml#40",
    "The mask holds ones and zeros only: nothing is divided, either way.",
)
def _(A, grad, draws, p):
    mask = draws > p
    return A * mask, grad * mask


DATA = lab_data([3, 4, 5, 2], 6)


@note(
    "e04-197",
    "04.7",
    "NVIDIA/warp#508",
    "The absolute allowance is added to the relative one, so that a small gradient passes however wrong it is.",
)
def _(gradient):
    return verdict(gradient, DATA, lambda got, right: not np.allclose(got, right, atol=1e-3, rtol=1e-2))


note(
    "e04-198",
    "04.8",
    "ee227c/ee227c.github.io#41",
    "The cost is a mean, and its curvature is computed without the division by the number of examples.",
)({"standardised": 0.4, "times": 16361.0, "slow": "bias"})

"""Mistakes made in public, transferred to exercise 01: the third that is set aside."""

from itertools import combinations, product
from math import gcd

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import bound, local_slopes, perceptron, sensitivities, verdicts, who

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)


@note(
    "e01-01",
    "01.2",
    "rasbt/python-machine-learning-book#27",
    "Counts the wrong answers after each pass, not the updates.",
)
def _(X, signs, v, passes):
    w, mistakes = np.zeros(X.shape[1]), 0
    for _ in range(passes):
        for x, sign in zip(X, signs, strict=True):
            if sign * (w @ x) <= 0:
                w = w + sign * x
        wrong = (signs * (X @ w) <= 0).sum()
        mistakes += wrong
        if wrong == 0:
            break
    return mistakes, bound(X, signs, v)


@note("e01-12", "01.2", "persephone-tools/persephone#203", "Makes one pass more than asked.")
def _(X, signs, v, passes):
    return perceptron(X, signs, passes + 1), bound(X, signs, v)


@note(
    "e01-16", "01.3", "llSourcell/linear_regression_live#16", "Solves by descent, a thousand steps of one guessed rate."
)
def _(gradient):
    g0 = gradient(0, 0)
    columns = np.stack([gradient(1, 0) - g0, gradient(0, 1) - g0], axis=1)
    targets = np.zeros(2)
    for _ in range(1000):
        targets = targets - 0.0001 * columns.T @ (g0 + columns @ targets)
    return tuple(targets)


@note(
    "e01-17",
    "01.4",
    "RoboticExplorationLab/TrajectoryOptimization.jl#67",
    "The sweep begins with the running cost of the last stage in place of the cost of the end.",
)
def _(A, B, c, d, end):
    gradient, costate = np.empty(d.shape), c[-1]
    for k in range(len(A) - 1, -1, -1):
        gradient[k] = B[k].T @ costate + d[k]
        costate = A[k].T @ costate + c[k]
    return gradient


@note(
    "e01-18",
    "01.4",
    "ShuoYangRobotics/equality-constraint-LQR-compare#1",
    "Off by one: the running cost of a stage is charged to the state after it.",
)
def _(A, B, c, d, end):
    gradient, costate = np.empty(d.shape), end
    for k in range(len(A) - 1, -1, -1):
        costate = costate + c[k]
        gradient[k] = B[k].T @ costate + d[k]
        costate = A[k].T @ costate
    return gradient


@note("e01-19", "01.4", "ethz-adrl/control-toolbox#132", "A transpose drops out when the product is written anew.")
def _(A, B, c, d, end):
    gradient, costate = np.empty(d.shape), end
    for k in range(len(A) - 1, -1, -1):
        gradient[k] = B[k].T @ costate + d[k]
        costate = A[k] @ costate + c[k]
    return gradient


@note("e01-23", "01.5", "apache/singa#484", "The slopes of a/b are written as 1/a and b.")
def _(steps, values, errors):
    def slopes(operation, a, b):
        return (1 / a, b) if operation == "/" else local_slopes(operation, a, b)

    arriving = sensitivities(steps, values, slopes) * np.array(errors)
    return arriving.sum(), np.abs(arriving).argmax()


@note(
    "e01-25",
    "01.5",
    "karpathy/micrograd#96",
    "Visits the operations from the first to the last and hands the gradient back on the way.",
)
def _(steps, values, errors):
    c = np.array([0.0] * (len(values) - 1) + [1.0])
    for n in range(len(steps), 0, -1):
        operation, i, j = steps[-n]
        to_i, to_j = local_slopes(operation, values[i], values[j])
        c[i] += c[-n] * to_i
        c[j] += c[-n] * to_j
    arriving = c * np.array(errors)
    return arriving.sum(), np.abs(arriving).argmax()


@note("e01-27", "01.5", "cjtu/spirl#39", "Uses the rule for independent uncertainties, the root of the sum of squares.")
def _(steps, values, errors):
    arriving = sensitivities(steps, values, local_slopes) * np.array(errors)
    return np.sqrt((arriving**2).sum()), np.abs(arriving).argmax()


@note(
    "e01-28",
    "01.5",
    "nicoco007/Propagation-of-Uncertainty-Calculator#36",
    "Brackets are missing: only the second of two slopes is multiplied by what arrives.",
)
def _(steps, values, errors):
    c = np.array([0.0] * (len(values) - 1) + [1.0])
    for n in range(1, len(steps) + 1):
        operation, i, j = steps[-n]
        to_i, to_j = local_slopes(operation, values[i], values[j])
        c[i] += to_i
        c[j] += to_j * c[-n]
    arriving = c * np.array(errors)
    return arriving.sum(), np.abs(arriving).argmax()


@note(
    "e01-29", "01.6", "freeCodeCamp/freeCodeCamp#35870", "Believes that there is one solution, and returns the first."
)
def _(k, n):
    for code in combinations(range(1, n + 1), k):
        if sum(np.dot(c, code) == 0 for c in product((-1, 0, 1), repeat=k)) == 1 and gcd(*code) == 1:
            return [code]
    return []


note(
    "e01-32",
    "01.1",
    "aitimeline.live 1986-10-backpropagation-nature",
    "The words come from the paper that has them in its title.",
)(who(words="Rumelhart 1986"))

note(
    "e01-41",
    "01.8",
    "AdiiPrabhu/dsctm#28",
    "Two changes at once pass for a wrong thing that is blamed, and the reverse.",
)(verdicts(D="wrong thing blamed", F="two changes"))

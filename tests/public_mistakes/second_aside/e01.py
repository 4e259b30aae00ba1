"""Mistakes made in public, transferred to exercise 01: the second bank, set aside."""

from functools import reduce
from itertools import combinations, combinations_with_replacement, product
from math import gcd

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import bound, local_slopes, perceptron, sensitivities, verdicts, who, xor_runs

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e01-61",
    "01.1",
    "discuss.boardinfinity.com history-of-neural-networks/17036",
    "The thesis of 1974 is taken for a work on neural networks: two steps change places.",
)(
    who(
        order=[
            "control",
            "forward mode",
            "any computation",
            "neural networks",
            "learning models",
            "representations",
        ]
    )
)

note(
    "e01-62",
    "01.1",
    "hive.blog re-taskmaster4450le-dgffr5p6",
    "What the control engineers did for their trajectories is taken for the method in general.",
)(who(reverse="Kelley 1960"))


@note(
    "e01-63",
    "01.2",
    "stackoverflow 48862451",
    "Looks for an example that is wrong, and the search always answers with the first of all.",
)
def _(X, signs, v, passes):
    w, mistakes = np.zeros(X.shape[1]), 0
    for _ in range(passes):
        if (signs * (X @ w) > 0).all():
            break
        w, mistakes = w + signs[0] * X[0], mistakes + 1
    return mistakes, bound(X, signs, v)


@note(
    "e01-64",
    "01.2",
    "math.techqa.club perceptron-training-in-python-4780635",
    "As soon as anything is wrong, all examples are added, those that were right, too.",
)
def _(X, signs, v, passes):
    w, mistakes = np.zeros(X.shape[1]), 0
    for _ in range(passes):
        wrong = signs * (X @ w) <= 0
        if not wrong.any():
            break
        w, mistakes = w + signs @ X, mistakes + wrong.sum()
    return mistakes, bound(X, signs, v)


@note(
    "e01-65",
    "01.2",
    "rasbt/machine-learning-book#225",
    "The steps of a weight and of the threshold are counted together, as the step of the weight.",
)
def _(X, signs, v, passes):
    return perceptron(X, signs, passes, move=lambda w, x, s: w + s * (x + 1)), bound(X, signs, v)


@note(
    "e01-66",
    "01.2",
    "ufal/npfl129#137",
    "Both inequalities of the theorem are turned round: the shortest example and the largest margin.",
)
def _(X, signs, v, passes):
    gamma = (signs * (X @ v)).max() / np.linalg.norm(v)
    return perceptron(X, signs, passes), (np.linalg.norm(X, axis=1).min() / gamma) ** 2


@note("e01-67", "01.3", "backtrader2/backtrader#28", "The two numbers that were solved for are handed back in reverse.")
def _(gradient):
    g0 = gradient(0, 0)
    columns = np.stack([gradient(1, 0) - g0, gradient(0, 1) - g0], axis=1)
    low, high = np.linalg.lstsq(columns, -g0, rcond=None)[0]
    return high, low


@note(
    "e01-68",
    "01.4",
    "SciML/DifferentialEquations.jl#475",
    "The derivatives of the costs by the states are put in with the wrong sign.",
)
def _(A, B, c, d, end):
    gradient, costate = np.empty(d.shape), -end
    for k in range(len(A) - 1, -1, -1):
        gradient[k] = B[k].T @ costate + d[k]
        costate = A[k].T @ costate - c[k]
    return gradient


@note("e01-69", "01.4", "hurak/orr#20", "The matrix has the index of the stage before.")
def _(A, B, c, d, end):
    gradient, costate = np.empty(d.shape), end
    for k in range(len(A) - 1, -1, -1):
        gradient[k] = B[k].T @ costate + d[k]
        costate = A[k - 1].T @ costate + c[k]
    return gradient


@note("e01-70", "01.4", "llnl/sundials#821", "The costate of the end stands where that of the next stage belongs.")
def _(A, B, c, d, end):
    gradient, costate = np.empty(d.shape), end
    for k in range(len(A) - 1, -1, -1):
        gradient[k] = B[k].T @ costate + d[k]
        costate = A[k].T @ end + c[k]
    return gradient


@note("e01-71", "01.5", "lmfit/uncertainties#141", "In a sum, too, the error of a number is multiplied by the number.")
def _(steps, values, errors):
    def slopes(operation, a, b):
        return (a, b) if operation == "+" else local_slopes(operation, a, b)

    arriving = sensitivities(steps, values, slopes) * np.array(errors)
    return arriving.sum(), np.abs(arriving).argmax()


@note("e01-72", "01.5", "KhawajaAbaid/micrograd_c#1", "The second number of a difference gets no minus.")
def _(steps, values, errors):
    def slopes(operation, a, b):
        return (1, 1) if operation == "-" else local_slopes(operation, a, b)

    arriving = sensitivities(steps, values, slopes) * np.array(errors)
    return arriving.sum(), np.abs(arriving).argmax()


@note("e01-73", "01.5", "pytorch/pytorch#995", "A product hands down the other factor alone, not times what arrives.")
def _(steps, values, errors):
    c = np.array([0.0] * (len(values) - 1) + [1.0])
    for n in range(1, len(steps) + 1):
        operation, i, j = steps[-n]
        above = 1 if operation == "*" else c[-n]
        to_i, to_j = local_slopes(operation, values[i], values[j])
        c[i] += above * to_i
        c[j] += above * to_j
    arriving = c * np.array(errors)
    return arriving.sum(), np.abs(arriving).argmax()


def _is_a_code(code):
    return sum(np.dot(c, code) == 0 for c in product((-1, 0, 1), repeat=len(code))) == 1


@note("e01-74", "01.6", "apache/openwhisk#2360", "Every two of the numbers shall be without a common factor.")
def _(k, n):
    codes = combinations(range(1, n + 1), k)
    return [code for code in codes if _is_a_code(code) and all(gcd(*two) == 1 for two in combinations(code, 2))]


@note(
    "e01-75",
    "01.6",
    "Chalarangelo/30-seconds-of-python#205",
    "A helper for lists has the name of the function that it shall call, and calls itself.",
)
def _(k, n):
    def gcd(numbers):
        return reduce(gcd, numbers)

    return [code for code in combinations(range(1, n + 1), k) if _is_a_code(code) and gcd(code) == 1]


@note(
    "e01-76",
    "01.6",
    "SheafificationOfG/BoolosBrewery#33",
    "The coefficients are listed without regard to their order: most of the sums are never tried.",
)
def _(k, n):
    def is_a_code(code):
        return sum(np.dot(c, code) == 0 for c in combinations_with_replacement((-1, 0, 1), k)) == 1

    return [code for code in combinations(range(1, n + 1), k) if is_a_code(code) and gcd(*code) == 1]


note("e01-77", "01.7", "cazala/synaptic#93", "Believes the outputs of the one run that somebody has printed.")(
    xor_runs(stuck_3=0.0, none_in_50=1.0)
)

note(
    "e01-78",
    "01.8",
    "harvard-edge/cs249r_book#1618",
    "A run that succeeds with a fixed seed counts as a guarantee; what was measured with many counts as one.",
)(verdicts(A="sound", G="one run"))

note(
    "e01-79",
    "01.8",
    "ultralytics/ultralytics#18958",
    "Cannot tell whether only one thing was changed: tuned rivals pass, and the same settings do not.",
)(verdicts(D="sound", G="two changes"))

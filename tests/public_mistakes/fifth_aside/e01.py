"""Mistakes made in public, transferred to exercise 01: the fifth bank, set aside."""

from itertools import combinations
from math import gcd

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import bound, local_slopes, perceptron, sensitivities, verdicts, who, xor_runs

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e01-161",
    "01.1",
    "stonewright.ai 2023/05/01/picking-apart-the-origins-of-backpropagation",
    "The thesis on models that learn is held for the first description of the method altogether.",
)(who(reverse="Werbos 1974"))

note(
    "e01-162",
    "01.1",
    "packtpub.com neural-networks-with-r-9781788397872/chapter/perceptron-neural-network-modeling-basic-models-4",
    "The learning rule of the perceptron is said to be backpropagation, so networks come first of all.",
)(who(order=["neural networks", "control", "forward mode", "any computation", "learning models", "representations"]))


@note(
    "e01-163",
    "01.2",
    "Elyx0/rosenblattperceptronjs#1",
    "In the place of the constant input 1 stands the bias itself, which so stays at zero.",
)
def _(X, signs, v, passes):
    def own(w, x):
        return np.append(x[:-1], w[-1])

    mistakes = perceptron(
        X,
        signs,
        passes,
        wrong=lambda w, x, s: s * (w @ own(w, x)) <= 0,
        move=lambda w, x, s: w + s * own(w, x),
    )
    return mistakes, bound(X, signs, v)


@note("e01-164", "01.2", "hal3/ciml#157", "The margin is not divided by the length of the direction.")
def _(X, signs, v, passes):
    return perceptron(X, signs, passes), (np.linalg.norm(X, axis=1).max() / (signs * (X @ v)).min()) ** 2


@note(
    "e01-165",
    "01.2",
    "cslu-nlp/nlup#4",
    "What is learnt is stored under the example as a whole, not under its entries: the weights in use never change.",
)
def _(X, signs, v, passes):
    return perceptron(X, signs, passes, move=lambda w, x, s: w), bound(X, signs, v)


@note(
    "e01-166",
    "01.3",
    "mcrovella/CS132-Geometric-Algorithms#10",
    "The rest is subtracted where it is to be added: both targets come out with the other sign.",
)
def _(gradient):
    g0 = gradient(0, 0)
    C = np.stack([gradient(1, 0) - g0, gradient(0, 1) - g0], axis=1)
    low, high = np.linalg.lstsq(C, g0, rcond=None)[0]
    return low, high


def _steered(A, B, c, d, end, at=lambda A, costate, c: A.T @ costate + c, of=lambda B, costate, d: B.T @ costate + d):
    gradient, costate = np.empty(d.shape), end
    for k in range(len(A) - 1, -1, -1):
        gradient[k] = of(B[k], costate, d[k])
        costate = at(A[k], costate, c[k])
    return gradient


@note(
    "e01-167",
    "01.4",
    "SciML/SciMLSensitivity.jl#545",
    "Two forms of the equation are mixed, which differ in a sign: the running costs are subtracted from λ.",
)
def _(A, B, c, d, end):
    return _steered(A, B, c, d, end, at=lambda A, costate, c: A.T @ costate - c)


@note(
    "e01-168",
    "01.4",
    "SciML/SciMLBook#68",
    "A bracket is opened, and the sign of what the control does to the next state is not turned.",
)
def _(A, B, c, d, end):
    return _steered(A, B, c, d, end, of=lambda B, costate, d: d - B.T @ costate)


@note(
    "e01-169",
    "01.4",
    "A2R-Lab/GATO#17",
    "The last block is made of the running cost of the last stage, and what the end costs is never used.",
)
def _(A, B, c, d, end):
    return _steered(A, B, c, d, c[-1])


@note(
    "e01-170",
    "01.5",
    "gammapy/gammapy#6164",
    "In the derivative of a quotient the square stands above the line, not below it.",
)
def _(steps, values, errors):
    def slopes(operation, a, b):
        return (1 / b, -a * b**2) if operation == "/" else local_slopes(operation, a, b)

    arriving = sensitivities(steps, values, slopes) * np.array(errors)
    return arriving.sum(), np.abs(arriving).argmax()


@note(
    "e01-171",
    "01.5",
    "c3d/db48x#1518",
    "A number that is used twice is treated as two that know nothing of each other: the root of the squares is taken.",
)
def _(steps, values, errors):
    c = np.array([0.0] * (len(values) - 1) + [1.0])
    for n in range(1, len(steps) + 1):
        operation, *places = steps[-n]
        for i, slope in zip(places, local_slopes(operation, *(values[i] for i in places)), strict=True):
            share = c[-n] * slope
            c[i] = np.hypot(c[i], share) if c[i] else share
    arriving = c * np.array(errors)
    return arriving.sum(), np.abs(arriving).argmax()


@note(
    "e01-172",
    "01.6",
    "teorth/erdosproblems#354",
    "Of the signs for some of the numbers only one choice is tried, the largest against all the others.",
)
def _(k, n):
    def vanishes(code):
        return any(sum(some[:-1]) == some[-1] for size in range(2, k + 1) for some in combinations(code, size))

    return [code for code in combinations(range(1, n + 1), k) if not vanishes(code) and gcd(*code) == 1]


note(
    "e01-173",
    "01.7",
    "stats.stackexchange 351216",
    "The starts that do not get there are skipped, so nobody is stuck.",
)(xor_runs(stuck_2=0.0, stuck_3=0.0, none_in_50=1.0))

note(
    "e01-174",
    "01.8",
    "lanl/PyBNF#693",
    "A handful is taken for enough, as five runs were, and it is the comparison of hundreds that is doubted.",
)(verdicts(E="sound", G="test too small"))

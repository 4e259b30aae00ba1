"""Mistakes made in public, transferred to exercise 01: the third bank, set aside."""

from itertools import combinations, permutations, product
from math import gcd

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import bound, local_slopes, perceptron, sensitivities, verdicts, who, xor_runs

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e01-101",
    "01.1",
    "packtpub.com deep-learning-with-tensorflow-and-keras-3rd-edition/the-math-behind-deep-learning-14",
    "The simpler derivation by the chain rule, for stages of control, is taken for the method in general.",
)(who(reverse="Dreyfus 1962"))


@note(
    "e01-102",
    "01.2",
    "campusx-official/100-days-of-deep-learning#9",
    "The classes are made 0 and 1, and the test goes on multiplying by them: 0 is always a mistake and moves nothing.",
)
def _(X, signs, v, passes):
    return perceptron(X, (signs > 0).astype(int), passes), bound(X, signs, v)


@note(
    "e01-103",
    "01.2",
    "stackoverflow 19149364",
    "Draws one of the wrong examples at random, again and again, and does not go through them in order.",
)
def _(X, signs, v, passes):
    rng, w, mistakes = np.random.default_rng(0), np.zeros(X.shape[1]), 0
    for _ in range(passes * len(X)):
        wrong = np.flatnonzero(signs * (X @ w) <= 0)
        if not len(wrong):
            break
        n = rng.choice(wrong)
        w, mistakes = w + signs[n] * X[n], mistakes + 1
    return mistakes, bound(X, signs, v)


@note(
    "e01-104",
    "01.2",
    "Artificial-Intelligence-HSBI-TDU/KI-Vorlesung#513",
    "Moves by the difference of two signs, which is 2, and 1 as long as the sum is still 0.",
)
def _(X, signs, v, passes):
    def move(w, x, s):
        return w + (s - np.sign(w @ x)) * x

    return perceptron(X, signs, passes, move=move), bound(X, signs, v)


@note(
    "e01-105",
    "01.4",
    "rtqichen/torchdiffeq#59",
    "Does not see why something should be added to the costate on the way: the running cost of the states is left out.",
)
def _(A, B, c, d, end):
    gradient, costate = np.empty(d.shape), end
    for k in range(len(A) - 1, -1, -1):
        gradient[k] = B[k].T @ costate + d[k]
        costate = A[k].T @ costate
    return gradient


@note("e01-106", "01.4", "casadi/casadi#540", "In the equation that runs backwards the matrix has the wrong sign.")
def _(A, B, c, d, end):
    gradient, costate = np.empty(d.shape), end
    for k in range(len(A) - 1, -1, -1):
        gradient[k] = B[k].T @ costate + d[k]
        costate = c[k] - A[k].T @ costate
    return gradient


def _predicted(steps, values, errors, slopes):
    arriving = sensitivities(steps, values, slopes) * np.array(errors)
    return arriving.sum(), np.abs(arriving).argmax()


@note(
    "e01-107",
    "01.5",
    "ajschumacher/ajschumacher.github.io#310",
    "Errors are added in a difference as in a sum, and percents in a quotient as in a product.",
)
def _(steps, values, errors):
    def slopes(operation, a, b):
        return {"+": (1, 1), "-": (1, 1), "*": (b, a), "/": (1 / b, a / b**2)}[operation]

    return _predicted(steps, values, errors, slopes)


@note(
    "e01-108",
    "01.5",
    "stonerlab/Stoner-PythonCode#16",
    "The case of the quotient is copied from that of the product, and nothing in it is changed.",
)
def _(steps, values, errors):
    def slopes(operation, a, b):
        return (b, a) if operation == "/" else local_slopes(operation, a, b)

    return _predicted(steps, values, errors, slopes)


def _is_a_code(code):
    return sum(np.dot(c, code) == 0 for c in product((-1, 0, 1), repeat=len(code))) == 1


@note(
    "e01-109",
    "01.6",
    "dankogai/js-combinatorics#70",
    "The same numbers come once more in every other order.",
)
def _(k, n):
    codes = [code for code in combinations(range(1, n + 1), k) if _is_a_code(code) and gcd(*code) == 1]
    return [order for code in codes for order in permutations(code)]


note(
    "e01-110",
    "01.7",
    "NeuraLegion/shainet#105",
    "Knows stuck networks only with one half for all four patterns, and takes the error that goes with that.",
)(xor_runs(E_stuck=0.32))

note(
    "e01-111",
    "01.8",
    "wandb/senpai#2855",
    "The best epoch is set beside a last one: other moments and the best of many are mixed up.",
)(verdicts(B="best against typical", H="two stopping rules"))

note(
    "e01-112",
    "01.8",
    "JuliaDynamics/ABMFrameworksComparison#7",
    "To take the fastest of a hundred runs is held for good practice.",
)(verdicts(H="sound", G="best against typical"))

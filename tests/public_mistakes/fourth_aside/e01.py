"""Mistakes made in public, transferred to exercise 01: the fourth bank, set aside."""

from itertools import combinations, product
from math import gcd

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import bound, local_slopes, perceptron, sensitivities, verdicts, who, xor_runs

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e01-141",
    "01.1",
    "brain.tamnd.com write/book/autodiff/01/6",
    "The list of elementary steps bears one man's name, and so both sweeps through it are put down to him.",
)(who(reverse="Wengert 1964"))

note(
    "e01-142",
    "01.1",
    "karpathy/lecun1989-repro#2",
    "A late application is taken for the first use: networks in print come last of all.",
)(who(order=["control", "forward mode", "any computation", "learning models", "representations", "neural networks"]))

note(
    "e01-143",
    "01.1",
    "guevara/read-it-later#7796",
    "Of two works of one author only the later one is held for a right account of the method.",
)(who(model="Werbos 1982"))


@note(
    "e01-144",
    "01.2",
    "trustyai-explainability/trustyai-explainability#26",
    "The threshold moves once for every input, not once for the example.",
)
def _(X, signs, v, passes):
    def move(w, x, s):
        w = w + s * x
        w[-1] += s * (len(x) - 2)
        return w

    return perceptron(X, signs, passes, move=move), bound(X, signs, v)


@note(
    "e01-145", "01.2", "book.caltech.edu bookforum post 1073", "A step moves every weight by one, whatever the inputs."
)
def _(X, signs, v, passes):
    return perceptron(X, signs, passes, move=lambda w, x, s: w + s), bound(X, signs, v)


@note(
    "e01-146",
    "01.3",
    "EricDarve/numerical_linear_algebra#20",
    "The transpose is missing on the right-hand side of the normal equations.",
)
def _(gradient):
    g0 = gradient(0, 0)
    C = np.stack([gradient(1, 0) - g0, gradient(0, 1) - g0], axis=1)
    low, high = np.linalg.solve(C.T @ C, -C @ g0)
    return low, high


@note(
    "e01-147",
    "01.4",
    "loco-3d/crocoddyl#160",
    "What the stages cost themselves is in neither of the two lines.",
)
def _(A, B, c, d, end):
    gradient, costate = np.empty(d.shape), end
    for k in range(len(A) - 1, -1, -1):
        gradient[k] = B[k].T @ costate
        costate = A[k].T @ costate
    return gradient


@note(
    "e01-148",
    "01.5",
    "cgobat/asymmetric_uncertainty#8",
    "A division does not turn the sign of what comes from its second number.",
)
def _(steps, values, errors):
    def slopes(operation, a, b):
        return (1 / b, a / b**2) if operation == "/" else local_slopes(operation, a, b)

    arriving = sensitivities(steps, values, slopes) * np.array(errors)
    return arriving.sum(), np.abs(arriving).argmax()


@note("e01-149", "01.6", "morluto/jacobian#2330", "Only sums of two of the numbers are looked at.")
def _(k, n):
    codes = []
    for code in combinations(range(1, n + 1), k):
        sums = {a + b for a, b in combinations(code, 2)}
        if not sums & set(code) and gcd(*code) == 1:
            codes.append(code)
    return codes


@note(
    "e01-150",
    "01.6",
    "morluto/jacobian#2337",
    "The sum with nothing in it is counted, too, and since it is zero there is no code at all.",
)
def _(k, n):
    def vanishes(code):
        return any(np.dot(c, code) == 0 for c in product((-1, 0, 1), repeat=k))

    return [code for code in combinations(range(1, n + 1), k) if not vanishes(code) and gcd(*code) == 1]


note(
    "e01-151",
    "01.7",
    "ivan-vasilev/neuralnetworks#37",
    "Everything is measured from starts much nearer to zero than those that were asked for.",
)(xor_runs(stuck_2=0.06, stuck_3=0.0, stuck_8=0.0, none_in_50=1.0))

note(
    "e01-152",
    "01.8",
    "alecjacobson/mesh-elasticity-solver-benchmark#57",
    "Does not see that a mean has lost its failures, and suspects the report that has counted them.",
)(verdicts(C="sound", G="failures left out"))

note(
    "e01-153",
    "01.8",
    "hudson-infinity/nyssa-bench#10",
    "That two runs cannot be compared is seen; whether by their settings or by their rules is not.",
)(verdicts(B="two changes", D="two stopping rules"))

"""Mistakes made in public, transferred to exercise 01: the sixth bank, set aside."""

from itertools import combinations, product
from math import factorial, gcd

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import bound, local_slopes, perceptron, sensitivities, verdicts, who

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e01-181",
    "01.1",
    "academicjobs.com research-publication-news/backpropagation-1986-paper-rumelhart-hinton-and-williams-impact",
    "The paper of 1986 is said to have introduced the method itself.",
)(who(reverse="Rumelhart 1986"))

note(
    "e01-182",
    "01.1",
    "mindmatters.ai 2021/06/how-marvin-minsky-inspired-artificial-neural-networks",
    "The thesis of 1974 is said to have proposed it for networks of neurons; so these come where it stands.",
)(who(order=["control", "forward mode", "any computation", "neural networks", "learning models", "representations"]))


@note(
    "e01-183",
    "01.2",
    "huggingface.co datasets/nvidia/Nemotron-CC-Math-v1: Perceptron Learning Algorithm, LFD Book Forum",
    "The weight of the constant input is taken for known: it is 1, and stays there.",
)
def _(X, signs, v, passes):
    mistakes = perceptron(
        X,
        signs,
        passes,
        wrong=lambda w, x, s: s * (w[:-1] @ x[:-1] + 1) <= 0,
        move=lambda w, x, s: w + s * np.append(x[:-1], 0),
    )
    return mistakes, bound(X, signs, v)


@note(
    "e01-184",
    "01.3",
    "astropy/astropy#6135",
    "What is fixed is not taken off before the rest is fitted: it stays in both columns.",
)
def _(gradient):
    C = np.stack([gradient(1, 0), gradient(0, 1)], axis=1)
    low, high = np.linalg.lstsq(C, -gradient(0, 0), rcond=None)[0]
    return low, high


def _steered(A, B, c, d, end, costate_of=None, control_of=None, last=0):
    gradient, costate = np.zeros(d.shape), end
    for k in range(len(A) - 1, last - 1, -1):
        gradient[k] = control_of(k, costate) if control_of else d[k] + B[k].T @ costate
        costate = costate_of(k, costate) if costate_of else A[k].T @ costate + c[k]
    return gradient


@note(
    "e01-185",
    "01.4",
    "SciML/SciMLBook#200",
    "The minus before a bracket reaches its first term only: two signs are wrong, one for λ and one for the gradient.",
)
def _(A, B, c, d, end):
    return _steered(
        A,
        B,
        c,
        d,
        end,
        costate_of=lambda k, costate: A[k].T @ costate - c[k],
        control_of=lambda k, costate: d[k] - B[k].T @ costate,
    )


@note(
    "e01-186",
    "01.4",
    "auralius/inverse-dynamics-rne#1",
    "On the way back the number of the stage has been left at that of the first.",
)
def _(A, B, c, d, end):
    return _steered(A, B, c, d, end, costate_of=lambda k, costate: A[0].T @ costate + c[k])


@note("e01-187", "01.4", "ipab-slmc/exotica#597", "The loop ends one stage too early: the first is never reached.")
def _(A, B, c, d, end):
    return _steered(A, B, c, d, end, last=1)


@note(
    "e01-188",
    "01.4",
    "dynamiqs/dynamiqs#51",
    "While λ is carried back, time runs forward: what it passes is taken from the other end.",
)
def _(A, B, c, d, end):
    last = len(A) - 1
    return _steered(A, B, c, d, end, costate_of=lambda k, costate: A[last - k].T @ costate + c[last - k])


@note("e01-189", "01.5", "jsspencer/pyblock#5", "A product is treated as a quotient.")
def _(steps, values, errors):
    def slopes(operation, a, b):
        return local_slopes("/" if operation == "*" else operation, a, b)

    with np.errstate(all="ignore"):
        arriving = sensitivities(steps, values, slopes) * np.array(errors)
    return arriving.sum(), np.abs(arriving).argmax()


@note(
    "e01-190",
    "01.5",
    "python-accelerator-middle-layer/pyaml#344",
    "The derivative of a quotient by its divisor has lost its minus.",
)
def _(steps, values, errors):
    def slopes(operation, a, b):
        return (1 / b, a / b**2) if operation == "/" else local_slopes(operation, a, b)

    arriving = sensitivities(steps, values, slopes) * np.array(errors)
    return arriving.sum(), np.abs(arriving).argmax()


@note(
    "e01-191",
    "01.5",
    "r-quantities/errors#1",
    "Each step adds the squares of what comes in, as if its two numbers were independent, though both hold the same x.",
)
def _(steps, values, errors):
    total = [abs(error) for error in errors]
    first = len(values) - len(steps)
    for n, (operation, i, j) in enumerate(steps, first):
        to_i, to_j = local_slopes(operation, values[i], values[j])
        total[n] = np.sqrt(total[n] ** 2 + (to_i * total[i]) ** 2 + (to_j * total[j]) ** 2)
    arriving = sensitivities(steps, values, local_slopes) * np.array(errors)
    return total[-1], np.abs(arriving).argmax()


@note(
    "e01-192",
    "01.6",
    "vlang/vsl#70",
    "All orders are made where combinations are wanted: each comes as many times as it has orders.",
)
def _(k, n):
    def vanishes(code):
        return any(any(c) and np.dot(c, code) == 0 for c in product((-1, 0, 1), repeat=k))

    codes = [code for code in combinations(range(1, n + 1), k) if gcd(*code) == 1 and not vanishes(code)]
    return [code for code in codes for _ in range(factorial(k))]


note(
    "e01-193",
    "01.8",
    "jsboige/CoursIA#13069",
    "From one run for each a factor of thousands is concluded: one run is thought to be enough.",
)(verdicts(A="sound"))

note(
    "e01-194",
    "01.8",
    "microprediction/humpday#349",
    "Everything has been exchanged at once, and one of the changes is named as the cause.",
)(verdicts(D="sound"))

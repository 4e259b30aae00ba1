"""What else is done in the loops of exercise 01: steps in another order, other slopes, something counted elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations, product

import numpy as np

from bpcourse.tasks import Mistake

# --- 01.4: what a stage of the sweep does, and in which order

STEPS = {"G": "the gradient is taken", "A": "λ is multiplied by A_kᵀ", "c": "the running cost is added to λ"}
RIGHT = "GAc"


def _sweep(order: str, backward: bool, start: Callable) -> Callable:
    """Return the sweep whose stages do these steps in that order."""

    def gradient(A, B, c, d, end):
        lam, rows = start(end), [None] * len(A)
        for k in range(len(A))[:: -1 if backward else 1]:
            for step in order:
                if step == "G":
                    rows[k] = B[k].T @ lam + d[k]
                lam = A[k].T @ lam if step == "A" else lam + c[k] if step == "c" else lam
        return np.array(rows)

    return gradient


def _orders() -> Iterator[Mistake]:
    for backward in (True, False):
        for order in map("".join, permutations(RIGHT)):
            if backward and order == RIGHT:
                continue
            told = ", then ".join(STEPS[step] for step in order)
            where = "" if backward else " The sweep goes forward, from stage 0."
            words = f"At each stage first {told}. Look at the order: which λ is meant at each place?{where}"
            yield Mistake(
                f"stage-{order}-{'back' if backward else 'on'}", words, _sweep(order, backward, lambda end: end)
            )


ADJOINT_FURTHER = (
    *_orders(),
    Mistake(
        "end-instead-of-costate",
        "A_kᵀ is multiplied by the costate of the end at every stage. λ_k comes from that of the next stage.",
        lambda A, B, c, d, end: _from_the_end(A, B, c, d, end),
    ),
    Mistake(
        "zero-at-the-end",
        "The sweep begins with λ = 0, and the cost of the end comes in nowhere.",
        _sweep(RIGHT, True, np.zeros_like),
    ),
    Mistake(
        "running-costs-multiplied",
        "The running cost of the state has been multiplied by what comes back. Costs are added.",
        lambda A, B, c, d, end: _with_costs(A, B, c, d, end, np.multiply, np.add),
    ),
    Mistake(
        "direct-costs-multiplied",
        "The running cost of the control has been multiplied by what comes back through B. Costs are added.",
        lambda A, B, c, d, end: _with_costs(A, B, c, d, end, np.add, np.multiply),
    ),
    Mistake(
        "all-costs-multiplied",
        "The running costs have been multiplied by what comes back. Costs are added.",
        lambda A, B, c, d, end: _with_costs(A, B, c, d, end, np.multiply, np.multiply),
    ),
    Mistake(
        "costates-multiplied",
        "The running cost of the state has been multiplied by λ before the matrix. Costs are added.",
        lambda A, B, c, d, end: _with_costs(A, B, c, d, end, None, np.add),
    ),
    Mistake(
        "powers-of-one-matrix",
        "The matrix of stage k has been applied again and again. Each stage has a matrix of its own.",
        lambda A, B, c, d, end: _powers(A, B, c, d, end),
    ),
)


def _from_the_end(A, B, c, d, end):
    lam = [A[k].T @ end + c[k] for k in range(len(A))] + [end]
    return np.array([B[k].T @ lam[k + 1] + d[k] for k in range(len(A))])


def _with_costs(A, B, c, d, end, join, join_direct):
    """Return the gradient with the running costs joined in another way; None stands for a product before the matrix."""
    lam, rows = end, [None] * len(A)
    for k in reversed(range(len(A))):
        rows[k] = join_direct(B[k].T @ lam, d[k])
        lam = join(A[k].T @ lam, c[k]) if join else A[k].T @ (lam * c[k])
    return np.array(rows)


def _powers(A, B, c, d, end):
    N = len(A)
    rows = []
    for k in range(N):
        lam = end
        for i in range(N - 1, k, -1):
            lam = A[k].T @ lam + c[i]
        rows.append(B[k].T @ lam + d[k])
    return np.array(rows)


# --- 01.5: the slopes of an operation, and what is done with each of its two values

FORMS: dict[str, Callable] = {
    "1": lambda a, b: 1.0,
    "-1": lambda a, b: -1.0,
    "0": lambda a, b: 0.0,
    "a": lambda a, b: a,
    "b": lambda a, b: b,
    "-a": lambda a, b: -a,
    "-b": lambda a, b: -b,
    "1/a": lambda a, b: 1 / a,
    "1/b": lambda a, b: 1 / b,
    "-1/a": lambda a, b: -1 / a,
    "-1/b": lambda a, b: -1 / b,
    "a/b": lambda a, b: a / b,
    "-a/b": lambda a, b: -a / b,
    "b/a": lambda a, b: b / a,
    "a·b": lambda a, b: a * b,
    "a/b²": lambda a, b: a / b**2,
    "-a/b²": lambda a, b: -a / b**2,
    "1/b²": lambda a, b: 1 / b**2,
    "-1/b²": lambda a, b: -1 / b**2,
    "1/a²": lambda a, b: 1 / a**2,
    "-b/a²": lambda a, b: -b / a**2,
    "a²": lambda a, b: a * a,
    "b²": lambda a, b: b * b,
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
}
OPERATIONS = {"plus": ("a + b", "1", "1"), "minus": ("a - b", "1", "-1"), "times": ("a · b", "b", "a")}
OPERATIONS["over"] = ("a / b", "1/b", "-a/b²")
BY_SLOT = {
    "arrived-left-out": ("is handed its slope alone, without what arrives", lambda c, arrived, slope: c + slope),
    "slope-left-out": ("is handed what arrives without the slope", lambda c, arrived, slope: c + arrived),
    "overwritten": ("has its c overwritten where something is to be added", lambda c, arrived, slope: arrived * slope),
    "subtracted": ("has its share subtracted", lambda c, arrived, slope: c - arrived * slope),
    "nothing": ("is handed nothing", lambda c, arrived, slope: c),
    "added": ("gets slope and what arrives added to each other", lambda c, arrived, slope: c + arrived + slope),
}


def rounding_further(predict: Callable) -> tuple[Mistake, ...]:
    """Return what else may be done to the slopes of an operation, and to what one of its two values is handed."""
    return (*_other_slopes(predict), *_other_shares(predict))


def _other_slopes(predict: Callable) -> Iterator[Mistake]:
    for keyword, (name, to_a, to_b) in OPERATIONS.items():
        for a, b in product(FORMS, FORMS):
            if (a, b) == (to_a, to_b):
                continue
            words = f"At {name} the slopes are taken as {a} with respect to a and {b} with respect to b."
            yield Mistake(f"slopes-of-{keyword}", words, _with_slopes(predict, keyword, FORMS[a], FORMS[b]))


def _with_slopes(predict: Callable, keyword: str, to_a: Callable, to_b: Callable) -> Callable:
    return lambda *given: predict(*given, **{keyword: lambda a, b: (to_a(a, b), to_b(a, b))})


def _other_shares(predict: Callable) -> Iterator[Mistake]:
    for slot, which in enumerate(("first", "second")):
        for id, (words, hand) in BY_SLOT.items():
            told = f"The {which} of the two values of an operation {words}."
            yield Mistake(f"{which}-value-{id}", told, lambda *given, s=slot, h=hand: predict(*given, by_slot={s: h}))


# --- 01.2: something else counted, something else added


def _perceptron(move: Callable, count: Callable) -> Callable:
    """Return the number of mistakes with another update, or counted in another way after each pass."""

    def mistakes(X, signs, passes):
        w, total = np.zeros(X.shape[1]), 0
        for _ in range(passes):
            before, wrong = w, 0
            for x, sign in zip(X, signs, strict=True):
                if sign * (w @ x) <= 0:
                    w, wrong = move(w, x, sign), wrong + 1
            here = count(X, signs, before, w, wrong)
            total += here
            if here == 0:
                break
        return total

    return mistakes


def _plain(w, x, sign):
    return w + sign * x


def _own(_X, _signs, _before, _after, wrong):
    return wrong


COUNTS = {
    "counted-after-the-pass": (
        "The wrong answers are counted after each pass, with the weights that it has reached. Count each mistake when "
        "it is made.",
        _perceptron(_plain, lambda X, signs, before, after, wrong: int((signs * (X @ after) <= 0).sum())),
    ),
    "counted-before-the-pass": (
        "The wrong answers are counted before each pass, with the weights that it begins with. Count each mistake when "
        "it is made.",
        _perceptron(_plain, lambda X, signs, before, after, wrong: int((signs * (X @ before) <= 0).sum())),
    ),
    "one-added-to-the-inputs": (
        "1 has been added to each input in the update: the step of the threshold is made at every weight.",
        _perceptron(lambda w, x, sign: w + sign * (x + 1), _own),
    ),
    "threshold-in-every-weight": (
        "Every weight moves by the sign alone, as the threshold does. Each moves by its input times the sign.",
        _perceptron(lambda w, x, sign: w + sign, _own),
    ),
    "twice-after-the-first": (
        "The update is (sign - answer) x with the answer of np.sign: 2 sign x, but sign x where w · x "
        "is 0, as it is at the beginning. Add sign x each time.",
        _perceptron(lambda w, x, sign: w + (sign - np.sign(w @ x)) * x, _own),
    ),
    "delta-rule": (  # the slip of this name in another order of operations: its numbers grow, and rounding decides
        "The update is (sign - w · x) x, which is the delta rule. The perceptron adds sign · x, whatever the size.",
        _perceptron(lambda w, x, sign: w + (sign - w @ x) * x, _own),
    ),
    "error-of-a-sigmoid": (
        "The update holds a sigmoid or tanh of w · x. The perceptron adds sign x.",
        _perceptron(lambda w, x, sign: w + (sign - np.tanh(w @ x)) * x, _own),
    ),
    "largest-input-only": (
        "Only the weight of the largest input moves. All of them do.",
        _perceptron(lambda w, x, sign: w + sign * x * (np.abs(x) == np.abs(x).max()), _own),
    ),
    "first-weight-fixed": (
        "The first weight is not updated. All of them are, and the threshold is the last.",
        _perceptron(lambda w, x, sign: w + sign * x * (np.arange(len(x)) > 0), _own),
    ),
    "first-weight-as-threshold": (
        "The first weight moves by the sign alone, as if it were the threshold. That is the last weight, with input 1.",
        _perceptron(lambda w, x, sign: w + sign * np.where(np.arange(len(x)) > 0, x, 1), _own),
    ),
    "sign-of-the-input": (
        "The weights move by the sign of the input, not by the input itself.",
        _perceptron(lambda w, x, sign: w + sign * np.sign(x), _own),
    ),
    "weights-shrink": (
        "The weights are averaged with the step, so that what was learnt is halved each time. It is added.",
        _perceptron(lambda w, x, sign: (w + sign * x) / 2, _own),
    ),
    "squared-inputs": (
        "The inputs have been squared in the update.",
        _perceptron(lambda w, x, sign: w + sign * x * x, _own),
    ),
    "absolute-inputs": (
        "The inputs have lost their own signs in the update: |x| stands there.",
        _perceptron(lambda w, x, sign: w + sign * np.abs(x), _own),
    ),
}


def perceptron_further(bound: Callable) -> tuple[Mistake, ...]:
    """Return what else may be counted and added; ``bound(X, signs, v, passes)`` is the right second result."""
    return tuple(
        Mistake(id, words, lambda X, signs, v, passes, m=made: (m(X, signs, passes), bound(X, signs, v, passes)))
        for id, (words, made) in COUNTS.items()
    )

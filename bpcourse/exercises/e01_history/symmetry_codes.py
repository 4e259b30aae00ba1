"""The codes of mirror symmetry: sets of whole numbers of which no signed sum is zero, judged as sets.

A hidden unit that detects mirror symmetry has opposite weights in mirror places, of sizes w_1 ... w_k for k pairs.  A
pair adds 0 or ±w_i to its sum.  It recognises every pattern when the sum is 0 for symmetric patterns alone: when no
choice of coefficients -1, 0, 1, except all 0, gives Σ c_i w_i = 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, combinations_with_replacement

import numpy as np

from bpcourse.exercises.e01_history.code_slips import (
    CODE_SITES,
    choices,
    increasing,
    some_sum_vanishes,
    without_common_factor,
)
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.form import in_kind
from bpcourse.tasks.functions import REMEMBERS
from bpcourse.tasks.words import Diagnosis

Array = np.ndarray
Code = tuple[int, ...]
LARGEST = 10**6  # of a number in an answer: the largest that can be right is 12


def vanishing_sum(code: Code) -> Code | None:
    """Return coefficients -1, 0, 1, the first that is not 0 positive, of a sum that is zero, or None."""
    signs = choices(len(code))
    vanishing = signs[signs @ np.array(code) == 0]
    return tuple(vanishing[0].tolist()) if len(vanishing) else None


def symmetry_codes(
    k: int,
    n: int,
    *,
    candidates=increasing,
    fails=some_sum_vanishes,
    kept=without_common_factor,
    listed=lambda codes: codes,
) -> Array:
    """Return all codes, a row each, sorted; each keyword is a piece that a slip may replace.

    ``fails(codes)`` says of each row whether a sum of it vanishes, ``kept(codes)`` whether it is no multiple.
    """
    codes = candidates(k, n)
    return in_order(listed(codes[~fails(codes) & kept(codes)]))


def in_order(codes: Array) -> Array:
    """Return rows in their order, the first number first: lists of codes are compared as sets."""
    return codes[np.lexsort(codes.T[::-1])]


def _with_zero(k: int, n: int) -> Array:
    """Return the codes of k and of k - 1 numbers, those with a 0 in front."""
    shorter = symmetry_codes(k - 1, n)
    return np.vstack([np.insert(shorter, 0, 0, axis=1), symmetry_codes(k, n)])


def _with_equal_numbers(k: int, n: int) -> Array:
    """Return the codes when no number is set against an equal one."""
    rows = combinations_with_replacement(range(1, n + 1), k)
    return np.array([row for row in rows if np.gcd.reduce(row) == 1 and not _unequal_sum(row)])


def _unequal_sum(row: Code) -> bool:
    """Return whether a sum of distinct numbers vanishes, or of some others than w themselves is w."""
    distinct = tuple(sorted(set(row)))
    subsets = [rest for size in range(1, len(row)) for rest in combinations(row, size)]
    return vanishing_sum(distinct) is not None or any(sum(rest) == w for rest in subsets for w in row if w not in rest)


CODE_MISTAKES = (
    Mistake(
        "powers-of-two",
        "Only 1, 2, 4 ... is found, which is one code of several. Is the return inside the loop?",
        lambda k, n: np.array([[2**i for i in range(k)]]),
    ),
    Mistake(
        "those-that-fail",
        "These are the tuples that fail: each has a sum that vanishes.",
        lambda k, n: symmetry_codes(k, n, fails=lambda codes: ~some_sum_vanishes(codes)),
    ),
    Mistake(
        "equal-numbers",
        "Two equal numbers are allowed. With coefficients 1 and -1 they cancel.",
        _with_equal_numbers,
    ),
    Mistake(
        "zero-included",
        "0 is among the numbers. A weight of size 0 does not see its pair at all.",
        _with_zero,
    ),
    Mistake(
        "as-in-the-example",
        "These are the codes of the example. Others have other numbers of pairs, and other largest numbers.",
        lambda k, n: np.array([[1, 2, 4], [2, 3, 4]]),
    ),
)


# --- the judgement


def _tuples(codes) -> list[Code] | None:
    """Return the answer as a list of tuples of whole numbers, none of them huge, or None where it is none."""
    if not isinstance(codes, (list, tuple, set, frozenset, np.ndarray)):
        return None
    try:
        rows = [tuple(row) for row in codes]
        whole = [tuple(int(w) for w in row) for row in rows]
    except (TypeError, ValueError, OverflowError):
        return None
    huge = any(abs(w) > LARGEST for row in whole for w in row)
    return whole if not huge and all(a == b for a, b in zip(whole, rows, strict=True)) else None


def form_of(codes, k: int) -> Diagnosis | None:
    """Return what is wrong with how an answer is built, or None."""
    if codes is None:
        return Diagnosis("returns-nothing", "The function returns None. Is a return missing?")
    text = f"It must return a list of tuples of {k} whole numbers, such as {tuple(range(1, k + 1))}"
    if (found := _tuples(codes)) is None:
        return Diagnosis("form", f"{text}; got {in_kind(codes)}.")
    sizes = {len(code) for code in found} | {k}
    if len(sizes) > 1 and any(len(code) == k for code in found):
        return Diagnosis("remembers-between-calls", REMEMBERS)  # codes of other sizes come from other calls
    return Diagnosis("form", f"{text}.") if len(sizes) > 1 else None


def problem(found: list[Code], k: int, n: int) -> Diagnosis | None:
    """Return what is wrong with a list of codes, or None when it is right."""
    right = [tuple(code) for code in symmetry_codes(k, n).tolist()]
    if set(found) == set(right):
        return Diagnosis("listed-twice", "A code is listed more than once.") if len(found) > len(right) else None
    if sorted(set(map(_sorted, found))) == right:
        return Diagnosis("not-increasing", "The codes are right; list the numbers of each in increasing order.")
    if not found:
        text = "The list is empty. With all coefficients 0 every sum is 0: leave this one choice out of the test."
        return Diagnosis("all-zero-counted", text)
    for code in found:
        if code not in right:
            return _does_not_belong(code, n)
    missing = next(code for code in right if code not in found)
    return Diagnosis("unknown", f"{missing} is missing: no signed sum of its numbers is zero.")


def _sorted(code: Code) -> Code:
    return tuple(sorted(code))


def _does_not_belong(code: Code, n: int) -> Diagnosis:
    if min(code) < 1 or max(code) > n:
        return Diagnosis("out-of-range", f"{code} is in the list; the numbers go from 1 to {n}.")
    if signs := vanishing_sum(code):
        terms = [f"{'+' if s > 0 else '-'} {w}" for s, w in zip(signs, code, strict=True) if s]
        return Diagnosis("unknown", f"{code} is in the list, but {' '.join(terms).removeprefix('+ ')} = 0.")
    if list(code) != sorted(code):
        text = f"{code} is in the list. Each code is listed once, in increasing order."
    else:
        text = f"{code} is in the list, but its numbers have a common factor."
    return Diagnosis("unknown", text)


class CodesTask(FunctionTask):
    """A list of codes to write, in any order; it is compared as an array, a row for each code."""

    def _called(self, answer, arguments: tuple) -> tuple[Array | None, bool, Diagnosis | None]:
        codes, changed, failure = super()._called(answer, arguments)
        failure = failure or form_of(codes, arguments[0])
        return None if failure else in_order(np.array(_tuples(codes), int).reshape(-1, arguments[0])), changed, failure

    def _compared(self, got, expected, arguments: tuple, changed: bool) -> Diagnosis | None:  # noqa: ARG002
        return problem([tuple(code) for code in got.tolist()], *arguments)

    def _exchanged(self, seen) -> Iterator[Mistake]:  # noqa: ARG002
        return iter(())  # nobody asks for codes of nine pairs


def _drawn(k: int, low: int, high: int):
    return lambda rng: (k, int(rng.integers(low, high + 1)))


SYMMETRY_CODES = CodesTask(
    id="01.6",
    title="All codes for mirror symmetry",
    misconceptions='only "a + b is not c"; two against two overlooked; equal numbers, multiples',
    answer="symmetry_codes",
    difficulty=3,
    minutes=25,
    section="lesson 1b, section 2",
    oracle=symmetry_codes,
    sites=CODE_SITES,
    parts=(
        Part("three pairs", 1.0, _drawn(3, 8, 12)),
        Part("two pairs", 0.25, _drawn(2, 6, 9), telling=False),
        Part("four pairs", 1.25, _drawn(4, 9, 11)),
    ),
    mistakes=CODE_MISTAKES,
    hints=(
        "combinations(range(1, n + 1), k) gives all increasing tuples; product((-1, 0, 1), repeat=k) all coefficients.",
        "A tuple fails when some choice of coefficients, other than all 0, makes Σ c_i w_i zero.",
        "Leave out what has a common factor: math.gcd(*code) must be 1.",
    ),
    insight=(
        "Training found two of these: 71 % of the 170 runs that learnt came near 1, 2, 4 and 29 % near 2, 3, 4 "
        "(lesson 1b, section 2)."
    ),
)

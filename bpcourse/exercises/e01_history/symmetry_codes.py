"""The codes of mirror symmetry: sets of whole numbers of which no signed sum is zero, judged as sets.

A hidden unit that detects mirror symmetry has opposite weights in mirror places, of sizes w_1 ... w_k for k pairs.  A
pair adds 0 or ±w_i to its sum.  It recognises every pattern when the sum is 0 for symmetric patterns alone: when no
choice of coefficients -1, 0, 1, except all 0, gives Σ c_i w_i = 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations, combinations_with_replacement, permutations, product
from math import gcd

import numpy as np

from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.words import Diagnosis

Code = tuple[int, ...]


def vanishing_sum(code: Code) -> Code | None:
    """Return coefficients -1, 0, 1, the first that is not 0 positive, of a sum that is zero, or None."""
    for signs in product((1, 0, -1), repeat=len(code)):
        if any(signs) and sum(s * w for s, w in zip(signs, code, strict=True)) == 0:
            return signs
    return None


def symmetry_codes(k: int, n: int) -> list[Code]:
    """Return all increasing tuples of k whole numbers from 1 to n without a vanishing sum and a common factor."""
    increasing = combinations(range(1, n + 1), k)
    return [code for code in increasing if gcd(*code) == 1 and not vanishing_sum(code)]


# --- what the known mistakes make


def _with_test(is_code: Callable[[Code], bool], drawn: Callable[[int, int], Iterable[Code]] | None = None):
    """Return the mistake of another test, or of other candidates."""

    def made(k: int, n: int) -> list[Code]:
        candidates = drawn(k, n) if drawn else combinations(range(1, n + 1), k)
        return [code for code in candidates if gcd(*code) == 1 and is_code(code)]

    return made


def _is_code(code: Code) -> bool:
    return vanishing_sum(code) is None


def _all_terms_only(code: Code) -> bool:
    return all(sum(s * w for s, w in zip(signs, code, strict=True)) for signs in product((1, -1), repeat=len(code)))


def _largest_against_the_rest(code: Code) -> bool:
    return sum(code[:-1]) != code[-1]


def _one_against_two(code: Code) -> bool:
    return not any(a + b == c for a, b, c in combinations(code, 3))


def _one_against_some(code: Code) -> bool:
    subsets = [rest for size in range(1, len(code)) for rest in combinations(code, size)]
    return not any(sum(rest) == w for rest in subsets for w in code if w not in rest)


def _super_increasing(code: Code) -> bool:
    return all(sum(code[:i]) < code[i] for i in range(1, len(code)))


def _equal_allowed(code: Code) -> bool:
    """Return whether no vanishing sum is found when a number is never set against an equal one."""
    distinct = tuple(sorted(set(code)))
    return vanishing_sum(distinct) is None and _one_against_some(code)


def _not_coprime(k: int, n: int) -> list[Code]:
    return [code for code in combinations(range(1, n + 1), k) if not vanishing_sum(code)]


MISTAKES = (
    Mistake(
        "all-terms-only",
        "Only sums with all the numbers are tested. A pair may also be symmetric by itself and add nothing: its "
        "coefficient is then 0.",
        _with_test(_all_terms_only),
    ),
    Mistake(
        "largest-against-the-rest",
        "One relation is tested, that the largest is not the sum of all the others. There are more sums that vanish.",
        _with_test(_largest_against_the_rest),
    ),
    Mistake(
        "one-against-two",
        "Tested is only whether a number is the sum of two others. With four numbers there are longer sums too, such "
        "as 1 + 2 + 4 - 7 and 1 + 4 - 2 - 3.",
        _with_test(_one_against_two),
    ),
    Mistake(
        "one-against-some",
        "Tested is only whether one number is the sum of some others. Two may also balance two, as in 1 + 4 = 2 + 3.",
        _with_test(_one_against_some),
    ),
    Mistake(
        "super-increasing",
        "Only codes are found in which each number is larger than all before it together. That is enough, but not "
        "needed: with 2, 3, 4 no signed sum is zero either.",
        _with_test(_super_increasing),
    ),
    Mistake(
        "powers-of-two",
        "Only 1, 2, 4 ... is found. It is one code of several, as the runs of the lesson show.",
        _with_test(lambda code: code == tuple(2**i for i in range(len(code)))),
    ),
    Mistake(
        "nothing-tested",
        "No tuple is thrown out. A sum vanishes with coefficients 1 and -1: a sum of positive numbers never does.",
        _with_test(lambda code: True),
    ),
    Mistake(
        "those-that-fail",
        "These are the tuples that fail: each has a sum that vanishes.",
        _with_test(lambda code: not _is_code(code)),
    ),
    Mistake(
        "equal-numbers",
        "Two equal numbers are allowed. With coefficients 1 and -1 they cancel.",
        _with_test(_equal_allowed, lambda k, n: combinations_with_replacement(range(1, n + 1), k)),
    ),
    Mistake(
        "every-order",
        "Each code is listed in every order. One is enough, the increasing one.",
        lambda k, n: [order for code in symmetry_codes(k, n) for order in permutations(code)],
    ),
    Mistake(
        "multiples",
        "Multiples are listed too: 2, 4, 8 is the code 1, 2, 4 with another unit. Leave out those with a common "
        "factor.",
        _not_coprime,
    ),
    Mistake(
        "pairwise-coprime",
        "Too much is left out: a common factor of *all* the numbers makes a multiple. Two of them may share one, as 2 "
        "and 4 do in 2, 3, 4.",
        _with_test(lambda code: _is_code(code) and all(gcd(a, b) == 1 for a, b in combinations(code, 2))),
    ),
    Mistake(
        "zero-included",
        "0 is among the numbers. A weight of size 0 does not see its pair at all.",
        _with_test(lambda code: _is_code(tuple(w for w in code if w)), lambda k, n: combinations(range(n + 1), k)),
    ),
    Mistake(
        "n-left-out",
        "The largest number n is left out: range(1, n) ends at n - 1.",
        lambda k, n: symmetry_codes(k, n - 1),
    ),
)
WORDS = {mistake.id: mistake.words for mistake in MISTAKES}


# --- the judgement


def _tuples(codes) -> list[Code] | None:
    """Return the answer as a list of tuples of whole numbers, or None where it is none."""
    if not isinstance(codes, (list, tuple, set, frozenset, np.ndarray)):
        return None
    try:
        rows = [tuple(row) for row in codes]
        whole = [tuple(int(w) for w in row) for row in rows]
    except (TypeError, ValueError):
        return None
    return whole if all(a == b for a, b in zip(whole, rows, strict=True)) else None


def problem(codes, k: int, n: int) -> Diagnosis | None:
    """Return what is wrong with a list of codes, or None when it is right."""
    if codes is None:
        return Diagnosis("returns-nothing", "The function returns None. Is a return missing?")
    found = _tuples(codes)
    if found is None or any(len(code) != k for code in found):
        return Diagnosis(
            "form", f"It must return a list of tuples of {k} whole numbers, such as {tuple(range(1, k + 1))}."
        )
    right = symmetry_codes(k, n)
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
    return Diagnosis("missing", f"{missing} is missing: no signed sum of its numbers is zero.")


def _sorted(code: Code) -> Code:
    return tuple(sorted(code))


def _does_not_belong(code: Code, n: int) -> Diagnosis:
    if min(code) < 1 or max(code) > n:
        return Diagnosis("out-of-range", f"{code} is in the list; the numbers go from 1 to {n}.")
    if signs := vanishing_sum(code):
        terms = [f"{'+' if s > 0 else '-'} {w}" for s, w in zip(signs, code, strict=True) if s]
        return Diagnosis("sum-vanishes", f"{code} is in the list, but {' '.join(terms).removeprefix('+ ')} = 0.")
    if list(code) != sorted(code):
        return Diagnosis("every-order", WORDS["every-order"])
    return Diagnosis("multiples", WORDS["multiples"])


class CodesTask(FunctionTask):
    """A list of codes to write, in any order."""

    def examine_part(self, part: Part, answer, rng: np.random.Generator) -> Diagnosis | None:
        """Call the answer with fresh k and n and judge the list."""
        k, n = part.draw(rng)
        try:
            codes = answer.call(k, n)
        except AnswerFailed as failure:
            return Diagnosis("raises", f"It stopped with {failure}")
        except ArgumentsChanged as changes:  # two numbers: nobody can change them
            codes = changes.value
        if found := problem(codes, k, n):
            return self._recognised(codes, k, n) or found
        return None

    def _recognised(self, codes, k: int, n: int) -> Diagnosis | None:
        """Return the mistake of the catalogue that gives exactly these codes."""
        if not (found := _tuples(codes)):
            return None
        for mistake in self.mistakes:
            if sorted(found) == sorted(mistake.make(k, n)):
                return Diagnosis(mistake.id, mistake.words)
        return None


def _drawn(k: int, low: int, high: int):
    return lambda rng: (k, int(rng.integers(low, high + 1)))


SYMMETRY_CODES = CodesTask(
    id="01.6",
    title="All codes for mirror symmetry",
    answer="symmetry_codes",
    difficulty=3,
    minutes=25,
    section="lesson 1b, section 2",
    oracle=symmetry_codes,
    parts=(
        Part("three pairs", 1.0, _drawn(3, 8, 12)),
        Part("two pairs", 0.25, _drawn(2, 5, 9)),
        Part("four pairs", 1.25, _drawn(4, 9, 11)),
    ),
    mistakes=MISTAKES,
    hints=(
        "combinations(range(1, n + 1), k) gives all increasing tuples; product((-1, 0, 1), repeat=k) all coefficients.",
        "A tuple fails when some choice of coefficients, other than all 0, makes Σ c_i w_i zero.",
        "Leave out what has a common factor: math.gcd(*code) must be 1.",
    ),
)

"""The slips of task 01.6: which tuples are tried, which sums are tested, what counts as a multiple."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import combinations, permutations, product

import numpy as np

from bpcourse.tasks.slips import Site, Slip

Array = np.ndarray


@lru_cache(8)
def choices(k: int) -> Array:
    """Return all coefficients -1, 0, 1 of k numbers, a row each, not all 0; of c and -c that which begins with 1."""
    rows = np.array(list(product((1, 0, -1), repeat=k)))
    return rows[: len(rows) // 2]


@lru_cache(64)
def _rows(how: Callable, first: int, last: int, k: int) -> Array:
    return np.array(list(how(range(first, last + 1), k))).reshape(-1, k)


def increasing(k: int, n: int) -> Array:
    """Return all increasing rows of k whole numbers from 1 to n."""
    return _rows(combinations, 1, n, k)


def some_sum_vanishes(codes: Array) -> Array:
    """Return of each row whether a sum with coefficients -1, 0, 1 vanishes."""
    return _vanishes(codes, choices(codes.shape[1]))


def without_common_factor(codes: Array) -> Array:
    """Return of each row whether its numbers have no common factor."""
    return np.gcd.reduce(codes, axis=1) == 1


def _vanishes(codes: Array, signs: Array) -> Array:
    return (codes @ signs.T == 0).any(axis=1)


def _only(wanted: Callable[[Array, Array], Array]):
    """Return a test of some sums only: ``wanted(plus, minus)``, how many coefficients are 1 and -1 in each choice."""

    def fails(codes: Array) -> Array:
        signs = choices(codes.shape[1])
        return _vanishes(codes, signs[wanted((signs > 0).sum(axis=1), (signs < 0).sum(axis=1))])

    return fails


def _not_super_increasing(codes: Array) -> Array:
    before = np.cumsum(codes, axis=1)[:, :-1]
    return (before >= codes[:, 1:]).any(axis=1)


def _differences_repeat(codes: Array) -> Array:
    pairs = list(combinations(range(codes.shape[1]), 2))
    differences = np.sort(np.stack([np.abs(codes[:, i] - codes[:, j]) for i, j in pairs], axis=1), axis=1)
    return (np.diff(differences, axis=1) == 0).any(axis=1)


def _with_coefficients_up_to_2(codes: Array) -> Array:
    rows = np.array([row for row in product((-2, -1, 0, 1, 2), repeat=codes.shape[1]) if any(row)])
    return _vanishes(codes, rows)


def _pairs_coprime(codes: Array) -> Array:
    pairs = combinations(range(codes.shape[1]), 2)
    return np.all([np.gcd(codes[:, i], codes[:, j]) == 1 for i, j in pairs], axis=0)


def _in_order(k: int) -> Array:
    """Return the choices of signs that rise or fall from the first number to the last."""
    steps = np.diff(choices(k))
    return choices(k)[(steps >= 0).all(axis=1) | (steps <= 0).all(axis=1)]


def _without_gaps(k: int) -> Array:
    """Return the choices of signs in which no number between two others is left out."""
    rows = choices(k)
    inner = np.maximum.accumulate(rows != 0, axis=1) & np.maximum.accumulate((rows != 0)[:, ::-1], axis=1)[:, ::-1]
    return rows[(inner == (rows != 0)).all(axis=1)]


def _none(codes: Array) -> Array:
    return np.zeros(len(codes), bool)


TESTS = (
    Slip(
        "all-terms-only",
        "only sums with all the numbers are tested. A pair may also be symmetric by itself and add nothing: its "
        "coefficient is then 0.",
        lambda codes: _only(lambda plus, minus: plus + minus == codes.shape[1])(codes),
    ),
    Slip(
        "largest-against-the-rest",
        "one relation is tested, that the largest is not the sum of all the others. There are more sums that vanish.",
        lambda codes: 2 * codes.max(axis=1) == codes.sum(axis=1),
    ),
    Slip(
        "one-against-two",
        "tested is only whether a number is the sum of two others. With four numbers there are longer sums too, "
        "such as "
        "1 + 2 + 4 - 7 and 1 + 4 - 2 - 3.",
        _only(lambda plus, minus: (plus + minus == 3) & (plus * minus > 0)),
    ),
    Slip(
        "one-against-some",
        "tested is only whether one number is the sum of some others. Two may also balance two, as in 1 + 4 = 2 + 3.",
        _only(lambda plus, minus: np.minimum(plus, minus) == 1),
    ),
    Slip(
        "two-against-two",
        "tested is only whether two numbers balance two others. One may also be the sum of some others.",
        _only(lambda plus, minus: (plus == 2) & (minus == 2)),
    ),
    Slip(
        "first-three-only",
        "only the first three numbers are tested. The code has k of them.",
        lambda codes: some_sum_vanishes(codes[:, :3]),
    ),
    Slip(
        "last-three-only",
        "only the last three numbers are tested. The code has k of them.",
        lambda codes: some_sum_vanishes(codes[:, -3:]),
    ),
    Slip(
        "signs-in-order-only",
        "only coefficients in rising order have been tried, -1 before 0 before 1. Each number may have each of them: "
        "most sums are left out here.",
        lambda codes: _vanishes(codes, _in_order(codes.shape[1])),
    ),
    Slip(
        "neighbours-only",
        "only numbers that follow each other have been added and subtracted. Any of them may be left out.",
        lambda codes: _vanishes(codes, _without_gaps(codes.shape[1])),
    ),
    Slip(
        "super-increasing",
        "only codes are found in which each number is larger than all before it together. That is enough, but not "
        "needed: with 2, 3, 4 no signed sum is zero either.",
        _not_super_increasing,
    ),
    Slip(
        "differences-distinct",
        "tested is whether all differences of two numbers are distinct. That counts a number twice, as in 1 + 3 = 2 "
        "+ 2, "
        "and overlooks longer sums.",
        _differences_repeat,
    ),
    Slip(
        "coefficients-up-to-2",
        "coefficients 2 and -2 are tried too, so too much is thrown out. A pair adds 0, +w or -w.",
        _with_coefficients_up_to_2,
    ),
    Slip(
        "doubles-thrown-out",
        "codes are thrown out in which one number is twice another, such as 1, 2, 4. Each number counts once at most.",
        lambda codes: some_sum_vanishes(codes) | (2 * codes[:, :, None] == codes[:, None, :]).any(axis=(1, 2)),
    ),
    Slip(
        "nothing-tested",
        "no tuple is thrown out. A sum vanishes with coefficients 1 and -1: a sum of positive numbers never does.",
        _none,
    ),
)

CODE_SITES = (
    Site("fails", TESTS),
    Site(
        "kept",
        (
            Slip(
                "multiples",
                "multiples are listed too: 2, 4, 8 is the code 1, 2, 4 with another unit. Leave out those with a "
                "common "
                "factor.",
                lambda codes: ~_none(codes),
            ),
            Slip(
                "pairwise-coprime",
                "too much is left out: a common factor of *all* the numbers makes a multiple. Two of them may share "
                "one, "
                "as 2 and 4 do in 2, 3, 4.",
                _pairs_coprime,
            ),
            Slip(
                "first-two-coprime",
                "the common factor of the first two numbers alone is looked at. It must divide all of them.",
                lambda codes: np.gcd(codes[:, 0], codes[:, 1]) == 1,
            ),
            Slip(
                "neighbours-coprime",
                "too much is left out: neighbours may have a common factor, as 2 and 4 have in 1, 2, 4. All must "
                "have it.",
                lambda codes: (np.gcd(codes[:, 1:], codes[:, :-1]) == 1).all(axis=1),
            ),
            Slip(
                "first-and-last-coprime",
                "the common factor of the first and the last number alone is looked at. It must divide all of them.",
                lambda codes: np.gcd(codes[:, 0], codes[:, -1]) == 1,
            ),
            Slip(
                "divisible-by-the-first",
                "left out are those that are multiples of their first number. 3, 6, 12 is one, but 6, 9, 12 is a "
                "multiple "
                "too: look for any common factor.",
                lambda codes: ((codes % codes[:, :1]) != 0).any(axis=1) | (codes[:, 0] == 1),
            ),
            Slip(
                "even-only",
                "left out are those of which all numbers are even. Other common factors make multiples too.",
                lambda codes: (codes % 2 == 1).any(axis=1),
            ),
            Slip(
                "even-anywhere",
                "too much is left out: an even number is no fault, only a factor that all numbers share.",
                lambda codes: (codes % 2 == 1).all(axis=1),
            ),
            Slip(
                "beginning-with-1",
                "only codes with a 1 are listed. 2, 3, 4 has no common factor either.",
                lambda codes: codes[:, 0] == 1,
            ),
            Slip(
                "only-multiples",
                "only the multiples are listed: those with a common factor are to be left out.",
                lambda codes: ~without_common_factor(codes),
            ),
        ),
    ),
    Site(
        "candidates",
        (
            Slip(
                "n-left-out",
                "the largest number n is left out: range(1, n) ends at n - 1.",
                lambda k, n: _rows(combinations, 1, n - 1, k),
            ),
            Slip(
                "beyond-n",
                "the numbers go one too far: range(1, n + 1) ends at n.",
                lambda k, n: _rows(combinations, 1, n + 1, k),
            ),
            Slip("1-left-out", "1 is left out: the numbers go from 1 to n.", lambda k, n: _rows(combinations, 2, n, k)),
            Slip(
                "every-order",
                "each code is listed in every order. One is enough, the increasing one.",
                lambda k, n: _rows(permutations, 1, n, k),
            ),
            Slip(
                "neighbours-only",
                "only runs of neighbouring numbers are tried. Any k different numbers may be a code.",
                lambda k, n: np.array([range(w, w + k) for w in range(1, n - k + 2)]),
            ),
        ),
    ),
    Site(
        "listed",
        (
            Slip("last-only", "one code only, the last: each one overwrites the one before.", lambda codes: codes[-1:]),
            Slip("first-code-left-out", "the first code is missing.", lambda codes: codes[1:]),
            Slip("last-code-left-out", "the last code is missing.", lambda codes: codes[:-1]),
            Slip("twice", "each code is listed twice.", lambda codes: np.vstack([codes, codes])),
        ),
    ),
)

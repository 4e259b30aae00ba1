"""Sums with other factors: a piece is a sum of terms, and each of them may have a factor that it should not have.

From the terms of a sum and the factors that are at hand (η, β, 1 - β, m, ½) follow all sums with one or more of them
wrong.  The words say which term has got which factor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from bpcourse.tasks.slips import Slip

MOST = 2  # factors that are wrong at once
Factors = Mapping[str, Callable]


class Term(NamedTuple):
    """A term of a sum: how a learner knows it, the factor that belongs to it by its name, and those it may get.

    A factor is a function with the arguments of the piece.  Two names may stand for the same number in some draws.
    """

    name: str
    right: str
    factors: Factors


def other_factors(id: str, terms: Sequence[Term], build: Callable[..., Callable], ending: str = "") -> Iterator[Slip]:
    """Yield a slip for every choice of factors with one or two wrong ones; ``build(*factors)`` makes the piece."""
    choices = product(*(term.factors for term in terms))
    for names in sorted(choices, key=lambda names: len(_wrong(terms, names))):
        if 0 < len(wrong := _wrong(terms, names)) <= MOST:
            factors = [term.factors[name] for term, name in zip(terms, names, strict=True)]
            yield Slip(id, _words(wrong, ending), build(*factors))


def _wrong(terms: Sequence[Term], names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the terms that have a wrong factor, each with it."""
    return [(term.name, name) for term, name in zip(terms, names, strict=True) if name != term.right]


def _words(wrong: Sequence[tuple[str, str]], ending: str) -> str:
    told = [f"{term} is missing" if factor == "0" else f"{term} has the factor {factor}" for term, factor in wrong]
    return f"{', and '.join(told)}. {ending}".strip()

"""A slip that is made at some calls of a piece only: in the last layer, in the first step, in all but one.

Whoever writes the ends of a loop apart from the rest mends the slip in one place and leaves it in the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bpcourse.tasks.general import Once
from bpcourse.tasks.general_sites import general_sites
from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.slips import Choice, Site, choices_of, sentence
from bpcourse.tasks.substitutions import pieces_of
from bpcourse.tasks.words import in_words

MOST = 1200  # that are tried
GENERAL = ("-missing", "-left-out", "-negative", "-doubled", "-halved")  # what is done to any piece


class Times(NamedTuple):
    """Some of the calls of a piece: an id, a sentence, and whether a call, of so many, is one of them."""

    id: str
    words: str
    holds: Callable[[int, int], bool]


WHEN = (
    Times(
        "at first",
        "This is so only the first time, in the first layer or step that the program comes to.",
        lambda call, calls: call == 0,
    ),
    Times(
        "at last",
        "This is so only the last time, in the last layer or step that the program comes to.",
        lambda call, calls: call == calls - 1,
    ),
    Times(
        "later",
        "This is so in every layer or step but the first that the program comes to.",
        lambda call, calls: call > 0,
    ),
    Times(
        "until the last",
        "This is so in every layer or step but the last that the program comes to.",
        lambda call, calls: call < calls - 1,
    ),
    Times(
        "between",
        "This is so only between the first and the last layer or step that the program comes to.",
        lambda call, calls: 0 < call < calls - 1,
    ),
)


def at_times(
    oracle: Callable, sites: Sequence[Site], examples: Sequence[tuple], inner: Sequence[Callable] = ()
) -> Iterator[Mistake]:
    """Yield each slip of a piece that is called several times, made at some of these calls.

    Args:
        oracle: the function that is right.
        sites: its pieces with their slips; to those that are called something, what is done to any piece as well.
        examples: what it is called with.
        inner: functions whose keywords the oracle passes on.
    """
    pieces = {keyword: piece.function for keyword, piece in pieces_of((oracle, *inner)).items()}
    calls = Once(lambda *arguments: _calls(oracle, pieces, arguments))
    often = {keyword for keyword in pieces if any(calls(*arguments)[keyword] > 1 for arguments in examples)}
    choices = [one for one in _choices(oracle, sites) if one[0].keyword in often and callable(one[1].piece)]
    for choice in choices[: MOST // len(WHEN)]:
        for when in WHEN:
            yield _mistake(oracle, choice, pieces[choice[0].keyword], when, calls)


def _choices(oracle: Callable, sites: Sequence[Site]) -> list[Choice]:
    general = [one for one in choices_of(general_sites(oracle, sites)) if one[1].id.endswith(GENERAL)]
    return [*choices_of(sites), *general]


def _calls(oracle: Callable, pieces: dict[str, Callable], arguments: tuple) -> dict[str, int]:
    """Return how often each piece is called for arrays in the right run."""
    counts = dict.fromkeys(pieces, 0)

    def counted(keyword: str) -> Callable:
        def piece(*inputs, **named):
            value = pieces[keyword](*inputs, **named)
            counts[keyword] += not isinstance(value, (int, float, np.number))
            return value

        return piece

    oracle(*arguments, **{keyword: counted(keyword) for keyword in pieces})
    return counts


def _mistake(oracle: Callable, choice: Choice, right: Callable, when: Times, calls: Once) -> Mistake:
    site, slip = choice
    words = in_words([sentence(slip.words, [site.where] if site.where else ())])
    return Mistake(f"{slip.id} ({when.id})", f"{words} {when.words}", _made(oracle, choice, right, when, calls))


def _made(oracle: Callable, choice: Choice, right: Callable, when: Times, calls: Once) -> Callable:
    site, slip = choice

    def made(*arguments):
        call, of = -1, calls(*arguments)[site.keyword]

        def piece(*inputs, **named):
            nonlocal call
            call += 1
            return (slip.piece if when.holds(call, of) else right)(*inputs, **named)

        return oracle(*arguments, **{site.keyword: piece})

    return made

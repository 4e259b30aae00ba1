"""The form of an entry: a mistake that a learner really made, written anew as an answer to one of our tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Mistake(NamedTuple):
    """A mistake from the public.

    ``source`` is where it was seen: repository#number of an issue or a pull request, or a site and its question;
    ``answer`` is the function or the dictionary that this learner would have handed in for ``task``.
    """

    id: str
    source: str
    words: str
    task: str
    answer: Callable | dict


def collector(mistakes: list[Mistake]) -> Callable:
    """Return ``note(id, task, source, words)``, which puts the answer that it is given then into the list."""

    def note(id: str, task: str, source: str, words: str) -> Callable:
        def keep(answer):
            mistakes.append(Mistake(id, source, words, task, answer))
            return answer

        return keep

    return note

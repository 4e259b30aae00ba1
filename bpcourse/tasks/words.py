"""What is said of an answer: a diagnosis, and the sizes that an answer may be off by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnosis:
    """A mistake by its id, and in words for the learner, which begin with what is ``seen``: the place, the shape."""

    mistake: str
    message: str
    seen: str = ""


@dataclass(frozen=True)
class Scale:
    """A number that a wrong answer may be off by, such as the batch size: its value, its id and what it is called."""

    value: float
    mistake: str
    name: str


def seen_as(mistake: str, seen: str, words: str = "") -> Diagnosis:
    """Return a diagnosis that says first what is seen, then what it is."""
    return Diagnosis(mistake, f"{seen} {words}".strip(), seen)


def in_words(sentences: Sequence[str]) -> str:
    """Return one thing that is wrong as it is, two of them numbered."""
    if len(sentences) == 1:
        return sentences[0]
    return " ".join(["Two slips at once.", *(f"({i}) {words}" for i, words in enumerate(sentences, 1))])


def places(right: Sequence[str], wrong: Sequence[str]) -> str:
    """Return which results are right and which are wrong, "" unless there are some of both."""
    fine = [name for name in right if name not in wrong]
    return f"{', '.join(fine)}: right. Wrong: {', '.join(wrong)}." if fine else ""

"""What is said of an answer: a diagnosis, and the sizes that an answer may be off by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

AT_ONCE = "slips at once. (1) "
COUNTS = {2: "Two", 3: "Three", 4: "Four"}


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
    """Return one thing that is wrong as it is, several of them counted and numbered."""
    if len(sentences) == 1:
        return sentences[0]
    begun = f"{COUNTS.get(len(sentences), len(sentences))} {AT_ONCE}{sentences[0]}"
    return " ".join([begun, *(f"({i}) {words}" for i, words in enumerate(sentences[1:], 2))])


def apart(words: str) -> list[str]:
    """Return the words of ``in_words`` as lines: one for what is said first and one for each thing that is wrong."""
    return re.split(r" (?=\(\d\) )", words) if AT_ONCE in words else [words]


def of_result(result: str, words: str) -> str:
    """Return the words about one of several results after its name ("In grad_W: this is the transpose.")."""
    if words.startswith("In "):  # the place is named
        return words if words.startswith(f"In {result}:") else f"{result}: {words}"
    if words.startswith(f"{result} "):
        return words
    plain = words[0].isascii() and (words[1:2].islower() or words.startswith("A "))
    return f"In {result}: {words[0].lower() + words[1:] if plain else words}"


def of_results(told: dict[str, str]) -> list[str]:
    """Return the words about each result after its name; results of which the same is said are named together."""
    same: dict[str, list[str]] = {}
    for result, words in told.items():
        same.setdefault(words, []).append(result)
    return [of_result(" and ".join(results), words) for words, results in same.items()]


def places(right: Sequence[str], wrong: Sequence[str]) -> str:
    """Return which results are right and which are wrong, "" unless there are some of both."""
    fine = [name for name in right if name not in wrong]
    return f"{', '.join(fine)}: right. Wrong: {', '.join(wrong)}." if fine else ""

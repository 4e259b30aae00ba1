"""An example of each mistake, and the answers of which nobody could say what is wrong, so that the diagnosis can grow.

Examples are short and without comments, which may hold names; whose they are is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bpcourse.report.hand_ins import slips_of, to_mend
from bpcourse.report.statistics import MistakeCount
from bpcourse.report.tables import csv_text
from bpcourse.report.texts import shortened, without_comments
from bpcourse.tasks.results import UNNAMED

NOTHING_TO_LEARN = {"not-filled-in"}
MOST_ANSWER = 1500  # characters that are kept of an answer that nobody could name


class Example(NamedTuple):
    """What was said of a mistake, and an answer that made it ("" where results hold none)."""

    words: str
    source: str


class Unnamed(NamedTuple):
    """An answer that nobody could name: the task, what was seen (shape, raises, unknown ...), in words, the answer."""

    task: str
    seen: str
    words: str
    source: str
    number: int


class Examples:
    """Gathers examples from records, one after the other; the order in which they come changes nothing."""

    def __init__(self):
        self.titles, self.best, self.unnamed = {}, {}, {}

    def add(self, record: dict) -> None:
        """Look at a record for better examples than there are, and for answers that nobody could name."""
        for name, task in record["tasks"].items():
            self.titles[name] = task["title"]
            finding = to_mend(task)
            if finding is None:
                continue
            source = without_comments(str(task.get("answer", "")))
            for slip, words in _said(finding):
                self._offer((name, slip), "+" in finding["mistake"], Example(words, source))
            if finding["mistake"] in UNNAMED - NOTHING_TO_LEARN:
                self._keep((name, finding["mistake"], source[:MOST_ANSWER] or finding["message"]), finding["message"])

    def _keep(self, key: tuple[str, str, str], message: str) -> None:
        """Count an answer without a name; what was said of it differs with the inputs, and one of these is kept."""
        number, words = self.unnamed.get(key, (0, message))
        self.unnamed[key] = (number + 1, min(words, message))

    def _offer(self, key: tuple[str, str], joined: bool, example: Example) -> None:
        rank = (joined, not example.source, len(example.source), example)
        if key not in self.best or rank < self.best[key]:
            self.best[key] = rank

    def of(self, task: str, mistake: str) -> Example:
        """Return the example of a mistake: one that was made alone, with a short answer, if there is one."""
        *_, example = self.best.get((task, mistake), (Example("", ""),))
        return Example(example.words, shortened(example.source))

    def not_named(self) -> list[Unnamed]:
        """Return the answers that nobody could name, task by task, the most frequent first."""
        found = [
            Unnamed(task, seen, words, "" if source == words else source, number)
            for (task, seen, source), (number, words) in self.unnamed.items()
        ]
        return sorted(found, key=lambda one: (one.task, -one.number, one.seen, one.words, one.source))


def _said(finding: dict) -> Iterator[tuple[str, str]]:
    """Yield each slip of a finding with its words: of two at once, each its own."""
    slips, words = slips_of(finding["mistake"]), finding["message"]
    parts = re.split(r"\s*\(\d\) ", words)[1:] if len(slips) > 1 else []
    yield from zip(slips, parts if len(parts) == len(slips) else [words] * len(slips), strict=True)


def mistakes_csv(counts: Sequence[MistakeCount], examples: Examples, read: int) -> str:
    """Return the table of mistakes as text: a row a task and mistake; ``read`` is the number of hand-ins."""
    header = ["task", "title", "mistake", "named", "hand-ins", "percent", "with another", "words", "example"]
    return csv_text(header, (_row(one, examples, read) for one in counts))


def _row(one: MistakeCount, examples: Examples, read: int) -> list:
    example = examples.of(one.task, one.mistake)
    share = f"{100 * one.number / read:.1f}"
    about = [one.task, examples.titles[one.task], one.mistake, "yes" if one.named else "no"]
    return [*about, one.number, share, one.joined, example.words, example.source.replace("\n", " ⏎ ")]


def unnamed_csv(examples: Examples) -> str:
    """Return the table of what nobody could name as text: answers without the names of those who wrote them."""
    rows = (
        [one.task, one.seen, one.number, one.words, one.source.replace("\n", " ⏎ ")] for one in examples.not_named()
    )
    return csv_text(["task", "seen", "hand-ins", "words", "answer"], rows)

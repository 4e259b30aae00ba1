"""A drill at work: one question after the other, how many were right in a row, and when it gets harder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bpcourse.cards import boxed, paragraph, what_is_wrong
from bpcourse.drills.kinds import KINDS
from bpcourse.drills.question import Kind, drawn
from bpcourse.drills.typed import Unreadable
from bpcourse.learner import Shown
from bpcourse.sandboxed.answers import LocalAnswer
from bpcourse.tasks.judgement import plain

STEP = 3  # right answers, then it gets harder
BEGIN = f'drill("{KINDS[0].name}")'


class Drill:
    """A running drill of one kind; at the end of a cell it shows its question."""

    def __init__(self, kind: Kind, seed: int | None = None):
        self.kind, self.rng = kind, np.random.default_rng(seed)
        self.number, self.right, self.in_a_row = 0, 0, 0
        self._go_on()

    def answer(self, *given) -> Shown:
        """Return a card: right, with the next question, or the mistake by name, and the question again."""
        names = [part.name for part in self.question.task.parts]
        if not given:
            return _line(f"Type your answer between the brackets, like this: {self._call()}.")
        try:
            entries = self.question.read(given, names)
        except Unreadable as problem:
            return _line(f"{problem} Answer like this: {self._call()}.")
        except Exception as error:  # of an object that only looks like a number
            return _line(f"This cannot be read ({type(error).__name__}). Answer like this: {self._call()}.")
        result = self.question.task.examine(LocalAnswer(entries), self.rng)
        if result.mistake:
            self.in_a_row = 0
            return _card("wrong", "Not right yet.", [*what_is_wrong(self.question.task, result), *self._again()])
        self.right, self.in_a_row = self.right + 1, self.in_a_row + 1
        self._go_on()
        return _card("right", f"Right. {self.in_a_row} in a row.", self._asked())

    def solution(self) -> Shown:
        """Return a card with the answer and the way to it, and the next question."""
        way, section = self.question.way, self.question.task.section
        self.in_a_row = 0
        self._go_on()
        return _card("untouched", "The way to it:", [f"{way} ({section})", *self._asked()])

    def _go_on(self) -> None:
        self.question = drawn(self.kind.levels[self.level - 1], self.rng)
        self.number += 1

    @property
    def level(self) -> int:
        """Return how hard the questions are: 1 at first, one more after each few right answers."""
        return min(1 + self.right // STEP, len(self.kind.levels))

    def _asked(self) -> list[str]:
        level = f"level {self.level} of {len(self.kind.levels)}"
        return [
            f"{self.kind.name}, question {self.number}, {level}: {self.question.words}",
            f"Answer like this: {self._call()}",
        ]

    def _again(self) -> list[str]:
        return [
            self.question.words,
            f"Again, like this: {self._call()}. The way to it, and another question: drill.solution()",
        ]

    def _call(self) -> str:
        return f"drill.answer({self.question.form})"

    def card(self) -> Shown:
        """Return a card with the present question."""
        return _card("untouched", f"Drill: {self.kind.name}", self._asked())

    def __str__(self) -> str:
        return self.card().text

    def __repr__(self) -> str:
        return self.card().text

    def _repr_mimebundle_(self, **options) -> dict:
        return self.card()._repr_mimebundle_(**options)


class Drills:
    """What a learner calls ``drill``: it starts a drill, and hands answers to the one that was started last."""

    def __init__(self):
        self.running: Drill | None = None

    def __call__(self, kind: str = "", *, seed: int | None = None) -> Drill | Shown:
        """Return a new drill, ``drill("chain rule")``, or without a name a list of the kinds.

        ``seed`` makes its questions come again.
        """
        if isinstance(kind, str) and kind == "":
            return _card("untouched", "Drills: small tasks with fresh numbers, as many as you like.", _listed())
        found = [one for one in KINDS if isinstance(kind, str) and _meant(kind, one.name)]
        if len(found) != 1:
            return _line(f"There is no drill {repr(kind)[:40]}. There are {_names()}. Write: {BEGIN}.")
        try:
            self.running = Drill(found[0], seed)
        except (TypeError, ValueError):
            return _line("The seed must be a whole number of 0 or more, for example seed=1.")
        return self.running

    def answer(self, *given) -> Shown:
        """Return a card about an answer to the question of the drill that runs: ``drill.answer(0.25)``."""
        return self.running.answer(*given) if self.running else _none_runs()

    def solution(self) -> Shown:
        """Return a card with the answer to the question of the drill that runs, and the next one."""
        return self.running.solution() if self.running else _none_runs()

    def __repr__(self) -> str:
        return f"drill: write drill() for the kinds that there are, or {BEGIN} to begin"


def _meant(typed: str, name: str) -> bool:
    word = plain(typed).replace("δ", "delta").replace("optimiser", "optimizer")
    return word != "" and word in plain(name)


def _names() -> str:
    return ", ".join(f'"{kind.name}"' for kind in KINDS)


def _listed() -> list[str]:
    return [f'drill("{kind.name}"): {kind.about}' for kind in KINDS]


def _none_runs() -> Shown:
    return _line(f"No drill is running. Begin with {BEGIN}; drill() lists the kinds.")


def _line(words: str) -> Shown:
    return Shown(words)


def _card(state: str, first: str, lines: Sequence[str]) -> Shown:
    html = [paragraph(first, bold=True), *map(paragraph, lines)]
    return Shown("\n".join([first, *lines]), boxed(state, html))


drill = Drills()

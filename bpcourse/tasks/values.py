"""Values: numbers or words that are typed in, an entry of a dictionary for each part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bpcourse.sandboxed.answers import AnswerFailed
from bpcourse.tasks.diagnosis import Diagnosis
from bpcourse.tasks.judgement import Entry
from bpcourse.tasks.parts import Part
from bpcourse.tasks.task import Task


@dataclass(frozen=True, kw_only=True)
class ValueTask(Task):
    """Numbers or words typed in: a dictionary, with an entry for each part, named like it.

    ``truth()`` returns the right dictionary; a mistake makes one with the entries that it gets wrong.
    """

    truth: Callable[[], dict]

    def examine_part(self, part: Part, answer, rng: np.random.Generator) -> Diagnosis | None:  # noqa: ARG002
        """Judge the entry named like the part."""
        try:
            given, truth = answer.value(), self.truth()
        except AnswerFailed as failure:
            return Diagnosis("raises", f"{self.answer} could not be read: {failure}")
        if not isinstance(given, dict):
            return Diagnosis("form", f"{self.answer} must be a dictionary with the keys {', '.join(truth)}.")
        if part.name not in given:
            return Diagnosis("form", f"{self.answer} has no entry {part.name!r}.")
        if given[part.name] is ...:
            return Diagnosis("not-filled-in", f"{part.name} is still to be filled in.")
        return part.judgement.judge(self._entry(part.name, given, truth))

    def _entry(self, name: str, given: dict, truth: dict) -> Entry:
        """Return what is to be judged, with what each known mistake makes of it."""
        known = {m.id: (made[name], m.words) for m in self.mistakes if name in (made := m.make())}
        return Entry(name, given[name], truth[name], known, given, self.tolerance)

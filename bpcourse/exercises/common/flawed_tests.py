"""Tests that tell planted bugs apart and have a flaw themselves: what the tasks "find the bug" have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from bpcourse.tasks import Mistake
from bpcourse.tasks.verdicts import SOUND
from bpcourse.tasks.words import in_words


@dataclass(frozen=True)
class FlawedTests:
    """The mistakes of a test, as catalogues.

    Args:
        bug_of: returns the bug of a program, or SOUND.
        unseen: for each bug the words for a test that does not see it.
    """

    bug_of: Callable[[object], str]
    unseen: Mapping[str, str]

    def saying(self, names: Mapping[str, str]) -> Callable[[object], str]:
        """Return a test that calls these bugs by other names, and the others by their own."""
        return lambda program: names.get(bug := self.bug_of(program), bug)

    def blind(self, *bugs: str) -> Callable[[object], str]:
        """Return a test that finds nothing wrong with these bugs."""
        return self.saying(dict.fromkeys(bugs, SOUND))

    def blind_to_one(self) -> list[Mistake]:
        """Return a mistake for each bug that is not seen."""
        return [Mistake(f"{named(bug)}-unseen", words, self.blind(bug)) for bug, words in self.unseen.items()]

    def blind_to_two(self) -> tuple[Mistake, ...]:
        """Return any two bugs that are not seen."""
        return tuple(
            Mistake(f"{named(a)}-unseen + {named(b)}-unseen", in_words([self.unseen[a], self.unseen[b]]), test)
            for a, b in combinations(self.unseen, 2)
            for test in [self.blind(a, b)]
        )

    def blind_to_several(self, lists: Sequence[tuple[str, str, Sequence[str]]]) -> list[Mistake]:
        """Return a mistake for each (id, words, bugs) that are not seen together."""
        return [Mistake(id, words, self.blind(*bugs)) for id, words, bugs in lists]

    def the_same_of_all(self, reasons: Mapping[str, str] | None = None) -> list[Mistake]:
        """Return tests that say the same of every program; a reason for each bug may follow in the words."""
        nothing = "It finds nothing wrong with any program. Does it look at the gradients?"
        why = {b: f" {words}" for b, words in (reasons or {}).items()}
        words = {b: f'It says "{b}" of every program.{why.get(b, "")}' for b in self.unseen}
        same = [Mistake(f"always-{named(b)}", words[b], _always(b)) for b in self.unseen]
        return [Mistake("nothing-found", nothing, _always(SOUND)), *same]

    def false_alarms(self, words: str | Mapping[str, str]) -> list[Mistake]:
        """Return tests that find each bug in a program that is right; the words are the same for all, or by bug."""
        by_bug = dict.fromkeys(self.unseen, words) if isinstance(words, str) else words
        return [Mistake(f"false-alarm-{named(bug)}", by_bug[bug], self.saying({SOUND: bug})) for bug in self.unseen]

    def renamed(self, lists: Sequence[tuple[str, str, Mapping[str, str]]]) -> list[Mistake]:
        """Return a mistake for each (id, words, other names)."""
        return [Mistake(id, words, self.saying(names)) for id, words, names in lists]

    def confused(self) -> list[Mistake]:
        """Return tests that take one bug for another, and that exchange two."""
        apart = "What does each of the two do that the other does not?"
        taken = [
            Mistake(f"{named(a)}-taken-for-{named(b)}", f'"{a}" is called "{b}". {apart}', self.saying({a: b}))
            for a, b in permutations(self.unseen, 2)
        ]
        exchanged = [
            Mistake(f"{named(a)}-and-{named(b)}-exchanged", f'"{a}" and "{b}" have changed places.', test)
            for a, b in combinations(self.unseen, 2)
            for test in [self.saying({a: b, b: a})]
        ]
        return taken + exchanged


def named(bug: str) -> str:
    """Return the name of a bug as a part of an id."""
    return bug.replace(" ", "-")


def _always(verdict: str) -> Callable[[object], str]:
    return lambda _program: verdict

"""A question to answer before an experiment: its options, which of them is so, and why the others tempt."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Right(NamedTuple):
    """The option that the experiment shows to be so, and why it is."""

    text: str
    why: str


class Wrong(NamedTuple):
    """An option that is not so; ``why`` says what tempts, and where that goes wrong."""

    text: str
    why: str


class Question(NamedTuple):
    """A question of a lesson: ``name`` is "02.two-paths"; ``section`` is the heading under which it is answered.

    ``holds`` says of the numbers of the answering cell whether the right option is so with them.  It stands here, and
    not as an ``assert`` in that cell, which is read before a choice is made.
    """

    name: str
    section: str
    options: tuple[Right | Wrong, ...]
    holds: Callable[..., bool] | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the options as the learner reads them."""
        return tuple(option.text for option in self.options)

    @property
    def right(self) -> int:
        """Return which option is so, counted from 0."""
        return next(i for i, option in enumerate(self.options) if isinstance(option, Right))

    def confirm(self, *numbers) -> None:
        """Raise AssertionError where the right option is not so with these numbers."""
        if not self.holds(*numbers):
            raise AssertionError(f"{self.name}: with these numbers it is not so that {self.texts[self.right]!r}")

    def verdict(self, chosen: int) -> str:
        """Return what a learner who chose this option is told, in whole sentences."""
        if chosen == self.right:
            return f"So it is. {self.options[chosen].why}"
        right = self.options[self.right]
        return f"It is not so. {self.options[chosen].why} What is so: “{right.text}”. {right.why}"

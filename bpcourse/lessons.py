"""The lessons of the course: names, minutes, and what builds on what."""

from __future__ import annotations

from typing import NamedTuple


class Lesson(NamedTuple):
    """One notebook of ``lessons/``; ``builds_on`` holds the numbers of those that a learner should have seen before.

    A lesson that is too long for one sitting has parts, 05a, 05b, ..., which share the exercise 05.
    """

    name: str
    title: str
    minutes: int
    builds_on: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """Return the number with its part, as in the name of the file: "05a"."""
        return self.name.partition("_")[0]

    @property
    def label(self) -> str:
        """Return the number as a learner reads it: "5a"; lesson 00 is "0"."""
        return self.number.removeprefix("0")


LESSONS = (
    Lesson("00_start_here", "Start here", 15),
    Lesson("01a_history_before_1986", "History before 1986", 70, ("03",)),
    Lesson("01b_history_from_1986", "History from 1986 on", 80, ("01a",)),
    Lesson("02_chain_rule", "The chain rule", 90, ("00",)),
    Lesson("03_delta_equations", "The δ equations", 90, ("02",)),
    Lesson("04_full_implementation", "A full implementation", 90, ("03",)),
    Lesson("05a_steps_in_a_bowl", "Steps in a bowl", 80, ("04",)),
    Lesson("05b_scales_signs_curvature", "Scales, signs, curvature", 60, ("05a",)),
    Lesson("05c_comparing_and_choosing", "Comparing and choosing", 80, ("05b",)),
    Lesson("06a_two_resting_places", "Two resting places", 80, ("05a",)),
    Lesson("06b_when_it_works", "When it works", 85, ("06a",)),
)

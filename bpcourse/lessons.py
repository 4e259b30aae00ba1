"""The lessons of the course: names, minutes, and what builds on what."""

from __future__ import annotations

from typing import NamedTuple


class Lesson(NamedTuple):
    """One lesson; ``builds_on`` holds the numbers of earlier lessons."""

    number: int
    name: str
    title: str
    minutes: int
    builds_on: tuple[int, ...]


LESSONS = (
    Lesson(0, "00_start_here", "Start here", 10, ()),
    Lesson(1, "01_history", "History that runs", 75, (0,)),
    Lesson(2, "02_chain_rule", "The chain rule", 90, (0,)),
    Lesson(3, "03_delta_equations", "The δ equations", 90, (2,)),
    Lesson(4, "04_full_implementation", "A full implementation", 120, (3,)),
    Lesson(5, "05_optimizers", "Optimizers", 120, (4,)),
    Lesson(6, "06_equilibrium_propagation", "Equilibrium propagation", 120, (4,)),
)

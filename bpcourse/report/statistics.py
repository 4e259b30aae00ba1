"""The numbers of a class: for each task who solved it, the distribution of points, which mistakes were how frequent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bpcourse.report.hand_ins import HandIn, TaskMark
from bpcourse.report.scores import task_names

MOST_BINS = 12
WIDTHS = (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100)


class TaskCount(NamedTuple):
    """How a task went: how many have it right, right in part, tried it without a point, did not try; mean points."""

    task: str
    possible: float
    right: int
    part: int
    nothing: int
    untried: int
    mean: float

    @property
    def of(self) -> int:
        """Return how many hand-ins there are."""
        return self.right + self.part + self.nothing + self.untried


class MistakeCount(NamedTuple):
    """A mistake in a task: in how many hand-ins, and in how many of them together with another one."""

    task: str
    mistake: str
    named: bool
    number: int
    joined: int


class Points(NamedTuple):
    """The distribution of points: the number of hand-ins in each bin of a width, and what divides them in quarters.

    ``unread`` are the hand-ins without points that could not be read.
    """

    possible: float
    width: float
    bins: tuple[int, ...]
    quartiles: tuple[float, float, float]
    mean: float
    none: int
    full: int
    unread: int


def task_counts(hand_ins: Sequence[HandIn]) -> list[TaskCount]:
    """Return how each task went, over the hand-ins that could be read."""
    read = [hand_in for hand_in in hand_ins if hand_in.is_read]
    return [_counted(name, [one.tasks[name] for one in read if name in one.tasks]) for name in task_names(read)]


def _counted(name: str, marks: Sequence[TaskMark]) -> TaskCount:
    kinds = Counter(kind_of(mark) for mark in marks)
    counts = (kinds[kind] for kind in ("right", "part", "nothing", "untried"))
    mean = round(sum(mark.points for mark in marks) / len(marks), 2)
    return TaskCount(name, max(mark.possible for mark in marks), *counts, mean)


def kind_of(mark: TaskMark) -> str:
    """Return "right", "part", "nothing" or "untried"; points that the instructor has set count as they are."""
    if mark.points >= mark.possible > 0:
        return "right"
    if mark.points > 0:
        return "part"
    return "nothing" if mark.attempted else "untried"


def mistake_counts(hand_ins: Sequence[HandIn]) -> list[MistakeCount]:
    """Return the mistakes, task by task, the most frequent first; of a hand-in counts what it is to mend first.

    Two slips at once count for both of them.  Counted are the hand-ins that could be read, as in the tasks: where the
    grader or the machine failed, some tasks may have been examined all the same.
    """
    number, joined, named = Counter(), Counter(), {}
    for one in hand_ins:
        for name, mark in one.tasks.items() if one.is_read else ():
            for slip in mark.slips:
                number[name, slip] += 1
                joined[name, slip] += len(mark.slips) > 1
                named[name, slip] = mark.named
    counts = [MistakeCount(*key, named[key], count, joined[key]) for key, count in number.items()]
    return sorted(counts, key=lambda one: (one.task, not one.named, -one.number, one.mistake))


def points(hand_ins: Sequence[HandIn]) -> Points | None:
    """Return the distribution of the points, or None where there are none."""
    marked = [hand_in for hand_in in hand_ins if hand_in.is_marked]
    possible = max((hand_in.possible for hand_in in marked), default=0.0)
    if not possible:
        return None
    got = np.array([hand_in.points for hand_in in marked])
    width = next((width for width in WIDTHS if possible / width <= MOST_BINS), possible)
    number = int(np.ceil(round(possible / width, 9)))
    bins = np.bincount(np.minimum(np.floor(got / width + 1e-9).astype(int), number - 1), minlength=number)
    quartiles = tuple(round(float(value), 2) for value in np.percentile(got, [25, 50, 75]))
    none, full = int((got == 0).sum()), int((got >= possible).sum())
    unread = sum(not one.is_read and one.points == 0 for one in marked)
    return Points(possible, width, tuple(map(int, bins)), quartiles, round(float(got.mean()), 2), none, full, unread)


def seconds(hand_ins: Sequence[HandIn]) -> tuple[float, float, float]:
    """Return the computing time of all hand-ins together, of the middle one and of the longest, in seconds."""
    used = sorted(hand_in.seconds for hand_in in hand_ins if hand_in.is_read) or [0.0]
    return round(sum(used), 1), used[len(used) // 2], used[-1]

"""A map of the course: which lesson builds on which."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.text import Text

from bpcourse.lessons import BEGINNERS, Lesson
from bplib.plotting.style import COLOURS, INK, QUIET

LETTERS = 15  # in a line of a title


def draw_course_map(ax: Axes, lessons: Sequence[Lesson]) -> list[Text]:
    """Draw a box for each lesson, and arrows to those that build on it, thick on the path of beginners.

    Return the boxes.
    """
    boxes = {lesson.number: _draw_box(ax, lesson) for lesson in lessons}
    for lesson in lessons:
        for before in lesson.builds_on:
            thick = (before, lesson.number) in pairwise(BEGINNERS)
            _draw_arrow(ax, boxes[before], boxes[lesson.number], thick)
    columns, rows = zip(*(lesson.place for lesson in lessons), strict=True)
    ax.set(xlim=(-0.5, max(columns) + 0.5), ylim=(-max(rows) - 0.5, 0.5))
    return list(boxes.values())


def map_in_words(lessons: Sequence[Lesson]) -> str:
    """Return the map in words, for those who cannot see it: "Map: 0 leads to 2. ... The thick path: 0, 2, 3, 4."."""
    onward = {
        lesson.label: [other.label for other in lessons if lesson.number in other.builds_on] for lesson in lessons
    }
    arrows = [f"{one} leads to {' and '.join(others)}." for one, others in onward.items() if others]
    path = ", ".join(lesson.label for lesson in lessons if lesson.number in BEGINNERS)
    return " ".join(["Map:", *arrows, f"The thick path: {path}."])


def _draw_box(ax: Axes, lesson: Lesson) -> Text:
    """Draw the box of a lesson in its place: number, title and minutes."""
    column, row = lesson.place
    title = textwrap.fill(f"{lesson.label}  {lesson.title}", LETTERS)
    box = {"boxstyle": "round,pad=0.6", "facecolor": "white", "linewidth": 1.5, "edgecolor": COLOURS[0]}
    words = f"{title}\n{lesson.minutes} minutes"
    return ax.text(column, -row, words, ha="center", va="center", fontsize=9, color=INK, bbox=box)


def _draw_arrow(ax: Axes, start: Text, end: Text, thick: bool) -> None:
    """Draw an arrow from the edge of one box to the edge of another."""
    arrow = {"arrowstyle": "->", "color": QUIET, "shrinkA": 2, "shrinkB": 2}
    if thick:
        arrow |= {"arrowstyle": "-|>", "color": COLOURS[0], "linewidth": 3, "mutation_scale": 18}
    arrow |= {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch()}
    ax.annotate("", xy=end.get_position(), xytext=start.get_position(), arrowprops=arrow)

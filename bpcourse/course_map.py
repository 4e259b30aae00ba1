"""A map of the course: which lesson builds on which."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.text import Text

from bpcourse.lessons import Lesson
from bplib.plotting.style import COLOURS, INK, QUIET

PLACES = {0: (0, 1), 1: (1, 0), 2: (1, 2), 3: (2, 2), 4: (3, 2), 5: (4, 0.8), 6: (4, 3.2)}  # column, row


def draw_course_map(ax: Axes, lessons: Sequence[Lesson]) -> list[Text]:
    """Draw a box for each lesson, and arrows to those that build on it; return the boxes."""
    boxes = {}
    for lesson in lessons:
        column, row = PLACES[lesson.number]
        label = f"{lesson.number}  {lesson.title}\n{lesson.minutes} minutes"
        box = {"boxstyle": "round,pad=0.6", "facecolor": "white", "linewidth": 1.5, "edgecolor": COLOURS[0]}
        boxes[lesson.number] = ax.text(column, -row, label, ha="center", va="center", fontsize=9, color=INK, bbox=box)
    for lesson in lessons:
        for before in lesson.builds_on:
            arrow = {"arrowstyle": "->", "color": QUIET, "patchA": boxes[before].get_bbox_patch(), "shrinkA": 2}
            arrow |= {"patchB": boxes[lesson.number].get_bbox_patch(), "shrinkB": 2}
            start, end = (boxes[number].get_position() for number in (before, lesson.number))
            ax.annotate("", xy=end, xytext=start, arrowprops=arrow)
    ax.set(xlim=(-0.5, 4.6), ylim=(-3.8, 0.6))
    return list(boxes.values())

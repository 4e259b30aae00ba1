"""The timeline of ``bplib.historic.timeline``: a lane for each thread, years from left to right.

The axis of years is stretched where much happened and squeezed where little did; ``AXIS`` says how, and the lines at
the years show it.  ``timeline_layout`` finds a place for every label; the interactive timeline uses the same places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import SimpleNamespace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from bplib import _validation as check
from bplib.historic.timeline import ENTRIES, RELATIONS, THREADS, Entry
from bplib.plotting.palette import LIGHT
from bplib.plotting.style import INK, QUIET

# Where a year stands, from 0 (left) to 1 (right); between two of these years the axis is even.
AXIS = ((1676, 0.0), (1700, 0.02), (1840, 0.035), (1850, 0.055), (1940, 0.085), (1955, 0.12), (1964, 0.20))
AXIS += ((1972, 0.245), (1982, 0.29), (1995, 0.57), (2009, 0.60), (2024, 1.0))
YEARS = (1676, 1960, 2020, 1990, 2010, 1980, 1970, 1985, 2015, 1943, 1995, 1847)  # with a line, where there is room
NUMBER = 34  # pixels from the number of one year to that of the next

LEFT, RIGHT, TOP, BOTTOM = 10, 12, 20, 6  # pixels around the lanes
ROW, PAD, GAP = 16.5, 3, 6  # the height of a row, the space above and below the rows of a lane and between lanes
RADIUS, DOT = 4, 12  # of a dot, and what it takes of the length of a label
LETTER, BOLD = 6.3, 7.1  # the width of a letter at 11 pixels, plain and bold
SIZE = 8.25  # 11 pixels in points
LEGEND = 22

COLOURS = {
    "calculus": LIGHT["blue"],
    "control": LIGHT["orange"],
    "autodiff": LIGHT["green"],
    "networks": LIGHT["violet"],
    "biology": LIGHT["ochre"],
}
MARKED = LIGHT["mark"]
MARK_NAMES = {"T": "text checked", "A": "abstract checked", "S": "secondary source", "?": "not re-checked"}
FILLED = {"T": 1.0, "A": 0.4}  # how much of its colour is in the disc of a mark


def place_of_year(year: float, width: float) -> float:
    """Return the x of a year in a picture of this width."""
    share = np.interp(year, *zip(*AXIS, strict=True))
    return LEFT + DOT / 2 + float(share) * (width - LEFT - RIGHT - DOT)


def timeline_layout(entries: Iterable[Entry], width: float = 1060, labels: str = "both") -> dict:
    """Return where everything goes, in pixels from the upper left: ``height``, ``years``, ``lanes`` and ``places``.

    ``years`` has (year, x) for the numbers above the lanes; ``lanes`` has for each thread that has entries its upper
    edge ``y``, its ``height`` and the y of its ``title``; ``places`` has by key the dot at (x, y), the ``side`` of its
    label ("right" or "left") and the two parts of the label, "name" and "topic", of which ``labels`` may leave one out.
    """
    entries, y, lanes, places = list(entries), TOP, [], {}
    for thread in THREADS:
        mine = [entry for entry in entries if entry.thread == thread]
        if not mine:
            continue
        rows: list[list[tuple[float, float]]] = []
        for entry in mine:
            place, stretch = _label(entry, width, labels)
            places[entry.key] = place | {"y": _middle(y, _first_free(rows, *stretch))}
        title = _row_of_title(rows, LEFT + BOLD * len(THREADS[thread]) + DOT)
        lanes.append({"thread": thread, "y": y, "height": ROW * len(rows) + 2 * PAD, "title": _middle(y, title)})
        y += lanes[-1]["height"] + GAP
    return {"height": y - GAP + BOTTOM, "years": _years(width), "lanes": lanes, "places": places}


def _middle(top: float, row: int) -> float:
    return top + PAD + (row + 0.5) * ROW


def _row_of_title(rows: list, length: float) -> int:
    """Return the lowest row that is free on the left, where the title of the lane goes; a new one if there is none."""
    for i in reversed(range(len(rows))):
        if all(length <= a for a, _ in rows[i]):
            return i
    rows.append([])
    return len(rows) - 1


def _years(width: float) -> list[tuple[int, float]]:
    """Return the years that get a number, and their x: the more important ones first, as long as there is room."""
    chosen: list[tuple[int, float]] = []
    for year in YEARS:
        x = place_of_year(year, width)
        if all(abs(x - other) >= NUMBER for _, other in chosen):
            chosen.append((year, x))
    return sorted(chosen)


def _label(entry: Entry, width: float, labels: str) -> tuple[dict, tuple[float, float]]:
    """Return the dot and the label of an entry, and the stretch from left to right that they need."""
    parts = {
        "names": (entry.name, ""),
        "topics": ("", f"{entry.topic} {entry.year}"),
        "both": (entry.name, entry.topic),
    }
    name, topic = check.choice("labels", labels, parts)
    x, length = place_of_year(entry.first_year, width), DOT + (BOLD if entry.rerun else LETTER) * len(name)
    length += (BOLD if entry.rerun and not name else LETTER) * (len(topic) + 1)
    side = "right" if x + length <= width else "left"
    stretch = (x - DOT / 2, x + length) if side == "right" else (x - length, x + DOT / 2)
    return {"x": x, "side": side, "name": name, "topic": topic}, stretch


def _first_free(rows: list, left: float, right: float) -> int:
    """Return the first row with room from left to right, a new one if need be, and take the room."""
    free = (i for i, row in enumerate(rows) if all(right <= a or left >= b for a, b in row))
    i = next(free, len(rows))
    if i == len(rows):
        rows.append([])
    rows[i].append((left, right))
    return i


def timeline_figure(entries: Sequence[Entry] = ENTRIES, width: float = 1060, selected: str | None = None) -> Figure:
    """Return a figure of the right size for ``draw_timeline``."""
    height = timeline_layout(entries, width)["height"] + LEGEND
    figure = Figure(figsize=(width / 96, height / 96), dpi=120, facecolor="white")
    draw_timeline(figure.add_axes((0, 0, 1, 1)), entries, width=width, selected=selected)
    return figure


def draw_timeline(
    ax: Axes, entries: Sequence[Entry] = ENTRIES, *, width: float = 1060, selected: str | None = None
) -> SimpleNamespace:
    """Draw the timeline and return the artists: ``dots`` and ``labels`` by key, ``lines`` by two keys, ``lanes``.

    The Axes should be ``width / 96`` inches wide, as ``timeline_figure`` makes it; ``selected`` is the key of an entry
    to set off.  A full dot: the text was read; a pale one: the abstract; a ring: a secondary source; a broken ring: not
    re-checked.  Bold: the course runs it again.  Arrows lead from an entry to those that build on it.
    """
    layout = timeline_layout(entries, width)
    places = layout["places"]
    ax.set(xlim=(0, width), ylim=(layout["height"] + LEGEND, 0), aspect="equal")
    ax.set_axis_off()
    shown = SimpleNamespace(lanes={}, dots={}, labels={}, lines={})
    for lane in layout["lanes"]:
        shown.lanes[lane["thread"]] = _draw_lane(ax, lane, width)
    for year, x in layout["years"]:
        ax.text(x, TOP - 5, year, size=7.5, color=INK, ha="center", va="bottom")
        ax.plot([x, x], [TOP - 3, layout["height"] - BOTTOM], color=QUIET, lw=0.6, alpha=0.35, zorder=0.5)
    for line in RELATIONS:
        if line.kind == "builds on" and line.one in places and line.other in places:
            shown.lines[line.one, line.other] = _draw_arrow(ax, places[line.other], places[line.one])
    for entry in entries:
        place, colour = places[entry.key], COLOURS[entry.thread]
        shown.dots[entry.key] = _draw_dot(ax, place["x"], place["y"], entry.mark, colour)
        paper = MARKED if entry.key == selected else _pale(colour)
        shown.labels[entry.key] = _draw_label(ax, place, bool(entry.rerun), paper)
    _draw_legend(ax, layout["height"] + LEGEND / 2 - 4)
    return shown


def _draw_lane(ax: Axes, lane: dict, width: float) -> Rectangle:
    colour, title = COLOURS[lane["thread"]], THREADS[lane["thread"]]
    look = {"color": colour, "size": SIZE, "weight": "bold", "va": "center_baseline"}
    ax.text(LEFT - 2, lane["title"], title[0].upper() + title[1:], **look)
    return ax.add_patch(
        Rectangle((0, lane["y"]), width, lane["height"], facecolor=_pale(colour), linewidth=0, zorder=0.2)
    )


def _pale(colour: str, share: float = 0.07) -> tuple[float, ...]:
    """Return what remains of a colour on white paper when this share of it is left."""
    return tuple(1 - share * (1 - part) for part in to_rgb(colour))


def _draw_dot(ax: Axes, x: float, y: float, mark: str, colour: str) -> Circle:
    style = {"facecolor": _pale(colour, FILLED.get(mark, 0)), "edgecolor": colour, "linewidth": 1.4}
    return ax.add_patch(Circle((x, y), RADIUS, linestyle=(0, (1.2, 0.9)) if mark == "?" else "-", zorder=4, **style))


def _draw_label(ax: Axes, place: dict, again: bool, paper: tuple) -> list:
    """Draw name and topic beside the dot, on paper of this colour, and return the texts."""
    right = place["side"] == "right"
    turn = 1 if right else -1
    looks = {"name": {"weight": "bold" if again else "normal", "color": INK}, "topic": {"color": LIGHT["muted"]}}
    common = {"size": SIZE, "ha": "left" if right else "right", "zorder": 3}
    common["bbox"] = {"boxstyle": "square,pad=0.06", "facecolor": paper, "edgecolor": "none"}
    parts = [part for part in ("name", "topic")[::turn] if place[part]]
    x = place["x"] + turn * (RADIUS + 4)
    texts = [ax.text(x, place["y"], place[parts[0]], va="center_baseline", **common, **looks[parts[0]])]
    if len(parts) == 2:
        at = {"xy": (int(right), 0), "xycoords": texts[0], "xytext": (4 * turn, 0), "textcoords": "offset points"}
        texts.append(ax.annotate(place[parts[1]], va="bottom", **at, **common, **looks[parts[1]]))
    return texts


def _draw_arrow(ax: Axes, start: dict, end: dict) -> FancyArrowPatch:
    bend = {"connectionstyle": "arc3,rad=-0.08", "arrowstyle": "-|>,head_length=4,head_width=2"}
    points = (start["x"], start["y"]), (end["x"], end["y"])
    return ax.add_patch(
        FancyArrowPatch(*points, shrinkA=4, shrinkB=4, color=QUIET, lw=0.8, alpha=0.8, zorder=2, **bend)
    )


def _draw_legend(ax: Axes, y: float) -> None:
    x = LEFT + RADIUS
    for mark, words in MARK_NAMES.items():
        _draw_dot(ax, x, y, mark, INK)
        ax.text(x + 9, y, words, size=7.8, color=INK, va="center_baseline")
        x += 32 + 6 * len(words)
    ax.text(x, y, "bold: the course runs it again", size=7.8, color=INK, weight="bold", va="center_baseline")
    ax.text(x + 215, y, "arrow: builds on.  The axis of years is uneven.", size=7.8, color=INK, va="center_baseline")

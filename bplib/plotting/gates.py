"""Gates: the cell of an LSTM with its gradients, Reber's grammar as a machine, and costs beside floors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from bplib import _validation as check
from bplib.data.reber import ARROWS, END
from bplib.plotting.diagram import INK, LINE, MUTED, Painter, sign_colour
from bplib.plotting.style import COLOURS, LINE_STYLES, QUIET

Array = np.ndarray


class Drawing:
    """What was written into a drawing: ``texts[key]``."""

    def __init__(self):
        self.texts: dict[tuple, object] = {}


# --- the cell

_PLACES = {  # the middle of each box
    "c before": (75, 60),
    "keep": (235, 60),
    "add": (440, 60),
    "c": (590, 60),
    "tanh c": (730, 60),
    "write": (440, 160),
    "h": (860, 160),
    "read": (730, 160),
    "h before": (75, 355),
    "f": (235, 255),
    "i": (375, 255),
    "g": (505, 255),
    "o": (730, 255),
    "z": (480, 355),
}
_SYMBOLS = {"keep": "×", "add": "+", "write": "×", "read": "×"}
_NAMES = {
    "c before": "$c_{t-1}$",
    "c": "$c_t$",
    "tanh c": "tanh $c_t$",
    "h": "$h_t$",
    "h before": "$h_{t-1}$",
    "f": "forget $f$",
    "i": "input $i$",
    "g": "new $g$",
    "o": "output $o$",
    "z": "z = W x + U h + b",
}
_EDGES = (
    *(("c before", "keep"), ("keep", "add"), ("add", "c"), ("c", "tanh c"), ("tanh c", "read"), ("read", "h")),
    *(("f", "keep"), ("i", "write"), ("g", "write"), ("write", "add"), ("o", "read"), ("h before", "z")),
    *(("z", "f"), ("z", "i"), ("z", "g"), ("z", "o")),
)
_CARRIED = {("c before", "keep"), ("keep", "add"), ("add", "c")}  # the way through the cell


def draw_cell(ax: Axes, values: Mapping[str, float], gradients: Mapping[str, float]) -> Drawing:
    """Draw one moment of an LSTM cell: in each box its value, below it ∂C/∂(its value).

    The names are "c before", "h before", "f", "i", "g", "o", "c", "tanh c" and "h"; what is missing stays empty.
    """
    if unknown := {*values, *gradients} - _PLACES.keys():
        raise ValueError(f"a cell has no {sorted(unknown)[0]!r}: its boxes are {', '.join(_PLACES)}")
    drawing = Drawing()
    painter = Painter(ax, {"width": 940, "height": 400}, drawing)
    for start, end in _EDGES:
        thick = (start, end) in _CARRIED
        look = (3.2, INK) if thick else (1.4, LINE)
        _arrow(painter, _PLACES[start], _PLACES[end], (_room(start), _room(end)), *look)
    for name, (x, y) in _PLACES.items():
        _box(painter, name, x, y, values.get(name), gradients.get(name))
    said = (f"{key} {value:.4f}, gradient {gradients[key]:.4f}" for key, value in values.items() if key in gradients)
    ax.set_label(f"The cell of an LSTM as a graph. {'; '.join(said)}.")
    return drawing


def _box(painter: Painter, name: str, x: float, y: float, value: float | None, gradient: float | None) -> None:
    if name in _SYMBOLS:
        painter.rounded(x, y, 36, 36, 18, facecolor="white", edgecolor=INK, linewidth=1.4, zorder=3)
        painter.text(("name", name), x, y, _SYMBOLS[name], 20)
        return
    wide = 190 if name == "z" else 100
    painter.rounded(x, y, wide, 58, 7, facecolor="white", edgecolor=LINE, linewidth=1.2, zorder=3)
    alone = value is None and gradient is None
    painter.text(("name", name), x, y if alone else y - 17, _NAMES[name], 14.5)
    if value is not None:
        painter.text(("value", name), x, y + 1, f"{value:.4f}", 14.5)
    if gradient is not None:
        text = f"grad {gradient:+.4f}".replace("-", "−")
        painter.text(("gradient", name), x, y + 18, text, 13.5, color=sign_colour(gradient))


def _room(name: str) -> tuple[float, float]:
    """Return half the width and half the height of a box."""
    return (18, 18) if name in _SYMBOLS else (95, 29) if name == "z" else (50, 29)


def _arrow(painter: Painter, a: tuple, b: tuple, rooms: Sequence[tuple], width: float, colour: str) -> None:
    """Draw an arrow from the edge of the box around a to that of the box around b; ``rooms`` are half their sizes."""
    direction = np.subtract(b, a)
    leave, arrive = (min(np.array(room) / np.maximum(np.abs(direction), 1e-9)) for room in rooms)
    style = {"arrowstyle": "-|>", "color": colour, "linewidth": width, "shrinkA": 0, "shrinkB": 1}
    painter.ax.annotate("", b - arrive * direction, a + leave * direction, arrowprops=style, zorder=2)


# --- the machine

_STATES = ((90, 130), (250, 60), (250, 200), (430, 60), (430, 200), (590, 130))
_ROUND = (18, 18)  # half the size of a state
_LETTERS = {  # where the letter of an arrow stands, by state and by which of its two arrows
    (0, 0): (150, 80),
    (0, 1): (150, 182),
    (1, 0): (250, 8),
    (1, 1): (340, 46),
    (2, 0): (250, 252),
    (2, 1): (340, 215),
    (3, 0): (312, 112),
    (3, 1): (525, 78),
    (4, 0): (447, 130),
    (4, 1): (525, 184),
}


def draw_machine(ax: Axes) -> Drawing:
    """Draw Reber's grammar: states, and at each arrow its letter; where two arrows leave, each has probability ½."""
    drawing = Drawing()
    painter = Painter(ax, {"width": 680, "height": 262}, drawing)
    for state, arrows in enumerate(ARROWS):
        for which, (letter, after) in enumerate(arrows):
            _transition(painter, _STATES[state], _STATES[after])
            x, y = _LETTERS[state, which]
            painter.text(("letter", state, which), x, y, f"{letter} ½", 15)
    for start, end, letter in (((20, 130), _STATES[0], "B"), (_STATES[END], (665, 130), "E")):
        _arrow(painter, start, end, (_ROUND, _ROUND), 1.6, INK)
        painter.text(("letter", letter), (start[0] + end[0]) / 2, 112, letter, 15)
    for state, (x, y) in enumerate(_STATES):
        painter.rounded(x, y, 36, 36, 18, facecolor="white", edgecolor=INK, linewidth=1.4, zorder=3)
        painter.text(("state", state), x, y, "" if state == END else str(state), 13, color=MUTED)
    said = "; ".join(f"from {s} " + " or ".join(f"{c} to {t}" for c, t in arrows) for s, arrows in enumerate(ARROWS))
    ax.set_label(f"Reber's grammar as a machine, each arrow with probability one half: {said}.")
    return drawing


def _transition(painter: Painter, a: tuple, b: tuple) -> None:
    if a != b:
        _arrow(painter, a, b, (_ROUND, _ROUND), 1.6, INK)
        return
    up = -1 if a[1] < 130 else 1
    style = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.6, "connectionstyle": f"arc3,rad={1.9 * up}"}
    painter.ax.annotate("", (a[0] + 12, a[1] + 16 * up), (a[0] - 12, a[1] + 16 * up), arrowprops=style, zorder=2)


# --- costs


def draw_runs(
    ax: Axes,
    runs: Mapping[str, tuple[Array, Array]],
    xlabel: str,
    ylabel: str,
    floors: Mapping[str, float] | None = None,
) -> list[Line2D]:
    """Draw for each of ``runs`` (name: x, (looks,), and values, (looks, R)) every run thin and the median thick.

    ``floors`` (name: a number) are level lines with their names beside them.  Returns the medians.
    """
    medians = []
    for i, (name, (x, values)) in enumerate(runs.items()):
        check.of_shape(f"values of {name}", values, "looks, R", (len(x), None))
        look = {"color": COLOURS[i], "linestyle": LINE_STYLES[i % len(LINE_STYLES)]}
        ax.plot(x, values, linewidth=0.8, alpha=0.85, **look)  # paler, they are lost in the dark
        medians += ax.plot(x, np.median(values, axis=1), linewidth=2.4, label=name, **look)
    for name, height in (floors or {}).items():
        ax.axhline(height, color=QUIET, linewidth=1)
        style = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
        ax.annotate(name, (1, height), (4, 0), **style)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend(frameon=False)
    return medians

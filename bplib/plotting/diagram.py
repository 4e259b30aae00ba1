"""What diagrams of nodes and edges have in common: lengths in their own units, and the colours of signed numbers.

A diagram is drawn in the units of its layout, with y downwards; letters and lines grow with the Axes.
"""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from bplib.plotting.palette import LIGHT

INK, MUTED, LINE, MARK, WRONG = (LIGHT[name] for name in ("ink", "muted", "strong", "mark", "wrong"))
POSITIVE, NEGATIVE = LIGHT["positive"], LIGHT["negative"]


def sign_colour(value: float) -> str:
    """Return blue for a positive number, orange for a negative one, grey for zero."""
    return POSITIVE if value > 0 else NEGATIVE if value < 0 else MUTED


class Painter:
    """Draws the parts of one diagram into an Axes; ``diagram.texts`` gets what it writes.

    ``places`` is a layout with a width and a height; ``points`` is one unit of length in points.
    """

    def __init__(self, ax: Axes, places: dict, diagram):
        self.ax, self.places, self.diagram = ax, places, diagram
        ax.set(xlim=(0, places["width"]), ylim=(places["height"], 0), aspect="equal")
        ax.set_axis_off()
        window = ax.get_window_extent()
        pixels = min(window.width / places["width"], window.height / places["height"])
        self.points = pixels * 72 / ax.figure.dpi

    def text(self, key: tuple, x: float, y: float, text: str, size: float = 12.5, **style) -> None:
        """Write a text with its middle at (x, y), its size in units of length."""
        style = {"color": INK, "ha": "center", "va": "center", "zorder": 5, **style}
        self.diagram.texts[key] = self.ax.text(x, y, text, fontsize=size * self.points, **style)

    def rounded(self, x: float, y: float, width: float, height: float, rounding: float, **style) -> FancyBboxPatch:
        """Draw a box with round corners and its middle at (x, y)."""
        corner = (x - width / 2, y - height / 2)
        shape = FancyBboxPatch(corner, width, height, boxstyle=f"round,pad=0,rounding_size={rounding}", **style)
        return self.ax.add_patch(shape)

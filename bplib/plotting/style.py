"""The colours, markers and lines of the course, chosen so that a colour-blind reader can tell them apart.

Colour never stands alone: classes also differ in their marker, curves in their line style.
"""

from __future__ import annotations

from itertools import cycle, islice

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from bplib.plotting.palette import LIGHT

# Two classes: blue and vermilion of Okabe and Ito (2008), a circle and a triangle.
CLASS_COLOURS = ("#0072B2", "#D55E00")
CLASS_MARKERS = ("o", "^")

# Categories: the ten colours of Petroff (2021), most different first.
COLOURS = (
    "#3f90da",
    "#ffa90e",
    "#bd1f01",
    "#94a4a2",
    "#832db6",
    "#a96b59",
    "#e76300",
    "#b9ac70",
    "#717581",
    "#92dadd",
)
# The same hues where they are the ink of small signs, digits for example: each has a contrast of 4.5 to white.
SIGN_COLOURS = (
    "#0072b2",
    "#a86200",
    "#bd1f01",
    "#647270",
    "#832db6",
    "#8f4f3d",
    "#c94f00",
    "#77690f",
    "#3f4450",
    "#007f89",
)
LINE_STYLES = ("-", "--", "-.", ":")
MARKERS = ("o", "^", "s", "D", "v", "P", "X")

INK = LIGHT["ink"]  # text and frames
QUIET = LIGHT["strong"]  # guides that may fade into the background

# Signed values such as weights and errors.  Positive is blue (and solid), negative orange (and dashed), everywhere.
POSITIVE, NEGATIVE = LIGHT["positive"], LIGHT["negative"]
SIGNED_MAP = LinearSegmentedColormap.from_list(
    "signed", ["#6b2a00", NEGATIVE, "#f2b48d", "#ffffff", "#8fbfe2", POSITIVE, "#00365a"]
)

# The output of a network between class 0 and class 1: pale shades of the class colours, white where it is undecided.
CLASS_MAP = LinearSegmentedColormap.from_list("classes", ["#94c6e6", "#d3e8f5", "#ffffff", "#fbe3d2", "#f3b78f"])


def curve_styles(n: int) -> list[dict]:
    """Return keyword arguments for ``n`` curves on one Axes: each pair of colour and line style comes up once in 20."""
    return [
        {"color": colour, "linestyle": line}
        for colour, line in islice(zip(cycle(COLOURS), cycle(LINE_STYLES), strict=False), n)
    ]


def quiet_axes(ax: Axes) -> None:
    """Leave only what carries information: no upper and right frame, soft frames and ticks."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(QUIET)
    ax.tick_params(color=QUIET, labelcolor=INK)

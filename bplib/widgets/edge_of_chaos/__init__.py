"""The edge of chaos: where deep tanh networks keep signals and δ, and what becomes of a circle of inputs.

The mathematics runs in the browser (``mathematics.js``).  This package checks what goes in, computes the same with
``bplib.depth``, and draws the picture that stands in where nothing runs.
"""

from __future__ import annotations

import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.plotting.edge_of_chaos import draw_circle, draw_plane, draw_staircase, edge_figure
from bplib.plotting.number_text import number_text
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet
from bplib.widgets.edge_of_chaos.plane import (
    CELLS,
    HIGHEST,
    LAYERS,
    WIDEST,
    Point,
    circle,
    mean_cosine,
    point_at,
    seen,
    shipped,
    staircase,
)
from bplib.widgets.edge_of_chaos.words import short, verdict


class EdgeOfChaos(BrowserWidget):
    """A point in the plane of σ_w² and σ_b², for example ``EdgeOfChaos(1.76, 0.05)``, which lies on the edge.

    ``point()`` gives what theory says there, ``circle()`` the inputs carried through the layers.

    Args:
        weights: σ_w², n times the variance of a weight, 0.05 to 5.
        biases: σ_b², the variance of a bias, 0.01 to 1.
        layer: through how many layers the circle is carried, 0 to 20.

    Raises:
        ValueError, TypeError: when an argument does not fit; the message says which.
    """

    _title, _name = "The edge of chaos", "chaos"
    _code = script("edge_of_chaos")
    _css = style_sheet("edge_of_chaos", root="edge-of-chaos")
    _offers = ("shipped",)

    weights = traitlets.Float().tag(sync=True)
    biases = traitlets.Float().tag(sync=True)
    layer = traitlets.Int().tag(sync=True)
    original = traitlets.Dict().tag(sync=True)  # what to come back to
    shipped = traitlets.Dict().tag(sync=True)  # ln χ₁ of the cells, the critical line, and what was learnt

    def __init__(self, weights: float = 1.76, biases: float = 0.05, layer: int = 10):
        settings = {
            "weights": float(check.number("weights", weights, 0.05, WIDEST)),
            "biases": float(check.number("biases", biases, 0.01, HIGHEST)),
            "layer": int(check.number("layer", check.whole_number("layer", layer, low=0), 0, LAYERS)),
        }
        super().__init__(**settings, original=settings, shipped=shipped())

    # --- what is shown, in the library

    def point(self) -> Point:
        """Return what theory says at the point."""
        return point_at(self.weights, self.biases)

    def circle(self) -> list[np.ndarray]:
        """Return z of the 60 inputs, (60, 48), before and after each layer."""
        return circle(self.weights, self.biases, self.layer)

    # --- the same without a kernel, or without anything that runs

    def figure(self) -> Figure:
        """Return the plane with its point, the circle, and the staircase of the cosine."""
        (fig, axes), point, levels = edge_figure(), self.point(), self.circle()
        logs = np.reshape(self.shipped["log_chi"], CELLS[::-1])
        draw_plane(axes["plane"], logs, self.shipped["line"], self.shipped["trained"], (self.weights, self.biases))
        draw_circle(axes["circle"], seen(levels[-1], point.length), self.layer)
        before = np.linspace(0, 1, 21)
        after = np.array([staircase(self.weights, self.biases, 1, float(c))[1] for c in before])
        predicted = staircase(self.weights, self.biases, self.layer)
        measured = np.array([mean_cosine(z) for z in levels])
        draw_staircase(axes["stairs"], np.column_stack([before, after]), predicted, measured, point.cosine)
        return fig

    def description(self) -> str:
        """Return in words what ``figure`` shows."""
        measured = mean_cosine(self.circle()[-1])
        predicted = staircase(self.weights, self.biases, self.layer)[-1]
        best = max(self.shipped["trained"], key=lambda one: one["share"])
        return (
            f"The edge of chaos: tanh, σ_w² = {number_text(self.weights)}, σ_b² = {number_text(self.biases)}. "
            f"{verdict(self.point())}\n"
            f"After {self.layer} layers inputs that began 54° apart have the cosine {short(measured)}, "
            f"predicted {short(predicted)}.\n"
            f"Of {len(self.shipped['trained'])} starts with 40 layers that from "
            f"σ_w² = {number_text(best['weights'])}, σ_b² = {number_text(best['biases'])} leads furthest in 120 steps: "
            f"{best['share']:.0%} of the examples."
        )

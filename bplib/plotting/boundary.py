"""Decision boundaries: what a network with two inputs and one output between 0 and 1 answers all over the plane.

The surface shows the output, white where it is undecided; the line is the boundary, where the output is one half.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from contourpy import contour_generator
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D

from bplib.plotting.style import CLASS_COLOURS, CLASS_MAP, CLASS_MARKERS, INK

Array = np.ndarray
Limits = tuple[float, float, float, float]  # left, right, bottom, top


def square_around(X: Array, margin: float = 0.08) -> Limits:
    """Return the smallest square around the points X, shape (m, 2), with a margin on every side."""
    low, high = X.min(axis=0), X.max(axis=0)
    x, y = (low + high) / 2
    half = max((high - low).max(), 1e-9) * (0.5 + margin)
    return (x - half, x + half, y - half, y + half)


def grid(limits: Limits, resolution: int = 60) -> Array:
    """Return the centres of n by n cells, n = ``resolution``, shape (n², 2), row by row from the bottom."""
    x, y = _centres(limits, resolution)
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def _centres(limits: Limits, resolution: int) -> tuple[Array, Array]:
    left, right, bottom, top = limits
    steps = (np.arange(resolution) + 0.5) / resolution
    return left + (right - left) * steps, bottom + (top - bottom) * steps


@dataclass
class Boundary:
    """The artists of one decision boundary; the methods give them new data and never draw."""

    surface: AxesImage
    line: LineCollection
    points: list[Line2D]
    held_out: list[Line2D]

    @property
    def artists(self) -> list[Artist]:
        """Return all artists, the lowest first."""
        return [self.surface, self.line, *self.held_out, *self.points]

    def show_points(self, X: Array, Y: Array, held_out: tuple[Array, Array] | None = None) -> Limits:
        """Show points X, (m, 2), of the classes Y, (m, 1); return the square around them, which the Axes now show."""
        _place(self.points, X, Y)
        if held_out is not None:
            _place(self.held_out, *held_out)
            X = np.concatenate([X, held_out[0]])
        limits = square_around(X)
        self.surface.axes.set(xlim=limits[:2], ylim=limits[2:])
        self.surface.set_extent(limits)
        return limits

    def show_outputs(self, outputs: Array) -> None:
        """Show the outputs, shape (n², 1) or (n²,), of a network for the points ``grid(limits, n)``."""
        n = round(np.sqrt(outputs.size))
        values = outputs.reshape(n, n)
        x, y = _centres(self.surface.get_extent(), n)
        self.surface.set_data(values)
        self.line.set_segments(contour_generator(x, y, values).lines(0.5))


def _place(artists: list[Line2D], X: Array, Y: Array) -> None:
    for label, artist in enumerate(artists):
        artist.set_data(*X[Y[:, 0] == label].T)


def empty_boundary(ax: Axes) -> Boundary:
    """Set up ``ax`` for a decision boundary whose points and outputs come later."""
    ax.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-1, 1), ylim=(-1, 1), box_aspect=1)
    ax.spines[:].set_visible(False)
    surface = ax.imshow(
        np.full((2, 2), 0.5), CLASS_MAP, vmin=0, vmax=1, origin="lower", extent=(-1, 1, -1, 1), aspect="auto"
    )
    surface.set_interpolation("bilinear")
    line = ax.add_collection(LineCollection([], colors=INK, linewidths=1.5), autolim=False)
    return Boundary(surface, line, _markers(ax), _markers(ax, hollow=True))


def _markers(ax: Axes, hollow: bool = False) -> list[Line2D]:
    return [
        ax.plot(
            [],
            [],
            marker,
            color="none" if hollow else colour,
            markeredgecolor=colour if hollow else "white",
            markersize=4.5 if hollow else 6,
            markeredgewidth=0.8 if hollow else 0.6,
            label=f"class {label}" + (", held out" if hollow else ""),
        )[0]
        for label, (colour, marker) in enumerate(zip(CLASS_COLOURS, CLASS_MARKERS, strict=True))
    ]


def draw_boundary(
    ax: Axes, predict: Callable[[Array], Array], X: Array, Y: Array, held_out=None, resolution: int = 60
) -> Boundary:
    """Draw what ``predict``, such as ``network.predict``, answers around points X, (m, 2), of classes Y, (m, 1)."""
    boundary = empty_boundary(ax)
    limits = boundary.show_points(X, Y, held_out)
    boundary.show_outputs(predict(grid(limits, resolution)))
    return boundary

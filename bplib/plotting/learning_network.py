"""The learning network as a picture: each unit with its map of the plane, weights, derivatives, errors, and the curves.

Signs have their colours here, so the classes have two others: teal circles and pink triangles.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from bplib.network import Network
from bplib.plotting.boundary import Limits, grid, square_around
from bplib.plotting.palette import LIGHT
from bplib.plotting.style import CLASS_MARKERS, INK, LINE_STYLES, NEGATIVE, POSITIVE, QUIET, quiet_axes
from bplib.propagation import Gradient

Array = np.ndarray
CLASSES = (LIGHT["teal"], LIGHT["pink"])
LAYERS = tuple(LIGHT[name] for name in ("violet", "green", "ochre", "teal", "pink"))
RESOLUTION = 32  # of a map
HIGHEST_COST = 20.0  # a diverging cost leaves the picture here
LOWEST = -5.0  # a derivative of 10⁻⁵ has a bar of no length, one of 1 a bar as long as the edge
UNIT, PITCH, GAP = 0.76, 1.0, 2.4  # the side of a unit, and from unit to unit and from layer to layer
BINS = np.linspace(-7, 1, 17)  # of log₁₀|δ|


def _map(low: str, high: str, strength: float) -> LinearSegmentedColormap:
    ends = [tuple(1 - strength * (1 - int(one[i : i + 2], 16) / 255) for i in (1, 3, 5)) for one in (low, high)]
    return LinearSegmentedColormap.from_list("plane", [ends[0], (1, 1, 1), ends[1]])


SIGNED, OUTPUT = _map(NEGATIVE, POSITIVE, 0.85), _map(*CLASSES, 0.5)


def learning_figure(network: Network, gradient: Gradient | None, training, held_out, rows: Sequence) -> Figure:
    """Return the picture of a network with two inputs and one output.

    ``training`` and ``held_out`` are (X, Y), the second may be None; ``gradient`` is that of the training points.
    ``rows`` are (step, Measured, norms of ∂C/∂W^l).
    """
    fig = Figure(figsize=(10.6, 6.2))
    limits = limits_of(training, held_out)
    values = network.forward(grid(limits, RESOLUTION)).A
    draw_units(fig.add_axes((0.0, 0.34, 0.64, 0.66)), network, values, gradient)
    draw_plane(fig.add_axes((0.66, 0.37, 0.335, 0.57)), values[-1], limits, training, held_out)
    for place, draw, title in ((0.06, draw_costs, "cost: training, held out"), (0.56, draw_norms, "‖∂C/∂W‖ by layer")):
        ax = fig.add_axes((place, 0.075, 0.37, 0.2))
        quiet_axes(ax)
        ax.set_xlabel("steps", labelpad=0)
        ax.set_title(title, loc="left", fontsize="medium", pad=4)
        draw(ax, rows)
    return fig


def limits_of(training, held_out=None) -> Limits:
    """Return the square around the points, or a fixed one where none is held out: those are one's own."""
    if held_out is None:
        return (-2.2, 2.2, -2.2, 2.2)
    return square_around(np.concatenate([training[0], held_out[0]]))


# --- the network


def draw_units(ax: Axes, network: Network, values: Sequence[Array], gradient: Gradient | None) -> None:
    """Draw every unit with its map, ``values[l]`` of shape (n², n_l), the edges, and the errors of each layer."""
    sizes = network.sizes
    rows, base = max(*sizes, 4), -max(*sizes, 4) / 2 - 0.45
    for l in range(1, len(sizes)):
        _draw_edges(ax, network.W[l], gradient.W[l] if gradient else None, l)
    for l, n in enumerate(sizes):
        for j, y in enumerate(_heights(n)):
            _draw_map(ax, values[l][:, j], (l * GAP, y), l, network)
        _draw_caption(ax, l, len(sizes) - 1, rows / 2 + 0.3)
        if l and gradient:
            _draw_errors(ax, gradient.D[l], l, base)
    ax.set(xlim=(-0.8, (len(sizes) - 1) * GAP + 0.8), ylim=(base - 1.25, rows / 2 + 0.55), aspect="equal")
    ax.set_axis_off()


def _heights(n: int) -> Array:
    return ((n - 1) / 2 - np.arange(n)) * PITCH


def _draw_caption(ax: Axes, l: int, L: int, y: float) -> None:
    name = "input" if l == 0 else "output" if l == L else f"hidden layer {l}"
    ax.text(l * GAP, y, name, ha="center", va="center", fontsize="small", color=LIGHT["muted"])


def _draw_map(ax: Axes, values: Array, centre, l: int, network: Network) -> None:
    x, y = centre
    L, half = len(network.sizes) - 1, UNIT / 2
    bounded = l > 0 and network.f[l].name in ("tanh", "sigmoid")
    values = np.nan_to_num(values, posinf=1e300, neginf=-1e300)
    reach = 1.0 if bounded else max(float(np.abs(values).max()), 1e-9)
    span = (0.0, 1.0) if l == L else (-1.0, 1.0)
    extent = (x - half, x + half, y - half, y + half)
    shown = (values / reach).reshape(RESOLUTION, RESOLUTION)
    colours = OUTPUT if l == L else SIGNED
    image = ax.imshow(
        shown, colours, vmin=span[0], vmax=span[1], origin="lower", extent=extent, zorder=3, aspect="equal"
    )
    image.set_interpolation("bilinear")
    ax.add_patch(_frame(extent))


def _frame(extent) -> Rectangle:
    left, right, bottom, top = extent
    return Rectangle((left, bottom), right - left, top - bottom, fill=False, edgecolor=QUIET, linewidth=0.9, zorder=4)


def _draw_edges(ax: Axes, W: Array, G: Array | None, l: int) -> None:
    """Draw the weights into layer l as lines, and beside each its derivative as a bar that reaches back."""
    ends = [
        ((l - 1) * GAP + UNIT / 2, low, l * GAP - UNIT / 2, high)
        for high in _heights(W.shape[0])
        for low in _heights(W.shape[1])
    ]
    for negative in (False, True):
        some = np.flatnonzero((W.ravel() < 0) == negative)
        lines = [((ends[i][0], ends[i][1]), (ends[i][2], ends[i][3])) for i in some]
        widths = np.clip(0.5 + np.abs(W.ravel()[some]), 0.6, 4)
        _add(ax, lines, negative, widths, alpha=0.55)
    if G is not None:
        _draw_bars(ax, ends, G.ravel())


def _draw_bars(ax: Axes, ends, g: Array) -> None:
    shares = np.clip(1 - np.log10(np.maximum(np.abs(g), 1e-99)) / LOWEST, 0, 1)
    for negative in (False, True):
        bars = [_bar(*ends[i], shares[i]) for i in np.flatnonzero((g < 0) == negative) if shares[i] > 0]
        _add(ax, bars, negative, 1.6 if len(g) <= 20 else 1.0, alpha=1)


def _bar(x0: float, y0: float, x1: float, y1: float, share: float):
    length = np.hypot(x1 - x0, y1 - y0)
    aside = -0.055 * np.array([-(y1 - y0), x1 - x0]) / length
    top = np.array([x1, y1]) + aside
    return top, top - share * np.array([x1 - x0, y1 - y0])


def _add(ax: Axes, lines, negative: bool, widths, alpha: float) -> None:
    style = (0, (3, 1.5)) if negative else "solid"
    colour = NEGATIVE if negative else POSITIVE
    ax.add_collection(LineCollection(lines, colors=colour, linewidths=widths, linestyles=[style], alpha=alpha))


def _draw_errors(ax: Axes, D: Array, l: int, base: float) -> None:
    """Draw how many δ of a layer have which size: from 10⁻⁷ at the left to 10, positive ones upwards."""
    x, width, half, middle = l * GAP, 1.5, 0.45, base - 0.3
    sizes = np.clip(np.log10(np.maximum(np.abs(D), 1e-99)), BINS[0], BINS[-1])
    counts = [np.histogram(sizes[sign * D > 0], BINS)[0] for sign in (1, -1)]
    most, lefts = max(1, np.max(counts)), x - width / 2 + width * np.arange(len(BINS) - 1) / (len(BINS) - 1)
    for sign, count, colour in zip((1, -1), counts, (POSITIVE, NEGATIVE), strict=True):
        ax.bar(lefts, sign * count / most * 0.92 * half, 0.85 * width / len(count), middle, align="edge", color=colour)
    ax.add_patch(_frame((x - width / 2, x + width / 2, middle - half, middle + half)))
    ax.text(x, middle - half - 0.22, f"$\\delta^{l}$", ha="center", va="center")


# --- the plane and the curves


def draw_plane(ax: Axes, outputs: Array, limits: Limits, training, held_out=None) -> None:
    """Draw the outputs, shape (n², 1), over the plane, the line where they are one half, and the points."""
    shown = outputs.reshape(RESOLUTION, RESOLUTION)
    ax.imshow(shown, OUTPUT, vmin=0, vmax=1, origin="lower", extent=limits, interpolation="bilinear", aspect="auto")
    if shown.min() < 0.5 < shown.max():
        x, y = (np.linspace(low, high, 2 * RESOLUTION + 1)[1::2] for low, high in (limits[:2], limits[2:]))
        ax.contour(x, y, shown, [0.5], colors=INK, linewidths=1.5)
    if held_out is not None:
        _draw_points(ax, *held_out, hollow=True)
    _draw_points(ax, *training)
    ax.set(xlim=limits[:2], ylim=limits[2:], xticks=[], yticks=[])
    ax.set_title("the output over the plane", fontsize="medium", pad=4)
    ax.spines[:].set_color(QUIET)


def _draw_points(ax: Axes, X: Array, Y: Array, hollow: bool = False) -> None:
    for label, (colour, marker) in enumerate(zip(CLASSES, CLASS_MARKERS, strict=True)):
        look = {"color": "none", "markeredgecolor": colour} if hollow else {"color": colour, "markeredgecolor": "white"}
        size = 3.5 if hollow else 5
        ax.plot(*X[Y[:, 0] == label].T, marker, markersize=size, markeredgewidth=0.6, linestyle="none", **look)


def draw_costs(ax: Axes, rows: Sequence) -> None:
    """Draw the cost of training, solid, and that of the held-out points, dashed, against the steps."""
    steps = [step for step, _, _ in rows]
    ax.plot(steps, [now.cost for _, now, _ in rows], color=INK)
    if rows and rows[0][1].validation_cost is not None:
        ax.plot(steps, [now.validation_cost for _, now, _ in rows], color=LIGHT["violet"], linestyle="--")
    highest = np.nanmax([1e-9, *(cost for _, now, _ in rows for cost in (now.cost, now.validation_cost or 0))])
    ax.set_ylim(0, 1.05 * min(float(highest), HIGHEST_COST) if rows else 1)


def draw_norms(ax: Axes, rows: Sequence) -> None:
    """Draw the norm of each layer's ∂C/∂W against the steps, on a logarithmic axis."""
    ax.set(yscale="log", ylim=(1e-7, 10))
    for l, norms in enumerate(zip(*(norms for *_, norms in rows), strict=True)):
        style = LINE_STYLES[l % len(LINE_STYLES)]
        ax.plot([row[0] for row in rows], norms, color=LAYERS[l], linestyle=style, label=f"layer {l + 1}")
    if rows:
        ax.legend(
            loc="lower left", bbox_to_anchor=(1, 0), frameon=False, fontsize="small", borderpad=0, handlelength=1.6
        )

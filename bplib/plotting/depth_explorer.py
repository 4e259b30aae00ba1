"""The depth explorer: histograms by layer, sizes of δ and of the gradients by layer, and the cosine of two inputs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from bplib.plotting.palette import LIGHT
from bplib.plotting.style import INK, QUIET, quiet_axes

Array = np.ndarray
BINS = 31
DELTA, GRADIENT, COSINE = LIGHT["violet"], LIGHT["teal"], LIGHT["ochre"]
SHARES = LinearSegmentedColormap.from_list("shares", ["#ffffff", LIGHT["muted"], LIGHT["ink"]])


def depth_figure() -> tuple[Figure, dict[str, Axes]]:
    """Return a figure, and its Axes by name: strip, sizes and cosines."""
    fig = Figure(figsize=(11, 3.4), layout="constrained")
    axes = fig.subplot_mosaic([["strip", "sizes", "cosines"]])
    for ax in axes.values():
        quiet_axes(ax)
    return fig, axes


def draw_strip(ax: Axes, values: Sequence[Array], root: Array, name: str, bounded: bool) -> None:
    """Draw the share of the values of each layer in 31 bins, and ± the predicted root mean square, (L,).

    Bounded values have an even axis; on the other one numbers beyond ±1 are squeezed (asinh), and it ends at ±30.
    """
    place, ticks, end = (
        (np.array, (-1, 0, 1), 1.1) if bounded else (np.arcsinh, (-30, -10, -3, -1, 0, 1, 3, 10, 30), None)
    )
    reach = end or np.arcsinh(30)
    edges = np.linspace(-reach, reach, BINS + 1)
    shares = np.array([_shares(place(one.ravel()), edges) for one in values])
    layers = np.arange(1, len(values) + 1)
    ax.pcolormesh(np.arange(len(values) + 1) + 0.5, edges, np.sqrt(shares.T), cmap=SHARES, vmin=0, vmax=1)
    for sign in (1, -1):
        ax.plot(layers, np.clip(place(sign * root), -reach, reach), "--", color=LIGHT["pink"], linewidth=1.4)
    ax.set_yticks(place(np.array(ticks, float)), [str(tick).replace("-", "−") for tick in ticks])
    ax.set(
        xlim=(0.5, len(values) + 0.5), ylim=(-reach, reach), xlabel="layer", ylabel=f"{name}, and ± its predicted size"
    )


def _shares(places: Array, edges: Array) -> Array:
    """Return the share of numbers in each bin; the outermost hold all beyond."""
    inside = np.clip(places[~np.isnan(places)], edges[0], edges[-1])
    return np.histogram(inside, edges)[0] / max(1, places.size)


def draw_sizes(ax: Axes, found, theory) -> None:
    """Draw the root mean square of δ and ‖∂C/∂W‖ by layer, on a logarithmic axis, each with its prediction."""
    layers = np.arange(1, len(found.delta) + 1)
    looks = {"delta": ("rms δ", "o", "-", DELTA), "gradient": ("‖∂C/∂W‖", "s", "--", GRADIENT)}
    for name, (label, marker, line, color) in looks.items():
        ax.plot(layers, _drawable(getattr(found, name)), marker, color=color, markersize=4, label=label)
        ax.plot(layers, _drawable(getattr(theory, name)), line, color=color, linewidth=1.2, label=f"{label}, predicted")
    ax.set(yscale="log", xlabel="layer")
    ax.legend(frameon=False, fontsize="small")


def draw_cosines(ax: Axes, found: Array, theory: Array) -> None:
    """Draw the cosine of two inputs by layer, (L,), with its prediction."""
    layers = np.arange(1, len(found) + 1)
    ax.axhline(0, color=QUIET, linewidth=0.8)
    ax.plot(layers, found, "D", color=COSINE, markersize=4, label="cosine of two inputs")
    ax.plot(layers, theory, "-", color=INK, linewidth=1.2, label="predicted")
    ax.set(ylim=(-1.05, 1.05), xlabel="layer")
    ax.legend(frameon=False, fontsize="small", loc="lower left")


def _drawable(values: Array) -> Array:
    """Return the numbers that a logarithmic axis can show, and NaN for the others."""
    return np.where(np.isfinite(values) & (values > 0), values, np.nan)

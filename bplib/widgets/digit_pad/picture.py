"""The picture of the digit pad for pages on which nothing runs."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from bplib.plotting import figure as figures
from bplib.plotting.number_text import number_text
from bplib.plotting.style import INK, QUIET, SIGNED_MAP


def picture(answer, target: int) -> Figure:
    """Return what the network sees, what it says, δ of its hidden units, and ∂C/∂x, side by side."""
    fig, axes = figures.figure(1, 4, width=9.5, height=2.9)
    _ink(axes[0], answer.x)
    _outputs(axes[1], answer.a, target)
    _signed(axes[2], _in_rows(answer.D[1:-1]), "δ of the hidden units")
    _signed(axes[3], answer.pixels.reshape(8, 8), f"∂C/∂x for the target {target}")
    return fig


def _ink(ax, x) -> None:
    ax.imshow(x.reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)
    ax.set(title="what it sees: x", xticks=[], yticks=[])


def _outputs(ax, a, target) -> None:
    """Draw a bar for each digit; the target is framed."""
    bars = ax.barh(range(10), a, color=QUIET)
    bars[int(a.argmax())].set_color(INK)
    ax.barh([target], [1], facecolor="none", edgecolor=INK, linestyle="--")
    ax.set(title="what it says (dashed: target)", xlim=(0, 1.02), yticks=range(10))
    ax.invert_yaxis()


def _in_rows(D) -> np.ndarray:
    """Return the errors of all hidden units, layer below layer, in rows of eight; NaN where there is none."""
    if not D:
        return np.full((1, 8), np.nan)
    layers = [np.append(delta, np.full(-len(delta) % 8, np.nan)).reshape(-1, 8) for delta in D]
    return np.concatenate(layers)


def _signed(ax, values, title) -> None:
    """Draw signed numbers in cells, each with its sign where it is not small."""
    largest = np.nanmax(np.abs(values)) if np.isfinite(values).any() else 0.0
    size = largest if largest > 1e-12 else 1.0
    ax.imshow(values, cmap=SIGNED_MAP, vmin=-size, vmax=size)
    for i, j in np.argwhere(np.abs(np.nan_to_num(values)) > 0.2 * size):
        dark = abs(values[i, j]) > 0.6 * size
        ax.text(j, i, "+" if values[i, j] > 0 else "−", ha="center", va="center", color="white" if dark else INK)
    ax.set(title=title, xticks=[], yticks=[], xlabel=f"largest size {number_text(float(f'{largest:.2g}'))}")

"""Recurrence in pictures: a network unrolled in time, and what each use of a shared weight gives to its gradient."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.patches import Circle
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from bplib import _validation as check
from bplib.plotting.diagram import INK, LINE, MARK, MUTED, NEGATIVE, POSITIVE, WRONG, Painter
from bplib.plotting.palette import LIGHT

Array = np.ndarray

COLUMN, STATE_Y, OUT, IN = 150.0, 130.0, 84.0, 92.0  # between moments; where states lie; up to outputs, down to inputs
RADIUS, BACK = 25.0, LIGHT["violet"]


@dataclass
class Unrolled:
    """What was written: ("state", t), ("input", t), ("output", t), ("next", t), ("back", t), ("cut", t)."""

    texts: dict[tuple, Text] = field(default_factory=dict)


def draw_unrolled(
    ax: Axes,
    states: Sequence[str],
    *,
    inputs: Sequence[str] = (),
    outputs: Mapping[int, str] | None = None,
    weight: str = "u",
    back: Sequence[str] = (),
    cut: Collection[int] = (),
) -> Unrolled:
    """Draw the states 0, 1, ..., T of a recurrent network in a row, from left to right.

    Args:
        states: what is written into the circles, the first one for the state before the first moment.
        inputs: what comes in from below at the moments 1, ..., T, or nothing.
        outputs: what stands above some moments (moment: text).
        weight: what is written at the arrow from each moment to the next: the same everywhere.
        back: what is written below the arrow from moment t back to t - 1, for t = 1, ..., T, or nothing.
        cut: the moments t whose way back to t - 1 is cut off.
    """
    T, drawn = len(states) - 1, Unrolled()
    _check_moments(T, inputs=inputs, back=back)
    height = STATE_Y + (IN + 26 if inputs else 40)
    painter = Painter(ax, {"width": COLUMN * (T + 0.66), "height": height}, drawn)
    for t, state in enumerate(states):
        _draw_state(painter, t, state)
        if t and inputs:
            _arrow(painter, (_x(t), STATE_Y + IN - 18), (_x(t), STATE_Y + RADIUS))
            painter.text(("input", t), _x(t), STATE_Y + IN, inputs[t - 1])
        if text := (outputs or {}).get(t):
            _arrow(painter, (_x(t), STATE_Y - RADIUS), (_x(t), STATE_Y - OUT + 14))
            painter.text(("output", t), _x(t), STATE_Y - OUT, text)
    for t in range(1, T + 1):
        _draw_step(painter, t, weight, back[t - 1] if back else "", t in cut)
    ax.set_label(_in_words(states, weight, back, cut))
    return drawn


def _check_moments(T: int, **texts: Sequence[str]) -> None:
    for name, given in texts.items():
        if len(given) not in (0, T):
            raise ValueError(
                f"{name} must be {T}, one for each moment after the first state, or none; got {len(given)}"
            )


def _in_words(states: Sequence[str], weight: str, back: Sequence[str], cut: Collection[int]) -> str:
    """Return what the picture shows, for those who cannot see it."""
    words = [f"A network unrolled in time: the states {', '.join(states)}, each leading to the next by {weight}."]
    if back:
        words.append(f"Back from the last: {', '.join(reversed(back))}.")
    words += [f"The way back from moment {t} to {t - 1} is cut off." for t in sorted(cut, reverse=True)]
    return " ".join(words)


def _x(t: int) -> float:
    """Return where moment t stands."""
    return COLUMN * (t + 0.33)


def _arrow(painter: Painter, start: tuple, end: tuple, **look) -> None:
    style = {"arrowstyle": "-|>", "color": LINE, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0, **look}
    painter.ax.annotate("", end, start, arrowprops=style)


def _draw_state(painter: Painter, t: int, text: str) -> None:
    """Draw a circle, a quiet one for the state before the first moment."""
    look = {"facecolor": MARK if t else "white", "edgecolor": LINE, "zorder": 3}
    painter.ax.add_patch(Circle((_x(t), STATE_Y), RADIUS, **look))
    painter.text(("state", t), _x(t), STATE_Y, text, color=INK if t else MUTED)


def _draw_step(painter: Painter, t: int, weight: str, back: str, cut: bool) -> None:
    """Draw the arrow from moment t - 1 to t and, where something goes back, the one below it."""
    left, right, middle = _x(t - 1) + RADIUS, _x(t) - RADIUS, _x(t) - COLUMN / 2
    _arrow(painter, (left, STATE_Y - 8), (right, STATE_Y - 8))
    painter.text(("next", t), middle, STATE_Y - 20, weight)
    if not back:
        return
    colour = MUTED if cut else BACK
    _arrow(painter, (right, STATE_Y + 10), (left, STATE_Y + 10), color=colour, linestyle=":" if cut else "-")
    painter.text(("back", t), middle, STATE_Y + 24, back, color=colour)
    if cut:
        painter.text(("cut", t), middle, STATE_Y + 10, "×", size=20, color=WRONG)


# --- the uses of a weight


def shares_of_uses(D: Array, before: Array) -> Array:
    """Return what each moment gives to ∂C/∂U = Σ_t D_tᵀ h_{t-1}, (T,): its part along that sum, so that all make 1.

    D is ∂C/∂z_t of all moments, (T, m, n), and ``before`` the states h_{t-1}, (T, m, n).  Raises ValueError where the
    sum is 0, or where their shapes differ.
    """
    D = check.of_shape("D", D, "T, m, n", (None, None, None))
    check.of_shape("before", before, "T, m, k", (*D.shape[:2], None), ": H[:-1], where H begins with h_0")
    check.finite("D", D)
    each = np.einsum("tmj,tmk->tjk", D, before)
    whole = each.sum(axis=0)
    if not whole.any():
        raise ValueError("∂C/∂U is 0: no moment has a share of it")
    return np.tensordot(each, whole, 2) / np.sum(whole**2)


def draw_uses(ax: Axes, shares: Array, window: int | None = None, *, log: bool = False) -> BarContainer:
    """Draw a bar for the share of each moment, the last one at the right; those that a window cuts off are empty.

    ``shares``, (T,), are signed: blue is positive, orange and hatched negative.  With ``log`` their sizes are drawn.
    """
    (T,) = check.of_shape("shares", shares, "T", (None,)).shape
    if window is not None:
        check.whole_number("window", window, low=1)
    moments, kept = np.arange(1, T + 1), np.arange(T) >= (0 if window is None else T - window)
    bars = ax.bar(moments, np.abs(shares) if log else shares, width=0.8)
    for bar, share, whole in zip(bars, shares, kept, strict=True):
        colour = POSITIVE if share >= 0 else NEGATIVE
        inside, lines = (colour, "white") if whole else ("none", colour)
        bar.set(facecolor=inside, edgecolor=lines, hatch="" if share >= 0 else "//")
    if log:
        ax.set_yscale("log")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(xlabel="moment", ylabel=f"{'size of the ' if log else ''}share of ∂C/∂U", xlim=(0.3, T + 0.7))
    return bars

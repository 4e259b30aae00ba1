"""The picture of the relaxing network: where its parts are, and the still that stands in where nothing runs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle, Wedge

from bplib.equilibrium.relaxation import Relaxed
from bplib.equilibrium.units import Unit
from bplib.parameters import Parameters
from bplib.plotting.diagram import INK, LINE, MUTED, NEGATIVE, POSITIVE
from bplib.plotting.number_text import number_text
from bplib.plotting.style import QUIET, quiet_axes

Array = np.ndarray
RADIUS, RING = 29, 8  # of a unit, and the width of the ring around it
PITCH, GAP, ASIDE, TOP = 98, 168, 126, 26  # between units, layers, outputs and targets; room for the captions
HALF_TURN = 160.0  # degrees: the ring of the unit that moves most
SPRING = 7  # turns


def layout(sizes: Sequence[int]) -> dict:
    """Return the places of units and targets for layers of these sizes, as plain lists; y points downwards."""
    L, height = len(sizes) - 1, TOP + max(sizes) * PITCH
    middle = TOP + max(sizes) * PITCH / 2
    x = [RADIUS + RING + 6 + l * GAP for l in range(L + 1)]
    units = [[[x[l], middle + (j - (n - 1) / 2) * PITCH - 6] for j in range(n)] for l, n in enumerate(sizes)]
    captions = (
        ["input"] + [f"hidden layer {l}" if L > 2 else "hidden layer" for l in range(1, L)] + ["output", "target"]
    )
    return {
        "width": x[L] + ASIDE + 40,
        "height": height,
        "radius": RADIUS,
        "ring": RING,
        "units": units,
        "targets": [[x[L] + ASIDE, y] for _, y in units[L]],
        "captions": [[place, 12, text] for place, text in zip([*x, x[L] + ASIDE], captions, strict=True)],
    }


def picture(
    places: dict, network: Parameters, unit: Unit, free: Relaxed, pull: tuple[Array, float, Relaxed] | None
) -> Figure:
    """Return the network with free states s⁰ and changes s^β - s⁰ beside the energies of both phases; those are left
    out where they were not recorded.  ``pull`` is (targets, β, nudged phase); without it there is only the free phase.
    """
    y, beta, pulled = pull or ((), 0.0, free)
    fig = Figure(figsize=(10.6, 4.6))
    left = fig.add_axes((0.005, 0.02, 0.57, 0.96))
    draw_states(left, places, network, unit, y, beta, free.states, pulled.states)
    for i, phase in enumerate((free, pulled) if pull else (free,)):
        ax = fig.add_axes((0.67, 0.6 - 0.48 * i, 0.31, 0.32))
        quiet_axes(ax)
        draw_energies(ax, phase, y if i else None, beta)
    return fig


def draw_states(
    ax: Axes, places: dict, network: Parameters, unit: Unit, y: Array, beta: float, s: Sequence, t: Sequence
) -> dict[tuple, object]:
    """Draw units filled by their states ``s`` and with rings for what changes towards ``t``, both (1, n_l) a layer.

    Without rings and targets where β is 0.  Returns the fills, rings and connections by ("fill", l, j), ("ring", l, j)
    and ("weight", l, j, k).
    """
    ax.set(xlim=(0, places["width"]), ylim=(places["height"], 0), aspect="equal")
    ax.set_axis_off()
    artists, change = {}, [t[l][0] - s[l][0] for l in range(len(s))]
    largest = max(float(np.abs(part).max()) for part in change) or 1.0
    for l in range(1, len(s)):
        for (j, k), w in np.ndenumerate(network.W[l]):
            line = np.transpose([places["units"][l - 1][k], places["units"][l][j]])
            look = {"color": NEGATIVE, "linestyle": (0, (4, 2))} if w < 0 else {"color": POSITIVE}
            artists["weight", l, j, k] = ax.plot(*line, linewidth=connection_width(w) * 0.75, zorder=1, **look)[0]
    for l, layer in enumerate(places["units"]):
        for j, at in enumerate(layer):
            artists["fill", l, j] = _draw_unit(
                ax, at, unit, float(s[l][0][j]), f"$s^{l}_{j + 1}$" if l else f"$x_{j + 1}$"
            )
            if l and beta:
                artists["ring", l, j] = _draw_change(ax, at, float(change[l][j]), largest)
    for at, target, value in zip(places["units"][-1], places["targets"], y, strict=beta != 0):
        ax.plot(*np.transpose(spring(at[0] + RADIUS + RING, target[0] - 25, at[1])), color=MUTED, linewidth=1.2)
        ax.add_patch(Rectangle((target[0] - 25, target[1] - 19), 50, 38, facecolor="white", edgecolor=LINE))
        ax.text(target[0], target[1], number_text(value), ha="center", va="center", color=INK, fontsize=10)
    for x, top, text in places["captions"] if beta else places["captions"][:-1]:
        ax.text(x, top, text, ha="center", va="center", color=MUTED, fontsize=9)
    if not beta:
        return artists
    word = "pull" if beta > 0 else "push"
    at = places["targets"][0]
    ax.text(at[0] - ASIDE / 2 + 6, at[1] - 18, f"{word} {number_text(abs(beta))}", ha="center", color=MUTED, fontsize=9)
    return artists


def _draw_unit(ax: Axes, at: Sequence[float], unit: Unit, state: float, name: str) -> Rectangle:
    """Draw a unit filled from the level of 0 to that of its state."""
    low, high = round(unit.low), round(unit.high)
    level = lambda value: at[1] + RADIUS - 2 * RADIUS * (value - low) / (high - low)  # noqa: E731
    ax.add_patch(Circle(at, RADIUS, facecolor="white", edgecolor=LINE, linewidth=1.2, zorder=2))
    top, bottom = sorted((level(state), level(0)))
    colour = NEGATIVE if state < 0 else POSITIVE
    fill = Rectangle((at[0] - RADIUS, top), 2 * RADIUS, bottom - top, facecolor=colour, alpha=0.25, zorder=3)
    ax.add_patch(fill)
    fill.set_clip_path(Circle(at, RADIUS, transform=ax.transData))
    ax.text(at[0], at[1] - 10, name, ha="center", va="center", color=MUTED, fontsize=9, zorder=4)
    ax.text(
        at[0], at[1] + 7, f"{state:.3f}".replace("-", "−"), ha="center", va="center", color=INK, fontsize=9, zorder=4
    )
    return fill


def _draw_change(ax: Axes, at: Sequence[float], change: float, largest: float) -> Wedge:
    """Draw a ring from the top, clockwise for what rises: the longest for the largest change."""
    turn = HALF_TURN * change / largest
    start, end = sorted((-90.0, -90.0 + turn))  # y points downwards, so angles grow clockwise
    colour = POSITIVE if change > 0 else NEGATIVE
    ring = Wedge(at, RADIUS + RING, start, end, width=RING - 2, facecolor=colour, zorder=3)
    ax.add_patch(ring)
    text = f"{change:+.4f}".replace("-", "−")
    ax.text(at[0], at[1] + RADIUS + RING + 8, text, ha="center", va="center", color=colour, fontsize=8.5)
    return ring


def draw_energies(ax: Axes, phase: Relaxed, y: Array | None, beta: float) -> None:
    """Draw E against the sweeps of a free phase; of a nudged one, with the target ``y``, E and F = E + β C."""
    ax.set_title("free phase" if y is None else "nudged phase", loc="left", fontsize=10, color=INK)
    ax.set(xlabel="sweep", ylabel="energy")
    if phase.energies is None:
        ax.text(0.5, 0.5, "up and down differ: there is no energy", ha="center", transform=ax.transAxes, color=MUTED)
        return
    total = phase.energies[:, 0]
    curves = {"E": total}
    if y is not None:
        cost = ((phase.outputs[:, 0] - y) ** 2).sum(axis=1) / 2
        curves = {"F = E + βC": total, "E": total - beta * cost}
    shown = sweeps_to_show(total)
    for (name, values), style, colour in zip(curves.items(), ("-", "--"), (INK, QUIET), strict=False):
        ax.plot(values[: shown + 1], style, color=colour, label=name, marker="o", markersize=3)
    ax.set_xlim(0, shown)
    ax.legend(frameon=False, fontsize=9)


def sweeps_to_show(energies: Array) -> int:
    """Return how many of the sweeps show the fall: until 99.9 % of it are done, and some more."""
    far = np.abs(energies - energies[-1]) > 0.001 * np.ptp(energies)
    return int(min(len(energies) - 1, max(6, 1.3 * (1 + np.flatnonzero(far).max(initial=0)))))


def connection_width(w: float) -> float:
    """Return the width of the line of a weight in pixels, whatever the other weights are."""
    return float(0.8 + 6 * (1 - np.exp(-abs(w))))


def spring(start: float, end: float, y: float) -> list[tuple[float, float]]:
    """Return the points of a spring drawn from left to right at a height."""
    lead, turns = 6, 2 * SPRING
    inner = [
        (start + lead + (i + 0.5) * (end - start - 2 * lead) / turns, y + (5 if i % 2 else -5)) for i in range(turns)
    ]
    return [(start, y), (start + lead, y), *inner, (end - lead, y), (end, y)]

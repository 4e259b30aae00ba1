"""The root plane: what η and β do to a steep, a middle and a flat direction of a bowl, by the roots of the heavy ball.

The mathematics runs in the browser (``mathematics.js``).  This module checks what goes in, computes the same
with ``bplib.optimizers``, and draws the picture that stands in where nothing runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.optimizers import Momentum
from bplib.optimizers.heavy_ball import factor, quarter, roots
from bplib.optimizers.trajectories import path
from bplib.plotting.number_text import number_text
from bplib.plotting.root_plane import DIRECTION_STYLES, draw_region, draw_roots, draw_way, root_plane_figure
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet

NAMES = tuple(DIRECTION_STYLES)  # from the largest curvature to the smallest
LOWEST_PUSH, HIGHEST_PUSH = 0.1, 5.0  # ηλ of the steep direction at the ends of the slider of η
LARGEST_BETA = 0.99
STEPS = 60  # of the trajectories
GOAL, MOST_STEPS = 0.01, 10_000
TIE, EDGE = 1e-6, 1e-9  # factors, and pushes and their limits, that differ by less are the same


class Direction(NamedTuple):
    """A direction: its curvature λ, ηλ, its roots (2,), the size of the larger one, and what becomes of it.

    ``kind`` is "complex", "double" or "real"; ``fate`` "shrinks", "swings" (for ever) or "diverges"; ``steps`` the
    step from which on |x| is at most a hundredth of its start, inf for more than 10,000, None for never.
    """

    name: str
    curvature: float
    push: float
    roots: np.ndarray
    factor: float
    kind: str
    fate: str
    steps: float | None


class RootPlane(BrowserWidget):
    """The roots of the heavy ball for three curvatures, for example ``RootPlane(0.1, 0.9)``.

    ``directions()`` gives the numbers that are shown, ``trajectories()`` the coordinates.

    Args:
        eta: the rate η, from 0.1/λmax to 5/λmax.
        beta: the momentum β, from 0 to 0.99.
        curvatures: λ of the flat, the middle and the steep direction: positive, in rising order; the last at least
            twice and at most 10,000 times the first.

    Raises:
        ValueError, TypeError: when an argument does not fit; the message says which.
    """

    _title, _name = "The root plane", "plane"
    _code = script("root_plane")
    _css = style_sheet("root_plane", root="root-plane")

    eta = traitlets.Float().tag(sync=True)
    beta = traitlets.Float().tag(sync=True)
    curvatures = traitlets.List(traitlets.Float()).tag(sync=True)
    original = traitlets.Dict().tag(sync=True)  # what to come back to

    def __init__(self, eta: float = 0.1, beta: float = 0.9, *, curvatures: Sequence[float] = (0.1, 1.0, 10.0)):
        curvatures = _checked_curvatures(curvatures)
        low, high = LOWEST_PUSH / curvatures[-1], HIGHEST_PUSH / curvatures[-1]
        settings = {
            "eta": float(check.number("eta", eta, low, high)),
            "beta": float(check.number("beta", beta, 0, LARGEST_BETA)),
        }
        super().__init__(**settings, curvatures=curvatures, original=settings)

    # --- what is shown, in the library

    def directions(self) -> list[Direction]:
        """Return the steep, the middle and the flat direction."""
        return [self._direction(name, c) for name, c in zip(NAMES, self.curvatures[::-1], strict=True)]

    def trajectories(self, steps: int = STEPS) -> np.ndarray:
        """Return the coordinates of the three directions, from 1 at rest: shape (steps + 1, 3)."""
        curvatures = np.array(self.curvatures[::-1])
        return path(Momentum(self.eta, self.beta), lambda x: curvatures * x, np.ones(3), steps)

    def verdict(self) -> str:
        """Return in words which direction diverges, or else which one limits."""
        directions, beta = self.directions(), self.beta
        if lost := [direction for direction in directions if direction.fate != "shrinks"]:
            return " ".join(_lost_in_words(direction, beta) for direction in lost)
        kinds = {direction.kind for direction in directions}
        if "real" not in kinds:
            inside = "complex roots" if kinds == {"complex"} else "complex or double roots"
            return f"All three directions have {inside}: each has the factor √β = {number_text(sqrt(beta))} a step."
        largest = max(direction.factor for direction in directions)
        slowest = [direction for direction in directions if direction.factor > largest - TIE]
        if len(slowest) == 1:
            return _slowest_in_words(slowest[0], beta)
        names = " and the ".join(direction.name for direction in slowest)
        return f"The {names} direction limit: both have the factor {number_text(slowest[0].factor)} a step."

    def _direction(self, name: str, curvature: float) -> Direction:
        push = self.eta * curvature
        rest, fate = quarter(push, self.beta), _fate(push, self.beta)
        kind = "complex" if rest < 0 else "real" if rest else "double"
        size = factor(push, self.beta)
        steps = self._steps_until(curvature, size) if fate == "shrinks" else None
        return Direction(name, curvature, push, roots(push, self.beta), size, kind, fate, steps)

    def _steps_until(self, curvature: float, size: float) -> float:
        """Return the step from which on a coordinate stays at or below a hundredth, or inf.

        ``size`` is its factor r.  |x| is at most a few times t rᵗ, far below a hundredth where rᵗ = e⁻²⁰.
        """
        enough = min(MOST_STEPS, int(20 / -np.log(max(size, 1e-9))) + 20)
        x = path(Momentum(self.eta, self.beta), lambda x: curvature * x, [1.0], enough)[:, 0]
        last = np.flatnonzero(np.abs(x) > GOAL)[-1]
        return np.inf if last == MOST_STEPS else int(last) + 1

    # --- the same without a kernel, or without anything that runs

    def figure(self) -> Figure:
        """Return the roots, the plane of ηλ and β, and the three trajectories."""
        (fig, axes), directions = root_plane_figure(), self.directions()
        draw_roots(axes["roots"], self.beta, {one.name: one.roots for one in directions})
        low = LOWEST_PUSH * self.curvatures[0] / self.curvatures[-1]
        draw_region(axes["region"], low, {one.name: one.push for one in directions}, self.beta)
        for one, values in zip(directions, self.trajectories().T, strict=True):
            draw_way(axes[one.name], one.name, values, f"{one.name}, λ = {number_text(one.curvature)}")
        axes[NAMES[-1]].set_xlabel("steps")
        return fig

    def description(self) -> str:
        """Return in words what becomes of the three directions."""
        lines = [f"The root plane: η = {number_text(self.eta)}, β = {number_text(self.beta)}. {self.verdict()}"]
        for one in self.directions():
            size = f"largest |r| {number_text(one.factor)}"
            lines.append(
                f"{one.name}, λ = {number_text(one.curvature)}: ηλ = {number_text(one.push)}, {one.kind} roots, "
                f"{size}, at a hundredth {_arrival(one.steps)}."
            )
        return "\n".join(lines)


def _fate(push: float, beta: float) -> str:
    limit = 2 * (1 + beta)
    if abs(push - limit) < EDGE:
        return "swings"
    return "diverges" if push > limit else "shrinks"


def _lost_in_words(direction: Direction, beta: float) -> str:
    limit = number_text(2 * (1 + beta))
    if direction.fate == "swings":
        return f"The {direction.name} direction neither shrinks nor grows: ηλ = 2(1 + β) = {limit}."
    return f"The {direction.name} direction diverges: ηλ = {number_text(direction.push)} > 2(1 + β) = {limit}."


def _slowest_in_words(direction: Direction, beta: float) -> str:
    flat, here = direction.push < 1, number_text(direction.push)
    formula, sign = ("(1 − √β)²", -1) if flat else ("(1 + √β)²", 1)
    edge = number_text((1 + sign * sqrt(beta)) ** 2)
    near = f", just {'below' if flat else 'above'} {formula}"  # where their texts are the same
    where = near if here == edge else f" {'<' if flat else '>'} {formula} = {edge}"
    head = f"The {direction.name} direction limits: its factor is {number_text(direction.factor)} a step."
    return f"{head} It has two real roots: ηλ = {here}{where}."


def _arrival(steps: float | None) -> str:
    if steps is None:
        return "never"
    if steps == np.inf:
        return f"after more than {MOST_STEPS:,} steps"
    return f"after {steps:,} {'step' if steps == 1 else 'steps'}"


def _checked_curvatures(curvatures) -> list[float]:
    if isinstance(curvatures, str) or not isinstance(curvatures, (Sequence, np.ndarray)) or len(curvatures) != 3:
        raise ValueError(f"curvatures must be three numbers, of flat, middle and steep, got {curvatures!r}")
    low, middle, high = (
        float(check.number(f"curvatures[{i}]", value, 0, low_open=True)) for i, value in enumerate(curvatures)
    )
    if not low < middle < high:
        raise ValueError(f"curvatures must rise from flat to steep, got {[low, middle, high]}")
    if not 2 <= high / low <= 10_000:
        raise ValueError(f"the steep curvature must be 2 to 10,000 times the flat one, got {high / low:g} times")
    return [low, middle, high]

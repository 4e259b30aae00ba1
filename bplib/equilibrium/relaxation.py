"""Relaxation: letting the states of an energy-based network roll downhill until they settle.

Three ways down, one sweep of each moves every unit once:

    layerwise       s^l ← s^l + ω (lowest - s^l), one layer after the other       (block coordinate descent)
    gradient_flow   s ← s - ε ∂F/∂s, all layers at once                           (Euler steps of ds/dt = -∂F/∂s)
    synchronous     s^l ← lowest, all layers at once, from the old states         (Jacobi)

``lowest`` is the state of the layer that lowers F the most while the others stay (``Landscape.lowest``).  The layerwise
scheme never raises F, whatever the weights, for 0 < ω < 2 with the hard sigmoid and 0 < ω ≤ 1 with smooth units; the
other two can overshoot.  ω > 1 is over-relaxation (SOR): fewer sweeps in deep networks.  The Euler step of ε = ½ is the
one of Scellier and Bengio (2017).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bplib import _validation as check
from bplib.equilibrium.energy import Landscape, States
from bplib.equilibrium.units import Unit

Array = np.ndarray
Sweep = Callable[[States], float]


@dataclass(slots=True)
class Relaxed:
    """Where a relaxation ended: ``states[l]``, (m, n_l), and whether that is a fixed point.

    ``residual`` is the largest |ρ(drive) - s| over all units and examples, measured at the end, and ``settled`` says
    whether it is at most the tolerance.  ``energies``, (sweeps + 1, m), and ``outputs``, (sweeps + 1, m, n_L), hold F
    and s^L before and after every sweep if they were recorded, else None.
    """

    states: States
    residual: float
    sweeps: int
    settled: bool
    energies: Array | None = None
    outputs: Array | None = None

    @property
    def outcome(self) -> str:
        """Return in words whether the states have settled."""
        if self.settled:
            return f"settled after {self.sweeps} sweeps (residual {self.residual:.1e})"
        return f"NOT settled after {self.sweeps} sweeps: the residual is still {self.residual:.1e}"


def relax(
    landscape: Landscape,
    states: States,
    layers: Sequence[int],
    *,
    scheme: str = "layerwise",
    sweeps: int = 1000,
    tolerance: float | None = None,
    omega: float = 1.0,
    epsilon: float = 0.5,
    record: bool = False,
) -> Relaxed:
    """Sweep until the residual is at most ``tolerance``, or ``sweeps`` times, and report where that ended.

    ``layers`` are those that may move, in the order of the layerwise scheme.  The list ``states`` is left as it is.
    Without a tolerance it is 1e-10 in float64 and 1e-5 in float32; with 0 the sweeps end when nothing moves any more.
    """
    check.whole_number("sweeps", sweeps, low=0)
    if tolerance is None:
        tolerance = 1e-5 if landscape.from_inputs.dtype == np.float32 else 1e-10
    check.number("tolerance", tolerance, 0)
    sweep = _sweep_of(landscape, layers, scheme, omega, epsilon)
    states, energies, outputs = list(states), [], []
    done, residual = 0, np.inf
    while True:
        if record:
            energies.append(landscape.total_energy(states))
            outputs.append(states[-1].copy())
        if done == sweeps or residual <= tolerance:
            break
        change = sweep(states)
        done += 1
        if change <= tolerance:  # a small step is cheap to see; the residual is the judge
            residual = landscape.residual(states, layers)
    residual = landscape.residual(states, layers)
    history = (np.array(energies), np.array(outputs)) if record else (None, None)
    return Relaxed(states, residual, done, residual <= tolerance, *history)


def _sweep_of(landscape: Landscape, layers: Sequence[int], scheme: str, omega: float, epsilon: float) -> Sweep:
    check.choice("scheme", scheme, dict.fromkeys(("layerwise", "gradient_flow", "synchronous")))
    check.number("epsilon", epsilon, 0, low_open=True)
    checked_omega(omega, landscape.unit)
    if scheme == "layerwise":
        return layerwise(landscape, layers, omega)
    return gradient_flow(landscape, layers, epsilon) if scheme == "gradient_flow" else synchronous(landscape, layers)


def checked_omega(omega: float, unit: Unit) -> float:
    """Return ω when F cannot rise with it, or raise ValueError."""
    check.number("omega", omega, 0, 2, low_open=True, high_open=True)
    if omega > 1 and unit.smooth:
        raise ValueError(f"omega above 1 needs hard-sigmoid units: with {unit.name} F could rise; got {omega}")
    return omega


def upwards(landscape: Landscape) -> range:
    """Return the layers 1 ... L: the order of the free phase, where the news comes from the inputs."""
    return range(1, landscape.L + 1)


def downwards(landscape: Landscape) -> range:
    """Return the layers L ... 1: the order of a nudged phase, where the news comes from the outputs."""
    return range(landscape.L, 0, -1)


def move(landscape: Landscape, s: States, l: int, omega: float = 1.0) -> Array:
    """Return the new state of layer l, shape (m, n_l): on its way to the lowest place, ω of the whole way."""
    lowest = landscape.lowest(s, l)
    return lowest if omega == 1 else landscape.unit.inside(s[l] + omega * (lowest - s[l]))


def layerwise(landscape: Landscape, layers: Sequence[int], omega: float = 1.0) -> Sweep:
    """Return a sweep that puts one layer after the other to its lowest place, times ω; see the head of the module."""

    def sweep(s: States) -> float:
        change = 0.0
        for l in layers:
            old, s[l] = s[l], move(landscape, s, l, omega)
            change = max(change, float(np.abs(s[l] - old).max()))
        return change

    return sweep


def gradient_flow(landscape: Landscape, layers: Sequence[int], epsilon: float = 0.5) -> Sweep:
    """Return a sweep that makes one Euler step of length ε against ∂F/∂s, with all layers at once.

    States are kept inside the range of the unit.
    """

    def sweep(s: States) -> float:
        old = [s[0], *(landscape.unit.inside(layer) for layer in s[1:])]
        for l in layers:
            s[l] = landscape.unit.inside(old[l] + epsilon * landscape.force(old, l))
        return max((float(np.abs(s[l] - old[l]).max()) for l in layers), default=0.0)

    return sweep


def synchronous(landscape: Landscape, layers: Sequence[int]) -> Sweep:
    """Return a sweep that puts every layer where it would be lowest if the others had not moved."""

    def sweep(s: States) -> float:
        old = list(s)
        for l in layers:
            s[l] = landscape.lowest(old, l)
        return max((float(np.abs(s[l] - old[l]).max()) for l in layers), default=0.0)

    return sweep

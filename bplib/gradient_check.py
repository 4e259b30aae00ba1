"""Gradient checks: a gradient against the slopes of the cost, with a verdict that says where it is wrong and why.

The oracle is a plain function ``cost(theta) -> number``, differentiated numerically
(``bplib.numerical_derivatives``); the gradient under test is never asked for its own confirmation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bplib import _validation as check
from bplib.network import Network
from bplib.numerical_derivatives import (
    Array,
    Cost,
    central,
    checked_vector,
    default_step,
    numerical_gradient,
    one_sided,
    relative_error,
)

TOLERANCE = {"central": 1e-6, "one_sided": 1e-4, "complex_step": 1e-10}


@dataclass(frozen=True)
class Block:
    """The comparison of one block of parameters; ``worst`` is the index of the entry that differs most."""

    name: str
    error: float
    worst: tuple[int, ...]
    got: float
    expected: float
    kinks: int


@dataclass(frozen=True)
class Check:
    """The result of a gradient check: a ``Block`` for each block of parameters, and what follows from them."""

    blocks: tuple[Block, ...]
    method: str
    tolerance: float
    dtype: np.dtype

    @property
    def failed(self) -> list[Block]:
        """Return the blocks whose relative error is above the tolerance (or is not a number)."""
        return [block for block in self.blocks if not block.error <= self.tolerance]

    @property
    def passed(self) -> bool:
        """Return whether every block agrees."""
        return not self.failed

    @property
    def verdict(self) -> str:
        """Return the result in words, with the likely cause."""
        if self.passed:
            worst = max(self.blocks, key=lambda block: block.error)
            return f"The gradient agrees with the {self.method} differences: at most {worst.error:.0e} in {worst.name}."
        bad = self.failed[-1]
        text = (
            f"{bad.name} disagrees (relative error {bad.error:.0e}): at index {list(bad.worst)} the gradient says "
            f"{bad.got:.6g}, the cost says {bad.expected:.6g}. {len(self.failed)} of {len(self.blocks)} blocks differ."
        )
        if self.dtype == np.float32:
            return text + " In float32 the differences themselves are this coarse: check in float64."
        if bad.kinks:
            return text + f" {bad.kinks} of its entries step over a kink (ReLU): take a smaller step or other inputs."
        return text + " Mend the last layer that disagrees first: its mistake is passed down to all before it."

    def __str__(self) -> str:
        rows = [f"{b.name:<8} {b.error:8.0e}  {'ok' if b.error <= self.tolerance else 'DIFFERS'}" for b in self.blocks]
        return "\n".join([*rows, self.verdict])


def check_gradient(
    cost: Cost,
    gradient: Array,
    theta: Array,
    *,
    blocks: Mapping[str, tuple[int, ...]] | None = None,
    method: str = "central",
    step: float | None = None,
    tolerance: float | None = None,
) -> Check:
    """Compare a gradient, shape (P,), with differences of ``cost`` at theta, shape (P,), block by block.

    Args:
        blocks: the shape of each block by name, in flat order; without it there is one block, "theta".
        step: the h of the differences; ``default_step`` by default.
        tolerance: the largest relative error that passes; by default what the method can resolve with room to spare.
    """
    theta, gradient = checked_vector("theta", theta), checked_vector("gradient", gradient)
    if gradient.shape != theta.shape:
        raise ValueError(f"gradient must have the shape of theta, {theta.shape}, got {gradient.shape}")
    blocks = {"theta": theta.shape} if blocks is None else blocks
    if sum(int(np.prod(shape)) for shape in blocks.values()) != theta.size:
        raise ValueError(f"blocks must hold {theta.size} parameters in all, got {dict(blocks)}")
    expected = numerical_gradient(cost, theta, method, step)
    h = default_step(method, theta.dtype) if step is None else step
    tolerance = TOLERANCE[method] if tolerance is None else tolerance
    results, start = [], 0
    for name, shape in blocks.items():
        part = slice(start, start := start + int(np.prod(shape)))
        kinks = 0
        if not relative_error(gradient[part], expected[part]) <= tolerance and method != "complex_step":
            kinks = int(np.sum([crosses_kink(cost, theta, i, h) for i in range(part.start, part.stop)]))
        results.append(_compare(name, gradient[part].reshape(shape), expected[part].reshape(shape), kinks))
    return Check(tuple(results), method.replace("_", "-"), tolerance, theta.dtype)


def check_network(network: Network, X, Y, method: str = "central", **options) -> Check:
    """Check ``network.gradient(X, Y)`` against differences of ``network.cost``; options as in ``check_gradient``."""
    shapes = {name: block.shape for name, block in network.parameters.blocks().items()}
    return check_gradient(
        lambda theta: network.cost(X, Y, theta),
        network.gradient(X, Y).flat,
        network.theta.copy(),
        blocks=shapes,
        method=method,
        **options,
    )


def crosses_kink(cost: Cost, theta: Array, i: int, h: float) -> bool:
    """Return whether the cost has a kink within h of θ_i, as |θ_i| has at 0.

    The slopes from the left and from the right differ by about h C'' where the cost is smooth, so a tenth of the step
    leaves a tenth of the difference.  Across a kink the difference of the slopes does not shrink in that way.
    """
    unit = np.zeros_like(theta)
    unit[i] = 1

    def bend(s: float) -> float:
        return abs(one_sided(cost, theta, unit, s) - one_sided(cost, theta, unit, -s))

    noise = 100 * np.finfo(theta.dtype).eps * max(1.0, abs(cost(theta))) / h
    return bool(bend(h) > noise and not 5 < bend(h) / max(bend(h / 10), noise / 1e3) < 20)


def check_directions(
    cost: Cost,
    gradient: Array,
    theta: Array,
    rng: np.random.Generator,
    *,
    directions: int = 10,
    step: float | None = None,
) -> float:
    """Return the largest relative error of gradient · v against central differences along random unit vectors v.

    Each direction mixes all parameters and costs two evaluations whatever P is: the check for networks that are too
    big for one difference a parameter.
    """
    theta, gradient = checked_vector("theta", theta), checked_vector("gradient", gradient)
    h = default_step("central", theta.dtype) if step is None else check.number("step", step, 0, low_open=True)
    worst = 0.0
    for _ in range(check.whole_number("directions", directions, low=1)):
        v = check.generator(rng).normal(size=theta.size).astype(theta.dtype)
        v /= np.linalg.norm(v)
        worst = max(worst, relative_error(np.array([gradient @ v]), np.array([central(cost, theta, v, h)])))
    return worst


def _compare(name: str, got: Array, expected: Array, kinks: int) -> Block:
    worst = tuple(int(i) for i in np.unravel_index(np.argmax(np.abs(got - expected)), got.shape))
    return Block(name, relative_error(got, expected), worst, float(got[worst]), float(expected[worst]), kinks)

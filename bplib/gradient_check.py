"""Gradient checks: a gradient against the slopes of the cost, with a verdict that says where it is wrong and why.

The oracle is a plain function ``cost(theta) -> number``, differentiated numerically
(``bplib.numerical_derivatives``); the gradient under test is never asked for its own confirmation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bplib import _validation as check
from bplib.numerical_derivatives import (
    METHODS,
    Array,
    Cost,
    central,
    checked_vector,
    default_step,
    numerical_gradient,
    one_sided,
    relative_error,
)
from bplib.trainable import Trainable, checked_model

TOLERANCE = {"central": 1e-6, "one_sided": 1e-4, "complex_step": 1e-10}


@dataclass(frozen=True)
class Block:
    """The comparison of one block of parameters; ``worst`` is the index of the entry that differs most.

    ``kinks`` counts the entries of a block that differs whose step reaches over a kink; ``unsettled`` says of the worst
    entry that its difference changes with the step.
    """

    name: str
    error: float
    worst: tuple[int, ...]
    got: float
    expected: float
    kinks: int
    unsettled: bool


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
        if bad.unsettled:
            return text + " With a tenth of the step the cost says otherwise by as much: look for a better step first."
        return text + " Mend the last layer that disagrees first: a mistake in its δ goes down to all before it."

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
    if theta.size == 0:
        raise ValueError("there is nothing to check: theta holds no parameters")
    blocks = {"theta": theta.shape} if blocks is None else blocks
    if sum(int(np.prod(shape)) for shape in blocks.values()) != theta.size:
        raise ValueError(f"blocks must hold {theta.size} parameters in all, got {dict(blocks)}")
    expected = numerical_gradient(cost, theta, method, step)
    h = default_step(method, theta.dtype) if step is None else step
    tolerance = TOLERANCE[method] if tolerance is None else tolerance
    noise = _noise(cost, theta, method, h, expected)
    results, start = [], 0
    for name, shape in blocks.items():
        part = slice(start, start := start + int(np.prod(shape)))
        error = _error(gradient[part], expected[part], noise, np.linalg.norm(expected))
        kinks, unsettled = 0, False
        if not error <= tolerance and method != "complex_step":
            kinks = int(np.sum([crosses_kink(cost, theta, i, h) for i in range(part.start, part.stop)]))
            worst = part.start + int(np.argmax(np.abs(gradient[part] - expected[part])))
            unsettled = depends_on_step(cost, theta, method, worst, h, gradient[worst] - expected[worst])
        block = gradient[part].reshape(shape), expected[part].reshape(shape)
        results.append(_compare(name, *block, error, kinks, unsettled))
    return Check(tuple(results), method.replace("_", "-"), tolerance, theta.dtype)


def _noise(cost: Cost, theta: Array, method: str, h: float, expected: Array) -> float:
    """Return the size of what rounding alone makes of a slope that is 0."""
    epsilon = 10 * np.finfo(theta.dtype).eps
    return epsilon * (np.linalg.norm(expected) if method == "complex_step" else max(1.0, abs(cost(theta))) / h)


def _error(got: Array, expected: Array, noise: float, whole: float) -> float:
    """Return the relative error of a block, or, where the block is 0 but for the noise, relative to the whole gradient.

    The bias below a batch normalization is such a block: it has no influence at all.
    """
    error, difference = relative_error(got, expected), np.linalg.norm(got - expected)
    return float(difference / whole) if error and difference <= noise * np.sqrt(got.size) and whole else error


def check_network(model: Trainable, X, Y, method: str = "central", *, seed: int | None = None, **options) -> Check:
    """Check the gradient of a network, or of another model, against differences of its cost.

    Args:
        seed: None checks the model as it answers.  A number checks it as it learns, with the chance of this seed, the
            same for the gradient and each cost: units are dropped, minibatches have their own statistics.
        options: as in ``check_gradient``.
    """
    X, Y = checked_model(model).checked_pair(X, Y)
    if seed is not None:
        check.whole_number("seed", seed, low=0)
    shapes = {name: block.shape for name, block in model.parameters.blocks().items()}

    def cost(theta: Array) -> float:
        parameters = model.parameters.like(theta)
        for block, own in zip(parameters.kept, model.parameters.kept, strict=True):
            block[...] = own  # no gradient moves these
        return model.mean_cost(*model.outputs(X, parameters, _chance(seed)), Y)

    gradient = model.gradient(X, Y, rng=_chance(seed)).flat
    return check_gradient(cost, gradient, model.theta.copy(), blocks=shapes, method=method, **options)


def _chance(seed: int | None) -> np.random.Generator | None:
    return None if seed is None else np.random.default_rng(seed)


def crosses_kink(cost: Cost, theta: Array, i: int, h: float) -> bool:
    """Return whether the cost has a kink within h of θ_i, as |θ_i| has at 0.

    The slopes from the left and from the right differ by about h C'' where the cost is smooth, so a tenth of the step
    leaves a tenth of the difference.  Across a kink the difference of the slopes does not shrink in that way.  (It
    does where the kink lies at 0.08 to 0.1 of h: that one is missed.)
    """
    unit = np.zeros_like(theta)
    unit[i] = 1

    def bend(s: float) -> float:
        return abs(one_sided(cost, theta, unit, s) - one_sided(cost, theta, unit, -s))

    noise = 100 * np.finfo(theta.dtype).eps * max(1.0, abs(cost(theta))) / h
    return bool(bend(h) > noise and not 5 < bend(h) / max(bend(h / 10), noise / 1e3) < 20)


def depends_on_step(cost: Cost, theta: Array, method: str, i: int, h: float, difference: float) -> bool:
    """Return whether a tenth of the step moves the measured slope of θ_i by at least half of ``difference``.

    The difference from a wrong gradient stays as it is.  One that truncation or rounding has made does not.
    """
    unit = np.zeros_like(theta)
    unit[i] = 1
    slope = METHODS[method]
    moved = slope(cost, theta, unit, h / 10) - slope(cost, theta, unit, h)
    return bool(2 * abs(moved) >= abs(difference))


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


def _compare(name: str, got: Array, expected: Array, error: float, kinks: int, unsettled: bool) -> Block:
    worst = tuple(int(i) for i in np.unravel_index(np.argmax(np.abs(got - expected)), got.shape))
    return Block(name, error, worst, float(got[worst]), float(expected[worst]), kinks, unsettled)

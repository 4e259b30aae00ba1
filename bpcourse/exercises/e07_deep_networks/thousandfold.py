"""Task 07.8: in how many layers δ changes by a factor of 1000, predicted and measured."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from bpcourse.sandboxed.answers import NotAttempted
from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.functions import Observation
from bpcourse.tasks.leaves import leaves, only
from bpcourse.tasks.results import Finding, Result
from bpcourse.tasks.words import Diagnosis

Array = np.ndarray
THOUSAND = float(np.log(1000))
LEAST = 1e-9  # a length that counts as none


@cache
def nodes() -> tuple[Array, Array]:
    """Return nodes and weights of E g(z), z ~ N(0, 1), by the trapezium rule, as in the notebook."""
    z = np.linspace(-8, 8, 201)
    density = np.exp(-z * z / 2)
    return z, density / density.sum()


def mean_square(root: float) -> float:
    """Return E tanh(root z)²."""
    z, p = nodes()
    return float(p @ np.tanh(root * z) ** 2)


def mean_square_slope(root: float) -> float:
    """Return E tanh'(root z)²."""
    z, p = nodes()
    return float(p @ (1 - np.tanh(root * z) ** 2) ** 2)


# --- the prediction


def zero(f, low: float, high: float) -> float:
    """Return where f changes its sign between low and high, by the rule of false position (Illinois)."""
    at_low, at_high = f(low), f(high)
    for _ in range(60):
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        here = f(middle)
        if here * at_high < 0:
            low, at_low = high, at_high
        else:
            at_low /= 2
        if abs(middle - high) < 1e-9 or here == 0:
            return middle
        high, at_high = middle, here
    return high


def resting(step, highest: float) -> float:
    """Return where q = step(q) comes to rest: 0 where nothing keeps it up."""
    if step(LEAST) <= LEAST:
        return 0.0
    return zero(lambda q: step(q) - q, LEAST, highest + 1e-6)


def layers(chi: float) -> float:
    """Return the number of layers in which the norm of δ changes by a factor of 1000."""
    return 2 * THOUSAND / abs(np.log(chi))


def crossing(chi_of, _biases: float, low: float = 1.0, high: float = 3.0) -> float:
    """Return the σ_w² at which χ grows past 1, or where a search by halves runs to if it does not."""
    if chi_of(low) < 1 < chi_of(high):
        return zero(lambda weights: chi_of(weights) - 1, low, high)
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (low, middle) if chi_of(middle) > 1 else (middle, high)
    return middle


class Pieces(NamedTuple):
    """The pieces of χ (see ``both``)."""

    f2: Callable
    slope2: Callable
    factor: Callable
    added: Callable
    length: Callable
    for_f: Callable
    for_slope: Callable
    more: Callable


@lru_cache(maxsize=4096)
def _chi(weights: float, biases: float, by: Pieces) -> float:
    w, b = by.factor(weights), by.added(biases)
    q = by.length(lambda q: w * by.f2(by.for_f(q)) + b, w + b)
    return w * by.slope2(by.for_slope(q)) + by.more(biases)


@lru_cache(maxsize=4096)
def _edge(biases: float, by: Pieces, critical: Callable) -> float:
    return critical(lambda weights: _chi(weights, biases, by), biases)


# --- the measurement


def forward(W: list, b: list, X: Array) -> list:
    """Return the activations of layers 0 to L - 1."""
    A = [X]
    for l in range(1, len(W) - 1):
        A.append(np.tanh(A[-1] @ W[l].T + b[l]))
    return A


def slope(_W, _b, A: list, l: int) -> Array:
    """Return tanh'(z) of a layer."""
    return 1 - A[l] ** 2


def down(W: list, D: Array, l: int) -> Array:
    """Return δ of layer l + 1 on its way through the weights."""
    return D @ W[l + 1]


def pace(D: list) -> float:
    """Return ln of the factor of the rms of δ from a layer to the one below; D[0] is that of layer 1."""
    return float(np.log(rms(D[0]) / rms(D[-1])) / (len(D) - 1))


def rms(D: Array) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt((D**2).mean()))


class _Net(NamedTuple):
    """W, b, X and D, equal to no other ones: so what was measured with them can be kept."""

    W: list
    b: list
    X: Array
    D: Array

    def __hash__(self) -> int:
        return hash(tuple(map(id, self)))

    def __eq__(self, other) -> bool:
        return all(mine is yours for mine, yours in zip(self, other, strict=True))


@lru_cache(maxsize=16)
def _deltas(net: _Net, forward: Callable, down: Callable, slope: Callable) -> list:
    """Return δ of the layers 1 to L."""
    W, b, X, D = net
    A, deltas = forward(W, b, X), [D]
    for l in range(len(W) - 2, 0, -1):
        deltas.insert(0, down(W, deltas[0], l) * slope(W, b, A, l))
    return deltas


def both(
    weights,
    biases,
    W,
    b,
    X,
    D,
    *,
    f2=mean_square,
    slope2=mean_square_slope,
    factor=lambda weights: weights,
    added=lambda biases: biases,
    length=resting,
    for_f=np.sqrt,
    for_slope=np.sqrt,
    more=lambda biases: 0.0,
    depth=layers,
    critical=crossing,
    forward=forward,
    down=down,
    slope=slope,
    pace=pace,
    measured=lambda pace: THOUSAND / abs(pace),
) -> tuple:
    """Return (predicted, measured, critical); each keyword is a piece that a slip may replace."""
    by = Pieces(f2, slope2, factor, added, length, for_f, for_slope, more)
    deltas = _deltas(_Net(W, b, X, D), forward, down, slope)
    return depth(_chi(weights, biases, by)), measured(pace(deltas)), _edge(biases, by, critical)


# --- what is drawn

WIDTH, DEPTH, EXAMPLES = 100, 16, 10


def draw_net(*ranges: tuple[float, float]):
    """Return a draw of σ_w² in one of the ranges, σ_b², a net of that kind, inputs of the length q*, and δ^L."""

    def draw(rng):
        low, high = ranges[rng.integers(len(ranges))]
        weights, biases = float(rng.uniform(low, high)), float(rng.uniform(0.05, 0.1))
        q = resting(lambda q: weights * mean_square(np.sqrt(q)) + biases, weights + biases)
        sizes = [WIDTH - 20, *[WIDTH] * DEPTH]
        pairs = zip(sizes[1:], sizes[:-1], strict=True)
        W = [None, *(rng.normal(0, np.sqrt(weights / k), (n, k)) for n, k in pairs)]
        b = [None, *(rng.normal(0, np.sqrt(biases), n) for n in sizes[1:])]
        X = rng.normal(0, np.sqrt((q - biases) / weights), (EXAMPLES, sizes[0]))
        return weights, biases, W, b, X, rng.normal(size=(EXAMPLES, WIDTH))

    return draw


# --- the parts are the results


class ByResult(FunctionTask):
    """A function with several results, each of which is a part, earned when it is right in the draws of all parts.

    The parts have the names of the results.
    """

    def examine(self, answer, rng: np.random.Generator) -> Result:
        """Return which results are right (see ``bpcourse.sandboxed.answers``)."""
        try:
            observed = [self.observe(part, answer, rng) for part in self.parts]
            problems = self.explained(observed, answer)
        except NotAttempted:
            return self.untouched()
        seen = list(zip(observed, problems, strict=True))
        return Result(self.id, tuple(Finding.of(part, self._first(part, seen)) for part in self.parts))

    def _first(self, part: Part, seen: list[tuple[Observation, Diagnosis | None]]) -> Diagnosis | None:
        """Return what is wrong where the result of this part is, or None."""
        return next((problem for one, problem in seen if problem and not self._right(part.name, one)), None)

    def _right(self, name: str, one: Observation) -> bool:
        if one.changed or one.got is None or one.problem.mistake in {"raises", "form", "kind", "returns-nothing"}:
            return False
        found, right = (only(leaves(value, one.expected, self.names), name) for value in (one.got, one.expected))
        return all(n in found and self._close(found[n], right[n]) for n in right)

    def _close(self, found, right) -> bool:
        if found.shape != right.shape or found.dtype.kind not in "fiu":
            return False
        return bool(np.abs(found - right).max() <= self.tolerance * np.abs(right).max())

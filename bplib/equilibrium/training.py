"""Training by equilibrium propagation: gradient descent on minibatches, with the tricks that make it fast.

One minibatch: relax freely, pull the outputs by +β and by -β, relax again, and move each weight by the difference of
the products of the states at its ends (``nudging``), with a learning rate of its own for every layer.  The time
goes into the two large products with the inputs, so

* the drive that comes from the inputs is computed once a minibatch, not once a sweep;
* a few layerwise sweeps do: what is left of the relaxation is nearly the same in both nudged phases and cancels;
* all nudged phases are relaxed at once, one below the other;
* an example whose free outputs are exactly its targets pulls on nothing: it is left out of the nudged phases.  With
  hard-sigmoid units these are nine out of ten after about ten passes over the digits;
* the step is added to the weights by the matrix product itself, which then writes them only once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bplib import _validation as check
from bplib._blas import add_product
from bplib.data.augmentation import Augmentation
from bplib.data.classes import accuracy_of, are_classes
from bplib.equilibrium.energy import Landscape, States
from bplib.equilibrium.network import EnergyNetwork
from bplib.equilibrium.nudging import checked_beta, nudges
from bplib.equilibrium.relaxation import checked_omega, downwards, move, upwards
from bplib.parameters import Parameters

Array = np.ndarray
NUDGINGS = ("symmetric", "one_sided", "random_sign")
LOOK_EVERY = 100  # minibatches between two looks at the residual


class Epoch(NamedTuple):
    """What an epoch looked like while it ran, from the free phases, each with the weights of its moment.

    ``cost`` and ``accuracy`` (None where the targets are not classes) are means over the examples; ``pulled`` is the
    fraction of them whose outputs were not yet exactly right; ``residual`` is the largest residual of the free phases
    that were looked at, every hundredth: how far they were from settled.
    """

    cost: float
    accuracy: float | None
    pulled: float
    residual: float


def train_epoch(
    network: EnergyNetwork,
    X,
    Y,
    *,
    learning_rates: Sequence[float],
    rng: np.random.Generator,
    batch_size: int = 20,
    beta: float = 0.5,
    nudging: str = "symmetric",
    free_sweeps: int = 6,
    nudged_sweeps: int = 3,
    omega: float = 1.0,
    augment: Augmentation | None = None,
    free_states: list | None = None,
) -> Epoch:
    """Make one pass over the examples in random order, in place, and return what was seen on the way.

    Args:
        learning_rates: one for each of the layers 1 ... L.
        nudging: "symmetric", "one_sided" or "random_sign" (a sign for each minibatch).
        augment: changes the inputs of each minibatch (``bplib.data.augmentation``).
        free_states: what ``persistent_states`` returned; each example then starts where its last free phase ended.
    """
    X = network.checked_inputs(X)
    Y = network.checked_targets(Y, len(X))
    rates = _checked_rates(network, learning_rates)
    _check_options(network, batch_size, nudging, free_sweeps, nudged_sweeps, omega, rng)
    _check_memory(network, free_states, len(X))
    beta = checked_beta(beta, nudging)
    outputs, pulled, residual = np.empty_like(Y), 0, 0.0
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        x, y = X.take(batch, axis=0), Y.take(batch, axis=0)
        landscape = network.landscape(augment(x, rng) if augment else x)
        s = _free_phase(landscape, batch, free_sweeps, omega, free_states)
        outputs[batch] = s[-1]
        if start % (LOOK_EVERY * batch_size) == 0:
            residual = max(residual, landscape.residual(s))
        landscape, s, y = _not_yet_right(landscape, s, y)
        if len(y):
            pulled += len(y)
            t, factors = _nudged_phases(landscape, s, y, nudges(nudging, beta, rng), nudged_sweeps, omega)
            _learn(network.parameters, t, factors, [rate / len(batch) for rate in rates])
    cost = float(((outputs - Y) ** 2).sum(dtype=np.float64) / (2 * len(Y)))
    return Epoch(cost, accuracy_of(outputs, Y) if are_classes(Y) else None, pulled / len(X), residual)


def persistent_states(network: EnergyNetwork, m: int) -> list:
    """Return memory for the free states of m examples, at rest at first; ``train_epoch`` keeps it up to date."""
    check.whole_number("m", m, low=1)
    return [None, *(np.full((m, n), network.unit.rest, network.dtype) for n in network.sizes[1:])]


def _sweep(landscape: Landscape, s: States, layers: Sequence[int], sweeps: int, omega: float) -> None:
    for _ in range(sweeps):
        for l in layers:
            s[l] = move(landscape, s, l, omega)


def _free_phase(landscape: Landscape, batch: Array, sweeps: int, omega: float, memory: list | None) -> States:
    """Return states after some sweeps, from rest or from the memory of these examples, which is brought up to date."""
    s = landscape.at_rest()
    if memory is not None:
        s[1:] = [layer.take(batch, axis=0) for layer in memory[1:]]
    _sweep(landscape, s, upwards(landscape), sweeps, omega)
    if memory is not None:
        for layer, values in zip(memory[1:], s[1:], strict=True):
            layer[batch] = values
    return s


def _not_yet_right(landscape: Landscape, s: States, Y: Array) -> tuple[Landscape, States, Array]:
    """Return landscape, states and targets of those examples only whose outputs are not exactly the targets."""
    wrong = np.flatnonzero((s[-1] != Y).any(axis=1))
    if len(wrong) == len(Y):
        return landscape, s, Y
    landscape = landscape.rows(wrong)
    return landscape, [landscape.X, *(layer[wrong] for layer in s[1:])], Y[wrong]


def _nudged_phases(
    landscape: Landscape, s: States, Y: Array, points: list, sweeps: int, omega: float
) -> tuple[States, list]:
    """Relax all nudged phases at once, one below the other; return their states and the factor of each row.

    A rule that compares with the free phase itself (one-sided) gets that as the last of the phases.
    """
    pulls = [point for point in points if point.beta]
    stacked = landscape.stacked(Y, [point.beta for point in pulls])
    t = [landscape.X, *(np.concatenate([layer] * len(pulls)) for layer in s[1:])]
    _sweep(stacked, t, downwards(stacked), sweeps, omega)
    factors = [point.factor for point in pulls]
    for point in points:
        if not point.beta:
            t[1:] = [np.concatenate([nudged, free]) for nudged, free in zip(t[1:], s[1:], strict=True)]
            factors.append(point.factor)
    return t, factors


def _learn(parameters: Parameters, t: States, factors: list, rates: list) -> None:
    """Take a step: W^l += rate Σ_k c_k (s^l)ᵀ s^{l-1} and b^l += rate Σ_k c_k s^l, summed over the phases and examples.

    The inputs ``t[0]`` are the same in all phases: for l = 1 the sum over the phases is taken before the product.
    """
    for l in range(1, len(t)):
        c = np.array(factors, t[l].dtype)[:, None, None] * t[l].dtype.type(rates[l])
        weighted = t[l].reshape(len(factors), len(t[0]), -1) * c
        weighted = weighted.sum(axis=0) if l == 1 else weighted.reshape(t[l].shape)
        add_product(parameters.W[l], weighted, t[l - 1])
        parameters.b[l] += weighted.sum(axis=0)


def _checked_rates(network: EnergyNetwork, learning_rates) -> list[float]:
    """Return a list with the rate of layer l at index l."""
    if not isinstance(learning_rates, (list, tuple, np.ndarray)) or len(learning_rates) != network.L:
        raise ValueError(
            f"learning_rates must hold one for each of the layers 1 to {network.L}, got {learning_rates!r}"
        )
    return [0.0, *(check.number(f"learning_rates[{i}]", rate, 0) for i, rate in enumerate(learning_rates))]


def _check_options(network, batch_size, nudging, free_sweeps, nudged_sweeps, omega, rng) -> None:
    check.whole_number("batch_size", batch_size, low=1)
    check.choice("nudging", nudging, dict.fromkeys(NUDGINGS))
    check.whole_number("free_sweeps", free_sweeps, low=1)
    check.whole_number("nudged_sweeps", nudged_sweeps, low=1)
    checked_omega(omega, network.unit)
    check.generator(rng)


def _check_memory(network: EnergyNetwork, free_states, m: int) -> None:
    shapes = [(m, n) for n in network.sizes[1:]]
    if free_states is not None and [np.shape(layer) for layer in free_states[1:]] != shapes:
        got = [np.shape(layer) for layer in free_states]
        raise ValueError(f"free_states must be what persistent_states(network, {m}) returned, got shapes {got}")

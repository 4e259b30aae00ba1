"""Oracles for equilibrium propagation: the gradient of the same objective J = C(s⁰), found in other ways.

The free states solve s = ρ(M s + x-terms), with M the matrix of all connections between units.  Differentiating that
equation, the errors δ of the units solve a linear system that propagates them backwards through the fixed point,

    δ = ρ'(z) ⊙ (Mᵀ δ + ∂C/∂s)       ∂J/∂W^l = δ^l (s^{l-1})ᵀ + s^l (δ^{l-1})ᵀ       ∂J/∂b^l = δ^l

with δ^0 = 0 and means over the minibatch; the second term is there because W^l is used in both directions.

    implicit_gradient              solves the system at once, an N × N matrix for each example
    recurrent_backpropagation      iterates it (Almeida 1987, Pineda 1987)
    backpropagation_through_time   differentiates a number of Euler steps of the free phase, the last one first

Ernoult et al. (2019): if the free phase has settled, then what the nudged phase changes in its t-th step
(``equilibrium_updates``) is what backpropagation through time finds in its t-th step, for β → 0.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bplib import _validation as check
from bplib.equilibrium.energy import States
from bplib.equilibrium.network import EnergyNetwork
from bplib.equilibrium.nudging import add_energy_gradient
from bplib.equilibrium.relaxation import gradient_flow, upwards
from bplib.parameters import Parameters
from bplib.propagation import Gradient

Array = np.ndarray


def implicit_gradient(network: EnergyNetwork, X, Y, **options) -> Gradient:
    """Return ∂J/∂θ and the errors ``D[l]``, (m, n_l), by solving (I - ρ' Mᵀ) δ = ρ' ∂C/∂s; options as in ``relax``."""
    s, pull = _free_states(network, X, Y, options)
    slopes = np.concatenate([network.unit.slope(layer) for layer in s[1:]], axis=1)
    N = slopes.shape[1]
    system = np.eye(N, dtype=network.dtype) - slopes[:, :, None] * connections(network).T
    right = np.zeros_like(slopes)
    right[:, N - pull.shape[1] :] = pull
    delta = np.linalg.solve(system, (slopes * right)[:, :, None])[:, :, 0]
    return _gradient(network, s, [None, *np.split(delta, np.cumsum(network.sizes[1:-1]), axis=1)])


def recurrent_backpropagation(
    network: EnergyNetwork, X, Y, error_sweeps: int = 200, *, open_outputs: bool = False, **options
) -> Gradient:
    """Return ∂J/∂θ and the errors ``D[l]``, (m, n_l), by repeating δ ← ρ' ⊙ (Mᵀ δ + ∂C/∂s), layer by layer, from 0.

    With ``open_outputs`` the slope ρ' of every output is taken to be 1: that is not the gradient, but an experiment
    with hard sigmoids, where an output at a wall then passes its error on.
    """
    check.whole_number("error_sweeps", error_sweeps, low=1)
    s, pull = _free_states(network, X, Y, options)
    slopes = [None, *(network.unit.slope(layer) for layer in s[1:])]
    if open_outputs:
        slopes[-1] = np.ones_like(s[-1])
    D = [None, *(np.zeros_like(layer) for layer in s[1:])]
    for _ in range(error_sweeps):
        for l in range(network.L, 0, -1):
            D[l] = slopes[l] * (_passed_back(network, D, l) + (pull if l == network.L else 0))
    return _gradient(network, s, D)


def backpropagation_through_time(
    network: EnergyNetwork, states: States, Y, steps: int, epsilon: float = 0.5
) -> list[Gradient]:
    """Return the gradients of the mean cost after ``steps`` Euler steps from ``states``, one for each step, last first.

    Entry t holds the part of ∂C/∂θ that comes in through the use of θ in the t-th step from the end; the sum of all is
    the gradient.
    """
    check.whole_number("steps", steps, low=1)
    landscape = network.landscape(network.checked_states(states)[0])
    path, sweep = [network.checked_states(states)], gradient_flow(landscape, upwards(landscape), epsilon)
    for _ in range(steps):
        path.append(list(path[-1]))
        sweep(path[-1])
    Y = network.checked_targets(Y, len(landscape.X))
    g = [None, *(np.zeros_like(layer) for layer in path[-1][1:-1]), path[-1][-1] - Y]
    parts = []
    for before, after in zip(path[-2::-1], path[:0:-1], strict=True):
        inside = [None, *((network.unit.low < s) & (s < network.unit.high) for s in after[1:])]
        g = [None, *(g[l] * inside[l] for l in upwards(landscape))]  # a state that was clipped passes nothing back
        parts.append(_gradient(network, before, [None, *(epsilon * layer for layer in g[1:])]))
        g = [None, *(_before_a_step(network, before, g, l, epsilon) for l in upwards(landscape))]
    return parts


def equilibrium_updates(
    network: EnergyNetwork, states: States, Y, beta: float, steps: int, epsilon: float = 0.5, symmetric: bool = True
) -> list[Parameters]:
    """Return what each Euler step of the nudged phase, from the free ``states``, adds to the estimate of ∂J/∂θ.

    Entry t is [∂E/∂θ(s_{t+1}) - ∂E/∂θ(s_t)] / β, or half the difference of that between the nudges β and -β.
    """
    check.whole_number("steps", steps, low=1)
    start = network.checked_states(states)
    parts = [Parameters(network.sizes, network.dtype) for _ in range(steps)]
    for nudge in (beta, -beta) if symmetric else (beta,):
        landscape, s = network.landscape(start[0], Y, nudge), list(start)
        sweep = gradient_flow(landscape, upwards(landscape), epsilon)
        for part in parts:
            add_energy_gradient(part, s, -1 / (nudge * (1 + symmetric)))
            sweep(s)
            add_energy_gradient(part, s, 1 / (nudge * (1 + symmetric)))
    return parts


def connections(network: EnergyNetwork) -> Array:
    """Return M, shape (N, N): row i holds the weights into unit i, over the units of the layers 1 ... L."""
    ends = np.cumsum([0, *network.sizes[1:]])
    layer = [None, *(slice(a, b) for a, b in pairwise(ends))]
    M = np.zeros((ends[-1], ends[-1]), network.dtype)
    down = network.feedback or network.W
    for l in range(2, network.L + 1):
        M[layer[l], layer[l - 1]] = network.W[l]
        M[layer[l - 1], layer[l]] = down[l].T
    return M


def _free_states(network: EnergyNetwork, X, Y, options: dict) -> tuple[States, Array]:
    """Return the settled free states and ∂C/∂s^L."""
    free = network.relax(X, **options)
    if not free.settled:
        raise ValueError(f"the oracle needs the fixed point, and the free phase has {free.outcome}")
    return free.states, free.states[-1] - network.checked_targets(Y, len(free.states[0]))


def _gradient(network: EnergyNetwork, s: States, D: list) -> Gradient:
    """Return the means of δ^l (s^{l-1})ᵀ + s^l (δ^{l-1})ᵀ and of δ^l.

    Where the network has feedback weights of its own, they are held and W^l only works upwards: no second term.
    """
    gradient, m = Gradient(network.sizes, network.dtype), len(s[0])
    gradient.D = D
    for l in range(1, network.L + 1):
        gradient.W[l][:] = D[l].T @ s[l - 1] / m
        if l > 1 and network.feedback is None:
            gradient.W[l] += s[l].T @ D[l - 1] / m
        gradient.b[l][:] = D[l].mean(axis=0)
    return gradient


def _passed_back(network: EnergyNetwork, D: list, l: int) -> Array:
    """Return layer l of Mᵀ δ, shape (m, n_l): what its neighbours pass back to it."""
    down = network.feedback or network.W
    parts = [D[l + 1] @ network.W[l + 1]] if l < network.L else []
    parts += [D[l - 1] @ down[l].T] if l > 1 else []
    return sum(parts)


def _before_a_step(network: EnergyNetwork, s: States, g: list, l: int, epsilon: float) -> Array:
    """Return ∂C/∂s^l before an Euler step from s, given g = ∂C/∂s after it: g + ε (Mᵀ g - U'' g)."""
    bend = 1 / network.unit.slope(s[l]) if network.unit.smooth else 1
    return g[l] + epsilon * (_passed_back(network, g, l) - bend * g[l])

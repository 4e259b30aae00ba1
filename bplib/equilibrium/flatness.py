"""How flat the landscape is where the states rest: what decides how many sweeps it takes to get there.

Close to a resting place F is a bowl.  Its second derivatives are D - M: D holds the curvature U''(s) that every unit
has of its own, and β more for an output; M holds the connections.  A unit at a wall cannot move and is left out.  With
every unit measured in its own curvature, the smallest curvature of the bowl is

    λ = 1 - the largest eigenvalue of D^{-1/2} M D^{-1/2}

With λ ≤ 0 there is no bowl: unless walls hold them, the states run away.  As a layer is connected with its neighbours
only, eigenvalues come in pairs ±, and of what is left of the way along the flattest direction a sweep leaves

    all layers at once          1 - λ
    one layer after another     (1 - λ)²
    the same, over-relaxed      ω - 1, with the best ω = 2 / (1 + √(1 - (1 - λ)²))

(D. Young's theory of over-relaxation; a survey is Hadjidimos, J. Comput. Appl. Math. 123 (2000) 177-199).
"""

from __future__ import annotations

import numpy as np

from bplib import _validation as check
from bplib.equilibrium.energy import States
from bplib.equilibrium.network import EnergyNetwork
from bplib.equilibrium.oracles import connections

Array = np.ndarray


def smallest_curvature(network: EnergyNetwork, states: States, beta: float = 0.0) -> Array:
    """Return λ of each example, shape (m,), at ``states`` that have settled under the nudge β > -1.

    It is 1 where no unit can move.  Raises ValueError for a network with feedback weights of its own: it has no energy.
    """
    if network.feedback is not None:
        raise ValueError("with feedback weights of their own the connections are not symmetric: there is no landscape")
    check.number("beta", beta, -1, low_open=True)
    s, unit = np.concatenate(network.checked_states(states)[1:], axis=1), network.unit
    own = 1 / unit.slope(s) if unit.smooth else np.ones_like(s)
    own[:, -network.sizes[-1] :] += beta
    movable = (unit.low < s) & (s < unit.high)
    M = connections(network)
    return np.array([_smallest(M[np.ix_(free, free)], d[free]) for free, d in zip(movable, own, strict=True)])


def _smallest(M: Array, own: Array) -> float:
    scale = 1 / np.sqrt(own)
    return 1 - np.linalg.eigvalsh(scale[:, None] * M * scale)[-1] if len(own) else 1.0


def sweeps_for(tolerance: float, curvature: float) -> float:
    """Return how many layerwise sweeps leave ``tolerance`` of the way in a direction of the curvature λ, 0 < λ < 1."""
    check.number("tolerance", tolerance, 0, 1, low_open=True, high_open=True)
    check.number("curvature", curvature, 0, 1, low_open=True, high_open=True)
    return float(np.log(tolerance) / (2 * np.log1p(-curvature)))


def best_omega(curvature: float) -> float:
    """Return the over-relaxation ω that needs the fewest sweeps in a bowl of this smallest curvature, 0 < λ ≤ 1."""
    check.number("curvature", curvature, 0, 1, low_open=True)
    return float(2 / (1 + np.sqrt(1 - (1 - curvature) ** 2)))

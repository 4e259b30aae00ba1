"""Many runs: gradient descent on many networks at once, and after how many sweeps each of them was done.

The error and the rule are those of 1986: E = ½ Σ (a - y)² over outputs and patterns, and

    Δθ(t) = -η ∂E/∂θ + α Δθ(t-1)

once a sweep, that is, after all patterns.  A network that meets the stop rule is frozen and costs nothing any more.
The networks are independent, so they are trained in blocks that fit into the fast memory of the processor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bplib import _validation as check
from bplib.historic.many_networks import ManyNetworks

Array = np.ndarray
Difference = Callable[[Array, Array], Array]  # (a, y) -> ∂E/∂a, the numbers whose squares E adds up
StopRule = Callable[[Array, Array, Array], Array]  # (E, a, y) -> which networks are done, (S,)
Schedule = float | Array | Callable[[int], float]  # a number, one for each network, or a function of the sweep

NUMBERS_IN_A_BLOCK = 16_000  # of one layer: 128 kB


def difference(a: Array, y: Array) -> Array:
    """Return a - y, which is ∂E/∂a."""
    return a - y


def error_at_most(limit: float) -> StopRule:
    """Stop when E ≤ limit."""
    return lambda E, a, y: limit >= E


def all_on_the_right_side(E: Array, a: Array, y: Array) -> Array:
    """Stop when every output is on the same side of ½ as its target."""
    return ((a > 0.5) == (y > 0.5)).all(axis=(1, 2))


def all_within(distance: float) -> StopRule:
    """Stop when no output is farther than ``distance`` from its target."""
    return lambda E, a, y: (np.abs(a - y) <= distance).all(axis=(1, 2))


@dataclass
class Runs:
    """How S runs ended: the networks as they were left, ``sweeps`` (S,) each has made, whether it met the stop rule,
    its error E, and ``curves`` (S, k) of the error, if recorded; after its end a run keeps its last error.
    """

    networks: ManyNetworks
    sweeps: Array
    solved: Array
    E: Array
    curves: Array | None = None

    @property
    def share_solved(self) -> float:
        """Return the fraction of the runs that met the stop rule."""
        return float(self.solved.mean())

    @property
    def sweeps_needed(self) -> Array:
        """Return the sweeps of the runs that met the stop rule, in increasing order."""
        return np.sort(self.sweeps[self.solved])


def train(
    networks: ManyNetworks,
    X: Array,
    Y: Array,
    *,
    eta: Schedule,
    alpha: Schedule = 0.0,
    sweeps: int,
    until: StopRule | None = None,
    decay: float = 0.0,
    links: Array | None = None,
    used: Array | None = None,
    difference: Difference = difference,
    record_every: int = 0,
) -> Runs:
    """Train copies of the networks on X, (m, n_0), and Y, (m, n_L), until each is done or has made ``sweeps`` sweeps.

    Args:
        eta, alpha: a number for all, one for each network, or a function of the sweep, whose first number is 0.
        until: the stop rule, asked before every sweep and after the last; without one, all sweeps are made.
        decay: the share by which every parameter is shortened after each step.
        links: which parameters exist, (P,) of 0 and 1: a parameter with 0 gets no gradient.
        used: which patterns each network learns from, (S, m) of 0 and 1; without it, all.
        difference: what to put for a - y in E and in its gradient.
        record_every: keep the error every so many sweeps, beginning with sweep 0.
    """
    X, Y = check.real_matrix("X", X, networks.sizes[0]), check.real_matrix("Y", Y, networks.sizes[-1])
    check.same_length("X", X, "Y", Y)
    check.whole_number("sweeps", sweeps, low=0)
    options = {
        "eta": _schedule(eta, networks),
        "alpha": _schedule(alpha, networks),
        "decay": decay,
        "links": links,
        "difference": difference,
    }
    networks, S = networks[:], len(networks)
    points = sweeps // record_every + 1 if record_every else 0
    runs = Runs(networks, np.zeros(S, int), np.zeros(S, bool), np.zeros(S), np.empty((S, points)) if points else None)
    block = max(1, NUMBERS_IN_A_BLOCK // (len(X) * max(networks.sizes[1:])))
    for start in range(0, S, block):
        which = np.arange(start, min(start + block, S))
        _train_block(runs, which, X, Y, used, sweeps, until, record_every, **options)
    return runs


def _schedule(value: Schedule, networks: ManyNetworks) -> Callable:
    """Return a function of the sweep and of the numbers of the networks that gives what to multiply with."""
    if callable(value):
        return lambda t, alive: value(t)
    each = np.broadcast_to(np.asarray(value, float), len(networks))
    return lambda t, alive: each[alive, None]


def _train_block(runs, alive, X, Y, used, sweeps, until, record_every, eta, alpha, decay, links, difference) -> None:
    """Train the networks with the numbers ``alive`` and write into ``runs`` how they end."""
    networks = runs.networks[alive]
    velocity, y = np.zeros_like(networks.theta), Y.T
    for t in range(sweeps + 1):
        A = networks.forward(X)
        d = difference(A[-1], y)
        if used is not None:
            d *= used[alive, None]
        E = 0.5 * np.einsum("sjp,sjp->s", d, d)
        if record_every and t % record_every == 0:
            runs.curves[alive, t // record_every :] = E[:, None]
        done = until(E, A[-1], y) if until else np.zeros(len(alive), bool)
        over = done | (t == sweeps)
        if over.any():
            _write(runs, alive[over], networks[over], t, done[over], E[over])
            alive, networks, velocity = alive[~over], networks[~over], velocity[~over]
            if not len(alive):
                return
            A, d = [A[0], *(a[~over] for a in A[1:])], d[~over]
        gradient = networks.backward(A, d).theta
        if links is not None:
            gradient *= links
        velocity *= alpha(t, alive)
        gradient *= eta(t, alive)
        velocity -= gradient
        networks.theta += velocity
        if decay:
            networks.theta *= 1 - decay


def _write(runs: Runs, which: Array, networks: ManyNetworks, t: int, done: Array, E: Array) -> None:
    runs.networks.theta[which] = networks.theta
    runs.sweeps[which], runs.solved[which], runs.E[which] = t, done, E

"""Does the noise of stochastic gradient descent lead out of where descent gets stuck?  Many runs, in four ways.

A sweep shows each of m patterns once, or m of them.  What a step is made of is the way:

    batch     one step a sweep, by the sum of the gradients of all patterns: no noise
    fixed     a step for each pattern, always in the same order: not the full gradient, but no chance
    shuffled  a step for each pattern, in a new order for each network and sweep: the usual practice
    drawn     m steps a sweep, each for a pattern drawn with replacement: nothing evens out within a sweep

Two worlds: networks of ``bplib.historic`` on patterns, trained side by side, and a cost of one number with two wells,
in which the answer can be planted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bplib.historic.many_networks import ManyNetworks
from bplib.historic.many_runs import Runs, all_on_the_right_side

Array = np.ndarray

WAYS = ("batch", "fixed", "shuffled", "drawn")
TILT = 0.1


def order(way: str, S: int, m: int, rng: np.random.Generator) -> Array:
    """Return which pattern each of S networks sees at each of the m steps of a sweep, (S, m); not for "batch"."""
    if way == "fixed":
        return np.tile(np.arange(m), (S, 1))
    if way == "shuffled":
        return rng.random((S, m)).argsort(axis=1)
    if way == "drawn":
        return rng.integers(0, m, (S, m))
    raise ValueError(f'way must be "fixed", "shuffled" or "drawn" here, got {way!r}')


def _known(way: str) -> None:
    if way not in WAYS:
        raise ValueError(f"way must be one of {', '.join(map(repr, WAYS))}, got {way!r}")


# --- networks


def train(
    networks: ManyNetworks,
    X: Array,
    Y: Array,
    way: str,
    *,
    eta: float | Array,
    alpha: float | Array = 0.0,
    sweeps: int,
    rng: np.random.Generator,
) -> Runs:
    """Train copies of the networks on X, (m, n_0), and Y, (m, n_L), until all outputs are on the right side of ½.

    That is asked before every sweep and after the last; a network that is done is left alone.  ``eta`` and ``alpha``
    are a number for all networks or one for each; a step is v ← αv - η ∂E/∂θ, θ ← θ + v, with E = ½ Σ (a - y)² over
    the patterns of the step.
    """
    _known(way)
    S, networks = len(networks), networks[:]
    runs = Runs(networks, np.zeros(S, int), np.zeros(S, bool), np.zeros(S))
    eta, alpha = (np.broadcast_to(np.asarray(each, float), S)[:, None] for each in (eta, alpha))
    alive, going, velocity, y = np.arange(S), networks[:], np.zeros_like(networks.theta), Y.T
    for t in range(sweeps + 1):
        a = going.forward(X)[-1]
        E = 0.5 * np.square(a - y).sum(axis=(1, 2))
        done = all_on_the_right_side(E, a, y)
        over = done | (t == sweeps)
        if over.any():
            _write(runs, alive[over], going[over], t, done[over], E[over])
            alive, going, velocity = alive[~over], going[~over], velocity[~over]
            eta, alpha = eta[~over], alpha[~over]
            if not len(alive):
                break
        for x, target in _steps(way, X, Y, len(alive), rng):
            A = going.forward(x)
            velocity *= alpha
            velocity -= eta * going.backward(A, A[-1] - target).theta
            going.theta += velocity
    return runs


def _steps(way: str, X: Array, Y: Array, S: int, rng: np.random.Generator):
    """Yield the patterns and targets of each step of a sweep: (m, n_0) and (n_L, m), or one for each network."""
    if way == "batch":
        yield X, Y.T
        return
    for which in order(way, S, len(X), rng).T:
        yield X[which][:, None, :], Y[which][:, :, None]


def _write(runs: Runs, which: Array, networks: ManyNetworks, t: int, done: Array, E: Array) -> None:
    runs.networks.theta[which] = networks.theta
    runs.sweeps[which], runs.solved[which], runs.E[which] = t, done, E


def tried(
    starts: ManyNetworks,
    X: Array,
    Y: Array,
    way: str,
    settings: Sequence[tuple[float, float]],
    sweeps: int,
    rng: np.random.Generator,
) -> Array:
    """Return which of the starts are solved with each pair (η, α) of the settings, (settings, S), True or False."""
    copies = ManyNetworks(starts.sizes, np.tile(starts.theta, (len(settings), 1)), starts.direct is not None)
    eta, alpha = np.repeat(np.array(settings, float), len(starts), axis=0).T
    return train(copies, X, Y, way, eta=eta, alpha=alpha, sweeps=sweeps, rng=rng).solved.reshape(len(settings), -1)


# --- two wells


def wells(theta: Array) -> Array:
    """Return the mean cost ¼ (θ² - 1)² + 0.1 θ: a deep well at θ ≈ -1.05 and a shallow one at θ ≈ 0.95."""
    return np.square(np.square(theta) - 1) / 4 + TILT * theta


def in_deep_well(way: str, rate: float, pull: float, starts: Array, sweeps: int, rng: np.random.Generator) -> float:
    """Return the share of the starts, (S,), that descent brings to the deep well.

    The cost is the mean of four: two of them are pulled to the left, by ``pull`` × θ, and two to the right.  So one
    pattern's slope is wrong by ``pull``, and the sum over the four is not.  At last the noise is taken away, and
    each run slides down from where it is.
    """
    _known(way)
    theta, pulls = np.array(starts, float), pull * np.array([1.0, 1.0, -1.0, -1.0])
    with np.errstate(over="ignore", invalid="ignore"):  # a rate that is too large
        for _ in range(sweeps):
            if way == "batch":
                theta -= rate * 4 * _slope(theta)
                continue
            for which in order(way, len(theta), 4, rng).T:
                theta -= rate * (_slope(theta) + pulls[which])
    theta = np.clip(theta, -2, 2)
    for _ in range(2000):
        theta -= 0.05 * _slope(theta)
    return float(np.mean(theta < -0.5))


def _slope(theta: Array) -> Array:
    """Return the slope of the mean cost."""
    return theta**3 - theta + TILT

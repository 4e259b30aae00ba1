"""Policies that learn to balance a pole from reward alone: S of them side by side, each with episodes of its own.

A policy is a classifier: 4 inputs, 16 tanh units, softmax over left and right.  An iteration plays ten episodes of at
most 200 steps, gives every action t a rate A_t, and makes one step of Adam with the seed

    δ^L = A_t (π - 1_a)          the cross-entropy with the action taken as label, A_t times

A_t is made from the rewards by one of ``RATES``, and divided by its standard deviation over all steps of a policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from bplib import _validation as check
from bplib.experiments.many_classifiers import Classifiers
from bplib.historic.cart_pole import SCALE, Episodes, episodes, rewards_to_go
from bplib.optimizers import Adam

Array = np.ndarray

EPISODES, STEPS, GAMMA = 10, 200, 0.99


def policies(seeds: Sequence[int]) -> Classifiers:
    """Return fresh policies, nearly undecided: their last weights are a tenth of what Glorot would draw."""
    nets = Classifiers([4, 16, 2], "tanh", seeds, "glorot")
    nets.W[2] *= 0.1
    return nets


def played(nets: Classifiers, n: int, steps: int, rng: np.random.Generator) -> Episodes:
    """Return n episodes of each policy, those of the first policy first."""

    def policy(states: Array) -> Array:
        return nets.forward(states.reshape(len(nets), -1, 4) / SCALE).A[-1].reshape(-1, 2)

    return episodes(policy, n * len(nets), steps, rng)


# --- what an action gets, from the rewards and what is alive, both (T, S, n)


def to_go(rewards: Array, alive: Array) -> Array:
    """Return R_t = r_t + γ r_{t+1} + ..., without what came before the action."""
    return rewards_to_go(rewards.reshape(len(rewards), -1), GAMMA).reshape(rewards.shape)


def centred(values: Array, alive: Array) -> Array:
    """Return the values minus their mean over all steps of a policy that were played."""
    return values - (values * alive).sum(axis=(0, 2), keepdims=True) / alive.sum(axis=(0, 2), keepdims=True)


def centred_at_each_step(values: Array, alive: Array) -> Array:
    """Return the values minus their mean over the episodes that are still in play at that step."""
    return values - (values * alive).sum(axis=2, keepdims=True) / np.maximum(alive.sum(axis=2, keepdims=True), 1)


def total(rewards: Array, alive: Array) -> Array:
    """Return R_0 at each step: the return of the whole episode."""
    return np.broadcast_to(to_go(rewards, alive)[:1], rewards.shape)


def so_far(rewards: Array, alive: Array) -> Array:
    """Return the discounted rewards up to the action: the wrong end."""
    return np.cumsum(rewards * GAMMA ** np.arange(len(rewards))[:, None, None], axis=0)


RATES: dict[str, Callable[[Array, Array], Array]] = {
    "to go, minus the mean": lambda r, alive: centred(to_go(r, alive), alive),
    "to go, minus the mean at step t": lambda r, alive: centred_at_each_step(to_go(r, alive), alive),
    "to go": to_go,
    "total, minus the mean": lambda r, alive: centred(total(r, alive), alive),
    "so far, minus the mean": lambda r, alive: centred(so_far(r, alive), alive),
    "sign error": lambda r, alive: -centred(to_go(r, alive), alive),
}


def learning(
    nets: Classifiers, kind: str, rate: float, iterations: int, rng: np.random.Generator
) -> Iterator[tuple[int, Array]]:
    """Train the policies in place; yield the iteration, from 1 on, and the mean length of its episodes, (S,)."""
    rule, adam = check.choice("kind", kind, RATES), Adam(rate)
    for t in range(1, iterations + 1):
        found = played(nets, EPISODES, STEPS, rng)
        alive = found.alive.reshape(len(found.alive), len(nets), EPISODES)
        yield t, alive.sum(axis=0).mean(axis=1)
        A = rule(alive.astype(float), alive)
        adam.step(nets.theta.reshape(-1), gradient(nets, found, A / spread(A, alive)).reshape(-1), overwrite=True)


def spread(A: Array, alive: Array) -> Array:
    """Return the standard deviation of A over the steps of each policy that were played, (1, S, 1); 1 where it is 0."""
    squares = (centred(A, alive) ** 2 * alive).sum(axis=(0, 2), keepdims=True)
    deviation = np.sqrt(squares / alive.sum(axis=(0, 2), keepdims=True))
    return np.where(deviation > 1e-9, deviation, 1)


def gradient(nets: Classifiers, found: Episodes, A: Array) -> Array:
    """Return ∂C/∂θ, (S, P), the mean over the steps that were played; A is (T, S, n)."""

    def by_policy(values: Array) -> Array:
        """Turn (T, S n, ...) into (S, T n, ...)."""
        T, rest = len(values), values.shape[2:]
        return values.reshape(T, len(nets), -1, *rest).swapaxes(0, 1).reshape(len(nets), -1, *rest)

    alive = by_policy(found.alive)[..., None]
    passed = nets.forward(by_policy(found.states) / SCALE)
    delta = by_policy(A.reshape(len(A), -1))[..., None] * (passed.A[-1] - np.eye(2)[by_policy(found.actions)])
    return nets.go_back(passed, delta * alive / alive.sum(axis=1, keepdims=True))[0]

"""What the browser computes, in the library: a policy that learns to balance, ten episodes an iteration.

The seed at the top is δ^L = A (π - 1_a), cross-entropy with the action taken as the label, times the advantage A of the
moment; below it is backpropagation as ever.  ``mathematics.js`` says the same in JavaScript.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from bplib.data.classes import one_hot
from bplib.historic.cart_pole import SCALE, Episodes, played, rewards_to_go
from bplib.model import vjp
from bplib.network import Network
from bplib.optimizers import Adam
from bplib.widgets.shared.generator import uniforms

Array = np.ndarray
RULES = ("total return", "reward-to-go", "baseline", "sign error")
EPISODES, STEPS, HIDDEN, RATE = 10, 200, 16, 0.02
_SMALL = 0.1  # times Glorot's weights of layer 2: at first the net pushes to both sides alike
_WEIGHTS, _EPISODES = 1, 1000  # what the generators are for; of iteration k, 1000 + k
_NOTHING = 1e-8  # added where A is divided


def first_policy(seed: int) -> Network:
    """Return the network 4-16-2, tanh and softmax, before iteration 0."""
    policy = Network([4, HIDDEN, 2], "tanh softmax", "cross_entropy", rng=np.random.default_rng(0))
    drawn = 2 * uniforms(seed, _WEIGHTS, 6 * HIDDEN) - 1
    policy.W[1][:] = drawn[: 4 * HIDDEN].reshape(HIDDEN, 4) * np.sqrt(6 / (4 + HIDDEN))
    policy.W[2][:] = drawn[4 * HIDDEN :].reshape(2, HIDDEN) * np.sqrt(6 / (2 + HIDDEN)) * _SMALL
    return policy


def batch(policy: Network, seed: int, k: int) -> Episodes:
    """Return the ten episodes of iteration k."""
    drawn = uniforms(seed, _EPISODES + k, EPISODES * (4 + STEPS))
    start = 0.1 * drawn[: 4 * EPISODES].reshape(EPISODES, 4) - 0.05
    return played(lambda states: policy.predict(states / SCALE), start, drawn[4 * EPISODES :].reshape(STEPS, EPISODES))


def advantages(alive: Array, rule: str, gamma: float) -> Array:
    """Return A, (T, n), of each moment; 0 where a cart is no longer in play.

    Whatever the rule, A is divided by its size, so that Adam's first steps are alike: by the deviation of R_t where its
    mean has been taken away, else by the mean of |R|.
    """
    R = rewards_to_go(alive, gamma)
    if rule == "total return":
        R = np.broadcast_to(R[0], R.shape)
    if rule in ("total return", "reward-to-go"):
        return alive * R / (np.abs(R[alive]).mean() + _NOTHING)
    A = (R - R[alive].mean()) / (R[alive].std() + _NOTHING)
    return alive * (-A if rule == "sign error" else A)


def seeds_at_the_top(policy: Network, episodes: Episodes, A: Array) -> Array:
    """Return δ^L = A (π - 1_a) of all moments in play, (m, 2)."""
    pi = policy.predict(episodes.states[episodes.alive] / SCALE)
    return A[episodes.alive][:, None] * (pi - one_hot(episodes.actions[episodes.alive], 2))


def gradient(policy: Network, episodes: Episodes, A: Array) -> Array:
    """Return ∂C/∂θ, as one vector, of C, the mean of -A ln π(action) over all moments in play."""
    delta = seeds_at_the_top(policy, episodes, A)
    trace = policy.forward(episodes.states[episodes.alive] / SCALE)
    return vjp(policy, trace, delta=delta / len(delta))[0].flat


class Learning:
    """A policy that learns; ``lengths`` holds the mean length of the episodes of each iteration that is over."""

    def __init__(self, rule: str, gamma: float, seed: int):
        self.rule, self.gamma, self.seed = rule, gamma, seed
        self.policy, self.optimizer, self.lengths = first_policy(seed), Adam(RATE), []

    def batch(self) -> Episodes:
        """Return the episodes from which the next iteration learns."""
        return batch(self.policy, self.seed, len(self.lengths))

    def iterate(self) -> None:
        """Play ten episodes and take one step of Adam."""
        episodes = self.batch()
        A = advantages(episodes.alive, self.rule, self.gamma)
        self.optimizer.step(self.policy.theta, gradient(self.policy, episodes, A))
        self.lengths.append(float(episodes.lengths.mean()))


@lru_cache(maxsize=16)
def learnt(rule: str, gamma: float, seed: int, iterations: int) -> Learning:
    """Return what is there after so many iterations.  It is kept: do not change it."""
    learning = Learning(rule, gamma, seed)
    for _ in range(iterations):
        learning.iterate()
    return learning

"""The cart and the pole, which learners of control have balanced since Barto, Sutton and Anderson 1983.

A cart of 1 kg on a rail carries a pole, 0.1 kg, 1 m long, on a pivot.  A state is (x, x', θ, θ'): the place of the cart
in m, its speed, the angle of the pole from the upright in radians, positive to the right, and its speed.  Fifty times
a second the cart is pushed by F = ±10 N.  With m and l, mass and half length of the pole, and M, the mass of both,

    θ'' (4/3 - m cos²θ / M) l = g sin θ - cos θ (F + m l θ'² sin θ - μ_c sgn x') / M - μ_p θ' / (m l)
    x'' M = F + m l (θ'² sin θ - θ'' cos θ) - μ_c sgn x' ,

and a step is one of Euler: all four numbers move by τ = 0.02 s times their rate before the step.  An episode is over
when |x| > 2.4 m or |θ| > 12°.

Where this comes from: of the paper we have seen the abstract.  Constants, equations and both frictions are those of
several ports of Sutton's program pole.c, which agree.  The environment CartPole of Gym drops the friction: ``friction
= (0, 0)``.  Its episodes begin as here, with four numbers even in ±0.05, and its reward is 1 for each step; in 1983
there was a signal at the failure only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from bplib import _validation as check

Array = np.ndarray

GRAVITY, CART, POLE, HALF_LENGTH, FORCE, TAU = 9.8, 1.0, 0.1, 0.5, 10.0, 0.02  # m/s², kg, kg, m, N, s
FRICTION = (0.0005, 0.000002)  # μ_c of the cart on the rail, in N, and μ_p of the pole on its pivot
FARTHEST, STEEPEST = 2.4, np.radians(12)  # m, radians
SCALE = np.array([2.4, 2.0, 0.21, 2.0])  # our choice: states divided by it are inputs of about one size


class Episodes(NamedTuple):
    """Episodes side by side, a column each: row t is what was so at step t, the T rows end with the longest."""

    states: Array  # (T, n, 4): before the push; of a cart that has failed, its last one
    actions: Array  # (T, n): 1 for a push to the right, 0 for one to the left
    alive: Array  # (T, n): whether the cart was still in play when it was pushed

    @property
    def lengths(self) -> Array:
        """The number of pushes in each episode, (n,)."""
        return self.alive.sum(axis=0)


def accelerations(states: Array, force: Array | float, friction: tuple[float, float] = FRICTION) -> tuple[Array, Array]:
    """Return x'' and θ'', each (n,), of carts in states (n, 4) that are pushed by a force in N, one or (n,)."""
    states = _states(states)
    if np.shape(force) not in ((), (len(states),)):
        raise ValueError(f"force must be a number, or one for each of {len(states)} carts, got shape {np.shape(force)}")
    return _accelerations(states, force, _frictions(friction))


def _accelerations(states: Array, force: Array | float, friction: tuple[float, float]) -> tuple[Array, Array]:
    _, v, theta, w = states.T
    M, ml, cos, sin = CART + POLE, POLE * HALF_LENGTH, np.cos(theta), np.sin(theta)
    push = (force + ml * w**2 * sin - friction[0] * np.sign(v)) / M
    turn = (GRAVITY * sin - cos * push - friction[1] * w / ml) / (HALF_LENGTH * (4 / 3 - POLE * cos**2 / M))
    return push - ml * turn * cos / M, turn


def step(states: Array, actions: Array, *, friction: tuple[float, float] = FRICTION, tau: float = TAU) -> Array:
    """Return the states, (n, 4), of n carts after one step of Euler; actions (n,) are 1 (push right) or 0 (left)."""
    states, actions = _states(states), check.of_shape("actions", actions, "n", [len(states)])
    if not np.isin(actions, (0, 1)).all():
        other = actions[~np.isin(actions, (0, 1))][0]
        raise ValueError(f"actions must be 0 (push left) or 1 (push right), got {other}: an index, not a force")
    return _step(states, actions, _frictions(friction), check.number("tau", tau, 0, low_open=True))


def _step(states: Array, actions: Array, friction: tuple[float, float], tau: float = TAU) -> Array:
    a, turn = _accelerations(states, np.where(actions == 1, FORCE, -FORCE), friction)
    return states + tau * np.stack([states[:, 1], a, states[:, 3], turn], axis=1)


def failed(states: Array) -> Array:
    """Return whether the cart has left its rail or the pole leans too far, (n,), for states (n, 4)."""
    return _failed(_states(states))


def _failed(states: Array) -> Array:
    return (np.abs(states[:, 0]) > FARTHEST) | (np.abs(states[:, 2]) > STEEPEST)


def episodes(
    policy: Callable[[Array], Array],
    n: int,
    steps: int,
    rng: np.random.Generator,
    *,
    friction: tuple[float, float] = FRICTION,
) -> Episodes:
    """Play n episodes of at most ``steps`` steps, all at once.

    ``policy`` gets the states, (n, 4), and returns how likely it pushes to the left and to the right, (n, 2).

    Raises:
        ValueError: when the policy returns something else; the message says what.
    """
    n, steps = check.whole_number("n", n, 1), check.whole_number("steps", steps, 1)
    start = check.generator(rng).uniform(-0.05, 0.05, (n, 4))
    return played(policy, start, (rng.random(n) for _ in range(steps)), friction=friction)


def played(
    policy: Callable[[Array], Array],
    start: Array,
    chances: Iterable[Array],
    *,
    friction: tuple[float, float] = FRICTION,
) -> Episodes:
    """Play the episodes that begin in the states ``start``, (n, 4), as ``episodes`` does.

    Each step takes n numbers in [0, 1) from ``chances``: a cart is pushed to the right where its number is below how
    likely the policy does that.
    """
    states, friction, record = _states(start), _frictions(friction), []
    alive = np.ones(len(states), bool)
    for chance in chances:
        chance = check.of_shape("each of chances", chance, "n", [len(states)])
        actions = (chance < _probabilities(policy(states), len(states))[:, 1]).astype(int)
        record.append((states, actions, alive))
        states = np.where(alive[:, None], _step(states, actions, friction), states)  # who has failed stays where it is
        alive = ~_failed(states)
        if not alive.any():
            break
    if not record:
        raise ValueError("chances must hold n numbers for each step, got no step")
    return Episodes(*(np.array(rows) for rows in zip(*record, strict=True)))


def rewards_to_go(rewards: Array, gamma: float) -> Array:
    """Return R_t = r_t + γ R_{t+1}, (T, n), for rewards (T, n), time first.

    ``alive`` of episodes will do as the rewards: 1 for each step in play.
    """
    rewards, gamma = check.real_matrix("rewards", rewards, None), check.number("gamma", gamma, 0, 1)
    R, later = np.empty(rewards.shape), np.zeros(rewards.shape[1])
    for t in reversed(range(len(rewards))):
        R[t] = later = rewards[t] + gamma * later
    return R


def _states(states: Array) -> Array:
    return check.real_matrix("states", states, 4)


def _frictions(friction) -> tuple[float, float]:
    """Return both frictions, or raise ValueError."""
    if np.shape(friction) != (2,):
        raise ValueError(f"friction must be a pair, of the cart and of the pivot, got {friction!r}: none is (0, 0)")
    return tuple(check.number(f"friction[{i}]", mu, 0) for i, mu in enumerate(friction))


def _probabilities(pi, n: int) -> Array:
    """Return what a policy said about n carts, or raise ValueError when it is no (n, 2) probabilities."""
    hint = ""
    if np.shape(pi) == (n,):
        hint = ": if p is how likely it pushes to the right, return np.stack([1 - p, p], axis=1)"
    pi = check.of_shape("what the policy returns", pi, "n, 2", [n, 2], hint)
    if not (pi >= 0).all() or not np.allclose(pi.sum(axis=1), 1):
        raise ValueError(
            f"what the policy returns must be probabilities, a row of sum 1 for each cart, got the row {pi[0]}: "
            "are these weighted inputs, before the softmax?"
        )
    return pi

"""The cart and the pole: Lagrange's equations hold, the energy goes where it must, known policies do as known."""

import numpy as np
import pytest

from bplib.historic.cart_pole import (
    FRICTION,
    Episodes,
    accelerations,
    episodes,
    failed,
    played,
    rewards_to_go,
    step,
)

g, CART, POLE, l = 9.8, 1.0, 0.1, 0.5  # written again: a constant that slips in the module is seen


def some_states(rng, n=50):
    return rng.uniform([-2, -3, -0.8, -4], [2, 3, 0.8, 4], (n, 4))


def balance_rule(states):
    right = states[:, 2] * 3 + states[:, 3] > 0
    return np.stack([~right, right], axis=1).astype(float)


def evenly(states):
    return np.full((len(states), 2), 0.5)


def by_lagrange(state, force, mu_c, mu_p):
    """Return x'' and θ'' of a rod on a cart: two linear equations, one a coordinate.

    A rod of mass m and half length l has the moment of inertia m(2l)²/12 about its middle.
    """
    _, v, theta, w = state
    m, c, s = POLE, np.cos(theta), np.sin(theta)
    masses = [[CART + m, m * l * c], [m * l * c, m * l**2 + m * (2 * l) ** 2 / 12]]
    forces = [force - mu_c * np.sign(v) + m * l * w**2 * s, m * g * l * s - mu_p * w]
    return np.linalg.solve(masses, forces)


@pytest.mark.parametrize("friction", [(0, 0), FRICTION, (0.3, 0.02)])
def test_a_step_follows_the_equations_of_lagrange(friction, rng):
    states, actions = some_states(rng), rng.integers(0, 2, 50)
    for state, action, after in zip(states, actions, step(states, actions, friction=friction), strict=True):
        a, turn = by_lagrange(state, 10.0 if action else -10.0, *friction)
        np.testing.assert_allclose(after, state + 0.02 * np.array([state[1], a, state[3], turn]), rtol=1e-12)


def energy(states):
    _, v, theta, w = np.asarray(states).T
    speed = (v + l * w * np.cos(theta)) ** 2 + (l * w * np.sin(theta)) ** 2  # of the middle of the pole, squared
    turning = POLE * (2 * l) ** 2 / 12 * w**2
    return CART * v**2 / 2 + POLE * speed / 2 + turning / 2 + POLE * g * l * np.cos(theta)


def flight(states, force, friction, tau, seconds=0.4):
    for _ in range(round(seconds / tau)):
        a, turn = accelerations(states, force, friction)
        states = states + tau * np.stack([states[:, 1], a, states[:, 3], turn], axis=1)
    return states


def test_without_push_and_friction_the_energy_stays_the_better_the_smaller_the_steps(rng):
    states = some_states(rng)
    lost = [np.abs(energy(flight(states, 0.0, (0, 0), tau)) - energy(states)).max() for tau in (0.004, 0.002, 0.001)]
    assert lost[2] < 0.05
    assert lost[0] / lost[1] == pytest.approx(2, abs=0.2)
    assert lost[1] / lost[2] == pytest.approx(2, abs=0.2)


def test_the_push_gives_energy_and_friction_takes_it(rng):
    states, friction, h = some_states(rng), (0.3, 0.02), 1e-6
    for force in (0.0, 10.0):
        rate = (energy(flight(states, force, friction, h, h)) - energy(states)) / h
        v, w = states[:, 1], states[:, 3]
        np.testing.assert_allclose(rate, force * v - 0.3 * np.abs(v) - 0.02 * w**2, atol=1e-3)


def test_a_cart_fails_beyond_the_rail_and_beyond_twelve_degrees():
    degree = np.pi / 180
    states = [[2.39, 9, 0, 9], [2.41, 0, 0, 0], [-2.41, 0, 0, 0], [0, 0, 11.9 * degree, 0], [0, 0, -12.1 * degree, 0]]
    assert failed(states).tolist() == [False, True, True, False, True]


def test_a_rule_by_hand_balances_for_as_long_as_one_plays(rng):
    assert episodes(balance_rule, 50, 500, rng).lengths.tolist() == [500] * 50


def test_pushing_at_random_lasts_about_22_steps(rng):
    assert episodes(evenly, 2000, 500, rng).lengths.mean() == pytest.approx(22.2, abs=1)


def test_the_record_of_an_episode_can_be_played_again(rng):
    record = episodes(evenly, 7, 200, rng)
    T = record.lengths.max()
    assert record.states.shape == (T, 7, 4)
    assert record.actions.shape == record.alive.shape == (T, 7)
    assert (np.abs(record.states[0]) <= 0.05).all()
    assert np.ptp(record.states[0]) > 0.05
    for i, length in enumerate(record.lengths):
        assert record.alive[:, i].tolist() == [True] * length + [False] * (T - length)
        for t in range(length):
            after = step(record.states[[t], i], record.actions[[t], i])[0]
            assert failed(after[None])[0] == (t + 1 == length)
            if t + 1 < T:
                np.testing.assert_array_equal(record.states[t + 1, i], after)  # a failed cart keeps its last state
            if t + 1 == length:
                np.testing.assert_array_equal(record.states[t + 1 :, i], np.tile(after, (T - t - 1, 1)))


def test_an_action_is_drawn_as_likely_as_the_policy_says(rng):
    record = episodes(lambda states: np.tile([0.3, 0.7], (len(states), 1)), 3000, 5, rng)
    assert record.actions[record.alive].mean() == pytest.approx(0.7, abs=0.02)


def test_the_same_generator_plays_the_same_episodes():
    one, other = (episodes(evenly, 3, 50, np.random.default_rng(4)) for _ in range(2))
    assert isinstance(one, Episodes)
    np.testing.assert_array_equal(one.states, other.states)


def test_rewards_to_go_are_the_sums_from_now_on(rng):
    rewards, gamma = rng.normal(size=(6, 3)), 0.9
    R = rewards_to_go(rewards, gamma)
    for t in range(6):
        np.testing.assert_allclose(R[t], sum(gamma ** (k - t) * rewards[k] for k in range(t, 6)))
    alive = np.array([[True, True], [True, False]])
    np.testing.assert_array_equal(rewards_to_go(alive, 0.5), [[1.5, 1.0], [1.0, 0.0]])


def surer_than_sure(states):
    return evenly(states) + np.array([-1, 1])


def no_number(states):
    return states[:, :2] * 0 + 3.0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda rng: step(np.zeros(4), [1]), r"states must have shape \(m, 4\), got \(4,\)"),
        (lambda rng: step(np.zeros((3, 4)), [1, 0]), r"actions must have shape .*3.*got \(2,\)"),
        (lambda rng: step(np.zeros((1, 4)), [-1]), "actions must be 0 .* got -1"),
        (lambda rng: step(np.zeros((1, 4)), [1], tau=0), "tau must lie in"),
        (lambda rng: step(np.zeros((1, 4)), [1], friction=0), "friction must be a pair, .* got 0: none is"),
        (lambda rng: step(np.zeros((1, 4)), [1], friction=(0, -1)), r"friction\[1\] must lie in"),
        (lambda rng: episodes(evenly, 0, 5, rng), "n must be at least 1, got 0"),
        (lambda rng: episodes(evenly, 5, 0, rng), "steps must be at least 1, got 0"),
        (lambda rng: episodes(lambda s: s[:, 0], 3, 5, rng), r"policy returns must have shape .*got \(3,\): if p is"),
        (lambda rng: episodes(surer_than_sure, 3, 5, rng), "must be probabilities, .*got the row"),
        (lambda rng: episodes(no_number, 3, 5, rng), "must be probabilities, .*before the softmax"),
        (lambda rng: played(evenly, np.zeros((3, 4)), [np.zeros(2)]), r"each of chances must have shape .*got \(2,\)"),
        (lambda rng: played(evenly, np.zeros((3, 4)), []), "chances must hold n numbers for each step, got no step"),
        (lambda rng: played(evenly, np.zeros((3, 5)), [np.zeros(3)]), r"states must have shape \(m, 4\), got \(3, 5\)"),
        (lambda rng: failed(np.full((1, 4), np.nan)), "states must be finite"),
        (lambda rng: failed(np.zeros(4)), r"states must have shape \(m, 4\), got \(4,\)"),
        (
            lambda rng: accelerations(np.zeros((3, 4)), np.zeros(2)),
            r"force must be a number, or one for each of 3 carts",
        ),
        (lambda rng: rewards_to_go(np.ones(3), 0.9), r"rewards must have shape"),
        (lambda rng: rewards_to_go(np.ones((3, 1)), 1.1), "gamma must lie in"),
    ],
)
def test_what_makes_no_sense_is_said(call, says, rng):
    with pytest.raises(ValueError, match=says):
        call(rng)

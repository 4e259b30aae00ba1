"""Policies that balance a pole: what an action gets, the gradient, and that it learns."""

import numpy as np
import pytest

from bplib.experiments.balancing import (
    GAMMA,
    RATES,
    centred,
    centred_at_each_step,
    gradient,
    learning,
    played,
    policies,
    so_far,
    spread,
    to_go,
    total,
)
from bplib.historic.cart_pole import SCALE, Episodes
from bplib.numerical_derivatives import numerical_gradient


@pytest.fixture
def some(rng):
    """Return rewards and what is alive, (T, S, n) = (4, 2, 3)."""
    lengths = np.array([[1, 3, 4], [2, 2, 4]])
    alive = np.arange(4)[:, None, None] < lengths
    return alive * rng.random((4, 2, 3)), alive


def test_to_go_total_and_so_far(some):
    r, alive = some
    wanted = r[1] + GAMMA * r[2] + GAMMA**2 * r[3]
    np.testing.assert_allclose(to_go(r, alive)[1], wanted)
    np.testing.assert_allclose(total(r, alive)[3], r[0] + GAMMA * wanted)
    np.testing.assert_allclose(so_far(r, alive)[2], r[0] + GAMMA * r[1] + GAMMA**2 * r[2])


def test_centred_values_have_mean_zero_over_what_was_played(some):
    r, alive = some
    for i in range(2):
        assert centred(r, alive)[:, i][alive[:, i]].mean() == pytest.approx(0)
        assert centred_at_each_step(1 + r, alive)[2, i][alive[2, i]].mean() == pytest.approx(0)
        assert spread(r, alive)[0, i, 0] == pytest.approx(r[:, i][alive[:, i]].std())
    assert (spread(np.ones(r.shape), alive) == 1).all()
    np.testing.assert_allclose(RATES["sign error"](r, alive), -RATES["to go, minus the mean"](r, alive))


def test_the_gradient_is_that_of_the_weighted_cross_entropy_with_the_actions_as_labels(rng):
    nets = policies([5, 6])
    alive = np.arange(4)[:, None] < np.array([4, 2, 1, 3, 3, 2])
    found = Episodes(rng.normal(size=(4, 6, 4)), rng.integers(2, size=(4, 6)), alive)
    A = rng.normal(size=(4, 2, 3))
    for i in range(2):
        own, mask = slice(3 * i, 3 * i + 3), alive[:, 3 * i : 3 * i + 3]
        X, actions = found.states[:, own][mask] / SCALE, found.actions[:, own][mask]

        def cost(theta, i=i, X=X, actions=actions, mask=mask):
            other = nets.copy()
            other.theta[i] = theta
            pi = other.forward(X).A[-1][i]
            return -(A[:, i][mask] * np.log(pi[np.arange(len(X)), actions])).mean()

        wanted = numerical_gradient(cost, nets.theta[i].copy(), "central")
        np.testing.assert_allclose(gradient(nets, found, A)[i], wanted, atol=1e-8)


def test_each_policy_plays_its_own_episodes(rng):
    nets = policies([1, 2])
    nets.theta[:] = 0
    nets.b[2][:, 0] = [[-30, 30], [30, -30]]  # the first always pushes to the right, the second to the left
    found = played(nets, 3, 5, rng)
    assert (found.actions[:, :3] == 1).all()
    assert (found.actions[:, 3:] == 0).all()
    nets.b[2][:] = 0
    nets.W[1][:, 0, 2], nets.W[2][0, :, 0], nets.W[2][1, :, 0] = 1e6, [-30, 30], [30, -30]
    found = played(nets, 3, 5, rng)  # now the first pushes to where the pole leans, the second away from there
    right = found.states[..., 2] > 0
    np.testing.assert_array_equal(found.actions == 1, np.where(np.arange(6) < 3, right, ~right))


def test_they_learn_to_balance_and_with_the_wrong_sign_to_fall():
    ends = {}
    for kind, rate in (("to go, minus the mean", 0.08), ("sign error", 0.08)):
        nets = policies([0, 1, 2])
        for _, lengths in learning(nets, kind, rate, 10, np.random.default_rng(0)):
            ends[kind] = lengths
    assert np.median(ends["to go, minus the mean"]) > 100
    assert np.median(ends["sign error"]) < 15
    with pytest.raises(ValueError, match="kind"):
        next(learning(nets, "to come", 0.1, 1, np.random.default_rng(0)))

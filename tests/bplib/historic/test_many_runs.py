"""Many runs: the rule of 1986, what stops a run, and that no run knows of the others."""

import numpy as np
import pytest

from bplib.data import datasets
from bplib.historic import many_runs
from bplib.historic.many_networks import number_of_parameters, random_networks
from bplib.historic.many_runs import all_on_the_right_side, all_within, error_at_most, train

SIZES = (2, 3, 1)


@pytest.fixture
def xor():
    X, Y = datasets.xor()
    return X, 0.1 + 0.8 * Y


@pytest.fixture
def starts():
    return random_networks(SIZES, 12, 1.0, np.random.default_rng(3))


def gradient(networks, X, Y):
    A = networks.forward(X)
    return networks.backward(A, A[-1] - Y.T).theta


def test_the_rule_has_momentum(xor, starts):
    theta, velocity = starts[:], np.zeros_like(starts.theta)
    for _ in range(3):
        velocity = 0.9 * velocity - 0.5 * gradient(theta, *xor)
        theta.theta[:] = theta.theta + velocity
    runs = train(starts, *xor, eta=0.5, alpha=0.9, sweeps=3)
    np.testing.assert_allclose(runs.networks.theta, theta.theta, rtol=1e-12)
    assert (runs.sweeps == 3).all()
    assert not runs.solved.any()
    np.testing.assert_allclose(runs.E, 0.5 * ((theta.outputs(xor[0]) - xor[1]) ** 2).sum(axis=(1, 2)), rtol=1e-12)


def test_the_starts_stay_as_they_were(xor, starts):
    before = starts.theta.copy()
    train(starts, *xor, eta=0.5, sweeps=5)
    np.testing.assert_array_equal(starts.theta, before)


def test_a_run_that_is_done_is_left_alone(xor, starts):
    options = {"eta": 0.5, "alpha": 0.9, "sweeps": 2000}
    runs = train(starts, *xor, until=error_at_most(0.01), **options)
    assert runs.solved.sum() > 0
    assert len(set(runs.sweeps)) > 5
    for i in np.flatnonzero(runs.solved):
        alone = train(starts[i], *xor, eta=0.5, alpha=0.9, sweeps=int(runs.sweeps[i]))
        np.testing.assert_allclose(runs.networks.theta[i], alone.networks.theta[0], rtol=1e-8)
        earlier = train(starts[i], *xor, eta=0.5, alpha=0.9, sweeps=int(runs.sweeps[i]) - 1)
        assert alone.E[0] <= 0.01 < earlier.E[0]
    np.testing.assert_array_equal(runs.sweeps_needed, np.sort(runs.sweeps[runs.solved]))
    assert runs.share_solved == runs.solved.mean()


def test_blocks_change_nothing(xor, starts, monkeypatch):
    whole = train(starts, *xor, eta=0.5, alpha=0.9, sweeps=300, until=all_within(0.3), record_every=7)
    monkeypatch.setattr(many_runs, "NUMBERS_IN_A_BLOCK", 60)
    blocks = train(starts, *xor, eta=0.5, alpha=0.9, sweeps=300, until=all_within(0.3), record_every=7)
    np.testing.assert_array_equal(whole.sweeps, blocks.sweeps)
    np.testing.assert_allclose(whole.networks.theta, blocks.networks.theta, rtol=1e-9)
    np.testing.assert_allclose(whole.curves, blocks.curves, rtol=1e-9)


def test_a_rule_that_holds_at_once_or_never(xor, starts):
    at_once = train(starts, *xor, eta=0.5, sweeps=10, until=error_at_most(1e6))
    assert at_once.solved.all()
    assert (at_once.sweeps == 0).all()
    np.testing.assert_array_equal(at_once.networks.theta, starts.theta)
    never = train(starts, *xor, eta=0.5, sweeps=10, until=error_at_most(0.0))
    assert not never.solved.any()
    assert (never.sweeps == 10).all()
    assert never.sweeps_needed.size == 0


def test_the_last_sweep_counts(xor, starts):
    needed = train(starts, *xor, eta=0.5, alpha=0.9, sweeps=2000, until=error_at_most(0.01))
    i = needed.solved.argmax()
    again = train(starts[i], *xor, eta=0.5, alpha=0.9, sweeps=int(needed.sweeps[i]), until=error_at_most(0.01))
    assert again.solved.all()


def test_rules_look_at_every_output():
    y = np.array([[0.1, 0.9, 0.9]])
    a = np.array([[[0.2, 0.6, 0.9]], [[0.2, 0.4, 0.9]], [[0.2, 0.8, 0.9]]])
    assert all_on_the_right_side(None, a, y).tolist() == [True, False, True]
    assert all_within(0.15)(None, a, y).tolist() == [False, False, True]
    assert error_at_most(1.0)(np.array([0.5, 1.0, 1.5]), a, y).tolist() == [True, True, False]


def test_curves_begin_with_the_start_and_keep_the_last_error(xor, starts):
    runs = train(starts, *xor, eta=0.5, alpha=0.9, sweeps=1500, until=error_at_most(0.01), record_every=1)
    assert runs.curves.shape == (12, 1501)
    np.testing.assert_allclose(runs.curves[:, 0], train(starts, *xor, eta=0.5, sweeps=0).E)
    np.testing.assert_array_equal(runs.curves[:, -1], runs.E)
    assert ((runs.curves > 0.01).sum(axis=1)[runs.solved] == runs.sweeps[runs.solved]).all()
    sparse = train(starts, *xor, eta=0.5, alpha=0.9, sweeps=1500, record_every=100)
    assert sparse.curves.shape == (12, 16)
    assert train(starts, *xor, eta=0.5, sweeps=1).curves is None


def test_rates_by_the_sweep_and_for_each_network(xor, starts):
    plain = train(starts, *xor, eta=0.5, alpha=0.9, sweeps=20).networks.theta
    by_sweep = train(starts, *xor, eta=lambda t: 0.5, alpha=lambda t: 0.9, sweeps=20).networks.theta
    np.testing.assert_array_equal(by_sweep, plain)
    late = train(starts, *xor, eta=lambda t: 0.5 if t >= 10 else 0.0, sweeps=30).networks.theta
    np.testing.assert_allclose(late, train(starts, *xor, eta=0.5, sweeps=20).networks.theta, rtol=1e-12)
    rates = np.linspace(0.5, 2, 12)
    each = train(starts, *xor, eta=rates, alpha=rates / 2, sweeps=200, until=error_at_most(0.2))
    assert len(set(each.sweeps)) > 5
    for i in range(12):
        alone = train(starts[i], *xor, eta=rates[i], alpha=rates[i] / 2, sweeps=200, until=error_at_most(0.2))
        np.testing.assert_allclose(each.networks.theta[i], alone.networks.theta[0], rtol=1e-8)


def test_a_network_learns_only_from_the_patterns_it_uses(xor, starts):
    X, Y = xor
    used = np.ones((12, 4))
    used[np.arange(12), np.arange(12) % 4] = 0
    options = {"eta": 1.0, "alpha": 0.9, "sweeps": 60, "until": error_at_most(0.01)}
    runs = train(starts, X, Y, used=used, **options)
    assert len(set(runs.sweeps)) > 5
    for i in range(12):
        others = used[i] > 0
        alone = train(starts[i], X[others], Y[others], **options)
        np.testing.assert_allclose(runs.networks.theta[i], alone.networks.theta[0], rtol=1e-8)


def test_missing_links_and_decay(xor, starts):
    links = np.ones(number_of_parameters(SIZES))
    links[1] = 0
    runs = train(starts, *xor, eta=0.5, alpha=0.9, sweeps=5, links=links)
    np.testing.assert_array_equal(runs.networks.theta[:, 1], starts.theta[:, 1])
    assert (runs.networks.theta[:, 0] != starts.theta[:, 0]).all()
    decayed = train(starts, *xor, eta=0.5, sweeps=1, decay=0.1).networks.theta
    np.testing.assert_allclose(decayed, 0.9 * (starts.theta - 0.5 * gradient(starts, *xor)), rtol=1e-12)


def test_another_difference_defines_error_and_gradient(xor, starts):
    runs = train(starts, *xor, eta=0.5, sweeps=1, difference=lambda a, y: 3 * (a - y))
    np.testing.assert_allclose(runs.networks.theta, starts.theta - 1.5 * gradient(starts, *xor), rtol=1e-12)
    there = train(starts, *xor, eta=0.5, sweeps=0, difference=lambda a, y: 3 * (a - y))
    np.testing.assert_allclose(there.E, 9 * train(starts, *xor, eta=0.5, sweeps=0).E, rtol=1e-12)


def test_six_hidden_units_always_solve_xor(xor):
    starts = random_networks((2, 6, 1), 40, 1.0, np.random.default_rng(0))
    assert train(starts, *xor, eta=0.5, alpha=0.9, sweeps=3000, until=error_at_most(0.01)).solved.all()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"X": np.zeros((4, 3))}, r"X must have shape \(m, 2\), got \(4, 3\)"),
        ({"Y": np.zeros((4, 2))}, r"Y must have shape \(m, 1\), got \(4, 2\)"),
        ({"Y": np.zeros((3, 1))}, "one row an example, got 4 and 3"),
        ({"sweeps": -1}, "sweeps must be at least 0"),
    ],
)
def test_mistakes_are_named(changed, message, xor, starts):
    arguments = {"X": xor[0], "Y": xor[1], "eta": 0.5, "sweeps": 3, **changed}
    with pytest.raises(ValueError, match=message):
        train(starts, **arguments)

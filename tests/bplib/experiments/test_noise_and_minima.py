"""Descent in four ways: what a sweep shows, one sweep against steps made by hand, and the two worlds."""

import numpy as np
import pytest

from bplib.experiments.noise_and_minima import WAYS, in_deep_well, order, train, tried, wells
from bplib.historic.many_networks import ManyNetworks, random_networks
from bplib.historic.many_runs import all_on_the_right_side
from bplib.historic.many_runs import train as train_batch

X, Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([[0.0], [1], [1], [0]])


def starts(S=6, seed=0):
    """Return S networks 2-2-1."""
    return random_networks((2, 2, 1), S, 1.0, np.random.default_rng(seed))


def test_a_sweep_shows_each_pattern_once_but_where_patterns_are_drawn(rng):
    assert order("fixed", 3, 4, rng).tolist() == [[0, 1, 2, 3]] * 3
    shuffled = order("shuffled", 50, 4, rng)
    assert (np.sort(shuffled, axis=1) == np.arange(4)).all()
    assert len(np.unique(shuffled, axis=0)) > 10, "each network has an order of its own"
    drawn = order("drawn", 400, 4, rng)
    assert 0.02 < (np.sort(drawn, axis=1) == np.arange(4)).all(axis=1).mean() < 0.2, "4!/4⁴ = 0.09"
    with pytest.raises(ValueError, match='"fixed", "shuffled" or "drawn" here, got \'batch\''):
        order("batch", 3, 4, rng)


def test_the_batch_goes_the_way_of_the_library(rng):
    ours = train(starts(), X, Y, "batch", eta=1.0, alpha=0.5, sweeps=200, rng=rng)
    theirs = train_batch(starts(), X, Y, eta=1.0, alpha=0.5, sweeps=200, until=all_on_the_right_side)
    assert np.allclose(ours.networks.theta, theirs.networks.theta, atol=1e-9)
    assert (ours.sweeps == theirs.sweeps).all()
    assert np.allclose(ours.E, theirs.E)


def test_a_sweep_of_single_patterns_is_four_steps_by_hand(rng):
    """Each network has its own rate; the velocity goes on from pattern to pattern."""
    eta, ours = np.array([0.5, 2.0]), starts(2)
    found = train(ours, X, Y, "fixed", eta=eta, alpha=0.9, sweeps=3, rng=rng).networks.theta
    for k in range(2):
        net, velocity = ours[k], np.zeros_like(ours[k].theta)
        for i in [0, 1, 2, 3] * 3:
            A = net.forward(X[i : i + 1])
            velocity = 0.9 * velocity - eta[k] * net.backward(A, A[-1] - Y[i]).theta
            net.theta += velocity
        assert np.allclose(found[k], net.theta[0], atol=1e-12)
    assert np.array_equal(ours.theta, starts(2).theta), "the networks that are given stay as they are"


@pytest.mark.parametrize("way", WAYS)
def test_a_network_that_is_done_is_left_alone(way, rng):
    runs = train(starts(40), X, Y, way, eta=1.0, sweeps=600, rng=rng)
    right = ((runs.networks.outputs(X) > 0.5) == (Y > 0.5)).all(axis=(1, 2))
    assert (right == runs.solved).all()
    assert 0.3 < runs.share_solved < 1
    assert (runs.sweeps[~runs.solved] == 600).all()
    again = train(runs.networks[runs.solved], X, Y, way, eta=1.0, sweeps=10, rng=rng)
    assert (again.sweeps == 0).all()


def test_rates_stay_with_their_networks_when_others_are_done(rng):
    eta = np.array([8.0, 0.1, 4.0, 0.2, 1.0, 2.0])
    together = train(starts(), X, Y, "fixed", eta=eta, alpha=eta / 20, sweeps=300, rng=rng)
    assert 0 < together.solved.sum() < 6
    for k in range(6):
        alone = train(starts()[k], X, Y, "fixed", eta=eta[k], alpha=eta[k] / 20, sweeps=300, rng=rng)
        assert np.allclose(alone.networks.theta, together.networks.theta[k], atol=1e-9)
        assert alone.sweeps == together.sweeps[k]


def test_settings_are_tried_on_the_same_starts(rng):
    settings = [(0.25, 0.0), (1.0, 0.5)]
    found = tried(starts(30), X, Y, "batch", settings, 300, rng)
    one_by_one = [train(starts(30), X, Y, "batch", eta=e, alpha=a, sweeps=300, rng=rng).solved for e, a in settings]
    assert np.array_equal(found, one_by_one)


def test_patterns_of_its_own_for_each_network(rng):
    nets, own = starts(3), rng.normal(size=(3, 5, 2))
    together = nets.forward(own)[-1]
    for k in range(3):
        assert np.allclose(together[k], ManyNetworks(nets.sizes, nets.theta[k : k + 1]).forward(own[k])[-1][0])


def test_the_two_wells():
    theta = np.linspace(-1.5, 1.5, 3001)
    lows = theta[1:-1][(wells(theta[1:-1]) < wells(theta[:-2])) & (wells(theta[1:-1]) < wells(theta[2:]))]
    assert lows == pytest.approx([-1.05, 0.95], abs=0.01)
    assert wells(lows[0]) < wells(lows[1]) - 0.15


def test_noise_that_does_not_cancel_leads_to_the_deep_well_and_none_leaves_each_run_where_it_is():
    begin = np.linspace(-1.5, 1.5, 100)
    share = {way: in_deep_well(way, 0.1, 1.0, begin, 400, np.random.default_rng(0)) for way in WAYS}
    assert share["batch"] == pytest.approx(0.53, abs=0.02)
    assert share["shuffled"] == pytest.approx(share["batch"], abs=0.05)
    assert share["drawn"] > 0.8
    with pytest.raises(ValueError, match="way must be one of 'batch', 'fixed', 'shuffled', 'drawn', got 'random'"):
        in_deep_well("random", 0.1, 1.0, begin, 1, np.random.default_rng(0))

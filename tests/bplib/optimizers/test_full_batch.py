"""Conjugate gradient and L-BFGS: they reach known minima, count what they use, and leave the network at the end."""

import numpy as np
import pytest

from bplib import Network, propagation
from bplib.data import datasets
from bplib.optimizers.full_batch import conjugate_gradient, lbfgs

SEARCHES = [conjugate_gradient, lbfgs]


@pytest.mark.parametrize("search_with", SEARCHES)
def test_a_linear_network_reaches_the_solution_of_least_squares(search_with, rng):
    X, Y = rng.normal(size=(50, 4)), rng.normal(size=(50, 2))
    network = Network([4, 2], "identity", rng=rng)
    search = search_with(network, X, Y, iterations=200)
    best = np.linalg.lstsq(np.c_[X, np.ones(50)], Y, rcond=None)[0]
    np.testing.assert_allclose(network.W[1], best[:4].T, atol=1e-6)
    np.testing.assert_allclose(network.b[1], best[4], atol=1e-6)
    assert search.ended == "minimum"
    assert len(search) < 40


def test_conjugate_gradient_needs_as_many_iterations_as_there_are_curvatures(rng):
    Q = np.linalg.qr(rng.normal(size=(60, 3)))[0]
    X = Q * [1, 5, 20]
    X -= X.mean(axis=0)
    Y = rng.normal(size=(60, 1))
    network = Network([3, 1], "identity", rng=rng)
    search = conjugate_gradient(network, X, Y, iterations=8)  # 4 with an exact search along each line
    residue = np.linalg.lstsq(np.c_[X, np.ones(60)], Y, rcond=None)[1][0]
    assert search.cost[-1] == pytest.approx(residue / 120, rel=1e-6)


@pytest.mark.parametrize("search_with", SEARCHES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_record_is_that_of_the_network(search_with, dtype, rng):
    X, Y = datasets.two_moons(80, rng)
    network = Network([2, 8, 1], "tanh sigmoid", "binary_cross_entropy", rng=rng, dtype=dtype)
    before = network.cost(X, Y)
    search = search_with(network, X, Y, iterations=25)
    assert len(search) == 25
    assert search.ended == "all iterations"
    assert network.dtype == dtype
    assert search.cost[0] == pytest.approx(before, rel=1e-5)
    assert search.cost[-1] == pytest.approx(network.cost(X, Y), rel=1e-4)
    assert search.cost == sorted(search.cost, reverse=True)
    assert search.cost[-1] < 0.5 * before
    assert search.passes[0] == 1
    assert (np.diff(search.passes) >= 1).all()


@pytest.mark.parametrize("search_with", SEARCHES)
def test_passes_are_counted_one_by_one(search_with, rng, monkeypatch):
    X, Y = datasets.two_moons(40, rng)
    network = Network([2, 4, 1], "tanh sigmoid", "binary_cross_entropy", rng=rng)
    calls, backward = [], propagation.backward
    monkeypatch.setattr(propagation, "backward", lambda *a, **k: calls.append(1) or backward(*a, **k))
    search = search_with(network, X, Y, iterations=12)
    assert search.passes[-1] == len(calls)


@pytest.mark.parametrize("search_with", SEARCHES)
def test_it_ends_at_the_goal(search_with, rng):
    X, Y = datasets.two_moons(80, rng)
    network = Network([2, 8, 1], "tanh sigmoid", "binary_cross_entropy", rng=rng)
    search = search_with(network, X, Y, iterations=500, goal=0.1)
    assert search.ended == "goal"
    assert search.cost[-1] <= 0.1 < search.cost[-2]
    assert network.cost(X, Y) == pytest.approx(search.cost[-1], rel=1e-10)
    again = search_with(network, X, Y, goal=0.2)
    assert (len(again), again.ended) == (0, "goal")


@pytest.mark.parametrize("search_with", SEARCHES)
def test_an_interrupt_keeps_what_has_been_reached(search_with, rng, monkeypatch):
    X, Y = datasets.two_moons(80, rng)
    network = Network([2, 8, 1], "tanh sigmoid", "binary_cross_entropy", rng=rng)
    calls, forward = [], propagation.forward

    def interrupted(*args):
        calls.append(1)
        if len(calls) == 20:
            raise KeyboardInterrupt
        return forward(*args)

    monkeypatch.setattr(propagation, "forward", interrupted)
    search = search_with(network, X, Y)
    assert search.ended == "interrupted"
    assert 0 < len(search) < 20
    assert network.cost(X, Y) == pytest.approx(search.cost[-1], rel=1e-10)


def test_no_iterations_measure_only(rng):
    X, Y = datasets.xor()
    network = Network([2, 2, 1], rng=rng)
    before = network.theta.copy()
    search = lbfgs(network, X, Y, iterations=0)
    assert search.cost == [pytest.approx(network.cost(X, Y))]
    np.testing.assert_array_equal(network.theta, before)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"iterations": 1.5}, "iterations"),
        ({"goal": -1}, "goal"),
        ({"tolerance": -1}, "tolerance"),
        ({"memory": 0}, "memory"),
    ],
)
def test_what_makes_no_sense_is_refused(options, message, rng):
    with pytest.raises((ValueError, TypeError), match=message):
        lbfgs(Network([2, 2, 1], rng=rng), *datasets.xor(), **options)

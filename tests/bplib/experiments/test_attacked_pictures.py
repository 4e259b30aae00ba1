"""Attacks by the gradient of the input, against numerical derivatives and their own limits."""

import numpy as np
import pytest

from bplib.experiments.attacks import correlations, hardened, in_steps, input_gradient, removed, signed
from bplib.experiments.many_classifiers import Classifiers, classify
from bplib.numerical_derivatives import numerical_gradient


def setting(rng):
    nets = Classifiers([6, 5, 4], "tanh", (3, 4))
    return nets, rng.uniform(0.3, 0.7, (5, 6)), np.eye(4)[rng.integers(4, size=5)]


def costs(nets, X, Y):
    """Return the cross-entropies, (S, m)."""
    return -np.log((nets.forward(X).A[-1] * Y).sum(-1))


def test_the_input_gradient_is_that_of_each_cost(rng):
    nets, X, Y = setting(rng)
    for i in range(2):
        wanted = numerical_gradient(
            lambda x, i=i: costs(nets, x.reshape(5, 6), Y)[i].sum(), X.ravel().copy(), "central"
        )
        np.testing.assert_allclose(input_gradient(nets, X, Y)[i].ravel(), wanted, atol=1e-8)


def test_an_attack_is_as_large_as_it_says_and_raises_the_cost(rng):
    nets, X, Y = setting(rng)
    attacked = signed(nets, X, Y, 0.1)
    np.testing.assert_allclose(np.abs(attacked - X), 0.1)
    assert (costs(nets, attacked, Y) > costs(nets, X, Y)).all()
    assert signed(nets, X, Y, 0.9).min() == 0
    assert signed(nets, X, Y, 0.9).max() == 1
    with pytest.raises(ValueError, match="epsilon"):
        signed(nets, X, Y, -0.1)


def test_steps_stay_in_the_box_and_do_more_than_one(rng):
    nets, X, Y = setting(rng)
    attacked = in_steps(nets, X, Y, 0.2)
    assert np.abs(attacked - X).max() <= 0.2 + 1e-12
    assert costs(nets, attacked, Y).mean() >= costs(nets, signed(nets, X, Y, 0.2), Y).mean() - 1e-6
    np.testing.assert_allclose(np.abs(in_steps(nets, X, Y, 0.2, steps=1) - X), 0.05)


def test_hardening_learns_both(rng):
    nets, X, Y = setting(rng)
    X, Y = np.stack([X, X]), np.stack([Y, Y])
    both = classify(nets, X, Y) / 2 + classify(nets, signed(nets, X, Y, 0.1), Y) / 2
    np.testing.assert_allclose(hardened(0.1)(nets, X, Y), both, atol=1e-14)


def test_removed_replaces_the_highest_and_leaves_the_others():
    X, instead = np.arange(8.0).reshape(2, 4), np.full(4, -1.0)
    found = removed(X, np.array([[0, 3, 2, 1], [5, 0, 0, 9]]), 2, instead)
    np.testing.assert_array_equal(found, [[0, -1, -1, 3], [-1, 5, 6, -1]])
    own = removed(X, np.stack([X, -X]), 1, np.array([10.0, 11, 12, 13]))
    np.testing.assert_array_equal(own, [[[0, 1, 2, 13], [4, 5, 6, 13]], [[10, 1, 2, 3], [10, 5, 6, 7]]])


def test_correlations_of_rows(rng):
    X, Y = rng.normal(size=(3, 9)), rng.normal(size=(3, 9))
    np.testing.assert_allclose(correlations(X, Y), [np.corrcoef(x, y)[0, 1] for x, y in zip(X, Y, strict=True)])
    assert correlations(np.ones(4), np.arange(4.0)) == 0

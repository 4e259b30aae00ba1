"""Ones and twos: the facts, a step, and that the ones are forgotten down to what both lists share."""

import numpy as np

from bplib.historic.ones_and_twos import facts, networks, practised, right, until_known


def test_the_facts_are_seventeen_sums_and_two_of_them_are_in_both_lists():
    (X1, Y1), (X2, Y2) = facts(1), facts(2)
    assert X1.shape == X2.shape == (17, 28)
    assert Y1.shape == Y2.shape == (17, 24)
    both = {tuple(x) for x in X1} & {tuple(x) for x in X2}
    assert len(both) == 2
    x = X2[0]  # 1 + 2
    np.testing.assert_array_equal(np.flatnonzero(x), [1, 2, 3, 14, 15, 16, 24, 25])
    np.testing.assert_array_equal(np.flatnonzero(Y2[0]), [0, 1, 2, 15, 16, 17])
    np.testing.assert_array_equal(np.flatnonzero(Y1[-1]), [1, 2, 3, 12, 13, 14])  # 9 + 1 = 10


def test_a_pass_is_a_step_after_each_fact():
    X, Y = facts(1)
    nets, by_hand = networks(2, 0), networks(2, 0)
    practised(nets, X[:2], Y[:2], 0.5, np.random.default_rng(3))
    for i in np.random.default_rng(3).permutation(2):
        A = by_hand.forward(X[[i]])
        by_hand.theta[:] -= 0.5 * by_hand.backward(A, A[-1] - Y[i][:, None]).theta
    np.testing.assert_array_equal(nets.theta, by_hand.theta)


def test_ones_are_learnt_and_forgotten():
    ones, twos, nets, rng = facts(1), facts(2), networks(2, 0), np.random.default_rng(0)
    passes = until_known(nets, *ones, 1.0, rng)
    assert 10 < passes < 100
    assert (right(nets, *ones) == 1).all()
    for _ in range(20):
        practised(nets, *twos, 1.0, rng)
    assert (right(nets, *ones) < 0.3).all()
    assert (right(nets, *twos) > 0.8).all()
    assert until_known(networks(1, 0), *ones, 1.0, rng, most=2) == 2

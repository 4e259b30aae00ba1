"""Forgetting: the tasks, the squared gradients, and the goals against loops."""

import numpy as np
import pytest

from bplib.experiments.forgetting import aligned, anchored, fisher, halves, permuted, rehearsed, top_only
from bplib.experiments.many_classifiers import Classifiers, classify


def small(seeds=(3, 4)):
    return Classifiers([6, 5, 4], "tanh", seeds)


def examples(rng, S=2, m=7):
    return rng.normal(size=(S, m, 6)), np.eye(4)[rng.integers(4, size=(S, m))]


def test_the_halves_share_no_class_and_the_permuted_task_has_all_pixels():
    old, new = halves()
    assert set(old.Y.argmax(1)) == set(old.test_Y.argmax(1)) == set(range(5))
    assert set(new.Y.argmax(1)) == set(new.test_Y.argmax(1)) == set(range(5, 10))
    one, two = permuted()
    np.testing.assert_array_equal(np.sort(one.X, axis=1), np.sort(two.X, axis=1))
    assert len(one.X) == len(old.X) + len(new.X)
    assert (one.X != two.X).any()
    moved = [np.flatnonzero((one.X[:, [k]] == two.X).all(axis=0)) for k in range(20, 24)]
    np.testing.assert_array_equal(two.test_X[:, [int(k[0]) for k in moved]], one.test_X[:, 20:24])


def test_fisher_is_the_mean_of_the_squared_gradients_one_by_one(rng):
    nets, X = small(), rng.normal(size=(9, 6))
    again = small()
    again.rngs = nets.rngs = [np.random.default_rng(i) for i in range(2)]
    F = fisher(nets, X)
    drawn = np.array([np.random.default_rng(i).random((9, 1)) for i in range(2)])
    labels = (nets.forward(X).A[-1].cumsum(-1) > drawn).argmax(-1)
    loop = np.mean([classify(nets, X[None, [i]], np.eye(4)[labels[:, [i]]]) ** 2 for i in range(9)], axis=0)
    np.testing.assert_allclose(F, loop, atol=1e-15)


def test_springs_pull_back_with_their_strength(rng):
    nets, (X, Y) = small(), examples(rng)
    start, F = rng.normal(size=nets.theta.shape), rng.random(nets.theta.shape)
    pulled = anchored(start, F, 3.0)(nets, X, Y) - classify(nets, X, Y)
    np.testing.assert_allclose(pulled, 3 * F * (nets.theta - start), atol=1e-14)
    with pytest.raises(ValueError, match="strength"):
        anchored(start, F, -1)


def test_replay_learns_as_many_old_examples_of_few(rng):
    nets, (X, Y) = small(), examples(rng)
    X_old, Y_old = rng.normal(size=(30, 6)), np.eye(4)[rng.integers(4, size=30)]
    seen = []

    class Spy(Classifiers):
        def forward(self, X):
            seen.append(X)
            return super().forward(X)

    spy = Spy([6, 5, 4], "tanh", (3, 4))
    goal = rehearsed(X_old, Y_old, 4, spy.rngs)
    for _ in range(12):
        goal(spy, X, Y)
    np.testing.assert_array_equal(seen[0][:, :7], X)
    for i in range(2):
        kinds = {tuple(row) for batch in seen for row in batch[i, 7:]}
        assert len(kinds) == 4
        assert kinds <= {tuple(row) for row in X_old}
    with pytest.raises(ValueError, match="at most 30"):
        rehearsed(X_old, Y_old, 31, nets.rngs)


def test_feedback_alignment_has_the_true_gradient_on_top_and_its_own_matrices_below(rng):
    nets, (X, Y) = small(), examples(rng)
    goal, true = aligned(nets), classify(nets, X, Y)
    first = goal(nets, X, Y)
    top = slice(6 * 5 + 5, None)
    np.testing.assert_allclose(first[:, top], true[:, top], atol=1e-14)
    assert not np.allclose(first[:, : top.start], true[:, : top.start])
    np.testing.assert_array_equal(goal(nets, X, Y), first)  # the matrices stay


def test_top_only_moves_nothing_below(rng):
    nets, (X, Y) = small(), examples(rng)
    found, true = top_only(nets, X, Y), classify(nets, X, Y)
    assert (found[:, :35] == 0).all()
    np.testing.assert_allclose(found[:, 35:], true[:, 35:], atol=1e-14)

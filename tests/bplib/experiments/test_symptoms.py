"""Planted causes show the symptoms that the table of lesson 4 promises."""

import numpy as np
import pytest

from bplib.data import datasets
from bplib.experiments.symptoms import beginning, success_with_noise, taught, with_wrong_labels

(X, Y), (X_TEST, Y_TEST) = datasets.split(*datasets.digits(), 0.2, np.random.default_rng(1))


def test_a_healthy_training_begins_to_learn():
    begun = beginning(X, Y, 0.3)
    assert begun.after < 0.5 * begun.before
    assert min(begun.norms) > 0.1


@pytest.mark.parametrize("units", ["tanh", "relu"])
@pytest.mark.parametrize("rate", [0.03, 3])
def test_zero_weights_show_in_the_norms_and_no_rate_helps(units, rate):
    begun = beginning(X, Y, rate, units=units, scale=0)
    assert begun.norms == (0, 0)
    assert begun.before == pytest.approx(np.log(10))
    assert begun.after > begun.before - 0.02


def test_a_tiny_rate_is_helped_by_a_larger_one():
    slow, faster = beginning(X, Y, 3e-4), beginning(X, Y, 0.03)
    assert slow.after > 0.95 * slow.before
    assert faster.after < slow.after - 0.2


def test_shuffled_labels_can_be_learnt_by_heart_and_are_no_use():
    mixed = Y[np.random.default_rng(0).permutation(len(Y))]
    _, few = taught(X[:10], mixed[:10], epochs=300, rate=1.0)
    assert few.accuracy[-1] == 1
    net, many = taught(X[:300], mixed[:300], epochs=200, rate=0.5)
    assert many.accuracy[-1] > 0.5
    assert net.accuracy(X_TEST, Y_TEST) < 0.25


def test_columns_of_noise_are_useful_only_when_the_test_has_chosen_them():
    honest, leaked = (np.median([success_with_noise(by, seed) for seed in range(5)]) for by in (50, 100))
    assert honest < 0.65
    assert leaked > 0.7


def test_wrong_labels_are_wrong_and_as_many_as_asked_for():
    before = Y.copy()
    wrong = with_wrong_labels(Y, 0.15, np.random.default_rng(0))
    assert np.array_equal(Y, before)
    assert np.array_equal(wrong.sum(axis=1), np.ones(len(Y)))
    assert (wrong != Y).any(axis=1).mean() == pytest.approx(0.15, abs=0.03)

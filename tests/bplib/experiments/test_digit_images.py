"""Digits as images: shifted, shuffled, and learnt by networks of one size."""

import numpy as np
import pytest

from bplib.data.augmentation import shifted
from bplib.experiments import digit_images
from bplib.experiments.digit_images import contestant, dense, shifted_accuracy, shuffled, split_images, taught


def test_a_fifth_is_held_out_and_pixels_stay_where_they_are():
    (X, Y), (held_out, answers) = split_images(3)
    assert X.shape[1:] == held_out.shape[1:] == (1, 8, 8)
    assert len(held_out) == len(answers) == pytest.approx(1797 / 5, abs=5)
    assert len(X) + len(held_out) == 1797 == len(Y) + len(answers)
    assert X.dtype == np.float32


def test_the_contestants_have_about_as_many_parameters():
    assert contestant("convolution", 0).theta.size == 1898
    assert contestant("dense 24", 0).theta.size == 1810
    assert contestant("dense 64", 0).theta.size == 4810
    assert len(dense(7)) == 4


def test_all_images_are_shuffled_alike_and_keep_their_values(rng):
    X = rng.random((5, 1, 8, 8))
    mixed = shuffled(X)
    assert not np.array_equal(mixed, X)
    np.testing.assert_array_equal(np.sort(mixed.reshape(5, -1)), np.sort(X.reshape(5, -1)))
    np.testing.assert_array_equal(shuffled(X[3:]), mixed[3:])


def test_right_answers_are_counted_in_four_directions(monkeypatch, rng):
    X = rng.random((6, 1, 8, 8))
    moved = [shifted(X, *d) for d in ((1, 0), (-1, 0), (0, 1), (0, -1))]

    class OnlyOne:
        def accuracy(self, images, _):
            return float(np.array_equal(images, moved[2]))

    assert shifted_accuracy(OnlyOne(), X, None) == 0.25


def test_a_network_is_taught_the_same_thing_by_the_same_seed():
    (X, Y), _ = split_images(0)
    first, again, other = (taught(contestant("dense 24", 1), X[:64], Y[:64], 0.01, seed, 2) for seed in (4, 4, 5))
    np.testing.assert_array_equal(first.theta, again.theta)
    assert not np.array_equal(first.theta, other.theta)
    moving = taught(contestant("dense 24", 1), X[:64], Y[:64], 0.01, 4, 2, moved=True)
    assert not np.array_equal(moving.theta, first.theta)


def test_a_contest_has_four_conditions_each_with_its_rate(monkeypatch):
    rates = []
    monkeypatch.setattr(digit_images, "taught", lambda model, X, Y, rate, *_, **__: rates.append(rate) or model)
    found = digit_images.contest("dense 24", {"centred": 0.1, "shuffled": 0.2, "moved": 0.3}, 0, 1)
    assert rates == [0.1, 0.2, 0.3]
    assert list(found) == ["centred", "shuffled", "shifted", "shifted, learnt moving"]
    assert all(0 <= share <= 100 for share in found.values())

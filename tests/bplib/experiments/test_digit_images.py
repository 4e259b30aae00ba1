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
    for name in ("dense", "conv", "wide 24", "dense 24 7", "dense -3", ""):
        with pytest.raises(ValueError, match='name must be "convolution", or "dense" and'):
            contestant(name, 0)


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
    assert taught(contestant("dense 24", 1), X[:64], Y[:64], 0.01, 4, 30).accuracy(X[:64], Y[:64]) > 0.9


def test_a_contest_has_four_conditions_each_with_its_rate_and_its_images(monkeypatch):
    (X, _), (test_X, _) = split_images(0)
    lessons = []

    class Told:
        def __init__(self, rate):
            self.rate = rate

        def accuracy(self, images, _):
            seen = next((share for share, known in TESTS.items() if np.array_equal(known, images)), 0.25)
            return seen + self.rate / 100

    def told(_model, images, _Y, rate, seed, epochs, moved=False):
        lessons.append((rate, np.array_equal(images, shuffled(X)), moved, seed, epochs))
        return Told(rate)

    TESTS = {0.5: test_X, 0.75: shuffled(test_X)}  # what is neither is shifted
    monkeypatch.setattr(digit_images, "taught", told)
    found = digit_images.contest("dense 24", {"centred": 1, "shuffled": 2, "moved": 3}, 0, 7)
    assert lessons == [(1, False, False, 0, 7), (2, True, False, 0, 7), (3, False, True, 0, 7)]
    assert found == pytest.approx({"centred": 51, "shuffled": 77, "shifted": 26, "shifted, learnt moving": 28})

"""Data sets: shapes, classes, balance; splitting and scaling without leakage; local files and offline messages."""

import numpy as np
import pytest

from bplib.data import datasets
from bplib.data.classes import labels_of, one_hot


def test_truth_tables():
    X, Y = datasets.xor()
    np.testing.assert_array_equal(np.hstack([X, Y]), [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]])
    X, Y = datasets.parity(4)
    assert X.shape == (16, 4)
    assert Y.sum() == 8
    X, Y = datasets.mirror_symmetry(6)
    assert X.shape == (64, 6)
    assert Y.sum() == 8


@pytest.mark.parametrize("make", [datasets.xor_clouds, datasets.two_moons, datasets.circles, datasets.spirals])
def test_classes_in_the_plane(make, rng):
    X, Y = make(101, rng)
    assert X.shape == (101, 2)
    assert Y.shape == (101, 1)
    assert set(np.unique(Y)) == {0, 1}
    assert 0.35 < Y.mean() < 0.65
    assert np.abs(X).max() < 2.6
    again = make(101, np.random.default_rng(0))
    np.testing.assert_array_equal(X, again[0])


def test_without_noise_the_shapes_are_exact(rng):
    X, Y = datasets.circles(50, rng, noise=0)
    np.testing.assert_allclose(np.hypot(*X.T), np.where(Y[:, 0] == 1, 0.5, 1))
    X, _ = datasets.xor_clouds(50, rng, noise=0)
    np.testing.assert_array_equal(np.abs(X), 1)


def test_digits_come_with_the_course():
    X, Y = datasets.digits()
    assert X.shape == (1797, 64)
    assert Y.shape == (1797, 10)
    assert (X.min(), X.max()) == (0, 1)
    np.testing.assert_array_equal(Y.sum(axis=1), 1)


def test_each_form_begins_with_the_same_digits():
    forms, classes = datasets.digit_forms(), datasets.digits()[1].argmax(axis=1)
    texts = ["".join(map(str, classes[forms == form])) for form in range(14)]
    assert sum(map(len, texts)) == len(forms) == 1797
    assert all(("0" + text.removeprefix("0")).startswith("0123456789012345") for text in texts)
    assert all(0 < text.find("0955650989") <= 30 and text.count("0955650989") == 1 for text in texts)
    assert all(120 < len(text) <= 130 for text in texts)


def test_house_prices_follow_their_formula(rng):
    X, Y = datasets.house_prices(500, rng, noise=0)
    area, bedrooms, distance = X.T
    np.testing.assert_allclose(Y[:, 0], 20 + area * (1.5 + 3 * np.exp(-distance / 6)) + 10 * bedrooms)
    assert set(np.unique(bedrooms)) <= set(range(1, 8))


def test_split_keeps_every_example_once_and_the_classes_in_proportion(rng):
    X, Y = np.arange(100.0)[:, None], one_hot(np.repeat([0, 1], [80, 20]), 2)
    (X1, Y1), (X2, Y2) = datasets.split(X, Y, 0.25, rng)
    np.testing.assert_array_equal(np.sort(np.concatenate([X1, X2])[:, 0]), np.arange(100))
    assert Y2.sum(axis=0).tolist() == [20, 5]
    assert len(Y1) == 75
    np.testing.assert_array_equal(labels_of(Y1), (X1[:, 0] >= 80).astype(int))
    assert (np.diff(X1[:, 0]) < 0).any()


def test_split_of_real_targets(rng):
    X = rng.normal(size=(10, 2))
    (X1, Y1), (X2, Y2) = datasets.split(X, X[:, :1], 0.3, rng)
    assert (len(X1), len(Y1), len(X2), len(Y2)) == (7, 7, 3, 3)
    np.testing.assert_array_equal(X1[:, :1], Y1)


def test_standardize_uses_the_first_set_only(rng):
    X, held_out = rng.normal(5, 3, (50, 2)), rng.normal(7, 3, (20, 2))
    X[:, 1] = 4
    a, b = datasets.standardize(X, held_out)
    np.testing.assert_allclose(a.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(a.std(axis=0), [1, 0], atol=1e-12)
    np.testing.assert_allclose(b[:, 0], (held_out[:, 0] - X[:, 0].mean()) / X[:, 0].std())
    np.testing.assert_allclose(b[:, 1], held_out[:, 1] - 4)


def test_one_hot_and_back():
    Y = one_hot([2, 0, 1], 3)
    np.testing.assert_array_equal(Y, [[0, 0, 1], [1, 0, 0], [0, 1, 0]])
    np.testing.assert_array_equal(labels_of(Y), [2, 0, 1])
    np.testing.assert_array_equal(labels_of(np.array([[0.2], [0.7]])), [0, 1])


def test_labels_out_of_range_are_refused():
    with pytest.raises(ValueError, match="between 0 and 9, got 10 at index 2"):
        one_hot([1, 3, 10], 10)
    with pytest.raises(ValueError, match="labels count from 0"):
        one_hot([1, 2, 3], 3)
    with pytest.raises(ValueError, match=r"whole numbers of shape \(m,\), got dtype float64"):
        one_hot([0.5], 2)


def test_images_from_a_local_file(tmp_path):
    path = tmp_path / "mnist.npz"
    images, labels = np.full((3, 28, 28), 255, np.uint8), np.array([0, 9, 4], np.uint8)
    np.savez(path, train_images=images, train_labels=labels, test_images=images[:1], test_labels=labels[:1])
    (X, Y), (X_test, Y_test) = datasets.mnist(path)
    assert X.shape == (3, 784)
    assert X.dtype == Y.dtype == np.float32
    assert X.max() == 1
    np.testing.assert_array_equal(labels_of(Y), labels)
    assert (len(X_test), len(Y_test)) == (1, 1)


def test_a_file_without_the_keys_says_what_it_holds(tmp_path):
    np.savez(tmp_path / "data.npz", x_train=np.zeros(3))
    with pytest.raises(ValueError, match=r"has no train_images, .* it holds x_train"):
        datasets.fashion_mnist(tmp_path / "data.npz")


def test_california_housing_from_a_local_file(tmp_path):
    np.savez(tmp_path / "housing.npz", data=np.ones((4, 8)), target=np.arange(4.0))
    X, Y = datasets.california_housing(tmp_path / "housing.npz")
    assert (X.shape, Y.shape) == ((4, 8), (4, 1))


def test_offline_the_download_says_what_to_do(monkeypatch):
    import sklearn.datasets

    def refused(*args, **kwargs):
        raise OSError("network is unreachable")

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", refused)
    monkeypatch.setattr(sklearn.datasets, "fetch_california_housing", refused)
    for load in (datasets.mnist, datasets.fashion_mnist, datasets.california_housing):
        with pytest.raises(ConnectionError, match=r"could not be downloaded .* path="):
            load()


def test_wrong_arguments_are_refused(rng):
    with pytest.raises(ValueError, match="m must be at least 2, got 1"):
        datasets.circles(1, rng)
    with pytest.raises(ValueError, match="noise must lie in"):
        datasets.two_moons(5, rng, noise=-1)
    with pytest.raises(TypeError, match=r"np.random.default_rng"):
        datasets.house_prices(5, 42)
    with pytest.raises(ValueError, match=r"test_fraction must lie in \(0, 1\), got 1"):
        datasets.split(np.ones((4, 1)), np.ones((4, 1)), 1, rng)
    with pytest.raises(ValueError, match="one part would be empty"):
        datasets.split(np.ones((2, 1)), np.array([[0.5], [2]]), 0.1, rng)
    with pytest.raises(ValueError, match="argument 2 must have shape"):
        datasets.standardize(np.ones((3, 2)), np.ones((3, 4)))


def test_both_parts_of_a_split_are_in_random_order(rng):
    labels = rng.integers(0, 10, 1800)
    for part in datasets.split(np.arange(1800.0)[:, None], one_hot(labels, 10), 0.2, rng):
        for few in (labels_of(part[1])[:25], labels_of(part[1])[-25:]):
            assert len(set(few)) >= 7


def test_lists_that_are_no_arrays_are_refused_in_words(rng):
    with pytest.raises(ValueError, match="Y must be an array, got rows of different lengths"):
        datasets.split(np.ones((2, 1)), [[1], [1, 0]], 0.5, rng)
    with pytest.raises(TypeError, match="labels must be an ordinary array, got a masked one"):
        one_hot(np.ma.masked_equal([0, 1, 9], 9), 2)

"""Data sets: small ones made here, real ones that come with scikit-learn, larger ones from a file or the network.

Every function returns ``(X, Y)`` with one example a row, X of shape (m, n_0) and Y of shape (m, n_L): one column of 0
and 1 for a question of yes or no, one-hot rows for classes, a real number for regression.  Random ones draw from
``rng`` only.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from bplib import _validation as check
from bplib.data.classes import one_hot

Array = np.ndarray
Data = tuple[Array, Array]


# --- truth tables


def xor() -> Data:
    """Return the four patterns of exclusive or, X (4, 2) and Y (4, 1)."""
    return parity(2)


def parity(bits: int) -> Data:
    """Return all patterns of ``bits`` bits, X (2^bits, bits), and whether the number of ones is odd, Y (2^bits, 1)."""
    X = _all_patterns(bits)
    return X, X.sum(axis=1, keepdims=True) % 2


def mirror_symmetry(bits: int = 6) -> Data:
    """Return all patterns of ``bits`` bits and whether each reads the same backwards.

    (The problem of Rumelhart, Hinton and Williams 1986.)
    """
    X = _all_patterns(bits)
    return X, (X[:, ::-1] == X).all(axis=1, keepdims=True).astype(float)


def _all_patterns(bits: int) -> Array:
    return np.array(list(product((0.0, 1.0), repeat=check.whole_number("bits", bits, low=1))))


# --- two classes in the plane


def xor_clouds(m: int, rng: np.random.Generator, noise: float = 0.3) -> Data:
    """Return four clouds around (±1, ±1); the class is 1 where the signs differ."""
    corners = check.generator(rng).choice([-1.0, 1.0], (check.whole_number("m", m, low=1), 2))
    Y = (corners.prod(axis=1, keepdims=True) < 0).astype(float)
    return corners + rng.normal(0, _checked_noise(noise), (m, 2)), Y


def two_moons(m: int, rng: np.random.Generator, noise: float = 0.1) -> Data:
    """Return two interleaved half circles of radius 1, a class each, centred on the origin."""
    Y, t, jitter = _plane(m, rng, noise)
    upper = np.stack([np.cos(np.pi * t) - 0.5, np.sin(np.pi * t) - 0.25], axis=1)
    return np.where(Y == 0, upper, -upper) + jitter, Y


def circles(m: int, rng: np.random.Generator, noise: float = 0.1) -> Data:
    """Return a circle of radius 1 (class 0) around a circle of radius ½ (class 1)."""
    Y, t, jitter = _plane(m, rng, noise)
    ring = np.stack([np.cos(2 * np.pi * t), np.sin(2 * np.pi * t)], axis=1)
    return ring * (1 - Y / 2) + jitter, Y


def spirals(m: int, rng: np.random.Generator, noise: float = 0.03, turns: float = 1.5) -> Data:
    """Return two spirals of ``turns`` turns around each other, a class each; the hard one of the family."""
    Y, t, jitter = _plane(m, rng, noise)
    angle = 2 * np.pi * check.number("turns", turns, 0, low_open=True) * np.sqrt(t)
    arm = np.sqrt(t)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.where(Y == 0, arm, -arm) + jitter, Y


def _plane(m: int, rng: np.random.Generator, noise: float) -> tuple[Array, Array, Array]:
    """Return classes (m, 1), as many of each as can be, positions along the curve (m,) and jitter (m, 2)."""
    m = check.whole_number("m", m, low=2)
    Y = check.generator(rng).permutation(np.arange(m) % 2)[:, None].astype(float)
    return Y, rng.random(m), rng.normal(0, _checked_noise(noise), (m, 2))


def _checked_noise(noise: float) -> float:
    return check.number("noise", noise, 0)


# --- tables and images


# The first digit of each form, as the order of the classes in the file shows it.  (The form that begins at 906 lacks
# the first 0; scikit-learn's MOOC, with the same borders otherwise, has 915 for it.)
_FORM_STARTS = (0, 130, 256, 386, 516, 646, 776, 906, 1029, 1157, 1287, 1415, 1545, 1667)


def digits() -> Data:
    """Return 1,797 handwritten digits, X (1797, 64) with ink from 0 to 1, Y (1797, 10) one-hot.

    They are the test part of the UCI set "Optical recognition of handwritten digits", written by 13 people.
    """
    from sklearn.datasets import load_digits

    X, labels = load_digits(return_X_y=True)
    return X / 16, one_hot(labels, 10)


def digit_forms() -> Array:
    """Return for each of the ``digits``, (1797,), the number of the form on which it was written, from 0 to 13.

    That there were forms is a reading of the file, not a documented fact: 14 times its classes run through nearly the
    same 130 digits.  Most likely each form was filled in by one hand.
    """
    return np.searchsorted(_FORM_STARTS, np.arange(1797), side="right") - 1


def house_prices(m: int, rng: np.random.Generator, noise: float = 12.0) -> Data:
    """Return invented houses: X (m, 3) area in m², bedrooms, distance to the centre in km; Y (m, 1) price in thousands.

    The true price is 20 + area · (1.5 + 3 e^{-distance/6}) + 10 · bedrooms: a square metre gets cheaper with the
    distance. To it comes normal noise with the deviation ``noise``.
    """
    m = check.whole_number("m", m, low=1)
    area = check.generator(rng).uniform(40, 220, m)
    bedrooms = np.clip(np.round(area / 35 + rng.normal(0, 0.8, m)), 1, 7)
    distance = rng.uniform(0, 20, m)
    price = 20 + area * (1.5 + 3 * np.exp(-distance / 6)) + 10 * bedrooms + rng.normal(0, _checked_noise(noise), m)
    return np.stack([area, bedrooms, distance], axis=1), price[:, None]


# --- what does not come with the course: from a file on this computer, or by scikit-learn's downloaders


def california_housing(path=None) -> Data:
    """Return 20,640 Californian districts of 1990, X (20640, 8), Y (20640, 1) median price in 100,000 dollars.

    From the ``.npz`` file at ``path`` (keys ``data`` and ``target``), or by scikit-learn's downloader, which needs
    the network.
    """
    if path is not None:
        data, target = _from_file(path, "data", "target")
        return data, target.reshape(len(target), 1)
    from sklearn.datasets import fetch_california_housing

    data, target = _download("California housing", lambda: fetch_california_housing(return_X_y=True))
    return data, target[:, None]


def mnist(path=None) -> tuple[Data, Data]:
    """Return ((X, Y) for training, (X, Y) for testing), 60,000 and 10,000 digits.

    X is (m, 784), from 0 to 1, in float32, Y (m, 10) one-hot.  They come from the ``.npz`` file at
    ``path`` (keys ``train_images``, ``train_labels``, ``test_images``, ``test_labels``), or by scikit-learn's
    downloader, which needs the network.
    """
    return _images("mnist_784", path)


def fashion_mnist(path=None) -> tuple[Data, Data]:
    """Return Fashion-MNIST, pictures of clothes in the same form and from the same kinds of source as ``mnist``."""
    return _images("Fashion-MNIST", path)


def _images(name: str, path) -> tuple[Data, Data]:
    if path is not None:
        images, labels, test_images, test_labels = _from_file(
            path, "train_images", "train_labels", "test_images", "test_labels"
        )
        return _as_rows(images, labels), _as_rows(test_images, test_labels)
    from sklearn.datasets import fetch_openml

    images, labels = _download(name, lambda: fetch_openml(name, version=1, return_X_y=True, as_frame=False))
    return _as_rows(images[:60_000], labels[:60_000]), _as_rows(images[60_000:], labels[60_000:])


def _as_rows(images: Array, labels: Array) -> Data:
    pixels = images.reshape(len(images), -1).astype(np.float32) / 255
    return pixels, one_hot(labels.astype(int), 10).astype(np.float32)


def _from_file(path, *keys: str) -> list[Array]:
    with np.load(path, allow_pickle=False) as file:
        missing = [key for key in keys if key not in file.files]
        if missing:
            raise ValueError(f"{str(path)!r} has no {', '.join(missing)}; it holds {', '.join(file.files)}")
        return [file[key] for key in keys]


def _download(name: str, fetch):
    try:
        return fetch()
    except OSError as error:
        raise ConnectionError(
            f"{name} could not be downloaded ({error}). Without a network connection give the path of a local copy: "
            "path='somewhere/file.npz'; every lesson also runs without it"
        ) from error


# --- preparing


def split(X: Array, Y: Array, test_fraction: float, rng: np.random.Generator) -> tuple[Data, Data]:
    """Return ((X, Y) to learn from, (X, Y) held out), in random order.

    Held out is the ``test_fraction`` of all examples, and of each class where Y holds classes.
    """
    X, Y = check.array("X", X), check.array("Y", Y)
    check.same_length("X", X, "Y", Y)
    check.number("test_fraction", test_fraction, 0, 1, low_open=True, high_open=True)
    check.generator(rng)
    held_out = np.zeros(len(X), bool)
    for group in _groups(Y):
        held_out[rng.choice(group, round(test_fraction * len(group)), replace=False)] = True
    if not 0 < held_out.sum() < len(X):
        raise ValueError(
            f"{len(X)} examples cannot be split with test_fraction {test_fraction:g}: one part would be empty"
        )
    order = rng.permutation(len(X))
    learn, test = order[~held_out[order]], order[held_out[order]]
    return (X[learn], Y[learn]), (X[test], Y[test])


def _groups(Y: Array) -> list[Array]:
    """Return the indices of each class when every entry of Y is 0 or 1, else one group with all of them."""
    if not np.isin(Y, (0, 1)).all():
        return [np.arange(len(Y))]
    _, group_of = np.unique(Y, axis=0, return_inverse=True)
    return [np.flatnonzero(group_of.ravel() == g) for g in range(group_of.max() + 1)]


def standardize(X: Array, *others: Array) -> tuple[Array, ...]:
    """Return X and the others, shifted and scaled so that each column *of X* has mean 0 and deviation 1.

    What is held out must not leak into the scale: it belongs to the others.
    A column of X that never changes is only centred.
    """
    X = check.real_matrix("X", X, None)
    mean, deviation = X.mean(axis=0), X.std(axis=0)
    deviation[deviation == 0] = 1
    others = [check.real_matrix(f"argument {i}", other, X.shape[1]) for i, other in enumerate(others, start=2)]
    return tuple((values - mean) / deviation for values in (X, *others))

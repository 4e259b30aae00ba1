"""Data sets that do not come with the course: from a file on this computer, or by scikit-learn's downloaders."""

from __future__ import annotations

import numpy as np

from bplib.classes import one_hot

Array = np.ndarray
Data = tuple[Array, Array]


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
    """Return ((X, Y) for training, (X, Y) for testing): 60,000 and 10,000 digits, X (m, 784) from 0 to 1 in float32,
    Y one-hot.

    From the ``.npz`` file at ``path`` (keys ``train_images``, ``train_labels``, ``test_images``, ``test_labels``), or
    by scikit-learn's downloader, which needs the network.
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

"""What lesson 8 measures on the digits as images: dense and convolutional networks of one size, shifted and shuffled.

    split_images    the digits as images, those to learn from and those held out
    contestant      a fresh network by its name: "dense 24", "dense 64" or "convolution"
    taught          the network after some epochs with Adam; with ``moved`` every image is shown a little elsewhere
    shifted_accuracy    the share of right answers when all images are moved by one pixel, mean of four directions
    shuffled        images whose pixels have changed places, in all of them in the same way
    contest         all of that for one contestant and one split

Rates are chosen with other splits than those that are reported.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bplib.activations import relu
from bplib.data import datasets
from bplib.data.augmentation import shift_images, shifted
from bplib.layers import Apply, Convolution, Dense, Flatten, Layer, MaxPool
from bplib.model import Model
from bplib.optimizers import Adam
from bplib.training import train_epoch

Array = np.ndarray

DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def split_images(seed: int) -> tuple[datasets.Data, datasets.Data]:
    """Return four fifths of the digits as images, (m, 1, 8, 8), with their classes, and the fifth held out."""
    learn, test = datasets.split(*datasets.digits(), 0.2, np.random.default_rng(seed))
    return tuple((X.reshape(-1, 1, 8, 8).astype(np.float32), Y) for X, Y in (learn, test))


def convolutional(
    maps: tuple[int, int] = (8, 16),
    convolution: type[Convolution] = Convolution,
    pool: type[Layer] = MaxPool,
) -> list[Layer]:
    """Return the layers of a small LeNet: twice 3 by 3 kernels, ReLU and pooling, then ten outputs."""
    first, second = maps
    return [
        *(convolution(1, first, 3, padding=1), Apply(relu), pool()),
        *(convolution(first, second, 3, padding=1), Apply(relu), pool()),
        *(Flatten(), Dense(4 * second, 10, "he")),
    ]


def dense(hidden: int) -> list[Layer]:
    """Return the layers of a network with one hidden layer, which sees an image as 64 numbers."""
    return [Flatten(), Dense(64, hidden, "he"), Apply(relu), Dense(hidden, 10, "he")]


def contestant(name: str, seed: int, dtype=np.float32) -> Model:
    """Return a fresh network: "convolution", or "dense" with the number of its hidden units."""
    kind, _, hidden = name.partition(" ")
    if name != "convolution" and (kind != "dense" or not hidden.isdecimal()):
        raise ValueError(f'name must be "convolution", or "dense" and a number of hidden units, got {name!r}')
    layers = convolutional() if name == "convolution" else dense(int(hidden))
    return Model(layers, rng=np.random.default_rng(seed), dtype=dtype)


def taught(model: Model, X: Array, Y: Array, rate: float, seed: int, epochs: int, moved: bool = False) -> Model:
    """Return the model after so many epochs in minibatches of 32, in an order drawn from ``seed``."""
    rng, rule, move = np.random.default_rng(1000 + seed), Adam(rate), shift_images(8)
    for _ in range(epochs):
        train_epoch(model, move(X, rng) if moved else X, Y, batch_size=32, optimizer=rule, rng=rng)
    return model


def shifted_accuracy(model: Model, X: Array, Y: Array) -> float:
    """Return the share of right answers when all images are moved by one pixel, the mean of four directions."""
    return float(np.mean([model.accuracy(shifted(X, *direction), Y) for direction in DIRECTIONS]))


def shuffled(X: Array, seed: int = 99) -> Array:
    """Return the images with their pixels in another order, the same one for all."""
    order = np.random.default_rng(seed).permutation(X[0].size)
    return np.ascontiguousarray(X.reshape(len(X), -1)[:, order].reshape(X.shape))


def contest(name: str, rates: Mapping[str, float], split: int, epochs: int) -> dict[str, float]:
    """Return the right answers of one contestant on one split, in per cent, under four conditions.

    ``rates`` has its learning rate for "centred", "shuffled" and "moved": pixels as they are, in another order, and
    every image shown a little elsewhere in each epoch.
    """
    (X, Y), (test_X, test_Y) = split_images(split)
    plain = taught(contestant(name, split), X, Y, rates["centred"], split, epochs)
    mixed = taught(contestant(name, split), shuffled(X), Y, rates["shuffled"], split, epochs)
    moving = taught(contestant(name, split), X, Y, rates["moved"], split, epochs, moved=True)
    found = {
        "centred": plain.accuracy(test_X, test_Y),
        "shuffled": mixed.accuracy(shuffled(test_X), test_Y),
        "shifted": shifted_accuracy(plain, test_X, test_Y),
        "shifted, learnt moving": shifted_accuracy(moving, test_X, test_Y),
    }
    return {condition: 100 * share for condition, share in found.items()}

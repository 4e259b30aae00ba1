"""Slips in the measurement of what happens to δ in a net (task 07.8)."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e07_deep_networks.thousandfold import THOUSAND, down, rms
from bpcourse.tasks.slips import Site, Slip

Array = np.ndarray


def _without_biases(W, _b, X):
    A = [X]
    for l in range(1, len(W) - 1):
        A.append(np.tanh(A[-1] @ W[l].T))
    return A


def _as_weighted_inputs(W, b, X):
    """Return the weighted inputs of a net, with X in front."""
    A, Z = X, [X]
    for l in range(1, len(W) - 1):
        Z.append(A @ W[l].T + b[l])
        A = np.tanh(Z[-1])
    return Z


def _transposed(W, b, X):
    A = [X]
    for l in range(1, len(W) - 1):
        A.append(np.tanh((A[-1] @ W[l] if W[l].shape[0] == W[l].shape[1] else A[-1] @ W[l].T) + b[l]))
    return A


def _mean_ratio(D: list[Array]) -> Array:
    sizes = np.array([rms(one) for one in D])
    return sizes[:-1] / sizes[1:]


def _size(D: list[Array], size) -> float:
    return np.log(size(D[0]) / size(D[-1])) / (len(D) - 1)


MEASURED = (
    Site(
        "pace",
        (
            Slip(
                "one-layer-too-many",
                "the exponent is 1/L. From layer L to layer 1 there are L - 1 steps.",
                lambda D: np.log(rms(D[0]) / rms(D[-1])) / len(D),
            ),
            Slip(
                "one-layer-too-few",
                "the exponent is 1/(L - 2). From layer L to layer 1 there are L - 1 steps.",
                lambda D: np.log(rms(D[0]) / rms(D[-1])) / (len(D) - 2),
            ),
            Slip(
                "mean-square-measured",
                "mean squares have been compared. The size of δ is their root.",
                lambda D: 2 * _size(D, rms),
            ),
            Slip(
                "whole-factor",
                "the factor of all layers has been taken for that of one: the root of order L - 1 is missing.",
                lambda D: _size(D, rms) * (len(D) - 1),
            ),
            Slip(
                "mean-of-the-ratios",
                "the arithmetic mean of the ratios has been taken. Factors are multiplied, so take the geometric one.",
                lambda D: np.log(_mean_ratio(D).mean()),
            ),
            Slip(
                "mean-of-sizes",
                "the mean of |δ| has been taken. The rms is the root of the mean square.",
                lambda D: _size(D, lambda one: np.abs(one).mean()),
            ),
            Slip(
                "signs-cancel",
                "the mean of δ has been taken: signs cancel there.",
                lambda D: _size(D, lambda one: abs(one.mean())),
            ),
            Slip(
                "largest-entries",
                "the largest entries have been compared.",
                lambda D: _size(D, lambda one: np.abs(one).max()),
            ),
            Slip(
                "first-example-only", "only the first example is counted.", lambda D: _size(D, lambda one: rms(one[:1]))
            ),
            Slip(
                "mean-before-the-square",
                "δ has been averaged over the examples before it was squared.",
                lambda D: _size(D, lambda one: rms(one.mean(axis=0))),
            ),
            Slip(
                "mean-of-the-lengths",
                "the mean of the lengths of the rows has been taken. The rms is the root of the mean square of all "
                "entries.",
                lambda D: _size(D, lambda one: (np.linalg.norm(one, axis=1) / np.sqrt(one.shape[1])).mean()),
            ),
            Slip(
                "last-step-only",
                "only the step from layer 2 to layer 1 is counted.",
                lambda D: np.log(rms(D[0]) / rms(D[1])),
            ),
            Slip(
                "top-step-only",
                "only the step from layer L to layer L - 1 is counted.",
                lambda D: np.log(rms(D[-2]) / rms(D[-1])),
            ),
            Slip(
                "top-layer-left-out",
                "δ^L has been left out: the factor goes from layer L - 1 to layer 1.",
                lambda D: _size(D[:-1], rms),
            ),
            Slip(
                "first-layer-left-out",
                "δ¹ has been left out: the factor goes from layer L to layer 2.",
                lambda D: _size(D[1:], rms),
            ),
        ),
        result="measured",
    ),
    Site(
        "measured",
        (
            Slip(
                "factor-e-measured", "in so many layers δ changes by e. Asked for is 1000.", lambda pace: 1 / abs(pace)
            ),
            Slip("log10-measured", "log10 and ln have been mixed.", lambda pace: 3 / abs(pace)),
            Slip("log10-measured", "log10 and ln have been mixed.", lambda pace: THOUSAND / abs(pace / np.log(10))),
            Slip("factor-for-layers", "this is the factor of a layer. Asked for is the number of layers.", np.exp),
            Slip(
                "sign-of-the-measured",
                "the sign is wrong: a number of layers is positive.",
                lambda pace: -THOUSAND / pace,
            ),
            Slip(
                "sign-of-the-measured",
                "the sign is wrong: a number of layers is positive.",
                lambda pace: THOUSAND / pace,
            ),
            Slip(
                "root-too-many",
                "it is twice the right number: the rms changes by its own factor, and no root belongs to it.",
                lambda pace: 2 * THOUSAND / abs(pace),
            ),
            Slip(
                "measured-rounded",
                "it has been rounded. Leave the decimals.",
                lambda pace: float(np.ceil(THOUSAND / abs(pace))),
            ),
            Slip(
                "measured-rounded",
                "it has been rounded. Leave the decimals.",
                lambda pace: float(np.round(THOUSAND / abs(pace))),
            ),
        ),
        result="measured",
    ),
    Site(
        "slope",
        (
            Slip("slope-missing", "the slope is missing in BP2.", lambda W, b, A, l: 1.0),
            Slip(
                "slope-of-the-slope",
                "tanh'(a) stands where tanh'(z) belongs: with a at hand it is 1 - a².",
                lambda W, b, A, l: 1 - np.tanh(A[l]) ** 2,
            ),
            Slip("a-for-the-slope", "a stands where the slope belongs.", lambda W, b, A, l: A[l]),
            Slip(
                "slope-of-another-layer",
                "the slope of another layer has been taken. BP2 ends in that of layer l.",
                lambda W, b, A, l: 1 - A[l - 1] ** 2 if l > 1 else 1.0,
            ),
            Slip(
                "slope-of-the-sigmoid",
                "a (1 - a) is the slope of the sigmoid. That of tanh is 1 - a².",
                lambda W, b, A, l: A[l] * (1 - A[l]),
            ),
            Slip("one-minus-a", "the slope is 1 - a², not 1 - a.", lambda W, b, A, l: 1 - A[l]),
            Slip(
                "slope-squared",
                "the slope has been squared in BP2. It is so in χ, which is about squares.",
                lambda W, b, A, l: (1 - A[l] ** 2) ** 2,
            ),
        ),
        result="measured",
        called="the slope",
    ),
    Site(
        "down",
        (
            Slip(
                "w-transposed",
                "W has been used in the wrong direction: BP2 is D @ W. Most W are square, and no shape warns you.",
                lambda W, D, l: D @ (W[l + 1].T if W[l + 1].shape[0] == W[l + 1].shape[1] else W[l + 1]),
            ),
            Slip(
                "w-of-another-layer",
                "W of another layer has been taken. From layer l + 1 to layer l it is W[l+1].",
                lambda W, D, l: D @ W[l] if W[l].shape[0] == D.shape[1] == W[l].shape[1] else down(W, D, l),
            ),
        ),
        result="measured",
    ),
    Site(
        "forward",
        (
            Slip("biases-not-added", "the biases are missing in the forward pass of the net.", _without_biases),
            Slip("z-for-a", "1 - z² stands where 1 - tanh(z)² belongs.", _as_weighted_inputs),
            Slip("forward-transposed", "W has been used in the wrong direction forwards.", _transposed),
        ),
        result="measured",
    ),
)

"""Task 08.2: convolution forwards, with stride and padding."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e08_convolution.forward_slips import BIASES, KERNELS, OUTPUTS, PADS, PRODUCTS, STRIDES, z_scales
from bpcourse.exercises.e08_convolution.windows import count, padded, reached, seen
from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.slips import Site, everywhere_and_one

Array = np.ndarray


def _convolve(
    A,
    W,
    b,
    stride,
    padding,
    *,
    pad=padded,
    kernel=lambda W: W,
    counted=lambda wide, n, stride: wide,
    taps_across=lambda k, width: width,
    size=count,
    stride_down=lambda stride: stride,
    stride_right=lambda stride: stride,
    jump_down=lambda stride, k: stride,
    jump_right=lambda stride, k: stride,
    product=lambda columns, W: np.tensordot(columns, W, ((1, 3, 5), (1, 2, 3))).transpose(0, 3, 1, 2),
    biased=lambda Z, b, W: Z + b[:, None, None],
    output=lambda Z, W, stride, full: Z,
) -> Array:
    """Return Z; each keyword is a piece that a slip may replace.

    ``counted`` is the length in which windows are counted, ``taps_across`` how many columns of a kernel are counted
    there, ``size`` the number of windows, ``jump_down`` and ``jump_right`` how far they are apart, ``product`` sums
    over channels and places; ``full()`` is the result with stride 1.
    """
    X, V = pad(A, padding), kernel(W)
    ends = []
    for axis, own, jump in ((2, stride_down, jump_down), (3, stride_right, jump_right)):
        s, k = own(stride), V.shape[axis]
        taps = k if axis == 2 else taps_across(V.shape[2], k)
        windows = size(counted(X.shape[axis], A.shape[axis], s), taps, s)
        ends.append(reached(X.shape[axis], windows, k, s if s != stride else jump(stride, k)))

    def full():
        rows, columns = (reached(X.shape[a], count(X.shape[a], V.shape[a], 1), V.shape[a], 1) for a in (2, 3))
        return biased(product(seen(X, rows, columns), V), b, V)

    return output(biased(product(seen(X, *ends), V), b, V), V, stride, full)


def _draw(m: int, channels: int, maps: int, size: tuple, kernel: tuple, stride: int, padding: int):
    """Return a draw of images, kernels and biases, all away from 0 in the mean."""

    def draw(rng):
        A = rng.normal(0.3, 1, (m, channels, *size))
        W = rng.normal(0.2, 1, (maps, channels, *kernel))
        return A, W, rng.uniform(0.5, 1.5, maps) * rng.choice((-1, 1), maps), stride, padding

    return draw


SITES = (
    Site("kernel", KERNELS, called="the kernel"),
    Site("pad", PADS),
    Site("biased", BIASES),
    Site("product", PRODUCTS),
    *STRIDES,
    Site("output", OUTPUTS, called="Z"),
)

CONVOLVE = FunctionTask(
    id="08.2",
    title="Convolution, forward",
    misconceptions="the kernel turned; ⌈⌉ for ⌊⌋; a stride that moves the output but not the window; a bias for each "
    "product",
    answer="convolve",
    difficulty=2,
    minutes=20,
    section="lesson 8, sections 4 and 5",
    names=("Z",),
    oracle=_convolve,
    sites=SITES,
    rarely=everywhere_and_one(_convolve, SITES, ("windows-too-near", "stride-ignored"), 8),
    in_pairs=8,
    parts=(
        Part("stride 1, no padding", 1.0, _draw(2, 3, 4, (5, 7), (3, 2), 1, 0)),
        Part("padding", 0.5, _draw(3, 2, 5, (4, 6), (2, 3), 1, 2)),
        Part("a stride", 0.75, _draw(2, 3, 5, (8, 10), (3, 4), 2, 0)),
        Part("stride and padding", 0.5, _draw(3, 2, 4, (7, 9), (4, 2), 3, 1)),
        Part("square, as many maps as channels", 0.25, _draw(1, 3, 3, (5, 5), (2, 2), 1, 1), telling=False),
    ),
    scales=z_scales,
    hints=(
        "Put the images into the middle of an array of zeros first; then nothing below has to know of padding.",
        "P = (H + 2 * padding - k) // stride + 1. Output (p, q) sees the rows from stride * p to stride * p + k - 1.",
        "For each place (i, j) of the kernel: S = X[:, :, i : i + stride * P : stride, j : j + stride * Q : stride] is "
        "what all windows see there; Z += np.einsum('xcpq,fc->xfpq', S, W[:, :, i, j]).",
    ),
    insight="This is a correlation, whatever the layer is called: nothing is turned. k l slices do what a loop over "
    "all outputs would do.",
)

"""Slips in a convolution forwards (task 08.2); those of padding and of strides are made on the way back, too."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e08_convolution.windows import as_before, padded, with_zeros
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale

Array = np.ndarray

TURNED = (
    "the kernel has been turned by 180 degrees: that is a convolution in the strict sense. The layer computes a "
    "correlation, W[i, j] meets what stands at (i, j) of the window."
)
KERNELS = (
    Slip("kernel-turned", TURNED, lambda W: W[:, :, ::-1, ::-1]),
    Slip("rows-turned", "the rows of the kernel are in reverse order.", lambda W: W[:, :, ::-1]),
    Slip("columns-turned", "the columns of the kernel are in reverse order.", lambda W: W[..., ::-1]),
    Slip(
        "channels-turned",
        "not only rows and columns of the kernel are in reverse order, its channels are, too. Nothing is turned.",
        lambda W: W[:, ::-1, ::-1, ::-1],
    ),
    Slip(
        "channels-and-rows-turned",
        "channels and rows of the kernel are in reverse order: W[f][::-1, ::-1] turns the first two axes of three. "
        "Here nothing is turned.",
        lambda W: W[:, ::-1, ::-1],
    ),
    Slip("channels-reversed", "the channels of the kernel are in reverse order.", lambda W: W[:, ::-1]),
    Slip(
        "kernel-transposed",
        "rows and columns of the kernel have been exchanged. W[f, c, i, j]: i goes down, j to the right.",
        lambda W: as_before(W, W.swapaxes(2, 3)),
    ),
    Slip(
        "maps-and-channels-exchanged",
        "maps and channels of the kernel have been exchanged. W is (F, C, k, l): first the map that comes out, then "
        "the channel that goes in.",
        lambda W: W.swapaxes(0, 1),
    ),
    Slip(
        "first-map-only", "the kernel of the first map has been used for all maps.", lambda W: W[:1].repeat(len(W), 0)
    ),
    Slip("last-map-only", "the kernel of the last map has been used for all maps.", lambda W: W[-1:].repeat(len(W), 0)),
    Slip(
        "first-channel-kernel",
        "the kernel of the first channel has been used for all channels. Each channel has its own, W[f, c].",
        lambda W: W[:, :1].repeat(W.shape[1], 1),
    ),
    Slip(
        "last-channel-kernel",
        "the kernel of the last channel has been used for all channels. Each channel has its own, W[f, c].",
        lambda W: W[:, -1:].repeat(W.shape[1], 1),
    ),
    Slip(
        "order-of-the-columns",
        "the weights of W.reshape(F, -1) lie channel by channel, each row by row; the numbers of a window have been "
        "laid "
        "in another order, with the channels last.",
        lambda W: W.reshape(len(W), *W.shape[2:], -1).transpose(0, 3, 1, 2),
    ),
)

HALF_PADDED = "zeros belong on all four sides, `padding` rows above and below and as many columns left and right. Here "
PADS = (
    Slip("padding-forgotten", "the images have not been padded.", lambda A, p: A),
    Slip(
        "padding-after",
        f"{HALF_PADDED}they stand below and on the right only.",
        lambda A, p: with_zeros(A, 0, 2 * p, 0, 2 * p),
    ),
    Slip(
        "padding-before",
        f"{HALF_PADDED}they stand above and on the left only.",
        lambda A, p: with_zeros(A, 2 * p, 0, 2 * p, 0),
    ),
    Slip(
        "padding-after-once",
        f"{HALF_PADDED}they stand below and on the right only.",
        lambda A, p: with_zeros(A, 0, p, 0, p),
    ),
    Slip(
        "padding-on-one-side",
        f"{HALF_PADDED}they stand above and on the left only, or are counted there only: P = (H + 2 padding - k) // "
        "stride + 1.",
        lambda A, p: with_zeros(A, p, 0, p, 0),
    ),
    Slip("rows-padded-only", f"{HALF_PADDED}only rows have been added.", lambda A, p: with_zeros(A, p, p, 0, 0)),
    Slip("columns-padded-only", f"{HALF_PADDED}only columns have been added.", lambda A, p: with_zeros(A, 0, 0, p, p)),
    Slip(
        "padded-twice",
        "twice as many zeros as `padding` says stand on each side.",
        lambda A, p: padded(A, 2 * p),
    ),
    Slip(
        "padding-larger-by-one",
        "one row and one column too many have been added on each side.",
        lambda A, p: padded(A, p + 1),
    ),
    Slip(
        "padding-smaller-by-one",
        "one row and one column too few have been added on each side.",
        lambda A, p: padded(A, max(p - 1, 0)),
    ),
    Slip(
        "padded-with-ones",
        "ones have been put around the images. Padding adds zeros.",
        lambda A, p: np.pad(A, _around(p), constant_values=1),
    ),
    Slip(
        "padded-with-the-edge",
        "the border has been repeated. Padding adds zeros.",
        lambda A, p: np.pad(A, _around(p), "edge"),
    ),
    Slip(
        "padded-by-reflection",
        "the border has been reflected. Padding adds zeros.",
        lambda A, p: np.pad(A, _around(p), "reflect"),
    ),
    Slip(
        "padded-around-a-ring",
        "the other side of the image has been put there. Padding adds zeros.",
        lambda A, p: np.pad(A, _around(p), "wrap"),
    ),
)


def _around(p: int) -> tuple:
    return (0, 0), (0, 0), (p, p), (p, p)


STRIDE_IGNORED = "the stride has been ignored: windows stand at every place. They are `stride` apart, {}."
WINDOWS_TOO_NEAR = (
    "the number of outputs is right, but the windows have not moved on by the stride: output p sees the rows from "
    "stride * p on, not from p on, and the same for the columns."
)


def _ceiling(n: int, k: int, s: int) -> int:
    return -((k - n) // s) + 1


COUNTS = (
    Slip(
        "rounded-up",
        "the number of windows has been rounded up, so the last ones hang over the border. A window that does not fit "
        "is left out: ⌊ ⌋.",
        _ceiling,
    ),
    Slip("one-forgotten", "the + 1 in the number of outputs is missing.", lambda n, k, s: (n - k) // s),
    Slip("one-too-many", "there is one output too many in each direction.", lambda n, k, s: (n - k) // s + 2),
    Slip(
        "one-inside",
        "the + 1 stands inside the division: it is added after it, (H + 2 padding - k) // stride + 1.",
        lambda n, k, s: (n - k + 1) // s,
    ),
    Slip("size-of-the-input", "there are as many outputs as inputs divided by the stride.", lambda n, k, s: n // s),
)
JUMPS = (
    Slip("windows-too-near", WINDOWS_TOO_NEAR, lambda s, k: 1),
    Slip("side-by-side", "windows are `stride` apart, not the size of the kernel.", lambda s, k: k),
)
STRIDES = (
    Site(
        "stride_down", (Slip("stride-ignored", STRIDE_IGNORED.format("in both directions"), lambda s: 1),), "the rows"
    ),
    Site(
        "stride_right",
        (Slip("stride-ignored", STRIDE_IGNORED.format("in both directions"), lambda s: 1),),
        "the columns",
    ),
    Site("jump_down", JUMPS, "the rows"),
    Site("jump_right", JUMPS, "the columns"),
    Site("size", COUNTS),
    Site(
        "taps_across",
        (
            Slip(
                "columns-counted-with-k",
                "the columns of the output have been counted with k, the rows of the kernel. It has l columns: "
                "Q = (V + 2 padding - l) // stride + 1.",
                lambda k, width: k,
            ),
        ),
    ),
    Site(
        "counted",
        (
            Slip(
                "counted-without-padding",
                "outputs have been counted in the image without its padding, so the last rows and columns are missing: "
                "P = (H + 2 padding - k) // stride + 1.",
                lambda wide, n, s: n,
            ),
        ),
    ),
)


def _all_channels(columns: Array, W: Array) -> Array:
    return np.tensordot(columns, W, ((1, 3, 5), (1, 2, 3))).transpose(0, 3, 1, 2)


def _some_channels(channels: slice):
    return lambda columns, W: _all_channels(columns[:, channels], W[:, channels])


def _of_examples(example: int):
    return lambda columns, W: _all_channels(columns[example : example + 1 or None], W).repeat(len(columns), 0)


def _largest(columns: Array, W: Array) -> Array:
    products = columns.transpose(0, 2, 4, 1, 3, 5)[:, None] * W[None, :, None, None]
    return products.max(axis=(4, 5, 6))


def _channel_by_channel(columns: Array, W: Array) -> Array:
    """Return what comes of one channel after the other put in the place of Z: the last one stays."""
    return _some_channels(slice(-1, None))(columns, W)


def _rows_of_the_kernel(rows: slice, columns: slice):
    return lambda seen, W: _all_channels(seen[:, :, :, rows, :, columns], W[:, :, rows, columns])


PART = "{} of the kernel is missing: i goes from 0 to k - 1, j from 0 to l - 1."
ALL = slice(None)
PRODUCTS = (
    Slip(
        "first-channel-only",
        "only the first channel is counted. A map adds up the products of all channels.",
        _some_channels(slice(1)),
    ),
    Slip(
        "last-channel-only",
        "only the last channel is counted: the result of each channel is put in the place of the one before (= for "
        "+=). A map adds them up.",
        _channel_by_channel,
    ),
    Slip(
        "last-product-only",
        "only one product of each window is counted, the last: = stands where += belongs.",
        lambda columns, W: _all_channels(columns[:, -1:, :, -1:, :, -1:], W[:, -1:, -1:, -1:]),
    ),
    Slip(
        "last-place-only",
        "only the last place of the kernel is counted: = stands where += belongs.",
        lambda columns, W: _all_channels(columns[:, :, :, -1:, :, -1:], W[:, :, -1:, -1:]),
    ),
    Slip(
        "channels-averaged",
        "the channels have been averaged. Their products are added up.",
        lambda columns, W: _all_channels(columns, W) / W.shape[1],
    ),
    Slip(
        "window-averaged",
        "the products of a window have been averaged over its places. They are added up.",
        lambda columns, W: _all_channels(columns, W) / W[0, 0].size,
    ),
    Slip(
        "all-averaged",
        "the products have been averaged over places and channels. They are added up.",
        lambda columns, W: _all_channels(columns, W) / W[0].size,
    ),
    Slip("largest-product", "the largest product has been taken. All are added up.", _largest),
    Slip(
        "first-example-for-all",
        "the first example has been used for all of them: the index of the example is missing.",
        _of_examples(0),
    ),
    Slip(
        "last-example-for-all",
        "the last example has been used for all of them.",
        _of_examples(-1),
    ),
    Slip(
        "sums-multiplied",
        "the sums of window and kernel have been multiplied. Multiply place by place, then add up.",
        lambda columns, W: np.tensordot(columns.sum(axis=(1, 3, 5)), W.sum(axis=(1, 2, 3)), 0).transpose(0, 3, 1, 2),
    ),
    Slip("last-row-missing", PART.format("the last row"), _rows_of_the_kernel(slice(-1), ALL)),
    Slip("last-column-missing", PART.format("the last column"), _rows_of_the_kernel(ALL, slice(-1))),
    Slip("first-row-missing", PART.format("the first row"), _rows_of_the_kernel(slice(1, None), ALL)),
    Slip("first-column-missing", PART.format("the first column"), _rows_of_the_kernel(ALL, slice(1, None))),
    Slip(
        "first-and-last-missing",
        PART.format("the last row and the last column"),
        _rows_of_the_kernel(slice(-1), slice(-1)),
    ),
)

ONCE = "It is added once to each output, after the sum."
BIASES = (
    Slip("bias-forgotten", "the bias is missing.", lambda Z, b, W: Z),
    Slip("bias-subtracted", "the bias has been subtracted.", lambda Z, b, W: Z - b[:, None, None]),
    Slip(
        "bias-for-each-channel",
        f"the bias has been added once for every channel. {ONCE}",
        lambda Z, b, W: Z + W.shape[1] * b[:, None, None],
    ),
    Slip(
        "bias-for-each-product",
        f"the bias has been added to every product, C k l times. {ONCE}",
        lambda Z, b, W: Z + W[0].size * b[:, None, None],
    ),
    Slip(
        "bias-for-each-place",
        f"the bias has been added at every place of the window, k l times. {ONCE}",
        lambda Z, b, W: Z + W[0, 0].size * b[:, None, None],
    ),
    Slip("bias-twice", f"the bias has been added twice. {ONCE}", lambda Z, b, W: Z + 2 * b[:, None, None]),
    Slip("first-bias-for-all", "the first bias has been used for all maps.", lambda Z, b, W: Z + b[0]),
    Slip("last-bias-for-all", "the last bias has been used for all maps.", lambda Z, b, W: Z + b[-1]),
    Slip("biases-added-up", "the sum of all biases has been added. Each map has its own.", lambda Z, b, W: Z + b.sum()),
    Slip("bias-multiplied", "the bias has been multiplied, not added.", lambda Z, b, W: Z * b[:, None, None]),
    Slip(
        "bias-of-the-example",
        "the bias of the example's number has been added: b[f] belongs to the map.",
        lambda Z, b, W: Z + b[: len(Z), None, None, None],
    ),
)


def _zeros_between(_Z: Array, _W: Array, stride: int, full) -> Array:
    whole = full()
    kept = np.zeros_like(whole)
    kept[:, :, ::stride, ::stride] = whole[:, :, ::stride, ::stride]
    return kept


RESHAPED = (
    "the numbers are right, but not in their places: reshape keeps the order of the numbers. Make an array of the "
    "axes as "
    "they are, then transpose it to (m, F, P, Q)."
)
OUTPUTS = (
    Slip(
        "zeros-between",
        "the output is as large as with stride 1, and the places that the stride leaves out are 0. They do not exist: "
        "output p sees the window at stride * p.",
        _zeros_between,
    ),
    Slip(
        "relu-applied",
        "ReLU has been applied. Asked for is the weighted input Z.",
        lambda Z, W, s, full: np.maximum(Z, 0),
    ),
    Slip(
        "reshaped-not-transposed",
        RESHAPED,
        lambda Z, W, s, full: Z.transpose(0, 2, 3, 1).reshape(Z.shape),
    ),
    Slip(
        "reshaped-not-transposed",
        RESHAPED,
        lambda Z, W, s, full: Z.transpose(2, 3, 0, 1).reshape(Z.shape),
    ),
    Slip(
        "reshaped-not-transposed",
        RESHAPED,
        lambda Z, W, s, full: Z.transpose(1, 0, 2, 3).reshape(Z.shape),
    ),
    Slip(
        "reshaped-not-transposed",
        RESHAPED,
        lambda Z, W, s, full: Z.swapaxes(2, 3).reshape(Z.shape),
    ),
    Slip("channels-last", "the maps stand last. Z is (m, F, P, Q).", lambda Z, W, s, full: Z.transpose(0, 2, 3, 1)),
    Slip(
        "maps-first",
        "maps and examples have been exchanged. Z is (m, F, P, Q).",
        lambda Z, W, s, full: Z.swapaxes(0, 1),
    ),
    Slip(
        "output-transposed",
        "rows and columns of the output have been exchanged. Z is (m, F, P, Q).",
        lambda Z, W, s, full: Z.swapaxes(2, 3),
    ),
    Slip(
        "examples-summed",
        "the examples have been added up. Each keeps its own output.",
        lambda Z, W, s, full: Z.sum(axis=0),
    ),
    Slip(
        "examples-averaged",
        "the examples have been averaged. Each keeps its own output.",
        lambda Z, W, s, full: Z.mean(axis=0),
    ),
    Slip("flattened", "the output has been flattened. Z is (m, F, P, Q).", lambda Z, W, s, full: Z.reshape(len(Z), -1)),
)


def z_scales(A, W, _b, _stride, _padding) -> tuple[Scale, ...]:
    """Return the sizes that Z may be off by."""
    return Scale(len(A), "batch-size", f"m = {len(A)}"), Scale(W.shape[1], "channels", f"C = {W.shape[1]}")

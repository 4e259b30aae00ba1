"""Slips in the gradients of the kernel and of the biases of a convolution (task 08.3)."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e08_convolution.windows import padded, reached, seen
from bpcourse.tasks import Mistake
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale

Array = np.ndarray


def _summed(g: Array, columns: Array) -> Array:
    """Return Σ g a over examples and places."""
    return np.tensordot(g, columns, ((0, 2, 3), (0, 2, 4)))


def _some(examples: slice = slice(None), rows: slice = slice(None), places: slice = slice(None)):
    """Return the sum over some examples and places."""
    return lambda g, columns: _summed(g[examples, :, rows, places], columns[examples, :, rows, :, places])


def _one_channel(g: Array, columns: Array, channel: int) -> Array:
    kept = np.zeros_like(total := _summed(g, columns))
    kept[:, channel] = total[:, channel]
    return kept


FIRST, LAST = slice(1), slice(-1, None)
EACH_USE = "Every example and every place uses the weight, and all of these are added up."
OVERWRITES = f"what a use brings is put in the place of what was there (= for +=), so only {{}} counts. {EACH_USE}"
KERNEL_SUMS = (
    Slip("last-use-only", OVERWRITES.format("the last place of the last example"), _some(LAST, LAST, LAST)),
    Slip("last-place-only", OVERWRITES.format("the last place"), _some(rows=LAST, places=LAST)),
    Slip("last-example-only", OVERWRITES.format("the last example"), _some(LAST)),
    Slip("last-row-only", OVERWRITES.format("the last row of places"), _some(rows=LAST)),
    Slip("last-column-only", OVERWRITES.format("the last column of places"), _some(places=LAST)),
    Slip("first-use-only", f"only the first place of the first example counts. {EACH_USE}", _some(FIRST, FIRST, FIRST)),
    Slip("first-example-only", f"only the first example counts. {EACH_USE}", _some(FIRST)),
    Slip("first-place-only", f"only the first place counts. {EACH_USE}", _some(rows=FIRST, places=FIRST)),
    Slip(
        "first-row-only",
        f"only the first row of places counts: a return or an index stands inside the loop. {EACH_USE}",
        _some(rows=FIRST),
    ),
    Slip(
        "divided-by-m",
        "it has been divided by m. g is the gradient of the mean cost, so it has its 1/m already.",
        lambda g, columns: _summed(g, columns) / len(g),
    ),
    Slip(
        "averaged-over-places",
        f"it has been averaged over the places. {EACH_USE}",
        lambda g, columns: _summed(g, columns) / g[0, 0].size,
    ),
    Slip(
        "averaged-over-uses",
        f"it has been averaged over examples and places. {EACH_USE}",
        lambda g, columns: _summed(g, columns) / g[:, 0].size,
    ),
    Slip(
        "products-of-sums",
        "g and the image have been added up before they were multiplied. Multiply for each use, then add.",
        lambda g, columns: np.tensordot(g.sum(axis=(2, 3)), columns.sum(axis=(2, 4)), ((0,), (0,))),
    ),
    Slip(
        "channels-added-up",
        "the channels have been added up. W[f, c] meets channel c only.",
        lambda g, columns: _summed(g, columns.sum(axis=1, keepdims=True).repeat(columns.shape[1], 1)),
    ),
    Slip(
        "first-channel-for-all",
        "the first channel has been used for all. W[f, c] meets channel c.",
        lambda g, columns: _summed(g, columns[:, :1].repeat(columns.shape[1], 1)),
    ),
    Slip(
        "last-channel-for-all",
        "the last channel has been used for all. W[f, c] meets channel c.",
        lambda g, columns: _summed(g, columns[:, -1:].repeat(columns.shape[1], 1)),
    ),
    Slip(
        "maps-added-up",
        "g has been added up over the maps. W[f] gets g of map f only.",
        lambda g, columns: _summed(g.sum(axis=1, keepdims=True).repeat(g.shape[1], 1), columns),
    ),
    Slip(
        "first-map-for-all",
        "g of the first map has been used for all.",
        lambda g, columns: _summed(g[:, :1].repeat(g.shape[1], 1), columns),
    ),
    Slip(
        "last-map-for-all",
        "g of the last map has been used for all.",
        lambda g, columns: _summed(g[:, -1:].repeat(g.shape[1], 1), columns),
    ),
    Slip(
        "first-image-for-all",
        "the images of the first example have been used for all: the index of the example is missing.",
        lambda g, columns: _summed(g, columns[:1].repeat(len(columns), 0)),
    ),
    Slip(
        "last-channel-filled",
        "only the last channel has a gradient; the others are 0.",
        lambda g, columns: _one_channel(g, columns, -1),
    ),
    Slip(
        "first-channel-filled",
        "only the first channel has a gradient; the others are 0.",
        lambda g, columns: _one_channel(g, columns, 0),
    ),
    Slip("windows-without-g", "g is missing.", lambda g, columns: _summed(np.ones_like(g), columns)),
    Slip(
        "g-without-windows",
        "the image is missing: each use brings g times a.",
        lambda g, columns: _summed(g, np.ones_like(columns)),
    ),
)


TURNED = (
    "the kernel has been turned by 180 degrees, as for the gradient of the input. Here nothing is turned: grad_W[i, j] "
    "meets what the weight met, which stands at (i, j) of the windows."
)
WHOLE_KERNELS = (
    Slip("kernel-turned", TURNED, lambda grad_W, g, columns, s: grad_W[:, :, ::-1, ::-1]),
    Slip("rows-turned", "its rows are in reverse order.", lambda grad_W, g, columns, s: grad_W[:, :, ::-1]),
    Slip("columns-turned", "its columns are in reverse order.", lambda grad_W, g, columns, s: grad_W[..., ::-1]),
    Slip(
        "maps-and-channels-exchanged",
        "maps and channels have been exchanged. It has the shape of W, (F, C, k, l).",
        lambda grad_W, g, columns, s: grad_W.swapaxes(0, 1),
    ),
    Slip(
        "kernel-transposed",
        "rows and columns of the kernel have been exchanged. It has the shape of W, (F, C, k, l).",
        lambda grad_W, g, columns, s: grad_W.swapaxes(2, 3),
    ),
    Slip(
        "channels-last",
        "the channels stand last. It has the shape of W, (F, C, k, l).",
        lambda grad_W, g, columns, s: grad_W.transpose(0, 2, 3, 1),
    ),
    Slip(
        "a-gradient-for-each-example",
        "each example has a gradient of its own. They are added up.",
        lambda grad_W, g, columns, s: np.einsum("xfpq,xcpiqj->xfcij", g, columns),
    ),
)
NEAR = (
    "the stride is missing: windows that follow one another are `stride` apart. With g(p, q) the weight met the rows "
    "from stride * p on."
)
FAR = "windows are `stride` apart: the distance here is one more. Between the entries of g belong stride - 1 zeros."
JUMPS = tuple(
    Site(
        f"jump_{way}",
        (
            Slip("stride-ignored", NEAR, lambda s: 1),
            Slip("stride-larger-by-one", FAR, lambda s: s + 1),
        ),
        where,
        "grad_W",
    )
    for way, where in (("down", "the rows"), ("right", "the columns"))
)
ARRIVING = (
    Slip(
        "g-reshaped-not-transposed",
        "g has been reshaped to a row for each place before its maps were moved to the end. First transpose(0, 2, 3, "
        "1), "
        "then reshape(-1, F).",
        lambda g: g.reshape(len(g), *g.shape[2:], -1).transpose(0, 3, 1, 2),
    ),
    Slip(
        "g-divided-by-m",
        "g has been divided by m. It is the gradient of the mean cost and has its 1/m already.",
        lambda g: g / len(g),
    ),
    Slip("g-times-m", "g has been multiplied by m.", lambda g: g * len(g)),
    Slip("g-turned", "g has been turned by 180 degrees. Nothing is turned here.", lambda g: g[:, :, ::-1, ::-1]),
    Slip("g-transposed", "rows and columns of g have been exchanged.", lambda g: g.swapaxes(2, 3)),
    Slip(
        "first-example-only", f"only the first example counts. {EACH_USE}", lambda g: np.concatenate([g[:1], 0 * g[1:]])
    ),
    Slip(
        "last-example-only",
        f"only the last example counts (= for +=). {EACH_USE}",
        lambda g: np.concatenate([0 * g[:-1], g[-1:]]),
    ),
)

SHAPE_OF_B = (
    "b has one entry for each map, (F,), and each was used at every place of every example: sum over the axes 0, 2 "
    "and 3."
)
BIAS_SUMS = (
    Slip("examples-only", f"the sum goes over the examples only. {SHAPE_OF_B}", lambda g: g.sum(axis=0)),
    Slip("places-only", f"the sum goes over the places only. {SHAPE_OF_B}", lambda g: g.sum(axis=(2, 3))),
    Slip("over-everything", f"the sum goes over the maps, too. {SHAPE_OF_B}", lambda g: g.sum()),
    Slip(
        "over-everything-repeated",
        f"the sum goes over the maps, too. {SHAPE_OF_B}",
        lambda g: np.full(g.shape[1], g.sum()),
    ),
    Slip(
        "as-if-channels-were-last",
        f"the sum goes over the axes 0, 1 and 2, as if the maps stood last. {SHAPE_OF_B}",
        lambda g: g.sum(axis=(0, 1, 2)),
    ),
    Slip(
        "maps-for-examples",
        f"the sum goes over maps and places, so there is a number for each example. {SHAPE_OF_B}",
        lambda g: g.sum(axis=(1, 2, 3)),
    ),
    Slip(
        "bias-averaged-over-places",
        f"it has been averaged over the places. {SHAPE_OF_B}",
        lambda g: g.mean(axis=(2, 3)).sum(axis=0),
    ),
    Slip(
        "bias-averaged",
        f"it has been averaged over examples and places. {SHAPE_OF_B}",
        lambda g: g.mean(axis=(0, 2, 3)),
    ),
    Slip(
        "bias-divided-by-m",
        "it has been divided by m. g is the gradient of the mean cost, so it has its 1/m already.",
        lambda g: g.sum(axis=(2, 3)).mean(axis=0),
    ),
    Slip("rows-only", f"the sum goes over examples and rows only. {SHAPE_OF_B}", lambda g: g.sum(axis=(0, 2))),
    Slip("first-place-of-g", f"only the first place counts. {SHAPE_OF_B}", lambda g: g[:, :, 0, 0].sum(axis=0)),
    Slip(
        "last-place-of-g",
        f"only the last place counts: = stands where += belongs. {SHAPE_OF_B}",
        lambda g: g[:, :, -1, -1].sum(axis=0),
    ),
    Slip(
        "last-g-only",
        f"only the last place of the last example counts: = stands where += belongs. {SHAPE_OF_B}",
        lambda g: g[-1, :, -1, -1],
    ),
    Slip("bias-of-the-first-example", f"only the first example counts. {SHAPE_OF_B}", lambda g: g[0].sum(axis=(1, 2))),
    Slip(
        "bias-of-the-last-example",
        f"only the last example counts: = stands where += belongs. {SHAPE_OF_B}",
        lambda g: g[-1].sum(axis=(1, 2)),
    ),
    Slip(
        "bias-as-a-column",
        "b has the shape (F,). Here axes of length 1 are left (keepdims=True).",
        lambda g: g.sum(axis=(0, 2, 3), keepdims=True),
    ),
)


def _not_cut(g, A, _size, stride, padding):
    """Return what a correlation of the image with a dilated g gives: rows that no window reached make it larger."""
    X = padded(A, padding)
    larger = [n - stride * (windows - 1) for n, windows in zip(X.shape[2:], g.shape[2:], strict=True)]
    ends = [reached(X.shape[a], g.shape[a], k, stride) for a, k in zip((2, 3), larger, strict=True)]
    return _summed(g, seen(X, *ends)), g.sum(axis=(0, 2, 3))


MISTAKES = (
    Mistake(
        "kernel-too-large",
        "In grad_W, rows or columns at the end have not been cut off. With a stride, the last rows of an image may "
        "reach no window; a correlation with g then has more than k rows. Keep the first k and l.",
        _not_cut,
    ),
)


def scales(g, A, _size, _stride, _padding) -> tuple[Scale, ...]:
    """Return the sizes that a gradient may be off by."""
    m, _, P, Q = g.shape
    return (
        Scale(m, "batch-size", f"m = {m}"),
        Scale(A.shape[1], "channels", f"C = {A.shape[1]}"),
        Scale(P * Q, "places", f"the number of places, {P * Q}"),
        Scale(m * P * Q, "uses", f"the number of uses, {m * P * Q}"),
    )

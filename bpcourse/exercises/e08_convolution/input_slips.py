"""Slips in the gradient of the input of a convolution (task 08.4)."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e08_convolution.windows import as_before, cropped, first_only, last_only, reached, shared
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale

Array = np.ndarray

KERNELS = (
    Slip(
        "kernel-not-turned",
        "the kernel lies the wrong way round. Place (i, j) of a window gets g times W[i, j]. Seen from g, as a full "
        "correlation with zeros around it, that is the kernel turned by 180 degrees; if you add windows up, nothing "
        "is turned.",
        lambda W: W[:, :, ::-1, ::-1],
    ),
    Slip(
        "rows-turned",
        "the rows of the kernel are the wrong way round: turned by 180 degrees means rows and columns.",
        lambda W: W[:, :, ::-1],
    ),
    Slip(
        "columns-turned",
        "the columns of the kernel are the wrong way round: turned by 180 degrees means rows and columns.",
        lambda W: W[..., ::-1],
    ),
    Slip(
        "kernel-transposed",
        "rows and columns of the kernel have been exchanged. To turn by 180 degrees is no transpose.",
        lambda W: as_before(W, W.swapaxes(2, 3)),
    ),
    Slip(
        "kernel-turned-by-90",
        "the kernel has been turned by 90 degrees. It is 180: np.rot90 once is not enough.",
        lambda W: as_before(W, np.rot90(W, 1, (2, 3))),
    ),
    Slip(
        "kernel-turned-by-90",
        "the kernel has been turned by 90 degrees. It is 180: np.rot90 once is not enough.",
        lambda W: as_before(W, np.rot90(W, -1, (2, 3))),
    ),
    Slip(
        "maps-and-channels-exchanged",
        "maps and channels have not changed their roles: the sum goes over the maps f, and a channel c is left.",
        lambda W: W.swapaxes(0, 1),
    ),
    Slip("channels-turned", "the channels of the kernel are in reverse order, too.", lambda W: W[:, ::-1, ::-1, ::-1]),
    Slip(
        "channels-and-rows-turned",
        "W[f][::-1, ::-1] has turned channels and rows: it has three axes, and rows and columns are the last two.",
        lambda W: W[:, ::-1, :, ::-1],
    ),
    Slip(
        "channels-and-rows-turned",
        "W[f][::-1, ::-1] has turned channels and rows: it has three axes, and rows and columns are the last two. If "
        "you add windows up, nothing is turned.",
        lambda W: W[:, ::-1, ::-1],
    ),
    Slip(
        "first-axes-turned",
        "np.rot90(W, 2) turns the first two axes, maps and channels. Rows and columns are the last two: axes=(2, 3).",
        lambda W: W[::-1, ::-1, ::-1, ::-1],
    ),
    Slip("channels-reversed", "the channels of the kernel are in reverse order.", lambda W: W[:, ::-1]),
    Slip("maps-reversed", "the maps of the kernel are in reverse order.", lambda W: W[::-1]),
    Slip(
        "maps-and-channels-turned",
        "the whole array has been turned, W[::-1, ::-1, ::-1, ::-1]. Maps and channels keep their order.",
        lambda W: W[::-1, ::-1],
    ),
    Slip(
        "first-channel-kernel",
        "the kernel of the first channel has been used for all channels.",
        lambda W: W[:, :1].repeat(W.shape[1], 1),
    ),
    Slip(
        "last-channel-kernel",
        "the kernel of the last channel has been used for all channels.",
        lambda W: W[:, -1:].repeat(W.shape[1], 1),
    ),
    Slip(
        "channels-averaged",
        "the kernels have been averaged over the channels. Channel c goes back through W[:, c].",
        lambda W: W.mean(axis=1, keepdims=True).repeat(W.shape[1], 1),
    ),
    Slip(
        "channels-summed",
        "the kernels have been added up over the channels. Channel c goes back through W[:, c].",
        lambda W: W.sum(axis=1, keepdims=True).repeat(W.shape[1], 1),
    ),
    Slip("kernel-missing", "the weights are missing: a use sends back g times its weight.", np.ones_like),
)


def _aligned_at_the_end(n: int, windows: int, k: int, s: int) -> Array:
    return reached(n, windows, k, s, n - (windows - 1) * s - k)


def _later(n: int, windows: int, k: int, s: int) -> Array:
    return reached(n, windows, k, s, 1)


def _earlier(n: int, windows: int, k: int, s: int) -> Array:
    return reached(n, windows, k, s, -1)


def _first_only(n: int, windows: int, k: int, s: int) -> Array:
    found = reached(n, windows, k, s).copy()
    found[:, 1:] = 0
    return found


def _last_window(n: int, windows: int, k: int, s: int) -> Array:
    found = reached(n, windows, k, s).copy()
    found[:, :-1] = 0
    return found


def without_rest(_n: int, windows: int, k: int, s: int) -> Array:
    """Return ``reached`` for a row that ends where the last window ends."""
    return reached((windows - 1) * s + k, windows, k, s)


OVERWRITES = (
    "windows overwrite each other: where they overlap, = stands in place of +=, and the last one wins. A place adds up "
    "what all its windows say. (Fancy indexing with += loses repeats in the same way.)"
)
OVERWRITES_MAPS = (
    "what one map says is written over by the next one, and a window by the next window: = stands in place of +=. A "
    "place adds up what all maps and windows say."
)
OVERWRITES_PLACES = (
    "what one place of the kernel says is written over by the next one: = stands in place of +=. The slices of two "
    "places overlap, and a place of the image adds up what all of them say."
)
NEAR = "the stride is missing: g(p, q) belongs to the window that begins at stride * p, not at p."
FAR = "the windows are too far apart: between the entries of g belong stride - 1 zeros, not stride."
AT_THE_END = (
    "the windows have been lined up with the end. They begin at the first row; rows that no window reached are the "
    "last ones, and get 0."
)
SHARED = "a place has been given the mean of what its windows say. It adds them up."


def _without(window: int):
    def places(n: int, windows: int, k: int, s: int) -> Array:
        found = reached(n, windows, k, s).copy()
        found[:, window] = 0
        return found

    return places


def _slips(where: str) -> tuple[Slip, ...]:
    """Return what is done wrong in one direction, "rows" or "columns"."""
    return (
        Slip("last-window-wins", OVERWRITES, last_only),
        Slip("last-use-wins", OVERWRITES_MAPS, last_only),
        Slip("last-place-wins", OVERWRITES_PLACES, first_only),
        Slip("stride-ignored", NEAR, lambda n, windows, k, s: reached(n, windows, k, 1)),
        Slip("stride-larger-by-one", FAR, lambda n, windows, k, s: reached(n, windows, k, s + 1)),
        Slip(
            "rest-left-out",
            "what no window reached at the end is missing. These are inputs, too; their gradient is 0.",
            without_rest,
        ),
        Slip("lined-up-with-the-end", AT_THE_END, _aligned_at_the_end),
        Slip("mean-of-the-windows", SHARED, shared),
        Slip("one-place-too-late", f"all {where} stand one place too late.", _later),
        Slip("one-place-too-early", f"all {where} stand one place too early.", _earlier),
        Slip("first-window-missing", f"the first of the {where} of windows sends nothing back.", _without(0)),
        Slip("last-window-missing", f"the last of the {where} of windows sends nothing back.", _without(-1)),
        Slip("first-window-only", "only the first window sends something back.", _first_only),
        Slip("last-window-only", "only the last window sends something back.", _last_window),
        Slip(
            "side-by-side",
            "windows have been put side by side. They overlap: they are `stride` apart.",
            lambda n, windows, k, s: reached(n, windows, k, k),
        ),
    )


PLACES = (
    Site("rows", _slips("rows"), "the rows"),
    Site("columns", _slips("columns"), "the columns"),
)


def _of_maps(f: slice):
    return lambda g, W: np.tensordot(g[:, f], W[f], ((1,), (0,)))


def _said(g: Array, W: Array) -> Array:
    return np.tensordot(g, W, ((1,), (0,)))


def _cut_to_square(g: Array) -> Array:
    """Return g with 0 in the columns from P on; raise IndexError where there are fewer columns than rows."""
    if g.shape[3] < g.shape[2]:
        raise IndexError
    kept = g.copy()
    kept[..., g.shape[2] :] = 0
    return kept


MAPS = (
    Slip("last-use-wins", OVERWRITES_MAPS, _of_maps(slice(-1, None))),
    Slip(
        "last-map-only",
        "only the last map sends something back: = stands where += belongs. All maps have used the input.",
        _of_maps(slice(-1, None)),
    ),
    Slip(
        "first-map-only",
        "only the first map sends something back. All of them have used the input.",
        _of_maps(slice(1)),
    ),
    Slip(
        "maps-averaged",
        "the maps have been averaged. What they send back is added up.",
        lambda g, W: _said(g, W) / len(W),
    ),
    Slip(
        "sums-over-maps-multiplied",
        "g and the kernels have each been added up over the maps before they were multiplied. Each map sends back "
        "g[f] W[f].",
        lambda g, W: _said(g.sum(axis=1, keepdims=True), W.sum(axis=0, keepdims=True)),
    ),
    Slip(
        "divided-by-m",
        "it has been divided by m. g is the gradient of the mean cost, so it has its 1/m already.",
        lambda g, W: _said(g, W) / len(g),
    ),
    Slip("times-m", "it has been multiplied by m.", lambda g, W: _said(g, W) * len(g)),
    Slip(
        "examples-added-up",
        "the examples have been added up. Each input has a gradient of its own.",
        lambda g, W: _said(g.sum(axis=0, keepdims=True).repeat(len(g), 0), W),
    ),
    Slip(
        "examples-averaged",
        "the examples have been averaged. Each input has a gradient of its own.",
        lambda g, W: _said(g.mean(axis=0, keepdims=True).repeat(len(g), 0), W),
    ),
    Slip(
        "first-example-for-all",
        "g of the first example has been used for all: the index of the example is missing.",
        lambda g, W: _said(g[:1].repeat(len(g), 0), W),
    ),
    Slip(
        "first-example-only",
        "only the first example has a gradient: a return or an index stands inside the loop.",
        lambda g, W: _said(np.concatenate([g[:1], 0 * g[1:]]), W),
    ),
    Slip(
        "last-example-only",
        "only the last example has a gradient; the others are 0.",
        lambda g, W: _said(np.concatenate([0 * g[:-1], g[-1:]]), W),
    ),
    Slip(
        "columns-counted-by-rows",
        "there are as many windows in a row as in a column here: P stands where Q belongs.",
        lambda g, W: _said(_cut_to_square(g), W),
    ),
    Slip(
        "g-turned",
        "g has been turned by 180 degrees. It is the kernel that is turned.",
        lambda g, W: _said(g[:, :, ::-1, ::-1], W),
    ),
)

FROM_BOTH = "Padding was added on all four sides, and on all four it is cut off: rows from `padding` to padding + H."


def _minus_zero(total: Array, padding: int, _shape, _size) -> Array:
    return total[:, :, padding:-padding, padding:-padding]


def _first_rows(total: Array, _padding: int, shape, _size) -> Array:
    return total[:, :, : shape[2], : shape[3]]


def _last_rows(total: Array, _padding: int, shape, _size) -> Array:
    return total[:, :, total.shape[2] - shape[2] :, total.shape[3] - shape[3] :]


def _border_cleared(total: Array, padding: int, _shape, _size) -> Array:
    """Return the sum without padding, in which the outermost rows and columns of the image are 0."""
    kept = np.zeros_like(inside := cropped(total, padding))
    at = slice(padding, -padding or None)
    kept[:, :, at, at] = inside[:, :, at, at]
    return kept


CROPS = (
    Slip("padding-left-on", f"the padding has not been cut off. {FROM_BOTH}", lambda total, p, shape, k: total),
    Slip(
        "cut-from-zero",
        "[padding : -padding] is empty where padding is 0. Write [padding : padding + H].",
        _minus_zero,
    ),
    Slip("cut-at-the-end-only", f"all that was cut off stood below and on the right. {FROM_BOTH}", _first_rows),
    Slip("cut-at-the-beginning-only", f"all that was cut off stood above and on the left. {FROM_BOTH}", _last_rows),
    Slip(
        "rows-cut-only",
        f"only rows have been cut off. {FROM_BOTH}",
        lambda total, p, shape, k: total[:, :, p : total.shape[2] - p],
    ),
    Slip(
        "columns-cut-only",
        f"only columns have been cut off. {FROM_BOTH}",
        lambda total, p, shape, k: total[..., p : total.shape[3] - p],
    ),
    Slip(
        "cut-too-much",
        f"one row and one column too many have been cut off on each side. {FROM_BOTH}",
        lambda total, p, shape, k: cropped(total, p + 1),
    ),
    Slip(
        "cut-twice",
        f"twice the padding has been cut off. {FROM_BOTH}",
        lambda total, p, shape, k: cropped(total, 2 * p),
    ),
    Slip(
        "cut-by-the-kernel",
        f"k - 1 rows and l - 1 columns have been cut off. {FROM_BOTH}",
        lambda total, p, shape, k: total[:, :, k[0] - 1 :, k[1] - 1 :][:, :, : shape[2], : shape[3]],
    ),
    Slip(
        "cut-by-half-the-kernel",
        f"k // 2 rows and l // 2 columns have been cut off. {FROM_BOTH}",
        lambda total, p, shape, k: total[:, :, k[0] // 2 :, k[1] // 2 :][:, :, : shape[2], : shape[3]],
    ),
    Slip(
        "border-set-to-zero",
        "the border of the image is 0. It was read by windows that hang over it, and has a gradient; only the zeros "
        "around it are cut off.",
        _border_cleared,
    ),
)
WHOLE_INPUTS = (
    Slip(
        "channels-last",
        "the channels stand last. g_A has the shape of A, (m, C, H, W).",
        lambda g_A, g: g_A.transpose(0, 2, 3, 1),
    ),
    Slip(
        "channels-first",
        "examples and channels have been exchanged. g_A has the shape of A, (m, C, H, W).",
        lambda g_A, g: g_A.swapaxes(0, 1),
    ),
    Slip(
        "input-transposed",
        "rows and columns have been exchanged. g_A has the shape of A.",
        lambda g_A, g: g_A.swapaxes(2, 3),
    ),
    Slip("mean-subtracted", "the mean has been subtracted.", lambda g_A, g: g_A - g_A.mean()),
)


def scales(g, W, _shape, _stride, _padding) -> tuple[Scale, ...]:
    """Return the sizes that a gradient may be off by."""
    m, maps, P, Q = g.shape
    k_l = W[0, 0].size
    return (
        Scale(m, "batch-size", f"m = {m}"),
        Scale(maps, "maps", f"F = {maps}"),
        Scale(k_l, "kernel-size", f"k l = {k_l}"),
        Scale(P * Q, "places", f"the number of places, {P * Q}"),
    )

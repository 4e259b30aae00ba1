"""Task 08.4: convolution backwards, the gradient of the input."""

from __future__ import annotations

from functools import partial

import numpy as np

from bpcourse.exercises.e08_convolution.input_slips import (
    CROPS,
    KERNELS,
    MAPS,
    PLACES,
    WHOLE_INPUTS,
    scales,
    without_rest,
)
from bpcourse.exercises.e08_convolution.kernel_gradient import draw_g
from bpcourse.exercises.e08_convolution.windows import cropped, put_back, reached
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, everywhere_and_one

Array = np.ndarray


def _input_gradient(
    g,
    W,
    shape,
    stride,
    padding,
    *,
    kernel=lambda W: W,
    said=lambda g, W: np.tensordot(g, W, ((1,), (0,))),
    rows=reached,
    columns=reached,
    crop=lambda total, padding, shape, size: cropped(total, padding),
    whole=lambda g_A, g: g_A,
) -> Array:
    """Return g_A of that shape, (m, C, H, W); each keyword is a piece that a slip may replace.

    ``said`` is what the windows say of their places, (m, P, Q, C, k, l); ``rows(n, P, k, stride)`` says where these
    are, ``crop`` takes the padding off.
    """
    V = kernel(W)
    sizes = [n + 2 * padding for n in shape[2:]]
    down, right = (
        places(n, windows, k, stride)
        for places, n, windows, k in zip((rows, columns), sizes, g.shape[2:], V.shape[2:], strict=True)
    )
    return whole(crop(put_back(said(g, V), down, right), padding, shape, W.shape[2:]), g)


def _from_padding(total: Array, padding: int, shape: tuple, _size) -> Array:
    """Return the sum from the first row and column of the image on, as many as the image has or as there are."""
    return total[:, :, padding : padding + shape[2], padding : padding + shape[3]]


def _draw(*sizes):
    def draw(rng):
        g, A, W, _, stride, padding = draw_g(*sizes)(rng)
        return g, W, A.shape, stride, padding

    return draw


SITES = (
    Site("kernel", KERNELS, called="the kernel"),
    *PLACES,
    Site("said", MAPS),
    Site("crop", CROPS),
    Site("whole", WHOLE_INPUTS, called="g_A"),
)
AFTER_PADDING = Mistake(
    "rest-left-out",
    "What no window reached at the end is missing: the sizes have been reckoned from g. Such inputs are inputs, too, "
    "with the gradient 0. The sizes stand in `shape`.",
    partial(_input_gradient, rows=without_rest, columns=without_rest, crop=_from_padding),
)


INPUT_GRADIENT = FunctionTask(
    id="08.4",
    title="Convolution, backward: the input",
    misconceptions="the kernel not turned; windows that overwrite each other (= for +=); padding not cut off; rows "
    "that no window reached lost",
    answer="input_gradient",
    difficulty=4,
    minutes=35,
    section="lesson 8, sections 2 to 5",
    names=("g_A",),
    oracle=_input_gradient,
    sites=SITES,
    rarely=(AFTER_PADDING, *everywhere_and_one(_input_gradient, SITES, ("last-window-wins", "stride-ignored"), 8)),
    in_pairs=8,
    parts=(
        Part("stride 1, no padding", 1.0, _draw(2, 3, 4, (5, 7), (3, 2), 1, 0)),
        Part("padding", 1.0, _draw(3, 2, 5, (4, 6), (2, 4), 1, 1)),
        Part("a stride; rows that no window reached", 1.0, _draw(2, 3, 5, (8, 11), (3, 4), 2, 0)),
        Part("stride and padding", 0.75, _draw(3, 2, 4, (7, 9), (4, 2), 3, 1)),
        Part("square, as many maps as channels", 0.25, _draw(1, 3, 3, (4, 4), (2, 2), 1, 0), telling=False),
    ),
    scales=scales,
    hints=(
        "Every use of A[x, c, u, v] sends back g times its weight. Begin with zeros of the padded size and let each "
        "window add to its places.",
        "For each (i, j): what it says of its places is np.einsum('xfpq,fc->xcpq', g, W[:, :, i, j]); it is added at "
        "the rows i, i + stride, i + 2 stride ..., and likewise the columns.",
        "At the end cut the padding off: total[:, :, padding : padding + H, padding : padding + W]. Not "
        "[padding : -padding]: with padding 0 that is empty.",
    ),
    insight="What each window took, it gives back to. For stride 1 that is a correlation of g with the turned kernel; "
    "for any stride a transposed convolution.",
)

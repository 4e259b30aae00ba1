"""Task 08.3: convolution backwards, the gradients of the kernel and of the biases."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e08_convolution.forward_slips import PADS
from bpcourse.exercises.e08_convolution.kernel_slips import (
    ARRIVING,
    BIAS_SUMS,
    JUMPS,
    KERNEL_SUMS,
    MISTAKES,
    WHOLE_KERNELS,
    scales,
)
from bpcourse.exercises.e08_convolution.windows import padded, reached, seen
from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.slips import Site

Array = np.ndarray


def _kernel_gradient(
    g,
    A,
    size,
    stride,
    padding,
    *,
    arriving=lambda g: g,
    pad=padded,
    jump_down=lambda stride: stride,
    jump_right=lambda stride: stride,
    kernel_sum=lambda g, columns: np.tensordot(g, columns, ((0, 2, 3), (0, 2, 4))),
    whole=lambda grad_W, g, columns, stride: grad_W,
    bias_sum=lambda g: g.sum(axis=(0, 2, 3)),
) -> tuple[Array, Array]:
    """Return (grad_W, grad_b); each keyword is a piece that a slip may replace.

    ``size`` is (k, l); what the windows see has the shape (m, C, P, k, Q, l).
    """
    X, g = pad(A, padding), arriving(g)
    jumps = jump_down(stride), jump_right(stride)
    ends = [reached(X.shape[a], g.shape[a], k, s) for a, k, s in zip((2, 3), size, jumps, strict=True)]
    columns = seen(X, *ends)
    return whole(kernel_sum(g, columns), g, columns, stride), bias_sum(g)


def draw_g(m: int, channels: int, maps: int, image: tuple, kernel: tuple, stride: int, padding: int):
    """Return a draw of g, which is no mean of nothing, images, kernels and their size, the stride and the padding."""

    def draw(rng):
        outputs = [(n + 2 * padding - k) // stride + 1 for n, k in zip(image, kernel, strict=True)]
        g = rng.normal(0.3, 1, (m, maps, *outputs)) / m
        A = rng.normal(0.3, 1, (m, channels, *image))
        W = rng.normal(0.2, 1, (maps, channels, *kernel))
        return g, A, W, kernel, stride, padding

    return draw


def _draw(*sizes):
    def draw(rng):
        g, A, _, kernel, stride, padding = draw_g(*sizes)(rng)
        return g, A, kernel, stride, padding

    return draw


KERNEL_GRADIENT = FunctionTask(
    id="08.3",
    title="Convolution, backward: kernel and biases",
    misconceptions="the last use alone (= for +=); divided by m or by the number of places; biases summed over the "
    "wrong axes",
    answer="kernel_gradient",
    difficulty=3,
    minutes=25,
    section="lesson 8, sections 4 and 5",
    names=("grad_W", "grad_b"),
    oracle=_kernel_gradient,
    sites=(
        Site("bias_sum", BIAS_SUMS, result="grad_b", called="grad_b"),
        Site("kernel_sum", KERNEL_SUMS, result="grad_W"),
        Site("whole", WHOLE_KERNELS, result="grad_W", called="grad_W"),
        Site("pad", PADS, result="grad_W"),
        *JUMPS,
        Site("arriving", ARRIVING, called="g"),
    ),
    in_pairs=8,
    mistakes=MISTAKES,
    parts=(
        Part("stride 1, no padding", 1.0, _draw(2, 3, 5, (6, 7), (3, 4), 1, 0)),
        Part("padding", 0.5, _draw(3, 2, 4, (5, 6), (2, 3), 1, 1)),
        Part("a stride; one row reaches no window", 0.75, _draw(3, 2, 5, (8, 11), (3, 4), 2, 0)),
        Part("stride and padding", 0.5, _draw(2, 3, 4, (8, 9), (4, 3), 3, 1)),
        Part("square, as many maps as channels", 0.25, _draw(3, 1, 1, (4, 4), (2, 2), 1, 0), telling=False),
    ),
    scales=scales,
    hints=(
        "W[f, c, i, j] is used at every place (p, q) of every example. Each use brings g times what the weight was "
        "multiplied with; add them up.",
        "b[f] is used as often, and multiplied with 1: the sum of g over examples and places, axes 0, 2 and 3.",
        "For each (i, j): S = X[:, :, i : i + stride * P : stride, j : j + stride * Q : stride], cut to P and Q; then "
        "np.einsum('xfpq,xcpq->fc', g, S) is grad_W[:, :, i, j].",
    ),
    insight="BP4 with more terms in the sum: over examples and over places. g is that of the mean cost, so nothing is "
    "divided any more.",
)

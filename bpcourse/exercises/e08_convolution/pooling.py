"""Task 08.5: max pooling backwards, where several places of a window hold the largest number."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e08_convolution.pooling_slips import COLLECTED, GIVEN, JUMPS, POOLED, SHARES, scales
from bpcourse.exercises.e08_convolution.windows import count, put_back, reached
from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.slips import Site

Array = np.ndarray


def first_winner(views: Array, _A: Array) -> Array:
    """Return, for windows (m, C, P, Q, k, l), 1 at the first place that holds the largest number, row by row."""
    flat = views.reshape(*views.shape[:4], -1)
    winner = flat.argmax(axis=-1)[..., None]
    return (np.arange(flat.shape[-1]) == winner).reshape(views.shape) * 1.0


def _pool_backward(
    g,
    A,
    size,
    stride,
    *,
    share=first_winner,
    given=lambda g, shares, views: g[..., None, None] * shares,
    jump=lambda stride, size: stride,
    place=lambda stride, size: stride,
    collect=lambda said, shares, down, right: put_back(said, down, right),
    whole=lambda g_A, g, A: g_A,
) -> Array:
    """Return g_A, (m, C, H, W); each keyword is a piece that a slip may replace.

    ``share`` says who wins in a window, ``given`` what the places get, ``jump`` and ``place`` are how far windows are
    apart where they are read and where they are written, ``collect`` adds up.
    """
    windows = np.lib.stride_tricks.sliding_window_view(A, size, axis=(2, 3))
    s = jump(stride, size)
    views = windows[:, :, ::s, ::s][:, :, : g.shape[2], : g.shape[3]]
    shares = share(views, A)
    said = given(g, shares, views).transpose(0, 2, 3, 1, 4, 5)
    down, right = (reached(A.shape[a], g.shape[a], size[a - 2], place(stride, size)) for a in (2, 3))
    return whole(collect(said, shares, down, right), g, A)


def _draw(m: int, channels: int, image: tuple, size: tuple, stride: int, values):
    """Return a draw of g, images whose numbers are made by ``values``, the size of a window, and the stride."""

    def draw(rng):
        A = values(rng, (m, channels, *image))
        outputs = [count(n, k, stride) for n, k in zip(image, size, strict=True)]
        return rng.normal(0.3, 1, (m, channels, *outputs)) / m, A, size, stride

    return draw


def _no_ties(rng, shape):
    """Return numbers of both signs; those of the first example are all far below 0."""
    A = rng.normal(0.2, 1, shape)
    A[0] -= 20
    return A


def _grey(rng, shape):
    """Return few different numbers, of both signs: most windows have a tie."""
    return rng.integers(-2, 2, shape) / 2


def _after_relu(rng, shape):
    return np.maximum(rng.normal(-1, 1, shape), 0)


POOL_BACKWARD = FunctionTask(
    id="08.5",
    title="Max pooling, backward, with ties",
    misconceptions="every tied winner gets all of g; the last winner; overlapping windows that overwrite each other",
    answer="max_pool_backward",
    difficulty=3,
    minutes=20,
    section="lesson 8, section 6",
    names=("g_A",),
    oracle=_pool_backward,
    sites=(
        Site("share", SHARES),
        Site("given", GIVEN),
        Site("jump", POOLED, "the search for winners"),
        Site("place", JUMPS, "the way back"),
        Site("collect", COLLECTED),
    ),
    in_pairs=8,
    parts=(
        Part("no ties", 0.75, _draw(2, 3, (7, 8), (3, 2), 2, _no_ties)),
        Part("ties", 0.75, _draw(3, 2, (6, 9), (2, 3), 3, _grey)),
        Part("windows that overlap, with ties", 0.5, _draw(2, 3, (7, 8), (3, 4), 2, _grey)),
        Part("after ReLU; rows that no window reached", 0.5, _draw(1, 4, (8, 7), (3, 2), 3, _after_relu)),
    ),
    scales=scales,
    hints=(
        "For each window: where is its largest number? That place gets g of the window, the others nothing.",
        "np.argmax(window) counts row by row and returns the first of several; np.unravel_index(n, (k, l)) makes "
        "(i, j) of it.",
        "Use +=: where windows overlap, a place may win in several. Rows at the end that fill no window keep 0.",
    ),
    insight="Sharing g among tied winners would be a subgradient, too; giving all of it to each is not. Frameworks "
    "have chosen differently (lesson 8, section 6).",
)

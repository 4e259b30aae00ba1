"""Slips in max pooling backwards (task 08.5)."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e08_convolution.windows import last_only, put_back
from bpcourse.tasks.slips import Slip
from bpcourse.tasks.words import Scale

Array = np.ndarray


def _winners(views: Array) -> Array:
    return views == views.max(axis=(4, 5), keepdims=True)


def _one(flat: Array, shape: tuple, number: Array) -> Array:
    """Return 1 at the place with that number in each window."""
    return (np.arange(flat.shape[-1]) == number[..., None]).reshape(shape) * 1.0


def _flat(views: Array) -> Array:
    return views.reshape(*views.shape[:4], -1)


def _last_winner(views: Array, _A: Array) -> Array:
    flat = _flat(views)
    return _one(flat, views.shape, flat.shape[-1] - 1 - flat[..., ::-1].argmax(axis=-1))


def _by_columns(views: Array, _A: Array) -> Array:
    turned = views.swapaxes(4, 5)
    flat = _flat(turned)
    return _one(flat, turned.shape, flat.argmax(axis=-1)).swapaxes(4, 5)


def _first_of(measure):
    """Return who wins if it is not the number itself that counts."""

    def share(views, _A):
        flat = _flat(measure(views))
        return _one(flat, views.shape, flat.argmax(axis=-1))

    return share


def _above_zero(views: Array, A: Array) -> Array:
    return _first_of(lambda v: v)(views, A) * (views > 0)


def _read_by_columns(views: Array, _A: Array) -> Array:
    """Return the winner whose number, counted row by row, is read as if it counted column by column."""
    k, l = views.shape[4:]
    number = _flat(views).argmax(axis=-1)
    i, j = number % k, number // k
    rows, columns = np.arange(k)[:, None], np.arange(l)
    return ((rows == i[..., None, None]) & (columns == j[..., None, None])) * 1.0


def _row_by_row_winners(views: Array, _A: Array) -> Array:
    """Return the first winner of each row of a window."""
    return (np.arange(views.shape[5]) == views.argmax(axis=5)[..., None]) * 1.0


def _column_winners(views: Array, _A: Array) -> Array:
    return (np.arange(views.shape[4])[:, None] == views.argmax(axis=4)[..., None, :]) * 1.0


def _row_and_column_apart(views: Array, _A: Array) -> Array:
    i, j = views.max(axis=5).argmax(axis=4), views.max(axis=4).argmax(axis=4)
    rows, columns = np.arange(views.shape[4])[:, None], np.arange(views.shape[5])
    return ((rows == i[..., None, None]) & (columns == j[..., None, None])) * 1.0


def _second(views: Array, _A: Array) -> Array:
    flat = _flat(views)
    return _one(flat, views.shape, flat.argsort(axis=-1, kind="stable")[..., -2])


ONE_GETS_ALL = "The first place, row by row, that holds the largest number gets g, the others 0."
SHARES = (
    Slip(
        "all-winners-get-all",
        "every place that holds the largest number gets all of g. With ties that is more than there is: one of them "
        f"gets it. {ONE_GETS_ALL}",
        lambda views, A: _winners(views) * 1.0,
    ),
    Slip(
        "shared-among-winners",
        f"g has been shared among the places that hold the largest number. That is a subgradient, too, but here it was "
        f"agreed otherwise. {ONE_GETS_ALL}",
        lambda views, A: _winners(views) / _winners(views).sum(axis=(4, 5), keepdims=True),
    ),
    Slip(
        "last-winner",
        f"where several hold the largest number, the last one gets g (>= for >). {ONE_GETS_ALL}",
        _last_winner,
    ),
    Slip(
        "first-column-by-column",
        f"the first winner column by column gets g. {ONE_GETS_ALL}",
        _by_columns,
    ),
    Slip(
        "mean-pooling",
        f"each place of a window gets g/(k l): that is mean pooling. {ONE_GETS_ALL}",
        lambda views, A: np.full(views.shape, 1 / views[0, 0, 0, 0].size),
    ),
    Slip("all-get-all", f"each place of a window gets all of g. {ONE_GETS_ALL}", lambda views, A: np.ones(views.shape)),
    Slip("smallest", "the smallest number of each window gets g. It is the largest.", _first_of(np.negative)),
    Slip(
        "largest-size",
        "the number of the largest size, |a|, gets g. It is the largest, with its sign.",
        _first_of(np.abs),
    ),
    Slip(
        "positive-winners-only",
        "windows whose largest number is not positive send nothing back: the search for the largest begins at 0. Begin "
        "with the first number of the window.",
        _above_zero,
    ),
    Slip(
        "search-begins-at-0",
        "windows without a positive number send g to their first place: the search for the largest begins at 0. Begin "
        "with the first number of the window.",
        _first_of(lambda views: np.maximum(views, 0)),
    ),
    Slip(
        "number-read-by-columns",
        "the number that argmax returns counts row by row. It has been taken apart with k in place of l: i = n // l, "
        "j = n % l.",
        _read_by_columns,
    ),
    Slip("winner-of-each-row", f"each row of a window has a winner of its own. {ONE_GETS_ALL}", _row_by_row_winners),
    Slip("winner-of-each-column", f"each column of a window has a winner of its own. {ONE_GETS_ALL}", _column_winners),
    Slip(
        "largest-of-the-image",
        "a place has been compared with the largest number of the whole image. Each window has its own.",
        lambda views, A: (views == A.max(axis=(2, 3))[:, :, None, None, None, None]) * 1.0,
    ),
    Slip(
        "largest-of-all-channels",
        "windows have been compared over all channels. Each channel is pooled by itself.",
        lambda views, A: (views == views.max(axis=(1, 4, 5), keepdims=True)) * 1.0,
    ),
    Slip(
        "largest-of-all-examples",
        "windows have been compared over all examples. Each example is pooled by itself.",
        lambda views, A: (views == views.max(axis=(0, 4, 5), keepdims=True)) * 1.0,
    ),
    Slip(
        "winner-of-the-first-channel",
        "the winner of the first channel has been used for all channels.",
        lambda views, A: _first_of(lambda v: v)(views, A)[:, :1].repeat(views.shape[1], 1),
    ),
    Slip("first-place", "the first place of each window gets g, whatever it holds.", _first_of(np.zeros_like)),
    Slip(
        "row-and-column-apart",
        "the row and the column of the largest number have been looked for apart. With ties they belong to two places. "
        f"{ONE_GETS_ALL}",
        _row_and_column_apart,
    ),
    Slip("second-largest", "the second largest number gets g.", _second),
    Slip(
        "unique-winners-only",
        "windows with a tie send nothing back. The first of the winners gets g.",
        lambda views, A: _winners(views) * (_winners(views).sum(axis=(4, 5), keepdims=True) == 1.0),
    ),
)
GIVEN = (
    Slip(
        "times-the-winner",
        "g has been multiplied by the largest number itself. max has the slope 1 at its winner.",
        lambda g, shares, views: g[..., None, None] * shares * views,
    ),
    Slip("g-missing", "g is missing: this is the mask of the winners.", lambda g, shares, views: shares),
    Slip(
        "values-for-g",
        "the largest numbers themselves have been put back. g belongs there.",
        lambda g, shares, views: shares * views,
    ),
    Slip(
        "g-of-the-first-place",
        "g of the first window has been used for all.",
        lambda g, shares, views: np.ones_like(g)[..., None, None] * g[:, :, :1, :1, None, None] * shares,
    ),
    Slip(
        "divided-by-the-window",
        "g has been divided by k l. The winner gets all of it.",
        lambda g, shares, views: g[..., None, None] * shares / views[0, 0, 0, 0].size,
    ),
    Slip(
        "divided-by-m",
        "g has been divided by m, which it has been already.",
        lambda g, shares, views: g[..., None, None] * shares / len(g),
    ),
    Slip(
        "first-window-only",
        "only the first window sends something back: return stands inside the loop.",
        lambda g, shares, views: _first_window(g)[..., None, None] * shares,
    ),
    Slip(
        "first-row-of-windows-only",
        "only the first row of windows sends something back: return stands inside the loop.",
        lambda g, shares, views: np.concatenate([g[:, :, :1], 0 * g[:, :, 1:]], axis=2)[..., None, None] * shares,
    ),
    Slip(
        "columns-counted-by-rows",
        "there are as many windows in a row as in a column here: P stands where Q belongs.",
        lambda g, shares, views: np.where(np.arange(g.shape[3]) < g.shape[2], g, 0)[..., None, None] * shares,
    ),
    Slip(
        "first-example-only",
        "only the first example has a gradient: return stands inside the loop.",
        lambda g, shares, views: np.concatenate([g[:1], 0 * g[1:]])[..., None, None] * shares,
    ),
)


def _first_window(g: Array) -> Array:
    kept = np.zeros_like(g)
    kept[:, :, 0, 0] = g[:, :, 0, 0]
    return kept


POOLED = (
    Slip(
        "side-by-side",
        "winners have been looked for in windows that stand side by side, k apart. They are `stride` apart.",
        lambda stride, size: size[0],
    ),
    Slip(
        "stride-ignored",
        "winners have been looked for in windows one place apart: the stride is missing.",
        lambda stride, size: 1,
    ),
)
JUMPS = (
    Slip(
        "always-at-the-corner",
        "g has been put at (i, j) of the image. These are places of the window, which begins at (stride * p, "
        "stride * q).",
        lambda stride, size: 0,
    ),
    Slip(
        "side-by-side",
        "g has been put into windows that stand side by side. They are `stride` apart.",
        lambda stride, size: size[0],
    ),
    Slip(
        "stride-ignored",
        "the stride is missing where g is put back: window p begins at stride * p.",
        lambda stride, size: 1,
    ),
)


def _windows_overwrite(said, _shares, down, right):
    last = (last_only(ends.shape[0], ends.shape[1], ends.shape[2], _step(ends)) for ends in (down, right))
    return put_back(said, *last)


def _step(ends: Array) -> int:
    """Return how far windows are apart."""
    return int(ends[:, 1].argmax(axis=0)[0] - ends[:, 0].argmax(axis=0)[0]) if ends.shape[1] > 1 else 1


def _winners_overwrite(said, shares, down, right):
    """Return what comes of = in place of += at the winner: the last window that it won in counts."""
    m, P, Q, channels, k, l = said.shape
    total = np.zeros((m, channels, len(down), len(right)))
    s, t = _step(down), _step(right)
    for p, q in np.ndindex(P, Q):
        view = total[:, :, s * p : s * p + k, t * q : t * q + l]
        won = shares[:, :, p, q] > 0
        view[won] = said[:, p, q][won]
    return total


COLLECTED = (
    Slip(
        "last-window-wins",
        "windows write their zeros over what others have put there: = stands where += belongs. Where they overlap, "
        "a place adds up what it wins.",
        _windows_overwrite,
    ),
    Slip(
        "last-win-counts",
        "places that win in several windows keep the g of the last one only: = stands where += belongs.",
        _winners_overwrite,
    ),
)


def scales(g, _A, size, _stride) -> tuple[Scale, ...]:
    """Return the sizes that a gradient may be off by."""
    k_l = size[0] * size[1]
    return Scale(len(g), "batch-size", f"m = {len(g)}"), Scale(k_l, "window-size", f"k l = {k_l}")

"""Programs with a planted bug, for task 08.6: a max pooling and a convolution, with their way back.

The forward pass is always right.  A program is a text put together from pieces; each bug is another writing of one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from bpcourse.sandboxed.answers import Source

BUGS = (
    "kernel not turned",
    "windows overwrite",
    "padding cut at one end",
    "one example",
    "bias averaged",
    "pool shared",
    "ties",
)
VERDICTS = (*BUGS, "none")

TEMPLATE = """
def layer(A, W, b, g):
    A, W, b, g = (np.array(x, float) for x in (A, W, b, g))
    (m, C, H, V), (F, _, k, l) = A.shape, W.shape
    blocks = A.reshape(m, C, H // 2, 2, V // 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(m, C, H // 2, V // 2, 4)
    X = np.zeros((m, C, H // 2 + 2, V // 2 + 2))
    X[:, :, 1:-1, 1:-1] = blocks.max(axis=-1)
    P, Q = X.shape[2] - k + 1, X.shape[3] - l + 1
    Z = np.zeros((m, F, P, Q)) + b[:, None, None]
    for i, j in np.ndindex(k, l):
        Z += np.einsum("xcpq,fc->xfpq", X[:, :, i : i + P, j : j + Q], W[:, :, i, j])
    grad_W, total = np.zeros(W.shape), np.zeros(X.shape)
    for i, j in np.ndindex(k, l):
        grad_W[:, :, i, j] = {kernel}
    grad_b = {bias}
    {back}
    g_P = {cut}
    largest = blocks == blocks.max(axis=-1, keepdims=True)
    first = largest & (largest.cumsum(axis=-1) == 1)
    said = {pool}
    g_A = said.reshape(m, C, H // 2, V // 2, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(A.shape)
    return Z, g_A, grad_W, grad_b
"""
BY_PLACES = """for i, j in np.ndindex(k, l):
        total[:, :, i : i + P, j : j + Q] {op} np.einsum("xfpq,fc->xcpq", g, W[:, :, {turn}])"""
BY_WINDOWS = """for p, q in np.ndindex(P, Q):
        total[:, :, p : p + k, q : q + l] {op} np.tensordot(g[:, :, p, q], W{turn}, 1)"""
BY_CORRELATION = """wide = np.zeros((m, F, P + 2 * k - 2, Q + 2 * l - 2))
    wide[:, :, k - 1 : k - 1 + P, l - 1 : l - 1 + Q] = g
    views = np.lib.stride_tricks.sliding_window_view(wide, (k, l), axis=(2, 3))
    total = np.einsum("xfuvij,fcij->xcuv", views, W{turn})"""

SLICE = "X[:, :, i : i + P, j : j + Q]"
RIGHT = {
    "kernel": (
        f'np.einsum("xfpq,xcpq->fc", g, {SLICE})',
        f"np.tensordot(g, {SLICE}, ((0, 2, 3), (0, 2, 3)))",
        f'sum(np.einsum("fpq,cpq->fc", one, image) for one, image in zip(g, {SLICE}))',
    ),
    "bias": ("g.sum(axis=(0, 2, 3))", "g.sum(axis=0).sum(axis=1).sum(axis=1)", 'np.einsum("xfpq->f", g)'),
    "back": (
        BY_PLACES.format(op="+=", turn="i, j"),
        BY_WINDOWS.format(op="+=", turn=""),
        BY_CORRELATION.format(turn="[:, :, ::-1, ::-1]"),
    ),
    "cut": ("total[:, :, 1:-1, 1:-1]", "total[:, :, 1 : 1 + H // 2, 1 : 1 + V // 2]"),
    "pool": ("first * g_P[..., None]", "np.where(first, g_P[..., None], 0)"),
}
WRONG = {
    "kernel not turned": {
        "back": (
            BY_PLACES.format(op="+=", turn="k - 1 - i, l - 1 - j"),
            BY_WINDOWS.format(op="+=", turn="[:, :, ::-1, ::-1]"),
            BY_CORRELATION.format(turn=""),
        )
    },
    "windows overwrite": {"back": (BY_PLACES.format(op="=", turn="i, j"), BY_WINDOWS.format(op="=", turn=""))},
    "padding cut at one end": {"cut": ("total[:, :, : H // 2, : V // 2]", "total[:, :, 2:, 2:]")},
    "one example": {
        "kernel": (
            f'np.einsum("xfpq,xcpq->fc", g[:1], {SLICE}[:1])',
            f"np.tensordot(g[-1], {SLICE}[-1], ((1, 2), (1, 2)))",
        )
    },
    "bias averaged": {"bias": ("g.sum(axis=0).mean(axis=(1, 2))", "g.mean(axis=(0, 2, 3))")},
    "pool shared": {"pool": ("np.repeat(g_P[..., None] / 4, 4, axis=-1)",)},
    "ties": {"pool": ("largest * g_P[..., None]",)},
}


def program(rng: np.random.Generator, bug: str = "none") -> tuple[tuple, str]:
    """Return a program, (Source,), and its bug."""
    wrong = WRONG.get(bug, {})
    pieces = {name: str(rng.choice(wrong.get(name, forms))) for name, forms in RIGHT.items()}
    return (Source(TEMPLATE.format(**pieces), "layer"),), bug


def programs(*bugs: str):
    """Return a draw of one program for each bug, in random order."""

    def draw(rng):
        drawn = [program(rng, bug) for bug in bugs]
        return tuple(drawn[i] for i in rng.permutation(len(drawn)))

    return draw


# --- what is wrong with a program


@lru_cache(maxsize=1)
def _probes() -> tuple:
    """Return arguments that show every bug: random ones, and images with ties."""
    rng = np.random.default_rng(5)
    A, W, b = rng.normal(size=(3, 2, 6, 8)), rng.normal(size=(4, 2, 3, 2)), rng.normal(size=4)
    g = rng.normal(size=(3, 4, 3, 5))
    return (A, W, b, g), (np.round(A), W, b, g)


def _shown(layer) -> tuple:
    """Return what a program gives for the probes."""
    return tuple(np.concatenate([np.ravel(one) for one in layer(*probe)]) for probe in _probes())


@lru_cache(maxsize=1)
def _by_bug() -> tuple:
    """Return what each writing of each bug gives."""
    found = []
    for bug in ("none", *BUGS):
        wrong = WRONG.get(bug, {})
        name = next(iter(wrong), "kernel")
        for form in wrong.get(name, RIGHT[name][:1]):
            pieces = {piece: forms[0] for piece, forms in RIGHT.items()} | {name: form}
            found.append((bug, _shown(Source(TEMPLATE.format(**pieces), "layer").function())))
    return tuple(found)


@lru_cache(maxsize=256)
def bug_of(layer) -> str:
    """Return the bug of a program, by what it gives."""
    given = _shown(layer)
    return next(bug for bug, known in _by_bug() if all(map(np.allclose, given, known)))

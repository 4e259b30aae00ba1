"""Programs with a planted bug, for task 09.5: an Elman network and its way back.

A program is a text put together from pieces; each bug is another writing of one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from bpcourse.sandboxed.answers import Source

BUGS = (
    "next moment forgotten",
    "U transposed",
    "slope of the old state",
    "new state for old",
    "wraps at the start",
    "one moment",
    "state carried over",
)
VERDICTS = (*BUGS, "none")

TEMPLATE = """
kept = []

def net(X, W, U, b, G):
    X, W, U, b, G = (np.array(x, float) for x in (X, W, U, b, G))
    (T, m, k), n = X.shape, len(U)
    H = [np.zeros((m, n))]
    {begin}
    for t in range(T):
        H.append(np.tanh({z}))
    {end}
    H = np.array(H)
    D, later = np.zeros((T, m, n)), np.zeros((m, n))
    for t in range(T - 1, -1, -1):
        D[t] = (G[t] + later) * {slope}
        later = {later}
    came_in = {before}
    grad_W = {weights}
    grad_U = np.einsum("tmj,tmk->jk", D, came_in)
    return H[1:], grad_W, grad_U, D.sum(axis=(0, 1)), D @ W
"""
RIGHT = {
    "begin": ("pass",),
    "end": ("pass",),
    "z": ("X[t] @ W.T + H[t] @ U.T + b", "b + np.einsum('mj,ij->mi', H[t], U) + X[t] @ W.T"),
    "slope": ("(1 - H[t + 1] ** 2)", "(1 + H[t + 1]) * (1 - H[t + 1])"),
    "later": ("D[t] @ U", "np.einsum('mj,jk->mk', D[t], U)"),
    "before": ("H[:-1]", "H[: len(X)]"),
    "weights": ('np.einsum("tmj,tmk->jk", D, X)', "sum(d.T @ x for d, x in zip(D, X))"),
}
BEGIN = "if kept and kept[0].shape == (m, n): H[0] = kept[0]"
WRONG = {
    "next moment forgotten": {"later": ("np.zeros((m, n))", "0 * D[t] @ U")},
    "U transposed": {"later": ("D[t] @ U.T", "np.einsum('mj,kj->mk', D[t], U)")},
    "slope of the old state": {"slope": ("(1 - H[t] ** 2)", "(1 + H[t]) * (1 - H[t])")},
    "new state for old": {"before": ("H[1:]", "np.concatenate([H[1:-1], H[-1:]])")},
    "wraps at the start": {"before": ("np.array([H[1:][t - 1] for t in range(T)])", "np.roll(H[1:], 1, axis=0)")},
    "one moment": {"weights": ("D[0].T @ X[0]", "D[-1].T @ X[-1]")},
    "state carried over": {"end": ("kept[:] = [H[-1]]",)},
}


def _text(pieces: dict) -> str:
    """Return the text of a program."""
    carried = pieces["end"] != "pass"
    return TEMPLATE.format(**pieces | ({"begin": BEGIN} if carried else {}))


def program(rng: np.random.Generator, bug: str = "none", which: int | None = None) -> tuple[tuple, str]:
    """Return a program, (Source,), and its bug; ``which`` says in which of its writings the bug stands."""
    wrong = WRONG.get(bug, {})
    if which is not None:
        wrong = {name: forms[which : which + 1] for name, forms in wrong.items()}
    pieces = {name: str(rng.choice(wrong.get(name, forms))) for name, forms in RIGHT.items()}
    return (Source(_text(pieces), "net"),), bug


def programs(*bugs: str, both: str = ""):
    """Return a draw of one program for each bug, in random order; of the bug ``both`` one in either writing."""

    def draw(rng):
        drawn = [program(rng, bug) for bug in bugs]
        drawn += [program(rng, both, which) for which in (0, 1) if both]
        return tuple(drawn[i] for i in rng.permutation(len(drawn)))

    return draw


# --- what is wrong with a program


@lru_cache(maxsize=1)
def _probe() -> tuple:
    """Return arguments that show every bug, on the second call if not on the first."""
    rng = np.random.default_rng(5)
    return tuple(rng.normal(size=size) for size in ((4, 3, 2), (5, 2), (5, 5), (5,), (4, 3, 5)))


def _shown(net) -> tuple:
    """Return what a program gives for the probe, twice."""
    return tuple(np.concatenate([np.ravel(one) for one in net(*_probe())]) for _ in range(2))


@lru_cache(maxsize=1)
def _by_bug() -> tuple:
    """Return what each writing of each bug gives."""
    found = []
    for bug in VERDICTS:
        wrong = WRONG.get(bug, {})
        name = next(iter(wrong), "later")
        for form in wrong.get(name, RIGHT[name][:1]):
            pieces = {piece: forms[0] for piece, forms in RIGHT.items()} | {name: form}
            found.append((bug, _shown(Source(_text(pieces), "net").function())))
    return tuple(found)


def bug_of(net) -> str:
    """Return the bug of a program that was not called yet, by what it gives."""
    return writing_of(net)[0]


@lru_cache(maxsize=256)
def writing_of(net) -> tuple[str, int]:
    """Return the bug of a program that was not called yet, and in which of its writings that stands."""
    given, found = _shown(net), _by_bug()
    bug, which = next((bug, i) for i, (bug, known) in enumerate(found) if all(map(np.allclose, given, known)))
    return bug, which - [bug for bug, _ in found].index(bug)

"""Programs with a planted bug, for task 10.7: half a block of a Transformer, forward and backward.

A program is a text put together from pieces; each bug is another writing of one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from bpcourse.sandboxed.answers import Source
from bpcourse.tasks.verdicts import SPOILT

BUGS = (
    "mask after softmax",
    "heads mixed",
    "gamma forgotten",
    "mean left out",
    "part along H left out",
    "way around forgotten",
    "repeats lost",
)
VERDICTS = (*BUGS, "none")
# No bug that has a word: all numbers are off by 2 %, or those of the last example.
OFF, LAST_OFF = "off", "last off"

TEMPLATE = """
def softmax(S):
    e = np.exp(S - S.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def block(tokens, E, gamma, Wq, Wk, Wv, G):
    tokens = np.array(tokens)
    E, gamma, Wq, Wk, Wv, G = (np.array(x, float) for x in (E, gamma, Wq, Wk, Wv, G))
    x = E[tokens]
    m, T, d = x.shape
    centred = x - x.mean(axis=2, keepdims=True)
    s = ((centred * centred).mean(axis=2, keepdims=True) + 1e-5) ** -0.5
    H = centred * s
    n = gamma * H
    apart = lambda A: A.reshape(m, T, 2, d // 2).swapaxes(1, 2)
    Q, K, V = (apart(n @ W.T) for W in (Wq, Wk, Wv))
    S, see = Q @ K.swapaxes(2, 3) / np.sqrt(d // 2), np.tri(T, dtype=bool)
    P = {P}
    Y = x + (P @ V).swapaxes(1, 2).reshape(m, T, d)
    g = apart(G)
    g_P = g @ V.swapaxes(2, 3)
    g_S = P * (g_P - (P * g_P).sum(axis=3, keepdims=True)) / np.sqrt(d // 2)
    back = g_S @ K, g_S.swapaxes(2, 3) @ Q, P.swapaxes(2, 3) @ g
    g_Q, g_K, g_V = ({join} for A in back)
    g_n = g_Q @ Wq + g_K @ Wk + g_V @ Wv
    k = {k}
    mean = {mean}
    along = {along}
    g_x = {g_x}
    {spoilt}
    grad_E = np.zeros(E.shape)
    {collect}
    return Y, g_n, g_x, grad_E
"""
RIGHT = {
    "P": ("softmax(np.where(see, S, -np.inf))", "softmax(S + np.where(see, 0, -1e30))"),
    "join": ("A.swapaxes(1, 2).reshape(m, T, d)", "np.concatenate([A[:, 0], A[:, 1]], axis=2)"),
    "k": ("gamma * g_n", "g_n @ np.diag(gamma)"),
    "mean": ("k.mean(axis=2, keepdims=True)", "k.sum(axis=2, keepdims=True) / d"),
    "along": ("H * (k * H).mean(axis=2, keepdims=True)", "H * np.einsum('xti,xti->xt', k, H)[:, :, None] / d"),
    "g_x": ("G + s * (k - mean - along)", "s * (k - (mean + along)) + G"),
    "collect": (
        "np.add.at(grad_E, tokens, g_x)",
        "for t, row in zip(tokens.ravel(), g_x.reshape(-1, d)): grad_E[t] += row",
    ),
    "spoilt": ("pass",),
}
WRONG = {
    "mask after softmax": {"P": ("softmax(S) * see", "np.where(see, softmax(S), 0)")},
    "heads mixed": {"join": ("A.reshape(m, T, d)", "np.concatenate([A[:, 0], A[:, 1]], axis=1).reshape(m, T, d)")},
    "gamma forgotten": {"k": ("g_n", "1.0 * g_n")},
    "mean left out": {"mean": ("0", "np.zeros((m, T, 1))")},
    "part along H left out": {"along": ("0", "np.zeros((m, T, d))")},
    "way around forgotten": {"g_x": ("s * (k - mean - along)", "s * (k - (mean + along))")},
    "repeats lost": {"collect": ("grad_E[tokens] += g_x", "grad_E[tokens.ravel()] += g_x.reshape(-1, d)")},
    OFF: {"spoilt": ("Y, g_n, g_x = 1.02 * Y, 0.98 * g_n, 0.98 * g_x",)},
    LAST_OFF: {"spoilt": ("Y[-1], g_n[-1], g_x[-1] = 1.02 * Y[-1], 0.98 * g_n[-1], 0.98 * g_x[-1]",)},
}


def _text(pieces: dict) -> str:
    """Return the text of a program."""
    return TEMPLATE.format(**pieces)


def program(rng: np.random.Generator, bug: str = "none") -> tuple[tuple, str]:
    """Return a program, (Source,), and its bug, or ``SPOILT``."""
    wrong = WRONG.get(bug, {})
    pieces = {name: str(rng.choice(wrong.get(name, forms))) for name, forms in RIGHT.items()}
    return (Source(_text(pieces), "block"),), SPOILT if bug in (OFF, LAST_OFF) else bug


def programs(*bugs: str):
    """Return a draw of one program for each bug, in random order."""

    def draw(rng):
        drawn = [program(rng, bug) for bug in bugs]
        return tuple(drawn[i] for i in rng.permutation(len(drawn)))

    return draw


# --- what is wrong with a program


@lru_cache(maxsize=1)
def _probe() -> tuple:
    """Return arguments that show every bug: tokens repeat, γ is not 1, there are several positions."""
    rng = np.random.default_rng(5)
    tokens = np.array([[0, 2, 2, 4], [1, 2, 0, 3], [4, 4, 1, 0]])
    rest = (rng.normal(size=size) for size in ((6, 6), (6,), (6, 6), (6, 6), (6, 6), (3, 4, 6)))
    return tokens, *rest


def _shown(block) -> np.ndarray:
    """Return what a program gives for the probe."""
    return np.concatenate([np.ravel(one) for one in block(*_probe())])


@lru_cache(maxsize=1)
def _by_bug() -> dict[str, np.ndarray]:
    """Return what each bug gives."""
    right = {piece: forms[0] for piece, forms in RIGHT.items()}
    wrong = {bug: {name: forms[0] for name, forms in WRONG.get(bug, {}).items()} for bug in VERDICTS}
    return {bug: _shown(Source(_text(right | pieces), "block").function()) for bug, pieces in wrong.items()}


@lru_cache(maxsize=256)
def compiled(source: Source):
    """Return the function of a program, the same one for the same text: it keeps nothing between calls."""
    return source.function()


@lru_cache(maxsize=512)
def bug_of(block) -> str:
    """Return the bug of a program, by what it gives; numbers that are off show in Y first, as a late mask does."""
    given = _shown(block)
    return next((bug for bug, known in _by_bug().items() if np.allclose(given, known)), BUGS[0])

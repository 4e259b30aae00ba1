"""Gradients with a planted bug, and gradients that are right, for the debugging lab (task 04.7).

A planted gradient is put together from pieces, one for each of BP1 to BP4.  Each piece has several right writings and
several wrong ones.  They are drawn anew at every check, so nobody can learn the texts by heart.
"""

from __future__ import annotations

import numpy as np

from bpcourse.sandboxed.answers import Source

EQUATIONS = ("BP1", "BP2", "BP3", "BP4")
VERDICTS = (*EQUATIONS, "none")

TEMPLATE = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


def gradient(W, b, X, Y):
    L, m = len(W) - 1, len(X)
    Z, A = [None], [X]
    for l in range(1, L + 1):
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(sigmoid(Z[l]))
    grad_W, grad_b = [None] * (L + 1), [None] * (L + 1)
    delta = BP1
    for l in range(L, 0, -1):
        if l < L:
            delta = BP2
        grad_b[l] = BP3
        grad_W[l] = BP4
    return grad_W, grad_b
"""

RIGHT = {
    "BP1": (
        "(A[L] - Y) * slope(Z[L])",
        "(A[-1] - Y) * A[-1] * (1 - A[-1])",
        "-(Y - A[L]) * (A[L] - A[L] ** 2)",
        "np.stack([(a - y) * slope(z) for a, y, z in zip(A[L], Y, Z[L])])",
    ),
    "BP2": (
        "(delta @ W[l + 1]) * slope(Z[l])",
        "(W[l + 1].T @ delta.T).T * A[l] * (1 - A[l])",
        "np.einsum('mj,jk->mk', delta, W[l + 1]) * slope(Z[l])",
        "np.stack([W[l + 1].T @ d for d in delta]) * (A[l] - A[l] ** 2)",
    ),
    "BP3": (
        "delta.mean(axis=0)",
        "delta.sum(axis=0) / m",
        "np.ones(m) @ delta / m",
        "sum(d / m for d in delta)",
    ),
    "BP4": (
        "delta.T @ A[l - 1] / m",
        "(A[l - 1].T @ delta).T / m",
        "np.einsum('mj,mk->jk', delta / m, A[l - 1])",
        "sum(np.outer(d, a) for d, a in zip(delta, A[l - 1])) / m",
    ),
}

# Wrong pieces; {c} is a factor that is drawn.  The parts of the task say which of these go together.
NO_PROPER_SLOPE = (
    "A[L] - Y",
    "(A[L] - Y) * A[L]",
    "(A[L] - Y) * slope(A[L])",
    "(A[L] - Y) * slope(Z[L]) ** 2",
)
WRONG_START = ("(Y - A[L]) * slope(Z[L])", "(Z[L] - Y) * slope(Z[L])", "{c} * (A[L] - Y) * slope(Z[L])")
SIGN_THAT_CANCELS = ("-(delta @ W[l + 1]) * slope(Z[l])", "(delta @ -W[l + 1]) * A[l] * (1 - A[l])")
WRONG_WAY_BACK = (
    "delta @ W[l + 1]",
    "(delta @ W[l + 1]) * A[l]",
    "(delta @ W[l + 1]) * slope(A[l])",
    "(delta @ W[l + 1]) * slope(Z[l]) ** 2",
    "{c} * (delta @ W[l + 1]) * slope(Z[l])",
)
WRONG_BELOW_THE_TOP = (
    "(delta @ W[l + 1]) * (slope(Z[l]) if l == L - 1 else 1)",
    "(delta @ W[l + 1]) * (slope(Z[l]) if l == L - 1 else A[l])",
    "(delta @ W[l + 1]) * slope(Z[l]) * ({c} if l < L - 1 else 1)",
    "(delta @ (W[l + 1] if l == L - 1 else -W[l + 1])) * slope(Z[l])",
)
BIAS_OF_A_BATCH = ("delta[0]", "delta[-1]", "delta.sum(axis=0)", "delta[0] / m")
WRONG_BIAS = ("-delta.mean(axis=0)", "{c} * delta.mean(axis=0)", "delta.mean(axis=0) * delta.shape[1]")
WEIGHTS_OF_A_BATCH = ("delta.T @ A[l - 1]", "np.outer(delta[0], A[l - 1][0])", "delta.T @ A[l - 1] / m**2")
SCALED_WEIGHTS = ("{c} * delta.T @ A[l - 1] / m", "delta.T @ A[l - 1] / {c} / m", "delta.T @ A[l - 1]")
PRODUCT_OF_MEANS = (
    "np.outer(delta.mean(axis=0), A[l - 1].mean(axis=0))",
    "delta.mean(axis=0)[:, None] * A[l - 1].mean(axis=0)",
)
WRONG_INPUTS = (
    "delta.T @ (Z[l - 1] if l > 1 else X) / m",
    "delta.T @ (slope(Z[l - 1]) if l > 1 else X) / m",
    "-delta.T @ A[l - 1] / m",
    "{c} * delta.T @ A[l - 1] / m",
)


def gradient_of(pieces: dict[str, str]) -> Source:
    """Return the gradient that is made of these pieces, one for each equation."""
    text = TEMPLATE
    for name in EQUATIONS:
        text = text.replace(f"= {name}\n", f"= {pieces[name]}\n")
    return Source(text, "gradient")


def planted(rng: np.random.Generator, equation: str = "none", wrong: tuple[str, ...] = ()):
    """Return a gradient, (Source,), in which that equation is one of the ``wrong`` pieces, and the equation's name."""
    pieces = {}
    for name in EQUATIONS:
        piece = str(rng.choice(wrong if name == equation else RIGHT[name]))
        pieces[name] = piece.replace("{c}", f"{rng.uniform(1.5, 3):.3f}")
    return (gradient_of(pieces),), equation


def bugs(equation: str, *kinds: tuple[str, ...]):
    """Return a draw of one gradient with a bug of each kind, and of a right one, in random order."""

    def draw(rng):
        drawn = [planted(rng, equation, kind) for kind in kinds]
        return _shuffled([*drawn, planted(rng)], rng)

    return draw


def no_false_alarms(rng):
    """Draw three right gradients, and one with a plain bug, so that a test which never finds anything is no use."""
    equation, wrong = (("BP3", WRONG_BIAS), ("BP4", WRONG_INPUTS))[rng.integers(2)]
    return _shuffled([planted(rng), planted(rng), planted(rng), planted(rng, equation, wrong)], rng)


def _shuffled(things: list, rng) -> tuple:
    return tuple(things[i] for i in rng.permutation(len(things)))

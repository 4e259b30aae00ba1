"""Task 01.3: what printed weights tell about their targets."""

from __future__ import annotations

from functools import cache

import numpy as np

from bpcourse.exercises.e01_history.drawing import tell_apart
from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import FunctionTask, Mistake, Part

Array = np.ndarray


NETWORK = '''
W1, b1 = np.array({W1}), np.array({b1})
w2, b2 = np.array({w2}), {b2}
X, Y = np.array({X}), np.array({Y})
H = 1 / (1 + np.exp(-(X @ W1.T + b1)))
a = 1 / (1 + np.exp(-(H @ w2 + b2)))
def gradient(low, high):
    """Return dE/dw, all weights and biases in a row, for these two targets."""
    d2 = (a - np.where(Y > 0.5, high, low)) * a * (1 - a)
    D1 = np.outer(d2, w2) * H * (1 - H)
    return np.concatenate([(D1.T @ X).ravel(), D1.sum(0), H.T @ d2, [d2.sum()]])
'''


def _patterns(bits: int) -> Array:
    return np.array([[i >> k & 1 for k in range(bits)] for i in range(2**bits)], float)


def _odds(a):
    return np.log(a / (1 - a))


def _printed_symmetry(rng, low, high):
    """Return a network for mirror symmetry, trained nearly to the end, as a paper might print it."""
    sizes = rng.permutation([[1, 2, 4], [2, 3, 4]][rng.integers(2)]) * rng.uniform(3.2, 4)
    half = sizes * rng.choice([-1, 1], 3)
    W1 = np.array([[*half, *-half[::-1]], [*-half, *half[::-1]]])
    b1 = np.full(2, -rng.uniform(1, 1.4))
    off = 1 / (1 + np.exp(-b1[0]))
    out = (_odds(low) - _odds(high)) / (0.97 - 2 * off)
    jitter = rng.normal(0, 0.05, (2, 6))
    X = _patterns(6)
    return W1 + jitter, b1, np.full(2, out), _odds(high) - 2 * off * out, X, (X[:, ::-1] == X).all(axis=1) * 1.0


def _printed_xor(rng, low, high):
    """Return a network for exclusive or: one hidden unit for "or", one for "and", or both turned round."""
    size = rng.uniform(5.5, 7, 2)
    W1, b1 = size[:, None] * rng.uniform(0.95, 1.05, (2, 2)), -size * [0.4, 1.5]
    X = _patterns(2)
    H = 1 / (1 + np.exp(-(X @ W1.T + b1)))
    wanted = np.where(X.sum(axis=1) == 1, _odds(high), _odds(low))
    w2 = np.linalg.lstsq(np.column_stack([H, np.ones(4)]), wanted, rcond=None)[0]
    turned = rng.choice([-1, 1], 2)  # a unit with all signs turned answers 1 - a
    bias = w2[2] + (w2[:2] * (turned < 0)).sum()
    return turned[:, None] * W1, turned * b1, turned * w2[:2], bias, X, (X.sum(axis=1) == 1) * 1.0


@cache
def _compiled(source: Source):
    return source.function()


def _recovered(gradient, offset=True, sign=-1.0, solve=None, swap=False):
    """Return (low, high), with a piece replaced for each mistake."""
    g = _compiled(gradient) if isinstance(gradient, Source) else gradient
    g0 = g(0, 0)
    G = np.stack([g(1, 0) - offset * g0, g(0, 1) - offset * g0], axis=1)
    low, high = solve(G, sign * g0) if solve else np.linalg.solve(G.T @ G, sign * G.T @ g0)
    return (float(high), float(low)) if swap else (float(low), float(high))


def _without_cross_term(G, b):
    return (G.T @ b) / (G * G).sum(axis=0)


def _two_equations(G, b):
    return np.linalg.solve(G[:2], b[:2])


def _entry_by_entry(G, b):
    return np.mean(
        [np.linalg.lstsq(G[i : i + 2], b[i : i + 2], rcond=None)[0] for i in range(0, len(b) - 1, 2)], axis=0
    )


def _adding_to_one(G, b):
    """Return the best pair with low + high = 1."""
    direction = G[:, 0] - G[:, 1]
    low = direction @ (b - G[:, 1]) / (direction @ direction)
    return low, 1 - low


def _summed(G, b):
    """Return the pair of least size for which the entries of the gradient add up to zero."""
    return np.linalg.lstsq(G.sum(axis=0, keepdims=True), b.sum(keepdims=True), rcond=None)[0]


def _one_after_the_other(G, b):
    """Return high from low = 0, then low with that high."""
    high = G[:, 1] @ b / (G[:, 1] @ G[:, 1])
    return G[:, 0] @ (b - high * G[:, 1]) / (G[:, 0] @ G[:, 0]), high


def _to_digits(digits: int):
    return lambda gradient: tuple(round(x, digits) for x in _recovered(gradient))


def _with(**pieces):
    return lambda gradient: _recovered(gradient, **pieces)


TARGET_MISTAKES = (
    Mistake(
        "g0-not-subtracted",
        "gradient(1, 0) is g0 + g1, not g1: g0 must be subtracted first. The gradient is an affine function of the "
        "targets, not a linear one.",
        _with(offset=False),
    ),
    Mistake(
        "sign-of-g0",
        "The sign is wrong: g0 + low g1 + high g2 shall vanish, so g0 goes to the other side with a minus.",
        _with(sign=1.0),
    ),
    Mistake(
        "low-and-high-exchanged",
        "low and high are exchanged: low belongs to what changes in gradient(1, 0).",
        _with(swap=True),
    ),
    Mistake(
        "cross-term-forgotten",
        "Each target has been fitted as if the other one were 0. g1 and g2 are not at right angles: both unknowns "
        "belong in one system of equations.",
        _with(solve=_without_cross_term),
    ),
    Mistake(
        "one-after-the-other",
        "high has been fitted with low = 0, and then low with that high. Both must be found together.",
        _with(solve=_one_after_the_other),
    ),
    Mistake(
        "two-equations-only",
        "Only the first two entries of the gradient are used. The weights are rounded, so no pair makes all entries "
        "vanish: make the sum of all squares as small as possible.",
        _with(solve=_two_equations),
    ),
    Mistake(
        "entries-in-pairs",
        "The equations have been solved in pairs and the answers averaged. Pairs that hardly depend on the targets "
        "then count as much as the others. Take all of them into one least-squares problem.",
        _with(solve=_entry_by_entry),
    ),
    Mistake(
        "entries-summed",
        "The entries of the gradient have been added up before anything was solved. Each of them shall vanish.",
        _with(solve=_summed),
    ),
    Mistake(
        "assumed-to-add-to-one",
        "This assumes low + high = 1, as for 0.1 and 0.9. Nothing says so: there are two unknowns.",
        _with(solve=_adding_to_one),
    ),
    Mistake(
        "as-in-the-lesson",
        "0.1 and 0.9 are what the lesson found for the networks of 1986. These networks had other targets.",
        lambda gradient: (0.1, 0.9),
    ),
    Mistake(
        "zero-and-one",
        "0 and 1 are the right answers, not the targets. With these targets the gradient does not vanish.",
        lambda gradient: (0.0, 1.0),
    ),
    Mistake(
        "rounded",
        "Right to two digits: rounded, or found by trying values on a grid? Least squares gives all digits.",
        _to_digits(2),
    ),
    Mistake(
        "rounded-to-one-digit",
        "Right to one digit only. These targets need not be tenths.",
        _to_digits(1),
    ),
)


def _draw_printed(printed):
    def draw(rng):
        while True:
            low, high = rng.uniform(0.12, 0.3), rng.uniform(0.72, 0.95)
            W1, b1, w2, b2, X, Y = printed(rng, low, high)
            numbers = {
                "W1": np.round(W1, 1).tolist(),
                "b1": np.round(b1, 1).tolist(),
                "w2": np.round(w2, 1).tolist(),
                "b2": round(float(b2), 1),
                "X": X.tolist(),
                "Y": Y.tolist(),
            }
            source = Source(NETWORK.format(**numbers), "gradient")
            found = _recovered(source)
            near = abs(found[0] - low) < 0.05 and abs(found[1] - high) < 0.05
            if near and tell_apart(TARGET_MISTAKES, (source,), found, 1e-4):
                return (source,)

    return draw


RECOVER_TARGETS = FunctionTask(
    id="01.3",
    title="What were the targets?",
    answer="recover_targets",
    difficulty=3,
    minutes=25,
    section="lesson 1b, section 1",
    names=("low", "high"),
    tolerance=2e-5,
    oracle=_recovered,
    parts=(
        Part("a network for XOR", 1.0, _draw_printed(_printed_xor)),
        Part("a network for mirror symmetry", 1.5, _draw_printed(_printed_symmetry)),
    ),
    mistakes=TARGET_MISTAKES,
    hints=(
        "Three calls of gradient give g0, g1 and g2: at (0, 0), (1, 0) and (0, 1).",
        "g1 = gradient(1, 0) - g0 and g2 = gradient(0, 1) - g0, the two columns of a matrix.",
        "np.linalg.lstsq(columns, -g0, rcond=None)[0] is the pair that makes g0 + low g1 + high g2 smallest.",
    ),
)

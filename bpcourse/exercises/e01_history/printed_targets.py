"""Task 01.3: what printed weights tell about their targets."""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from bpcourse.exercises.e01_history.drawing import differ_from_right
from bpcourse.exercises.e01_history.target_slips import TARGET_SITES, least_squares, on_a_grid, scrambled
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


def recover_targets(
    gradient,
    *,
    base=lambda g: g(0, 0),
    g1=lambda g, g0: g(1, 0) - g0,
    g2=lambda g, g0: g(0, 1) - g0,
    other_side=lambda g0: -g0,
    kept=lambda entries: entries,
    solve=least_squares,
    pair=lambda low, high: (low, high),
) -> tuple[float, float]:
    """Return (low, high); each keyword is a piece that a slip may replace."""
    g = _compiled(gradient) if isinstance(gradient, Source) else gradient
    g0 = base(g)
    G = np.stack([kept(g1(g, g0)), kept(g2(g, g0))], axis=1)
    low, high = pair(*solve(G, kept(other_side(g0))))
    return float(low), float(high)


# --- known answers without a computation

GRID = "right to {}: rounded, or found by trying values on a grid? Least squares gives all digits."
ROUNDED = (  # never together with another slip: too many come near one of so few numbers
    (2, "rounded", GRID.format("two digits")),
    (3, "rounded-to-three-digits", GRID.format("three digits")),
    (1, "rounded-to-one-digit", "right to one digit only. These targets need not be tenths."),
)


def _rounded(gradient, digits: int):
    return tuple(round(float(one), digits) for one in recover_targets(gradient))


def _solved(solve):
    return lambda gradient: recover_targets(gradient, solve=solve)


def _less(start):
    """Return how far the targets lie from another pair."""
    return lambda gradient: tuple(found - first for found, first in zip(recover_targets(gradient), start, strict=True))


TARGET_MISTAKES = (
    *(
        Mistake(
            f"on-a-grid-{step:g}",
            f"This is the best pair of a grid with steps of {step:g}. Least squares gives all digits.",
            _solved(on_a_grid(step)),
        )
        for step in (0.1, 0.05, 0.25, 0.2, 0.02)
    ),
    *(
        Mistake(
            f"distance-from-{start[0]:g}-{start[1]:g}",
            "This is how far the targets lie from the pair at which g0 was taken. Add that pair.",
            _less(start),
        )
        for start in ((0.1, 0.9), (0.0, 1.0), (0.5, 0.5), (1.0, 1.0))
    ),
    Mistake(
        "columns-by-reshape",
        "g1 and g2 have been made two columns by reshape, which reads row after row. Use np.stack with axis=1, or .T.",
        _solved(scrambled),
    ),
    *(Mistake(id, words[0].upper() + words[1:], partial(_rounded, digits=digits)) for digits, id, words in ROUNDED),
    Mistake(
        "made-for-1-1",
        "The gradient at (1, 1) has been met, where it shall vanish: 0 stands on the other side.",
        lambda gradient: (1.0, 1.0),
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
        "zero-and-one-turned-round",
        "0 and 1 are the right answers, not the targets, and low comes first.",
        lambda gradient: (1.0, 0.0),
    ),
    Mistake(
        "cut-off-at-two-digits",
        "The digits after the second have been cut off. Return the numbers as they are.",
        lambda gradient: tuple(int(100 * x) / 100 for x in recover_targets(gradient)),
    ),
    Mistake(
        "one-target-fixed-at-0",
        "high has been fitted alone, with low = 0. Both are unknown.",
        lambda gradient: (0.0, recover_targets(gradient, solve=_alone)[1]),
    ),
)


def _alone(G, b):
    """Return each of the two numbers fitted as if the other one were 0."""
    return (G.T @ b) / (G * G).sum(axis=0)


MUST_DIFFER = {
    "g0-not-subtracted",
    "sign-of-g0",
    "low-and-high-exchanged",
    "cross-term-forgotten",
    "one-after-the-other",
    "two-equations-only",
    "entries-in-pairs",
    "entries-summed",
    "assumed-to-add-to-one",
    "last-entry-left-out",
    "first-entry-left-out",
    "rounded",
}


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
            found = recover_targets(source)
            near = abs(found[0] - low) < 0.05 and abs(found[1] - high) < 0.05
            if near and differ_from_right(recover_targets, TARGET_SITES, MUST_DIFFER, (source,), 1e-4):
                return (source,)

    return draw


RECOVER_TARGETS = FunctionTask(
    id="01.3",
    title="What were the targets?",
    misconceptions="an affine function taken for a linear one; each unknown fitted alone; two equations in place "
    "of all",
    answer="recover_targets",
    difficulty=3,
    minutes=25,
    section="lesson 1b, section 1",
    names=("low", "high"),
    tolerance=2e-5,
    oracle=recover_targets,
    sites=TARGET_SITES,
    called={
        "solve": "the solution",
    },
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
    insight=(
        "Near the end of training the gradient should nearly vanish, so weights can give targets away: "
        "lesson 1b, section 1, recovers about 0.1 and 0.9 from four printed networks."
    ),
)

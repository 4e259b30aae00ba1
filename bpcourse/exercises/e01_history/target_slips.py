"""The slips of task 01.3, from the calls of ``gradient`` to the pair of targets."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.slips import Site, Slip


def least_squares(G, b):
    """Return the pair that makes G · pair - b shortest; ValueError where numbers are not finite."""
    if not (np.isfinite(G).all() and np.isfinite(b).all()):
        raise ValueError("least squares of numbers that are not finite")  # LAPACK would print a message
    return np.linalg.lstsq(G, b, rcond=None)[0]


def on_a_grid(step: float):
    """Return the best pair whose numbers are multiples of a step."""

    def solve(G, b):
        grid = np.arange(0, 1 + step / 2, step)
        low, high = (one.ravel() for one in np.meshgrid(grid, grid, indexing="ij"))
        best = ((G @ [low, high] - b[:, None]) ** 2).sum(axis=0).argmin()
        return low[best], high[best]

    return solve


def scrambled(G, b):
    """Return the solution where g1 and g2 have been made two columns by reshape, which reads row after row."""
    return least_squares(G.T.reshape(-1, 2), b)


def _without_cross_term(G, b):
    return (G.T @ b) / (G * G).sum(axis=0)


def _entry_by_entry(G, b):
    return np.mean([least_squares(G[i : i + 2], b[i : i + 2]) for i in range(0, len(b) - 1, 2)], axis=0)


def _adding_to_one(G, b):
    """Return the best pair with low + high = 1."""
    direction = G[:, 0] - G[:, 1]
    low = direction @ (b - G[:, 1]) / (direction @ direction)
    return low, 1 - low


def _summed(G, b):
    """Return the pair of least size for which the entries of the gradient add up to zero."""
    return least_squares(G.sum(axis=0, keepdims=True), b.sum(keepdims=True))


def _high_first(G, b):
    """Return high from low = 0, then low with that high."""
    high = G[:, 1] @ b / (G[:, 1] @ G[:, 1])
    return G[:, 0] @ (b - high * G[:, 1]) / (G[:, 0] @ G[:, 0]), high


def _low_first(G, b):
    low = G[:, 0] @ b / (G[:, 0] @ G[:, 0])
    return low, G[:, 1] @ (b - low * G[:, 0]) / (G[:, 1] @ G[:, 1])


def _held_up(size: float):
    """Return the solution with a tiny number added to the diagonal of the normal equations."""
    return lambda G, b: np.linalg.solve(G.T @ G + size * np.eye(2), G.T @ b)


def _columns_of_length_1(G, b):
    return least_squares(G / np.linalg.norm(G, axis=0), b)


def _divided(G, b):
    """Return the mean of the quotients, entry by entry."""
    return (b[:, None] / G).mean(axis=0)


ALONE = (
    "each target has been fitted as if the other one were 0. g1 and g2 are not at right angles: both unknowns belong "
    "in one system of equations."
)
NOT_SUBTRACTED = (
    "g0 is still in it: gradient(1, 0) is g0 + g1, and gradient(0, 1) is g0 + g2. The gradient is an affine "
    "function of "
    "the targets, not a linear one."
)
ONE_AFTER_THE_OTHER = "{0} has been fitted with {1} = 0, and then {1} with that {0}. Both must be found together."
ALL_ENTRIES = "No pair makes all entries vanish, for the weights are rounded: make the sum of all squares smallest."
ONLY = "only the entries of {} are used. Weights and biases of both layers tell something. " + ALL_ENTRIES
TINY = (
    "a number has been added to the diagonal of the equations. It pulls the targets towards 0; nothing here needs it."
)

MIXED_UP = (
    "the transposes are mixed up. With a column of G for each target the normal equations are GᵀG x = Gᵀb; a matrix "
    "that has a row for each target must be transposed first."
)
TRANSPOSED = (
    lambda G, b: np.linalg.solve(G.T @ G, G @ b),
    lambda G, b: np.linalg.solve(G @ G.T, G.T @ b),
    lambda G, b: np.linalg.solve(G @ G.T, G @ b),
    lambda G, b: np.linalg.solve(G @ G, G.T @ b),
    lambda G, b: np.linalg.solve(G.T @ G, b),
    lambda G, b: np.linalg.solve(G, b),
    lambda G, b: np.linalg.solve(G.T, b),
)
SOLUTIONS = (
    *(Slip("transposes-mixed-up", MIXED_UP, solution) for solution in TRANSPOSED),
    Slip("cross-term-forgotten", ALONE, _without_cross_term),
    Slip("one-after-the-other", ONE_AFTER_THE_OTHER.format("high", "low"), _high_first),
    Slip("low-before-high", ONE_AFTER_THE_OTHER.format("low", "high"), _low_first),
    Slip(
        "two-equations-only",
        "only the first two entries of the gradient are used. " + ALL_ENTRIES,
        lambda G, b: np.linalg.solve(G[:2], b[:2]),
    ),
    Slip(
        "last-two-equations-only",
        "only the last two entries of the gradient are used. " + ALL_ENTRIES,
        lambda G, b: np.linalg.solve(G[-2:], b[-2:]),
    ),
    Slip(
        "entries-in-pairs",
        "the equations have been solved in pairs and the answers averaged. Pairs that hardly depend on the targets "
        "then count as much as the others. Take all of them into one least-squares problem.",
        _entry_by_entry,
    ),
    Slip(
        "quotients-averaged",
        "g0 has been divided by g1 and g2, entry by entry, and the quotients averaged. " + ALONE[0].upper() + ALONE[1:],
        _divided,
    ),
    Slip(
        "constant-column",
        "a column of ones has been added, as for an intercept. There is none: g0 stands on the other side already.",
        lambda G, b: least_squares(np.column_stack([G, np.ones(len(b))]), b)[:2],
    ),
    Slip(
        "sizes-divided",
        "the length of g0 has been divided by those of g1 and g2. " + ALL_ENTRIES,
        lambda G, b: np.linalg.norm(b) / np.linalg.norm(G, axis=0),
    ),
    Slip(
        "entries-summed",
        "the entries of the gradient have been added up before anything was solved. Each of them shall vanish.",
        _summed,
    ),
    Slip(
        "sizes-summed",
        "the sizes of the entries have been added up before anything was solved. Each entry is an equation of its own.",
        lambda G, b: _summed(np.abs(G), np.abs(b)),
    ),
    Slip(
        "assumed-to-add-to-one",
        "this assumes low + high = 1, as for 0.1 and 0.9. Nothing says so: there are two unknowns.",
        _adding_to_one,
    ),
    Slip(
        "not-scaled-back",
        "g1 and g2 have been made of length 1. Then the answer must be divided by their lengths.",
        _columns_of_length_1,
    ),
    Slip(
        "only-projected",
        "this is Gᵀ(-g0). It must still be multiplied by the inverse of GᵀG.",
        lambda G, b: G.T @ b,
    ),
    Slip(
        "gram-not-inverted",
        "Gᵀ(-g0) has been multiplied by GᵀG. Multiply by its inverse, or solve.",
        lambda G, b: G.T @ G @ (G.T @ b),
    ),
    Slip("smoothed-1", TINY, _held_up(1.0)),
    *(Slip(f"smoothed-{size:g}", TINY, _held_up(size)) for size in (0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6)),
)

TARGET_SITES = (
    Site(
        "g1",
        (
            Slip("g0-not-subtracted", NOT_SUBTRACTED, lambda g, g0: g(1, 0)),
            Slip("g0-added", "g0 has been added to gradient(1, 0). Subtract it.", lambda g, g0: g(1, 0) + g0),
            Slip(
                "subtracted-from-g0",
                "g1 is gradient(1, 0) - g0, not the other way round.",
                lambda g, g0: g0 - g(1, 0),
            ),
            Slip(
                "both-targets-at-once",
                "gradient(1, 1) - g0 is g1 + g2. Change one target only.",
                lambda g, g0: g(1, 1) - g0,
            ),
            Slip(
                "step-not-divided",
                "the difference is that of a step of 0.1. Divide by the step, or take a step of 1.",
                lambda g, g0: g(0.1, 0) - g0,
            ),
        ),
        "g1",
        called="the column of low",
    ),
    Site(
        "g2",
        (
            Slip("g0-not-subtracted", NOT_SUBTRACTED, lambda g, g0: g(0, 1)),
            Slip("g0-added", "g0 has been added to gradient(0, 1). Subtract it.", lambda g, g0: g(0, 1) + g0),
            Slip(
                "subtracted-from-g0",
                "g2 is gradient(0, 1) - g0, not the other way round.",
                lambda g, g0: g0 - g(0, 1),
            ),
            Slip(
                "both-targets-at-once",
                "gradient(1, 1) - g0 is g1 + g2. Change one target only.",
                lambda g, g0: g(1, 1) - g0,
            ),
            Slip(
                "step-not-divided",
                "the difference is that of a step of 0.1. Divide by the step, or take a step of 1.",
                lambda g, g0: g(0, 0.1) - g0,
            ),
            Slip(
                "g1-subtracted-too",
                "gradient(1, 0) has been subtracted from gradient(0, 1). Subtract g0, the gradient at (0, 0).",
                lambda g, g0: g(0, 1) - g(1, 0),
            ),
            Slip(
                "on-top-of-the-first",
                "gradient(1, 1) has g1 in it too: g2 is gradient(0, 1) - g0.",
                lambda g, g0: g(1, 1),
            ),
        ),
        "g2",
        called="the column of high",
    ),
    Site(
        "base",
        (
            Slip("g0-at-1-1", "g0 is the gradient at (0, 0), not at (1, 1).", lambda g: g(1, 1)),
            Slip("g0-at-0-1", "g0 is the gradient at (0, 0), not at (0, 1).", lambda g: g(0, 1)),
            Slip("g0-at-the-lesson", "g0 is the gradient at (0, 0), not at (0.1, 0.9).", lambda g: g(0.1, 0.9)),
            Slip("g0-in-the-middle", "g0 is the gradient at (0, 0), not at (½, ½).", lambda g: g(0.5, 0.5)),
        ),
        called="g0",
    ),
    Site(
        "other_side",
        (
            Slip(
                "sign-of-g0",
                "the sign is wrong: g0 + low g1 + high g2 shall vanish, so g0 goes to the other side with a minus.",
                lambda g0: g0,
            ),
            Slip("one-for-g0", "on the other side stands -g0, not ones.", np.ones_like),
            Slip(
                "g0-halved",
                "g0 has been halved, or g1 and g2 are twice as large as they are: g0 + low g1 + high g2 shall vanish.",
                lambda g0: -g0 / 2,
            ),
            Slip("absolute-g0", "g0 has lost its signs.", np.abs),
        ),
        called="the right-hand side",
    ),
    Site(
        "kept",
        (
            Slip(
                "last-entry-left-out",
                "the last entry of the gradient is left out. Use all of them.",
                lambda entries: entries[:-1],
            ),
            Slip(
                "first-entry-left-out",
                "the first entry of the gradient is left out. Use all of them.",
                lambda entries: entries[1:],
            ),
            Slip("first-weights-only", ONLY.format("the weights W1"), lambda entries: entries[:-5]),
            Slip("hidden-layer-only", ONLY.format("the hidden layer"), lambda entries: entries[:-3]),
            Slip("output-layer-only", ONLY.format("the output unit"), lambda entries: entries[-3:]),
            Slip("output-weights-only", ONLY.format("the weights w2"), lambda entries: entries[-3:-1]),
            Slip("weights-only", ONLY.format("the weights"), lambda e: np.concatenate([e[:-5], e[-3:-1]])),
            Slip("biases-only", ONLY.format("the biases"), lambda e: np.concatenate([e[-5:-3], e[-1:]])),
            Slip("every-other-entry", "every other entry of the gradient is left out.", lambda entries: entries[::2]),
            Slip(
                "first-half",
                "only the first half of the gradient is used. " + ALL_ENTRIES,
                lambda entries: entries[: len(entries) // 2],
            ),
            Slip("first-three", "only the first three entries are used. " + ALL_ENTRIES, lambda entries: entries[:3]),
            Slip("squared-entries", "the entries have been squared before anything was solved.", np.square),
        ),
    ),
    Site("solve", SOLUTIONS),
    Site(
        "pair",
        (
            Slip(
                "low-and-high-exchanged",
                "low and high are exchanged: low belongs to what changes in gradient(1, 0).",
                lambda low, high: (high, low),
            ),
            Slip("one-minus-high", "1 - high has been returned for high.", lambda low, high: (low, 1 - high)),
            Slip(
                "low-twice",
                "high is 1 - low here. The two are independent unknowns.",
                lambda low, high: (low, 1 - low),
            ),
            Slip(
                "high-twice",
                "low is 1 - high here. The two are independent unknowns.",
                lambda low, high: (1 - high, high),
            ),
        ),
    ),
)

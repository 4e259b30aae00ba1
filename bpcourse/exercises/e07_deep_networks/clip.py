"""Task 07.4: clip a gradient by its norm."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.slips import Site, Slip


def _norm(grads):
    return np.sqrt(sum((g * g).sum() for g in grads))


def _clip(
    grads,
    limit,
    *,
    length=_norm,
    factor=lambda length, limit: limit / length if length > limit else 1.0,
    apply=lambda grads, factor: [factor * g for g in grads],
    whole=None,
):
    """Return the list of shortened arrays; each keyword is a piece that a slip may replace.

    ``whole``, if given, makes the list of the gradients and the limit, in place of all others.
    """
    return whole(grads, limit) if whole else apply(grads, factor(length(grads), limit))


def _all(grads):
    return np.concatenate([g.ravel() for g in grads])


def _over(limit, length):
    """Return limit / length, and 1 where the length is 0: those who add something tiny get zeros for zeros."""
    return limit / length if length else 1.0


def _apart(norm):
    """Return what shortens every array by a norm of its own."""
    return lambda grads, limit: [g * min(1.0, _over(limit, norm(g))) for g in grads]


# --- the slips

ONE_LENGTH = "The length of the whole gradient is √(Σ g²), the sum over all entries of all arrays."
LENGTHS = (
    Slip(
        "square-of-the-norm",
        "the sum of the squares stands where the length belongs, its root.",
        lambda grads: sum((g * g).sum() for g in grads),
    ),
    Slip(
        "sum-of-the-norms",
        f"the norms of the arrays have been added. {ONE_LENGTH}",
        lambda grads: sum(np.linalg.norm(g) for g in grads),
    ),
    Slip(
        "mean-of-the-norms",
        f"the norms of the arrays have been averaged. {ONE_LENGTH}",
        lambda grads: np.mean([np.linalg.norm(g) for g in grads]),
    ),
    Slip(
        "largest-norm",
        f"the largest of the norms has been taken. {ONE_LENGTH}",
        lambda grads: max(np.linalg.norm(g) for g in grads),
    ),
    Slip(
        "root-of-the-sum-of-norms",
        f"the norms have been added and then the root taken. Add their squares. {ONE_LENGTH}",
        lambda grads: np.sqrt(sum(np.linalg.norm(g) for g in grads)),
    ),
    Slip("largest-entry", f"the largest |g| has been taken. {ONE_LENGTH}", lambda grads: np.abs(_all(grads)).max()),
    Slip(
        "sum-of-absolutes",
        f"|g| has been added: that is the L1 norm. {ONE_LENGTH}",
        lambda grads: np.abs(_all(grads)).sum(),
    ),
    Slip(
        "rms-for-norm",
        f"the rms has been taken, divided by the number of entries. {ONE_LENGTH}",
        lambda grads: np.sqrt((_all(grads) ** 2).mean()),
    ),
    Slip(
        "mean-squares-of-the-arrays",
        f"the mean squares of the arrays have been added. {ONE_LENGTH}",
        lambda grads: np.sqrt(sum((g * g).mean() for g in grads)),
    ),
    Slip("mean-square", f"the mean square has been taken. {ONE_LENGTH}", lambda grads: (_all(grads) ** 2).mean()),
    Slip(
        "signs-cancel",
        f"the entries have been added, and their signs cancel. {ONE_LENGTH}",
        lambda grads: abs(_all(grads).sum()),
    ),
    Slip("first-array-only", f"only the first array is counted. {ONE_LENGTH}", lambda grads: np.linalg.norm(grads[0])),
    Slip(
        "last-array-only",
        f"only the last array is counted: = stands where += belongs. {ONE_LENGTH}",
        lambda grads: np.linalg.norm(grads[-1]),
    ),
    Slip("first-array-missing", f"the first array is not counted. {ONE_LENGTH}", lambda grads: _norm(grads[1:])),
    Slip("last-array-missing", f"the last array is not counted. {ONE_LENGTH}", lambda grads: _norm(grads[:-1])),
    Slip(
        "matrices-only",
        f"only the matrices are counted, and not the vectors of the biases. {ONE_LENGTH}",
        lambda grads: _norm([g for g in grads if g.ndim == 2]),
    ),
    Slip(
        "largest-singular-values",
        f"np.linalg.norm(g, 2) of a matrix is its largest singular value. {ONE_LENGTH}",
        lambda grads: np.sqrt(sum(np.linalg.norm(g, 2) ** 2 for g in grads)),
    ),
    Slip(
        "variances",
        f"the deviation has been taken in place of the length. {ONE_LENGTH}",
        lambda grads: _all(grads).std(),
    ),
)

FACTORS = (
    Slip(
        "always-to-the-limit",
        "the gradient has been stretched to the limit where it was shorter. A short one stays as it is: the factor is "
        "at most 1.",
        lambda length, limit: _over(limit, length),
    ),
    Slip(
        "unit-length",
        "the gradient has length 1 afterwards, whatever the limit is. Multiply by limit / length.",
        lambda length, limit: _over(1, length),
    ),
    Slip(
        "unit-length",
        "long gradients have length 1 afterwards, whatever the limit is. Multiply by limit / length.",
        lambda length, limit: 1 / length if length > limit else 1.0,
    ),
    Slip(
        "upside-down",
        "the factor is upside down: length / limit. With min(1, ...) a long gradient stays, and a short one shrinks.",
        lambda length, limit: min(1.0, length / limit),
    ),
    Slip(
        "upside-down",
        "the factor is upside down: length / limit stretches what is too long already.",
        lambda length, limit: length / limit if length > limit else 1.0,
    ),
    Slip("upside-down", "the factor is upside down, and always used.", lambda length, limit: length / limit),
    Slip(
        "max-for-min",
        "max stands where min belongs: short gradients are stretched to the limit, and long ones stay.",
        lambda length, limit: max(1.0, _over(limit, length)),
    ),
    Slip("not-clipped", "nothing has been clipped.", lambda length, limit: 1.0),
    Slip(
        "times-the-limit",
        "long gradients have been multiplied by the limit. Divide by the length as well.",
        lambda length, limit: limit if length > limit else 1.0,
    ),
    Slip(
        "divided-by-the-limit",
        "long gradients have been divided by the limit. The factor is limit / length.",
        lambda length, limit: 1 / limit if length > limit else 1.0,
    ),
    Slip(
        "long-ones-dropped",
        "long gradients have become 0. Shorten them: their direction is still good.",
        lambda length, limit: 0.0 if length > limit else 1.0,
    ),
    Slip(
        "limit-over-one-plus-length",
        "1 has been added to the length: the factor is limit / length.",
        lambda length, limit: min(1.0, limit / (1 + length)),
    ),
    Slip(
        "root-of-the-factor",
        "the root of the factor has been taken.",
        lambda length, limit: min(1.0, _over(limit, length)) ** 0.5,
    ),
    Slip(
        "factor-squared",
        "the gradient has been multiplied by the factor twice.",
        lambda length, limit: min(1.0, _over(limit, length)) ** 2,
    ),
    Slip(
        "compared-with-one",
        "the length has been compared with 1, or its square with the limit. Compare the length with the limit.",
        lambda length, limit: limit / length if length > 1 else 1.0,
    ),
    Slip(
        "soft-limit",
        "this is limit / (limit + length): all gradients are shortened. One that is short enough stays as it is.",
        lambda length, limit: limit / (limit + length),
    ),
)

APPLIED = (
    Slip(
        "factor-alone",
        "the factor itself has been returned for each array.",
        lambda grads, factor: [factor * np.ones_like(g) for g in grads],
    ),
    Slip(
        "first-array-shortened", "only the first array has been shortened.", lambda grads, f: [f * grads[0], *grads[1:]]
    ),
    Slip(
        "last-array-shortened", "only the last array has been shortened.", lambda grads, f: [*grads[:-1], f * grads[-1]]
    ),
    Slip(
        "matrices-shortened",
        "only the matrices have been shortened. All arrays get the same factor, or the direction changes.",
        lambda grads, factor: [factor * g if g.ndim == 2 else g for g in grads],
    ),
    Slip(
        "negative", "the sign is wrong: a step is not part of it.", lambda grads, factor: [-factor * g for g in grads]
    ),
    Slip("absolute", "the signs are lost.", lambda grads, factor: [factor * np.abs(g) for g in grads]),
)

EACH_ARRAY = (
    "every array has been shortened by a norm of its own. That changes the direction of the whole gradient, and its "
    "length may still be larger than the limit: one length, one factor for all."
)
EACH_ENTRY = (
    "every entry has been cut off at ±limit by itself. That changes the direction of the gradient: one length, one "
    "factor for all."
)
EACH_ROW = (
    "every row has been shortened by a norm of its own. That changes the direction of the whole gradient: one length, "
    "one factor for all."
)


def _rows(grads, limit):
    norms = [np.linalg.norm(g, axis=-1, keepdims=True) for g in grads]
    return [g * limit / np.maximum(limit, norm) for g, norm in zip(grads, norms, strict=True)]


def _split(grads, limit):
    """Return the arrays shortened in two groups: matrices and vectors."""
    norms = {d: _norm([g for g in grads if g.ndim == d]) for d in (1, 2)}
    return [g * min(1.0, _over(limit, norms[g.ndim])) for g in grads]


def _share_each(grads, limit):
    return _apart(np.linalg.norm)(grads, limit / len(grads) ** 0.5)


WHOLE = (
    Slip("each-entry", EACH_ENTRY, lambda grads, limit: [np.clip(g, -limit, limit) for g in grads]),
    Slip(
        "each-entry",
        "entries above the limit have been cut off, negative ones not. One length, one factor for all.",
        lambda grads, limit: [np.minimum(g, limit) for g in grads],
    ),
    Slip("each-array", EACH_ARRAY, _apart(np.linalg.norm)),
    Slip("each-array", EACH_ARRAY, _share_each),
    Slip(
        "each-array-to-the-limit",
        "every array has been brought to the limit by a norm of its own, short ones stretched. One length, one factor "
        "for all, and at most 1.",
        lambda grads, limit: [g * _over(limit, np.linalg.norm(g)) for g in grads],
    ),
    Slip(
        "long-arrays-only",
        "only arrays that are longer than the limit by themselves have been shortened. One factor for all.",
        lambda grads, limit: [g * limit / _norm(grads) if np.linalg.norm(g) > limit else g for g in grads],
    ),
    Slip(
        "length-so-far",
        "each array has been shortened by the length of those up to it. First add up all squares, then shorten.",
        lambda grads, limit: [g * min(1.0, _over(limit, _norm(grads[: i + 1]))) for i, g in enumerate(grads)],
    ),
    Slip(
        "limit-subtracted",
        "the limit has been subtracted from every entry. Multiply by one factor.",
        lambda grads, limit: [g - limit if _norm(grads) > limit else g for g in grads],
    ),
    Slip("each-array-by-its-largest", EACH_ARRAY, _apart(lambda g: np.abs(g).max())),
    Slip("each-row", EACH_ROW, _rows),
    Slip(
        "weights-and-biases-apart",
        "weights and biases have been shortened each by a norm of their own. One length, one factor for all.",
        _split,
    ),
    Slip(
        "each-entry-by-the-root",
        "every entry has been cut off at ±limit/√P. One length, one factor for all.",
        lambda grads, limit: [np.clip(g, -(c := limit / _all(grads).size ** 0.5), c) for g in grads],
    ),
)


# --- the task


FOUR = ((4, 3), (4,), (2, 4), (2,))
SIX = ((5, 2), (5,), (3, 5), (3,), (4, 3), (4,))
THREE = ((3, 7), (3,), (2, 3))
SQUARE = ((4, 4), (4,), (4, 4), (4,))


def _draw_gradient(shapes: tuple, ratio: tuple[float, float], limit: tuple[float, float], shares: tuple = ()):
    """Return a draw of arrays whose length is ``ratio`` times the limit; ``shares`` says how large each array is."""

    def draw(rng):
        most = float(np.round(rng.uniform(*limit), 3))
        sizes = rng.uniform(0.8, 1.3, len(shapes)) * (shares or 1.0)
        arrays = [size * rng.normal(0.2, 1, shape) for size, shape in zip(sizes, shapes, strict=True)]
        scale = most * rng.uniform(*ratio) / _norm(arrays)
        return [scale * g for g in arrays], most

    return draw


def _draw_zero(rng):
    return [np.zeros(shape) for shape in ((3, 6), (3,))], round(float(rng.uniform(0.5, 2)), 3)


CLIP = FunctionTask(
    id="07.4",
    title="Clip a gradient by its norm",
    misconceptions="each array or each entry by itself; the root missing; short gradients stretched; 0/0 where the "
    "gradient is zero",
    answer="clip",
    difficulty=2,
    minutes=15,
    section="lesson 7a, section 9",
    names=("clipped",),
    oracle=_clip,
    sites=(
        Site("length", LENGTHS, called="the length"),
        Site("factor", FACTORS, called="the factor"),
        Site("whole", WHOLE),
        Site("apply", APPLIED),
    ),
    parts=(
        Part("a long gradient", 0.25, _draw_gradient(FOUR, (6, 9), (0.5, 0.8))),
        Part("a short one", 0.25, _draw_gradient(SIX, (0.75, 0.9), (2, 3))),
        Part("a shorter one", 0.25, _draw_gradient(THREE, (0.4, 0.6), (0.6, 1.2))),
        Part(
            "a very long one, mostly in one layer",
            0.25,
            _draw_gradient(SQUARE, (20, 40), (1.3, 1.8), (0.01, 0.05, 1, 0.3)),
        ),
        Part("one a little too long", 0.25, _draw_gradient(THREE, (1.2, 1.45), (1.3, 1.8)), telling=False),
        Part("a gradient of zero", 0.25, _draw_zero, telling=False),
    ),
    hints=(
        "The length is np.sqrt of the sum, over all arrays, of (g ** 2).sum().",
        "The factor is limit / length where the length is larger than the limit, and 1 otherwise.",
        "[factor * g for g in grads]: a new list of new arrays, all with the same factor.",
    ),
    insight="One factor for all keeps the direction: clipping bounds the step, and makes no direction better.",
)

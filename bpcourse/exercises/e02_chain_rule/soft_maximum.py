"""Task 02.4: a new operation, y = ln(e^a + e^b) with broadcasting."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale


def _in_front(g, shape, total=np.sum):
    """Return g summed over the axes that an argument of this shape does not have."""
    return total(g, axis=tuple(range(g.ndim - len(shape)))) if g.ndim > len(shape) else g


def _of_length_1(g, shape, total=np.sum):
    """Return g summed over the axes along which an argument of this shape has one entry, which stay."""
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and g.shape[i] > 1)
    return total(g, axis=axes, keepdims=True) if axes else g


def _share(x, y, _other):
    return np.exp(x - y)


def _shares(
    g,
    y,
    a,
    b,
    *,
    slopes=_share,
    slope_a=None,
    slope_b=None,
    times=lambda g, slope, y: g * slope,
    back=None,
    missing=_in_front,
    repeated=_of_length_1,
):
    """Return (share_a, share_b); each keyword is a piece that a slip may replace.

    A slope is a function of its own argument, y, and the other argument.  ``back`` stands for the sums over the missing
    axes and over those of length 1 together.
    """
    share_a, share_b = times(g, (slope_a or slopes)(a, y, b), y), times(g, (slope_b or slopes)(b, y, a), y)
    back = back or (lambda g, shape: repeated(missing(g, shape), shape))
    return back(share_a, a.shape), back(share_b, b.shape)


# --- the slopes


def _quotient(x, other, limit=np.inf):
    """Return e^x / (e^x + e^other), the arguments kept below a limit."""
    up, down = np.exp(np.clip(x, -limit, limit)), np.exp(np.clip(other, -limit, limit))
    return up / (up + down)


OVERFLOW = (
    "e^a overflows at 1000, and vanishes at -1000, where the quotient becomes 0/0. The result y is at hand: "
    "e^a / (e^a + e^b) = e^{a - y}."
)
COVERED = "the overflow has been covered by {}, and the share is wrong there. Use y: e^{{a - y}} does not overflow."
ADDED = "something tiny has been added to e^a + e^b. That avoids 0/0, but the share is wrong: e^{a - y} needs no help."


def _added(tiny: str) -> Slip:
    return Slip(f"added-{tiny}", ADDED, lambda x, y, other: np.exp(x) / (np.exp(x) + np.exp(other) + float(tiny)))


def _covered(name: str, cover) -> Slip:
    return Slip(f"covered-by-{name}", COVERED.format(name), lambda x, y, other: cover(_quotient(x, other)))


SLOPES = (
    Slip(
        "like-add",
        "the whole gradient is handed on, as in an addition. The slopes of the logarithm and of the exponentials are "
        "missing: e^a / (e^a + e^b) for a.",
        lambda x, y, other: 1.0 + 0 * y,
    ),
    Slip(
        "shares-exchanged",
        "the slope is that of the other argument. The larger argument gets the larger share.",
        lambda x, y, other: np.exp(other - y),
    ),
    Slip(
        "outer-slope-only",
        "this is the outer slope alone, 1 / (e^a + e^b). The inner one, e^a for a, is missing.",
        lambda x, y, other: np.exp(-y),
    ),
    Slip(
        "inner-slope-only",
        "this is the inner slope alone, e^a for a. The outer one, 1 / (e^a + e^b), is missing.",
        lambda x, y, other: np.exp(x) + 0 * y,
    ),
    Slip(
        "hard-maximum",
        "this is the rule of the maximum, which gives everything to the larger argument. Here both get a share.",
        lambda x, y, other: (x > other) * 1.0,
    ),
    Slip("overflow", OVERFLOW, lambda x, y, other: _quotient(x, other)),
    Slip(
        "y-made-again",
        "y has been made again as ln(e^a + e^b), which overflows at 1000 and is ln 0 at -1000. The y that is given is "
        "right there: e^{a - y}.",
        lambda x, y, other: np.exp(x - np.log(np.exp(x) + np.exp(other))),
    ),
    Slip(
        "one-maximum",
        "something larger than a and b has been subtracted before e^a is taken: the largest number of the whole array, "
        "or 0 where both are negative. Where the numbers are far smaller, both become 0. Use y: e^{a - y}.",
        lambda x, y, other: _quotient(x - max(x.max(), other.max()), other - max(x.max(), other.max())),
    ),
    Slip(
        "clipped",
        "a and b have been kept within limits, so that e^a does not overflow. Beyond the limits both look equally "
        "large, and the shares are wrong. Use y: e^{a - y}.",
        lambda x, y, other: _quotient(x, other, 500),
    ),
    Slip(
        "clipped-above",
        "a and b have been kept below a limit, so that e^a does not overflow. Above it both look equally large, and "
        "far below 0 the quotient is 0/0. Use y: e^{a - y}.",
        lambda x, y, other: _quotient(np.minimum(x, 500), np.minimum(other, 500)),
    ),
    _covered("0", lambda p: np.nan_to_num(p)),
    _covered("1", lambda p: np.nan_to_num(p, nan=1.0)),
    *(_added(tiny) for tiny in ("1e-8", "1e-7", "1e-6", "1e-5")),
    Slip(
        "difference-not-exponential",
        "a - y stands where e^{a - y} belongs: that is the logarithm of the slope.",
        lambda x, y, other: x - y,
    ),
    Slip(
        "upside-down",
        "e^{y - a} stands where e^{a - y} belongs: the slope is upside down.",
        lambda x, y, other: np.exp(y - x),
    ),
    Slip(
        "sigmoid-of-one",
        "this is the sigmoid of one argument alone. The slope depends on both: it is the sigmoid of a - b for a.",
        lambda x, y, other: 1 / (1 + np.exp(-x)) + 0 * y,
    ),
    Slip(
        "sigmoid-of-y",
        "this is the sigmoid of y. The slope is the sigmoid of a - b for a, or e^{a - y}.",
        lambda x, y, other: 1 / (1 + np.exp(-y)),
    ),
    Slip(
        "without-exponentials",
        "a / (a + b) stands where e^a / (e^a + e^b) belongs.",
        lambda x, y, other: x / (x + other),
    ),
    Slip(
        "divided-by-y",
        "e^a / y stands where e^a / e^y belongs: y is the logarithm of the sum.",
        lambda x, y, other: np.exp(x) / y,
    ),
    Slip(
        "slope-of-the-share",
        "p (1 - p) is the slope of the sigmoid. Here p = e^{a - y} itself is the slope.",
        lambda x, y, other: np.exp(x - y) * np.exp(other - y),
    ),
    Slip(
        "softmax-over-entries",
        "this is a softmax over the entries of one argument. Here each entry of a is held against the entry of b in "
        "the same place: e^{a - y}.",
        lambda x, y, other: np.exp(x - x.max()) / np.exp(x - x.max()).sum() + 0 * y,
    ),
    Slip(
        "softmax-over-a-row",
        "this is a softmax over each row of one argument. Here each entry of a is held against the entry of b in the "
        "same place: e^{a - y}.",
        lambda x, y, other: (e := np.exp(x - x.max(axis=-1, keepdims=True))) / e.sum(axis=-1, keepdims=True) + 0 * y,
    ),
    Slip(
        "sigmoid-turned",
        "this is the sigmoid of minus the argument. The slope is the sigmoid of a - b for a, or e^{a - y}.",
        lambda x, y, other: 1 / (1 + np.exp(x)) + 0 * y,
    ),
    Slip(
        "one-over-y",
        "1/y stands where 1/(e^a + e^b) = e^-y belongs, and the inner slope e^a is missing.",
        lambda x, y, other: 1 / y,
    ),
    Slip(
        "exponential-of-the-difference",
        "e^{a - b} stands where e^a / (e^a + e^b) = e^{a - y} belongs.",
        lambda x, y, other: np.exp(x - other),
    ),
    Slip(
        "argument-for-exponential",
        "a e^-y stands where e^a e^-y belongs: the argument has been taken for the slope of the exponential.",
        lambda x, y, other: x * np.exp(-y),
    ),
    Slip(
        "slope-of-the-share-alone",
        "p (1 - p) with p = σ(a) is the slope of a sigmoid. Here the slope is e^{a - y}.",
        lambda x, y, other: np.exp(-x) / (1 + np.exp(-x)) ** 2 + 0 * y,
    ),
    Slip(
        "one-minus-y",
        "y (1 - y) is the slope of a sigmoid, written with its value. Here the slope is e^{a - y}.",
        lambda x, y, other: y * (1 - y),
    ),
    Slip(
        "one-minus-y-squared",
        "1 - y² is the slope of tanh. Here the slope is e^{a - y}.",
        lambda x, y, other: 1 - y * y,
    ),
    Slip(
        "one-over-a",
        "1/a is the slope of ln a. The logarithm is taken of e^a + e^b, and e^a has a slope of its own.",
        lambda x, y, other: 1 / x + 0 * y,
    ),
    Slip(
        "one-over-the-sum-of-arguments",
        "1/(a + b) is the slope of ln(a + b). Here y = ln(e^a + e^b).",
        lambda x, y, other: 1 / (x + other),
    ),
    Slip("share-rooted", "the root of the slope has been taken.", lambda x, y, other: np.exp((x - y) / 2)),
    Slip("base-2", "2^{a - y} stands where e^{a - y} belongs.", lambda x, y, other: 2.0 ** (x - y)),
    Slip("share-squared", "the slope has been multiplied in twice.", lambda x, y, other: np.exp(2 * (x - y))),
    Slip(
        "half-each",
        "each argument gets one half. The larger one has the larger share.",
        lambda x, y, other: 0.5 + 0 * y,
    ),
    Slip("negative-share", "the sign is wrong: y grows with each argument.", lambda x, y, other: -np.exp(x - y)),
    Slip("argument-for-slope", "the argument itself stands where its slope belongs.", lambda x, y, other: x + 0 * y),
    Slip(
        "other-argument-for-slope",
        "the other argument stands where the slope belongs, as in a product.",
        lambda x, y, other: other + 0 * y,
    ),
    Slip("y-for-slope", "y itself stands where the slope belongs.", lambda x, y, other: y),
    Slip("sum-for-slope", "e^y, the sum itself, stands where the slope belongs.", lambda x, y, other: np.exp(y)),
)

OF_ONE = {
    "like-add",
    "shares-exchanged",
    "outer-slope-only",
    "inner-slope-only",
    "overflow",
    "negative-share",
    "argument-for-slope",
    "other-argument-for-slope",
    "difference-not-exponential",
    "share-squared",
}  # where both slopes are not wrong alike
SLOPES_OF_ONE = tuple(slip for slip in SLOPES if slip.id in OF_ONE)

TIMES = (
    Slip(
        "g-missing",
        "these are the slopes. The gradient g that comes from above must be multiplied in.",
        lambda g, slope, y: slope + 0 * g,
    ),
    Slip("g-added", "g has been added to the slope. Multiply by it.", lambda g, slope, y: g + slope),
    Slip("g-squared", "g has been multiplied in twice.", lambda g, slope, y: g * g * slope),
    Slip("g-absolute", "the sign of g has been lost.", lambda g, slope, y: np.abs(g) * slope),
    Slip("divided-by-slope", "g has been divided by the slope. Multiply by it.", lambda g, slope, y: g / slope),
    Slip("divided-by-g", "the slope has been divided by g. Multiply by it.", lambda g, slope, y: slope / g),
    Slip("times-y", "y has been multiplied in besides.", lambda g, slope, y: g * slope * y),
    Slip("divided-by-y-too", "this has been divided by y.", lambda g, slope, y: g * slope / y),
    Slip("one-g-for-all", "all entries get the same g, the sum of all.", lambda g, slope, y: g.sum() * slope),
    Slip("mean-g-for-all", "all entries get the same g, the mean of all.", lambda g, slope, y: g.mean() * slope),
)

# --- the way back to the shape of an argument

NOT_SUMMED = (
    "an argument that was repeated along an axis has had an influence in every row: sum its gradient over that axis, "
    "back to the shape of the argument."
)
MEAN = "the repeated argument gets the mean here. Its influences add up: take the sum."
WRONG_AXIS = (
    "the sum runs over the wrong axis. A row of shape (n,) is repeated along axis 0, a column (m, 1) along axis 1. In "
    "a square array no shape warns you."
)
NO_KEEPDIMS = "columns of shape (m, 1) get back a share of shape (m,). Keep the axis: keepdims=True."


def _fitting(g, shape):
    """Return a wrong axis summed; g itself where nothing was repeated."""
    return g.sum(axis=-1) if g.ndim > len(shape) else g


def _fitting_column(g, shape):
    return g if g.shape == shape else g.sum(axis=0, keepdims=True)


MISSING = (
    Slip("not-summed", NOT_SUMMED, lambda g, shape: g),
    Slip("mean-for-sum", MEAN, lambda g, shape: _in_front(g, shape, np.mean)),
    Slip("wrong-axis", WRONG_AXIS, _fitting),
    Slip(
        "largest-for-sum",
        "the repeated argument gets the largest of its influences. They add up.",
        lambda g, shape: _in_front(g, shape, np.max),
    ),
    Slip(
        "first-only",
        "only the first of the influences of a repeated argument is counted. They add up.",
        lambda g, shape: g[0] if g.ndim > len(shape) else g,
    ),
    Slip(
        "last-only",
        "only the last of the influences of a repeated argument is counted. They add up.",
        lambda g, shape: g[-1] if g.ndim > len(shape) else g,
    ),
    Slip(
        "axis-kept",
        "the axis that the argument does not have has been kept: no keepdims there.",
        lambda g, shape: g.sum(axis=0, keepdims=True) if g.ndim > len(shape) else g,
    ),
    Slip(
        "summed-to-a-number",
        "the sum runs over all axes. Only those are summed along which the argument was repeated.",
        lambda g, shape: g.sum() if g.ndim > len(shape) else g,
    ),
)

REPEATED = (
    Slip("not-summed", NOT_SUMMED, lambda g, shape: g),
    Slip("mean-for-sum", MEAN, lambda g, shape: _of_length_1(g, shape, np.mean)),
    Slip("wrong-axis", WRONG_AXIS, _fitting_column),
    Slip(
        "keepdims-lost",
        NO_KEEPDIMS,
        lambda g, shape: g if g.shape == shape or 1 not in shape else _of_length_1(g, shape).ravel(),
    ),
    Slip("largest-for-sum", MISSING[3].words, lambda g, shape: _of_length_1(g, shape, np.max)),
    Slip("first-only", MISSING[4].words, lambda g, shape: g[:, :1] if 1 in shape else g),
    Slip("last-only", MISSING[5].words, lambda g, shape: g[:, -1:] if 1 in shape else g),
    Slip("summed-to-a-number", MISSING[7].words, lambda g, shape: g.sum() if 1 in shape else g),
)


def _both(missing, repeated):
    return lambda g, shape: repeated(missing(g, shape), shape)


SPREAD = (
    "the {} over all entries has been put into every entry of the argument. Only over those axes along which it was "
    "repeated is the gradient summed; entries that were not repeated keep their own."
)
BACK = (
    *(
        Slip(one.id, one.words, _both(one.piece, other.piece))
        for one in MISSING
        for other in REPEATED
        if one.id == other.id
    ),
    Slip("sum-spread", SPREAD.format("sum"), lambda g, shape: np.full(shape, g.sum())),
    Slip("mean-spread", SPREAD.format("mean"), lambda g, shape: np.full(shape, g.mean())),
    Slip(
        "always-a-number",
        "the gradient has been summed over all axes, to one number. It has the shape of the argument: sum only over "
        "the axes along which that was repeated.",
        lambda g, shape: g.sum(),
    ),
    Slip(
        "always-over-rows",
        "the sum runs over axis 0, whether or not the argument was repeated along it. Compare the shapes first.",
        lambda g, shape: g.sum(axis=0),
    ),
    Slip(
        "always-over-rows-kept",
        "the sum runs over axis 0, whether or not the argument was repeated along it. Compare the shapes first.",
        lambda g, shape: g.sum(axis=0, keepdims=True),
    ),
    Slip(
        "always-over-columns",
        "the sum runs over axis 1, whether or not the argument was repeated along it. Compare the shapes first.",
        lambda g, shape: g.sum(axis=1),
    ),
    Slip(
        "spread-again",
        "the sums have been spread over all rows and columns again. The share has the shape of the argument.",
        lambda g, shape: np.broadcast_to(_of_length_1(_in_front(g, shape), shape), g.shape),
    ),
    Slip(
        "rows-spread",
        "the sum over axis 0 has been put into every row of the argument. Sum only where it was repeated.",
        lambda g, shape: np.broadcast_to(g.sum(axis=0), shape),
    ),
    Slip(
        "cut-to-shape",
        "the gradient has been cut to the size of the argument. The rest counts too: sum it.",
        lambda g, shape: np.ravel(g)[: int(np.prod(shape))].reshape(shape),
    ),
)


def _product_of_sums(g, y, a, b):
    def share(slope, shape):
        return back(g, shape) * back(np.broadcast_to(slope, g.shape), shape)

    def back(g, shape):
        return _of_length_1(_in_front(g, shape), shape)

    return share(np.exp(a - y), a.shape), share(np.exp(b - y), b.shape)


def _draw_operation(shape_a, shape_b, offset=0.0):
    def draw(rng):
        n = max(shape_a[-1], shape_b[-1])
        high_and_low = np.where(np.arange(n) % 2, offset, -offset) if offset else 0.0
        a, b = rng.normal(0, 1.5, shape_a) + high_and_low, rng.normal(0, 1.5, shape_b) + high_and_low
        y = np.logaddexp(a, b)
        return rng.normal(1, 1, y.shape), y, a, b

    return draw


SOFT_MAXIMUM = FunctionTask(
    id="02.4",
    title="A new operation goes backward",
    misconceptions="the repeated argument not summed, or averaged; the axis lost; e^a where it overflows",
    answer="soft_maximum_vjp",
    difficulty=3,
    minutes=25,
    section="lesson 2, sections 6 and 7",
    names=("share_a", "share_b"),
    oracle=_shares,
    sites=(
        Site("slopes", SLOPES, called="the slope"),
        Site("back", BACK),
        Site("times", TIMES, called="what is handed on"),
        Site("slope_a", SLOPES_OF_ONE, "share_a"),
        Site("slope_b", SLOPES_OF_ONE, "share_b"),
        Site("missing", MISSING, "the missing axes"),
        Site("repeated", REPEATED, "the axes of length 1"),
    ),
    scales=lambda g, y, a, b: (
        Scale(len(g), "repeats", f"{len(g)}, the number of rows"),
        Scale(g.shape[1], "repeats", f"{g.shape[1]}, the number of columns"),
    ),
    parts=(
        Part("equal shapes", 0.5, _draw_operation((6, 4), (6, 4))),
        Part("an array and a row", 0.75, _draw_operation((6, 4), (4,))),
        Part("a square array and a row", 0.5, _draw_operation((5, 5), (5,)), telling=False),
        Part("a row and a column", 0.75, _draw_operation((4,), (6, 1))),
        Part("arguments of a thousand", 0.5, _draw_operation((7, 3), (3,), 1000.0)),
    ),
    mistakes=(
        Mistake(
            "product-of-sums",
            "g and the slope have been summed one by one and then multiplied. Multiply entry by entry first, then sum.",
            _product_of_sums,
        ),
        Mistake(
            "hard-maximum",
            "This is the rule of the maximum, which gives everything to the larger argument. Here both get a share.",
            lambda g, y, a, b: _shares(
                g, y, a, b, slope_a=lambda x, y, o: (x > o) * 1.0, slope_b=lambda x, y, o: (x >= o) * 1.0
            ),
        ),
        Mistake(
            "whole-and-rest",
            "The share of b is g minus the share of a, but here it is made after the share of a was summed back to its "
            "shape. Subtract first, then sum.",
            lambda g, y, a, b: (_shares(g, y, a, b)[0], g - _shares(g, y, a, b)[0]),
        ),
    ),
    hints=(
        "The slope of y with respect to a is e^a / (e^a + e^b) = e^{a - y}. Multiply by g: this has the shape of y.",
        "Compare that shape with a.shape. Axes that are missing in front, and axes of length 1, were repeated.",
        "Sum over the missing axes first, then over those of length 1 with keepdims=True.",
    ),
    insight=(
        "The two slopes, e^(a - y) and e^(b - y), add up to 1: they are a softmax of two numbers, the last layer "
        "of lesson 3, section 10."
    ),
)

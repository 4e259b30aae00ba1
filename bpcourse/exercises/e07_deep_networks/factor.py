"""Task 07.1: the factor of a layer."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.slips import Site, Slip


def _rms(d):
    return np.sqrt((d * d).mean())


def _factor(
    D,
    *,
    layers=lambda D: D[1:],
    size=_rms,
    ends=lambda sizes: (sizes[0], sizes[-1]),
    ratio=lambda first, last: first / last,
    rooted=lambda ratio, L: ratio ** (1 / (L - 1)),
    over=None,
):
    """Return the mean factor of a layer; each keyword is a piece that a slip may replace.

    ``over``, if given, makes the factor of the sizes of all layers, in place of ``ends``, ``ratio`` and ``rooted``.
    """
    sizes = np.array([size(d) for d in layers(D)])
    return over(sizes) if over else rooted(ratio(*ends(sizes)), len(D) - 1)


# --- the slips

WIDTH = "Layers have different widths: take the root of the mean of the squares over all entries."
SIZES = (
    Slip(
        "mean-square",
        "the mean square stands where its root belongs, so the factor comes out squared: that is χ, and the factor is "
        "√χ.",
        lambda d: (d * d).mean(),
    ),
    Slip(
        "norm-for-rms",
        f"the norm of δ has been taken, which grows with the number of units. {WIDTH}",
        np.linalg.norm,
    ),
    Slip("sum-of-squares", f"the squares have been added. {WIDTH}", lambda d: (d * d).sum()),
    Slip(
        "norm-over-size",
        "the norm has been divided by the number of entries. Under a root stands the mean: divide by the root of it.",
        lambda d: np.linalg.norm(d) / d.size,
    ),
    Slip(
        "mean-of-the-norms",
        f"the norms of the examples have been averaged. {WIDTH}",
        lambda d: np.linalg.norm(d, axis=1).mean(),
    ),
    Slip(
        "mean-of-the-rms",
        "the root has been taken for each example, and then the mean. First the mean of all squares, then one root.",
        lambda d: np.sqrt((d * d).mean(axis=1)).mean(),
    ),
    Slip(
        "mean-of-the-rms-of-units",
        "the root has been taken for each unit, and then the mean. First the mean of all squares, then one root.",
        lambda d: np.sqrt((d * d).mean(axis=0)).mean(),
    ),
    Slip(
        "mean-of-absolutes",
        "the mean of |δ| has been taken. The rms is the root of the mean of δ².",
        lambda d: np.abs(d).mean(),
    ),
    Slip("sum-of-absolutes", f"|δ| has been added up. {WIDTH}", lambda d: np.abs(d).sum()),
    Slip(
        "signs-cancel",
        "the mean of δ has been taken, in which positive and negative ones cancel. Square first.",
        lambda d: abs(d.mean()),
    ),
    Slip(
        "signs-cancel",
        "the mean of δ has been taken, in which positive and negative ones cancel. Square first.",
        lambda d: d.mean(),
    ),
    Slip("sum-of-errors", "δ has been added up, and positive and negative ones cancel. Square first.", np.sum),
    Slip("sum-of-errors", "δ has been added up, and its signs cancel. Square first.", lambda d: abs(d.sum())),
    Slip(
        "mean-over-the-examples-first",
        "δ has been averaged over the examples first: that is ∂C/∂b (BP3), in which examples cancel each other. Square "
        "first, then take the mean over all entries.",
        lambda d: _rms(d.mean(axis=0)),
    ),
    Slip(
        "mean-over-the-examples-first",
        "δ has been averaged over the examples first, and then the norm taken: that is the length of ∂C/∂b (BP3). "
        "Square first, then take the mean over all entries.",
        lambda d: np.linalg.norm(d.mean(axis=0)),
    ),
    Slip(
        "deviation",
        "the standard deviation has been taken: it leaves out the mean of δ, which belongs to its size.",
        np.std,
    ),
    Slip("variance", "the variance has been taken: it leaves out the mean of δ, and has no root.", np.var),
    Slip("largest-entry", "the largest |δ| has been taken. One entry tells little of a layer.", lambda d: abs(d).max()),
    Slip("largest-entry", "the largest δ has been taken. One entry tells little of a layer.", np.max),
    Slip("median-entry", "the median of |δ| has been taken.", lambda d: np.median(np.abs(d))),
    Slip(
        "largest-singular-value",
        "the norm of a matrix has been taken that is its largest singular value, np.linalg.norm(d, 2). Square the "
        "entries, take their mean, then the root.",
        lambda d: np.linalg.norm(d, 2),
    ),
    Slip("one-example", "only the first example is counted.", lambda d: _rms(d[0])),
    Slip("one-example", "only the last example is counted.", lambda d: _rms(d[-1])),
    Slip("one-unit", "only the first unit of each layer is counted.", lambda d: _rms(d[:, 0])),
    Slip("double-root", "the root has been taken twice.", lambda d: np.sqrt(_rms(d))),
    Slip(
        "root-of-the-mean-of-absolutes",
        "the root of the mean of |δ| has been taken. Square, do not take |δ|.",
        lambda d: np.sqrt(np.abs(d).mean()),
    ),
)

LAYERS = (
    Slip(
        "one-layer-short",
        "the last layer is left out. δ of the last layer is D[-1], and range(1, L) ends at L - 1.",
        lambda D: D[1:-1],
    ),
    Slip(
        "first-layer-missing", "layer 1 is left out. Index 0 is None, and index 1 is the first layer.", lambda D: D[2:]
    ),
)
ENDS = (
    Slip(
        "neighbours", "only layers 1 and 2 are compared. It is about all layers, from L to 1.", lambda s: (s[0], s[1])
    ),
    Slip(
        "neighbours-at-the-top",
        "only the two highest layers are compared. It is about all layers, from L to 1.",
        lambda s: (s[-2], s[-1]),
    ),
    Slip("top-alone", "δ of the first layer is missing.", lambda s: (1.0, s[-1])),
    Slip("first-alone", "it has not been compared with δ of the last layer.", lambda s: (s[0], 1.0)),
)
RATIOS = (
    Slip(
        "inverted",
        "this is upside down. δ goes from layer L to layer 1, so the rms of layer 1 stands on top: a factor below 1 "
        "means that δ vanishes.",
        lambda first, last: last / first,
    ),
    Slip(
        "difference-for-ratio", "two sizes have been subtracted. A factor is a ratio.", lambda first, last: first - last
    ),
    Slip("product-for-ratio", "two sizes have been multiplied. A factor is a ratio.", lambda first, last: first * last),
)
BRACKETS = "Mind the brackets: ratio ** (1 / (L - 1))."
ROOTS = (
    Slip(
        "all-layers-at-once",
        "this is what all layers together do. For one layer take the root with exponent 1/(L - 1).",
        lambda ratio, L: ratio,
    ),
    Slip(
        "as-many-factors-as-layers",
        "the exponent is 1/L, or L - 1 logarithms have been divided by L. From layer L down to layer 1 there are "
        "L - 1 steps.",
        lambda ratio, L: ratio ** (1 / L),
    ),
    Slip(
        "length-of-the-list",
        "the exponent is 1/len(D), and index 0 is None: the list has L + 1 entries, and there are L - 1 steps.",
        lambda ratio, L: ratio ** (1 / (L + 1)),
    ),
    Slip(
        "one-step-too-few",
        "the exponent is 1/(L - 2). From layer L to layer 1 there are L - 1 steps.",
        lambda ratio, L: ratio ** (1 / (L - 2)),
    ),
    Slip(
        "divided-by-the-steps",
        f"it has been divided by the number of steps. Factors multiply: take the root. {BRACKETS}",
        lambda ratio, L: ratio / (L - 1),
    ),
    Slip(
        "divided-by-the-layers",
        f"it has been divided by the number of layers. Factors multiply: take the root. {BRACKETS}",
        lambda ratio, L: ratio / L,
    ),
    Slip(
        "brackets",
        f"ratio ** 1 / L - 1 is (ratio / L) - 1. {BRACKETS}",
        lambda ratio, L: ratio / L - 1,
    ),
    Slip(
        "brackets",
        f"ratio ** (1 / L - 1) has the exponent (1/L) - 1. {BRACKETS}",
        lambda ratio, L: ratio ** (1 / L - 1),
    ),
    Slip(
        "power-for-root",
        f"it has been raised to the power L - 1. Take the root: the exponent is 1/(L - 1). {BRACKETS}",
        lambda ratio, L: ratio ** (L - 1),
    ),
    Slip("square-root", "the square root has been taken, whatever the depth.", lambda ratio, L: ratio**0.5),
    Slip(
        "logarithm",
        "this is the logarithm of the factor. Take exp of it.",
        lambda ratio, L: np.log(ratio) / (L - 1),
    ),
    Slip(
        "logarithm",
        "this is the decimal logarithm of the factor. Take 10 to the power of it.",
        lambda ratio, L: np.log10(ratio) / (L - 1),
    ),
    Slip(
        "exp-of-log10",
        "np.log10 and np.exp do not belong together: np.log and np.exp do.",
        lambda ratio, L: np.exp(np.log10(ratio) / (L - 1)),
    ),
    Slip(
        "ten-to-the-log",
        "np.log and a power of 10 do not belong together: np.log and np.exp do.",
        lambda ratio, L: 10 ** (np.log(ratio) / (L - 1)),
    ),
)

ARITHMETIC = (
    "the factors of the single layers have been averaged, {}. What L - 1 layers do is the product of their factors: "
    "its root with exponent 1/(L - 1), the geometric mean, is asked for."
)


def _steps(sizes):
    """Return the factor of each layer on the way down."""
    return sizes[:-1] / sizes[1:]


def _slope(sizes):
    return np.polyfit(np.arange(len(sizes)), np.log(sizes), 1)[0]


MEANS = (
    Slip("arithmetic-mean", ARITHMETIC.format("added and divided by L - 1"), lambda s: _steps(s).mean()),
    Slip(
        "arithmetic-mean",
        ARITHMETIC.format("upside down besides: the layer below stands on top"),
        lambda s: (1 / _steps(s)).mean(),
    ),
    Slip(
        "harmonic-mean", ARITHMETIC.format("upside down, and turned over again"), lambda s: 1 / (1 / _steps(s)).mean()
    ),
    Slip("median-factor", ARITHMETIC.format("by their median"), lambda s: np.median(_steps(s))),
    Slip("arithmetic-mean", ARITHMETIC.format("but added over L layers"), lambda s: _steps(s).sum() / len(s)),
    Slip(
        "root-mean-square-of-factors",
        "the root of the mean square has been taken of the factors, too. Take it of δ, and of the factors the "
        "geometric mean.",
        lambda s: _rms(_steps(s)),
    ),
    Slip("sum-of-factors", "the factors of the single layers have been added.", lambda s: _steps(s).sum()),
    Slip("mean-of-differences", "the sizes have been subtracted from each other.", lambda s: -np.diff(s).mean()),
    Slip(
        "fitted-line",
        "the logarithms have been fitted by a line. That is another mean, which looks at the layers between, too; "
        "asked for is the one with which L - 1 steps lead from the last layer to the first.",
        lambda s: np.exp(-_slope(s)),
    ),
    Slip(
        "fitted-line",
        "the logarithms have been fitted by a line, upwards. Asked for is the factor with which L - 1 steps lead from "
        "the last layer down to the first.",
        lambda s: np.exp(_slope(s)),
    ),
    Slip(
        "geometric-mean-of-sizes",
        "this is the geometric mean of the sizes. Asked for is that of the factors.",
        lambda s: np.exp(np.log(s).mean()),
    ),
    Slip(
        "as-a-list",
        "the factor of every single layer stands there. Asked for is one number, their geometric mean.",
        _steps,
    ),
)


# --- the task


def _draw_profile(m: int, *widths: int, factor: float):
    """Return a draw of δ with these widths; each layer has a factor of its own near ``factor``, and a mean beside 0."""

    def draw(rng):
        steps = rng.permutation(np.geomspace(0.6, 1.8, len(widths))) * factor
        sizes = np.cumprod(steps[::-1])[::-1] * rng.uniform(0.01, 0.1)
        D = [size * (rng.normal(0.4, 1, (m, n))) for size, n in zip(sizes, widths, strict=True)]
        return ([None, *D],)

    return draw


FACTOR = FunctionTask(
    id="07.1",
    title="The factor of a layer",
    misconceptions="the exponent $1/L$ for $1/(L-1)$; norms of layers of different widths; a mean of ratios that is "
    "arithmetic; upside down",
    answer="factor",
    difficulty=1,
    minutes=10,
    section="lesson 7a, section 3",
    names=("the factor",),
    oracle=_factor,
    sites=(
        Site("size", SIZES, called="the size of δ"),
        Site("ratio", RATIOS, called="the ratio"),
        Site("rooted", ROOTS, called="the root"),
        Site("over", MEANS),
        Site("ends", ENDS),
        Site("layers", LAYERS),
    ),
    parts=(
        Part("δ vanishes", 0.25, _draw_profile(7, 5, 8, 6, 3, factor=0.3)),
        Part("δ explodes", 0.25, _draw_profile(6, 4, 7, 9, 5, 8, 3, factor=2.5)),
        Part("more layers", 0.25, _draw_profile(5, 6, 4, 9, 7, 3, 8, 10, 2, factor=0.8)),
        Part("layers of equal width", 0.25, _draw_profile(4, 6, 6, 6, 6, 6, factor=0.5), telling=False),
    ),
    hints=(
        "The rms of a layer is np.sqrt((D[l] ** 2).mean()), over all examples and units.",
        "L - 1 steps lead from layer L to layer 1, and factor ** (L - 1) is what they do together.",
        "(rms(D[1]) / rms(D[-1])) ** (1 / (L - 1)), with L = len(D) - 1.",
    ),
    insight="It is the square root of χ: a factor of 0.9 for one layer leaves 0.5 % after fifty.",
)

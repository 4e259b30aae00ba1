"""Task 07.2: a start for any activation."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from bpcourse.exercises.e07_deep_networks.pooled import TOLERANCE, StartTask, generator
from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import Part
from bpcourse.tasks.slips import Site, Slip
from bplib.depth.mean_field import expectation

Array = np.ndarray


@lru_cache(maxsize=64)
def _compiled(source: Source) -> Callable:
    return source.function()


def _mean_square(f) -> float:
    return expectation(lambda z: f(z) ** 2)


def _start(
    n_out,
    n_in,
    f,
    rng,  # noqa: ARG001
    *,
    inputs=lambda n_out, n_in: n_in,
    moment=_mean_square,
    variance=lambda inputs, moment: 1 / (inputs * moment),
    deviation=np.sqrt,
    drawn=(1.0, 3.0),
) -> Array:
    """Return what is compared (see ``pooled.summary``); each keyword is a piece that a slip may replace.

    ``drawn`` are the mean square and the fourth moment of what is drawn, where the deviation is 1.
    """
    f = _compiled(f) if isinstance(f, Source) else f
    width = deviation(variance(inputs(n_out, n_in), moment(f)))
    return np.log([n_in * width**2 * drawn[0], drawn[1]])


# --- the slips

BACK = "Fewer outputs or more do not change the sum that makes z."
INPUTS = (
    Slip(
        "outputs-for-inputs",
        f"it has been divided by n_out. z is a sum over the inputs: it is n_in terms that must not grow. {BACK}",
        lambda n_out, n_in: n_out,
    ),
    Slip(
        "mean-of-inputs-and-outputs",
        "it has been divided by (n_in + n_out)/2: that is Glorot's compromise between both directions. Here q is kept "
        "on the way forward: n_in.",
        lambda n_out, n_in: (n_in + n_out) / 2,
    ),
    Slip(
        "inputs-and-outputs",
        f"it has been divided by n_in + n_out. {BACK}",
        lambda n_out, n_in: n_in + n_out,
    ),
    Slip(
        "inputs-missing",
        "the number of inputs does not count. z is a sum of n_in terms: divide the variance by n_in.",
        lambda n_out, n_in: 1,
    ),
    Slip(
        "root-of-inputs",
        "it has been divided by √n_in. That belongs to the deviation; the variance is divided by n_in.",
        lambda n_out, n_in: n_in**0.5,
    ),
    Slip("inputs-squared", "it has been divided by n_in twice.", lambda n_out, n_in: n_in**2),
    Slip(
        "brackets-around-the-sum",
        "brackets are missing: 2 / n_in + n_out is (2 / n_in) + n_out. Besides, n_out does not belong here.",
        lambda n_out, n_in: 1 / (2 / n_in + n_out),
    ),
    Slip("all-weights", f"it has been divided by n_in · n_out, the number of weights. {BACK}", lambda a, b: a * b),
    Slip(
        "harmonic-mean",
        "1/n_in and 1/n_out have been averaged. Here q is kept on the way forward: n_in.",
        lambda n_out, n_in: 2 / (1 / n_in + 1 / n_out),
    ),
    Slip("root-of-both", "it has been divided by √(n_in n_out).", lambda n_out, n_in: (n_in * n_out) ** 0.5),
    Slip("more-of-both", "it has been divided by the larger of n_in and n_out.", max),
    Slip("fewer-of-both", "it has been divided by the smaller of n_in and n_out.", min),
)


def _slope(f: Callable, z: Array) -> Array:
    return (f(z + 1e-5) - f(z - 1e-5)) / 2e-5


def _over(low: float, high: float) -> Callable:
    """Return the mean of f² over an interval, without a density."""
    z = np.linspace(low, high, 2000)
    return lambda f: float((f(z) ** 2).mean())


def _cut(reach: float, divided: bool) -> Callable:
    """Return E f² with an integral that ends at ± reach, divided by the probability to lie there or not."""

    def moment(f: Callable) -> float:
        inside = expectation(lambda z: (np.abs(z) < reach) * f(z) ** 2)
        return inside / expectation(lambda z: (np.abs(z) < reach) * 1.0) if divided else inside

    return moment


NO_DENSITY = (
    "f² has been averaged over an interval, with the same weight everywhere. z is normal: each f(z)² counts with the "
    "density e^(-z²/2)/√(2π)."
)
CUT = "the integral ends too early: beyond ±{} there is more. Go to ±8."
HERMITE = "np.polynomial.hermite.hermgauss belongs to e^(-x²)"
MOMENTS = (
    Slip(
        "slope-for-activation",
        "E f'² stands where E f² belongs: that keeps δ on its way back. For ReLU both are ½; in general they differ.",
        lambda f: expectation(lambda z: _slope(f, z) ** 2),
    ),
    Slip(
        "f-not-counted",
        "f does not count: this is the variance 1/n_in, right for f(z) = z alone.",
        lambda f: 1.0,
    ),
    Slip(
        "he-for-every-f",
        "this is He's variance 2/n_in, whatever f is. The 2 is 1/E f² of ReLU.",
        lambda f: 0.5,
    ),
    Slip(
        "mean-for-mean-square",
        "E f stands where E f² belongs. Square f(z) before the mean is taken.",
        expectation,
    ),
    Slip(
        "mean-for-mean-square",
        "|E f| stands where E f² belongs. Square f(z) before the mean is taken.",
        lambda f: abs(expectation(f)),
    ),
    Slip(
        "square-of-the-mean",
        "(E f)² stands where E f² belongs. First square, then take the mean.",
        lambda f: expectation(f) ** 2,
    ),
    Slip(
        "variance-for-mean-square",
        "the variance of f(z) stands where E f² belongs. What all activations have in common makes z large, too: the "
        "mean of f belongs to it.",
        lambda f: _mean_square(f) - expectation(f) ** 2,
    ),
    Slip(
        "absolute-for-square",
        "E |f| stands where E f² belongs.",
        lambda f: expectation(lambda z: np.abs(f(z))),
    ),
    Slip(
        "deviation-for-mean-square",
        "the standard deviation of f(z) stands where E f² belongs.",
        lambda f: (_mean_square(f) - expectation(f) ** 2) ** 0.5,
    ),
    Slip(
        "square-inside",
        "z has been squared, not f(z).",
        lambda f: expectation(lambda z: f(z**2)),
    ),
    Slip("root-mean-square", "the root of E f² stands where E f² belongs.", lambda f: _mean_square(f) ** 0.5),
    Slip("mean-square-squared", "E f² has been squared.", lambda f: _mean_square(f) ** 2),
    Slip("fourth-power", "E f⁴ stands where E f² belongs.", lambda f: expectation(lambda z: f(z) ** 4)),
    Slip(
        "one-half-too-many",
        "besides E f² there is He's 2. That 2 is 1/E f² of ReLU: it must not be counted again.",
        lambda f: _mean_square(f) / 2,
    ),
    Slip("twice-the-mean-square", "the variance is half of what it should be.", lambda f: 2 * _mean_square(f)),
    Slip(
        "positive-half-only",
        "only z > 0 has been counted.",
        lambda f: expectation(lambda z: (z > 0) * f(z) ** 2),
    ),
    Slip(
        "positive-half-only",
        "only z > 0 has been counted, and the density divided by what lies there.",
        lambda f: 2 * expectation(lambda z: (z > 0) * f(z) ** 2),
    ),
    Slip("f-at-one", "f(1)² stands where E f(z)² belongs.", lambda f: float(f(np.array(1.0))) ** 2),
    Slip("f-at-zero", "f(0)² stands where E f(z)² belongs.", lambda f: float(f(np.array(0.0))) ** 2),
    Slip(
        "nodes-not-stretched",
        f"the density is that of e^(-z²), a normal distribution of variance ½; asked for is e^(-z²/2). ({HERMITE}: its "
        "nodes must be stretched, z = √2 x, and the sum divided by √π.)",
        lambda f: expectation(lambda z: f(z / 2**0.5) ** 2),
    ),
    Slip(
        "root-of-pi-missing",
        f"{HERMITE}: the sum must be divided by √π, for a mean has weights that add up to 1.",
        lambda f: np.pi**0.5 * _mean_square(f),
    ),
    Slip(
        "nodes-and-root-of-pi",
        f"{HERMITE}: its nodes must be stretched, z = √2 x, and the sum divided by √π. Neither has been done.",
        lambda f: np.pi**0.5 * expectation(lambda z: f(z / 2**0.5) ** 2),
    ),
    Slip(
        "density-not-divided",
        "the density e^(-z²/2) has not been divided by √(2π): a mean has weights that add up to 1.",
        lambda f: (2 * np.pi) ** 0.5 * _mean_square(f),
    ),
    Slip(
        "half-missing-in-the-density",
        "the density is e^(-z²/2)/√(2π). The ½ in the exponent is missing.",
        lambda f: 0.5**0.5 * expectation(lambda z: f(z / 2**0.5) ** 2),
    ),
    Slip(
        "density-squared",
        "the density has been squared with f.",
        lambda f: expectation(lambda z: f(z / 2**0.5) ** 2) / (2 * np.pi**0.5),
    ),
    *(
        Slip("no-density", NO_DENSITY, _over(low, high))
        for low, high in ((-1, 1), (0, 1), (-2, 2), (-3, 3), (-4, 4), (-5, 5), (-6, 6), (-8, 8), (-10, 10))
    ),
    Slip("integral-too-short", CUT.format(1), _cut(1, divided=False)),
    Slip("integral-too-short", CUT.format(1), _cut(1, divided=True)),
    Slip("integral-too-short", CUT.format(2), _cut(2, divided=False)),
    Slip("integral-too-short", CUT.format(2), _cut(2, divided=True)),
)

VARIANCES = (
    Slip(
        "times-the-mean-square",
        "it has been multiplied by E f², or brackets are missing: 1 / n_in * E is E/n_in. The smaller the activations, "
        "the larger the weights must be: 1 / (n_in * E).",
        lambda inputs, moment: moment / inputs,
    ),
    Slip(
        "sum-in-the-denominator",
        "n_in and E f² have been added. The variance is 1 / (n_in * E).",
        lambda inputs, moment: 1 / (inputs + moment),
    ),
    Slip(
        "inputs-above",
        "n_in stands above the line. Many inputs need small weights: 1 / (n_in * E).",
        lambda inputs, moment: inputs / moment,
    ),
    Slip("both-above", "this is n_in E f² itself. The variance is 1 / (n_in * E).", lambda n, moment: n * moment),
)
DEVIATIONS = (
    Slip(
        "variance-for-deviation",
        "the variance has been given where rng.normal takes the deviation: its root.",
        lambda variance: variance,
    ),
    Slip("root-twice", "the root has been taken twice.", lambda variance: variance**0.25),
    Slip("variance-squared", "the variance has been squared; its root is the deviation.", lambda variance: variance**2),
)

UNIFORM = "numbers from -s to s, evenly spread, have the variance s²/3"
SHORT = "what lies beyond two deviations has been {}. That leaves {} of the variance."


def _moments_within_two() -> tuple[float, float, float]:
    """Return of z ~ N(0, 1) the probability of |z| < 2, and the shares of E z² and E z⁴ that lie there."""
    return tuple(expectation(lambda z, k=k: (np.abs(z) < 2) * z**k) for k in (0, 2, 4))


_P, _SECOND, _FOURTH = _moments_within_two()
_CLIPPED = _SECOND + 4 * (1 - _P)
DRAWN = (
    Slip(
        "uniform-without-the-root-of-3",
        f"{UNIFORM}, a third of s². For the variance s² they must go to √3 s. Asked for is a normal distribution.",
        (1 / 3, 1.8),
    ),
    Slip(
        "uniform-for-normal",
        "the variance is right, but the weights are evenly spread. Asked for is a normal distribution.",
        (1.0, 1.8),
    ),
    Slip("uniform-too-wide", f"{UNIFORM}. Here they go to √6 s: that is twice the variance.", (2.0, 1.8)),
    Slip("uniform-too-wide", f"{UNIFORM}. Here they go to 2 s.", (4 / 3, 1.8)),
    Slip("uniform-too-narrow", f"{UNIFORM}. Here they go to s/2 only, rng.random(...) - 0.5.", (1 / 12, 1.8)),
    Slip(
        "truncated",
        f"{SHORT.format('drawn again', '0.77')} Divide the deviation by 0.88, or do not cut.",
        (_SECOND / _P, _FOURTH * _P / _SECOND**2),
    ),
    Slip(
        "truncated-for-normal",
        "the variance is right, but nothing lies beyond two deviations or so. Asked for is a normal distribution.",
        (1.0, _FOURTH * _P / _SECOND**2),
    ),
    Slip(
        "clipped",
        f"{SHORT.format('cut off with np.clip', '0.92')} Leave the draws as they are.",
        (_CLIPPED, (_FOURTH + 16 * (1 - _P)) / _CLIPPED**2),
    ),
    Slip("laplace-for-normal", "this is a Laplace distribution. Asked for is a normal one.", (2.0, 6.0)),
    Slip("product-of-two", "two draws have been multiplied. Asked for is a normal distribution.", (1.0, 9.0)),
)


# --- the task


def _moved_tanh(rng: np.random.Generator) -> str:
    a, c = rng.uniform(1.2, 1.6), rng.uniform(0.4, 0.6) * rng.choice((-1, 1))
    return f"np.tanh({a:.3f} * z) + {c:.3f}"


def _leaky_relu(rng: np.random.Generator) -> str:
    """Return a leaky ReLU with a round corner: at a kink, sums over two grids differ more than quadrature should."""
    scale, leak = rng.choice((0.7, 1.5)) * rng.uniform(0.95, 1.05), rng.uniform(0.15, 0.35)
    return f"{scale:.3f} * ({leak:.3f} * z + {1 - leak:.3f} * np.logaddexp(0, 5 * z) / 5)"


def _steep_silu(rng: np.random.Generator) -> str:
    return f"{rng.uniform(1.8, 2.1):.3f} * z / (1 + np.exp(-{rng.uniform(1.5, 2.5):.3f} * z))"


def _bump(rng: np.random.Generator) -> str:
    return f"{rng.uniform(1.3, 1.5):.3f} * np.cos({rng.uniform(1.1, 1.3):.3f} * z) - {rng.uniform(0.2, 0.3):.3f}"


def _draw_start(n_out: int, n_in: int, activation: Callable):
    """Return a draw of sizes near these, an activation and a generator."""

    def draw(rng):
        out, inputs = (int(n + rng.integers(0, 5)) for n in (n_out, n_in))
        f = Source(f"def f(z):\n    return {activation(rng)}\n", "f")
        return out, inputs, f, generator(int(rng.integers(10**6, 10**9)))

    return draw


START = StartTask(
    id="07.2",
    title="A start for any activation",
    misconceptions="$n_\\mathrm{out}$; the variance where the deviation belongs; E f'² for E f²; He's 2 for every f; a "
    "uniform distribution without √3; a generator of one's own",
    answer="start",
    difficulty=2,
    minutes=15,
    section="lesson 7a, section 6",
    names=("W",),
    tolerance=TOLERANCE,
    oracle=_start,
    sites=(
        Site("moment", MOMENTS),
        Site("inputs", INPUTS),
        Site("deviation", DEVIATIONS),
        Site("drawn", DRAWN),
        Site("variance", VARIANCES),
    ),
    general=False,
    parts=(
        Part("tanh, moved away from 0", 0.5, _draw_start(80, 40, _moved_tanh)),
        Part("a leaky ReLU with a round corner", 0.5, _draw_start(50, 75, _leaky_relu)),
        Part("a steep SiLU", 0.5, _draw_start(90, 35, _steep_silu)),
        Part("an even function", 0.5, _draw_start(45, 85, _bump)),
    ),
    hints=(
        "z of the next layer is a sum of n_in terms w · f(z), each with E (w f)² = Var(w) E f². Let the sum have 1.",
        "E f² is a weighted mean: f(z)² on a fine grid from -10 to 10, with weights e^(-z²/2) divided by their sum.",
        "rng.normal(0, np.sqrt(1 / (n_in * E)), (n_out, n_in)); its second argument is a deviation, not a variance.",
    ),
    insight="With ReLU this is He's 2/n_in; with SELU, and with f(z) = z, it is LeCun's 1/n_in.",
)

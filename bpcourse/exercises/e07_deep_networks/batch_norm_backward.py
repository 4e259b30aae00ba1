"""Task 07.5: batch normalisation backwards."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e07_deep_networks.norm_slips import AXIS, BETA, GAMMA, ROOTS, SUMS
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale

Array = np.ndarray


def _mean(values: Array) -> Array:
    return values.mean(axis=0)


def _collect(s: Array, k: Array, shift: Array, along: Array) -> Array:
    """Return what is left of k when its mean and its part along h are taken out, times s."""
    return s * (k - shift - along)


def _backward(
    g,
    Z,
    gamma,
    epsilon,
    *,
    mean=_mean,
    variance=lambda Z, mean: ((Z - mean) ** 2).mean(axis=0),
    inverse=lambda v, epsilon: (v + epsilon) ** -0.5,
    normalised=lambda Z, mean, s: (Z - mean) * s,
    scaled=lambda g, gamma: g * gamma,
    seen=lambda Z, mean, s, h: h,
    mean_of_k=_mean,
    mean_of_kh=_mean,
    collect=_collect,
    for_gamma=lambda g, h, k, Z: g * h,
    sum_gamma=lambda values: values.sum(axis=0),
    for_beta=lambda g, k: g,
    sum_beta=lambda values: values.sum(axis=0),
) -> tuple:
    """Return (g_z, grad_gamma, grad_beta); each keyword is a piece that a slip may replace."""
    mu = mean(Z)
    s = inverse(variance(Z, mu), epsilon)
    h, k = normalised(Z, mu, s), scaled(g, gamma)
    direction = seen(Z, mu, s, h)
    g_z = collect(s, k, mean_of_k(k), direction * mean_of_kh(k * direction))
    return g_z, sum_gamma(for_gamma(g, h, k, Z)), sum_beta(for_beta(g, k))


# --- the slips

CONSTANTS = (
    Slip(
        "statistics-as-constants",
        "μ and v have been treated as constants: this is s γ g alone. They are made of all rows of Z, so every row "
        "moves them, and with them every row of h. Two terms are missing: the mean of γg, and the part along h.",
        lambda s, k, shift, along: s * k,
    ),
    Slip(
        "variance-as-constant",
        "the term along h, h · mean(γg h), is missing (or it is 0): v has been treated as a constant, or the mean of "
        "the product was replaced by the product of the means, and the mean of h is 0.",
        lambda s, k, shift, along: s * (k - shift),
    ),
    Slip(
        "mean-as-constant",
        "the mean of γg has not been subtracted: μ has been treated as a constant.",
        lambda s, k, shift, along: s * (k - along),
    ),
)
COLLECTED = (
    *CONSTANTS,
    Slip(
        "plus-in-the-last-term",
        "the term along h has been added. Both terms are taken away.",
        lambda s, k, shift, along: s * (k - shift + along),
    ),
    Slip(
        "plus-in-the-first-term",
        "the mean of γg has been added. Both terms are taken away.",
        lambda s, k, shift, along: s * (k + shift - along),
    ),
    Slip(
        "plus-in-both-terms",
        "both terms have been added. They are taken away.",
        lambda s, k, shift, along: s * (k + shift + along),
    ),
    Slip(
        "s-forgotten",
        "the factor s = 1/√(v + ε) in front is missing: h is Z divided by the deviation, so its slope is, too.",
        lambda s, k, shift, along: k - shift - along,
    ),
    Slip(
        "s-squared",
        "it has been multiplied by s twice, by 1/(v + ε). Once is right.",
        lambda s, k, shift, along: s * s * (k - shift - along),
    ),
    Slip(
        "multiplied-by-the-deviation",
        "it has been multiplied by the deviation √(v + ε). Divide by it.",
        lambda s, k, shift, along: (k - shift - along) / s,
    ),
    Slip(
        "divided-by-m-once-more",
        "it has been divided by m although g has it already: g is the gradient of the mean cost.",
        lambda s, k, shift, along: s * (k - shift - along) / len(k),
    ),
    Slip(
        "times-m",
        "it has been multiplied by m. (With m γg - Σ γg - h Σ γg h in the brackets, 1/m stands in front.)",
        lambda s, k, shift, along: s * (k - shift - along) * len(k),
    ),
    Slip(
        "half-of-the-variance-lost",
        "the term along h is twice what it should be: the root has the slope -½ (v + ε)^(-3/2), with a ½ that meets "
        "the 2 of the square.",
        lambda s, k, shift, along: s * (k - shift - 2 * along),
    ),
    Slip(
        "square-without-its-two",
        "the term along h is half of what it should be: the slope of (z - μ)² is 2 (z - μ).",
        lambda s, k, shift, along: s * (k - shift - along / 2),
    ),
    Slip(
        "s-on-k-only",
        "only γg has been multiplied by s. The two terms that are taken away need it as well: brackets.",
        lambda s, k, shift, along: s * k - shift - along,
    ),
    Slip(
        "wrong-power-of-s",
        "in the term of the variance a power of v + ε is missing. The slope of (v + ε)^(-1/2) is -½ (v + ε)^(-3/2).",
        lambda s, k, shift, along: s * (k - shift) - along,
    ),
    Slip(
        "wrong-power-of-s",
        "the term of the variance has a factor s too many.",
        lambda s, k, shift, along: s * (k - shift) - s * s * along,
    ),
    Slip(
        "only-what-is-taken-away",
        "only the two terms are there, not γg itself.",
        lambda s, k, shift, along: -s * (shift + along),
    ),
)
MINUS_ONE = "the sum has been divided by m - 1. The forward pass normalises with 1/m, so the means here have 1/m too."
MEANS = (
    Slip("sum-for-mean", "the sum over the rows stands where their mean belongs.", lambda x: x.sum(axis=0)),
    Slip("mean-over-the-units", AXIS, lambda x: x.mean(axis=1, keepdims=True)),
    Slip("divided-by-m-minus-1", MINUS_ONE, lambda x: x.sum(axis=0) / (len(x) - 1)),
    Slip("mean-of-everything", "this is one mean for all units. Each unit has its own.", np.mean),
    Slip("divided-by-m-squared", "it has been divided by m twice.", lambda x: x.mean(axis=0) / len(x)),
    Slip(
        "divided-by-units",
        "the sum has been divided by the number of units, not by m.",
        lambda x: x.sum(0) / x.shape[1],
    ),
)
SCALED = (
    Slip(
        "gamma-forgotten",
        "γ is missing. With γ = 1, as a network starts, nobody sees it.",
        lambda g, gamma: g,
    ),
    Slip(
        "gamma-divides",
        "g has been divided by γ. Forwards h is multiplied by it, and so is g.",
        lambda g, gamma: g / gamma,
    ),
    Slip("gamma-squared", "γ has been multiplied twice.", lambda g, gamma: g * gamma**2),
    Slip("size-of-gamma", "the sign of γ has been dropped.", lambda g, gamma: g * np.abs(gamma)),
)
DIRECTIONS = (
    Slip(
        "z-for-h",
        "Z stands where h belongs, the normalised (Z - μ) s.",
        lambda Z, mean, s, h: Z,
    ),
    Slip(
        "centred-for-h",
        "in the term along h, Z - μ stands where h belongs: it has not been divided by the deviation. (Or, with "
        "∂C/∂v: the slope of (v + ε)^(-1/2) is -½ (v + ε)^(-3/2), and here its power is -1/2.)",
        lambda Z, mean, s, h: Z - mean,
    ),
    Slip(
        "output-for-h",
        "Z has been divided by the deviation, but its mean has not been taken away.",
        lambda Z, mean, s, h: Z * s,
    ),
    Slip("s-twice-in-h", "it has been divided by v + ε. Divide by its root.", lambda Z, mean, s, h: h * s),
)
FORWARD = (
    Site(
        "variance",
        (
            Slip(
                "unbiased-variance",
                "the variance has 1/(m - 1) here (ddof=1). The forward pass normalises with 1/m.",
                lambda Z, mean: Z.var(axis=0, ddof=1),
            ),
            Slip(
                "second-moment",
                "the mean square of Z stands where its variance belongs: the mean has not been taken away.",
                lambda Z, mean: (Z**2).mean(axis=0),
            ),
            Slip(
                "sum-of-squares",
                "the sum of the squares stands where their mean belongs.",
                lambda Z, mean: ((Z - mean) ** 2).sum(0),
            ),
            Slip("variance-over-the-units", AXIS, lambda Z, mean: Z.var(axis=1, keepdims=True)),
            Slip(
                "variance-of-everything",
                "this is one variance for all units. Each unit has its own.",
                lambda Z, mean: Z.var(),
            ),
            Slip(
                "deviation-for-variance",
                "the deviation stands where the variance belongs, so there are two roots.",
                lambda Z, mean: Z.std(0),
            ),
        ),
        "the forward pass",
        called="the variance",
    ),
    Site("inverse", ROOTS, "the forward pass", called="1/√(v + ε)"),
    Site(
        "mean",
        (
            Slip("mean-of-everything", "this is one mean for all units. Each unit has its own.", np.mean),
            Slip("mean-over-the-units", AXIS, lambda Z: Z.mean(axis=1, keepdims=True)),
            Slip("sum-for-mean", "the sum over the rows stands where their mean belongs.", lambda Z: Z.sum(axis=0)),
        ),
        "the forward pass",
        called="the mean μ",
    ),
    Site(
        "normalised",
        (
            Slip("not-centred", "the mean has not been subtracted from Z.", lambda Z, mean, s: Z * s),
            Slip(
                "not-divided",
                "Z - μ has not been divided by the deviation, so it is not h.",
                lambda Z, mean, s: Z - mean,
            ),
            Slip("z-as-it-is", "Z has been taken as it is for the normalised h.", lambda Z, mean, s: Z),
        ),
        "the normalised h",
        called="h",
    ),
)


def _axis_one(g, Z, gamma, epsilon):
    """Return what layer normalisation would give."""
    centred = Z - Z.mean(axis=1, keepdims=True)
    s = ((centred**2).mean(axis=1, keepdims=True) + epsilon) ** -0.5
    h, k = centred * s, g * gamma
    g_z = s * (k - k.mean(axis=1, keepdims=True) - h * (k * h).mean(axis=1, keepdims=True))
    return g_z, (g * h).sum(axis=0), g.sum(axis=0)


def _raw_sum(g, Z, gamma, epsilon):
    """Return what comes of the term of μ in the variance, with ΣZ for Σ(Z - μ), which is 0."""
    mu = Z.mean(axis=0)
    s = (((Z - mu) ** 2).mean(axis=0) + epsilon) ** -0.5
    of_variance = (g * gamma * (Z - mu)).sum(axis=0) * -0.5 * s**3
    right = _backward(g, Z, gamma, epsilon)
    return (right[0] - 2 * of_variance * mu / len(Z), *right[1:])


def _extra(g, Z, gamma, epsilon):
    """Return what comes of -2 in place of the sum of -2 (Z - μ)."""
    mu = Z.mean(axis=0)
    s = (((Z - mu) ** 2).mean(axis=0) + epsilon) ** -0.5
    of_variance = (g * gamma * (Z - mu)).sum(axis=0) * -0.5 * s**3
    right = _backward(g, Z, gamma, epsilon)
    return (right[0] - 2 * of_variance / len(Z), *right[1:])


def _direct_way(g, Z, gamma, epsilon):
    """Return what comes of γ on the direct way from Z to h only."""
    mu = Z.mean(axis=0)
    s = (((Z - mu) ** 2).mean(axis=0) + epsilon) ** -0.5
    h = (Z - mu) * s
    right = _backward(g, Z, gamma, epsilon)
    return (s * (g * gamma - g.mean(axis=0) - h * (g * h).mean(axis=0)), *right[1:])


def _along(wrong):
    """Return what comes of another term along h, ``wrong(h, γ, k, Z s)``, when the mean of k has been taken away."""

    def made(g, Z, gamma, epsilon):
        mu, k = Z.mean(axis=0), g * gamma
        s = (((Z - mu) ** 2).mean(axis=0) + epsilon) ** -0.5
        g_z = s * (k - k.mean(axis=0) - wrong((Z - mu) * s, gamma, k, Z * s))
        return (g_z, *_backward(g, Z, gamma, epsilon)[1:])

    return made


MISTAKES = (
    Mistake(
        "h-forgotten-along-h",
        "In g_z, the factor h is missing in the term along h: it is h · mean(γg h), another number for each example.",
        _along(lambda h, gamma, k, raw: (k * h).mean(axis=0)),
    ),
    Mistake(
        "u-for-h",
        "In g_z, γ h stands where h belongs: the term along h has the normalised value itself, in both places.",
        _along(lambda h, gamma, k, raw: gamma * h * (k * gamma * h).mean(axis=0)),
    ),
    Mistake(
        "z-in-the-slope-of-the-variance",
        "In g_z, Z stands where Z - μ belongs: the slope of v is 2 (z - μ)/m.",
        _along(lambda h, gamma, k, raw: raw * (k * h).mean(axis=0)),
    ),
    Mistake(
        "gamma-on-the-direct-way-only",
        "In g_z, γ is missing on the ways through μ and v: all that comes back to h has been multiplied by γ first.",
        _direct_way,
    ),
    Mistake(
        "parameters-exchanged",
        "grad_gamma and grad_beta have changed places: γ, which is multiplied by h, gets the sum of g h.",
        lambda *given: tuple(_backward(*given)[i] for i in (0, 2, 1)),
    ),
    Mistake(
        "layer-norm",
        "This is layer normalisation: mean and variance have been taken over the units of each example. Batch "
        "normalisation takes them over the examples, for each unit: axis=0.",
        _axis_one,
    ),
    Mistake(
        "term-that-is-zero",
        "In g_z, ∂C/∂μ has a term too many: there the sum of Z - μ over the rows belongs, which is 0, not that of Z.",
        _raw_sum,
    ),
    Mistake(
        "term-that-is-zero-constant",
        "In g_z, ∂C/∂μ has a term too many: v hangs on μ by the sum of -2 (Z - μ), which is 0, and here it is -2.",
        _extra,
    ),
    Mistake(
        "all-divided-by-m",
        "It has been divided by m although g has been already: g is the gradient of the mean cost, so gradients are "
        "sums over the rows.",
        lambda *given: tuple(one / len(given[0]) for one in _backward(*given)),
    ),
)


def _scales(_g, Z, _gamma, _epsilon) -> tuple[Scale, ...]:
    return Scale(len(Z), "batch-size", f"m = {len(Z)}"), Scale(Z.shape[1], "layer-size", f"n = {Z.shape[1]}")


def _draw(m: int, n: int, spread: float = 2.0, epsilon: float | None = None):
    """Return a draw of g, Z, γ of both signs, and ε, large enough to be seen."""

    def draw(rng):
        Z = rng.normal(0, 1, n) + spread * rng.uniform(0.6, 1.6, n) * rng.normal(size=(m, n))
        signs = np.where(np.arange(n) % 2, -1.0, 1.0)
        gamma = rng.permutation(signs) * rng.uniform(0.4, 2.2, n)
        g = rng.normal(0.3, 1, (m, n)) / m
        return g, Z, gamma, epsilon or float(rng.uniform(0.05, 0.15))

    return draw


BATCH_NORM_BACKWARD = FunctionTask(
    id="07.5",
    title="Batch normalisation backwards",
    misconceptions="mean and variance treated as constants; γ forgotten; the mean over the batch taken twice",
    answer="batch_norm_backward",
    difficulty=4,
    minutes=30,
    section="lesson 7b, section 2",
    names=("g_z", "grad_gamma", "grad_beta"),
    oracle=_backward,
    sites=(
        Site("collect", COLLECTED, result="g_z"),
        Site("scaled", SCALED, called="γg"),
        Site("mean_of_k", MEANS, "the mean of γg", "g_z", "the mean of γg"),
        Site("mean_of_kh", MEANS, "the mean of γg h", "g_z", "the mean of γg h"),
        Site("seen", DIRECTIONS, result="g_z"),
        *FORWARD,
        Site("for_gamma", GAMMA, result="grad_gamma"),
        Site("sum_gamma", SUMS, "grad_gamma", "grad_gamma", "the sum for grad_gamma"),
        Site("for_beta", BETA, result="grad_beta"),
        Site("sum_beta", SUMS, "grad_beta", "grad_beta", "the sum for grad_beta"),
    ),
    in_pairs=8,
    parts=(
        Part("nine examples, five units", 1.5, _draw(9, 5)),
        Part("little spread, so that ε counts", 1.0, _draw(6, 4, 0.4, 0.2)),
        Part("as many examples as units", 0.5, _draw(5, 5), telling=False),
        Part("two examples", 0.5, _draw(2, 3, 0.5), telling=False),
    ),
    mistakes=MISTAKES,
    scales=_scales,
    hints=(
        "Work forwards first: μ, v, s = 1/√(v + ε) and h, one number a unit, h a table. What hangs on Z[i]? All of h.",
        "With k = γ g: from k take away its mean over the rows, and h times the mean of k h over the rows.",
        "s * (k - k.mean(axis=0) - h * (k * h).mean(axis=0)). grad_gamma and grad_beta are sums over the rows.",
    ),
    insight="Two directions are lost in each unit: a common shift, and h itself. So a bias before batch normalisation "
    "learns nothing.",
)

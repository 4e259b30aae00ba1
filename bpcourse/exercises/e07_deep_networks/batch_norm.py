"""Task 07.3: batch normalisation, forward."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.exchanged import results_exchanged
from bpcourse.tasks import FunctionTask, Part
from bpcourse.tasks.slips import Site, Slip


def _same(learning):
    return learning


def _never(learning):  # noqa: ARG001
    return False


def _always(learning):  # noqa: ARG001
    return True


def _batch_norm(
    Z,
    gamma,
    beta,
    mean,
    variance,
    learning,
    follow,
    epsilon,
    *,
    own=_same,
    updates=_same,
    centre=lambda Z: Z.mean(axis=0),
    spread=lambda Z, mu: ((Z - mu) ** 2).mean(axis=0),
    used=lambda batch, after, Z: batch,
    scale=lambda v, epsilon: 1 / np.sqrt(v + epsilon),
    scale_answering=None,
    normal=lambda Z, mu, s: (Z - mu) * s,
    affine=lambda h, gamma, beta: gamma * h + beta,
    kept_mean=lambda Z, mu: mu,
    kept_variance=lambda Z, v, epsilon, mean: v,
    step_mean=lambda old, now, follow: old + follow * (now - old),
    step_variance=lambda old, now, follow: old + follow * (now - old),
) -> tuple:
    """Return (U, mean, variance); each keyword is a piece that a slip may replace.

    ``own`` and ``updates`` say from ``learning`` whether the statistics of the batch are used, and whether the running
    ones follow; ``used`` chooses between those of the batch and the running ones after that; ``scale_answering``, if
    given, is the scale while it answers.
    """
    mu = centre(Z)
    v = spread(Z, mu)
    old = mean, variance
    if updates(learning):
        mean = step_mean(mean, kept_mean(Z, mu), follow)
        variance = step_variance(variance, kept_variance(Z, v, epsilon, mean), follow)
    mu, v = used((mu, v), (mean, variance), Z) if own(learning) else old
    s = (scale if learning else scale_answering or scale)(v, epsilon)
    return affine(normal(Z, mu, s), gamma, beta), mean, variance


# --- the slips

BATCH_WHEN_ANSWERING = (
    "while it answers, the mean and the variance of the batch have been used. Then the answer for an example depends "
    "on its companions, and for one alone it is β. Use the running ones."
)
RUNNING_WHEN_LEARNING = (
    "while it learns, the running values have been used. Then nothing is normalised: use the mean and the variance of "
    "this batch."
)
MODES = (
    Site(
        "own",
        (
            Slip("batch-statistics-when-answering", BATCH_WHEN_ANSWERING, _always),
            Slip("running-values-when-learning", RUNNING_WHEN_LEARNING, _never),
            Slip(
                "modes-exchanged",
                "the two modes have changed places: while it learns, the statistics of the batch are used, while it "
                "answers, the running ones.",
                lambda learning: not learning,
            ),
        ),
    ),
    Site(
        "updates",
        (
            Slip(
                "never-updated",
                "the running values stay what they were. While it learns they follow those of the batch.",
                _never,
            ),
            Slip(
                "updates-when-answering",
                "the running values follow while it answers, too. Then what is asked changes the network. Only while "
                "it learns.",
                _always,
            ),
            Slip(
                "updates-exchanged",
                "the running values follow while it answers, and not while it learns.",
                lambda learning: not learning,
            ),
        ),
    ),
    Site(
        "used",
        (
            Slip(
                "updated-values-used",
                "while it learns, the running values after their step have been used. Use the mean and the variance of "
                "this batch.",
                lambda batch, after, Z: after,
            ),
            Slip(
                "updated-mean-used",
                "the running mean after its step has been subtracted.",
                lambda b, a, Z: (a[0], b[1]),
            ),
            Slip(
                "updated-variance-used",
                "it has been divided by the running deviation after its step.",
                lambda batch, after, Z: (batch[0], after[1]),
            ),
            Slip(
                "normalised-over-the-units",
                "while it learns, each example has been normalised over its units: that is layer normalisation. Here "
                "it is over the examples, axis 0, for each unit.",
                lambda batch, after, Z: (Z.mean(axis=1, keepdims=True), Z.var(axis=1, keepdims=True)),
            ),
        ),
    ),
)

OVER_UNITS = (
    "it has been taken over the units of each example: that is layer normalisation. Here it is over the examples, "
    "axis 0, for each unit."
)
OVER_ALL = "one number has been taken over all entries. Each unit has its own: axis 0."
STATISTICS = (
    Site(
        "centre",
        (
            Slip("over-the-units", OVER_UNITS, lambda Z: Z.mean(axis=1, keepdims=True)),
            Slip("over-the-units-without-axis", OVER_UNITS, lambda Z: Z.mean(axis=1)),
            Slip("over-everything", OVER_ALL, np.mean),
            Slip("sum-for-mean", "the sum over the examples stands where their mean belongs.", lambda Z: Z.sum(axis=0)),
            Slip("first-example", "the first example stands where the mean belongs.", lambda Z: Z[0]),
            Slip("median-for-mean", "the median stands where the mean belongs.", lambda Z: np.median(Z, axis=0)),
            Slip(
                "mean-of-absolutes", "the mean of |z| stands where that of z belongs.", lambda Z: np.abs(Z).mean(axis=0)
            ),
        ),
        "the mean",
    ),
    Site(
        "spread",
        (
            Slip("over-the-units", OVER_UNITS, lambda Z, mu: Z.var(axis=1, keepdims=True)),
            Slip("over-the-units-without-axis", OVER_UNITS, lambda Z, mu: Z.var(axis=1)),
            Slip("over-everything", OVER_ALL, lambda Z, mu: Z.var()),
            Slip(
                "divided-by-m-minus-1",
                "it has been divided by m - 1 (ddof=1). Here the variance divides by m, in both places.",
                lambda Z, mu: Z.var(axis=0, ddof=1),
            ),
            Slip(
                "second-moment",
                "the mean of z² stands there. The variance is the mean of (z - μ)².",
                lambda Z, mu: (Z**2).mean(axis=0),
            ),
            Slip(
                "deviation-for-variance",
                "the standard deviation stands there: a root too many.",
                lambda Z, mu: Z.std(axis=0),
            ),
            Slip(
                "sum-for-mean",
                "the squares have been added over the examples. The variance is their mean.",
                lambda Z, mu: ((Z - mu) ** 2).sum(axis=0),
            ),
            Slip(
                "absolute-deviation",
                "the mean of |z - μ| stands there. The variance is the mean of (z - μ)².",
                lambda Z, mu: np.abs(Z - mu).mean(axis=0),
            ),
            Slip("variance-squared", "the variance has been squared.", lambda Z, mu: Z.var(axis=0) ** 2),
            Slip(
                "square-of-the-mean-added",
                "μ² has been added to the mean of z². The variance is the mean of z² minus μ².",
                lambda Z, mu: (Z**2).mean(axis=0) + mu**2,
            ),
            Slip(
                "mean-not-squared",
                "the mean of z² minus μ stands there, without the square: it is μ².",
                lambda Z, mu: (Z**2).mean(axis=0) - mu,
            ),
        ),
        "the variance",
    ),
)

SCALES = (
    Slip(
        "epsilon-outside-the-root",
        "ε has been added to the deviation. It belongs under the root: √(v + ε).",
        lambda v, epsilon: 1 / (np.sqrt(v) + epsilon),
    ),
    Slip("epsilon-missing", "ε is missing: √(v + ε).", lambda v, epsilon: 1 / np.sqrt(v)),
    Slip(
        "variance-for-deviation",
        "it has been divided by the variance. Divide by its root: √(v + ε).",
        lambda v, epsilon: 1 / (v + epsilon),
    ),
    Slip(
        "variance-without-epsilon",
        "it has been divided by the variance itself. Divide by √(v + ε).",
        lambda v, epsilon: 1 / v,
    ),
    Slip("times-the-deviation", "it has been multiplied by √(v + ε). Divide.", lambda v, e: np.sqrt(v + e)),
    Slip(
        "epsilon-squared",
        "ε has been squared: √(v + ε²).",
        lambda v, epsilon: 1 / np.sqrt(v + epsilon**2),
    ),
    Slip(
        "epsilon-subtracted",
        "ε has been subtracted: √(v + ε).",
        lambda v, epsilon: 1 / np.sqrt(v - epsilon),
    ),
    Slip(
        "epsilon-added-behind",
        "brackets are missing: 1/√v + ε stands where 1/√(v + ε) belongs.",
        lambda v, epsilon: 1 / np.sqrt(v) + epsilon,
    ),
    Slip(
        "larger-of-the-two",
        "the larger of v and ε has been taken. Add them: √(v + ε).",
        lambda v, epsilon: 1 / np.sqrt(np.maximum(v, epsilon)),
    ),
    Slip(
        "larger-of-the-two",
        "the larger of √v and ε has been taken. Add them under the root: √(v + ε).",
        lambda v, epsilon: 1 / np.maximum(np.sqrt(v), epsilon),
    ),
    Slip(
        "root-of-epsilon-added",
        "√v + √ε is not √(v + ε): the root is of the sum.",
        lambda v, epsilon: 1 / (np.sqrt(v) + np.sqrt(epsilon)),
    ),
    Slip("not-divided", "it has not been divided by √(v + ε).", lambda v, epsilon: 1.0),
    Slip(
        "own-epsilon",
        "ε is 1e-5 here, whatever is given. Use epsilon.",
        lambda v, epsilon: 1 / np.sqrt(v + 1e-5),
    ),
)
NORMALISED = (
    Site("scale", SCALES),
    Site("scale_answering", SCALES, "the part where it answers"),
    Site(
        "normal",
        (
            Slip(
                "mean-not-subtracted",
                "the mean has not been subtracted. h = (z - μ)/√(v + ε).",
                lambda Z, mu, s: Z * s,
            ),
            Slip("mean-minus-z", "the sign is wrong: z - μ, not μ - z.", lambda Z, mu, s: (mu - Z) * s),
            Slip("mean-added", "the mean has been added. Subtract it.", lambda Z, mu, s: (Z + mu) * s),
            Slip(
                "brackets",
                "brackets are missing: z - μ / √(v + ε) divides μ alone.",
                lambda Z, mu, s: Z - mu * s,
            ),
            Slip("divided-first", "z has been divided before the mean was subtracted.", lambda Z, mu, s: Z * s - mu),
        ),
    ),
    Site(
        "affine",
        (
            Slip(
                "gamma-and-beta-exchanged",
                "γ and β have changed places: u = γ h + β.",
                lambda h, gamma, beta: beta * h + gamma,
            ),
            Slip("gamma-missing", "γ is missing: u = γ h + β.", lambda h, gamma, beta: h + beta),
            Slip("beta-missing", "β is missing: u = γ h + β.", lambda h, gamma, beta: gamma * h),
            Slip("not-scaled-and-shifted", "h itself stands there: u = γ h + β.", lambda h, gamma, beta: h),
            Slip(
                "beta-inside-the-brackets",
                "β has been multiplied by γ, too: u = γ h + β, not γ (h + β).",
                lambda h, gamma, beta: gamma * (h + beta),
            ),
            Slip(
                "gamma-plus-one",
                "1 has been added to γ: u = γ h + β. γ begins with 1, it is not added to it.",
                lambda h, gamma, beta: (1 + gamma) * h + beta,
            ),
            Slip("beta-subtracted", "β has been subtracted: u = γ h + β.", lambda h, gamma, beta: gamma * h - beta),
            Slip("divided-by-gamma", "it has been divided by γ: u = γ h + β.", lambda h, gamma, beta: h / gamma + beta),
            Slip(
                "relu-behind",
                "a ReLU stands behind it. That is another layer.",
                lambda h, gamma, beta: np.maximum(gamma * h + beta, 0),
            ),
        ),
    ),
)

STEPS = (
    Slip(
        "follow-exchanged",
        "the two shares have changed places: the old value counts 1 - follow, the new one follow. (Elsewhere "
        '"momentum" is the one here and the other there: read what it multiplies.)',
        lambda old, now, follow: follow * old + (1 - follow) * now,
    ),
    Slip("overwritten", "the old value is lost. It follows by a share: old + follow · (new - old).", lambda o, n, f: n),
    Slip(
        "old-not-reduced",
        "the old value counts whole, and follow times the new one is added. Then it grows with every batch: "
        "old + follow · (new - old).",
        lambda old, now, follow: old + follow * now,
    ),
    Slip("summed-up", "old and new have been added. It follows: old + follow · (new - old).", lambda o, n, f: o + n),
    Slip(
        "sign-of-the-step",
        "the step goes the wrong way: old + follow · (new - old).",
        lambda old, now, follow: old - follow * (now - old),
    ),
    Slip("halfway", "old and new have been averaged. The share of the new one is follow.", lambda o, n, f: (o + n) / 2),
    Slip(
        "own-share",
        "the share of the new one is 0.1 here, whatever is given. Use follow.",
        lambda old, now, follow: 0.9 * old + 0.1 * now,
    ),
    Slip(
        "own-share-of-a-hundredth",
        "the share of the new one is 0.01 here, whatever is given. Use follow.",
        lambda old, now, follow: 0.99 * old + 0.01 * now,
    ),
    Slip(
        "new-not-weighted",
        "the new value counts whole: its share is follow.",
        lambda old, now, follow: (1 - follow) * old + now,
    ),
    Slip(
        "old-only-reduced",
        "the old value has shrunk and nothing new has come: old + follow · (new - old).",
        lambda old, now, follow: (1 - follow) * old,
    ),
    Slip(
        "step-missing", "it stays what it was. While the layer learns, it follows that of the batch.", lambda o, n, f: o
    ),
    Slip(
        "updated-twice",
        "it has made its step twice.",
        lambda old, now, follow: now + (1 - follow) ** 2 * (old - now),
    ),
)
RUNNING = (
    Site("step_mean", STEPS, "the running mean", "mean"),
    Site("step_variance", STEPS, "the running variance", "variance"),
    Site(
        "kept_mean",
        (
            Slip(
                "mean-over-units-kept",
                "it follows means over the units. It follows μ, one for each unit.",
                lambda Z, mu: Z.mean(axis=1),
            ),
            Slip("last-example-kept", "it follows the last example, not the mean.", lambda Z, mu: Z[-1]),
        ),
        "the running mean",
        "mean",
    ),
    Site(
        "kept_variance",
        (
            Slip(
                "running-variance-of-m-minus-1",
                "it follows the variance with m - 1. PyTorch does so; here the one convention, 1/m, holds in both "
                "places.",
                lambda Z, v, epsilon, mean: v * len(Z) / (len(Z) - 1),
            ),
            Slip(
                "running-variance-of-m",
                "it follows the variance times (m - 1)/m.",
                lambda Z, v, epsilon, mean: v * (len(Z) - 1) / len(Z),
            ),
            Slip(
                "running-deviation",
                "it follows the deviation. What is kept is the variance.",
                lambda Z, v, epsilon, mean: np.sqrt(v),
            ),
            Slip(
                "running-deviation",
                "it follows √(v + ε). What is kept is the variance v.",
                lambda Z, v, epsilon, mean: np.sqrt(v + epsilon),
            ),
            Slip(
                "running-inverse-deviation",
                "it follows 1/√(v + ε). What is kept is the variance v.",
                lambda Z, v, epsilon, mean: 1 / np.sqrt(v + epsilon),
            ),
            Slip(
                "epsilon-kept",
                "it follows v + ε. With every batch ε would go in once more: keep v.",
                lambda Z, v, epsilon, mean: v + epsilon,
            ),
            Slip(
                "variance-about-the-running-mean",
                "it follows the mean of the squares of z minus the running mean. The variance is about μ, the mean of "
                "the batch.",
                lambda Z, v, epsilon, mean: ((Z - mean) ** 2).mean(axis=0),
            ),
            Slip(
                "running-second-moment",
                "it follows the mean of z². Keep the variance.",
                lambda Z, v, epsilon, mean: (Z**2).mean(axis=0),
            ),
        ),
        "the running variance",
        "variance",
    ),
)

# --- the task


def _deviations(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return n deviations, of which one is less than ε = 0.1 and one between ε and √ε."""
    return rng.permutation([rng.uniform(0.04, 0.07), rng.uniform(0.15, 0.25), *rng.uniform(0.5, 1.5, n - 2)])


def _numbers(rng: np.random.Generator) -> tuple[float, float]:
    """Return follow, and ε near 0.1."""
    return round(float(rng.uniform(0.2, 0.35)), 3), round(float(rng.uniform(0.08, 0.12)), 3)


def _draw_batch(m: int, n: int, learning: bool):
    """Return a draw of m examples and n units: γ of both signs, means beside 0, variances that ε = 0.1 matters to."""

    def draw(rng):
        Z = rng.normal(0, _deviations(rng, n), (m, n)) + rng.choice((-1, 1), n) * rng.uniform(0.5, 2, n)
        gamma = rng.permutation(np.where(np.arange(n) % 2, -1, 1)) * rng.uniform(0.5, 1.5, n)
        beta = rng.choice((-1, 1), n) * rng.uniform(0.3, 1.2, n)
        mean, variance = rng.normal(0, 1, n), _deviations(rng, n) ** 2
        return Z, gamma, beta, mean, variance, learning, *_numbers(rng)

    return draw


NAMES = ("U", "mean", "variance")
BATCH_NORM = FunctionTask(
    id="07.3",
    title="Batch normalisation, forward",
    misconceptions="statistics of the batch while it answers; the two shares of the running values; ε outside the "
    "root; $m-1$ in one place or both; axis 1",
    answer="batch_norm",
    difficulty=2,
    minutes=20,
    section="lesson 7b, section 1",
    names=NAMES,
    oracle=_batch_norm,
    sites=(*MODES, *STATISTICS, *NORMALISED, *RUNNING),
    in_pairs=7,
    parts=(
        Part("it learns", 0.75, _draw_batch(9, 5, learning=True)),
        Part("it answers", 0.75, _draw_batch(7, 4, learning=False)),
        Part("it learns from as many examples as units", 0.5, _draw_batch(6, 6, learning=True), telling=False),
        Part("it answers one example", 0.5, _draw_batch(1, 5, learning=False), telling=False),
    ),
    mistakes=results_exchanged(_batch_norm, NAMES),
    hints=(
        "Both modes end alike: h = (Z - mu) / np.sqrt(v + epsilon), U = gamma * h + beta. What differs is where mu and "
        "v come from.",
        "While it learns: mu = Z.mean(axis=0), v = Z.var(axis=0), and the running values make their step.",
        "mean = mean + follow * (mu - mean) makes a new array; mean += ... would write into the argument.",
    ),
    insight="While it learns, the answer for an example depends on its companions; so its gradient will, too (07.5).",
)

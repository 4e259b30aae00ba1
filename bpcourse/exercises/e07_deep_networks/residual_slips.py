"""Slips on the way back through a pre-norm residual block (task 07.6)."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e07_deep_networks.norm_slips import ROOTS
from bpcourse.tasks.slips import Slip

Array = np.ndarray


def through_the_norm(k: Array, _A: Array, h: Array, s: Array) -> Array:
    """Return the way back through RMS normalisation."""
    return s * (k - h * (k * h).mean(axis=1, keepdims=True))


COLLECTED = (
    Slip(
        "skip-forgotten",
        "the skip is missing: A is used twice, so two gradients are added, g itself and what came through the branch.",
        lambda g, through, alpha: through,
    ),
    Slip("branch-forgotten", "the branch is missing: only the g of the skip is there.", lambda g, through, alpha: g),
    Slip(
        "skip-scaled",
        "the skip has been multiplied by α. α stands in front of the branch only. (g *= alpha in place does both.)",
        lambda g, through, alpha: alpha * g + through,
    ),
    Slip("skip-subtracted", "the skip has the wrong sign.", lambda g, through, alpha: through - g),
    Slip(
        "branch-subtracted", "what came through the branch has the wrong sign.", lambda g, through, alpha: g - through
    ),
    Slip("skip-twice", "the skip has been added twice.", lambda g, through, alpha: 2 * g + through),
    Slip(
        "skip-and-branch-shared",
        "the skip has the factor 1 - α. It has none: A' = A + α F.",
        lambda g, through, alpha: (1 - alpha) * g + through,
    ),
)
DOWN = (
    Slip("alpha-forgotten", "α is missing on the way back through the branch.", lambda g, alpha: g),
    Slip("alpha-squared", "α has been multiplied twice.", lambda g, alpha: alpha**2 * g),
    Slip(
        "alpha-divides",
        "it has been divided by α. Forwards the branch is multiplied by it, and so is g.",
        lambda g, alpha: g / alpha,
    ),
    Slip("root-of-alpha", "the root of α has been taken.", lambda g, alpha: np.sqrt(alpha) * g),
    Slip("alpha-from-one", "the branch has the factor 1 - α.", lambda g, alpha: (1 - alpha) * g),
)
WAYS = (
    Slip(
        "v-transposed",
        "V has been used in the wrong direction. Forwards it is r @ V.T, so on the way back it is g @ V; V is square, "
        "and no shape warns you.",
        lambda g_z, V: g_z @ V.T,
    ),
    Slip("v-forgotten", "V is missing on the way back.", lambda g_z, V: g_z),
)
SLOPES = (
    Slip(
        "slope-at-a",
        "the slope of ReLU has been taken at A, or at h. It belongs to u = γ h, and where γ is negative u has the "
        "other sign.",
        lambda g_r, A, u: g_r * (A > 0),
    ),
    Slip(
        "slope-forgotten",
        "the slope of ReLU is missing: where u is negative nothing comes back.",
        lambda g_r, A, u: g_r,
    ),
    Slip(
        "relu-for-its-slope",
        "it has been multiplied by relu(u) itself. The slope is 1 or 0.",
        lambda g_r, A, u: g_r * np.maximum(u, 0),
    ),
    Slip("relu-of-g", "ReLU has been taken of g. Its slope at u belongs there.", lambda g_r, A, u: np.maximum(g_r, 0)),
    Slip(
        "slope-at-the-other-side",
        "it passes where u is negative. It passes where u is positive.",
        lambda g_r, A, u: g_r * (u < 0),
    ),
    Slip(
        "sign-for-slope",
        "it has been multiplied by the sign of u. The slope is 1 or 0.",
        lambda g_r, A, u: g_r * np.sign(u),
    ),
    Slip("u-for-slope", "it has been multiplied by u. The slope is 1 or 0.", lambda g_r, A, u: g_r * u),
)
SCALED = (
    Slip(
        "gamma-forgotten",
        "γ is missing on the way back. With γ = 1, as a network starts, nobody sees it.",
        lambda g_u, gamma: g_u,
    ),
    Slip("gamma-squared", "γ has been multiplied twice.", lambda g_u, gamma: gamma**2 * g_u),
    Slip("gamma-divides", "it has been divided by γ.", lambda g_u, gamma: g_u / gamma),
    Slip("size-of-gamma", "the sign of γ has been dropped.", lambda g_u, gamma: g_u * np.abs(gamma)),
)


def _layer_norm(k, _A, h, s):
    return s * (k - k.mean(axis=1, keepdims=True) - h * (k * h).mean(axis=1, keepdims=True))


ROWS = (
    Slip(
        "norm-as-a-constant",
        "the norm has been treated as a constant: this is s γ g alone. Every unit of an example moves its mean square; "
        "the term along h, h · mean(k h), is missing.",
        lambda k, A, h, s: s * k,
    ),
    Slip(
        "layer-norm-backwards",
        "the mean has been subtracted, as for layer normalisation. RMS normalisation takes no mean away, so only the "
        "term along h is there.",
        _layer_norm,
    ),
    Slip(
        "mean-over-the-examples",
        "the mean of k h has been taken over the examples (axis 0). The norm is that of each example: axis=1.",
        lambda k, A, h, s: s * (k - h * (k * h).mean(axis=0)),
    ),
    Slip(
        "sum-for-mean",
        "in the term along h the sum over the units stands where their mean belongs.",
        lambda k, A, h, s: s * (k - h * (k * h).sum(axis=1, keepdims=True)),
    ),
    Slip(
        "plus-in-the-last-term",
        "the term along h has been added. It is taken away.",
        lambda k, A, h, s: s * (k + h * (k * h).mean(axis=1, keepdims=True)),
    ),
    Slip(
        "s-forgotten",
        "the factor s in front is missing.",
        lambda k, A, h, s: k - h * (k * h).mean(axis=1, keepdims=True),
    ),
    Slip(
        "rows-along-columns",
        "the means of the rows run along the columns: keepdims=True is missing. With as many examples as units no "
        "shape warns you; else it stops.",
        lambda k, A, h, s: s * (k - h * (k * h).mean(axis=1)),
    ),
    Slip("norm-skipped", "the way back leaves the norm out altogether.", lambda k, A, h, s: k),
    Slip(
        "s-squared",
        "it has been multiplied by s twice.",
        lambda k, A, h, s: s**2 * (k - h * (k * h).mean(axis=1, keepdims=True)),
    ),
    Slip(
        "a-for-h",
        "in the term along h, A stands where h belongs.",
        lambda k, A, h, s: s * (k - A * (k * A).mean(axis=1, keepdims=True)),
    ),
    Slip(
        "a-for-h-once",
        "in the term along h, one of the two h is A (or, with h, the s in front was given to γg only: brackets).",
        lambda k, A, h, s: s * (k - A * (k * h).mean(axis=1, keepdims=True)),
    ),
    Slip(
        "h-once-only",
        "in the term along h, the h in front is missing.",
        lambda k, A, h, s: s * (k - (k * h).mean(axis=1, keepdims=True)),
    ),
    Slip(
        "mean-of-k-for-that-of-kh",
        "the mean of k has been taken, not that of k h.",
        lambda k, A, h, s: s * (k - h * k.mean(axis=1, keepdims=True)),
    ),
    Slip(
        "mean-of-everything",
        "this is one mean for all examples. Each example has its own.",
        lambda k, A, h, s: s * (k - h * (k * h).mean()),
    ),
    Slip(
        "half-of-the-square-lost",
        "the term along h is twice what it should be: the root has the slope -½ (q + ε)^(-3/2).",
        lambda k, A, h, s: s * (k - 2 * h * (k * h).mean(axis=1, keepdims=True)),
    ),
    Slip(
        "square-without-its-two",
        "the term along h is half of what it should be: the slope of a² is 2a.",
        lambda k, A, h, s: s * (k - h * (k * h).mean(axis=1, keepdims=True) / 2),
    ),
    Slip(
        "wrong-power-of-s",
        "the term along h has a factor s too many.",
        lambda k, A, h, s: s * k - s**2 * h * (k * h).mean(axis=1, keepdims=True),
    ),
    Slip(
        "only-the-term-along-h",
        "only the term along h is there.",
        lambda k, A, h, s: -s * h * (k * h).mean(axis=1, keepdims=True),
    ),
)
SQUARES = (
    Slip(
        "variance-for-mean-square",
        "the variance over the units has been taken. RMS normalisation takes no mean away.",
        lambda A: A.var(axis=1, keepdims=True),
    ),
    Slip(
        "over-the-examples",
        "the mean square has been taken over the examples (axis 0). It is that of each example.",
        lambda A: (A**2).mean(axis=0),
    ),
    Slip(
        "sum-of-squares",
        "the sum of the squares stands where their mean belongs.",
        lambda A: (A**2).sum(axis=1, keepdims=True),
    ),
    Slip(
        "square-of-everything", "this is one mean square for all examples. Each has its own.", lambda A: (A**2).mean()
    ),
    Slip(
        "square-of-the-mean", "the mean has been squared. Square first.", lambda A: A.mean(axis=1, keepdims=True) ** 2
    ),
    Slip(
        "squares-along-columns",
        "the mean squares of the rows run along the columns: keepdims=True is missing.",
        lambda A: (A**2).mean(axis=1),
    ),
)
ROOTS_OF_SQUARES = tuple(
    slip._replace(words=slip.words.replace("v + ε", "q + ε").replace("v +", "q +")) for slip in ROOTS
)

FOR_V = (
    Slip(
        "alpha-forgotten-in-v",
        "α is missing in grad_V: what leaves V is multiplied by it.",
        lambda g, g_z, g_u, r, u, h, A: g.T @ r,
    ),
    Slip(
        "grad-v-transposed",
        "grad_V is the transpose: row j belongs to unit j that V leads to. V is square, and no shape warns you.",
        lambda g, g_z, g_u, r, u, h, A: r.T @ g_z,
    ),
    Slip(
        "relu-forgotten-in-v",
        "u stands where relu(u) belongs: V meets what ReLU lets through.",
        lambda g, g_z, g_u, r, u, h, A: g_z.T @ u,
    ),
    Slip("h-for-r-in-v", "h stands where r = relu(γ h) belongs.", lambda g, g_z, g_u, r, u, h, A: g_z.T @ h),
    Slip(
        "a-for-r-in-v",
        "A stands where r = relu(γ h) belongs: V meets what ReLU lets through.",
        lambda g, g_z, g_u, r, u, h, A: g_z.T @ A,
    ),
    Slip(
        "relu-of-h-in-v",
        "γ is missing: V meets relu(γ h), and this is relu(h).",
        lambda g, g_z, g_u, r, u, h, A: g_z.T @ np.maximum(h, 0),
    ),
    Slip(
        "relu-of-a-in-v",
        "the norm is missing: V meets relu(γ h), and this is relu(A).",
        lambda g, g_z, g_u, r, u, h, A: g_z.T @ np.maximum(A, 0),
    ),
    Slip(
        "divided-by-m-in-v",
        "grad_V has been divided by m although g has it already: add over the rows.",
        lambda g, g_z, g_u, r, u, h, A: g_z.T @ r / len(g),
    ),
    Slip(
        "g-below-v",
        "the g below V has been used. V meets the one above it, αg.",
        lambda g, g_z, g_u, r, u, h, A: g_u.T @ r,
    ),
)
FOR_GAMMA = (
    Slip(
        "slope-forgotten-in-gamma", "in grad_gamma the slope of ReLU is missing.", lambda g_r, g_u, h, A, gamma: g_r * h
    ),
    Slip(
        "a-for-h-in-gamma",
        "in grad_gamma A stands where the normalised h belongs.",
        lambda g_r, g_u, h, A, gamma: g_u * A,
    ),
    Slip(
        "gamma-in-its-own-gradient",
        "γ stands in its own gradient: it is multiplied by h alone.",
        lambda g_r, g_u, h, A, gamma: g_u * gamma * h,
    ),
    Slip("h-forgotten", "in grad_gamma h is missing: γ is multiplied by it.", lambda g_r, g_u, h, A, gamma: g_u),
    Slip(
        "relu-of-h-in-gamma",
        "in grad_gamma relu(h) stands where h belongs.",
        lambda g_r, g_u, h, A, gamma: g_u * np.maximum(h, 0),
    ),
)
ALPHA = (
    Slip(
        "alpha-in-its-own-gradient",
        "α stands in its own gradient: it is multiplied by the branch alone.",
        lambda g, r, z, A, alpha: alpha * (g * z).sum(),
    ),
    Slip(
        "mean-for-sum-in-alpha",
        "the mean over the examples has been taken. g has 1/m already: add everything.",
        lambda g, r, z, A, alpha: (g * z).sum() / len(g),
    ),
    Slip(
        "mean-of-everything-in-alpha",
        "the mean of all entries has been taken. Add them: α is one number for all.",
        lambda g, r, z, A, alpha: (g * z).mean(),
    ),
    Slip(
        "v-forgotten-in-alpha",
        "V is missing in grad_alpha: α is multiplied by relu(u) Vᵀ.",
        lambda g, r, z, A, alpha: (g * r).sum(),
    ),
    Slip(
        "output-for-branch",
        "in grad_alpha the whole output A' stands where the branch belongs.",
        lambda g, r, z, A, alpha: (g * (A + alpha * z)).sum(),
    ),
    Slip(
        "alpha-not-summed",
        "α is one number for all units and examples: add over both. Here a number a unit is left.",
        lambda g, r, z, A, alpha: (g * z).sum(axis=0),
    ),
    Slip(
        "alpha-for-each-example",
        "α is one number for all units and examples: add over both. Here a number an example is left.",
        lambda g, r, z, A, alpha: (g * z).sum(axis=1),
    ),
    Slip(
        "alpha-for-each-entry",
        "α is one number for all units and examples: add all entries up.",
        lambda g, r, z, A, alpha: g * z,
    ),
    Slip(
        "g-forgotten-in-alpha",
        "in grad_alpha g is missing: this is the sum of the branch.",
        lambda g, r, z, A, alpha: z.sum(),
    ),
    Slip(
        "difference-over-alpha",
        "the branch has been found as (A' - A)/α, which is no number where α = 0.",
        lambda g, r, z, A, alpha: (g * (alpha * z)).sum() / np.float64(alpha),
    ),
    Slip(
        "input-for-branch", "in grad_alpha A stands where the branch belongs.", lambda g, r, z, A, alpha: (g * A).sum()
    ),
)

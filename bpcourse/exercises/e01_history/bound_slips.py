"""The slips of task 01.2 in the bound, (R/γ)²."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.slips import Site, Slip


def _gap_between_classes(margins, signs):
    return margins[signs > 0].min() + margins[signs < 0].min()


R_SQUARED_TWICE = "R is the length, the root of the sum of squares. The root is missing, and the square comes last."

REACHES = (
    Slip(
        "threshold-left-out-of-R",
        "R is the length of the longest input, and the constant 1 at its end is part of the input.",
        lambda X: np.linalg.norm(X[:, :-1], axis=1).max(),
    ),
    Slip(
        "mean-length",
        "R is the length of the longest input, not the mean.",
        lambda X: np.linalg.norm(X, axis=1).mean(),
    ),
    Slip(
        "shortest-length",
        "R is the length of the longest input, not of the shortest.",
        lambda X: np.linalg.norm(X, axis=1).min(),
    ),
    Slip(
        "largest-entry",
        "R is the length of the longest input, the root of the sum of its squares, not its largest entry.",
        lambda X: np.abs(X).max(),
    ),
    Slip(
        "largest-entry",
        "R is the length of the longest input, the root of the sum of its squares, not its largest entry.",
        np.max,
    ),
    Slip(
        "norm-of-the-matrix",
        "one length has been taken for all inputs together. R is the longest row: axis=1, then the maximum.",
        np.linalg.norm,
    ),
    Slip(
        "spectral-norm",
        "this is a norm of the whole matrix. R is the longest row: axis=1, then the maximum.",
        lambda X: np.linalg.norm(X, 2),
    ),
    Slip(
        "columns-for-rows",
        "R is the length of the longest *row*, for an example is a row: axis=1.",
        lambda X: np.linalg.norm(X, axis=0).max(),
    ),
    Slip(
        "length-by-absolute-values",
        "the length of an input is the root of the sum of its squares, not the sum of the sizes.",
        lambda X: np.abs(X).sum(axis=1).max(),
    ),
    Slip("root-left-out-of-R", R_SQUARED_TWICE, lambda X: (X**2).sum(axis=1).max()),
    Slip(
        "sum-of-lengths",
        "the lengths have been added. R is the largest of them.",
        lambda X: np.linalg.norm(X, axis=1).sum(),
    ),
    Slip(
        "length-of-the-first",
        "R is the length of the longest input, not of the first.",
        lambda X: np.linalg.norm(X[0]),
    ),
    Slip(
        "length-of-the-last",
        "R is the length of the longest input, not of the last.",
        lambda X: np.linalg.norm(X[-1]),
    ),
    Slip("R-left-out", "R is missing.", lambda X: 1.0),
)

GAPS = (
    Slip(
        "mean-margin",
        "the margin is the smallest distance, that of the nearest point, not the mean.",
        lambda margins, signs: margins.mean(),
    ),
    Slip(
        "largest-margin",
        "the margin is the distance of the nearest point, not of the farthest.",
        lambda margins, signs: margins.max(),
    ),
    Slip(
        "sum-of-margins",
        "the margins have been added. γ is the smallest of them.",
        lambda margins, signs: margins.sum(),
    ),
    Slip(
        "median-margin",
        "the margin is the smallest distance, not the median.",
        lambda margins, signs: np.median(margins),
    ),
    Slip(
        "gap-between-classes",
        "this is the width of the whole gap between the classes. γ is the distance of the nearest point.",
        _gap_between_classes,
    ),
    Slip(
        "twice-the-margin",
        "γ is the margin itself, not twice the margin.",
        lambda margins, signs: 2 * margins.min(),
    ),
    Slip(
        "margin-of-the-first",
        "γ is the margin of the nearest point, not of the first.",
        lambda margins, signs: margins[0],
    ),
    Slip(
        "margin-of-the-last",
        "γ is the margin of the nearest point, not of the last.",
        lambda margins, signs: margins[-1],
    ),
    Slip(
        "gamma-left-out",
        "γ is missing: this is R². (R**2 / gamma * gamma is R² too: write (R / gamma) ** 2.)",
        lambda margins, signs: 1.0,
    ),
)

LENGTHS = (
    Slip(
        "margin-not-normalised",
        "γ is the margin of a direction of length 1. Divide v by its length, or the margin by ‖v‖.",
        lambda v: 1.0,
    ),
    Slip(
        "threshold-left-out-of-the-length",
        "the length of v has been taken without its last entry. It is a weight like the others.",
        lambda v: np.linalg.norm(v[:-1]),
    ),
    Slip(
        "root-left-out-of-the-length",
        "the margin has been divided by ‖v‖². It is divided by the length, ‖v‖.",
        lambda v: v @ v,
    ),
    Slip(
        "times-the-length",
        "the margin has been multiplied by ‖v‖. Divide by it.",
        lambda v: 1 / np.linalg.norm(v),
    ),
    Slip(
        "length-of-v-by-absolute-values",
        "‖v‖ is the root of the sum of squares, not the sum of the sizes.",
        lambda v: np.abs(v).sum(),
    ),
    Slip(
        "largest-entry-of-v",
        "‖v‖ is the root of the sum of squares, not the largest entry.",
        lambda v: np.abs(v).max(),
    ),
    Slip("sum-of-v", "‖v‖ is the root of the sum of squares, not the sum.", np.sum),
)

BOUND_SITES = (
    Site("reach", REACHES),
    Site("gap", GAPS),
    Site("length", LENGTHS),
    Site(
        "signed",
        (
            Slip(
                "sign-left-out-of-the-margin",
                "the margin of a point is sign · (v · x). Without the sign, the smallest is the farthest "
                "point of the negative class.",
                np.ones_like,
            ),
        ),
    ),
    Site(
        "per_point",
        (
            Slip(
                "cosines",
                "each margin has been divided by the length of its input too. γ is sign · (v · x) / ‖v‖.",
                lambda X: np.linalg.norm(X, axis=1),
            ),
        ),
    ),
    Site(
        "of",
        (
            Slip(
                "root-of-gamma",
                "γ stands under a root where its square belongs: the bound is R²/γ², (R/γ)².",
                lambda R, gamma: R / np.sqrt(gamma),
            ),
            Slip(
                "root-of-gamma-R-squared",
                "γ stands under a root where its square belongs: the bound is R²/γ², (R/γ)².",
                lambda R, gamma: R**2 / np.sqrt(gamma),
            ),
            Slip(
                "root-for-square",
                "the root of R/γ has been taken. The bound is its square, (R/γ)².",
                lambda R, gamma: np.sqrt(R / gamma),
            ),
            Slip(
                "root-of-R",
                "R stands under a root where its square belongs: the bound is (R/γ)².",
                lambda R, gamma: np.sqrt(R) / gamma,
            ),
            Slip("root-of-R-gamma-squared", "R has lost its square: it is (R/γ)².", lambda R, g: np.sqrt(R) / g**2),
            Slip("doubled-for-squared", "R/γ has been doubled. It is squared.", lambda R, gamma: 2 * R / gamma),
            Slip(
                "difference-for-quotient",
                "γ has been subtracted from R. The bound is (R/γ)².",
                lambda R, gamma: (R - gamma) ** 2,
            ),
            Slip(
                "gamma-without-square-2",
                "2 γ stands where γ² belongs: the bound is R²/γ².",
                lambda R, gamma: R**2 / (2 * gamma),
            ),
            Slip("not-squared", "the bound is the square of R/γ.", lambda R, gamma: R / gamma),
            Slip(
                "upside-down",
                "the bound is upside down: a narrow margin makes the work long, so γ stands below.",
                lambda R, gamma: (gamma / R) ** 2,
            ),
            Slip(
                "upside-down-not-squared",
                "the bound is the square of R/γ, and γ stands below.",
                lambda R, gamma: gamma / R,
            ),
            Slip("only-R-squared", "γ has not been squared. It is (R/γ)².", lambda R, gamma: R**2 / gamma),
            Slip(
                "only-gamma-squared",
                "R has not been squared. It is (R/γ)².",
                lambda R, gamma: R / gamma**2,
            ),
            Slip(
                "product-for-quotient",
                "R and γ have been multiplied. It is (R/γ)².",
                lambda R, gamma: (R * gamma) ** 2,
            ),
            Slip("cubed", "R/γ is squared, no more.", lambda R, gamma: (R / gamma) ** 4),
            Slip(
                "bound-rounded-up",
                "the bound has been rounded up to a whole number. Return it as it is.",
                lambda R, gamma: np.ceil((R / gamma) ** 2),
            ),
            Slip(
                "bound-cut-off",
                "the bound has been cut off to a whole number. Return it as it is.",
                lambda R, gamma: np.floor((R / gamma) ** 2),
            ),
        ),
    ),
    Site(
        "direction",
        (
            Slip(
                "learned-weights",
                "the margin of the learnt w has been taken. Asked for is that of the direction v.",
                lambda v, w: w,
            ),
        ),
    ),
)

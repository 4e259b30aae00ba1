"""Slips that are made where a layer normalises, whatever it takes the mean over (tasks 07.5 and 07.6)."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.slips import Slip

AXIS = "this is taken over the units of each example (axis 1). Batch normalisation goes over the examples: axis=0."

ROOTS = (
    Slip(
        "epsilon-forgotten",
        "ε is missing, or something tiny stands in its place: s = 1/√(v + ε).",
        lambda v, epsilon: v**-0.5,
    ),
    Slip(
        "epsilon-outside-the-root",
        "ε has been added to the root. It stands below it: 1/√(v + ε).",
        lambda v, epsilon: 1 / (np.sqrt(v) + epsilon),
    ),
    Slip("no-root", "the root is missing: it has been divided by v + ε.", lambda v, epsilon: 1 / (v + epsilon)),
    Slip("epsilon-squared", "ε² has been added below the root. It is ε.", lambda v, epsilon: (v + epsilon**2) ** -0.5),
    Slip(
        "deviation-for-its-inverse",
        "it has been multiplied by √(v + ε). Divide by it.",
        lambda v, epsilon: (v + epsilon) ** 0.5,
    ),
    *(
        Slip(
            "epsilon-of-its-own",
            f"ε is {number:g} here, whatever was given.",
            lambda v, epsilon, e=number: (v + e) ** -0.5,
        )
        for number in (1e-5, 1e-6, 1e-3)
    ),
)

MEAN_FOR_SUM = (
    "the mean over the rows has been taken. g is the gradient of the mean cost and has 1/m already, so the gradients "
    "of parameters are sums."
)
SUMS = (
    Slip("mean-for-sum", MEAN_FOR_SUM, lambda values: values.mean(axis=0)),
    Slip(
        "sum-over-the-units",
        "the sum runs over the units of each example. It runs over the examples: axis=0.",
        lambda values: values.sum(axis=1),
    ),
    Slip("not-summed", "nothing has been added up: one row an example is left.", lambda values: values),
    Slip(
        "row-kept",
        "it has an axis too many: its shape is that of γ, (n,).",
        lambda values: values.sum(0, keepdims=True),
    ),
    Slip("sum-of-everything", "this is one sum for all units. Each unit has its own.", np.sum),
    Slip(
        "last-row",
        "only the last example is counted: in a loop each one overwrites the one before.",
        lambda values: values[-1],
    ),
)
GAMMA = (
    Slip("z-for-h-in-gamma", "Z stands where the normalised h belongs.", lambda g, h, k, Z: g * Z),
    Slip(
        "gamma-in-its-own-gradient",
        "γg stands where g belongs: γ is multiplied by h alone, so its own size does not count.",
        lambda g, h, k, Z: k * h,
    ),
    Slip("h-forgotten", "h is missing: γ is multiplied by it. This is the gradient of β.", lambda g, h, k, Z: g),
    Slip(
        "product-of-sums",
        "the sum of g has been multiplied by the sum of h. That is 0, for the mean of h is. Multiply example by "
        "example, then add.",
        lambda g, h, k, Z: g.sum(axis=0) * h / len(h),
    ),
    Slip(
        "centred-in-gamma",
        "Z - μ stands where h belongs: divide by the deviation.",
        lambda g, h, k, Z: g * (Z - Z.mean(axis=0)),
    ),
)
BETA = (
    Slip(
        "gamma-in-beta",
        "γg has been added up. β is added after γ, so g goes in as it is.",
        lambda g, k: k,
    ),
    Slip("minus-in-beta", "the sign is wrong: β is added.", lambda g, k: -g),
)

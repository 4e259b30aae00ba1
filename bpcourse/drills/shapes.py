"""Drill: shapes: of what a network holds, of the products in a backward pass, of what NumPy repeats and sums."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bpcourse.drills.question import SHAPE, Kind, Question, judged
from bpcourse.drills.typed import read_shape
from bpcourse.tasks.slips import Site, Slip

Shape = tuple[int, ...]


class _Case(NamedTuple):
    """An expression, its shape, why, and by id what else is taken for its shape, with the words for it."""

    expression: str
    shape: Shape
    way: str
    slips: dict[str, tuple[Shape, str]]


TRANSPOSED = "this is the transpose."
NO_BATCH = "the batch is missing: there is a row for each example."
BATCH = "the batch does not come in here: parameters do not depend on the number of examples."


def _parts(m: int, n: tuple[int, ...]) -> list[_Case]:
    """Return what a network and a forward pass hold."""
    return [*_weights(m, n), *_activations(m, n), _biases(m, n)]


def _weights(m: int, n: tuple[int, ...]) -> list[_Case]:
    rows = "W[l] has a row for each unit that receives, so its shape is (n_l, n_{l-1})"
    return [
        _Case(
            f"W[{l}]",
            (n[l], n[l - 1]),
            rows,
            {
                "transposed": ((n[l - 1], n[l]), f"{TRANSPOSED} Row j holds the weights of the unit j that receives."),
                "with-batch": ((m, n[l]), BATCH),
                "wrong-layer": ((n[l % 2 + 1], n[l % 2]), "these are the weights of the other layer."),
            },
        )
        for l in (1, 2)
    ]


def _activations(m: int, n: tuple[int, ...]) -> list[_Case]:
    states = "examples are rows, so Z[l] and A[l] have the shape (m, n_l)"
    return [
        _Case(
            f"{name}[{l}]",
            (m, n[l]),
            states,
            {
                "transposed": ((n[l], m), f"{TRANSPOSED} Examples are rows."),
                "no-batch": ((n[l],), NO_BATCH),
                "wrong-layer": ((m, n[l - 1]), "this is the width of the layer before."),
            },
        )
        for name in "ZA"
        for l in (1, 2)
    ]


def _biases(m: int, n: tuple[int, ...]) -> _Case:
    return _Case(
        "b[1]",
        (n[1],),
        "b[l] has a number for each unit of layer l and a single axis",
        {
            "with-batch": ((m, n[1]), BATCH),
            "two-axes": ((1, n[1]), "b[l] has a single axis: a comma after its only size, and nothing more."),
            "wrong-layer": ((n[0],), "there is a bias for each unit that receives."),
        },
    )


def _products(m: int, n: tuple[int, ...]) -> list[_Case]:
    """Return the products of a forward and a backward pass."""
    inner = "the inner sizes of a product must agree, and go; the outer ones stay"
    kept = "this shape has an inner size of the product: those that agree go, the outer ones stay."
    return [
        _Case(
            "A[1] @ W[2].T",
            (m, n[2]),
            f"(m, n_1) times (n_1, n_2): {inner}",
            {
                "inner-size-kept": ((m, n[1]), kept),
                "transposed": ((n[2], m), TRANSPOSED),
                "without-T": ((n[2], n[1]), "this is the shape of W[2] alone."),
            },
        ),
        _Case(
            "D[2] @ W[2]",
            (m, n[1]),
            f"(m, n_2) times (n_2, n_1): {inner}",
            {
                "inner-size-kept": ((m, n[2]), kept),
                "transposed": ((n[1], m), TRANSPOSED),
                "shape-of-W": ((n[2], n[1]), "this is the shape of W[2] alone."),
            },
        ),
        _Case(
            "D[2].T @ A[1]",
            (n[2], n[1]),
            f"(n_2, m) times (m, n_1): {inner}. It is the shape of W[2]",
            {
                "inner-size-kept": ((n[2], m), kept),
                "transposed": ((n[1], n[2]), f"{TRANSPOSED} A gradient has the shape of its W."),
                "no-sum-over-batch": ((m, n[1]), "the batch is summed over here: m is the inner size, and goes."),
            },
        ),
    ]


def _broadcast(m: int, n: tuple[int, ...]) -> list[_Case]:
    """Return what NumPy repeats and sums."""
    from_the_right = "NumPy compares sizes from the last one on, and repeats where a size is 1 or is missing"
    summed = "the axis that is summed over goes."
    return [
        _Case(
            "a - y, with a of shape (m, 1) and y of shape (m,)",
            (m, m),
            f"{from_the_right}: y counts as (1, m)",
            {
                "column": ((m, 1), "y counts as a row, (1, m): it is not one number for each row of a."),
                "flat": ((m,), "a keeps its two axes, and y counts as a row, (1, m)."),
                "row": ((1, m), "both are repeated, a along the columns and y along the rows."),
            },
        ),
        _Case(
            "D[1].mean(axis=0)",
            (n[1],),
            "axis 0 counts the examples, and goes",
            {
                "wrong-axis": ((m,), "axis 0 counts the examples, axis 1 the units. The axis that is named goes."),
                "axis-kept": ((1, n[1]), f"{summed} keepdims=True would leave a 1."),
                "not-reduced": ((m, n[1]), summed),
            },
        ),
        _Case(
            "Z[2].max(axis=1, keepdims=True)",
            (m, 1),
            "axis 1 counts the units; keepdims leaves a 1 in its place",
            {
                "axis-gone": ((m,), "keepdims=True leaves a 1 in the place of the axis."),
                "wrong-axis": ((1, n[2]), "axis 0 counts the examples, axis 1 the units. Axis 1 becomes 1."),
                "not-reduced": ((m, n[2]), "the axis that is named becomes 1."),
            },
        ),
        _Case(
            "D[1][:, :, None] * A[0][:, None, :]",
            (m, n[1], n[0]),
            "None adds an axis of size 1: (m, n_1, 1) times (m, 1, n_0), entry by entry",
            {
                "summed": (
                    (n[1], n[0]),
                    "nothing is summed here: * works entry by entry, so the axis of examples stays.",
                ),
                "transposed": ((m, n[0], n[1]), "D[1] brings the middle axis, A[0] the last one."),
                "two-axes": ((m, n[1]), "None adds an axis: both factors have three."),
            },
        ),
    ]


def _drawn_from(cases: Callable[[int, tuple[int, ...]], list[_Case]], section: str) -> Callable:
    def draw(rng: np.random.Generator) -> Question:
        m, *n = map(int, rng.choice(np.arange(2, 10), 4, replace=False))
        found = cases(m, tuple(n))
        case = found[rng.integers(len(found))]

        def truth(*, shape=case.shape) -> dict:
            return {"The shape": str(shape)}

        slips = tuple(Slip(id, words, shape) for id, (shape, words) in case.slips.items())
        return Question(
            f"A network {'-'.join(map(str, n))}, a minibatch of m = {m}, one example a row. "
            f"What is the shape of {case.expression}?",
            judged(truth, (Site("shape", slips),), section),
            f"{case.way}. Here: {case.shape}.",
            SHAPE,
            read_shape,
        )

    draw.__name__ = cases.__name__
    return draw


SHAPES = Kind(
    "shapes",
    "of parameters, of products, of what NumPy repeats and sums",
    (
        _drawn_from(_parts, "lesson 4, sections 1 and 2"),
        _drawn_from(_products, "lesson 3, sections 7 and 8"),
        _drawn_from(_broadcast, "lesson 3, sections 8 and 13"),
    ),
)

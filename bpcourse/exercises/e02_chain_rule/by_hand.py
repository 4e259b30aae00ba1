"""Tasks 02.1 and 02.2: by hand; two sigmoids."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import Mistake, Part, ValueTask
from bplib.activations import sigmoid

# --- 02.1 by hand: u = x1 x2, v = x1², s = u - v, q = s², y = x1 q at x1 = 5, x2 = 3


def _by_hand(dq_ds=-20.0, dy_dq=5.0, ds_dv=-1.0, du_dx1=3.0, dv_dx1=10.0, du_dx2=5.0, direct=100.0) -> dict:
    """Return the entries of task 02.1, with a local derivative replaced for each mistake."""
    via_u, via_v = dy_dq * dq_ds * du_dx1, dy_dq * dq_ds * ds_dv * dv_dx1
    return {
        "dq_ds": dq_ds,
        "via_u": via_u,
        "via_v": via_v,
        "direct": direct,
        "dy_dx1": via_u + via_v + direct,
        "dy_dx2": dy_dq * dq_ds * du_dx2,
    }


def _without(name: str, entries: dict) -> dict:
    return {key: value for key, value in entries.items() if key != name}


def _only(entries: dict, *names: str) -> dict:
    return {name: entries[name] for name in names}


BY_HAND = ValueTask(
    id="02.1",
    title="Three paths by hand",
    answer="by_hand",
    difficulty=1,
    minutes=15,
    section="lesson 2, sections 2 to 4",
    tolerance=2e-3,
    truth=_by_hand,
    parts=(
        Part("dq_ds", 0.25),
        Part("via_u", 0.25),
        Part("via_v", 0.25),
        Part("direct", 0.25),
        Part("dy_dx1", 0.5),
        Part("dy_dx2", 0.5),
    ),
    mistakes=(
        Mistake(
            "square-not-differentiated",
            "For ∂q/∂s the value q = s² has been taken. The slope of s² is 2 s.",
            lambda: _without("direct", _by_hand(dq_ds=100.0)),
        ),
        Mistake(
            "slope-of-the-square-of-x1",
            "The innermost slope of the path over v is wrong: v = x1² has the slope 2 x1.",
            lambda: _only(_by_hand(dv_dx1=5.0), "via_v", "dy_dx1"),
        ),
        Mistake(
            "factor-2-of-the-square",
            "The slope of s² is 2 s. Here the 2 is missing.",
            lambda: _without("direct", _by_hand(dq_ds=-10.0)),
        ),
        Mistake(
            "outer-slope-at-u",
            "The outer slope 2 s has been taken at u. It belongs at the s that the forward pass has found.",
            lambda: _without("direct", _by_hand(dq_ds=30.0)),
        ),
        Mistake(
            "outer-slope-at-x",
            "The outer slope 2 s has been taken at x1, the innermost number. It belongs at s.",
            lambda: _without("direct", _by_hand(dq_ds=10.0)),
        ),
        Mistake(
            "inner-slope-missing",
            "The innermost slope is missing: ∂u/∂x1 = x2, ∂v/∂x1 = 2 x1, ∂u/∂x2 = x1.",
            lambda: _without("direct", _by_hand(du_dx1=1.0, dv_dx1=1.0, du_dx2=1.0)),
        ),
        Mistake(
            "last-slope-missing",
            "The last step is missing: y = x1 q, so every path through q has the factor ∂y/∂q = x1.",
            lambda: _only(_by_hand(dy_dq=1.0), "via_u", "via_v", "dy_dx1", "dy_dx2"),
        ),
        Mistake(
            "sign-of-v",
            "s = u - v falls when v grows: ∂s/∂v = -1. The sign of the path over v is wrong.",
            lambda: _only(_by_hand(ds_dv=1.0), "via_v", "dy_dx1"),
        ),
        Mistake(
            "u-slope-exchanged",
            "u = x1 x2: the slope with respect to one factor is the other one. They are exchanged.",
            lambda: _only(_by_hand(du_dx1=5.0, du_dx2=3.0), "via_u", "dy_dx1", "dy_dx2"),
        ),
        Mistake(
            "direct-is-one",
            "On the direct path stands the slope of y = x1 q with respect to x1, with q held fixed: that is q.",
            lambda: {"direct": 1.0},
        ),
        Mistake(
            "direct-is-x1",
            "x1 is the slope of y = x1 q with respect to q. On the direct path stands the slope with respect to x1.",
            lambda: {"direct": 5.0},
        ),
        Mistake(
            "direct-forgotten",
            "One path is missing: x1 also enters y directly, as the first factor of x1 q.",
            lambda: {"dy_dx1": 700.0},
        ),
        Mistake(
            "only-via-u",
            "This is the path over u alone. ∂y/∂x1 is the sum of all three paths.",
            lambda: {"dy_dx1": -300.0},
        ),
        Mistake(
            "v-forgotten",
            "The path over v is missing from the sum.",
            lambda: {"dy_dx1": -200.0},
        ),
        Mistake(
            "paths-multiplied",
            "The paths have been multiplied with each other. Slopes multiply along a path; different paths are added.",
            lambda: {"dy_dx1": -300.0 * 1000.0 * 100.0},
        ),
        Mistake(
            "direct-added-to-x2",
            "x2 reaches y along one path only: over u, s and q.",
            lambda: {"dy_dx2": -500.0 + 100.0},
        ),
    ),
    hints=(
        "Forwards first: u = 15, v = 25, s = -10, q = 100. Every slope is taken at these numbers.",
        "Over u: ∂y/∂q · ∂q/∂s · ∂s/∂u · ∂u/∂x1 = x1 · 2 s · 1 · x2.",
        "Add the three paths; one of them is negative. From x2 there is a single path, through u.",
    ),
)


# --- 02.2 two sigmoids: x = 1.5, expected = 1, one step at rate 0.5

X, EXPECTED, RATE = 1.5, 1.0, 0.5
PARAMETERS = np.array([0.2, 0.4, 0.3, 0.1])  # w1, w2, b1, b2


def _slope(z):
    return sigmoid.slope(np.asarray(z, float))


def _two_outputs(parameters):
    w1, w2, b1, b2 = parameters
    z = np.array([w1 * X + b1, w2 * X + b2])
    return z, float(sigmoid(z).sum())


def _two_sigmoids(factor=2.0, slope=_slope, inner=X, bias=1.0, moved=(1, 1, 1, 1), rate=RATE) -> dict:
    """Return the entries of task 02.2, with a piece replaced for each mistake."""
    z, o = _two_outputs(PARAMETERS)
    d = factor * (o - EXPECTED)
    s = slope(z)
    gradient = d * np.array([s[0] * inner, s[1] * inner, s[0] * bias, s[1] * bias])
    after = _two_outputs(PARAMETERS - rate * np.array(moved) * gradient)[1]
    cost = (o - EXPECTED) ** 2
    return {"cost": cost, "dC_do": d, "dC_dw1": gradient[0], "dC_db1": gradient[2], "output_after": after}


SLOPES = ("dC_dw1", "dC_db1", "output_after")

TWO_SIGMOIDS = ValueTask(
    id="02.2",
    title="Two sigmoids, and one step downhill",
    answer="two_sigmoids",
    difficulty=2,
    minutes=15,
    section="lesson 2, section 5",
    tolerance=1e-3,
    truth=_two_sigmoids,
    parts=(
        Part("cost", 0.25),
        Part("dC_do", 0.5),
        Part("dC_dw1", 0.5),
        Part("dC_db1", 0.25),
        Part("output_after", 0.5),
    ),
    mistakes=(
        Mistake(
            "half-cost",
            "This is half the cost. Here C = (expected - o)², without a ½.",
            lambda: {"cost": _two_sigmoids()["cost"] / 2},
        ),
        Mistake(
            "error-not-squared",
            "This is the error o - expected. The cost is its square.",
            lambda: {"cost": _two_sigmoids()["dC_do"] / 2},
        ),
        Mistake(
            "one-unit-only",
            "Only one of the two units is in this number. The output is the sum of both sigmoids.",
            lambda: {
                "cost": (float(sigmoid(_two_outputs(PARAMETERS)[0][0])) - EXPECTED) ** 2,
                "dC_do": 2 * (float(sigmoid(_two_outputs(PARAMETERS)[0][0])) - EXPECTED),
            },
        ),
        Mistake(
            "expected-minus-output",
            "The sign is wrong, as if the error were expected - output. C grows with o when o is above the target, so "
            "dC/do is positive. A step with the wrong sign climbs.",
            lambda: _without("cost", _two_sigmoids(factor=-2.0)),
        ),
        Mistake(
            "factor-2-missing",
            "The factor 2 of the square is missing: dC/do = 2 (o - expected).",
            lambda: _without("cost", _two_sigmoids(factor=1.0)),
        ),
        Mistake(
            "error-for-slope",
            "The difference expected - o stands where dC/do = 2 (o - expected) belongs: the sign is wrong, and the "
            "factor 2 is missing.",
            lambda: _without("cost", _two_sigmoids(factor=-1.0)),
        ),
        Mistake(
            "no-sigma-slope",
            "The slope of the sigmoid is missing: σ'(z1) stands between the output and w1.",
            lambda: _only(_two_sigmoids(slope=np.ones_like), *SLOPES),
        ),
        Mistake(
            "sigma-for-slope",
            "Here σ(z) stands where σ'(z) = σ(z) (1 - σ(z)) belongs.",
            lambda: _only(_two_sigmoids(slope=sigmoid), *SLOPES),
        ),
        Mistake(
            "slope-of-a",
            "σ' has been taken at σ(z) instead of z. With a = σ(z) at hand, the slope is simply a (1 - a).",
            lambda: _only(_two_sigmoids(slope=lambda z: _slope(sigmoid(z))), *SLOPES),
        ),
        Mistake(
            "slope-of-the-output",
            "o (1 - o) has been taken for the slope. The output is a sum of two sigmoids, and each has a slope of its "
            "own: σ(z1) (1 - σ(z1)) for the first.",
            lambda: _only(
                _two_sigmoids(
                    slope=lambda z: np.full(2, _two_outputs(PARAMETERS)[1] * (1 - _two_outputs(PARAMETERS)[1]))
                ),
                *SLOPES,
            ),
        ),
        Mistake(
            "other-unit",
            "This is the slope for the second unit, taken at z2. Asked for is the first.",
            lambda: _only(_two_sigmoids(slope=lambda z: _slope(z)[::-1]), "dC_dw1", "dC_db1"),
        ),
        Mistake(
            "x-missing",
            "The innermost slope is missing: z1 = w1 x + b1 changes by x when w1 changes by 1.",
            lambda: _only(_two_sigmoids(inner=1.0), "dC_dw1", "output_after"),
        ),
        Mistake(
            "bias-times-x",
            "The bias is not multiplied by x: ∂z1/∂b1 = 1.",
            lambda: _only(_two_sigmoids(bias=X), "dC_db1", "output_after"),
        ),
        Mistake(
            "biases-not-moved",
            "Only the weights have been moved. The biases are parameters too.",
            lambda: _only(_two_sigmoids(moved=(1, 1, 0, 0)), "output_after"),
        ),
        Mistake(
            "first-unit-moved",
            "Only the first unit has been moved. w2 and b2 have slopes of their own.",
            lambda: _only(_two_sigmoids(moved=(1, 0, 1, 0)), "output_after"),
        ),
        Mistake(
            "rate-forgotten",
            "The step is the gradient times the rate 0.5. Here the rate is 1.",
            lambda: _only(_two_sigmoids(rate=1.0), "output_after"),
        ),
        Mistake(
            "before-the-step",
            "This is the output before the step. Move the four parameters, then compute it again.",
            lambda: {"output_after": _two_outputs(PARAMETERS)[1]},
        ),
    ),
    hints=(
        "z1 = 0.6 and z2 = 0.7. The path from w1 to the cost: w1, z1, σ(z1), o, C.",
        "dC/dw1 = 2 (o - expected) · σ'(z1) · x, and for b1 the last factor is 1.",
        "Each of the four parameters p becomes p - 0.5 · dC/dp, all with the slopes found before the step.",
    ),
)

"""Task 02.1: by hand, u = x1 x2, v = x1², s = u - v, q = s², y = x1 q at x1 = 5, x2 = 3."""

from __future__ import annotations

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.slips import Site, Slip

X1, X2 = 5.0, 3.0
U, V = X1 * X2, X1**2


def _by_hand(
    *,
    s=U - V,
    dq_ds=lambda s: 2 * s,
    dy_dq=lambda q: X1,
    ds_du=1.0,
    ds_dv=-1.0,
    du_dx1=X2,
    dv_dx1=2 * X1,
    du_dx2=X1,
    direct=lambda q: q,
    total=lambda via_u, via_v, direct: via_u + via_v + direct,
    total_x2=lambda via_x2, via_v, direct: via_x2,
) -> dict:
    """Return the entries of the task; each keyword is a piece that a slip may replace."""
    q, outer = s**2, dq_ds(s)
    to_s = dy_dq(q) * outer
    via_u, via_v, via_x2 = to_s * ds_du * du_dx1, to_s * ds_dv * dv_dx1, to_s * ds_du * du_dx2
    return {
        "dq_ds": outer,
        "via_u": via_u,
        "via_v": via_v,
        "direct": direct(q),
        "dy_dx1": total(via_u, via_v, direct(q)),
        "dy_dx2": total_x2(via_x2, via_v, direct(q)),
    }


INNER = "the innermost slope is missing: ∂u/∂x1 = x2, ∂v/∂x1 = 2 x1, ∂u/∂x2 = x1."
VALUE = "the value of {} has been taken for its slope."

OUTER = (
    Slip(
        "square-not-differentiated",
        "for ∂q/∂s the value q = s² has been taken. The slope of s² is 2 s.",
        lambda s: s**2,
    ),
    Slip("factor-2-of-the-square", "the slope of s² is 2 s. Here the 2 is missing.", lambda s: s),
    Slip(
        "outer-slope-at-u",
        "the outer slope 2 s has been taken at u. It belongs at the s that the forward pass has found.",
        lambda s: 2 * U,
    ),
    Slip(
        "outer-slope-at-v",
        "the outer slope 2 s has been taken at v. It belongs at the s that the forward pass has found.",
        lambda s: 2 * V,
    ),
    Slip(
        "outer-slope-at-x",
        "the outer slope 2 s has been taken at x1, the innermost number. It belongs at s.",
        lambda s: 2 * X1,
    ),
    Slip(
        "sign-of-s",
        "the sign of s has been lost, or v - u taken for it: s = u - v is negative here, and so is 2 s.",
        lambda s: 2 * abs(s),
    ),
    Slip("slope-is-2", "2 is the slope of 2 s. The slope of s² is 2 s.", lambda s: 2.0),
    Slip("power-kept", "s² has been multiplied by 2. The slope of s² is 2 s: the power goes down.", lambda s: 2 * s**2),
    Slip("outer-slope-missing", "the slope of the square is missing: ∂q/∂s = 2 s.", lambda s: 1.0),
    Slip("outer-slope-half", "½ s stands where 2 s belongs.", lambda s: s / 2),
    Slip("slope-of-a-cube", "3 s² is the slope of s³. The slope of s² is 2 s.", lambda s: 3 * s**2),
)

FORWARD = (
    Site(
        "s",
        (
            Slip("u-plus-v", "u + v has been taken for s = u - v.", U + V),
            Slip("v-left-out-of-s", "v is missing from s = u - v.", U),
            Slip("v-doubled", "v = x1² has been taken as 2 x1.", U - 2 * X1),
            Slip("x2-squared", "v = x1² has been taken as x2².", U - X2**2),
            Slip("u-added", "u = x1 x2 has been taken as x1 + x2.", X1 + X2 - V),
        ),
    ),
)

LAST = (
    Slip(
        "last-slope-missing",
        "the last step is missing: y = x1 q, so every path through q has the factor ∂y/∂q = x1.",
        lambda q: 1.0,
    ),
    Slip(
        "last-slope-is-q",
        "the factor of a path through q is ∂y/∂q = x1. q is the slope on the direct path.",
        lambda q: q,
    ),
    Slip("last-slope-is-y", VALUE.format("y"), lambda q: X1 * q),
    Slip("last-slope-is-x2", "the factor of a path through q is ∂y/∂q = x1. Here it is x2.", lambda q: X2),
)

ALONG_PATHS = (
    Site("dy_dq", LAST, called="the last slope"),
    Site(
        "ds_du",
        (Slip("sign-of-u", "s = u - v grows with u: ∂s/∂u = 1.", -1.0), Slip("s-for-slope", VALUE.format("s"), U - V)),
    ),
    Site(
        "ds_dv",
        (
            Slip(
                "sign-of-v",
                "s = u - v falls when v grows: ∂s/∂v = -1. The sign of the path over v is wrong.",
                1.0,
            ),
            Slip("s-for-slope-over-v", VALUE.format("s"), U - V),
        ),
    ),
    Site(
        "du_dx1",
        (
            Slip(
                "u-slope-exchanged",
                "u = x1 x2: the slope with respect to one factor is the other one. They are exchanged.",
                X1,
            ),
            Slip("inner-slope-missing", INNER, 1.0),
            Slip("value-for-slope", "the value of u or v has been taken for its slope.", U),
            Slip("sum-for-product", "x1 + x2 stands where the slope of u = x1 x2 belongs.", X1 + X2),
            Slip("u-held-fixed", "u has been held fixed. It depends on this input.", 0.0),
            Slip("slope-of-u-is-2", "2 is no slope of u = x1 x2.", 2.0),
        ),
        "the path over u",
        called="the slope of u",
    ),
    Site(
        "dv_dx1",
        (
            Slip(
                "slope-of-the-square-of-x1",
                "the slope of v = x1² is 2 x1.",
                X1,
            ),
            Slip("inner-slope-missing", INNER, 1.0),
            Slip("value-for-slope", "the value of u or v has been taken for its slope.", V),
            Slip("v-held-fixed", "v has been held fixed. It depends on this input.", 0.0),
            Slip("slope-of-v-is-x2", "x2 stands where the slope 2 x1 of v = x1² belongs.", X2),
            Slip(
                "slope-of-v-is-the-square",
                "2 x1² stands where the slope 2 x1 of v = x1² belongs: taken at v, or with the power kept.",
                2 * V,
            ),
            Slip("slope-of-v-is-2", "2 is the slope of 2 x1. v = x1² has the slope 2 x1.", 2.0),
            Slip("slope-of-v-at-x2", "the slope 2 x1 of v has been taken at x2.", 2 * X2),
        ),
        "the path over v",
        called="the slope of v",
    ),
    Site(
        "du_dx2",
        (
            Slip(
                "u-slope-exchanged",
                "u = x1 x2: the slope with respect to one factor is the other one. They are exchanged.",
                X2,
            ),
            Slip("inner-slope-missing", INNER, 1.0),
            Slip("value-for-slope", "the value of u or v has been taken for its slope.", U),
            Slip("sum-for-product", "x1 + x2 stands where the slope of u = x1 x2 belongs.", X1 + X2),
            Slip("squared-factor", "x1² stands where the slope x1 of u = x1 x2 belongs.", V),
        ),
        "the path from x2",
        called="the slope of u",
    ),
)

DIRECT = (
    Slip(
        "direct-is-one",
        "on the direct path stands the slope of y = x1 q with respect to x1, with q held fixed: that is q.",
        lambda q: 1.0,
    ),
    Slip(
        "direct-is-x1",
        "x1 is the slope of y = x1 q with respect to q. On the direct path stands the slope with respect to x1.",
        lambda q: X1,
    ),
    Slip(
        "direct-is-y",
        "y itself stands where its slope belongs: on the direct path that is q, with q held fixed.",
        lambda q: X1 * q,
    ),
    Slip(
        "direct-is-s",
        "s stands where q belongs: y = x1 q, and q = s².",
        lambda q: U - V,
    ),
    Slip("direct-negative", "q = s² is positive, whatever the sign of s.", lambda q: -q),
    Slip("direct-is-zero", "the direct path counts: x1 is the first factor of y = x1 q.", lambda q: 0.0),
    Slip(
        "direct-is-the-slope-of-q",
        "on the direct path q is held fixed: its slope 2 s belongs to the other paths.",
        lambda q: 2 * (U - V),
    ),
    Slip(
        "direct-plus-x1",
        "x1 + q is no slope of a product. On the direct path q is held fixed, and the slope is q.",
        lambda q: X1 + q,
    ),
)

TOTALS = (
    Slip(
        "direct-forgotten",
        "one path is missing: x1 also enters y directly, as the first factor of x1 q.",
        lambda via_u, via_v, direct: via_u + via_v,
    ),
    Slip(
        "only-via-u",
        "this is the path over u alone. ∂y/∂x1 is the sum of all three paths.",
        lambda via_u, via_v, direct: via_u,
    ),
    Slip(
        "only-via-v",
        "this is the path over v alone. ∂y/∂x1 is the sum of all three paths.",
        lambda via_u, via_v, direct: via_v,
    ),
    Slip(
        "only-direct",
        "this is the direct path alone. ∂y/∂x1 is the sum of all three paths.",
        lambda via_u, via_v, direct: direct,
    ),
    Slip(
        "v-forgotten",
        "the path over v is missing from the sum.",
        lambda via_u, via_v, direct: via_u + direct,
    ),
    Slip(
        "u-forgotten",
        "the path over u is missing from the sum.",
        lambda via_u, via_v, direct: via_v + direct,
    ),
    Slip(
        "paths-multiplied",
        "the paths have been multiplied with each other. Slopes multiply along a path; different paths are added.",
        lambda via_u, via_v, direct: via_u * via_v * direct,
    ),
    Slip(
        "v-subtracted",
        "the path over v has been subtracted. Its minus is in ∂s/∂v = -1 already: the paths are added.",
        lambda via_u, via_v, direct: via_u - via_v + direct,
    ),
    Slip(
        "direct-subtracted",
        "the direct path has been subtracted. Paths are added.",
        lambda via_u, via_v, direct: via_u + via_v - direct,
    ),
    Slip(
        "sizes-added",
        "the signs of the paths have been lost in the sum.",
        lambda via_u, via_v, direct: abs(via_u) + abs(via_v) + abs(direct),
    ),
    Slip(
        "mean-over-paths",
        "the paths have been averaged. They are added.",
        lambda via_u, via_v, direct: (via_u + via_v + direct) / 3,
    ),
    Slip(
        "direct-twice",
        "the direct path has been counted twice.",
        lambda via_u, via_v, direct: via_u + via_v + 2 * direct,
    ),
    Slip("u-twice", "the path over u has been counted twice.", lambda via_u, via_v, direct: 2 * via_u + via_v + direct),
    Slip("v-twice", "the path over v has been counted twice.", lambda via_u, via_v, direct: via_u + 2 * via_v + direct),
    Slip(
        "last-slope-missing-in-the-sum",
        "the paths over u and v lack their last factor x1 in the sum: by the product rule it is q + x1 · ∂q/∂x1.",
        lambda via_u, via_v, direct: (via_u + via_v) / X1 + direct,
    ),
    Slip(
        "slope-of-q-only",
        "this is ∂q/∂x1. y = x1 q: by the product rule ∂y/∂x1 = q + x1 · ∂q/∂x1.",
        lambda via_u, via_v, direct: (via_u + via_v) / X1,
    ),
    Slip(
        "slopes-of-the-factors-multiplied",
        "the slopes of the two factors of y = x1 q have been multiplied with each other, 1 · ∂q/∂x1, or with q. "
        "The product rule adds: q + x1 · ∂q/∂x1.",
        lambda via_u, via_v, direct: (via_u + via_v) * direct,
    ),
    Slip(
        "u-subtracted",
        "the path over u has been subtracted. Paths are added.",
        lambda via_u, via_v, direct: via_v - via_u + direct,
    ),
    Slip(
        "inputs-added",
        "the path from x2 has been added. It belongs to ∂y/∂x2.",
        lambda via_u, via_v, direct: via_u + via_v + direct + X1 / X2 * via_u,
    ),
    Slip(
        "y-for-slope",
        "y itself has been taken. Its slope is asked for, the sum of the three paths.",
        lambda via_u, via_v, direct: X1 * direct,
    ),
    Slip("sign", "the sum has the wrong sign.", lambda via_u, via_v, direct: -(via_u + via_v + direct)),
)

TOTALS_X2 = (
    Slip("sign-of-x2", "the sign of ∂y/∂x2 is wrong: 2 s is negative.", lambda via_x2, via_v, direct: -via_x2),
    Slip(
        "direct-added-to-x2",
        "x2 reaches y along one path only: over u, s and q.",
        lambda via_x2, via_v, direct: via_x2 + direct,
    ),
    Slip(
        "v-added-to-x2",
        "x2 reaches y along one path only: over u, s and q. v = x1² does not depend on it.",
        lambda via_x2, via_v, direct: via_x2 + via_v,
    ),
    Slip(
        "all-added-to-x2",
        "x2 reaches y along one path only: over u, s and q.",
        lambda via_x2, via_v, direct: via_x2 + via_v + direct,
    ),
    Slip(
        "x2-does-not-count",
        "x2 reaches y too: over u, s and q.",
        lambda via_x2, via_v, direct: 0.0,
    ),
)


def _exchanged() -> dict:
    """Return the entries for x1 = 3 and x2 = 5."""
    x1, x2 = X2, X1
    s = x1 * x2 - x1**2
    via_u, via_v, direct = 2 * x1 * x2 * s, -4 * x1**2 * s, s**2
    entries = {"dq_ds": 2 * s, "via_u": via_u, "via_v": via_v, "direct": direct, "dy_dx1": via_u + via_v + direct}
    return entries | {"dy_dx2": 2 * x1**2 * s}


BY_HAND = ValueTask(
    id="02.1",
    title="Three paths by hand",
    misconceptions="the direct path forgotten; paths multiplied with each other; the outer slope taken at the "
    "wrong number",
    answer="by_hand",
    difficulty=1,
    minutes=15,
    section="lesson 2, sections 2 to 4",
    tolerance=2e-3,
    truth=_by_hand,
    sites=(
        Site("dq_ds", OUTER, called="the outer slope"),
        *ALONG_PATHS,
        Site("direct", DIRECT, called="the direct path"),
        Site("total", TOTALS, called="the sum of the paths"),
        Site("total_x2", TOTALS_X2),
        *FORWARD,
    ),
    mistakes=(Mistake("inputs-exchanged", "The two inputs are exchanged: x1 = 5 and x2 = 3.", _exchanged),),
    called={
        "ds_du": "∂s/∂u",
        "ds_dv": "∂s/∂v",
        "s": "s",
    },
    parts=(
        Part("dq_ds", 0.25),
        Part("via_u", 0.25),
        Part("via_v", 0.25),
        Part("direct", 0.25),
        Part("dy_dx1", 0.5),
        Part("dy_dx2", 0.5),
    ),
    hints=(
        "Forwards first: u = 15, v = 25, s = -10, q = 100. Every slope is taken at these numbers.",
        "Over u: ∂y/∂q · ∂q/∂s · ∂s/∂u · ∂u/∂x1 = x1 · 2 s · 1 · x2.",
        "Add the three paths; one of them is negative. From x2 there is a single path, through u.",
    ),
    insight=(
        "The path over u alone has the wrong sign. BP2 is such a sum, over all units that a unit feeds "
        "(lesson 3, section 4)."
    ),
)

"""Drill: the chain rule on small graphs: one path, two paths, two paths from each of two inputs."""

from __future__ import annotations

import numpy as np

from bpcourse.drills.question import TWO, Kind, Question, in_brackets, judged, one_of, plus
from bpcourse.tasks.slips import Site, Slip

# --- one path: u = a x + b, y = u² or u³

ONE_PATH = (
    Site(
        "inner",
        (
            Slip("inner-left-out", "the slope du/dx is missing: slopes multiply along the path.", lambda a, u: 1),
            Slip("value-for-inner-slope", "the value of u stands where its slope du/dx belongs.", lambda a, u: u),
        ),
    ),
    Site(
        "outer",
        (
            Slip("outer-left-out", "the slope dy/du is missing: slopes multiply along the path.", lambda u, n: 1),
            Slip("value-for-outer-slope", "the value of y stands where its slope dy/du belongs.", lambda u, n: u**n),
            Slip(
                "exponent-forgotten",
                "the exponent is missing as a factor: the slope of uⁿ is n uⁿ⁻¹.",
                lambda u, n: u ** (n - 1),
            ),
        ),
    ),
    Site(
        "point",
        (
            Slip(
                "wrong-point",
                "the slope dy/du is taken at x. Each slope is taken where its own function stands, here at u.",
                lambda u, x: x,
            ),
        ),
    ),
    Site(
        "along",
        (Slip("slopes-added", "the slopes along one path have been added. They multiply.", lambda o, i: o + i),),
    ),
)


def one_path(rng: np.random.Generator) -> Question:
    """Return the question for dy/dx where u = a x + b and y = uⁿ."""
    a, b = one_of(rng, (-4, -3, -2, 2, 3, 4, 5)), one_of(rng, (-5, -3, -1, 1, 2, 4))
    x, n = one_of(rng, (-2, -1, 1, 2, 3)), one_of(rng, (2, 2, 3))
    u = a * x + b

    def truth(
        *,
        inner=lambda a, u: a,
        outer=lambda u, n: n * u ** (n - 1),
        point=lambda u, x: u,
        along=lambda o, i: o * i,
    ) -> dict:
        return {"dy/dx": along(outer(point(u, x), n), inner(a, u))}

    power = "²" if n == 2 else "³"
    return Question(
        f"u = {a:g} x{plus(b)}, y = u{power}, at x = {x:g}. What is dy/dx?",
        judged(truth, ONE_PATH, "lesson 2, section 2"),
        f"u = {u:g}, dy/du = {n * u ** (n - 1):g}, du/dx = {a:g}, so dy/dx = {truth()['dy/dx']:g}.",
    )


# --- two paths: p = x², q = a x + b, y = p q

ONLY = "only the path over {} is counted. Several paths add."

TWO_PATHS = (
    Site(
        "total",
        (
            Slip("only-first-path", ONLY.format("p"), lambda first, second: first),
            Slip("only-second-path", ONLY.format("q"), lambda first, second: second),
            Slip(
                "paths-averaged", "the paths have been averaged. They add.", lambda first, second: (first + second) / 2
            ),
            Slip(
                "paths-multiplied",
                "the two paths have been multiplied. They add.",
                lambda first, second: first * second,
            ),
            Slip("paths-subtracted", "one path has been subtracted. They add.", lambda first, second: first - second),
        ),
    ),
    Site(
        "shares",
        (
            Slip(
                "product-of-slopes",
                "this is dp/dx times dq/dx. Along the path over p the slopes are dp/dx and q; then the other path is "
                "added.",
                lambda dp, dq, p, q: (dp * dq, 0),
            ),
            Slip(
                "slopes-added",
                "this is dp/dx plus dq/dx. Each of them is still to be multiplied by ∂y/∂p = q or ∂y/∂q = p.",
                lambda dp, dq, p, q: (dp, dq),
            ),
            Slip(
                "not-swapped",
                "a product hands to each factor the other one: ∂y/∂p is q, and ∂y/∂q is p.",
                lambda dp, dq, p, q: (dp * p, dq * q),
            ),
        ),
    ),
    Site("dp", (Slip("factor-2-of-the-square", "the slope of x² is 2 x. Here the 2 is missing.", lambda x: x),)),
    Site("dq", (Slip("line-has-no-slope", "dq/dx is missing in the path over q.", lambda a: 1),)),
)


def two_paths(rng: np.random.Generator) -> Question:
    """Return the question for dy/dx where p = x², q = a x + b and y = p q."""
    a, b = one_of(rng, (-4, -3, -2, 2, 3, 4, 5)), one_of(rng, (-5, -3, -2, -1, 1, 2, 4))
    x = one_of(rng, (-3, -2, 2, 3, 4))
    p, q = x**2, a * x + b

    def truth(
        *,
        total=lambda first, second: first + second,
        shares=lambda dp, dq, p, q: (dp * q, dq * p),
        dp=lambda x: 2 * x,
        dq=lambda a: a,
    ) -> dict:
        return {"dy/dx": total(*shares(dp(x), dq(a), p, q))}

    return Question(
        f"p = x², q = {a:g} x{plus(b)}, y = p q, at x = {x:g}. What is dy/dx?",
        judged(truth, TWO_PATHS, "lesson 2, section 3"),
        f"p = {p:g}, q = {q:g}. Over p: {2 * x:g} · {in_brackets(q)} = {2 * x * q:g}. "
        f"Over q: {a:g} · {p:g} = {a * p:g}. Together {truth()['dy/dx']:g}.",
    )


# --- two inputs: u = x1 x2, v = a x1 + c x2, y = u v²

TWO_INPUTS = (
    Site(
        "total",
        (
            Slip("only-first-path", ONLY.format("u"), lambda first, second: first),
            Slip("only-second-path", ONLY.format("v"), lambda first, second: second),
            Slip(
                "paths-averaged", "the paths have been averaged. They add.", lambda first, second: (first + second) / 2
            ),
            Slip("paths-subtracted", "one path has been subtracted. They add.", lambda first, second: first - second),
        ),
    ),
    Site(
        "dy_du",
        (
            Slip("v-for-its-square", "∂y/∂u is v², not v.", lambda u, v: v),
            Slip("dy-du-left-out", "the slope ∂y/∂u = v² is missing in the path over u.", lambda u, v: 1),
        ),
    ),
    Site(
        "dy_dv",
        (
            Slip("factor-2-of-the-square", "∂y/∂v is 2 u v. Here the 2 is missing.", lambda u, v: u * v),
            Slip("u-left-out", "∂y/∂v is 2 u v. Here the factor u is missing.", lambda u, v: 2 * v),
            Slip(
                "square-not-differentiated",
                "∂y/∂v is 2 u v. Here v² has not been differentiated.",
                lambda u, v: u * v**2,
            ),
        ),
    ),
    Site(
        "du",
        (
            Slip("not-swapped", "a product hands to each factor the other one: ∂u/∂x1 is x2.", lambda x1, x2: (x1, x2)),
            Slip("du-left-out", "the slope of u = x1 x2 is missing in the path over u.", lambda x1, x2: (1, 1)),
        ),
    ),
    Site(
        "dv",
        (
            Slip("dv-left-out", "the factors in v are missing: they are its slopes.", lambda a, c: (1, 1)),
            Slip(
                "sign-in-v-lost", "the signs in v have been lost: its slopes have them.", lambda a, c: (abs(a), abs(c))
            ),
        ),
    ),
)


def two_inputs(rng: np.random.Generator) -> Question:
    """Return the question for both derivatives where u = x1 x2, v = a x1 + c x2 and y = u v²."""
    a, c = one_of(rng, (2, 3, 4)), one_of(rng, (-3, -2, -1))
    x1, x2 = one_of(rng, (1, 2, 3, 4)), one_of(rng, (-2, -1, 2, 3, 4, 5))
    u, v = x1 * x2, a * x1 + c * x2

    def truth(
        *,
        total=lambda first, second: first + second,
        dy_du=lambda u, v: v**2,
        dy_dv=lambda u, v: 2 * u * v,
        du=lambda x1, x2: (x2, x1),
        dv=lambda a, c: (a, c),
    ) -> dict:
        over_u, over_v = dy_du(u, v), dy_dv(u, v)
        both = [total(over_u * to_u, over_v * to_v) for to_u, to_v in zip(du(x1, x2), dv(a, c), strict=True)]
        return {"dy/dx1": both[0], "dy/dx2": both[1]}

    right = truth()
    return Question(
        f"u = x1 x2, v = {a:g} x1{plus(c, 'x2')}, y = u v², at x1 = {x1:g}, x2 = {x2:g}. "
        "What are dy/dx1 and dy/dx2, in this order?",
        judged(truth, TWO_INPUTS, "lesson 2, sections 3 and 4"),
        f"u = {u:g}, v = {v:g}, ∂y/∂u = v² = {v**2:g}, ∂y/∂v = 2 u v = {2 * u * v:g}. "
        f"dy/dx1 = {v**2:g} · {in_brackets(x2)}{plus(2 * u * v)} · {a:g} = {right['dy/dx1']:g}, "
        f"dy/dx2 = {v**2:g} · {x1:g}{plus(2 * u * v)} · {in_brackets(c)} = {right['dy/dx2']:g}.",
        TWO,
    )


CHAIN_RULE = Kind("chain rule", "derivatives along one path and along two", (one_path, two_paths, two_inputs))

"""Task 02.2: two sigmoids, x = 1.5, expected = 1, one step at rate 0.5."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.slips import SIGMOID_SLOPES, sigmoid_slope
from bpcourse.exercises.e02_chain_rule.two_sigmoids_moves import (
    EXPECTED,
    MOVES,
    PARAMETERS,
    RATE,
    X,
    moved,
    weighted_inputs,
)
from bpcourse.tasks import Part, ValueTask
from bpcourse.tasks.slips import Site, Slip
from bplib.activations import sigmoid


def _two_sigmoids(
    *,
    weighted=weighted_inputs,
    squashed=sigmoid,
    output=np.sum,
    cost=lambda o: (EXPECTED - o) ** 2,
    dC_do=lambda o: 2 * (o - EXPECTED),
    slope=sigmoid_slope,
    inner=lambda z: X,
    bias=lambda z: 1.0,
    chosen=lambda gradient: gradient,
    moved=moved,
    after=lambda o, before: o,
) -> dict:
    """Return the entries of the task; each keyword is a piece that a slip may replace."""
    z = weighted(PARAMETERS)
    o = float(output(squashed(z)))
    d, s = dC_do(o), slope(z)
    gradient = d * np.concatenate([s * inner(z), s * bias(z)])
    new = float(output(squashed(weighted(moved(PARAMETERS, gradient)))))
    w1, _, b1, _ = chosen(gradient)
    return {"cost": cost(o), "dC_do": d, "dC_dw1": w1, "dC_db1": b1, "output_after": after(new, o)}


def _output(z):
    """Return o for both units, from their weighted inputs."""
    return np.full(2, sigmoid(z).sum())


FORWARD = (
    Site(
        "weighted",
        (
            Slip("bias-left-out", "the biases are missing: z = w x + b.", lambda p: p[:2] * X),
            Slip("bias-subtracted", "the biases have been subtracted: z = w x + b.", lambda p: p[:2] * X - p[2:]),
            Slip("x-left-out", "x is missing: z = w x + b.", lambda p: p[:2] + p[2:]),
            Slip("bias-inside", "x has been multiplied with w + b: z = w x + b.", lambda p: (p[:2] + p[2:]) * X),
            Slip("biases-exchanged", "b1 and b2 are exchanged.", lambda p: p[:2] * X + p[:1:-1]),
        ),
        called="the weighted input",
    ),
    Site(
        "squashed",
        (
            Slip("not-squashed", "the sigmoid is missing: o = σ(z1) + σ(z2).", lambda z: z),
            Slip("tanh-for-sigmoid", "tanh stands where the sigmoid belongs.", np.tanh),
            Slip(
                "sign-in-the-sigmoid",
                "1 / (1 + e^z) is σ(-z): the sign of the exponent is wrong.",
                lambda z: sigmoid(-z),
            ),
        ),
        called="the activation",
    ),
    Site(
        "output",
        (
            Slip(
                "one-unit-only",
                "only one of the two units is in this number. The output is the sum of both sigmoids.",
                lambda a: a[0],
            ),
            Slip(
                "second-unit-only",
                "only the second unit is in this number. The output is the sum of both sigmoids.",
                lambda a: a[1],
            ),
            Slip("mean-of-units", "the two sigmoids have been averaged. The output is their sum.", np.mean),
            Slip("product-of-units", "the two sigmoids have been multiplied. The output is their sum.", np.prod),
            Slip(
                "difference-of-units",
                "the two sigmoids have been subtracted. The output is their sum.",
                lambda a: a[0] - a[1],
            ),
            Slip("output-squashed", "σ has been applied to the sum besides.", lambda a: sigmoid(a.sum())),
        ),
        called="the output",
    ),
)

COSTS = (
    Slip(
        "half-cost",
        "this is half the cost. Here C = (expected - o)², without a ½.",
        lambda o: (EXPECTED - o) ** 2 / 2,
    ),
    Slip("error-not-squared", "this is the error o - expected. The cost is its square.", lambda o: o - EXPECTED),
    Slip(
        "error-not-squared-negative",
        "this is the error expected - o. The cost is its square.",
        lambda o: EXPECTED - o,
    ),
    Slip("target-left-out-of-the-cost", "this is o². The cost is (expected - o)².", lambda o: o**2),
    Slip(
        "squares-subtracted",
        "this is a difference of squares. The cost is (expected - o)².",
        lambda o: o**2 - EXPECTED,
    ),
    Slip(
        "cost-cross-entropy",
        "this is a cross-entropy, -ln o. The cost is (expected - o)².",
        lambda o: abs(np.log(o)),
    ),
    Slip("cost-negative", "squares are not negative.", lambda o: -((EXPECTED - o) ** 2)),
    Slip("cost-rooted", "this is a root. The cost is (expected - o)².", lambda o: abs(EXPECTED - o) ** 0.5),
    Slip("cost-doubled", "this is twice the cost.", lambda o: 2 * (EXPECTED - o) ** 2),
)

ERRORS = (
    Slip(
        "expected-minus-output",
        "the sign is wrong, as if the error were expected - output. C grows with o when o is above the target, so "
        "dC/do is positive. A step with the wrong sign climbs.",
        lambda o: 2 * (EXPECTED - o),
    ),
    Slip(
        "factor-2-missing",
        "the factor 2 of the square is missing: dC/do = 2 (o - expected).",
        lambda o: o - EXPECTED,
    ),
    Slip(
        "error-for-slope",
        "the difference expected - o stands where dC/do = 2 (o - expected) belongs: the sign is wrong, and the "
        "factor 2 is missing.",
        lambda o: EXPECTED - o,
    ),
    Slip(
        "cost-for-slope",
        "the cost itself stands where dC/do = 2 (o - expected) belongs.",
        lambda o: (EXPECTED - o) ** 2,
    ),
    Slip(
        "square-kept",
        "2 (o - expected)² stands where dC/do = 2 (o - expected) belongs.",
        lambda o: 2 * (EXPECTED - o) ** 2,
    ),
    Slip("expected-forgotten", "dC/do = 2 (o - expected). The expected value is missing.", lambda o: 2 * o),
    Slip("output-alone", "o stands where dC/do = 2 (o - expected) belongs.", lambda o: o),
    Slip(
        "expected-added",
        "dC/do = 2 (o - expected). The expected value has been added.",
        lambda o: 2 * (o + EXPECTED),
    ),
    Slip(
        "two-on-one-only",
        "2 o - expected stands where 2 (o - expected) belongs: mind the brackets.",
        lambda o: 2 * o - EXPECTED,
    ),
    Slip("half-for-two", "the factor before o - expected is 2, not ½.", lambda o: (o - EXPECTED) / 2),
    Slip("two-twice", "the factor 2 of the square has been taken twice.", lambda o: 4 * (o - EXPECTED)),
    Slip("minus-one-over-o", "-1/o belongs to the cross-entropy. The cost here is (expected - o)².", lambda o: -1 / o),
    Slip("slope-in-dC-do", "dC/do stops at o: σ' comes after it.", lambda o: 2 * (o - EXPECTED) * o * (1 - o)),
    *(
        Slip(
            f"inner-derivative-o{kind}",
            "dC/do has been multiplied by o, as if o were the inner derivative of (expected - o)². That one is -1: "
            f"dC/do = 2 (o - expected).{besides}",
            lambda o, factor=factor: factor * (o - EXPECTED) * o,
        )
        for factor, kind, besides in (
            (2, "", ""),
            (-2, "-negative", " Besides, the sign is wrong."),
            (1, "-half", " Besides, the factor 2 is missing."),
            (-1, "-half-negative", " Besides, the sign is wrong and the factor 2 is missing."),
        )
    ),
    *(
        Slip(
            f"slope-in-dC-do{kind}",
            f"the factor o (1 - o) does not belong in dC/do, which stops at o: σ' comes after it, at z1.{besides}",
            lambda o, factor=factor: factor * (o - EXPECTED) * o * (1 - o),
        )
        for factor, kind, besides in (
            (1, "-half", " Besides, the factor 2 is missing."),
            (-1, "-half-negative", " Besides, the sign is wrong and the factor 2 is missing."),
            (-2, "-negative", " Besides, the sign is wrong."),
        )
    ),
    Slip(
        "inner-derivative-x",
        "dC/do has been multiplied by x. It stops at o: x comes last, for w1.",
        lambda o: 2 * (o - EXPECTED) * X,
    ),
    Slip(
        "absolute-error", "only the sign of o - expected is left. dC/do = 2 (o - expected).", lambda o: np.sign(o - 1)
    ),
    Slip("one-minus-two-o", "expected - 2 o stands where 2 (o - expected) belongs.", lambda o: EXPECTED - 2 * o),
    Slip(
        "power-3", "3 (o - expected)² is the slope of a cube. Here it is a square.", lambda o: 3 * (o - EXPECTED) ** 2
    ),
)

AS_OTHERS = {"slope-of-relu", "slope-from-exp"}  # the same here as no slope, and as 1 - σ(z)
SLOPES = (
    *(slip for slip in SIGMOID_SLOPES if slip.id not in AS_OTHERS),
    Slip(
        "slope-of-the-output",
        "o (1 - o) has been taken for the slope. The output is a sum of two sigmoids, and each has a slope of its "
        "own: σ(z1) (1 - σ(z1)) for the first.",
        lambda z: _output(z) * (1 - _output(z)),
    ),
    Slip(
        "sum-of-slopes",
        "the slopes of both sigmoids have been added. w1 and b1 act through the first one only.",
        lambda z: np.full(2, sigmoid_slope(z).sum()),
    ),
    Slip(
        "product-of-slopes",
        "the slopes of both sigmoids have been multiplied. w1 and b1 act through the first one only.",
        lambda z: np.full(2, sigmoid_slope(z).prod()),
    ),
    Slip("slope-of-sigmoid-at-0", "¼ is the slope of the sigmoid at 0. Take it at z.", lambda z: np.full(2, 0.25)),
)

INNER = (
    Slip(
        "x-missing",
        "the innermost slope is missing: z1 = w1 x + b1 changes by x when w1 changes by 1.",
        lambda z: 1.0,
    ),
    Slip("weight-for-x", "the weight stands where x belongs: ∂z1/∂w1 = x.", lambda z: PARAMETERS[:2]),
    Slip("z-for-x", "z stands where x belongs: ∂z1/∂w1 = x.", lambda z: z),
    Slip("activation-for-x", "σ(z) stands where x belongs: ∂z1/∂w1 = x.", sigmoid),
    Slip("x-squared", "x has been multiplied in twice.", lambda z: X**2),
    Slip("divided-by-x", "this has been divided by x. Multiply by it.", lambda z: 1 / X),
    Slip("weight-and-x", "w1 x stands where ∂z1/∂w1 = x belongs.", lambda z: PARAMETERS[:2] * X),
    Slip("x-plus-bias", "x + b1 stands where ∂z1/∂w1 = x belongs.", lambda z: X + PARAMETERS[2:]),
    Slip("minus-x", "the sign of x is wrong: ∂z1/∂w1 = x.", lambda z: -X),
)

BIAS = (
    Slip("bias-times-x", "the bias is not multiplied by x: ∂z1/∂b1 = 1.", lambda z: X),
    Slip("bias-times-bias", "the bias itself stands where ∂z1/∂b1 = 1 belongs.", lambda z: PARAMETERS[2:]),
    Slip("bias-does-not-count", "the bias has a slope too: ∂z1/∂b1 = 1.", lambda z: 0.0),
    Slip("bias-divided-by-x", "the slope for the bias has been divided by x: ∂z1/∂b1 = 1.", lambda z: 1 / X),
    Slip("bias-times-weight", "the weight stands where ∂z1/∂b1 = 1 belongs.", lambda z: PARAMETERS[:2]),
    Slip("bias-times-z", "z stands where ∂z1/∂b1 = 1 belongs.", lambda z: z),
)

CHOSEN = (
    Slip(
        "other-unit",
        "this is the slope for the second unit, taken at z2. Asked for is the first.",
        lambda g: g[[1, 0, 3, 2]],
    ),
    Slip("step-for-slope", "this has been multiplied by the rate. The slope alone is asked for.", lambda g: RATE * g),
    Slip("negative-slope", "this is the step downhill. The slope has the other sign.", lambda g: -g),
    Slip("negative-step", "this is the step, -rate times the slope. The slope is asked for.", lambda g: -RATE * g),
    Slip(
        "new-parameters",
        "these are the parameters after the step. Their slopes are asked for.",
        lambda g: moved(PARAMETERS, g),
    ),
    Slip("both-units-added", "the slopes for both units have been added.", lambda g: g + g[[1, 0, 3, 2]]),
    Slip("weight-and-bias-exchanged", "the slopes of w1 and b1 are exchanged.", lambda g: g[[2, 3, 0, 1]]),
)


AFTER = (
    Slip(
        "before-the-step",
        "this is the output before the step. Move the four parameters, then compute it again.",
        lambda o, before: before,
    ),
    Slip(
        "output-moved",
        "the output itself has been moved by its slope. Move the four parameters, then compute it again.",
        lambda o, before: before - RATE * 2 * (before - EXPECTED),
    ),
    Slip(
        "cost-after",
        "this is the cost after the step. The output is asked for.",
        lambda o, before: (EXPECTED - o) ** 2,
    ),
    Slip(
        "change-of-output",
        "this is by how much the output has changed. The output itself is asked for.",
        lambda o, before: o - before,
    ),
    Slip("error-after", "this is the error after the step. The output is asked for.", lambda o, before: o - EXPECTED),
)


TWO_SIGMOIDS = ValueTask(
    id="02.2",
    title="Two sigmoids, and one step downhill",
    misconceptions="expected - output, so that the step climbs; the slope of the sum taken as o (1 - o); biases "
    "left where they are",
    answer="two_sigmoids",
    difficulty=2,
    minutes=15,
    section="lesson 2, section 5",
    tolerance=1e-3,
    truth=_two_sigmoids,
    sites=(
        Site("dC_do", ERRORS, called="dC/do"),
        Site("slope", SLOPES, called="the slope of the sigmoid"),
        Site("inner", INNER, called="the inner slope of a weight"),
        Site("bias", BIAS, called="the inner slope of a bias"),
        Site("cost", COSTS, called="the cost"),
        Site("moved", MOVES),
        Site("after", AFTER),
        Site("chosen", CHOSEN),
        *FORWARD,
    ),
    called={
        "moved": "the new parameters",
    },
    parts=(
        Part("cost", 0.25),
        Part("dC_do", 0.5),
        Part("dC_dw1", 0.5),
        Part("dC_db1", 0.25),
        Part("output_after", 0.5),
    ),
    hints=(
        "z1 = 0.6 and z2 = 0.7. The path from w1 to the cost: w1, z1, σ(z1), o, C.",
        "dC/dw1 = 2 (o - expected) · σ'(z1) · x, and for b1 the last factor is 1.",
        "Each of the four parameters p becomes p - 0.5 · dC/dp, all with the slopes found before the step.",
    ),
    insight=(
        "With expected - o in the place of dC/do the cost rises: from one start of lesson 2, section 5, the output "
        "goes to 1.942 in 100 steps (target 1)."
    ),
)

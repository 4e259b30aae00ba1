"""Task 06.1: two units by hand."""

from __future__ import annotations

from bpcourse.exercises.common.exchanged import entries_exchanged
from bpcourse.exercises.e06_equilibrium_propagation.two_units_slips import BETA, RIGHT, SITES, A, B, H, O, W, two_units
from bpcourse.tasks import Mistake, Part, ValueTask

TWO_UNITS = ValueTask(
    id="06.1",
    title="Two units by hand",
    misconceptions="a forward pass: nothing comes back to h; the pull without its resistance; the sign of a "
    "gradient; w counted on the way up only",
    answer="two_units",
    difficulty=2,
    minutes=20,
    section="lesson 6a, sections 2, 5 and 6",
    tolerance=1e-3,
    truth=two_units,
    sites=SITES,
    called={
        "received": "what o gets",
        "loop": "the loop 1 - w²",
        "hidden": "h",
        "own": "the own energy",
        "pair": "the energy of the connection",
        "drives": "the energy of the drives",
        "cost": "the cost",
        "pull": "the pull",
        "brake": "the resistance",
        "difference": "the difference of the products",
        "error": "the error",
        "slope": "the slope do/dw",
    },
    parts=tuple(Part(name, 0.25) for name in RIGHT),
    mistakes=(
        Mistake(
            "nothing-comes-back",
            "The connection has been used upwards only: h = a, and o = b + w a. It works in both directions, so h also "
            "receives w o, and that changes o again.",
            lambda: {"h_free": A, "o_free": B + W * A, "o_nudged": (B + W * A + BETA) / (1 + BETA)},
        ),
        Mistake(
            "h-and-o-exchanged",
            "h and o are exchanged. h is driven by a, o by b.",
            lambda: {"h_free": O, "o_free": H},
        ),
        Mistake(
            "ascent",
            "The sign is wrong. ∂E/∂w = -h o has a minus: this is what a step of learning adds to w. Asked for is "
            "∂J/∂w.",
            lambda: {name: -RIGHT[name] for name in ("one_sided", "symmetric", "exact")},
        ),
        Mistake(
            "one-sided-for-symmetric",
            "symmetric: this is the one-sided estimate. Compare the state for β with the one for -β.",
            lambda: {"symmetric": RIGHT["one_sided"]},
        ),
        Mistake(
            "symmetric-for-one-sided",
            "one_sided: this is the symmetric estimate. Compare the state for β with the free one.",
            lambda: {"one_sided": RIGHT["symmetric"]},
        ),
        Mistake(
            "estimate-for-exact",
            "exact: this is an estimate. Write o as a function of w and differentiate; then ∂J/∂w = (o - t) do/dw.",
            lambda: {"exact": RIGHT["symmetric"]},
        ),
        Mistake(
            "one-sided-estimate-for-exact",
            "exact: this is the one-sided estimate. Write o as a function of w and differentiate; then ∂J/∂w = (o - t) "
            "do/dw.",
            lambda: {"exact": RIGHT["one_sided"]},
        ),
        Mistake(
            "all-plus",
            "E: all terms have a plus. Only the squares have one: E = ½h² + ½o² - w h o - a h - b o.",
            lambda: {"E": (H * H + O * O) / 2 + W * H * O + A * H + B * O},
        ),
        Mistake(
            "all-plus-without-half",
            "E: all terms have a plus, and the ½ is missing. E = ½h² + ½o² - w h o - a h - b o.",
            lambda: {"E": H * H + O * O + W * H * O + A * H + B * O},
        ),
        Mistake(
            "squares-alone",
            "E: these are the squares alone. The connection and the drives are missing: - w h o - a h - b o.",
            lambda: {"E": (H * H + O * O) / 2},
        ),
        Mistake(
            "half-missing-and-drives",
            "E: the ½ of the squares is missing, and so are the drives, -a h - b o.",
            lambda: {"E": H * H + O * O - W * H * O},
        ),
        *entries_exchanged(RIGHT, ("E", "C"), ("symmetric", "exact"), ("one_sided", "exact")),
        Mistake(
            "rounded-too-much",
            "This has been rounded too much: give four digits.",
            lambda: {"symmetric": round(RIGHT["symmetric"], 2), "exact": round(RIGHT["exact"], 1)},
        ),
        Mistake(
            "hidden-for-output-nudged",
            "o_nudged: this is where h rests under the pull. Asked for is o.",
            lambda: {"o_nudged": A + W * RIGHT["o_nudged"]},
        ),
    ),
    hints=(
        "Each unit rests where its state equals what it receives: h = a + w o and o = b + w h. Put one into the other.",
        "With the pull: o = b + w h + β(t - o). The hidden unit is not pulled itself: h = a + w o.",
        "∂E/∂w = -h o. For the exact one differentiate o = (b + w a)/(1 - w²) with respect to w.",
    ),
    insight=(
        "The order of a rule speaks of small β: in lesson 6a, section 6, at β = 0.5 the symmetric estimate is "
        "worse than the one-sided one."
    ),
)

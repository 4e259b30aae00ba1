"""Task 06.1: two units by hand: E = ½h² + ½o² - w h o - a h - b o, with a pull β towards t at o."""

from __future__ import annotations

from bpcourse.tasks import Mistake, Part, ValueTask

A, B, W, TARGET, BETA = 0.2, 0.02, 0.8, 1.0, 0.04
LOOP = 1 - W * W  # what is left of a move of o when it has gone to h and come back


def _rest(beta: float = 0.0) -> tuple[float, float]:
    """Return where h and o rest under a pull."""
    o = (B + W * A + beta * TARGET) / (LOOP + beta)
    return A + W * o, o


def _energy(h: float, o: float, pair=1.0, own=0.5, drives=1.0) -> float:
    return own * (h * h + o * o) - pair * W * h * o - drives * (A * h + B * o)


def _product(beta: float = 0.0) -> float:
    h, o = _rest(beta)
    return h * o


def _two_units() -> dict:
    (h, o), (_, pulled) = _rest(), _rest(BETA)
    slope = (A * LOOP + 2 * W * (B + W * A)) / LOOP**2  # do/dw of the free output
    return {
        "h_free": h,
        "o_free": o,
        "E": _energy(h, o),
        "C": (o - TARGET) ** 2 / 2,
        "o_nudged": pulled,
        "one_sided": -(_product(BETA) - _product()) / BETA,
        "symmetric": -(_product(BETA) - _product(-BETA)) / (2 * BETA),
        "exact": (o - TARGET) * slope,
    }


def _estimates(change) -> dict:
    """Return both estimates made of ``change(β₁, β₂)``, in place of minus the difference of the products."""
    return {"one_sided": change(BETA, 0.0) / BETA, "symmetric": change(BETA, -BETA) / (2 * BETA)}


def _moved(beta: float, other: float) -> tuple[float, float]:
    """Return how far h and o are apart under two pulls."""
    (h, o), (k, p) = _rest(beta), _rest(other)
    return h - k, o - p


def _from(beta: float) -> float:
    """Return where o goes in one turn under a pull, h held where it was."""
    return (B + W * _rest()[0] + beta * TARGET) / (1 + beta)


TWO_UNITS = ValueTask(
    id="06.1",
    title="Two units by hand",
    answer="two_units",
    difficulty=2,
    minutes=20,
    section="lesson 6a, sections 2, 5 and 6",
    tolerance=1e-3,
    truth=_two_units,
    parts=tuple(Part(name, 0.25) for name in _two_units()),
    mistakes=(
        Mistake(
            "nothing-comes-back",
            "The connection has been used upwards only: h = a, and o = b + w a. It works in both directions, so h also "
            "receives w o, and that changes o again.",
            lambda: {"h_free": A, "o_free": B + W * A, "o_nudged": (B + W * A + BETA) / (1 + BETA)},
        ),
        Mistake(
            "sign-of-the-loop",
            "The two equations give o (1 - w²) = b + w a. Here it was divided by 1 + w².",
            lambda: {"h_free": A + W * (B + W * A) / (1 + W * W), "o_free": (B + W * A) / (1 + W * W)},
        ),
        Mistake(
            "w-not-squared",
            "Going to h and back, a change meets w twice: o (1 - w²) = b + w a. Here w stands there once.",
            lambda: {"h_free": A + W * (B + W * A) / (1 - W), "o_free": (B + W * A) / (1 - W)},
        ),
        Mistake(
            "h-and-o-exchanged",
            "h and o are exchanged. h is driven by a, o by b.",
            lambda: {"h_free": _rest()[1], "o_free": _rest()[0]},
        ),
        Mistake(
            "pair-counted-twice",
            "E: the connection has been counted twice. There is one pair, so the term is -w h o, once.",
            lambda: {"E": _energy(*_rest(), pair=2.0)},
        ),
        Mistake(
            "half-of-the-squares",
            "E: the ½ of the squares is missing.",
            lambda: {"E": _energy(*_rest(), own=1.0)},
        ),
        Mistake(
            "drives-or-sign",
            "E: either the drives -a h - b o are missing, or the sign is wrong. (At the resting place both give this "
            "number.)",
            lambda: {"E": _energy(*_rest(), drives=0.0)},
        ),
        Mistake(
            "squares-missing",
            "E: the units' own terms ½h² + ½o² are missing.",
            lambda: {"E": _energy(*_rest(), own=0.0)},
        ),
        Mistake(
            "coupling-missing",
            "E: the term of the connection, -w h o, is missing.",
            lambda: {"E": _energy(*_rest(), pair=0.0)},
        ),
        Mistake(
            "cost-without-half",
            "C: the ½ is missing. With it the pull is β(t - o), without it twice as much.",
            lambda: {"C": (_rest()[1] - TARGET) ** 2},
        ),
        Mistake(
            "error-for-cost",
            "C: this is the error t - o. The cost is half its square.",
            lambda: {"C": TARGET - _rest()[1]},
        ),
        Mistake(
            "spring-without-resistance",
            "o_nudged: β is missing below. The force is β(t - o): the part -β o goes to the other side, "
            "o (1 - w² + β) = b + w a + β t.",
            lambda: {"o_nudged": (B + W * A + BETA * TARGET) / LOOP},
        ),
        Mistake(
            "hidden-unit-held",
            "o_nudged: h has been held where it was. It follows, pulls o further up, and so on until both rest.",
            lambda: {"o_nudged": _from(BETA)},
        ),
        Mistake(
            "force-for-movement",
            "o_nudged: the force β(t - o) has been added to o. The output moves until its forces balance, with h.",
            lambda: {"o_nudged": _rest()[1] + BETA * (TARGET - _rest()[1])},
        ),
        Mistake(
            "pushed-for-pulled",
            "o_nudged: the output has been pushed away from the target. With β > 0 it is pulled towards it.",
            lambda: {"o_nudged": _rest(-BETA)[1]},
        ),
        Mistake(
            "ascent",
            "The sign is wrong. ∂E/∂w = -h o has a minus: this is what a step of learning adds to w. Asked for is "
            "∂J/∂w.",
            lambda: {name: -_two_units()[name] for name in ("one_sided", "symmetric", "exact")},
        ),
        Mistake(
            "beta-missing",
            "The difference of the products is not divided by the distance in β.",
            lambda: {"one_sided": -(_product(BETA) - _product()), "symmetric": -(_product(BETA) - _product(-BETA))},
        ),
        Mistake(
            "beta-for-two-beta",
            "symmetric: from -β to β it is 2β. Here it was divided by β.",
            lambda: {"symmetric": -(_product(BETA) - _product(-BETA)) / BETA},
        ),
        Mistake(
            "two-beta-for-beta",
            "one_sided: from 0 to β it is β. Here it was divided by 2β.",
            lambda: {"one_sided": -(_product(BETA) - _product()) / (2 * BETA)},
        ),
        Mistake(
            "product-of-differences",
            "This is the product of the movements of h and o. It must be the difference of the products h o.",
            lambda: _estimates(lambda p, q: -_moved(p, q)[0] * _moved(p, q)[1]),
        ),
        Mistake(
            "only-the-output-moves",
            "Only o has been taken from the other state; h moves too. Each product has both of its ends from the same "
            "state.",
            lambda: _estimates(lambda p, q: -_rest()[0] * _moved(p, q)[1]),
        ),
        Mistake(
            "only-the-hidden-unit-moves",
            "Only h has been taken from the other state; o moves too. Each product has both of its ends from the same "
            "state.",
            lambda: _estimates(lambda p, q: -_rest()[1] * _moved(p, q)[0]),
        ),
        Mistake(
            "one-sided-from-below",
            "This is the difference between the free state and the one for -β.",
            lambda: {"one_sided": -(_product() - _product(-BETA)) / BETA},
        ),
        Mistake(
            "one-sided-for-symmetric",
            "symmetric: this is the one-sided estimate. Compare the state for β with the one for -β.",
            lambda: {"symmetric": _two_units()["one_sided"]},
        ),
        Mistake(
            "estimate-for-exact",
            "exact: this is an estimate. Write o as a function of w and differentiate; then ∂J/∂w = (o - t) do/dw.",
            lambda: {"exact": _two_units()["symmetric"]},
        ),
        Mistake(
            "w-below-held",
            "exact: w also stands below, in 1 - w². In this derivative it was held fixed there.",
            lambda: {"exact": (_rest()[1] - TARGET) * A / LOOP},
        ),
        Mistake(
            "hidden-unit-constant",
            "exact: h has been treated as a constant. When w changes, o changes, and h with it.",
            lambda: {"exact": (_rest()[1] - TARGET) * _rest()[0]},
        ),
        Mistake(
            "upward-use-only",
            "exact: this counts the use of w on the way up only. It is used on the way down too, and that adds "
            "a term with o².",
            lambda: {"exact": (_rest()[1] - TARGET) * _rest()[0] / LOOP},
        ),
    ),
    hints=(
        "Each unit rests where its state equals what it receives: h = a + w o and o = b + w h. Put one into the other.",
        "With the pull: o = b + w h + β(t - o). The hidden unit is not pulled itself: h = a + w o.",
        "∂E/∂w = -h o. For the exact one differentiate o = (b + w a)/(1 - w²) with respect to w.",
    ),
)

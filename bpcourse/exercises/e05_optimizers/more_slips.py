"""More slips in tasks 05.1, 05.2 and 05.5: states that are not begun anew, loops cut short, limits of other sizes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.exercises.e05_optimizers.three_rules import SEEN, rprop, three_rules
from bpcourse.tasks import Mistake
from bpcourse.tasks.slips import Site, Slip

# --- 05.1 by hand

FIRST_VELOCITIES = (
    Slip(
        "first-push-twice",
        "the ball has begun with the velocity -ηg = -4, and then got the first push again. It begins at rest.",
        -4.0,
    ),
    Slip("first-velocity-without-rate", "the ball has begun with the velocity -g = -40. It begins at rest.", -40.0),
    Slip("first-velocity-is-the-gradient", "the ball has begun with the velocity g = 40. It begins at rest.", 40.0),
    Slip("first-velocity-is-the-place", "the ball has begun with the velocity 10. It begins at rest.", 10.0),
    Slip("first-velocity-uphill", "the ball has begun with the velocity +4. It begins at rest.", 4.0),
)
MORE_AHEAD = (
    Slip(
        "looks-where-it-arrives",
        "nesterov: the gradient has been read at x + βv - ηg, where the heavy ball would arrive. It is x + βv.",
        lambda x, v: x + 0.5 * v - 0.4 * x,
    ),
    Slip(
        "looks-after-the-step-of-descent",
        "nesterov: the gradient has been read at x - ηg. It is read at x + βv.",
        lambda x, v: x - 0.4 * x,
    ),
)
MORE_MOVES = (
    Slip(
        "gradient-in-twice",
        "x has been moved by v and by -ηg besides. The gradient is in the new v already.",
        lambda x, old, new: x + new - 0.4 * x,
    ),
)

# --- 05.2 the largest stable rate

MORE_CURVATURES = (
    Slip(
        "curvatures-not-sorted",
        "eigvals returns the curvatures in any order: the last is not the largest. Take eigvalsh, or min and max.",
        lambda H: np.linalg.eigvals(H).real,
    ),
)
MORE_LARGEST = (
    Slip("largest-entry", "this is the largest entry of H, not its largest curvature.", lambda H, curvatures: H.max()),
    Slip(
        "middle-curvature",
        "this is the median of the curvatures. The steepest direction decides.",
        lambda H, curvatures: np.median(curvatures),
    ),
)
MORE_SMALLEST = (
    Slip(
        "smallest-size-of-an-entry",
        "this is the smallest size of an entry of H.",
        lambda H, curvatures: np.abs(H).min(),
    ),
    Slip(
        "middle-curvature",
        "this is the median of the curvatures. The flattest direction decides.",
        lambda H, curvatures: np.median(curvatures),
    ),
    Slip("flattest-is-1", "the smallest curvature has been taken as 1.", lambda H, curvatures: 1.0),
    Slip(
        "trace",
        "the trace has been taken for the smallest curvature.",
        lambda H, curvatures: np.trace(H),
    ),
)
MORE_LIMITS = (
    Slip(
        "just-below", "this is 1.9/λmax or 0.95 of the limit. The limit itself is 2/λmax.", lambda low, high: 1.9 / high
    ),
    Slip("just-below", "this is 1.99/λmax. The limit itself is 2/λmax.", lambda low, high: 1.99 / high),
    Slip("three-over-lambda", "3/λmax is no limit of descent: 2/λmax.", lambda low, high: 3 / high),
)
MORE_HEAVY = (
    Slip("beta-taken-as-1", "β has been taken as 1. It is an argument.", lambda low, high, beta: 4 / high),
    Slip("beta-fixed", "β has been taken as 0.9. It is an argument.", lambda low, high, beta: 3.8 / high),
    Slip(
        "one-minus-beta-in-the-limit",
        "2 - 2β and 2 + 2β have both been used, one above and one below. The limit is (2 + 2β)/λmax.",
        lambda low, high, beta: 2 * (1 + beta) / (1 - beta) / high,
    ),
    Slip(
        "beta-squared-in-the-limit",
        "2 (1 - β²) stands where 2 + 2β belongs.",
        lambda low, high, beta: 2 * (1 - beta**2) / high,
    ),
    Slip("twice-too-much", "4 + 4β stands where 2 + 2β belongs.", lambda low, high, beta: 4 * (1 + beta) / high),
    Slip(
        "limit-minus-beta",
        "2 - β stands where 2 + 2β belongs.",
        lambda low, high, beta: (2 - beta) / high,
    ),
    Slip("plus-two-beta", "2β has been added to the limit of descent.", lambda low, high, beta: 2 / high + 2 * beta),
    Slip(
        "complex-roots-twice",
        "this is 2 (1 + √β)²/λmax. The limit is (2 + 2β)/λmax.",
        lambda low, high, beta: 2 * (1 + np.sqrt(beta)) ** 2 / high,
    ),
)
MORE_BEST = (
    Slip("best-of-the-root", "a root stands there: 2/√(λmin + λmax).", lambda low, high: 2 / np.sqrt(low + high)),
    Slip("best-in-the-flattest", "this is 2/λmin. It diverges in the steepest.", lambda low, high: 2 / low),
    Slip(
        "best-of-the-harmonic-mean",
        "this is the harmonic mean of λmin and λmax. The best rate is 2/(λmin + λmax).",
        lambda low, high: 2 / (1 / low + 1 / high),
    ),
)
MORE_COUNTS = (
    *(
        Slip(
            "other-share",
            f"this is the number of steps to the share 1e-{power}. Asked for is a millionth, 1e-6.",
            lambda factor, low, high, power=power: np.log(10.0**-power) / np.log(factor),
        )
        for power in (4, 5, 7, 8, 9, 12)
    ),
    Slip(
        "steps-by-the-loss",
        "a millionth has been lost, not left: 1e-6 of the distance is what remains.",
        lambda factor, low, high: np.log(1 - 1e-6) / np.log(factor),
    ),
    Slip(
        "steps-twice",
        "this is twice as many: it is the distance that is to fall to a millionth, with the factor itself.",
        lambda factor, low, high: 2 * np.log(1e-6) / np.log(factor),
    ),
)
MORE_LIMITS_SITES = (
    Site("limit", MORE_LIMITS),
    Site("heavy", MORE_HEAVY),
    Site("best", MORE_BEST),
    Site("count", MORE_COUNTS),
    Site("curvatures", MORE_CURVATURES),
    Site("top", MORE_LARGEST, "λmax"),
    Site("low", MORE_SMALLEST, "λmin"),
)

# --- 05.5 three rules

OTHER_LONGEST = "the longest step is another one, {}. It is 50, whatever the first step is."
OTHER_SHORTEST = "the shortest step is another one, {}. It is 10⁻⁶, whatever the first step is."
MORE_GROWTHS = (
    *(
        Slip(
            "grows-by-adding",
            f"{more:g} has been added to Δ. It grows by the factor 1.2.",
            lambda size, first, more=more: min(size + more, 50.0),
        )
        for more in (0.2, 1.2)
    ),
    *(
        Slip(
            "other-longest-step",
            OTHER_LONGEST.format(most),
            lambda size, first, most=most: min(1.2 * size, float(most)),
        )
        for most in (10, 100, 5, 25, 40)
    ),
    *(
        Slip(
            "longest-step-from-the-first",
            OTHER_LONGEST.format(f"{times} times the first"),
            lambda size, first, times=times: min(1.2 * size, times * first),
        )
        for times in (50, 10, 5, 2)
    ),
    *(
        Slip(
            "grows-by-another-factor",
            f"Δ grows by the factor {by}. The factor is 1.2.",
            lambda size, first, by=by: min(by * size, 50.0),
        )
        for by in (1.3, 1.25, 1.05, 1.4)
    ),
)
MORE_SHRINKINGS = (
    *(
        Slip(
            "shortest-step-from-the-first",
            OTHER_SHORTEST.format(f"the first times {share:g}"),
            lambda size, first, share=share: max(0.5 * size, share * first),
        )
        for share in (1e-3, 1e-6, 0.1, 1e-2)
    ),
    *(
        Slip(
            "other-shortest-step",
            OTHER_SHORTEST.format(f"{least:g}"),
            lambda size, first, least=least: max(0.5 * size, least),
        )
        for least in (1e-3, 1e-4, 1e-7, 1e-2)
    ),
    *(
        Slip(
            "shrinks-by-another-factor",
            f"Δ shrinks by the factor {by}. It is halved.",
            lambda size, first, by=by: max(by * size, 1e-6),
        )
        for by in (0.25, 0.6, 0.7, 0.9, 0.1)
    ),
)
MORE_BEGINNINGS = (
    Slip("begins-with-the-product", "Δ begins at η · first. It begins at first.", lambda first, eta: eta * first),
    Slip("begins-grown", "Δ has grown before the first step.", lambda first, eta: 1.2 * first),
    Slip("begins-with-0.01", "Δ begins at 0.01. It begins at first.", lambda first, eta: 0.01),
)
MORE_STAYS = (
    Slip(
        "takes-half-back",
        "after a change of sign it goes back by the halved Δ. This variant stays.",
        lambda forward, step: -step / 2,
    ),
    Slip(
        "goes-half-on", "after a change of sign it makes half of the last step again.", lambda forward, step: step / 2
    ),
    Slip(
        "steps-the-other-way",
        "after a change of sign it steps with the halved Δ against the sign. This variant stays.",
        lambda forward, step: -forward,
    ),
)
PLACES = (
    Slip(
        "step-for-place",
        "each step takes the place of the one before. Add the steps up: x += step.",
        lambda x, moved: moved,
    ),
    Slip("place-subtracted", "x has been subtracted at each step.", lambda x, moved: moved - x),
)
AT_THE_BEGINNING = (
    Slip(
        "last-gradient-positive",
        "the last gradient is 1 at the beginning, so that a first positive one counts as the same. It is 0.",
        lambda g: 1.0,
    ),
    Slip("last-gradient-negative", "the last gradient is -1 at the beginning. It is 0.", lambda g: -1.0),
    Slip(
        "first-compared-with-itself",
        "the first gradient is compared with itself, so that Δ grows at once. The last gradient is 0 there.",
        lambda g: g,
    ),
)

ENDS = (
    Slip("step-size-for-place", "this is the last Δ. Asked for is where the weight ends.", lambda x, size, moved: size),
    Slip(
        "last-step-for-place",
        "this is the last step. Asked for is where the weight ends.",
        lambda x, size, moved: moved,
    ),
)

WALKED = tuple(slip._replace(id=f"rprop-{slip.id}") for slip in SEEN if slip.id != "gradients-spoilt")
MORE_RULES_SITES = (
    Site("walked", WALKED, "rprop"),
    Site("place", PLACES),
    Site("before", AT_THE_BEGINNING, "rprop"),
    Site("end", ENDS, "rprop"),
    Site("grow", MORE_GROWTHS),
    Site("shrink", MORE_SHRINKINGS),
    Site("stay", MORE_STAYS),
    Site("begin", MORE_BEGINNINGS),
)


def _carried(*names: str) -> Callable:
    """Return the three rules as made by a program that does not begin these anew for the next weight."""

    def made(gradients, eta, first):
        ends, x, last, size = [], 0.0, 0.0, first
        for column in gradients.T.tolist():
            x, last, size = (
                x if "x" in names else 0.0,
                last if "last" in names else 0.0,
                size if "size" in names else first,
            )
            for g in column:
                changed = g * last < 0
                size = min(1.2 * size, 50.0) if g * last > 0 else max(0.5 * size, 1e-6) if changed else size
                last = 0.0 if changed else g
                x -= size * float(np.sign(last))
            ends.append(x)
        return *three_rules(gradients, eta, first)[:2], np.array(ends)

    return made


def _first_remembered(gradients, eta, first):
    """Make Rprop without a step for the first gradient, which is only remembered."""
    whole = rprop(gradients, eta, first)
    return *three_rules(gradients, eta, first)[:2], whole + first * np.sign(gradients[0])


def _first_for_rate(gradients, eta, first):
    return -first * gradients.sum(axis=0), *three_rules(gradients, eta, first)[1:]


def _walks(gradients, eta, first):
    """Return the whole ways in place of their ends."""
    ways = [three_rules(gradients[: t + 1], eta, first) for t in range(len(gradients))]
    return tuple(np.array([way[i] for way in ways]) for i in range(3))


def _cut(*steps: int | None) -> Callable:
    return lambda gradients, eta, first: three_rules(gradients[slice(*steps)], eta, first)


MORE_RULES_MISTAKES = (
    Mistake("first-left-out", "The loop starts one late: the first gradient is left out.", _cut(1, None)),
    Mistake("last-left-out", "The loop ends one early: the last gradient is left out.", _cut(None, -1)),
    Mistake("first-only", "Only the first gradient is seen. Is the return inside the loop?", _cut(None, 1)),
    Mistake("last-only", "Only the last gradient is seen: nothing is kept from step to step.", _cut(-1, None)),
    Mistake(
        "size-not-begun-anew",
        "Δ is not begun anew for the next weight: it goes on with that of the weight before. Set it to first inside "
        "the loop over the weights.",
        _carried("size"),
    ),
    Mistake(
        "last-not-begun-anew",
        "The last gradient is not begun anew for the next weight: its first one is compared with the last one of the "
        "weight before.",
        _carried("last"),
    ),
    Mistake(
        "nothing-begun-anew",
        "Δ and the last gradient are not begun anew for the next weight.",
        _carried("last", "size"),
    ),
    Mistake(
        "place-not-begun-anew",
        "The place is not begun anew for the next weight: each one starts where the weight before has ended.",
        _carried("x"),
    ),
    Mistake(
        "place-and-all-not-begun-anew",
        "Place, Δ and last gradient are not begun anew for the next weight.",
        _carried("x", "last", "size"),
    ),
    Mistake(
        "first-only-remembered",
        "Rprop makes no step for the first gradient, which is only remembered. The first sign counts as new: Δ stays, "
        "and the step is made.",
        _first_remembered,
    ),
    Mistake("first-for-rate", "The rate of descent is first here, the size with which Rprop begins.", _first_for_rate),
    Mistake("whole-way", "Every place on the way is returned. Asked for are the ends.", _walks),
)

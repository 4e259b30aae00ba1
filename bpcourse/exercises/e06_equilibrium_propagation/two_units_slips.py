"""Task 06.1 in pieces, with the slips that are made in each.

E = ½h² + ½o² - w h o - a h - b o, with a pull β towards t at o.
"""

from __future__ import annotations

from bpcourse.tasks.slips import Site, Slip

A, B, W, TARGET, BETA = 0.2, 0.02, 0.8, 1.0, 0.04


def two_units(
    *,
    received=lambda: B + W * A,
    loop=lambda: 1 - W * W,
    hidden=lambda o: A + W * o,
    own=lambda h, o: (h * h + o * o) / 2,
    pair=lambda h, o: W * h * o,
    drives=lambda h, o: A * h + B * o,
    more=lambda h, o: 0.0,
    cost=lambda h, o: (o - TARGET) ** 2 / 2,
    pull=lambda beta: beta * TARGET,
    brake=lambda loop, beta: loop + beta,
    nudged=lambda rest, h, o, beta: rest(beta),
    difference=lambda p, q, free: p[0] * p[1] - q[0] * q[1],
    one_states=lambda plus, free, minus: (plus, free),
    two_states=lambda plus, free, minus: (plus, minus),
    one_distance=BETA,
    two_distance=2 * BETA,
    sign=-1.0,
    error=lambda o: o - TARGET,
    slope=lambda h, o, loop: (A + 2 * W * o) / loop,
) -> dict:
    """Return the entries of the task; each keyword is a piece that a slip may replace."""

    def rest(beta: float) -> tuple[float, float]:
        o = (received() + pull(beta)) / brake(loop(), beta)
        return hidden(o), o

    o = received() / loop()
    h = hidden(o)
    plus, minus = nudged(rest, h, o, BETA), nudged(rest, h, o, -BETA)
    one, two = one_states(plus, (h, o), minus), two_states(plus, (h, o), minus)
    return {
        "h_free": h,
        "o_free": o,
        "E": own(h, o) - pair(h, o) - drives(h, o) + more(h, o),
        "C": cost(h, o),
        "o_nudged": plus[1],
        "one_sided": sign * difference(*one, (h, o)) / one_distance,
        "symmetric": sign * difference(*two, (h, o)) / two_distance,
        "exact": error(o) * slope(h, o, loop()),
    }


RIGHT = two_units()
H, O, LOOP = RIGHT["h_free"], RIGHT["o_free"], 1 - W * W


# --- the slips

REST = (
    Site(
        "received",
        (
            Slip("b-missing", "b is missing: o (1 - w²) = b + w a.", lambda: W * A),
            Slip("a-missing", "a is missing: o (1 - w²) = b + w a.", lambda: B),
            Slip("weight-missing", "a reaches o through the connection, as w a: b + w a.", lambda: B + A),
            Slip("b-subtracted", "b has been subtracted: o (1 - w²) = b + w a.", lambda: W * A - B),
        ),
    ),
    Site(
        "loop",
        (
            Slip(
                "sign-of-the-loop",
                "the two equations give o (1 - w²) = b + w a. Here it was divided by 1 + w².",
                lambda: 1 + W * W,
            ),
            Slip(
                "w-not-squared",
                "going to h and back, a change meets w twice: o (1 - w²) = b + w a. Here w stands there once.",
                lambda: 1 - W,
            ),
            Slip(
                "loop-missing",
                "o has not been divided by 1 - w²: what o sends to h comes back to it.",
                lambda: 1.0,
            ),
            Slip("loop-multiplied", "it has been multiplied by 1 - w²: divide.", lambda: 1 / (1 - W * W)),
            Slip("two-w", "1 - 2w stands where 1 - w² belongs.", lambda: 1 - 2 * W),
            Slip("divided-by-the-square", "it has been divided by w². It is 1 - w².", lambda: W * W),
            Slip("square-of-the-loop", "it has been divided by (1 - w)². It is 1 - w².", lambda: (1 - W) ** 2),
        ),
    ),
    Site(
        "hidden",
        (
            Slip(
                "hidden-hears-nothing",
                "h gets nothing from o: h = a + w o. The connection works in both directions.",
                lambda o: A,
            ),
            Slip("hidden-sign", "h = a + w o, with a plus.", lambda o: A - W * o),
            Slip("hidden-drive-missing", "the drive of h is missing: h = a + w o.", lambda o: W * o),
            Slip("hidden-weight-missing", "the weight is missing: h = a + w o.", lambda o: A + o),
            Slip("hidden-with-b", "h has the drive a, not b: h = a + w o.", lambda o: B + W * o),
            Slip("hidden-with-w-squared", "h = a + w o: w stands there once.", lambda o: A + W * W * o),
        ),
    ),
)

FREE = (
    Site(
        "own",
        (
            Slip("half-of-the-squares", "E: the ½ of the squares is missing.", lambda h, o: h * h + o * o),
            Slip("squares-missing", "E: the units' own terms ½h² + ½o² are missing.", lambda h, o: 0.0),
            Slip("squares-negative", "E: ½h² + ½o² have the wrong sign.", lambda h, o: -(h * h + o * o) / 2),
            Slip("own-term-of-h", "E: ½h² is missing.", lambda h, o: o * o / 2),
            Slip("own-term-of-o", "E: ½o² is missing.", lambda h, o: h * h / 2),
            Slip("half-of-one-square", "E: the ½ belongs to both squares.", lambda h, o: h * h / 2 + o * o),
            Slip("states-not-squared", "E: h and o are squared in ½h² + ½o².", lambda h, o: (h + o) / 2),
        ),
    ),
    Site(
        "pair",
        (
            Slip(
                "pair-counted-twice",
                "E: the connection has been counted twice. There is one pair, so the term is -w h o, once.",
                lambda h, o: 2 * W * h * o,
            ),
            Slip("coupling-missing", "E: the term of the connection, -w h o, is missing.", lambda h, o: 0.0),
            Slip(
                "coupling-halved",
                "E: the term of the connection is -w h o, without a ½.",
                lambda h, o: W * h * o / 2,
            ),
            Slip("sign-of-the-coupling", "E: the term of the connection has a minus, -w h o.", lambda h, o: -W * h * o),
            Slip("coupling-without-w", "E: the w in -w h o is missing.", lambda h, o: h * o),
        ),
    ),
    Site(
        "drives",
        (
            Slip(
                "drives-or-sign",
                "E: either the drives -a h - b o are missing, or the sign is wrong. (At the resting place both give "
                "this number.)",
                lambda h, o: 0.0,
            ),
            Slip("sign-of-the-drives", "E: the drives have a minus, -a h - b o.", lambda h, o: -A * h - B * o),
            Slip("drives-exchanged", "E: the drives have changed places: -a h - b o.", lambda h, o: B * h + A * o),
            Slip("drive-of-h-only", "E: -b o is missing.", lambda h, o: A * h),
            Slip("drive-of-o-only", "E: -a h is missing.", lambda h, o: B * o),
            Slip(
                "drives-without-states",
                "E: the drives are multiplied by the states, -a h - b o.",
                lambda h, o: A + B,
            ),
        ),
    ),
    Site(
        "more",
        (
            Slip(
                "total-for-energy",
                "E: this is F = E + βC. Asked for is the energy alone.",
                lambda h, o: BETA * (o - TARGET) ** 2 / 2,
            ),
            Slip("cost-for-energy", "E: the cost has been added.", lambda h, o: (o - TARGET) ** 2 / 2),
        ),
    ),
    Site(
        "cost",
        (
            Slip(
                "cost-without-half",
                "C: the ½ is missing. With it the pull is β(t - o), without it twice as much.",
                lambda h, o: (o - TARGET) ** 2,
            ),
            Slip(
                "error-for-cost",
                "C: this is the error t - o. The cost is half its square.",
                lambda h, o: TARGET - o,
            ),
            Slip("slope-for-cost", "C: this is o - t, the slope of the cost.", lambda h, o: o - TARGET),
            Slip("half-squared-too", "C: the ½ has been squared too.", lambda h, o: ((o - TARGET) / 2) ** 2),
            Slip("error-not-squared", "C: the error has not been squared.", lambda h, o: (TARGET - o) / 2),
            Slip(
                "cost-of-h",
                "C: this compares h with the target. It is o that has one.",
                lambda h, o: (h - TARGET) ** 2 / 2,
            ),
            Slip("cost-times-beta", "C: this is βC. C has no β in it.", lambda h, o: BETA * (o - TARGET) ** 2 / 2),
        ),
    ),
)

PULL = (
    Site(
        "pull",
        (
            Slip("pull-missing", "β t is missing above: o (1 - w² + β) = b + w a + β t.", lambda beta: 0.0),
            Slip("target-subtracted", "β t has the wrong sign: o (1 - w² + β) = b + w a + β t.", lambda beta: -beta),
            Slip(
                "pull-without-half",
                "the pull is β(t - o): the 2 of the square cancels the ½ of the cost.",
                lambda beta: 2 * beta,
            ),
            Slip("target-without-beta", "t stands there without its β: b + w a + β t.", lambda beta: float(beta != 0)),
        ),
    ),
    Site(
        "brake",
        (
            Slip(
                "spring-without-resistance",
                "β is missing below. The force is β(t - o): the part -β o goes to the other side, o (1 - w² + β) = "
                "b + w a + β t.",
                lambda loop, beta: loop,
            ),
            Slip(
                "resistance-subtracted",
                "below it is 1 - w² + β. Here β has been subtracted.",
                lambda loop, beta: loop - beta,
            ),
            Slip(
                "pull-without-half",
                "the pull is β(t - o): the 2 of the square cancels the ½ of the cost.",
                lambda loop, beta: loop + 2 * beta,
            ),
            Slip(
                "loop-times-one-plus-beta",
                "below it is 1 - w² + β, not (1 - w²)(1 + β): only o is pulled, h is not.",
                lambda loop, beta: loop * (1 + beta),
            ),
            Slip("loop-missing-under-the-pull", "w² is missing below: 1 - w² + β.", lambda loop, beta: 1 + beta),
        ),
    ),
    Site(
        "nudged",
        (
            Slip(
                "hidden-unit-held",
                "under the pull h has been held where it was. It follows, pulls o further up, and so on until both "
                "rest.",
                lambda rest, h, o, beta: (h, (B + W * h + beta * TARGET) / (1 + beta)),
            ),
            Slip(
                "one-turn",
                "this is one turn: o has moved, and h after it. They go on until both rest.",
                lambda rest, h, o, beta: (
                    A + W * (B + W * h + beta * TARGET) / (1 + beta),
                    (B + W * h + beta * TARGET) / (1 + beta),
                ),
            ),
            Slip(
                "force-for-movement",
                "the force β(t - o) has been added to o. The output moves until its forces balance, with h.",
                lambda rest, h, o, beta: (h, o + beta * (TARGET - o)),
            ),
            Slip(
                "force-with-h",
                "the force β(t - o) has been added to o, and h follows. The output moves until its forces balance.",
                lambda rest, h, o, beta: (A + W * (o + beta * (TARGET - o)), o + beta * (TARGET - o)),
            ),
            Slip(
                "pushed-for-pulled",
                "the output has been pushed away from the target. With β > 0 it is pulled towards it.",
                lambda rest, h, o, beta: rest(-beta),
            ),
            Slip("not-nudged", "this is where o rests without a pull.", lambda rest, h, o, beta: (h, o)),
            Slip(
                "clamped",
                "o has been set to the target. It is pulled, by β(t - o).",
                lambda rest, h, o, beta: (A + W * TARGET, TARGET),
            ),
        ),
    ),
)

SAME_STATE = "Each product has both of its ends from the same state."
ESTIMATES = (
    Site(
        "difference",
        (
            Slip(
                "product-of-differences",
                "this is the product of the movements of h and o. It must be the difference of the products h o.",
                lambda p, q, free: (p[0] - q[0]) * (p[1] - q[1]),
            ),
            Slip(
                "only-the-output-moves",
                f"only o has been taken from the other state; h moves too. {SAME_STATE}",
                lambda p, q, free: free[0] * (p[1] - q[1]),
            ),
            Slip(
                "only-the-hidden-unit-moves",
                f"only h has been taken from the other state; o moves too. {SAME_STATE}",
                lambda p, q, free: free[1] * (p[0] - q[0]),
            ),
            Slip(
                "hidden-unit-of-the-pulled-state",
                f"h has been taken from the pulled state in both products. {SAME_STATE}",
                lambda p, q, free: p[0] * (p[1] - q[1]),
            ),
            Slip(
                "output-of-the-pulled-state",
                f"o has been taken from the pulled state in both products. {SAME_STATE}",
                lambda p, q, free: p[1] * (p[0] - q[0]),
            ),
            Slip(
                "sum-of-the-phases",
                "the products have been added. Their difference knows about the target.",
                lambda p, q, free: p[0] * p[1] + q[0] * q[1],
            ),
            Slip("one-phase-only", "only the pulled state is there.", lambda p, q, free: p[0] * p[1]),
            Slip("output-for-product", "o stands where h o belongs.", lambda p, q, free: p[1] - q[1]),
            Slip("hidden-for-product", "h stands where h o belongs.", lambda p, q, free: p[0] - q[0]),
            Slip(
                "weight-in-the-product",
                "w h o stands where h o belongs: ∂E/∂w = -h o.",
                lambda p, q, free: W * (p[0] * p[1] - q[0] * q[1]),
            ),
            Slip(
                "energies-compared",
                "E has been compared instead of its slope, ∂E/∂w = -h o.",
                lambda p, q, free: -(_energy(*p) - _energy(*q)),
            ),
        ),
    ),
    Site(
        "one_states",
        (
            Slip(
                "one-sided-from-below",
                "one_sided: this is the difference between the free state and the one for -β.",
                lambda plus, free, minus: (free, minus),
            ),
            Slip(
                "minus-for-free",
                "one_sided: the states for β and -β have been compared, and divided by β. Compare the state for β with "
                "the free one.",
                lambda plus, free, minus: (plus, minus),
            ),
        ),
    ),
    Site(
        "two_states",
        (
            Slip(
                "free-for-minus",
                "symmetric: the free state has been used in place of the one for -β, and divided by 2β.",
                lambda plus, free, minus: (plus, free),
            ),
            Slip(
                "free-for-plus",
                "symmetric: the free state has been used in place of the one for β, and divided by 2β.",
                lambda plus, free, minus: (free, minus),
            ),
        ),
    ),
    Site(
        "one_distance",
        (
            Slip("beta-missing", "the difference of the products is not divided by the distance in β.", 1.0),
            Slip("two-beta-for-beta", "one_sided: from 0 to β it is β. Here it was divided by 2β.", 2 * BETA),
            Slip("times-beta", "the difference has been multiplied by β: divide.", 1 / BETA),
            Slip("beta-squared", "it has been divided by β twice.", BETA**2),
            Slip("half-of-it", "it has been divided by half of the distance in β.", BETA / 2),
        ),
        "the one-sided estimate",
    ),
    Site(
        "two_distance",
        (
            Slip("beta-missing", "the difference of the products is not divided by the distance in β.", 1.0),
            Slip("beta-for-two-beta", "from -β to β it is 2β. Here it was divided by β.", BETA),
            Slip("two-without-beta", "it has been divided by 2 alone. From -β to β it is 2β.", 2.0),
            Slip("times-beta", "the difference has been multiplied by β: divide.", 1 / (2 * BETA)),
            Slip("brackets", "it has been divided by 2 and multiplied by β: / (2 β).", 2 / BETA),
            Slip("beta-squared", "it has been divided by β twice.", 2 * BETA**2),
            Slip("half-of-it", "it has been divided by half of β. From -β to β it is 2β.", BETA / 2),
            Slip("four-beta", "it has been divided by 4β. From -β to β it is 2β.", 4 * BETA),
        ),
        "the symmetric estimate",
    ),
    Site(
        "sign",
        (
            Slip(
                "estimates-ascend",
                "the sign of the estimates is wrong. ∂E/∂w = -h o has a minus: this is what a step of learning adds.",
                1.0,
            ),
        ),
    ),
)

EXACT = (
    Site(
        "error",
        (
            Slip("exact-ascends", "exact: the sign is wrong. ∂C/∂o = o - t.", lambda o: TARGET - o),
            Slip("error-missing", "exact: this is do/dw. ∂J/∂w = (o - t) do/dw.", lambda o: 1.0),
            Slip(
                "two-of-the-square",
                "exact: the 2 of the square cancels the ½ of the cost.",
                lambda o: 2 * (o - TARGET),
            ),
            Slip("half-kept", "exact: the 2 of the square cancels the ½ of the cost.", lambda o: (o - TARGET) / 2),
            Slip("cost-for-error", "exact: C stands where its slope belongs, o - t.", lambda o: (o - TARGET) ** 2 / 2),
        ),
    ),
    Site(
        "slope",
        (
            Slip(
                "w-below-held",
                "exact: w also stands below, in 1 - w². In this derivative it was held fixed there.",
                lambda h, o, loop: A / loop,
            ),
            Slip(
                "hidden-unit-constant",
                "exact: h has been treated as a constant. When w changes, o changes, and h with it.",
                lambda h, o, loop: h,
            ),
            Slip(
                "upward-use-only",
                "exact: this counts the use of w on the way up only. It is used on the way down too, and that adds a "
                "term with o².",
                lambda h, o, loop: h / loop,
            ),
            Slip(
                "forward-pass-only",
                "exact: this is the slope of a forward pass, o = b + w a. The connection works in both directions.",
                lambda h, o, loop: A,
            ),
            Slip(
                "quotient-rule-sign",
                "exact: the sign in the quotient rule: the slope of 1 - w² is -2w, and it is subtracted.",
                lambda h, o, loop: (A - 2 * W * o) / loop,
            ),
            Slip(
                "quotient-rule-square",
                "exact: the quotient rule divides by the square, (1 - w²)².",
                lambda h, o, loop: A * loop + 2 * W * (B + W * A),
            ),
            Slip(
                "quotient-rule-one-w",
                "exact: the slope of w² is 2w. Here w stands there.",
                lambda h, o, loop: (A + W * o) / loop,
            ),
            Slip(
                "loop-forgotten",
                "exact: o comes back to itself: divide by 1 - w².",
                lambda h, o, loop: A + 2 * W * o,
            ),
        ),
    ),
)


def _energy(h: float, o: float) -> float:
    return (h * h + o * o) / 2 - W * h * o - A * h - B * o


SITES = (*REST, *FREE, *PULL, *ESTIMATES, *EXACT)

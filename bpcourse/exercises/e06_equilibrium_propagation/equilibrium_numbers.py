"""Tasks of exercise 06 without a function: two units by hand, errors read from curves, asymmetry measured."""

from __future__ import annotations

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Band, Word, look_again, share

# --- 06.1 two units by hand: E = ½h² + ½o² - w h o - a h - b o, with a pull β towards t at o

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


# --- 06.5 which curve is which

ONE, BOTH = "one-sided", "symmetric"
CURVES = {
    "A": "one-sided, six sweeps",
    "B": BOTH,
    "C": "symmetric, float32",
    "D": ONE,
    "E": "symmetric, six sweeps",
}
REASONS = ("rounding", "residual", "curvature", "asymmetry")
CHOICES = (ONE, BOTH, "either", "neither")


def _taken(pairs: dict, **more):
    return lambda: {**pairs, **more}


def _pull(low: float, high: float, name: str, curve: str) -> Band:
    words = f"{name}: find one per cent, 10⁻², on the vertical axis, go across to the settled {curve}, and down to β. "
    return Band(low, high, share(0.35), look_again(f"{words}Asked for is the largest β that will do."))


WHICH_CURVE = ValueTask(
    id="06.5",
    title="Which nudging? Five curves of errors",
    answer="curves",
    difficulty=3,
    minutes=20,
    section="lesson 6b, sections 1 and 5",
    truth=lambda: {
        **CURVES,
        "A_left": "residual",
        "C_left": "rounding",
        "hurry": BOTH,
        "beta_one": 6.5e-3,
        "beta_sym": 0.075,
    },
    parts=(
        *(Part(name, 0.25, judgement=Word(tuple(sorted(CURVES.values())))) for name in CURVES),
        *(Part(name, 0.25, judgement=Word(REASONS)) for name in ("A_left", "C_left")),
        Part("hurry", 0.25, judgement=Word(CHOICES)),
        Part("beta_one", 0.25, judgement=_pull(3e-3, 8e-3, "beta_one", "one-sided curve")),
        Part("beta_sym", 0.25, judgement=_pull(0.04, 0.085, "beta_sym", "symmetric curve in float64")),
    ),
    mistakes=(
        Mistake(
            "orders-exchanged",
            "B and D: the one-sided error grows with β, one decade a decade; the symmetric one with β², two decades a "
            "decade. Look at the slopes on the right.",
            _taken({"B": ONE, "D": BOTH}),
        ),
        Mistake(
            "steep-is-not-one-sided",
            "B, C or E: on the right this curve has the slope 2, two decades of error a decade of β. That is symmetric "
            "nudging.",
            _taken({"B": "one-sided, six sweeps", "C": ONE, "E": ONE}),
        ),
        Mistake(
            "residual-taken-for-rounding",
            "A: rounding would be far smaller. Where this curve turns, β is larger than 0.01, and float32 has seven "
            "digits. What is divided by β here must be of size 10⁻³.",
            _taken({"A": "symmetric, float32", "A_left": "rounding"}),
        ),
        Mistake(
            "rounding-taken-for-residual",
            "C: in the symmetric estimate the residual of an unfinished relaxation cancels. What is divided by β here "
            "is about 10⁻⁷: the last digit of a float32.",
            _taken({"C": "one-sided, six sweeps", "C_left": "residual"}),
        ),
        Mistake(
            "flat-taken-for-rounding",
            "E: rounding is divided by β, so it would rise to the left. This error stays the same however small β is.",
            _taken({"E": "symmetric, float32"}),
        ),
        Mistake(
            "flat-taken-for-one-sided",
            "E: in the one-sided estimate the unfinished rest is divided by β and rises to the left. Here it stays "
            "what it is: in both phases it is the same, and most of it cancels.",
            _taken({"E": "one-sided, six sweeps"}),
        ),
        Mistake(
            "unfinished-taken-for-finished",
            "D or B: this curve falls until rounding shows. With an unfinished relaxation it would not.",
            _taken({"D": "one-sided, six sweeps", "B": "symmetric, six sweeps"}),
        ),
        Mistake(
            "finished-taken-for-unfinished",
            "A: a settled one-sided estimate gets better as β falls. This one turns and gets worse.",
            _taken({"A": ONE}),
        ),
        Mistake(
            "flat-taken-for-settled",
            "E: a settled symmetric estimate falls with β², down to rounding. This one stops at half a per cent.",
            _taken({"E": BOTH}),
        ),
        Mistake(
            "float32-taken-for-float64",
            "C: in float64 the symmetric error falls to 10⁻¹⁰ before rounding shows. Here it turns at 10⁻⁴.",
            _taken({"C": BOTH}),
        ),
        Mistake(
            "float64-taken-for-float32",
            "B: rounding shows here only at 10⁻¹⁰. Seven digits would show much earlier.",
            _taken({"B": "symmetric, float32"}),
        ),
        Mistake(
            "float32-taken-for-unfinished",
            "C: an unfinished symmetric estimate stops falling and stays where it is. This one rises to the left, one "
            "decade a decade.",
            _taken({"C": "symmetric, six sweeps"}),
        ),
        Mistake(
            "symmetric-for-a-slope-of-one",
            "A or D: on the right this curve has the slope 1, one decade of error a decade of β. That is one-sided "
            "nudging.",
            _taken({"A": "symmetric, six sweeps", "D": "symmetric, float32"}),
        ),
        Mistake(
            "symmetric-that-rises",
            "A: on the right this curve has the slope 1, and with symmetric nudging in float64 it would not rise like "
            "this on the left.",
            _taken({"A": BOTH}),
        ),
        Mistake(
            "curvature-on-the-left",
            "The bend of the states' path as β grows is what one sees on the right. On the left β is so small that the "
            "path is straight.",
            _taken({"A_left": "curvature", "C_left": "curvature"}),
        ),
        Mistake(
            "asymmetry-blamed",
            "The connections of this network are symmetric, in all five curves.",
            _taken({"A_left": "asymmetry", "C_left": "asymmetry"}),
        ),
        Mistake(
            "one-sided-with-six-sweeps",
            "hurry: look at the lowest point of the one-sided curve with six sweeps. Two per cent is far below.",
            _taken({"hurry": ONE}),
        ),
        Mistake(
            "either-with-six-sweeps",
            "hurry: one of the two curves with six sweeps never comes below ten per cent.",
            _taken({"hurry": "either"}),
        ),
        Mistake(
            "neither-with-six-sweeps",
            "hurry: one of the two curves with six sweeps is below two per cent wherever β is below 0.1.",
            _taken({"hurry": "neither"}),
        ),
        Mistake(
            "betas-exchanged",
            "beta_one and beta_sym are exchanged: the symmetric rule allows the larger pull.",
            _taken({"beta_one": 0.075, "beta_sym": 6.5e-3}),
        ),
        Mistake(
            "error-for-beta",
            "This is the error itself, or one that goes with another pull. Find one per cent, 10⁻², on the vertical "
            "axis, go across to the curve, and down to β.",
            _taken({"beta_one": 0.015, "beta_sym": 0.018}),
        ),
    ),
    hints=(
        "First the slopes on the right: two curves have the slope 1, three the slope 2.",
        "Then the left: an unfinished rest r, or a rounding error, gives r/β, a slope of -1. How large is r each time?",
        "The symmetric rule starts both phases at the same place: the unfinished rest is in both, and cancels.",
    ),
)


# --- 06.7 asymmetry

RULES = ("cos φ", "(cos φ) to the power L - 1", "(cos φ) to the power L", "1 - φ/90°")
VERDICTS = ("true", "false")
STATEMENTS = ("beta", "rests", "learns")


def _cosines(one_60=0.621, two_60=0.354, two_135=0.53, three_180=-1.0):
    values = {"one_60": one_60, "two_60": two_60, "two_135": two_135, "three_180": three_180}
    return lambda: {name: value for name, value in values.items() if value is not None}


def _cosine(low: float, high: float, name: str) -> Band:
    words = (
        f"{name}: no known mistake gives this number. The mean over the seeds 0 to 19 of the cosine between the two "
    )
    return Band(low, high, share(0.006), look_again(f"{words}gradients for W[1], symmetric rule, β = 0.001."))


ASYMMETRY = ValueTask(
    id="06.7",
    title="Predict, then measure: what asymmetry does",
    answer="asymmetry",
    difficulty=3,
    minutes=20,
    section="lesson 6b, section 4",
    truth=lambda: {
        **_cosines()(),
        "rule": "(cos φ) to the power L - 1",
        "beta": "false",
        "rests": "true",
        "learns": "true",
    },
    parts=(
        Part("one_60", 0.25, judgement=_cosine(0.59, 0.655, "one_60")),
        Part("two_60", 0.25, judgement=_cosine(0.325, 0.385, "two_60")),
        Part("two_135", 0.25, judgement=_cosine(0.51, 0.55, "two_135")),
        Part("three_180", 0.25, judgement=_cosine(-1.001, -0.99, "three_180")),
        Part("rule", 0.25, judgement=Word(RULES)),
        *(Part(name, 0.25, judgement=Word(VERDICTS)) for name in STATEMENTS),
    ),
    mistakes=(
        Mistake(
            "still-symmetric",
            "The estimate is exact here: the network has been symmetric. Is the feedback set, and at this angle?",
            _cosines(1.0, 1.0, 1.0, 1.0),
        ),
        Mistake(
            "last-layer",
            "This is the cosine for the weights of the last layer. They stand next to the pull, and hardly suffer. "
            "Asked for is W[1].",
            _cosines(0.988, 0.984, 0.987, 0.983),
        ),
        Mistake(
            "second-layer",
            "This is the cosine for W[2]. Asked for is W[1], the layer farthest from the outputs.",
            _cosines(None, 0.62, -0.709, 0.992),
        ),
        Mistake(
            "all-parameters",
            "This is the cosine for all parameters together. The last layer has the longest gradient and hides what "
            "happens below. Take W[1] alone.",
            _cosines(0.812, 0.857, 0.769, 0.903),
        ),
        Mistake(
            "gradient-of-the-symmetric-network",
            "This compares with the gradient of the network without its feedback. Take the exact gradient of the "
            "same network, with the feedback set.",
            _cosines(0.575, 0.313, 0.414, -0.681),
        ),
        Mistake(
            "strong-one-sided-pull",
            "Part of this error is not that of asymmetry but of a strong one-sided pull. Take the symmetric rule and a "
            "small β.",
            _cosines(0.517, 0.265, 0.449, -0.86),
        ),
        Mistake(
            "relative-error",
            "This is the relative error. Asked for is the cosine of the angle: Σ g h / (‖g‖ ‖h‖).",
            _cosines(0.826, 1.066, 0.921, 2.0),
        ),
        Mistake(
            "degrees",
            "This is an angle in degrees. Asked for is its cosine.",
            _cosines(51.6, 69.3, 58.0, 180.0),
        ),
        Mistake(
            "one-network",
            "This is one network, the one with seed 0. Networks differ: take the mean over the seeds 0 to 19.",
            _cosines(None, 0.484, 0.671, None),
        ),
        Mistake(
            "prediction-not-measurement",
            "This is cos φ or a power of it, a good prediction. Asked for is what you measure.",
            _cosines(0.5, 0.25, 0.5, None),
        ),
        Mistake(
            "one-turn-for-two",
            "two_135 is positive, and three_180 is negative. On the way down the error goes through two, or three, "
            "matrices; each one turns it.",
            _cosines(None, None, -0.53, 1.0),
        ),
        Mistake(
            "depth-does-not-matter",
            "rule: cos φ fits one hidden layer. With two, the error passes two matrices on its way to W[1], and each "
            "of them turns it by φ.",
            lambda: {"rule": "cos φ"},
        ),
        Mistake(
            "one-matrix-too-many",
            "rule: the error starts at the outputs. Down to the first hidden layer it passes W[L] ... W[2], which are "
            "L - 1 matrices.",
            lambda: {"rule": "(cos φ) to the power L"},
        ),
        Mistake(
            "straight-line",
            "rule: a straight line would give one third at 60° whatever the depth, and has no way to come back up at "
            "135°.",
            lambda: {"rule": "1 - φ/90°"},
        ),
        Mistake(
            "beta-cures-asymmetry",
            "beta: try it: β = 0.1, 0.01, 0.001. The error that β makes is not the one that asymmetry makes.",
            lambda: {"beta": "true"},
        ),
        Mistake(
            "settling-blamed",
            "rests: look at .settled of the estimates. These networks do come to rest. What is lost is the energy "
            "whose lowest place it would be.",
            lambda: {"rests": "false"},
        ),
        Mistake(
            "learning-written-off",
            "learns: train one. Set the feedback, run ten epochs with train_epoch, and count the held-out digits.",
            lambda: {"learns": "false"},
        ),
    ),
    hints=(
        "For each seed: make the network, its estimate .gradient(...).W[1] and implicit_gradient(...).W[1].",
        "The cosine of two matrices is (g * h).sum() / (norm of g · norm of h). Then the mean over the twenty seeds.",
        "Print the measured cosines beside cos φ, its square and its cube, and count the matrices on the way down.",
    ),
)

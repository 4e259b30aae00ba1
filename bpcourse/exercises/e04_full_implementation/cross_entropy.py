"""Task 04.2: binary cross-entropy from the weighted inputs."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e04_full_implementation.rarer_slips import ENTROPY_RARELY
from bpcourse.exercises.e04_full_implementation.shared import ENTROPY_ERRORS, OUTPUT_ERRORS, batch_scale
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale
from bplib.activations import sigmoid


def _costs(Z, Y):
    return np.logaddexp(0, Z) - Y * Z


def _binary_cross_entropy(
    Z,
    Y,
    *,
    given=lambda Z: Z,
    costs=_costs,
    over=lambda costs: costs.sum(axis=1),
    outputs=sigmoid,
    error=lambda a, y, z: a - y,
    mean=lambda delta: delta,
):
    """Return (costs, delta); each keyword is a piece that a slip may replace."""
    z = given(Z)
    return over(costs(z, Y)), mean(error(outputs(Z), Y, Z))


def _text_book(a, Y):
    """Return -y ln a - (1 - y) ln(1 - a) of each output."""
    return -(Y * np.log(a) + (1 - Y) * np.log(1 - a))


def _plain(Z):
    """Return 1 / (1 + e^-z) as a learner writes it: rounded to 0 and 1 where the library stops a little short."""
    return 1 / (1 + np.exp(-Z))


def _kept_from_the_ends(limit: str) -> list[Slip]:
    """Return the slips of keeping a that far away from 0 and 1, by limits or by adding it, at both ends or at one."""
    number = float(limit) if limit != "eps" else float(np.finfo(float).eps)
    words = (
        f"the outputs have been kept {limit} away from 0 and 1. That avoids ln 0, but no output can cost more than "
        f"{-np.log(number):.0f}: the network looks less wrong than it is. Compute the cost from z."
    )
    return [
        Slip(f"clipped-{limit}", words, lambda Z, Y: _text_book(np.clip(_plain(Z), number, 1 - number), Y)),
        Slip(
            f"added-{limit}",
            words,
            lambda Z, Y: -(Y * np.log(_plain(Z) + number) + (1 - Y) * np.log(1 - _plain(Z) + number)),
        ),
        Slip(
            f"raised-{limit}",
            words,
            lambda Z, Y: (
                -(Y * np.log(np.maximum(_plain(Z), number)) + (1 - Y) * np.log(np.maximum(1 - _plain(Z), number)))
            ),
        ),
        Slip(
            f"added-to-a-{limit}",
            f"{limit} has been added to a before both logarithms. It does not protect ln(1 - a), and it changes the "
            "cost. Compute the cost from z.",
            lambda Z, Y: _text_book(_plain(Z) + number, Y),
        ),
    ]


SIZES = ("500", "30", "20", "50", "100", "700", "709", "10", "15", "35", "36", "88", "60", "200", "250")


def _limited_text_book(size: str) -> Slip:
    """Return the slip of the text book's formula with weighted inputs kept within some size."""
    slip, number = _limited(size), float(size)
    return slip._replace(piece=lambda Z, Y: _text_book(_plain(np.clip(Z, -number, number)), Y))


def _limited(size: str) -> Slip:
    """Return the slip of keeping the weighted inputs within some size."""
    number = float(size)
    return Slip(
        f"z-limited-{size}",
        f"the weighted inputs have been kept between -{size} and {size}. A sure and wrong output then costs {size} at "
        "most. ln(1 + e^z) can be computed without that.",
        lambda Z: np.clip(Z, -number, number),
    )


def _by_cases(is_one) -> list[Slip]:
    """Return the slips of taking one of the two terms, for the targets that count as ones."""
    return [
        Slip(
            "ln-zero",
            "the cost takes ln of an output that has been rounded to 0. Do the logarithm on paper and compute the cost "
            "from z.",
            lambda Z, Y: -np.log(np.where(is_one(Y), _plain(Z), 1 - _plain(Z))),
        ),
        Slip(
            "hard-targets",
            "this is right for targets 0 and 1 only. Targets between them have both terms: ln(1 + e^z) - y z.",
            lambda Z, Y: np.where(is_one(Y), np.logaddexp(0, -Z), np.logaddexp(0, Z)),
        ),
    ]


BY_CASES = (lambda Y: Y == 1, lambda Y: Y > 0.5, lambda Y: Y > 0)
LIMITS = ("1e-8", "1e-15", "1e-12", "1e-7", "1e-10", "1e-9", "1e-5", "1e-6", "1e-14", "1e-16", "eps", "1e-20", "1e-100")

COSTS = (
    Slip(
        "from-rounded-outputs",
        "the cost is computed from an output that has been rounded to 0 or 1, and 0 · ln 0 gives nan. Do the "
        "logarithm on paper and compute the cost from z.",
        lambda Z, Y: _text_book(_plain(Z), Y),
    ),
    *(_limited_text_book(size) for size in SIZES),
    *(slip for is_one in BY_CASES for slip in _by_cases(is_one)),
    Slip(
        "overflow",
        "e^z has overflowed. For large z, ln(1 + e^z) is simply z: np.logaddexp(0, z) knows that.",
        lambda Z, Y: np.log(1 + np.exp(Z)) - Y * Z,
    ),
    Slip(
        "overflow-negative",
        "e^-z has overflowed. For very negative z, ln(1 + e^-z) is simply -z: np.logaddexp(0, -z) knows that.",
        lambda Z, Y: np.log(1 + np.exp(-Z)) + (1 - Y) * Z,
    ),
    Slip(
        "overflow-negative",
        "e^-z has overflowed, or ln a has been taken of an a rounded to 0: -∞ for very negative z, where it "
        "is z itself. "
        "-np.logaddexp(0, -z) knows that.",
        lambda Z, Y: Y * np.log(1 + np.exp(-Z)) + (1 - Y) * (np.log(1 + np.exp(-Z)) + Z),
    ),
    Slip(
        "overflow",
        "e^z has overflowed, and ln(1 + e^z) is ∞ for large z; or ln(1 - a) has been taken of an a rounded to 1. Both "
        "are z itself there: np.logaddexp(0, z) knows that.",
        lambda Z, Y: Y * (np.log(1 + np.exp(Z)) - Z) + (1 - Y) * np.log(1 + np.exp(Z)),
    ),
    Slip(
        "overflow",
        "e^z / (1 + e^z) has overflowed to nan, and then its logarithm. Do the logarithm on paper and compute the cost "
        "from z.",
        lambda Z, Y: _text_book(np.exp(Z) / (1 + np.exp(Z)), Y),
    ),
    Slip(
        "overflow-negative",
        "e^-z / (1 + e^-z) has overflowed to nan where 1 - a belongs. Do the logarithm on paper and compute the cost "
        "from z.",
        lambda Z, Y: -(Y * np.log(_plain(Z)) + (1 - Y) * np.log(np.exp(-Z) / (1 + np.exp(-Z)))),
    ),
    Slip(
        "overflow",
        "ln(1 - a) takes ln of 1 - a where a has been rounded to 1. Do the logarithm on paper and compute "
        "the cost from "
        "z: ln(1 - a) = -ln(1 + e^z).",
        lambda Z, Y: Y * np.logaddexp(0, -Z) - (1 - Y) * np.log(1 - _plain(Z)),
    ),
    Slip(
        "overflow-negative",
        "ln a takes ln of an a that has been rounded to 0. Do the logarithm on paper and compute the cost from z: "
        "ln a = -ln(1 + e^-z).",
        lambda Z, Y: -Y * np.log(_plain(Z)) + (1 - Y) * np.logaddexp(0, Z),
    ),
    Slip(
        "overflow-both",
        "e^z and e^-z have overflowed. np.logaddexp(0, z) and np.logaddexp(0, -z) know what to do.",
        lambda Z, Y: Y * np.log(1 + np.exp(-Z)) + (1 - Y) * np.log(1 + np.exp(Z)),
    ),
    Slip(
        "half-the-cost",
        "only -y ln a is counted. An output that should be 0 costs -ln(1 - a).",
        lambda Z, Y: Y * np.logaddexp(0, -Z),
    ),
    Slip(
        "half-the-cost-rounded",
        "only -y ln a is counted, and a has been rounded to 0. An output that should be 0 costs -ln(1 - a).",
        lambda Z, Y: -Y * np.log(_plain(Z)),
    ),
    Slip(
        "quadratic-cost",
        "this is the quadratic cost, ½ (a - y)².",
        lambda Z, Y: (sigmoid(Z) - Y) ** 2 / 2,
    ),
    Slip("square-without-half", "this is the square (a - y)², no cross-entropy.", lambda Z, Y: (sigmoid(Z) - Y) ** 2),
    *(slip for limit in LIMITS for slip in _kept_from_the_ends(limit)),
    Slip(
        "nan-replaced",
        "nan and infinities have been replaced by 0 and a huge number. That hides what has been rounded away. Compute "
        "the cost from z.",
        lambda Z, Y: np.nan_to_num(_text_book(_plain(Z), Y)),
    ),
    Slip(
        "logarithm-replaced",
        "ln 0 has been replaced by a huge number. That hides what has been rounded away. Compute the cost from z.",
        lambda Z, Y: -(Y * np.nan_to_num(np.log(_plain(Z))) + (1 - Y) * np.nan_to_num(np.log(1 - _plain(Z)))),
    ),
    Slip(
        "logarithm-limited",
        "no logarithm may be below -100 here, as in some libraries: no output costs more than 100. Compute the cost "
        "from z.",
        lambda Z, Y: -(Y * np.maximum(np.log(_plain(Z)), -100) + (1 - Y) * np.maximum(np.log(1 - _plain(Z)), -100)),
    ),
    Slip(
        "other-half",
        "only -(1 - y) ln(1 - a) is counted. An output that should be 1 costs -ln a.",
        lambda Z, Y: (1 - Y) * np.logaddexp(0, Z),
    ),
    Slip(
        "cost-negative",
        "the cost has the wrong sign: -y ln a - (1 - y) ln(1 - a) is never negative.",
        lambda Z, Y: -_costs(Z, Y),
    ),
    Slip(
        "second-term-added",
        "the second term has the wrong sign: -y ln a - (1 - y) ln(1 - a).",
        lambda Z, Y: Y * np.logaddexp(0, -Z) - (1 - Y) * np.logaddexp(0, Z),
    ),
    Slip(
        "targets-exchanged",
        "y and 1 - y have changed places: -y ln a belongs to the target 1.",
        lambda Z, Y: np.logaddexp(0, Z) - (1 - Y) * Z,
    ),
    Slip(
        "target-term-left-out",
        "this is ln(1 + e^z) alone. The term - y z is missing.",
        lambda Z, Y: np.logaddexp(0, Z),
    ),
    Slip(
        "target-term-added",
        "y z has been added. The cost is ln(1 + e^z) - y z.",
        lambda Z, Y: np.logaddexp(0, Z) + Y * Z,
    ),
    Slip(
        "without-target",
        "this is ln(1 + e^-z) alone, the cost of an output that should be 1.",
        lambda Z, Y: np.logaddexp(0, -Z),
    ),
    Slip(
        "exponent-sign",
        "ln(1 + e^-z) - y z has the sign of the exponent wrong: it is ln(1 + e^z) - y z.",
        lambda Z, Y: np.logaddexp(0, -Z) - Y * Z,
    ),
    Slip(
        "logarithm-left-out",
        "this is max(z, 0) - y z, the cost of a sure output. ln(1 + e^-|z|) is missing.",
        lambda Z, Y: np.maximum(Z, 0) - Y * Z,
    ),
    Slip(
        "absolute-value-left-out",
        "max(z, 0) - y z + ln(1 + e^-|z|) needs |z| in the exponent; here it is z.",
        lambda Z, Y: np.maximum(Z, 0) - Y * Z + np.log(1 + np.exp(-Z)),
    ),
    Slip(
        "absolute-value-rising",
        "max(z, 0) - y z + ln(1 + e^-|z|) needs a minus in the exponent.",
        lambda Z, Y: np.maximum(Z, 0) - Y * Z + np.log(1 + np.exp(np.abs(Z))),
    ),
    Slip(
        "absolute-for-positive",
        "max(z, 0) stands in max(z, 0) - y z + ln(1 + e^-|z|), not |z|.",
        lambda Z, Y: np.abs(Z) - Y * Z + np.log(1 + np.exp(-np.abs(Z))),
    ),
    Slip(
        "nothing-at-zero",
        "neither case counts z = 0, where ln(1 + e^z) is ln 2. One of them needs >= or <=.",
        lambda Z, Y: np.where(Z == 0, 0, _costs(Z, Y)),
    ),
    Slip(
        "twice-at-zero",
        "both cases count z = 0. One of them needs > or < without the equals sign.",
        lambda Z, Y: np.where(Z == 0, 2, 1) * _costs(Z, Y),
    ),
    Slip("log-2", "this is the logarithm to the base 2. Use the natural one.", lambda Z, Y: _costs(Z, Y) / np.log(2)),
    Slip(
        "log-10",
        "this is the logarithm to the base 10. Use the natural one.",
        lambda Z, Y: _costs(Z, Y) / np.log(10),
    ),
    Slip("cost-twice", "the cost has been doubled.", lambda Z, Y: 2 * _costs(Z, Y)),
    Slip("cost-halved", "the cost has been halved. A ½ belongs to the quadratic cost.", lambda Z, Y: _costs(Z, Y) / 2),
    Slip(
        "distance-for-cost",
        "|a - y| is no cross-entropy.",
        lambda Z, Y: np.abs(sigmoid(Z) - Y),
    ),
    Slip(
        "answer-and-target-exchanged",
        "y and a have changed places: -y ln a, not -a ln y.",
        lambda Z, Y: _text_book(Y, sigmoid(Z)),
    ),
    Slip(
        "without-logarithm",
        "the logarithms are missing: -y a - (1 - y)(1 - a) stands there.",
        lambda Z, Y: -(Y * sigmoid(Z) + (1 - Y) * (1 - sigmoid(Z))),
    ),
    Slip(
        "divided-by-m",
        "the costs have been divided by m. Asked for is the cost of each example.",
        lambda Z, Y: _costs(Z, Y) / len(Z),
    ),
)

GIVEN = (
    *map(_limited, SIZES),
    Slip("sigmoid-first", "the cost gets σ(z) where it wants z.", sigmoid),
)

OVER_OUTPUTS = "the cost of an example adds over its outputs"
SUMS = (
    Slip(
        "mean-over-outputs",
        f"{OVER_OUTPUTS}, and this is the mean over them.",
        lambda costs: costs.mean(axis=1),
    ),
    Slip(
        "mean-of-costs",
        "the costs have been averaged over the examples. Asked for is the cost of each example.",
        lambda costs: costs.sum(axis=1).mean(),
    ),
    Slip("not-summed", f"{OVER_OUTPUTS}.", lambda costs: costs),
    Slip(
        "sum-over-examples",
        "the sum runs over the examples. It must run over the outputs of each example, axis 1.",
        lambda costs: costs.sum(axis=0),
    ),
    Slip(
        "mean-over-examples",
        "the mean over the examples has been taken. Add over the outputs of each example, axis 1.",
        lambda costs: costs.mean(axis=0),
    ),
    Slip("mean-of-all", "one mean over everything stands there. Asked for is the cost of each example.", np.mean),
    Slip("sum-of-all", "one sum over everything stands there. Asked for is the cost of each example.", np.sum),
    Slip(
        "one-column",
        "the costs stand in a column, (m, 1). Asked for is (m,): no keepdims here.",
        lambda costs: costs.sum(axis=1, keepdims=True),
    ),
    Slip("first-output-only", f"{OVER_OUTPUTS}. Only the first is counted.", lambda costs: costs[:, 0]),
    Slip("last-output-only", f"{OVER_OUTPUTS}. Only the last is counted.", lambda costs: costs[:, -1]),
    Slip("largest-output-only", f"{OVER_OUTPUTS}. Only the largest is counted.", lambda costs: costs.max(axis=1)),
)


def _with_at_zero(value: float):
    """Return the sigmoid with another value where z is exactly 0."""
    return lambda Z: np.where(Z == 0, value, sigmoid(Z))


AT_ZERO = (
    "only at z = 0 is δ wrong: there it is made with a = {} in place of ½. The slope of |z| has been "
    "taken as 0 or 1 at "
    "the kink, or no case counts z = 0. δ is a - y, for every z."
)


def _softmax(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))


OUTPUTS = (
    Slip(
        "overflow",
        "e^z / (1 + e^z) has overflowed to nan. 1 / (1 + e^-z) is the same number and does not.",
        lambda Z: np.exp(Z) / (1 + np.exp(Z)),
    ),
    Slip("at-zero", AT_ZERO.format("0"), _with_at_zero(0.0)),
    Slip("at-zero", AT_ZERO.format("1"), _with_at_zero(1.0)),
    Slip(
        "outputs-clipped",
        "the outputs have been kept away from 0 and 1 before y was subtracted. δ is a - y with a itself.",
        lambda Z: np.clip(sigmoid(Z), 0.01, 0.99),
    ),
    Slip("z-for-a", "z stands where a = σ(z) belongs: δ is a - y.", lambda Z: Z),
    Slip("sigmoid-twice", "the sigmoid has been applied twice.", lambda Z: sigmoid(sigmoid(Z))),
    Slip("softmax", "the outputs compete as in a softmax. Each has a sigmoid of its own.", _softmax),
    Slip("rounded-outputs", "the outputs have been rounded to 0 or 1.", lambda Z: np.round(sigmoid(Z))),
    Slip("tanh", "tanh stands where the sigmoid belongs.", np.tanh),
    Slip("exp-without-minus", "the minus of the exponent is missing: σ(z) = 1/(1 + e^-z).", lambda Z: sigmoid(-Z)),
    Slip("half-tanh", "tanh(z/2) is no sigmoid: that is (1 + tanh(z/2)) / 2.", lambda Z: np.tanh(Z / 2)),
    Slip("slope-for-sigma", "σ'(z) stands where σ(z) belongs.", lambda Z: sigmoid(Z) * (1 - sigmoid(Z))),
)

DELTA_MEANS = (
    Slip(
        "delta-averaged",
        "δ belongs to each example; the mean over the batch comes in BP3 and BP4.",
        lambda delta: delta / len(delta),
    ),
    Slip(
        "delta-mean",
        "δ belongs to each example; the mean over the batch comes in BP3 and BP4.",
        lambda delta: delta.mean(axis=0),
    ),
    Slip("delta-sum", "δ belongs to each example; it is not added up here.", lambda delta: delta.sum(axis=0)),
    Slip("delta-over-outputs", "δ belongs to each output: it is not added up here.", lambda delta: delta.sum(axis=1)),
    Slip("delta-mean-of-outputs", "δ belongs to each output: no mean here.", lambda delta: delta.mean(axis=1)),
    Slip("delta-transposed", "δ is transposed: examples are rows.", np.transpose),
)


def _at_zero(Z, rng):
    """Return weighted inputs of which one in each column is exactly 0."""
    Z[rng.permutation(len(Z))[: Z.shape[1]], np.arange(Z.shape[1])] = 0.0
    return Z


def _draw_binary(soft: bool = False):
    def draw(rng):
        Y = rng.uniform(0.1, 0.9, (5, 3)) if soft else rng.permutation([0.0, 1.0, 1.0] * 5).reshape(5, 3)
        return _at_zero(rng.normal(0, 1.5, (5, 3)), rng), Y

    return draw


def _draw_sure(rng):
    """Draw outputs that are sure: a row of ones and a row of zeros rightly so, half of four others wrongly.

    In one row all z are negative and a 1 is missed, in another all are positive and a 0 is.
    Two of the targets lie between 0 and 1.
    """
    Y = np.vstack([np.ones(3), np.zeros(3), rng.permutation([0.0, 1.0] * 6).reshape(4, 3), [1, 0, 0], [0, 1, 1]])
    right = np.vstack([np.ones((2, 3)), rng.permutation([1.0, -1.0] * 6).reshape(4, 3), *[[-1, 1, 1]] * 2])
    Z = right * (2 * Y - 1) * rng.uniform(800, 1200, (8, 3))
    Y = np.vstack([Y, [1.0, 0.0, 1.0]])
    Y[8, :2] = rng.uniform(0.2, 0.8, 2)
    order = rng.permutation(9)
    return np.vstack([Z, rng.uniform(800, 1200, 3) * [1, -1, 1]])[order], Y[order]


BINARY_CROSS_ENTROPY = FunctionTask(
    id="04.2",
    title="Binary cross-entropy, safely",
    misconceptions="ln of a rounded 0 or 1; clipping, which caps the cost and breaks δ = a - y",
    answer="binary_cross_entropy",
    difficulty=3,
    minutes=20,
    section="lesson 4, section 8",
    names=("costs", "delta"),
    oracle=_binary_cross_entropy,
    sites=(
        Site("costs", COSTS),
        Site("over", SUMS),
        Site("error", (*OUTPUT_ERRORS, *ENTROPY_ERRORS)),
        Site("outputs", OUTPUTS, "δ"),
        Site("mean", DELTA_MEANS),
        Site("given", GIVEN),
    ),
    in_pairs=24,
    rarely=ENTROPY_RARELY,
    scales=lambda Z, Y: (
        batch_scale(len(Z)),
        Scale(Z.shape[1], "layer-size", f"{Z.shape[1]}, the number of outputs"),
    ),
    called={
        "costs": "the cost of an output",
        "error": "the difference of answer and target",
        "outputs": "the output",
    },
    parts=(
        Part("ordinary weighted inputs", 1.0, _draw_binary()),
        Part("targets between 0 and 1", 0.5, _draw_binary(soft=True)),
        Part("weighted inputs of a thousand", 1.5, _draw_sure),
    ),
    mistakes=(
        Mistake(
            "softmax",
            "The outputs compete here as in a softmax. These are separate yes-or-no questions, each "
            "with its own sigmoid.",
            lambda Z, Y: (-(Y * (Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))).sum(axis=1), _softmax(Z) - Y),
        ),
        Mistake(
            "one-cost",
            "One number stands for the whole minibatch, the mean over examples and outputs. Asked for is the cost of "
            "each example, and δ of each output without a mean.",
            lambda Z, Y: (_costs(Z, Y).mean(), (sigmoid(Z) - Y) / Z.size),
        ),
    ),
    hints=(
        "Put a = 1 / (1 + e^-z) into -y ln a - (1 - y) ln(1 - a) and simplify on paper.",
        "-ln a = ln(1 + e^-z) and -ln(1 - a) = ln(1 + e^z) = z + ln(1 + e^-z). All in all: ln(1 + e^z) - y z.",
        "np.logaddexp(0, Z) is ln(1 + e^z) without overflow. Sum over axis 1. δ is a - y.",
    ),
    insight=(
        "The same care serves a softmax: for z = (1000, 0) and the second class, lesson 4, section 8, gets nan "
        "from a and 1000 from z."
    ),
)

"""Task 03.6: softmax with cross-entropy."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e03_delta_equations.shared import scales_of
from bpcourse.exercises.e03_delta_equations.softmax_further import softmax_further
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bplib.activations import sigmoid, softmax


def _log_softmax(Z):
    S = Z - Z.max(axis=1, keepdims=True)
    return S - np.log(np.exp(S).sum(axis=1, keepdims=True))


def _softmax_loss(
    Z,
    Y,
    *,
    log_a=_log_softmax,
    outputs=softmax,
    example_cost=lambda Y, log_A: -(Y * log_A).sum(axis=1),
    mean=np.mean,
    error=lambda A, Y: A - Y,
):
    """Return (cost, delta); each keyword is a piece that a slip may replace."""
    log_A = log_a(Z)
    return mean(example_cost(Y, log_A)), error(outputs(Z), Y)


def _naive_softmax(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def _naive_log_softmax(Z):
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def _over(axis):
    """Return the logarithm of a softmax over another axis, or over all entries."""

    def log_a(Z):
        S = Z - Z.max(axis=axis, keepdims=True)
        return S - np.log(np.exp(S).sum(axis=axis, keepdims=True))

    return log_a


def _tells_mean_from_smallest(Z) -> bool:
    """Return whether e^z of some row overflows when its smallest z has been subtracted, but not when its mean has."""
    top = Z.max(axis=1)
    return bool(((top - Z.mean(axis=1) < 690) & (top - Z.min(axis=1) > 730)).any())


def _draw_classes(size: float, m: int, apart: float = 0.0):
    """Return a draw of m weighted inputs of that size; ``apart`` is the distance of the examples from each other."""

    def draw(rng):
        Z = rng.normal(0, 1, (m, 4))
        while apart and not _tells_mean_from_smallest(Z * size):
            Z = rng.normal(0, 1, (m, 4))
        Y = np.eye(4)[rng.permutation(np.arange(m) % 4)]
        return Z * size + apart * (rng.permutation(m)[:, None] - (m - 1) / 2), Y

    return draw


def _kept_from_zero(limit: str) -> list[Slip]:
    """Return the slips of keeping a that far away from 0, by a limit or by adding it, in one place or at both ends."""
    words = (
        f"the outputs have been kept {limit} away from 0. That avoids ln 0, but no example can cost more than "
        f"{-np.log(float(limit)):.0f}: the network looks less wrong than it is. Compute ln a from z."
    )
    number = float(limit)
    return [
        Slip(f"clipped-{limit}", words, lambda Z: np.log(np.clip(softmax(Z), number, 1))),
        Slip(f"clipped-both-{limit}", words, lambda Z: np.log(np.clip(softmax(Z), number, 1 - number))),
        Slip(f"added-{limit}", words, lambda Z: np.log(softmax(Z) + number)),
    ]


def _limited(size: float) -> tuple[str, str]:
    """Return id and words of the slip of keeping z within some size."""
    words = (
        f"the weighted inputs have been kept within {size:g}. Subtract the largest z of each row: none is too large."
    )
    return f"z-limited-{size:g}", words


SIZES = (500, 700, 100, 50, 30, 20, 709, 10, 88)
LIMITS = ("1e-5", "1e-6", "1e-7", "1e-8", "1e-9", "1e-10", "1e-12", "1e-15", "1e-16", "1e-20")
OVER_BATCH = "the outputs sum to 1 over the wrong axis. It is the classes of each example, axis 1."
OVER_ALL = "the outputs sum to 1 over the whole array. Each example needs a sum of its own: axis=1, keepdims=True."


def _shifted(join):
    """Return ln a made from S, each row less its largest entry."""
    return lambda Z: join(Z - Z.max(axis=1, keepdims=True))


FROM_LOGARITHMS = {  # of one who makes both the cost and δ from ln a
    "summed-over-batch": (
        f"the largest z of each row has been subtracted, as it should be, but {OVER_BATCH}",
        _shifted(lambda S: S - np.log(np.exp(S).sum(axis=0))),
    ),
    "summed-over-all": (
        f"the largest z of each row has been subtracted, as it should be, but {OVER_ALL}",
        _shifted(lambda S: S - np.log(np.exp(S).sum())),
    ),
    "divided-by-largest": (
        "z has been divided by the largest of its row. That changes the softmax: subtract it.",
        lambda Z: _log_softmax(Z / np.abs(Z).max(axis=1, keepdims=True)),
    ),
    "one-added-to-the-sum": (
        "ln(1 + Σ e^z), np.log1p, stands where ln Σ e^z belongs.",
        _shifted(lambda S: S - np.log1p(np.exp(S).sum(axis=1, keepdims=True))),
    ),
    "powers-of-two": (
        "2^z stands where e^z belongs.",
        lambda Z: _log_softmax(Z * np.log(2)),
    ),
    "exponent-negative": ("e^-z stands where e^z belongs.", lambda Z: _log_softmax(-Z)),
    "largest-subtracted-twice": (
        "the largest z has been subtracted twice: from z, and again with ln Σ e^z.",
        lambda Z: _log_softmax(Z) - Z.max(axis=1, keepdims=True),
    ),
}

LOGARITHMS = (
    *(Slip(id, words, log_a) for id, (words, log_a) in FROM_LOGARITHMS.items()),
    *(slip for limit in LIMITS for slip in _kept_from_zero(limit)),
    *(Slip(*_limited(size), lambda Z, size=size: _log_softmax(np.clip(Z, -size, size))) for size in SIZES),
    Slip("softmax-over-batch", OVER_BATCH, _over(0)),
    Slip("softmax-over-all", OVER_ALL, _over(None)),
    Slip(
        "sigmoid-for-softmax",
        "the sigmoid of each entry stands where the softmax belongs.",
        lambda Z: np.log(sigmoid(Z)),
    ),
    Slip(
        "not-normalised",
        "the outputs do not sum to 1: ln a = z - ln Σ e^z, and the ln Σ e^z is missing.",
        lambda Z: Z - Z.max(axis=1, keepdims=True),
    ),
    Slip("z-for-ln-a", "z itself stands where ln a belongs: ln a = z - ln Σ e^z.", lambda Z: Z),
    Slip("a-for-ln-a", "a stands where ln a belongs.", softmax),
    Slip(
        "ln-of-max-left-out",
        "the largest z has been subtracted inside the sum and not outside: ln a = (z - max) - ln Σ e^(z - max).",
        lambda Z: Z - np.log(np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)),
    ),
    Slip(
        "log-2",
        "this is the logarithm to the base 2. Use the natural one, np.log.",
        lambda Z: _log_softmax(Z) / np.log(2),
    ),
    Slip(
        "log-10",
        "this is the logarithm to the base 10. Use the natural one, np.log.",
        lambda Z: _log_softmax(Z) / np.log(10),
    ),
)

OUTPUTS = (
    *(Slip(id, words, lambda Z, of=log_a: np.exp(of(Z))) for id, (words, log_a) in FROM_LOGARITHMS.items()),
    Slip("softmax-over-batch", OVER_BATCH, lambda Z: np.exp(_over(0)(Z))),
    *(Slip(*_limited(size), lambda Z, size=size: softmax(np.clip(Z, -size, size))) for size in SIZES),
    Slip("softmax-over-all", OVER_ALL, lambda Z: np.exp(_over(None)(Z))),
    Slip(
        "sigmoid-for-softmax",
        "the sigmoid of each entry stands where the softmax belongs.",
        lambda Z: sigmoid(Z),
    ),
    Slip(
        "not-normalised",
        "the outputs do not sum to 1: e^z / Σ e^z.",
        lambda Z: np.exp(Z - Z.max(axis=1, keepdims=True)),
    ),
    Slip("e-to-the-z", "e^z stands where a = e^z / Σ e^z belongs.", lambda Z: np.exp(Z)),
    Slip("z-for-a", "z itself stands where a belongs.", lambda Z: Z),
    Slip("ln-a-for-a", "ln a stands where a belongs.", _log_softmax),
)

EXAMPLE_COSTS = (
    Slip(
        "binary-cross-entropy",
        "this is the binary cross-entropy, with a term for 1 - y. With classes only -Σ y ln a counts.",
        lambda Y, log_A: -(Y * log_A + (1 - Y) * np.log(1 - np.exp(log_A))).sum(axis=1),
    ),
    Slip(
        "cost-mean-over-classes",
        "the cost of an example adds over the classes; only over the examples is the mean taken.",
        lambda Y, log_A: -(Y * log_A).mean(axis=1),
    ),
    Slip(
        "cost-without-minus",
        "the minus is missing: the cost is -Σ y ln a.",
        lambda Y, log_A: (Y * log_A).sum(axis=1),
    ),
    Slip(
        "all-classes",
        "ln a has been added over all classes. Only the right class counts: -Σ y ln a.",
        lambda Y, log_A: -log_A.sum(axis=1),
    ),
    Slip(
        "cost-without-ln",
        "the logarithm is missing: -Σ y a stands there.",
        lambda Y, log_A: -(Y * np.exp(log_A)).sum(axis=1),
    ),
    Slip(
        "one-minus-a",
        "1 - a of the right class is no cross-entropy: that is -ln a.",
        lambda Y, log_A: 1 - (Y * np.exp(log_A)).sum(axis=1),
    ),
    Slip(
        "answer-and-target-exchanged",
        "y and a have changed places: the cost is -Σ y ln a, not -Σ a ln y.",
        lambda Y, log_A: -(np.exp(log_A) * np.log(Y + 1e-300)).sum(axis=1),
    ),
    Slip(
        "entropy",
        "this is the entropy of the outputs, -Σ a ln a. The target y does not enter.",
        lambda Y, log_A: -(np.exp(log_A) * log_A).sum(axis=1),
    ),
    Slip(
        "quadratic-cost",
        "this is the quadratic cost ½ Σ (a - y)². The cross-entropy is -Σ y ln a.",
        lambda Y, log_A: ((np.exp(log_A) - Y) ** 2).sum(axis=1) / 2,
    ),
    Slip(
        "likeliest-class",
        "this is -ln of the largest output. The right class counts, the one with y = 1.",
        lambda Y, log_A: -log_A.max(axis=1),
    ),
    Slip(
        "every-pair-of-rows",
        "the right classes of all examples have been taken from every row, log_A[:, k]. Take one of each row: "
        "log_A[np.arange(m), k].",
        lambda Y, log_A: -log_A[:, Y.argmax(axis=1)],
    ),
    Slip(
        "other-term-only",
        "-(1 - y) ln(1 - a) alone is counted. The cost is -y ln a.",
        lambda Y, log_A: -((1 - Y) * np.log(1 - np.exp(log_A))).sum(axis=1),
    ),
    Slip(
        "wrong-classes",
        "ln a of the wrong classes has been added up: 1 - y stands where y belongs.",
        lambda Y, log_A: -((1 - Y) * log_A).sum(axis=1),
    ),
    Slip(
        "square-without-half",
        "this is the square (a - y)². The cross-entropy is -Σ y ln a.",
        lambda Y, log_A: ((np.exp(log_A) - Y) ** 2).sum(axis=1),
    ),
)

MEANS = (
    Slip("cost-sum", "the cost is the mean over the examples, and this is the sum.", np.sum),
    Slip(
        "cost-not-averaged",
        "the cost of every example stands there. The mean over them is asked for.",
        lambda costs: costs,
    ),
    Slip(
        "cost-half",
        "the cost has been divided by 2. A ½ belongs to the quadratic cost, not to the cross-entropy.",
        lambda costs: costs.mean() / 2,
    ),
    Slip("last-example", "only the last example is counted.", lambda costs: costs[-1]),
    Slip("first-example", "only the first example is counted.", lambda costs: costs[0]),
    Slip("median-cost", "this is the median over the examples. The mean is asked for.", np.median),
    Slip("largest-cost", "this is the largest cost of an example. The mean is asked for.", np.max),
)

ERRORS = (
    Slip("target-not-subtracted", "δ is a - y. The target is missing.", lambda A, Y: A),
    Slip("target-minus-answer", "the sign of δ is wrong: it is a - y, answer minus target.", lambda A, Y: Y - A),
    Slip(
        "with-slope",
        "δ has been multiplied by a (1 - a). For softmax with cross-entropy the Jacobian has already cancelled.",
        lambda A, Y: (A - Y) * A * (1 - A),
    ),
    Slip(
        "slope-of-cost-alone",
        "-y/a is ∂C/∂a, the derivative by the output. δ is the derivative by z; the Jacobian of the softmax turns it "
        "into a - y.",
        lambda A, Y: -Y / A,
    ),
    Slip(
        "diagonal-only",
        "-y (1 - a) takes only the diagonal of the Jacobian: every output depends on every z. All terms together give "
        "a - y.",
        lambda A, Y: -Y * (1 - A),
    ),
    Slip(
        "right-class-only",
        "only the right class has an error here. The other outputs have one too: a - y.",
        lambda A, Y: Y * (A - Y),
    ),
    Slip(
        "delta-averaged",
        "δ belongs to each example; the mean over the batch comes in BP3 and BP4.",
        lambda A, Y: (A - Y) / len(A),
    ),
    Slip(
        "delta-mean",
        "δ belongs to each example; the mean over the batch comes in BP3 and BP4.",
        lambda A, Y: (A - Y).mean(axis=0),
    ),
    Slip(
        "delta-sum",
        "δ belongs to each example; the sum over the batch comes in BP3 and BP4.",
        lambda A, Y: (A - Y).sum(axis=0),
    ),
    Slip("delta-over-classes", "δ has been divided by the number of classes.", lambda A, Y: (A - Y) / A.shape[1]),
    Slip("delta-twice", "2 (a - y) belongs to the square of a - y. Here δ is a - y.", lambda A, Y: 2 * (A - Y)),
    Slip("absolute-delta", "the sign of a - y has been lost.", lambda A, Y: np.abs(A - Y)),
    Slip("squared-delta", "(a - y)² stands where a - y belongs.", lambda A, Y: (A - Y) ** 2),
    Slip("delta-transposed", "this is the transpose: examples are rows.", lambda A, Y: (A - Y).T),
    Slip(
        "delta-of-sigmoids",
        "(a - y) / (a (1 - a)) is ∂C/∂a of the binary cross-entropy. δ is the derivative by z, a - y.",
        lambda A, Y: (A - Y) / (A * (1 - A)),
    ),
    Slip(
        "delta-over-all",
        "δ has been divided by the number of all entries. It belongs to each output of each example.",
        lambda A, Y: (A - Y) / A.size,
    ),
    Slip(
        "one-subtracted-everywhere",
        "1 has been subtracted from every output. Only the right class has y = 1: δ is a - y.",
        lambda A, Y: A - 1,
    ),
    Slip(
        "one-subtracted-everywhere",
        "1 has been subtracted in the columns of all right classes, A[:, k]. Take one of each row: A[np.arange(m), k].",
        lambda A, Y: A - Y.any(axis=0),
    ),
    Slip(
        "diagonal-for-the-right-class",
        "for the right class a (1 - a) stands there, an entry of the Jacobian, and for the others a. δ is a - y.",
        lambda A, Y: np.where(Y == 1, A * (1 - A), A),
    ),
    Slip(
        "row-of-the-jacobian",
        "this is the row of the Jacobian of the softmax that belongs to the right class. The cost has a slope too, "
        "-1/a: together they give a - y.",
        lambda A, Y: (Y * A).sum(axis=1, keepdims=True) * (Y - A),
    ),
    Slip(
        "right-class-not-subtracted",
        "only the wrong classes have an error here. The right one has a - 1.",
        lambda A, Y: (1 - Y) * A,
    ),
    Slip(
        "every-row-weighted",
        "a - y has been multiplied by y or by the cost. It stands alone.",
        lambda A, Y: (A - Y) * -np.log((Y * A).sum(axis=1, keepdims=True)),
    ),
    Slip("minus-output", "-a stands where a - y belongs.", lambda A, Y: -A),
    Slip("target-added", "a + y stands where a - y belongs.", lambda A, Y: A + Y),
    Slip("one-minus-a-delta", "1 - a stands where a - y belongs.", lambda A, Y: 1 - A),
    Slip("target-times-output", "y a stands where a - y belongs.", lambda A, Y: Y * A),
    Slip("target-times-log", "-y ln a stands where a - y belongs: that is the cost.", lambda A, Y: -Y * np.log(A)),
    Slip("slope-alone", "a (1 - a) stands where a - y belongs.", lambda A, Y: A * (1 - A)),
    Slip(
        "slope-of-squares",
        "this is δ of the quadratic cost. Here the cost is the cross-entropy, and δ is a - y.",
        lambda A, Y: A * ((A - Y) - ((A - Y) * A).sum(axis=1, keepdims=True)),
    ),
    Slip("minus-target", "-y stands where a - y belongs.", lambda A, Y: -Y),
    Slip(
        "answer-rounded",
        "the likeliest class has been compared with y. δ needs a itself.",
        lambda A, Y: np.round(A) - Y,
    ),
    Slip(
        "answer-rounded",
        "the likeliest class has been compared with y. δ needs a itself.",
        lambda A, Y: (A.max(axis=1, keepdims=True) == A) - Y,
    ),
    Slip("output-times-error", "a (a - y) stands where a - y belongs.", lambda A, Y: A * (A - Y)),
)


ONE_MAXIMUM = (
    "One maximum has been subtracted from the whole batch. In a row that lies far below it every e^z is 0, and so is "
    "their sum: 0/0, ln 0. Each row needs its own: axis=1, keepdims=True."
)
OVERFLOW = "e^z has overflowed. Subtract the largest z of each row first: the quotient stays the same."
LN_ZERO = (
    "The cost takes ln of an output that has been rounded to 0, or e^z has overflowed in ln Σ e^z. "
    "Compute ln a from z: "
    "ln a_j = z_j - ln Σ e^z, with the largest z of the row subtracted from every z."
)
SUBTRACTED = {
    "mean-subtracted": (
        "The mean of the row has been subtracted where its largest z belongs: e^z overflows still.",
        lambda Z: Z.mean(axis=1, keepdims=True),
    ),
    "smallest-subtracted": (
        "The smallest z of the row has been subtracted where the largest belongs: e^z overflows all the more.",
        lambda Z: Z.min(axis=1, keepdims=True),
    ),
    "largest-size-subtracted": (
        "Something larger than the largest z of the row has been subtracted: the largest |z|, or 0 where all z are "
        "negative. In a row of very negative z every e^z is 0.",
        lambda Z: np.abs(Z).max(axis=1, keepdims=True),
    ),
}


def _of_right_class(Z, Y, log_a, outputs=softmax):
    """Return (cost, delta) of one who picks ln a of the right class, where others multiply by y."""
    return -log_a(Z)[Y == 1].mean(), outputs(Z) - Y


def _with_largest(id: str, words: str, largest) -> list[Mistake]:
    """Return the mistakes of subtracting something else than the largest z of a row, as the results may be computed."""

    def log_a(Z):
        return _naive_log_softmax(Z - largest(Z))

    def quotient(Z):
        return _naive_softmax(Z - largest(Z))

    def power(Z):
        return np.exp(log_a(Z))

    return [
        Mistake(f"{id}-quotient", words, lambda Z, Y: _softmax_loss(Z, Y, log_a=log_a, outputs=quotient)),
        Mistake(f"{id}-quotient-of-the-right-class", words, lambda Z, Y: _of_right_class(Z, Y, log_a, quotient)),
        Mistake(f"{id}-power", words, lambda Z, Y: _softmax_loss(Z, Y, log_a=log_a, outputs=power)),
        Mistake(f"{id}-power-of-the-right-class", words, lambda Z, Y: _of_right_class(Z, Y, log_a, power)),
    ]


NOT_SAFE = (
    Mistake(
        "maximum-of-columns",
        "The maximum of each column has been subtracted (axis=0): that changes the outputs of a row among each other. "
        "The softmax wants the maximum of each row: axis=1, keepdims=True.",
        lambda Z, Y: _softmax_loss(Z - Z.max(axis=0), Y),
    ),
    Mistake("overflow", OVERFLOW, lambda Z, Y: _softmax_loss(Z, Y, log_a=_naive_log_softmax, outputs=_naive_softmax)),
    Mistake("overflow-in-delta", f"In δ: {OVERFLOW}", lambda Z, Y: _softmax_loss(Z, Y, outputs=_naive_softmax)),
    Mistake("ln-zero", LN_ZERO, lambda Z, Y: _softmax_loss(Z, Y, log_a=lambda Z: np.log(softmax(Z)))),
    Mistake("ln-zero-of-the-right-class", LN_ZERO, lambda Z, Y: _of_right_class(Z, Y, lambda Z: np.log(softmax(Z)))),
    Mistake(
        "overflow-in-the-logarithm",
        "e^z has overflowed in ln Σ e^z, and δ is made from that. Subtract the largest z of each row first, and add it "
        "again: ln Σ e^z = max + ln Σ e^(z - max).",
        lambda Z, Y: _softmax_loss(Z, Y, log_a=_naive_log_softmax, outputs=lambda Z: np.exp(_naive_log_softmax(Z))),
    ),
    *_with_largest("one-maximum", ONE_MAXIMUM, np.max),
    *(one for id, (words, largest) in SUBTRACTED.items() for one in _with_largest(id, words, largest)),
)


SOFTMAX_LOSS = FunctionTask(
    id="03.6",
    title="Softmax and cross-entropy, safely",
    misconceptions="overflow; ln of a rounded zero; sums over the wrong axis",
    answer="softmax_loss",
    difficulty=3,
    minutes=20,
    section="lesson 3, section 10",
    names=("cost", "delta"),
    oracle=_softmax_loss,
    sites=(
        Site("log_a", LOGARITHMS, "the cost", called="ln a"),
        Site("outputs", OUTPUTS, "δ", called="the output a"),
        Site("example_cost", EXAMPLE_COSTS, called="the cost of an example"),
        Site("mean", MEANS),
        Site("error", ERRORS, called="δ"),
    ),
    scales=lambda Z, Y: scales_of(len(Z), classes=Z.shape[1]),
    parts=(
        Part("ordinary weighted inputs", 1.5, _draw_classes(1.5, 7)),
        Part("weighted inputs of a thousand", 1.5, _draw_classes(1000.0, 6, apart=8000.0)),
    ),
    mistakes=NOT_SAFE,
    rarely=softmax_further(_softmax_loss),
    hints=(
        "Start with S = Z minus the largest entry of each row. Nothing in the softmax changes.",
        "ln a = S - ln Σ e^S, row by row (axis=1, keepdims=True). From it follow both results.",
        "cost = mean over the rows of -Σ y ln a; δ = e^{ln a} - y.",
    ),
    insight=(
        "For z = (800, 0) and the second class, the cost from the rounded output is infinite; from z it is 800 "
        "(lesson 3, section 10)."
    ),
)

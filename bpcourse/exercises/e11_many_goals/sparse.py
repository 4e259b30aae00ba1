"""Task 11.2: the δ of a sparse penalty."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.exchanged import results_exchanged
from bpcourse.exercises.e11_many_goals.seeds import of_examples, piece_of, sigmoid
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale


def _kl(rho, r):
    return rho * np.log(rho / r) + (1 - rho) * np.log((1 - rho) / (1 - r))


def _sparse(
    D2,
    W2,
    A1,
    rho,
    beta,
    *,
    mean=lambda A: A.mean(axis=0),
    kl=_kl,
    total=lambda kl: kl.sum(),
    weight=lambda value, beta: beta * value,
    arriving=lambda D, W: D @ W,
    pull=lambda rho, r: -rho / r + (1 - rho) / (1 - r),
    pull_weight=lambda pull, beta: beta * pull,
    join=lambda g, pull, slope: (g + pull) * slope,
    slope=lambda A: A * (1 - A),
) -> tuple:
    """Return the penalty and D1; each keyword is a piece that a slip may replace."""
    r = mean(A1)
    s = slope(A1)
    return weight(total(kl(rho, r)), beta), join(arriving(D2, W2), pull_weight(pull(rho, r), beta), s)


def _draw(m: int, n1: int, n2: int, rho: float, beta: float, centre: float = -0.7):
    def draw(rng):
        A = sigmoid(rng.normal(centre, 1, (m, n1)) + rng.normal(0, 0.7, n1))
        return rng.normal(0.2, 1, (m, n2)), rng.normal(0.1, 1, (n2, n1)), A, rho, beta * rng.uniform(0.9, 1.1)

    return draw


MEAN = "ρ̂_j is the mean activation of unit j over the minibatch, A1.mean(axis=0)."
MEANS = (
    Slip(
        "rho-hat-over-the-number-of-units",
        f"the sum over the examples has been divided by the number of units. {MEAN}",
        lambda A: A.sum(axis=0) / A.shape[1],
    ),
    Slip("rho-hat-of-each-example", f"each activation stands alone: no mean has been taken. {MEAN}", lambda A: A),
    Slip(
        "rho-hat-over-units",
        f"the mean has gone over the units of an example. {MEAN}",
        lambda A: A.mean(axis=1, keepdims=True),
    ),
    Slip(
        "rho-hat-over-everything", f"one mean stands for all units. {MEAN}", lambda A: A.mean() + np.zeros(A.shape[1])
    ),
    Slip("rho-hat-summed", f"a sum over the examples stands for the mean. {MEAN}", lambda A: A.sum(axis=0)),
    Slip("median-for-mean", f"the median stands for the mean. {MEAN}", lambda A: np.median(A, axis=0)),
    Slip("rho-hat-of-the-first-example", f"only the first example has been looked at. {MEAN}", lambda A: A[0]),
    Slip("rho-hat-of-the-last-example", f"only the last example has been looked at. {MEAN}", lambda A: A[-1]),
)
OF_KL = "KL(ρ‖ρ̂) = ρ ln(ρ/ρ̂) + (1 - ρ) ln((1 - ρ)/(1 - ρ̂))."
KLS = (
    Slip("kl-with-log10", f"log10 has been taken. {OF_KL}", lambda rho, r: _kl(rho, r) / np.log(10)),
    Slip("kl-reversed", f"ρ and ρ̂ have changed places. {OF_KL}", lambda rho, r: _kl(r, rho)),
    Slip("second-half-left-out", f"the part of 1 - ρ is missing. {OF_KL}", lambda rho, r: rho * np.log(rho / r)),
    Slip(
        "first-half-left-out",
        f"the part of ρ is missing. {OF_KL}",
        lambda rho, r: (1 - rho) * np.log((1 - rho) / (1 - r)),
    ),
    Slip("kl-of-the-wrong-sign", f"it has the wrong sign. {OF_KL}", lambda rho, r: -_kl(rho, r)),
    Slip(
        "cross-entropy-for-kl",
        f"the entropy of ρ is missing. {OF_KL}",
        lambda rho, r: -rho * np.log(r) - (1 - rho) * np.log(1 - r),
    ),
    Slip(
        "halves-subtracted",
        f"the second part has been subtracted. {OF_KL}",
        lambda rho, r: rho * np.log(rho / r) - (1 - rho) * np.log((1 - rho) / (1 - r)),
    ),
    Slip("squares-for-kl", f"this is (ρ̂ - ρ)²/2. {OF_KL}", lambda rho, r: (r - rho) ** 2 / 2),
    Slip("mean-activation-for-kl", f"the mean activation itself stands there. {OF_KL}", lambda rho, r: r),
    Slip("kl-in-bits", f"log2 has been taken. {OF_KL}", lambda rho, r: _kl(rho, r) / np.log(2)),
)
SUM = "The penalty is β times the sum over the units."
TOTALS = (
    Slip("mean-over-units", f"the mean over the units has been taken. {SUM}", lambda kl: kl.mean()),
    Slip("largest-unit", f"only the largest has been taken. {SUM}", lambda kl: kl.max()),
)
WEIGHTS = (
    Slip("beta-left-out", f"β is missing. {SUM}", lambda value, beta: value),
    Slip("beta-halved", f"there is a ½ too many. {SUM}", lambda value, beta: beta / 2 * value),
    Slip("beta-squared", f"β stands twice. {SUM}", lambda value, beta: beta**2 * value),
    Slip("divided-by-beta", f"it has been divided by β. {SUM}", lambda value, beta: value / beta),
    Slip("one-minus-beta", f"1 - β stands there. {SUM}", lambda value, beta: (1 - beta) * value),
)
PULL = "What is added at each example is β(-ρ/ρ̂ + (1 - ρ)/(1 - ρ̂))."
PULLS = (
    Slip(
        "pull-of-the-wrong-sign",
        f"the penalty pushes away from ρ. {PULL}",
        lambda rho, r: rho / r - (1 - rho) / (1 - r),
    ),
    Slip("pull-first-term-only", f"the part of 1 - ρ is missing. {PULL}", lambda rho, r: -rho / r),
    Slip("pull-second-term-only", f"the part of ρ is missing. {PULL}", lambda rho, r: (1 - rho) / (1 - r)),
    Slip(
        "pull-of-the-reversed-kl",
        f"this is the derivative of KL(ρ̂‖ρ). {PULL}",
        lambda rho, r: np.log(r * (1 - rho) / (rho * (1 - r))),
    ),
    Slip("kl-for-its-slope", f"KL itself stands where its derivative belongs. {PULL}", _kl),
    Slip(
        "pull-of-l1",
        f"1 stands there: that is the derivative of a penalty on ρ̂ itself. {PULL}",
        lambda rho, r: np.ones_like(r),
    ),
    Slip("pull-of-squares", f"ρ̂ - ρ stands there. {PULL}", lambda rho, r: r - rho),
    Slip("pull-terms-added", f"both terms have the sign +. {PULL}", lambda rho, r: rho / r + (1 - rho) / (1 - r)),
    Slip(
        "pull-inner-sign-lost",
        f"the second term has the sign -, but 1 - ρ̂ falls when ρ̂ rises. {PULL}",
        lambda rho, r: -rho / r - (1 - rho) / (1 - r),
    ),
    Slip("pull-upside-down", f"ρ̂/ρ stands where ρ/ρ̂ belongs. {PULL}", lambda rho, r: -r / rho + (1 - r) / (1 - rho)),
    Slip(
        "pull-with-logarithms",
        f"logarithms have been left standing. {PULL}",
        lambda rho, r: -rho * np.log(r) + (1 - rho) * np.log(1 - r),
    ),
    Slip(
        "pull-over-r-times-one-minus-r",
        f"ρ̂ - ρ has been divided once more by ρ̂ (1 - ρ̂). {PULL}",
        lambda rho, r: (r - rho) / (r * (1 - r)) ** 2,
    ),
)
EACH = "In δ there is no 1/m: BP4 takes the mean over the examples later."
PULL_WEIGHTS = (
    Slip("pull-without-beta", f"β is missing in δ. {PULL}", lambda pull, beta: pull),
    Slip("pull-beta-squared", f"β stands twice in δ. {PULL}", lambda pull, beta: beta**2 * pull),
    Slip("pull-halved", f"there is a ½ too many in δ. {PULL}", lambda pull, beta: beta / 2 * pull),
    Slip("pull-doubled", f"there is a 2 too many in δ. {PULL}", lambda pull, beta: beta * 2 * pull),
    Slip("pull-one-minus-beta", f"1 - β stands in δ. {PULL}", lambda pull, beta: (1 - beta) * pull),
)
ORDER = "It is added before the slope: (D2 W2 + what the penalty adds) ⊙ a(1 - a)."
JOINS = (
    Slip("penalty-left-out", f"δ knows nothing of the penalty. {ORDER}", lambda g, p, s: g * s),
    Slip("penalty-after-the-slope", f"the penalty has been added after the slope. {ORDER}", lambda g, p, s: g * s + p),
    Slip("penalty-alone", f"what comes from layer 2 is missing. {ORDER}", lambda g, p, s: p * s + 0 * g),
    Slip(
        "penalty-divided-by-m",
        f"what the penalty adds has been divided by m. {EACH}",
        lambda g, p, s: (g + p / len(g)) * s,
    ),
    Slip("delta-divided-by-m", f"δ has been divided by m. {EACH}", lambda g, p, s: (g + p) * s / len(g)),
    Slip(
        "penalty-times-m",
        f"what the penalty adds has been multiplied by m. {EACH}",
        lambda g, p, s: (g + p * len(g)) * s,
    ),
    Slip(
        "penalty-divided-by-units",
        f"what the penalty adds has been divided by the number of units. {ORDER}",
        lambda g, p, s: (g + p / g.shape[1]) * s,
    ),
    Slip(
        "penalty-without-slope-of-g",
        f"the slope has been multiplied to the penalty only. {ORDER}",
        lambda g, p, s: g + p * s,
    ),
    Slip("penalty-multiplied", f"the penalty has been multiplied, not added. {ORDER}", lambda g, p, s: g * p * s),
    Slip(
        "penalty-summed-over-units",
        f"every unit has the sum over all units. {ORDER}",
        lambda g, p, s: (g + p.sum(axis=-1, keepdims=True)) * s,
    ),
    Slip(
        "delta-and-penalty-each-half", f"the mean of the two has been taken. {ORDER}", lambda g, p, s: (g + p) / 2 * s
    ),
)
SLOPE = "The slope is that of the sigmoid, a(1 - a), at each example."
SLOPES = (
    Slip("no-slope", f"the slope is missing. {SLOPE}", np.ones_like),
    Slip("slope-of-tanh", f"this is the slope of tanh. {SLOPE}", lambda A: 1 - A**2),
    Slip(
        "slope-of-a", f"the sigmoid has been applied to a once more. {SLOPE}", lambda A: sigmoid(A) * (1 - sigmoid(A))
    ),
    Slip(
        "slope-of-rho-hat",
        f"the slope has been taken at ρ̂. {SLOPE}",
        lambda A: A.mean(axis=0) * (1 - A.mean(axis=0)) + 0 * A,
    ),
    Slip("activation-for-slope", f"a stands there. {SLOPE}", lambda A: A),
    Slip("one-minus-a", f"1 - a stands there. {SLOPE}", lambda A: 1 - A),
    Slip("slope-squared", f"the slope stands twice. {SLOPE}", lambda A: (A * (1 - A)) ** 2),
)
ARRIVING = (
    Slip(
        "weights-left-out",
        "W2 is missing: every unit has the sum of D2. BP2 goes back through W2.",
        lambda D, W: D.sum(axis=1, keepdims=True) + np.zeros(W.shape[1]),
    ),
    Slip(
        "D2-averaged",
        "D2 has been averaged over the examples. Each example has its own.",
        lambda D, W: np.broadcast_to((D @ W).mean(axis=0), (len(D), W.shape[1])),
    ),
)


def _both(**pieces):
    return lambda *given: _sparse(*given, **pieces)


MISTAKES = (
    *results_exchanged(_sparse, ("penalty", "D1")),
    Mistake(
        "kl-reversed-everywhere",
        f"ρ and ρ̂ have changed places. {OF_KL}",
        _both(kl=piece_of(KLS, "kl-reversed"), pull=piece_of(PULLS, "pull-of-the-reversed-kl")),
    ),
    Mistake(
        "second-half-left-out-everywhere",
        f"The part of 1 - ρ is missing. {OF_KL}",
        _both(kl=piece_of(KLS, "second-half-left-out"), pull=piece_of(PULLS, "pull-first-term-only")),
    ),
    Mistake(
        "beta-left-out-everywhere",
        f"β is missing. {SUM}",
        _both(weight=piece_of(WEIGHTS, "beta-left-out"), pull_weight=piece_of(PULL_WEIGHTS, "pull-without-beta")),
    ),
    Mistake(
        "l1-for-kl",
        f"This is the penalty βΣρ̂, with its derivative β. {OF_KL}",
        _both(kl=piece_of(KLS, "mean-activation-for-kl"), pull=piece_of(PULLS, "pull-of-l1")),
    ),
    Mistake(
        "squares-everywhere",
        f"This is the penalty β/2 Σ(ρ̂ - ρ)², with its derivative. {OF_KL}",
        _both(kl=piece_of(KLS, "squares-for-kl"), pull=piece_of(PULLS, "pull-of-squares")),
    ),
    Mistake(
        "mean-over-units-everywhere",
        f"The mean over the units has been taken. {SUM}",
        _both(total=piece_of(TOTALS, "mean-over-units"), join=piece_of(JOINS, "penalty-divided-by-units")),
    ),
    Mistake(
        "rho-hat-of-each-example-averaged",
        f"The penalty of each example has been taken, and then the mean. The mean comes first. {MEAN}",
        lambda *given: (
            _sparse(*given, mean=lambda A: A)[0] / len(given[0]),
            _sparse(*given, mean=lambda A: A)[1],
        ),
    ),
    Mistake(
        "rho-hat-of-each-example-in-delta",
        f"The penalty is right, but in δ each activation stands alone. {MEAN}",
        lambda *given: (_sparse(*given)[0], _sparse(*given, mean=lambda A: A)[1]),
    ),
    Mistake(
        "penalty-averaged-over-everything",
        f"The penalty of each activation has been taken, and the mean over everything. {MEAN} {SUM}",
        lambda *given: (_sparse(*given, mean=lambda A: A, total=np.mean)[0], _sparse(*given)[1]),
    ),
)

SPARSE = FunctionTask(
    id="11.2",
    title="The δ of a sparse penalty",
    misconceptions="ρ̂ of each example; the penalty after the slope, or divided by m; half of KL; KL reversed",
    answer="sparse_delta",
    difficulty=2,
    minutes=15,
    section="lesson 11a, section 4",
    names=("penalty", "D1"),
    oracle=_sparse,
    sites=(
        Site("mean", MEANS, called="ρ̂"),
        Site("kl", KLS, result="penalty"),
        Site("total", TOTALS, result="penalty"),
        Site("weight", WEIGHTS, result="penalty"),
        Site("pull", PULLS, result="D1"),
        Site("pull_weight", PULL_WEIGHTS, result="D1"),
        Site("join", JOINS, result="D1"),
        Site("slope", SLOPES, result="D1", called="the slope"),
        Site("arriving", ARRIVING, result="D1"),
    ),
    in_pairs=6,
    mistakes=MISTAKES,
    parts=(
        Part("seven examples", 0.75, _draw(7, 5, 3, 0.05, 0.3)),
        Part("three examples, a strong penalty", 0.75, _draw(3, 6, 4, 0.12, 2.5)),
        Part("units that are too quiet", 0.5, _draw(6, 4, 5, 0.3, 0.7, centre=-2.0)),
        Part("one example", 0.25, _draw(1, 4, 3, 0.1, 0.5), telling=False),
        Part("as many units as examples", 0.25, _draw(4, 4, 4, 0.2, 0.6), telling=False),
    ),
    scales=lambda D2, W2, *_: (of_examples(len(D2)), Scale(W2.shape[1], "number-of-units", f"n₁ = {W2.shape[1]}")),
    hints=(
        "Write down ∂/∂ρ̂ of KL(ρ‖ρ̂). An activation a of one example is one of the m summands of ρ̂: ∂ρ̂/∂a = 1/m.",
        "The cost is a mean over examples plus the penalty. δ is what the mean is taken of: m times ∂C/∂z. So the 1/m "
        "of ρ̂ goes away.",
        "r = A1.mean(axis=0); D1 = (D2 @ W2 + beta * (-rho / r + (1 - rho) / (1 - r))) * A1 * (1 - A1).",
    ),
    insight="A goal may be added in the middle of the network: where it looks at activations, before the slope. "
    "Everything below is as before.",
)

"""Task 06.4: the contrast."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e06_equilibrium_propagation.networks import some_at_walls, states
from bpcourse.exercises.e06_equilibrium_propagation.rarer_slips import contrast_rarely
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.words import Scale

Array = np.ndarray


def _mean_product(upper: Array, lower: Array) -> Array:
    """Return the mean over the examples of the products of two layers, shape (n, k)."""
    return upper.T @ lower / len(upper)


def _mean(s: Array) -> Array:
    return s.mean(axis=0)


def _contrast(
    free,
    plus,
    minus,
    beta,
    *,
    known=lambda minus: minus,
    one_sided=lambda free, plus: (plus, free),
    symmetric=lambda free, plus, minus: (plus, minus),
    one_distance=lambda beta: beta,
    two_distance=lambda beta: 2 * beta,
    mean_product=_mean_product,
    ends=lambda mean, s, t, l: mean(s[l], s[l - 1]) - mean(t[l], t[l - 1]),
    sign_W=-1,
    layout=lambda grad_W: grad_W,
    mean=_mean,
    change=lambda mean, s, t: mean(s) - mean(t),
    sign_b=-1,
) -> tuple:
    """Return (grad_W, grad_b); each keyword is a piece that a slip may replace."""
    minus = known(minus)
    s, t = one_sided(free, plus) if minus is None else symmetric(free, plus, minus)
    distance = one_distance(beta) if minus is None else two_distance(beta)
    layers = range(1, len(free))
    grad_W = [None, *(layout(sign_W * ends(mean_product, s, t, l) / distance) for l in layers)]
    return grad_W, [None, *(sign_b * change(mean, s[l], t[l]) / distance for l in layers)]


def _contrasted(**pieces):
    return lambda free, plus, minus, beta: _contrast(free, plus, minus, beta, **pieces)


def _divided_by_inputs(free, *others):
    m, n = free[0].shape
    return tuple([None, *(m / n * g for g in gradient[1:])] for gradient in _contrast(free, *others))


def _one_sided_twice(free, plus, minus, beta):
    """Return the mean of two one-sided estimates, that from below divided by β instead of -β."""
    first = _contrast(free, plus, None, beta)
    if minus is None:
        return first
    second = _contrast(free, minus, None, beta)
    return tuple(
        [None, *((g + h) / 2 for g, h in zip(a[1:], c[1:], strict=True))] for a, c in zip(first, second, strict=True)
    )


# --- the slips

STATES = (
    Site(
        "known",
        (
            Slip(
                "one-sided-always",
                "this is the one-sided estimate although a state for -β is there. Use it: then the error falls "
                "with β².",
                lambda minus: None,
            ),
        ),
    ),
    Site(
        "one_sided",
        (
            Slip(
                "phases-exchanged",
                "the two states have changed places, so the sign is wrong: the pulled state is subtracted.",
                lambda free, plus: (free, plus),
            ),
        ),
        "the one-sided estimate",
    ),
    Site(
        "symmetric",
        (
            Slip(
                "phases-exchanged",
                "the two states have changed places, so the sign is wrong: subtract the state for β from that for -β.",
                lambda free, plus, minus: (minus, plus),
            ),
            Slip(
                "free-for-minus",
                "there is a state for -β, and the free one has been used in its place, but divided by 2β. Symmetric "
                "means plus against minus.",
                lambda free, plus, minus: (plus, free),
            ),
            Slip(
                "free-for-plus",
                "plus has not been used: this is the free state against the one for -β, divided by 2β.",
                lambda free, plus, minus: (free, minus),
            ),
        ),
        "the symmetric estimate",
    ),
)

BETA_MISSING = (
    "the difference is not divided by the distance in β. Without it a small pull gives a small step, and one with "
    "β < 0 goes uphill."
)
TIMES_BETA = "the difference has been multiplied by β. It is a slope: divide."
BETA_SQUARED = "it has been divided by β twice."
DISTANCES = (
    Site(
        "one_distance",
        (
            Slip("beta-missing", BETA_MISSING, lambda beta: 1.0),
            Slip(
                "two-beta-for-beta",
                "from 0 to β it is β. Here it was divided by 2β, which belongs to the symmetric estimate.",
                lambda beta: 2 * beta,
            ),
            Slip(
                "size-of-beta",
                "the sign of β has been dropped. With β < 0 the states have moved away from the target; dividing by a "
                "negative β puts that right.",
                abs,
            ),
            Slip("two-without-beta", "it has been divided by 2 alone. From 0 to β it is β.", lambda beta: 2.0),
            Slip("times-beta", TIMES_BETA, lambda beta: 1 / beta),
            Slip("beta-squared", BETA_SQUARED, lambda beta: beta**2),
            Slip("half-beta", "it has been divided by β/2. From 0 to β it is β.", lambda beta: beta / 2),
            Slip("one-plus-beta", "it has been divided by 1 + β. The distance is β.", lambda beta: 1 + beta),
        ),
        "the one-sided estimate",
    ),
    Site(
        "two_distance",
        (
            Slip("beta-missing", BETA_MISSING, lambda beta: 1.0),
            Slip(
                "beta-for-two-beta",
                "from -β to β it is 2β, as with central differences. Here it was divided by β.",
                lambda beta: beta,
            ),
            Slip(
                "two-without-beta",
                "it has been divided by 2 alone. From -β to β the pull changes by 2β: divide by that.",
                lambda beta: 2.0,
            ),
            Slip("times-beta", TIMES_BETA, lambda beta: 1 / (2 * beta)),
            Slip(
                "brackets",
                "it has been divided by 2 and then multiplied by β, for brackets are missing: / (2 * beta).",
                lambda beta: 2 / beta,
            ),
            Slip("beta-squared", BETA_SQUARED, lambda beta: 2 * beta**2),
            Slip("square-of-two-beta", "it has been divided by 2β twice.", lambda beta: 4 * beta**2),
            Slip("half-beta", "it has been divided by β/2. From -β to β it is 2β.", lambda beta: beta / 2),
            Slip("four-beta", "it has been divided by 4β. From -β to β it is 2β.", lambda beta: 4 * beta),
            Slip("distance-zero", "β and -β have been added. From -β to β it is 2β.", lambda beta: np.float64(0)),
        ),
        "the symmetric estimate",
    ),
)

ROUNDED = "grad_W has been rounded to {} decimals. Leave the numbers as they are."
SUM_FOR_MEAN = "the sum over the examples has been taken. Every gradient of the course is the mean."
TWICE = "it has been divided by m twice."
MINUS_ONE = "it has been divided by m - 1. The mean divides by m."
HALF = "it has been divided by 2m. The mean divides by m."
UNITS = "it has been divided by the number of units, not by m."
LAST = "only the last example is counted: in a loop each one overwrites the one before. Add them up, with +=."
FIRST = "only the first example is counted."
SUM_OF_PHASES = (
    "the two phases are added. It is the difference that knows about the target: one state learns, the other unlearns."
)
ONE_PHASE = (
    "only the pulled states are there. Without the other phase subtracted, every active unit gains, whatever the "
    "target."
)
OTHER_PHASE = "the pulled states are missing: only those of the other phase are there."
SAME_PHASE = "Each product has both of its ends from the same phase."
WEIGHTS = (
    Site(
        "mean_product",
        (
            Slip("sum-for-mean", SUM_FOR_MEAN, lambda u, v: u.T @ v),
            Slip("divided-twice", TWICE, lambda u, v: u.T @ v / len(u) ** 2),
            Slip("half-mean", HALF, lambda u, v: u.T @ v / len(u) / 2),
            Slip("divided-by-m-minus-1", MINUS_ONE, lambda u, v: u.T @ v / (len(u) - 1)),
            Slip("divided-by-units", UNITS, lambda u, v: u.T @ v / u.shape[1]),
            Slip(
                "divided-by-inputs",
                "it has been divided by the number of units of the layer below, not by m.",
                lambda u, v: u.T @ v / v.shape[1],
            ),
            Slip(
                "products-of-means",
                "the states have been averaged over the examples first. Multiply example by example, then take the "
                "mean.",
                lambda u, v: np.outer(u.mean(axis=0), v.mean(axis=0)),
            ),
            Slip(
                "products-of-sums",
                "the states have been added over the examples first. Multiply example by example, then take the mean.",
                lambda u, v: np.outer(u.sum(axis=0), v.sum(axis=0)) / len(u),
            ),
            Slip("last-example", LAST, lambda u, v: np.outer(u[-1], v[-1])),
            Slip("last-example-over-m", LAST, lambda u, v: np.outer(u[-1], v[-1]) / len(u)),
            Slip("one-example", FIRST, lambda u, v: np.outer(u[0], v[0])),
            Slip(
                "lower-end-missing",
                "the lower end of the connection is missing. The product is s^l times s^(l-1).",
                lambda u, v: np.outer(u.mean(axis=0), np.ones(v.shape[1])),
            ),
            Slip(
                "upper-end-missing",
                "the upper end of the connection is missing. The product is s^l times s^(l-1).",
                lambda u, v: np.outer(np.ones(u.shape[1]), v.mean(axis=0)),
            ),
            Slip(
                "examples-and-units-confused",
                "one transpose is too many or missing: the sum runs over the examples, s[l].T @ s[l-1]. With as many "
                "examples as units no shape warns you.",
                lambda u, v: u @ v.T / len(u),
            ),
        ),
        "grad_W",
        "grad_W",
    ),
    Site(
        "ends",
        (
            Slip("sum-of-the-phases", SUM_OF_PHASES, lambda mean, s, t, l: mean(s[l], s[l - 1]) + mean(t[l], t[l - 1])),
            Slip("one-phase-only", ONE_PHASE, lambda mean, s, t, l: mean(s[l], s[l - 1])),
            Slip("other-phase-only", OTHER_PHASE, lambda mean, s, t, l: -mean(t[l], t[l - 1])),
            Slip(
                "product-of-differences",
                "this is the product of the differences. It must be the difference of the products: each phase with "
                "the two ends of the connection in that same phase.",
                lambda mean, s, t, l: mean(s[l] - t[l], s[l - 1] - t[l - 1]),
            ),
            Slip(
                "lower-end-of-the-free-state",
                "the lower end of each connection is taken from the other phase in both products. The lower layer "
                f"moves too. {SAME_PHASE}",
                lambda mean, s, t, l: mean(s[l] - t[l], t[l - 1]),
            ),
            Slip(
                "lower-end-of-the-pulled-state",
                f"the lower end of each connection is taken from plus in both products. {SAME_PHASE}",
                lambda mean, s, t, l: mean(s[l] - t[l], s[l - 1]),
            ),
            Slip(
                "upper-end-only-once",
                f"the upper end of each connection is taken from plus in both products. {SAME_PHASE}",
                lambda mean, s, t, l: mean(s[l], s[l - 1] - t[l - 1]),
            ),
            Slip(
                "upper-end-of-the-free-state",
                f"the upper end of each connection is taken from the other phase in both products. {SAME_PHASE}",
                lambda mean, s, t, l: mean(t[l], s[l - 1] - t[l - 1]),
            ),
            Slip(
                "ends-of-two-phases",
                f"one end of each product is from one phase and the other end from the other. {SAME_PHASE}",
                lambda mean, s, t, l: mean(s[l], t[l - 1]) - mean(t[l], s[l - 1]),
            ),
            Slip(
                "layer-with-itself",
                "a layer has been multiplied by itself. A connection runs from layer l - 1 to l: s[l].T @ s[l-1].",
                lambda mean, s, t, l: mean(s[l], s[l]) - mean(t[l], t[l]),
            ),
            Slip(
                "always-the-input",
                "every layer has been multiplied by the input s[0]. The lower end of layer l is s[l-1].",
                lambda mean, s, t, l: mean(s[l], s[0]) - mean(t[l], t[0]),
            ),
            Slip(
                "absolute-difference",
                "the sign of the difference has been lost.",
                lambda mean, s, t, l: np.abs(mean(s[l], s[l - 1]) - mean(t[l], t[l - 1])),
            ),
        ),
        "grad_W",
        "grad_W",
    ),
    Site(
        "sign_W",
        (
            Slip(
                "weights-ascend",
                "the sign of grad_W is wrong, that of grad_b is right. ∂E/∂W = -s sᵀ has a minus.",
                1,
            ),
        ),
        result="grad_W",
    ),
    Site(
        "layout",
        (
            Slip(
                "transposed",
                "grad_W is the transpose: it has the shape of W, (units of layer l, units of layer l - 1).",
                np.transpose,
            ),
            Slip("rounded-to-2", ROUNDED.format("two"), lambda grad_W: grad_W.round(2)),
            Slip("rounded-to-3", ROUNDED.format("three"), lambda grad_W: grad_W.round(3)),
        ),
        result="grad_W",
    ),
)

BIASES = (
    Site(
        "mean",
        (
            Slip("sum-for-mean", SUM_FOR_MEAN, lambda s: s.sum(axis=0)),
            Slip("divided-twice", TWICE, lambda s: s.mean(axis=0) / len(s)),
            Slip("half-mean", HALF, lambda s: s.mean(axis=0) / 2),
            Slip("divided-by-m-minus-1", MINUS_ONE, lambda s: s.sum(axis=0) / (len(s) - 1)),
            Slip("divided-by-units", UNITS, lambda s: s.sum(axis=0) / s.shape[1]),
            Slip("last-example", LAST, lambda s: s[-1]),
            Slip("last-example-over-m", LAST, lambda s: s[-1] / len(s)),
            Slip("one-example", FIRST, lambda s: s[0]),
            Slip(
                "bias-one-for-all",
                "every unit gets the same number, the mean over all units. Each has a gradient of its own.",
                lambda s: np.full(s.shape[1], s.mean()),
            ),
            Slip(
                "bias-collapsed",
                "this has been averaged over the units too. One number for each unit is expected: axis=0.",
                lambda s: s.mean(),
            ),
            Slip(
                "bias-wrong-axis",
                "this is averaged over the units. The mean is over the examples, axis 0.",
                lambda s: s.mean(axis=1),
            ),
            Slip("bias-not-averaged", "every example stands there. The mean over them is missing.", lambda s: s),
        ),
        "grad_b",
        "grad_b",
    ),
    Site(
        "change",
        (
            Slip("sum-of-the-phases", SUM_OF_PHASES, lambda mean, s, t: mean(s) + mean(t)),
            Slip("one-phase-only", ONE_PHASE, lambda mean, s, t: mean(s)),
            Slip("other-phase-only", OTHER_PHASE, lambda mean, s, t: -mean(t)),
            Slip(
                "product-of-differences",
                "the difference has been squared. ∂E/∂b = -s: the difference of the states themselves.",
                lambda mean, s, t: mean((s - t) ** 2),
            ),
            Slip(
                "difference-of-squares",
                "the states have been squared. ∂E/∂b = -s: the difference of the states themselves.",
                lambda mean, s, t: mean(s**2) - mean(t**2),
            ),
            Slip(
                "absolute-difference",
                "the sign of the difference has been lost.",
                lambda mean, s, t: np.abs(mean(s) - mean(t)),
            ),
            Slip(
                "bias-left-out",
                "grad_b is zero. A bias has a gradient too: ∂E/∂b = -s.",
                lambda mean, s, t: 0 * mean(s),
            ),
        ),
        "grad_b",
        "grad_b",
    ),
    Site(
        "sign_b",
        (
            Slip(
                "biases-ascend",
                "the sign of grad_b is wrong, that of grad_W is right. ∂E/∂b = -s has a minus.",
                1,
            ),
        ),
        result="grad_b",
    ),
)


# --- the task


def _draw_phases(m: int, *sizes: int, symmetric: bool, away: bool = False):
    def draw(rng):
        free = some_at_walls(rng, states(rng, m, *sizes))
        plus, minus = ([free[0], *(np.clip(s + rng.normal(0, 0.1, s.shape), 0, 1) for s in free[1:])] for _ in range(2))
        beta = float(rng.uniform(0.2, 0.45) * (-1 if away else 1))
        return free, plus, minus if symmetric else None, beta

    return draw


CONTRAST = FunctionTask(
    id="06.4",
    title="The contrast of two states",
    misconceptions="the sign of learning for that of the gradient; β for 2β; the product of the movements; one end "
    "of each connection from the wrong phase",
    answer="ep_gradient",
    difficulty=3,
    minutes=20,
    section="lesson 6a, sections 6 and 8",
    names=("grad_W", "grad_b"),
    oracle=_contrast,
    sites=(*STATES, *DISTANCES, *WEIGHTS, *BIASES),
    rarely=contrast_rarely(_contrast),
    scales=lambda free, plus, minus, beta: (
        Scale(len(free[0]), "batch-size", f"m = {len(free[0])}, the batch size"),
        Scale(abs(beta), "beta", f"β = {abs(beta):.3g}"),
    ),
    called={
        "mean_product": "the mean of the products",
        "one_distance": "the distance",
        "two_distance": "the distance",
        "ends": "the difference of the products",
        "mean": "the mean",
        "change": "the change of the mean",
    },
    parts=(
        Part("one-sided", 1.0, _draw_phases(7, 4, 6, 3, symmetric=False)),
        Part("symmetric", 1.0, _draw_phases(7, 4, 6, 5, 3, symmetric=True)),
        Part("one-sided, pushed away", 0.5, _draw_phases(8, 4, 5, 3, symmetric=False, away=True)),
        Part("symmetric, layers of equal size", 0.5, _draw_phases(9, 5, 5, 5, symmetric=True), telling=False),
    ),
    mistakes=(
        Mistake(
            "ascent",
            "All signs are wrong: this is what a step of learning adds to the parameters, Hebb for the pulled states "
            "and anti-Hebb for the others. Asked for is ∂J/∂θ, which a step subtracts.",
            _contrasted(sign_W=1, sign_b=1),
        ),
        Mistake(
            "size-of-beta",
            "The sign of β has been dropped. With β < 0 the states have moved away from the target; dividing by a "
            "negative β puts that right.",
            _contrasted(one_distance=abs),
        ),
        Mistake(
            "inputs-for-examples",
            "It has been divided by the number of inputs, free[0].shape[1]. Examples are rows: their number m is "
            "len(free[0]).",
            _divided_by_inputs,
        ),
        Mistake(
            "minus-against-free",
            "Plus has not been used: this is the free state against the one for -β.",
            lambda free, plus, minus, beta: _contrast(free, free, minus, beta, two_distance=lambda beta: beta),
        ),
        Mistake(
            "two-without-beta",
            "The difference is divided by 2 alone. From -β to β the pull changes by 2β: divide by that.",
            _contrasted(two_distance=lambda beta: 2.0),
        ),
        Mistake(
            "sign-of-the-second-estimate",
            "Two one-sided estimates have been averaged, but the one for -β has been divided by β. From 0 to -β it is "
            "-β.",
            _one_sided_twice,
        ),
        Mistake(
            "layers-counted-from-the-top",
            "The layers are in the wrong order: index l belongs to W[l], between the layers l - 1 and l.",
            lambda *arguments: tuple([None, *gradient[:0:-1]] for gradient in _contrast(*arguments)),
        ),
    ),
    hints=(
        "∂E/∂W^l = -s^l (s^{l-1})ᵀ; as a mean over the examples -s[l].T @ s[l-1] / m. Biases: -s[l].mean(axis=0).",
        "The estimate is the slope of ∂E/∂θ in β, measured between two states: their difference / distance in β.",
        "other, distance = (free, beta) if minus is None else (minus, 2 * beta).",
    ),
    insight=(
        "Each weight uses the states at its own two ends only; in lesson 6a, section 7, the symmetric estimate "
        "with β = 0.001 has a relative error below 1e-5."
    ),
)

"""Tasks 03.7 and 03.8: what it costs; predict, measure, conclude."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Word
from bpcourse.tasks.slips import Site, Slip
from bplib.activations import sigmoid

# --- 03.7 what it costs


def _counts(
    sizes,
    *,
    layers=lambda sizes: list(pairwise(sizes)),
    layer=lambda n, k: n * k,
    forward=sum,
    bp4=sum,
    bp2=lambda weights: sum(weights[1:]),
    more=lambda sizes: 0,
    forward_more=lambda sizes: 0,
):
    """Return (forward, backward); each keyword is a piece that may be replaced.  A layer has n units and k inputs."""
    weights = [layer(n, k) for k, n in layers(sizes)]
    return forward(weights) + forward_more(sizes), bp4(weights) + bp2(weights) + more(sizes)


ONE_FOR_EACH_UNIT = (
    "backwards this counts one more for each {}. The products with σ' are left out of this count, and BP3 multiplies "
    "nothing."
)

COUNTS = (
    Site(
        "layers",
        (
            Slip(
                "last-layer-not-reached",
                "the last layer is missing in both passes. The loop ends one too early.",
                lambda sizes: list(pairwise(sizes[:-1])),
            ),
            Slip(
                "first-layer-not-reached",
                "the first layer of weights is missing in both passes. The loop begins one too late.",
                lambda sizes: list(pairwise(sizes[1:])),
            ),
            Slip(
                "round-the-end",
                "the last layer has been joined to the first: with l = 0 the index l - 1 is -1, the last size.",
                lambda sizes: [(sizes[l - 1], sizes[l]) for l in range(len(sizes))],
            ),
            Slip(
                "every-other-layer",
                "each layer has been joined to the one after the next. Weights lead to the next one.",
                lambda sizes: list(zip(sizes, sizes[2:], strict=False)),
            ),
            Slip(
                "disjoint-pairs",
                "the sizes have been taken in pairs that do not overlap. Every layer but the first has weights.",
                lambda sizes: list(zip(sizes[::2], sizes[1::2], strict=False)),
            ),
        ),
    ),
    Site(
        "forward_more",
        (
            Slip(
                "forward-units-counted",
                "forwards this counts one more for each unit. Biases are added and σ is looked up: only the weights "
                "count.",
                lambda sizes: sum(sizes[1:]),
            ),
            Slip(
                "forward-two-for-each-unit",
                "forwards this counts two more for each unit. Biases are added and σ is looked up: only the weights "
                "count.",
                lambda sizes: 2 * sum(sizes[1:]),
            ),
            Slip(
                "forward-all-units-counted",
                "forwards this counts one more for each unit, inputs included. Only the weights count.",
                sum,
            ),
        ),
    ),
    Site(
        "layer",
        (
            Slip("biases-counted", "biases are added, not multiplied: they do not count.", lambda n, k: n * (k + 1)),
            Slip("units-for-weights", "these are units. A layer has n_l times n_{l-1} weights.", lambda n, k: n),
            Slip("inputs-for-weights", "these are inputs. A layer has n_l times n_{l-1} weights.", lambda n, k: k),
            Slip(
                "sizes-added",
                "the sizes of two layers have been added. A layer has n_l times n_{l-1} weights.",
                lambda n, k: n + k,
            ),
            Slip(
                "additions-counted",
                "additions have been counted too. A multiplication with its addition counts once.",
                lambda n, k: 2 * n * k,
            ),
            Slip(
                "bias-counted-as-a-unit",
                "a bias has been counted as a unit more in both layers. A layer has n_l times n_{l-1} weights.",
                lambda n, k: (n + 1) * (k + 1),
            ),
            Slip(
                "bias-counted-at-the-wrong-end",
                "n_{l-1} (n_l + 1) counts a bias for each input. Biases are added, not multiplied: they do not count.",
                lambda n, k: (n + 1) * k,
            ),
            Slip(
                "additions-counted",
                "additions have been counted too. A multiplication with its addition counts once.",
                lambda n, k: n * (2 * k - 1),
            ),
            Slip(
                "additions-and-biases-counted",
                "additions and biases have been counted too. A multiplication with its addition counts once, and a "
                "bias is only added.",
                lambda n, k: n * (2 * k + 1),
            ),
            Slip("squares", "n_l² has been counted. A layer has n_l times n_{l-1} weights.", lambda n, k: n * n),
        ),
        called="the count of a layer",
    ),
    Site(
        "forward",
        (
            Slip("forward-last-layer", "forwards only the last layer has been counted.", lambda weights: weights[-1]),
            Slip("forward-first-layer", "forwards only the first layer has been counted.", lambda weights: weights[0]),
            Slip(
                "forward-without-first",
                "forwards the first layer has been left out.",
                lambda weights: sum(weights[1:]),
            ),
            Slip(
                "forward-without-last",
                "forwards the last layer has been left out.",
                lambda weights: sum(weights[:-1]),
            ),
        ),
        called="the count of the forward pass",
    ),
    Site(
        "bp4",
        (
            Slip("bp4-forgotten", "BP4 costs a multiplication for each weight as well.", lambda weights: 0),
            Slip(
                "bp4-without-first",
                "BP4 has been left out for the first layer. It has a gradient too.",
                lambda weights: sum(weights[1:]),
            ),
            Slip(
                "both-passes",
                "this is the sum of both passes. The backward pass alone is asked for.",
                lambda weights: 2 * sum(weights),
            ),
        ),
        called="the count of BP4",
    ),
    Site(
        "bp2",
        (
            Slip(
                "error-of-the-input",
                "BP2 has been counted for the first layer too. No weight needs the error of the input.",
                sum,
            ),
            Slip(
                "bp2-forgotten",
                "backwards there are two products a layer: BP4 for the gradient, and BP2 to pass the error down.",
                lambda weights: 0,
            ),
            Slip(
                "last-layer-left-out",
                "BP2 has been left out for the last layer instead of the first.",
                lambda weights: sum(weights[:-1]),
            ),
            Slip(
                "bp2-without-ends",
                "BP2 has been left out for the first layer and for the last.",
                lambda weights: sum(weights[1:-1]),
            ),
            Slip("bp2-halved", "BP2 has been counted at half.", lambda weights: sum(weights[1:]) // 2),
            Slip("bp2-halved", "BP2 has been counted at half.", lambda weights: sum(weights[1:]) / 2),
            Slip("bp2-twice", "BP2 has been counted twice.", lambda weights: 2 * sum(weights[1:])),
        ),
        called="the count of BP2",
    ),
    Site(
        "more",
        (
            Slip("slopes-counted", ONE_FOR_EACH_UNIT.format("unit"), lambda sizes: sum(sizes[1:])),
            Slip("hidden-slopes-counted", ONE_FOR_EACH_UNIT.format("hidden unit"), lambda sizes: sum(sizes[1:-1])),
            Slip("output-slopes-counted", ONE_FOR_EACH_UNIT.format("output"), lambda sizes: sizes[-1]),
            Slip("one-for-each-size", ONE_FOR_EACH_UNIT.format("unit, inputs included"), sum),
            Slip("two-for-each-unit", ONE_FOR_EACH_UNIT.format("unit, twice"), lambda sizes: 2 * sum(sizes[1:])),
        ),
    ),
)


def _forward(sizes) -> int:
    return sum(n * k for k, n in pairwise(sizes))


BASES = {
    "ends-only": ("only the first and the last size are in the product", lambda s: s[0] * s[-1]),
    "all-multiplied": ("all sizes have been multiplied with each other", lambda s: int(np.prod(s))),
    "all-added": ("the sizes have been added", sum),
    "units-added": ("the units have been added, without the inputs", lambda s: sum(s[1:])),
    "squares-added": ("the squares of the sizes have been added", lambda s: sum(n * n for n in s)),
    "every-pair": (
        "every layer has been taken with every other, not with its neighbour",
        lambda s: sum(a * b for i, a in enumerate(s) for b in s[:i]),
    ),
}
BASES |= {
    "last-not-reached": ("the last layer has been left out", lambda s: _forward(s[:-1])),
    "first-not-reached": ("the first layer has been left out", lambda s: _forward(s[1:])),
    "round-the-end": ("the last layer has been joined to the first, at l - 1 = -1", lambda s: _forward([s[-1], *s])),
}
BACKWARD = {
    "as-much": ("backwards as much", lambda f, s: f),
    "twice": ("backwards twice as much", lambda f, s: 2 * f),
    "three-times": ("backwards three times as much", lambda f, s: 3 * f),
    "half": ("backwards half as much", lambda f, s: f / 2),
    "twice-without-input": ("backwards twice as much, less the first layer", lambda f, s: 2 * f - s[0] * s[1]),
}


def _from_base(base, back):
    return lambda sizes: (base(sizes), back(base(sizes), sizes))


LOST = "BP2 is not needed for the first layer: n_1 n_0 multiplications less, one for each weight, not {}."
SINGLE_COUNTS = (
    Mistake(
        "one-less-for-each-input",
        LOST.format("n_0"),
        lambda sizes: (_forward(sizes), 2 * _forward(sizes) - sizes[0]),
    ),
    Mistake(
        "one-less-for-each-unit",
        LOST.format("n_1"),
        lambda sizes: (_forward(sizes), 2 * _forward(sizes) - sizes[1]),
    ),
    Mistake(
        "first-layer-returned",
        "Only the first layer has been counted. Does a return stand inside the loop?",
        lambda sizes: (sizes[0] * sizes[1],) * 2,
    ),
    *(
        Mistake(
            "measured-gradient",
            "Backwards this is a forward pass for each weight, as for a gradient by differences. BP2 and BP4 use each "
            "weight twice at most.",
            lambda sizes, n=n: (_forward(sizes), n * _forward(sizes) ** 2),
        )
        for n in (1, 2)
    ),
)
OTHER_COUNTS = tuple(
    Mistake(f"{id}-{how}", f"Forwards {words}, and {told}.", _from_base(base, back))
    for id, (words, base) in BASES.items()
    for how, (told, back) in BACKWARD.items()
)


def _draw_sizes(layers: int):
    def draw(rng):
        return ([int(n) for n in rng.choice(np.arange(3, 40), layers, replace=False)],)

    return draw


MULTIPLY_ADDS = FunctionTask(
    id="03.7",
    title="Count the work",
    misconceptions="BP2 counted for the first layer; BP4 forgotten; one more for each unit, the products with σ'",
    answer="multiply_adds",
    rarely=(*SINGLE_COUNTS, *OTHER_COUNTS),
    difficulty=2,
    minutes=10,
    section="lesson 3, section 12",
    names=("forward", "backward"),
    oracle=_counts,
    sites=COUNTS,
    parts=(
        Part("one hidden layer", 0.5, _draw_sizes(3)),
        Part("three hidden layers", 1.0, _draw_sizes(5)),
        Part("no hidden layer", 0.5, _draw_sizes(2), telling=False),
    ),
    hints=(
        "Each weight is used once in the forward pass.",
        "Backwards each weight is used in BP4, and in BP2 unless it belongs to the first layer.",
        "pairwise(sizes) from itertools gives (n_{l-1}, n_l) for each layer.",
    ),
    insight=(
        "By this count both passes together stay below three forward passes, whatever the number of weights "
        "(lesson 3, section 12)."
    ),
)


# --- 03.8 predict, measure, conclude


def _without_slope(z: float) -> Mistake:
    """Return the mistake of leaving the slope out, read off at that z."""
    words = (
        "At large z a value near 1 is a - y alone: σ'(z) is missing, and it is nearly 0 there. δ is a · a (1 "
        "- a), and has "
        "its maximum where both count."
    )
    made = {"z": float(z), "delta": float(1 / (1 + np.exp(-z))), "conclusion": "faster"}
    return Mistake(f"slope-left-out-{z:g}", words, lambda: made)


def _far_out(z: float) -> Mistake:
    """Return the mistake of taking δ where the answer is most wrong."""
    words = "That is δ where the answer is most wrong, and not where δ is largest: far out σ'(z) makes it small."
    a = float(1 / (1 + np.exp(-z)))
    return Mistake(f"most-wrong-{z:g}", words, lambda: {"z": float(z), "delta": a * a * (1 - a)})


def _coarse(z: float) -> Mistake:
    """Return the mistake of a grid that is too coarse."""
    return Mistake(
        f"coarse-grid-{z:g}",
        "The grid on which the maximum was looked for is too coarse: take steps of a thousandth. Or set the slope of "
        "a² (1 - a) to 0.",
        lambda: {"z": z, "delta": _delta(z)},
    )


def _delta(z: float) -> float:
    a = float(sigmoid(np.float64(z)))
    return a * a * (1 - a)


def _place_in_the_grid(place: int) -> Mistake:
    """Return the mistake of handing in what argmax gives."""
    words = "This is a place in the grid, what argmax gives. Asked for is z there."
    return Mistake(f"place-in-the-grid-{place}", words, lambda: {"z": place})


def _least_wrong(z: float) -> Mistake:
    """Return the mistake of taking the place where δ is smallest."""
    words = "Far out on this side the answer is right, and δ is smallest. Is it argmin, or the first place of the grid?"
    return Mistake(f"least-wrong-{-z:g}", words, lambda: {"z": float(z), "delta": _delta(z)})


PACE = Word(("faster", "slower", "equally fast"))

SATURATION = ValueTask(
    id="03.8",
    title="Predict, measure, conclude: the slowest mistake",
    misconceptions='"more wrong learns faster"',
    answer="saturation",
    difficulty=3,
    minutes=15,
    section="lesson 3, section 9",
    tolerance=5e-3,
    truth=lambda: {"z": np.log(2), "delta": 4 / 27, "conclusion": "slower"},
    parts=(Part("z", 0.75), Part("delta", 0.75), Part("conclusion", 0.5, judgement=PACE)),
    mistakes=(
        *map(_without_slope, (10, 5, 20, 100, 8, 6, 50, 1000, 3)),
        *map(_far_out, (10, 5, 20, 100, 8, 6)),
        *map(_coarse, (0.75, 0.65, 0.5, 1.0, 0.6, 0.8)),
        *map(_least_wrong, (-10, -5, -20, -6, -8)),
        Mistake("log-10", "This is log₁₀ 2. z is a natural logarithm, ln 2.", lambda: {"z": float(np.log10(2))}),
        Mistake(
            "results-exchanged",
            "z and δ have changed places.",
            lambda: {"z": 4 / 27, "delta": float(np.log(2))},
        ),
        Mistake(
            "tanh-for-sigmoid",
            "This belongs to tanh. The output is a sigmoid: a = σ(z), with the slope a (1 - a).",
            lambda: {"z": float(np.arctanh(3**-0.5)), "delta": 2 * 3**-1.5},
        ),
        Mistake(
            "steepest-slope-of-slope",
            "Here σ' falls most steeply. δ is σ'(z) times a - y: look for the maximum of this product.",
            lambda: {"z": float(np.log(2 + 3**0.5))},
        ),
        *map(_place_in_the_grid, (10693, 1069, 107)),
        Mistake(
            "square-without-half",
            "This is twice the right value: 2 (a - y) belongs to (a - y)². The cost has a ½ in front, so δ holds "
            "a - y.",
            lambda: {"delta": 8 / 27},
        ),
        Mistake(
            "half-kept",
            "This is half of the right value: the 2 from the square cancels the ½ of the cost.",
            lambda: {"delta": 2 / 27},
        ),
        Mistake(
            "steepest-sigmoid",
            "At z = 0 the sigmoid is steepest, but δ is that slope times a - y = a, which grows with z.",
            lambda: {"z": 0.0, "delta": 0.125},
        ),
        Mistake(
            "slope-only",
            "This is the largest slope of the sigmoid. δ multiplies it by a - y.",
            lambda: {"delta": 0.25},
        ),
        Mistake(
            "activation-not-z",
            "This is the activation a at the maximum. Asked for is the weighted input z.",
            lambda: {"z": 2 / 3},
        ),
        Mistake(
            "cross-entropy",
            "This is δ of the cross-entropy, a - y. The quadratic cost multiplies it by σ'(z).",
            lambda: {"delta": 2 / 3},
        ),
        Mistake(
            "cost-not-delta",
            "This is the cost at that point, ½ a², or σ'(z) alone: there they are the same. Asked for is δ, a · σ'(z).",
            lambda: {"delta": (2 / 3) ** 2 / 2},
        ),
        Mistake(
            "target-one",
            "This belongs to the target 1. Here the target is 0.",
            lambda: {"z": -np.log(2), "delta": -4 / 27},
        ),
        Mistake(
            "more-wrong-is-faster",
            "Look at δ for z = 5 and for z = 10: beyond the maximum it falls, though the answer gets worse.",
            lambda: {"conclusion": "faster"},
        ),
        Mistake(
            "no-difference",
            "Compare δ at z = 1, 5 and 10. It is not the same.",
            lambda: {"conclusion": "equally fast"},
        ),
    ),
    hints=(
        "Compute δ(z) = a · a (1 - a) on a fine grid of z and look for the largest value.",
        "np.linspace(-10, 10, 20001) is fine enough; np.argmax finds the place.",
        "The maximum lies where a = 2/3.",
    ),
    insight=(
        "The binary cross-entropy behaves otherwise: at z = 10, target 0, its δ is 0.99995, and that of the "
        "quadratic cost 0.00005 (lesson 3, section 9)."
    ),
)

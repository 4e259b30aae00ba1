"""Drill: δ by hand: BP1 of an output, BP2 of a hidden unit, and the gradient of a weight by BP4.

The activation of a unit is given, so that its slope a (1 - a) is a short number.
"""

from __future__ import annotations

import numpy as np

from bpcourse.drills.question import TWO, Kind, Question, chosen, in_brackets, judged, one_of, short
from bpcourse.exercises.common.network_gradient import WAYS_BACK
from bpcourse.exercises.common.slips import DIFFERENCES, SIGMOID_SLOPES, sigmoid_slope
from bpcourse.tasks.slips import Site, Slip

ACTIVATIONS = (0.1, 0.2, 0.25, 0.4, 0.6, 0.75, 0.8, 0.9)
SLOPES = chosen(
    SIGMOID_SLOPES,
    "no-slope",
    "sigma-for-slope",
    "slope-of-tanh",
    "one-minus-sigma",
    "slope-twice",
    "slope-plus",
    "divided-by-slope",
)


def weighted_input(a: float) -> float:
    """Return the z whose sigmoid is a."""
    return float(np.log(a / (1 - a)))


# --- BP1

OUTPUT = (
    Site("slope", SLOPES, "BP1"),
    Site(
        "difference",
        chosen(
            DIFFERENCES,
            "target-minus-answer",
            "target-not-subtracted",
            "target-added",
            "cost-not-slope",
            "squared-difference",
            "square-without-half",
            "half-kept",
        ),
    ),
)


def output_delta(rng: np.random.Generator) -> Question:
    """Return the question for δ of a sigmoid output with the quadratic cost."""
    a, y = one_of(rng, ACTIVATIONS), one_of(rng, (0.1, 0.2, 0.5, 0.8, 0.9, 1))
    z = weighted_input(a)

    def truth(*, slope=sigmoid_slope, difference=lambda a, y, z: a - y) -> dict:
        return {"δ": float(difference(np.array(a), np.array(y), z) * slope(z))}

    return Question(
        f"A sigmoid output has a = {a:g}, its target is y = {y:g}, the cost is ½ (a - y)². What is its δ?",
        judged(truth, OUTPUT, "lesson 3, section 3"),
        f"δ = (a - y) a (1 - a) = {in_brackets(a - y)} · {a:g} · {short(1 - a)} = {short(truth()['δ'])}.",
    )


# --- BP2 and BP4

BACK = Site(
    "way_back",
    chosen(
        WAYS_BACK,
        "weights-left-out",
        "absolute-weights",
        "squared-weights",
        "mean-over-paths",
        "one-path",
        "last-path",
        "way-back-negative",
        "activation-on-the-way",
    ),
    "BP2",
)
INCOMING = Site(
    "incoming",
    (
        Slip(
            "activation-of-same-layer",
            "BP4 multiplies by what comes in at the start of the weight, x. Here it is the a of the unit itself.",
            lambda x, a: a,
        ),
        Slip("incoming-left-out", "BP4 multiplies δ by the input of the weight, x. It is missing.", lambda x, a: 1),
        Slip("incoming-squared", "the input has been squared.", lambda x, a: x**2),
        Slip(
            "gradient-negative",
            "∂C/∂w is asked for, not the step against it: its sign is that of x δ.",
            lambda x, a: -x,
        ),
    ),
)


class _Hidden:
    """A hidden unit with two outputs after it: its activation, its weights to them, their errors."""

    def __init__(self, rng: np.random.Generator):
        self.a = one_of(rng, ACTIVATIONS)
        self.weights = np.array([[one_of(rng, (-4, -3, -2, 2, 3, 4))], [one_of(rng, (-5, -3, -2, 2, 3, 5))]], float)
        self.errors = np.array([[one_of(rng, (-0.4, -0.2, -0.1, 0.1, 0.2)), one_of(rng, (-0.3, -0.1, 0.2, 0.3, 0.4))]])

    def delta(self, way_back, slope) -> float:
        """Return δ of the unit, made of these two pieces."""
        sent = way_back(self.errors, [None, None, self.weights], 1, [None, np.array([[self.a]])])
        return float(np.squeeze(sent * slope(weighted_input(self.a))))

    def words(self) -> str:
        """Return the unit in words."""
        (w1,), (w2,) = self.weights
        (d1, d2) = self.errors[0]
        return (
            f"A hidden sigmoid unit has a = {self.a:g}. It feeds two outputs: one with δ = {d1:g} through the weight "
            f"{w1:g}, one with δ = {d2:g} through the weight {w2:g}."
        )

    def way(self) -> str:
        """Return how its δ is worked out."""
        (w1,), (w2,) = self.weights
        (d1, d2) = self.errors[0]
        collected = w1 * d1 + w2 * d2
        return (
            f"{w1:g} · {in_brackets(d1)} + {in_brackets(w2)} · {in_brackets(d2)} = {short(collected)}, "
            f"times a (1 - a) = {short(self.a * (1 - self.a))} is δ = {short(collected * self.a * (1 - self.a))}"
        )


def hidden_delta(rng: np.random.Generator) -> Question:
    """Return the question for δ of a hidden unit that feeds two outputs."""
    unit = _Hidden(rng)

    def truth(*, way_back=lambda D, W, l, A: D @ W[l + 1], slope=sigmoid_slope) -> dict:
        return {"δ": unit.delta(way_back, slope)}

    task = judged(truth, (BACK, Site("slope", SLOPES, "BP2")), "lesson 3, section 4")
    return Question(f"{unit.words()} What is its own δ?", task, f"{unit.way()}.")


def weight_gradient(rng: np.random.Generator) -> Question:
    """Return the question for δ of a hidden unit and the derivative of the cost by a weight that leads into it."""
    unit, x = _Hidden(rng), one_of(rng, (-4, -3, -2, 0.5, 2, 3, 5))

    def truth(*, way_back=lambda D, W, l, A: D @ W[l + 1], slope=sigmoid_slope, incoming=lambda x, a: x) -> dict:
        delta = unit.delta(way_back, slope)
        return {"δ": delta, "∂C/∂w": incoming(x, unit.a) * delta}

    sites = (BACK, Site("slope", SLOPES, "BP2"), INCOMING)
    return Question(
        f"{unit.words()} A weight w leads into it from the input x = {x:g}. What are its δ and ∂C/∂w, in this order?",
        judged(truth, sites, "lesson 3, sections 4 and 5"),
        f"{unit.way()}; ∂C/∂w = x δ = {short(truth()['∂C/∂w'])}.",
        TWO,
    )


DELTA_BY_HAND = Kind(
    "delta by hand", "BP1, BP2 and BP4 with short numbers", (output_delta, hidden_delta, weight_gradient)
)

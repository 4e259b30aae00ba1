"""Drill: counting: the parameters of a layer and of a network, and the multiplications of both passes."""

from __future__ import annotations

import numpy as np

from bpcourse.drills.question import TWO, Kind, Question, judged
from bpcourse.tasks.slips import Site, Slip


def _sizes(rng: np.random.Generator, count: int) -> list[int]:
    return [int(n) for n in rng.choice(np.arange(2, 11), count, replace=False)]


LAYER = (
    Site(
        "biases",
        (
            Slip("biases-left-out", "the biases are missing: one for each unit that receives.", lambda k, n: 0),
            Slip(
                "bias-for-each-input",
                "there is a bias for each unit that receives, not for each input.",
                lambda k, n: k,
            ),
            Slip(
                "bias-for-all", "there are as many biases as units that receive, not one for the layer.", lambda k, n: 1
            ),
            Slip(
                "bias-on-both-sides", "only units that receive have a bias; the inputs have none.", lambda k, n: k + n
            ),
        ),
    ),
    Site(
        "weights",
        (
            Slip("sizes-added", "each unit is joined to each input: the sizes multiply.", lambda k, n: k + n),
            Slip("weights-left-out", "these are the biases alone.", lambda k, n: 0),
            Slip(
                "weights-among-units",
                "the weights go from inputs to units: one size times the other.",
                lambda k, n: n * n,
            ),
        ),
    ),
)


def layer_parameters(rng: np.random.Generator) -> Question:
    """Return the question for the number of parameters of one layer."""
    k, n = _sizes(rng, 2)

    def truth(*, weights=lambda k, n: k * n, biases=lambda k, n: n) -> dict:
        return {"The number": weights(k, n) + biases(k, n)}

    return Question(
        f"A dense layer has {k} inputs and {n} units. How many parameters, weights and biases together?",
        judged(truth, LAYER, "lesson 4, section 1"),
        f"{n} · {k} weights and {n} biases: {n * k} + {n} = {n * k + n}.",
    )


NETWORK = (
    Site(
        "biases",
        (
            Slip("biases-left-out", "the biases are missing: one for each unit but the inputs.", lambda a, b, c: 0),
            Slip("inputs-have-biases", "the inputs have no biases.", lambda a, b, c: a + b + c),
            Slip("one-bias-a-layer", "there is a bias for each unit, not for each layer.", lambda a, b, c: 2),
            Slip("hidden-biases-only", "the outputs have biases too.", lambda a, b, c: b),
            Slip("output-biases-only", "the hidden units have biases too.", lambda a, b, c: c),
        ),
    ),
    Site(
        "weights",
        (
            Slip(
                "all-sizes-multiplied",
                "the sizes of all layers have been multiplied. Weights join neighbours only: add the products.",
                lambda a, b, c: a * b * c,
            ),
            Slip(
                "inputs-to-outputs",
                "no weights lead from the inputs straight to the outputs.",
                lambda a, b, c: a * b + b * c + a * c,
            ),
            Slip("first-layer-only", "the weights into the outputs are missing.", lambda a, b, c: a * b),
            Slip("last-layer-only", "the weights from the inputs are missing.", lambda a, b, c: b * c),
        ),
    ),
)


def network_parameters(rng: np.random.Generator) -> Question:
    """Return the question for the number of parameters of a network with one hidden layer."""
    a, b, c = _sizes(rng, 3)

    def truth(*, weights=lambda a, b, c: a * b + b * c, biases=lambda a, b, c: b + c) -> dict:
        return {"The number": weights(a, b, c) + biases(a, b, c)}

    return Question(
        f"A dense network {a}-{b}-{c}. How many parameters, weights and biases together?",
        judged(truth, NETWORK, "lesson 4, section 1"),
        f"{b} · {a} + {c} · {b} weights and {b} + {c} biases: {truth()['The number']}.",
    )


PASSES = (
    Site(
        "forward",
        (
            Slip(
                "biases-counted", "a bias is added, not multiplied by: it does not count.", lambda F, biases: F + biases
            ),
            Slip(
                "additions-counted", "these are the additions too. Only multiplications count.", lambda F, biases: 2 * F
            ),
        ),
    ),
    Site("bp4", (Slip("bp4-left-out", "BP4 is missing backwards: one for each weight.", lambda F: 0),)),
    Site(
        "bp2",
        (
            Slip(
                "bp2-left-out",
                "BP2 is missing backwards: one for each weight that leaves a hidden unit.",
                lambda F, first: 0,
            ),
            Slip(
                "bp2-in-first-layer",
                "BP2 stops at the hidden units: no gradient of a weight needs δ of the inputs.",
                lambda F, first: F,
            ),
            Slip(
                "bp2-wrong-layer",
                "BP2 goes back through the weights that leave the hidden units, not through those of the first layer.",
                lambda F, first: first,
            ),
        ),
    ),
    Site(
        "backward",
        (
            Slip(
                "both-passes",
                "the second number is that of both passes together. The backward pass alone is asked for.",
                lambda back, F: back + F,
            ),
        ),
    ),
)


def multiply_adds(rng: np.random.Generator) -> Question:
    """Return the question for the multiply-adds of a forward and of a backward pass."""
    a, b, c = _sizes(rng, 3)
    F, first = a * b + b * c, a * b

    def truth(
        *,
        forward=lambda F, biases: F,
        bp4=lambda F: F,
        bp2=lambda F, first: F - first,
        backward=lambda back, F: back,
    ) -> dict:
        return {"forward": forward(F, b + c), "backward": backward(bp4(F) + bp2(F, first), F)}

    return Question(
        f"A dense network {a}-{b}-{c}, one example. How many multiplications with a weight or an error does the "
        "forward pass make, and how many the backward pass (BP2 and BP4), in this order? Those with σ' do not count.",
        judged(truth, PASSES, "lesson 3, section 12"),
        f"forward {b} · {a} + {c} · {b} = {F}; BP4 again {F}, BP2 {c} · {b} = {F - first}, together {2 * F - first}.",
        TWO,
    )


COUNTING = Kind(
    "counting",
    "parameters of layers and networks, multiplications of both passes",
    (layer_parameters, network_parameters, multiply_adds),
)

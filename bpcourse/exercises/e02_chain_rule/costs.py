"""Task 02.8: what a derivative costs."""

from __future__ import annotations

from itertools import pairwise

from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.judgement import Word

LAYERS = (784, 30, 10)
COUNT = sum(n * (k + 1) for k, n in pairwise(LAYERS))  # 23,860 parameters

COSTS = ValueTask(
    id="02.8",
    title="Predict what a derivative costs",
    answer="costs",
    difficulty=3,
    minutes=15,
    section="lesson 2, sections 8 and 9",
    tolerance=1e-6,
    truth=lambda: {
        "differences": 2 * COUNT,
        "gradient": 1,
        "slope": 1,
        "sensor": 3,
        "mode": "forward",
        "each": 64,
        "Hv": 2,
        "crossover": 34,
    },
    parts=(
        Part("differences", 0.5),
        Part("gradient", 0.25),
        Part("slope", 0.25),
        Part("sensor", 0.25),
        Part("mode", 0.25, judgement=Word(("forward", "reverse"))),
        Part("each", 0.25),
        Part("Hv", 0.25),
        Part("crossover", 0.5),
    ),
    mistakes=(
        Mistake(
            "biases-forgotten",
            "differences: the weights alone are counted. The 30 + 10 biases are parameters too.",
            lambda: {"differences": 2 * (COUNT - 40)},
        ),
        Mistake(
            "units-counted",
            "differences: units are counted here. A layer has a weight for each pair of a unit and one of the layer "
            "before, and a bias for each unit.",
            lambda: {"differences": 2 * sum(LAYERS)},
        ),
        Mistake(
            "one-sided-count",
            "differences: this is the count of one-sided differences. Central ones need the cost on both sides of "
            "each parameter.",
            lambda: {"differences": COUNT + 1},
        ),
        Mistake(
            "one-evaluation-each",
            "differences: one evaluation for each parameter is too few. Central differences need the cost on both "
            "sides.",
            lambda: {"differences": COUNT},
        ),
        Mistake(
            "central-and-centre",
            "differences: central differences do not use the cost at θ itself.",
            lambda: {"differences": 2 * COUNT + 1},
        ),
        Mistake(
            "all-at-once",
            "differences: two evaluations give one slope. The gradient needs a pair for each parameter.",
            lambda: {"differences": 2},
        ),
        Mistake(
            "backward-for-each-parameter",
            "gradient: one backward pass gives the slopes of one output with respect to all parameters at once.",
            lambda: {"gradient": COUNT},
        ),
        Mistake(
            "two-for-one-run",
            "gradient: a run of reverse mode is the forward pass and the backward pass together, and each goes through "
            "all the layers. It is one run, however many layers there are.",
            lambda: {"gradient": 2},
        ),
        Mistake(
            "backward-for-each-output",
            "gradient: the ten outputs go into one cost, and one backward pass starts from that one number.",
            lambda: {"gradient": 10},
        ),
        Mistake(
            "slope-for-each-parameter",
            "slope: one run of forward mode carries the whole direction v along. It gives the slope along v, without "
            "the single parts of it.",
            lambda: {"slope": COUNT},
        ),
        Mistake(
            "slope-by-differences",
            "slope: this counts the evaluations of a central difference. In forward mode one run carries the tangent.",
            lambda: {"slope": 2},
        ),
        Mistake(
            "rows-for-columns",
            "sensor: a run of reverse mode for each of 1000 outputs is the costly way. In forward mode there is a run "
            "for each input.",
            lambda: {"sensor": 1000, "mode": "reverse"},
        ),
        Mistake(
            "one-for-each-entry",
            "sensor: a run gives a whole column or a whole row of the Jacobian, not one entry.",
            lambda: {"sensor": 3000},
        ),
        Mistake(
            "one-run-for-the-jacobian",
            "sensor: one run gives the product of the Jacobian with one vector: one column, or a mixture of columns.",
            lambda: {"sensor": 1},
        ),
        Mistake(
            "mean-not-each",
            "each: one call with all 64 examples gives the mean of their gradients. It cannot be taken apart again.",
            lambda: {"each": 1},
        ),
        Mistake(
            "each-example-and-parameter",
            "each: a call with one example gives all its slopes at once.",
            lambda: {"each": 64 * COUNT},
        ),
        Mistake(
            "whole-hessian",
            "Hv: this much is needed for the whole matrix H, column by column. H v is the change of the "
            "gradient along the one direction v.",
            lambda: {"Hv": 2 * COUNT},
        ),
        Mistake(
            "hessian-column-by-column",
            "Hv: H need not be built. H v is the change of the gradient along the one direction v.",
            lambda: {"Hv": COUNT},
        ),
        Mistake(
            "hessian-entry-by-entry",
            "Hv: this is the number of entries of H. Nobody needs them one by one.",
            lambda: {"Hv": COUNT**2},
        ),
        Mistake(
            "one-sided-gradient",
            "Hv: the difference is central: the gradient at θ + hv and the gradient at θ - hv.",
            lambda: {"Hv": 1},
        ),
        Mistake(
            "crossover-at-n",
            "crossover: with as many outputs as inputs they meet when a run of either mode costs the same. Here one "
            "costs 2 and the other 3.",
            lambda: {"crossover": 50},
        ),
        Mistake(
            "crossover-just-above-n",
            "crossover: one more output than inputs would be right if a run of either mode cost the same. Here one "
            "costs 2 and the other 3.",
            lambda: {"crossover": 51},
        ),
        Mistake(
            "crossover-exchanged",
            "crossover: the costs are exchanged. Forward mode has a run of cost 2 for each of the 50 inputs, reverse "
            "mode a run of cost 3 for each output.",
            lambda: {"crossover": 76},
        ),
        Mistake(
            "crossover-still-reverse",
            "crossover: at r = 33 reverse mode costs 99 and forward mode 100: reverse is still cheaper.",
            lambda: {"crossover": 33},
        ),
        Mistake(
            "crossover-not-whole",
            "crossover: asked for is a whole number r, the smallest with which forward mode is cheaper.",
            lambda: {"crossover": 100 / 3},
        ),
    ),
    hints=(
        "Forward mode: one run for each input direction. Reverse mode: one run for each output.",
        "Count what goes in and what comes out. A cost is one output; H v is the change of a gradient along one "
        "direction.",
        "Crossover: forward mode costs 50 · 2, reverse mode r · 3.",
    ),
)

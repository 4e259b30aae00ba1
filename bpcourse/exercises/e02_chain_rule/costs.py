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
    misconceptions="a backward pass for each parameter; 1000 runs for 3 inputs; the whole Hessian for one product",
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
            "crossover-always-forward",
            "crossover: forward mode needs a run for each of the 50 inputs, however few outputs there are. With one "
            "output a single run of reverse mode is enough.",
            lambda: {"crossover": 1},
        ),
        Mistake(
            "crossover-never",
            "crossover: with very many outputs reverse mode needs as many runs, and forward mode still 50. Somewhere "
            "they meet.",
            lambda: {"crossover": 0},
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
        Mistake(
            "biases-forgotten-one-sided",
            "differences: the weights alone are counted, and once each. The biases are parameters too, and central "
            "differences need the cost on both sides.",
            lambda: {"differences": COUNT - 40},
        ),
        Mistake(
            "biases-forgotten-one-sided-and-centre",
            "differences: this is the count of one-sided differences, for the weights alone. The biases are "
            "parameters too, and central differences need the cost on both sides.",
            lambda: {"differences": COUNT - 39},
        ),
        Mistake(
            "output-biases-forgotten",
            "differences: the 10 biases of the output layer are parameters too.",
            lambda: {"differences": 2 * (COUNT - 10)},
        ),
        Mistake(
            "hidden-biases-forgotten",
            "differences: the 30 biases of the hidden layer are parameters too.",
            lambda: {"differences": 2 * (COUNT - 30)},
        ),
        Mistake(
            "bias-for-each-input",
            "differences: an input has no bias. The units of the two other layers have one each.",
            lambda: {"differences": 2 * (COUNT + 784)},
        ),
        Mistake(
            "bias-for-each-layer",
            "differences: a bias belongs to each unit, not one to each layer.",
            lambda: {"differences": 2 * (COUNT - 38)},
        ),
        Mistake(
            "evaluations-for-each-example",
            "differences: an evaluation of the cost takes the whole batch at once: it is the mean over the 64 "
            "examples.",
            lambda: {"differences": 2 * COUNT * 64},
        ),
        Mistake(
            "first-layer-only",
            "differences: this counts the first layer alone. The second has parameters too.",
            lambda: {"differences": 2 * 785 * 30},
        ),
        Mistake(
            "sizes-multiplied",
            "differences: the three sizes have been multiplied. Each layer has a matrix of its own, and they are "
            "added.",
            lambda: {"differences": 2 * 784 * 30 * 10},
        ),
        Mistake(
            "four-for-each",
            "differences: four evaluations for each parameter belong to a formula of higher order. The central "
            "difference takes two.",
            lambda: {"differences": 4 * COUNT},
        ),
        Mistake(
            "backward-for-each-example",
            "gradient: the batch goes through at once, and the cost is one number, the mean.",
            lambda: {"gradient": 64},
        ),
        Mistake(
            "gradient-for-each-output-and-example",
            "gradient: outputs and examples go into one cost, and one backward pass starts from that one number.",
            lambda: {"gradient": 640},
        ),
        Mistake(
            "gradient-for-each-layer",
            "gradient: a run goes through all the layers.",
            lambda: {"gradient": 3},
        ),
        Mistake(
            "gradient-for-each-input",
            "gradient: reverse mode takes a run for each output of the function, and the cost is one number.",
            lambda: {"gradient": 784},
        ),
        Mistake(
            "no-run",
            "gradient, slope: without a run there is no derivative.",
            lambda: {"gradient": 0, "slope": 0},
        ),
        Mistake(
            "slope-for-each-example",
            "slope: the batch goes through at once, and the cost is one number, the mean.",
            lambda: {"slope": 64},
        ),
        Mistake(
            "slope-for-each-output",
            "slope: one run of forward mode gives the derivatives of all outputs along the direction.",
            lambda: {"slope": 10},
        ),
        Mistake(
            "slope-for-each-input",
            "slope: one run carries the whole direction along, not one input after the other.",
            lambda: {"slope": 784},
        ),
        Mistake(
            "sensor-and-value",
            "sensor: a run gives the value besides. It needs no run of its own.",
            lambda: {"sensor": 4},
        ),
        Mistake(
            "sensor-by-differences",
            "sensor: this counts two for each setting, as central differences do. A run of forward mode gives a "
            "whole column by itself.",
            lambda: {"sensor": 6},
        ),
        Mistake(
            "sensor-both-modes",
            "sensor: one mode is enough for the whole Jacobian, the cheaper one.",
            lambda: {"sensor": 1003},
        ),
        Mistake(
            "each-and-the-mean",
            "each: the gradient of the mean is not asked for besides.",
            lambda: {"each": 65},
        ),
        Mistake(
            "each-one-saved",
            "each: 63 single gradients and the mean would do as well. That is 64 calls too, one of them with all the "
            "examples.",
            lambda: {"each": 63},
        ),
        Mistake(
            "each-twice",
            "each: one call gives a gradient. No difference is taken.",
            lambda: {"each": 128},
        ),
        Mistake(
            "each-for-each-parameter",
            "each: a call gives the slopes for all parameters at once.",
            lambda: {"each": COUNT},
        ),
        Mistake(
            "each-for-each-output",
            "each: the outputs of an example go into one cost.",
            lambda: {"each": 640},
        ),
        Mistake(
            "second-difference",
            "Hv: this counts evaluations for a second difference. Here gradients are at hand, and one difference of "
            "them is enough.",
            lambda: {"Hv": 4},
        ),
        Mistake(
            "Hv-with-centre",
            "Hv: the central difference does not use the gradient at θ itself.",
            lambda: {"Hv": 3},
        ),
        Mistake(
            "Hv-for-each-example",
            "Hv: the gradient of the batch is taken at once.",
            lambda: {"Hv": 128},
        ),
        Mistake(
            "crossover-without-the-2",
            "crossover: 3 r has been compared with 50. Forward mode has 50 runs, and each costs 2.",
            lambda: {"crossover": 17},
        ),
        Mistake(
            "crossover-without-the-3",
            "crossover: r has been compared with 100. A run of reverse mode costs 3.",
            lambda: {"crossover": 101},
        ),
        Mistake(
            "crossover-without-the-3-equal",
            "crossover: r has been compared with 100. A run of reverse mode costs 3.",
            lambda: {"crossover": 100},
        ),
        Mistake(
            "crossover-exchanged-equal",
            "crossover: the costs are exchanged. Forward mode has a run of cost 2 for each of the 50 inputs, reverse "
            "mode a run of cost 3 for each output.",
            lambda: {"crossover": 75},
        ),
        Mistake(
            "crossover-one-too-late",
            "crossover: a smaller r is enough. Compare both costs at the number before.",
            lambda: {"crossover": 35},
        ),
        Mistake(
            "crossover-costs-multiplied",
            "crossover: 2 and 3 have been multiplied. Compare 50 runs of cost 2 with r runs of cost 3.",
            lambda: {"crossover": 300},
        ),
    ),
    hints=(
        "Forward mode: one run for each input direction. Reverse mode: one run for each output.",
        "Count what goes in and what comes out. A cost is one output; H v is the change of a gradient along one "
        "direction.",
        "Crossover: forward mode costs 50 · 2, reverse mode r · 3.",
    ),
    insight=(
        "For the network 784-30-10 lesson 3, section 12, counts 23,711 times as many multiply-adds for central "
        "differences as for a forward and a backward pass."
    ),
)

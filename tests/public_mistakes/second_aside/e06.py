"""Mistakes made in public, transferred to exercise 06: the second bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import (
    contrast,
    copied,
    cost,
    curves,
    energy,
    forces,
    lowest,
    products,
    relax,
    rest_states,
    two_units,
)

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e06-61",
    "06.1",
    "Routhleck/canns#26",
    "½ in front of the product of the two units, as where each pair counts twice.",
)(two_units(E=0.055))

note("e06-62", "06.1", "google-deepmind/optax#1308", "The differences are not divided by the size of the pull.")(
    two_units(one_sided=-0.052, symmetric=-0.1114)
)

note("e06-63", "06.1", "kuleshov-group/aml-book#17", "The cost without its ½.")(two_units(C=0.25))


@note(
    "e06-64",
    "06.2",
    "Routhleck/canns#26",
    "½ in front of the products, as in a network where every pair is counted twice.",
)
def _(W, b, s, Y, beta):
    return energy(W, b, s, coupling=-0.5), cost(s, Y), forces(W, b, s, Y, beta)


@note("e06-65", "06.2", "iCog-Labs-Dev/PC-Transformers#143", "The energy is averaged over the layers.")
def _(W, b, s, Y, beta):
    return energy(W, b, s) / (len(W) - 1), cost(s, Y), forces(W, b, s, Y, beta)


@note("e06-66", "06.2", "iCog-Labs-Dev/PC-Transformers#137", "The cross-entropy stands for the cost of the outputs.")
def _(W, b, s, Y, beta):
    return energy(W, b, s), -(Y * np.log(np.clip(s[-1], 1e-12, 1))).sum(axis=1), forces(W, b, s, Y, beta)


def _sweep(W, b, s, Y, beta, order, inside):
    s = list(s)
    for l in order:
        s[l] = inside(lowest(W, b, s, Y, beta, l))
    return s


@note("e06-67", "06.3", "princeton-vl/CornerNet#101", "The states are kept a little away from 0 and 1.")
def _(*arguments):
    return _sweep(*arguments, inside=lambda z: np.clip(z, 1e-4, 1 - 1e-4))


@note(
    "e06-68",
    "06.3",
    "PeterL1n/BackgroundMattingV2#128",
    "No clip while the network settles, only afterwards.",
)
def _(*arguments):
    return _sweep(*arguments, inside=lambda z: z)


@note(
    "e06-69", "06.3", "ialbert/booleannet#6", "One at a time is read as one in each sweep: only the first layer moves."
)
def _(W, b, s, Y, beta, order):
    return _sweep(W, b, s, Y, beta, order[:1], inside=lambda z: np.clip(z, 0, 1))


def _estimate(free, plus, minus, beta, pair=None, single=None):
    other, scale = contrast(free, plus, minus, beta)
    pair = pair or (lambda l: (products(other, l)[0] - products(plus, l)[0]) / scale)
    single = single or (lambda l: (products(other, l)[1] - products(plus, l)[1]) / scale)
    layers = range(1, len(free))
    return [None] + [pair(l) for l in layers], [None] + [single(l) for l in layers]


@note(
    "e06-70",
    "06.4",
    "yusugomori/DeepLearning#22",
    "The biases get the mean over the examples, the connections the sum.",
)
def _(free, plus, minus, beta):
    other, scale = contrast(free, plus, minus, beta)
    scale = scale / len(free[0])
    return _estimate(free, plus, minus, beta, pair=lambda l: (products(other, l)[0] - products(plus, l)[0]) / scale)


@note("e06-71", "06.4", "datascience.stackexchange 9856", "One sum over everything is given to all biases of a layer.")
def _(free, plus, minus, beta):
    other, scale = contrast(free, plus, minus, beta)
    return _estimate(
        free, plus, minus, beta, single=lambda l: np.full(free[l].shape[1], (other[l] - plus[l]).sum() / scale)
    )


@note(
    "e06-72", "06.4", "sphinxteam/Boltzmann.jl#15", "The units of the first phase are set to 0 or 1 before the product."
)
def _(free, plus, minus, beta):
    other, scale = contrast(free, plus, minus, beta)
    sampled = [free[0]] + [(state > 0.5).astype(float) for state in other[1:]]
    return _estimate(
        free,
        plus,
        minus,
        beta,
        pair=lambda l: (products(sampled, l)[0] - products(plus, l)[0]) / scale,
        single=lambda l: (products(sampled, l)[1] - products(plus, l)[1]) / scale,
    )


@note("e06-73", "06.4", "uber-research/differentiable-plasticity#1", "Only the first example gives its products.")
def _(free, plus, minus, beta):
    other, scale = contrast(free, plus, minus, beta)
    scale = scale / len(free[0])

    def first(states, l):
        return np.outer(states[l][0], states[l - 1][0])

    return _estimate(free, plus, minus, beta, pair=lambda l: (first(other, l) - first(plus, l)) / scale)


@note("e06-74", "06.4", "brian-team/brian2#1671", "The two ends of a connection are exchanged.")
def _(free, plus, minus, beta):
    other, scale = contrast(free, plus, minus, beta)
    return _estimate(free, plus, minus, beta, pair=lambda l: (products(other, l)[0] - products(plus, l)[0]).T / scale)


note("e06-75", "06.5", "cs231n/cs231n.github.io#111", "Both differences are thought to have the same error.")(
    curves(beta_sym=0.0065)
)

note(
    "e06-76",
    "06.5",
    "OpenSourceAWE/VortexStepMethod.jl#306",
    "Suspects the stopping rule, not the numbers of few digits.",
)(curves(C_left="residual"))


def _epoch(W, b, X, Y, batch_size, beta, rate, free_steps, nudged_steps, starts=None, share=len):
    new_W, new_b = copied(W), copied(b)
    for i in starts or range(0, len(X), batch_size):
        x, y = X[i : i + batch_size], Y[i : i + batch_size]
        free = relax(new_W, new_b, rest_states(new_b, x), y, 0, free_steps)
        plus, minus = (relax(new_W, new_b, free, y, pull, nudged_steps) for pull in (beta, -beta))
        scale = rate / (2 * beta * share(x))
        for l in range(1, len(W)):
            (up, up_b), (down, down_b) = products(plus, l), products(minus, l)
            new_W[l], new_b[l] = new_W[l] + scale * (up - down), new_b[l] + scale * (up_b - down_b)
    return new_W, new_b


@note("e06-77", "06.6", "PrincetonUniversity/PsyNeuLink#1745", "The rate is multiplied in twice.")
def _(W, b, X, Y, batch_size, beta, rate, free_steps, nudged_steps):
    return _epoch(W, b, X, Y, batch_size, beta, rate**2, free_steps, nudged_steps)


@note(
    "e06-78",
    "06.6",
    "cleverhans-lab/cleverhans#20",
    "The number of minibatches is rounded down: the images of the last one are not used.",
)
def _(W, b, X, Y, batch_size, *settings):
    starts = range(0, len(X) // batch_size * batch_size, batch_size)
    return _epoch(W, b, X, Y, batch_size, *settings, starts=starts)


@note("e06-79", "06.6", "SewoongLab/spectre-defense#3", "A smaller minibatch at the end is divided by the full size.")
def _(W, b, X, Y, batch_size, *settings):
    return _epoch(W, b, X, Y, batch_size, *settings, share=lambda x: batch_size)

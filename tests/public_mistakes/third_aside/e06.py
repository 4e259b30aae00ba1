"""Mistakes made in public, transferred to exercise 06: the third bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import (
    contrast,
    copied,
    cost,
    curves,
    energy,
    forces,
    from_above,
    products,
    relax,
    rest_states,
    two_units,
)

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note("e06-101", "06.1", "ybillchen/2D-Ising-Model-Matlab#1", "The product of the two units is counted once for each.")(
    two_units(E=-0.305)
)


@note(
    "e06-102",
    "06.2",
    "ybillchen/2D-Ising-Model-Matlab#1",
    "The energies of the units are added up, so that every connection is counted at both of its ends.",
)
def _(W, b, s, Y, beta):
    return energy(W, b, s, coupling=-2.0), cost(s, Y), forces(W, b, s, Y, beta)


@note(
    "e06-103",
    "06.2",
    "mattbierbaum/ising.js#1",
    "What is halved for the pairs is halved for the biases, too.",
)
def _(W, b, s, Y, beta):
    return energy(W, b, s, bias=-0.5), cost(s, Y), forces(W, b, s, Y, beta)


@note(
    "e06-104",
    "06.3",
    "probml/pyprobml#1106",
    "The share of one of the two neighbours goes into a variable that nobody reads.",
)
def _(W, b, s, Y, beta, order):
    s = list(s)
    for l in order:
        inside = l < len(W) - 1
        z = from_above(s, W, l) + b[l] if inside else (s[l - 1] @ W[l].T + b[l] + beta * Y) / (1 + beta)
        s[l] = np.clip(z, 0, 1)
    return s


def _estimate(free, plus, minus, beta, pair=None, single=None):
    other, scale = contrast(free, plus, minus, beta)
    pair = pair or (lambda other, plus, l: products(other, l)[0] - products(plus, l)[0])
    single = single or (lambda other, plus, l: products(other, l)[1] - products(plus, l)[1])
    layers = range(1, len(free))
    return [None] + [pair(other, plus, l) / scale for l in layers], [None] + [
        single(other, plus, l) / scale for l in layers
    ]


@note(
    "e06-105",
    "06.4",
    "yusugomori/DeepLearning#31",
    "For the biases alone one of the phases has its units set to 0 or 1.",
)
def _(*states):
    return _estimate(*states, single=lambda other, plus, l: (other[l] - (plus[l] > 0.5)).sum(axis=0))


@note(
    "e06-106",
    "06.4",
    "PrincetonUniversity/PsyNeuLink#659",
    "No unit shall be connected with itself: the diagonal is set to 0, though the ends are in two layers.",
)
def _(*states):
    def pair(other, plus, l):
        difference = products(other, l)[0] - products(plus, l)[0]
        np.fill_diagonal(difference, 0)
        return difference

    return _estimate(*states, pair=pair)


@note("e06-107", "06.4", "zxzhijia/Brian2STDPMNIST#15", "One of the two terms has lost its minus.")
def _(*states):
    return _estimate(
        *states,
        pair=lambda other, plus, l: products(other, l)[0] + products(plus, l)[0],
        single=lambda other, plus, l: products(other, l)[1] + products(plus, l)[1],
    )


@note(
    "e06-108",
    "06.4",
    "rasmusbergpalm/DeepLearnToolbox#120",
    "In one of the phases the upper ends of the connections are set to 0 or 1.",
)
def _(*states):
    return _estimate(
        *states, pair=lambda other, plus, l: (other[l] > 0.5).T.astype(float) @ other[l - 1] - products(plus, l)[0]
    )


note("e06-109", "06.5", "gonum/diff#30", "One-sided is thought to be only slightly less accurate, so either will do.")(
    curves(hurry="either")
)


def _epoch(W, b, X, Y, batch_size, beta, rate, free_steps, nudged_steps, start=None, relax=relax, used=slice(None)):
    new_W, new_b, last = copied(W), copied(b), None
    for i in range(0, len(X), batch_size):
        x, y = X[i : i + batch_size][used], Y[i : i + batch_size][used]
        states = start(last, x) if start and last else rest_states(new_b, x)
        free = last = relax(new_W, new_b, states, y, 0, free_steps)
        plus, minus = (relax(new_W, new_b, free, y, pull, nudged_steps) for pull in (beta, -beta))
        scale = rate / (2 * beta * len(x))
        for l in range(1, len(W)):
            (up, up_b), (down, down_b) = products(plus, l), products(minus, l)
            new_W[l], new_b[l] = new_W[l] + scale * (up - down), new_b[l] + scale * (up_b - down_b)
    return new_W, new_b


@note("e06-110", "06.6", "udacity/deep-learning-v2-pytorch#14", "The step has the wrong sign.")
def _(W, b, X, Y, batch_size, beta, rate, *steps):
    return _epoch(W, b, X, Y, batch_size, beta, -rate, *steps)


@note(
    "e06-111",
    "06.6",
    "jzilly/RecurrentHighwayNetworks#5",
    "Of several layers only the last is put to rest; the others begin where the last minibatch has left them.",
)
def _(*arguments):
    def start(last, x):
        return [x, *(state[: len(x)] for state in last[1:-1]), np.zeros((len(x), last[-1].shape[1]))]

    return _epoch(*arguments, start=start)


@note(
    "e06-112",
    "06.6",
    "BindsNET/bindsnet#140",
    "The change of the state is taken for the state itself.",
)
def _(*arguments):
    def replaced(W, b, s, y, beta, steps):
        L, states = len(W) - 1, list(s)
        for _ in range(steps):
            old = list(states)
            for l in range(1, L + 1):
                drive = old[l - 1] @ W[l].T + b[l] + (old[l + 1] @ W[l + 1] if l < L else beta * (y - old[l]))
                states[l] = np.clip((drive - old[l]) / 2, 0, 1)
        return states

    return _epoch(*arguments, relax=replaced)


@note(
    "e06-113",
    "06.6",
    "dmarcosg/DSAC#6",
    "Of each minibatch only the last image reaches the step.",
)
def _(*arguments):
    return _epoch(*arguments, used=slice(-1, None))

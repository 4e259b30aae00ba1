"""Mistakes made in public, transferred to exercise 06: the third that is set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import (
    contrast,
    cost,
    curves,
    energy,
    forces,
    lowest,
    products,
    two_units,
)

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e06-03",
    "06.1",
    "deeplearning4j/deeplearning4j#3057",
    "Positive phase minus negative phase is called the gradient.",
)(two_units(one_sided=1.3, symmetric=1.3922))


@note("e06-08", "06.2", "Routhleck/canns#28", "The thresholds are missing in the energy.")
def _(W, b, s, Y, beta):
    return energy(W, b, s, bias=0), cost(s, Y), forces(W, b, s, Y, beta)


@note("e06-09", "06.2", "wuaalb/keras_extensions#15", "The term of the biases has the other sign.")
def _(W, b, s, Y, beta):
    return energy(W, b, s, bias=1), cost(s, Y), forces(W, b, s, Y, beta)


@note("e06-11", "06.2", "iCog-Labs-Dev/PC-Transformers#91", "Nothing comes down from the layer above.")
def _(W, b, s, Y, beta):
    return energy(W, b, s), cost(s, Y), forces(W, b, s, Y, beta, above=lambda s, W, l: 0)


@note("e06-13", "06.2", "kencyke/hopfield-mnist#3", "The size of the energy, since negative ones look wrong.")
def _(W, b, s, Y, beta):
    return np.abs(energy(W, b, s)), cost(s, Y), forces(W, b, s, Y, beta)


@note("e06-15", "06.3", "OpenSourceEcon/BootCamp2019#45", "All layers are computed from the old states.")
def _(W, b, s, Y, beta, order):
    new = list(s)
    for l in order:
        new[l] = np.clip(lowest(W, b, s, Y, beta, l), 0, 1)
    return new


@note("e06-16", "06.3", "deeplearning4j/nd4j#1511", "Another library's hard sigmoid: 0.2 z + 0.5.")
def _(W, b, s, Y, beta, order):
    s = list(s)
    for l in order:
        s[l] = np.clip(0.2 * lowest(W, b, s, Y, beta, l) + 0.5, 0, 1)
    return s


@note(
    "e06-18",
    "06.3",
    "swcarpentry/python-novice-inflammation#110",
    "The list is not copied: the sweep writes into that of the caller.",
)
def _(W, b, s, Y, beta, order):
    for l in order:
        s[l] = np.clip(lowest(W, b, s, Y, beta, l), 0, 1)
    return s


@note("e06-24", "06.4", "DsysDML/rbms#31", "The two ends of a product come from different phases.")
def _(free, plus, minus, beta):
    other, scale = contrast(free, plus, minus, beta)
    layers = range(1, len(free))
    grad_W = [None] + [(other[l].T @ free[l - 1] - plus[l].T @ free[l - 1]) / scale for l in layers]
    return grad_W, [None] + [(other[l] - plus[l]).sum(axis=0) / scale for l in layers]


@note(
    "e06-25",
    "06.4",
    "deeplearning4j/deeplearning4j#3057",
    "Sums over the examples, for the connections and for the biases.",
)
def _(free, plus, minus, beta):
    other, scale = contrast(free, plus, minus, beta)
    scale, layers = scale / len(free[0]), range(1, len(free))
    grad_W = [None] + [(products(other, l)[0] - products(plus, l)[0]) / scale for l in layers]
    return grad_W, [None] + [(products(other, l)[1] - products(plus, l)[1]) / scale for l in layers]


@note(
    "e06-27",
    "06.4",
    "wmingwei/restricted-boltzmann-machine-deep-belief-network-deep-boltzmann-machine-in-pytorch#4",
    "The difference of the upper ends is treated as an error that goes with the lower ends of the second phase.",
)
def _(free, plus, minus, beta):
    other, scale = contrast(free, plus, minus, beta)
    layers = range(1, len(free))
    grad_W = [None] + [(other[l] - plus[l]).T @ plus[l - 1] / scale for l in layers]
    return grad_W, [None] + [(other[l] - plus[l]).sum(axis=0) / scale for l in layers]


@note("e06-29", "06.4", "pytorch/pytorch#2330", "The gradient of the bias is that of the layer below.")
def _(free, plus, minus, beta):
    other, scale = contrast(free, plus, minus, beta)
    layers = range(1, len(free))
    grad_W = [None] + [(products(other, l)[0] - products(plus, l)[0]) / scale for l in layers]
    return grad_W, [None] + [(other[l - 1] - plus[l - 1]).sum(axis=0) / scale for l in layers]


note("e06-32", "06.5", "apache/mxnet#3693", "With little time the difference that costs one evaluation less.")(
    curves(hurry="one-sided")
)

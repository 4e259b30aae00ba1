"""Mistakes made in public, transferred to exercise 06."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import (
    asymmetry,
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

note("e06-01", "06.1", "scikit-learn/scikit-learn#11153", "The energy with a plus at all its terms.")(
    two_units(E=0.675)
)

note("e06-02", "06.1", "Routhleck/canns#28", "The terms of the biases are not in the energy.")(two_units(E=0.065))

note("e06-04", "06.1", "DsysDML/rbms#31", "The hidden unit of the nudged product is that of the free phase.")(
    two_units(one_sided=-0.75)
)

note("e06-05", "06.1", "ml-jku/hopfield-layers#14", "The squares of the states have no ½.")(two_units(E=0.24))

note("e06-06", "06.1", "kencyke/hopfield-mnist#3", "An energy is thought never to be negative.")(two_units(E=0.065))


@note(
    "e06-07", "06.2", "scikit-learn/scikit-learn#11153", "The energy has a plus at the connections and at the biases."
)
def _(W, b, s, Y, beta):
    return energy(W, b, s, coupling=1, bias=1), cost(s, Y), forces(W, b, s, Y, beta)


@note(
    "e06-10", "06.2", "ml-jku/hopfield-layers#14", "The whole square of the states, without the ½, in the energy alone."
)
def _(W, b, s, Y, beta):
    return energy(W, b, s, own=1), cost(s, Y), forces(W, b, s, Y, beta)


@note("e06-12", "06.2", "ooples/AiDotNet#1968", "The matrix on the way down is read with rows and columns exchanged.")
def _(W, b, s, Y, beta):
    return energy(W, b, s), cost(s, Y), forces(W, b, s, Y, beta, above=lambda s, W, l: s[l + 1] @ W[l + 1].T)


@note(
    "e06-14",
    "06.2",
    "iCog-Labs-Dev/PC-Transformers#91",
    "The energy of another method: half the square of the distance from what the layer below says.",
)
def _(W, b, s, Y, beta):
    gaps = [s[l] - s[l - 1] @ W[l].T - b[l] for l in range(1, len(W))]
    return sum((gap**2).sum(axis=1) for gap in gaps) / 2, cost(s, Y), forces(W, b, s, Y, beta)


@note("e06-17", "06.3", "FluxML/NNlib.jl#706", "A third library's hard sigmoid: (z + 3)/6.")
def _(W, b, s, Y, beta, order):
    s = list(s)
    for l in order:
        s[l] = np.clip((lowest(W, b, s, Y, beta, l) + 3) / 6, 0, 1)
    return s


@note("e06-19", "06.3", "GabrielBianconi/pytorch-rbm#2", "States of 0 and 1 only.")
def _(W, b, s, Y, beta, order):
    s = list(s)
    for l in order:
        s[l] = (lowest(W, b, s, Y, beta, l) > 0.5).astype(float)
    return s


@note(
    "e06-20",
    "06.3",
    "Bogacz-Group/PredictiveCoding#4",
    "The layers are predicted from below; nothing is relaxed but the outputs.",
)
def _(W, b, s, Y, beta, order):
    s = list(s)
    for l in order:
        s[l] = np.clip(lowest(W, b, s, Y, beta, l, above=lambda s, W, l: 0), 0, 1)
    return s


@note("e06-21", "06.3", "yusugomori/DeepLearning#1", "The sum of a unit is not set to zero for the next one.")
def _(W, b, s, Y, beta, order):
    s = list(s)
    for l in order:
        s[l] = np.clip(np.cumsum(lowest(W, b, s, Y, beta, l), axis=1), 0, 1)
    return s


@note("e06-22", "06.3", "epfml/ML_course#6", "A copy of the list, and then the arrays in it are written over.")
def _(W, b, s, Y, beta, order):
    s = list(s)
    for l in order:
        s[l][:] = np.clip(lowest(W, b, s, Y, beta, l), 0, 1)
    return s


@note(
    "e06-23",
    "06.4",
    "deeplearning4j/deeplearning4j#3176",
    "The step of learning, first phase minus second, is returned for the gradient.",
)
def _(free, plus, minus, beta):
    other, scale = contrast(free, plus, minus, beta)
    pairs = [np.subtract(products(plus, l)[0], products(other, l)[0]) / scale for l in range(1, len(free))]
    return [None, *pairs], [None] + [(plus[l] - other[l]).sum(axis=0) / scale for l in range(1, len(free))]


@note("e06-26", "06.4", "DsysDML/rbms#63", "The biases get no gradient.")
def _(free, plus, minus, beta):
    other, scale = contrast(free, plus, minus, beta)
    layers = range(1, len(free))
    grad_W = [None] + [(products(other, l)[0] - products(plus, l)[0]) / scale for l in layers]
    return grad_W, [None] + [np.zeros(free[l].shape[1]) for l in layers]


note("e06-30", "06.5", "pasteurlabs/tesseract-core#740", "Every rise to the left is taken for rounding.")(
    curves(A_left="rounding")
)

note("e06-31", "06.5", "numpy/numpy#8606", "First and second order are the wrong way round.")(
    curves(A="symmetric, six sweeps", B="one-sided", D="symmetric", E="one-sided, six sweeps")
)


def _epoch(W, b, X, Y, batch_size, beta, rate, free_steps, nudged_steps, relax=relax, start=None, learn=None):
    new_W, new_b, last = copied(W), copied(b), None
    for i in range(0, len(X), batch_size):
        x, y = X[i : i + batch_size], Y[i : i + batch_size]
        begin = rest_states(new_b, x) if start is None or last is None else [x, *start(last)]
        free = relax(new_W, new_b, begin, y, 0, free_steps)
        plus, minus = (relax(new_W, new_b, free, y, pull, nudged_steps) for pull in (beta, -beta))
        last, scale = free, rate / (2 * beta * len(x))
        for l in range(1, len(W)):
            (up, up_b), (down, down_b) = products(plus, l), products(minus, l)
            step, step_b = scale * (up - down), scale * (up_b - down_b)
            new_W[l], new_b[l] = (learn or (lambda p, s: p + s))(new_W[l], step), new_b[l] + step_b
    return new_W, new_b


@note(
    "e06-33",
    "06.6",
    "paxcema/KerasGRU4Rec#1",
    "The states are put to rest one minibatch too late: those of other images are the start.",
)
def _(*arguments):
    return _epoch(*arguments, start=lambda last: last[1:])


@note("e06-34", "06.6", "pytorch/pytorch#49922", "At the borders the slope of the hard sigmoid is taken to be 0.")
def _(*arguments):
    def strict(*given):
        return relax(*given, inside=lambda s: (s > 0) & (s < 1))

    return _epoch(*arguments, relax=strict)


@note("e06-35", "06.6", "netneurolab/netneurotools#101", "Both nudged phases go on with one and the same list.")
def _(*arguments):
    def in_place(W, b, s, y, beta, steps):
        s[:] = relax(W, b, s, y, beta, steps)
        return s

    return _epoch(*arguments, relax=in_place)


@note(
    "e06-36",
    "06.6",
    "EricDarve/numerical_linear_algebra#80",
    "One layer after the other with the new states, where all shall move at once.",
)
def _(*arguments):
    def one_after_the_other(W, b, s, y, beta, steps):
        L, s = len(W) - 1, list(s)
        for _ in range(steps):
            for l in range(1, L + 1):
                drive = s[l - 1] @ W[l].T + b[l] + (s[l + 1] @ W[l + 1] if l < L else 0)
                pull = beta * (y - s[l]) if l == L else 0
                s[l] = np.clip(s[l] + (drive - s[l] + pull) / 2, 0, 1)
        return s

    return _epoch(*arguments, relax=one_after_the_other)


@note("e06-37", "06.6", "itdxer/neupy#218", "The weights are assigned, not added to.")
def _(*arguments):
    return _epoch(*arguments, learn=lambda p, s: s)


@note("e06-38", "06.6", "mlpack/mlpack#1027", "The sum of the gradients is not set to zero for the next minibatch.")
def _(*arguments):
    sums = {}

    def learn(p, s):
        sums[p.shape] = sums.get(p.shape, 0) + s
        return p + sums[p.shape]

    return _epoch(*arguments, learn=learn)


@note(
    "e06-39",
    "06.6",
    "Lasagne/Lasagne#59",
    "On the way down fixed matrices stand for the weights, as in another method.",
)
def _(W, *arguments):
    fixed = copied(W)

    def down_by_fixed(W, b, s, y, beta, steps):
        L, states = len(W) - 1, list(s)
        for _ in range(steps):
            old = list(states)
            for l in range(1, L + 1):
                drive = old[l - 1] @ W[l].T + b[l] + (old[l + 1] @ fixed[l + 1] if l < L else 0)
                pull = beta * (y - old[l]) if l == L else 0
                states[l] = np.clip(old[l] + (drive - old[l] + pull) / 2, 0, 1)
        return states

    return _epoch(W, *arguments, relax=down_by_fixed)


note(
    "e06-40",
    "06.7",
    "L0SG/feedback-alignment-pytorch#1",
    "Takes the feedback for a direct one: one wrong matrix, however deep the network is.",
)(asymmetry(two_60=0.62, two_135=-0.7, rule="cos φ"))

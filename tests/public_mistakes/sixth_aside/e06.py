"""Mistakes made in public, transferred to exercise 06: the sixth bank, set aside."""

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
    rest_states,
    two_units,
)

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e06-181",
    "06.1",
    "GSTT-CSC/hazen#71",
    "The difference of the two sides is divided by the distance of one: it is twice as large.",
)(two_units(symmetric=-2.7844))

note("e06-182", "06.1", "RedPointyJackson/Brooglie#4", "A square is missing in the energy.")(two_units(E=0.18))


@note(
    "e06-183",
    "06.2",
    "shirtsgroup/InterMol#133",
    "The energy is that of another convention, without the half before the squares.",
)
def _(W, b, s, Y, beta):
    return energy(W, b, s, own=1.0), cost(s, Y), forces(W, b, s, Y, beta)


@note(
    "e06-184",
    "06.2",
    "kaityo256/classical_mechanics#13",
    "The potential is made of the force without the minus: the energy has the other sign.",
)
def _(W, b, s, Y, beta):
    return -energy(W, b, s), cost(s, Y), forces(W, b, s, Y, beta)


@note("e06-185", "06.3", "cenpy-devs/cenpy#55", "The list that it is given is changed; there is no copy.")
def _(W, b, s, Y, beta, order):
    for l in order:
        s[l] = np.clip(lowest(W, b, s, Y, beta, l), 0, 1)
    return s


@note(
    "e06-186",
    "06.3",
    "scikit-learn-contrib/lightning#32",
    "Multiplies by 1 - β where it should divide by 1 + β.",
)
def _(W, b, s, Y, beta, order):
    s = list(s)
    for l in order:
        place = lowest(W, b, s, Y, beta, l)
        if l == len(W) - 1:
            place = place * (1 + beta) * (1 - beta)
        s[l] = np.clip(place, 0, 1)
    return s


def _gradient(free, plus, minus, beta, weights=1.0, biases=1.0):
    other, scale = contrast(free, plus, minus, beta)
    pairs = [(products(other, l), products(plus, l)) for l in range(1, len(free))]
    grad_W, grad_b = (
        [factor * (down[i] - up[i]) / scale for down, up in pairs] for i, factor in ((0, weights), (1, biases))
    )
    return [None, *grad_W], [None, *grad_b]


@note("e06-187", "06.4", "OpenANN/OpenANN#76", "The gradient of the biases is always zero.")
def _(free, plus, minus, beta):
    return _gradient(free, plus, minus, beta, biases=0.0)


@note(
    "e06-188",
    "06.4",
    "meownoid/tensorfow-rbm#10",
    "The division by the number of examples, which stands in no formula of the model, is left out.",
)
def _(free, plus, minus, beta):
    return _gradient(free, plus, minus, beta, weights=len(free[0]), biases=len(free[0]))


note(
    "e06-189",
    "06.5",
    "jinwar/GeophysicsComputing_GPGN436536#6",
    "The one-sided estimate is thought to have an error that falls with the square.",
)(curves(B="one-sided", D="symmetric", beta_one=0.075, beta_sym=0.0065))


def _epoch(settle):
    def epoch(W, b, X, Y, batch_size, beta, rate, free_steps, nudged_steps):
        new_W, new_b = copied(W), copied(b)
        for i in range(0, len(X), batch_size):
            x, y = X[i : i + batch_size], Y[i : i + batch_size]
            free = settle(new_W, new_b, rest_states(new_b, x), y, 0, free_steps)
            plus, minus = (settle(new_W, new_b, free, y, pull, nudged_steps) for pull in (beta, -beta))
            scale = rate / (2 * beta * len(x))
            for l in range(1, len(W)):
                (up, up_b), (down, down_b) = products(plus, l), products(minus, l)
                new_W[l], new_b[l] = new_W[l] + scale * (up - down), new_b[l] + scale * (up_b - down_b)
        return new_W, new_b

    return epoch


def _force(W, b, old, y, beta, l):
    L = len(W) - 1
    drive = old[l - 1] @ W[l].T + b[l] + (old[l + 1] @ W[l + 1] if l < L else 0)
    return drive - old[l] + (beta * (y - old[l]) if l == L else 0)


def _shorter(W, b, s, y, beta, steps):
    states = list(s)
    for _ in range(steps):
        old = list(states)
        for l in range(1, len(W)):
            states[l] = np.clip(old[l] + 0.5 * 0.5 * _force(W, b, old, y, beta, l), 0, 1)
    return states


def _in_place(W, b, s, y, beta, steps):
    states = list(s)
    for _ in range(steps):
        old = list(states)
        for l in range(1, len(W)):
            states[l][:] = np.clip(old[l] + 0.5 * _force(W, b, old, y, beta, l), 0, 1)
    return states


note(
    "e06-190",
    "06.6",
    "erf-model/ERF#3594",
    "The half of the step comes in twice: the states go half as far as they should.",
)(_epoch(_shorter))

note(
    "e06-191",
    "06.6",
    "synsense/sinabs#39",
    "The arrays of the states are changed in place, those that had been recorded before with them.",
)(_epoch(_in_place))

note(
    "e06-192",
    "06.7",
    "FoundationsMachineLearning-Fa18/LectureNotes#24",
    "In the cosine the squares of the lengths stand below the line.",
)(asymmetry(one_60=24.07, two_60=335.1, two_135=1882.0, three_180=-129084.0))

note(
    "e06-193",
    "06.7",
    "talboger/fastdist#6",
    "All cosines are twice as large as they should be.",
)(asymmetry(one_60=1.24, two_60=0.708, two_135=1.06, three_180=-2.0))

note(
    "e06-194",
    "06.7",
    "qdrant/quaterion#81",
    "When the second vector is brought to length 1, the first is taken: each is compared with itself.",
)(asymmetry(one_60=1.0, two_60=1.0, two_135=1.0, three_180=1.0))


@note(
    "e06-195",
    "06.8",
    "fastai/fastai#3023",
    "The gradients of a minibatch are not divided by their number: the rate is as many times too large.",
)
def _(report):
    batch_size = 10
    return {
        "learning_rates": [0.2 * batch_size] * (len(report["sizes"]) - 1),
        "beta": 0.5,
        "nudging": "symmetric",
        "free_sweeps": 3,
        "nudged_sweeps": 1,
        "batch_size": batch_size,
    }

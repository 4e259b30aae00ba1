"""Mistakes made in public, transferred to exercise 06: the fifth bank, set aside."""

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

note("e06-161", "06.1", "coarse-graining/cgnet#148", "The squares in the energy are not halved.")(two_units(E=0.24))

note(
    "e06-162",
    "06.1",
    "DPotoyan/Statmech4ChemBio#1",
    "The term of the connection is halved, as though it had been counted twice.",
)(two_units(E=0.055))

note(
    "e06-163",
    "06.1",
    "wuaalb/keras_extensions#7",
    "What is made small cannot be below zero, it is thought.",
)(two_units(E=0.065))


@note("e06-164", "06.2", "IOHprofiler/IOHexperimenter#26", "Every connection is counted twice in the energy.")
def _(W, b, s, Y, beta):
    return energy(W, b, s, coupling=-2.0), cost(s, Y), forces(W, b, s, Y, beta)


@note(
    "e06-165",
    "06.2",
    "openforcefield/descent#70",
    "The gradient is returned where the forces are asked for.",
)
def _(W, b, s, Y, beta):
    return energy(W, b, s), cost(s, Y), [None, *(-force for force in forces(W, b, s, Y, beta)[1:])]


@note(
    "e06-166",
    "06.2",
    "lammps/lammps#5119",
    "The pull has the direction of the distance and not its length.",
)
def _(W, b, s, Y, beta):
    result, way = forces(W, b, s, Y, 0), Y - s[-1]
    length = np.linalg.norm(way, axis=1, keepdims=True)
    result[-1] = result[-1] + beta * way / np.where(length == 0, 1, length)
    return energy(W, b, s), cost(s, Y), result


@note(
    "e06-167",
    "06.3",
    "JuliaLinearAlgebra/AlgebraicMultigrid.jl#26",
    "Two loops stand one in the other: the sweep is made as many times as there are layers.",
)
def _(W, b, s, Y, beta, order):
    s = list(s)
    for _ in order:
        for l in order:
            s[l] = np.clip(lowest(W, b, s, Y, beta, l), 0, 1)
    return s


def _gradient(free, plus, minus, beta, scaled=lambda difference, scale: difference / scale):
    other, scale = contrast(free, plus, minus, beta)
    pairs = [(products(other, l), products(plus, l)) for l in range(1, len(free))]
    grad_W, grad_b = ([scaled(down[i] - up[i], scale) for down, up in pairs] for i in (0, 1))
    return [None, *grad_W], [None, *grad_b]


@note("e06-168", "06.4", "shinmorino/sqaod#64", "Multiplies by β where it should divide.")
def _(free, plus, minus, beta):
    _, distance = contrast(free, plus, minus, beta)
    return _gradient(free, plus, minus, beta, scaled=lambda difference, _: difference * distance / len(free[0]) ** 2)


@note(
    "e06-169",
    "06.4",
    "fangwei123456/spikingjelly#282",
    "A product has both factors from one end: the lower one in what weakens, the upper one in what strengthens.",
)
def _(free, plus, minus, beta):
    other, scale = contrast(free, plus, minus, beta)
    grad_W, grad_b = [None], [None]
    for l in range(1, len(free)):
        grad_W.append(((other[l - 1] ** 2).sum(axis=0) - (plus[l] ** 2).sum(axis=0)[:, np.newaxis]) / scale)
        grad_b.append((other[l] - plus[l]).sum(axis=0) / scale)
    return grad_W, grad_b


@note(
    "e06-170",
    "06.4",
    "lava-nc/lava#484",
    "What strengthens and what weakens a connection have been exchanged.",
)
def _(free, plus, minus, beta):
    return _gradient(free, plus, minus, beta, scaled=lambda difference, scale: -difference / scale)


note(
    "e06-171",
    "06.5",
    "JuliaMath/Calculus.jl#132",
    "The symmetric measurement is thought to need as small a step as the one-sided one.",
)(curves(beta_sym=0.0065))


def _epoch(W, b, X, Y, batch_size, beta, rate, free_steps, nudged_steps, start=lambda last, rest: rest, settle=relax):
    new_W, new_b, last = copied(W), copied(b), None
    for i in range(0, len(X), batch_size):
        x, y = X[i : i + batch_size], Y[i : i + batch_size]
        rest = rest_states(new_b, x)
        last = free = settle(new_W, new_b, start(last, rest) if last else rest, y, 0, free_steps)
        plus, minus = (settle(new_W, new_b, free, y, pull, nudged_steps) for pull in (beta, -beta))
        scale = rate / (2 * beta * len(x))
        for l in range(1, len(W)):
            (up, up_b), (down, down_b) = products(plus, l), products(minus, l)
            new_W[l], new_b[l] = new_W[l] + scale * (up - down), new_b[l] + scale * (up_b - down_b)
    return new_W, new_b


@note(
    "e06-172",
    "06.6",
    "soumith/cudnn.torch#348",
    "A minibatch begins where the last one has ended, unless it has another number of images.",
)
def _(*arguments):
    def start(last, rest):
        return [rest[0], *last[1:]] if len(last[0]) == len(rest[0]) else rest

    return _epoch(*arguments, start=start)


@note(
    "e06-173",
    "06.6",
    "ThomasLengeling/traerphysics#2",
    "The force is divided by the length of the step, where it should be multiplied.",
)
def _(*arguments):
    def settle(W, b, s, y, beta, steps):
        L, states = len(W) - 1, list(s)
        for _ in range(steps):
            old = list(states)
            for l in range(1, L + 1):
                drive = old[l - 1] @ W[l].T + b[l] + (old[l + 1] @ W[l + 1] if l < L else 0)
                pull = beta * (y - old[l]) if l == L else 0
                states[l] = np.clip(old[l] + (drive - old[l] + pull) / 0.5, 0, 1)
        return states

    return _epoch(*arguments, settle=settle)


note(
    "e06-174",
    "06.7",
    "neo4j/graph-data-science#168",
    "Two vectors that point in opposite directions are given the cosine 1.",
)(asymmetry(three_180=1.0))

note(
    "e06-175",
    "06.7",
    "tensorflow/hub#95",
    "1 less the angle, in radians, is given in the place of the cosine.",
)(asymmetry(one_60=0.098, two_60=-0.209, two_135=-0.012, three_180=-2.142))


@note(
    "e06-176",
    "06.8",
    "FGA-DIKU/BONSAI#156",
    "The schedule of the rates has fewer epochs than the training: the last ones are made with a rate of zero.",
)
def _(report):
    fading = max(0.0, 1 - report["epoch"] / 2)
    return {
        "learning_rates": [0.2 * fading] * (len(report["sizes"]) - 1),
        "beta": 0.5,
        "nudging": "symmetric",
        "free_sweeps": 3,
        "nudged_sweeps": 1,
        "batch_size": 10,
    }

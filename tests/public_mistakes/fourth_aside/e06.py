"""Mistakes made in public, transferred to exercise 06: the fourth bank, set aside."""

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

note("e06-141", "06.1", "IOHprofiler/IOHexperimenter#59", "The squares are subtracted where they should be added.")(
    two_units(E=-0.675)
)

note(
    "e06-142",
    "06.1",
    "rajeshrinet/compPhy#3",
    "The sum is halved once too often, as though everything had been counted twice.",
)(two_units(E=-0.0325))


@note(
    "e06-143",
    "06.2",
    "IOHprofiler/IOHexperimenter#59",
    "In the energy one of the terms has the wrong sign: the squares.",
)
def _(W, b, s, Y, beta):
    return energy(W, b, s, own=-0.5), cost(s, Y), forces(W, b, s, Y, beta)


@note("e06-144", "06.2", "rajeshrinet/compPhy#3", "The whole energy is halved once too often.")
def _(W, b, s, Y, beta):
    return energy(W, b, s) / 2, cost(s, Y), forces(W, b, s, Y, beta)


@note(
    "e06-145",
    "06.2",
    "XanaduAI/qml-benchmarks#38",
    "In the energy the states are taken for numbers from -1 to 1.",
)
def _(W, b, s, Y, beta):
    return energy(W, b, [s[0], *(2 * state - 1 for state in s[1:])]), cost(s, Y), forces(W, b, s, Y, beta)


@note(
    "e06-146",
    "06.3",
    "pyamg/pyamg#413",
    "The sweep is made without the pull, which is mixed into the outputs when it is over.",
)
def _(W, b, s, Y, beta, order):
    s = list(s)
    for l in order:
        s[l] = np.clip(lowest(W, b, s, Y, 0, l), 0, 1)
    s[-1] = np.clip((s[-1] + beta * Y) / (1 + beta), 0, 1)
    return s


@note(
    "e06-147",
    "06.4",
    "dfdx/Boltzmann.jl#13",
    "Divides by the number of inputs, not by that of the examples.",
)
def _(free, plus, minus, beta):
    other, scale = contrast(free, plus, minus, beta)
    scale = scale / len(free[0]) * free[0].shape[1]
    down, up = ([products(states, l) for l in range(1, len(free))] for states in (other, plus))
    grad_W, grad_b = ([(d[i] - u[i]) / scale for d, u in zip(down, up, strict=True)] for i in (0, 1))
    return [None, *grad_W], [None, *grad_b]


note(
    "e06-148",
    "06.5",
    "SauersML/gam#2461",
    "An error that stays the same whatever β is cannot come from stopping early, it is thought; one that rises can.",
)(curves(C="symmetric, six sweeps", E="symmetric, float32", C_left="residual"))


def _epoch(W, b, X, Y, batch_size, beta, rate, free_steps, nudged_steps, start=None, go_on=True):
    new_W, new_b, last = copied(W), copied(b), None
    for i in range(0, len(X), batch_size):
        x, y = X[i : i + batch_size], Y[i : i + batch_size]
        rest = rest_states(new_b, x)
        begin = start(last, rest) if start and last else rest
        free = last = relax(new_W, new_b, begin, y, 0, free_steps)
        before = free if go_on else begin
        plus, minus = (relax(new_W, new_b, before, y, pull, nudged_steps) for pull in (beta, -beta))
        scale = rate / (2 * beta * len(x))
        for l in range(1, len(W)):
            (up, up_b), (down, down_b) = products(plus, l), products(minus, l)
            new_W[l], new_b[l] = new_W[l] + scale * (up - down), new_b[l] + scale * (up_b - down_b)
    return new_W, new_b


@note(
    "e06-149",
    "06.6",
    "fastai/fastbook#469",
    "So that a smaller minibatch fits, the mean of the states over the images before is what the next begin with.",
)
def _(*arguments):
    def start(last, rest):
        return [rest[0], *(zeros + state.mean(axis=0) for zeros, state in zip(rest[1:], last[1:], strict=True))]

    return _epoch(*arguments, start=start)


@note(
    "e06-151",
    "06.6",
    "allenai/allenact#77",
    "The nudged phases begin with the states that were stored first, those from before the free phase.",
)
def _(*arguments):
    return _epoch(*arguments, go_on=False)


note(
    "e06-152",
    "06.7",
    "Swall0w/papers#664",
    "That the estimate is as good as the weights are symmetric is read as a straight line in the angle.",
)(asymmetry(rule="1 - φ/90°"))


@note(
    "e06-153",
    "06.8",
    "andersbll/deeppy#16",
    "The layers have rates of their own, and nobody uses them: all learn at that of the outputs.",
)
def _(report):
    share = report["left"] / report["budget"]
    return {
        "learning_rates": [0.05 * share] * (len(report["sizes"]) - 1),
        "beta": 0.5,
        "nudging": "symmetric",
        "free_sweeps": 3,
        "nudged_sweeps": 1,
        "batch_size": 10,
    }

"""What is made less often in tasks 06.3 and 06.6: other clips, rates and minibatches; tried alone, after all others."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.exercises.e06_equilibrium_propagation.training_slips import trained
from bpcourse.tasks import Mistake
from bpcourse.tasks.slips import Site, Slip
from bplib.activations import sigmoid

# --- 06.3: other clips, other shares of the pull

CLIPS = (
    *(
        Slip(
            "kept-off-the-walls",
            f"the states are kept {limit:g} away from 0 and 1. They may lie at the walls.",
            lambda z, limit=limit: np.clip(z, limit, 1 - limit),
        )
        for limit in (1e-1, 5e-2, 1e-2, 1e-3, 1e-4, 1e-5, 2e-1)
    ),
    *(
        Slip(
            "kept-off-one-wall",
            f"the states are kept between {low:g} and {high:g}. They lie between 0 and 1, and may lie at the walls.",
            lambda z, low=low, high=high: np.clip(z, low, high),
        )
        for low, high in (
            (1e-2, 1.0),
            (1e-3, 1.0),
            (1e-4, 1.0),
            (0.0, 0.99),
            (0.0, 0.999),
            (0.0, 0.9999),
            (0.1, 1.0),
            (0.0, 0.9),
            (-0.5, 0.5),
            (0.0, 0.5),
            (0.5, 1.0),
            (-1.0, 0.0),
            (0.0, 2.0),
            (0.0, 10.0),
            (-1.0, 2.0),
            (-2.0, 2.0),
        )
    ),
    *(
        Slip("other-hard-sigmoid", f"this is {name}. In this task ρ(z) = min(max(z, 0), 1).", rho)
        for name, rho in {
            "½ + z, cut off at 0 and 1": lambda z: np.clip(z + 0.5, 0, 1),
            "z/2, cut off at 0 and 1": lambda z: np.clip(z / 2, 0, 1),
            "2z, cut off at 0 and 1": lambda z: np.clip(2 * z, 0, 1),
            "1 - z, cut off at 0 and 1": lambda z: np.clip(1 - z, 0, 1),
            "z - ½, cut off at 0 and 1": lambda z: np.clip(z - 0.5, 0, 1),
            "z/3 + ½, cut off at 0 and 1": lambda z: np.clip(z / 3 + 0.5, 0, 1),
            "z², cut off at 0 and 1": lambda z: np.clip(z * z, 0, 1),
            "the root of z, cut off at 0 and 1": lambda z: np.sqrt(np.clip(z, 0, 1)),
            "z/(1 + |z|)": lambda z: z / (1 + np.abs(z)),
            "e^z": np.exp,
            "|z|, cut off at 1": lambda z: np.minimum(np.abs(z), 1),
            "the smooth sigmoid": sigmoid,
            "the smooth sigmoid of 4z": lambda z: sigmoid(4 * z),
            "the smooth sigmoid of 4 (z - ½)": lambda z: sigmoid(4 * (z - 0.5)),
            "the smooth sigmoid of z - 1": lambda z: sigmoid(z - 1),
            "tanh, cut off at 0": lambda z: np.clip(np.tanh(z), 0, 1),
            "½ (1 + tanh z)": lambda z: (1 + np.tanh(z)) / 2,
            "z (1 - z) of the clipped z, a slope": lambda z: np.clip(z, 0, 1) * (1 - np.clip(z, 0, 1)),
            "0 above 1: too large a z has been set to 0": lambda z: np.where((z >= 0) & (z <= 1), z, 0.0),
            "1 for everything outside of 0 and 1": lambda z: np.where((z >= 0) & (z <= 1), z, 1.0),
            "the softmax of the layer": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
            "z divided by the largest of the layer, cut off at 0": lambda z: (
                np.maximum(z, 0) / np.maximum(np.maximum(z, 0).max(axis=1, keepdims=True), 1)
            ),
            "z, 0 and 1 exchanged: max(z, 1) and min of that and 0": lambda z: np.minimum(np.maximum(z, 1), 0),
            "max(min(z, 0), 1)": lambda z: np.maximum(np.minimum(z, 0), 1),
            "0 below ½ and 1 from there": lambda z: (z >= 0.5) * 1.0,
            "0 below 0 and 1 above": lambda z: (z > 0) * 1.0,
        }.items()
    ),
)
OUTPUTS = tuple(
    Slip("other-output", f"the outputs have been put to {name}. Where is the lowest point of F?", output)
    for name, output in {
        "(z + y)/2": lambda z, s, Y, beta: (z + Y) / 2,
        "z + β (y - z)": lambda z, s, Y, beta: z + beta * (Y - z),
        "z + β (y - s)": lambda z, s, Y, beta: z + beta * (Y - s),
        "z + y": lambda z, s, Y, beta: z + Y,
        "(1 - β) z + β y": lambda z, s, Y, beta: (1 - beta) * z + beta * Y,
        "(z + βy)/β": lambda z, s, Y, beta: (z + beta * Y) / beta if beta else z,
        "(z + βy)/2": lambda z, s, Y, beta: (z + beta * Y) / 2,
        "(z + 2βy)/(1 + 2β)": lambda z, s, Y, beta: (z + 2 * beta * Y) / (1 + 2 * beta),
        "(z + ½βy)/(1 + ½β)": lambda z, s, Y, beta: (z + beta * Y / 2) / (1 + beta / 2),
        "(z + βy)/(1 + |β|)": lambda z, s, Y, beta: (z + beta * Y) / (1 + abs(beta)),
        "(z + |β|y)/(1 + |β|)": lambda z, s, Y, beta: (z + abs(beta) * Y) / (1 + abs(beta)),
        "(βz + y)/(1 + β)": lambda z, s, Y, beta: (beta * z + Y) / (1 + beta),
        "(z + βy)/(1 + β²)": lambda z, s, Y, beta: (z + beta * Y) / (1 + beta**2),
        "(z + β²y)/(1 + β²)": lambda z, s, Y, beta: (z + beta**2 * Y) / (1 + beta**2),
        "(z + βy)/(1 + β)²": lambda z, s, Y, beta: (z + beta * Y) / (1 + beta) ** 2,
        "(z + βy)/(2 + β)": lambda z, s, Y, beta: (z + beta * Y) / (2 + beta),
        "(z + s + βy)/(2 + β)": lambda z, s, Y, beta: (z + s + beta * Y) / (2 + beta),
        "(z - s + βy)/(1 + β)": lambda z, s, Y, beta: (z - s + beta * Y) / (1 + beta),
        "β (y - s)": lambda z, s, Y, beta: beta * (Y - s),
        "β (y - z)": lambda z, s, Y, beta: beta * (Y - z),
        "z - β (y - z)": lambda z, s, Y, beta: z - beta * (Y - z),
        "z + β (z - y)": lambda z, s, Y, beta: z + beta * (z - Y),
        "z + β (s - y)": lambda z, s, Y, beta: z + beta * (s - Y),
        "y": lambda z, s, Y, beta: Y,
        "y (1 + β)": lambda z, s, Y, beta: Y * (1 + beta),
        "(z + β (y - s))/(1 + β)": lambda z, s, Y, beta: (z + beta * (Y - s)) / (1 + beta),
        "½ (z + βy)/(1 + β)": lambda z, s, Y, beta: (z + beta * Y) / (1 + beta) / 2,
        "(z + β sign(y - ½))/(1 + β)": lambda z, s, Y, beta: (z + beta * np.sign(Y - 0.5)) / (1 + beta),
        "(z + β of y rounded)/(1 + β)": lambda z, s, Y, beta: (z + beta * np.round(Y)) / (1 + beta),
    }.items()
)
_OF_OLD = {
    "0": 0.0,
    "0.1": 0.1,
    "0.2": 0.2,
    "½": 0.5,
    "0.8": 0.8,
    "0.9": 0.9,
    "1": 1.0,
    "-1": -1.0,
    "0.3": 0.3,
    "0.7": 0.7,
}
MOVES = (
    *(
        Slip(
            "other-move",
            f"the new state is {a} times the old one and {c} times the clipped drive{cut}. Put each layer "
            f"to its lowest "
            "point.",
            lambda old, lowest, x=x, y=y, last=last: last(x * old + y * lowest),
        )
        for a, x in _OF_OLD.items()
        for c, y in _OF_OLD.items()
        if (a, c) != ("0", "1")
        for cut, last in (("", lambda s: s), (", clipped once more", lambda s: np.clip(s, 0, 1)))
    ),
    Slip("times-the-old", "the old state has been multiplied in.", lambda old, lowest: old * lowest),
    Slip(
        "slope-of-the-old",
        "s (1 - s) of the old state has been multiplied in.",
        lambda old, lowest: old * (1 - old) * lowest,
    ),
    Slip("larger-of-both", "the larger of the old and the new state has been taken.", np.maximum),
    Slip("smaller-of-both", "the smaller of the old and the new state has been taken.", np.minimum),
)
VISITS: dict[str, Callable] = {
    "has ended after the outputs: is a break, or a return, in the loop": lambda order, L: order[: order.index(L) + 1],
    "has ended after the first hidden layer: is a break, or a return, in the loop": lambda order, L: order[
        : order.index(1) + 1
    ],
    "has left out the outputs": lambda order, L: [l for l in order if l != L],
    "has left out the first hidden layer": lambda order, L: [l for l in order if l != 1],
    "goes upwards, whatever the order is": lambda order, L: sorted(order),
    "goes downwards, whatever the order is": lambda order, L: sorted(order, reverse=True),
    "has been made twice": lambda order, L: order + order,
    "has been made there and back": lambda order, L: order + order[::-1],
}
ORDERS = tuple(
    Slip("other-order", f"the sweep {how}.", lambda order, beta, visit=visit: visit(order, max(order)))
    for how, visit in VISITS.items()
)


def _partly(sweep: Callable, of_old: float, of_new: float) -> Callable:
    """Return the sweep in which a new state is a sum of the old one and the drive, clipped at the end."""
    return lambda *given: sweep(*given, clip=lambda z: z, move=lambda old, z: np.clip(of_old * old + of_new * z, 0, 1))


def _pulled_afterwards(sweep: Callable, weight: Callable) -> Callable:
    """Return the sweep without the pull, which is mixed into the outputs when it is over."""

    def made(W, b, s, Y, beta, order):
        s = list(sweep(W, b, s, Y, 0.0, order))
        s[-1] = np.clip(weight(s[-1], Y, beta), 0, 1)
        return s

    return made


def _half_old(old_below: bool) -> Callable:
    """Return the sweep in which one neighbour counts as it was before the sweep, and the other one as it is now."""

    def made(W, b, s, Y, beta, order):
        old, s, L = list(s), list(s), len(W) - 1
        for l in order:
            below, above = (old, s) if old_below else (s, old)
            z = below[l - 1] @ W[l].T + b[l]
            z = (z + beta * Y) / (1 + beta) if l == L else z + above[l + 1] @ W[l + 1]
            s[l] = np.clip(z, 0, 1)
        return s

    return made


AFTERWARDS = (
    "The outputs have been put to their lowest point without the pull, and β was mixed in afterwards, when the sweep "
    "was over. The pull belongs in the step of the outputs: the layers that are visited after them must see it."
)
HALF_OLD = (
    "What comes from {} is that from before the sweep; what comes from {} is new. Within a sweep every layer sees its "
    "neighbours as they are now."
)


def sweep_rarely(sweep: Callable) -> tuple:
    """Return what is rarely done in task 06.3, with the right sweep as it is."""
    return (
        Mistake(
            "pulled-afterwards", AFTERWARDS, _pulled_afterwards(sweep, lambda o, Y, beta: (o + beta * Y) / (1 + beta))
        ),
        Mistake("pulled-afterwards", AFTERWARDS, _pulled_afterwards(sweep, lambda o, Y, beta: o + beta * (Y - o))),
        Mistake("pulled-afterwards", AFTERWARDS, _pulled_afterwards(sweep, lambda o, Y, beta: o + beta * Y)),
        Mistake("one-neighbour-old", HALF_OLD.format("below", "above"), _half_old(old_below=True)),
        Mistake("one-neighbour-old", HALF_OLD.format("above", "below"), _half_old(old_below=False)),
        *(
            Mistake(
                "moved-partly",
                f"The new state is {a} times the old one and {c} times the lowest point, clipped. Put each "
                f"layer to its "
                "lowest point.",
                _partly(sweep, x, y),
            )
            for a, x in _OF_OLD.items()
            for c, y in _OF_OLD.items()
            if a != "0"
        ),
        Site("clip", CLIPS),
        Site("output", OUTPUTS),
        Site("move", MOVES),
        Site("visited", ORDERS),
    )


# --- 06.6: rates, numbers of examples, minibatches


def _rated(rate: Callable) -> Callable:
    def made(W, b, X, Y, batch_size, beta, given, *steps):
        return trained(W, b, X, Y, batch_size, beta, rate(given, beta, batch_size, len(X)), *steps)

    return made


RATES: dict[str, Callable] = {
    "the rate has been multiplied in twice": lambda r, beta, n, m: r * r,
    "the rate is missing": lambda r, beta, n, m: 1.0,
    "the rate has been halved": lambda r, beta, n, m: r / 2,
    "the rate has been doubled": lambda r, beta, n, m: 2 * r,
    "the update is divided by β once more": lambda r, beta, n, m: r / beta,
    "the update is multiplied by β once more": lambda r, beta, n, m: r * beta,
    "the update is multiplied by 2β, not divided": lambda r, beta, n, m: r * 4 * beta * beta,
    "the update is divided by 2 alone, not by 2β": lambda r, beta, n, m: r * beta,
    "the rate has been divided by the size of a minibatch, besides the mean": lambda r, beta, n, m: r / n,
    "the update is divided by the number of all examples, not by that of a minibatch": lambda r, beta, n, m: r * n / m,
    "the rate has been divided by the number of minibatches": lambda r, beta, n, m: r / (-(-m // n)),
    "the update is divided by 1 + β": lambda r, beta, n, m: r * 2 * beta / (1 + beta),
}


def _up_to(rows: Callable) -> Callable:
    def made(W, b, X, Y, batch_size, *settings):
        kept = rows(len(X), batch_size)
        return trained(W, b, X[kept], Y[kept], batch_size, *settings)

    return made


def _order(order: Callable) -> Callable:
    """Return the program with its examples in another order."""

    def made(W, b, X, Y, batch_size, *settings):
        places = order(len(X), batch_size)
        return trained(W, b, X[places], Y[places], batch_size, *settings)

    return made


def _from_before(at_rest):
    """Return a start of the free phase with some layers at rest, and the others as the minibatch before left them."""

    def start(_b, x, before):
        m, L = len(x), len(before) - 1
        return [x, *(s[:m] * (l not in at_rest(L)) for l, s in enumerate(before[1:], 1))]

    return start


def _by_full_size(W, b, X, Y, batch_size, *settings):
    return trained(W, b, X, Y, batch_size, *settings, examples=lambda x: batch_size)


def _by_all(W, b, X, Y, batch_size, *settings):
    return trained(W, b, X, Y, batch_size, *settings, examples=lambda x: len(X))


def _once_more(W, b, *settings):
    return trained(*trained(W, b, *settings), *settings)


TRAINING_RARELY = (
    *(
        Mistake("other-rate", f"{how[0].upper()}{how[1:]}. The update was right as it was.", _rated(rate))
        for how, rate in RATES.items()
    ),
    Mistake(
        "full-minibatches-only",
        "The examples of a last minibatch that is not full are not used: the number of minibatches has been rounded "
        "down.",
        _up_to(lambda m, n: slice(0, m // n * n)),
    ),
    Mistake(
        "divided-by-the-full-size",
        "The update is divided by batch_size, also where the last minibatch is smaller. The mean is over the examples "
        "that are in it.",
        _by_full_size,
    ),
    Mistake(
        "divided-by-all",
        "The update is divided by the number of all examples. The mean is over those of the minibatch.",
        _by_all,
    ),
    Mistake(
        "last-example-missing",
        "The last example is not used.",
        _up_to(lambda m, n: slice(0, m - 1)),
    ),
    Mistake("first-example-missing", "The first example is not used.", _up_to(lambda m, n: slice(1, m))),
    Mistake(
        "first-minibatch-missing",
        "The first minibatch is not used: counting begins at 0.",
        _up_to(lambda m, n: slice(n, m)),
    ),
    Mistake("two-passes", "Two passes through the examples have been made. Asked for is one.", _once_more),
    Mistake(
        "examples-reversed",
        "The examples are taken in reverse order. Take them as they come.",
        _order(lambda m, n: np.arange(m)[::-1]),
    ),
    *(
        Mistake(
            "examples-shuffled",
            "The examples have been shuffled. Take them as they come.",
            _order(lambda m, n, seed=seed: np.random.default_rng(seed).permutation(m)),
        )
        for seed in (0, 1, 42)
    ),
    Mistake(
        "minibatches-reversed",
        "The minibatches are taken in reverse order. Take them as they come.",
        _order(lambda m, n: np.concatenate([np.arange(i, min(i + n, m)) for i in range(0, m, n)][::-1])),
    ),
    Site(
        "start",
        tuple(
            Slip(
                "some-layers-not-at-rest",
                f"the free phase of a minibatch begins at rest in the {at_rest} only; the others go on from the "
                "minibatch before. All of them begin at 0.",
                begun,
            )
            for at_rest, begun in {
                "last layer": _from_before(lambda L: {L}),
                "first hidden layer": _from_before(lambda L: {1}),
                "hidden layers": _from_before(lambda L: set(range(1, L))),
            }.items()
        ),
    ),
    Site(
        "learnt_W",
        (
            Slip("moved-twice", "the step of the weights is made twice.", lambda w, step: w + 2 * step),
            Slip("moved-backwards", "the step of the weights is subtracted.", lambda w, step: w - step),
            Slip("weights-shrunk", "the weights shrink as well, by a hundredth.", lambda w, step: 0.99 * w + step),
            Slip(
                "weights-clipped",
                "the weights have been kept between -1 and 1.",
                lambda w, step: np.clip(w + step, -1, 1),
            ),
        ),
    ),
    Site(
        "learnt_b",
        (
            Slip("moved-twice", "the step of the biases is made twice.", lambda v, step: v + 2 * step),
            Slip("moved-backwards", "the step of the biases is subtracted.", lambda v, step: v - step),
        ),
    ),
    Site("clip", (*CLIPS, Slip("no-clip", "the states are not clipped.", lambda z: z))),
    Site(
        "decay",
        (
            Slip("decay-doubled", "-2s stands in the force, where -s belongs.", 2.0),
            Slip("decay-halved", "-½s stands in the force, where -s belongs.", 0.5),
        ),
    ),
    Site(
        "length",
        tuple(
            Slip("other-length", f"the steps have the length {x:g}. In this program it is ½.", x)
            for x in (0.05, 0.2, 0.3, 0.01, 0.9, 0.8, 2.0, 0.6, 0.4)
        ),
    ),
    Site(
        "free_beta",
        (
            Slip("free-phase-pushed", "the free phase is pushed by -β. There it is 0.", lambda beta: -beta),
            Slip("free-phase-pulled-by-1", "the free phase is pulled with β = 1. There it is 0.", lambda beta: 1.0),
        ),
    ),
    Site(
        "steps",
        tuple(
            Slip("other-steps", f"the phases take {name} steps than they are given.", steps)
            for name, steps in {
                "one more, both of them,": lambda free, nudged: (free + 1, nudged + 1),
                "one fewer, both of them,": lambda free, nudged: (free - 1, nudged - 1),
                "one more, the free one,": lambda free, nudged: (free + 1, nudged),
                "one fewer, the free one,": lambda free, nudged: (free - 1, nudged),
                "one more, the nudged ones,": lambda free, nudged: (free, nudged + 1),
                "one fewer, the nudged ones,": lambda free, nudged: (free, nudged - 1),
                "other numbers of, both together in the nudged ones,": lambda free, nudged: (free, free + nudged),
            }.items()
        ),
    ),
    Site(
        "compared",
        (
            Slip(
                "minus-against-free",
                "the state for -β has been compared with the free one.",
                lambda free, plus, minus: (free, minus),
            ),
        ),
    ),
)

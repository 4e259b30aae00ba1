"""Task 06.3: one sweep."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e06_equilibrium_propagation.networks import drive, parameters, states
from bpcourse.tasks import FunctionTask, Mistake, Part

Array = np.ndarray


def _lowest(W, b, s, l, Y, beta, way=drive, brake=lambda z, beta: 1 + beta, pull=lambda s, Y, beta: beta * Y) -> Array:
    """Return the drive of a layer after the pull, before the clip; each option replaces a piece."""
    z = way(W, b, s, l)
    if l == len(W) - 1:
        z = (z + pull(s[l], Y, beta)) / brake(z, beta)
    return z


def _sweep(W, b, s, Y, beta, order, clip=lambda z: np.clip(z, 0, 1), move=None, at_once=False, **pieces) -> list:
    """Return the states after one sweep through the layers in ``order``, with a piece replaced for each mistake."""
    s, seen = list(s), list(s)
    for l in order:
        lowest = clip(_lowest(W, b, seen if at_once else s, l, Y, beta, **pieces))
        s[l] = lowest if move is None else move(s[l], lowest)
    return s


def _swept(**pieces):
    return lambda W, b, s, Y, beta, order: _sweep(W, b, s, Y, beta, order, **pieces)


def _in_order(order_of):
    """Return the mistake of going through the layers in another order."""
    return lambda W, b, s, Y, beta, order: _sweep(W, b, s, Y, beta, order_of(list(order)))


def _divided_everywhere(W, b, s, Y, beta, order):
    return _sweep(W, b, s, Y, beta, order, clip=lambda z: np.clip(z, 0, 1), way=_divided_drive(beta))


def _divided_drive(beta):
    def way(W, b, s, l):
        z = drive(W, b, s, l)
        return z if l == len(W) - 1 else z / (1 + beta)

    return way


def _clipped_drive(W, b, s, l):
    return np.clip(drive(W, b, s, l), 0, 1)


def _without_bias(W, b, s, l):
    return drive(W, b, s, l) - b[l]


def _from_below(W, b, s, l):
    return s[l - 1] @ W[l].T + b[l]


def _not_transposed(W, b, s, l):
    z = _from_below(W, b, s, l)
    return z if l == len(W) - 1 else z + s[l + 1] @ W[l + 1].T


def _euler(W, b, s, Y, beta, order, epsilon=1.0):
    s = list(s)
    for l in order:
        force = drive(W, b, s, l) - s[l] + (beta * (Y - s[l]) if l == len(W) - 1 else 0)
        s[l] = np.clip(s[l] + epsilon * force, 0, 1)
    return s


def _clamped(W, b, s, Y, beta, order):
    """Return the states after a sweep in which the outputs are set to the targets, where there is a pull at all."""
    s = list(s)
    for l in order:
        s[l] = np.clip(drive(W, b, s, l), 0, 1) if l < len(W) - 1 or not beta else Y.copy()
    return s


def _twice(W, b, s, Y, beta, order):
    return _sweep(W, b, _sweep(W, b, s, Y, beta, order), Y, beta, order)


def _reversed_where_nudged(W, b, s, Y, beta, order):
    return _sweep(W, b, s, Y, beta, sorted(order, reverse=beta != 0))


def _draw_sweep(m: int, *sizes: int, down: bool, nudge: tuple[float, float] | None = None):
    """Return a draw in which every layer has units below 0, above 1 and in between."""

    def draw(rng):
        layers = list(range(1, len(sizes)))
        while True:
            beta = float(rng.uniform(*nudge)) if nudge else 0.0
            W, b = parameters(rng, *sizes, spread=1.3)
            s, Y = states(rng, m, *sizes), rng.uniform(0, 1, (m, sizes[-1])).round(2)
            order = layers[::-1] if down else layers
            raw = [_sweep(W, b, s, Y, beta, order, clip=lambda z: z)[l] for l in layers]
            if all((z < -0.1).any() and (z > 1.1).any() and ((z > 0.1) & (z < 0.9)).any() for z in raw):
                return W, b, s, Y, beta, order

    return draw


SWEEP = FunctionTask(
    id="06.3",
    title="One sweep of the relaxation",
    answer="sweep",
    difficulty=3,
    minutes=20,
    section="lesson 6a, sections 4 and 5",
    names=("s",),
    oracle=_sweep,
    parts=(
        Part("free, upwards", 0.75, _draw_sweep(7, 4, 6, 3, down=False)),
        Part("pulled, downwards", 0.75, _draw_sweep(8, 4, 6, 5, 3, down=True, nudge=(0.3, 0.9))),
        Part("pushed away, upwards", 0.5, _draw_sweep(8, 4, 5, 6, 3, down=False, nudge=(-0.6, -0.3))),
        Part("layers of equal size", 0.5, _draw_sweep(9, 5, 5, 5, 5, down=True, nudge=(0.3, 0.9))),
    ),
    mistakes=(
        Mistake(
            "all-at-once",
            "All layers have been moved from the old states. In a layerwise sweep a layer sees the new state of those "
            "that were moved before it. (At once, the energy may rise.)",
            _swept(at_once=True),
        ),
        Mistake(
            "order-from-beta",
            "The order has been taken from β, down for β ≠ 0. Go through the layers as the list order says.",
            _reversed_where_nudged,
        ),
        Mistake(
            "always-upwards",
            "The layers are visited upwards whatever order says. The pull starts at the outputs, so a pulled phase "
            "goes down.",
            _in_order(sorted),
        ),
        Mistake(
            "always-downwards",
            "The layers are visited downwards whatever order says.",
            _in_order(lambda order: sorted(order, reverse=True)),
        ),
        Mistake(
            "no-clip",
            "The states leave [0, 1]: the hard sigmoid min(max(z, 0), 1) is missing.",
            _swept(clip=lambda z: z),
        ),
        Mistake(
            "no-upper-limit",
            "The states are cut off at 0, not at 1: that is a ReLU. The hard sigmoid has both limits.",
            _swept(clip=lambda z: np.maximum(z, 0)),
        ),
        Mistake(
            "smooth-sigmoid",
            "This is the smooth sigmoid. In this task ρ(z) = min(max(z, 0), 1).",
            _swept(clip=lambda z: 1 / (1 + np.exp(-z))),
        ),
        Mistake(
            "clipped-too-early",
            "The drive has been clipped before the pull was added. The lowest point of the parabola is (z + βy)/(1 + "
            "β); the clip comes last.",
            _swept(way=_clipped_drive),
        ),
        Mistake(
            "not-divided",
            "The division by 1 + β is missing at the outputs. The cost bends too: ½s² + ½βs² has the curvature 1 + β.",
            _swept(brake=lambda z, beta: 1.0),
        ),
        Mistake(
            "divided-everywhere",
            "Hidden layers have been divided by 1 + β too. Only the outputs are pulled.",
            _divided_everywhere,
        ),
        Mistake(
            "divided-by-one-minus-beta",
            "It has been divided by 1 - β. Set -∂F/∂s = z - s + β(y - s) to zero: s = (z + βy)/(1 + β).",
            _swept(brake=lambda z, beta: 1 - beta),
        ),
        Mistake(
            "target-without-beta",
            "The target stands there without its factor β: (z + βy)/(1 + β).",
            _swept(pull=lambda s, Y, beta: Y),
        ),
        Mistake(
            "target-subtracted",
            "The pull has the wrong sign: (z + βy)/(1 + β), with + βy.",
            _swept(pull=lambda s, Y, beta: -beta * Y),
        ),
        Mistake(
            "pull-missing",
            "There is no pull: βy is missing at the outputs.",
            _swept(pull=lambda s, Y, beta: 0.0),
        ),
        Mistake(
            "target-taken",
            "The outputs have been set to the targets. That is clamping, β → ∞. Here they are pulled a little.",
            _clamped,
        ),
        Mistake(
            "euler-step",
            "This is a step along the force, s + (z - s) + β(y - s). For hidden layers it is the same thing. At the "
            "outputs it goes too far: the lowest point is (z + βy)/(1 + β).",
            _euler,
        ),
        Mistake(
            "old-output-in-the-pull",
            "The pull is taken at the old output, β(y - s), and then divided by 1 + β as well. Either follow the "
            "force, or go to the lowest point: (z + βy)/(1 + β).",
            _swept(pull=lambda s, Y, beta: beta * (Y - s)),
        ),
        Mistake(
            "half-way",
            "The layers have been moved half of the way. Put each one to its lowest point.",
            _swept(move=lambda old, lowest: (old + lowest) / 2),
        ),
        Mistake(
            "half-steps",
            "These are Euler steps of length ½, as in the paper of 2017. Put each layer to its lowest point at once.",
            lambda W, b, s, Y, beta, order: _euler(W, b, s, Y, beta, order, 0.5),
        ),
        Mistake("bias-missing", "The biases are missing.", _swept(way=_without_bias)),
        Mistake(
            "nothing-from-above",
            "Hidden layers get nothing from above: s[l+1] @ W[l+1] is missing. Then this is a forward pass, and no "
            "news of the target ever comes down.",
            _swept(way=_from_below),
        ),
        Mistake(
            "weights-up-for-down",
            "On the way down the weights are used as on the way up: it is s[l+1] @ W[l+1], without a transpose.",
            _swept(way=_not_transposed),
        ),
        Mistake("two-sweeps", "These are the states after two sweeps.", _twice),
    ),
    hints=(
        "s = list(s) makes a list of your own; then replace one entry after the other, in the given order.",
        "The drive: z = s[l-1] @ W[l].T + b[l], plus s[l+1] @ W[l+1] unless l is the last layer.",
        "s[l] = np.clip(z, 0, 1); at the outputs first z = (z + beta * Y) / (1 + beta).",
    ),
)

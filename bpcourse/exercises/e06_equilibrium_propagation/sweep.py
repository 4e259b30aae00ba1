"""Task 06.3: one sweep."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e06_equilibrium_propagation.networks import drive, parameters, some_at_walls, states
from bpcourse.exercises.e06_equilibrium_propagation.rarer_runs import sweep_rarely
from bpcourse.exercises.e06_equilibrium_propagation.sweep_clips import CALLED, MORE_CLIPS
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip

Array = np.ndarray


def _clip(z: Array) -> Array:
    return np.clip(z, 0, 1)


def _sweep(
    W,
    b,
    s,
    Y,
    beta,
    order,
    *,
    visited=lambda order, beta: order,
    seen=lambda old, new: new,
    inputs=lambda x: x,
    below=lambda s, W, l: s[l - 1] @ W[l].T,
    bias=lambda b, l: b[l],
    above=lambda s, W, l: s[l + 1] @ W[l + 1],
    hidden=lambda z, s, beta: z,
    output=lambda z, s, Y, beta: (z + beta * Y) / (1 + beta),
    clip=_clip,
    move=lambda old, lowest: lowest,
) -> list:
    """Return the states after one sweep through the layers in ``order``; each keyword is a piece for a slip."""
    old, s = [inputs(s[0]), *s[1:]], [inputs(s[0]), *s[1:]]
    L = len(W) - 1
    for l in visited(list(order), beta):
        now = seen(old, s)
        z = below(now, W, l) + bias(b, l)
        z = output(z, s[l], Y, beta) if l == L else hidden(z + above(now, W, l), s[l], beta)
        s[l] = move(s[l], clip(z))
    return s


def _swept(**pieces):
    return lambda W, b, s, Y, beta, order: _sweep(W, b, s, Y, beta, order, **pieces)


def _euler(W, b, s, Y, beta, order, epsilon=1.0):
    s = list(s)
    for l in order:
        force = drive(W, b, s, l) - s[l] + (beta * (Y - s[l]) if l == len(W) - 1 else 0)
        s[l] = _clip(s[l] + epsilon * force)
    return s


def _twice(W, b, s, Y, beta, order):
    return _sweep(W, b, _sweep(W, b, s, Y, beta, order), Y, beta, order)


def _only_outputs_clipped(W, b, s, Y, beta, order):
    s = list(s)
    for l in order:
        s[l] = _sweep(W, b, s, Y, beta, [l], clip=_clip if l == len(W) - 1 else lambda z: z)[l]
    return s


def _only_hidden_clipped(W, b, s, Y, beta, order):
    s = list(s)
    for l in order:
        s[l] = _sweep(W, b, s, Y, beta, [l], clip=_clip if l < len(W) - 1 else lambda z: z)[l]
    return s


def _clipped_at_the_end(W, b, s, Y, beta, order):
    raw = _sweep(W, b, s, Y, beta, order, clip=lambda z: z)
    return [raw[0], *map(_clip, raw[1:])]


# --- the slips

ORDER = (
    Site(
        "seen",
        (
            Slip(
                "all-at-once",
                "all layers have been moved from the old states. In a layerwise sweep a layer sees the new state of "
                "those that were moved before it. (At once, the energy may rise.)",
                lambda old, new: old,
            ),
        ),
    ),
    Site(
        "visited",
        (
            Slip(
                "order-from-beta",
                "the order has been taken from β, down for β ≠ 0. Go through the layers as the list order says.",
                lambda order, beta: sorted(order, reverse=beta != 0),
            ),
            Slip(
                "order-from-the-sign-of-beta",
                "the order has been taken from the sign of β. Go through the layers as the list order says.",
                lambda order, beta: sorted(order, reverse=beta > 0),
            ),
            Slip(
                "always-upwards",
                "the layers are visited upwards whatever order says. The pull starts at the outputs, so a pulled "
                "phase goes down.",
                lambda order, beta: sorted(order),
            ),
            Slip(
                "always-downwards",
                "the layers are visited downwards whatever order says.",
                lambda order, beta: sorted(order, reverse=True),
            ),
            Slip("order-reversed", "the layers are visited in the reverse of order.", lambda order, beta: order[::-1]),
            Slip("last-left-out", "the last layer in order has not been moved.", lambda order, beta: order[:-1]),
            Slip("first-left-out", "the first layer in order has not been moved.", lambda order, beta: order[1:]),
            Slip(
                "outputs-left-out",
                "the outputs have not been moved.",
                lambda order, beta: [l for l in order if l < max(order)],
            ),
            Slip("outputs-only", "only the outputs have been moved.", lambda order, beta: [max(order)]),
            Slip("first-only", "only the first layer in order has been moved.", lambda order, beta: order[:1]),
        ),
    ),
)

RECEIVED = (
    Site(
        "inputs",
        (
            Slip(
                "inputs-clipped",
                "the inputs have been clipped to [0, 1]. s[0] stays as it is: nothing moves the inputs.",
                _clip,
            ),
        ),
    ),
    Site(
        "below",
        (
            Slip("below-negative", "what comes from below has the wrong sign.", lambda s, W, l: -s[l - 1] @ W[l].T),
            Slip("nothing-from-below", "nothing comes from below: s[l-1] @ W[l].T is missing.", lambda s, W, l: 0),
            Slip("below-halved", "what comes from below has been halved.", lambda s, W, l: s[l - 1] @ W[l].T / 2),
            Slip(
                "not-transposed",
                "the weights from below need the transpose: s[l-1] @ W[l].T. In layers of equal size no shape warns "
                "you.",
                lambda s, W, l: s[l - 1] @ W[l],
            ),
            Slip(
                "always-the-input",
                "every layer gets the input s[0]. The layer below l is s[l-1].",
                lambda s, W, l: s[0] @ W[l].T,
            ),
        ),
    ),
    Site(
        "bias",
        (
            Slip("bias-missing", "the biases are missing.", lambda b, l: 0),
            Slip("bias-subtracted", "the biases have been subtracted.", lambda b, l: -b[l]),
            Slip("bias-twice", "the biases have been added twice.", lambda b, l: 2 * b[l]),
            Slip(
                "bias-from-both-sides",
                "the bias of the layer above has been added too. A layer has one bias, b[l].",
                lambda b, l: b[l] + b[l + 1] if l + 1 < len(b) else b[l],
            ),
        ),
    ),
    Site(
        "above",
        (
            Slip(
                "nothing-from-above",
                "hidden layers get nothing from above: s[l+1] @ W[l+1] is missing. Then this is a forward pass, and no "
                "news of the target ever comes down.",
                lambda s, W, l: 0,
            ),
            Slip("above-negative", "what comes from above has the wrong sign.", lambda s, W, l: -s[l + 1] @ W[l + 1]),
            Slip("above-halved", "what comes from above has been halved.", lambda s, W, l: s[l + 1] @ W[l + 1] / 2),
            Slip("above-twice", "what comes from above has been added twice.", lambda s, W, l: 2 * s[l + 1] @ W[l + 1]),
            Slip(
                "weights-up-for-down",
                "on the way down the weights are used as on the way up: it is s[l+1] @ W[l+1], without a transpose.",
                lambda s, W, l: s[l + 1] @ W[l + 1].T,
            ),
            Slip(
                "own-weights",
                "the weights W[l] have been used. Between l and l + 1 stand W[l+1].",
                lambda s, W, l: s[l + 1] @ W[l],
            ),
            Slip(
                "always-the-outputs",
                "every hidden layer hears the outputs. The layer above l is s[l+1].",
                lambda s, W, l: s[-1] @ W[l + 1],
            ),
        ),
    ),
    Site(
        "hidden",
        (
            Slip(
                "divided-everywhere",
                "hidden layers have been divided by 1 + β too. Only the outputs are pulled.",
                lambda z, s, beta: z / (1 + beta),
            ),
            Slip(
                "force-for-state",
                "in hidden layers the force z - s stands where the new state belongs: the force is zero at s = z.",
                lambda z, s, beta: z - s,
            ),
            Slip(
                "old-state-added",
                "in hidden layers the old state has been added. The lowest point is the drive itself, s = z.",
                lambda z, s, beta: s + z,
            ),
            Slip(
                "averaged",
                "the drive of hidden layers has been halved. Both sides are added.",
                lambda z, s, beta: z / 2,
            ),
            Slip(
                "slope-of-another-sigmoid",
                "the drive has been multiplied by s (1 - s), the slope of the smooth sigmoid.",
                lambda z, s, beta: s * (1 - s) * z,
            ),
        ),
    ),
)

LOWEST = "the lowest point is (z + βy)/(1 + β)."
OUTPUT = (
    Slip(
        "not-divided",
        "the division by 1 + β is missing. The cost bends too: ½s² + ½βs² has the curvature 1 + β.",
        lambda z, s, Y, beta: z + beta * Y,
    ),
    Slip(
        "clipped-too-early",
        "the drive has been clipped before the pull was added. The lowest point of the parabola is (z + βy)/(1 + β); "
        "the clip comes last.",
        lambda z, s, Y, beta: (_clip(z) + beta * Y) / (1 + beta),
    ),
    Slip(
        "divided-by-one-minus-beta",
        "it has been divided by 1 - β. Set -∂F/∂s = z - s + β(y - s) to zero: s = (z + βy)/(1 + β).",
        lambda z, s, Y, beta: (z + beta * Y) / (1 - beta),
    ),
    Slip(
        "target-without-beta",
        "the target stands there without its factor β: (z + βy)/(1 + β).",
        lambda z, s, Y, beta: (z + Y) / (1 + beta),
    ),
    Slip(
        "target-subtracted",
        "the target has the wrong sign: (z + βy)/(1 + β), with + βy.",
        lambda z, s, Y, beta: (z - beta * Y) / (1 + beta),
    ),
    Slip(
        "pushed-for-pulled",
        "the pull has the wrong sign throughout: for β > 0 it is towards y, (z + βy)/(1 + β).",
        lambda z, s, Y, beta: (z - beta * Y) / (1 - beta),
    ),
    Slip("pull-missing", "there is no pull: βy is missing at the outputs.", lambda z, s, Y, beta: z / (1 + beta)),
    Slip("no-pull-at-all", "the outputs are moved as if there were no pull.", lambda z, s, Y, beta: z),
    Slip(
        "no-negative-pull",
        "with a negative β there is no pull here. It pushes the outputs away from y; the formula is the same.",
        lambda z, s, Y, beta: (z + max(beta, 0) * Y) / (1 + max(beta, 0)),
    ),
    Slip(
        "size-of-beta",
        "the sign of β has been dropped. A negative β pushes the outputs away from y.",
        lambda z, s, Y, beta: (z + abs(beta) * Y) / (1 + abs(beta)),
    ),
    Slip(
        "target-taken",
        "the outputs have been set to the targets where there is a pull. That is clamping, β → ∞.",
        lambda z, s, Y, beta: Y if beta else z,
    ),
    Slip(
        "target-always-taken",
        "the outputs have been set to the targets. For β = 0 they do not know them.",
        lambda z, s, Y, beta: Y,
    ),
    Slip(
        "euler-step",
        f"this is a step along the force, s + (z - s) + β(y - s). It goes too far: {LOWEST}",
        lambda z, s, Y, beta: z + beta * (Y - s),
    ),
    Slip(
        "old-output-in-the-pull",
        "the pull is taken at the old output, β(y - s), and then divided by 1 + β as well. Either follow the force, or "
        "go to the lowest point: (z + βy)/(1 + β).",
        lambda z, s, Y, beta: (z + beta * (Y - s)) / (1 + beta),
    ),
    Slip(
        "pull-at-the-drive",
        f"the pull has been taken where the drive is, z + β(y - z). The s in β(y - s) is the one that moves: {LOWEST}",
        lambda z, s, Y, beta: z + beta * (Y - z),
    ),
    Slip(
        "pull-at-the-drive-divided",
        f"the pull has been taken where the drive is, β(y - z), and then divided by 1 + β as well: {LOWEST}",
        lambda z, s, Y, beta: (z + beta * (Y - z)) / (1 + beta),
    ),
    Slip(
        "drive-divided-only",
        "βy has been left outside of the division: both z and βy are divided by 1 + β.",
        lambda z, s, Y, beta: z / (1 + beta) + beta * Y,
    ),
    Slip(
        "target-divided-only",
        "z has been left outside of the division, brackets are missing: (z + βy)/(1 + β).",
        lambda z, s, Y, beta: z + beta * Y / (1 + beta),
    ),
    Slip(
        "brackets",
        "brackets are missing: / 1 + beta divides by 1 and adds β. It is / (1 + beta).",
        lambda z, s, Y, beta: z + beta * Y + beta,
    ),
    Slip(
        "cost-without-half",
        "2β stands where β belongs: the cost has a ½, which the 2 of the square cancels.",
        lambda z, s, Y, beta: (z + 2 * beta * Y) / (1 + 2 * beta),
    ),
    Slip(
        "own-term-without-half",
        "2 + β stands where 1 + β belongs: the own energy ½s² has a ½.",
        lambda z, s, Y, beta: (z + beta * Y) / (2 + beta),
    ),
    Slip(
        "divided-by-beta",
        "it has been divided by β. Both ½s² and ½βs² bend: divide by 1 + β.",
        lambda z, s, Y, beta: (z + beta * Y) / (beta or 1),
    ),
    Slip("multiplied", "it has been multiplied by 1 + β: divide.", lambda z, s, Y, beta: (z + beta * Y) * (1 + beta)),
    Slip(
        "convex-mix",
        "(1 - β)z + βy is not the lowest point: (z + βy)/(1 + β).",
        lambda z, s, Y, beta: (1 - abs(beta)) * z + beta * Y,
    ),
    Slip("mean-of-both", "this is the mean of z and y, without β.", lambda z, s, Y, beta: (z + Y) / 2 if beta else z),
    Slip(
        "difference-without-beta",
        "the pull y - s stands there without its factor β.",
        lambda z, s, Y, beta: z + (Y - s),
    ),
)

CLIPS = (
    Slip("no-clip", "the states leave [0, 1]: the hard sigmoid min(max(z, 0), 1) is missing.", lambda z: z),
    Slip(
        "no-upper-limit",
        "the states are cut off at 0, not at 1: that is a ReLU. The hard sigmoid has both limits.",
        lambda z: np.maximum(z, 0),
    ),
    Slip("no-lower-limit", "the states are cut off at 1, not at 0.", lambda z: np.minimum(z, 1)),
    Slip(
        "smooth-sigmoid",
        "this is the smooth sigmoid. In this task ρ(z) = min(max(z, 0), 1).",
        lambda z: 1 / (1 + np.exp(-z)),
    ),
    Slip(
        "shifted-sigmoid",
        "this is the smooth sigmoid σ(4z - 2). In this task ρ(z) = min(max(z, 0), 1).",
        lambda z: 1 / (1 + np.exp(2 - 4 * z)),
    ),
    Slip("tanh", "this is tanh. In this task ρ(z) = min(max(z, 0), 1).", np.tanh),
    Slip("clipped-to-minus-one", "the states are clipped to [-1, 1]. They lie in [0, 1].", lambda z: np.clip(z, -1, 1)),
    Slip(
        "shifted-clip",
        "z has been shifted before the clip: ρ(z) is z itself between 0 and 1.",
        lambda z: _clip(z + 0.5),
    ),
    Slip(
        "threshold",
        "the states are 0 or 1. Between 0 and 1 the hard sigmoid is z itself.",
        lambda z: (z > 0.5) * 1.0,
    ),
    Slip(
        "kept-off-the-walls",
        "the states are kept a little away from 0 and 1. They may lie at the walls.",
        lambda z: np.clip(z, 1e-3, 1 - 1e-3),
    ),
)

SITES = (
    *ORDER,
    *RECEIVED,
    Site("output", OUTPUT),
    Site("clip", (*CLIPS, *MORE_CLIPS)),
    Site(
        "move",
        (
            Slip(
                "half-way",
                "the layers have been moved half of the way. Put each one to its lowest point.",
                lambda old, lowest: (old + lowest) / 2,
            ),
            Slip(
                "added-to-the-old",
                "the new state has been added to the old one. It takes its place.",
                lambda old, lowest: old + lowest,
            ),
            Slip(
                "frozen-at-the-walls",
                "units at a wall are held there by the slope 0. The lowest point is the clipped drive, wherever s was.",
                lambda old, lowest: np.where((old > 0) & (old < 1), lowest, old),
            ),
            Slip("not-moved", "no layer has moved: the states are those that were given.", lambda old, lowest: old),
        ),
    ),
)


# --- the task


def _draw_sweep(m: int, *sizes: int, down: bool, nudge: tuple[float, float] | None = None):
    """Return a draw in which every layer has units below 0, above 1 and in between, before and after the pull."""

    def draw(rng):
        layers = list(range(1, len(sizes)))
        while True:
            beta = float(rng.uniform(*nudge)) if nudge else 0.0
            W, b = parameters(rng, *sizes, spread=1.3)
            s, Y = some_at_walls(rng, states(rng, m, *sizes)), rng.uniform(0, 1, (m, sizes[-1])).round(2)
            order = layers[::-1] if down else layers
            raw = [_sweep(W, b, s, Y, beta, order, clip=lambda z: z)[l] for l in layers]
            if all((z < -0.1).any() and (z > 1.1).any() and ((z > 0.1) & (z < 0.9)).any() for z in raw):
                return W, b, s, Y, beta, order

    return draw


SWEEP = FunctionTask(
    id="06.3",
    title="One sweep of the relaxation",
    misconceptions="all layers moved at once; no 1 + β at the outputs; the clip before the pull",
    answer="sweep",
    difficulty=3,
    minutes=20,
    section="lesson 6a, sections 4 and 5",
    names=("s",),
    oracle=_sweep,
    sites=SITES,
    rarely=sweep_rarely(_sweep),
    called=CALLED,
    parts=(
        Part("free, upwards", 0.75, _draw_sweep(7, 4, 6, 3, down=False), telling=False),
        Part("pulled, downwards", 0.75, _draw_sweep(8, 4, 6, 5, 3, down=True, nudge=(0.3, 0.9))),
        Part("pushed away, upwards", 0.5, _draw_sweep(8, 4, 5, 6, 3, down=False, nudge=(-0.6, -0.3))),
        Part("layers of equal size", 0.5, _draw_sweep(9, 5, 5, 5, 5, down=False, nudge=(0.3, 0.9)), telling=False),
    ),
    mistakes=(
        Mistake(
            "half-steps",
            "These are Euler steps of length ½, as in the paper of 2017. Put each layer to its lowest point at once.",
            lambda W, b, s, Y, beta, order: _euler(W, b, s, Y, beta, order, 0.5),
        ),
        Mistake(
            "target-for-the-outputs",
            "With a pull the hidden layer hears the target in place of the outputs. It hears s[L]; these are pulled.",
            lambda W, b, s, Y, *more: _sweep(W, b, s, Y, *more, seen=lambda _, s: [*s[:-1], Y] if more[0] else s),
        ),
        Mistake("two-sweeps", "These are the states after two sweeps.", _twice),
        Mistake(
            "clipped-at-the-end",
            "The clip comes only after the last layer. Each layer is clipped before the next one sees it.",
            _clipped_at_the_end,
        ),
        Mistake("only-outputs-clipped", "Only the outputs are clipped. Every layer is.", _only_outputs_clipped),
        Mistake("outputs-not-clipped", "The outputs are not clipped. Every layer is.", _only_hidden_clipped),
        Mistake(
            "forward-pass",
            "This is a forward pass, upwards whatever order says and with nothing from above. Go through the layers as "
            "order says, and let hidden layers hear the layer above.",
            _swept(visited=lambda order, beta: sorted(order), above=lambda s, W, l: 0),
        ),
    ),
    hints=(
        "s = list(s) makes a list of your own; then replace one entry after the other, in the given order.",
        "The drive: z = s[l-1] @ W[l].T + b[l], plus s[l+1] @ W[l+1] unless l is the last layer.",
        "s[l] = np.clip(z, 0, 1); at the outputs first z = (z + beta * Y) / (1 + beta).",
    ),
    insight="Going by turns takes about half the sweeps of all at once, in four networks of lesson 6a, section 4.",
)

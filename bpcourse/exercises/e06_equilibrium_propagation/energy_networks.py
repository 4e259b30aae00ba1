"""Tasks of exercise 06 in which a learner writes the parts of an energy network: energy and forces, a sweep, the
contrast of two states.

Weights and biases are lists over the layers with None at index 0, states are lists with the inputs at index 0, one
example a row.  Units have the hard sigmoid, so the states lie between 0 and 1.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.diagnosis import Scale

Array = np.ndarray


def parameters(rng: np.random.Generator, *sizes: int, spread: float = 1.0) -> tuple[list, list]:
    """Return random W and b for layers of these sizes; each W[l] has about the same effect, whatever its width."""
    W = [None] + [spread * rng.normal(0, 1 / np.sqrt(k), (n, k)) for k, n in pairwise(sizes)]
    return W, [None] + [rng.normal(0.2, 0.3, n) for n in sizes[1:]]


def states(rng: np.random.Generator, m: int, *sizes: int) -> list:
    """Return random states: inputs of any size, all others between 0 and 1."""
    return [rng.normal(size=(m, sizes[0]))] + [rng.uniform(0.05, 0.95, (m, n)) for n in sizes[1:]]


def drive(W: list, b: list, s: list, l: int) -> Array:
    """Return what layer l gets from the layer below, its bias and the layer above, shape (m, n_l)."""
    z = s[l - 1] @ W[l].T + b[l]
    return z if l == len(W) - 1 else z + s[l + 1] @ W[l + 1]


# --- 06.2 energy and forces


def _energy(W, b, s, own=0.5, pair=1.0, bias=1.0, start=0.0) -> Array:
    """Return E of each example, with a weight of a term replaced for each mistake."""
    E = start + np.zeros(len(s[0]))
    for l in range(1, len(W)):
        E += own * (s[l] ** 2).sum(axis=1) - pair * (s[l] * (s[l - 1] @ W[l].T)).sum(axis=1) - bias * s[l] @ b[l]
    return E


def _costs(s, Y, half=0.5) -> Array:
    return half * ((s[-1] - Y) ** 2).sum(axis=1)


def _force(W, b, s, Y, beta, own=1.0, up=1.0, down=1.0, bias=1.0, back=None, nudge=None, slope=None) -> list:
    """Return -∂F/∂s of every layer, with a piece replaced for each mistake."""
    L = len(W) - 1
    back = back or (lambda l: s[l + 1] @ W[l + 1])
    forces = [None]
    for l in range(1, L + 1):
        z = up * (s[l - 1] @ W[l].T) + bias * b[l] + (down * back(l) if l < L else 0)
        forces.append((slope(s[l]) * z if slope else z) - own * s[l])
    forces[L] = forces[L] + (beta * (Y - s[L]) if nudge is None else nudge(s[L], Y, beta))
    return forces


def _of_states(energy=None, costs=None, force=None):
    """Return the function of task 06.2 with options of its three results."""

    def made(W, b, s, Y, beta):
        return (
            _energy(W, b, s, **(energy or {})),
            _costs(s, Y, **(costs or {})),
            _force(W, b, s, Y, beta, **(force or {})),
        )

    return made


def _with_energy(change):
    """Return the function of task 06.2 with ``change(E, C, W, b, s, beta)`` in place of the energy."""

    def made(W, b, s, Y, beta):
        E, C, forces = _of_states()(W, b, s, Y, beta)
        return change(E, C, s, beta), C, forces

    return made


def _with_forces(change):
    """Return the function of task 06.2 with ``change(force, l, W, b, s)`` in place of each force."""

    def made(W, b, s, Y, beta):
        E, C, forces = _of_states()(W, b, s, Y, beta)
        return E, C, [None, *(change(forces[l], l, W, b, s) for l in range(1, len(W)))]

    return made


def _means(W, b, s, Y, beta):
    E, C, forces = _of_states()(W, b, s, Y, beta)
    return E.mean(), C.mean(), forces


def _nudge(rule):
    """Return the function of task 06.2 with another pull at the outputs, ``rule(s, Y, beta)``."""
    return _of_states(force={"nudge": rule})


def _draw_states(m: int, *sizes: int, nudge: tuple[float, float] | None = None):
    def draw(rng):
        beta = float(rng.uniform(*nudge)) if nudge else 0.0
        Y = rng.uniform(0, 1, (m, sizes[-1])).round(2)
        return *parameters(rng, *sizes), states(rng, m, *sizes), Y, beta

    return draw


ENERGY = FunctionTask(
    id="06.2",
    title="Energy and forces",
    answer="energy_and_forces",
    difficulty=2,
    minutes=20,
    section="lesson 6a, section 4",
    names=("E", "C", "forces"),
    oracle=_of_states(),
    parts=(
        Part("one hidden layer, no pull", 0.75, _draw_states(1, 4, 6, 3)),
        Part("a batch, two hidden layers, pulled", 1.0, _draw_states(7, 4, 6, 5, 3, nudge=(0.3, 0.7))),
        Part("layers of equal size, pushed away", 0.75, _draw_states(9, 5, 5, 5, 5, nudge=(-0.7, -0.3))),
    ),
    mistakes=(
        Mistake(
            "pair-counted-twice",
            "Each connection has been counted twice. The ½ in ½ Σ_ij belongs to a sum over all ordered pairs; a sum "
            "over the layers meets each pair once.",
            _of_states({"pair": 2.0}, force={"up": 2.0, "down": 2.0}),
        ),
        Mistake(
            "pair-halved",
            "Each connection counts with a ½. That ½ belongs to a sum over all ordered pairs, which meets each pair "
            "twice; a sum over the layers meets it once.",
            _of_states({"pair": 0.5}, force={"up": 0.5, "down": 0.5}),
        ),
        Mistake(
            "half-of-the-square",
            "The ½ in ½ s² is missing. The own term becomes twice as large, and in the force -s becomes -2s.",
            _of_states({"own": 1.0}, force={"own": 2.0}),
        ),
        Mistake(
            "square-missing",
            "The units' own energy ½ s² is missing. Without it nothing holds a unit back: its force would be the drive "
            "alone.",
            _of_states({"own": 0.0}, force={"own": 0.0}),
        ),
        Mistake(
            "bias-missing",
            "The biases are missing: -s·b in the energy, + b in the force.",
            _of_states({"bias": 0.0}, force={"bias": 0.0}),
        ),
        Mistake(
            "bias-raises",
            "The bias has the wrong sign. A positive bias makes an active unit cheaper: -s·b in the energy, + b in the "
            "force.",
            _of_states({"bias": -1.0}, force={"bias": -1.0}),
        ),
        Mistake(
            "sign-of-the-coupling",
            "The coupling has the wrong sign. A positive weight makes it cheap that both of its ends are active: "
            "-s W s in the energy, + W s in the force.",
            _of_states({"pair": -1.0}, force={"up": -1.0, "down": -1.0}),
        ),
        Mistake(
            "input-counted",
            "The inputs have been given an energy ½ x² of their own. They are clamped: only s[1] to s[L] count.",
            _with_energy(lambda E, C, s, beta: E + (s[0] ** 2).sum(axis=1) / 2),
        ),
        Mistake(
            "total-for-energy",
            "This is F = E + βC. Asked for is the energy of the network alone.",
            _with_energy(lambda E, C, s, beta: E + beta * C),
        ),
        Mistake(
            "cost-for-energy",
            "The cost has been added to the energy. E is the energy of the network alone; the cost comes in with β.",
            _with_energy(lambda E, C, s, beta: E + C),
        ),
        Mistake(
            "mean-over-the-batch",
            "E and C have been averaged over the examples. Asked for is one number for each example, shape (m,).",
            _means,
        ),
        Mistake(
            "cost-without-half",
            "The ½ of the cost is missing. Then the pull is 2β(y - s), and every β is worth twice as much.",
            _of_states(costs={"half": 1.0}, force={"nudge": lambda s, Y, beta: 2 * beta * (Y - s)}),
        ),
        Mistake(
            "uphill",
            "This is ∂F/∂s, the slope. A force pulls downhill: -∂F/∂s.",
            _with_forces(lambda force, l, W, b, s: -force),
        ),
        Mistake(
            "nothing-from-above",
            "The layer above is missing. Its units pull too, by the same weights: s[l+1] @ W[l+1].",
            _of_states(force={"down": 0.0}),
        ),
        Mistake(
            "nothing-from-below",
            "The layer below is missing: s[l-1] @ W[l].T.",
            _of_states(force={"up": 0.0}),
        ),
        Mistake(
            "above-subtracted",
            "What comes from the layer above has the wrong sign. It pulls like what comes from below.",
            _of_states(force={"down": -1.0}),
        ),
        Mistake(
            "weights-up-for-down",
            "On the way down the weights are used as on the way up. With examples as rows it is s[l-1] @ "
            "W[l].T from below and s[l+1] @ W[l+1] from above. In layers of equal size no shape warns you.",
            lambda W, b, s, Y, beta: _of_states(force={"back": lambda l: s[l + 1] @ W[l + 1].T})(W, b, s, Y, beta),
        ),
        Mistake(
            "own-weights-from-above",
            "From the layer above the weights W[l] have been used. Between l and l + 1 stand W[l+1].",
            lambda W, b, s, Y, beta: _of_states(force={"back": lambda l: s[l + 1] @ W[l]})(W, b, s, Y, beta),
        ),
        Mistake(
            "pull-missing",
            "The pull at the outputs is missing: β(y - s).",
            _nudge(lambda s, Y, beta: 0.0),
        ),
        Mistake(
            "pull-the-wrong-way",
            "The pull has the wrong sign. The force is -β ∂C/∂s = β(y - s): for β > 0 it pulls towards y.",
            _nudge(lambda s, Y, beta: beta * (s - Y)),
        ),
        Mistake(
            "pull-without-beta",
            "The pull y - s stands there without its factor β.",
            _nudge(lambda s, Y, beta: Y - s),
        ),
        Mistake(
            "pull-to-the-target-only",
            "The pull is β(y - s), not βy. It must vanish where the output is right.",
            _nudge(lambda s, Y, beta: beta * Y),
        ),
        Mistake(
            "response-for-force",
            "The drive has been clipped. That is how far a unit will move in the end. The force is the slope "
            "of the energy, which has no clip.",
            _with_forces(lambda force, l, W, b, s: np.clip(force + s[l], 0, 1) - s[l]),
        ),
        Mistake(
            "slope-of-another-sigmoid",
            "The drive has been multiplied by s(1 - s), the slope of the smooth sigmoid. The slope of the hard "
            "sigmoid is 1 between 0 and 1.",
            _of_states(force={"slope": lambda s: s * (1 - s)}),
        ),
    ),
    hints=(
        "Layer l contributes ½ Σ s² - Σ s·(W s_below + b). Sum over units (axis 1), then over the layers 1 ... L.",
        "s^l stands in three places of E: its own square, its product with the layer below, that with the layer above.",
        "forces[l] = s[l-1] @ W[l].T + b[l] - s[l], plus s[l+1] @ W[l+1] for l < L, plus β(y - s) at l = L.",
    ),
)


# --- 06.3 one sweep


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


# --- 06.4 the contrast


def _contrast(free, plus, minus, beta, product=None, change=None, divide=None, m=None, second=None) -> tuple:
    """Return (grad_W, grad_b); each option replaces a piece.

    ``product(plus, other, l)`` and ``change(plus, other, l)`` are the differences of the products and of the states.
    """
    other = second(free, plus, minus) if second else free if minus is None else minus
    product = product or (lambda s, t, l: s[l].T @ s[l - 1] - t[l].T @ t[l - 1])
    change = change or (lambda s, t, l: s[l].sum(axis=0) - t[l].sum(axis=0))
    factor = -1 / (divide or _distance)(beta, minus) / (m or len)(free[0])
    layers = range(1, len(free))
    grad_W = [None, *(factor * product(plus, other, l) for l in layers)]
    return grad_W, [None, *(factor * change(plus, other, l) for l in layers)]


def _distance(beta, minus) -> float:
    return beta if minus is None else 2 * beta


def _contrasted(**pieces):
    return lambda free, plus, minus, beta: _contrast(free, plus, minus, beta, **pieces)


def _turned(W: int, b: int):
    """Return the contrast with the signs of weights and biases multiplied."""

    def made(free, plus, minus, beta):
        grad_W, grad_b = _contrast(free, plus, minus, beta)
        return [None, *(W * g for g in grad_W[1:])], [None, *(b * g for g in grad_b[1:])]

    return made


def _mean_products(s, t, l):
    def mean(s):
        return len(s[0]) * np.outer(s[l].mean(axis=0), s[l - 1].mean(axis=0))

    return mean(s) - mean(t)


def _bias_not_divided(free, plus, minus, beta):
    grad_W, grad_b = _contrast(free, plus, minus, beta)
    return grad_W, [None, *(g * _distance(beta, minus) for g in grad_b[1:])]


def _bias_summed(free, plus, minus, beta):
    grad_W, grad_b = _contrast(free, plus, minus, beta)
    return grad_W, [None, *(g * len(free[0]) for g in grad_b[1:])]


def _twice_where_symmetric(free, plus, minus, beta):
    return _contrast(free, plus, minus, beta, divide=lambda beta, minus: beta)


def _draw_phases(m: int, *sizes: int, symmetric: bool, away: bool = False):
    def draw(rng):
        free = states(rng, m, *sizes)
        plus, minus = ([free[0], *(np.clip(s + rng.normal(0, 0.1, s.shape), 0, 1) for s in free[1:])] for _ in range(2))
        beta = float(rng.uniform(0.2, 0.45) * (-1 if away else 1))
        return free, plus, minus if symmetric else None, beta

    return draw


CONTRAST = FunctionTask(
    id="06.4",
    title="The contrast of two states",
    answer="ep_gradient",
    difficulty=3,
    minutes=20,
    section="lesson 6a, sections 6 and 8",
    names=("grad_W", "grad_b"),
    oracle=_contrast,
    scales=lambda free, plus, minus, beta: (
        Scale(len(free[0]), "batch-size", f"m = {len(free[0])}, the batch size"),
        Scale(abs(beta), "beta", f"β = {abs(beta):.3g}"),
    ),
    parts=(
        Part("one-sided", 1.0, _draw_phases(7, 4, 6, 3, symmetric=False)),
        Part("symmetric", 1.0, _draw_phases(7, 4, 6, 5, 3, symmetric=True)),
        Part("one-sided, pushed away", 0.5, _draw_phases(8, 4, 5, 3, symmetric=False, away=True)),
        Part("symmetric, layers of equal size", 0.5, _draw_phases(9, 5, 5, 5, symmetric=True)),
    ),
    mistakes=(
        Mistake(
            "weights-ascend",
            "The sign of grad_W is wrong, that of grad_b is right. ∂E/∂W = -s sᵀ has a minus.",
            _turned(-1, 1),
        ),
        Mistake(
            "biases-ascend",
            "The sign of grad_b is wrong, that of grad_W is right. ∂E/∂b = -s has a minus.",
            _turned(1, -1),
        ),
        Mistake(
            "size-of-beta",
            "The sign of β has been dropped. With β < 0 the states have moved away from the target; dividing by a "
            "negative β puts that right.",
            _contrasted(divide=lambda beta, minus: abs(_distance(beta, minus))),
        ),
        Mistake(
            "ascent",
            "All signs are wrong: this is what a step of learning adds to the parameters, Hebb for the pulled states "
            "and anti-Hebb for the others. Asked for is ∂J/∂θ, which a step subtracts.",
            _turned(-1, -1),
        ),
        Mistake(
            "sum-of-the-phases",
            "The two phases are added. It is the difference that knows about the target: one state learns, the other "
            "one unlearns.",
            _contrasted(
                product=lambda s, t, l: s[l].T @ s[l - 1] + t[l].T @ t[l - 1],
                change=lambda s, t, l: s[l].sum(axis=0) + t[l].sum(axis=0),
            ),
        ),
        Mistake(
            "one-phase-only",
            "Only the pulled states are there. Without the other phase subtracted, every weight between active units "
            "grows, whatever the target.",
            _contrasted(product=lambda s, t, l: s[l].T @ s[l - 1], change=lambda s, t, l: s[l].sum(axis=0)),
        ),
        Mistake(
            "bias-not-divided",
            "grad_b has not been divided by β (or 2β). It is a slope with respect to β like grad_W.",
            _bias_not_divided,
        ),
        Mistake(
            "beta-missing",
            "The difference is not divided by β. Without the 1/β a small pull gives a small step, and one with β < 0 "
            "goes uphill.",
            _contrasted(divide=lambda beta, minus: 1.0),
        ),
        Mistake(
            "two-without-beta",
            "The difference is divided by 2 alone. From -β to β the pull changes by 2β: divide by that.",
            _contrasted(divide=lambda beta, minus: beta if minus is None else 2.0),
        ),
        Mistake(
            "times-beta",
            "The difference has been multiplied by β. It is a slope: divide.",
            _contrasted(divide=lambda beta, minus: 1 / _distance(beta, minus)),
        ),
        Mistake(
            "beta-for-two-beta",
            "From -β to β it is 2β, as with central differences. Here it was divided by β.",
            _twice_where_symmetric,
        ),
        Mistake(
            "two-beta-for-beta",
            "From 0 to β it is β. Here it was divided by 2β, which belongs to the symmetric estimate.",
            _contrasted(divide=lambda beta, minus: 2 * beta),
        ),
        Mistake(
            "free-for-minus",
            "There is a state for -β, and the free one has been used in its place, but divided by 2β. Symmetric means "
            "plus against minus.",
            _contrasted(second=lambda free, plus, minus: free),
        ),
        Mistake(
            "one-sided-always",
            "This is the one-sided estimate although a state for -β is there. Use it: the error then falls with β².",
            lambda free, plus, minus, beta: _contrast(free, plus, None, beta),
        ),
        Mistake(
            "minus-against-free",
            "plus has not been used: this is the free state against the one for -β.",
            lambda free, plus, minus, beta: _contrast(free, free, minus, beta, divide=lambda beta, _: beta),
        ),
        Mistake(
            "bias-summed",
            "grad_b is the sum over the examples. Take the mean.",
            _bias_summed,
        ),
        Mistake(
            "sum-for-mean",
            "The sum over the examples has been taken. Every gradient of the course is the mean.",
            _contrasted(m=lambda X: 1),
        ),
        Mistake(
            "divided-twice",
            "It has been divided by m twice.",
            _contrasted(m=lambda X: len(X) ** 2),
        ),
        Mistake(
            "product-of-differences",
            "This is the product of the differences. It must be the difference of the products: each phase with the "
            "two ends of the connection in that same phase.",
            _contrasted(product=lambda s, t, l: (s[l] - t[l]).T @ (s[l - 1] - t[l - 1])),
        ),
        Mistake(
            "lower-end-of-the-free-state",
            "The lower end of each connection is taken from one phase in both products. The lower layer moves too: "
            "each product has both of its ends from the same phase.",
            _contrasted(product=lambda s, t, l: (s[l] - t[l]).T @ t[l - 1]),
        ),
        Mistake(
            "lower-end-of-the-pulled-state",
            "The lower end of each connection is taken from plus in both products. Each product has both of its ends "
            "from the same phase.",
            _contrasted(product=lambda s, t, l: (s[l] - t[l]).T @ s[l - 1]),
        ),
        Mistake(
            "upper-end-only-once",
            "The upper end of each connection is taken from plus in both products. Each product has both of its ends "
            "from the same phase.",
            _contrasted(product=lambda s, t, l: s[l].T @ (s[l - 1] - t[l - 1])),
        ),
        Mistake(
            "products-of-means",
            "The states have been averaged over the examples first. Multiply example by example, then take the mean.",
            _contrasted(product=_mean_products),
        ),
    ),
    hints=(
        "∂E/∂W^l = -s^l (s^{l-1})ᵀ; as a mean over the examples -s[l].T @ s[l-1] / m. Biases: -s[l].mean(axis=0).",
        "The estimate is the slope of ∂E/∂θ in β, measured between two states: their difference / distance in β.",
        "other, distance = (free, beta) if minus is None else (minus, 2 * beta).",
    ),
)

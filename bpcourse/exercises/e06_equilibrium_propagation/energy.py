"""Task 06.2: energy and forces."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e06_equilibrium_propagation.networks import parameters, states
from bpcourse.tasks import FunctionTask, Mistake, Part

Array = np.ndarray


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
    section="lesson 6a, sections 4 and 5",
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

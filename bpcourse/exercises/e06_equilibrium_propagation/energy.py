"""Task 06.2: energy and forces."""

from __future__ import annotations

from bpcourse.exercises.e06_equilibrium_propagation.energy_slips import SITES, energy_and_forces
from bpcourse.exercises.e06_equilibrium_propagation.networks import parameters, some_at_walls, states
from bpcourse.exercises.e06_equilibrium_propagation.rarer_slips import ENERGY_RARELY
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.words import Scale


def _with(**pieces):
    return lambda W, b, s, Y, beta: energy_and_forces(W, b, s, Y, beta, **pieces)


def _of_prediction_errors(W, b, s, Y, beta):
    """Return the energy of predictive coding: half the squares of what a layer is away from what it gets from below."""
    _, C, forces = energy_and_forces(W, b, s, Y, beta)
    gaps = [s[l] - s[l - 1] @ W[l].T - b[l] for l in range(1, len(W))]
    return sum((gap**2).sum(axis=1) for gap in gaps) / 2, C, forces


def _predictive_coding(W, b, s, Y, beta):
    """Return the energy of predictive coding and its forces."""
    E, C, _ = _of_prediction_errors(W, b, s, Y, beta)
    gaps = [None] + [s[l] - s[l - 1] @ W[l].T - b[l] for l in range(1, len(W))]
    forces = [None] + [gaps[l + 1] @ W[l + 1] - gaps[l] for l in range(1, len(W) - 1)]
    return E, C, [*forces, beta * (Y - s[-1]) - gaps[-1]]


def _without_half(W, b, s, Y, beta):
    E, C, forces = _of_prediction_errors(W, b, s, Y, beta)
    return 2 * E, C, forces


PREDICTION = (
    "E is built from the squares of s - (W s_below + b), as in predictive coding. That is another method: there a "
    "layer is predicted from below alone. Here E = ½ s² - s·(W s_below + b), and what is multiplied is not squared."
)


def _assigned(W, b, s, Y, beta):
    """Return the function with the force from above or outside in place of that from below, not added to it."""
    E, C, forces = energy_and_forces(W, b, s, Y, beta)
    L = len(W) - 1
    return E, C, [None] + [s[l + 1] @ W[l + 1] - s[l] if l < L else forces[L] for l in range(1, L + 1)]


def _times(pair: float = 1.0, bias: float = 1.0):
    """Return the function of task 06.2 with the same factor at a term of the energy and at what follows of it."""
    return _with(
        pair=lambda upper, lower, W: pair * (upper * (lower @ W.T)).sum(axis=1),
        below=lambda s, W, l: pair * (s[l - 1] @ W[l].T),
        above=lambda s, W, l: pair * (s[l + 1] @ W[l + 1]),
        bias=lambda s, b: bias * s @ b,
        drive_bias=lambda b, l: bias * b[l],
    )


def _draw_states(m: int, *sizes: int, nudge: tuple[float, float] | None = None):
    def draw(rng):
        beta = float(rng.uniform(*nudge)) if nudge else 0.0
        Y = rng.uniform(0, 1, (m, sizes[-1])).round(2)
        return *parameters(rng, *sizes), some_at_walls(rng, states(rng, m, *sizes)), Y, beta

    return draw


ENERGY = FunctionTask(
    id="06.2",
    title="Energy and forces",
    misconceptions="each pair counted twice; the layer above forgotten in the force; the ½ of the cost, and with "
    "it the strength of the pull",
    answer="energy_and_forces",
    difficulty=2,
    minutes=20,
    section="lesson 6a, sections 4 and 5",
    names=("E", "C", "forces"),
    oracle=energy_and_forces,
    sites=SITES,
    rarely=ENERGY_RARELY,
    scales=lambda W, b, s, Y, beta: (
        Scale(len(Y), "batch-size", f"m = {len(Y)}, the batch size"),
        Scale(Y.shape[1], "layer-size", f"{Y.shape[1]}, the number of outputs"),
    ),
    called={
        "own": "the own energy",
        "pair": "the energy of a connection",
        "bias": "the energy of the bias",
        "cost": "the cost",
        "held": "what holds the state",
        "below": "what comes from below",
        "drive_bias": "the bias",
        "above": "what comes from above",
        "pull": "the pull",
        "turned": "the force",
    },
    parts=(
        Part("one hidden layer, no pull", 0.75, _draw_states(1, 4, 6, 3), telling=False),
        Part("a batch, two hidden layers, pulled", 1.0, _draw_states(7, 4, 6, 5, 3, nudge=(0.3, 0.7))),
        Part("layers of equal size, pushed away", 0.75, _draw_states(9, 5, 5, 5, 5, nudge=(-0.7, -0.3)), telling=False),
    ),
    mistakes=(
        Mistake(
            "pair-counted-twice",
            "Each connection has been counted twice. The ½ in ½ Σ_ij belongs to a sum over all ordered pairs; a sum "
            "over the layers meets each pair once.",
            _times(pair=2.0),
        ),
        Mistake(
            "pair-halved",
            "Each connection counts with a ½. That ½ belongs to a sum over all ordered pairs, which meets each pair "
            "twice; a sum over the layers meets it once.",
            _times(pair=0.5),
        ),
        Mistake(
            "half-of-the-square",
            "The ½ in ½ s² is missing. The own term becomes twice as large, and in the force -s becomes -2s.",
            _with(own=lambda s: (s**2).sum(axis=1), held=lambda s: -2 * s),
        ),
        Mistake(
            "square-missing",
            "The units' own energy ½ s² is missing. Without it nothing holds a unit back: its force would be the drive "
            "alone.",
            _with(own=lambda s: 0.0, held=lambda s: 0.0),
        ),
        Mistake("bias-missing", "The biases are missing: -s·b in the energy, + b in the force.", _times(bias=0.0)),
        Mistake(
            "bias-raises",
            "The bias has the wrong sign. A positive bias makes an active unit cheaper: -s·b in the energy, + b in the "
            "force.",
            _times(bias=-1.0),
        ),
        Mistake(
            "sign-of-the-coupling",
            "The coupling has the wrong sign. A positive weight makes it cheap that both of its ends are active: "
            "-s W s in the energy, + W s in the force.",
            _times(pair=-1.0),
        ),
        Mistake(
            "energy-and-cost-exchanged",
            "The results have been exchanged: first E, then C, then the forces.",
            lambda *arguments: (lambda E, C, forces: (C, E, forces))(*energy_and_forces(*arguments)),
        ),
        Mistake(
            "sign-of-both-terms",
            "What a unit receives has been added to the energy: ½ s² + s·z. It is subtracted, ½ s² - s·z: an active "
            "unit that receives much is cheap.",
            _times(pair=-1.0, bias=-1.0),
        ),
        Mistake(
            "coupling-of-the-whole-batch",
            "E: what is multiplied by s has been added over the examples, too, so that every example gets the same. "
            "Add over the units only, axis 1.",
            _with(pair=lambda upper, lower, W: (upper * (lower @ W.T)).sum(), bias=lambda s, b: (s @ b).sum()),
        ),
        Mistake("energy-of-prediction-errors", PREDICTION, _of_prediction_errors),
        Mistake("predictive-coding", f"{PREDICTION} The forces are those of that method, too.", _predictive_coding),
        Mistake("energy-of-prediction-errors-doubled", f"{PREDICTION} Its ½ is missing, too.", _without_half),
        Mistake(
            "assigned-not-added",
            "In hidden layers what comes from above has taken the place of what comes from below. It is added: +=.",
            _assigned,
        ),
        Mistake(
            "cost-without-half",
            "The ½ of the cost is missing. Then the pull is 2β(y - s), and every β is worth twice as much.",
            _with(cost=lambda s, Y: ((s - Y) ** 2).sum(axis=1), pull=lambda s, Y, beta: 2 * beta * (Y - s)),
        ),
    ),
    hints=(
        "Layer l contributes ½ Σ s² - Σ s·(W s_below + b). Sum over units (axis 1), then over the layers 1 ... L.",
        "s^l stands in three places of E: its own square, its product with the layer below, that with the layer above.",
        "forces[l] = s[l-1] @ W[l].T + b[l] - s[l], plus s[l+1] @ W[l+1] for l < L, plus β(y - s) at l = L.",
    ),
    insight=(
        "The transposed weights, which carry errors in BP2, carry states here: a hidden layer also receives from "
        "the layer above (lesson 6a, section 4)."
    ),
)

"""The energy, the cost and the forces of task 06.2 in pieces, with the slips that are made in each."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.slips import Site, Slip

Array = np.ndarray


def energy_and_forces(
    W,
    b,
    s,
    Y,
    beta,
    *,
    own=lambda s: (s**2).sum(axis=1) / 2,
    pair=lambda upper, lower, W: (upper * (lower @ W.T)).sum(axis=1),
    bias=lambda s, b: s @ b,
    layers=lambda L: range(1, L + 1),
    total=lambda E, C, s, beta: E,
    cost=lambda s, Y: ((s - Y) ** 2).sum(axis=1) / 2,
    held=lambda s: -s,
    below=lambda s, W, l: s[l - 1] @ W[l].T,
    drive_bias=lambda b, l: b[l],
    above=lambda s, W, l: s[l + 1] @ W[l + 1],
    slope=lambda s: 1.0,
    pull=lambda s, Y, beta: beta * (Y - s),
    hidden_pull=lambda s, Y, beta: 0.0,
    turned=lambda force, s, beta: force,
) -> tuple:
    """Return (E, C, forces); each keyword is a piece that a slip may replace."""
    L = len(W) - 1
    E = sum((own(s[l]) - pair(s[l], s[l - 1], W[l]) - bias(s[l], b[l]) for l in layers(L)), np.zeros(len(s[0])))
    C = cost(s[L], Y)
    forces = [None]
    for l in range(1, L + 1):
        z = below(s, W, l) + drive_bias(b, l) + (above(s, W, l) if l < L else 0.0)
        outside = pull(s[l], Y, beta) if l == L else hidden_pull(s[l], Y, beta)
        forces.append(turned(slope(s[l]) * z + held(s[l]) + outside, s[l], beta))
    return total(E, C, s, beta), C, forces


ENERGY = (
    Site(
        "own",
        (
            Slip("half-of-the-square", "the ½ in ½ s² is missing.", lambda s: (s**2).sum(axis=1)),
            Slip("square-missing", "the units' own energy ½ s² is missing.", lambda s: 0.0),
            Slip("square-negative", "the own energy ½ s² has the wrong sign.", lambda s: -(s**2).sum(axis=1) / 2),
            Slip(
                "norm-for-square",
                "the length of s stands where its square belongs: ½ Σ s².",
                lambda s: np.sqrt((s**2).sum(axis=1)) / 2,
            ),
            Slip("square-forgotten", "½ s stands where ½ s² belongs.", lambda s: s.sum(axis=1) / 2),
            Slip("sum-squared", "the sum has been squared, not each state.", lambda s: s.sum(axis=1) ** 2 / 2),
            Slip("mean-over-units", "½ s² has been averaged over the units. Add.", lambda s: (s**2).mean(axis=1) / 2),
            Slip(
                "half-squared-too",
                "the ½ has been squared too: ½ s² is half of the square.",
                lambda s: (s**2).sum(axis=1) / 4,
            ),
        ),
        "E",
        "E",
    ),
    Site(
        "pair",
        (
            Slip(
                "pair-counted-twice",
                "each connection has been counted twice. The ½ in ½ Σ_ij belongs to a sum over all ordered pairs; a "
                "sum over the layers meets each pair once.",
                lambda upper, lower, W: 2 * (upper * (lower @ W.T)).sum(axis=1),
            ),
            Slip(
                "pair-halved",
                "each connection counts with a ½. That ½ belongs to a sum over all ordered pairs, which meets each "
                "pair twice; a sum over the layers meets it once.",
                lambda upper, lower, W: (upper * (lower @ W.T)).sum(axis=1) / 2,
            ),
            Slip(
                "sign-of-the-coupling",
                "the coupling has the wrong sign. A positive weight makes it cheap that both of its ends are active: "
                "-s W s.",
                lambda upper, lower, W: -(upper * (lower @ W.T)).sum(axis=1),
            ),
            Slip("pair-missing", "the connections are missing: -s^l·(W^l s^(l-1)).", lambda upper, lower, W: 0.0),
            Slip(
                "upper-end-missing",
                "what a layer receives has not been multiplied by its state: s^l·(W^l s^(l-1)).",
                lambda upper, lower, W: (lower @ W.T).sum(axis=1),
            ),
            Slip(
                "transposed",
                "W has been used the other way round: it is s[l-1] @ W[l].T. In layers of equal size no shape warns "
                "you.",
                lambda upper, lower, W: (upper * (lower @ W)).sum(axis=1),
            ),
            Slip(
                "pair-averaged",
                "the connections have been averaged over the units. Add.",
                lambda upper, lower, W: (upper * (lower @ W.T)).mean(axis=1),
            ),
            Slip(
                "sums-multiplied",
                "sums have been multiplied. Each unit has its own product s_j·z_j; add afterwards.",
                lambda upper, lower, W: upper.sum(axis=1) * (lower @ W.T).sum(axis=1),
            ),
        ),
        "E",
        "E",
    ),
    Site(
        "bias",
        (
            Slip("bias-missing", "the biases are missing: -s·b.", lambda s, b: 0.0),
            Slip(
                "bias-raises",
                "the bias has the wrong sign. A positive bias makes an active unit cheaper: -s·b.",
                lambda s, b: -s @ b,
            ),
            Slip("bias-without-state", "b has not been multiplied by the state: -s·b.", lambda s, b: b.sum()),
            Slip("bias-halved", "the biases count with a ½: -s·b has none.", lambda s, b: s @ b / 2),
            Slip("bias-twice", "the biases have been counted twice.", lambda s, b: 2 * s @ b),
            Slip("bias-averaged", "s·b has been averaged over the units. Add.", lambda s, b: (s * b).mean(axis=1)),
        ),
        "E",
        "E",
    ),
    Site(
        "layers",
        (
            Slip("last-layer-left-out", "the last layer has been left out of the sum.", lambda L: range(1, L)),
            Slip("first-layer-left-out", "the first layer has been left out of the sum.", lambda L: range(2, L + 1)),
            Slip(
                "last-layer-only",
                "only the last layer is counted: each layer overwrites the one before. Add them up, with +=.",
                lambda L: range(L, L + 1),
            ),
            Slip("first-layer-only", "only the first layer is counted. Is a return inside the loop?", lambda L: [1]),
        ),
        "E",
        "E",
    ),
    Site(
        "total",
        (
            Slip(
                "input-counted",
                "the inputs have been given an energy ½ x² of their own. They are clamped: only s[1] to s[L] count.",
                lambda E, C, s, beta: E + (s[0] ** 2).sum(axis=1) / 2,
            ),
            Slip(
                "total-for-energy",
                "this is F = E + βC. Asked for is the energy of the network alone.",
                lambda E, C, s, beta: E + beta * C,
            ),
            Slip(
                "cost-for-energy",
                "the cost has been added to the energy. E is the energy of the network alone; the cost comes in with "
                "β.",
                lambda E, C, s, beta: E + C,
            ),
            Slip("energy-negative", "E has the wrong sign: ½ s² - s·z.", lambda E, C, s, beta: -E),
            Slip(
                "mean-over-the-batch",
                "this has been averaged over the examples. Asked for is one number for each, shape (m,).",
                lambda E, C, s, beta: E.mean(),
            ),
            Slip(
                "sum-over-the-batch",
                "this has been added over the examples. Asked for is one number for each, shape (m,).",
                lambda E, C, s, beta: E.sum(),
            ),
            Slip(
                "divided-by-m",
                "this has been divided by m. Asked for is one number for each example: no mean over them.",
                lambda E, C, s, beta: E / len(E),
            ),
            Slip("column", "this is a column, (m, 1). Leave out keepdims.", lambda E, C, s, beta: E[:, None]),
        ),
        "E",
        "E",
    ),
)

COST = (
    Site(
        "cost",
        (
            Slip(
                "cost-without-half",
                "the ½ of the cost is missing. With it the pull is β(y - s), without it twice as much.",
                lambda s, Y: ((s - Y) ** 2).sum(axis=1),
            ),
            Slip(
                "mean-over-outputs",
                "½ (s - y)² has been averaged over the outputs. Add.",
                lambda s, Y: ((s - Y) ** 2).mean(axis=1) / 2,
            ),
            Slip(
                "mean-squared-error",
                "this is the mean of (s - y)² over the outputs. The cost is ½ Σ (s - y)²: it adds over them.",
                lambda s, Y: ((s - Y) ** 2).mean(axis=1),
            ),
            Slip(
                "norm-for-square",
                "the length of s - y stands where its square belongs: ½ Σ (s - y)².",
                lambda s, Y: np.sqrt(((s - Y) ** 2).sum(axis=1)) / 2,
            ),
            Slip(
                "length-of-the-error",
                "this is the length of s - y. The cost is half of its square.",
                lambda s, Y: np.sqrt(((s - Y) ** 2).sum(axis=1)),
            ),
            Slip("square-forgotten", "s - y has not been squared.", lambda s, Y: (s - Y).sum(axis=1) / 2),
            Slip(
                "absolute-error",
                "|s - y| stands where (s - y)² belongs.",
                lambda s, Y: np.abs(s - Y).sum(axis=1) / 2,
            ),
            Slip("sum-squared", "the sum has been squared, not each error.", lambda s, Y: (s - Y).sum(axis=1) ** 2 / 2),
            Slip("cost-negative", "C has the wrong sign.", lambda s, Y: -((s - Y) ** 2).sum(axis=1) / 2),
            Slip(
                "mean-over-the-batch",
                "this has been averaged over the examples. Asked for is one number for each, shape (m,).",
                lambda s, Y: ((s - Y) ** 2).sum() / 2 / len(s),
            ),
            Slip(
                "sum-over-the-batch",
                "this has been added over the examples. Asked for is one number for each, shape (m,).",
                lambda s, Y: ((s - Y) ** 2).sum() / 2,
            ),
            Slip(
                "divided-by-m",
                "this has been divided by m. Asked for is one number for each example: no mean over them.",
                lambda s, Y: ((s - Y) ** 2).sum(axis=1) / 2 / len(s),
            ),
            Slip(
                "column",
                "this is a column, (m, 1). Leave out keepdims.",
                lambda s, Y: ((s - Y) ** 2).sum(axis=1)[:, None] / 2,
            ),
            Slip(
                "not-added",
                "every output stands there with its own cost. The cost of an example adds over them.",
                lambda s, Y: (s - Y) ** 2 / 2,
            ),
            Slip(
                "cross-entropy",
                "this is the cross-entropy. The cost here is ½ Σ (s - y)².",
                lambda s, Y: -(Y * np.log(s) + (1 - Y) * np.log(1 - s)).sum(axis=1),
            ),
        ),
        "C",
        "C",
    ),
)

FORCES = (
    Site(
        "held",
        (
            Slip(
                "square-missing",
                "-s is missing, which comes from ½ s². This is where a unit would go; asked for is the force.",
                lambda s: 0.0,
            ),
            Slip("half-of-the-square", "-2s stands where -s belongs: the own energy has a ½.", lambda s: -2 * s),
            Slip("half-kept", "-½s stands where -s belongs: the 2 of the square cancels the ½.", lambda s: -s / 2),
            Slip("square-negative", "+s stands where -s belongs: the own energy pulls a unit to 0.", lambda s: s),
            Slip("own-energy-for-its-slope", "-½s² stands where its slope belongs, -s.", lambda s: -(s**2) / 2),
        ),
        "the forces",
        "forces",
    ),
    Site(
        "below",
        (
            Slip(
                "nothing-from-below",
                "the layer below is missing: s[l-1] @ W[l].T.",
                lambda s, W, l: 0.0,
            ),
            Slip("below-subtracted", "what comes from below has the wrong sign.", lambda s, W, l: -s[l - 1] @ W[l].T),
            Slip(
                "below-multiplied-by-the-state",
                "what comes from below has been multiplied by s. That is the energy; the force is its slope.",
                lambda s, W, l: s[l] * (s[l - 1] @ W[l].T),
            ),
            Slip("below-halved", "what comes from below has been halved.", lambda s, W, l: s[l - 1] @ W[l].T / 2),
            Slip("below-twice", "what comes from below has been added twice.", lambda s, W, l: 2 * s[l - 1] @ W[l].T),
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
        "the forces",
        "forces",
    ),
    Site(
        "drive_bias",
        (
            Slip("bias-missing", "the biases are missing: + b.", lambda b, l: 0.0),
            Slip("bias-raises", "the bias has the wrong sign: + b.", lambda b, l: -b[l]),
            Slip("bias-twice", "the biases have been added twice.", lambda b, l: 2 * b[l]),
            Slip(
                "bias-from-both-sides",
                "the bias of the layer above has been added too. A layer has one bias, b[l].",
                lambda b, l: b[l] + b[l + 1] if l + 1 < len(b) else b[l],
            ),
        ),
        "the forces",
        "forces",
    ),
    Site(
        "above",
        (
            Slip(
                "nothing-from-above",
                "the layer above is missing. Its units pull too, by the same weights: s[l+1] @ W[l+1].",
                lambda s, W, l: 0.0,
            ),
            Slip(
                "above-subtracted",
                "what comes from the layer above has the wrong sign. It pulls like what comes from below.",
                lambda s, W, l: -s[l + 1] @ W[l + 1],
            ),
            Slip("above-halved", "what comes from above has been halved.", lambda s, W, l: s[l + 1] @ W[l + 1] / 2),
            Slip("above-twice", "what comes from above has been added twice.", lambda s, W, l: 2 * s[l + 1] @ W[l + 1]),
            Slip(
                "weights-up-for-down",
                "on the way down the weights are used as on the way up. With examples as rows it is s[l-1] @ W[l].T "
                "from below and s[l+1] @ W[l+1] from above. In layers of equal size no shape warns you.",
                lambda s, W, l: s[l + 1] @ W[l + 1].T,
            ),
            Slip(
                "own-weights-from-above",
                "from the layer above the weights W[l] have been used. Between l and l + 1 stand W[l+1].",
                lambda s, W, l: s[l + 1] @ W[l],
            ),
            Slip(
                "always-the-outputs",
                "every hidden layer hears the outputs. The layer above l is s[l+1].",
                lambda s, W, l: s[-1] @ W[l + 1],
            ),
            Slip(
                "above-multiplied-by-the-state",
                "what comes from above has been multiplied by s. That is the energy; the force is its slope.",
                lambda s, W, l: s[l] * (s[l + 1] @ W[l + 1]),
            ),
        ),
        "the forces",
        "forces",
    ),
    Site(
        "slope",
        (
            Slip(
                "slope-of-another-sigmoid",
                "the drive has been multiplied by s(1 - s), the slope of the smooth sigmoid. -∂F/∂s has no slope of ρ.",
                lambda s: s * (1 - s),
            ),
            Slip("state-times-force", "the drive has been multiplied by s: that is the energy.", lambda s: s),
        ),
        "the forces",
        "forces",
    ),
    Site(
        "pull",
        (
            Slip("pull-missing", "the pull at the outputs is missing: β(y - s).", lambda s, Y, beta: 0.0),
            Slip(
                "pull-the-wrong-way",
                "the pull has the wrong sign. The force is -β ∂C/∂s = β(y - s): for β > 0 it pulls towards y.",
                lambda s, Y, beta: beta * (s - Y),
            ),
            Slip("pull-without-beta", "the pull y - s stands there without its factor β.", lambda s, Y, beta: Y - s),
            Slip(
                "pull-to-the-target-only",
                "the pull is β(y - s), not βy. It must vanish where the output is right.",
                lambda s, Y, beta: beta * Y,
            ),
            Slip(
                "cost-without-half",
                "the pull is twice as large: the 2 of the square cancels the ½ of the cost.",
                lambda s, Y, beta: 2 * beta * (Y - s),
            ),
            Slip("half-kept-in-the-pull", "the pull has been halved.", lambda s, Y, beta: beta * (Y - s) / 2),
            Slip("size-of-beta", "the sign of β has been dropped.", lambda s, Y, beta: abs(beta) * (Y - s)),
            Slip(
                "no-negative-pull",
                "with a negative β there is no pull here. It pushes.",
                lambda s, Y, beta: max(beta, 0) * (Y - s),
            ),
            Slip(
                "cost-for-its-slope",
                "β times the cost stands where its slope belongs, β(y - s).",
                lambda s, Y, beta: -beta * (s - Y) ** 2 / 2,
            ),
            Slip(
                "pull-over-outputs",
                "the pull has been divided by the number of outputs. The cost adds over them.",
                lambda s, Y, beta: beta * (Y - s) / Y.shape[1],
            ),
            Slip(
                "pull-over-examples",
                "the pull has been divided by m. Each example has its own.",
                lambda s, Y, beta: beta * (Y - s) / len(Y),
            ),
            Slip("divided-by-beta", "y - s has been divided by β. Multiply.", lambda s, Y, beta: (Y - s) / (beta or 1)),
            Slip("pull-minus-the-state", "the brackets are missing: βy - s.", lambda s, Y, beta: beta * Y - s),
        ),
        "the forces",
        "forces",
    ),
    Site(
        "hidden_pull",
        (
            Slip(
                "pulled-everywhere",
                "hidden layers are pulled too. The cost knows only the outputs. In layers of equal size no shape warns "
                "you.",
                lambda s, Y, beta: beta * (Y - s) if s.shape == Y.shape else s @ np.zeros(0),
            ),
        ),
        "the forces",
        "forces",
    ),
    Site(
        "turned",
        (
            Slip("uphill", "this is ∂F/∂s, the slope. A force pulls downhill: -∂F/∂s.", lambda force, s, beta: -force),
            Slip(
                "response-for-force",
                "the drive has been clipped. That is how far a unit will move in the end. The force is the slope of "
                "the energy, which has no clip.",
                lambda force, s, beta: np.clip(force + s, 0, 1) - s,
            ),
            Slip(
                "clipped-state-for-force",
                "this is where the unit would go, and clipped. Asked for is the force itself.",
                lambda force, s, beta: np.clip(force + s, 0, 1),
            ),
            Slip(
                "force-clipped",
                "the force has been clipped to [0, 1]. States lie there; a force may have any size and sign.",
                lambda force, s, beta: np.clip(force, 0, 1),
            ),
            Slip(
                "force-over-examples",
                "the forces have been divided by m.",
                lambda force, s, beta: force / len(force),
            ),
            Slip(
                "force-averaged",
                "the forces have been averaged over the examples. Each example has its own states.",
                lambda force, s, beta: force.mean(axis=0),
            ),
            Slip(
                "total-force-with-beta",
                "the whole force has been multiplied by β. Only the pull has this factor.",
                lambda force, s, beta: beta * force,
            ),
        ),
        "the forces",
        "forces",
    ),
)

SITES = (*ENERGY, *COST, *FORCES)

"""The tasks of exercise 03, from a calculation by hand to a backward pass for any network."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part, ValueTask
from bpcourse.tasks.diagnosis import Scale
from bpcourse.tasks.judgement import Word
from bplib.activations import sigmoid, softmax


def _slope(z):
    return sigmoid.slope(np.asarray(z, float))


def _scales(m: int, **others: int) -> tuple[Scale, ...]:
    """Return the batch size, and other sizes by name, as factors that an answer may be off by."""
    return (
        Scale(m, "batch-size", f"m = {m}, the batch size"),
        *(Scale(value, "layer-size", f"{value}, the number of {name}") for name, value in others.items()),
    )


# --- 03.1 by hand: x = (1, -2), y = 1, a 2-2-1 network

X1, Y1 = np.array([1.0, -2.0]), np.array([1.0])
W1, B1 = np.array([[1.0, 0.5], [0.5, -0.25]]), np.array([0.0, -0.5])
W2, B2 = np.array([[3.0, -2.0]]), np.array([0.5])


def _by_hand(slope_out=_slope, slope_hidden=_slope, back=W2, sign=1.0) -> dict:
    """Return the entries of task 03.1, with a piece replaced for each mistake."""
    z1 = W1 @ X1 + B1
    a1 = sigmoid(z1)
    z2 = W2 @ a1 + B2
    a2 = sigmoid(z2)
    delta2 = sign * (a2 - Y1) * slope_out(z2)
    delta1 = (back.T @ delta2) * slope_hidden(z1)
    return {"a2": a2[0], "delta2": delta2[0], "delta1": delta1, "dW1": np.outer(delta1, X1)}


def _only(entries: dict, *names: str) -> dict:
    return {name: entries[name] for name in names}


def _ones(z):
    return np.ones_like(z)


BY_HAND = ValueTask(
    id="03.1",
    title="A network by hand",
    answer="by_hand",
    difficulty=1,
    minutes=15,
    section="lesson 3, sections 3 to 5",
    tolerance=2e-3,
    truth=_by_hand,
    parts=(Part("a2", 0.5), Part("delta2", 0.5), Part("delta1", 0.5), Part("dW1", 0.5)),
    mistakes=(
        Mistake(
            "bias-forgotten",
            "The bias of the output is missing: z² = W² a¹ + b².",
            lambda: {"a2": sigmoid(W2 @ sigmoid(W1 @ X1 + B1))[0]},
        ),
        Mistake(
            "weighted-input",
            "This is z², the weighted input. The activation is σ(z²).",
            lambda: {"a2": (W2 @ sigmoid(W1 @ X1 + B1) + B2)[0]},
        ),
        Mistake(
            "no-slope",
            "This is a - y alone. BP1 multiplies it by σ'(z²) = a (1 - a).",
            lambda: _only(_by_hand(slope_out=_ones), "delta2", "delta1", "dW1"),
        ),
        Mistake(
            "sigma-for-slope",
            "Here σ(z) stands where σ'(z) = σ(z) (1 - σ(z)) belongs.",
            lambda: _only(_by_hand(slope_out=sigmoid), "delta2", "delta1", "dW1"),
        ),
        Mistake(
            "slope-of-a",
            "σ' has been taken at a instead of z. With a at hand, σ'(z) is simply a (1 - a).",
            lambda: _only(_by_hand(slope_out=lambda z: _slope(sigmoid(z))), "delta2", "delta1", "dW1"),
        ),
        Mistake(
            "target-minus-answer",
            "The sign is wrong: δ holds a - y, answer minus target.",
            lambda: _only(_by_hand(sign=-1.0), "delta2", "delta1", "dW1"),
        ),
        Mistake(
            "no-hidden-slope",
            "BP2 multiplies by the slope of the hidden unit, σ'(z¹). It is missing.",
            lambda: _only(_by_hand(slope_hidden=_ones), "delta1", "dW1"),
        ),
        Mistake(
            "hidden-sigma-for-slope",
            "In BP2, σ(z¹) stands where σ'(z¹) belongs.",
            lambda: _only(_by_hand(slope_hidden=sigmoid), "delta1", "dW1"),
        ),
        Mistake(
            "weights-left-out",
            "BP2 carries δ² back through the weights of W². They are missing.",
            lambda: _only(_by_hand(back=np.ones((1, 2))), "delta1", "dW1"),
        ),
        Mistake(
            "dW-transposed",
            "This is the transpose: row j of ∂C/∂W belongs to the unit j that receives.",
            lambda: {"dW1": _by_hand()["dW1"].T},
        ),
        Mistake(
            "dW-from-activations",
            "BP4 multiplies by what comes in at the start of the weight: for W¹ that is x, not a¹.",
            lambda: {"dW1": np.outer(_by_hand()["delta1"], sigmoid(W1 @ X1 + B1))},
        ),
    ),
    hints=(
        "Go forwards first: z¹ = W¹ x + b¹. Both entries are easy numbers, 0 and 0.5.",
        "σ'(z) = a (1 - a), so σ'(0) = 0.25. For BP2: δ¹_j = (w²_1j · δ²) · σ'(z¹_j).",
        "∂C/∂w¹_jk = x_k · δ¹_j: row j holds δ¹_j times each input.",
    ),
)


# --- 03.2 BP1

MEAN_SQUARED_ERROR = (
    "This belongs to the mean of (a - y)² over the outputs. The cost here is ½ Σ (a - y)²: it adds over them."
)


def _draw_output(m: int):
    def draw(rng):
        return rng.normal(0, 1.5, (m, 5)), rng.random((m, 5))

    return draw


OUTPUT_ERROR = FunctionTask(
    id="03.2",
    title="BP1: the error of the output layer",
    answer="output_error",
    difficulty=1,
    minutes=10,
    section="lesson 3, section 3",
    oracle=lambda Z, Y: (sigmoid(Z) - Y) * _slope(Z),
    scales=lambda Z, Y: _scales(len(Z), outputs=Z.shape[1]),
    parts=(Part("one example", 0.5, _draw_output(1)), Part("a batch of seven", 0.5, _draw_output(7))),
    mistakes=(
        Mistake("no-slope", "This is a - y alone. BP1 multiplies it by σ'(z).", lambda Z, Y: sigmoid(Z) - Y),
        Mistake(
            "sigma-for-slope",
            "Here σ(z) stands where σ'(z) = σ(z) (1 - σ(z)) belongs.",
            lambda Z, Y: (sigmoid(Z) - Y) * sigmoid(Z),
        ),
        Mistake(
            "slope-of-a",
            "σ' has been taken at a instead of z: slope(z) needs the weighted input.",
            lambda Z, Y: (sigmoid(Z) - Y) * _slope(sigmoid(Z)),
        ),
        Mistake(
            "no-sigma",
            "The cost looks at the activations: a = σ(z), not z, is compared with y.",
            lambda Z, Y: (Z - Y) * _slope(Z),
        ),
        Mistake(
            "cost-not-slope",
            "This is built from the cost ½ (a - y)². δ needs its derivative, a - y.",
            lambda Z, Y: (sigmoid(Z) - Y) ** 2 / 2 * _slope(Z),
        ),
        Mistake(
            "mean-squared-error",
            MEAN_SQUARED_ERROR,
            lambda Z, Y: 2 * (sigmoid(Z) - Y) * _slope(Z) / Y.shape[1],
        ),
        Mistake(
            "mean-over-batch",
            "δ belongs to each example: no mean or sum over the batch here. That comes in BP3 and BP4.",
            lambda Z, Y: ((sigmoid(Z) - Y) * _slope(Z)).mean(axis=0),
        ),
    ),
    hints=(
        "Two factors: how the cost changes with a, and how a changes with z.",
        "The first factor is a - y with a = σ(z). The second is slope(Z).",
        "Everything works entry by entry on the whole array; no loop is needed.",
    ),
)


# --- 03.3 BP2


def _draw_hidden(n_next: int, n: int):
    def draw(rng):
        return rng.normal(size=n_next), rng.normal(size=(n_next, n)), rng.normal(0, 1.5, n)

    return draw


def _if_square(make):
    """Return ``make`` restricted to a square W, where the shapes of a wrong transpose fit."""

    def made(delta, W, z):
        if W.shape[0] != W.shape[1]:
            raise ValueError("shapes do not fit")
        return make(delta, W, z)

    return made


HIDDEN_ERROR = FunctionTask(
    id="03.3",
    title="BP2: one layer back, one example",
    answer="hidden_error",
    difficulty=2,
    minutes=15,
    section="lesson 3, section 4",
    oracle=lambda delta, W, z: (W.T @ delta) * _slope(z),
    scales=lambda delta, W, z: (Scale(len(delta), "layer-size", f"{len(delta)}, the size of the next layer"),),
    parts=(
        Part("from 3 units back to 5", 1.0, _draw_hidden(3, 5)),
        Part("from 4 units back to 4", 1.0, _draw_hidden(4, 4)),
    ),
    mistakes=(
        Mistake(
            "not-transposed",
            "W has been used as in the forward pass. Backwards, the errors are collected over the first index: the "
            "transpose of W. With equal layer sizes no shape warns you.",
            _if_square(lambda delta, W, z: (W @ delta) * _slope(z)),
        ),
        Mistake("no-slope", "The slope of the unit, σ'(z), is missing.", lambda delta, W, z: W.T @ delta),
        Mistake(
            "sigma-for-slope",
            "Here σ(z) stands where σ'(z) = σ(z) (1 - σ(z)) belongs.",
            lambda delta, W, z: (W.T @ delta) * sigmoid(z),
        ),
        Mistake(
            "slope-of-a",
            "σ' has been taken at a = σ(z) instead of z.",
            lambda delta, W, z: (W.T @ delta) * _slope(sigmoid(z)),
        ),
        Mistake(
            "one-path",
            "Only the path through the first unit of the next layer is counted. Add over all paths.",
            lambda delta, W, z: W[0] * delta[0] * _slope(z),
        ),
        Mistake(
            "mean-over-paths",
            "The paths are averaged here. They must be added.",
            lambda delta, W, z: (W.T @ delta) / len(delta) * _slope(z),
        ),
        Mistake(
            "slope-twice",
            "σ'(z) has been multiplied in twice.",
            lambda delta, W, z: (W.T @ delta) * _slope(z) ** 2,
        ),
        Mistake(
            "weights-left-out",
            "The errors of the next layer are added up without their weights.",
            lambda delta, W, z: delta.sum() * _slope(z),
        ),
    ),
    hints=(
        "Unit j feeds every unit k of the next layer. What does a nudge of z_j change there?",
        "δ_j = (Σ_k w_kj δ_k) σ'(z_j). The sum runs over the first index of W.",
        "A sum over the first index of W is a product with W.T.",
    ),
)


# --- 03.4 BP3 and BP4


def _draw_layer(m: int, n: int, n_prev: int):
    def draw(rng):
        return rng.normal(size=(m, n)), rng.normal(size=(m, n_prev))

    return draw


LAYER_GRADIENT = FunctionTask(
    id="03.4",
    title="BP3 and BP4: the gradients of a layer",
    answer="layer_gradient",
    difficulty=2,
    minutes=15,
    section="lesson 3, sections 5 and 8",
    names=("grad_W", "grad_b"),
    oracle=lambda D, A: (D.T @ A / len(D), D.mean(axis=0)),
    scales=lambda D, A: _scales(len(D), units=D.shape[1]),
    parts=(
        Part("one example", 0.5, _draw_layer(1, 3, 5)),
        Part("a batch of seven", 1.0, _draw_layer(7, 3, 5)),
        Part("as many examples as units", 0.5, _draw_layer(4, 4, 4)),
    ),
    mistakes=(
        Mistake(
            "sum-for-mean",
            "This is the sum over the batch. The cost is the mean, so divide by m.",
            lambda D, A: (D.T @ A, D.sum(axis=0)),
        ),
        Mistake(
            "bias-wrong-axis",
            "The bias gradient is averaged over the wrong axis: over the examples (axis 0), not over the units.",
            lambda D, A: (D.T @ A / len(D), D.mean(axis=1)),
        ),
        Mistake(
            "product-of-means",
            "This is the product of the two means. Multiply for each example first, then average.",
            lambda D, A: (np.outer(D.mean(axis=0), A.mean(axis=0)), D.mean(axis=0)),
        ),
        Mistake(
            "overwritten",
            "Only the last example is left: in the loop each one overwrites the one before. Add them up, with +=.",
            lambda D, A: (np.outer(D[-1], A[-1]) / len(D), D[-1] / len(D)),
        ),
        Mistake(
            "one-example",
            "Only the first example is counted.",
            lambda D, A: (np.outer(D[0], A[0]), D[0]),
        ),
        Mistake(
            "transposed",
            "grad_W is the transpose: it must have the shape of W, (units of this layer, units of the layer before).",
            lambda D, A: (A.T @ D / len(D), D.mean(axis=0)),
        ),
        Mistake(
            "not-transposed",
            "D itself stands where D.T belongs. With as many examples as units no shape warns you.",
            lambda D, A: (D @ A / len(D), D.mean(axis=0)),
        ),
        Mistake(
            "bias-collapsed",
            "grad_b has been averaged over the units too: one number for each unit is expected.",
            lambda D, A: (D.T @ A / len(D), D.mean()),
        ),
    ),
    hints=(
        "For one example: ∂C/∂w_jk = a_k δ_j and ∂C/∂b_j = δ_j. Then the mean over the examples.",
        "The matrix product D.T @ A sums a_k δ_j over the examples.",
        "grad_W = D.T @ A / m, grad_b = the mean of D over axis 0.",
    ),
)


# --- 03.5 the whole backward pass


def _draw_network(m: int, *sizes: int):
    def draw(rng):
        W = [None] + [rng.normal(0, 1, (n, k)) for k, n in pairwise(sizes)]
        b = [None] + [rng.normal(0, 0.5, n) for n in sizes[1:]]
        return W, b, rng.normal(size=(m, sizes[0])), rng.random((m, sizes[-1]))

    return draw


def _forward(W, b, X):
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(sigmoid(Z[l]))
    return Z, A


def _backward(W, b, X, Y, slope=None, back=None, start=None, inputs=None, divide=None):
    """Return (grad_W, grad_b) by BP1-BP4; each option replaces one piece, to make a mistake."""
    slope = slope or (lambda Z, A, l: _slope(Z[l]))
    back = back or (lambda D, W, l: D[l + 1] @ W[l + 1])
    inputs = inputs or (lambda A, l: A[l - 1])
    L, m = len(W) - 1, divide or len(X)
    Z, A = _forward(W, b, X)
    D = [None] * (L + 1)
    D[L] = (A[L] - Y) * _slope(Z[L]) if start is None else start(Z, A, Y)
    for l in range(L - 1, 0, -1):
        D[l] = back(D, W, l) * slope(Z, A, l)
    grad_W = [None, *(D[l].T @ inputs(A, l) / m for l in range(1, L + 1))]
    return grad_W, [None, *(D[l].sum(axis=0) / m for l in range(1, L + 1))]


def _output_times(slope):
    """Return a BP1 that multiplies a - y by ``slope(z)``."""
    return lambda Z, A, Y: (A[-1] - Y) * slope(Z[-1])


def _updated_first(rate: float):
    """Return a backward pass that moves W[l + 1] by that learning rate before BP2 uses it."""

    def back(D, W, l, A):
        return D[l + 1] @ (W[l + 1] - rate * D[l + 1].T @ A[l] / len(D[l + 1]))

    def made(W, b, X, Y):
        _, A = _forward(W, b, X)
        return _backward(W, b, X, Y, back=lambda D, W, l: back(D, W, l, A))

    return made


BACKWARD = FunctionTask(
    id="03.5",
    title="The whole backward pass",
    answer="backward",
    difficulty=3,
    minutes=30,
    section="lesson 3, sections 7 and 8",
    names=("grad_W", "grad_b"),
    oracle=_backward,
    scales=lambda W, b, X, Y: _scales(len(X), outputs=Y.shape[1]),
    most_time=60,
    too_slow="The gradient is right, but it took far longer than a backward pass should. Did you measure it with "
    "differences? A backward pass costs less than two forward passes.",
    parts=(
        Part("one hidden layer", 1.0, _draw_network(7, 4, 6, 3)),
        Part("three hidden layers", 1.0, _draw_network(5, 4, 6, 3, 7, 8)),
        Part("layers of equal size", 1.0, _draw_network(9, 5, 5, 5, 5)),
        Part("a network with 9,956 parameters", 1.0, _draw_network(13, 120, 75, 10, 11)),
    ),
    mistakes=(
        Mistake(
            "no-output-slope",
            "BP1 lacks σ'(z^L). The difference a - y alone belongs to the cross-entropy.",
            lambda W, b, X, Y: _backward(W, b, X, Y, start=lambda Z, A, Y: A[-1] - Y),
        ),
        Mistake(
            "sigma-for-output-slope",
            "In BP1, σ(z^L) stands where σ'(z^L) belongs.",
            lambda W, b, X, Y: _backward(W, b, X, Y, start=_output_times(sigmoid)),
        ),
        Mistake(
            "output-slope-of-a",
            "In BP1, σ' is taken at a^L instead of z^L.",
            lambda W, b, X, Y: _backward(W, b, X, Y, start=_output_times(lambda z: _slope(sigmoid(z)))),
        ),
        Mistake(
            "sigma-for-every-slope",
            "σ(z) stands where σ'(z) belongs, in BP1 and in BP2.",
            lambda W, b, X, Y: _backward(W, b, X, Y, start=_output_times(sigmoid), slope=lambda Z, A, l: A[l]),
        ),
        Mistake(
            "every-slope-of-a",
            "σ' is taken at a instead of z, in BP1 and in BP2.",
            lambda W, b, X, Y: _backward(
                W, b, X, Y, start=_output_times(lambda z: _slope(sigmoid(z))), slope=lambda Z, A, l: _slope(A[l])
            ),
        ),
        Mistake(
            "no-slope",
            "In BP2 the slope σ'(z^l) of the hidden units is missing.",
            lambda W, b, X, Y: _backward(W, b, X, Y, slope=lambda Z, A, l: 1.0),
        ),
        Mistake(
            "sigma-for-slope",
            "In BP2, σ(z^l) stands where σ'(z^l) belongs.",
            lambda W, b, X, Y: _backward(W, b, X, Y, slope=lambda Z, A, l: A[l]),
        ),
        Mistake(
            "slope-of-a",
            "In BP2, σ' is taken at a^l instead of z^l.",
            lambda W, b, X, Y: _backward(W, b, X, Y, slope=lambda Z, A, l: _slope(A[l])),
        ),
        Mistake(
            "slope-of-next-layer",
            "In BP2 the slope is that of another layer: δ^l needs σ'(z^l), of the same layer l.",
            lambda W, b, X, Y: _backward(W, b, X, Y, slope=lambda Z, A, l: _slope(Z[l + 1])),
        ),
        Mistake(
            "wrong-layer-weights",
            "BP2 goes back through the weights that leave the layer, W^{l+1}. Here W^l has been used.",
            lambda W, b, X, Y: _backward(W, b, X, Y, back=lambda D, W, l: D[l + 1] @ W[l]),
        ),
        Mistake(
            "transposed-back",
            "In BP2 the weights are transposed. With examples as rows it is D[l+1] @ W[l+1], without a transpose.",
            lambda W, b, X, Y: _backward(W, b, X, Y, back=lambda D, W, l: D[l + 1] @ W[l + 1].T),
        ),
        Mistake(
            "delta-not-passed",
            "Each hidden layer takes the error of the last layer, δ^L. BP2 takes that of the next layer, δ^{l+1}.",
            lambda W, b, X, Y: _backward(W, b, X, Y, back=lambda D, W, l: D[len(W) - 1] @ W[l + 1]),
        ),
        Mistake(
            "activation-of-same-layer",
            "BP4 multiplies by what comes in, a^{l-1}. Here the activation a^l of the same layer has been used.",
            lambda W, b, X, Y: _backward(W, b, X, Y, inputs=lambda A, l: A[l]),
        ),
        *(
            Mistake(
                f"updated-first-{rate:g}",
                "The weights have been moved before the error was passed down. All δ first, with the old weights.",
                _updated_first(rate),
            )
            for rate in (0.01, 0.1, 0.5, 1, 2, 3, 10)
        ),
        Mistake(
            "sum-for-mean",
            "This is the sum over the batch. The cost is the mean, so divide by m.",
            lambda W, b, X, Y: _backward(W, b, X, Y, divide=1),
        ),
        Mistake(
            "divided-by-outputs",
            "This has been divided by the number of outputs, too. The cost of an example adds over them: only the mean "
            "over the examples is taken.",
            lambda W, b, X, Y: _backward(W, b, X, Y, divide=Y.size),
        ),
        Mistake("mean-squared-error", MEAN_SQUARED_ERROR, lambda W, b, X, Y: _backward(W, b, X, Y, divide=Y.size / 2)),
    ),
    hints=(
        "Forwards first, keeping every Z[l] and A[l]. Then D[L], then down to D[1]. Gradients last.",
        "D[l] = (D[l+1] @ W[l+1]) * slope(Z[l]) for l = L-1, ..., 1.",
        "Return two lists that begin with None: grad_W[l] has the shape of W[l], grad_b[l] that of b[l].",
    ),
)


# --- 03.6 softmax with cross-entropy


def _softmax_loss(Z, Y):
    S = Z - Z.max(axis=1, keepdims=True)
    log_A = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    return -(Y * log_A).sum(axis=1).mean(), np.exp(log_A) - Y


def _naive_softmax_loss(Z, Y):
    A = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    return -(Y * np.log(A)).sum(axis=1).mean(), A - Y


def _cost_from_rounded(Z, Y):
    A = softmax(Z)
    return -(Y * np.log(A)).sum(axis=1).mean(), A - Y


def _draw_classes(size: float):
    def draw(rng):
        Z = rng.normal(0, 1, (6, 4))
        Y = np.eye(4)[rng.permutation([0, 1, 2, 3, 0, 1])]
        return Z * size, Y

    return draw


def _with(delta=None, cost=None):
    """Return a wrong softmax_loss made of a wrong cost or a wrong δ; what is None stays right."""

    def made(Z, Y):
        right_cost, right_delta = _softmax_loss(Z, Y)
        return (right_cost if cost is None else cost(Z, Y)), (right_delta if delta is None else delta(Z, Y))

    return made


def _clipped(limit: str) -> Mistake:
    """Return the mistake of keeping a that far away from 0, by a limit or by adding it."""
    return Mistake(
        f"clipped-{limit}",
        f"The outputs have been kept {limit} away from 0. That avoids ln 0, but no example can cost more than "
        f"{-np.log(float(limit)):.0f}: the network looks less wrong than it is. Compute ln a from z.",
        _with(cost=lambda Z, Y: -(Y * np.log(np.clip(softmax(Z), float(limit), 1))).sum(axis=1).mean()),
    )


SOFTMAX_LOSS = FunctionTask(
    id="03.6",
    title="Softmax and cross-entropy, safely",
    answer="softmax_loss",
    difficulty=3,
    minutes=20,
    section="lesson 3, section 10",
    names=("cost", "delta"),
    oracle=_softmax_loss,
    scales=lambda Z, Y: _scales(len(Z), classes=Z.shape[1]),
    parts=(
        Part("ordinary weighted inputs", 1.5, _draw_classes(1.5)),
        Part("weighted inputs of a thousand", 1.5, _draw_classes(1000.0)),
    ),
    mistakes=(
        Mistake(
            "overflow",
            "e^z has overflowed. Subtract the largest z of each row first: the quotient stays the same.",
            _naive_softmax_loss,
        ),
        Mistake(
            "ln-zero",
            "The cost takes ln of an output that has been rounded to 0. Compute ln a from z: "
            "ln a_j = z_j - ln Σ e^z, with the largest z subtracted.",
            _cost_from_rounded,
        ),
        *map(_clipped, ("1e-7", "1e-8", "1e-9", "1e-10", "1e-12", "1e-15")),
        Mistake(
            "softmax-over-batch",
            "The outputs sum to 1 over the wrong axis. It is the classes of each example, axis 1.",
            _with(
                delta=lambda Z, Y: softmax(Z.T).T - Y,
                cost=lambda Z, Y: -(Y * np.log(softmax(Z.T).T)).sum(axis=1).mean(),
            ),
        ),
        Mistake(
            "softmax-over-all",
            "The outputs sum to 1 over the whole array. Each example needs a sum of its own: axis=1, keepdims=True.",
            _with(
                delta=lambda Z, Y: np.exp(Z) / np.exp(Z).sum() - Y,
                cost=lambda Z, Y: -(Y * np.log(np.exp(Z) / np.exp(Z).sum())).sum(axis=1).mean(),
            ),
        ),
        Mistake("target-not-subtracted", "δ is a - y. The target is missing.", _with(delta=lambda Z, Y: softmax(Z))),
        Mistake(
            "with-slope",
            "δ has been multiplied by a (1 - a). For softmax with cross-entropy the Jacobian has already cancelled.",
            _with(delta=lambda Z, Y: (softmax(Z) - Y) * softmax(Z) * (1 - softmax(Z))),
        ),
        Mistake(
            "delta-averaged",
            "δ belongs to each example; the mean over the batch comes in BP3 and BP4.",
            _with(delta=lambda Z, Y: (softmax(Z) - Y) / len(Z)),
        ),
        Mistake(
            "cost-sum",
            "The cost is the mean over the examples, and this is the sum.",
            _with(cost=lambda Z, Y: _softmax_loss(Z, Y)[0] * len(Z)),
        ),
        Mistake(
            "cost-mean-over-classes",
            "The cost of an example adds over the classes; only over the examples is the mean taken.",
            _with(cost=lambda Z, Y: _softmax_loss(Z, Y)[0] / Z.shape[1]),
        ),
        Mistake(
            "binary-cross-entropy",
            "This is the binary cross-entropy, with a term for 1 - y. With classes only -Σ y ln a counts.",
            _with(cost=lambda Z, Y: -(Y * np.log(softmax(Z)) + (1 - Y) * np.log(1 - softmax(Z))).sum(axis=1).mean()),
        ),
    ),
    hints=(
        "Start with S = Z minus the largest entry of each row. Nothing in the softmax changes.",
        "ln a = S - ln Σ e^S, row by row (axis=1, keepdims=True). From it follow both results.",
        "cost = mean over the rows of -Σ y ln a; δ = e^{ln a} - y.",
    ),
)


# --- 03.7 what it costs


def _counts(sizes):
    weights = [n * k for k, n in pairwise(sizes)]
    return sum(weights), 2 * sum(weights) - weights[0]


def _with_units(layers: slice):
    """Return counts whose backward pass has one more product for each unit of the layers ``sizes[1:][layers]``."""

    def made(sizes):
        forward, backward = _counts(sizes)
        return forward, backward + sum(sizes[1:][layers])

    return made


ONE_FOR_EACH_UNIT = (
    "Backwards this counts one more for each {}. The products with σ' are left out of this count, and BP3 multiplies "
    "nothing."
)


def _draw_sizes(layers: int):
    def draw(rng):
        return ([int(n) for n in rng.choice(np.arange(3, 40), layers, replace=False)],)

    return draw


MULTIPLY_ADDS = FunctionTask(
    id="03.7",
    title="Count the work",
    answer="multiply_adds",
    difficulty=2,
    minutes=10,
    section="lesson 3, section 12",
    names=("forward", "backward"),
    oracle=_counts,
    parts=(
        Part("one hidden layer", 0.5, _draw_sizes(3)),
        Part("three hidden layers", 1.0, _draw_sizes(5)),
        Part("no hidden layer", 0.5, _draw_sizes(2)),
    ),
    mistakes=(
        Mistake(
            "error-of-the-input",
            "BP2 has been counted for the first layer too. No weight needs the error of the input.",
            lambda sizes: (_counts(sizes)[0], 2 * _counts(sizes)[0]),
        ),
        Mistake(
            "bp2-forgotten",
            "Backwards there are two products a layer: BP4 for the gradient, and BP2 to pass the error down.",
            lambda sizes: (_counts(sizes)[0], _counts(sizes)[0]),
        ),
        Mistake(
            "bp4-forgotten",
            "BP4 costs a multiplication for each weight as well.",
            lambda sizes: (_counts(sizes)[0], _counts(sizes)[0] - sizes[0] * sizes[1]),
        ),
        Mistake(
            "both-passes",
            "This is the sum of both passes. The backward pass alone is asked for.",
            lambda sizes: (_counts(sizes)[0], sum(_counts(sizes))),
        ),
        Mistake("slopes-counted", ONE_FOR_EACH_UNIT.format("unit"), _with_units(slice(None))),
        Mistake("hidden-slopes-counted", ONE_FOR_EACH_UNIT.format("hidden unit"), _with_units(slice(-1))),
        Mistake(
            "biases-counted",
            "Biases are added, not multiplied: they do not count.",
            lambda sizes: (
                _counts(sizes)[0] + sum(sizes[1:]),
                2 * (_counts(sizes)[0] + sum(sizes[1:])) - sizes[1] * (sizes[0] + 1),
            ),
        ),
        Mistake(
            "last-layer-left-out",
            "BP2 has been left out for the last layer instead of the first.",
            lambda sizes: (_counts(sizes)[0], 2 * _counts(sizes)[0] - sizes[-1] * sizes[-2]),
        ),
        Mistake(
            "units-for-weights",
            "These are units. A layer has n_l times n_{l-1} weights.",
            lambda sizes: (sum(sizes[1:]), 2 * sum(sizes[1:]) - sizes[1]),
        ),
    ),
    hints=(
        "Each weight is used once in the forward pass.",
        "Backwards each weight is used in BP4, and in BP2 unless it belongs to the first layer.",
        "pairwise(sizes) from itertools gives (n_{l-1}, n_l) for each layer.",
    ),
)


# --- 03.8 predict, measure, conclude

PACE = Word(("faster", "slower", "equally fast"))

SATURATION = ValueTask(
    id="03.8",
    title="Predict, measure, conclude: the slowest mistake",
    answer="saturation",
    difficulty=3,
    minutes=15,
    section="lesson 3, section 9",
    tolerance=5e-3,
    truth=lambda: {"z": np.log(2), "delta": 4 / 27, "conclusion": "slower"},
    parts=(Part("z", 0.75), Part("delta", 0.75), Part("conclusion", 0.5, judgement=PACE)),
    mistakes=(
        Mistake(
            "steepest-sigmoid",
            "At z = 0 the sigmoid is steepest, but δ is that slope times a - y = a, which grows with z.",
            lambda: {"z": 0.0, "delta": 0.125},
        ),
        Mistake(
            "slope-only",
            "This is the largest slope of the sigmoid. δ multiplies it by a - y.",
            lambda: {"delta": 0.25},
        ),
        Mistake(
            "activation-not-z",
            "This is the activation a at the maximum. Asked for is the weighted input z.",
            lambda: {"z": 2 / 3},
        ),
        Mistake(
            "cross-entropy",
            "This is δ of the cross-entropy, a - y. The quadratic cost multiplies it by σ'(z).",
            lambda: {"delta": 2 / 3},
        ),
        Mistake(
            "cost-not-delta",
            "This is the cost at that point, ½ a². Asked for is δ.",
            lambda: {"delta": (2 / 3) ** 2 / 2},
        ),
        Mistake(
            "target-one",
            "This belongs to the target 1. Here the target is 0.",
            lambda: {"z": -np.log(2), "delta": -4 / 27},
        ),
        Mistake(
            "more-wrong-is-faster",
            "Look at δ for z = 5 and for z = 10: beyond the maximum it falls, though the answer gets worse.",
            lambda: {"conclusion": "faster"},
        ),
        Mistake(
            "no-difference",
            "Compare δ at z = 1, 5 and 10. It is not the same.",
            lambda: {"conclusion": "equally fast"},
        ),
    ),
    hints=(
        "Compute δ(z) = a · a (1 - a) on a fine grid of z and look for the largest value.",
        "np.linspace(-10, 10, 20001) is fine enough; np.argmax finds the place.",
        "The maximum lies where a = 2/3.",
    ),
)

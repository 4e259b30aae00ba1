"""Task 11.1: the gradient of the input, and one adversarial step."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e11_many_goals.seeds import (
    draw_labels,
    draw_weights,
    forward,
    of_examples,
    one_hot,
    piece_of,
    softmax,
)
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip


def _attack(
    W,
    b,
    X,
    Y,
    epsilon,
    *,
    seed=lambda P, Y: P - Y,
    slope=lambda A: 1 - A**2,
    last=lambda D, W, X: D @ W,
    given_back=lambda g: g,
    push=lambda g, epsilon: epsilon * np.sign(g),
    move=lambda X, push: X + push,
    clip=lambda x, X, push: np.clip(x, 0, 1),
) -> tuple:
    """Return g_x and X_new; each keyword is a piece that a slip may replace."""
    A, Z = forward(W, b, X)
    D = seed(softmax(Z), Y)
    for w, a in zip(W[:1:-1], A[:0:-1], strict=True):
        D = (D @ w) * slope(a)
    g = given_back(last(D, W[1], X))
    step = push(g, epsilon)
    return g, clip(move(X, step), X, step)


def _draw(m: int, *sizes: int, epsilon: float, gain: float = 1.5):
    """Return a draw in which the step leaves the range of pixels at both ends."""

    def draw(rng):
        while True:
            W, b = draw_weights(rng, sizes, gain)
            Y = one_hot(draw_labels(rng, m, sizes[-1]), sizes[-1])
            given = W, b, rng.beta(0.7, 0.7, (m, sizes[0])), Y, epsilon * rng.uniform(0.9, 1.1)
            moved = _attack(*given, clip=lambda x, X, step: x)[1]
            if moved.min() < -0.01 and moved.max() > 1.01:
                return given

    return draw


def _unit(g, order):
    return g / np.linalg.norm(g, ord=order, axis=1, keepdims=True)


BP1 = "At the top stands P - Y, with the labels Y that are given."
SEEDS = (
    Slip("seed-of-the-wrong-sign", f"this is Y - P: it points to a smaller cost. {BP1}", lambda P, Y: Y - P),
    Slip(
        "predicted-label",
        f"the class that the network prefers stands where the label belongs. {BP1}",
        lambda P, Y: P - one_hot(P.argmax(axis=1), P.shape[1]),
    ),
    Slip(
        "slope-of-tanh-at-the-top",
        f"1 - P² has been multiplied in. Softmax with cross-entropy needs no slope. {BP1}",
        lambda P, Y: (P - Y) * (1 - P**2),
    ),
    Slip("label-left-out", f"the label is missing: this is P alone. {BP1}", lambda P, Y: P),
    Slip(
        "slope-of-a-sigmoid",
        f"P (1 - P) has been multiplied in. Softmax with cross-entropy needs no slope. {BP1}",
        lambda P, Y: (P - Y) * P * (1 - P),
    ),
    Slip(
        "softmax-skipped",
        f"this is ∂C/∂a = -Y/P; the way back through the softmax is missing. {BP1}",
        lambda P, Y: -Y / P,
    ),
    Slip(
        "gradient-of-the-probability",
        "this is the way to a higher probability of the label, ∂p/∂z, and not ∂C/∂z of the cost -ln p. " + BP1,
        lambda P, Y: (P * Y).sum(axis=1, keepdims=True) * (Y - P),
    ),
    Slip(
        "gradient-of-the-logit",
        "this is the gradient of the label's weighted input z, and not of the cost. " + BP1,
        lambda P, Y: Y,
    ),
    Slip(
        "gradient-of-all-outputs",
        "this is the gradient of the sum of all z of the last layer, and not of the cost. " + BP1,
        lambda P, Y: np.ones_like(P),
    ),
    Slip(
        "labels-of-the-next-example",
        "each example has the label of another one. " + BP1,
        lambda P, Y: P - np.roll(Y, -1, axis=0),
    ),
    Slip(
        "pushed-to-the-rarest-class",
        "the class that the network likes least stands where the label belongs. " + BP1,
        lambda P, Y: P - one_hot(P.argmin(axis=1), P.shape[1]),
    ),
)
SLOPE = "BP2 multiplies by the slope of tanh, 1 - a²."
SLOPES = (
    Slip("no-slope", f"the slope is missing. {SLOPE}", np.ones_like),
    Slip("slope-of-the-logistic-function", f"a (1 - a) is the slope of the sigmoid. {SLOPE}", lambda A: A * (1 - A)),
    Slip("slope-not-squared", f"this is 1 - a. {SLOPE}", lambda A: 1 - A),
    Slip("slope-of-a", f"tanh has been applied to a once more. {SLOPE}", lambda A: 1 - np.tanh(A) ** 2),
    Slip("tanh-for-its-slope", f"a stands where the slope belongs. {SLOPE}", lambda A: A),
)
INPUT = "An input is no unit and has no slope: ∂C_x/∂x = δ¹ W¹."
LAST = (
    Slip("slope-at-the-input", f"1 - x² has been multiplied in. {INPUT}", lambda D, W, X: (D @ W) * (1 - X**2)),
    Slip(
        "sigmoid-slope-at-the-input", f"x (1 - x) has been multiplied in. {INPUT}", lambda D, W, X: D @ W * X * (1 - X)
    ),
    Slip("times-the-input", f"x has been multiplied in: input times gradient. {INPUT}", lambda D, W, X: (D @ W) * X),
    Slip(
        "pseudo-inverse",
        f"W¹ has been inverted. A gradient goes back through the transpose, not through the inverse. {INPUT}",
        lambda D, W, X: D @ np.linalg.pinv(W).T,
    ),
    Slip("weights-without-sign", f"|W¹| stands there. {INPUT}", lambda D, W, X: D @ np.abs(W)),
    Slip(
        "delta-left-out",
        f"δ¹ is missing: these are sums of the weights. {INPUT}",
        lambda D, W, X: np.ones_like(D) @ W,
    ),
)
EACH = "g_x belongs to each example's own cost C_x, and no mean is taken."
GIVEN_BACK = (
    Slip("divided-by-m", f"it has been divided by m, as if it belonged to the mean cost. {EACH}", lambda g: g / len(g)),
    Slip(
        "averaged-over-examples",
        f"every example has the mean of all. {EACH}",
        lambda g: np.broadcast_to(g.mean(axis=0), g.shape).copy(),
    ),
    Slip(
        "summed-over-examples",
        f"every example has the sum of all. {EACH}",
        lambda g: np.broadcast_to(g.sum(axis=0), g.shape).copy(),
    ),
    Slip("saliency", f"the absolute value has been taken. {EACH}", np.abs),
    Slip("sign-returned", f"the sign has been taken already. {EACH} The sign belongs to the step.", np.sign),
    Slip("normalised", f"each row has been given the length 1. {EACH}", lambda g: _unit(g, 2)),
    Slip("first-example-for-all", f"every example has that of the first. {EACH}", lambda g: g[:1] + 0 * g),
)
STEP = "The step is ε sign(g_x): each input moves by ε, whatever the size of its gradient."
PUSHES = (
    Slip(
        "largest-of-all-step",
        f"g_x has been divided by the largest entry of all examples. {STEP}",
        lambda g, e: e * g / np.abs(g).max(),
    ),
    Slip("no-sign", f"the sign is missing: this is ε g_x. {STEP}", lambda g, e: e * g),
    Slip("unit-length-step", f"g_x has been divided by its length. {STEP}", lambda g, e: e * _unit(g, 2)),
    Slip("largest-entry-step", f"g_x has been divided by its largest entry. {STEP}", lambda g, e: e * _unit(g, np.inf)),
    Slip(
        "whole-length-step",
        f"g_x has been divided by one length of all examples. {STEP}",
        lambda g, e: e * g / np.linalg.norm(g),
    ),
    Slip("epsilon-left-out", f"ε is missing. {STEP}", lambda g, e: np.sign(g)),
    Slip(
        "largest-only",
        f"only the largest entry of each row moves. {STEP}",
        lambda g, e: e * np.sign(g) * (np.abs(g) == np.abs(g).max(axis=1, keepdims=True)),
    ),
    Slip("only-upwards", f"only entries with a positive gradient move. {STEP}", lambda g, e: e * (g > 0)),
    Slip("half-a-step", f"ε has been halved. {STEP}", lambda g, e: e / 2 * np.sign(g)),
    Slip(
        "epsilon-of-255",
        f"ε has been divided by 255. The pixels lie between 0 and 1, and so does ε. {STEP}",
        lambda g, e: e / 255 * np.sign(g),
    ),
    Slip(
        "one-sign-a-row",
        f"one sign has been taken for a whole row. {STEP}",
        lambda g, e: e * np.sign(g.sum(axis=1, keepdims=True)) + 0 * g,
    ),
)
UP = "An attack makes the cost larger: X + ε sign(g_x)."
MOVES = (
    Slip("descends", f"the step has been subtracted: the cost gets smaller. {UP}", lambda X, s: X - s),
    Slip("step-alone", f"X is missing: this is the step alone. {UP}", lambda X, s: s),
    Slip("x-times-the-step", f"X has been multiplied by the step. {UP}", lambda X, s: X * (1 + s)),
)
BACK = "X_new is cut off at 0 and at 1."
CLIPS = (
    Slip("not-clipped", f"some pixels are below 0 or above 1. {BACK}", lambda x, X, s: x),
    Slip(
        "not-clipped-at-0",
        f"it has been cut off at 1, and below not at 0 (at -1, or not at all). {BACK}",
        lambda x, X, s: np.clip(x, -1, 1),
    ),
    Slip("clipped-below-only", f"it has been cut off at 0 only. {BACK}", lambda x, X, s: np.maximum(x, 0)),
    Slip("step-clipped", f"the step has been cut off, not X_new. {BACK}", lambda x, X, s: X + np.clip(s, 0, 1)),
    Slip("wrapped", f"what is beyond 1 comes in again at 0. {BACK}", lambda x, X, s: x % 1),
    Slip(
        "stretched",
        f"X_new has been stretched to reach from 0 to 1. {BACK}",
        lambda x, X, s: (x - x.min()) / (x.max() - x.min()),
    ),
    Slip(
        "left-where-it-would-leave",
        f"pixels that would leave the range have not been moved. {BACK}",
        lambda x, X, s: np.where((x < 0) | (x > 1), X, x),
    ),
    Slip(
        "clipped-to-the-range-of-X",
        f"it has been cut off at the smallest and largest entry of X. {BACK}",
        lambda x, X, s: np.clip(x, X.min(), X.max()),
    ),
)


def _only(pieces: dict):
    """Return an answer whose g_x is right, and whose step is made with other pieces."""
    return lambda *given: (_attack(*given)[0], _attack(*given, **pieces)[1])


MISTAKES = (
    Mistake(
        "only-the-perturbation",
        "X_new is only the difference that the step makes. It is asked for with X.",
        lambda W, b, X, Y, e: (_attack(W, b, X, Y, e)[0], _attack(W, b, X, Y, e)[1] - X),
    ),
    Mistake(
        "layers-left-out",
        "The gradient of a network without hidden slopes, a product of matrices alone, has been taken, and its sign.",
        lambda *given: _attack(*given, slope=np.ones_like, given_back=np.sign),
    ),
    *(
        Mistake(
            f"{slip.id}-in-the-step-only",
            f"g_x is right, but in the step {slip.words}",
            _only({"given_back": slip.piece}),
        )
        for slip in GIVEN_BACK
        if slip.id in ("averaged-over-examples", "first-example-for-all")
    ),
    Mistake(
        "predicted-label-in-the-step-only",
        "g_x is right, but the step uses the class that the network prefers, not the label.",
        _only({"seed": piece_of(SEEDS, "predicted-label")}),
    ),
)

INPUT_GRADIENT = FunctionTask(
    id="11.1",
    title="The gradient of the input",
    misconceptions="divided by m; stopped at δ¹; a slope at the input; the step without its sign, downhill or without "
    "a cut at 0 and 1; the network's own answer for the label",
    answer="attack",
    difficulty=2,
    minutes=20,
    section="lesson 11b, section 5",
    names=("g_x", "X_new"),
    oracle=_attack,
    sites=(
        Site("last", LAST, called="the product with W¹"),
        Site("seed", SEEDS, called="δ of the last layer"),
        Site("slope", SLOPES, called="the slope"),
        Site("given_back", GIVEN_BACK),
        Site("push", PUSHES, result="X_new"),
        Site("move", MOVES, result="X_new"),
        Site("clip", CLIPS, result="X_new"),
    ),
    in_pairs=5,
    mistakes=MISTAKES,
    parts=(
        Part("one hidden layer", 0.75, _draw(7, 6, 5, 4, epsilon=0.15)),
        Part("two hidden layers", 0.75, _draw(4, 8, 6, 5, 3, epsilon=0.25)),
        Part("no hidden layer", 0.5, _draw(5, 7, 3, epsilon=0.1, gain=2.5), telling=False),
        Part("one example", 0.25, _draw(1, 5, 4, 3, epsilon=0.3), telling=False),
        Part("as many units everywhere as examples", 0.25, _draw(4, 4, 4, 4, epsilon=0.3), telling=False),
    ),
    scales=lambda W, b, X, *_: (of_examples(len(X)),),
    hints=(
        "Forward: tanh in the hidden layers, softmax at the end. Then δ of the last layer is P - Y, and BP2 goes back "
        "to δ¹. What would BP2 give for layer 0, if it had no slope?",
        "g_x = D[1] @ W[1], one row for each example. No mean: each row belongs to that example's own cost.",
        "X_new = np.clip(X + epsilon * np.sign(g_x), 0, 1). Without hidden layer the loop over BP2 runs not at all.",
    ),
    insight="One more product than learning needs, and the gradient arrives in the picture. All goals that join two "
    "networks use it.",
)

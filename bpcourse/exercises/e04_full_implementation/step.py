"""Task 04.3: one training step."""

from __future__ import annotations

from functools import partial

import numpy as np

from bpcourse.exercises.common.network_gradient import BACKWARD_SITES, network_gradient
from bpcourse.exercises.common.slips import sigmoid_slope
from bpcourse.exercises.e04_full_implementation.forward import forward_in_pieces
from bpcourse.exercises.e04_full_implementation.rarer_steps import step_rarely
from bpcourse.exercises.e04_full_implementation.shared import OUTPUT_ERRORS, batch_scale, random_parameters
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip
from bplib.activations import sigmoid


def _against(p, g, eta):
    """Return a parameter after a step against its gradient."""
    return p - eta * g


def _step(
    W,
    b,
    X,
    Y,
    eta,
    *,
    move=_against,
    new_weights=None,
    new_biases=None,
    share=lambda m: 1.0,
    updated_first=False,
    way_back=lambda D, W, l, A: D @ W[l + 1],
    weight_mean=lambda D, A: D.T @ A / len(D),
    slope_out=np.ones_like,
    **pieces,
):
    """Return (W, b) after a step; each keyword is a piece that a slip may replace, ``pieces`` those of the gradient.

    ``share`` is what the whole gradient is multiplied by; ``new_weights`` and ``new_biases`` are moves, too.
    """
    new_weights, new_biases, whole = new_weights or move, new_biases or move, share(len(X))

    def back(D, W, l, A):
        moved = {l + 1: new_weights(W[l + 1], whole * weight_mean(D, A[l]), eta)} if updated_first else {}
        return way_back(D, [moved.get(k, w) for k, w in enumerate(W)] if moved else W, l, A)

    gradients = network_gradient(W, b, X, Y, slope_out=slope_out, way_back=back, weight_mean=weight_mean, **pieces)
    return _moved(W, gradients[0], new_weights, eta, whole), _moved(b, gradients[1], new_biases, eta, whole)


def _moved(blocks, gradient, new, eta, whole):
    return [None, *(new(p, whole * g, eta) for p, g in zip(blocks[1:], gradient[1:], strict=True))]


MOVES = (
    Slip("ascends", "the step goes uphill. Subtract the gradient: θ ← θ - η ∂C/∂θ.", lambda p, g, eta: p + eta * g),
    Slip(
        "rate-forgotten",
        "the learning rate is missing: the whole gradient has been subtracted.",
        lambda p, g, eta: p - g,
    ),
    Slip(
        "not-moved",
        "these parameters are as they were. The step has not been made, or its result is not returned.",
        lambda p, g, eta: p,
    ),
    Slip(
        "gradient-returned",
        "this is the gradient. Asked for are the parameters after the step.",
        lambda p, g, eta: g,
    ),
    Slip("step-returned", "this is the step alone, -η ∂C/∂θ. Add it to the parameters.", lambda p, g, eta: -eta * g),
    Slip("rate-twice", "the learning rate has been multiplied in twice.", lambda p, g, eta: p - eta**2 * g),
    Slip(
        "ascends-without-rate",
        "the gradient has been added, without the learning rate: θ ← θ - η ∂C/∂θ.",
        lambda p, g, eta: p + g,
    ),
    Slip(
        "divided-by-rate",
        "the gradient has been divided by the learning rate. Multiply by it.",
        lambda p, g, eta: p - g / eta,
    ),
    Slip(
        "step-without-parameters",
        "η ∂C/∂θ stands alone. It is to be subtracted from the parameters.",
        lambda p, g, eta: eta * g,
    ),
    Slip(
        "brackets-around-all",
        "η (θ - ∂C/∂θ): the rate belongs to the gradient only.",
        lambda p, g, eta: eta * (p - g),
    ),
    Slip(
        "times-parameter",
        "the step has been multiplied by the parameter: θ - η θ ∂C/∂θ. The parameter does not belong there.",
        lambda p, g, eta: p * (1 - eta * g),
    ),
    Slip(
        "sign-of-gradient",
        "the step looks only at the sign of the gradient, not at its size.",
        lambda p, g, eta: p - eta * np.sign(g),
    ),
    Slip("moved-twice", "the step has been made twice.", lambda p, g, eta: p - 2 * eta * g),
    Slip("half-a-step", "only half of the step has been made.", lambda p, g, eta: p - eta * g / 2),
    Slip(
        "gradient-normalised",
        "the gradient has been divided by its length.",
        lambda p, g, eta: p - eta * g / np.linalg.norm(g),
    ),
    Slip(
        "gradient-clipped",
        "the gradient has been kept between -1 and 1.",
        lambda p, g, eta: p - eta * np.clip(g, -1, 1),
    ),
    Slip("step-turned", "η ∂C/∂θ - θ has the signs exchanged.", lambda p, g, eta: eta * g - p),
    Slip("decayed", "the parameter itself has been reduced by the share η too.", lambda p, g, eta: p - eta * (g + p)),
    Slip("step-replaces", "1 - η ∂C/∂θ: the parameter is missing.", lambda p, g, eta: 1 - eta * g),
)

SHARES = (
    Slip(
        "sum-for-mean",
        "the gradient is the sum over the batch. The cost is the mean, so divide by m.",
        lambda m: m,
    ),
    Slip("divided-twice", "the gradient has been divided by m twice.", lambda m: 1 / m),
    Slip(
        "twice-sum",
        "the gradient is twice the sum over the batch. The cost is the mean, so divide by m; and the 2 belongs to a "
        "square, which the cross-entropy has not.",
        lambda m: 2 * m,
    ),
    Slip(
        "half-sum",
        "the gradient is half the sum over the batch. The cost is the mean: divide by m, and by nothing else.",
        lambda m: m / 2,
    ),
    Slip("divided-by-root-of-m", "the gradient has been divided by √m. The mean divides by m.", lambda m: m**0.5),
    Slip("half-mean", "the gradient has been divided by 2 m. There is no ½ in this cost.", lambda m: 0.5),
    Slip(
        "divided-by-m-minus-1",
        "the gradient has been divided by m - 1. The mean divides by m.",
        lambda m: m / (m - 1),
    ),
)

UPDATED_FIRST = (
    Slip(
        "updated-first",
        "the weights have been moved before δ was passed down through them. BP2 needs the old ones.",
        True,
    ),
)

SLOPE_TOO_MUCH = "δ of the output is a - y here. It has been {}; with the cross-entropy no slope is left."
OUTPUT_SLOPES = (
    Slip("output-slope-of-a", SLOPE_TOO_MUCH.format("multiplied by σ'(a)"), lambda z: sigmoid_slope(sigmoid(z))),
    Slip("output-slope-of-tanh", SLOPE_TOO_MUCH.format("multiplied by 1 - a²"), lambda z: 1 - sigmoid(z) ** 2),
    Slip("output-times-activation", SLOPE_TOO_MUCH.format("multiplied by a"), sigmoid),
    Slip("output-times-z", SLOPE_TOO_MUCH.format("multiplied by z"), lambda z: z),
    Slip("output-slope-from-z", SLOPE_TOO_MUCH.format("multiplied by z (1 - z)"), lambda z: z * (1 - z)),
)

PASSES = (
    Slip(
        "forward-without-bias",
        "the biases are missing: z = W a + b.",
        partial(forward_in_pieces, with_bias=lambda s, b, l: s),
    ),
    Slip(
        "linear-output",
        "the last layer has no sigmoid. Its answer is a = σ(z), as in every layer.",
        partial(forward_in_pieces, last=lambda z: z),
    ),
    Slip(
        "z-passed-on",
        "the next layer is fed with Z[l-1]. It must get the activations A[l-1].",
        partial(forward_in_pieces, incoming=lambda A, Z, l: Z[l - 1] if l > 1 else A[0]),
    ),
    Slip(
        "tanh-hidden",
        "the hidden layers have tanh instead of the sigmoid.",
        partial(forward_in_pieces, hidden=np.tanh),
    ),
    Slip(
        "hidden-relu",
        "the hidden layers have the ReLU. Here every layer has the sigmoid.",
        partial(forward_in_pieces, hidden=lambda z: np.maximum(z, 0)),
    ),
    Slip(
        "no-sigmoid",
        "there is no sigmoid.",
        partial(forward_in_pieces, hidden=lambda z: z, last=lambda z: z),
    ),
    Slip(
        "z-overwritten",
        "Z holds the activations: they have been written over the weighted inputs.",
        partial(forward_in_pieces, kept=lambda Z, A, W, b: ([None, *A[1:]], A)),
    ),
    Slip(
        "a-is-z",
        "A holds the weighted inputs.",
        partial(forward_in_pieces, kept=lambda Z, A, W, b: (Z, [A[0], *Z[1:]])),
    ),
    Slip(
        "bias-subtracted",
        "the biases are subtracted: z = W a + b.",
        partial(forward_in_pieces, with_bias=lambda s, b, l: s - b[l]),
    ),
)


FURTHER_ON = (
    Slip(
        "weights-further-on",
        "the error goes back through the weights that leave the layer, W^{l+1}. Here those of a later layer have been "
        "used.",
        lambda D, W, l, A: D @ W[min(l + 2, len(W) - 1)],
    ),
)


def _without_fixed_rates(site: Site) -> Site:
    """Return a site without the slips of moving the weights by a rate that is not η."""
    return site._replace(slips=tuple(slip for slip in site.slips if not slip.id.startswith("updated-first-")))


# --- mistakes that are no slip at a piece


def _only_layer(l: int):
    """Return a step that moves one layer only."""

    def made(*arguments):
        kept = [[*blocks] for blocks in arguments[:2]]
        for blocks, new in zip(kept, _step(*arguments), strict=True):
            blocks[l] = new[l]
        return tuple(kept)

    return made


def _in_turn(weights_first: bool):
    """Return a step for which the second kind of parameters gets a gradient of its own, after the first has moved."""

    def made(W, b, X, Y, eta):
        new_W, new_b = _step(W, b, X, Y, eta)
        if weights_first:
            return new_W, _step(new_W, b, X, Y, eta)[1]
        return _step(W, new_b, X, Y, eta)[0], new_b

    return made


def _one_by_one(share):
    """Return a step after each example, with the rate ``share(m)`` η."""

    def made(W, b, X, Y, eta):
        for x, y in zip(X, Y, strict=True):
            W, b = _step(W, b, x[None], y[None], share(len(X)) * eta)
        return W, b

    return made


EACH_EXAMPLE = (
    "The parameters have been moved after each example. In one step on a minibatch all examples see the same "
    "parameters: collect the gradient of all of them, divide by m, then move once."
)


def _draw_step(m: int, *sizes: int):
    def draw(rng):
        W, b = random_parameters(rng, *sizes)
        Y = (rng.random((m, sizes[-1])) < 0.5).astype(float)
        return W, b, rng.normal(size=(m, sizes[0])), Y, float(rng.uniform(1.2, 1.8) * rng.choice([0.5, 2.0]))

    return draw


STEP = FunctionTask(
    id="04.3",
    title="One training step",
    misconceptions="a weight moved before δ has passed through it; arrays of the caller changed",
    answer="step",
    difficulty=3,
    minutes=25,
    section="lesson 4, sections 4 and 6",
    names=("W", "b"),
    oracle=_step,
    sites=(
        Site("move", MOVES),
        Site("share", SHARES),
        Site("new_weights", MOVES, "the step of the weights"),
        Site("new_biases", MOVES, "the step of the biases"),
        Site("updated_first", UPDATED_FIRST),
        Site("difference", OUTPUT_ERRORS),
        *map(_without_fixed_rates, BACKWARD_SITES),
        Site("way_back", FURTHER_ON, "BP2"),
        Site("slope_out", OUTPUT_SLOPES),
        Site("activations", PASSES, "the forward pass"),
    ),
    in_pairs=5,
    rarely=step_rarely(_step),
    scales=lambda W, b, X, Y, eta: (batch_scale(len(X)),),
    most_time=60,
    too_slow="The step is right, but it took far longer than a backward pass should. Was the gradient measured with "
    "differences?",
    passes_on=(network_gradient,),
    called={
        "difference": "the difference of answer and target",
        "move": "the new parameters",
    },
    parts=(
        Part("one hidden layer", 1.0, _draw_step(7, 4, 6, 3)),
        Part("three hidden layers", 1.0, _draw_step(5, 4, 6, 3, 7, 8)),
        Part("layers of equal size", 0.5, _draw_step(9, 5, 5, 5, 5), telling=False),
        Part("a network with 9,956 parameters", 0.5, _draw_step(13, 120, 75, 10, 11)),
    ),
    mistakes=(
        Mistake(
            "ascends",
            "The step goes uphill: the gradient has been added, or δ holds y - a. Subtract the gradient, "
            "θ ← θ - η ∂C/∂θ, with δ = a - y.",
            lambda W, b, X, Y, eta: _step(W, b, X, Y, -eta),
        ),
        Mistake(
            "nothing-moved",
            "These are the parameters as they were. The step has not been made, or its result is not returned.",
            lambda W, b, X, Y, eta: (W, b),
        ),
        Mistake("last-layer-only", "Only the last layer has moved.", _only_layer(-1)),
        Mistake("first-layer-only", "Only the first layer has moved.", _only_layer(1)),
        Mistake(
            "divided-by-outputs",
            "The gradient has been divided by the number of outputs, too. The cost of an example adds over them: only "
            "the mean over the examples is taken.",
            partial(_step, difference=lambda a, y, z: (a - y) / y.shape[1]),
        ),
        Mistake("each-example", EACH_EXAMPLE, _one_by_one(lambda m: 1)),
        Mistake("each-example-by-m", EACH_EXAMPLE, _one_by_one(lambda m: 1 / m)),
        Mistake(
            "biases-after-weights",
            "The weights have been moved before the gradient of the biases was computed. Compute the whole gradient "
            "with the old parameters, then move.",
            _in_turn(weights_first=True),
        ),
        Mistake(
            "weights-after-biases",
            "The biases have been moved before the gradient of the weights was computed. Compute the whole gradient "
            "with the old parameters, then move.",
            _in_turn(weights_first=False),
        ),
        Mistake(
            "two-steps",
            "Two steps have been made, one after the other. Asked for is one.",
            lambda W, b, X, Y, eta: _step(*_step(W, b, X, Y, eta), X, Y, eta),
        ),
    ),
    hints=(
        "Compute the whole gradient first, with the old parameters. Move afterwards.",
        "δ of the last layer is A[L] - Y, since the cost is the cross-entropy. Then BP2, BP3, BP4 with the mean.",
        "new_W[l] = W[l] - eta * grad_W[l] makes a new array. W[l] -= ... would change the caller's.",
    ),
    insight=(
        "A right gradient still needs a fitting rate: lesson 4, section 7, solves XOR in 10,000 epochs from 80 % "
        "of 200 starts at rate 0.1, from all at 1."
    ),
)

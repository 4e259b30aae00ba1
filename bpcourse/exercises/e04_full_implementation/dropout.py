"""Task 04.6: dropout, forwards and back."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e04_full_implementation.rarer_slips import DROPOUT_RARELY
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip


def _stays(draws, p):
    return draws >= p


def _made_up(p, stays):  # noqa: ARG001
    return 1 / (1 - p)


def _dropout(
    A,
    grad,
    draws,
    p,
    *,
    mask=_stays,
    scale=_made_up,
    forwards=lambda A, stays, scale: A * stays * scale,
    mask_back=None,
    scale_back=None,
    backwards=lambda grad, stays, scale, A: grad * stays * scale,
):
    """Return (A, grad) after dropout; each keyword is a piece that a slip may replace.

    ``mask_back`` and ``scale_back``, if given, are those of the backward pass.
    """
    there, back = mask(draws, p), (mask_back or mask)(draws, p)
    return forwards(A, there, scale(p, there)), backwards(grad, back, (scale_back or scale)(p, back), A)


MASKS = (
    Slip(
        "silences-the-others",
        "the wrong units are silenced: those with draws < p must go, the others stay.",
        lambda draws, p: draws < p,
    ),
    Slip(
        "keep-prob-draws",
        "units with draws < 1 - p are kept. That silences a share p as well, but not the units that the task names: "
        "those with draws < p go.",
        lambda draws, p: draws < 1 - p,
    ),
    Slip(
        "one-minus-p-silenced",
        "units with draws < 1 - p are silenced. p is the probability to silence a unit: those with draws < p go.",
        lambda draws, p: draws >= 1 - p,
    ),
    Slip("nothing-silenced", "no unit is silenced.", lambda draws, p: np.ones(draws.shape)),
    Slip(
        "mask-of-first-example",
        "all examples have got the mask of the first. Each example has its own.",
        lambda draws, p: np.broadcast_to(draws[0] >= p, draws.shape),
    ),
    Slip(
        "whole-examples",
        "whole examples are silenced or not, by their first draw. Each unit has its own draw.",
        lambda draws, p: np.broadcast_to(draws[:, :1] >= p, draws.shape),
    ),
    Slip(
        "draws-for-mask",
        "the draws themselves have been multiplied in. They say only who stays.",
        lambda draws, p: draws,
    ),
    Slip(
        "draws-kept-in-mask",
        "the draws of those that stay have been multiplied in. The mask is 1 or 0.",
        lambda draws, p: draws * (draws >= p),
    ),
    Slip(
        "silent-at-p",
        "units with draws equal to p are silenced, too. Only those with draws < p are.",
        lambda draws, p: draws > p,
    ),
    Slip(
        "half-for-p",
        "the draws have been compared with ½, as if every second unit were silenced. Compare with p.",
        lambda draws, p: draws >= 0.5,
    ),
    Slip(
        "sign-for-silence",
        "the silenced units get -1 times their number. They get 0.",
        lambda draws, p: np.where(draws >= p, 1, -1),
    ),
)

SCALES = (
    Slip(
        "not-scaled",
        "the units that stay are not scaled. Without 1/(1 - p) the next layer gets less in training than in use.",
        lambda p, stays: 1.0,
    ),
    Slip(
        "divided-by-p",
        "the units that stay are divided by p. A fraction 1 - p of them stays: divide by 1 - p.",
        lambda p, stays: 1 / p,
    ),
    Slip(
        "scaled-down",
        "the units that stay are multiplied by 1 - p. They must make up for those that are silent: divide.",
        lambda p, stays: 1 - p,
    ),
    Slip("times-p", "the units that stay are multiplied by p. Divide by 1 - p.", lambda p, stays: p),
    Slip(
        "scaled-by-count",
        "the scale is taken from how many units happen to stay. It is 1/(1 - p), whatever the draw.",
        lambda p, stays: 1 / max(float(np.mean(stays)), 1e-9),
    ),
    Slip(
        "scaled-by-count-of-example",
        "the scale is taken from how many units of an example happen to stay. It is 1/(1 - p), whatever the draw.",
        lambda p, stays: 1 / np.maximum(np.mean(stays, axis=1, keepdims=True), 1e-9),
    ),
    Slip(
        "scaled-twice",
        "the units that stay have been divided by 1 - p twice.",
        lambda p, stays: 1 / (1 - p) ** 2,
    ),
    Slip(
        "root-of-scale",
        "the units that stay have been divided by the root of 1 - p.",
        lambda p, stays: (1 - p) ** -0.5,
    ),
    Slip("one-plus-p", "1 + p is not 1/(1 - p).", lambda p, stays: 1 + p),
    Slip(
        "divided-by-one-plus-p",
        "the units that stay are divided by 1 + p. Divide by 1 - p.",
        lambda p, stays: 1 / (1 + p),
    ),
    Slip("scaled-by-two", "the units that stay are doubled. That is right for p = ½ only.", lambda p, stays: 2.0),
    Slip(
        "whole-scale",
        "1/(1 - p) has been rounded to a whole number. Use / and not //.",
        lambda p, stays: 1 // (1 - p),
    ),
    Slip("scale-negative", "p - 1 has the wrong sign: divide by 1 - p.", lambda p, stays: 1 / (p - 1)),
)

FORWARDS = (
    Slip(
        "untouched",
        "the activations have been left as they are.",
        lambda A, stays, scale: A,
    ),
    Slip(
        "brackets-missing",
        "/ 1 - p has no brackets: write / (1 - p).",
        lambda A, stays, scale: A * stays - (1 - 1 / scale),
    ),
    Slip(
        "factors-alone",
        "the factors themselves have been returned. Multiply the activations by them.",
        lambda A, stays, scale: np.asarray(stays * scale, float),
    ),
    Slip(
        "silenced-removed",
        "the silenced units have been taken out of the array. They stay in it, as 0.",
        lambda A, stays, scale: A[np.asarray(stays, bool)] * scale,
    ),
    Slip(
        "only-positive",
        "negative activations have been silenced, too.",
        lambda A, stays, scale: np.maximum(A, 0) * stays * scale,
    ),
    Slip("activation-squared", "the activations have been squared.", lambda A, stays, scale: A * A * stays * scale),
    Slip(
        "silenced-scaled",
        "the silenced units are scaled, and the others left as they are.",
        lambda A, stays, scale: np.where(stays, A, A * scale),
    ),
)

BACKWARDS = (
    Slip(
        "not-masked-back",
        "the gradient has been left as it is. A silenced unit must get none: the same mask, the same scale.",
        lambda grad, stays, scale, A: grad,
    ),
    Slip(
        "times-activation",
        "the gradient has been multiplied by the activations. The slope of a · factor is the factor.",
        lambda grad, stays, scale, A: grad * A * stays * scale,
    ),
    Slip(
        "mask-from-sign",
        "only units with a positive activation get a gradient. An activation may be negative and alive.",
        lambda grad, stays, scale, A: grad * (A > 0) * stays * scale,
    ),
    Slip(
        "mask-from-output",
        "the mask is taken from where the output is not 0. A unit that stays may have the activation 0; it gets its "
        "gradient all the same. Take the mask from draws.",
        lambda grad, stays, scale, A: grad * (A * stays != 0) * scale,
    ),
    Slip(
        "factor-guessed",
        "the factor back has been guessed from output over input, and where the activation is 0 nothing can "
        "be guessed: "
        "there all of the gradient passes. Take the factor from draws and p, the same as forwards.",
        lambda grad, stays, scale, A: grad * np.where(A == 0, 1.0, stays * scale),
    ),
    Slip(
        "factor-guessed",
        "the factor back has been guessed from output over input, and where the activation is 0 that is 0/0. Take the "
        "factor from draws and p, the same as forwards.",
        lambda grad, stays, scale, A: grad * (A * stays * scale / A),
    ),
    Slip(
        "factor-guessed",
        "where the activation is 0 the gradient has been scaled although the unit may be silent. Take the factor from "
        "draws and p, the same as forwards.",
        lambda grad, stays, scale, A: grad * np.where(A == 0, scale, stays * scale),
    ),
    Slip(
        "mask-from-sign-unscaled",
        "only units with a positive output get a gradient, and the scale is missing. An activation may be negative and "
        "alive: take the mask from draws, and divide by 1 - p.",
        lambda grad, stays, scale, A: grad * (A * stays > 0),
    ),
    Slip(
        "dropped-for-gradient",
        "the gradient has been multiplied by the output of dropout. The slope of a · factor is the factor.",
        lambda grad, stays, scale, A: grad * A * stays * scale,
    ),
    Slip(
        "mask-from-output-unscaled",
        "the mask is taken from where the output is not 0, and the scale is missing. Take the mask from draws, and "
        "divide by 1 - p.",
        lambda grad, stays, scale, A: grad * (A * stays != 0),
    ),
    Slip(
        "slope-of-tanh",
        "the slope of tanh, 1 - a², has been multiplied in. That belongs to the layer before, not to dropout.",
        lambda grad, stays, scale, A: grad * (1 - A**2) * stays * scale,
    ),
    Slip(
        "slope-of-sigmoid",
        "a (1 - a) has been multiplied in. That belongs to the layer before, not to dropout.",
        lambda grad, stays, scale, A: grad * A * (1 - A) * stays * scale,
    ),
    Slip(
        "divided-back",
        "the gradient has been divided where the activations were multiplied. By the chain rule it is the same factor.",
        lambda grad, stays, scale, A: grad * stays / scale,
    ),
    Slip(
        "activations-for-gradient",
        "these are the activations after dropout. The gradient is asked for.",
        lambda grad, stays, scale, A: A * stays * scale,
    ),
    Slip(
        "factors-for-gradient",
        "the factors stand there without the gradient that comes back.",
        lambda grad, stays, scale, A: np.asarray(stays * scale, float),
    ),
    Slip("gradient-negative", "the gradient has the wrong sign.", lambda grad, stays, scale, A: -grad * stays * scale),
    Slip(
        "only-the-silenced-back",
        "the silenced units get the gradient, the others none.",
        lambda grad, stays, scale, A: grad * (1 - np.asarray(stays, float)) * scale,
    ),
    Slip(
        "brackets-missing",
        "/ 1 - p has no brackets: write / (1 - p).",
        lambda grad, stays, scale, A: grad * stays - (1 - 1 / scale),
    ),
    Slip(
        "gradient-averaged",
        "the gradient has been divided by m. The mean comes in BP3 and BP4.",
        lambda grad, stays, scale, A: grad * stays * scale / len(grad),
    ),
)


def _draw_dropout(m: int, low: float, high: float, equal: bool = False):
    """Return a draw; one activation that stays is 0, and one draw is p itself if ``equal``.

    p is a whole number of 64ths, so that 1 - p and draws + 1 - p have no error of rounding.
    """

    def draw(rng):
        p = round(float(rng.uniform(low, high)) * 64) / 64
        draws = rng.random((m, 8))
        stay = [p + (1 - p) / 4, p + (1 - p) / 3, p + (1 - p) / 2]
        draws[0] = rng.permutation([p / 2, p / 3, p / 4, *stay, rng.random(), p if equal else rng.random()])
        A = np.tanh(rng.normal(size=(m, 8)))
        A[0, draws[0] == stay[2]] = 0.0
        return A, rng.normal(size=(m, 8)), draws, p

    return draw


DROPOUT = FunctionTask(
    id="04.6",
    title="Dropout, forwards and back",
    misconceptions="a new draw on the way back; the factor $1/(1-p)$ forgotten in one direction",
    answer="dropout",
    difficulty=3,
    minutes=15,
    section="lesson 4, section 13",
    names=("dropped", "grad_A"),
    oracle=_dropout,
    sites=(
        Site("mask", MASKS, called="the mask"),
        Site("scale", SCALES, called="the scale"),
        Site("mask_back", MASKS, "the backward pass"),
        Site("scale_back", SCALES, "the backward pass"),
        Site("forwards", FORWARDS),
        Site("backwards", BACKWARDS),
    ),
    rarely=DROPOUT_RARELY,
    called={
        "forwards": "what goes forward",
        "backwards": "what goes back",
    },
    parts=(
        Part("one example", 0.5, _draw_dropout(1, 0.2, 0.4, equal=True), telling=False),
        Part("a batch, few units silenced", 1.0, _draw_dropout(6, 0.2, 0.4)),
        Part("a batch, most units silenced", 1.0, _draw_dropout(6, 0.6, 0.8)),
    ),
    mistakes=(
        Mistake(
            "p-means-keep",
            "p has been taken as the probability to keep a unit. Here it is the probability to silence it.",
            lambda A, grad, draws, p: tuple(x * (draws < p) / p for x in (A, grad)),
        ),
        Mistake(
            "p-means-keep-strictly",
            "p has been taken as the probability to keep a unit. Here it is the probability to silence it.",
            lambda A, grad, draws, p: tuple(x * (draws <= p) / p for x in (A, grad)),
        ),
        Mistake(
            "brackets-missing-in-the-mask",
            "mask / 1 - p is the mask less p: brackets are missing. Write mask / (1 - p).",
            lambda A, grad, draws, p: tuple(x * ((draws >= p) - p) for x in (A, grad)),
        ),
    ),
    hints=(
        "Make one array of factors from draws and p: 0 for a silenced unit, 1/(1 - p) for the others.",
        "Forwards: A times the factors. By the chain rule the gradient is multiplied by the same factors.",
        "factors = (draws >= p) / (1 - p).",
    ),
    insight=(
        "Dropout multiplies by a mask, and a product sends the gradient back times the other factor: "
        "lesson 2, section 6, says that times swaps."
    ),
)

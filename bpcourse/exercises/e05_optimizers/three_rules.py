"""The three rules of task 05.5, gradient descent, the sign alone and Rprop, in pieces, with the slips made in each."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from bpcourse.tasks import Mistake
from bpcourse.tasks.slips import Site, Slip


def sign(g: float) -> int:
    """Return the sign of a number, 0 for 0."""
    return (g > 0) - (g < 0)


def rprop(
    gradients,
    eta,
    first,
    *,
    begin=lambda first, eta: first,
    before=lambda g: 0.0,
    same=lambda g, last: g * last > 0,
    other=lambda g, last: g * last < 0,
    grow=lambda size, first: min(1.2 * size, 50.0),
    shrink=lambda size, first: max(0.5 * size, 1e-6),
    used=lambda size, before: size,
    direction=lambda g, last: sign(g),
    step=lambda size, direction, eta: -size * direction,
    stay=lambda forward, step: 0.0,
    kept=lambda g, last, changed: 0.0 if changed else g,
    walked=lambda gradients: gradients,
    place=lambda x, moved: x + moved,
    end=lambda x, size, moved: x,
):
    """Return where Rprop ends, (n,); each keyword is a piece that a slip may replace.

    ``same`` and ``other`` compare the signs, ``grow`` and ``shrink`` change Δ, ``used`` is the Δ of the step and
    ``direction`` its sign, ``stay`` is the step after a change of sign, in place of the one ``forward``, and ``kept``
    becomes the last gradient; ``before(g)`` is the last one at the beginning, before g, and ``end`` what is returned of
    a weight; ``walked`` are the gradients that it sees.
    """
    ends = []
    for column in walked(gradients).T.tolist():
        x, last, size, moved = 0.0, before(column[0]), begin(first, eta), 0.0
        for g in column:
            earlier, changed = size, other(g, last)
            if same(g, last):
                size = grow(size, first)
            elif changed:
                size = shrink(size, first)
            forward = step(used(size, earlier), direction(g, last), eta)
            moved = stay(forward, moved) if changed else forward
            x, last = place(x, moved), kept(g, last, changed)
        ends.append(end(x, size, moved))
    return np.array(ends)


def three_rules(
    gradients,
    eta,
    first,
    *,
    added=lambda gradients: gradients,
    signed=lambda gradients: gradients,
    descent=lambda gradients, eta: -eta * gradients.sum(axis=0),
    signs=lambda gradients, eta, first: -eta * np.sign(gradients).sum(axis=0),
    **pieces,
):
    """Return where the three rules end, each (n,), for gradients (T, n); ``pieces`` are those of Rprop.

    ``added`` and ``signed`` are the gradients that descent and the rule of signs see.
    """
    ends = descent(added(gradients), eta), signs(signed(gradients), eta, first)
    return *ends, rprop(gradients, eta, first, **pieces)


def _made(**pieces) -> Callable:
    """Return the three rules with some pieces replaced."""
    return lambda *arguments: three_rules(*arguments, **pieces)


def _spoilt(gradients):
    """Return the gradients with a 0 where Rprop takes them as 0, as if it had written into them."""
    left = gradients.copy()
    for before, g in pairwise(left):
        g[g * before < 0] = 0.0
    return left


SEEN = (
    Slip(
        "gradients-spoilt",
        "the gradients have been changed by Rprop before: a row of an array is no copy, and g[...] = 0 writes into "
        "the array. Begin with g = g.copy().",
        lambda gradients: _spoilt(gradients),
    ),
    Slip(
        "last-only",
        "only the last gradient is counted: each one overwrites the one before. Add the steps up.",
        lambda gradients: gradients[-1:],
    ),
    Slip(
        "first-only",
        "only the first gradient is counted. There is a step for each.",
        lambda gradients: gradients[:1],
    ),
    Slip("last-left-out", "the last gradient is left out. There is a step for each.", lambda gradients: gradients[:-1]),
    Slip(
        "first-left-out",
        "the first gradient is left out. There is a step for each.",
        lambda gradients: gradients[1:],
    ),
    Slip("gradient-without-sign", "the gradients have lost their signs.", lambda gradients: np.abs(gradients)),
    Slip(
        "spread-over-weights",
        "every weight gets the sum of the gradients of all weights. Each has its own.",
        lambda gradients: np.repeat(gradients.sum(axis=1, keepdims=True), gradients.shape[1], axis=1),
    ),
)

DESCENTS = (
    Slip(
        "uphill",
        "the steps go uphill. Each is against the gradient.",
        lambda gradients, eta: eta * gradients.sum(axis=0),
    ),
    Slip("without-rate", "the rate η is missing.", lambda gradients, eta: -gradients.sum(axis=0)),
    Slip(
        "rate-squared",
        "the rate multiplies each step twice.",
        lambda gradients, eta: -(eta**2) * gradients.sum(axis=0),
    ),
    Slip(
        "signs-for-gradients",
        "the sign alone has been used. Gradient descent takes the whole gradient: -η g.",
        lambda gradients, eta: -eta * np.sign(gradients).sum(axis=0),
    ),
    Slip(
        "gradients-squared",
        "the gradients have been squared.",
        lambda gradients, eta: -eta * (gradients**2).sum(axis=0),
    ),
    Slip(
        "gradients-of-length-1",
        "each gradient has been divided by its length. It enters as it is.",
        lambda gradients, eta: -eta * (gradients / np.linalg.norm(gradients, axis=1, keepdims=True)).sum(axis=0),
    ),
    Slip(
        "one-end-for-all",
        "this is the sum over all weights. Each weight has its own end: sum(axis=0).",
        lambda gradients, eta: np.full(gradients.shape[1], -eta * gradients.sum()),
    ),
    Slip(
        "divided-by-weights",
        "this has been divided by the number of weights.",
        lambda gradients, eta: -eta * gradients.sum(axis=0) / gradients.shape[1],
    ),
    Slip(
        "places-averaged",
        "this is the mean of the places on the way. Asked for is the last one.",
        lambda gradients, eta: -eta * np.cumsum(gradients, axis=0).mean(axis=0),
    ),
)

SIGNS = (
    Slip(
        "uphill",
        "the steps go uphill. Each is against the gradient.",
        lambda gradients, eta, first: eta * np.sign(gradients).sum(axis=0),
    ),
    Slip(
        "without-rate",
        "the rate η is missing. Each step is -η sign(g).",
        lambda gradients, eta, first: -np.sign(gradients).sum(axis=0),
    ),
    Slip(
        "sign-of-the-sum-once",
        "this is a single step, by the sign of the sum. There is a step for each gradient.",
        lambda gradients, eta, first: -eta * np.sign(gradients.sum(axis=0)),
    ),
    Slip(
        "sign-of-the-sum",
        "this is the sign of the sum. The rule sees one gradient at a time: add up the signs.",
        lambda gradients, eta, first: -eta * len(gradients) * np.sign(gradients.sum(axis=0)),
    ),
    Slip(
        "gradients-for-signs",
        "the whole gradient has been used. Only its sign counts: -η sign(g).",
        lambda gradients, eta, first: -eta * gradients.sum(axis=0),
    ),
    Slip(
        "zero-goes-up",
        "gradients of 0 have been given a sign. They make no step: np.sign(0) is 0.",
        lambda gradients, eta, first: -eta * np.where(gradients >= 0, 1, -1).sum(axis=0),
    ),
    Slip(
        "zero-goes-down",
        "gradients of 0 have been given a sign, -1. They make no step: np.sign(0) is 0.",
        lambda gradients, eta, first: -eta * np.where(gradients > 0, 1, -1).sum(axis=0),
    ),
    Slip(
        "first-for-rate",
        "the step is first, the size with which Rprop begins. The rule of signs has the rate η.",
        lambda gradients, eta, first: -first * np.sign(gradients).sum(axis=0),
    ),
    Slip(
        "rate-squared",
        "the rate multiplies each step twice.",
        lambda gradients, eta, first: -(eta**2) * np.sign(gradients).sum(axis=0),
    ),
    Slip(
        "one-end-for-all",
        "this is the sum over all weights. Each weight has its own end: sum(axis=0).",
        lambda gradients, eta, first: np.full(gradients.shape[1], -eta * np.sign(gradients).sum()),
    ),
    Slip(
        "gradient-times-sign",
        "the sign has been multiplied by the gradient. Only the sign counts: -η sign(g).",
        lambda gradients, eta, first: -eta * (np.sign(gradients) * gradients).sum(axis=0),
    ),
    Slip(
        "divided-by-weights",
        "this has been divided by the number of weights.",
        lambda gradients, eta, first: -eta * np.sign(gradients).sum(axis=0) / gradients.shape[1],
    ),
    Slip(
        "places-averaged",
        "this is the mean of the places on the way. Asked for is the last one.",
        lambda gradients, eta, first: -eta * np.cumsum(np.sign(gradients), axis=0).mean(axis=0),
    ),
)

BEGINNINGS = (
    Slip("begins-with-the-rate", "Δ begins at η. It begins at first.", lambda first, eta: eta),
    Slip("begins-with-0.1", "Δ begins at 0.1. It begins at first.", lambda first, eta: 0.1),
    Slip("begins-with-1", "Δ begins at 1. It begins at first.", lambda first, eta: 1.0),
)

SAME = (
    Slip(
        "grows-at-once",
        "Δ grows at the first step already, or where there was no sign before. A gradient of 0 has no sign: then Δ "
        "stays as it is.",
        lambda g, last: g * last >= 0,
    ),
    Slip(
        "grows-for-the-same-gradient",
        "Δ grows only where the gradient itself is the same as the last one. Its sign must be.",
        lambda g, last: g == last,
    ),
    Slip(
        "grows-for-a-positive-gradient",
        "Δ grows where the gradient is positive. It grows where the sign is that of the last gradient.",
        lambda g, last: g > 0,
    ),
    Slip(
        "grows-for-a-larger-gradient",
        "Δ grows where the gradient is larger than the last one. Only the signs are compared.",
        lambda g, last: abs(g) > abs(last),
    ),
)

OTHER = (
    Slip(
        "zero-taken-for-a-change",
        "gradients of 0 are taken for a change of sign. They have no sign: then Δ stays as it is.",
        lambda g, last: g * last <= 0,
    ),
    Slip(
        "shrinks-for-a-negative-gradient",
        "negative gradients are taken for a change of sign. The sign is compared with that of the last gradient.",
        lambda g, last: g < 0,
    ),
)

GROWTHS = (
    Slip("no-longest-step", "Δ grows beyond 50. That is the longest step.", lambda size, first: 1.2 * size),
    Slip("never-grows", "Δ does not grow while the sign stays the same.", lambda size, first: size),
    Slip("grows-by-a-half", "Δ grows by the factor 1.5. The factor is 1.2.", lambda size, first: min(1.5 * size, 50.0)),
    Slip("grows-twofold", "Δ grows by the factor 2. The factor is 1.2.", lambda size, first: min(2 * size, 50.0)),
    Slip(
        "grows-by-a-tenth",
        "Δ grows by the factor 1.1. The factor is 1.2.",
        lambda size, first: min(1.1 * size, 50.0),
    ),
    Slip("growth-added", "1.2 has been added to Δ. It multiplies it.", lambda size, first: min(1.2 + size, 50.0)),
    Slip(
        "growth-upside-down",
        "Δ has been divided by 1.2. It is multiplied.",
        lambda size, first: min(size / 1.2, 50.0),
    ),
    Slip(
        "factor-of-first",
        "Δ is 1.2 times its first size. It is 1.2 times the size before.",
        lambda size, first: min(1.2 * first, 50.0),
    ),
    Slip(
        "limits-exchanged",
        "max stands where min belongs: Δ is at most 50.",
        lambda size, first: max(1.2 * size, 50.0),
    ),
    Slip("limited-to-1", "Δ grows to 1 at most. The longest step is 50.", lambda size, first: min(1.2 * size, 1.0)),
)

SHRINKINGS = (
    Slip("no-shortest-step", "Δ falls below 10⁻⁶. That is the shortest step.", lambda size, first: 0.5 * size),
    Slip("never-shrinks", "Δ is not halved when the sign changes.", lambda size, first: size),
    Slip("shrinks-by-1.2", "Δ has been divided by 1.2. It is halved.", lambda size, first: max(size / 1.2, 1e-6)),
    Slip("shrinks-to-a-fifth", "Δ shrinks by another factor than ½.", lambda size, first: max(0.2 * size, 1e-6)),
    Slip("shrinks-to-0.8", "Δ shrinks by the factor 0.8. It is halved.", lambda size, first: max(0.8 * size, 1e-6)),
    Slip("half-subtracted", "½ has been subtracted from Δ. It is halved.", lambda size, first: max(size - 0.5, 1e-6)),
    Slip("begins-anew", "Δ begins anew at first. It is halved.", lambda size, first: first),
    Slip(
        "half-of-first",
        "Δ is half of its first size. It is half of the size before.",
        lambda size, first: max(0.5 * first, 1e-6),
    ),
    Slip(
        "limits-exchanged",
        "min stands where max belongs: Δ is at least 10⁻⁶.",
        lambda size, first: min(0.5 * size, 1e-6),
    ),
    Slip(
        "other-shortest-step",
        "the shortest step is another one. It is 10⁻⁶.",
        lambda size, first: max(0.5 * size, 1e-5),
    ),
    Slip(
        "shorter-shortest-step",
        "the shortest step is another one. It is 10⁻⁶.",
        lambda size, first: max(0.5 * size, 1e-8),
    ),
)

STEPS = (
    Slip("uphill", "the steps go uphill: θ ← θ - Δ sign(g).", lambda size, direction, eta: size * direction),
    Slip(
        "rate-in-the-step",
        "the step has been multiplied by η. Rprop has no rate: Δ is the step.",
        lambda size, direction, eta: -eta * size * direction,
    ),
    Slip("rate-for-size", "the step is η sign(g). It is Δ sign(g).", lambda size, direction, eta: -eta * direction),
    Slip(
        "step-halved",
        "the step is half as long as Δ. It is Δ sign(g).",
        lambda size, direction, eta: -size * direction / 2,
    ),
)

USED = (
    Slip(
        "step-before-the-change",
        "the step is made with the old Δ. First change Δ, then step with it.",
        lambda size, before: before,
    ),
)

DIRECTIONS = (
    Slip(
        "size-of-the-gradient",
        "the step is Δ times the gradient. Only its sign counts: Δ sign(g).",
        lambda g, last: g,
    ),
    Slip("sign-left-out", "the sign of the gradient is missing: θ ← θ - Δ sign(g).", lambda g, last: 1),
    Slip(
        "sign-of-the-last",
        "the step has the sign of the last gradient. It is that of the new one.",
        lambda g, last: sign(last),
    ),
    Slip("zero-makes-a-step", "gradients of 0 make a step. They have no sign.", lambda g, last: 1 if g >= 0 else -1),
    Slip(
        "zero-makes-a-step-down",
        "gradients of 0 make a step. They have no sign.",
        lambda g, last: 1 if g > 0 else -1,
    ),
)

STAYS = (
    Slip(
        "steps-after-a-change",
        "after a change of sign it makes a step with the halved Δ. In this variant it stays where it is.",
        lambda forward, step: forward,
    ),
    Slip(
        "takes-the-step-back",
        "after a change of sign it takes the last step back. That is Rprop+; this variant stays.",
        lambda forward, step: -step,
    ),
    Slip(
        "goes-on-after-a-change",
        "after a change of sign it makes the last step again. This variant stays.",
        lambda forward, step: step,
    ),
)

KEPT = (
    Slip(
        "gradient-not-forgotten",
        "after a change of sign it stays, which is right. But the last gradient must then be taken as 0, so that the "
        "next sign counts as new; otherwise Δ grows again at once.",
        lambda g, last, changed: g,
    ),
    Slip(
        "older-gradient-kept",
        "after a change of sign the gradient before the change is kept as the last one. It must be taken as 0.",
        lambda g, last, changed: last if changed else g,
    ),
    Slip(
        "never-kept",
        "the gradient never becomes the last one: it stays 0, and no sign is compared.",
        lambda g, last, changed: 0.0,
    ),
    Slip(
        "first-kept",
        "the last gradient is never renewed: the first one is kept.",
        lambda g, last, changed: last or g,
    ),
    Slip(
        "zeros-skipped",
        "gradients of 0 do not become the last one. They must: the next sign counts as new.",
        lambda g, last, changed: 0.0 if changed else g or last,
    ),
)

RULES_SITES = (
    Site("descent", DESCENTS, "descent"),
    Site("signs", SIGNS, "signs"),
    Site("added", SEEN, "descent"),
    Site("signed", SEEN, "signs"),
    Site("stay", STAYS),
    Site("kept", KEPT),
    Site("used", USED),
    Site("direction", DIRECTIONS),
    Site("step", STEPS, "rprop"),
    Site("grow", GROWTHS),
    Site("shrink", SHRINKINGS),
    Site("same", SAME),
    Site("other", OTHER),
    Site("begin", BEGINNINGS),
)


def _one_size(gradients, eta, first):
    """Make the three rules with one Δ for all weights: it grows if all signs agree, and shrinks if one changes."""
    x = last = np.zeros(gradients.shape[1])
    size = first
    for g in gradients:
        if (g * last > 0).all():
            size = min(1.2 * size, 50.0)
        changed = np.full(len(g), (g * last < 0).any())
        if changed.any():
            size = max(0.5 * size, 1e-6)
        last = np.where(changed, 0.0, g)
        x = x - size * np.sign(last)
    return *three_rules(gradients, eta, first)[:2], x


RULES_MISTAKES = (
    Mistake(
        "plain-rprop",
        "This is the plainest form, which steps after a change of sign, too. Here it halves Δ, stays where "
        "it is, and takes the last gradient as 0.",
        _made(stay=lambda forward, step: forward, kept=lambda g, last, changed: g),
    ),
    Mistake(
        "goes-back-and-remembers",
        "After a change of sign it takes the last step back, as Rprop+ does, and keeps the gradient. This "
        "variant stays, and takes the last gradient as 0.",
        _made(stay=lambda forward, step: -step, kept=lambda g, last, changed: g),
    ),
    Mistake(
        "factors-exchanged",
        "The factors are exchanged. While the sign stays the same Δ grows by 1.2; when it changes Δ is halved.",
        _made(grow=lambda size, first: min(0.5 * size, 50.0), shrink=lambda size, first: max(1.2 * size, 1e-6)),
    ),
    Mistake(
        "factors-and-limits-exchanged",
        "Δ is halved while the sign stays the same, and grows when it changes. It is the other way round.",
        _made(grow=lambda size, first: max(0.5 * size, 1e-6), shrink=lambda size, first: min(1.2 * size, 50.0)),
    ),
    Mistake(
        "no-limits",
        "Δ has no limits. The longest step is 50, the shortest 10⁻⁶.",
        _made(grow=lambda size, first: 1.2 * size, shrink=lambda size, first: 0.5 * size),
    ),
    Mistake(
        "one-size-for-all",
        "All weights share one Δ, or one decision. Each weight has a Δ and a last gradient of its own.",
        _one_size,
    ),
)

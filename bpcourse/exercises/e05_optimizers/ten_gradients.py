"""Task 05.5: where three rules end: gradient descent, the sign alone, Rprop."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.words import Scale


def _rprop(
    gradients,
    first,
    *,
    factors=(1.2, 0.5),
    limits=(1e-6, 50.0),
    after="stays",
    remembers=False,
    shared=False,
    zero_keeps=False,
    late=False,
    whole=False,
):
    """Return where Rprop ends from 0, (n,), for gradients (T, n); each option makes a mistake.

    ``after`` a change of sign it "stays", "goes back" or "steps", and ``remembers`` the gradient or not; one decision
    may be ``shared`` by all weights; ``zero_keeps`` takes a zero for the same sign; the step may be made with the
    ``late``, old Δ, or with the ``whole`` gradient in place of its sign.
    """
    x = np.zeros(gradients.shape[1])
    size, last, step = np.full(len(x), first), x, x
    for g in gradients:
        sign = np.sign(g)
        agreement = sign * np.sign(last)
        kept, changed = agreement >= 0 if zero_keeps else agreement > 0, agreement < 0
        if shared:
            kept, changed = np.full(len(x), kept.all()), np.full(len(x), changed.any())
        old = size
        size = np.where(kept, np.minimum(factors[0] * size, limits[1]), size)
        size = np.where(changed, np.maximum(factors[1] * old, limits[0]), size)
        forward = -(old if late else size) * (g if whole else sign)
        stay = {"stays": 0.0, "goes back": -step, "steps": forward}[after]
        step = np.where(changed, stay, forward)
        x, last = x + step, g if remembers else np.where(changed, 0.0, g)
    return x


def _three_rules(gradients, eta, first, **pieces):
    """Return where the three rules end, each (n,)."""
    return -eta * gradients.sum(axis=0), -eta * np.sign(gradients).sum(axis=0), _rprop(gradients, first, **pieces)


def _rules(**pieces):
    """Return the three rules with pieces of Rprop replaced."""
    return lambda gradients, eta, first: _three_rules(gradients, eta, first, **pieces)


def _entry(place: int, make):
    """Return the three rules with one end replaced by ``make(right end, gradients, eta, first)``."""

    def made(gradients, eta, first):
        ends = list(_three_rules(gradients, eta, first))
        ends[place] = make(ends[place], gradients, eta, first)
        return tuple(ends)

    return made


def _draw_steps(zeros: bool = False):
    """Draw eight gradients for four weights: each meets a change of sign, after which the old sign comes back."""

    def draw(rng):
        signs = np.array([[1, 1, 1, 1], [1, 1, -1, 1], [1, -1, 1, 1], [-1, 1, 1, 1], [1, 1, 1, -1]])
        signs = np.vstack([signs, rng.choice([-1, 1], (3, 4))]) * rng.choice([-1, 1], 4)
        gradients = signs * rng.uniform(0.1, 2, (8, 4))
        if zeros:
            gradients[2, 0] = gradients[3, 1] = gradients[4, 2] = 0.0
        return gradients, float(rng.uniform(0.05, 0.2)), float(rng.uniform(0.1, 0.3))

    return draw


def _draw_long(rng):
    """Draw gradients whose signs never change: the steps grow until they may grow no more."""
    signs = rng.choice([-1, 1], 3)
    return signs * rng.uniform(0.1, 2, (12, 3)), float(rng.uniform(0.05, 0.2)), float(rng.uniform(15, 25))


def _draw_short(rng):
    """Draw gradients whose signs always change: the steps shrink until they may shrink no more."""
    signs = np.where(np.arange(30) % 2, 1, -1)[:, None] * rng.choice([-1, 1], 3)
    return signs * rng.uniform(0.1, 2, (30, 3)), float(rng.uniform(0.05, 0.2)), float(rng.uniform(3e-6, 6e-6))


def _draw_ten(rng):
    """Draw a dozen times nine small gradients and a large one that outweighs them, in another order each weight."""
    small = rng.uniform(0.05, 0.2, 3) * rng.choice([-1, 1], 3)
    ten = np.tile(small, (10, 1))
    ten[rng.permutation(10)[:3], range(3)] = -9 * small
    return np.tile(ten, (12, 1)), float(rng.uniform(0.005, 0.02)), float(rng.uniform(0.05, 0.2))


THREE_RULES = FunctionTask(
    id="05.5",
    title="Ten gradients: who runs away?",
    answer="three_rules",
    difficulty=3,
    minutes=20,
    section="lesson 5b, section 2",
    names=("descent", "signs", "rprop"),
    oracle=_three_rules,
    scales=lambda gradients, eta, first: (
        Scale(len(gradients), "mean-for-sum", f"{len(gradients)}, the number of gradients"),
    ),
    parts=(
        Part("a few gradients, some change their sign", 0.75, _draw_steps()),
        Part("some gradients are zero", 0.25, _draw_steps(zeros=True)),
        Part("the longest step", 0.25, _draw_long),
        Part("the shortest step", 0.25, _draw_short),
        Part("nine and one, a dozen times", 1.0, _draw_ten),
    ),
    mistakes=(
        Mistake(
            "descent-uphill",
            "The steps go uphill. Each is -η g.",
            _entry(0, lambda end, gradients, eta, first: -end),
        ),
        Mistake(
            "descent-without-rate",
            "The rate η is missing.",
            _entry(0, lambda end, gradients, eta, first: end / eta),
        ),
        Mistake(
            "signs-without-rate",
            "The rate η is missing. Each step is -η sign(g).",
            _entry(1, lambda end, gradients, eta, first: end / eta),
        ),
        Mistake(
            "signs-uphill",
            "The steps go uphill. Each is -η sign(g).",
            _entry(1, lambda end, gradients, eta, first: -end),
        ),
        Mistake(
            "sign-of-the-sum",
            "This is the sign of the sum. The rule sees one gradient at a time: add up the signs.",
            _entry(1, lambda end, gradients, eta, first: -eta * len(gradients) * np.sign(gradients.sum(axis=0))),
        ),
        Mistake(
            "sign-of-the-sum-once",
            "This is a single step, by the sign of the sum. There is a step for each gradient.",
            _entry(1, lambda end, gradients, eta, first: -eta * np.sign(gradients.sum(axis=0))),
        ),
        Mistake(
            "plain-rprop",
            "This is the plainest form, which steps after a change of sign, too. Here it halves Δ, stays where "
            "it is, and takes the last gradient as 0.",
            _rules(after="steps", remembers=True),
        ),
        Mistake(
            "gradient-not-forgotten",
            "After a change of sign it stays, which is right. But the last gradient must then be taken as 0, so "
            "that the next sign counts as new; otherwise Δ grows again at once.",
            _rules(remembers=True),
        ),
        Mistake(
            "steps-after-a-change",
            "After a change of sign it makes a step with the halved Δ. In this variant it stays where it is.",
            _rules(after="steps"),
        ),
        Mistake(
            "takes-the-step-back",
            "After a change of sign it takes the last step back. That is Rprop+; this variant stays.",
            _rules(after="goes back"),
        ),
        Mistake(
            "goes-back-and-remembers",
            "After a change of sign it takes the last step back, as Rprop+ does, and keeps the gradient. This "
            "variant stays, and takes the last gradient as 0.",
            _rules(after="goes back", remembers=True),
        ),
        Mistake(
            "factors-exchanged",
            "The factors are exchanged. While the sign stays the same Δ grows by 1.2; when it changes Δ is halved.",
            _rules(factors=(0.5, 1.2)),
        ),
        Mistake(
            "never-shrinks",
            "Δ is not halved when the sign changes.",
            _rules(factors=(1.2, 1.0)),
        ),
        Mistake(
            "never-grows",
            "Δ does not grow while the sign stays the same.",
            _rules(factors=(1.0, 0.5)),
        ),
        Mistake(
            "one-size-for-all",
            "All weights share one Δ, or one decision. Each weight has a Δ and a last gradient of its own.",
            _rules(shared=True),
        ),
        Mistake(
            "grows-at-once",
            "Δ grows at the first step already, or where there was no sign before. A gradient of 0 has no sign: "
            "then Δ stays as it is.",
            _rules(zero_keeps=True),
        ),
        Mistake(
            "step-before-the-change",
            "The step is made with the old Δ. First change Δ, then step with it.",
            _rules(late=True),
        ),
        Mistake(
            "size-of-the-gradient",
            "The step is Δ times the gradient. Only its sign counts: Δ sign(g).",
            _rules(whole=True),
        ),
        Mistake(
            "rprop-uphill",
            "The steps go uphill: θ ← θ - Δ sign(g).",
            _entry(2, lambda end, gradients, eta, first: -end),
        ),
        Mistake(
            "no-longest-step",
            "Δ grows beyond 50. That is the longest step.",
            _rules(limits=(1e-6, np.inf)),
        ),
        Mistake(
            "no-shortest-step",
            "Δ falls below 10⁻⁶. That is the shortest step.",
            _rules(limits=(0.0, 50.0)),
        ),
    ),
    hints=(
        "The first two are sums over the gradients. For Rprop write a loop, with Δ and the last gradient of each "
        "weight.",
        "agreement = np.sign(g) * np.sign(last): 1 is the same sign, -1 a change, 0 neither. np.where works on all "
        "weights at once.",
        "Where the sign has changed: Δ is halved, g is set to 0, and then both the step -Δ sign(g) and the last "
        "gradient are 0 by themselves.",
    ),
)

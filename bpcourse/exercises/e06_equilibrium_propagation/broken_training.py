"""The broken training program of exercise 06: six mistakes at once, each seen in public code, to be found and mended.

A repaired program is compared with the right one.  Where it differs, all programs with some of the six mistakes are
tried, the fewest first: so a learner is told which of them to look for next, and how many are left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np

from bpcourse.exercises.e06_equilibrium_propagation.networks import drive, parameters
from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.diagnosis import diagnose
from bpcourse.tasks.results import Result
from bpcourse.tasks.words import Diagnosis

Array = np.ndarray

PLANTED = {
    "frozen-at-rest": "In the free phase no unit ever leaves 0: print the states. The slope of the hard sigmoid is "
    "taken to be 0 at 0, where all states begin. Between 0 and 1, the ends included, it is 1; as the states are "
    "clipped, it can be left out altogether.",
    "wrong-layer-pulled": "The pull acts on the layer below the outputs. It ran without a complaint only because "
    "that layer has as many units as there are classes. The layers are numbered from 0 to L = len(W) - 1.",
    "no-negative-pull": "A negative β does not pull: the state for -β is that of a phase without any pull. Look at the "
    "condition with beta > 0.",
    "nudged-from-rest": "The nudged phases start at rest. After a few steps they have not come back to where the free "
    "phase ended, and what is compared is not the effect of the pull. Start them from the free states.",
    "changed-in-place": "The relaxation writes into the list that it is given. So the second nudged phase starts where "
    "the first one ended, and in the end both are one and the same list: their difference is zero, and nothing is "
    "learnt. Begin with s = list(s).",
    "states-of-other-images": "The free phase of a minibatch starts from the states of the minibatch before: those of "
    "other images. With few steps something of them is left. Start every free phase at rest.",
}


def _settled(W, b, s, y, beta, steps, bugs=frozenset(), move=None, pull=None, clip=lambda s: np.clip(s, 0, 1)) -> list:
    """Return the states after Euler steps of length ½ with all layers at once; options replace a piece."""
    L = len(W) - 1
    s = s if "changed-in-place" in bugs else list(s)
    pulled = L - 1 if "wrong-layer-pulled" in bugs else L
    beta = 0.0 if "no-negative-pull" in bugs and beta < 0 else beta
    for _ in range(steps):
        old = list(s)
        for l in range(1, L + 1):
            z = drive(W, b, old, l)
            slope = (old[l] > 0) & (old[l] < 1) if "frozen-at-rest" in bugs else 1.0
            force = slope * z - old[l]
            if l == pulled:
                force = force + (beta * (y - old[l]) if pull is None else pull(old[l], y, beta))
            s[l] = clip(old[l] + force / 2) if move is None else move(old[l], force)
    return s


def _at_rest(b, x) -> list:
    return [x, *(np.zeros((len(x), len(v))) for v in b[1:])]


def trained(W, b, X, Y, batch_size, beta, rate, free_steps, nudged_steps, bugs=frozenset(), step=None, **pieces):
    """Return (W, b) after one pass through the examples, with some of the planted ``bugs``.

    ``step(W, b, plus, minus, beta, rate)`` replaces the update, ``pieces`` those of the relaxation.
    """
    W, b = [None, *(w.copy() for w in W[1:])], [None, *(v.copy() for v in b[1:])]
    s = _at_rest(b, X[:batch_size])
    for start in range(0, len(X), batch_size):
        x, y = X[start : start + batch_size], Y[start : start + batch_size]
        s = [x, *s[1:]] if "states-of-other-images" in bugs else _at_rest(b, x)
        s = _settled(W, b, s, y, 0.0, free_steps, bugs, **pieces)
        begin = (lambda x=x: _at_rest(b, x)) if "nudged-from-rest" in bugs else (lambda s=s: s)
        plus = _settled(W, b, begin(), y, beta, nudged_steps, bugs, **pieces)
        minus = _settled(W, b, begin(), y, -beta, nudged_steps, bugs, **pieces)
        (step or _step)(W, b, plus, minus, beta, rate)
    return W, b


def _step(W, b, plus, minus, beta, rate, sign=1.0, distance=2.0, mean=len) -> None:
    scale = sign * rate / (distance * beta * mean(plus[0]))
    for l in range(1, len(W)):
        W[l] += scale * (plus[l].T @ plus[l - 1] - minus[l].T @ minus[l - 1])
        b[l] += scale * (plus[l] - minus[l]).sum(axis=0)


def _with_step(**pieces) -> Callable:
    """Return a training whose update has a piece replaced."""
    return lambda *arguments: trained(*arguments, step=lambda *states: _step(*states, **pieces))


def _with_relaxation(**pieces) -> Callable:
    """Return a training whose relaxation has a piece replaced."""
    return lambda *arguments: trained(*arguments, **pieces)


def _with_bugs(bugs) -> Callable:
    return lambda *arguments: trained(*arguments, bugs=frozenset(bugs))


def _chained(W, b, X, Y, batch_size, beta, rate, free_steps, nudged_steps):
    """Train with a copy for each phase, but let the second nudged phase start where the first one ended."""
    W, b = [None, *(w.copy() for w in W[1:])], [None, *(v.copy() for v in b[1:])]
    for start in range(0, len(X), batch_size):
        x, y = X[start : start + batch_size], Y[start : start + batch_size]
        free = _settled(W, b, _at_rest(b, x), y, 0.0, free_steps)
        plus = _settled(W, b, free, y, beta, nudged_steps)
        minus = _settled(W, b, plus, y, -beta, nudged_steps)
        _step(W, b, plus, minus, beta, rate)
    return W, b


def _all_at_the_end(W, b, X, Y, batch_size, *settings):
    """Train with the same old parameters for all minibatches."""
    new_W, new_b = [None, *(w.copy() for w in W[1:])], [None, *(v.copy() for v in b[1:])]
    for start in range(0, len(X), batch_size):
        part = slice(start, start + batch_size)
        step_W, step_b = trained(W, b, X[part], Y[part], batch_size, *settings)
        for l in range(1, len(W)):
            new_W[l] += step_W[l] - W[l]
            new_b[l] += step_b[l] - b[l]
    return new_W, new_b


def _first_minibatch_only(W, b, X, Y, batch_size, *settings):
    return trained(W, b, X[:batch_size], Y[:batch_size], batch_size, *settings)


MISTAKES = (
    *(Mistake(bug, words, _with_bugs([bug])) for bug, words in PLANTED.items()),
    Mistake(
        "nudged-phases-in-a-row",
        "The second nudged phase starts where the first one ended. Both must start from the free states: only then "
        "what is left of the relaxation is the same in both.",
        _chained,
    ),
    Mistake(
        "no-clip",
        "The clip is gone: the states leave [0, 1]. What can be left out is the slope, for the clip does its work.",
        _with_relaxation(clip=lambda s: s),
    ),
    Mistake(
        "whole-steps",
        "The steps have the length 1. In this program it is ½.",
        _with_relaxation(move=lambda old, force: np.clip(old + force, 0, 1)),
    ),
    Mistake(
        "pull-to-the-target-only",
        "The pull is β(y - s). Here the s is missing.",
        _with_relaxation(pull=lambda s, y, beta: beta * y),
    ),
    Mistake(
        "the-wrong-way",
        "The parameters move the wrong way. Either the pull has the wrong sign (it is β(y - s)), or the update: a step "
        "adds Hebb for plus and anti-Hebb for minus.",
        _with_step(sign=-1.0),
    ),
    Mistake(
        "clamped",
        "The outputs have been set to the targets, in a phase with a pull. They are to be pulled.",
        _with_relaxation(pull=lambda s, y, beta: 1e9 * np.sign(beta) * (y - 0.5) if beta else 0.0),
    ),
    Mistake(
        "divided-by-beta",
        "The update is divided by β. It was right: from -β to β it is 2β.",
        _with_step(distance=1.0),
    ),
    Mistake(
        "sum-for-mean",
        "The update is the sum over the minibatch. It was right: the mean.",
        _with_step(mean=lambda x: 1),
    ),
    Mistake(
        "all-at-the-end",
        "Every minibatch has been worked out with the old parameters. A step is made after each minibatch, and the "
        "next one starts from there.",
        _all_at_the_end,
    ),
    Mistake(
        "first-minibatch-only",
        "Only the first minibatch has been learnt.",
        _first_minibatch_only,
    ),
)


def _draw(batches: int, batch_size: int, free: int, nudged: int, *sizes: int, spread: float = 0.4):
    """Return a draw of examples and settings; outputs lie at the walls and in between."""

    def draw(rng):
        W, b = parameters(rng, *sizes, spread=spread)
        m = batches * batch_size
        X, Y = rng.normal(size=(m, sizes[0])), rng.integers(0, 2, (m, sizes[-1])).astype(float)
        beta, rate = float(rng.uniform(0.3, 0.6)), float(rng.uniform(0.2, 0.4))
        return W, b, X, Y, batch_size, beta, rate, free, nudged

    return draw


class MendTask(FunctionTask):
    """A program to be mended: where several of the planted mistakes are still in it, every choice of them is tried."""

    def examine(self, answer, rng: np.random.Generator) -> Result:
        """Return what is right and wrong about a program; name the planted mistake to look for next."""
        result = super().examine(answer, rng)
        if not result.mistake or result.mistake.mistake in {"changes-input", *(m.id for m in self.mistakes)}:
            return result
        found = self._several(answer, self.parts[2].draw(rng))
        if not found:
            return result
        named = {"mistake": found.mistake, "message": found.message}
        return replace(result, findings=tuple(replace(f, **named) if f.mistake else f for f in result.findings))

    def _several(self, answer, arguments: tuple) -> Diagnosis | None:
        """Return the first of the fewest planted mistakes that together explain what the program makes of these."""
        try:
            got = answer.call(*arguments)
        except AnswerFailed:
            return None
        except ArgumentsChanged as changes:
            got = changes.value
        for size in range(2, len(PLANTED) + 1):
            for bugs in combinations(PLANTED, size):
                made = _with_bugs(bugs)(*arguments)
                if not diagnose(got, made, {}, names=self.names, tolerance=self.tolerance):
                    return Diagnosis(bugs[0], f"{PLANTED[bugs[0]]} (At least {size} of the six are still in it.)")
        return None


MEND = MendTask(
    id="06.6",
    title="It learns nothing: find six bugs",
    answer="mended_epoch",
    difficulty=4,
    minutes=35,
    section="lesson 6b, sections 5, 6 and 10",
    names=("W", "b"),
    oracle=trained,
    parts=(
        Part("one minibatch, settled", 0.75, _draw(1, 6, 50, 50, 5, 4, 4, spread=0.2)),
        Part("one minibatch, in a hurry", 0.75, _draw(1, 6, 5, 3, 5, 4, 4)),
        Part("three minibatches, in a hurry", 0.75, _draw(3, 5, 5, 3, 5, 4, 4)),
        Part("layers of four sizes", 0.75, _draw(3, 4, 6, 4, 7, 5, 6, 3)),
    ),
    mistakes=MISTAKES,
    hints=(
        "Ask the parts one by one. After the free phase: do the states differ from 0? After one step of a nudged "
        "phase: which layer has moved? For -β: the other way?",
        "Two of the six are in the order of events: where does each phase start? One is a matter of Python: whose "
        "list is s?",
        "Slope at 0, layer L, beta != 0, s = list(s), nudged phases from the free states, rest for each minibatch.",
    ),
)

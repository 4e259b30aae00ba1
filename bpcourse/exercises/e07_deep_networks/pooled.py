"""A start is random: it is judged by what many draws of it have in common.

An answer is called with some generators, and what is compared is the logarithms of two numbers: n_in times the mean
square of all weights, and their fourth moment over the square of that, which is 3 for a normal and 1.8 for a uniform
distribution.  With ``CALLS`` matrices of some thousand entries a right answer is off by half a per cent; ``TOLERANCE``
is six times as much and more.  What needs no statistics is looked at first: the shape, whether the weights depend on
the generator and on nothing else that changes, and whether every weight has a draw of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bpcourse.sandboxed.answers import AnswerFailed, Source
from bpcourse.tasks import FunctionTask, form
from bpcourse.tasks.functions import Observation
from bpcourse.tasks.leaves import leaves
from bpcourse.tasks.words import Diagnosis

Array = np.ndarray
CALLS = 24
TOLERANCE = 0.03  # of a logarithm: relative to the larger of the two, which is 1.1 or more
DEVIATIONS = 7  # of the mean from 0, in its standard deviations
OWN = (
    "Called twice with a generator in the same state, it gives different weights. Draw from the rng that you are "
    "given, rng.normal(...), not from np.random or from a generator of your own."
)
FIXED = (
    "With another generator it gives the same weights again. Draw from the rng that you are given: where a seed is set "
    "inside, all layers of a network would begin with the same numbers."
)
REPEATED = (
    "The same number stands in several places, or once with each sign. Every weight needs a draw of its own: two units "
    "with the same weights learn the same. The third argument of rng.normal is the shape."
)
RESCALED = (
    "Every matrix has the same sum of squares: after the draw it has been divided by its own deviation or norm, or "
    "made orthogonal. Leave it as it was drawn; the variance is that of the distribution."
)
VARIES = (
    "The variance is another one in every draw, by more than chance makes of so many weights. Has E f² been estimated "
    "with a few random numbers? Work it out as a sum over a grid."
)


def generator(seed: int) -> Source:
    """Return a generator in a known state, as it is sent to an answer."""
    return Source(f"rng = np.random.default_rng({seed})", "rng")


def _others(rng: Source) -> list[Source]:
    """Return more generators, each in a state of its own."""
    seed = int(rng.text.partition("default_rng(")[2].rstrip(")"))
    return [generator(seed + i) for i in range(1, CALLS)]


@dataclass(frozen=True, kw_only=True)
class StartTask(FunctionTask):
    """A function ``start(n_out, n_in, f, rng)`` that draws weights.

    ``oracle`` returns with the same arguments, and without drawing, what is compared: see ``summary``.
    """

    def _called(self, answer, arguments: tuple) -> tuple[object, bool, Diagnosis | None]:
        n_out, n_in, f, rng = arguments
        first, changed, problem = super()._called(answer, arguments)
        if problem := problem or self._first_wrong(first, n_out, n_in):
            return _no_summary(problem), changed, problem
        try:
            draws = [first, *(answer.call(n_out, n_in, f, other) for other in _others(rng))]
            again = answer.call(*arguments)
        except AnswerFailed as failure:
            return None, False, Diagnosis("raises", f"It stopped with {failure}")
        for draw in (*draws[1:], again):
            if problem := self._first_wrong(draw, n_out, n_in):
                return _no_summary(problem), changed, problem
        draws = [np.asarray(draw, float) for draw in draws]
        if problem := _not_drawn(draws, np.asarray(again, float)):
            return None, changed, problem
        return summary(np.stack(draws)), changed, None

    def _remembers(self, observed: Sequence[Observation], answer) -> bool:  # noqa: ARG002
        return False  # whether the weights are those of the generator is seen in ``_not_drawn``

    def _first_wrong(self, got, n_out: int, n_in: int) -> Diagnosis | None:
        """Return what is wrong with the form of a matrix of weights, or None."""
        like = np.zeros((n_out, n_in))
        if problem := form.form_of(got, like, ("W",)):
            return problem
        found = leaves(got, like, ("W",))
        if problem := form.kinds(found, {"W": like}):
            return problem
        if found["W"].shape == (n_in, n_out):
            words = f"W has shape {(n_in, n_out)}: it is turned over. Each unit has a row: (n_out, n_in)."
            return Diagnosis("transposed", words)
        return form.shapes(found, {"W": like}, self.tolerance) or form.finiteness(found)

    def _compared(self, got, expected, arguments: tuple, changed: bool) -> Diagnosis | None:
        problem = super()._compared(got, expected, arguments, changed)
        if problem is None or problem.mistake == "changes-input":
            return problem
        return Diagnosis("unknown", _in_words(np.exp(np.asarray(got) - expected)))


def summary(draws: Array) -> Array:
    """Return of weights, (draws, n_out, n_in), ln(n_in · mean of w²) and ln(mean of w⁴ / (mean of w²)²)."""
    squares = draws * draws
    mean = squares.mean()
    with np.errstate(all="ignore"):
        return np.log([draws.shape[2] * mean, (squares * squares).mean() / mean**2])


def _no_summary(problem: Diagnosis) -> Array | None:
    """Return what stands for the summary of weights that have none: nan where they are no finite numbers."""
    return np.full(2, np.nan) if problem.mistake == "not-finite" else None


def _not_drawn(draws: list[Array], again: Array) -> Diagnosis | None:
    """Return what is wrong with draws whatever their variance is, or None."""
    first, second = draws[:2]
    if not first.any():
        return Diagnosis("zero", "The weights are zero everywhere. Then all units of a layer learn the same.")
    if not np.array_equal(first, again):
        return Diagnosis("own-generator", OWN)
    if np.array_equal(first, second):
        return Diagnosis("generator-not-used", FIXED)
    if len(np.unique(np.abs(first))) < 0.9 * first.size:
        return Diagnosis("repeated-numbers", REPEATED)
    squares = [(draw * draw).mean() for draw in draws]
    by_chance = np.mean(squares) * (2 / first.size) ** 0.5  # the deviation of a mean square of normal weights
    if np.std(squares) < 0.1 * by_chance:
        return Diagnosis("rescaled-after-the-draw", RESCALED)
    if np.std(squares) > 2 * by_chance:
        return Diagnosis("varies-from-draw-to-draw", VARIES)
    return _off_centre(np.stack(draws))


def _off_centre(draws: Array) -> Diagnosis | None:
    mean, deviation = draws.mean(), draws.std()
    if abs(mean) <= DEVIATIONS * deviation / draws.size**0.5:
        return None
    words = (
        f"The weights have a mean beside 0, {mean / deviation:.2g} of their deviation. Draw them about 0, "
        "rng.normal(0, deviation, shape); the second argument is a deviation, and rng.random gives positive numbers "
        "only."
    )
    return Diagnosis("mean-not-zero", words)


def _in_words(ratios: Array) -> str:
    """Return how the variance and the kind of distribution differ from those that are right."""
    if abs(np.log(ratios[0])) > TOLERANCE:
        step = " Is the width of a step, dz, missing in the integral?" if ratios[0] < 0.05 else ""
        return f"The variance of the weights is about {ratios[0]:.2g} times what it should be.{step}"
    return "The variance is right, but the distribution is not normal. Use rng.normal."

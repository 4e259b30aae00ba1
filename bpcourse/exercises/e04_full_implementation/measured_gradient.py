"""Task 04.4: central differences."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from bpcourse.exercises.e04_full_implementation.measured_slips import DIFFERENCES, DIVISIONS, KEPT, MOVES, one_entry
from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site
from bpcourse.tasks.words import Scale


@lru_cache(maxsize=32)
def _compiled(source: Source):
    return source.function()


def _function(cost):
    """Return the cost function: a source is compiled, a function is itself."""
    return _compiled(cost) if isinstance(cost, Source) else cost


def _measured(
    cost,
    theta,
    h,
    *,
    move=one_entry,
    difference=lambda cost, theta, move: cost(theta + move) - cost(theta - move),
    over=lambda difference, h: difference / (2 * h),
    kept=lambda gradient: gradient,
):
    """Return the difference quotient for each entry; each keyword is a piece that a slip may replace."""
    cost = _function(cost)
    gradient = np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        gradient[index] = over(difference(cost, theta, move(theta, index, h)), h)
    return kept(gradient)


# --- mistakes that are no slip at a piece


def _one_sided(cost, theta, h, sign: int):
    function = _function(cost)
    here = function(theta)
    return _measured(
        cost, theta, h, difference=lambda _, theta, move: 2 * sign * (function(theta + sign * move) - here)
    )


def _divided_by_own_step(step: float):
    return lambda cost, theta, h: _measured(cost, theta, step)


def _with_own_step(step_of, sides: str = "both"):
    """Return the quotient with a step of its own, ``step_of(number)``, to both sides or only up; divided by it too."""

    def made(cost, theta, h):
        function, gradient = _function(cost), np.zeros(theta.shape)
        for index in np.ndindex(theta.shape):
            step = step_of(float(theta[index]), h)
            move = one_entry(theta, index, step)
            down, width = (theta - move, 2 * step) if sides == "both" else (theta, step)
            gradient[index] = (function(theta + move) - function(down)) / width
        return gradient

    return made


TOO_SMALL = (
    "The given h is not used, and the step is {}: so small that θ ± h is θ itself or a rounding away from it. Only "
    "rounding is left in the difference. Use the h that is handed to you."
)
SMALLEST = {
    "eps": ("eps, the smallest that 1 + eps can tell", float(np.finfo(float).eps)),
    **{f"1e-{n}": (f"1e-{n}", 10.0**-n) for n in (15, 14, 13, 12, 11)},
}
TIMES_SIZE = "The step has been multiplied by {}, in the difference and in the divisor. It is h for every parameter."


def _own_steps():
    """Yield the mistakes of a step of one's own, on both sides and in the divisor."""
    for name, (words, step) in SMALLEST.items():
        for sides in ("both", "up"):
            yield Mistake(
                f"smallest-step-{name}-{sides}",
                TOO_SMALL.format(words),
                _with_own_step(lambda number, h, step=step: step, sides),
            )
    for step in (1e-5, 1e-4, 1e-3):
        yield Mistake(
            f"own-step-one-sided-{step:g}",
            f"The given h is not used, the step is {step:g}; and the difference is one-sided, from θ to θ + h. The "
            "central one goes from θ - h to θ + h.",
            _with_own_step(lambda number, h, step=step: step, "up"),
        )
    for name, words, size in (
        ("parameter", "the parameter, or by |θ|", lambda x: x),
        ("size-at-least-1", "max(1, |θ|)", lambda x: max(1.0, abs(x))),
        ("size-and-1", "1 + |θ|", lambda x: 1.0 + abs(x)),
    ):
        yield Mistake(
            f"step-times-{name}",
            TIMES_SIZE.format(words),
            _with_own_step(lambda number, h, size=size: h * size(number)),
        )


def _half_step(cost, theta, h):
    return _measured(cost, theta, h / 2)


def _not_restored(up: float, down: float, whole: bool = False):
    """Return a loop whose parameters stay where they were measured last: θ + ``up`` h, then that + ``down`` h.

    ``whole`` says that whole numbers stay such: what is written among them is cut off.
    """

    def made(cost, theta, h):
        function, theta = _function(cost), theta.copy() if whole else theta.astype(float)
        gradient = np.zeros_like(theta)
        for index in np.ndindex(theta.shape):
            theta[index] += up * h
            first = function(theta)
            theta[index] += down * h
            gradient[index] = (first - function(theta)) / (-down * h)
        return gradient

    return made


def _two_copies(cost, theta, h):
    """Return the quotients with a copy for up and one for down that are made once, before the loop."""
    function, up, down, gradient = _function(cost), theta.astype(float), theta.astype(float), np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        up[index] += h
        down[index] -= h
        gradient[index] = (function(up) - function(down)) / (2 * h)
    return gradient


def _one_sided_not_restored(cost, theta, h):
    function, theta, gradient = _function(cost), theta.astype(float), np.zeros(theta.shape)
    here = function(theta)
    for index in np.ndindex(theta.shape):
        theta[index] += h
        gradient[index] = (function(theta) - here) / h
    return gradient


def _replaced_by_h(cost, theta, h):
    """Return the quotients when a parameter is set to h and -h instead of moved by them."""

    def between(cost, theta, move):
        others = np.where(move != 0, 0.0, theta)
        return cost(others + move) - cost(others - move)

    return _measured(cost, theta, h, difference=between)


def _in_place(whole_gradient: bool, restored: bool = True):
    """Return the lesson's loop, which fills the arrays that it is given: wrong where these hold whole numbers."""

    def made(cost, theta, h):
        function, theta = _function(cost), theta.copy()
        gradient = np.zeros_like(theta) if whole_gradient else np.zeros(theta.shape)
        for index in np.ndindex(theta.shape):
            saved = theta[index]
            theta[index] = saved + h
            up = function(theta)
            theta[index] = saved - h
            gradient[index] = (up - function(theta)) / (2 * h)
            if restored:
                theta[index] = saved
        return gradient

    return made


def _draw_cost(*shape: int, whole: bool = False):
    def draw(rng):
        u, v = (np.round(rng.uniform(0.4, 1.4, shape) * rng.choice([-1, 1], shape), 3) for _ in range(2))
        text = (
            f"u, v = np.array({u.tolist()}), np.array({v.tolist()})\n"
            "def cost(theta):\n"
            "    theta = np.asarray(theta, float)\n"
            "    return float(np.sin((u * theta).sum()) + (v * theta**3).sum() + (theta**4).sum() / 4)\n"
        )
        values = rng.choice([-2, -1, 1, 2], shape) if whole else rng.normal(0, 1, shape)
        return Source(text, "cost"), values, float(rng.choice([0.03, 0.07, 0.13]))

    return draw


NOT_RESTORED = "A parameter is not put back before the next one is moved."
CUT_OFF = "Besides, theta may hold whole numbers, and these cannot hold θ + h: work on theta.astype(float)."
OWN_STEP = "The step is not h but {:g}. Use the h that is handed to you."

MEASURED_GRADIENT = FunctionTask(
    id="04.4",
    title="Measure a gradient",
    misconceptions="one-sided; divided by $h$; all entries moved at once; an array of whole numbers",
    answer="measured_gradient",
    difficulty=2,
    minutes=20,
    section="lesson 4, section 5",
    oracle=_measured,
    sites=(
        Site("move", MOVES),
        Site("difference", DIFFERENCES, called="the difference of the costs"),
        Site("over", DIVISIONS),
        Site("kept", KEPT),
    ),
    in_pairs=10,
    scales=lambda cost, theta, h: (Scale(h, "step-size", f"h = {h:g}, the step"),),
    parts=(
        Part("a vector of parameters", 1.0, _draw_cost(5)),
        Part("a matrix of parameters", 1.0, _draw_cost(2, 4)),
        Part("parameters given as whole numbers", 0.5, _draw_cost(3, 2, whole=True)),
    ),
    mistakes=(
        Mistake(
            "one-sided",
            "This is the one-sided difference, from θ to θ + h. The central one goes from θ - h to θ + h.",
            lambda cost, theta, h: _one_sided(cost, theta, h, 1),
        ),
        Mistake(
            "one-sided-backward",
            "This is the one-sided difference, from θ - h to θ. The central one goes from θ - h to θ + h.",
            lambda cost, theta, h: _one_sided(cost, theta, h, -1),
        ),
        Mistake(
            "half-step",
            "The steps go from θ - h/2 to θ + h/2. Here they go to θ - h and θ + h.",
            _half_step,
        ),
        Mistake(
            "other-step",
            "The step is not h. This is what a small step of its own gives, 1e-3 to 1e-9, or a formula that is more "
            "exact (of four points, of two steps); use the two points and the h that are asked for.",
            _divided_by_own_step(1e-5),
        ),
        *(Mistake(f"other-step-{step:g}", OWN_STEP.format(step), _divided_by_own_step(step)) for step in (1e-2, 1e-1)),
        *(Mistake(f"other-step-{step:g}", OWN_STEP.format(step), _divided_by_own_step(step)) for step in (0.5, 1.0)),
        *_own_steps(),
        Mistake(
            "divided-by-the-cost",
            "The gradient has been divided by the cost, as if it were that of ln C. It is that of C.",
            lambda cost, theta, h: _measured(cost, theta, h) / _function(cost)(theta),
        ),
        Mistake("not-restored", NOT_RESTORED, _not_restored(1, -2)),
        Mistake("not-restored-after-h", NOT_RESTORED, _not_restored(-1, 2)),
        *(
            Mistake(f"{id}-as-whole-numbers", f"{NOT_RESTORED} {CUT_OFF}", _not_restored(up, -2 * up, whole=True))
            for id, up in (("not-restored", 1), ("not-restored-after-h", -1))
        ),
        Mistake(
            "two-copies-for-all",
            "The two copies of theta have been made once, before the loop, so that all parameters that came before "
            "are still moved. Make them anew for each entry, or put the entry back.",
            _two_copies,
        ),
        Mistake(
            "not-restored-whole-numbers",
            "A parameter is not put back before the next one is moved. Besides, where theta holds whole numbers it "
            "cannot hold θ + h: work on theta.astype(float).",
            _in_place(whole_gradient=True, restored=False),
        ),
        Mistake(
            "not-restored-one-sided",
            "The parameter is not put back before the next one is moved, and the difference is one-sided.",
            _one_sided_not_restored,
        ),
        Mistake(
            "replaced-by-h",
            "The parameter has been set to h and to -h. Move it by h: θ + h and θ - h.",
            _replaced_by_h,
        ),
        Mistake(
            "whole-numbers",
            "theta holds whole numbers here, and an array of whole numbers cannot hold θ + h nor the gradient: both "
            "are cut off. Work on theta.astype(float).",
            _in_place(whole_gradient=True),
        ),
        Mistake(
            "whole-steps",
            "theta holds whole numbers here, and θ + h is cut off when it is written into it. Work on "
            "theta.astype(float).",
            _in_place(whole_gradient=False),
        ),
        Mistake(
            "whole-gradient",
            "theta holds whole numbers here, and so does an array like it: the gradient is cut off. Fill "
            "np.zeros(theta.shape).",
            lambda cost, theta, h: _measured(cost, theta, h).astype(theta.dtype),
        ),
    ),
    hints=(
        "Copy theta as an array of floats. For each entry: save it, move it up, measure, move it down, "
        "measure, restore.",
        "np.ndindex(theta.shape) runs over all indices, for a vector and for a matrix alike.",
        "gradient[index] = (up - down) / (2 * h), and then theta[index] = saved.",
    ),
    insight=(
        "It needs nothing but the cost, two runs for each parameter. With it lesson 4, section 5, finds each of "
        "the five bugs that it has planted."
    ),
)

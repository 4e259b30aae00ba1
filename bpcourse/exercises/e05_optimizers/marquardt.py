"""Task 05.6: a step of Levenberg and Marquardt."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np

from bpcourse.exercises.e05_optimizers.marquardt_rule import MARQUARDT_MISTAKES, MARQUARDT_SITES, marquardt
from bpcourse.exercises.e05_optimizers.other_steps import MARQUARDT_WHOLE
from bpcourse.exercises.e05_optimizers.rarer_slips import MARQUARDT_RARELY
from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import FunctionTask, Part

MODELS = {  # the model of p with inputs x, and its slopes with respect to the entries of p; {} is what repeats
    "bump": (
        "p[0] * np.exp({})",
        ("np.exp({})", "2 * p[0] * p[2] * (x - p[1]) * np.exp({})", "{} / p[2] * p[0] * np.exp({})"),
    ),
    "wave": ("p[0] * np.sin({})", ("np.sin({})", "p[0] * x * np.cos({})", "p[0] * np.cos({})")),
    "line": ("p[0] + p[1] * x + p[2] * x**2", ("x**0", "x", "x**2")),
}
REPEATED = {"bump": "(-p[2] * (x - p[1]) ** 2)", "wave": "(p[1] * x + p[2])", "line": ""}


def _sources(name: str, x, y) -> tuple[Source, Source]:
    """Return the residuals and the Jacobian of a model as sources."""
    model, slopes = MODELS[name]
    model, columns = (text.replace("{}", REPEATED[name]) for text in (model, ", ".join(slopes)))
    data = f"    x, y = np.array({x.round(3).tolist()}), np.array({y.round(3).tolist()})\n"
    residuals = f"def residuals(p):\n{data}    return {model} - y\n"
    jacobian = f"def jacobian(p):\n{data}    return np.stack([{columns}], axis=1)\n"
    return Source(residuals, "residuals"), Source(jacobian, "jacobian")


@lru_cache
def _compiled(name: str) -> tuple[Callable, Callable]:
    """Return residuals(p, x, y) and jacobian(p, x, y) of a model."""
    model, slopes = MODELS[name]
    model, columns = (text.replace("{}", REPEATED[name]) for text in (model, ", ".join(slopes)))
    namespace = {"np": np}
    exec(
        f"residuals = lambda p, x, y: {model} - y\njacobian = lambda p, x, y: np.stack([{columns}], axis=1)", namespace
    )
    return namespace["residuals"], namespace["jacobian"]


def _draw_fit(name: str, points: int, low: float, high: float, brake: tuple[float, float] = (0.2, 0.8)):
    """Return a draw of a model, data, a place and a μ; the gain ratio of the step lies between ``low`` and ``high``."""
    residuals, jacobian = _compiled(name)

    def draw(rng):
        while True:
            x = np.sort(rng.uniform(0.2, 3, points)).round(3)
            true, theta = rng.uniform(0.6, 2, 3), rng.uniform(0.6, 2.5, 3)
            y = (residuals(true, x, 0.0) + 0.1 * rng.normal(size=points)).round(3)
            mu = float(rng.uniform(*brake))
            here = partial(residuals, x=x, y=y), partial(jacobian, x=x, y=y)
            d, gain, _, _ = marquardt(*here, theta, mu)
            if low < gain < high and (np.abs(d) > 0.02).all() and np.abs(d).max() < 20:
                return *_sources(name, x, y), theta, mu

    return draw


MARQUARDT_STEP = FunctionTask(
    id="05.6",
    title="A step of Levenberg and Marquardt",
    misconceptions="μ added to all entries; the ½ of the cost in one of gain and promise; a bad step made all the same",
    answer="marquardt_step",
    difficulty=4,
    minutes=25,
    section="lesson 5b, section 3",
    names=("d", "gain", "theta", "mu"),
    oracle=marquardt,
    sites=MARQUARDT_SITES,
    in_pairs=8,
    rarely=(*MARQUARDT_WHOLE, *MARQUARDT_RARELY),
    called={
        "tried": "the place that is tried",
        "ratio": "the quotient",
        "brake": "the new brake",
        "moved": "the new place",
        "solved": "the step",
    },
    parts=(
        Part("a good step", 1.0, _draw_fit("bump", 9, 0.04, 0.22, brake=(0.05, 0.2))),
        Part("a step that must be taken back", 0.75, _draw_fit("wave", 8, -30, -0.3, brake=(0.002, 0.01))),
        Part("as many residuals as parameters", 0.5, _draw_fit("wave", 3, 0.15, 0.85), telling=False),
        Part("a model that is linear: the promise is kept", 0.25, _draw_fit("line", 7, 0.9, 1.1), telling=False),
    ),
    mistakes=MARQUARDT_MISTAKES,
    hints=(
        "Call residuals(theta) and jacobian(theta), then np.linalg.solve(J.T @ J + mu * np.eye(len(theta)), -J.T @ e).",
        "Promised is |e|² - |e + Jd|², gained is |e|² - |e(θ + d)|². The second needs residuals(theta + d).",
        "gain > 0: return theta + d and mu / 10. Otherwise: return theta and 10 * mu. d and gain are returned in both "
        "cases.",
    ),
    insight=(
        "From ten starts it fits a sine with 46 parameters in 21 to 44 iterations; for two million parameters its "
        "matrix would take 32 million megabytes (lesson 5b, section 3)."
    ),
)

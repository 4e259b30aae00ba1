"""Task 05.6: a step of Levenberg and Marquardt."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import FunctionTask, Mistake, Part


@lru_cache(maxsize=64)
def _function(given) -> Callable:
    """Return a function: a source is compiled, a function is itself."""
    return given.function() if isinstance(given, Source) else given


def _damped(J, e, mu):
    return np.linalg.solve(J.T @ J + mu * np.eye(J.shape[1]), -J.T @ e)


def _promised(J, e, d):
    """Return what the straight line promises: |e|² - |e + J d|²."""
    return e @ e - (e + J @ d) @ (e + J @ d)


def _ratio(J, e, new, d, _mu):
    return (e @ e - new @ new) / _promised(J, e, d)


def _marquardt(step=_damped, ratio=_ratio, good=lambda gain: gain > 0, change=None, move=None):
    """Return the step of task 05.6; each option replaces a piece, to make a mistake."""
    change = change or (lambda mu, ok: mu / 10 if ok else 10 * mu)
    move = move or (lambda theta, d, ok: theta + d if ok else theta)

    def made(residuals, jacobian, theta, mu):
        residuals, jacobian = _function(residuals), _function(jacobian)
        e, J = residuals(theta), jacobian(theta)
        d = step(J, e, mu)
        gain = ratio(J, e, residuals(theta + d), d, mu)
        ok = bool(good(gain))
        return d, gain, move(theta, d, ok), change(mu, ok)

    return made


def _other_gain(ratio):
    """Return the step with another gain ratio, but the right decision."""

    def made(residuals, jacobian, theta, mu):
        d, _, new_theta, new_mu = _marquardt()(residuals, jacobian, theta, mu)
        e, J = _function(residuals)(theta), _function(jacobian)(theta)
        return d, ratio(J, e, _function(residuals)(theta + d), d, mu), new_theta, new_mu

    return made


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


def _draw_fit(name: str, points: int, good: bool):
    """Return a draw of a model, data, a place and a μ whose step is good, or bad."""

    def draw(rng):
        while True:
            x = np.sort(rng.uniform(0.2, 3, points))
            true, theta = rng.uniform(0.6, 2, 3), rng.uniform(0.6, 2.5, 3)
            residuals, jacobian = _sources(name, x, np.zeros(points))
            y = residuals.function()(true) + 0.1 * rng.normal(size=points)
            residuals, jacobian = _sources(name, x, y)
            mu = float(rng.uniform(0.2, 0.8) if good else rng.uniform(0.002, 0.01))
            d, gain, _, _ = _marquardt()(residuals, jacobian, theta, mu)
            clear = name == "line" or (0.15 < gain < 0.85 if good else -30 < gain < -0.3)
            if clear and (np.abs(d) > 0.02).all() and np.abs(d).max() < 20:
                return residuals, jacobian, theta, mu

    return draw


def _jt_for_j(J, e, mu):
    return np.linalg.solve(J @ J.T + mu * np.eye(len(J)), -J @ e)


MARQUARDT_STEP = FunctionTask(
    id="05.6",
    title="A step of Levenberg and Marquardt",
    answer="marquardt_step",
    difficulty=4,
    minutes=25,
    section="lesson 5b, section 3",
    names=("d", "gain", "theta", "mu"),
    oracle=_marquardt(),
    parts=(
        Part("a good step", 1.0, _draw_fit("bump", 9, True)),
        Part("a step that must be taken back", 0.75, _draw_fit("wave", 8, False)),
        Part("as many residuals as parameters", 0.5, _draw_fit("wave", 3, True)),
        Part("a model that is linear: the promise is kept", 0.25, _draw_fit("line", 7, True)),
    ),
    mistakes=(
        Mistake(
            "promise-of-the-gradient",
            "The promise is taken from the slope alone, -2 dᵀJᵀe. The straight line of the residuals promises "
            "|e|² - |e + Jd|².",
            _other_gain(lambda J, e, new, d, mu: (e @ e - new @ new) / (-2 * d @ J.T @ e)),
        ),
        Mistake(
            "promise-of-half-the-slope",
            "The promise is taken as -dᵀJᵀe. The straight line of the residuals promises |e|² - |e + Jd|².",
            _other_gain(lambda J, e, new, d, mu: (e @ e - new @ new) / (-d @ J.T @ e)),
        ),
        Mistake(
            "half-above-only",
            "One of the two, gain or promise, has the ½ of the cost and the other has not.",
            _other_gain(lambda J, e, new, d, mu: _ratio(J, e, new, d, mu) / 2),
        ),
        Mistake(
            "half-below-only",
            "It is twice the right value. One of the two, gain or promise, has the ½ of the cost and the other "
            "has not.",
            _other_gain(lambda J, e, new, d, mu: _ratio(J, e, new, d, mu) * 2),
        ),
        Mistake(
            "lengths-not-squares",
            "Lengths have been compared. The cost is the square of the length: |e|² - |e(θ + d)|².",
            _other_gain(
                lambda J, e, new, d, mu: (
                    (np.linalg.norm(e) - np.linalg.norm(new)) / (np.linalg.norm(e) - np.linalg.norm(e + J @ d))
                )
            ),
        ),
        Mistake(
            "upside-down",
            "The ratio is upside down. What was gained over what was promised.",
            _other_gain(lambda J, e, new, d, mu: 1 / _ratio(J, e, new, d, mu)),
        ),
        Mistake(
            "over-the-old-cost",
            "This is the share of the old cost that was gained. It must be compared with what was promised.",
            _other_gain(lambda J, e, new, d, mu: (e @ e - new @ new) / (e @ e)),
        ),
        Mistake(
            "new-over-old",
            "This is the new cost over the old one. The gain is a difference, divided by the promised one.",
            _other_gain(lambda J, e, new, d, mu: new @ new / (e @ e)),
        ),
        Mistake(
            "gain-not-divided",
            "This is the gain itself. Divide it by what was promised.",
            _other_gain(lambda J, e, new, d, mu: e @ e - new @ new),
        ),
        Mistake(
            "bad-step-made",
            "The step has made the cost larger, and it was made all the same. When the gain is negative θ stays.",
            _marquardt(move=lambda theta, d, ok: theta + d),
        ),
        Mistake(
            "good-step-not-made",
            "theta has not moved. A step that has lowered the cost is made.",
            _marquardt(move=lambda theta, d, ok: theta),
        ),
        Mistake(
            "step-returned",
            "This is the step alone. Asked for is the new place, θ + d.",
            _marquardt(move=lambda theta, d, ok: d if ok else 0 * d),
        ),
        Mistake(
            "mu-always-falls",
            "mu falls after a bad step, too. Then it must rise: 10 μ.",
            _marquardt(change=lambda mu, ok: mu / 10),
        ),
        Mistake(
            "mu-wrong-way",
            "mu goes the wrong way. After a good step the brake is released, μ/10; after a bad one it is 10 μ.",
            _marquardt(change=lambda mu, ok: 10 * mu if ok else mu / 10),
        ),
        Mistake(
            "mu-not-raised",
            "mu stays after a bad step. Then the same step would be tried again: 10 μ.",
            _marquardt(change=lambda mu, ok: mu / 10 if ok else mu),
        ),
        Mistake(
            "mu-not-lowered",
            "mu stays after a good step. The brake is released: μ/10.",
            _marquardt(change=lambda mu, ok: mu if ok else 10 * mu),
        ),
        Mistake(
            "no-damping",
            "μ is missing: this is the step of Gauss and Newton. (JᵀJ + μI) d = -Jᵀe.",
            _marquardt(step=lambda J, e, mu: _damped(J, e, 0.0)),
        ),
        Mistake(
            "mu-on-all-entries",
            "μ has been added to every entry of JᵀJ. It belongs on the diagonal only: mu * np.eye(P).",
            _marquardt(step=lambda J, e, mu: np.linalg.solve(J.T @ J + mu, -J.T @ e)),
        ),
        Mistake(
            "scaled-damping",
            "The diagonal of JᵀJ has been multiplied by 1 + μ. Such a variant exists; here it is JᵀJ + μI.",
            _marquardt(step=lambda J, e, mu: np.linalg.solve(J.T @ J + mu * np.diag(np.diag(J.T @ J)), -J.T @ e)),
        ),
        Mistake(
            "mu-squared",
            "This is the step for μ². Does least squares get the rows μI below J? They must be √μ I.",
            _marquardt(step=lambda J, e, mu: _damped(J, e, mu * mu)),
        ),
        Mistake(
            "mu-subtracted",
            "μ has been subtracted. It makes the bowl steeper: JᵀJ + μI.",
            _marquardt(step=lambda J, e, mu: _damped(J, e, -mu)),
        ),
        Mistake(
            "gradient-step",
            "This is a step of gradient descent, -Jᵀe/μ. JᵀJ is missing on the left.",
            _marquardt(step=lambda J, e, mu: -J.T @ e / mu),
        ),
        Mistake(
            "plain-gradient",
            "This is the gradient with a minus, -Jᵀe. The equations (JᵀJ + μI) d = -Jᵀe must be solved.",
            _marquardt(step=lambda J, e, mu: -J.T @ e),
        ),
        Mistake(
            "uphill",
            "The step goes uphill: the right side is -Jᵀe, with a minus.",
            _marquardt(step=lambda J, e, mu: -_damped(J, e, mu)),
        ),
        Mistake(
            "multiplied-not-solved",
            "(JᵀJ + μI) has been multiplied, and the equations must be solved: np.linalg.solve.",
            _marquardt(step=lambda J, e, mu: (J.T @ J + mu * np.eye(J.shape[1])) @ (-J.T @ e)),
        ),
        Mistake(
            "mean-of-the-residuals",
            "JᵀJ and Jᵀe have been divided by the number of residuals. The cost here is half the sum of squares; with "
            "the mean μ would mean something else.",
            _marquardt(step=lambda J, e, mu: _damped(J, e, mu * len(e))),
        ),
        Mistake(
            "jacobian-transposed",
            "J and Jᵀ are exchanged, which no shape tells you when there are as many residuals as parameters: JᵀJ and "
            "Jᵀe.",
            _marquardt(step=_jt_for_j),
        ),
        Mistake(
            "j-for-jt",
            "On the right stands -J e. It is -Jᵀe; with as many residuals as parameters no shape warns you.",
            _marquardt(step=lambda J, e, mu: np.linalg.solve(J.T @ J + mu * np.eye(J.shape[1]), -J @ e)),
        ),
        Mistake(
            "jjt-on-the-left",
            "On the left stands J Jᵀ. It is JᵀJ; with as many residuals as parameters no shape warns you.",
            _marquardt(step=lambda J, e, mu: np.linalg.solve(J @ J.T + mu * np.eye(len(J)), -J.T @ e)),
        ),
        Mistake(
            "newton-on-the-residuals",
            "Here J + μI stands on the left, as in Newton's method for e = 0. It is JᵀJ + μI, and Jᵀe on the right.",
            _marquardt(step=lambda J, e, mu: np.linalg.solve(J + mu * np.eye(J.shape[1]), -e)),
        ),
    ),
    hints=(
        "Call residuals(theta) and jacobian(theta), then np.linalg.solve(J.T @ J + mu * np.eye(len(theta)), -J.T @ e).",
        "Promised is |e|² - |e + Jd|², gained is |e|² - |e(θ + d)|². The second needs residuals(theta + d).",
        "gain > 0: return theta + d and mu / 10. Otherwise: return theta and 10 * mu. d and gain are returned in both "
        "cases.",
    ),
)

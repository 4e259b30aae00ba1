"""Tasks of exercise 05 on rules of their own kind: signs and Rprop, and a step of Levenberg and Marquardt."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from bpcourse.sandboxed.answers import Source
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.diagnosis import Scale

# --- 05.5 where three rules end: gradient descent, the sign alone, Rprop


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


# --- 05.6 a step of Levenberg and Marquardt


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
            "JᵀJ and Jᵀe have been divided by the number of residuals. The cost here is the sum of squares; with the "
            "mean μ would mean something else.",
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

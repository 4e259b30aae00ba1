"""The slips that are made in a step of Levenberg and Marquardt, piece by piece (see ``marquardt_rule``)."""

from __future__ import annotations

import numpy as np

from bpcourse.tasks.slips import Slip


def promised(J, e, d, mu):  # noqa: ARG001
    """Return what the straight line promises: |e|² - |e + J d|²."""
    line = e + J @ d
    return e @ e - line @ line


LEFT = (
    Slip(
        "no-damping",
        "μ is missing: this is the step of Gauss and Newton. (JᵀJ + μI) d = -Jᵀe.",
        lambda J, mu: J.T @ J,
    ),
    Slip(
        "mu-on-all-entries",
        "μ has been added to every entry of JᵀJ. It belongs on the diagonal only: mu * np.eye(P).",
        lambda J, mu: J.T @ J + mu,
    ),
    Slip(
        "scaled-damping",
        "the diagonal of JᵀJ has been multiplied by 1 + μ. Such a variant exists; here it is JᵀJ + μI.",
        lambda J, mu: J.T @ J + mu * np.diag(np.diag(J.T @ J)),
    ),
    Slip(
        "mu-squared",
        "this is the step for μ². Does least squares get the rows μI below J? They must be √μ I.",
        lambda J, mu: J.T @ J + mu**2 * np.eye(J.shape[1]),
    ),
    Slip(
        "mu-subtracted",
        "μ has been subtracted. It makes the bowl steeper: JᵀJ + μI.",
        lambda J, mu: J.T @ J - mu * np.eye(J.shape[1]),
    ),
    Slip(
        "gradient-step",
        "this is a step of gradient descent, -Jᵀe/μ. JᵀJ is missing on the left.",
        lambda J, mu: mu * np.eye(J.shape[1]),
    ),
    Slip(
        "jjt-on-the-left",
        "on the left stands J Jᵀ. It is JᵀJ; with as many residuals as parameters no shape warns you.",
        lambda J, mu: J @ J.T + mu * np.eye(len(J)),
    ),
    Slip("mu-doubled", "2μ stands where μ belongs.", lambda J, mu: J.T @ J + 2 * mu * np.eye(J.shape[1])),
    Slip("mu-halved", "½μ stands where μ belongs.", lambda J, mu: J.T @ J + mu / 2 * np.eye(J.shape[1])),
    Slip("mu-left-out", "the identity has been added without μ.", lambda J, mu: J.T @ J + np.eye(J.shape[1])),
    Slip("root-of-mu", "√μ stands where μ belongs.", lambda J, mu: J.T @ J + np.sqrt(mu) * np.eye(J.shape[1])),
    Slip(
        "mu-on-the-product",
        "μ multiplies JᵀJ, and the identity stands alone. It is JᵀJ + μI.",
        lambda J, mu: mu * J.T @ J + np.eye(J.shape[1]),
    ),
    Slip("all-scaled", "all of JᵀJ has been multiplied by 1 + μ. It is JᵀJ + μI.", lambda J, mu: (1 + mu) * J.T @ J),
    Slip(
        "left-averaged",
        "JᵀJ has been divided by the number of residuals, and Jᵀe has not.",
        lambda J, mu: J.T @ J / len(J) + mu * np.eye(J.shape[1]),
    ),
    Slip("left-doubled", "JᵀJ has been doubled, and Jᵀe has not.", lambda J, mu: 2 * J.T @ J + mu * np.eye(J.shape[1])),
    Slip(
        "diagonal-only",
        "only the diagonal of JᵀJ has been used. All entries belong there: JᵀJ + μI.",
        lambda J, mu: np.diag(np.diag(J.T @ J)) + mu * np.eye(J.shape[1]),
    ),
    Slip("mu-inverted", "1/μ stands where μ belongs.", lambda J, mu: J.T @ J + np.eye(J.shape[1]) / mu),
    Slip(
        "j-on-the-left",
        "J + μI stands on the left. It is JᵀJ + μI; with as many residuals as parameters no shape warns you.",
        lambda J, mu: J + mu * np.eye(len(J)),
    ),
    Slip(
        "jj-on-the-left",
        "J J stands on the left, without a transpose. It is JᵀJ; with as many residuals as parameters no shape warns "
        "you.",
        lambda J, mu: J @ J + mu * np.eye(len(J)),
    ),
)

RIGHT = (
    Slip("uphill", "the step goes uphill: the right side is -Jᵀe, with a minus.", lambda J, e: J.T @ e),
    Slip(
        "j-for-jt",
        "on the right stands -J e. It is -Jᵀe; with as many residuals as parameters no shape warns you.",
        lambda J, e: -J @ e,
    ),
    Slip(
        "right-doubled",
        "-2 Jᵀe stands on the right. With 2 on one side only the step is another one: it is -Jᵀe.",
        lambda J, e: -2 * J.T @ e,
    ),
    Slip(
        "right-halved",
        "-½Jᵀe stands on the right. It is -Jᵀe: the ½ of the cost has cancelled.",
        lambda J, e: -J.T @ e / 2,
    ),
    Slip(
        "right-averaged",
        "Jᵀe has been divided by the number of residuals, and JᵀJ has not.",
        lambda J, e: -J.T @ e / len(e),
    ),
    Slip(
        "right-without-j",
        "-e stands on the right. It is -Jᵀe; with as many residuals as parameters no shape warns you.",
        lambda J, e: -e,
    ),
    Slip("sizes-of-residuals", "the residuals have lost their signs.", lambda J, e: -J.T @ np.abs(e)),
    Slip("squares-on-the-right", "the residuals have been squared on the right. It is -Jᵀe.", lambda J, e: -J.T @ e**2),
)

SOLVED = (
    Slip(
        "multiplied-not-solved",
        "(JᵀJ + μI) has been multiplied, and the equations must be solved: np.linalg.solve.",
        lambda A, b: A @ b,
    ),
    Slip(
        "plain-gradient",
        "this is the gradient with a minus, -Jᵀe. The equations (JᵀJ + μI) d = -Jᵀe must be solved.",
        lambda A, b: b,
    ),
    Slip(
        "inverse-of-entries",
        "each entry of JᵀJ + μI has been inverted. The matrix must be: np.linalg.solve.",
        lambda A, b: (1 / A) @ b,
    ),
)

TRIED = (
    Slip(
        "tried-backwards",
        "the new residuals are those at θ - d. The step leads to θ + d.",
        lambda theta, d: theta - d,
    ),
    Slip("tried-at-home", "the new residuals are those at θ. The step leads to θ + d.", lambda theta, d: theta),
    Slip("tried-at-the-step", "the new residuals are those at d. The step leads to θ + d.", lambda theta, d: d),
    Slip(
        "tried-halfway",
        "the new residuals are those halfway. The step leads to θ + d.",
        lambda theta, d: theta + d / 2,
    ),
)

GAINED = (
    Slip(
        "lengths-not-squares",
        "lengths have been compared. The cost is half the square of the length.",
        lambda e, new: np.linalg.norm(e) - np.linalg.norm(new),
    ),
    Slip(
        "half-above-only",
        "one of the two, gain or promise, has the ½ of the cost and the other has not.",
        lambda e, new: (e @ e - new @ new) / 2,
    ),
    Slip(
        "means-above-only",
        "the gain is that of means, the promise that of sums.",
        lambda e, new: (e @ e - new @ new) / len(e),
    ),
    Slip(
        "residuals-not-squared",
        "the residuals have been added without their squares.",
        lambda e, new: e.sum() - new.sum(),
    ),
    Slip(
        "sizes-not-squares",
        "the sizes of the residuals have been added, and not their squares.",
        lambda e, new: np.abs(e).sum() - np.abs(new).sum(),
    ),
    Slip(
        "gain-of-the-change",
        "|e - e(θ + d)|² stands above the line. It is |e|² - |e(θ + d)|².",
        lambda e, new: (e - new) @ (e - new),
    ),
    Slip(
        "largest-residual",
        "the largest residuals have been compared. The cost is half the sum of squares.",
        lambda e, new: np.abs(e).max() - np.abs(new).max(),
    ),
)

PROMISED = (
    Slip(
        "promise-of-the-gradient",
        "the promise is taken from the slope alone, -2 dᵀJᵀe. The straight line of the residuals promises |e|² - |e + "
        "Jd|².",
        lambda J, e, d, mu: -2 * d @ J.T @ e,
    ),
    Slip(
        "promise-of-half-the-slope",
        "the promise is taken as -dᵀJᵀe. The straight line of the residuals promises |e|² - |e + Jd|².",
        lambda J, e, d, mu: -d @ J.T @ e,
    ),
    Slip(
        "lengths-not-squares",
        "lengths have been compared. The cost is half the square of the length.",
        lambda J, e, d, mu: np.linalg.norm(e) - np.linalg.norm(e + J @ d),
    ),
    Slip(
        "half-below-only",
        "one of the two, gain or promise, has the ½ of the cost and the other has not.",
        lambda J, e, d, mu: promised(J, e, d, mu) / 2,
    ),
    Slip(
        "over-the-old-cost",
        "this is the share of the old cost that was gained. It must be compared with what was promised.",
        lambda J, e, d, mu: e @ e,
    ),
    Slip(
        "promise-with-minus",
        "e - Jd stands in the promise. The step leads to e + Jd.",
        lambda J, e, d, mu: e @ e - (e - J @ d) @ (e - J @ d),
    ),
    Slip(
        "promise-of-jd",
        "the promise is taken as |Jd|². It is |e|² - |e + Jd|².",
        lambda J, e, d, mu: (J @ d) @ (J @ d),
    ),
    Slip(
        "promise-is-what-is-left",
        "this is what the straight line leaves, |e + Jd|². Promised is |e|² - |e + Jd|².",
        lambda J, e, d, mu: (e + J @ d) @ (e + J @ d),
    ),
    Slip(
        "promise-of-the-other-sign",
        "dᵀ(μd + Jᵀe) stands below the line. The right side of the equations is -Jᵀe, so it is dᵀ(μd - Jᵀe).",
        lambda J, e, d, mu: d @ (mu * d + J.T @ e),
    ),
    Slip(
        "promise-with-the-brake",
        "the promise counts μ|d|² as if it were cost. The straight line promises |e|² - |e + Jd|².",
        lambda J, e, d, mu: promised(J, e, d, mu) + mu * d @ d,
    ),
    Slip(
        "means-below-only",
        "the promise is that of means, the gain that of sums.",
        lambda J, e, d, mu: promised(J, e, d, mu) / len(e),
    ),
    Slip(
        "over-the-step",
        "this is divided by |d|². It must be compared with what was promised.",
        lambda J, e, d, mu: d @ d,
    ),
    Slip(
        "residuals-not-squared",
        "the residuals have been added without their squares.",
        lambda J, e, d, mu: e.sum() - (e + J @ d).sum(),
    ),
)

RATIOS = (
    Slip(
        "ratio-of-the-wrong-sign",
        "the ratio has the wrong sign. Above the line stands |e|² - |e(θ + d)|², below it |e|² - |e + Jd|²: both are "
        "old minus new.",
        lambda gained, promised, e, new: -gained / promised,
    ),
    Slip(
        "upside-down",
        "the ratio is upside down. What was gained over what was promised.",
        lambda gained, promised, e, new: promised / gained,
    ),
    Slip(
        "gain-not-divided",
        "this is the gain itself. Divide it by what was promised.",
        lambda gained, promised, e, new: gained,
    ),
    Slip(
        "new-over-old",
        "this is the new cost over the old one. The gain is a difference, divided by the promised one.",
        lambda gained, promised, e, new: new @ new / (e @ e),
    ),
    Slip(
        "old-over-new",
        "this is the old cost over the new one. The gain is a difference, divided by the promised one.",
        lambda gained, promised, e, new: e @ e / (new @ new),
    ),
    Slip(
        "gain-minus-promise",
        "the promise has been subtracted from the gain. Divide by it.",
        lambda gained, promised, e, new: gained - promised,
    ),
    Slip(
        "gain-times-promise",
        "the gain has been multiplied by the promise. Divide by it.",
        lambda gained, promised, e, new: gained * promised,
    ),
    Slip(
        "gain-without-sign",
        "the gain ratio has lost its sign.",
        lambda gained, promised, e, new: abs(gained / promised),
    ),
    Slip("one-minus-ratio", "this is 1 minus the gain ratio.", lambda gained, promised, e, new: 1 - gained / promised),
    Slip(
        "new-over-promise",
        "the new cost stands above the line. It is what was gained, |e|² - |e(θ + d)|².",
        lambda gained, promised, e, new: new @ new / promised,
    ),
    Slip(
        "promise-itself",
        "this is the promise. What was gained is divided by it.",
        lambda gained, promised, e, new: promised,
    ),
    Slip(
        "gain-in-percent",
        "the gain ratio is in per cent. It is the quotient itself.",
        lambda gained, promised, e, new: 100 * gained / promised,
    ),
)

GOOD = (
    Slip(
        "decided-the-wrong-way",
        "the decision is the wrong way round: a positive gain ratio makes the step.",
        lambda gain: gain < 0,
    ),
    Slip("always-good", "every step counts as good. It does if its gain ratio is positive.", lambda gain: True),
    Slip("never-good", "no step counts as good. It does if its gain ratio is positive.", lambda gain: False),
    Slip(
        "good-from-another-ratio",
        "steps count as good from another gain ratio on. They do if the ratio is positive.",
        lambda gain: gain > 0.25,
    ),
    Slip(
        "good-from-another-ratio",
        "steps count as good from another gain ratio on. They do if the ratio is positive.",
        lambda gain: gain > 0.5,
    ),
    Slip(
        "good-from-another-ratio",
        "steps count as good from another gain ratio on. They do if the ratio is positive.",
        lambda gain: gain > 0.75,
    ),
    Slip(
        "good-from-one",
        "steps count as good only if they gain more than was promised. They do if the ratio is positive.",
        lambda gain: gain > 1,
    ),
)

MOVED = (
    Slip(
        "bad-step-made",
        "the step has made the cost larger, and it was made all the same. When the gain is negative θ stays.",
        lambda theta, d, ok, gain: theta + d,
    ),
    Slip(
        "good-step-not-made",
        "θ has not moved. A step that has lowered the cost is made.",
        lambda theta, d, ok, gain: theta,
    ),
    Slip(
        "step-returned",
        "this is the step alone. Asked for is the new place, θ + d.",
        lambda theta, d, ok, gain: d if ok else 0 * d,
    ),
    Slip(
        "moved-backwards",
        "θ has been moved by -d. The minus is in d already.",
        lambda theta, d, ok, gain: theta - d if ok else theta,
    ),
    Slip(
        "moved-the-wrong-way-round",
        "bad steps are made and good ones are not.",
        lambda theta, d, ok, gain: theta if ok else theta + d,
    ),
    Slip(
        "moved-by-the-gain",
        "the step has been multiplied by the gain ratio. A good step is made whole.",
        lambda theta, d, ok, gain: theta + gain * d if ok else theta,
    ),
    Slip(
        "moved-halfway",
        "half of the step is made. A good step is made whole.",
        lambda theta, d, ok, gain: theta + d / 2 if ok else theta,
    ),
    Slip(
        "turned-back",
        "after a bad step theta has been moved by -d. It stays.",
        lambda theta, d, ok, gain: theta + d if ok else theta - d,
    ),
    Slip(
        "half-a-bad-step",
        "after a bad step half of it is made. theta stays.",
        lambda theta, d, ok, gain: theta + d if ok else theta + d / 2,
    ),
)

BRAKES = (
    Slip(
        "mu-wrong-way",
        "μ goes the wrong way. After a good step the brake is released, μ/10; after a bad one it is 10 μ.",
        lambda mu, ok: 10 * mu if ok else mu / 10,
    ),
    Slip("mu-always-falls", "μ falls after a bad step, too. Then it must rise: 10 μ.", lambda mu, ok: mu / 10),
    Slip("mu-always-rises", "μ rises after a good step, too. Then it must fall: μ/10.", lambda mu, ok: 10 * mu),
    Slip(
        "mu-not-raised",
        "μ stays after a bad step. Then the same step would be tried again: 10 μ.",
        lambda mu, ok: mu / 10 if ok else mu,
    ),
    Slip(
        "mu-not-lowered",
        "μ stays after a good step. The brake is released: μ/10.",
        lambda mu, ok: mu if ok else 10 * mu,
    ),
    Slip("mu-stays", "μ stays as it is. After a good step it is μ/10, after a bad one 10 μ.", lambda mu, ok: mu),
    Slip("mu-by-two", "μ changes by the factor 2. It is 10.", lambda mu, ok: mu / 2 if ok else 2 * mu),
    Slip("mu-by-three", "μ falls by another factor. It is 10.", lambda mu, ok: mu / 3 if ok else 10 * mu),
    Slip("mu-by-ten-and-two", "μ rises by another factor. It is 10.", lambda mu, ok: mu / 10 if ok else 2 * mu),
    Slip("mu-to-zero", "μ is 0 after a good step. It is μ/10.", lambda mu, ok: 0.0 if ok else 10 * mu),
    Slip(
        "mu-plus-ten",
        "10 has been added to mu, or subtracted. It is a factor.",
        lambda mu, ok: mu - 10 if ok else mu + 10,
    ),
    Slip(
        "mu-by-a-hundred",
        "μ changes by the factor 100. It is 10, once.",
        lambda mu, ok: mu / 100 if ok else 100 * mu,
    ),
)

RETURNED = (
    Slip(
        "no-bad-step",
        "after a bad step d is returned as 0. It is the step that was tried, in both cases.",
        lambda d, theta, ok: d if ok else 0 * d,
    ),
    Slip("place-for-step", "the new place is returned for d. d is the step.", lambda d, theta, ok: theta + d),
    Slip("step-of-the-wrong-sign", "d is returned with the wrong sign.", lambda d, theta, ok: -d),
)

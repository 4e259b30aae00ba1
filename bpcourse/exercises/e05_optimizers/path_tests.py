"""Tests of recorded paths (05.7) that hold another rule for the promised one, another limit, or see the end only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from bpcourse.tasks import Mistake

NAMES = ("none", "no memory", "damped", "late", "nesterov", "restarted", "decay", "one weight")
FALLBACKS = (
    "decay",
    "restarted",
    "none",
    "no memory",
    "damped",
    "one weight",
)  # where no pattern of the learner's fits


def fingerprint(points, gradients, eta, beta, *, share: float = 1e-6, otherwise: str = "decay") -> str:
    """Return which bug a path shows; what is left below ``share`` of the largest step counts as zero.

    The decay is not looked for: ``otherwise`` is said where no other pattern fits.
    """
    moves = np.diff(points, axis=0)
    velocity, jump = np.vstack([0 * moves[:1], moves[:-1]]), np.diff(gradients, axis=0, prepend=0 * gradients[:1])
    left = moves - beta * velocity + eta * gradients
    zero = np.abs(moves).max(initial=0) * share

    def none(values) -> bool:
        return bool(np.abs(values).max(initial=0) <= zero)

    if none(left):
        return "none"
    if sum(not none(column) for column in left.T) == 1:
        return "one weight"
    patterns = {"no memory": -beta * velocity, "damped": beta * eta * gradients}
    patterns |= {"late": eta * jump, "nesterov": -beta * eta * jump}
    found = next((name for name, pattern in patterns.items() if none(left - pattern)), "")
    if found:
        return found
    lost = np.abs(left + beta * velocity).max(axis=1) <= zero
    return "restarted" if all(gone or none(row) for gone, row in zip(lost, left, strict=True)) else otherwise


OTHER_RULES: tuple[tuple[str, str, Callable], ...] = (
    (
        "damped-rule-promised",
        "the rule in which the gradient is damped by 1 - β",
        lambda points, g, eta, beta: (points, (1 - beta) * g, eta, beta),
    ),
    (
        "uphill-rule-promised",
        "a rule with + ηg",
        lambda points, g, eta, beta: (points, -g, eta, beta),
    ),
    (
        "descent-promised",
        "gradient descent, without the velocity",
        lambda points, g, eta, beta: (points, g, eta, 0.0),
    ),
    (
        "undamped-rule-promised",
        "a rule in which the whole velocity is kept, without β",
        lambda points, g, eta, beta: (points, g, eta, 1.0),
    ),
    (
        "other-share-promised",
        "a rule in which the share 1 - β of the velocity is kept",
        lambda points, g, eta, beta: (points, g, eta, 1 - beta),
    ),
    (
        "velocity-of-the-other-sign-promised",
        "a rule in which the velocity is subtracted",
        lambda points, g, eta, beta: (points, g, eta, -beta),
    ),
    (
        "rate-left-out-of-the-promise",
        "a rule without the rate: the whole gradient",
        lambda points, g, eta, beta: (points, g, 1.0, beta),
    ),
    (
        "rate-on-all-of-the-promise",
        "a rule in which the rate multiplies the velocity, too",
        lambda points, g, eta, beta: (points, g, eta, eta * beta),
    ),
    (
        "beta-on-all-of-the-promise",
        "a rule in which β multiplies the gradient, too",
        lambda points, g, eta, beta: (points, g, eta * beta, beta),
    ),
    (
        "late-gradient-promised",
        "a rule with the gradient of the step before",
        lambda points, g, eta, beta: (points, np.vstack([0 * g[:1], g[:-1]]), eta, beta),
    ),
    (
        "next-gradient-promised",
        "a rule with the gradient of the step after",
        lambda points, g, eta, beta: (points[:-1], g[1:], eta, beta),
    ),
    (
        "first-step-left-out",
        "a path without its first step, so that the ball seems to begin at rest at the second point",
        lambda points, g, eta, beta: (points[1:], g[1:], eta, beta),
    ),
)
NARROW = (
    "The limit of your test is too narrow: it cries at a right path that is rounded, as where the points "
    "are as large as a "
    "million. Take about a millionth of the largest step."
)
WIDE = (
    "The limit of your test is too wide, {:g} of a step: a small decay is less. Take about a millionth "
    "of the largest step."
)
LIMITS = (
    *((share, NARROW, "limit-too-narrow") for share in (0.0, *(10.0**-power for power in range(10, 18)))),
    *((share, WIDE.format(share), "limit-too-wide") for share in (0.5, 0.1, 1e-2, 1e-3, 1e-4, 1e-5)),
)


def _other_rules() -> Iterator[Mistake]:
    for id, rule, seen in OTHER_RULES:
        words = (
            f"Your test holds the path against another rule than the promised one: {rule}. It was v ← "
            f"βv - ηg, x ← x + v."
        )
        for otherwise in FALLBACKS:
            yield Mistake(id, words, lambda *path, seen=seen, said=otherwise: fingerprint(*seen(*path), otherwise=said))


def _other_limits() -> Iterator[Mistake]:
    for share, words, id in LIMITS:
        for otherwise in FALLBACKS:
            yield Mistake(
                id, words, lambda *path, share=share, said=otherwise: fingerprint(*path, share=share, otherwise=said)
            )


def _arrives(shrinks: Callable[[np.ndarray], bool], said: str) -> Callable[..., str]:
    return lambda points, gradients, eta, beta: "none" if shrinks(np.linalg.norm(gradients, axis=1)) else said


ENDS = (
    lambda sizes: sizes[-1] < sizes[0],
    lambda sizes: sizes[-1] < 0.5 * sizes[0],
    lambda sizes: sizes[-1] < 0.1 * sizes[0],
    lambda sizes: sizes[-1] < 1e-2 * sizes[0],
    lambda sizes: sizes[-1] < 1e-3,
    lambda sizes: bool((np.diff(sizes) <= 0).all()),
)
ARRIVES = (
    "Your test asks whether the gradient gets small: whether the path arrives. A broken rule often "
    "arrives all the same, "
    "and noise keeps a right one from it. Compare each step with the promised one."
)
ALWAYS = (
    'Your test says "{}" about every path, also about those that are right. Either it takes rounding for a bug, or the '
    "rule that it holds them against is not the promised one. Try it on a right path first, and print what is left."
)
PATH_TESTS = (
    *(Mistake("always-the-same", ALWAYS.format(said), lambda *path, said=said: said) for said in NAMES[1:]),
    *_other_rules(),
    *_other_limits(),
    *(Mistake("judged-by-the-end", ARRIVES, _arrives(shrinks, said)) for shrinks in ENDS for said in NAMES[1:]),
)

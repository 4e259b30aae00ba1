"""Slips that are made less often in tasks 05.2, 05.4, 05.5 and 05.6; they are tried alone, and after all others."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcourse.exercises.e05_optimizers.adamw_rule import adamw
from bpcourse.exercises.e05_optimizers.three_rules import sign, three_rules
from bpcourse.tasks import Mistake
from bpcourse.tasks.slips import Site, Slip

# --- 05.2: the four formulas


def _ratios(right: str, numerators: dict[str, Callable], divisors: dict[str, Callable]) -> tuple[Slip, ...]:
    """Return the slips of a fraction with another numerator or divisor; ``right`` is the one that belongs there."""
    return tuple(
        Slip(
            "other-formula",
            f"{above}/({below}) stands there." if " " in below else f"{above}/{below} stands there.",
            lambda low, high, *beta, over=over, under=under: over(*beta) / under(low, high),
        )
        for above, over in numerators.items()
        for below, under in divisors.items()
        if f"{above}/{below}" != right
    )


_DIVISORS = {
    "λmax": lambda low, high: high,
    "λmin": lambda low, high: low,
    "λmin + λmax": lambda low, high: low + high,
    "λmax - λmin": lambda low, high: high - low,
    "√λmax": lambda low, high: high**0.5,
    "√λmin + √λmax": lambda low, high: low**0.5 + high**0.5,
    "(√λmin + √λmax)²": lambda low, high: (low**0.5 + high**0.5) ** 2,
    "√(λmin λmax)": lambda low, high: (low * high) ** 0.5,
    "λmax²": lambda low, high: high**2,
    "κ": lambda low, high: high / low,
    "κ + 1": lambda low, high: high / low + 1,
}
_NUMBERS = {name: lambda *_, value=value: value for name, value in {"1": 1, "2": 2, "3": 3, "4": 4, "½": 0.5}.items()}
_WITH_BETA = {
    "(1 + β)": lambda beta: 1 + beta,
    "2 (1 - β)": lambda beta: 2 - 2 * beta,
    "(2 + β)": lambda beta: 2 + beta,
    "2β": lambda beta: 2 * beta,
    "(2 + 2β)": lambda beta: 2 + 2 * beta,
    "4β": lambda beta: 4 * beta,
    "(1 - β)": lambda beta: 1 - beta,
    "2 (1 + √β)": lambda beta: 2 + 2 * beta**0.5,
    "2 (1 + β)²": lambda beta: 2 * (1 + beta) ** 2,
    "2 (1 - β²)": lambda beta: 2 * (1 - beta**2),
    "(1 + β)²": lambda beta: (1 + beta) ** 2,
    "(1 + √β)²": lambda beta: (1 + beta**0.5) ** 2,
    "(1 - √β)²": lambda beta: (1 - beta**0.5) ** 2,
    "2/(1 - β)": lambda beta: 2 / (1 - beta),
    "2/(1 + β)": lambda beta: 2 / (1 + beta),
    "(2 + 2β)/(1 + 2β)": lambda beta: (2 + 2 * beta) / (1 + 2 * beta),
    "(2 + 4β)": lambda beta: 2 + 4 * beta,
    "(2 + 2β²)": lambda beta: 2 + 2 * beta**2,
    "(1 + 2β)": lambda beta: 1 + 2 * beta,
}

_FACTORS = {
    "(κ - 1)/(κ + 1)": lambda low, high: (high - low) / (high + low),
    "((κ - 1)/(κ + 1))²": lambda low, high: ((high - low) / (high + low)) ** 2,
    "(√κ - 1)/(√κ + 1), that of the best heavy ball,": lambda low, high: (
        (high**0.5 - low**0.5) / (high**0.5 + low**0.5)
    ),
    "1 - 1/κ": lambda low, high: 1 - low / high,
    "1 - 2/κ": lambda low, high: 1 - 2 * low / high,
    "1/κ": lambda low, high: low / high,
    "1 - 1/√κ": lambda low, high: 1 - (low / high) ** 0.5,
    "κ/(κ + 1)": lambda low, high: high / (high + low),
    "1 - 2 λmin/(λmin + λmax), without its size,": lambda low, high: 1 - 2 * low / (low + high),
    "(κ - 1)/κ": lambda low, high: (high - low) / high,
    "1 - λmin": lambda low, high: 1 - low,
}
_COUNTS = {
    "ln 10⁻⁶/ln of it": lambda f: np.log(1e-6) / np.log(f),
    "log₁₀ 10⁻⁶/ln of it": lambda f: -6 / np.log(f),
    "ln 10⁻⁶ times its logarithm": lambda f: np.log(1e-6) * np.log(f),
    "the same for the cost, ln 10⁻⁶/(2 ln of it),": lambda f: np.log(1e-6) / (2 * np.log(f)),
    "ln 10⁻⁶/(1 - it)": lambda f: -np.log(1e-6) / (1 - f),
    "ln 10⁻³/ln of it": lambda f: np.log(1e-3) / np.log(f),
    "ln 10⁶/ln of it, negative,": lambda f: np.log(1e6) / np.log(f),
    "10⁻⁶/it": lambda f: 1e-6 / f,
    "it to the power 10⁻⁶": lambda f: f**1e-6,
    "ln of it/ln 10⁻⁶": lambda f: np.log(f) / np.log(1e-6),
    "ln(10⁻⁶/it)": lambda f: np.log(1e-6 / f),
    "whole steps, rounded up,": lambda f: np.ceil(np.log(1e-6) / np.log(f)),
    "whole steps, rounded down,": lambda f: np.floor(np.log(1e-6) / np.log(f)),
    "whole steps, rounded,": lambda f: np.round(np.log(1e-6) / np.log(f)),
    "one step more": lambda f: np.log(1e-6) / np.log(f) + 1,
    "log₂ of it": lambda f: np.log2(1e-6) / np.log(f),
}
STEPS = tuple(
    Slip(
        "other-count",
        f"the factor of a step is taken as {name}, and the number of steps is made by {count}.".replace(",,", ","),
        lambda _, low, high, factor=factor, counted=counted: counted(np.abs(factor(low, high))),
    )
    for name, factor in _FACTORS.items()
    for count, counted in _COUNTS.items()
    if (name, count) != ("(κ - 1)/(κ + 1)", "ln 10⁻⁶/ln of it")
)
BEST = (
    *_ratios("2/λmin + λmax", _NUMBERS, _DIVISORS),
    Slip(
        "mean-of-two-rates",
        "the mean of the best rates of the steepest and the flattest direction stands there.",
        lambda low, high: (1 / low + 1 / high) / 2,
    ),
    Slip("mean-of-two-limits", "the mean of 2/λmin and 2/λmax stands there.", lambda low, high: 1 / low + 1 / high),
)
LIMITS_RARELY = (
    Site("limit", _ratios("2/λmax", _NUMBERS, _DIVISORS), "limit", "limit"),
    Site("heavy", _ratios("(2 + 2β)/λmax", _NUMBERS | _WITH_BETA, _DIVISORS), "heavy", "heavy"),
    Site("best", BEST, "best", "best"),
    Site("count", STEPS, "steps", "steps"),
)

# --- 05.4: the rate, the decay


def _rated(rate: Callable) -> Callable:
    def made(*arguments):
        t, beta1, beta2 = arguments[4], arguments[6], arguments[7]
        return adamw(*arguments, rate=lambda eta, *_: eta * rate(t, beta1, beta2))

    return made


_RATES = {
    "√(1 - β₂ᵗ)/(1 - β₁ᵗ): the corrections are in it, and in m̂ and v̂ as well": lambda t, b, c: (
        (1 - c**t) ** 0.5 / (1 - b**t)
    ),
    "1/(1 - β₁ᵗ): that correction is in m̂ already": lambda t, b, c: 1 / (1 - b**t),
    "√(1 - β₂ᵗ)": lambda t, b, c: (1 - c**t) ** 0.5,
    "1/√(1 - β₂ᵗ)": lambda t, b, c: (1 - c**t) ** -0.5,
    "(1 - β₁ᵗ)": lambda t, b, c: 1 - b**t,
    "(1 - β₁ᵗ)/√(1 - β₂ᵗ)": lambda t, b, c: (1 - b**t) / (1 - c**t) ** 0.5,
    "√(1 - β₂)/(1 - β₁)": lambda t, b, c: (1 - c) ** 0.5 / (1 - b),
    "(1 - β₂ᵗ)/(1 - β₁ᵗ), without the root": lambda t, b, c: (1 - c**t) / (1 - b**t),
    "β₁": lambda t, b, c: b,
    "β₁ᵗ": lambda t, b, c: b**t,
    "1/(t + 1)": lambda t, b, c: 1 / (t + 1),
    "1/(1 + t²)": lambda t, b, c: 1 / (1 + t * t),
    "1/(1 - β₁)": lambda t, b, c: 1 / (1 - b),
    "√(1 - β₂)": lambda t, b, c: (1 - c) ** 0.5,
    "2": lambda t, b, c: 2.0,
}
ADAMW_RARE_MISTAKES = (
    *(
        Mistake("other-rate", f"The rate η of Adam's step has been multiplied by {name}.", _rated(rate))
        for name, rate in _RATES.items()
    ),
    Mistake(
        "gradient-times-the-decay",
        "The gradient has been multiplied by what the decay should add, by 1 + λθ. The decay does not enter it.",
        lambda *given: adamw(*given, gradient=lambda g, theta, eta, decay: (g * (1 + decay * theta), 0.0)),
    ),
    Mistake(
        "gradient-times-decay",
        "The gradient has been multiplied by λθ. The decay does not enter it.",
        lambda *given: adamw(*given, gradient=lambda g, theta, eta, decay: (g * (decay * theta) if decay else g, 0.0)),
    ),
    Mistake(
        "gradient-less-the-decay",
        "λθ has been subtracted from the gradient, so that the weights grow. The decay does not enter it.",
        lambda *given: adamw(*given, gradient=lambda g, theta, eta, decay: (g - decay * theta, 0.0)),
    ),
    Mistake(
        "gradient-with-the-square",
        "λθ² has been added to the gradient. The decay does not enter it.",
        lambda *given: adamw(*given, gradient=lambda g, theta, eta, decay: (g + decay * theta**2, 0.0)),
    ),
    Mistake(
        "gradient-with-twice-the-decay",
        "2λθ has been added to the gradient. The decay does not enter it.",
        lambda *given: adamw(*given, gradient=lambda g, theta, eta, decay: (g + 2 * decay * theta, 0.0)),
    ),
    Mistake(
        "gradient-with-the-sign-decay",
        "λ sign(θ) has been added to the gradient. The decay does not enter it.",
        lambda *given: adamw(*given, gradient=lambda g, theta, eta, decay: (g + decay * np.sign(theta), 0.0)),
    ),
    Mistake(
        "gradient-with-the-number",
        "λ itself has been added to the gradient. The decay does not enter it.",
        lambda *given: adamw(*given, gradient=lambda g, theta, eta, decay: (g + decay, 0.0)),
    ),
)

# --- 05.5: what Rprop looks at


def _watching(seen: Callable) -> Callable:
    """Return the three rules in which Rprop compares the signs of what ``seen(x, before, g)`` gives, g for itself."""

    def ends(gradients, first):
        for column in gradients.T.tolist():
            x, before, size, last = 0.0, 0.0, first, 0.0
            for g in column:
                now = seen(x, before, g)
                agreement = sign(now) * sign(last)
                size = min(1.2 * size, 50.0) if agreement > 0 else max(0.5 * size, 1e-6) if agreement < 0 else size
                used = 0.0 if agreement < 0 else g
                before, last = x, now
                x -= size * sign(used)
            yield x

    return lambda gradients, eta, first: (
        *three_rules(gradients, eta, first)[:2],
        np.array(list(ends(gradients, first))),
    )


WATCHED = "Rprop looks at the sign of {}, and grows or shrinks Δ by that. It is the sign of the gradient that counts."
RULES_RARE_MISTAKES = (
    Mistake("sign-of-the-weight", WATCHED.format("the weight"), _watching(lambda x, before, g: x)),
    Mistake("sign-of-the-move", WATCHED.format("the last move"), _watching(lambda x, before, g: x - before)),
    Mistake("sign-of-the-product", WATCHED.format("weight times gradient"), _watching(lambda x, before, g: x * g)),
)


def _own_sign(at_zero: int) -> Callable:
    """Return Rprop with a sign that is not 0 for 0, for the comparison and for the step."""

    def one(g):
        return (g > 0) - (g < 0) or at_zero

    def ends(gradients, first):
        for column in gradients.T.tolist():
            x, last, size = 0.0, 0.0, first
            for g in column:
                agreement = one(g) * one(last)
                size = min(1.2 * size, 50.0) if agreement > 0 else max(0.5 * size, 1e-6)
                last = 0.0 if agreement < 0 else g
                x -= size * one(last)
            yield x

    return lambda gradients, eta, first: (
        *three_rules(gradients, eta, first)[:2],
        np.array(list(ends(gradients, first))),
    )


def _step_sign(at_zero: int) -> Callable:
    """Return Rprop with a sign that is not 0 for 0, for the step only: after a change of sign it moves as well."""

    def ends(gradients, first):
        for column in gradients.T.tolist():
            x, last, size = 0.0, 0.0, first
            for g in column:
                agreement = g * last
                if agreement > 0:
                    size = min(1.2 * size, 50.0)
                elif agreement < 0:
                    size = max(0.5 * size, 1e-6)
                last = 0.0 if agreement < 0 else g
                x -= size * (sign(last) or at_zero)
            yield x

    return lambda gradients, eta, first: (
        *three_rules(gradients, eta, first)[:2],
        np.array(list(ends(gradients, first))),
    )


ZERO = (
    "Where the gradient is 0, or has been set to 0 after a change of sign, the weight moves all the same, {}: the sign "
    "of 0 has been taken as {}. It is 0, and the weight stays."
)
RULES_RARE_MISTAKES += tuple(
    Mistake("sign-of-zero", ZERO.format(way, value), made)
    for way, value, at_zero in (("down", "+1", 1), ("up", "-1", -1))
    for made in (_own_sign(at_zero), _step_sign(at_zero))
)

RULES_RARE_MISTAKES += tuple(
    Mistake(
        "other-factors",
        f"Δ grows by the factor {up:g} and shrinks by {down:g}. Which two does the task name?",
        lambda *given, up=up, down=down: three_rules(
            *given, grow=lambda size, _: min(up * size, 50.0), shrink=lambda size, _: max(down * size, 1e-6)
        ),
    )
    for up in (1.05, 1.1, 1.2, 1.3, 1.25, 1.5, 2.0, 1.01)
    for down in (0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.99)
    if (up, down) != (1.2, 0.5)
)

# --- 05.6: other brakes

_DOWN = {"μ/10": 0.1, "μ/2": 0.5, "μ/3": 1 / 3, "μ/4": 0.25, "μ/5": 0.2, "μ/9": 1 / 9, "μ/11": 1 / 11, "μ/100": 0.01}
_DOWN |= {"μ": 1.0, "2μ": 2.0, "0.9 μ": 0.9, "0.7 μ": 0.7, "0.8 μ": 0.8, "0.3 μ": 0.3, "10 μ": 10.0}
_UP = {"10 μ": 10.0, "2μ": 2.0, "3μ": 3.0, "4μ": 4.0, "5μ": 5.0, "8μ": 8.0, "9μ": 9.0, "11 μ": 11.0, "100 μ": 100.0}
_UP |= {"μ": 1.0, "1.5 μ": 1.5, "7μ": 7.0, "1.1 μ": 1.1, "20 μ": 20.0, "μ/10": 0.1, "μ/2": 0.5}
BRAKES = tuple(
    Slip(
        "other-brake",
        f"after a good step μ becomes {down}, after a bad one {up}. Which factor does the task name?",
        lambda mu, ok, down_=below, up_=above: mu * (down_ if ok else up_),
    )
    for down, below in _DOWN.items()
    for up, above in _UP.items()
    if (down, up) != ("μ/10", "10 μ")
)


def _by_gain(rule: Callable) -> Callable:
    return lambda mu, gain, ok: mu * rule(gain, ok)


_BY_GAIN = {
    "the cubic formula 1 - (2ρ - 1)³ of another text": lambda up: (
        lambda gain, ok: max(1 / 3, 1 - (2 * gain - 1) ** 3) if ok else up
    ),
    "thresholds for the gain ratio, ¼ and ¾, as in another text": lambda up: (
        lambda gain, ok: 1 / up if gain > 0.75 else up if gain < 0.25 else 1.0
    ),
    "thresholds for the gain ratio, ¼ and ¾, with 3 and 2": lambda up: (
        lambda gain, ok: 1 / 3 if gain > 0.75 else up if gain < 0.25 else 1.0
    ),
    "1 - ρ": lambda up: lambda gain, ok: 1 - gain if ok else up,
    "the gain ratio itself, by which it is divided,": lambda up: lambda gain, ok: 1 / gain if ok else up,
    "the gain ratio itself, with which it is multiplied,": lambda up: lambda gain, ok: gain if ok else up,
}
BRAKES_BY_GAIN = tuple(
    Slip(
        "brake-by-the-gain",
        f"μ is changed by {name}. Here it has two fixed factors, one after a good step and one after a bad one.",
        _by_gain(rule(up)),
    )
    for name, rule in _BY_GAIN.items()
    for up in (2.0, 3.0, 4.0, 10.0, 5.0)
)
LEFT = tuple(
    Slip(
        "other-left",
        f"{name} has been added to JᵀJ. It is μI.",
        lambda J, mu, brake=brake: J.T @ J + brake(J.T @ J, mu),
    )
    for name, brake in {
        "μ times the largest entry of the diagonal": lambda A, mu: mu * np.diag(A).max() * np.eye(len(A)),
        "μ times the trace": lambda A, mu: mu * np.trace(A) * np.eye(len(A)),
        "μ times the mean of the diagonal": lambda A, mu: mu * np.diag(A).mean() * np.eye(len(A)),
        "μ times the length of JᵀJ": lambda A, mu: mu * np.linalg.norm(A) * np.eye(len(A)),
        "μ times the root of the diagonal": lambda A, mu: mu * np.diag(np.sqrt(np.diag(A))),
        "μ in one row only": lambda A, mu: mu * np.eye(len(A), k=0) * (np.arange(len(A)) == 0),
        "μ, off the diagonal,": lambda A, mu: mu * (1 - np.eye(len(A))),
        "μ times the number of parameters": lambda A, mu: mu * len(A) * np.eye(len(A)),
        "μ/(1 + μ)": lambda A, mu: mu / (1 + mu) * np.eye(len(A)),
        "1 + μ": lambda A, mu: (1 + mu) * np.eye(len(A)),
        "10 μ, a brake that has been changed before the step,": lambda A, mu: 10 * mu * np.eye(len(A)),
        "μ/10, a brake that has been changed before the step,": lambda A, mu: mu / 10 * np.eye(len(A)),
    }.items()
)
MARQUARDT_RARELY = (Site("left", LEFT), Site("brake", BRAKES), Site("brake_by_gain", BRAKES_BY_GAIN))

"""Sums with other factors in the steps of tasks 05.3 and 05.4: the averages, the velocity, the move."""

from __future__ import annotations

from bpcourse.tasks.slips import Site, Slip
from bpcourse.tasks.sums import Term, other_factors

# --- 05.4: m and v are sums of the old average and of what is new; every factor is made of β, the other β and t

_SHARES = {
    "β": lambda beta, other, t: beta,
    "1 - β": lambda beta, other, t: 1 - beta,
    "1": lambda beta, other, t: 1.0,
    "0": lambda beta, other, t: 0.0,
    "βᵗ": lambda beta, other, t: beta**t,
    "1 - βᵗ": lambda beta, other, t: 1 - beta**t,
    "1/β": lambda beta, other, t: 1 / beta,
    "1/(1 - β)": lambda beta, other, t: 1 / (1 - beta),
    "β²": lambda beta, other, t: beta**2,
    "1 - β²": lambda beta, other, t: 1 - beta**2,
    "(1 - β)²": lambda beta, other, t: (1 - beta) ** 2,
    "β (1 - β)": lambda beta, other, t: beta * (1 - beta),
    "√β": lambda beta, other, t: beta**0.5,
    "√(1 - β)": lambda beta, other, t: (1 - beta) ** 0.5,
    "√(1 - β²)": lambda beta, other, t: (1 - beta**2) ** 0.5,
    "1 + β": lambda beta, other, t: 1 + beta,
    "-β": lambda beta, other, t: -beta,
    "-(1 - β)": lambda beta, other, t: beta - 1,
    "βᵗ⁻¹": lambda beta, other, t: beta ** (t - 1),
    "1 - βᵗ⁻¹": lambda beta, other, t: 1 - beta ** (t - 1),
    "1 - βᵗ⁺¹": lambda beta, other, t: 1 - beta ** (t + 1),
    "that of the other average": lambda beta, other, t: other,
    "1 minus that of the other average": lambda beta, other, t: 1 - other,
    "the power t of the other β": lambda beta, other, t: other**t,
    "β₁β₂": lambda beta, other, t: beta * other,
    "½": lambda beta, other, t: 0.5,
    "2": lambda beta, other, t: 2.0,
    "1/t": lambda beta, other, t: 1 / t,
    "1 - 1/t": lambda beta, other, t: 1 - 1 / t,
    "t": lambda beta, other, t: t,
    "-1": lambda beta, other, t: -1.0,
    "β/2": lambda beta, other, t: beta / 2,
    "(1 - β)/2": lambda beta, other, t: (1 - beta) / 2,
    "2 (1 - β)": lambda beta, other, t: 2 * (1 - beta),
    "β over t": lambda beta, other, t: beta / t,
    "(1 - β) over t": lambda beta, other, t: (1 - beta) / t,
    "(1 - β) divided by 1 - βᵗ": lambda beta, other, t: (1 - beta) / (1 - beta**t),
    "β divided by 1 - βᵗ": lambda beta, other, t: beta / (1 - beta**t),
}


def _average(of_old, of_new):
    return lambda old, new, beta, other, t: of_old(beta, other, t) * old + of_new(beta, other, t) * new


AVERAGES = tuple(
    other_factors(
        "other-shares",
        (Term("the old average", "β", _SHARES), Term("what is new", "1 - β", _SHARES)),
        _average,
        "Which shares have the two in an average?",
    )
)

_CORRECTIONS = {
    name: factor
    for name, factor in _SHARES.items()
    if name not in {"0", "1", "that of the other average", "1 minus that of the other average"}
}
HATS = (
    *(
        Slip("other-correction", f"the average has been {how} {name}. Is that its correction?", piece)
        for name, factor in _CORRECTIONS.items()
        for how, piece in (
            ("divided by", lambda m, beta, other, t, factor=factor: m / factor(beta, other, t)),
            ("multiplied by", lambda m, beta, other, t, factor=factor: m * factor(beta, other, t)),
        )
        if (how, name) != ("divided by", "1 - βᵗ")
    ),
    Slip(
        "corrected-by-the-product",
        "the correction divides by (1 - β₁)(1 - β₂). Each average has its own, with its power.",
        lambda m, beta, other, t: m / ((1 - beta) * (1 - other)),
    ),
    Slip("divided-by-t", "the average has been divided by t.", lambda m, beta, other, t: m / t),
)

ADAMW_RARELY = (
    Site("average_m", AVERAGES, "m"),
    Site("average_v", AVERAGES, "v"),
    Site("hat_m", HATS, "m̂"),
    Site("hat_v", HATS, "v̂"),
)

# --- 05.3: the velocity is a sum of the old one and the gradient, the move one of velocities and the gradient

_OF_VELOCITY = {
    "β": lambda eta, beta: beta,
    "1": lambda eta, beta: 1.0,
    "0": lambda eta, beta: 0.0,
    "1 - β": lambda eta, beta: 1 - beta,
    "-β": lambda eta, beta: -beta,
    "-1": lambda eta, beta: -1.0,
    "1 + β": lambda eta, beta: 1 + beta,
    "β²": lambda eta, beta: beta**2,
    "η": lambda eta, beta: eta,
    "ηβ": lambda eta, beta: eta * beta,
    "-ηβ": lambda eta, beta: -eta * beta,
    "-η": lambda eta, beta: -eta,
    "1/β": lambda eta, beta: 1 / beta,
    "1/(1 - β)": lambda eta, beta: 1 / (1 - beta),
    "η (1 - β)": lambda eta, beta: eta * (1 - beta),
    "2β": lambda eta, beta: 2 * beta,
    "β/2": lambda eta, beta: beta / 2,
    "√β": lambda eta, beta: beta**0.5,
    "2": lambda eta, beta: 2.0,
    "½": lambda eta, beta: 0.5,
}
_OF_GRADIENT = {
    "-η": lambda eta, beta: -eta,
    "η": lambda eta, beta: eta,
    "-1": lambda eta, beta: -1.0,
    "1": lambda eta, beta: 1.0,
    "0": lambda eta, beta: 0.0,
    "-ηβ": lambda eta, beta: -eta * beta,
    "ηβ": lambda eta, beta: eta * beta,
    "-η (1 - β)": lambda eta, beta: -eta * (1 - beta),
    "η (1 - β)": lambda eta, beta: eta * (1 - beta),
    "-(1 - β)": lambda eta, beta: beta - 1,
    "1 - β": lambda eta, beta: 1 - beta,
    "-η (1 + β)": lambda eta, beta: -eta * (1 + beta),
    "-β": lambda eta, beta: -beta,
    "β": lambda eta, beta: beta,
    "-η²": lambda eta, beta: -(eta**2),
    "-η/(1 - β)": lambda eta, beta: -eta / (1 - beta),
    "-η/β": lambda eta, beta: -eta / beta,
    "-η/2": lambda eta, beta: -eta / 2,
    "-2η": lambda eta, beta: -2 * eta,
    "-3η": lambda eta, beta: -3 * eta,
    "-1/η": lambda eta, beta: -1 / eta,
    "-√η": lambda eta, beta: -(eta**0.5),
    "-ηβ²": lambda eta, beta: -eta * beta**2,
}
VELOCITY = (Term("the old velocity", "β", _OF_VELOCITY), Term("the gradient", "-η", _OF_GRADIENT))
BY_NEW = {name: _OF_VELOCITY[name] for name in ("1", "β", "-1", "1 + β", "0", "η", "-η", "β²", "1 - β", "-β", "2")}
BY_OLD = {name: _OF_VELOCITY[name] for name in ("0", "β", "-β", "1", "-1", "β²", "η", "-η", "1 - β", "ηβ", "1 + β")}
BY_GRADIENT = {
    name: _OF_GRADIENT[name] for name in ("0", "-η", "η", "-1", "-ηβ", "-η (1 + β)", "ηβ", "1", "-η (1 - β)", "-2η")
}
MOVE = (
    Term("in the move the new velocity", "1", BY_NEW),
    Term("the old velocity", "0", BY_OLD),
    Term("the gradient", "0", BY_GRADIENT),
)
ASKED = "Asked for are v ← βv - ηg and x ← x + v."


def _kept_and_pushed(of_old, of_gradient):
    """Return the whole new velocity, as the piece ``kept``; ``push`` is part of it."""
    return lambda v, g, eta, beta: of_old(eta, beta) * v + of_gradient(eta, beta) * g


def _moved(only_nesterov: bool):
    def build(of_new, of_old, of_gradient):
        def move(x, old, new, g, eta, beta, nesterov):
            if only_nesterov and not nesterov:
                return x + new
            return x + of_new(eta, beta) * new + of_old(eta, beta) * old + of_gradient(eta, beta) * g

        return move

    return build


def _read_at_x(only_nesterov: bool):
    return lambda *factors: (lambda x, v, eta, beta: x, _moved(only_nesterov)(*factors))


VELOCITIES = tuple(other_factors("other-velocity", VELOCITY, _kept_and_pushed, ASKED))
NESTEROV = "with nesterov=True, "
MOVES = (
    *other_factors("other-move", MOVE, _moved(False), ASKED),
    *(
        s._replace(words=f"{NESTEROV}{s.words}")
        for s in other_factors("other-move-nesterov", MOVE, _moved(True), ASKED)
    ),
)
READ = "with nesterov=True the gradient has been read at x, and not ahead; besides, "
FORMS = tuple(
    slip._replace(words=f"{READ}{slip.words}")
    for only in (True, False)
    for slip in other_factors("other-form", MOVE, _read_at_x(only), ASKED)
)
BALL_RARELY = (Site("velocity", VELOCITIES), Site("move", MOVES), Site("form", FORMS))

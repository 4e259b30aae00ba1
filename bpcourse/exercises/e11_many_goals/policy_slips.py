"""Slips in returns, advantages and a policy's δ (task 11.5)."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e11_many_goals.seeds import softmax
from bpcourse.tasks.slips import Slip


def episodes(last):
    """Yield the moments of each episode as a slice."""
    begins = 0
    for end in np.flatnonzero(last):
        yield slice(begins, end + 1)
        begins = end + 1


def moments(last):
    """Return t of each moment, counted from 0 at the beginning of its episode."""
    t = np.zeros(len(last), dtype=int)
    for one in episodes(last):
        t[one] = np.arange(one.stop - one.start)
    return t


def by_episode(rule):
    """Return what a rule makes of the rewards of each episode, put together."""

    def made(r, last, gamma):
        R = np.zeros(len(r))
        for one in episodes(last):
            R[one] = rule(r[one], gamma)
        return R

    return made


def _to_go(r, gamma):
    R, later = np.zeros(len(r)), 0.0
    for t in range(len(r) - 1, -1, -1):
        later = r[t] + gamma * later
        R[t] = later
    return R


def to_go(r, last, gamma):
    """Return the sum of discounted rewards from each moment on, to the end of its episode."""
    return by_episode(_to_go)(r, last, gamma)


def _powers(r, gamma):
    return gamma ** np.arange(len(r))


def _late(last, by):
    moved = np.append(last[1:], True) if by < 0 else np.append(False, last[:-1])
    return moved | (np.arange(len(last)) == len(last) - 1)


NEW = "With an episode's last moment all ends: nothing comes from the next one, and t begins at 0 again."
ENDS = (
    Slip(
        "episodes-not-parted",
        f"one episode runs into the next. {NEW}",
        lambda last: np.arange(len(last)) == len(last) - 1,
    ),
    Slip("parted-one-too-late", f"episodes are parted one moment too late. {NEW}", lambda last: _late(last, 1)),
    Slip("parted-one-too-early", f"episodes are parted one moment too early. {NEW}", lambda last: _late(last, -1)),
)
RETURN = "R_t = r_t + γ r_(t+1) + γ² r_(t+2) + ..., to the end of the episode."
RETURNS = (
    Slip(
        "returns-parted-one-too-late",
        f"the sum begins anew one moment too late: a last moment gets what comes from the next episode. {RETURN}",
        lambda r, last, g: to_go(r, _late(last, 1), g),
    ),
    Slip(
        "returns-parted-one-too-early",
        f"the sum begins anew one moment too early: the moment before the last gets nothing from it. {RETURN}",
        lambda r, last, g: to_go(r, _late(last, -1), g),
    ),
    Slip(
        "returns-across-episodes",
        f"what comes after the last moment belongs to another episode. {RETURN}",
        lambda r, last, g: _to_go(r, g),
    ),
    Slip(
        "total-return",
        f"all moments have the return of the whole episode. {RETURN}",
        by_episode(lambda r, g: np.full(len(r), (_powers(r, g) * r).sum())),
    ),
    Slip("reward-only", f"only the reward of the moment is there. {RETURN}", lambda r, last, g: r.copy()),
    Slip(
        "rewards-so-far",
        f"rewards have been summed from the beginning to t. {RETURN}",
        by_episode(lambda r, g: np.cumsum(_powers(r, g) * r)),
    ),
    Slip(
        "rewards-so-far-undiscounted",
        f"rewards have been summed from the beginning to t, without γ. {RETURN}",
        by_episode(lambda r, g: np.cumsum(r)),
    ),
    Slip(
        "discounted-without-a-sum",
        f"this is γ^t r_t: no sum has been taken. {RETURN}",
        by_episode(lambda r, g: _powers(r, g) * r),
    ),
    Slip(
        "from-the-next-moment",
        f"r_t itself is missing: the sum begins at t + 1. {RETURN}",
        by_episode(lambda r, g: np.append(_to_go(r, g)[1:], 0)),
    ),
    Slip(
        "from-the-next-moment-with-gamma", f"r_t itself is missing. {RETURN}", by_episode(lambda r, g: _to_go(r, g) - r)
    ),
    Slip(
        "discounted-from-the-beginning",
        f"γ has been counted from the episode's beginning, and not from t. {RETURN}",
        by_episode(lambda r, g: _powers(r, g) * _to_go(r, g)),
    ),
    Slip("not-discounted", f"γ is missing. {RETURN}", by_episode(lambda r, g: _to_go(r, 1.0))),
    Slip(
        "run-forwards",
        f"the loop runs from the first moment to the last, and carries the past along. {RETURN}",
        by_episode(lambda r, g: _to_go(r[::-1], g)[::-1]),
    ),
    Slip(
        "gamma-at-the-reward",
        f"γ has been multiplied to r_t as well. {RETURN}",
        by_episode(lambda r, g: g * _to_go(r, g)),
    ),
    Slip(
        "gamma-at-the-reward-only",
        f"γ has been multiplied to r_t, and not to R_(t+1). {RETURN}",
        by_episode(lambda r, g: g * _to_go(r, 1.0)),
    ),
    Slip(
        "left-in-reverse",
        f"the list is in reverse order: it begins with the last moment. {RETURN}",
        by_episode(lambda r, g: _to_go(r, g)[::-1]),
    ),
    Slip(
        "all-left-in-reverse",
        f"the list is in reverse order: it begins with the last moment. {RETURN}",
        lambda r, last, g: to_go(r, last, g)[::-1],
    ),
    Slip(
        "one-step-only",
        f"only one moment ahead has been looked at. {RETURN}",
        by_episode(lambda r, g: r + g * np.append(r[1:], 0)),
    ),
    Slip(
        "total-return-undiscounted",
        f"all moments have the sum of the episode's rewards. {RETURN}",
        by_episode(lambda r, g: np.full(len(r), r.sum())),
    ),
    Slip(
        "mean-of-what-comes",
        f"a mean has been taken. {RETURN}",
        by_episode(lambda r, g: _to_go(r, g) / np.arange(len(r), 0, -1)),
    ),
    Slip(
        "returns-standardised",
        f"they have been given mean 0 and deviation 1. {RETURN}",
        lambda r, last, g: (to_go(r, last, g) - to_go(r, last, g).mean()) / to_go(r, last, g).std(),
    ),
    Slip(
        "total-of-all-episodes",
        f"all moments have the total of all episodes. {RETURN}",
        lambda r, last, g: np.full(len(r), (_powers(r, g) * r).sum()),
    ),
    Slip(
        "averaged-with-one-minus-gamma",
        f"the reward has been multiplied by 1 - γ. {RETURN}",
        by_episode(lambda r, g: (1 - g) * _to_go(r, g)),
    ),
)
ADVANTAGE = "A = R - values: how much better it went than expected."


def standardised(R, V, _r, _gamma, _last):
    """Return the advantages with mean 0 and deviation 1."""
    A = R - V
    return (A - A.mean()) / A.std()


def _next(V, last):
    return np.where(last, 0, np.append(V[1:], 0))


ADVANTAGES = (
    Slip("baseline-added", f"the values have been added. {ADVANTAGE}", lambda R, V, r, g, last: R + V),
    Slip("baseline-left-out", f"the values are missing: this is R. {ADVANTAGE}", lambda R, V, r, g, last: R),
    Slip("advantage-of-the-wrong-sign", f"this is values - R. {ADVANTAGE}", lambda R, V, r, g, last: V - R),
    Slip(
        "mean-over-time-as-baseline",
        f"the mean of R has been subtracted, not the values. {ADVANTAGE}",
        lambda R, V, r, g, last: R - R.mean(),
    ),
    Slip(
        "mean-of-the-values-as-baseline",
        f"the mean of the values has been subtracted. {ADVANTAGE}",
        lambda R, V, r, g, last: R - V.mean(),
    ),
    Slip("advantage-standardised", f"it has been given mean 0 and deviation 1. {ADVANTAGE}", standardised),
    Slip(
        "advantage-centred",
        f"its mean has been subtracted. {ADVANTAGE}",
        lambda R, V, r, g, last: R - V - (R - V).mean(),
    ),
    Slip(
        "returns-standardised-for-A",
        f"R has been given mean 0 and deviation 1, instead of the values. {ADVANTAGE}",
        lambda R, V, r, g, last: (R - R.mean()) / R.std(),
    ),
    Slip(
        "reward-for-return",
        f"the reward of the moment stands where R belongs. {ADVANTAGE}",
        lambda R, V, r, g, last: r - V,
    ),
    Slip(
        "temporal-difference",
        f"this is r + γ V(next) - V, one step of R only. {ADVANTAGE}",
        lambda R, V, r, g, last: r + g * _next(V, last) - V,
    ),
    Slip(
        "values-of-the-next-moment",
        f"the values of the next moment have been subtracted. {ADVANTAGE}",
        lambda R, V, r, g, last: R - _next(V, last),
    ),
    Slip("values-alone", f"R is missing. {ADVANTAGE}", lambda R, V, r, g, last: V),
    Slip("squared-error", f"it has been squared. {ADVANTAGE}", lambda R, V, r, g, last: (R - V) ** 2),
    Slip("times-the-values", f"it has been multiplied by the values. {ADVANTAGE}", lambda R, V, r, g, last: R * V),
    Slip("without-sign", f"its absolute value has been taken. {ADVANTAGE}", lambda R, V, r, g, last: np.abs(R - V)),
    Slip(
        "positive-only",
        f"what is negative has been set to 0. {ADVANTAGE}",
        lambda R, V, r, g, last: np.maximum(R - V, 0),
    ),
)
GAMMA = "The gradient of J has the factor γ^t before A_t, t counted from the episode's beginning."
WEIGHTS = (
    Slip(
        "gamma-t-left-out",
        f"γ^t is missing. Much code leaves it out; then it is not the gradient of J. {GAMMA}",
        lambda A, g, t: A,
    ),
    Slip("gamma-one-too-many", f"this is γ^(t+1). {GAMMA}", lambda A, g, t: g ** (t + 1) * A),
    Slip("gamma-without-power", f"γ stands without its power. {GAMMA}", lambda A, g, t: g * A),
    Slip("gamma-upside-down", f"it has been divided by γ^t. {GAMMA}", lambda A, g, t: A / g**t),
    Slip("weight-left-out", f"A is missing. {GAMMA}", lambda A, g, t: g**t),
    Slip("t-for-gamma-t", f"t γ stands there. {GAMMA}", lambda A, g, t: g * t * A),
    Slip("sign-of-A", f"only the sign of A has been used. {GAMMA}", lambda A, g, t: g**t * np.sign(A)),
    Slip("mean-of-A", f"every moment has the mean of A. {GAMMA}", lambda A, g, t: g**t * A.mean()),
    Slip("sum-of-A", f"every moment has the sum of A. {GAMMA}", lambda A, g, t: g**t * A.sum()),
)


def _to_end(last):
    t = np.zeros(len(last), dtype=int)
    for one in episodes(last):
        t[one] = np.arange(one.stop - one.start)[::-1]
    return t


CLOCKS = (
    Slip("t-runs-on", f"t does not begin anew with an episode. {GAMMA}", lambda last: np.arange(len(last))),
    Slip("t-to-the-end", f"t has been counted from the end. {GAMMA}", _to_end),
)


DELTA = "δ = γ^t A (π - 1 at the action): that of a classifier whose label is the action taken."
PUSHES = (
    Slip("sign", f"it has the wrong sign: the cost is -J. {DELTA}", lambda P, y, w: w[:, None] * (y - P)),
    Slip(
        "pi-for-ln-pi",
        f"π of the action has been multiplied in: this is the gradient of π, not of ln π. {DELTA}",
        lambda P, y, w: (w * (P * y).sum(axis=1))[:, None] * (P - y),
    ),
    Slip(
        "weight-on-the-label-only",
        f"the weight stands before the 1 only, not before π. {DELTA}",
        lambda P, y, w: P - w[:, None] * y,
    ),
    Slip("weight-on-pi-only", f"the weight stands before π only. {DELTA}", lambda P, y, w: w[:, None] * P - y),
    Slip("label-left-out", f"the 1 at the action is missing. {DELTA}", lambda P, y, w: w[:, None] * P),
    Slip("pi-left-out", f"π is missing: only the action's column is there. {DELTA}", lambda P, y, w: -w[:, None] * y),
    Slip(
        "softmax-skipped",
        f"this is -1/π at the action, the derivative by π and not by z. {DELTA}",
        lambda P, y, w: -w[:, None] * y / P,
    ),
    Slip(
        "elementwise-slope",
        f"π(1 - π) has been multiplied in. {DELTA}",
        lambda P, y, w: w[:, None] * (P - y) * P * (1 - P),
    ),
    Slip(
        "importance-weight",
        f"it has been divided by π of the action. {DELTA}",
        lambda P, y, w: (w / (P * y).sum(axis=1))[:, None] * (P - y),
    ),
    Slip(
        "action-column-only",
        f"only the action's column has been kept. {DELTA}",
        lambda P, y, w: w[:, None] * (P - y) * y,
    ),
    Slip("log-pi-for-pi", f"ln π stands where π belongs. {DELTA}", lambda P, y, w: w[:, None] * (np.log(P) - y)),
    Slip(
        "log-pi-weighted",
        f"ln π of the action has been multiplied in: that is the cost, not its derivative. {DELTA}",
        lambda P, y, w: (w * np.log((P * y).sum(axis=1)))[:, None] * (P - y),
    ),
    Slip(
        "mean-of-ln-pi",
        f"the mean of ln π has been multiplied by the sum of the weights. {DELTA}",
        lambda P, y, w: w.mean() * (P - y),
    ),
    Slip(
        "averaged-over-moments",
        f"all moments have the mean. {DELTA}",
        lambda P, y, w: np.broadcast_to((w[:, None] * (P - y)).mean(axis=0), P.shape).copy(),
    ),
    Slip("weight-left-out-of-D", f"the weight is missing. {DELTA}", lambda P, y, w: P - y),
    Slip("weight-squared", f"the weight stands twice. {DELTA}", lambda P, y, w: (w**2)[:, None] * (P - y)),
    Slip(
        "entropy-added",
        f"the gradient of the entropy has been added. {DELTA}",
        lambda P, y, w: w[:, None] * (P - y) + P * (np.log(P) - (P * np.log(P)).sum(axis=1, keepdims=True)),
    ),
)
LABELS = (
    Slip(
        "greedy-action",
        f"the likeliest action stands where the one taken belongs. {DELTA}",
        lambda P, a: np.eye(P.shape[1])[P.argmax(axis=1)],
    ),
    Slip(
        "next-action",
        f"the action of the next moment stands there. {DELTA}",
        lambda P, a: np.eye(P.shape[1])[np.roll(a, -1)],
    ),
    Slip(
        "action-before",
        f"the action of the moment before stands there. {DELTA}",
        lambda P, a: np.eye(P.shape[1])[np.roll(a, 1)],
    ),
    Slip(
        "other-actions", f"1 stands at all actions but the one taken. {DELTA}", lambda P, a: 1 - np.eye(P.shape[1])[a]
    ),
    Slip(
        "first-action-for-all",
        f"the first action has been used for all moments. {DELTA}",
        lambda P, a: np.eye(P.shape[1])[np.full(len(a), a[0])],
    ),
)
SOFTMAXES = (
    Slip(
        "softmax-over-moments",
        "softmax has been taken over the moments. Each row of Z is a policy.",
        lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0),
    ),
    Slip(
        "softmax-over-everything",
        "softmax has been taken over everything. Each row of Z is a policy.",
        lambda Z: np.exp(Z) / np.exp(Z).sum(),
    ),
    Slip("softmax-left-out", "the softmax is missing: Z stands where π belongs.", lambda Z: Z),
    Slip("sigmoid-for-softmax", "a sigmoid stands where softmax belongs.", lambda Z: 1 / (1 + np.exp(-Z))),
    Slip("softmax-twice", "softmax has been taken twice.", lambda Z: softmax(softmax(Z))),
    Slip("not-normalised", "the exponentials have not been divided by their sum.", lambda Z: np.exp(Z)),
)

"""Task 11.5: returns, and the δ of a policy that is after reward."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.exchanged import results_exchanged
from bpcourse.exercises.e11_many_goals import policy_slips as slips
from bpcourse.exercises.e11_many_goals.seeds import softmax
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site
from bpcourse.tasks.words import Scale


def _policy(
    Z,
    actions,
    rewards,
    values,
    last,
    gamma,
    *,
    ends=lambda last: last,
    returns=slips.to_go,
    advantage=lambda R, V, r, gamma, last: R - V,
    clock=slips.moments,
    weight=lambda A, gamma, t: gamma**t * A,
    softmax=softmax,
    push=lambda P, chosen, w: w[:, None] * (P - chosen),
    label=lambda P, actions: np.eye(P.shape[1])[actions],
) -> tuple:
    """Return R, A and D; each keyword is a piece that a slip may replace."""
    P = softmax(Z)
    R = returns(rewards, ends(last), gamma)
    A = advantage(R, values, rewards, gamma, last)
    return R, A, push(P, label(P, actions), weight(A, gamma, clock(ends(last))))


def _draw(n: int, *lengths: int, gamma: float = 0.9, baseline: float = 1.0):
    """Return a draw of episodes of these lengths, one after the other."""

    def draw(rng):
        T = sum(lengths)
        last = np.zeros(T, dtype=bool)
        last[np.cumsum(lengths) - 1] = True
        actions = rng.permutation(np.resize(np.arange(n), T))
        values = baseline * rng.normal(0.8, 1, T)
        return rng.normal(0.1, 1, (T, n)), actions, rng.normal(0.6, 1, T), values, last, gamma * rng.uniform(0.95, 1.0)

    return draw


MISTAKES = (
    *results_exchanged(_policy, ("R", "A")),
    Mistake(
        "gamma-taken-for-1",
        "γ has been left out everywhere. R_t = r_t + γ R_(t+1), and δ has the factor γ^t.",
        lambda *given: _policy(*given[:-1], 1.0),
    ),
    Mistake(
        "divided-by-moments",
        "D has been divided by the number of moments. Each row belongs to its own moment; nothing is averaged.",
        lambda *given: (*_policy(*given)[:2], _policy(*given)[2] / len(given[0])),
    ),
    Mistake(
        "divided-by-episodes",
        "D has been divided by the number of episodes. Each row belongs to its own moment; nothing is averaged.",
        lambda *given: (*_policy(*given)[:2], _policy(*given)[2] / given[4].sum()),
    ),
    Mistake(
        "advantage-right-but-return-in-D",
        "A is right, but in D stands R: the baseline is missing there. D = γ^t A (π - 1 at the action).",
        lambda *given: (
            *_policy(*given)[:2],
            _policy(*given, advantage=lambda R, V, r, gamma, last: R)[2],
        ),
    ),
    Mistake(
        "D-standardised",
        "In D the advantages have been given mean 0 and deviation 1. D = γ^t A (π - 1 at the action).",
        lambda *given: (*_policy(*given)[:2], _policy(*given, advantage=slips.standardised)[2]),
    ),
    Mistake(
        "reward-in-D",
        "R and A are right, but in D stands the reward of the moment. D = γ^t A (π - 1 at the action).",
        lambda *given: (*_policy(*given)[:2], _policy(*given, advantage=lambda R, V, r, gamma, last: r)[2]),
    ),
)

POLICY = FunctionTask(
    id="11.5",
    title="Returns, and a policy's δ",
    misconceptions="the total return, rewards so far or γ^t r_t without a sum; no new start after an episode; the "
    "sign; the greedy action as label; π for ln π; γ^t left out",
    answer="policy_delta",
    difficulty=3,
    minutes=30,
    section="lesson 11b, sections 1 and 2",
    names=("R", "A", "D"),
    oracle=_policy,
    sites=(
        Site("ends", slips.ENDS),
        Site("returns", slips.RETURNS, called="R"),
        Site("advantage", slips.ADVANTAGES, called="A"),
        Site("weight", slips.WEIGHTS, result="D"),
        Site("clock", slips.CLOCKS, result="D"),
        Site("push", slips.PUSHES, result="D"),
        Site("label", slips.LABELS, result="D"),
        Site("softmax", slips.SOFTMAXES, result="D"),
    ),
    in_pairs=6,
    mistakes=MISTAKES,
    parts=(
        Part("one episode", 0.75, _draw(3, 6, baseline=1.0)),
        Part("three episodes of different lengths", 1.25, _draw(4, 5, 2, 4, gamma=0.8)),
        Part("an episode of one moment among them", 0.75, _draw(2, 3, 1, 5, gamma=0.6)),
        Part("as many actions as moments", 0.25, _draw(4, 4, gamma=0.7), telling=False),
    ),
    scales=lambda Z, actions, rewards, values, last, gamma: (
        Scale(len(Z), "moments", f"T = {len(Z)}"),
        Scale(int(last.sum()), "episodes", f"{int(last.sum())} episodes"),
        Scale(gamma, "gamma", "γ"),
    ),
    hints=(
        "Go through the moments from the last to the first: R_t = r_t + γ R_(t+1), and where an episode ends, nothing "
        "comes from behind.",
        "A softmax with the label a gives δ = π - 1_a: that is lesson 3's. The advantage is a factor before all of it, "
        "the γ^t another; t counts from the episode's beginning.",
        "for t in reversed(range(T)): R[t] = rewards[t] + (0 if last[t] else gamma * R[t + 1]). "
        "D = (gamma ** t * A)[:, None] * (P - np.eye(n)[actions]).",
    ),
    insight="Reward makes an ordinary classifier: the action taken is the label, and how much better it went than "
    "expected is the weight of the example.",
)

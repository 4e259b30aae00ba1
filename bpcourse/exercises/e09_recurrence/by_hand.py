"""Task 09.1: a linear recurrence by hand, h_t = w x_t + u h_{t-1}, with questions at the moments 2 and 3."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.exchanged import entries_exchanged
from bpcourse.tasks import Mistake, Part, ValueTask
from bpcourse.tasks.slips import Site, Slip

X, W, U, H_0 = (3.0, 1.0, -1.0), 3.0, 0.5, 2.0
TARGETS = (None, 7.0, -2.0)


def _states(X, first) -> list:
    """Return h_0, ..., h_3."""
    h = [first]
    for x in X:
        h.append(W * x + U * h[-1])
    return h


def _errors(g, back, window: int) -> list:
    """Return δ_1, δ_2, δ_3; the error goes back ``window`` moments, counted from the last one."""
    delta, later = [0.0] * 3, 0.0
    for t in (2, 1, 0):
        delta[t] = g[t] + later
        later = 0.0 if (3 - t) % window == 0 else back(delta[t])
    return delta


def _by_hand(
    *,
    states=lambda: _states(X, H_0),
    asked=lambda h: (0.0, h[2] - TARGETS[1], h[3] - TARGETS[2]),
    back=lambda d: U * d,
    errors=_errors,
    before=lambda h: h[:3],
    inputs=X,
    total=sum,
    start=lambda d: U * d[0],
    cut=lambda errors, g, back: errors(g, back, 1),
) -> dict:
    """Return the entries of the task; each keyword is a piece that a slip may replace."""
    h = states()
    g = asked(h)
    d = errors(g, back, 9)
    short = cut(errors, g, back)
    return {
        "states": np.array(h[1:]),
        "delta": np.array(d),
        "grad_u": total([a * b for a, b in zip(d, before(h), strict=True)]),
        "grad_w": total([a * b for a, b in zip(d, inputs, strict=True)]),
        "grad_h0": start(d),
        "window_u": total([a * b for a, b in zip(short, before(h), strict=True)]),
        "window_w": total([a * b for a, b in zip(short, inputs, strict=True)]),
    }


ONE_QUESTION = "There are two questions, and h_2 has two consumers: its own question and moment 3. Both errors add."
USES = "u is used at three moments. What its uses bring, δ_t h_{t-1}, is added up, and so it is for w with δ_t x_t."
BEFORE = "u multiplies the state before: δ_t meets h_{t-1}, and δ_1 meets h_0 = 2."


def _last_only(g, back, window):
    return _errors((0.0, 0.0, g[2]), back, window)


def _overwritten(g, back, window):
    delta = _errors((0.0, 0.0, g[2]), back, window)
    return [delta[0], delta[1], g[2]]


def _not_carried(g, _back, _window):
    return list(g)


def _forwards(g, back, window):
    delta, earlier = [], 0.0
    for t in range(3):
        delta.append(g[t] + earlier)
        earlier = 0.0 if window == 1 else back(delta[-1])
    return delta


def _question_not_carried(g, back, window):
    delta = _errors(g, back, window)
    return [back(back(g[2])), *delta[1:]] if window > 2 else delta


def _first_missing(g, back, window):
    delta = _errors(g, back, window)
    return [0.0, *delta[1:]]


MINUS = "the minus of x_3 = -1 has been lost."


SITES = (
    Site(
        "states",
        (
            Slip("minus-of-x-lost", MINUS, lambda: _states(np.abs(X), H_0)),
            Slip(
                "starts-at-0",
                "the state before the first moment has been taken as 0. It is h_0 = 2.",
                lambda: _states(X, 0.0),
            ),
            Slip(
                "u-and-w-exchanged",
                "u and w have been exchanged: w = 3 meets the input, u = ½ the old state.",
                lambda: (h := [H_0], [h.append(U * x + W * h[-1]) for x in X])[0],
            ),
            Slip(
                "u-forgotten",
                "the factor u is missing on the way forward: h_t = w x_t + u h_{t-1}.",
                lambda: (h := [H_0], [h.append(W * x + h[-1]) for x in X])[0],
            ),
            Slip("no-memory", "the old state is missing: h_t = w x_t + u h_{t-1}.", lambda: [H_0, *(W * x for x in X)]),
            Slip(
                "w-forgotten",
                "the factor w is missing on the way forward: h_t = w x_t + u h_{t-1}.",
                lambda: (h := [H_0], [h.append(x + U * h[-1]) for x in X])[0],
            ),
        ),
    ),
    Site(
        "asked",
        (
            Slip(
                "target-minus-state",
                "the sign is wrong: the derivative of ½ (h - y)² is h - y.",
                lambda h: (0.0, TARGETS[1] - h[2], TARGETS[2] - h[3]),
            ),
            Slip(
                "sign-of-the-second-target",
                "the question at moment 3 is (h_3 + 2)²: its target is -2, and it hands back h_3 + 2.",
                lambda h: (0.0, h[2] - TARGETS[1], h[3] + TARGETS[2]),
            ),
            Slip(
                "sign-of-the-first-target",
                "the question at moment 2 is (h_2 - 7)²: it hands back h_2 - 7.",
                lambda h: (0.0, h[2] + TARGETS[1], h[3] - TARGETS[2]),
            ),
            Slip(
                "sign-of-both-targets",
                "the targets have been added, not taken away: the questions hand back h_2 - 7 and h_3 + 2.",
                lambda h: (0.0, h[2] + TARGETS[1], h[3] + TARGETS[2]),
            ),
            Slip(
                "moment-1-asked-too",
                "at moment 1 nothing is asked: h_1 does not stand in C. δ_1 is u δ_2 alone.",
                lambda h: (h[1], h[2] - TARGETS[1], h[3] - TARGETS[2]),
            ),
            Slip(
                "half-kept",
                "the ½ of the cost cancels with the 2 of the square: h - y.",
                lambda h: (0.0, (h[2] - TARGETS[1]) / 2, (h[3] - TARGETS[2]) / 2),
            ),
            Slip(
                "square-without-half",
                "2 (h - y) belongs to (h - y)². The cost here has a ½ in front.",
                lambda h: (0.0, 2 * (h[2] - TARGETS[1]), 2 * (h[3] - TARGETS[2])),
            ),
            Slip(
                "last-question-only",
                f"the question at moment 2 is missing. {ONE_QUESTION}",
                lambda h: (0.0, 0.0, h[3] - TARGETS[2]),
            ),
            Slip(
                "first-question-only",
                f"the question at moment 3 is missing. {ONE_QUESTION}",
                lambda h: (0.0, h[2] - TARGETS[1], 0.0),
            ),
            Slip(
                "state-for-difference", "the target is missing: the derivative is h - y.", lambda h: (0.0, h[2], h[3])
            ),
        ),
    ),
    Site(
        "back",
        (
            Slip(
                "u-missing-on-the-way-back",
                "on the way back u is missing: h_{t-1} acts on h_t with the factor u.",
                lambda d: d,
            ),
            Slip("w-for-u", "on the way back stands w. From one state to the next the factor is u.", lambda d: W * d),
            Slip("divided-by-u", "on the way back it has been divided by u. Multiply.", lambda d: d / U),
        ),
    ),
    Site(
        "errors",
        (
            Slip(
                "error-not-carried",
                "no error goes back in time: this is what the questions hand back alone. h_t acts on "
                "the next moment, too, which hands back u δ_{t+1}.",
                _not_carried,
            ),
            Slip(
                "question-overwritten",
                f"where an error comes back from the next moment, that of the question is lost. {ONE_QUESTION}",
                _overwritten,
            ),
            Slip(
                "forwards-in-time",
                "the errors have been carried forwards in time. They begin at the last moment: δ_t = g_t + u δ_{t+1}.",
                _forwards,
            ),
            Slip(
                "question-not-carried",
                "to moment 1 goes only what came from moment 3, u² δ_3. Moment 2 hands back the whole δ_2, with the "
                "error of its own question: u δ_2.",
                _question_not_carried,
            ),
            Slip(
                "first-moment-without-error",
                "δ_1 = 0 stands there. Nothing is asked at moment 1, but moment 2 hands back u δ_2.",
                _first_missing,
            ),
        ),
    ),
    Site(
        "before",
        (
            Slip("new-state-for-old", f"the new state stands where the old one belongs. {BEFORE}", lambda h: h[1:]),
            Slip(
                "wraps-at-the-start",
                f"at moment 1 the last state, h_3, has been taken for the one before: an index of -1. {BEFORE}",
                lambda h: [h[3], h[1], h[2]],
            ),
            Slip("first-use-left-out", f"the use at moment 1 is missing. {BEFORE}", lambda h: [0.0, h[1], h[2]]),
            Slip("input-for-state", f"inputs have been taken for states. {BEFORE}", lambda h: list(X)),
        ),
    ),
    Site("inputs", (Slip("minus-of-x-lost", MINUS, tuple(np.abs(X))),)),
    Site(
        "total",
        (
            Slip("last-use-only", f"only the last moment counts. {USES}", lambda uses: uses[-1]),
            Slip(
                "first-use-only",
                f"only the first moment counts: = stands where += belongs. {USES}",
                lambda uses: uses[0],
            ),
            Slip("averaged-over-moments", f"it has been averaged over the moments. {USES}", lambda uses: sum(uses) / 3),
        ),
    ),
    Site(
        "start",
        (
            Slip(
                "u-missing-before-the-first-moment",
                "grad_h0: this is δ_1. h_0 acts on h_1 with the factor u, so it is u δ_1. The value of h_0 does not "
                "belong there, nor does an error of a later moment.",
                lambda d: d[0],
            ),
            Slip("h0-thought-constant", "grad_h0: the cost does depend on h_0, through h_1.", lambda d: 0.0),
            Slip("w-before-the-first-moment", "grad_h0: h_0 enters with u, not with w.", lambda d: W * d[0]),
            Slip("u-twice-before-the-first-moment", "grad_h0: one u too many.", lambda d: U * U * d[0]),
            Slip("sum-of-errors", "grad_h0: h_0 is used at moment 1 only, so u δ_1 is all.", lambda d: U * sum(d)),
        ),
    ),
    Site(
        "cut",
        (
            Slip(
                "window-not-cut",
                "window_u and window_w: nothing has been cut off. With a window of 1 no error goes back "
                "from one moment to the one before.",
                lambda errors, g, back: errors(g, back, 9),
            ),
            Slip(
                "window-of-2",
                "window_u and window_w: this is a window of 2, in which the error of moment 3 reaches moment "
                "2. With 1 it stays.",
                lambda errors, g, back: errors(g, back, 2),
            ),
            Slip(
                "window-last-moment-only",
                "window_u and window_w: a window of 1 cuts the way from one moment to another. "
                "The question at moment 2 still asks.",
                lambda errors, g, back: [0.0, 0.0, g[2]],
            ),
        ),
    ),
)
TRUTH = _by_hand()
MISTAKES = (
    *entries_exchanged(TRUTH, ("grad_u", "grad_w"), ("window_u", "window_w")),
    Mistake(
        "u-and-w-changed-places",
        "grad_u and grad_w have changed places: u meets states, w inputs.",
        lambda: {
            "grad_u": TRUTH["grad_w"],
            "grad_w": TRUTH["grad_u"],
            "window_u": TRUTH["window_w"],
            "window_w": TRUTH["window_u"],
        },
    ),
    Mistake(
        "in-reverse-order",
        "The order is δ_1, δ_2, δ_3: as time goes, not as they are computed.",
        lambda: {"delta": TRUTH["delta"][::-1]},
    ),
    Mistake(
        "whole-and-truncated-exchanged",
        "The whole gradient and the truncated one have changed places.",
        lambda: {
            "grad_u": TRUTH["window_u"],
            "window_u": TRUTH["grad_u"],
            "grad_w": TRUTH["window_w"],
            "window_w": TRUTH["grad_w"],
        },
    ),
)

BY_HAND = ValueTask(
    id="09.1",
    title="By hand",
    misconceptions="the error of a moment's own question overwritten; h_t for h_{t-1}; h_0 taken as 0",
    answer="by_hand",
    difficulty=1,
    minutes=20,
    section="lesson 9a, sections 1 and 4",
    truth=_by_hand,
    sites=SITES,
    mistakes=MISTAKES,
    tolerance=1e-4,
    parts=(
        Part("states", 0.25),
        Part("delta", 0.5),
        Part("grad_u", 0.25),
        Part("grad_w", 0.25),
        Part("grad_h0", 0.25),
        Part("window_u", 0.25),
        Part("window_w", 0.25),
    ),
    hints=(
        "First forwards: h_1 = 3 · 3 + ½ · 2. Then backwards, from moment 3: what do the questions hand back, h_2 "
        "- 7 and h_3 + 2?",
        "h_2 has two consumers: δ_2 is the sum of what its question and what moment 3 hand back, u δ_3. h_1 has one.",
        "grad_u = δ_1 h_0 + δ_2 h_1 + δ_3 h_2. With a window of 1 each δ_t is what the question at t hands back, "
        "nothing "
        "else.",
    ),
    insight="A state with two consumers gets two errors, and a weight with three uses gets three terms. Truncation "
    "cuts the way between moments, not the questions.",
)

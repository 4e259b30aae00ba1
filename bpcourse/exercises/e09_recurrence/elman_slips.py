"""Slips in the way back through an Elman network (tasks 09.2 and 09.3)."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e09_recurrence.through_time import one_early, outer, without_first, wrapped
from bpcourse.tasks.slips import Site, Slip

Array = np.ndarray


def slopes_of(H: Array) -> Array:
    """Return 1 - h_t² of every moment."""
    return 1 - H[1:] ** 2


RIGHT_SLOPE = "It is 1 - h_t², where h_t = H[t + 1] has come out of moment t."
SLOPES = (
    Slip(
        "slope-of-the-old-state",
        f"the slope is taken at the state that came in. {RIGHT_SLOPE}",
        lambda H: 1 - H[:-1] ** 2,
    ),
    Slip("no-slope", f"the slope of tanh is missing. {RIGHT_SLOPE}", lambda H: np.ones_like(H[1:])),
    Slip(
        "tanh-twice",
        f"tanh has been applied to h, which is tanh z already. {RIGHT_SLOPE}",
        lambda H: 1 - np.tanh(H[1:]) ** 2,
    ),
    Slip("slope-of-sigmoid", f"h (1 - h) is the slope of the sigmoid. {RIGHT_SLOPE}", lambda H: H[1:] * (1 - H[1:])),
    Slip("slope-not-squared", f"1 - h stands there. {RIGHT_SLOPE}", lambda H: 1 - H[1:]),
    Slip(
        "slope-divides",
        f"it has been divided by the slope, not multiplied. {RIGHT_SLOPE}",
        lambda H: 1 / (1 - H[1:] ** 2),
    ),
    Slip("state-for-slope", f"h itself stands there. {RIGHT_SLOPE}", lambda H: H[1:]),
    Slip("square-for-slope", f"h² stands there. {RIGHT_SLOPE}", lambda H: H[1:] ** 2),
    Slip("slope-negative", f"h² - 1 stands there. {RIGHT_SLOPE}", lambda H: H[1:] ** 2 - 1),
    Slip(
        "slope-wrapped",
        f"the slope at moment 0 is taken at the last state: index -1. {RIGHT_SLOPE}",
        lambda H: 1 - wrapped(H) ** 2,
    ),
)
BOTH = "h_t has two consumers, the output at t and the next moment, and what both hand back is added: G[t] + later."
JOINS = (
    Slip(
        "later-left-out",
        f"what the next moment hands back is left out: this is a window of 1. {BOTH}",
        lambda G, later, t: G[t],
    ),
    Slip(
        "question-overwritten",
        f"only the last moment's G counts; where an error comes from the next moment, G[t] is lost. {BOTH}",
        lambda G, later, t: G[t] if t == len(G) - 1 else later,
    ),
    Slip("G-left-out", f"G has been left out, so nothing arrives anywhere. {BOTH}", lambda G, later, t: later),
    Slip(
        "later-subtracted", f"what the next moment hands back is subtracted. {BOTH}", lambda G, later, t: G[t] - later
    ),
    Slip(
        "consumers-multiplied",
        f"the two have been multiplied. {BOTH}",
        lambda G, later, t: G[t] * later if t < len(G) - 1 else G[t],
    ),
    Slip("consumers-averaged", f"the two have been averaged. {BOTH}", lambda G, later, t: (G[t] + later) / 2),
    Slip(
        "G-divided-by-m",
        "G has been divided by m. It is the gradient of the mean cost and has its 1/m already.",
        lambda G, later, t: G[t] / G.shape[1] + later,
    ),
    Slip("G-times-m", "G has been multiplied by m.", lambda G, later, t: G[t] * G.shape[1] + later),
    Slip("G-divided-by-T", "G has been divided by T. It is used as it is.", lambda G, later, t: G[t] / len(G) + later),
    Slip(
        "G-of-the-next-moment",
        f"G of the next moment is taken. {BOTH}",
        lambda G, later, t: (G[t + 1] if t + 1 < len(G) else 0 * G[t]) + later,
    ),
    Slip("G-of-the-moment-before", f"G of the moment before is taken. {BOTH}", lambda G, later, t: G[t - 1] + later),
    Slip("G-in-reverse", f"G is read in reverse order. {BOTH}", lambda G, later, t: G[len(G) - 1 - t] + later),
)
JOINED = "Add first, then multiply the sum by the slope: (G[t] + later) * (1 - h_t²)."
SLOPE_OF_ITS_OWN = (
    "what goes back has been multiplied by the slope of the moment to which it goes; there it meets this slope again. "
    "What is handed back is D[t] @ U."
)
THROUGH = (
    Slip(
        "slope-on-later-only",
        f"the slope is multiplied to one of the two only, to what came back. {JOINED}",
        lambda a, g, later, s: g + later * s,
    ),
    Slip(
        "slope-on-G-only",
        f"the slope is multiplied to one of the two only, to G[t]. {JOINED}",
        lambda a, g, later, s: g * s + later,
    ),
    Slip("slope-twice", f"the slope has been multiplied in twice. {JOINED}", lambda a, g, later, s: a * s * s),
    Slip("slope-twice-on-later", SLOPE_OF_ITS_OWN, lambda a, g, later, s: (g + later * s) * s),
)
CARRIES = (
    Slip(
        "U-transposed",
        "on the way back U has been transposed. Rows go back by D[t] @ U, forwards by H[t] @ U.T.",
        lambda D, a, U: D @ U.T,
    ),
    Slip(
        "carried-without-slope",
        "what goes back has not gone through the slope: D[t] @ U, not (G[t] + later) @ U.",
        lambda D, a, U: a @ U,
    ),
    Slip("U-forgotten", "U is missing on the way back: D[t] @ U.", lambda D, a, U: D),
    Slip("U-squared-entries", "U has been squared on the way back.", lambda D, a, U: D @ U**2),
    Slip("absolute-U", "U has lost its signs on the way back.", lambda D, a, U: D @ np.abs(U)),
)
KEEPS = (
    Slip(
        "carry-collected",
        "what goes back is collected over all moments: += stands where = belongs, or all moments share one array. "
        "Each moment "
        "gets what the next one hands back, no more.",
        lambda later, new: later + new,
    ),
)
ORDERS = (
    Slip(
        "forwards-in-time",
        "the loop runs forwards in time. An error begins at the last moment: reversed(range(T)).",
        range,
    ),
    Slip(
        "first-moment-not-reached",
        "the loop ends before the first moment: range(T - 1, 0, -1) leaves out 0.",
        lambda T: range(T - 1, 0, -1),
    ),
    Slip(
        "last-moment-left-out",
        "the loop leaves out the last moment: it begins at T - 1.",
        lambda T: range(T - 2, -1, -1),
    ),
)
INCOMING = "U multiplied the state that came in, H[:-1]: D_t meets h_{t-1}."
ALL_EARLY = (
    "H is read one moment too early: H[t] has been taken for h_t, and H[t - 1] for the state before (at the first "
    "moment that is the last one). H begins with h_0: moment t has made H[t + 1], and H[t] came in."
)
BEFORE = (
    Slip(
        "new-state-for-old",
        f"the state that came out stands where the one that came in belongs. {INCOMING}",
        lambda H: H[1:],
    ),
    Slip(
        "wraps-at-the-start",
        f"at the first moment the last state has been taken: index t - 1 is -1 there. {INCOMING}",
        wrapped,
    ),
    Slip("first-use-left-out", f"the use at the first moment is missing: h_0 need not be 0. {INCOMING}", without_first),
    Slip(
        "first-state-used-twice",
        f"at the first moment the state that came out, h_1, has been taken. {INCOMING}",
        lambda H: np.concatenate([H[1:2], H[1:-1]]),
    ),
    Slip(
        "states-too-early",
        f"states of one moment too early have been taken. {INCOMING}",
        lambda H: np.concatenate([0 * H[:1], H[:-2]]),
    ),
    Slip(
        "states-too-early-and-wrapped",
        "the states are one moment too early: H[t] came into moment t, and H[t - 1] is older (at the first moment it "
        f"is the last one). {INCOMING}",
        one_early,
    ),
)
INPUTS = (
    Slip("inputs-in-reverse", "the inputs are in reverse order: D_t belongs to X[t].", lambda X: X[::-1]),
    Slip(
        "input-of-the-next-moment",
        "the input of the next moment has been taken: D_t belongs to X[t].",
        lambda X: np.concatenate([X[1:], X[:1]]),
    ),
    Slip(
        "input-of-the-moment-before",
        "the input of the moment before has been taken (index -1 at the first): D_t belongs to X[t].",
        lambda X: np.concatenate([X[-1:], X[:-1]]),
    ),
    Slip(
        "input-of-the-next-moment-or-0",
        "the input of the next moment has been taken: D_t belongs to X[t].",
        lambda X: np.concatenate([X[1:], 0 * X[:1]]),
    ),
    Slip("first-input-for-all", "the first input has been used at all moments.", lambda X: X[:1].repeat(len(X), 0)),
    Slip("last-input-for-all", "the last input has been used at all moments.", lambda X: X[-1:].repeat(len(X), 0)),
)
USES = "The weight is used at every moment by every example, and what these uses bring is added up."
TERMS = (
    (
        "first-moment-only",
        f"only the first moment counts: = stands where += belongs. {USES}",
        lambda D, A: outer(D[:1], A[:1]),
    ),
    ("last-moment-only", f"only the last moment counts. {USES}", lambda D, A: outer(D[-1:], A[-1:])),
    ("divided-by-T", f"it has been divided by T. {USES}", lambda D, A: outer(D, A) / len(D)),
    (
        "divided-by-m",
        "it has been divided by m. G is the gradient of the mean cost, so D has its 1/m already.",
        lambda D, A: outer(D, A) / D.shape[1],
    ),
    (
        "divided-by-m-and-T",
        f"it has been divided by the number of uses, T m. {USES}",
        lambda D, A: outer(D, A) / D[..., 0].size,
    ),
    ("first-example-only", f"only the first example counts. {USES}", lambda D, A: outer(D[:, :1], A[:, :1])),
    ("last-example-only", f"only the last example counts. {USES}", lambda D, A: outer(D[:, -1:], A[:, -1:])),
    ("first-moment-left-out", f"the use at the first moment is missing. {USES}", lambda D, A: outer(D[1:], A[1:])),
    ("last-moment-left-out", f"the use at the last moment is missing. {USES}", lambda D, A: outer(D[:-1], A[:-1])),
    ("last-use-only", f"only the last use of all counts. {USES}", lambda D, A: outer(D[-1:, -1:], A[-1:, -1:])),
    (
        "sums-multiplied",
        f"D and what came in have been added up over the moments before they were multiplied. {USES}",
        lambda D, A: D.sum(axis=0).T @ A.sum(axis=0),
    ),
    ("for-each-moment", f"there is a gradient for each moment. {USES}", lambda D, A: np.einsum("tmj,tmk->tjk", D, A)),
    ("transposed", "this is the transpose: rows belong to the units that D belongs to.", lambda D, A: outer(D, A).T),
)
WEIGHT_SUMS = tuple(Slip(id, words, piece) for id, words, piece in TERMS)
STATE_SUMS = tuple(slip for slip in WEIGHT_SUMS if slip.id != "first-moment-left-out")  # BEFORE has it
BIASES = "b is used at every moment by every example: D.sum(axis=(0, 1)), (n,)."


def _per_example(D: Array) -> Array:
    return D.sum(axis=(0, 2))


BIAS_SUMS = (
    Slip("over-moments-only", f"the sum goes over the moments only. {BIASES}", lambda D: D.sum(axis=0)),
    Slip("over-examples-only", f"the sum goes over the examples only. {BIASES}", lambda D: D.sum(axis=1)),
    Slip(
        "first-moment-only",
        f"only the first moment counts: = stands where += belongs. {BIASES}",
        lambda D: D[0].sum(axis=0),
    ),
    Slip("last-moment-only", f"only the last moment counts. {BIASES}", lambda D: D[-1].sum(axis=0)),
    Slip("divided-by-T", f"it has been divided by T. {BIASES}", lambda D: D.sum(axis=1).mean(axis=0)),
    Slip(
        "divided-by-m",
        "it has been divided by m. G is the gradient of the mean cost, so D has its 1/m already.",
        lambda D: D.sum(axis=0).mean(axis=0),
    ),
    Slip(
        "divided-by-m-and-T", f"it has been averaged over moments and examples. {BIASES}", lambda D: D.mean(axis=(0, 1))
    ),
    Slip("over-moments-and-units", f"the sum goes over the units, not over the examples. {BIASES}", _per_example),
    Slip("over-everything", f"the sum goes over the units, too. {BIASES}", lambda D: D.sum()),
    Slip(
        "over-everything-repeated",
        f"the sum goes over the units, too. {BIASES}",
        lambda D: np.full(D.shape[2], D.sum()),
    ),
    Slip("first-example-only", f"only the first example counts. {BIASES}", lambda D: D[:, 0].sum(axis=0)),
    Slip("last-example-only", f"only the last example counts. {BIASES}", lambda D: D[:, -1].sum(axis=0)),
    Slip("first-moment-left-out", f"the first moment is missing. {BIASES}", lambda D: D[1:].sum(axis=(0, 1))),
)
BP2 = "grad_X[t] is D[t] @ W, for each moment and each example."
TO_X = (
    Slip("G-for-D", f"G stands where D belongs. {BP2}", lambda D, G, W, slope: G @ W),
    Slip(
        "X-without-slope",
        f"the slope is missing on the way to the inputs: what arrives at h_t stands where D belongs. {BP2}",
        lambda D, G, W, slope: D / slope @ W,
    ),
    Slip(
        "X-batch-first",
        f"the examples stand first. The shape is that of X, (T, m, k). {BP2}",
        lambda D, G, W, slope: (D @ W).swapaxes(0, 1),
    ),
    Slip(
        "X-in-reverse",
        f"the moments are in reverse order, as the loop ran. {BP2}",
        lambda D, G, W, slope: (D @ W)[::-1],
    ),
    Slip(
        "X-added-up",
        f"the moments have been added up: an input is used at one moment only. {BP2}",
        lambda D, G, W, slope: (D @ W).sum(axis=0),
    ),
    Slip("X-of-the-first-moment", f"there is the first moment only. {BP2}", lambda D, G, W, slope: D[0] @ W),
    Slip("X-absolute-W", f"W has lost its signs. {BP2}", lambda D, G, W, slope: D @ np.abs(W)),
    Slip("X-divided-by-m", f"it has been divided by m. {BP2}", lambda D, G, W, slope: D @ W / D.shape[1]),
    Slip(
        "X-reshaped",
        f"it has been reshaped where axes must be exchanged: that mixes moments and examples. {BP2}",
        lambda D, G, W, slope: (D @ W).reshape(D.shape[1], D.shape[0], -1).swapaxes(0, 1),
    ),
)
START = "What moment 0 hands back is D[0] @ U, (m, n)."
TO_START = (
    Slip(
        "h0-thought-constant",
        f"grad_h0 is 0 here. h_0 acts on the first moment through U. {START}",
        lambda later, D, U, H: np.zeros_like(later),
    ),
    Slip("D-for-h0", f"U is missing before the first moment. {START}", lambda later, D, U, H: D[0]),
    Slip(
        "h0-U-transposed", f"U has been transposed before the first moment. {START}", lambda later, D, U, H: D[0] @ U.T
    ),
    Slip(
        "h0-through-a-slope",
        f"a slope of h_0 has been multiplied in. h_0 is no tanh of anything here. {START}",
        lambda later, D, U, H: later * (1 - H[0] ** 2),
    ),
    Slip("slope-twice-on-later", SLOPE_OF_ITS_OWN, lambda later, D, U, H: later * (1 - H[0] ** 2)),
    Slip(
        "h0-one-moment-late",
        f"this is what arrived at the state after the first moment. {START}",
        lambda later, D, U, H: D[1] @ U if len(D) > 1 else 0 * later,
    ),
    Slip(
        "h0-summed",
        f"it has been summed over the examples. Each has an h_0 of its own. {START}",
        lambda later, D, U, H: later.sum(axis=0),
    ),
    Slip("h0-averaged", f"it has been divided by m. {START}", lambda later, D, U, H: later / len(later)),
    Slip(
        "h0-from-all-moments",
        f"all moments have been added up. h_0 is used at the first one only. {START}",
        lambda later, D, U, H: D.sum(axis=0) @ U,
    ),
    Slip(
        "h0-from-the-last-moment", f"this is what the last moment hands back. {START}", lambda later, D, U, H: D[-1] @ U
    ),
)
LOOP = (  # the pieces of a moment on the way back, of Elman's network and of its truncation
    Site("join", JOINS, called="what arrives at h_t"),
    Site("carry", CARRIES, called="what goes back in time"),
    Site("slope", SLOPES, called="the slope"),
    Site("through", THROUGH),
    Site("keep", KEEPS),
    Site("order", ORDERS),
)

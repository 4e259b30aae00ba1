"""Task 09.4: an LSTM backwards, its two carries."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e09_recurrence import lstm_slips as slips
from bpcourse.exercises.e09_recurrence.lstm_slips import sigmoid_slope, slope_of_tanh
from bpcourse.exercises.e09_recurrence.through_time import backwards
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site
from bpcourse.tasks.words import Scale

Array = np.ndarray


def _lstm(
    G,
    gates,
    C,
    U,
    *,
    read=(0, 1, 2, 3),
    cells_before=lambda C: C[:-1],
    cells_after=lambda C: C[1:],
    order=backwards,
    join=lambda G, later, t: G[t] + later,
    into_cell=lambda gh, o, c: gh * o * slope_of_tanh(c),
    collect=lambda gc, new: gc + new,
    for_o=lambda gh, gc, old, o, c: gh * np.tanh(c) * sigmoid_slope(o),
    for_i=lambda gh, gc, old, i, g: gc * g * sigmoid_slope(i),
    for_f=lambda gh, gc, old, before, after, f: gc * before * sigmoid_slope(f),
    for_g=lambda gh, gc, old, i, g: gc * i * (1 - g**2),
    written=(0, 1, 2, 3),
    carry_c=lambda gc, old, t, o, i, f, g: gc * f[t],
    carry_h=lambda D, U: D @ U,
    keep_h=lambda later, new: new,
) -> tuple:
    """Return (D, g_h0, g_c0); each keyword is a piece that a slip may replace.

    ``read`` says where o, i, f and g are looked for, and put; ``written`` what is put there.
    """
    parts = _parts(gates)
    o, i, f, g = (parts[j] for j in read)
    before, after = cells_before(C), cells_after(C)
    D, gh, gc = np.zeros(gates.shape), np.zeros(G.shape[1:]), np.zeros(G.shape[1:])
    places = _parts(D)
    for t in order(len(G)):
        gh, old = join(G, gh, t), gc
        gc = collect(old, into_cell(gh, o[t], after[t]))
        found = (
            for_o(gh, gc, old, o[t], after[t]),
            for_i(gh, gc, old, i[t], g[t]),
            for_f(gh, gc, old, before[t], after[t], f[t]),
            for_g(gh, gc, old, i[t], g[t]),
        )
        for place, j in zip(read, written, strict=True):
            places[place][t] = found[j]
        gc = carry_c(gc, old, t, o, i, f, g)
        gh = keep_h(gh, carry_h(D[t], U))
    return D, gh, gc


def _parts(gates: Array) -> list[Array]:
    """Return the four parts side by side, (..., n) each: what np.split does, which would take a third of all time."""
    n = gates.shape[-1] // 4
    return [gates[..., j * n : (j + 1) * n] for j in range(4)]


def _forwards(X: Array, W: Array, U: Array, b: Array, h: Array, c: Array) -> tuple[Array, Array]:
    """Return the gates o, i, f, g, (T, m, 4n), and C, (T + 1, m, n)."""
    gates, C, n = [], [c], U.shape[1]
    for x in X:
        z = x @ W.T + h @ U.T + b
        a = np.concatenate([1 / (1 + np.exp(-z[:, : 3 * n])), np.tanh(z[:, 3 * n :])], axis=1)
        o, i, f, g = np.split(a, 4, axis=1)
        c = f * c + i * g
        h = o * np.tanh(c)
        gates.append(a)
        C.append(c)
    return np.array(gates), np.array(C)


def _draw(T: int, m: int, k: int, n: int, *, recurrent: bool = True, only_last: bool = False):
    """Return a draw of G, the gates, C and U; without U, if not ``recurrent``."""

    def draw(rng):
        W, b = rng.normal(size=(4 * n, k)), rng.normal(0.2, 0.6, 4 * n)
        U = rng.normal(0.1, 1, (4 * n, n)) * 1.3 / np.sqrt(n) * recurrent
        h_0, c_0 = rng.uniform(-0.8, 0.8, (m, n)), rng.normal(0.4, 1, (m, n))
        gates, C = _forwards(rng.normal(0.2, 1, (T, m, k)), W, U, b, h_0, c_0)
        G = rng.normal(0.3, 1, (T, m, n)) / m
        if only_last:
            G[:-1] = 0
        return G, gates, C, U

    return draw


def _scales(G, _gates, _C, _U) -> tuple[Scale, ...]:
    return Scale(G.shape[1], "batch-size", f"m = {G.shape[1]}"), Scale(len(G), "moments", f"T = {len(G)}")


MISTAKES = (
    Mistake(
        "no-error-through-time",
        "Nothing goes back from one moment to another, neither by h nor by the cell: both carries stay 0. At the "
        "end of each "
        "moment g_h becomes D[t] @ U and g_c becomes g_c * f.",
        lambda *given: _lstm(*given, join=lambda G, later, t: G[t], collect=lambda gc, new: new),
    ),
    Mistake(
        "both-carries-stay-0",
        "Nothing goes back from one moment to another, neither by h nor by the cell: both carries stay 0. At the "
        "end of each "
        "moment g_h becomes D[t] @ U and g_c becomes g_c * f.",
        lambda *given: _lstm(*given, carry_h=lambda D, U: 0 * given[0][0], carry_c=lambda gc, *_: 0 * gc),
    ),
    Mistake(
        "slopes-of-all-gates-missing",
        "The slopes of all four gates are missing in D: o (1 - o), i (1 - i), f (1 - f), 1 - g².",
        lambda *given: _lstm(
            *given,
            for_o=lambda gh, gc, old, o, c: gh * np.tanh(c),
            for_i=lambda gh, gc, old, i, g: gc * g,
            for_f=lambda gh, gc, old, before, after, f: gc * before,
            for_g=lambda gh, gc, old, i, g: gc * i,
        ),
    ),
    Mistake(
        "sigmoid-again-in-all-gates",
        "The sigmoid has been applied again to gates that are sigmoids already: the slope is a (1 - a) with a = o, "
        "i, f.",
        lambda *given: _lstm(
            *given,
            for_o=slips.FOR_O[-1].piece,
            for_i=slips.FOR_I[-1].piece,
            for_f=slips.FOR_F[-2].piece,
        ),
    ),
    Mistake(
        "i-and-g-for-each-other",
        "In D_i and D_g, i and g have been taken for each other: c_t = f c_{t-1} + i g, so D_i has g and D_g has i as "
        "a factor.",
        lambda *given: _lstm(
            *given,
            for_i=lambda gh, gc, old, i, g: gc * i * sigmoid_slope(i),
            for_g=lambda gh, gc, old, i, g: gc * g * (1 - g**2),
        ),
    ),
    Mistake(
        "all-before-h-is-added",
        f"D_i, D_f and D_g are made from g_c before the way through h was added. Add first. {slips.TWICE}",
        lambda *given: _lstm(
            *given,
            for_i=lambda gh, gc, old, i, g: old * g * sigmoid_slope(i),
            for_f=lambda gh, gc, old, before, after, f: old * before * sigmoid_slope(f),
            for_g=lambda gh, gc, old, i, g: old * i * (1 - g**2),
        ),
    ),
    Mistake(
        "all-from-what-is-carried",
        "D_i, D_f and D_g are made from g_c after it was multiplied by f for the moment before. They come first, then "
        "the product.",
        lambda *given: _from_what_is_carried(*given),
    ),
    Mistake(
        "carried-without-slopes",
        "What goes back to h has not gone through the slopes of the gates: the carry is D[t] @ U, with D after the "
        "slopes.",
        lambda *given: _without_slopes(*given),
    ),
    Mistake(
        "no-tanh-at-the-cell",
        "This belongs to h = o ⊙ c. Here h = o ⊙ tanh c: its slope goes into the cell, and D_o has tanh c.",
        lambda *given: _lstm(
            *given,
            into_cell=lambda gh, o, c: gh * o,
            for_o=lambda gh, gc, old, o, c: gh * c * sigmoid_slope(o),
        ),
    ),
    Mistake(
        "g_h0-and-g_c0-exchanged",
        "g_h0 and g_c0 have changed places. The order is D, g_h0, g_c0.",
        lambda *given: tuple(_lstm(*given)[i] for i in (0, 2, 1)),
    ),
    Mistake(
        "g_c0-not-handed-back",
        "In g_c0, f of the first moment is missing: it is what arrives at c_1, not at c_0.",
        lambda *given: (*_lstm(*given)[:2], _first_cell(*given)),
    ),
    Mistake(
        "g_h0-thought-constant",
        "g_h0 is 0. h_0 was used by all four gates of the first moment: D[0] @ U.",
        lambda *given: (r := _lstm(*given)) and (r[0], 0 * r[1], r[2]),
    ),
    Mistake(
        "g_c0-thought-constant",
        "g_c0 is 0. c_0 was used in the first cell, with f.",
        lambda *given: (r := _lstm(*given)) and (r[0], r[1], 0 * r[2]),
    ),
    Mistake(
        "cells-and-lists-begin-with-the-first-moment",
        "The cells are shifted: C[t] has been taken for c_t and C[t - 1] for the one before (at the first moment "
        "that is the last "
        "one). C begins with c_0: c_t is C[t + 1], and C[t] came in.",
        lambda *given: _lstm(
            *given, cells_after=lambda C: C[:-1], cells_before=lambda C: np.concatenate([C[-1:], C[:-2]])
        ),
    ),
)


def _without_slopes(G, gates, C, U):
    """Return D with slopes and carries that went around them."""
    o, i, f, g = np.split(gates, 4, axis=2)
    D, gh, gc = np.zeros(gates.shape), np.zeros(G.shape[1:]), np.zeros(G.shape[1:])
    for t in backwards(len(G)):
        gh = G[t] + gh
        gc = gc + gh * o[t] * slope_of_tanh(C[t + 1])
        plain = np.concatenate([gh * np.tanh(C[t + 1]), gc * g[t], gc * C[t], gc * i[t]], axis=1)
        slopes = np.concatenate([*(sigmoid_slope(a[t]) for a in (o, i, f)), 1 - g[t] ** 2], axis=1)
        D[t], gh, gc = plain * slopes, plain @ U, gc * f[t]
    return D, gh, gc


def _from_what_is_carried(G, gates, C, U):
    """Return what comes of g_c that is multiplied by f before D_i, D_f and D_g are made from it."""
    o, i, f, g = np.split(gates, 4, axis=2)
    D, gh, gc = np.zeros(gates.shape), np.zeros(G.shape[1:]), np.zeros(G.shape[1:])
    for t in backwards(len(G)):
        gh, tanh_c = G[t] + gh, np.tanh(C[t + 1])
        gc = (gc + gh * o[t] * (1 - tanh_c**2)) * f[t]
        slopes = np.concatenate([*(sigmoid_slope(a[t]) for a in (o, i, f)), 1 - g[t] ** 2], axis=1)
        D[t] = np.concatenate([gh * tanh_c, gc * g[t], gc * C[t], gc * i[t]], axis=1) * slopes
        gh = D[t] @ U
    return D, gh, gc


def _first_cell(G, gates, C, U):
    n = G.shape[2]
    return _lstm(G, gates, C, U)[2] / gates[0, :, 2 * n : 3 * n]


LSTM_BACKWARD = FunctionTask(
    id="09.4",
    title="An LSTM, backward",
    misconceptions="dc overwritten or not carried; c_t for c_{t-1} in D_f; gates in another order; σ' for tanh' in "
    "D_g; 1 - c² "
    "for 1 - tanh² c",
    answer="lstm_backward",
    difficulty=4,
    minutes=40,
    section="lesson 9b, section 2",
    names=("D", "g_h0", "g_c0"),
    oracle=_lstm,
    sites=(
        Site("collect", slips.COLLECTED),
        Site("into_cell", slips.INTO_CELL, called="the way into the cell"),
        Site("carry_c", slips.CARRY_C),
        Site("carry_h", slips.CARRY_H, called="what goes back to h"),
        Site("join", slips.JOINS, called="what arrives at h_t"),
        Site("for_f", slips.FOR_F, called="D_f"),
        Site("for_o", slips.FOR_O, called="D_o"),
        Site("for_i", slips.FOR_I, called="D_i"),
        Site("for_g", slips.FOR_G, called="D_g"),
        Site("read", slips.ORDERS),
        Site("written", slips.WRITTEN),
        Site("cells_before", slips.CELLS),
        Site("cells_after", slips.AFTER),
        Site("order", slips.ORDER_IN_TIME),
        Site("keep_h", slips.KEEP_H),
    ),
    in_pairs=3,
    mistakes=MISTAKES,
    parts=(
        Part("one moment", 1.0, _draw(1, 4, 2, 3), telling=False),
        Part("by the cell only: U = 0", 1.0, _draw(3, 4, 5, 2, recurrent=False)),
        Part("four moments", 1.75, _draw(4, 5, 2, 3)),
        Part("an error at the last moment only", 0.75, _draw(3, 2, 4, 5, only_last=True)),
        Part("as many units as examples and moments", 0.5, _draw(3, 3, 3, 3), telling=False),
    ),
    scales=_scales,
    hints=(
        "Two carries, g_h and g_c, both 0 behind the last moment. At each moment: g_h = G[t] + g_h; then g_c = g_c "
        "+ g_h * o * "
        "(1 - np.tanh(C[t + 1]) ** 2).",
        "D_o comes from g_h, the other three from g_c. D_f has the cell that came in, C[t]. Slopes: a * (1 - a) "
        "for the three "
        "sigmoids, 1 - g ** 2 for g.",
        "D[t] = np.hstack([D_o, D_i, D_f, D_g]); then g_h = D[t] @ U and g_c = g_c * f. What is left after the "
        "loop is g_h0 and "
        "g_c0.",
    ),
    insight="Two carries: one through U and the slopes at every moment, one through f alone. c has two consumers, "
    "hence the +=.",
)

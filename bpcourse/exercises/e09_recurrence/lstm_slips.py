"""Slips in the way back through an LSTM (task 09.4)."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e09_recurrence.through_time import wrapped
from bpcourse.tasks.slips import Slip

Array = np.ndarray


def slope_of_tanh(c: Array) -> Array:
    """Return 1 - tanh² c."""
    return 1 - np.tanh(c) ** 2


def sigmoid_slope(a: Array) -> Array:
    """Return a (1 - a), the slope of the sigmoid whose value is a."""
    return a * (1 - a)


TWICE = "c_t is used twice, in h_t and in c_{t+1}: g_c = g_c + g_h * o * (1 - tanh² c_t)."
INTO_CELL = (
    Slip("c-for-tanh-c", f"1 - c² stands where 1 - tanh² c belongs. {TWICE}", lambda gh, o, c: gh * o * (1 - c**2)),
    Slip(
        "slope-of-cell-missing",
        f"the slope of tanh c is missing on the way into the cell. {TWICE}",
        lambda gh, o, c: gh * o,
    ),
    Slip(
        "o-missing-into-cell",
        f"the output gate is missing on the way into the cell. {TWICE}",
        lambda gh, o, c: gh * slope_of_tanh(c),
    ),
    Slip("tanh-for-its-slope", f"tanh c stands where its slope belongs. {TWICE}", lambda gh, o, c: gh * o * np.tanh(c)),
    Slip(
        "slope-at-h",
        f"1 - h² stands where 1 - tanh² c belongs: h has been multiplied by o. {TWICE}",
        lambda gh, o, c: gh * o * (1 - (o * np.tanh(c)) ** 2),
    ),
    Slip(
        "tanh-twice",
        f"tanh has been applied twice on the way into the cell. {TWICE}",
        lambda gh, o, c: gh * o * (1 - np.tanh(np.tanh(c)) ** 2),
    ),
    Slip(
        "slope-not-squared",
        f"1 - tanh c stands where 1 - tanh² c belongs. {TWICE}",
        lambda gh, o, c: gh * o * (1 - np.tanh(c)),
    ),
    Slip(
        "slope-of-o-into-cell",
        f"o (1 - o) stands where o belongs on the way into the cell. {TWICE}",
        lambda gh, o, c: gh * sigmoid_slope(o) * slope_of_tanh(c),
    ),
    Slip(
        "slope-of-sigmoid-at-c",
        f"the slope of the sigmoid stands where that of tanh belongs. {TWICE}",
        lambda gh, o, c: gh * o * sigmoid_slope(np.tanh(c)),
    ),
)
COLLECTED = (
    Slip(
        "dc-overwritten",
        f"what came from the next cell has been overwritten: = stands where += belongs. {TWICE}",
        lambda gc, new: new,
    ),
    Slip("dc-only-from-the-next-cell", f"what comes from h has been left out. {TWICE}", lambda gc, new: gc),
    Slip("dc-doubled", f"what came from the next cell has been added twice. {TWICE}", lambda gc, new: 2 * gc + new),
    Slip("dc-subtracted", f"a sign is wrong where the two are added. {TWICE}", lambda gc, new: gc - new),
)
JOINS = (
    Slip(
        "later-left-out",
        "what the next moment hands back to h is left out. g_h = G[t] + what came from the next moment.",
        lambda G, later, t: G[t],
    ),
    Slip(
        "question-overwritten",
        "only the last moment's G counts. g_h = G[t] + what came from the next moment.",
        lambda G, later, t: G[t] if t == len(G) - 1 else later,
    ),
    Slip(
        "G-left-out",
        "G has been left out, so nothing arrives anywhere. g_h = G[t] + what came from the next moment.",
        lambda G, later, t: later,
    ),
    Slip(
        "G-divided-by-m",
        "G has been divided by m. It is the gradient of the mean cost and has its 1/m already.",
        lambda G, later, t: G[t] / G.shape[1] + later,
    ),
    Slip("G-times-m", "G has been multiplied by m.", lambda G, later, t: G[t] * G.shape[1] + later),
)
O = "D_o = g_h * tanh c_t * o (1 - o)."
FOR_O = (
    Slip(
        "o-from-the-cell",
        f"D_o is made from g_c. The output gate acts on h_t only. {O}",
        lambda gh, gc, old, o, c: gc * np.tanh(c) * sigmoid_slope(o),
    ),
    Slip(
        "c-for-tanh-c-in-D_o",
        f"in D_o, c stands where tanh c belongs. {O}",
        lambda gh, gc, old, o, c: gh * c * sigmoid_slope(o),
    ),
    Slip(
        "no-slope-in-D_o", f"in D_o, the slope of the gate is missing. {O}", lambda gh, gc, old, o, c: gh * np.tanh(c)
    ),
    Slip(
        "tanh-slope-in-D_o",
        f"in D_o, the slope of tanh stands where that of the sigmoid belongs. {O}",
        lambda gh, gc, old, o, c: gh * np.tanh(c) * (1 - o**2),
    ),
    Slip("cell-missing-in-D_o", f"in D_o, tanh c is missing. {O}", lambda gh, gc, old, o, c: gh * sigmoid_slope(o)),
    Slip(
        "slope-of-cell-in-D_o",
        f"in D_o, the slope of tanh c stands where its value belongs. {O}",
        lambda gh, gc, old, o, c: gh * slope_of_tanh(c) * sigmoid_slope(o),
    ),
    Slip(
        "h-for-tanh-c-in-D_o",
        f"in D_o, h_t stands where tanh c belongs: one o too many. {O}",
        lambda gh, gc, old, o, c: gh * o * np.tanh(c) * sigmoid_slope(o),
    ),
    Slip(
        "nonlinearity-for-slope-in-D_o",
        f"in D_o, the gate stands where its slope belongs. {O}",
        lambda gh, gc, old, o, c: gh * np.tanh(c) * o,
    ),
    Slip(
        "sigmoid-again-in-D_o",
        f"in D_o, the sigmoid has been applied to the gate again. {O}",
        lambda gh, gc, old, o, c: gh * np.tanh(c) * sigmoid_slope(1 / (1 + np.exp(-o))),
    ),
)
I = "D_i = g_c * g * i (1 - i)."
FOR_I = (
    Slip(
        "i-from-h",
        f"D_i is made from g_h. The input gate acts on the cell. {I}",
        lambda gh, gc, old, i, g: gh * g * sigmoid_slope(i),
    ),
    Slip("no-slope-in-D_i", f"in D_i, the slope of the gate is missing. {I}", lambda gh, gc, old, i, g: gc * g),
    Slip(
        "tanh-slope-in-D_i",
        f"in D_i, the slope of tanh stands where that of the sigmoid belongs. {I}",
        lambda gh, gc, old, i, g: gc * g * (1 - i**2),
    ),
    Slip(
        "nonlinearity-for-slope-in-D_i",
        f"in D_i, the gate stands where its slope belongs. {I}",
        lambda gh, gc, old, i, g: gc * g * i,
    ),
    Slip("g-missing-in-D_i", f"in D_i, g is missing. {I}", lambda gh, gc, old, i, g: gc * sigmoid_slope(i)),
    Slip(
        "i-before-h-is-added",
        f"D_i is made from g_c before the way through h was added. {I}",
        lambda gh, gc, old, i, g: old * g * sigmoid_slope(i),
    ),
    Slip(
        "sigmoid-again-in-D_i",
        f"in D_i, the sigmoid has been applied to the gate again. {I}",
        lambda gh, gc, old, i, g: gc * g * sigmoid_slope(1 / (1 + np.exp(-i))),
    ),
)
F = "D_f = g_c * c_{t-1} * f (1 - f)."
FOR_F = (
    Slip(
        "new-cell-for-old",
        f"in D_f, c_t stands where the cell before, c_{{t-1}} = C[t], belongs. {F}",
        lambda gh, gc, old, before, after, f: gc * after * sigmoid_slope(f),
    ),
    Slip(
        "f-from-h",
        f"D_f is made from g_h. The forget gate acts on the cell. {F}",
        lambda gh, gc, old, before, after, f: gh * before * sigmoid_slope(f),
    ),
    Slip(
        "no-slope-in-D_f",
        f"in D_f, the slope of the gate is missing. {F}",
        lambda gh, gc, old, before, after, f: gc * before,
    ),
    Slip(
        "tanh-slope-in-D_f",
        f"in D_f, the slope of tanh stands where that of the sigmoid belongs. {F}",
        lambda gh, gc, old, before, after, f: gc * before * (1 - f**2),
    ),
    Slip(
        "nonlinearity-for-slope-in-D_f",
        f"in D_f, the gate stands where its slope belongs. {F}",
        lambda gh, gc, old, before, after, f: gc * before * f,
    ),
    Slip(
        "cell-missing-in-D_f",
        f"in D_f, the cell before is missing. {F}",
        lambda gh, gc, old, before, after, f: gc * sigmoid_slope(f),
    ),
    Slip(
        "tanh-in-D_f",
        f"in D_f, tanh has been taken of the cell before. {F}",
        lambda gh, gc, old, before, after, f: gc * np.tanh(before) * sigmoid_slope(f),
    ),
    Slip(
        "f-before-h-is-added",
        f"D_f is made from g_c before the way through h was added. {F}",
        lambda gh, gc, old, before, after, f: old * before * sigmoid_slope(f),
    ),
    Slip(
        "sigmoid-again-in-D_f",
        f"in D_f, the sigmoid has been applied to the gate again. {F}",
        lambda gh, gc, old, before, after, f: gc * before * sigmoid_slope(1 / (1 + np.exp(-f))),
    ),
    Slip(
        "f-carried-already",
        f"D_f is made from g_c after it was multiplied by f for the moment before. {F}",
        lambda gh, gc, old, before, after, f: gc * f * before * sigmoid_slope(f),
    ),
)
G = "D_g = g_c * i * (1 - g²)."
FOR_G = (
    Slip(
        "sigmoid-slope-in-D_g",
        f"in D_g, the slope of the sigmoid stands where that of tanh belongs. {G}",
        lambda gh, gc, old, i, g: gc * i * g * (1 - g),
    ),
    Slip("no-slope-in-D_g", f"in D_g, the slope is missing. {G}", lambda gh, gc, old, i, g: gc * i),
    Slip(
        "tanh-twice-in-D_g",
        f"in D_g, tanh has been applied again: g is tanh z already. {G}",
        lambda gh, gc, old, i, g: gc * i * (1 - np.tanh(g) ** 2),
    ),
    Slip("i-missing-in-D_g", f"in D_g, the input gate is missing. {G}", lambda gh, gc, old, i, g: gc * (1 - g**2)),
    Slip("g-from-h", f"D_g is made from g_h. g acts on the cell. {G}", lambda gh, gc, old, i, g: gh * i * (1 - g**2)),
    Slip(
        "slope-not-squared-in-D_g",
        f"in D_g, 1 - g stands where 1 - g² belongs. {G}",
        lambda gh, gc, old, i, g: gc * i * (1 - g),
    ),
    Slip("g-for-i-in-D_g", f"in D_g, g stands where i belongs. {G}", lambda gh, gc, old, i, g: gc * g * (1 - g**2)),
    Slip(
        "nonlinearity-for-slope-in-D_g",
        f"in D_g, g stands where its slope belongs. {G}",
        lambda gh, gc, old, i, g: gc * i * g,
    ),
    Slip(
        "g-before-h-is-added",
        f"D_g is made from g_c before the way through h was added. {G}",
        lambda gh, gc, old, i, g: old * i * (1 - g**2),
    ),
)
HANDED = "To the cell before goes g_c * f, with f of the same moment and g_c after the way through h was added."
CARRY_C = (
    Slip("dc-not-carried", f"nothing is handed to the cell before. {HANDED}", lambda gc, old, t, o, i, f, g: 0 * gc),
    Slip("f-forgotten", f"f is missing on the way to the cell before. {HANDED}", lambda gc, old, t, o, i, f, g: gc),
    Slip(
        "f-of-the-moment-before",
        f"f of the moment before stands there. {HANDED}",
        lambda gc, old, t, o, i, f, g: gc * f[t - 1],
    ),
    Slip(
        "f-of-the-next-moment",
        f"f of the next moment stands there. {HANDED}",
        lambda gc, old, t, o, i, f, g: gc * f[min(t + 1, len(f) - 1)],
    ),
    Slip("i-for-f", f"the input gate stands there. {HANDED}", lambda gc, old, t, o, i, f, g: gc * i[t]),
    Slip("o-for-f", f"the output gate stands there. {HANDED}", lambda gc, old, t, o, i, f, g: gc * o[t]),
    Slip(
        "slope-of-f", f"the slope of f stands there. {HANDED}", lambda gc, old, t, o, i, f, g: gc * sigmoid_slope(f[t])
    ),
    Slip(
        "dc-collected",
        f"what goes to the cell before is collected over the moments. {HANDED}",
        lambda gc, old, t, o, i, f, g: gc + gc * f[t],
    ),
)


def _block(*kept: int):
    """Return the way back through some of the gates only."""

    def carried(D: Array, U: Array) -> Array:
        n = U.shape[1]
        return sum(D[:, j * n : (j + 1) * n] @ U[j * n : (j + 1) * n] for j in kept)

    return carried


def _transposed_blocks(D: Array, U: Array) -> Array:
    n = U.shape[1]
    return sum(D[:, j * n : (j + 1) * n] @ U[j * n : (j + 1) * n].T for j in range(4))


ALL = "h_{t-1} was used by all four: D[t] @ U, with D[t] of the shape (m, 4n)."
CARRY_H = (
    Slip(
        "dh-not-carried",
        f"nothing is handed to h of the moment before. {ALL}",
        lambda D, U: np.zeros((len(D), U.shape[1])),
    ),
    Slip("U-transposed", f"each block of U has been transposed. {ALL}", _transposed_blocks),
    Slip("o-left-out-of-h", f"the way through o is missing. {ALL}", _block(1, 2, 3)),
    Slip("i-left-out-of-h", f"the way through i is missing. {ALL}", _block(0, 2, 3)),
    Slip("f-left-out-of-h", f"the way through f is missing. {ALL}", _block(0, 1, 3)),
    Slip("g-left-out-of-h", f"the way through g is missing. {ALL}", _block(0, 1, 2)),
    Slip("g-only-to-h", f"there is the way through g only. {ALL}", _block(3)),
    Slip("o-only-to-h", f"there is the way through o only. {ALL}", _block(0)),
)
KEEP_H = (
    Slip(
        "dh-collected",
        f"what goes to h is collected over the moments: += stands where = belongs. {ALL}",
        lambda later, new: later + new,
    ),
)
READ = "The order of the gates is o, i, f, g."
ORDERS = (
    Slip("read-as-ifgo", f"the gates have been taken for i, f, g, o, the order of PyTorch. {READ}", (3, 0, 1, 2)),
    Slip("read-as-ifog", f"the gates have been taken for i, f, o, g. {READ}", (2, 0, 1, 3)),
    Slip("read-as-iofg", f"the gates have been taken for i, o, f, g, the order of ONNX. {READ}", (1, 0, 2, 3)),
    Slip("read-as-figo", f"the gates have been taken for f, i, g, o. {READ}", (3, 1, 0, 2)),
    Slip("read-as-fiog", f"the gates have been taken for f, i, o, g. {READ}", (2, 1, 0, 3)),
    Slip("read-as-oifg-with-i-and-f-exchanged", f"i and f have been exchanged. {READ}", (0, 2, 1, 3)),
    Slip("read-as-oigf", f"f and g have been exchanged. {READ}", (0, 1, 3, 2)),
    Slip("read-as-igfo", f"the gates have been taken for i, g, f, o. {READ}", (3, 0, 2, 1)),
    Slip("read-as-fogi", f"the gates have been taken for g, f, i, o, back to front. {READ}", (3, 2, 1, 0)),
)
STACKED = "D holds D_o, D_i, D_f, D_g side by side."
WRITTEN = (
    Slip("written-as-ifgo", f"D_o, D_i, D_f and D_g stand in the order i, f, g, o. {STACKED}", (1, 2, 3, 0)),
    Slip("written-as-ifog", f"D_o, D_i, D_f and D_g stand in the order i, f, o, g. {STACKED}", (1, 2, 0, 3)),
    Slip("written-as-iofg", f"D_o, D_i, D_f and D_g stand in the order i, o, f, g. {STACKED}", (1, 0, 2, 3)),
    Slip("written-as-fiog", f"D_o, D_i, D_f and D_g stand in the order f, i, o, g. {STACKED}", (2, 1, 0, 3)),
    Slip("written-as-figo", f"D_o, D_i, D_f and D_g stand in the order f, i, g, o. {STACKED}", (2, 1, 3, 0)),
    Slip("D_f-twice", f"D_f stands where D_i belongs, too. {STACKED}", (0, 2, 2, 3)),
    Slip("D_f-three-times", f"D_f stands where D_o and D_i belong, too. {STACKED}", (2, 2, 2, 3)),
    Slip("D_f-and-D_i-exchanged", f"D_i and D_f have changed places. {STACKED}", (0, 2, 1, 3)),
)
CELLS = (
    Slip(
        "wraps-at-the-start",
        f"at the first moment the last cell has been taken for the one before: index -1. C[0] stands before moment "
        f"0. {F}",
        wrapped,
    ),
    Slip(
        "c0-taken-as-0", f"c_0 has been taken as 0. C[0] holds it. {F}", lambda C: np.concatenate([0 * C[:1], C[1:-1]])
    ),
    Slip(
        "cells-shifted",
        f"the cells are one moment early: C[t + 1] is c_t, C[t] came in, and C[t - 1] is older (at the first "
        f"moment it is "
        f"the last one). {F}",
        lambda C: np.concatenate([C[-1:], C[:-2]]),
    ),
)
AFTER = (
    Slip(
        "old-cell-for-new",
        "C[t] has been taken for c_t. It is the cell that came in; moment t has made C[t + 1].",
        lambda C: C[:-1],
    ),
)
ORDER_IN_TIME = (
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
)

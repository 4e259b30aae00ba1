"""Task 09.3: a window that cuts the error's way back."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e09_recurrence import elman_slips as slips
from bpcourse.exercises.e09_recurrence.through_time import backwards, draw_network, one_early, outer, way_back
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, Slip


def _truncated(
    G,
    H,
    U,
    window,
    *,
    cut=lambda t, T, window: t > 0 and (T - t) % window == 0,
    length=lambda window: window,
    questions=lambda G, window: G,
    slope=slips.slopes_of,
    join=lambda G, later, t: G[t] + later,
    through=lambda arriving, g, later, slope: arriving * slope,
    carry=lambda D, arriving, U: D @ U,
    keep=lambda later, new: new,
    order=backwards,
    before=lambda H, window: H[:-1],
    sum_U=outer,
    kept=lambda D, window: D,
) -> tuple:
    """Return (D, grad_U); each keyword is a piece that a slip may replace.

    ``cut`` says below which t the error is cut off.
    """
    T, window = len(G), length(window)
    D, _ = way_back(
        questions(G, window),
        slope(H),
        U,
        join=join,
        through=through,
        carry=carry,
        keep=keep,
        order=order,
        cut=lambda t: cut(t, T, window),
    )
    D = kept(D, window)
    return D, sum_U(D, before(H, window))


def _sliding(G, H, U, window):
    """Return what comes of a window that every question has for itself."""
    D = np.zeros(G.shape)
    for s in range(len(G)):
        back = G[s]
        for t in range(s, max(s - window, -1), -1):
            back = back * (1 - H[t + 1] ** 2)
            D[t] += back
            back = back @ U
    return D, outer(D, H[:-1])


def _states_cut(G, H, U, window):
    """Return what comes of states that are cut off, too: h_0 = 0 in ∂U at the beginning of every window."""
    D, _ = _truncated(G, H, U, window)
    before, T = H[:-1].copy(), len(G)
    before[[t for t in range(1, T) if (T - t) % window == 0]] = 0
    return D, outer(D, before)


RULE = "The windows are counted from the last moment: it is cut where T - t is a multiple of the window."
CUTS = (
    Slip("never-cut", "nothing has been cut off: this is the whole gradient.", lambda t, T, window: False),
    Slip(
        "counted-from-the-first-moment",
        f"the windows are counted from the first moment. {RULE}",
        lambda t, T, window: t % window == 0,
    ),
    Slip(
        "cut-one-moment-late",
        f"it is cut one moment late. {RULE}",
        lambda t, T, window: (T - t) % window == 1 % window and t < T - 1,
    ),
    Slip(
        "cut-one-moment-early",
        f"it is cut one moment early. {RULE}",
        lambda t, T, window: (T - 1 - t) % window == window - 2 if window > 1 else True,
    ),
    Slip(
        "last-window-of-one-moment",
        f"the last window has one moment only, and all others end one moment late: T - 1 - t stands in place of T - t. "
        f"{RULE}",
        lambda t, T, window: (T - 1 - t) % window == 0,
    ),
    Slip(
        "cut-ever-after",
        "before the last window nothing goes back at all, as if each moment were a window. A new window begins there, "
        f"and in it the error goes back as before. {RULE}",
        lambda t, T, window: T - t >= window,
    ),
    Slip(
        "counted-from-the-first-moment-and-off-by-one",
        f"the windows are counted from the first moment, and each ends one moment early or late. {RULE}",
        lambda t, T, window: (t + 1) % window == 0,
    ),
    Slip(
        "cut-once",
        "it is cut once only, after the last window. Every window ends.",
        lambda t, T, window: T - t == window,
    ),
    Slip(
        "cut-everywhere",
        "it is cut at every moment, whatever the window: this is a window of 1.",
        lambda t, T, window: True,
    ),
)
LENGTHS = (
    Slip(
        "window-longer-by-one",
        "the windows have one moment more: with a window of w the error is at w moments, and goes w - 1 "
        "steps back from the first of them.",
        lambda w: w + 1,
    ),
    Slip(
        "window-shorter-by-one",
        "the windows have one moment less: with a window of w the error is at w moments.",
        lambda w: max(w - 1, 1),
    ),
    Slip("window-doubled", "the windows are twice as long.", lambda w: 2 * w),
)


def _last_window(D, window):
    kept = np.zeros_like(D)
    kept[-window:] = D[-window:]
    return kept


def _whole_windows(D, window):
    kept = D.copy()
    kept[: len(D) % window] = 0
    return kept


def _first_of_windows(D, window):
    """Return D without the moment at which each window begins."""
    kept, T = D.copy(), len(D)
    kept[[t for t in range(1, T) if (T - t) % window == 0]] = 0
    return kept


QUESTIONS = (
    Slip(
        "one-question-a-window",
        "only the last G of each window counts. The cut is between moments: every G[t] still arrives.",
        lambda G, window: np.where((((len(G) - 1 - np.arange(len(G))) % window) == 0)[:, None, None], G, 0),
    ),
    Slip(
        "last-question-only",
        "only the G of the last moment counts. The cut is between moments: every G[t] still arrives.",
        lambda G, window: np.concatenate([0 * G[:-1], G[-1:]]),
    ),
)
KEPT = (
    Slip(
        "last-window-only",
        "only the last window is left; the moments before it have no error. The earlier windows have their "
        "own G, and their gradients are added.",
        _last_window,
    ),
    Slip(
        "shorter-window-left-out",
        "the first window is missing where it is shorter than the others, and its D is 0. What is left over is a "
        "window, too.",
        _whole_windows,
    ),
    Slip(
        "window-begins-without-error",
        "at the first moment of each window D is 0. That moment still belongs to the window; what "
        "is cut is its way to the moment before.",
        _first_of_windows,
    ),
)
MISTAKES = (
    Mistake(
        "sliding-window",
        "Here every G[t] goes back a window of its own. That is a truncation, too, and it costs `window` times as "
        "much; asked "
        f"for are windows one behind the other. {RULE}",
        _sliding,
    ),
    Mistake(
        "states-cut-too",
        "In grad_U, the state that came into a window has been taken as 0. The state goes on from window to "
        "window; only the "
        "error is cut.",
        _states_cut,
    ),
    Mistake(
        "states-thought-to-begin-with-the-first-moment",
        slips.ALL_EARLY,
        lambda *given: _truncated(*given, slope=lambda H: 1 - H[:-1] ** 2, before=lambda H, window: one_early(H)),
    ),
)


def _before(piece):
    return lambda H, window: piece(H)


BEFORE = tuple(slip._replace(piece=_before(slip.piece)) for slip in slips.BEFORE)


def _draw(T: int, m: int, n: int, window: int):
    def draw(rng):
        G, _, H, _, U = draw_network(T, m, 2, n)(rng)
        return G, H, U, window

    return draw


TRUNCATION = FunctionTask(
    id="09.3",
    title="A window",
    misconceptions="states cut, too; questions inside a window lost; the last window alone; a window too long by one",
    answer="truncated_backward",
    difficulty=3,
    minutes=25,
    section="lesson 9a, section 4",
    names=("D", "grad_U"),
    oracle=_truncated,
    sites=(
        Site("cut", CUTS),
        Site("length", LENGTHS),
        Site("questions", QUESTIONS),
        Site("kept", KEPT),
        *slips.LOOP,
        Site("before", BEFORE, result="grad_U"),
        Site("sum_U", slips.STATE_SUMS, "grad_U", "grad_U", "grad_U"),
    ),
    in_pairs=6,
    mistakes=MISTAKES,
    parts=(
        Part("eleven moments, windows of 3", 1.0, _draw(11, 4, 3, 3)),
        Part("seven moments, windows of 4", 0.5, _draw(7, 2, 5, 4)),
        Part("a window of 1", 0.5, _draw(5, 3, 4, 1), telling=False),
        Part("a window as long as all", 0.25, _draw(4, 3, 2, 4), telling=False),
        Part("a window longer than all", 0.25, _draw(3, 4, 2, 9), telling=False),
    ),
    hints=(
        "The loop of 09.2 stays. Only what is handed to the moment before becomes 0, at the first moment of each "
        "window.",
        "Windows are counted from the end: with T = 11 and a window of 3 they begin at the moments 8, 5 and 2, and "
        "the last one "
        "has what is left, 0 and 1.",
        "After D[t]: later = D[t] @ U, unless (T - t) % window == 0; then later is 0. grad_U uses all states, H[:-1].",
    ),
    insight="Only the error is cut. The states run on, and every moment still has a question and a use of U: hence a "
    "truncated network can learn something.",
)

"""Task 09.2: an Elman network backwards."""

from __future__ import annotations

from bpcourse.exercises.e09_recurrence import elman_slips as slips
from bpcourse.exercises.e09_recurrence.through_time import backwards, draw_network, one_early, outer, way_back
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.slips import Site, everywhere_and_one
from bpcourse.tasks.words import Scale


def _elman(
    G,
    X,
    H,
    W,
    U,
    *,
    slope=slips.slopes_of,
    join=lambda G, later, t: G[t] + later,
    through=lambda arriving, g, later, slope: arriving * slope,
    carry=lambda D, arriving, U: D @ U,
    keep=lambda later, new: new,
    order=backwards,
    inputs=lambda X: X,
    before=lambda H: H[:-1],
    sum_W=outer,
    sum_U=outer,
    sum_b=lambda D: D.sum(axis=(0, 1)),
    to_x=lambda D, G, W, slope: D @ W,
    to_start=lambda later, D, U, H: later,
) -> tuple:
    """Return (D, grad_W, grad_U, grad_b, grad_X, grad_h0); each keyword is a piece that a slip may replace."""
    slopes = slope(H)
    D, later = way_back(G, slopes, U, join=join, through=through, carry=carry, keep=keep, order=order)
    grads = sum_W(D, inputs(X)), sum_U(D, before(H)), sum_b(D)
    return D, *grads, to_x(D, G, W, slopes), to_start(later, D, U, H)


def _scales(G, _X, _H, _W, _U) -> tuple[Scale, ...]:
    return Scale(G.shape[1], "batch-size", f"m = {G.shape[1]}"), Scale(len(G), "moments", f"T = {len(G)}")


MISTAKES = (
    Mistake(
        "grad_W-and-grad_U-exchanged",
        "grad_W and grad_U have changed places. The order is D, grad_W, grad_U, grad_b, grad_X, grad_h0.",
        lambda *given: tuple(_elman(*given)[i] for i in (0, 2, 1, 3, 4, 5)),
    ),
    Mistake(
        "states-thought-to-begin-with-the-first-moment",
        slips.ALL_EARLY,
        lambda *given: _elman(*given, slope=lambda H: 1 - H[:-1] ** 2, before=one_early),
    ),
)
SITES = (
    *slips.LOOP,
    Site("before", slips.BEFORE, result="grad_U"),
    Site("sum_U", slips.STATE_SUMS, "grad_U", "grad_U", "grad_U"),
    Site("sum_W", slips.WEIGHT_SUMS, "grad_W", "grad_W", "grad_W"),
    Site("inputs", slips.INPUTS, result="grad_W"),
    Site("sum_b", slips.BIAS_SUMS, "grad_b", "grad_b", "grad_b"),
    Site("to_x", slips.TO_X, result="grad_X"),
    Site("to_start", slips.TO_START, result="grad_h0"),
)

ELMAN = FunctionTask(
    id="09.2",
    title="An Elman network, backward",
    misconceptions="h_t for h_{t-1} in ∂U; U transposed; the last moment alone (= for +=); the next moment forgotten; "
    "index -1 at the first moment",
    answer="elman_backward",
    difficulty=3,
    minutes=35,
    section="lesson 9a, section 2",
    names=("D", "grad_W", "grad_U", "grad_b", "grad_X", "grad_h0"),
    oracle=_elman,
    sites=SITES,
    rarely=everywhere_and_one(_elman, SITES, ("first-moment-only", "last-moment-only", "divided-by-m"), 6),
    in_pairs=4,
    mistakes=MISTAKES,
    parts=(
        Part("five moments", 1.5, draw_network(5, 4, 2, 3)),
        Part("an error at the last moment only", 0.75, draw_network(4, 3, 5, 2, only_last=True)),
        Part("large weights, so that slopes are small", 0.75, draw_network(6, 2, 4, 5, spread=2.0)),
        Part("one moment", 0.5, draw_network(1, 4, 3, 2), telling=False),
        Part("as many inputs as units, examples and moments", 0.5, draw_network(3, 3, 3, 3), telling=False),
    ),
    scales=_scales,
    hints=(
        "h_t has two consumers: the output, which hands back G[t], and the next moment, which hands back D[t + 1] @ U. "
        "Begin at the last moment.",
        "D[t] = (G[t] + later) * (1 - H[t + 1] ** 2), then later = D[t] @ U. After the loop later is grad_h0.",
        "grad_W is the sum of D[t].T @ X[t], grad_U that of D[t].T @ H[t]; grad_b = D.sum(axis=(0, 1)) and "
        "grad_X = D @ W.",
    ),
    insight="Only D needs a loop. The rest is BP2 to BP4 with T m rows, as if all moments were one large minibatch.",
)

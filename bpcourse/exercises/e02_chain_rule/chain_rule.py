"""Exercise 02 without its sixth task: from slopes multiplied by hand to gradients of vectors, and their checks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part, ValueTask
from bpcourse.tasks.diagnosis import Diagnosis, Scale
from bpcourse.tasks.judgement import Band, Word, factor
from bplib.activations import sigmoid

# --- 02.1 by hand: u = x1 x2, v = x1², s = u - v, q = s², y = x1 q at x1 = 5, x2 = 3


def _by_hand(dq_ds=-20.0, dy_dq=5.0, ds_dv=-1.0, du_dx1=3.0, dv_dx1=10.0, du_dx2=5.0, direct=100.0) -> dict:
    """Return the entries of task 02.1, with a local derivative replaced for each mistake."""
    via_u, via_v = dy_dq * dq_ds * du_dx1, dy_dq * dq_ds * ds_dv * dv_dx1
    return {
        "dq_ds": dq_ds,
        "via_u": via_u,
        "via_v": via_v,
        "direct": direct,
        "dy_dx1": via_u + via_v + direct,
        "dy_dx2": dy_dq * dq_ds * du_dx2,
    }


def _without(name: str, entries: dict) -> dict:
    return {key: value for key, value in entries.items() if key != name}


def _only(entries: dict, *names: str) -> dict:
    return {name: entries[name] for name in names}


BY_HAND = ValueTask(
    id="02.1",
    title="Three paths by hand",
    answer="by_hand",
    difficulty=1,
    minutes=15,
    section="lesson 2, sections 2 to 4",
    tolerance=2e-3,
    truth=_by_hand,
    parts=(
        Part("dq_ds", 0.25),
        Part("via_u", 0.25),
        Part("via_v", 0.25),
        Part("direct", 0.25),
        Part("dy_dx1", 0.5),
        Part("dy_dx2", 0.5),
    ),
    mistakes=(
        Mistake(
            "square-not-differentiated",
            "For ∂q/∂s the value q = s² has been taken. The slope of s² is 2 s.",
            lambda: _without("direct", _by_hand(dq_ds=100.0)),
        ),
        Mistake(
            "slope-of-the-square-of-x1",
            "The innermost slope of the path over v is wrong: v = x1² has the slope 2 x1.",
            lambda: _only(_by_hand(dv_dx1=5.0), "via_v", "dy_dx1"),
        ),
        Mistake(
            "factor-2-of-the-square",
            "The slope of s² is 2 s. Here the 2 is missing.",
            lambda: _without("direct", _by_hand(dq_ds=-10.0)),
        ),
        Mistake(
            "outer-slope-at-u",
            "The outer slope 2 s has been taken at u. It belongs at the s that the forward pass has found.",
            lambda: _without("direct", _by_hand(dq_ds=30.0)),
        ),
        Mistake(
            "outer-slope-at-x",
            "The outer slope 2 s has been taken at x1, the innermost number. It belongs at s.",
            lambda: _without("direct", _by_hand(dq_ds=10.0)),
        ),
        Mistake(
            "inner-slope-missing",
            "The innermost slope is missing: ∂u/∂x1 = x2, ∂v/∂x1 = 2 x1, ∂u/∂x2 = x1.",
            lambda: _without("direct", _by_hand(du_dx1=1.0, dv_dx1=1.0, du_dx2=1.0)),
        ),
        Mistake(
            "last-slope-missing",
            "The last step is missing: y = x1 q, so every path through q has the factor ∂y/∂q = x1.",
            lambda: _only(_by_hand(dy_dq=1.0), "via_u", "via_v", "dy_dx1", "dy_dx2"),
        ),
        Mistake(
            "sign-of-v",
            "s = u - v falls when v grows: ∂s/∂v = -1. The sign of the path over v is wrong.",
            lambda: _only(_by_hand(ds_dv=1.0), "via_v", "dy_dx1"),
        ),
        Mistake(
            "u-slope-exchanged",
            "u = x1 x2: the slope with respect to one factor is the other one. They are exchanged.",
            lambda: _only(_by_hand(du_dx1=5.0, du_dx2=3.0), "via_u", "dy_dx1", "dy_dx2"),
        ),
        Mistake(
            "direct-is-one",
            "On the direct path stands the slope of y = x1 q with respect to x1, with q held fixed: that is q.",
            lambda: {"direct": 1.0},
        ),
        Mistake(
            "direct-is-x1",
            "x1 is the slope of y = x1 q with respect to q. On the direct path stands the slope with respect to x1.",
            lambda: {"direct": 5.0},
        ),
        Mistake(
            "direct-forgotten",
            "One path is missing: x1 also enters y directly, as the first factor of x1 q.",
            lambda: {"dy_dx1": 700.0},
        ),
        Mistake(
            "only-via-u",
            "This is the path over u alone. ∂y/∂x1 is the sum of all three paths.",
            lambda: {"dy_dx1": -300.0},
        ),
        Mistake(
            "v-forgotten",
            "The path over v is missing from the sum.",
            lambda: {"dy_dx1": -200.0},
        ),
        Mistake(
            "paths-multiplied",
            "The paths have been multiplied with each other. Slopes multiply along a path; different paths are added.",
            lambda: {"dy_dx1": -300.0 * 1000.0 * 100.0},
        ),
        Mistake(
            "direct-added-to-x2",
            "x2 reaches y along one path only: over u, s and q.",
            lambda: {"dy_dx2": -500.0 + 100.0},
        ),
    ),
    hints=(
        "Forwards first: u = 15, v = 25, s = -10, q = 100. Every slope is taken at these numbers.",
        "Over u: ∂y/∂q · ∂q/∂s · ∂s/∂u · ∂u/∂x1 = x1 · 2 s · 1 · x2.",
        "Add the three paths; one of them is negative. From x2 there is a single path, through u.",
    ),
)


# --- 02.2 two sigmoids: x = 1.5, expected = 1, one step at rate 0.5

X, EXPECTED, RATE = 1.5, 1.0, 0.5
PARAMETERS = np.array([0.2, 0.4, 0.3, 0.1])  # w1, w2, b1, b2


def _slope(z):
    return sigmoid.slope(np.asarray(z, float))


def _two_outputs(parameters):
    w1, w2, b1, b2 = parameters
    z = np.array([w1 * X + b1, w2 * X + b2])
    return z, float(sigmoid(z).sum())


def _two_sigmoids(factor=2.0, slope=_slope, inner=X, bias=1.0, moved=(1, 1, 1, 1), rate=RATE) -> dict:
    """Return the entries of task 02.2, with a piece replaced for each mistake."""
    z, o = _two_outputs(PARAMETERS)
    d = factor * (o - EXPECTED)
    s = slope(z)
    gradient = d * np.array([s[0] * inner, s[1] * inner, s[0] * bias, s[1] * bias])
    after = _two_outputs(PARAMETERS - rate * np.array(moved) * gradient)[1]
    cost = (o - EXPECTED) ** 2
    return {"cost": cost, "dC_do": d, "dC_dw1": gradient[0], "dC_db1": gradient[2], "output_after": after}


SLOPES = ("dC_dw1", "dC_db1", "output_after")

TWO_SIGMOIDS = ValueTask(
    id="02.2",
    title="Two sigmoids, and one step downhill",
    answer="two_sigmoids",
    difficulty=2,
    minutes=15,
    section="lesson 2, section 5",
    tolerance=1e-3,
    truth=_two_sigmoids,
    parts=(
        Part("cost", 0.25),
        Part("dC_do", 0.5),
        Part("dC_dw1", 0.5),
        Part("dC_db1", 0.25),
        Part("output_after", 0.5),
    ),
    mistakes=(
        Mistake(
            "half-cost",
            "This is half the cost. Here C = (expected - o)², without a ½.",
            lambda: {"cost": _two_sigmoids()["cost"] / 2},
        ),
        Mistake(
            "error-not-squared",
            "This is the error o - expected. The cost is its square.",
            lambda: {"cost": _two_sigmoids()["dC_do"] / 2},
        ),
        Mistake(
            "one-unit-only",
            "Only one of the two units is in this number. The output is the sum of both sigmoids.",
            lambda: {
                "cost": (float(sigmoid(_two_outputs(PARAMETERS)[0][0])) - EXPECTED) ** 2,
                "dC_do": 2 * (float(sigmoid(_two_outputs(PARAMETERS)[0][0])) - EXPECTED),
            },
        ),
        Mistake(
            "expected-minus-output",
            "The sign is wrong, as if the error were expected - output. C grows with o when o is above the target, so "
            "dC/do is positive. A step with the wrong sign climbs.",
            lambda: _without("cost", _two_sigmoids(factor=-2.0)),
        ),
        Mistake(
            "factor-2-missing",
            "The factor 2 of the square is missing: dC/do = 2 (o - expected).",
            lambda: _without("cost", _two_sigmoids(factor=1.0)),
        ),
        Mistake(
            "error-for-slope",
            "The difference expected - o stands where dC/do = 2 (o - expected) belongs: the sign is wrong, and the "
            "factor 2 is missing.",
            lambda: _without("cost", _two_sigmoids(factor=-1.0)),
        ),
        Mistake(
            "no-sigma-slope",
            "The slope of the sigmoid is missing: σ'(z1) stands between the output and w1.",
            lambda: _only(_two_sigmoids(slope=np.ones_like), *SLOPES),
        ),
        Mistake(
            "sigma-for-slope",
            "Here σ(z) stands where σ'(z) = σ(z) (1 - σ(z)) belongs.",
            lambda: _only(_two_sigmoids(slope=sigmoid), *SLOPES),
        ),
        Mistake(
            "slope-of-a",
            "σ' has been taken at σ(z) instead of z. With a = σ(z) at hand, the slope is simply a (1 - a).",
            lambda: _only(_two_sigmoids(slope=lambda z: _slope(sigmoid(z))), *SLOPES),
        ),
        Mistake(
            "slope-of-the-output",
            "o (1 - o) has been taken for the slope. The output is a sum of two sigmoids, and each has a slope of its "
            "own: σ(z1) (1 - σ(z1)) for the first.",
            lambda: _only(
                _two_sigmoids(
                    slope=lambda z: np.full(2, _two_outputs(PARAMETERS)[1] * (1 - _two_outputs(PARAMETERS)[1]))
                ),
                *SLOPES,
            ),
        ),
        Mistake(
            "other-unit",
            "This is the slope for the second unit, taken at z2. Asked for is the first.",
            lambda: _only(_two_sigmoids(slope=lambda z: _slope(z)[::-1]), "dC_dw1", "dC_db1"),
        ),
        Mistake(
            "x-missing",
            "The innermost slope is missing: z1 = w1 x + b1 changes by x when w1 changes by 1.",
            lambda: _only(_two_sigmoids(inner=1.0), "dC_dw1", "output_after"),
        ),
        Mistake(
            "bias-times-x",
            "The bias is not multiplied by x: ∂z1/∂b1 = 1.",
            lambda: _only(_two_sigmoids(bias=X), "dC_db1", "output_after"),
        ),
        Mistake(
            "biases-not-moved",
            "Only the weights have been moved. The biases are parameters too.",
            lambda: _only(_two_sigmoids(moved=(1, 1, 0, 0)), "output_after"),
        ),
        Mistake(
            "first-unit-moved",
            "Only the first unit has been moved. w2 and b2 have slopes of their own.",
            lambda: _only(_two_sigmoids(moved=(1, 0, 1, 0)), "output_after"),
        ),
        Mistake(
            "rate-forgotten",
            "The step is the gradient times the rate 0.5. Here the rate is 1.",
            lambda: _only(_two_sigmoids(rate=1.0), "output_after"),
        ),
        Mistake(
            "before-the-step",
            "This is the output before the step. Move the four parameters, then compute it again.",
            lambda: {"output_after": _two_outputs(PARAMETERS)[1]},
        ),
    ),
    hints=(
        "z1 = 0.6 and z2 = 0.7. The path from w1 to the cost: w1, z1, σ(z1), o, C.",
        "dC/dw1 = 2 (o - expected) · σ'(z1) · x, and for b1 the last factor is 1.",
        "Each of the four parameters p becomes p - 0.5 · dC/dp, all with the slopes found before the step.",
    ),
)


# --- 02.3 the sum over paths

Edges = list[tuple[str, str, float]]


def _outgoing(edges: Edges) -> dict[str, list[tuple[str, float]]]:
    out = {}
    for tail, head, slope in edges:
        out.setdefault(tail, []).append((head, slope))
    return out


def _sum_over_paths(edges: Edges, start: str, end: str) -> float:
    """Return Σ over paths of Π slopes, by waves: paths of 0 edges, of 1 edge, of 2 edges, ..."""
    total, wave = 0.0, {start: 1.0}
    while wave:
        total += wave.get(end, 0.0)
        following = {}
        for tail, head, slope in edges:
            if tail in wave:
                following[head] = following.get(head, 0.0) + wave[tail] * slope
        wave = following
    return total


def _paths(edges: Edges, start: str, end: str) -> list[list[float]]:
    """Return the slopes along each path; raise ValueError where there are too many to list."""
    if len(edges) > 60:
        raise ValueError("too many paths to list")
    out = _outgoing(edges)

    def from_here(node):
        if node == end:
            return [[]]
        return [[slope, *rest] for head, slope in out.get(node, []) for rest in from_here(head)]

    return from_here(start)


def _of_paths(combine):
    """Return the mistake of combining the products along all paths in another way."""
    return lambda edges, start, end: combine([float(np.prod(path)) for path in _paths(edges, start, end)])


def _slopes_added(edges, start, end):
    return sum(sum(path) for path in _paths(edges, start, end))


def _one_slope(choose):
    """Return the mistake of keeping one slope for each pair of nodes, as a dictionary of pairs does."""

    def made(edges, start, end):
        kept = {}
        for tail, head, slope in edges:
            kept[tail, head] = choose(kept, (tail, head), slope)
        return _sum_over_paths([(*pair, slope) for pair, slope in kept.items()], start, end)

    return made


def _visited_once(edges, start, end):
    out, seen = _outgoing(edges), set()

    def from_here(node):
        if node == end:
            return 1.0
        if node in seen:
            return 0.0
        seen.add(node)
        return sum(slope * from_here(head) for head, slope in out.get(node, []))

    return from_here(start)


def _in_list_order(edges, start, end):
    value = {start: 1.0}
    for tail, head, slope in edges:
        value[head] = value.get(head, 0.0) + value.get(tail, 0.0) * slope
    return value.get(end, 0.0)


def _in_reversed_order(edges, start, end):
    return _in_list_order(edges[::-1], start, end)


def _handed_on_again(edges, start, end):
    """Return what comes of a queue in which a node hands on all that it has got, each time that something arrives."""
    _paths(edges, start, end)
    out, value, queue = _outgoing(edges), {start: 1.0}, [start]
    for node in queue:
        for head, slope in out.get(node, []):
            value[head] = value.get(head, 0.0) + value[node] * slope
            queue.append(head)
    return value.get(end, 0.0)


def _every_sink(edges, start, end):
    before = [edge for edge in edges if edge[0] != end]
    leaves = {head for _, head, _ in before} - {tail for tail, _, _ in before}
    return sum(_sum_over_paths(before, start, leaf) for leaf in leaves)


SUM_MISTAKES = (
    Mistake(
        "always-zero",
        "The result is 0, as if no path led to the end. Does the search ever give the 1 with which a path begins, the "
        "derivative of a node with respect to itself? And is it asked from start to end, not the other way round?",
        lambda edges, start, end: 0.0,
    ),
    Mistake(
        "paths-multiplied",
        "The products of different paths have been multiplied with each other. Multiply along a path, add over paths.",
        _of_paths(np.prod),
    ),
    Mistake(
        "first-path-only",
        "Only one path is counted, the first that is found. Add over all paths.",
        _of_paths(lambda products: products[0]),
    ),
    Mistake(
        "last-path-only",
        "Only one path is left, the last that is found: each one overwrites the one before. Add them up, with +=.",
        _of_paths(lambda products: products[-1]),
    ),
    Mistake(
        "mean-over-paths",
        "The paths are averaged here. They must be added.",
        _of_paths(np.mean),
    ),
    Mistake(
        "paths-counted",
        "This is the number of paths. Each one counts with the product of its slopes.",
        lambda edges, start, end: float(len(_paths(edges, start, end))),
    ),
    Mistake("slopes-added", "The slopes along a path have been added. They must be multiplied.", _slopes_added),
    Mistake(
        "parallel-overwritten",
        "Two edges between the same two nodes count as two paths, as in a · a. A dictionary with the pair of nodes as "
        "its key keeps the last one only.",
        _one_slope(lambda kept, pair, slope: slope),
    ),
    Mistake(
        "parallel-first",
        "Two edges between the same two nodes count as two paths, as in a · a. Only the first of them is used.",
        _one_slope(lambda kept, pair, slope: kept.get(pair, slope)),
    ),
    Mistake(
        "visited-once",
        "A node that was visited before is skipped, and with it all further paths through it. Remember what the node "
        "gave, and use it again.",
        _visited_once,
    ),
    Mistake(
        "list-order",
        "The edges are used in the order of the list, each once. A node then hands on what it has before all has "
        "arrived. Every edge into a node must be used before those that leave it.",
        _in_list_order,
    ),
    Mistake(
        "list-order-backwards",
        "The edges are used in the order of the list, each once, from the end backwards (or from the start, in the "
        "reversed order). The list is in no order: a node hands on what it has before all has arrived.",
        _in_reversed_order,
    ),
    Mistake(
        "handed-on-again",
        "A node hands on all that it has each time that something arrives, so earlier arrivals are counted again. Wait "
        "until all has arrived, or hand on only what is new.",
        _handed_on_again,
    ),
    Mistake(
        "every-sink",
        "Paths that end elsewhere are counted too. A node without outgoing edges that is not the end gives 0.",
        _every_sink,
    ),
)


def _named(edges, rng):
    """Return edges between numbers with the numbers replaced by letters in random order, and the letters."""
    letters = [str(name) for name in rng.permutation(list("abcdefghijklmnopqrstuvwxyz"))]
    names = {
        node: letters[i] if i < 26 else f"n{i}" for i, node in enumerate(sorted({n for e in edges for n in e[:2]}))
    }
    return [(names[a], names[b], round(float(slope), 3)) for a, b, slope in edges], names


def _draw_two_paths(rng):
    """Draw two paths: in the order of the list the edges of one lead forwards, those of the other backwards."""
    slopes = rng.uniform(0.3, 3, 6) * rng.choice([-1, 1], 6)
    pairs = [(2, 3), (0, 1), (0, 2), (2, 5), (6, 2), (1, 3)]  # 5 is a dead end, 6 another input
    edges, names = _named([(*pair, slope) for pair, slope in zip(pairs, slopes, strict=True)], rng)
    return edges, names[0], names[3]


def _draw_parallel(rng):
    slopes = rng.uniform(0.3, 3, 5) * rng.choice([-1, 1], 5)
    pairs = [(0, 1), (1, 2), (1, 2), (0, 2), (2, 3)]
    edges, names = _named([(*pair, slope) for pair, slope in zip(pairs, slopes, strict=True)], rng)
    return edges, names[0], names[2]


TANGLE = [(0, 1), (0, 5), (1, 2), (1, 3), (1, 7), (2, 3), (2, 4), (3, 4), (3, 5), (4, 5), (4, 6), (5, 7), (6, 7)]
TANGLE += [(2, 5), (2, 5), (4, 8), (7, 8)]  # two edges between the same nodes; 8 is a dead end


def _draw_tangle(rng):
    """Draw edges in no order, from node 1 to node 7: a negative sum, and every known mistake gives another number."""
    while True:
        more = [(a, int(rng.integers(a + 1, 8))) for a in rng.integers(1, 7, 2).tolist()]
        pairs = [(TANGLE + more)[i] for i in rng.permutation(len(TANGLE) + 2)]
        edges = [(*pair, rng.uniform(0.3, 2) * rng.choice([-1, 1])) for pair in pairs]
        edges, names = _named(edges, rng)
        arguments = edges, names[1], names[7]
        values = [_sum_over_paths(*arguments), *(mistake.make(*arguments) for mistake in SUM_MISTAKES)]
        ordered = np.sort(np.abs(values))
        if (np.diff(ordered) > 1e-3 * ordered[1:]).all() and values[0] < -0.1:
            return arguments


def _draw_ladder(rng):
    """Draw 16 layers of two nodes between start and end, each joined to both of the next: 2 to the 16th paths.

    The edges of one path stand in the order of the path, those of another in the opposite one, so that a walk along the
    list reaches the end from either side.
    """
    layers = [(0, 0)] + [(2 * i + 1, 2 * i + 2) for i in range(16)] + [(33, 33)]
    pairs = sorted({(a, b) for left, right in pairwise(layers) for a in left for b in right})
    place = dict(zip(pairs, rng.permutation(len(pairs)).tolist(), strict=True))
    for i, backwards in enumerate((False, True)):
        path = list(pairwise(layer[i] for layer in layers))
        places = sorted((place[pair] for pair in path), reverse=backwards)
        place.update(zip(path, places, strict=True))
    edges = [(*pair, rng.uniform(0.4, 0.9)) for pair in sorted(pairs, key=place.get)]
    edges, names = _named(edges, rng)
    return edges, names[0], names[33]


SUM_OVER_PATHS = FunctionTask(
    id="02.3",
    title="The sum over paths",
    answer="sum_over_paths",
    difficulty=3,
    minutes=25,
    section="lesson 2, sections 3 and 4",
    oracle=_sum_over_paths,
    most_time=25,
    too_slow="It is right but far too slow: there are 65,536 paths. Do not walk along each one. The paths through a "
    "node share the rest of their way: compute what comes from a node once, and remember it.",
    parts=(
        Part("two paths", 0.5, _draw_two_paths),
        Part("two edges between the same nodes", 0.75, _draw_parallel),
        Part("a tangle, edges in no order", 0.75, _draw_tangle),
        Part("65,536 paths", 1.0, _draw_ladder),
    ),
    mistakes=SUM_MISTAKES,
    hints=(
        "What reaches a node is the sum, over the edges into it, of the slope times what reaches the other end.",
        "A function that calls itself does this in three lines: at the start it gives 1, elsewhere the sum.",
        "Store what each node gives in a dictionary, and look there first. Then every edge is used once.",
    ),
)


# --- 02.4 a new operation: y = ln(e^a + e^b) with broadcasting


def _unbroadcast(g, shape, total=np.sum):
    """Return g summed to the shape of an argument that has been repeated."""
    g = total(g, axis=tuple(range(g.ndim - len(shape)))) if g.ndim > len(shape) else g
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and g.shape[i] > 1)
    return total(g, axis=axes, keepdims=True) if axes else g


def _shares(slope_a=lambda y, a, b: np.exp(a - y), slope_b=lambda y, a, b: np.exp(b - y), back=_unbroadcast):
    """Return the function of task 02.4 with a slope, or the way back to the shape of an argument, replaced."""

    def shares(g, y, a, b):
        return back(g * slope_a(y, a, b), a.shape), back(g * slope_b(y, a, b), b.shape)

    return shares


def _wrong_axis(g, shape):
    if g.shape == shape:
        return g
    return g.sum(axis=-1) if g.ndim > len(shape) else g.sum(axis=0, keepdims=True)


def _without_keepdims(g, shape):
    result = _unbroadcast(g, shape)
    return result if g.shape == shape or g.ndim > len(shape) else result.ravel()


def _product_of_sums(g, y, a, b):
    def share(slope, shape):
        return _unbroadcast(g, shape) * _unbroadcast(np.broadcast_to(slope, g.shape), shape)

    return share(np.exp(a - y), a.shape), share(np.exp(b - y), b.shape)


def _without_g(g, y, a, b):
    return _shares()(np.ones_like(g), y, a, b)


def _draw_operation(shape_a, shape_b, offset=0.0):
    def draw(rng):
        n = max(shape_a[-1], shape_b[-1])
        high_and_low = np.where(np.arange(n) % 2, offset, -offset) if offset else 0.0
        a, b = rng.normal(0, 1.5, shape_a) + high_and_low, rng.normal(0, 1.5, shape_b) + high_and_low
        y = np.logaddexp(a, b)
        return rng.normal(1, 1, y.shape), y, a, b

    return draw


SOFT_MAXIMUM = FunctionTask(
    id="02.4",
    title="A new operation goes backward",
    answer="soft_maximum_vjp",
    difficulty=3,
    minutes=25,
    section="lesson 2, sections 6 and 7",
    names=("share_a", "share_b"),
    oracle=_shares(),
    scales=lambda g, y, a, b: (
        Scale(len(g), "repeats", f"{len(g)}, the number of rows"),
        Scale(g.shape[1], "repeats", f"{g.shape[1]}, the number of columns"),
    ),
    parts=(
        Part("equal shapes", 0.5, _draw_operation((6, 4), (6, 4))),
        Part("an array and a row", 0.75, _draw_operation((6, 4), (4,))),
        Part("a square array and a row", 0.5, _draw_operation((5, 5), (5,))),
        Part("a row and a column", 0.75, _draw_operation((4,), (6, 1))),
        Part("arguments of a thousand", 0.5, _draw_operation((7, 3), (3,), 1000.0)),
    ),
    mistakes=(
        Mistake(
            "like-add",
            "Both arguments get the whole gradient, as in an addition. The slopes of the logarithm and of the "
            "exponentials are missing: e^a / (e^a + e^b) for a.",
            _shares(lambda y, a, b: 1.0 + 0 * y, lambda y, a, b: 1.0 + 0 * y),
        ),
        Mistake(
            "shares-exchanged",
            "The shares of a and b are exchanged. Who is larger gets more.",
            _shares(lambda y, a, b: np.exp(b - y), lambda y, a, b: np.exp(a - y)),
        ),
        Mistake(
            "outer-slope-only",
            "This is the outer slope alone, 1 / (e^a + e^b). The inner one, e^a for a, is missing.",
            _shares(lambda y, a, b: np.exp(-y), lambda y, a, b: np.exp(-y)),
        ),
        Mistake(
            "inner-slope-only",
            "This is the inner slope alone, e^a for a. The outer one, 1 / (e^a + e^b), is missing.",
            _shares(lambda y, a, b: np.exp(a) + 0 * y, lambda y, a, b: np.exp(b) + 0 * y),
        ),
        Mistake(
            "hard-maximum",
            "This is the rule of the maximum, which gives everything to the larger argument. Here both get a share.",
            _shares(lambda y, a, b: a > b, lambda y, a, b: a <= b),
        ),
        Mistake(
            "g-missing",
            "These are the slopes. The gradient g that comes from above must be multiplied in.",
            _without_g,
        ),
        Mistake(
            "overflow",
            "e^a overflows at 1000, and vanishes at -1000, where the quotient becomes 0/0. The result y is at hand: "
            "e^a / (e^a + e^b) = e^{a - y}.",
            _shares(
                lambda y, a, b: np.exp(a) / (np.exp(a) + np.exp(b)), lambda y, a, b: np.exp(b) / (np.exp(a) + np.exp(b))
            ),
        ),
        Mistake(
            "not-summed",
            "An argument that was repeated along an axis has had an influence in every row: sum its gradient over that "
            "axis, back to the shape of the argument.",
            _shares(back=lambda g, shape: g),
        ),
        Mistake(
            "mean-for-sum",
            "The repeated argument gets the mean here. Its influences add up: take the sum.",
            _shares(back=lambda g, shape: _unbroadcast(g, shape, np.mean)),
        ),
        Mistake(
            "wrong-axis",
            "The sum runs over the wrong axis. A row of shape (n,) is repeated along axis 0, a column (m, 1) along "
            "axis 1. In a square array no shape warns you.",
            _shares(back=_wrong_axis),
        ),
        Mistake(
            "keepdims-lost",
            "A column of shape (m, 1) gets back a share of shape (m,). Keep the axis: keepdims=True.",
            _shares(back=_without_keepdims),
        ),
        Mistake(
            "product-of-sums",
            "g and the slope have been summed one by one and then multiplied. Multiply entry by entry first, then sum.",
            _product_of_sums,
        ),
    ),
    hints=(
        "The slope of y with respect to a is e^a / (e^a + e^b) = e^{a - y}. Multiply by g: this has the shape of y.",
        "Compare that shape with a.shape. Axes that are missing in front, and axes of length 1, were repeated.",
        "Sum over the missing axes first, then over those of length 1 with keepdims=True.",
    ),
)


# --- 02.5 a vector-Jacobian product: y = s x / ‖x‖ for each row x of X


def _norms(X):
    return np.linalg.norm(X, axis=1, keepdims=True)


def _scaled_unit_vjp(X, s, U, sign=-1.0, along=lambda N, V: N * (N * V).sum(axis=1, keepdims=True)):
    """Return Jᵀu for each row u of U, shape (m, n), with the projection replaced for each mistake."""
    R = _norms(X)
    V = U * s
    return (V + sign * along(X / R, V)) / R


def _jvp(X, s, U):
    R, N = _norms(X), X / _norms(X)
    return s * (U - N * (N * U).sum(axis=1, keepdims=True)) / R


def _along_axis_0(X, s, U):
    R = np.linalg.norm(X, axis=0)
    N, V = X / R, U * s
    return (V - N * (N * V).sum(axis=0)) / R


def _draw_rows(m: int, n: int):
    def draw(rng):
        X = rng.normal(0, 1, (m, n)) + rng.choice([-1, 1], (m, n))
        return X, rng.uniform(0.5, 2, n), rng.normal(0, 1, (m, n)) + 0.5 * X

    return draw


SCALED_UNIT = FunctionTask(
    id="02.5",
    title="A gradient through a normalising layer, without its Jacobian",
    answer="scaled_unit_vjp",
    difficulty=4,
    minutes=30,
    section="lesson 2, section 7",
    oracle=_scaled_unit_vjp,
    scales=lambda X, s, U: (
        Scale(len(X), "batch-size", f"{len(X)}, the number of examples"),
        Scale(X.shape[1], "layer-size", f"{X.shape[1]}, the number of entries"),
    ),
    most_time=15,
    too_slow="It is right but far too slow. Does it build the Jacobian, or go through its rows or columns? The product "
    "with the outer product x xᵀ is x (xᵀ v): a number times a vector.",
    parts=(
        Part("one example", 0.5, _draw_rows(1, 5)),
        Part("a batch of seven", 1.0, _draw_rows(7, 4)),
        Part("as many examples as entries", 0.5, _draw_rows(4, 4)),
        Part("2,500 entries", 1.0, _draw_rows(4, 2500)),
    ),
    mistakes=(
        Mistake(
            "jvp-for-vjp",
            "This is J u, the forward product. Backwards it is Jᵀ u: go through the steps in the opposite order, first "
            "through the factor s, then through x / ‖x‖.",
            _jvp,
        ),
        Mistake(
            "length-held-fixed",
            "‖x‖ has been treated as a constant. It depends on every entry of x: that is a second path.",
            lambda X, s, U: U * s / _norms(X),
        ),
        Mistake(
            "s-missing",
            "The factor s is missing. It stands between y and x / ‖x‖, so u is multiplied by it first.",
            lambda X, s, U: _scaled_unit_vjp(X, 1.0, U),
        ),
        Mistake(
            "s-twice",
            "s has been multiplied in twice.",
            lambda X, s, U: _scaled_unit_vjp(X, s**2, U),
        ),
        Mistake(
            "sign-of-the-second-path",
            "The second path has the wrong sign: a longer x makes x / ‖x‖ smaller.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U, sign=1.0),
        ),
        Mistake(
            "length-missing",
            "The whole is still to be divided by ‖x‖: the longer x, the less a change of it turns the direction.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U) * _norms(X),
        ),
        Mistake(
            "x-not-unit",
            "In the second path x itself stands where x / ‖x‖ belongs, twice.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U, along=lambda N, V: X * (X * V).sum(axis=1, keepdims=True)),
        ),
        Mistake(
            "x-not-unit-once",
            "In the second path x stands once where x / ‖x‖ belongs.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U, along=lambda N, V: N * (X * V).sum(axis=1, keepdims=True)),
        ),
        Mistake(
            "no-sum",
            "The second path has no sum: ‖x‖ depends on all entries, and every entry of y on ‖x‖. Here each entry only "
            "sees itself: this is the diagonal of the Jacobian.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U, along=lambda N, V: N * N * V),
        ),
        Mistake(
            "sum-over-the-batch",
            "The sum runs over the whole batch. Each example has a length of its own: axis=1, keepdims=True.",
            lambda X, s, U: _scaled_unit_vjp(X, s, U, along=lambda N, V: N * (N * V).sum()),
        ),
        Mistake(
            "length-of-the-batch",
            "One length has been taken for the whole batch. Each row of X has its own: axis=1, keepdims=True.",
            lambda X, s, U: (
                (U * s - X * (X * U * s).sum(axis=1, keepdims=True) / np.linalg.norm(X) ** 2) / np.linalg.norm(X)
            ),
        ),
        Mistake(
            "always-zero",
            "The result is zero everywhere. A gradient that leads along x alone would vanish here; this one does not.",
            lambda X, s, U: 0 * U,
        ),
        Mistake(
            "wrong-axis",
            "Lengths and sums run over the examples, axis 0. They belong to each example: axis=1, keepdims=True.",
            _along_axis_0,
        ),
        Mistake(
            "forward-value",
            "This is the map itself, applied to X. Asked for is the product of u with its Jacobian.",
            lambda X, s, U: s * X / _norms(X),
        ),
        Mistake(
            "map-of-u",
            "This is the map applied to u. It is not linear: its derivative is another map.",
            lambda X, s, U: s * U / _norms(U),
        ),
    ),
    hints=(
        "Two steps: n = x / ‖x‖ and y = s n. Backwards: first v = s u, then through the normalisation.",
        "n_i = x_i / ‖x‖ has two paths from x: over the numerator, and over ‖x‖, whose slope is ∂‖x‖/∂x_j = n_j.",
        "For one row: (v - n (n · v)) / ‖x‖. For a batch the dot product is (N * V).sum(axis=1, keepdims=True).",
    ),
)


# --- 02.7 the step of a check, and when the check lies

VERDICTS = ("kink", "float32", "h too small", "special point", "too small", "wrong gradient", "all is well")


VERDICT = Word(VERDICTS, refused=f"{{name}} must be one of the verdicts: {', '.join(VERDICTS)}.")


def _wrong_step(name: str, h: float, band: Band) -> Diagnosis:
    """Return what is wrong with a step outside of its band that is no known mistake."""
    if h <= 0:
        text = f"{name}: a step is positive. Asked for is the step itself, such as 1e-3, not its exponent."
        return Diagnosis("exponent", text)
    if h < band.low and name == "complex":
        text = "complex: no step of this size is needed, and below 1e-308 float64 has fewer and fewer digits: the "
        return Diagnosis("underflow", f"{text}imaginary part, the slope times h, loses its own.")
    if h < band.low:
        text = f"{name}: this h is too small. The rounding error of the costs stays in their difference, and is "
        return Diagnosis(
            "step-too-small", f"{text}divided by h: it grows by more than the error of the formula shrinks."
        )
    text = f"{name}: this h is too large. The bend of the cost over such a distance spoils the slope."
    return Diagnosis("step-too-large", text)


def _step(low: float, high: float) -> Band:
    return Band(low, high, factor(3), _wrong_step, example=", such as 1e-3")


CHECKS = ValueTask(
    id="02.7",
    title="Choose the step, and say when the check lies",
    answer="checks",
    difficulty=3,
    minutes=25,
    section="lesson 2, sections 9 and 10",
    truth=lambda: {
        "one_sided": 1e-8,
        "central": 1e-5,
        "central32": 5e-3,
        "complex": 1e-20,
        "A": "kink",
        "B": "float32",
        "C": "h too small",
        "D": "special point",
        "E": "too small",
        "F": "wrong gradient",
    },
    parts=(
        Part("one_sided", 0.25, judgement=_step(9e-10, 1.6e-7)),
        Part("central", 0.25, judgement=_step(4e-7, 1.1e-4)),
        Part("central32", 0.25, judgement=_step(4e-4, 5e-2)),
        Part("complex", 0.25, judgement=_step(1e-300, 1.1e-8)),
        *(Part(name, 0.25, judgement=VERDICT) for name in "ABCDEF"),
    ),
    mistakes=(
        Mistake(
            "central-step-for-one-sided",
            "one_sided: this is the step for central differences. The error of the one-sided one grows with h itself, "
            "not with h², so it needs a smaller step.",
            lambda: {"one_sided": 6e-6},
        ),
        Mistake(
            "one-sided-step-for-central",
            "central: this is the step for one-sided differences. The error of the central one is of the order h², so "
            "a larger step is allowed, and there is less rounding.",
            lambda: {"central": 1e-8},
        ),
        Mistake(
            "machine-epsilon",
            "This h is the resolution of float64 itself: the costs differ by a few last digits at most, and no "
            "digit of the slope can be relied on.",
            lambda: {"one_sided": 2.2e-16, "central": 2.2e-16},
        ),
        Mistake(
            "float64-step-for-float32",
            "central32: this is the step for float64. float32 has about 7 digits, so the rounding error is half "
            "a billion times as large, and the step must be larger too.",
            lambda: {"central32": 6e-6},
        ),
        Mistake(
            "complex-like-central",
            "complex: no difference of two costs is taken here, so a small h loses nothing. Only the error of the "
            "order h² is left: choose it so small that it vanishes.",
            lambda: {"complex": 6e-6},
        ),
        Mistake(
            "right-gradient-blamed",
            "A, B or C: this gradient is right. Change h, or the precision, and the disagreement vanishes. A wrong "
            "gradient would stay as wrong as before.",
            lambda: dict.fromkeys("ABC", "wrong gradient"),
        ),
        Mistake(
            "pass-believed",
            "D or E: the check passes, and the gradient is wrong all the same. Try D at another θ. For E look at the "
            "relative error.",
            lambda: dict.fromkeys("DE", "all is well"),
        ),
        Mistake(
            "failure-overlooked",
            "A check that fails is never a case of all is well: look for the reason.",
            lambda: dict.fromkeys("ABCF", "all is well"),
        ),
        Mistake(
            "bug-explained-away",
            "F: vary the step from 1e-2 to 1e-8, and θ too: it stays wrong. Then it is no fault of the check.",
            lambda: {"F": "special point"},
        ),
        Mistake(
            "bug-taken-for-rounding",
            "F: rounding would change when h changes. Vary the step from 1e-2 to 1e-8: the error stays the same.",
            lambda: {"F": "h too small"},
        ),
        Mistake(
            "bug-taken-for-a-kink",
            "F: where is the kink? This cost is smooth, and the error is the same at every step.",
            lambda: {"F": "kink"},
        ),
        Mistake(
            "kink-taken-for-rounding",
            "A: a smaller h mends it, so it is no rounding, which would grow. Which entry is wrong, and how far is its "
            "θ from 0?",
            lambda: {"A": "h too small"},
        ),
        Mistake(
            "kink-taken-for-special",
            "A: the gradient is right. Ask for the reason of the disagreement: which entry is it, and how far is its θ "
            "from 0?",
            lambda: {"A": "special point"},
        ),
        Mistake(
            "kink-taken-for-small",
            "A: the entries of this gradient are 1, 0 and 3. But one θ is very small: smaller than h.",
            lambda: {"A": "too small"},
        ),
        Mistake(
            "float32-taken-for-step",
            "B: try larger steps. No power of ten brings the error below the limit of 1e-6: too few digits. "
            "Look at the dtype of θ.",
            lambda: {"B": "h too small"},
        ),
        Mistake(
            "float32-where-float64",
            "Look at the dtype of this θ: it is float64.",
            lambda: dict.fromkeys("ACDEF", "float32"),
        ),
        Mistake(
            "kink-where-smooth",
            "B or C: this cost is a sum of sin θ · e^θ, which has no kink.",
            lambda: dict.fromkeys("BC", "kink"),
        ),
        Mistake(
            "special-taken-for-small",
            "D: the gradient is of size 1. Look at θ: one entry is 0, where tanh has the slope 1. Which factor could "
            "be forgotten there without harm?",
            lambda: {"D": "too small"},
        ),
        Mistake(
            "small-taken-for-special",
            "E: what is special is the size. Look at the entries of the gradient, and at the limit that they are held "
            "against.",
            lambda: {"E": "special point"},
        ),
        Mistake(
            "why-did-it-pass",
            "D or E: the gradient is wrong, but the check has passed. The verdict must say why it did.",
            lambda: dict.fromkeys("DE", "wrong gradient"),
        ),
    ),
    hints=(
        "Two errors balance: rounding, about ε / h, and the bend, about h for one-sided and h² for central steps.",
        "Run each report again: with h ten times larger and smaller, in float64, and at a random θ. What changes?",
        "A wrong gradient stays wrong at every step. D and E pass: try D at θ = (0.5, 0.8), and print E's gradient.",
    ),
)


# --- 02.8 what a derivative costs

LAYERS = (784, 30, 10)
COUNT = sum(n * (k + 1) for k, n in pairwise(LAYERS))  # 23,860 parameters

COSTS = ValueTask(
    id="02.8",
    title="Predict what a derivative costs",
    answer="costs",
    difficulty=3,
    minutes=15,
    section="lesson 2, sections 8 and 9",
    tolerance=1e-6,
    truth=lambda: {
        "differences": 2 * COUNT,
        "gradient": 1,
        "slope": 1,
        "sensor": 3,
        "mode": "forward",
        "each": 64,
        "Hv": 2,
        "crossover": 34,
    },
    parts=(
        Part("differences", 0.5),
        Part("gradient", 0.25),
        Part("slope", 0.25),
        Part("sensor", 0.25),
        Part("mode", 0.25, judgement=Word(("forward", "reverse"))),
        Part("each", 0.25),
        Part("Hv", 0.25),
        Part("crossover", 0.5),
    ),
    mistakes=(
        Mistake(
            "biases-forgotten",
            "differences: the weights alone are counted. The 30 + 10 biases are parameters too.",
            lambda: {"differences": 2 * (COUNT - 40)},
        ),
        Mistake(
            "units-counted",
            "differences: units are counted here. A layer has a weight for each pair of a unit and one of the layer "
            "before, and a bias for each unit.",
            lambda: {"differences": 2 * sum(LAYERS)},
        ),
        Mistake(
            "one-sided-count",
            "differences: this is the count of one-sided differences. Central ones need the cost on both sides of "
            "each parameter.",
            lambda: {"differences": COUNT + 1},
        ),
        Mistake(
            "one-evaluation-each",
            "differences: one evaluation for each parameter is too few. Central differences need the cost on both "
            "sides.",
            lambda: {"differences": COUNT},
        ),
        Mistake(
            "central-and-centre",
            "differences: central differences do not use the cost at θ itself.",
            lambda: {"differences": 2 * COUNT + 1},
        ),
        Mistake(
            "all-at-once",
            "differences: two evaluations give one slope. The gradient needs a pair for each parameter.",
            lambda: {"differences": 2},
        ),
        Mistake(
            "backward-for-each-parameter",
            "gradient: one backward pass gives the slopes of one output with respect to all parameters at once.",
            lambda: {"gradient": COUNT},
        ),
        Mistake(
            "two-for-one-run",
            "gradient: a run of reverse mode is the forward pass and the backward pass together, and each goes through "
            "all the layers. It is one run, however many layers there are.",
            lambda: {"gradient": 2},
        ),
        Mistake(
            "backward-for-each-output",
            "gradient: the ten outputs go into one cost, and one backward pass starts from that one number.",
            lambda: {"gradient": 10},
        ),
        Mistake(
            "slope-for-each-parameter",
            "slope: one run of forward mode carries the whole direction v along. It gives the slope along v, without "
            "the single parts of it.",
            lambda: {"slope": COUNT},
        ),
        Mistake(
            "slope-by-differences",
            "slope: this counts the evaluations of a central difference. In forward mode one run carries the tangent.",
            lambda: {"slope": 2},
        ),
        Mistake(
            "rows-for-columns",
            "sensor: a run of reverse mode for each of 1000 outputs is the costly way. In forward mode there is a run "
            "for each input.",
            lambda: {"sensor": 1000, "mode": "reverse"},
        ),
        Mistake(
            "one-for-each-entry",
            "sensor: a run gives a whole column or a whole row of the Jacobian, not one entry.",
            lambda: {"sensor": 3000},
        ),
        Mistake(
            "one-run-for-the-jacobian",
            "sensor: one run gives the product of the Jacobian with one vector: one column, or a mixture of columns.",
            lambda: {"sensor": 1},
        ),
        Mistake(
            "mean-not-each",
            "each: one call with all 64 examples gives the mean of their gradients. It cannot be taken apart again.",
            lambda: {"each": 1},
        ),
        Mistake(
            "each-example-and-parameter",
            "each: a call with one example gives all its slopes at once.",
            lambda: {"each": 64 * COUNT},
        ),
        Mistake(
            "whole-hessian",
            "Hv: this much is needed for the whole matrix H, column by column. H v is the change of the "
            "gradient along the one direction v.",
            lambda: {"Hv": 2 * COUNT},
        ),
        Mistake(
            "hessian-column-by-column",
            "Hv: H need not be built. H v is the change of the gradient along the one direction v.",
            lambda: {"Hv": COUNT},
        ),
        Mistake(
            "hessian-entry-by-entry",
            "Hv: this is the number of entries of H. Nobody needs them one by one.",
            lambda: {"Hv": COUNT**2},
        ),
        Mistake(
            "one-sided-gradient",
            "Hv: the difference is central: the gradient at θ + hv and the gradient at θ - hv.",
            lambda: {"Hv": 1},
        ),
        Mistake(
            "crossover-at-n",
            "crossover: with as many outputs as inputs they meet when a run of either mode costs the same. Here one "
            "costs 2 and the other 3.",
            lambda: {"crossover": 50},
        ),
        Mistake(
            "crossover-just-above-n",
            "crossover: one more output than inputs would be right if a run of either mode cost the same. Here one "
            "costs 2 and the other 3.",
            lambda: {"crossover": 51},
        ),
        Mistake(
            "crossover-exchanged",
            "crossover: the costs are exchanged. Forward mode has a run of cost 2 for each of the 50 inputs, reverse "
            "mode a run of cost 3 for each output.",
            lambda: {"crossover": 76},
        ),
        Mistake(
            "crossover-still-reverse",
            "crossover: at r = 33 reverse mode costs 99 and forward mode 100: reverse is still cheaper.",
            lambda: {"crossover": 33},
        ),
        Mistake(
            "crossover-not-whole",
            "crossover: asked for is a whole number r, the smallest with which forward mode is cheaper.",
            lambda: {"crossover": 100 / 3},
        ),
    ),
    hints=(
        "Forward mode: one run for each input direction. Reverse mode: one run for each output.",
        "Count what goes in and what comes out. A cost is one output; H v is the change of a gradient along one "
        "direction.",
        "Crossover: forward mode costs 50 · 2, reverse mode r · 3.",
    ),
)

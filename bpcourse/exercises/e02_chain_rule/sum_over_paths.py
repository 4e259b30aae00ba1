"""Task 02.3: the sum over paths."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bpcourse.tasks import FunctionTask, Mistake, Part

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

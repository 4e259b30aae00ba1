"""How task 02.3 adds over paths, in pieces, and the slips that are made in each.

A graph is a list of edges (tail, head, slope) in no order, without circles.
"""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.e02_chain_rule.path_walks import WALKS, Edges, outgoing, turned
from bpcourse.tasks.slips import Site, Slip


def sum_over_paths(
    edges: Edges,
    start: str,
    end: str,
    *,
    kept=lambda edges: edges,
    walk=None,
    along=lambda slope, rest: slope * rest,
    over=sum,
    first=1.0,
    sink=lambda node: 0.0,
    finish=lambda value: value,
):
    """Return Σ over paths of Π slopes; each keyword is a piece that a slip may replace.

    ``kept`` picks edges; ``along`` joins a slope and what comes after it, ``over`` the paths from a node; ``first`` is
    what a path begins with, ``sink`` what a node gives from which no edge leads on.  ``walk`` is another way to go.
    """
    edges = kept(edges)
    if walk:
        return finish(walk(edges, start, end))
    out, known = outgoing(edges), {end: first}

    def from_here(node):
        if node not in known:
            terms = [along(slope, from_here(head)) for head, slope in out.get(node, [])]
            known[node] = over(terms) if terms else sink(node)
        return known[node]

    return finish(from_here(start))


# --- edges that get lost


def _one_for_each_pair(choose):
    """Return what keeps one edge for each pair of nodes, as a dictionary of pairs does."""

    def kept(edges):
        slopes = {}
        for tail, head, slope in edges:
            slopes[tail, head] = choose(slopes[tail, head], slope) if (tail, head) in slopes else slope
        return [(*pair, slope) for pair, slope in slopes.items()]

    return kept


def _one_for_each(end: int, last: bool):
    """Return what keeps one edge for each tail (0) or head (1), the first or the last."""

    def kept(edges):
        by_node = {edge[end]: edge for edge in (edges if last else edges[::-1])}
        return list(by_node.values())

    return kept


PARALLEL = "two edges between the same two nodes count as two paths, as in a · a. "
KEPT = (
    Slip(
        "parallel-overwritten",
        f"{PARALLEL}A dictionary with the pair of nodes as its key keeps the last one only.",
        _one_for_each_pair(lambda old, new: new),
    ),
    Slip("parallel-first", f"{PARALLEL}Only the first of them is used.", _one_for_each_pair(lambda old, new: old)),
    Slip(
        "parallel-multiplied",
        f"{PARALLEL}Their slopes are added, not multiplied.",
        _one_for_each_pair(lambda old, new: old * new),
    ),
    Slip("parallel-largest", f"{PARALLEL}Only the larger slope is used.", _one_for_each_pair(max)),
    Slip(
        "parallel-averaged",
        f"{PARALLEL}Their slopes are added, not averaged.",
        _one_for_each_pair(lambda old, new: (old + new) / 2),
    ),
    Slip(
        "one-edge-from-each-node",
        "one edge from each node is kept, the last. A dictionary with the tail as its key needs a list for each.",
        _one_for_each(0, last=True),
    ),
    Slip(
        "first-edge-from-each-node",
        "one edge from each node is followed, the first. There may be several.",
        _one_for_each(0, last=False),
    ),
    Slip(
        "one-edge-into-each-node",
        "one edge into each node is kept, the last. A dictionary with the head as its key needs a list for each.",
        _one_for_each(1, last=True),
    ),
    Slip(
        "first-edge-into-each-node",
        "one edge into each node is followed, the first. There may be several.",
        _one_for_each(1, last=False),
    ),
    Slip(
        "last-edge-left-out",
        "the last edge of the list is left out.",
        lambda edges: edges[:-1],
    ),
    Slip("first-edge-left-out", "the first edge of the list is left out.", lambda edges: edges[1:]),
    Slip(
        "rounded-slopes",
        "the slopes have been rounded to whole numbers.",
        lambda edges: [(tail, head, int(slope)) for tail, head, slope in edges],
    ),
)

# --- what is done along a path, over paths, and at their ends


def _first_that_leads(terms):
    """Return the first term that is not 0: a dead end gives 0."""
    return next((term for term in terms if term), 0.0)


ALONG = (
    Slip(
        "slopes-added-on-the-way",
        "the slope has been added to what comes after it. Along a path slopes are multiplied.",
        lambda slope, rest: slope + rest,
    ),
    Slip(
        "paths-counted",
        "this is the number of paths. Each one counts with the product of its slopes.",
        lambda slope, rest: rest,
    ),
    Slip(
        "rest-left-out",
        "only the slope of one edge is counted. It is multiplied by what comes after it.",
        lambda slope, rest: slope,
    ),
    Slip("slope-squared", "each slope has been multiplied in twice.", lambda slope, rest: slope**2 * rest),
    Slip(
        "divided-by-slopes", "this has been divided by the slopes. Multiply by them.", lambda slope, rest: rest / slope
    ),
    Slip("slope-subtracted", "the slope has been subtracted. Multiply by it.", lambda slope, rest: rest - slope),
    Slip("negative-slopes", "each slope has the wrong sign.", lambda slope, rest: -slope * rest),
)

OVER = (
    Slip(
        "first-path-only",
        "only one path is counted, the first that is found. Add over all paths.",
        _first_that_leads,
    ),
    Slip(
        "last-path-only",
        "only one path is left, the last that is found: each one overwrites the one before. Add them up, with +=.",
        lambda terms: _first_that_leads(terms[::-1]),
    ),
    Slip(
        "multiplied-at-each-node",
        "what comes over different edges has been multiplied. Multiply along a path, add over paths.",
        lambda terms: float(np.prod(terms)),
    ),
    Slip(
        "mean-at-each-node",
        "what comes over different edges has been averaged. It must be added.",
        lambda t: sum(t) / len(t),
    ),
    Slip("largest-path", "the largest path is taken at each node. Add over all paths.", max),
    Slip("smallest-path", "the smallest path is taken at each node. Add over all paths.", min),
    Slip("largest-size", "the path with the largest size is taken. Add over all paths.", lambda t: max(t, key=abs)),
    Slip("sizes-added", "the signs of the paths have been lost.", lambda terms: sum(map(abs, terms))),
    Slip("paths-subtracted", "later paths have been subtracted from the first.", lambda t: t[0] - sum(t[1:])),
    Slip("squares-added", "the squares of the paths have been added.", lambda t: sum(term**2 for term in t)),
    Slip("one-too-many", "the number 1 has been added at every node. Only a path begins with 1.", lambda t: 1 + sum(t)),
)

BEGINNINGS = (Slip("begins-with-2", "paths begin with 1, and here with 2.", 2.0),)

SINKS = (
    Slip(
        "every-sink",
        "paths that end elsewhere are counted too. A node without outgoing edges that is not the end gives 0.",
        lambda node: 1.0,
    ),
)

FINISHES = (
    Slip(
        "always-zero",
        "the result is 0, as if no path led to the end. Does the search ever give the 1 with which a path begins, the "
        "derivative of a node with respect to itself? And is it asked from start to end, not the other way round?",
        lambda value: 0.0 * value,
    ),
    Slip("absolute-value", "the sign of the result has been lost.", abs),
    Slip("one-added", "the number 1 has been added at the end.", lambda value: value + 1),
    Slip("one-subtracted", "the number 1 has been subtracted at the end.", lambda value: value - 1),
    Slip("rounded-to-whole", "the result has been rounded.", lambda value: float(round(value))),
    Slip("upside-down", "this is 1 divided by the result.", lambda value: 1 / value),
    Slip("sign", "the result has the wrong sign.", lambda value: -value),
)


def _from_the_end(**pieces):
    """Return the way that goes from the end to the start, with a piece replaced."""
    return lambda edges, start, end: sum_over_paths(turned(edges), end, start, **pieces)


DEPENDS_ON_THE_WAY = {
    "first-path-only",
    "multiplied-at-each-node",
    "mean-at-each-node",
    "largest-path",
    "smallest-path",
    "slopes-added-on-the-way",
}
FROM_THE_END = (
    *(
        Slip(f"{slip.id}-from-the-end", slip.words, _from_the_end(**{keyword: slip.piece}))
        for keyword, known in (("over", OVER), ("along", ALONG))
        for slip in known
        if slip.id in DEPENDS_ON_THE_WAY
    ),
    Slip(
        "every-source",
        "paths that begin elsewhere are counted too. A node without edges into it that is not the start gives 0.",
        _from_the_end(sink=lambda node: 1.0),
    ),
)

SITES = (
    Site("finish", FINISHES),
    Site("over", OVER),
    Site("walk", (*WALKS, *FROM_THE_END)),
    Site("kept", KEPT),
    Site("along", ALONG),
    Site("sink", SINKS),
    Site("first", BEGINNINGS),
)

# --- all paths, listed; computed without a list, for there may be very many


def _number_through(edges: Edges, start: str, end: str) -> list[int]:
    """Return through each edge the number of paths."""

    def count(edges, start, end):
        return round(sum_over_paths(edges, start, end, along=lambda slope, rest: rest))

    return [count(edges, start, tail) * count(edges, head, end) for tail, head, _ in edges]


def paths_multiplied(edges: Edges, start: str, end: str) -> float:
    """Return the product of the products along all paths."""
    numbers = _number_through(edges, start, end)
    return float(np.prod([slope**n for n, (*_, slope) in zip(numbers, edges, strict=True)]))


def mean_over_paths(edges: Edges, start: str, end: str) -> float:
    """Return the mean of the products along all paths."""
    number = sum_over_paths(edges, start, end, along=lambda slope, rest: rest)
    return sum_over_paths(edges, start, end) / number


def slopes_added(edges: Edges, start: str, end: str) -> float:
    """Return the sum of the slopes along all paths."""
    numbers = _number_through(edges, start, end)
    return sum(n * slope for n, (*_, slope) in zip(numbers, edges, strict=True))

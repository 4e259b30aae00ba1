"""Task 02.3: the sum over paths.  How it is computed, and what is done wrong there, stands in ``paths``."""

from __future__ import annotations

import secrets
from itertools import pairwise

from bpcourse.exercises.e02_chain_rule.paths import (
    SITES,
    mean_over_paths,
    paths_multiplied,
    slopes_added,
    sum_over_paths,
)
from bpcourse.tasks import FunctionTask, Mistake, Part, slips
from bpcourse.tasks.explanation import made
from bpcourse.tasks.functions import NO_VALUE
from bpcourse.tasks.words import Diagnosis

MISTAKES = (
    Mistake(
        "paths-multiplied",
        "The products of different paths have been multiplied with each other. Multiply along a path, add over paths.",
        paths_multiplied,
    ),
    Mistake("mean-over-paths", "The paths are averaged here. They must be added.", mean_over_paths),
    Mistake("slopes-added", "The slopes along a path have been added. They must be multiplied.", slopes_added),
)
SINGLE = (*MISTAKES, *slips.single(sum_over_paths, SITES))


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
    """Draw two pairs of edges between the same nodes: the slopes of one differ, those of the other are equal."""
    slopes = rng.uniform(0.3, 3, 6) * rng.choice([-1, 1], 6)
    slopes[1] = slopes[0]
    pairs = [(0, 1), (0, 1), (1, 2), (1, 2), (0, 2), (2, 3)]
    edges, names = _named([(*pair, slope) for pair, slope in zip(pairs, slopes, strict=True)], rng)
    return edges, names[0], names[2]


def _draw_itself(rng):
    """Draw the tangle, and one node of it that is start and end."""
    edges, start, _ = _draw_tangle(rng)
    return edges, start, start


def _draw_no_path(rng):
    """Draw the tangle, and ask for the way against its edges."""
    edges, start, end = _draw_tangle(rng)
    return edges, end, start


TANGLE = [(0, 1), (0, 5), (1, 2), (1, 3), (1, 7), (2, 3), (2, 4), (3, 4), (3, 5), (4, 5), (4, 6), (5, 7), (6, 7)]
TANGLE += [(2, 5), (2, 5), (4, 8), (7, 8)]  # two edges between the same nodes; 8 is a dead end


def _draw_tangle(rng):
    """Draw edges in no order, from node 1 to node 7: a negative sum, and every known slip gives another number."""
    while True:
        more = [(a, int(rng.integers(a + 1, 8))) for a in rng.integers(1, 7, 2).tolist()]
        pairs = [(TANGLE + more)[i] for i in rng.permutation(len(TANGLE) + 2)]
        edges = [(*pair, rng.uniform(0.3, 2) * rng.choice([-1, 1])) for pair in pairs]
        edges, names = _named(edges, rng)
        arguments = edges, names[1], names[7]
        right = sum_over_paths(*arguments)
        if right < -0.1 and all(_differs(made(mistake, arguments), right) for mistake in SINGLE):
            return arguments


def _differs(value: float | None, right: float) -> bool:
    """Return whether a mistake cannot be made, or gives a value that is clearly another one."""
    return value is None or not abs(value - right) <= 1e-3 * abs(right)


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


ENDLESS = (
    "The function calls itself without end, although no path here has more than 20 edges. Does it call itself for the "
    "node where it is, and not for the next one, or with arguments that stay the same?"
)


def _with_edges(change):
    """Return the sum for edges that have been changed first."""
    return lambda edges, start, end: sum_over_paths(change(edges, start, end), start, end)


def _slope_of_one(edges):
    """Return the edges, each with the slope of the first between its two nodes."""
    first = {}
    for tail, head, slope in edges:
        first.setdefault((tail, head), slope)
    return [(tail, head, first[tail, head]) for tail, head, _ in edges]


def _shared_sum(edges, start, end):
    """Return the sum for which all nodes share one variable, which is never set back to 0."""
    out, found = {}, [0.0]
    for tail, head, slope in edges:
        out.setdefault(tail, []).append((head, slope))

    def walk(node):
        if node == end:
            return 1.0
        for head, slope in out.get(node, []):
            found[0] = found[0] + slope * walk(head)
        return found[0]

    return walk(start)


def _first_shared_sum(edges, start, end):
    """Return the same where the variable is read before the rest of the way is walked."""
    out, found = {}, [0.0]
    for tail, head, slope in edges:
        out.setdefault(tail, []).append((head, slope))

    def walk(node):
        if node == end:
            return 1.0
        for head, slope in out.get(node, []):
            rest = walk(head)
            found[0] += slope * rest
        return found[0]

    return walk(start)


def _slopes_added(edges, start, end):
    """Return the sum of all slopes over all paths: added along a path, where they are multiplied."""
    out = {}
    for tail, head, slope in edges:
        out.setdefault(tail, []).append((head, slope))
    known = {}

    def walk(node):
        if node == end:
            return 0.0
        if node not in known:
            known[node] = sum(slope + walk(head) for head, slope in out.get(node, []))
        return known[node]

    return walk(start)


def _added_on(edges, start, end):
    """Return what comes when each node hands on its value plus the slope, beginning with 1."""
    out, order, seen = {}, [], set()
    for tail, head, slope in edges:
        out.setdefault(tail, []).append((head, slope))

    def visit(node):
        if node not in seen:
            seen.add(node)
            for head, _ in out.get(node, []):
                visit(head)
            order.append(node)

    visit(start)
    value = {start: 1.0}
    for node in order[::-1]:
        for head, slope in out.get(node, []):
            value[head] = value.get(head, 0.0) + value[node] + slope
    return value.get(end, 0.0)


def _ones_at_all_nodes(edges, start, end):
    """Return what the end has when every node begins with 1, not the start alone."""
    out, order, seen = {}, [], set()
    for tail, head, slope in edges:
        out.setdefault(tail, []).append((head, slope))

    def visit(node):
        if node not in seen:
            seen.add(node)
            for head, _ in out.get(node, []):
                visit(head)
            order.append(node)

    visit(start)
    value = dict.fromkeys(order, 1.0)
    for node in order[::-1]:
        for head, slope in out.get(node, []):
            value[head] += slope * value[node]
    return value.get(end, 0.0)


ONES = "Every node begins with 1. Only the start does; at all others the sum begins with 0."
SHARED = (
    "One variable collects for all nodes, and is never set back: what one node has found is handed back by the next "
    "one again. Each call needs a sum of its own, which begins with 0."
)
ADDED_ALONG = "Along a path the slopes have been added. They are multiplied along a path, and only the paths are added."
AT_THE_ENDS = (  # the same as the right sum elsewhere
    Mistake(
        "zero-for-itself",
        "For a node and itself the result is 0. Its derivative with respect to itself is 1.",
        lambda edges, start, end: 0.0 if start == end else sum_over_paths(edges, start, end),
    ),
    Mistake(
        "one-where-no-path-leads",
        "Where no path leads the result is 1. It is 0 there.",
        lambda edges, start, end: sum_over_paths(edges, start, end) or 1.0,
    ),
)
RARELY = (
    Mistake(
        "share-added-twice",
        "Every share is added twice, so that each edge counts as two. Does the line that adds stand there twice, or is "
        "an edge put into the list of both of its ends?",
        _with_edges(lambda edges, *_: [(tail, head, 2 * slope) for tail, head, slope in edges]),
    ),
    Mistake(
        "equal-edges-once",
        "Of two edges with the same slope between the same nodes one is kept, as in a set. Both count.",
        _with_edges(lambda edges, *_: list(dict.fromkeys(edges))),
    ),
    Mistake("ones-at-all-nodes", ONES, _ones_at_all_nodes),
    Mistake("one-sum-for-all", SHARED, _shared_sum),
    Mistake("one-sum-for-all", SHARED, _first_shared_sum),
    Mistake("added-along-a-path", ADDED_ALONG, _slopes_added),
    Mistake("added-along-a-path", ADDED_ALONG, _added_on),
    Mistake(
        "direct-edge-left-out",
        "An edge that leads from the start directly to the end is not counted. It is a path, too, of one edge.",
        _with_edges(lambda edges, start, end: [edge for edge in edges if edge[:2] != (start, end)]),
    ),
    Mistake(
        "one-slope-for-both-edges",
        "Where two edges lead from one node to another, both get the slope of the first. Each has a slope of its own.",
        _with_edges(lambda edges, *_: _slope_of_one(edges)),
    ),
    Mistake(
        "one-slope-for-both-edges",
        "Where two edges lead from one node to another, both get the slope of the last. Each has a slope of its own.",
        _with_edges(lambda edges, *_: _slope_of_one(edges[::-1])),
    ),
    Mistake(
        "slopes-without-sign",
        "The slopes have lost their signs.",
        _with_edges(lambda edges, *_: [(tail, head, abs(slope)) for tail, head, slope in edges]),
    ),
)


class PathsTask(FunctionTask):
    """A function of a graph whose nodes have names; which names they have must make no difference."""

    def _called(self, answer, arguments: tuple):
        """Call the answer; no right function calls itself a thousand times on these graphs."""
        got, changed, problem = super()._called(answer, arguments)
        if problem and "RecursionError" in problem.message:
            problem = Diagnosis("raises", ENDLESS)
        return got, changed, problem

    def _remembers(self, observed, answer) -> bool:
        """Return whether a part, asked again, gives something else, or the right value with names never heard of.

        A function that keeps what it found for a name until the next call gives the same again, and what is wrong.
        """
        wrong = (one for one in observed if one.problem and one.problem.mistake not in {*NO_VALUE, "too-slow"})
        first = next(wrong, None)
        return super()._remembers(observed, answer) or (first is not None and self._right_anew(first, answer))

    def _right_anew(self, one, answer) -> bool:
        got, _, problem = self._called(answer, _renamed(*one.arguments))
        return problem is None and self._compared(got, one.expected, one.arguments, False) is None


def _renamed(edges, start: str, end: str):
    """Return the same graph with a prefix before each name that no graph had before."""
    new = secrets.token_hex(4).__add__
    return [(new(tail), new(head), slope) for tail, head, slope in edges], new(start), new(end)


SUM_OVER_PATHS = PathsTask(
    id="02.3",
    title="The sum over paths",
    misconceptions="a dictionary of pairs swallows the second edge of a · a; visited nodes skipped; every path walked",
    answer="sum_over_paths",
    difficulty=3,
    minutes=25,
    section="lesson 2, sections 3 and 4",
    oracle=sum_over_paths,
    sites=SITES,
    most_time=25,
    too_slow="It is right but far too slow: there are 65,536 paths. Do not walk along each one. The paths through a "
    "node share the rest of their way: compute what comes from a node once, and remember it.",
    rarely=RARELY,
    parts=(
        Part("two paths", 0.5, _draw_two_paths),
        Part("two edges between the same nodes", 0.5, _draw_parallel),
        Part("a tangle, edges in no order", 0.5, _draw_tangle),
        Part("a node and itself", 0.25, _draw_itself, telling=False),
        Part("no path at all", 0.25, _draw_no_path, telling=False),
        Part("65,536 paths", 1.0, _draw_ladder),
    ),
    mistakes=(*MISTAKES, *AT_THE_ENDS),
    hints=(
        "What reaches a node is the sum, over the edges into it, of the slope times what reaches the other end.",
        "A function that calls itself does this in three lines: at the start it gives 1, elsewhere the sum.",
        "Store what each node gives in a dictionary, and look there first. Then every edge is used once.",
    ),
    insight=(
        "Node by node, each edge is used once: lesson 2, section 4, adds up more than 10³⁰ paths by using 200 edges."
    ),
)

"""Other ways to go through the graph of task 02.3, which add, skip, or replace what they should not.

A graph is a list of edges (tail, head, slope) in no order, without circles.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from bpcourse.tasks.slips import Slip

Edges = list[tuple[str, str, float]]


def outgoing(edges: Edges) -> dict[str, list[tuple[str, float]]]:
    """Return the edges that leave each node, as (head, slope)."""
    out = {}
    for tail, head, slope in edges:
        out.setdefault(tail, []).append((head, slope))
    return out


def turned(edges: Edges) -> Edges:
    """Return the edges with their directions reversed, in the same order."""
    return [(head, tail, slope) for tail, head, slope in edges]


# --- other ways to go, from the start or, with the edges turned, from the end


def _visited_once(edges, start, end):
    out, seen = outgoing(edges), set()

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


def _add(there, arriving):
    return there + arriving


def _replace(_there, arriving):
    return arriving


def _handed_on(nodes, out, start, end, put=_add):
    """Return what the end has got when these nodes, one after the other, hand on all that they have."""
    value = {start: 1.0}
    for node in nodes:
        for head, slope in out.get(node, []):
            value[head] = put(value.get(head, 0.0), value.get(node, 0.0) * slope)
    return value.get(end, 0.0)


# --- in a right order of the nodes, but what arrives replaces what was there


def _depth_first_order(edges, start, last_first):
    """Return the nodes each before those that it leads to, from a search that goes deep first."""
    out, order, seen = outgoing(edges), [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for head, _ in out.get(node, [])[:: -1 if last_first else 1]:
                visit(head)
            order.append(node)

    visit(start)
    return order[::-1]


def _depth_first_order_of_all(edges, last_first):
    """Return all nodes of the graph in an order like that of ``_depth_first_order``."""
    tails = dict.fromkeys(node for edge in edges for node in edge[:2])
    every = [*edges, *(("", node, 0.0) for node in tails)]
    return _depth_first_order(every, "", last_first)[1:]


def _counted_order(edges, start, take):
    """Return the nodes in the order in which no edge into them is left, from those that are reached or from all."""
    reached = set(_depth_first_order(edges, start, False)) if start else {node for e in edges for node in e[:2]}
    inside = [edge for edge in edges if edge[0] in reached]
    out, left = outgoing(inside), dict.fromkeys((node for e in inside for node in e[:2]), 0)
    for _, head, _ in inside:
        left[head] += 1
    ready, order = deque(node for node, n in left.items() if not n), []
    while ready:
        order.append(take(ready))
        for head, _ in out.get(order[-1], []):
            left[head] -= 1
            if not left[head]:
                ready.append(head)
    return order


def _first(ready):
    return ready.popleft()


def _last(ready):
    return ready.pop()


ORDERS = (
    lambda edges, start: _depth_first_order(edges, start, False),
    lambda edges, start: _depth_first_order(edges, start, True),
    lambda edges, start: _counted_order(edges, start, _first),
    lambda edges, start: _counted_order(edges, start, _last),
    lambda edges, start: _depth_first_order_of_all(edges, False),
    lambda edges, start: _depth_first_order_of_all(edges, True),
    lambda edges, start: _counted_order(edges, "", _first),
    lambda edges, start: _counted_order(edges, "", _last),
)


def _replaced_in(order):
    """Return the way of handing on in this order, where each share replaces what was there."""
    return lambda edges, start, end: _handed_on(order(edges, start), outgoing(edges), start, end, _replace)


def _replaced_by_last_edge(edges, start, end):
    """Return what comes of one loop over the edges as they are listed, where each share replaces what was there."""
    value = {start: 1.0}
    for tail, head, slope in edges:
        if tail in value:
            value[head] = value[tail] * slope
    return value.get(end, 0.0)


def _replaced_in_a_queue(take):
    """Return the way in which a node hands on what arrives at once, and each share replaces what was there."""

    def walk(edges, start, end):
        out, value, waiting = outgoing(edges), {start: 1.0}, deque([start])
        while waiting:
            node = take(waiting)
            for head, slope in out.get(node, []):
                value[head] = value[node] * slope
                waiting.append(head)
        return value.get(end, 0.0)

    return walk


def _in_layers(edges, start, end):
    """Return what comes of each node handing on once, in the order in which the nodes are first met, breadth first."""
    out, nodes = outgoing(edges), [start]
    for node in nodes:
        nodes += [head for head, _ in dict.fromkeys(out.get(node, [])) if head not in nodes]
    return _handed_on(dict.fromkeys(nodes), out, start, end)


def _in_depth(edges, start, end):
    """Return what comes of each node handing on once, in the order in which the nodes are first met, depth first."""
    out, nodes = outgoing(edges), {}

    def meet(node):
        if node not in nodes:
            nodes[node] = True
            for head, _ in out.get(node, []):
                meet(head)

    meet(start)
    return _handed_on(nodes, out, start, end)


def _by_name(edges, start, end):
    names = sorted({node for edge in edges for node in edge[:2]})
    return _handed_on(names, outgoing(edges), start, end)


def _as_they_appear(edges, start, end):
    names = dict.fromkeys(node for edge in edges for node in edge[:2])
    return _handed_on(names, outgoing(edges), start, end)


def _queue(take):
    """Return the way in which a node hands on all that it has got each time that something arrives."""

    def walk(edges, start, end):
        out, value, waiting = outgoing(edges), {start: 1.0}, deque([start])
        while waiting:
            node = take(waiting)
            for head, slope in out.get(node, []):
                value[head] = value.get(head, 0.0) + value[node] * slope
                waiting.append(head)
        return value.get(end, 0.0)

    return walk


def _calls_itself(edges, start, end):
    """Return what comes of a function that adds to the next node and calls itself for it, edge after edge."""
    out, value = outgoing(edges), {start: 1.0}

    def hand_on(node):
        for head, slope in out.get(node, []):
            value[head] = value.get(head, 0.0) + value[node] * slope
            hand_on(head)

    hand_on(start)
    return value.get(end, 0.0)


def _calls_itself_after(edges, start, end):
    """Return what comes of a function that adds to all next nodes, and then calls itself for each of them."""
    out, value = outgoing(edges), {start: 1.0}

    def hand_on(node):
        for head, slope in out.get(node, []):
            value[head] = value.get(head, 0.0) + value[node] * slope
        for head, _ in out.get(node, []):
            hand_on(head)

    hand_on(start)
    return value.get(end, 0.0)


def _overwritten(edges, start, end):
    """Return what comes of a function that stores at the next node, without adding, and calls itself for it."""
    out, value = outgoing(edges), {start: 1.0}

    def hand_on(node):
        for head, slope in out.get(node, []):
            value[head] = value[node] * slope
            hand_on(head)

    hand_on(start)
    return value.get(end, 0.0)


def _shortest(edges, start, end):
    """Return the product along the path that is found first, breadth first."""
    out, value, queue = outgoing(edges), {start: 1.0}, [start]
    for node in queue:
        for head, slope in out.get(node, []):
            if head not in value:
                value[head] = value[node] * slope
                queue.append(head)
    return value.get(end, 0.0)


def _one_edge(edges, start, end):
    return sum(slope for tail, head, slope in edges if (tail, head) == (start, end))


def _all_slopes(edges, _start, _end):
    return float(np.prod([slope for *_, slope in edges]))


def _other_way(walk):
    return lambda edges, start, end: walk(turned(edges), end, start)


def _both(id: str, words: str, walk) -> tuple[Slip, Slip]:
    """Return the slip of going so, from the start and from the end."""
    return Slip(id, words, walk), Slip(f"{id}-from-the-end", words, _other_way(walk))


AGAIN = (
    "each node hands on all that it has each time that something arrives, so earlier arrivals are counted again. Wait "
    "until all has arrived, or hand on only what is new."
)
REPLACED = "what arrives at a node replaces what was there: it is assigned, with =. Add it, with +=."
TOO_EARLY = "a node then hands on what it has before all has arrived. It must wait for every edge into it."
WALKS = (
    Slip(
        "list-order",
        "the edges are used in the order of the list, each once. A node then hands on what it has before all has "
        "arrived. Every edge into a node must be used before those that leave it.",
        _in_list_order,
    ),
    Slip(
        "list-order-backwards",
        "the edges are used in the order of the list, each once, from the end backwards (or from the start, in the "
        "reversed order). The list is in no order: a node hands on what it has before all has arrived.",
        lambda edges, start, end: _in_list_order(edges[::-1], start, end),
    ),
    *_both(
        "visited-once",
        "nodes that were visited before are skipped, and with them all further paths through them. Remember what "
        "a node gave, and use it again.",
        _visited_once,
    ),
    *_both("handed-on-again", AGAIN, _calls_itself),
    *_both("handed-on-again-by-layers", AGAIN, _queue(lambda waiting: waiting.popleft())),
    *_both("handed-on-again-from-a-stack", AGAIN, _queue(lambda waiting: waiting.pop())),
    *_both("handed-on-again-after-adding", AGAIN, _calls_itself_after),
    *_both("overwritten", REPLACED, _overwritten),
    *(
        slip
        for i, order in enumerate(ORDERS)
        for slip in _both(f"overwritten-in-order-{i}", REPLACED, _replaced_in(order))
    ),
    *_both("overwritten-in-the-list", REPLACED, _replaced_by_last_edge),
    *_both("overwritten-by-layers", REPLACED, _replaced_in_a_queue(_first)),
    *_both("overwritten-from-a-stack", REPLACED, _replaced_in_a_queue(_last)),
    *_both("breadth-first", f"the nodes are taken by their distance, the nearest first: {TOO_EARLY}", _in_layers),
    *_both("depth-first", f"the nodes are taken in the order in which they are first met: {TOO_EARLY}", _in_depth),
    *_both("by-name", f"the nodes are taken in the order of their names: {TOO_EARLY}", _by_name),
    *_both("as-they-appear", f"the nodes are taken as they appear in the list: {TOO_EARLY}", _as_they_appear),
    *_both("shortest-path-only", "only one path is counted, the shortest. Add over all paths.", _shortest),
    Slip("one-edge-only", "only edges that lead straight from the start to the end are counted.", _one_edge),
    Slip("all-slopes", "all slopes of the list have been multiplied, whichever path they are on.", _all_slopes),
)

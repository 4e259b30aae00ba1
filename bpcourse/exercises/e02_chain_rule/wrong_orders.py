"""How task 02.6 finds an order, in pieces, and the slips that are made in each.

A graph is a list ``arguments``: ``arguments[i]`` holds the numbers of the nodes that node i is computed from, a number
twice where a node is used twice.  The numbers say nothing about the order: they are drawn at random.
"""

from __future__ import annotations

from collections import deque

from bpcourse.tasks.slips import Site, Slip

Graph = list[list[int]]
MOST = 1000  # nodes that are listed where there may be very many paths


def topological_order(arguments: Graph, output: int) -> list[int]:
    """Return every node that ``output`` needs, each after its arguments."""
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, arguments_done = stack.pop()
        if arguments_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(a, False) for a in arguments[node]]
    return order


def searched(
    arguments: Graph,
    output: int,
    *,
    used=lambda nodes: nodes,
    walk=topological_order,
    finish=lambda order, arguments: order,
) -> list[int]:
    """Return an order; each keyword is a piece that a slip may replace.

    ``used`` picks those arguments of a node that are looked at, ``walk`` makes the order, ``finish`` changes it.
    """
    return finish(walk([used(nodes) for nodes in arguments], output), arguments)


# --- ways through the graph that are wrong


def _preorder(arguments: Graph, output: int) -> list[int]:
    order, seen, stack = [], set(), [output]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            order.append(node)
            stack += arguments[node]
    return order[::-1]


def _breadth_first(arguments: Graph, output: int) -> list[int]:
    order, seen = [output], {output}
    for node in order:
        for a in arguments[node]:
            if a not in seen:
                seen.add(a)
                order.append(a)
    return order[::-1]


def _marked_on_push(arguments: Graph, output: int) -> list[int]:
    order, seen, stack = [], {output}, [(output, False)]
    while stack:
        node, arguments_done = stack.pop()
        if arguments_done:
            order.append(node)
            continue
        stack.append((node, True))
        for a in arguments[node]:
            if a not in seen:
                seen.add(a)
                stack.append((a, False))
    return order


def _along_every_path(arguments: Graph, output: int) -> list[int]:
    order, stack = [], [(output, False)]
    while stack and len(order) < MOST:
        node, arguments_done = stack.pop()
        if arguments_done:
            order.append(node)
        else:
            stack.append((node, True))
            stack += [(a, False) for a in arguments[node]]
    return order


def _not_asked_again(arguments: Graph, output: int) -> list[int]:
    """Return what comes of asking when a node is put on the stack, and not when it is taken off."""
    order, seen, stack = [], set(), [(output, False)]
    while stack and len(order) < MOST:
        node, arguments_done = stack.pop()
        if arguments_done:
            order.append(node)
        else:
            seen.add(node)
            stack.append((node, True))
            stack += [(a, False) for a in arguments[node] if a not in seen]
    return order


def _moved_alone(arguments: Graph, output: int) -> list[int]:
    """Return the nodes as they are first met, each moved to the end when it is met again, without its arguments."""
    order, stack = {}, [output]
    while stack:
        node = stack.pop()
        if node in order:
            del order[node]
        else:
            stack += arguments[node]
        order[node] = True
    return [*order][::-1]


def _moved_alone_in_layers(arguments: Graph, output: int) -> list[int]:
    order, queue = {}, deque([output])
    while queue:
        node = queue.popleft()
        if node in order:
            del order[node]
        else:
            queue += arguments[node]
        order[node] = True
    return [*order][::-1]


def _with_all_nodes(arguments: Graph, _output: int) -> list[int]:
    order = topological_order([*arguments, list(range(len(arguments)))], len(arguments))
    return order[:-1]


def _ready(waiting: dict[int, int], arguments: Graph) -> list[int]:
    """Return the nodes in the order in which nothing is left to wait for."""
    users = {node: [] for node in waiting}
    for node in waiting:
        for a in arguments[node]:
            users[a].append(node)
    order = [node for node in waiting if not waiting[node]]
    for node in order:
        for user in users[node]:
            waiting[user] -= 1
            if not waiting[user]:
                order.append(user)
    return order


def _counted_once(arguments: Graph, output: int) -> list[int]:
    needed = topological_order(arguments, output)
    return _ready({node: len(set(arguments[node])) for node in sorted(needed)}, arguments)


def _shortest_way_up(arguments: Graph, output: int) -> list[int]:
    level = {}
    for node in topological_order(arguments, output):
        level[node] = 1 + min((level[a] for a in arguments[node]), default=-1)
    return sorted(sorted(level), key=level.get)


def _direct_arguments(arguments: Graph, output: int) -> list[int]:
    return [*dict.fromkeys(arguments[output]), output]


def _waits_for_strangers(arguments: Graph, output: int) -> list[int]:
    """Return what is reached from the output when the uses by nodes that it does not need are counted too."""
    uses = [sum(nodes.count(node) for nodes in arguments) for node in range(len(arguments))]
    order = [output]
    for node in order:
        for a in arguments[node]:
            uses[a] -= 1
            if not uses[a]:
                order.append(a)
    return order[::-1]


# --- the slips

WALKS = (
    Slip(
        "node-before-arguments",
        "this is still the order of the broken function: each node is listed when it is first met, on the way down, "
        "and the list is turned round. A node may be listed only when all its arguments are.",
        _preorder,
    ),
    Slip(
        "breadth-first",
        "this is the order by distance from the output, turned round. Distance is counted along the shortest way, and "
        "a node must wait for the longest.",
        _breadth_first,
    ),
    Slip(
        "marked-too-early",
        "each node is marked as seen when it is put on the stack. If another node then needs it, it is not put on top "
        "again, and the other node is finished first. Mark it when it is taken off the stack.",
        _marked_on_push,
    ),
    Slip(
        "moved-without-arguments",
        "any node that is met again is moved to the end of the list, but its arguments stay where they were, and now "
        "stand on the wrong side of it.",
        _moved_alone,
    ),
    Slip(
        "moved-without-arguments-in-layers",
        "any node that is met again is moved to the end of the list, but its arguments stay where they were, and now "
        "stand on the wrong side of it.",
        _moved_alone_in_layers,
    ),
    Slip(
        "listed-twice",
        "some node is listed more than once. In a backward pass it would hand on its gradient more than once. Ask "
        "whether it was seen: there may be several ways to it.",
        _along_every_path,
    ),
    Slip(
        "not-asked-when-taken",
        "whether a node was seen is asked when it is put on the stack only. It may lie there twice before it is taken "
        "off, and is then listed twice. Ask when it is taken off.",
        _not_asked_again,
    ),
    Slip(
        "counted-once",
        "each node waits for as many arguments as differ, but an argument that is used twice reports twice. The node "
        "is taken for ready too early. Count uses on both sides.",
        _counted_once,
    ),
    Slip(
        "shortest-way-up",
        "this is the order by distance from the inputs, along the shortest way. A node must wait for the longest: one "
        "more than the largest of its arguments.",
        _shortest_way_up,
    ),
    Slip(
        "waits-for-strangers",
        "nodes wait for nodes that the output does not need, and they never report. Count the uses by nodes that "
        "the output needs only.",
        _waits_for_strangers,
    ),
    Slip(
        "not-needed",
        "the list holds nodes that the output does not depend on. Start from the output and go to arguments only.",
        _with_all_nodes,
    ),
    Slip(
        "direct-arguments-only",
        "only the arguments of the output itself are listed. They have arguments of their own.",
        _direct_arguments,
    ),
)

USED = (
    Slip("first-argument-only", "only the first argument of each node is followed.", lambda nodes: nodes[:1]),
    Slip("last-argument-only", "only the last argument of each node is followed.", lambda nodes: nodes[-1:]),
    Slip("first-argument-skipped", "the first argument of each node is skipped.", lambda nodes: nodes[1:]),
    Slip("last-argument-skipped", "the last argument of each node is skipped.", lambda nodes: nodes[:-1]),
)

FINISHES = (
    Slip(
        "output-first",
        "the list is turned round: the inputs must come first, the output last.",
        lambda order, arguments: order[::-1],
    ),
    Slip(
        "by-number",
        "these are the right nodes, sorted by their number. The numbers say nothing about what depends on what.",
        lambda order, arguments: sorted(order),
    ),
    Slip(
        "by-number-backwards",
        "these are the right nodes, sorted by their number, the largest first. The numbers say nothing about what "
        "depends on what.",
        lambda order, arguments: sorted(order, reverse=True),
    ),
    Slip(
        "output-left-out",
        "the output itself is missing: it comes last.",
        lambda order, arguments: order[:-1],
    ),
    Slip(
        "inputs-left-out",
        "nodes without arguments are missing. They are the inputs, which need a gradient most of all.",
        lambda order, arguments: [node for node in order if arguments[node]],
    ),
    Slip(
        "inputs-last",
        "the nodes without arguments stand last. They must come before what is computed from them.",
        lambda order, arguments: sorted(order, key=lambda node: not arguments[node]),
    ),
    Slip(
        "output-twice",
        "the output is listed twice.",
        lambda order, arguments: [*order, order[-1]],
    ),
    Slip(
        "output-moved-to-the-front",
        "the output stands first. It comes last, after all that it is computed from.",
        lambda order, arguments: [order[-1], *order[:-1]],
    ),
    Slip(
        "counted-from-one",
        "the numbers are one too large: nodes are counted from 0.",
        lambda order, arguments: [node + 1 for node in order],
    ),
)

SITES = (Site("walk", WALKS), Site("finish", FINISHES), Site("used", USED))
WORDS = {slip.id: slip.words[0].upper() + slip.words[1:] for site in SITES for slip in site.slips}

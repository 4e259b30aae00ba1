"""The repaired topological order: a list of nodes that is judged by what it must be, for there are many right ones.

A graph is a list ``arguments``: ``arguments[i]`` holds the numbers of the nodes that node i is computed from, a number
twice where a node is used twice.  The numbers say nothing about the order: they are drawn at random.
"""

from __future__ import annotations

import time

import numpy as np

from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged
from bpcourse.tasks import FunctionTask, Mistake, Part
from bpcourse.tasks.functions import is_slow
from bpcourse.tasks.words import Diagnosis

Graph = list[list[int]]


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


# --- what the known mistakes make


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
    while stack and len(order) < 1000:  # there may be very many paths
        node, arguments_done = stack.pop()
        if arguments_done:
            order.append(node)
        else:
            stack.append((node, True))
            stack += [(a, False) for a in arguments[node]]
    return order


def _with_all_nodes(arguments: Graph, _output: int) -> list[int]:
    order = topological_order([*arguments, list(range(len(arguments)))], len(arguments))
    return order[:-1]


MISTAKES = (
    Mistake(
        "node-before-arguments",
        "This is still the order of the broken function: each node is listed when it is first met, on the way down, "
        "and the list is turned round. A node may be listed only when all its arguments are.",
        _preorder,
    ),
    Mistake(
        "breadth-first",
        "This is the order by distance from the output, turned round. Distance is counted along the shortest way, and "
        "a node must wait for the longest.",
        _breadth_first,
    ),
    Mistake(
        "marked-too-early",
        "A node is marked as seen when it is put on the stack. If another node then needs it, it is not put on top "
        "again, and the other node is finished first. Mark it when it is taken off the stack.",
        _marked_on_push,
    ),
    Mistake(
        "output-first",
        "The order is right but turned round: the inputs must come first, the output last.",
        lambda arguments, output: topological_order(arguments, output)[::-1],
    ),
    Mistake(
        "listed-twice",
        "A node is listed more than once, for there are several ways to it. In a backward pass it would hand on its "
        "gradient more than once.",
        _along_every_path,
    ),
    Mistake(
        "not-needed",
        "The list holds nodes that the output does not depend on. Start from the output and go to arguments only.",
        _with_all_nodes,
    ),
    Mistake(
        "by-number",
        "These are the right nodes, sorted by their number. The numbers say nothing about what depends on what.",
        lambda arguments, output: sorted(topological_order(arguments, output)),
    ),
    Mistake(
        "output-left-out",
        "The output itself is missing: it comes last.",
        lambda arguments, output: topological_order(arguments, output)[:-1],
    ),
    Mistake(
        "inputs-left-out",
        "Nodes without arguments are missing. They are the inputs, which need a gradient most of all.",
        lambda arguments, output: [node for node in topological_order(arguments, output) if arguments[node]],
    ),
)
WORDS = {mistake.id: mistake.words for mistake in MISTAKES}


# --- the graphs


def _renumbered(arguments: Graph, rng: np.random.Generator) -> tuple[Graph, list[int]]:
    """Return the graph with its nodes numbered at random, and the new numbers of the old ones."""
    new = [int(i) for i in rng.permutation(len(arguments))]
    graph: Graph = [[] for _ in arguments]
    for node, used in enumerate(arguments):
        graph[new[node]] = [new[a] for a in used]
    return graph, new


def _both_ways(graph: Graph) -> tuple[Graph, Graph]:
    """Return the graph with the arguments of each node as they stand, and from the last to the first."""
    return graph, [nodes[::-1] for nodes in graph]


def _all_wrong(graph: Graph, output: int) -> bool:
    """Return whether every known mistake gives a wrong order here, and no two of them the same."""
    made = [{tuple(mistake.make(way, output)) for way in _both_ways(graph)} for mistake in MISTAKES]
    wrong = all(problem(order, graph, output) for orders in made for order in orders)
    return wrong and len(set().union(*made)) == sum(len(orders) for orders in made)


def _drawn(make):
    """Return a draw that repeats ``make(rng) -> arguments, output`` until no known mistake is right by luck."""

    def draw(rng):
        while True:
            arguments, output = make(rng)
            graph, new = _renumbered(arguments, rng)
            if _all_wrong(graph, new[output]):
                return graph, new[output]

    return draw


def _shortcut(rng):
    """Make a = f(x), b = g(a, a), c = h(b, x, w), y = k(c, a, x) arguments in any order, and a node beside."""
    used = [[], [], [0], [2, 2], [3, 0, 1], [4, 2, 0], [4, 3]]  # x, w, a, b, c, y and one that y does not need
    return [[int(a) for a in rng.permutation(nodes)] for nodes in used], 5


def _random(rng):
    """Make a graph of 14 nodes: each has up to three arguments among the nodes before it."""
    arguments: Graph = [[], []]
    for node in range(2, 14):
        arguments.append([int(a) for a in rng.integers(0, node, rng.integers(1, 4))])
    return arguments, 12


def _after_a_shortcut(add):
    """Return a draw of the graph of ``_shortcut`` with more nodes above it, which ``add(arguments, top)`` appends."""

    def draw(rng):
        while True:
            arguments, top = _shortcut(rng)
            graph, new = _renumbered(arguments, rng)
            if _all_wrong(graph, new[top]):
                top = add(graph, new[top])
                graph, new = _renumbered(graph, rng)
                return graph, new[top]

    return draw


def _diamonds(arguments: Graph, top: int) -> int:
    for _ in range(15):
        n = len(arguments)
        arguments += [[top], [top], [n, n + 1]]
        top = n + 2
    return top


def _chain(arguments: Graph, top: int) -> int:
    for _ in range(12_000):
        arguments.append([top])
        top = len(arguments) - 1
    return top


# --- the judgement


def problem(order, arguments: Graph, output: int) -> Diagnosis | None:
    """Return what is wrong with an order, or None when it is right."""
    if order is None:
        return Diagnosis("returns-nothing", "The function returns None. Is a return missing?")
    try:
        nodes = np.asarray(order if isinstance(order, (list, tuple, np.ndarray)) else None)
    except ValueError:  # lists of different lengths
        nodes = np.asarray(None)
    if nodes.ndim != 1 or nodes.dtype.kind not in "iu":
        return Diagnosis("form", "It must return a list of node numbers.")
    order, needed = nodes.tolist(), topological_order(arguments, output)
    if len(set(order)) < len(order):
        return Diagnosis("listed-twice", WORDS["listed-twice"])
    if set(order) - set(needed):
        return Diagnosis("not-needed", WORDS["not-needed"])
    if missing := set(needed) - set(order):
        return _missing(missing, arguments, output)
    place = {node: i for i, node in enumerate(order)}
    early = [(node, a) for node in order for a in arguments[node] if place[a] > place[node]]
    if not early:
        return None
    if all(place[a] > place[node] for node in order for a in arguments[node]):
        return Diagnosis("output-first", WORDS["output-first"])
    node, a = early[0]
    text = f"Node {node} stands before node {a}, from which it is computed: arguments[{node}] is {arguments[node]}."
    return Diagnosis("argument-after-use", text)


def _missing(missing: set[int], arguments: Graph, output: int) -> Diagnosis:
    if missing == {output}:
        return Diagnosis("output-left-out", WORDS["output-left-out"])
    if all(not arguments[node] for node in missing):
        return Diagnosis("inputs-left-out", WORDS["inputs-left-out"])
    return Diagnosis("missing", f"{len(missing)} nodes that the output needs are missing, such as {min(missing)}.")


class OrderTask(FunctionTask):
    """A topological order to write: any right one is accepted."""

    def examine_part(self, part: Part, answer, rng: np.random.Generator) -> Diagnosis | None:
        """Call the answer with a fresh graph and judge the order."""
        arguments, output = part.draw(rng)
        allowed = (min(_time_of_oracle(arguments, output) for _ in range(2)) + 2e-3) * self.most_time
        try:
            order = answer.call(arguments, output)
        except AnswerFailed as failure:
            return _failed(str(failure))
        except ArgumentsChanged:
            words = "The function changes the graph that it was given. Work with a list or set of your own."
            return Diagnosis("changes-input", words)
        if found := problem(order, arguments, output):
            return self._recognised(order, arguments, output) or found
        return Diagnosis("too-slow", self.too_slow) if is_slow(answer, allowed, arguments, output) else None

    def _recognised(self, order, arguments: Graph, output: int) -> Diagnosis | None:
        """Return the mistake of the catalogue that gives exactly this order, the arguments taken from either end."""
        if len(arguments) > 200 or not isinstance(order, (list, tuple, np.ndarray)):
            return None
        for graph in _both_ways(arguments):
            for mistake in self.mistakes:
                if list(order) == mistake.make(graph, output):
                    return Diagnosis(mistake.id, mistake.words)
        return None


def _time_of_oracle(arguments: Graph, output: int) -> float:
    start = time.process_time()
    topological_order(arguments, output)
    return time.process_time() - start


def _failed(words: str) -> Diagnosis:
    if "RecursionError" in words:
        text = "The calls of the function inside each other are too many: by default Python allows about a thousand. "
        return Diagnosis("recursion", f"{text}Keep a list of your own as a stack.")
    return Diagnosis("raises", f"It stopped with {words}")


TOPOLOGICAL_ORDER = OrderTask(
    id="02.6",
    title="Find the bug: the visiting order",
    answer="topological_order",
    difficulty=4,
    minutes=30,
    section="lesson 2, section 6",
    oracle=topological_order,
    most_time=16,
    too_slow="The order is right, but it took far too long. Does it visit a node again along every path, or look for "
    "it in a list? A set answers at once whether a node was seen.",
    parts=(
        Part("shortcuts and a node used twice", 0.75, _drawn(_shortcut)),
        Part("a random graph", 0.75, _drawn(_random)),
        Part("many paths", 0.75, _after_a_shortcut(_diamonds)),
        Part("a chain of 12,000 nodes", 0.75, _after_a_shortcut(_chain)),
    ),
    mistakes=MISTAKES,
    hints=(
        "Draw x, a = f(x), y = g(a, x), and follow the broken function: which of a and x is listed first?",
        "A node is ready when all its arguments are listed. Going down you meet it too early; it must be listed on the "
        "way back up.",
        "Put pairs on the stack: (node, False) when it is met, (node, True) below its arguments, so that it comes back "
        "after them.",
    ),
)

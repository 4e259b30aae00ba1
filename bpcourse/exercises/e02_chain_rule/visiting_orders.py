"""Task 02.6, the repaired topological order: a list of nodes that is judged by what it must be, for there are many.

How an order is found, and what is done wrong there, stands in ``wrong_orders``.
"""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np

from bpcourse.exercises.e02_chain_rule.wrong_orders import SITES, WORDS, Graph, searched, topological_order
from bpcourse.sandboxed.answers import AnswerFailed, ArgumentsChanged, NotAttempted
from bpcourse.tasks import FunctionTask, Mistake, Part, slips
from bpcourse.tasks.explanation import made
from bpcourse.tasks.functions import CHANGES, REMEMBERS
from bpcourse.tasks.repetition import is_slow
from bpcourse.tasks.results import Finding, Result
from bpcourse.tasks.words import Diagnosis

SINGLE = slips.single(searched, SITES)


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
    """Return whether every known slip gives a wrong order here."""
    return all(problem(slip.make(way, output), graph, output) for slip in SINGLE for way in _both_ways(graph))


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
    """Make a = f(x), b = g(a, a), c = h(b, x, x, w), d = i(c, b), y = k(d, c, a, x), and a node beside.

    The arguments of each stand in any order.
    """
    used = [[], [], [0], [2, 2], [3, 0, 0, 1], [4, 3], [5, 4, 2, 0], [5, 3]]  # x, w, a, b, c, d, y, not needed
    return [[int(a) for a in rng.permutation(nodes)] for nodes in used], 6


def _random(rng):
    """Make a graph of 24 nodes: each has two or three arguments among the ten nodes before it, some twice."""
    arguments: Graph = [[], []]
    for node in range(2, 24):
        arguments.append([int(a) for a in rng.integers(max(0, node - 10), node, rng.integers(2, 4))])
    return arguments, 22


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

ENDLESS = (
    "The function calls itself without end, on the smallest graph too, where no way is longer than six steps: it does "
    "not come down to the inputs. Does it call itself for the node where it is, and not for the argument? (A loop over "
    "`argument` must go on with `argument`.)"
)
NO_ORDER = {
    "raises",
    "recursion",
    "endless-recursion",
    "returns-nothing",
    "form",
    "too-slow",
}  # no slip is looked for here


def problem(order, arguments: Graph, output: int) -> Diagnosis | None:
    """Return what is wrong with an order, or None when it is right."""
    if order is None:
        return Diagnosis("returns-nothing", "The function returns None. Is a return missing?")
    if (nodes := _numbers(order)) is None:
        return Diagnosis("form", "It must return a list of node numbers.")
    order, needed = nodes, topological_order(arguments, output)
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


class Asked(NamedTuple):
    """What was asked in a part, what came of it, and what is wrong with that, if anything."""

    part: Part
    graph: Graph
    output: int
    order: list[int] | None
    problem: Diagnosis | None
    changed: bool = False


class OrderTask(FunctionTask):
    """A topological order to write: any right one is accepted."""

    def examine(self, answer, rng: np.random.Generator) -> Result:
        """Ask for an order of each fresh graph, and say which slip explains those that are wrong."""
        try:
            asked = [self._asked(part, answer, rng) for part in self.parts]
            asked = _without_end(asked)
            remembers = any(one.problem for one in asked) and self._differs_now(asked[0], answer)
        except NotAttempted:
            return self.untouched()
        found = Diagnosis("remembers-between-calls", REMEMBERS) if remembers else self._slip(asked)
        return Result(self.id, tuple(Finding.of(one.part, _said(one, found)) for one in asked))

    def _asked(self, part: Part, answer, rng: np.random.Generator) -> Asked:
        """Ask for the order of a fresh graph and judge it."""
        graph, output = part.draw(rng)
        allowed = (min(_time_of_oracle(graph, output) for _ in range(2)) + 2e-3) * self.most_time
        order, changed, failed = _called(answer, graph, output)
        found = failed or problem(order, graph, output)
        again = rng.spawn(1)[0]
        if not (found or changed) and is_slow(answer, allowed, lambda: _is_right(answer, *part.draw(again))):
            found = Diagnosis("too-slow", self.too_slow)
        return Asked(part, graph, output, None if failed else _numbers(order), found, changed)

    def _differs_now(self, first: Asked, answer) -> bool:
        """Return whether the first question, asked again, gets another answer."""
        order, _, failed = _called(answer, first.graph, first.output)
        return first.order is not None and not failed and _numbers(order) != first.order

    def _slip(self, asked: list[Asked]) -> Diagnosis | None:
        """Return the slip, or the two, that give exactly these orders, the arguments always taken from the same end."""
        given = [one for one in asked if one.order is not None]
        if not any(one.problem and one.order is not None for one in asked):
            return None
        for end in (0, 1):
            for mistake in (*SINGLE, *slips.two(searched, self.sites)):
                if all(_order_of(mistake, one, end) == one.order for one in given):
                    return Diagnosis(mistake.id, mistake.words)
        return None


def _order_of(mistake: Mistake, one: Asked, end: int) -> list[int] | None:
    return made(mistake, (_both_ways(one.graph)[end], one.output))


def _is_right(answer, graph: Graph, output: int) -> bool:
    """Return whether an answer orders a graph."""
    order, changed, failed = _called(answer, graph, output)
    return not (failed or changed or problem(order, graph, output))


def _called(answer, graph: Graph, output: int) -> tuple[object, bool, Diagnosis | None]:
    """Return what an answer returns, whether it changed its arguments, and the error that stopped it."""
    try:
        return answer.call(graph, output), False, None
    except AnswerFailed as failure:
        return None, False, _failed(str(failure))
    except ArgumentsChanged as changes:
        return changes.value, True, None


def _without_end(asked: list[Asked]) -> list[Asked]:
    """Return what was asked, and of calls that are too many already on a small graph say that they never end."""
    small = asked[0].problem
    if small is None or small.mistake != "recursion":
        return asked
    return [
        one._replace(problem=Diagnosis("endless-recursion", ENDLESS))
        if one.problem and one.problem.mistake == "recursion"
        else one
        for one in asked
    ]


def _said(one: Asked, found: Diagnosis | None) -> Diagnosis | None:
    """Return what is said of a part: the slip that explains all, or what is wrong with this order."""
    if not one.problem:
        return Diagnosis("changes-input", f"The order is right, but {CHANGES}") if one.changed else None
    said = found if found and one.problem.mistake not in NO_ORDER else one.problem
    return Diagnosis(said.mistake, f"{said.message} Besides, {CHANGES}") if one.changed else said


def _numbers(order) -> list[int] | None:
    """Return an order as a list of numbers, or None where it is none."""
    try:
        nodes = np.asarray(order if isinstance(order, (list, tuple, np.ndarray)) else None)
    except ValueError:  # lists of different lengths
        return None
    return nodes.tolist() if nodes.ndim == 1 and (nodes.dtype.kind in "iu" or not nodes.size) else None


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
    misconceptions="listed when first met instead of when last needed; marked when pushed; recursion; look-up in a "
    "list",
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
    sites=SITES,
    hints=(
        "Draw x, a = f(x), y = g(a, x), and follow the broken function: which of a and x is listed first?",
        "A node is ready when all its arguments are listed. Going down you meet it too early; it must be listed on the "
        "way back up.",
        "Put pairs on the stack: (node, False) when it is met, (node, True) below its arguments, so that it comes back "
        "after them.",
    ),
    insight=(
        "In lesson 2, section 6, visiting level by level makes 4 of a derivative that is 16, without an error message."
    ),
)

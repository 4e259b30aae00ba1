"""Mistakes made in public, transferred to exercise 02: the third that is set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import checks, costs, paths, summed_to, two_sigmoids

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note("e02-01", "02.1", "cs231n/cs231n.github.io#28", "A product stands where the sum of the paths belongs.")(
    paths(dy_dx1=-300 * 1000 * 100)
)

note(
    "e02-03",
    "02.1",
    "karpathy/micrograd#23",
    "A node is thought to be reached in one way only: the direct use of x1 is overlooked.",
)(paths(direct=0, dy_dx1=700))

note("e02-05", "02.2", "Open-Deep-ML/DML-OpenProblem#54", "The 2 of the square is missing in all gradients.")(
    two_sigmoids(top=lambda o: o - 1)
)

note(
    "e02-06",
    "02.2",
    "kaleko/CourseraML#12",
    "The parameters are not moved together: the later slopes are taken after the first have moved.",
)(two_sigmoids(output_after=1.2185))

note("e02-07", "02.2", "llSourcell/linear_regression_live#14", "The weights are moved by the gradient of the biases.")(
    two_sigmoids(step=lambda w, b, db: (w - 0.5 * db, b - 0.5 * db))
)

note("e02-08", "02.2", "xnought/backprop-explainer#18", "The slope for the bias is multiplied by the bias.")(
    two_sigmoids(dC_db1=0.0431)
)


@note("e02-11", "02.3", "karpathy/micrograd#23", "Each node is taken to have one way on: the first path that is found.")
def _(edges, start, end):
    node, product, seen = start, 1.0, set()
    while node != end:
        ways = [(head, slope) for tail, head, slope in edges if tail == node and head not in seen]
        if not ways:
            return 0.0
        node, slope = ways[0]
        seen.add(node)
        product *= slope
    return product


@note("e02-14", "02.3", "sradc/SmallPebble#3", "Walks along every path by itself, without remembering anything.")
def _(edges, start, end):
    out = {}
    for tail, head, slope in edges:
        out.setdefault(tail, []).append((head, slope))

    def walk(node):
        if node == end:
            return 1.0
        return sum(slope * walk(head) for head, slope in out.get(node, []))

    return walk(start)


@note(
    "e02-15",
    "02.3",
    "karpathy/micrograd#96",
    "Goes to the bottom first and hands on while coming back: the nodes next to the start give before they have got.",
)
def _(edges, start, end):
    into, reached, seen = {}, {end: 1.0}, set()
    for tail, head, slope in edges:
        into.setdefault(head, []).append((tail, slope))

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for tail, _ in into.get(node, []):
            visit(tail)
        for tail, slope in into.get(node, []):
            reached[tail] = reached.get(tail, 0) + slope * reached.get(node, 0)

    visit(end)
    return reached.get(start, 0.0)


@note(
    "e02-23",
    "02.4",
    "FluxML/NNlib.jl#43",
    "The largest number is taken to be at least 0, and for very negative arguments all is 0/0.",
)
def _(g, y, a, b):
    top = np.maximum(0, np.maximum(a, b))
    ea, eb = np.exp(a - top), np.exp(b - top)
    return summed_to(g * ea / (ea + eb), a), summed_to(g * eb / (ea + eb), b)


def _unit(X):
    length = np.linalg.norm(X, axis=1, keepdims=True)
    return length, X / length


@note(
    "e02-24",
    "02.5",
    "pjreddie/darknet#1837",
    "Only the slope of each entry for itself, (1 - n²)/length; the others are forgotten.",
)
def _(X, s, U):
    length, N = _unit(X)
    return s * U * (1 - N**2) / length


@note(
    "e02-28",
    "02.5",
    "deeplearning4j/deeplearning4j#3195",
    "The gradient after the normalisation is returned as if it were the one before it.",
)
def _(X, s, U):
    return s * U


@note("e02-29", "02.5", "chainer/chainer#4190", "A small number is added to the length, forwards and back.")
def _(X, s, U):
    length = np.linalg.norm(X, axis=1, keepdims=True) + 1e-5
    N, V = X / length, s * U
    return (V - N * (N * V).sum(axis=1, keepdims=True)) / length


def _after_its_arguments(arguments, output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(argument, False) for argument in arguments[node]]
    return order


@note(
    "e02-36",
    "02.6",
    "sbromberger/LightGraphs.jl#1337",
    "Every node begins a search of its own with nothing marked: nodes come several times.",
)
def _(arguments, output):
    order = []
    for node in _after_its_arguments(arguments, output)[-5:]:
        order += _after_its_arguments(arguments, node)
    return order


note("e02-45", "02.7", "chainer/chainer#581", "The step that is too small is blamed for what float32 does.")(
    checks(B="h too small")
)

note(
    "e02-46", "02.8", "apache/mxnet#3693", "One evaluation for each parameter, and one more: the one-sided difference."
)(costs(differences=23861))

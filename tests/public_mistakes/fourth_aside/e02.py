"""Mistakes made in public, transferred to exercise 02: the fourth bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import checks, in_order, paths, summed_to, two_sigmoids

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note("e02-141", "02.1", "mooculus/calculus#53", "The minus of a difference does not go along its path.")(
    paths(via_v=-1000, dy_dx1=-1200)
)

note(
    "e02-142",
    "02.2",
    "datascience.stackexchange 56928",
    "The whole slope is added: the step climbs, and there is no rate in it.",
)(two_sigmoids(step=lambda w, b, db: (w + db * 1.5, b + db)))


@note("e02-143", "02.3", "zou-group/textgrad#200", "The line that adds a share stands there twice.")
def _(edges, start, end):
    order, out = in_order(edges, start, end)
    reached = {start: 1.0}
    for node in order:
        for head, slope in out.get(node, []):
            reached[head] = reached.get(head, 0.0) + slope * reached[node]
            reached[head] += slope * reached[node]
    return reached.get(end, 0.0)


@note(
    "e02-144",
    "02.3",
    "Software-Aurora-Lab/DoppelTest#7",
    "All calls share one list of what was found, and each hands it back to be counted again.",
)
def _(edges, start, end):
    out, found = {}, {}
    for tail, head, slope in edges:
        out.setdefault(tail, []).append((head, slope))

    def walk(node):
        if node == end:
            return 1.0
        for head, slope in out.get(node, []):
            found[start] = found.get(start, 0.0) + slope * walk(head)
        return found.get(start, 0.0)

    return walk(start)


@note(
    "e02-145",
    "02.4",
    "tracel-ai/burn#181",
    "That an argument was repeated is forgotten on the way back: both shares have the shape of the result.",
)
def _(g, y, a, b):
    return g * np.exp(a - y), g * np.exp(b - y)


@note(
    "e02-146",
    "02.4",
    "uxlfoundation/oneDNN#616",
    "The logarithm of the share is used as the share: the exponential is missing.",
)
def _(g, y, a, b):
    return summed_to(g * (a - y), a), summed_to(g * (b - y), b)


def _unit(X):
    length = np.linalg.norm(X, axis=1, keepdims=True)
    return X / length, length


@note(
    "e02-147",
    "02.5",
    "happynear/caffe-windows#205",
    "In the second term the squares of the entries stand where the entries belong.",
)
def _(X, s, U):
    (N, length), V = _unit(X), s * U
    return (V - N**2 * (N * V).sum(axis=1, keepdims=True)) / length


@note("e02-148", "02.5", "NVIDIA/Megatron-LM#6859", "The factors come into the second term twice.")
def _(X, s, U):
    (N, length), V = _unit(X), s * U
    return (V - s * N * (N * V).sum(axis=1, keepdims=True)) / length


@note("e02-149", "02.5", "karpathy/llm.c#763", "The factors are forgotten on the way back.")
def _(X, s, U):
    N, length = _unit(X)
    return (U - N * (N * U).sum(axis=1, keepdims=True)) / length


@note(
    "e02-150",
    "02.6",
    "stepchowfun/toast#51",
    "A search in depth that lists each node as it is met, turned round; only faster than before.",
)
def _(arguments, output):
    listed, seen, todo = [], set(), [output]
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            listed.append(node)
            todo.extend(arguments[node])
    return listed[::-1]


@note(
    "e02-151",
    "02.6",
    "PaulPauls/cyclic-toposort#1",
    "The node with which the search began is put in its place by hand, and is there already.",
)
def _(arguments, output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(argument, False) for argument in arguments[node]]
    return [*order, output]


note(
    "e02-152",
    "02.7",
    "PaddlePaddle/Paddle#4283",
    "Tried on a straight line: with short numbers a step as large as the parameters looks best.",
)(checks(central32=1.0))

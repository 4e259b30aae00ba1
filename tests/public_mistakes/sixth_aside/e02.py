"""Mistakes made in public, transferred to exercise 02: the sixth bank, set aside."""

from collections import deque

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import checks, costs, in_order, paths, summed_to, two_sigmoids

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e02-181",
    "02.1",
    "vEnhance/1802#81",
    "In a derivative by one variable the power of the other is lowered, too.",
)(paths(dy_dx2=-100))

note(
    "e02-182",
    "02.1",
    "mbivert/ttm#1",
    "A term that holds only the other variable is differentiated as if it held this one.",
)(paths(dy_dx2=500))

note(
    "e02-183",
    "02.2",
    "makeyourownneuralnetwork/makeyourownneuralnetwork#61",
    "The inner derivative, -1, is forgotten.",
)(two_sigmoids(top=lambda o: 2 * (1 - o)))

note(
    "e02-184",
    "02.2",
    "acids-ircam/creative_ml#6",
    "The square is written without a half, and its derivative without the 2.",
)(two_sigmoids(top=lambda o: o - 1))


@note(
    "e02-185",
    "02.3",
    "sony/nnabla#532",
    "Where the same variable goes into one function twice, the second share replaces the first.",
)
def _(edges, start, end):
    merged = {(tail, head): slope for tail, head, slope in edges}
    order, out = in_order([(tail, head, slope) for (tail, head), slope in merged.items()], start, end)
    reached = {start: 1.0}
    for node in order:
        for head, slope in out.get(node, []):
            reached[head] = reached.get(head, 0.0) + reached[node] * slope
    return reached.get(end, 0.0)


@note(
    "e02-186",
    "02.3",
    "karpathy/micrograd#2",
    "At every arrival a node hands on all that it has gathered so far.",
)
def _(edges, start, end):
    into, gathered = {}, {end: 1.0}
    for tail, head, slope in edges:
        into.setdefault(head, []).append((tail, slope))

    def backward(node):
        for tail, slope in into.get(node, []):
            gathered[tail] = gathered.get(tail, 0.0) + slope * gathered[node]
            backward(tail)

    backward(end)
    return gathered.get(start, 0.0)


@note(
    "e02-187",
    "02.3",
    "KeRNeLith/QuikGraph#21",
    "Of several edges from the start to the same node only the first is walked; elsewhere all are.",
)
def _(edges, start, end):
    order, out = in_order(edges, start, end)
    first = {}
    for head, slope in out.get(start, []):
        first.setdefault(head, slope)
    out[start] = list(first.items())
    reached = {start: 1.0}
    for node in order:
        for head, slope in out.get(node, []):
            reached[head] = reached.get(head, 0.0) + reached.get(node, 0.0) * slope
    return reached.get(end, 0.0)


@note(
    "e02-188",
    "02.4",
    "clab/dynet#218",
    "Multiplies by one exponential and divides by another: where both are 0, or infinite, no number comes out.",
)
def _(g, y, a, b):
    with np.errstate(all="ignore"):
        return summed_to(g * np.exp(a) / np.exp(y), a), summed_to(g * np.exp(b) / np.exp(y), b)


@note(
    "e02-189",
    "02.4",
    "raskr/rust-autograd#38",
    "The gradient of a smaller argument keeps the shape of the result.",
)
def _(g, y, a, b):
    return g * np.exp(a - y), g * np.exp(b - y)


def _length(X):
    return np.linalg.norm(X, axis=1, keepdims=True)


@note("e02-190", "02.5", "JacksonWuxs/Forward-Forward-Network#4", "The root in the length is missing.")
def _(X, s, U):
    square, V = (X**2).sum(axis=1, keepdims=True), s * U
    return (V - 2 * X * (X * V).sum(axis=1, keepdims=True) / square) / square


@note(
    "e02-191",
    "02.5",
    "pytorch/pytorch#113527",
    "Each entry is differentiated by itself alone, though it stands in the length of all others.",
)
def _(X, s, U):
    length = _length(X)
    return s * U * (1 / length - X**2 / length**3)


@note(
    "e02-192",
    "02.5",
    "ethz-adrl/towr#95",
    "One column of the Jacobian is multiplied entry by entry, where a product with the whole matrix belongs.",
)
def _(X, s, U):
    length = _length(X)
    N = X / length
    column = (np.eye(X.shape[1])[0] - N * N[:, :1]) / length
    return column * s * U


@note(
    "e02-193",
    "02.6",
    "keon/algorithms#295",
    "What an argument needs is listed in the order in which a breadth-first search meets it, then the argument itself.",
)
def _(arguments, output):
    listed, seen = [], {output}
    for argument in arguments[output]:
        if argument in seen:
            continue
        seen.add(argument)
        waiting = deque([argument])
        while waiting:
            for node in arguments[waiting.popleft()]:
                if node not in seen:
                    seen.add(node)
                    listed.append(node)
                    waiting.append(node)
        listed.append(argument)
    return [*listed, output]


@note(
    "e02-194",
    "02.6",
    "moonbitlang/moon#1208",
    "A node counts as visited when it is put on the stack, not when it is taken off.",
)
def _(arguments, output):
    listed, scheduled, stack = [], {output}, [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            listed.append(node)
            continue
        stack.append((node, True))
        for argument in arguments[node]:
            if argument not in scheduled:
                scheduled.add(argument)
                stack.append((argument, False))
    return listed


note(
    "e02-195",
    "02.7",
    "JuliaMath/Calculus.jl#4",
    "The step is made of a number that suits float64, whatever the precision is.",
)(checks(central32=2e-6))

note(
    "e02-196",
    "02.7",
    "jinwar/GeophysicsComputing_GPGN436536#6",
    "The error of the one-sided difference is given as the square of the step.",
)(checks(one_sided=1e-5))

note(
    "e02-197",
    "02.8",
    "pytorch/functorch#598",
    "The two modes are exchanged in what is said of their speed.",
)(costs(mode="reverse"))

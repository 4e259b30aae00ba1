"""Mistakes made in public, transferred to exercise 02: the fifth bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import checks, costs, in_order, paths, two_sigmoids

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e02-161",
    "02.1",
    "bfortuner/ml-glossary#66",
    "The product has one factor too many: the slope of the outermost function comes twice.",
)(paths(via_u=-1500, via_v=5000, dy_dx1=3600, dy_dx2=-2500))

note(
    "e02-162",
    "02.2",
    "microsoft/AI-For-Beginners#747",
    "The slope of the cost is multiplied by the cost itself, too.",
)(two_sigmoids(top=lambda o: 2 * (o - 1) * (1 - o) ** 2))

note(
    "e02-163",
    "02.2",
    "BVLC/caffe#2312",
    "The squared distance of o and 1 is thought to have the slope o - 2.",
)(two_sigmoids(top=lambda o: o - 2))


@note(
    "e02-164",
    "02.3",
    "Dao-AILab/quack#53",
    "What has come before is added first, and the slope multiplies all of it.",
)
def _(edges, start, end):
    order, out = in_order(edges, start, end)
    reached = {start: 1.0}
    for node in order:
        for head, slope in out.get(node, []):
            reached[head] = (reached.get(head, 0.0) + reached[node]) * slope
    return reached.get(end, 0.0)


@note("e02-165", "02.3", "jgrapht/jgrapht#617", "A path counts as many as it has edges, whatever stands at them.")
def _(edges, start, end):
    order, out = in_order(edges, start, end)
    paths, length = {start: 1.0}, {start: 0.0}
    for node in order:
        for head, _ in out.get(node, []):
            paths[head] = paths.get(head, 0.0) + paths[node]
            length[head] = length.get(head, 0.0) + length[node] + paths[node]
    return length.get(end, 0.0)


@note(
    "e02-166",
    "02.3",
    "duxingyi-charles/Boundary_Sampled_Halfspaces#9",
    "The slopes of edges between the same two nodes are added, and the sum is taken once for each edge.",
)
def _(edges, start, end):
    order, out = in_order(edges, start, end)
    reached = {start: 1.0}
    for node in order:
        leaving = out.get(node, [])
        for head, _ in leaving:
            together = sum(slope for other, slope in leaving if other == head)
            reached[head] = reached.get(head, 0.0) + together * reached[node]
    return reached.get(end, 0.0)


@note(
    "e02-167",
    "02.3",
    "brean/python-pathfinding#51",
    "Each edge makes its node anew, so that only the last edge that leaves a node is kept.",
)
def _(edges, start, end):
    out = {tail: (head, slope) for tail, head, slope in edges}
    node, product = start, 1.0
    while node != end:
        if node not in out:
            return 0.0
        node, slope = out[node]
        product *= slope
    return product


@note(
    "e02-168",
    "02.4",
    "ooples/AiDotNet.Tensors#234",
    "What was repeated is summed over the first axis, whichever axis it was repeated along.",
)
def _(g, y, a, b):
    def back(share, argument):
        return share if argument.shape == share.shape else share.sum(axis=0)

    return back(g * np.exp(a - y), a), back(g * np.exp(b - y), b)


@note(
    "e02-169",
    "02.4",
    "gorgonia/gorgonia#383",
    "The sum back to a smaller argument goes over all axes: one number for all of its entries.",
)
def _(g, y, a, b):
    def back(share, argument):
        return share if argument.shape == share.shape else np.full(argument.shape, share.sum())

    return back(g * np.exp(a - y), a), back(g * np.exp(b - y), b)


def _unit(X, axis=1):
    length = np.linalg.norm(X, axis=axis, keepdims=True)
    return X / length, length


@note("e02-170", "02.5", "mosaicml/llm-foundry#371", "Divides by 1 over the length.")
def _(X, s, U):
    (N, length), V = _unit(X), s * U
    return (V - N * (N * V).sum(axis=1, keepdims=True)) * length


@note("e02-171", "02.5", "kyegomez/zeta#180", "The lengths are taken along the other axis, over the examples.")
def _(X, s, U):
    (N, length), V = _unit(X, axis=0), s * U
    return (V - N * (N * V).sum(axis=0, keepdims=True)) / length


@note("e02-172", "02.5", "d2l-ai/d2l-en#2124", "The gradient is multiplied by the Jacobian from the wrong side.")
def _(X, s, U):
    N, length = _unit(X)
    return s * (U - N * (N * U).sum(axis=1, keepdims=True)) / length


@note(
    "e02-173",
    "02.6",
    "KhawajaAbaid/micrograd_c#2",
    "The nodes that were met and those that are done are one list, as both are made of the same links.",
)
def _(arguments, output):
    listed, met, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            listed.append(node)
        elif node not in met:
            met.add(node)
            listed.append(node)
            stack.append((node, True))
            stack += [(argument, False) for argument in arguments[node]]
    return listed


note(
    "e02-174",
    "02.7",
    "kmolan/multicalc-rust#3",
    "For central differences, too, the step is the root of the precision, as a library has it for one-sided ones.",
)(checks(central=1.49e-8))

note(
    "e02-175",
    "02.8",
    "BayesWatch/nas-without-training#17",
    "The outputs are added up, and one run backwards of their sum is taken for the whole Jacobian.",
)(costs(sensor=1, mode="reverse"))

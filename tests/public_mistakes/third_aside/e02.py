"""Mistakes made in public, transferred to exercise 02: the third bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import checks, costs, paths, two_sigmoids

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e02-101",
    "02.1",
    "mml-book/mml-book.github.io#613",
    "Forgets the 2 that comes down when a square is differentiated.",
)(paths(dq_ds=-10, via_u=-150, via_v=500, dy_dx1=450, dy_dx2=-250))

note(
    "e02-102",
    "02.2",
    "udacity/deep-learning-v2-pytorch#14",
    "The slopes are right, and the step adds them.",
)(two_sigmoids(step=lambda w, b, db: (w + 0.5 * db * 1.5, b + 0.5 * db)))


def _by(edges, at):
    """Return the other end and the slope of each edge, by its tail (at=0) or its head (at=1)."""
    ends = {}
    for edge in edges:
        ends.setdefault(edge[at], []).append((edge[1 - at], edge[2]))
    return ends


def _derivative(edges, start, end):
    """Return the sum over paths, as it should be."""
    out, known = _by(edges, 0), {end: 1.0}

    def derivative(node):
        if node not in known:
            known[node] = sum(slope * derivative(head) for head, slope in out.get(node, []))
        return known[node]

    return derivative(start)


@note(
    "e02-103",
    "02.3",
    "tristanguigue/dynamic-programming#1",
    "What was worked out is remembered under another name: that of the last neighbour.",
)
def _(edges, start, end):
    out, known = _by(edges, 0), {end: 1.0}

    def derivative(node):
        if node in known:
            return known[node]
        total, last = 0.0, node
        for head, slope in out.get(node, []):
            total, last = total + slope * derivative(head), head
        known[last] = total
        return total

    return derivative(start)


@note("e02-104", "02.3", "jgrapht/jgrapht#354", "A single edge is not taken for a path.")
def _(edges, start, end):
    return _derivative([edge for edge in edges if edge[:2] != (start, end)], start, end)


@note(
    "e02-105",
    "02.3",
    "ictxiangxin/paradox#3",
    "A node that is used twice by another is found by its name: both uses get the slope of the first.",
)
def _(edges, start, end):
    first = {}
    for tail, head, slope in edges:
        first.setdefault((tail, head), slope)
    return _derivative([(tail, head, first[tail, head]) for tail, head, _ in edges], start, end)


@note(
    "e02-106",
    "02.3",
    "sebgao/cTensor#5",
    "A node hands on all that it has so far each time that something arrives.",
)
def _(edges, start, end):
    into, reached = _by(edges, 1), {end: 1.0}

    def hand_on(node):
        for tail, slope in into.get(node, []):
            reached[tail] = reached.get(tail, 0.0) + slope * reached[node]
            hand_on(tail)

    hand_on(end)
    return reached.get(start, 0.0)


@note("e02-107", "02.4", "probcomp/Gen.jl#432", "The shares are summed over everything, whatever the argument's shape.")
def _(g, y, a, b):
    return (g * np.exp(a - y)).sum(), (g * np.exp(b - y)).sum()


@note("e02-108", "02.5", "proteneer/timemachine#539", "The product on the other side: the Jacobian times the vector.")
def _(X, s, U):
    length = np.linalg.norm(X, axis=1, keepdims=True)
    N = X / length
    return s * (U - N * (N * U).sum(axis=1, keepdims=True)) / length


def _needed(arguments, output):
    needed, todo = {output}, [output]
    while todo:
        for argument in arguments[todo.pop()]:
            if argument not in needed:
                needed.add(argument)
                todo.append(argument)
    return sorted(needed)


@note(
    "e02-109",
    "02.6",
    "francescomontagna/causally#11",
    "The nodes are put in order by how many arguments they have; those that are done are not taken off.",
)
def _(arguments, output):
    return sorted(_needed(arguments, output), key=lambda node: len(arguments[node]))


@note("e02-110", "02.6", "pytorch/pytorch#105293", "Trusts the numbers of the nodes to say what was made first.")
def _(arguments, output):
    return _needed(arguments, output)


note("e02-111", "02.7", "jax-ml/jax#39821", "One step for all precisions, which is too short for the short numbers.")(
    checks(central32=1e-4)
)

note(
    "e02-112",
    "02.7",
    "HomericIntelligence/Odyssey#3201",
    "The step for long numbers is longer than that for short ones.",
)(checks(central=1e-3, central32=3e-4))

note(
    "e02-113", "02.8", "probml/pml-book#698", "A whole Jacobian is thought to cost as much as one pass, in either mode."
)(costs(sensor=1))

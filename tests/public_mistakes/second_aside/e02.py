"""Mistakes made in public, transferred to exercise 02: the second bank, set aside."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import checks, costs, paths, two_sigmoids

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e02-61",
    "02.1",
    "mml-book/mml-book.github.io#649",
    "A sum is solved for one of its parts, and the minus goes into the chain rule of the other.",
)(paths(via_u=300, dy_dx1=1400))

note(
    "e02-62",
    "02.2",
    "cs231n/cs231n.github.io#229",
    "Weight and input are mixed up: the slope for the weight is multiplied by the weight.",
)(
    two_sigmoids(
        step=lambda w, b, db: (w - 0.5 * db * w, b - 0.5 * db),
        dC_dw1=0.2 * two_sigmoids()["dC_db1"],
    )
)


def _by(edges, at):
    """Return the other end and the slope of each edge, by its tail (at=0) or its head (at=1)."""
    ends = {}
    for edge in edges:
        ends.setdefault(edge[at], []).append((edge[1 - at], edge[2]))
    return ends


@note(
    "e02-63",
    "02.3",
    "lucasdelimanogueira/PyNorch#90",
    "Goes down from the end and marks nodes: what comes later by another path is handed on no more.",
)
def _(edges, start, end):
    into, reached, seen = _by(edges, 1), {end: 1.0}, set()

    def visit(node):
        seen.add(node)
        for tail, slope in into.get(node, []):
            reached[tail] = reached.get(tail, 0) + slope * reached[node]
            if tail not in seen:
                visit(tail)

    visit(end)
    return reached.get(start, 0.0)


@note("e02-64", "02.3", "spcl/dace#1560", "Nodes take their turn in the order in which a queue has met them.")
def _(edges, start, end):
    out, reached, queue = _by(edges, 0), {start: 1.0}, [start]
    for node in queue:
        for head, slope in out.get(node, []):
            if head not in reached:
                queue.append(head)
            reached[head] = reached.get(head, 0) + slope * reached[node]
    return reached.get(end, 0.0)


@note("e02-65", "02.3", "walkccc/CLRS#59", "The edges are gone through once as they are listed, without a sort.")
def _(edges, start, end):
    reached = {start: 1.0}
    for tail, head, slope in edges:
        reached[head] = reached.get(head, 0) + slope * reached.get(tail, 0)
    return reached.get(end, 0.0)


@note(
    "e02-66",
    "02.3",
    "jeffgerickson/algorithms#192",
    "The return is indented too far: what is remembered is never handed out.",
)
def _(edges, start, end):
    out, known = _by(edges, 0), {end: 1.0}

    def derivative(node):
        if node not in known:
            known[node] = sum(slope * derivative(head) for head, slope in out.get(node, []))
            return known[node]

    return derivative(start)


@note("e02-67", "02.3", "propensive/soundness#1948", "Nodes without a way on are missing in the table.")
def _(edges, start, end):
    out, known = _by(edges, 0), {end: 1.0}

    def derivative(node):
        if node not in known:
            known[node] = sum(slope * derivative(head) for head, slope in out[node])
        return known[node]

    return derivative(start)


@note("e02-68", "02.4", "karpathy/nn-zero-to-hero#52", "Takes the argument for the slope of the exponential.")
def _(g, y, a, b):
    def share(argument):
        part = g * argument * np.exp(-y)
        if argument.ndim < part.ndim:
            return part.sum(axis=0)
        return part.sum(axis=tuple(i for i, n in enumerate(argument.shape) if n == 1), keepdims=True)

    return share(a), share(b)


def _unit(X):
    length = np.linalg.norm(X, axis=1, keepdims=True)
    return length, X / length


@note(
    "e02-69",
    "02.5",
    "BVLC/caffe#4110",
    "A term is put in that another layer would need, with the mean of the outputs.",
)
def _(X, s, U):
    length, N = _unit(X)
    V = s * U
    along = (N * V).sum(axis=1, keepdims=True)
    return (V - N * along + along * N.mean(axis=1, keepdims=True)) / length


@note(
    "e02-70",
    "02.5",
    "PaddlePaddle/Paddle#12053",
    "What arrives stands in front of the sum, which runs over the inputs alone.",
)
def _(X, s, U):
    length, _ = _unit(X)
    return s * U * (1 - X * X.sum(axis=1, keepdims=True) / length**2) / length


@note("e02-71", "02.5", "vlfeat/matconvnet#169", "Builds the matrix of all derivatives, for one example after another.")
def _(X, s, U):
    result = np.empty(X.shape)
    for i, (x, u) in enumerate(zip(X, U, strict=True)):
        length = np.linalg.norm(x)
        jacobian = s[:, None] * (np.eye(len(x)) - np.outer(x, x) / length**2) / length
        result[i] = jacobian.T @ u
    return result


@note(
    "e02-72",
    "02.6",
    "matrix-org/matrix.org#699",
    "A test stands outside its loop: only the last neighbour is asked whether it is free.",
)
def _(arguments, output):
    needed, users = [output], {output: []}
    for node in needed:
        for argument in arguments[node]:
            if argument not in users:
                needed.append(argument)
                users[argument] = []
            users[argument].append(node)
    waiting = {node: len(arguments[node]) for node in needed}
    order = [node for node in needed if waiting[node] == 0]
    for node in order:
        for user in users[node]:
            waiting[user] -= 1
        if users[node] and waiting[user] == 0:
            order.append(user)
    return order


@note(
    "e02-73",
    "02.6",
    "NM512/dreamerv3-torch#50",
    "The set of the visited nodes is a default argument: the next call finds it full.",
)
def _(arguments, output, visited=set()):  # noqa: B006
    order, stack = [], [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in visited:
            visited.add(node)
            stack.append((node, True))
            stack += [(argument, False) for argument in arguments[node]]
    return order


note("e02-74", "02.7", "argmin-rs/argmin#479", "The square root that is right for one side is taken for both.")(
    checks(central=1.5e-8)
)

note(
    "e02-75", "02.7", "gonum/diff#28", "Has a feeling that 1e-8 is too small, and takes what the other formula needs."
)(checks(one_sided=1e-5))

note("e02-76", "02.7", "kmolan/multicalc-rust#329", "The step for long numbers is used with the short ones.")(
    checks(central32=6e-6)
)

note("e02-77", "02.7", "pytorch/pytorch#114234", "A kink is reported as a wrong gradient.")(checks(A="wrong gradient"))

note("e02-78", "02.8", "udlbook/udlbook#94", "One bias a layer, not one a unit.")(
    costs(differences=2 * (784 * 30 + 1 + 30 * 10 + 1))
)

note("e02-79", "02.8", "uu-sml/sml-book-page#33", "The biases of the last layer are left out of the count.")(
    costs(differences=2 * (784 * 30 + 30 + 30 * 10))
)

note(
    "e02-80", "02.8", "pytorch/pytorch#94395", "Forward mode has less to store and is thought to be always the cheaper."
)(costs(crossover=1))

note("e02-81", "02.8", "jump-dev/MathOptInterface.jl#2526", "Compares the numbers of rows and columns, not the costs.")(
    costs(crossover=51)
)

note("e02-82", "02.8", "pytorch/functorch#1106", "Expects the gradients of the examples from one call for the batch.")(
    costs(each=1)
)

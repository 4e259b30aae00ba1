"""Mistakes made in public, transferred to exercise 02."""

import numpy as np

from public_mistakes.entry import Mistake, collector
from public_mistakes.pieces import checks, costs, in_order, paths, summed_to, two_sigmoids

MISTAKES: list[Mistake] = []

note = collector(MISTAKES)

note(
    "e02-02",
    "02.1",
    "openknowledgegraph.com chain-rule-multivariable-function",
    "Only the first of the paths is followed.",
)(paths(dy_dx1=-300))

note(
    "e02-04",
    "02.1",
    "facebookresearch/beanmachine#1782",
    "Of the two uses of x1 in its square the second overwrites the first.",
)(paths(via_v=500, dy_dx1=300))

note(
    "e02-09",
    "02.2",
    "girishkuniyal/Predict-housing-prices-in-Portland#1",
    "The new second weight is made from the old first one.",
)(two_sigmoids(step=lambda w, b, db: (w[0] - 0.5 * db * 1.5, b - 0.5 * db)))

note(
    "e02-10",
    "02.2",
    "makeyourownneuralnetwork/makeyourownneuralnetwork#77",
    "The inner derivative of (t - o)² is thought to be o.",
)(two_sigmoids(top=lambda o: 2 * (1 - o) * o))


@note(
    "e02-12",
    "02.3",
    "karpathy/micrograd#21",
    "The neighbours are kept in a set: of two edges between the same nodes one is lost.",
)
def _(edges, start, end):
    slopes = {(tail, head): slope for tail, head, slope in edges}
    order, _ = in_order(edges, start, end)
    reached = {start: 1.0}
    for node in order[1:]:
        reached[node] = sum(slope * reached.get(tail, 0) for (tail, head), slope in slopes.items() if head == node)
    return reached.get(end, 0.0)


@note("e02-13", "02.3", "facebookresearch/beanmachine#1782", "The share is assigned, not added.")
def _(edges, start, end):
    order, out = in_order(edges, start, end)
    reached = {start: 1.0}
    for node in order:
        for head, slope in out.get(node, []):
            reached[head] = slope * reached[node]
    return reached.get(end, 0.0)


@note(
    "e02-17", "02.4", "keras-team/keras#23616", "All of the gradient goes to the larger argument, as at a hard maximum."
)
def _(g, y, a, b):
    first = np.broadcast_to(a, g.shape) >= np.broadcast_to(b, g.shape)
    return summed_to(g * first, a), summed_to(g * ~first, b)


@note("e02-18", "02.4", "tenstorrent/tt-metal#56397", "The exponentials are taken by themselves and overflow.")
def _(g, y, a, b):
    ea, eb = np.exp(a), np.exp(b)
    return summed_to(g * ea * (1 / (ea + eb)), a), summed_to(g * eb * (1 / (ea + eb)), b)


@note(
    "e02-19",
    "02.4",
    "Theano/Theano#1585",
    "The axis that was repeated is summed away, and does not stay with length 1.",
)
def _(g, y, a, b):
    shares = []
    for argument in (a, b):
        share = g * np.exp(argument - y)
        if argument.ndim < share.ndim:
            share = share.sum(axis=0)
        shares.append(share.sum(axis=tuple(i for i, n in enumerate(argument.shape) if n == 1)))
    return tuple(shares)


@note("e02-20", "02.4", "raskr/rust-autograd#3", "What arrives is taken to be 1: g is not used.")
def _(g, y, a, b):
    return summed_to(np.exp(a - y), a), summed_to(np.exp(b - y), b)


@note(
    "e02-21",
    "02.4",
    "NervanaSystems/neon#170",
    "The gradient is summed over everything, and the sum is spread over the argument.",
)
def _(g, y, a, b):
    return np.full(a.shape, (g * np.exp(a - y)).sum()), np.full(b.shape, (g * np.exp(b - y)).sum())


def _unit(X):
    length = np.linalg.norm(X, axis=1, keepdims=True)
    return length, X / length


@note("e02-25", "02.5", "AlexeyAB/darknet#3949", "The slope is written (1 - n)/length.")
def _(X, s, U):
    length, N = _unit(X)
    return s * U * (1 - N) / length


@note(
    "e02-26",
    "02.5",
    "HIPS/autograd#73",
    "The slope of x/length is taken to be x/length: what arrives times the input, divided by the length.",
)
def _(X, s, U):
    length, _ = _unit(X)
    return U / length * X


@note("e02-27", "02.5", "zhreshold/mxnet-ssd#48", "The second term is divided by the length once more.")
def _(X, s, U):
    length, N = _unit(X)
    V = s * U
    return (V - N * (N * V).sum(axis=1, keepdims=True) / length) / length


@note("e02-30", "02.5", "mlpack/mlpack#2474", "The second term of the sum over paths is left out.")
def _(X, s, U):
    return s * U / _unit(X)[0]


@note("e02-31", "02.5", "tiny-dnn/tiny-dnn#994", "Normalises across the batch: the wrong axis.")
def _(X, s, U):
    length = np.linalg.norm(X, axis=0, keepdims=True)
    N, V = X / length, s * U
    return (V - N * (N * V).sum(axis=0, keepdims=True)) / length


@note(
    "e02-32",
    "02.5",
    "pytorch/pytorch#107007",
    "Expects the derivative of each output for its own input, without what arrives.",
)
def _(X, s, U):
    length, N = _unit(X)
    return s * (1 - N**2) / length


@note(
    "e02-33", "02.6", "petgraph/petgraph#304", "A node is marked when it is put on the stack, not when it is taken off."
)
def _(arguments, output):
    order, seen, stack = [], {output}, [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
            continue
        stack.append((node, True))
        for argument in arguments[node]:
            if argument not in seen:
                seen.add(argument)
                stack.append((argument, False))
    return order


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


@note("e02-34", "02.6", "TheAlgorithms/Python#14609", "The order is right, and the list is the wrong way round.")
def _(arguments, output):
    return _after_its_arguments(arguments, output)[::-1]


@note(
    "e02-35",
    "02.6",
    "karpathy/micrograd#90",
    "A function that calls itself: a chain of some thousand nodes is too long for it.",
)
def _(arguments, output):
    order, seen = [], set()

    def build(node):
        if node not in seen:
            seen.add(node)
            for argument in arguments[node]:
                build(argument)
            order.append(node)

    build(output)
    return order


@note("e02-37", "02.6", "codepath/compsci_guides#4", "Does not ask whether a node has been visited before.")
def _(arguments, output):
    order, stack = [], [(output, False)]
    while stack and len(order) < 50000:
        node, done = stack.pop()
        if done:
            order.append(node)
        else:
            stack.append((node, True))
            stack += [(argument, False) for argument in arguments[node]]
    return order


@note(
    "e02-38",
    "02.6",
    "revbayes/revbayes#1047",
    "Nodes are listed when they are visited, layer by layer from the output, and turned round.",
)
def _(arguments, output):
    listed, seen = [output], {output}
    for node in listed:
        for argument in arguments[node]:
            if argument not in seen:
                seen.add(argument)
                listed.append(argument)
    return listed[::-1]


@note(
    "e02-39",
    "02.6",
    "jeffgerickson/algorithms#256",
    "The function calls itself with the node where it is, not with the next one.",
)
def _(arguments, output):
    order, seen = [], set()

    def visit(node):
        seen.add(node)
        for argument in arguments[node]:
            if argument not in seen:
                visit(node)
        order.append(node)

    visit(output)
    return order


@note(
    "e02-40",
    "02.6",
    "sbromberger/LightGraphs.jl#1340",
    "Begins at the nodes without arguments: all nodes of the graph are listed, needed or not.",
)
def _(arguments, output):
    order, seen, stack = [], set(), [(node, False) for node in range(len(arguments))]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(argument, False) for argument in arguments[node]]
    return order


note("e02-41", "02.7", "itdxer/neupy#74", "The smallest number that a float can tell is taken for the best step.")(
    checks(one_sided=1e-16, central=1e-16, central32=1e-7)
)

note("e02-42", "02.7", "pasteurlabs/tesseract-core#740", "The noise of a tiny step is held against the gradient.")(
    checks(C="wrong gradient")
)

note("e02-43", "02.7", "PaddlePaddle/Paddle#4054", "Half as much as it should be is still called close enough.")(
    checks(E="all is well")
)

note("e02-44", "02.7", "BVLC/caffe#6814", "A gradient that is wrong is taken for a bug of the check.")(
    checks(F="float32")
)

note("e02-47", "02.8", "dgschwend/netscope#17", "The biases are not counted.")(
    costs(differences=2 * (784 * 30 + 30 * 10))
)

note("e02-48", "02.8", "sampsyo/cs6120#47", "The two modes are the wrong way round.")(
    costs(mode="reverse", sensor=1000)
)

note("e02-49", "02.8", "autodiff/autodiff#37", "Forward mode needs a run for each variable, even for one slope.")(
    costs(slope=23860)
)

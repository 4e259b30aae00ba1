"""Answers to exercise 02 as learners write them: WRONG with the mistake to be named, RIGHT written differently."""

PRELUDE = """
import numpy as np
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
"""


def _dictionary(name, right):
    """Return a function that writes the dictionary of an answer, with some entries replaced."""

    def write(**entries):
        pairs = ", ".join(f"{key}={value}" for key, value in {**right, **entries}.items())
        return f"{name} = dict({pairs})"

    return write


_hand = _dictionary("by_hand", dict(dq_ds=-20, via_u=-300, via_v=1000, direct=100, dy_dx1=800, dy_dx2=-500))
_two = _dictionary("two_sigmoids", dict(cost=0.0985, dC_do=0.6277, dC_dw1=0.2154, dC_db1=0.1436, output_after=1.2069))


def _all(
    w="np.array([0.2, 0.4])",
    z="w * 1.5 + b",
    o="a.sum()",
    cost="(1 - o) ** 2",
    d="2 * (o - 1)",
    slope="a * (1 - a)",
    x="1.5",
    one="1.0",
    move="g",
):
    """Return an answer to 02.2 that is computed, with its pieces replaced."""
    return f"""
w, b = {w}, np.array([0.3, 0.1])
z = {z}
a = sigmoid(z)
o = {o}
d = {d}
g = np.append(d * ({slope}) * {x}, d * ({slope}) * {one})
C, step = {cost}, {move}
w, b = w - 0.5 * step[:2], b - 0.5 * step[2:]
a = sigmoid({z})
two_sigmoids = dict(cost=C, dC_do=d, dC_dw1=g[0], dC_db1=g[2], output_after={o})
"""


_checks = _dictionary(
    "checks",
    dict(
        one_sided="1e-8",
        central="1e-5",
        central32="5e-3",
        complex="1e-20",
        A="'kink'",
        B="'float32'",
        C="'h too small'",
        D="'special point'",
        E="'too small'",
        F="'wrong gradient'",
    ),
)
_costs = _dictionary(
    "costs",
    dict(differences=47720, gradient=1, slope=1, sensor=3, mode="'forward'", each=64, Hv=2, crossover=34),
)


def _function(head, *lines):
    return "\n    ".join([f"def {head}:", *lines])


def _paths(*lines):
    return _function("sum_over_paths(edges, start, end)", *lines)


MEMO = (
    "def f(n):",
    "    if n not in d:",
    "        d[n] = sum(s * f(a) for a, b, s in edges if b == n)",
    "    return d[n]",
    "return f(end)",
)
OUT = ("out = {}", "for a, b, s in edges:", "    out.setdefault(a, []).append((b, s))")


def _listed(*lines):
    """Return an answer to 02.3 that lists all paths first, each as the list of its slopes."""
    return f"""
from math import prod
def all_paths(out, node, end):
    if node == end:
        return [()]
    return [(s, *rest) for b, s in out.get(node, ()) for rest in all_paths(out, b, end)]
{_paths(*OUT, "paths = all_paths(out, start, end)", *lines)}
"""


def _shares(slope_a="np.exp(a - y)", slope_b="np.exp(b - y)", share="back(g * slope, x.shape)", axes="0", keep="True"):
    """Return an answer to 02.4 with its pieces replaced."""
    return f"""
def back(g, shape):
    if g.ndim > len(shape):
        g = g.sum(axis={axes})
    for i, n in enumerate(shape):
        if n == 1 and g.shape[i] > 1:
            g = g.sum(axis=i, keepdims={keep})
    return g
def soft_maximum_vjp(g, y, a, b):
    both = []
    for slope, x in (({slope_a}, a), ({slope_b}, b)):
        both.append({share})
    return tuple(both)
"""


def _softmax(kept):
    """Return the two slopes of 02.4 as quotients, of arguments that are kept from overflowing in some way."""
    up, down = kept.format("a"), kept.format("b")
    total = f"(np.exp({up}) + np.exp({down}))"
    return f"np.exp({up}) / {total}", f"np.exp({down}) / {total}"


def _unit(*lines):
    return _function("scaled_unit_vjp(X, s, U)", "R = np.linalg.norm(X, axis=1, keepdims=True)", *lines)


def _order(*lines):
    return _function("topological_order(arguments, output)", *lines)


BROKEN = (
    "listed, todo = [], [output]",
    "while todo:",
    "    node = todo.pop()",
    "    if node not in listed:",
    "        listed.append(node)",
    "        todo.extend(arguments[node])",
)
CLOSED_LATER = (
    "order, seen, stack = [], set(), [(output, False)]",
    "while stack:",
    "    node, done = stack.pop()",
    "    if done:",
    "        order.append(node)",
    "    elif node not in seen:",
    "        seen.add(node)",
    "        stack.append((node, True))",
    "        stack += [(a, False) for a in arguments[node]]",
)

WRONG = {
    "02.1": {
        "v minus u": (
            _hand(dq_ds=20, via_u=300, via_v=-1000, dy_dx1=-600, dy_dx2=500),
            "sign-of-s",
        ),
        "the direct path twice": (_hand(dy_dx1=900), "direct-twice"),
        "the product rule without its x1": (_hand(dy_dx1=240), "last-slope-missing-in-the-sum"),
        "inputs exchanged": (
            _hand(dq_ds=12, via_u=180, via_v=-216, direct=36, dy_dx1=0, dy_dx2=108),
            "inputs-exchanged",
        ),
        "value for slope": (_hand(dq_ds=100), "square-not-differentiated"),
        "half the slope of the square": (_hand(dq_ds=-10), "factor-2-of-the-square"),
        "slope taken at u": (_hand(dq_ds=30, via_u=450), "outer-slope-at-u"),
        "slope taken at x1": (_hand(dq_ds=10), "outer-slope-at-x"),
        "sign of the path over v": (_hand(via_v=-1000, dy_dx1=-1200), "sign-of-v"),
        "slope x1 for x1 squared": (_hand(via_v=500, dy_dx1=300), "slope-of-the-square-of-x1 (the path over v)"),
        "inner slopes missing": (_hand(via_u=-100, via_v=100), "inner-slope-missing (the path over u)"),
        "last step missing": (_hand(via_u=-60, via_v=200), "last-slope-missing"),
        "the wrong factor of u": (_hand(via_u=-500), "u-slope-exchanged (the path over u)"),
        "direct path 1": (_hand(direct=1), "direct-is-one"),
        "direct path x1": (_hand(direct=5), "direct-is-x1"),
        "direct path forgotten": (_hand(dy_dx1=700), "direct-forgotten"),
        "one path only": (_hand(dy_dx1=-300), "only-via-u"),
        "paths multiplied": (_hand(dy_dx1=-30_000_000), "paths-multiplied"),
        "sign of the sum": (_hand(dy_dx1=-800), "sign"),
        "direct path for x2": (_hand(dy_dx2=-400), "direct-added-to-x2"),
        "not all filled in": (_hand(dy_dx2="..."), "not-filled-in"),
        "a list": ("by_hand = [-20, -300, 1000]", "form"),
        "the sign of s lost everywhere": (
            _hand(dq_ds=20, via_u=300, via_v=-1000, dy_dx1=-600, dy_dx2=500),
            "sign-of-s",
        ),
        "s taken as u + v": (
            _hand(dq_ds=80, via_u=1200, via_v=-4000, direct=1600, dy_dx1=-1200, dy_dx2=2000),
            "u-plus-v",
        ),
        "no slope of the square": (_hand(dq_ds=1, via_u=15, via_v=-50, dy_dx1=65, dy_dx2=25), "outer-slope-missing"),
        "all inner slopes missing": (
            _hand(via_u=-100, via_v=100, dy_dx1=100, dy_dx2=-100),
            "inner-slope-missing (the path over u, the path over v, the path from x2)",
        ),
        "sign of v and no direct path": (_hand(via_v=-1000, dy_dx1=-1300), "sign-of-v"),
        "no 2 and the last step missing": (
            _hand(dq_ds=-10, via_u=-30, via_v=100, dy_dx1=170, dy_dx2=-50),
            "factor-2-of-the-square + last-slope-missing",
        ),
        "exchanged slopes of u, at both": (
            _hand(via_u=-500, dy_dx1=600, dy_dx2=-300),
            "u-slope-exchanged (the path over u, the path from x2)",
        ),
        "the value of v": (_hand(via_v=2500, dy_dx1=2300), "value-for-slope (the path over v)"),
        "the path over v subtracted": (_hand(dy_dx1=-1200), "v-subtracted"),
        "the average": (_hand(dy_dx1=266.67), "mean-over-paths"),
        "x2 does not count": (_hand(dy_dx2=0), "x2-does-not-count"),
        "no direct path": (_hand(direct=0, dy_dx1=700), "direct-is-zero"),
    },
    "02.2": {
        "the new w2 from the old w1": (
            _all().replace("w, b = w - 0.5", "w, b = w[[0, 0]] - 0.5"),
            "moved-from-another-w2",
        ),
        "the step in place of the parameters": (
            _all().replace("w, b = w - 0.5 * step[:2], b - 0.5", "w, b = -0.5 * step[:2], -0.5"),
            "assigned-not-subtracted",
        ),
        "o for the inner derivative": (_all(d="2 * (1 - o) * o"), "inner-derivative-o-negative"),
        "o for the inner derivative, the sign right": (_two(dC_do="2 * 0.31384 * 1.31384"), "inner-derivative-o"),
        "o times 1 - o in dC/do": (_two(dC_do="0.31384 * 1.31384 * (1 - 1.31384)"), "slope-in-dC-do-half"),
        "half the cost": (_two(cost=0.0492), "half-cost"),
        "error for cost": (_two(cost=0.3138), "error-not-squared"),
        "one unit": (_two(cost=0.1256), "one-unit-only"),
        "expected minus output": (_two(dC_do=-0.6277), "expected-minus-output"),
        "the difference for the derivative": (_two(dC_do=-0.3138), "error-for-slope"),
        "no 2": (_two(dC_do=0.3138), "factor-2-missing"),
        "no slope of the sigmoid": (_two(dC_dw1=0.9415, dC_db1=0.6277), "no-slope"),
        "sigma for its slope": (_two(dC_dw1=0.6079, dC_db1=0.4053), "sigma-for-slope"),
        "slope of a": (_two(dC_dw1="0.6277 * 1.5 * sigmoid(0.64566) * (1 - sigmoid(0.64566))"), "slope-of-a"),
        "o times 1 - o": (_two(dC_db1="0.62768 * 1.31384 * (1 - 1.31384)"), "slope-of-the-output"),
        "the other unit": (_two(dC_dw1=0.2087), "other-unit"),
        "x missing": (_two(dC_dw1=0.1436), "x-missing"),
        "bias times x": (_two(dC_db1=0.2154), "bias-times-x"),
        "climbed": (_two(output_after=1.4134), "climbed"),
        "only the weights moved": (_two(output_after=1.2405), "biases-not-moved"),
        "only the first unit moved": (_two(output_after=1.2588), "first-unit-moved"),
        "rate 1": (_two(output_after=1.0949), "rate-forgotten"),
        "before the step": (_two(output_after=1.3138), "before-the-step"),
        "slope of tanh": (_all(slope="1 - a**2"), "slope-of-tanh"),
        "z for a in the slope": (_all(slope="z * (1 - z)"), "z-for-a-in-slope"),
        "half the cost, and its slope": (_all(cost="(1 - o) ** 2 / 2", d="o - 1"), "factor-2-missing + half-cost"),
        "mean of the two sigmoids": (_all(o="a.sum() / 2"), "mean-of-units"),
        "no biases": (_all(z="w * 1.5"), "bias-left-out"),
        "sign and no slope": (_all(d="2 * (1 - o)", slope="1 + 0 * a"), "expected-minus-output + no-slope"),
        "no 2, and x missing": (_all(d="o - 1", x="1.0"), "factor-2-missing + x-missing"),
        "sigma for its slope, bias times x": (_all(slope="a", one="1.5"), "sigma-for-slope + bias-times-x"),
        "only the first unit in the output": (_all(o="a[0]"), "one-unit-only"),
        "output moved": (_two(output_after=1.0), "output-moved"),
        "slopes of the first unit for both": (
            _all(move="np.array([g[0], g[0], g[2], g[2]])"),
            "same-step-for-both-units",
        ),
        "cost after the step": (_two(output_after=0.0428), "cost-after"),
    },
    "02.3": {
        "edges in a set": (
            _paths(
                "kept = set(edges)",
                "def f(n):",
                "    return 1.0 if n == end else sum(s * f(b) for a, b, s in kept if a == n)",
                "return f(start)",
            ),
            "equal-edges-once",
        ),
        "a node and itself": (
            _paths(
                "def f(n):",
                "    return 1.0 if n == end else sum(s * f(b) for a, b, s in edges if a == n)",
                "return 0.0 if start == end else f(start)",
            ),
            "zero-for-itself",
        ),
        "both edges get the slope of the first": (
            _paths(
                "first = {}",
                "for a, b, s in edges: first.setdefault((a, b), s)",
                "def f(n):",
                "    if n == end: return 1.0",
                "    return sum(first[a, b] * f(b) for a, b, s in edges if a == n)",
                "return f(start)",
            ),
            "one-slope-for-both-edges",
        ),
        "the direct edge is no path": (
            _paths(
                *OUT,
                "def f(n):",
                "    if n == end: return 1.0",
                "    return sum(s * f(h) for h, s in out.get(n, []) if (n, h) != (start, end))",
                "return f(start)",
            ),
            "direct-edge-left-out",
        ),
        "remembered under the name of each neighbour": (
            _paths(
                "into, known = {}, {start: 1.0}",
                "for a, b, s in edges: into.setdefault(b, []).append((a, s))",
                "def f(n):",
                "    if n in known: return known[n]",
                "    total = 0.0",
                "    for a, s in into.get(n, []):",
                "        total += s * f(a)",
                "        known[a] = total",
                "    return total",
                "return f(end)",
            ),
            "unknown",
        ),
        "remembered under the name of the last neighbour": (
            _paths(
                *OUT,
                "known = {end: 1.0}",
                "def f(n):",
                "    if n in known: return known[n]",
                "    total, last = 0.0, n",
                "    for h, s in out.get(n, []):",
                "        total, last = total + s * f(h), h",
                "    known[last] = total",
                "    return total",
                "return f(start)",
            ),
            "unknown",
        ),
        "assigned in a right order": (
            _paths(
                *OUT,
                "order, seen = [], set()",
                "def visit(n):",
                "    if n not in seen:",
                "        seen.add(n)",
                "        for b, s in out.get(n, []):",
                "            visit(b)",
                "        order.append(n)",
                "visit(start)",
                "got = {start: 1.0}",
                "for n in reversed(order):",
                "    for b, s in out.get(n, []):",
                "        got[b] = got[n] * s",
                "return got.get(end, 0.0)",
            ),
            "overwritten-in-order-0",
        ),
        "assigned along the list": (
            _paths(
                "got = {start: 1.0}",
                "for a, b, s in edges:",
                "    if a in got:",
                "        got[b] = got[a] * s",
                "return got.get(end, 0.0)",
            ),
            "overwritten-in-the-list",
        ),
        "itself with the same node": (
            _paths(
                *OUT, "def f(n):", "    return 1.0 if n == end else sum(s * f(n) for b, s in out[n])", "return f(start)"
            ),
            "raises",
        ),
        "products multiplied": (_listed("return prod(prod(p) for p in paths)"), "paths-multiplied"),
        "first path": (_listed("return prod(paths[0])"), "first-path-only"),
        "overwritten in the loop": (
            _listed("for p in paths:", "    result = 1.0", "    for s in p:", "        result *= s", "return result"),
            "last-path-only",
        ),
        "mean": (_listed("return sum(prod(p) for p in paths) / len(paths)"), "mean-over-paths"),
        "counted": (_listed("return len(paths)"), "paths-counted"),
        "slopes added": (_listed("return sum(sum(p) for p in paths)"), "slopes-added"),
        "every path walked": (_listed("return sum(prod(p) for p in paths)"), "too-slow"),
        "a dictionary of pairs": (
            _paths(
                "slope = {(a, b): s for a, b, s in edges}",
                "got = {start: 1.0}",
                "def f(n):",
                "    if n not in got:",
                "        got[n] = sum(s * f(a) for (a, b), s in slope.items() if b == n)",
                "    return got[n]",
                "return f(end)",
            ),
            "parallel-overwritten",
        ),
        "first edge of a pair": (
            _paths(
                "got = {start: 1.0}",
                "def f(n):",
                "    if n not in got:",
                "        tails = {a for a, b, s in edges if b == n}",
                "        got[n] = sum(next(s for t, b, s in edges if (t, b) == (a, n)) * f(a) for a in tails)",
                "    return got[n]",
                "return f(end)",
            ),
            "parallel-first",
        ),
        "visited nodes skipped": (
            _paths(
                "seen = set()",
                "def f(n):",
                "    if n == end:",
                "        return 1.0",
                "    if n in seen:",
                "        return 0.0",
                "    seen.add(n)",
                "    return sum(s * f(b) for a, b, s in edges if a == n)",
                "return f(start)",
            ),
            "visited-once",
        ),
        "in the order of the list": (
            _paths(
                "from collections import defaultdict",
                "d = defaultdict(float, {start: 1.0})",
                "for a, b, s in edges:",
                "    d[b] += s * d[a]",
                "return d[end]",
            ),
            "list-order",
        ),
        "backwards in the order of the list": (
            _paths(
                "from collections import defaultdict",
                "d = defaultdict(float, {end: 1.0})",
                "for a, b, s in edges:",
                "    d[a] += s * d[b]",
                "return d[start]",
            ),
            "list-order-backwards",
        ),
        "no 1 to begin with": (
            _paths("d = {}", *MEMO),
            "always-zero",
        ),
        "start and end exchanged": (
            _paths("d = {end: 1.0}", *MEMO[:-1], "return f(start)"),
            "arguments-exchanged",
        ),
        "never negative": (
            _paths("d = {start: 1.0}", *MEMO[:-1], "return abs(f(end))"),
            "absolute-value",
        ),
        "0 where there is more than one step": (
            _paths("return sum(s for a, b, s in edges if (a, b) == (start, end)) * 0"),
            "always-zero",
        ),
        "dead ends count": (
            _paths(
                "got = {}",
                "def f(n):",
                "    if n not in got:",
                "        onward = [(b, s) for a, b, s in edges if a == n]",
                "        got[n] = sum(s * f(b) for b, s in onward) if onward and n != end else 1.0",
                "    return got[n]",
                "return f(start)",
            ),
            "every-sink",
        ),
        "sign": (
            _paths("d = {start: -1.0}", *MEMO),
            "sign",
        ),
        "no return": (_paths("total = 1.0"), "returns-nothing"),
        "remembers in a default argument": (
            "def sum_over_paths(edges, start, end, memo={}):\n"
            "    if start == end:\n        return 1.0\n"
            "    if start not in memo:\n"
            "        memo[start] = sum(s * sum_over_paths(edges, b, end) for a, b, s in edges if a == start)\n"
            "    return memo[start]",
            "remembers-between-calls",
        ),
        "a function that adds and calls itself": (
            _paths(
                *OUT,
                "d = {start: 1.0}",
                "def go(n):",
                "    for b, s in out.get(n, []):",
                "        d[b] = d.get(b, 0.0) + s * d[n]",
                "        go(b)",
                "go(start)",
                "return d.get(end, 0.0)",
            ),
            "handed-on-again",
        ),
        "adds and calls itself, from the end": (
            _paths(
                "into = {}",
                "for a, b, s in edges:",
                "    into.setdefault(b, []).append((a, s))",
                "grad = {end: 1.0}",
                "def back(n):",
                "    for a, s in into.get(n, []):",
                "        grad[a] = grad.get(a, 0.0) + s * grad[n]",
                "        back(a)",
                "back(end)",
                "return grad.get(start, 0.0)",
            ),
            "handed-on-again-from-the-end",
        ),
        "a queue": (
            _paths(
                *OUT,
                "d, queue = {start: 1.0}, [start]",
                "for n in queue:",
                "    for b, s in out.get(n, []):",
                "        d[b] = d.get(b, 0.0) + s * d[n]",
                "        queue.append(b)",
                "return d.get(end, 0.0)",
            ),
            "handed-on-again-by-layers",
        ),
        "breadth first, each node once": (
            _paths(
                *OUT,
                "d, queue = {start: 1.0}, [start]",
                "for n in queue:",
                "    for b, s in out.get(n, []):",
                "        d[b] = d.get(b, 0.0) + s * d[n]",
                "        if b not in queue:",
                "            queue.append(b)",
                "return d.get(end, 0.0)",
            ),
            "breadth-first",
        ),
        "added along the path": (
            _paths("d = {start: 1.0}", *MEMO).replace("s * f(a)", "s + f(a)"),
            "slopes-added-on-the-way-from-the-end",
        ),
        "averaged at each node": (
            _paths(
                *OUT,
                "d = {end: 1.0}",
                "def f(n):",
                "    if n not in d:",
                "        terms = [s * f(b) for b, s in out.get(n, [])]",
                "        d[n] = sum(terms) / len(terms) if terms else 0.0",
                "    return d[n]",
                "return f(start)",
            ),
            "mean-at-each-node",
        ),
        "a dictionary of tails": (
            _paths(
                "nxt = {a: (b, s) for a, b, s in edges}",
                "n, product = start, 1.0",
                "while n in nxt and n != end:",
                "    n, s = nxt[n]",
                "    product *= s",
                "return product if n == end else 0.0",
            ),
            "one-edge-from-each-node",
        ),
        "a dictionary of pairs, in the order of the list": (
            _paths(
                "d = {start: 1.0}",
                "for (a, b), s in {(a, b): s for a, b, s in edges}.items():",
                "    d[b] = d.get(b, 0.0) + s * d.get(a, 0.0)",
                "return d.get(end, 0.0)",
            ),
            "list-order + parallel-overwritten",
        ),
        "slopes added, dead ends counted": (
            _paths(
                *OUT,
                "d = {end: 1.0}",
                "def f(n):",
                "    if n not in d:",
                "        d[n] = sum(s + f(b) for b, s in out[n]) if n in out else 1.0",
                "    return d[n]",
                "return f(start)",
            ),
            "slopes-added-on-the-way + every-sink",
        ),
        "first edge of a pair, without signs": (
            _paths(
                "pairs, d = {}, {start: 1.0}",
                "for a, b, s in edges:",
                "    pairs.setdefault((a, b), s)",
                "def f(n):",
                "    if n not in d:",
                "        d[n] = sum(abs(s * f(a)) for (a, b), s in pairs.items() if b == n)",
                "    return d[n]",
                "return f(end)",
            ),
            "sizes-added + parallel-first",
        ),
    },
    "02.4": {
        "the sum of all in every entry": (_shares(share="np.full(x.shape, (g * slope).sum())"), "sum-spread"),
        "the mean of all in every entry": (_shares(share="np.full(x.shape, (g * slope).mean())"), "mean-spread"),
        "cut to the shape": (
            _shares(share="(g * slope).ravel()[:x.size].reshape(x.shape)"),
            "cut-to-shape",
        ),
        "y made again": (
            _shares("np.exp(a - np.log(np.exp(a) + np.exp(b)))", "np.exp(b - np.log(np.exp(a) + np.exp(b)))"),
            "y-made-again",
        ),
        "softmax over each row": (
            _shares("top(a) + 0 * y", "top(b) + 0 * y").replace(
                "def soft",
                "def top(x):\n    e = np.exp(x - x.max(-1, keepdims=True))\n"
                "    return e / e.sum(-1, keepdims=True)\ndef soft",
            ),
            "softmax-over-a-row",
        ),
        "as for a sum": (_shares("1 + 0 * y", "1 + 0 * y"), "like-add"),
        "exchanged": (_shares("np.exp(b - y)", "np.exp(a - y)"), "shares-exchanged"),
        "only the outer slope": (_shares("np.exp(-y)", "np.exp(-y)"), "outer-slope-only"),
        "only the inner slope": (
            _shares("np.exp(a) + 0 * y", "np.exp(b) + 0 * y"),
            "inner-slope-only",
        ),
        "the hard maximum": (_shares("(a > b)", "(a <= b)"), "hard-maximum"),
        "g missing": (_shares(share="back(slope + 0 * g, x.shape)"), "g-missing"),
        "overflow": (
            _shares("np.exp(a) / (np.exp(a) + np.exp(b))", "np.exp(b) / (np.exp(a) + np.exp(b))"),
            "overflow",
        ),
        "not summed": (_shares(share="g * slope"), "not-summed"),
        "mean": (_shares().replace(".sum(", ".mean("), "mean-for-sum"),
        "wrong axis": (_shares(axes="1"), "wrong-axis (the missing axes)"),
        "keepdims forgotten": (_shares(keep="False"), "keepdims-lost (the axes of length 1)"),
        "sums multiplied": (
            _shares(share="back(g, x.shape) * back(slope + 0 * g, x.shape)"),
            "product-of-sums",
        ),
        "sign": (_shares("-np.exp(a - y)", "-np.exp(b - y)"), "negative-share"),
        "the second share twice": (_shares().replace("tuple(both)", "(both[1], both[1])"), "one-result-twice"),
        "one result": (_shares().replace("tuple(both)", "both[0]"), "one-result-only"),
        "the difference": (_shares("a - y", "b - y"), "difference-not-exponential"),
        "upside down": (_shares("np.exp(y - a)", "np.exp(y - b)"), "upside-down"),
        "sigmoid of one argument": (
            _shares("1 / (1 + np.exp(-a)) + 0 * y", "1 / (1 + np.exp(-b)) + 0 * y"),
            "sigmoid-of-one",
        ),
        "without exponentials": (_shares("a / (a + b)", "b / (a + b)"), "without-exponentials"),
        "clipped": (_shares(*_softmax("np.clip({}, -500, 500)")), "clipped"),
        "overflow covered": (
            _shares(*[f"np.nan_to_num({slope})" for slope in _softmax("{}")]),
            "covered-by-0",
        ),
        "a tiny number added": (
            _shares(
                "np.exp(a) / (np.exp(a) + np.exp(b) + 1e-8)",
                "np.exp(b) / (np.exp(a) + np.exp(b) + 1e-8)",
            ),
            "added-1e-8",
        ),
        "one maximum": (_shares(*_softmax("{} - max(a.max(), b.max())")), "one-maximum"),
        "squared, and the mean": (
            _shares("np.exp(2 * a - 2 * y)", "np.exp(2 * b - 2 * y)").replace(".sum(", ".mean("),
            "share-squared + mean-for-sum",
        ),
        "not summed in front, g missing": (
            _shares(share="back(slope + 0 * g, x.shape)").replace("g.ndim > len(shape)", "False"),
            "g-missing + not-summed (the missing axes)",
        ),
        "no g, and the mean": (
            _shares(share="back(slope + 0 * g, x.shape)").replace(".sum(", ".mean("),
            "mean-for-sum + g-missing",
        ),
        "b gets nothing": (_shares(slope_b="0 * y"), "zero"),
        "first row only": (_shares().replace("g.sum(axis=0)", "g[0]"), "first-only (the missing axes)"),
    },
    "02.5": {
        "x / length for its slope, s left out": (_unit("return U * X / R"), "forward-value-times-u-without-s"),
        "x / length for its slope": (_unit("return U * s * X / R"), "forward-value-times-u"),
        "the diagonal, without u": (_unit("return s * (1 - (X / R) ** 2) / R"), "s-without-u + no-sum"),
        "the diagonal, without s": (_unit("return U * (1 - (X / R) ** 2) / R"), "s-missing + no-sum"),
        "the output for n": (
            _unit("V, Y = s * U, s * X / R", "return (V - Y * (Y * V).sum(1, keepdims=True)) / R"),
            "output-for-unit",
        ),
        "J u": (_unit("N = X / R", "return s * (U - N * (N * U).sum(axis=1, keepdims=True)) / R"), "jvp-for-vjp"),
        "length held fixed": (_unit("return s * U / R"), "length-held-fixed"),
        "s forgotten": (_unit("N = X / R", "return (U - N * (N * U).sum(1, keepdims=True)) / R"), "s-missing"),
        "s twice": (
            _unit("N, V = X / R, s * U", "return s * (V - N * (N * V).sum(1, keepdims=True)) / R").replace(
                "s * (V - N", "((V := s * V) - N"
            ),
            "s-twice",
        ),
        "plus": (
            _unit("N, V = X / R, s * U", "return (V + N * (N * V).sum(1, keepdims=True)) / R"),
            "sign-of-the-second-path",
        ),
        "not divided": (
            _unit("N, V = X / R, s * U", "return V - N * (N * V).sum(1, keepdims=True)"),
            "length-missing",
        ),
        "x for n": (_unit("V = s * U", "return (V - X * (X * V).sum(1, keepdims=True)) / R"), "power-of-the-length-1"),
        "x for n once": (
            _unit("V = s * U", "return (V - X / R * (X * V).sum(1, keepdims=True)) / R"),
            "power-of-the-length",
        ),
        "diagonal only": (_unit("N, V = X / R, s * U", "return (V - N * N * V) / R"), "no-sum"),
        "sum over everything": (
            _unit("N, V = X / R, s * U", "return (V - N * np.sum(N * V)) / R"),
            "sum-over-the-batch",
        ),
        "one length for all": (
            _unit("r, V = np.linalg.norm(X), s * U", "N = X / r", "return (V - N * (N * V).sum(1, keepdims=True)) / r"),
            "length-of-the-batch",
        ),
        "axis 0": (
            _unit("r, V = np.linalg.norm(X, axis=0), s * U", "N = X / r", "return (V - N * (N * V).sum(0)) / r"),
            "wrong-axis",
        ),
        "nothing but zeros": (_unit("return 0 * U"), "always-zero"),
        "the layer itself": (_unit("return s * X / R"), "forward-value"),
        "the layer applied to u": (_unit("return s * U / np.linalg.norm(U, axis=1, keepdims=True)"), "map-of-u"),
        "the Jacobian is built": (
            _unit(
                "rows = []",
                "for x, u in zip(X, U):",
                "    n = x / np.linalg.norm(x)",
                "    J = s[:, None] * (np.eye(len(x)) - np.outer(n, n)) / np.linalg.norm(x)",
                "    rows.append(J.T @ u)",
                "return np.array(rows)",
            ),
            "too-slow",
        ),
        "column by column": (
            _unit(
                "N, G = X / R, np.empty_like(X)",
                "for j in range(X.shape[1]):",
                "    column = -s * N * N[:, j : j + 1] / R",
                "    column[:, j] += s[j] / R[:, 0]",
                "    G[:, j] = (U * column).sum(axis=1)",
                "return G",
            ),
            "too-slow",
        ),
        "measured": (
            _unit(
                "f, G = lambda X: s * X / np.linalg.norm(X, axis=1, keepdims=True), np.empty_like(X)",
                "for j in range(X.shape[1]):",
                "    e = 1e-6 * (np.arange(X.shape[1]) == j)",
                "    G[:, j] = (U * (f(X + e) - f(X - e))).sum(axis=1) / 2e-6",
                "return G",
            ),
            "too-slow",
        ),
        "root forgotten": (
            _unit("N, V = X / R, s * U", "return (V - N * (N * V).sum(1, keepdims=True)) / R").replace(
                "np.linalg.norm(X, axis=1, keepdims=True)", "(X**2).sum(axis=1, keepdims=True)"
            ),
            "length-squared",
        ),
        "standard deviation": (
            _unit("N, V = X / R, s * U", "return (V - N * (N * V).sum(1, keepdims=True)) / R").replace(
                "np.linalg.norm(X, axis=1, keepdims=True)", "X.std(axis=1, keepdims=True)"
            ),
            "standard-deviation",
        ),
        "mean for the sum": (
            _unit("N, V = X / R, s * U", "return (V - N * (N * V).mean(1, keepdims=True)) / R"),
            "mean-for-sum",
        ),
        "s at the first path only": (
            _unit("N = X / R", "return (s * U - N * (N * U).sum(1, keepdims=True)) / R"),
            "s-missing (the path over ‖x‖)",
        ),
        "the power of the length": (
            _unit("V = s * U", "return V / R - X * (X * V).sum(1, keepdims=True) / R**2"),
            "power-of-the-length",
        ),
        "plus, and not divided": (
            _unit("N, V = X / R, s * U", "return V + N * (N * V).sum(1, keepdims=True)"),
            "sign-of-the-second-path + length-missing",
        ),
        "s forgotten, and the length fixed": (
            _unit("return U / R"),
            "length-held-fixed + s-missing",
        ),
        "divided by s on both paths": (
            _unit("N, V = X / R, U / s", "return (V - N * (N * V).sum(1, keepdims=True)) / R"),
            "divided-by-s",
        ),
        "divided twice, no sum": (
            _unit("N, V = X / R, s * U", "return (V - N * N * V) / R**2"),
            "no-sum + divided-twice",
        ),
        "the projection only": (
            _unit("N, V = X / R, s * U", "return N * (N * V).sum(1, keepdims=True) / R"),
            "second-path-only-positive",
        ),
        "averaged over the examples": (
            _unit("N, V = X / R, s * U", "return ((V - N * (N * V).sum(1, keepdims=True)) / R).mean(axis=0)"),
            "mean-over-examples",
        ),
    },
    "02.6": {
        "itself with the node where it is": (
            _order(
                "order, seen = [], set()",
                "def visit(node):",
                "    seen.add(node)",
                "    for a in arguments[node]:",
                "        if a not in seen:",
                "            visit(node)",
                "    order.append(node)",
                "visit(output)",
                "return order",
            ),
            "endless-recursion",
        ),
        "the broken function": (_order(*BROKEN, "return listed[::-1]"), "node-before-arguments"),
        "the broken function, the other way round": (
            _order(*BROKEN[:-1], "        todo.extend(reversed(arguments[node]))", "return listed[::-1]"),
            "node-before-arguments",
        ),
        "breadth first": (
            _order(*BROKEN, "return listed[::-1]").replace("todo.pop()", "todo.pop(0)"),
            "breadth-first",
        ),
        "marked when pushed": (
            _order(
                "order, seen, stack = [], {output}, [(output, False)]",
                "while stack:",
                "    node, done = stack.pop()",
                "    if done:",
                "        order.append(node)",
                "    else:",
                "        stack.append((node, True))",
                "        for a in arguments[node]:",
                "            if a not in seen:",
                "                seen.add(a)",
                "                stack.append((a, False))",
                "return order",
            ),
            "marked-too-early",
        ),
        "turned round": (_order(*CLOSED_LATER, "return order[::-1]"), "output-first"),
        "all paths, each node once for each": (
            _order(
                "def visit(node):",
                "    if len(arguments) > 50:",
                "        return [node]",
                "    return [n for a in arguments[node] for n in visit(a)] + [node]",
                "return visit(output)",
            ),
            "listed-twice",
        ),
        "all nodes": (
            _order("order = []")
            + "\n    while len(order) < len(arguments):"
            + "\n        for n, used in enumerate(arguments):"
            + "\n            if n not in order and all(a in order for a in used):"
            + "\n                order.append(n)"
            + "\n        if len(arguments) > 100:"
            + "\n            return order"
            + "\n    return order",
            "not-needed",
        ),
        "sorted the other way": (_order(*CLOSED_LATER, "return sorted(order, reverse=True)"), "by-number-backwards"),
        "only the first argument": (
            _order(*CLOSED_LATER, "return order").replace("in arguments[node]]", "in arguments[node][-1:]]"),
            "last-argument-only",
        ),
        "sorted by number": (_order(*CLOSED_LATER, "return sorted(order)"), "by-number"),
        "without the output": (_order(*CLOSED_LATER, "return order[:-1]"), "output-left-out"),
        "without the inputs": (
            _order(*CLOSED_LATER, "return [n for n in order if arguments[n]]"),
            "inputs-left-out",
        ),
        "recursive": (
            _order(
                "order, seen = [], set()",
                "def visit(node):",
                "    if node not in seen:",
                "        seen.add(node)",
                "        for a in arguments[node]:",
                "            visit(a)",
                "        order.append(node)",
                "visit(output)",
                "return order",
            ),
            "recursion",
        ),
        "looked up in a list": (
            _order(*CLOSED_LATER, "return order").replace("set()", "[]").replace("seen.add", "seen.append"),
            "too-slow",
        ),
        "along every path, doubles removed": (
            _order(*CLOSED_LATER, "return list(dict.fromkeys(order))").replace("elif node not in seen", "else"),
            "too-slow",
        ),
        "arguments eaten up": (
            _order(
                "order, stack, seen = [], [output], {output}",
                "while stack:",
                "    if arguments[stack[-1]]:",
                "        a = arguments[stack[-1]].pop()",
                "        if a not in seen:",
                "            seen.add(a)",
                "            stack.append(a)",
                "    else:",
                "        order.append(stack.pop())",
                "return order",
            ),
            "changes-input",
        ),
        "layers of nodes": (_order(*CLOSED_LATER, "return [order[:1], order[1:]]"), "form"),
        "a set": (_order(*CLOSED_LATER, "return set(order)"), "form"),
        "no return": (_order(*CLOSED_LATER), "returns-nothing"),
        "the broken function, not turned round": (
            _order(*BROKEN, "return listed"),
            "node-before-arguments + output-first",
        ),
        "moved to the end when met again": (
            _order(
                *BROKEN[:3],
                "    if node in listed:",
                "        listed.remove(node)",
                "    else:",
                "        todo.extend(arguments[node])",
                "    listed.append(node)",
                "return listed[::-1]",
            ),
            "moved-without-arguments",
        ),
        "waits for arguments that differ": (
            _order(
                "order, seen, stack = [], set(), [(output, False)]",
                "needed, todo = {output}, [output]",
                "while todo:",
                "    for a in arguments[todo.pop()]:",
                "        if a not in needed:",
                "            needed.add(a)",
                "            todo.append(a)",
                "waiting = {n: len(set(arguments[n])) for n in sorted(needed)}",
                "users = {n: [] for n in needed}",
                "for n in sorted(needed):",
                "    for a in arguments[n]:",
                "        users[a].append(n)",
                "order = [n for n in waiting if not waiting[n]]",
                "for n in order:",
                "    for user in users[n]:",
                "        waiting[user] -= 1",
                "        if not waiting[user]:",
                "            order.append(user)",
                "return order",
            ),
            "counted-once",
        ),
        "asked when pushed only": (
            _order(
                "order, seen, stack = [], set(), [(output, False)]",
                "while stack and len(order) < 1000:",
                "    node, done = stack.pop()",
                "    if done:",
                "        order.append(node)",
                "    else:",
                "        seen.add(node)",
                "        stack.append((node, True))",
                "        stack += [(a, False) for a in arguments[node] if a not in seen]",
                "return order",
            ),
            "not-asked-when-taken",
        ),
        "remembers in a default argument": (
            _order(*CLOSED_LATER[1:], "return order")
            .replace("output):", "output, order=[], seen=set()):")
            .replace("    while", "    stack = [(output, False)]\n    while", 1),
            "remembers-between-calls",
        ),
        "all nodes, sorted": (_order("return list(range(len(arguments)))"), "not-needed + by-number"),
        "breadth first, without the output": (
            _order(*BROKEN, "return listed[:0:-1]").replace("todo.pop()", "todo.pop(0)"),
            "breadth-first + output-left-out",
        ),
        "the output twice": (_order(*CLOSED_LATER, "return order + [output]"), "output-twice"),
        "first argument skipped, turned round": (
            _order(*CLOSED_LATER, "return order[::-1]").replace("in arguments[node]]", "in arguments[node][1:]]"),
            "output-first + first-argument-skipped",
        ),
        "only the arguments of the output": (
            _order("return list(dict.fromkeys(arguments[output])) + [output]"),
            "direct-arguments-only",
        ),
    },
    "02.7": {
        "the central step for one-sided": (_checks(one_sided="1e-5"), "central-step-for-one-sided"),
        "the one-sided step for central": (_checks(central="1e-8"), "one-sided-step-for-central"),
        "machine epsilon": (_checks(central="2e-16"), "machine-epsilon"),
        "as small as possible": (_checks(central="1e-12"), "step-too-small"),
        "a hundredth": (_checks(central="0.01"), "step-too-large"),
        "an exponent": (_checks(one_sided="-8"), "exponent"),
        "float64's step in float32": (_checks(central32="1e-5"), "float64-step-for-float32"),
        "the central step for the complex one": (_checks(complex="1e-5"), "complex-like-central"),
        "a complex step that underflows": (_checks(complex="1e-310"), "underflow"),
        "a right gradient blamed": (_checks(A="'wrong gradient'", B="'wrong gradient'"), "right-gradient-blamed"),
        "a pass believed": (_checks(D="'all is well'"), "pass-believed"),
        "a failure overlooked": (_checks(C="'all is well'"), "failure-overlooked"),
        "a bug explained away": (_checks(F="'special point'"), "bug-explained-away"),
        "a bug taken for rounding": (_checks(F="'h too small'"), "bug-taken-for-rounding"),
        "kink taken for rounding": (_checks(A="'h too small'"), "kink-taken-for-rounding"),
        "float32 taken for a step": (_checks(B="'h too small'"), "float32-taken-for-step"),
        "float32 where there is none": (_checks(C="'float32'"), "float32-where-float64"),
        "D and E exchanged": (_checks(D="'too small'", E="'special point'"), "special-taken-for-small"),
        "wrong, but it passed": (_checks(D="'wrong gradient'", E="'wrong gradient'"), "why-did-it-pass"),
        "another word": (_checks(A="'no idea'"), "form"),
        "a number without end": (_checks(one_sided="10**400", central="float('nan')"), "form"),
        "a word for a step": (_checks(one_sided="'small'"), "form"),
        "not all filled in": (_checks(central="...", F="..."), "not-filled-in"),
        "the resolution of float32": (_checks(central32="1.2e-7"), "epsilon-of-float32"),
        "the root for float32": (_checks(central32="3e-4"), "one-sided-step-for-float32"),
        "B at a special point": (_checks(B="'special point'"), "float32-taken-for-special"),
        "B too small": (_checks(B="'too small'"), "digits-taken-for-size"),
        "C at a special point": (_checks(C="'special point'"), "step-taken-for-special"),
        "C too small": (_checks(C="'too small'"), "step-taken-for-size"),
        "a kink in D": (_checks(D="'kink'"), "kink-where-it-passes"),
        "E by a small step": (_checks(E="'h too small'"), "step-blamed-for-a-pass"),
        "F too small": (_checks(F="'too small'"), "bug-taken-for-size"),
        "A and B exchanged, with capitals": (_checks(A="'Float32'", B="' KINK'"), "float32-where-float64"),
        "everything wrong with C and F": (_checks(C="'wrong gradient'", F="'all is well'"), "right-gradient-blamed"),
        "both steps too small": (_checks(one_sided="1e-16", central="1e-16"), "machine-epsilon"),
    },
    "02.8": {
        "biases forgotten": (_costs(differences=47640), "biases-forgotten"),
        "one-sided": (_costs(differences=23861), "one-sided-count"),
        "one evaluation each": (_costs(differences=23860), "one-evaluation-each"),
        "units": (_costs(differences=1648), "units-counted"),
        "all at once": (_costs(differences=2), "all-at-once"),
        "a run for each parameter": (_costs(gradient=23860), "backward-for-each-parameter"),
        "a run for each output": (_costs(gradient=10), "backward-for-each-output"),
        "forward and backward counted": (_costs(gradient=2), "two-for-one-run"),
        "a slope for each parameter": (_costs(slope=23860), "slope-for-each-parameter"),
        "rows for columns": (_costs(sensor=1000, mode="'reverse'"), "rows-for-columns"),
        "only the mode": (_costs(mode="'reverse'"), "rows-for-columns"),
        "one for each entry": (_costs(sensor=3000), "one-for-each-entry"),
        "the mean taken apart": (_costs(each=1), "mean-not-each"),
        "the whole matrix": (_costs(Hv=47720), "whole-hessian"),
        "entry by entry": (_costs(Hv="23860**2"), "hessian-entry-by-entry"),
        "one gradient": (_costs(Hv=1), "one-sided-gradient"),
        "crossover at n": (_costs(crossover=50), "crossover-at-n"),
        "crossover one too early": (_costs(crossover=33), "crossover-still-reverse"),
        "crossover exchanged": (_costs(crossover=76), "crossover-exchanged"),
        "not whole": (_costs(crossover="100 / 3"), "crossover-not-whole"),
        "biases forgotten and one-sided": (_costs(differences=23820), "biases-forgotten-one-sided"),
        "biases of the outputs forgotten": (_costs(differences=47700), "output-biases-forgotten"),
        "an evaluation for each example": (_costs(differences="47720 * 64"), "evaluations-for-each-example"),
        "a run for each example": (_costs(gradient=64, slope=64), "backward-for-each-example"),
        "a slope for each output": (_costs(slope=10), "slope-for-each-output"),
        "value and columns": (_costs(sensor=4), "sensor-and-value"),
        "by differences": (_costs(sensor=6), "sensor-by-differences"),
        "each and the mean": (_costs(each=65), "each-and-the-mean"),
        "centre too": (_costs(Hv=3), "Hv-with-centre"),
        "the 2 forgotten": (_costs(crossover=17), "crossover-without-the-2"),
        "the 3 forgotten": (_costs(crossover=101), "crossover-without-the-3"),
        "three slips": (_costs(differences=23860, each=1, crossover=50), "one-evaluation-each"),
    },
}

RIGHT = {
    "02.1": {
        "as in the solution": _hand(),
        "floats": _hand(dq_ds="-20.0", dy_dx1="800.0"),
        "computed": """
x1, x2 = 5, 3
s = x1 * x2 - x1**2
by_hand = dict(dq_ds=2 * s, via_u=x1 * 2 * s * x2, via_v=-x1 * 2 * s * 2 * x1, direct=s**2)
by_hand["dy_dx1"] = by_hand["via_u"] + by_hand["via_v"] + by_hand["direct"]
by_hand["dy_dx2"] = x1 * 2 * s * x1
""",
        "by differences": """
def y(x1, x2):
    return x1 * (x1 * x2 - x1**2) ** 2
by_hand = dict(dq_ds=-20, via_u=-300, via_v=1000, direct=100)
by_hand["dy_dx1"] = (y(5 + 1e-5, 3) - y(5 - 1e-5, 3)) / 2e-5
by_hand["dy_dx2"] = (y(5, 3 + 1e-5) - y(5, 3 - 1e-5)) / 2e-5
""",
    },
    "02.2": {
        "four decimals": _two(),
        "three decimals": _two(cost="0.0985", dC_do="0.628", output_after="1.207"),
        "one after the other": """
w1, w2, b1, b2 = 0.2, 0.4, 0.3, 0.1
a1, a2 = sigmoid(w1 * 1.5 + b1), sigmoid(w2 * 1.5 + b2)
d = -2 * (1 - a1 - a2)
g1, g2 = d * a1 * (1 - a1), d * a2 * (1 - a2)
after = sigmoid((w1 - 0.5 * g1 * 1.5) * 1.5 + b1 - 0.5 * g1) + sigmoid((w2 - 0.5 * g2 * 1.5) * 1.5 + b2 - 0.5 * g2)
two_sigmoids = dict(cost=(1 - a1 - a2) ** 2, dC_do=d, dC_dw1=g1 * 1.5, dC_db1=g1, output_after=after)
""",
        "with the engine": """
from bplib.autodiff import Node
from bplib.autodiff import sigmoid as s
p = [Node(v) for v in (0.2, 0.4, 0.3, 0.1)]
o = s(p[0] * 1.5 + p[2]) + s(p[1] * 1.5 + p[3])
C = (1.0 - o) ** 2.0
C.backward()
q = [n.value - 0.5 * n.grad for n in p]
after = sigmoid(q[0] * 1.5 + q[2]) + sigmoid(q[1] * 1.5 + q[3])
two_sigmoids = dict(cost=C.value, dC_do=o.grad, dC_dw1=p[0].grad, dC_db1=p[2].grad, output_after=after)
""",
    },
    "02.3": {
        "from the start": "from functools import cache\n"
        + _paths(
            "@cache",
            "def f(n):",
            "    return 1.0 if n == end else sum(s * f(b) for a, b, s in edges if a == n)",
            "return f(start)",
        ),
        "by waves": _paths(
            "total, wave = 0.0, {start: 1.0}",
            "while wave:",
            "    total += wave.pop(end, 0.0)",
            "    after = {}",
            "    for a, b, s in edges:",
            "        if a in wave:",
            "            after[b] = after.get(b, 0.0) + s * wave[a]",
            "    wave = after",
            "return total",
        ),
        "a matrix": _paths(
            "names = sorted({n for a, b, s in edges for n in (a, b)})",
            "A = np.zeros((len(names), len(names)))",
            "for a, b, s in edges:",
            "    A[names.index(a), names.index(b)] += s",
            "return np.linalg.inv(np.eye(len(names)) - A)[names.index(start), names.index(end)]",
        ),
        "backwards in topological order": _paths(
            "from collections import Counter",
            "left, grad, ready = Counter(a for a, b, s in edges), Counter({end: 1.0}), []",
            "ready = [b for a, b, s in edges if left[b] == 0]",
            "ready = list(dict.fromkeys(ready))",
            "for n in ready:",
            "    for a, b, s in edges:",
            "        if b == n:",
            "            grad[a] += s * grad[n]",
            "            left[a] -= 1",
            "            if left[a] == 0:",
            "                ready.append(a)",
            "return grad[start]",
        ),
        "many rounds": _paths(
            "nodes = {n for a, b, s in edges for n in (a, b)}",
            "d = dict.fromkeys(nodes, 0.0)",
            "for _ in nodes:",
            "    d = {n: 1.0 if n == start else sum(s * d[a] for a, b, s in edges if b == n) for n in nodes}",
            "return d[end]",
        ),
    },
    "02.4": {
        "with helper": _shares(),
        "by the sigmoid": _shares("sigmoid(a - b)", "sigmoid(b - a)").replace(
            "def back", "def sigmoid(z):\n    return (1 + np.tanh(z / 2)) / 2\ndef back"
        ),
        "reshape": """
def soft_maximum_vjp(g, y, a, b):
    def back(x):
        share = g * np.exp(x - y)
        full = (1,) * (share.ndim - x.ndim) + x.shape
        axes = tuple(i for i in range(share.ndim) if full[i] == 1)
        return share.sum(axis=axes, keepdims=True).reshape(x.shape)
    return back(a), back(b)
""",
        "loops": """
def soft_maximum_vjp(g, y, a, b):
    shares = []
    for x in (a, b):
        share, where = np.zeros(x.shape), np.broadcast_to(np.arange(x.size).reshape(x.shape), g.shape)
        full = np.broadcast_to(x, g.shape)
        for i in np.ndindex(g.shape):
            share.flat[where[i]] += g[i] * np.exp(full[i] - y[i])
        shares.append(share)
    return shares
""",
        "with the second slope from the first": """
def back(g, shape):
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    return g.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)
def soft_maximum_vjp(g, y, a, b):
    p = np.exp(a - y)
    return [back(g * p, a.shape), back(g - g * p, b.shape)]
""",
    },
    "02.5": {
        "as in the solution": _unit("N, V = X / R, s * U", "return (V - N * (N * V).sum(1, keepdims=True)) / R"),
        "row by row": _unit(
            "rows = []",
            "for x, u in zip(X, U):",
            "    v, r = s * u, np.sqrt(x @ x)",
            "    rows.append(v / r - x * (x @ v) / r**3)",
            "return rows",
        ),
        "einsum": _unit("V = s * U", "return V / R - X * np.einsum('ij,ij->i', X, V)[:, None] / R**3"),
        "with the engine": """
from bplib.autodiff import vjp
from bplib.autodiff import sqrt
def scaled_unit_vjp(X, s, U):
    return np.array([vjp(lambda x: x / sqrt((x * x).sum()) * s, row, u)[1] for row, u in zip(X, U)])
""",
        "two paths": _unit(
            "over = s * U / R", "through = (-s * U * X / R**2).sum(1, keepdims=True)", "return over + through * X / R"
        ),
    },
    "02.6": {
        "as in the solution": _order(*CLOSED_LATER, "return order"),
        "a stack of iterators": _order(
            "order, seen, stack = [], {output}, [(output, iter(arguments[output]))]",
            "while stack:",
            "    node, left = stack[-1]",
            "    for a in left:",
            "        if a not in seen:",
            "            seen.add(a)",
            "            stack.append((a, iter(arguments[a])))",
            "            break",
            "    else:",
            "        order.append(node)",
            "        stack.pop()",
            "return order",
        ),
        "by counting": _order(
            "needed, stack = {output}, [output]",
            "while stack:",
            "    for a in arguments[stack.pop()]:",
            "        if a not in needed:",
            "            needed.add(a)",
            "            stack.append(a)",
            "waiting = {n: len(arguments[n]) for n in needed}",
            "users = {n: [] for n in needed}",
            "for n in needed:",
            "    for a in arguments[n]:",
            "        users[a].append(n)",
            "order = [n for n in needed if not waiting[n]]",
            "for n in order:",
            "    for user in users[n]:",
            "        waiting[user] -= 1",
            "        if not waiting[user]:",
            "            order.append(user)",
            "return order",
        ),
        "from the output down": _order(
            "uses, stack, seen = {}, [output], {output}",
            "while stack:",
            "    for a in arguments[stack.pop()]:",
            "        uses[a] = uses.get(a, 0) + 1",
            "        if a not in seen:",
            "            seen.add(a)",
            "            stack.append(a)",
            "ready, order = [output], []",
            "while ready:",
            "    order.append(ready.pop())",
            "    for a in arguments[order[-1]]:",
            "        uses[a] -= 1",
            "        if not uses[a]:",
            "            ready.append(a)",
            "return np.array(order[::-1])",
        ),
        "a node is looked at until it is ready": _order(
            "done, stack = {}, [output]",
            "while stack:",
            "    open_ones = [a for a in arguments[stack[-1]] if a not in done]",
            "    if open_ones:",
            "        stack.append(open_ones[0])",
            "    else:",
            "        done[stack.pop()] = True",
            "return tuple(done)",
        ),
    },
    "02.7": {
        "as in the solution": _checks(),
        "powers of epsilon": _checks(
            one_sided="2.2e-16**0.5", central="2.2e-16 ** (1 / 3)", central32="1.2e-7 ** (1 / 3)", complex="1e-100"
        ),
        "a little larger": _checks(one_sided="1e-7", central="1e-4", central32="1e-2", complex="1e-8"),
        "a little smaller": _checks(one_sided="1e-9", central="1e-6", central32="1e-3", complex="1e-200"),
        "NumPy numbers": "import numpy as np\n" + _checks(central="np.float64(6e-6)", A="np.str_('kink')"),
    },
    "02.8": {
        "as in the solution": _costs(),
        "floats": _costs(differences="47720.0", each="64.0"),
        "computed": _costs(differences="2 * (784 * 30 + 30 + 30 * 10 + 10)", crossover="50 * 2 // 3 + 1"),
        "counted with the library": """
from bplib.network import Network
costs = dict(differences=2 * Network([784, 30, 10], rng=np.random.default_rng(0)).theta.size)
costs.update(gradient=1, slope=1, sensor=3, mode="forward", each=64, Hv=2)
costs["crossover"] = next(m for m in range(1, 100) if 3 * m > 100)
""",
    },
}

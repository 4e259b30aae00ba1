"""Reverse mode: the table of rules against numerical derivatives, an independent package and the delta equations."""

import gc
import warnings
import weakref

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad as autograd_grad
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib import Network
from bplib.autodiff import Dual, exp, jvp, log, log_sum_exp, maximum, relu, sigmoid, sin, sqrt, tanh
from bplib.autodiff import operations as table
from bplib.autodiff.graph import Node, gradient, gradients, topological_order, unbroadcast, vjp
from bplib.autodiff.operations import index, matmul, power, total
from bplib.numerical_derivatives import numerical_gradient

UNARY = ("negate", "exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "relu")
BINARY = ("add", "subtract", "multiply", "divide", "power", "maximum")
KINKS = ("relu", "maximum")
SHAPES = [(), (3,), (1,), (2, 3), (2, 1, 3)]
PAIRS = [
    *(((), ()), ((3,), (3,)), ((3,), (2, 3)), ((2, 3), (3,)), ((3, 1), (1, 4)), ((), (2, 3)), ((2, 3), ())),
    *(((1,), (3,)), ((), (1,)), ((1, 1), ()), ((2, 1, 3), (4, 1)), ((3,), (2, 1)), ((1, 3), (3,)), ((0, 3), (3,))),
]
PRODUCTS = [
    *(((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((5, 2, 3), (5, 3, 4))),
    *(((2, 3), (5, 3, 4)), ((3,), (5, 3, 4)), ((5, 2, 3), (3,)), ((1, 2, 3), (5, 3, 4)), ((6, 1, 2, 3), (5, 3, 4))),
    *(((3,), (6, 5, 3, 4)), ((1, 1), (1, 1)), ((1,), (1,))),
]
AXES = [None, 0, 1, 2, -1, -3, (0, 2), (-1, 1), (0, 1, 2)]
KEYS = [
    *(1, -1, (0, 2), slice(None, None, -1), slice(0, 0), (slice(None), 1), ..., None, (..., None, 0)),
    *([0, 0, 1], [[0, 1], [1, 1]], ([0, 1, 0], [2, 2, 2]), np.array([True, False]), (slice(None), [2, 2, 0])),
]


def positive(rng, *shapes):
    """Return an array between 0.5 and 2 for each shape, where every operation of the table is smooth."""
    return [rng.uniform(0.5, 2, shape)[()] for shape in shapes]


def check(f, arguments, rng, method="complex_step", rtol=1e-12):
    """Assert that f of Nodes and of Duals has the derivatives that steps in the plain f find, argument by argument."""
    y = np.asarray(f(*arguments))
    u = rng.normal(size=y.shape)
    tangents = [rng.normal(size=np.shape(a)) for a in arguments]
    nodes = [Node(a) for a in arguments]
    output = f(*nodes)
    np.testing.assert_array_max_ulp(np.asarray(output.value), y, maxulp=2)
    grad = gradients(output, u)
    along = 0.0
    for i, (a, node, t) in enumerate(zip(arguments, nodes, tangents, strict=True)):

        def cost(theta, i=i, a=a):
            changed = [theta.reshape(np.shape(a))[()] if j == i else b for j, b in enumerate(arguments)]
            return (u * f(*changed)).sum()

        expected = numerical_gradient(cost, np.ravel(a).astype(float), method).reshape(np.shape(a))
        assert np.shape(grad[node]) == np.shape(a)
        assert type(grad[node]) is (float if np.ndim(a) == 0 else np.ndarray)
        np.testing.assert_allclose(grad[node], expected, rtol=rtol, atol=rtol)
        alone = f(*(Dual(b, t) if j == i else b for j, b in enumerate(arguments)))
        np.testing.assert_allclose((u * alone.tangent).sum(), (t * expected).sum(), rtol=10 * rtol, atol=10 * rtol)
        along = along + (t * expected).sum()
    together = f(*(Dual(a, t) for a, t in zip(arguments, tangents, strict=True)))
    assert np.shape(together.value) == np.shape(together.tangent) == y.shape
    np.testing.assert_allclose((u * together.tangent).sum(), along, rtol=10 * rtol, atol=10 * rtol)


def check_operation(operation, arguments, rng):
    """Check an operation of the table; where it has a kink, by central differences, which take real numbers only."""
    kink = operation.name in KINKS
    check(operation, arguments, rng, *(("central", 1e-8) if kink else ()))


def test_the_table_is_checked_whole():
    checked = {*UNARY, *BINARY, "total", "transpose", "index", "matmul", "log_sum_exp"}
    assert checked == {name for name, thing in vars(table).items() if isinstance(thing, table.Operation)}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", UNARY)
def test_unary(name, shape, rng):
    (a,) = positive(rng, shape)
    check_operation(getattr(table, name), [a], rng)
    if name not in ("log", "sqrt"):
        check_operation(getattr(table, name), [-a], rng)


@pytest.mark.parametrize("shapes", PAIRS, ids=str)
@pytest.mark.parametrize("name", BINARY)
def test_binary_with_every_pattern_of_broadcasting(name, shapes, rng):
    check_operation(getattr(table, name), positive(rng, *shapes), rng)


@pytest.mark.parametrize("name", BINARY)
def test_binary_with_a_constant_on_either_side(name, rng):
    operation, x = getattr(table, name), rng.uniform(0.5, 2, (2, 3))
    for constant in (3, 1.5, np.float64(0.7), rng.uniform(0.5, 2, 3), np.array([1, 2, 3])):
        for left in (True, False):
            f = lambda a, c=constant, left=left: operation(a, c) if left else operation(c, a)  # noqa: E731
            method = ("central", 1e-8) if name in KINKS else ()
            check(f, [x], rng, *method)
            check(f, [0.9], rng, *method)


@pytest.mark.parametrize("shapes", PRODUCTS, ids=str)
def test_matmul_of_vectors_matrices_and_stacks(shapes, rng):
    a, b = (rng.normal(size=shape) for shape in shapes)
    check(matmul, [a, b], rng)
    check(lambda a: a @ b, [a], rng)
    check(lambda b: a @ b, [b], rng)


@pytest.mark.parametrize("axis", AXES, ids=str)
def test_reductions_over_every_axis(axis, rng):
    a = rng.normal(size=(2, 3, 4))
    check(lambda a: total(a, axis), [a], rng)
    check(lambda a: log_sum_exp(a, axis), [a], rng)
    check(lambda a: a.mean(axis), [a], rng)
    check(lambda a: a.sum(axis) * 2, [a], rng)


def test_reductions_of_numbers_and_vectors(rng):
    for a in (1.3, rng.normal(size=4)):
        check(lambda a: total(a, None), [a], rng)
        check(log_sum_exp, [a], rng)
    check(lambda a: log_sum_exp(a, 0), [rng.normal(size=4)], rng)
    check(lambda a: log_sum_exp(a, -1), [rng.normal(size=(4, 1))], rng)
    assert Node(1.3).mean().value == 1.3
    assert Node(np.ones((0, 3))).mean(1).shape == (0,)
    assert gradient(lambda a: a.mean(), 1.3) == 1.0


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_index(key, rng):
    check(lambda a: index(a, key), [rng.normal(size=(2, 3))], rng)


def test_transpose(rng):
    for shape in ((), (3,), (2, 3), (2, 3, 4), (2, 1, 3, 2)):
        check(table.transpose, [rng.normal(size=shape)[()]], rng)
    assert Node(np.ones((2, 3, 4))).T.shape == (4, 3, 2)


def test_ties_and_kinks():
    assert gradient(relu, 0.0) == 0.0
    assert gradient(maximum, 1.0, 1.0) == [0.0, 1.0]  # at a tie all goes to the second
    assert gradient(lambda x: maximum(x, 0.0), 0.0) == gradient(relu, 0.0)
    assert gradient(lambda x: maximum(x, x), 3.0) == 1.0
    np.testing.assert_array_equal(gradient(lambda x: relu(x).sum(), np.array([-1.0, 0.0, 2.0])), [0, 0, 1])
    assert jvp(lambda x: maximum(x, 0.0), 0.0, 1.0) == (0.0, 0.0)


def test_powers_at_zero():
    assert gradient(lambda x: 3 * x**0 + 2 * x**1 + 5 * x**2, 0.0) == 2.0
    assert gradient(power, 0.0, 2.0) == [0.0, 0.0]
    assert gradient(lambda x: x**3, -2.0) == 12.0
    assert gradient(lambda x: x**-2, -2.0) == pytest.approx(0.25)
    assert gradient(lambda x: 2**x, 3.0) == pytest.approx(8 * np.log(2))
    np.testing.assert_array_equal(gradient(lambda x: (x ** np.array([0, 1, 2])).sum(), np.zeros(3)), [0, 1, 0])


def test_python_operators_are_the_operations():
    x, y, M = Node(3.0), Node(2.0), Node(np.ones((2, 2)))
    expressions = [x + y, x - y, x * y, x / y, x**y, -x, M @ M, M[0], M.T, M.sum()]
    names = ["add", "subtract", "multiply", "divide", "power", "negate", "matmul", "index", "transpose", "sum"]
    assert [e.operation.name for e in expressions] == names
    assert [e.value for e in expressions[:6]] == [5, 1, 6, 1.5, 9, -3]
    assert [(e.value, e.parents) for e in (5 + x, 5 - x, 5 * x, 6 / x, 2**x)] == [
        *((8, [x]), (2, [x]), (15, [x]), (2, [x]), (8, [x]))
    ]
    assert (x * x).parents == [x, x]
    assert x.parents == []


def test_an_array_on_the_left_leaves_the_operation_to_the_node(rng):
    A, x = rng.normal(size=(4, 3)), Node(rng.normal(size=3))
    for y, expected in (
        *((np.ones(3) + x, 1 + x.value), (np.ones(3) - x, 1 - x.value), (np.ones(3) * x, x.value)),
        *((np.ones(3) / x, 1 / x.value), (A @ x, A @ x.value), (np.float64(2) * x, 2 * x.value)),
        (np.full(3, 2.0) ** x, 2.0**x.value),
    ):
        assert isinstance(y, Node)
        np.testing.assert_allclose(y.value, expected)
    assert (np.ones((5, 3)) @ Node(A).T).shape == (5, 4)


def test_plain_arguments_give_plain_results():
    assert exp(0.0) == 1.0
    assert not isinstance(exp(np.zeros(3)), Node)
    assert log(-1 + 0j) == pytest.approx(np.pi * 1j)
    with warnings.catch_warnings(record=True) as caught:
        assert np.isinf(exp(1000.0))
        assert np.isnan(log(-1.0))
    assert caught == []


# Random expressions.  A program is a list of steps; each takes one or two earlier values and adds one of moderate size.
STEPS = {
    "add": lambda n, a, b: (a + b) * 0.5,
    "subtract": lambda n, a, b: 0.5 * (a - b),
    "multiply": lambda n, a, b: a * n.sin(b),
    "divide": lambda n, a, b: a / (1.0 + b * b),
    "power": lambda n, a, b: (1.0 + a * a) ** n.tanh(b),
    "square": lambda n, a, b: n.cos(a) ** 2,
    "exp": lambda n, a, b: n.exp(n.tanh(a)),
    "log": lambda n, a, b: n.log(1.0 + a * a),
    "sqrt": lambda n, a, b: n.sqrt(1.0 + a * a),
    "sin": lambda n, a, b: n.sin(a) - n.cos(b),
    "tanh": lambda n, a, b: -n.tanh(a) * 0.5,
    "sum": lambda n, a, b: n.tanh(n.sum(a)) * b,
    "last": lambda n, a, b: n.sin(n.sum(a, -1) + b[..., 0]) if a.shape and b.shape else a,
    "product": lambda n, a, b: n.tanh(a) @ n.sin(b).T if a.shape and b.shape else b,
}


class Ours:
    """The functions that STEPS needs, for Nodes, Duals and plain numbers."""

    exp, log, sqrt, sin, cos, tanh = exp, log, sqrt, sin, table.cos, tanh
    sum = staticmethod(lambda a, axis=None: total(a, axis))


programs = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=12
)
seeds = st.integers(0, 2**32 - 1)


def run(program, n, *leaves):
    """Return the values that the steps of a program add; a step whose shapes do not fit repeats its first argument."""
    values = list(leaves)
    for name, i, j in program:
        a, b = values[i % len(values)], values[j % len(values)]
        try:
            values.append(STEPS[name](n, a, b))
        except (ValueError, IndexError):
            values.append(a)
    return values[len(leaves) :]


def leaves_of(seed, shapes=((), (3,), (2, 3), (3, 3))):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape)[()] for shape in shapes]


@settings(max_examples=150, deadline=None)
@given(programs, seeds)
def test_random_expressions_against_an_independent_package(program, seed):
    leaves = leaves_of(seed)

    def ours(*leaves):
        a, b = (run(program, Ours, *leaves) * 2)[-2:]
        return total(tanh(a) * 1.0, None) + total(sin(a), None) * total(sin(b), None)

    def theirs(*leaves):
        a, b = (run(program, anp, *leaves) * 2)[-2:]
        return anp.sum(anp.tanh(a)) + anp.sum(anp.sin(a)) * anp.sum(anp.sin(b))

    got = gradient(ours, *leaves)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Output seems independent of input")
        expected = [autograd_grad(theirs, i)(*leaves) for i in range(len(leaves))]
    for g, e in zip(got, expected, strict=True):
        assert np.shape(g) == np.shape(e)
        np.testing.assert_allclose(g, e, rtol=1e-9, atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(programs, seeds)
def test_both_modes_agree(program, seed):
    # u · (J v) = (Jᵀ u) · v
    rng = np.random.default_rng(seed)
    (x,) = leaves_of(seed, [(3, 3)])
    f = lambda x: sin(run(program, Ours, x[0, 0], x[1], x[:2], x)[-1])  # noqa: E731
    y, Jv = jvp(f, x, v := rng.normal(size=(3, 3)))
    z, Ju = vjp(f, x, u := rng.normal(size=np.shape(y)))
    np.testing.assert_array_equal(y, z)
    scale = np.linalg.norm(u) * np.linalg.norm(Jv) + np.linalg.norm(v) * np.linalg.norm(Ju)
    assert abs((u * Jv).sum() - (v * Ju).sum()) <= 1e-13 * scale


HIDDEN = {
    "identity": lambda z: z * 1.0,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": relu,
    "leaky_relu": lambda z: maximum(z, 0.01 * z),
    "softplus": lambda z: log(1 + exp(z)),
    "silu": lambda z: z * sigmoid(z),
}
LOSSES = {
    "quadratic": lambda Z, A, Y: ((A - Y) ** 2).sum(1).mean() / 2,
    "mean_squared_error": lambda Z, A, Y: ((A - Y) ** 2).mean(axis=1).mean(),
    "binary_cross_entropy": lambda Z, A, Y: (-1 * (Y * log(A) + (1 - Y) * log(1 - A)).sum(axis=1)).mean(),
    "cross_entropy": lambda Z, A, Y: (log_sum_exp(Z, 1) - (Z * Y).sum(1)).mean(),
}


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(1, 6), min_size=2, max_size=5),
    st.lists(st.sampled_from(sorted(HIDDEN)), min_size=4, max_size=4),
    st.sampled_from(sorted(LOSSES)),
    st.integers(1, 7),
    seeds,
)
def test_networks_agree_with_the_delta_equations(sizes, names, loss, m, seed):
    rng = np.random.default_rng(seed)
    names = names[: len(sizes) - 1]
    names[-1] = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}.get(loss, names[-1])
    network = Network(sizes, names, loss, rng=rng)
    X = rng.normal(size=(m, sizes[0]))
    Y = np.eye(sizes[-1])[rng.integers(sizes[-1], size=m)] if loss == "cross_entropy" else rng.random((m, sizes[-1]))
    W, b = ([Node(p) for p in parameters[1:]] for parameters in (network.W, network.b))
    A = X
    for w, c, name in zip(W, b, names, strict=True):
        Z = A @ w.T + c
        A = HIDDEN.get(name, lambda z: z)(Z)
    cost = LOSSES[loss](Z, A, Y)
    cost.backward()
    expected = network.gradient(X, Y)
    assert cost.value == pytest.approx(network.cost(X, Y), rel=1e-10)  # ln(1 - a) has fewer digits than a
    for l in range(1, len(sizes)):
        for got, right in ((W[l - 1].grad, expected.W[l]), (b[l - 1].grad, expected.b[l])):
            assert np.abs(got - right).max() <= 1e-13 * (1 + np.abs(right).max())


def chain(x, n):
    for _ in range(n // 2):
        x = x * 1.00001 + 0.1
    return x


def test_a_long_chain_forward_backward_and_freed():
    x = Node(0.5, "x")
    y = chain(x, 100_000)
    assert len(topological_order(y)) == 100_001
    y.backward()
    assert x.grad == pytest.approx(1.00001**50_000)
    del y  # freed without recursion, too
    _, tangent = jvp(lambda x: chain(x, 1000), 0.5, 1.0)
    assert tangent == pytest.approx(1.00001**500)


def test_nothing_keeps_a_graph_alive():
    class Watched(Node):
        __slots__ = ("__weakref__",)

    gc.collect()
    gc.disable()
    try:
        x = Watched(0.5)
        y = sin(x) * x + x
        y.backward()
        seen = weakref.ref(x)
        assert seen() is x
        del x, y
        assert seen() is None
    finally:
        gc.enable()


def test_topological_order_puts_arguments_first():
    x = Node(2.0)
    a = x * x
    b = a + x
    y = b * a + b
    order = topological_order(y)
    assert order[0] is x
    assert order[-1] is y
    assert len(order) == len(set(order)) == 5
    assert all(order.index(a) < order.index(node) for node in order for a in node.parents)


def test_paths_add_up():
    assert gradient(lambda a: a + a, 3.0) == 2.0
    assert gradient(lambda a: a * a * a, 2.0) == 12.0
    x = Node(2.0)
    b = x * 3.0
    y = b * b + b  # a diamond
    y.backward()
    assert (y.grad, b.grad, x.grad) == (1.0, 13.0, 39.0)


def test_backward_twice_gives_the_same():
    x = Node(np.array([1.0, 2.0]))
    y = (sin(x) * x).sum()
    y.backward()
    first = x.grad.copy()
    y.backward()
    np.testing.assert_array_equal(x.grad, first)


def test_two_outputs_that_share_their_inputs():
    a, b, c = Node(2.0), Node(3.0), Node(np.ones((2, 3), np.float32))
    y, z = a * b, a + a * a
    y.backward()
    assert (a.grad, b.grad) == (3.0, 2.0)
    z.backward()
    assert (a.grad, z.grad, y.grad) == (5.0, 1.0, 1.0)
    assert b.grad == 2.0  # z does not depend on b: what y gave it stays
    assert b not in gradients(z)
    assert gradients(y)[a] == 3.0
    assert a.grad == 5.0  # gradients changes no node
    assert c.grad.shape == (2, 3)
    assert c.grad.dtype == np.float32
    assert not c.grad.any()
    assert type(Node(2.0).grad) is float
    assert Node(np.inf).grad == 0.0


def test_gradient_of_what_does_not_depend_on_an_argument():
    got = gradient(lambda a, b: a.sum(), np.ones(3), np.full((2, 2), np.inf))
    np.testing.assert_array_equal(got[0], np.ones(3))
    np.testing.assert_array_equal(got[1], np.zeros((2, 2)))
    assert gradient(lambda a: 7.0, 2.0) == 0.0
    y, g = vjp(lambda x: np.ones(2), np.ones(3), np.ones(2))
    np.testing.assert_array_equal(g, np.zeros(3))
    np.testing.assert_array_equal(y, np.ones(2))
    assert vjp(lambda x: Node(7.0) * 1, 2.0, 1.0) == (7.0, 0.0)
    assert gradient(lambda a: a, 2.0) == 1.0


def test_vjp_is_a_row_of_the_jacobian(rng):
    A, x = rng.normal(size=(4, 3)), rng.normal(size=3)
    for i in range(4):
        y, row = vjp(lambda x: tanh(A @ x), x, np.eye(4)[i])
        np.testing.assert_allclose(row, (1 - y[i] ** 2) * A[i])


@pytest.mark.parametrize("shape", [(), (3,), (1, 3), (2, 3), (2, 1), (1, 1)])
def test_unbroadcast_sums_what_was_repeated(shape):
    g = np.arange(24.0).reshape(4, 2, 3)
    got = unbroadcast(g, shape)
    assert got.shape == shape
    assert got.sum() == g.sum()
    assert unbroadcast(g, (4, 2, 3)) is g


NAN_FORWARD = {
    "log of -1": (lambda: log(Node(-1.0)), "log of -1 is not a number"),
    "sqrt of -4": (lambda: sqrt(Node(-4.0)), "sqrt of -4 is not a number"),
    "0/0": (lambda: Node(0.0) / Node(0.0), "divide of 0 and 0 is not a number"),
    "0/0, arrays": (lambda: Node(np.zeros(2)) / np.zeros(2), r"divide of 0 and 0 .* at index \[0\] .* \(2,\)"),
    "root of negative": (lambda: Node(-8.0) ** (1 / 3), "power of -8 and 0.333333 is not"),
    "inf - inf": (lambda: Node(np.inf) - np.inf, "subtract of inf and inf is not"),
    "inf - inf, arrays": (lambda: Node(np.array([1, np.inf])) - np.inf, r"subtract of inf and inf .* index \[1\]"),
    "inf * 0, arrays": (lambda: Node(np.array([[np.inf]])) * 0.0, r"multiply of inf and 0 .* index \[0, 0\]"),
    "one entry": (lambda: log(Node(np.array([[1.0, 2], [3, -5]]))), r"log of -5 .* index \[1, 1\] .* \(2, 2\)"),
    "broadcast": (
        lambda: Node(np.array([[1.0], [-2]])) ** np.array([2, 0.5]),
        r"power of -2 and 0.5 .* index \[1, 1\]",
    ),
    "sin of inf": (lambda: sin(Node(np.inf)), "sin of inf is not"),
    "cos of inf": (lambda: table.cos(Node(-np.inf)), "cos of -inf is not"),
    "sum": (lambda: Node(np.array([np.inf, -np.inf])).sum(), r"sum of an array of shape \(2,\) and None is not"),
    "matmul": (lambda: Node(np.array([np.inf, 1])) @ np.zeros(2), "matmul of an array .* is not a number"),
    "log_sum_exp": (lambda: log_sum_exp(Node(np.array([np.inf, 1]))), "log_sum_exp of an array .* is not"),
    "sum over an axis": (lambda: Node(np.array([[np.inf, -np.inf]])).sum(1), r"sum of .* and 1 is not .* index \[0\]"),
    "matmul, arrays": (
        lambda: np.zeros((2, 2)) @ Node(np.full((2, 3), np.inf)),
        r"matmul of .* index \[0, 0\] .* \(2, 3\)",
    ),
    "log_sum_exp over an axis": (
        lambda: log_sum_exp(Node(np.array([[1, np.inf]])), 1),
        r"log_sum_exp of .* index \[0\]",
    ),
    "a number and an array": (lambda: Node(np.inf) - np.array([1, np.inf]), r"subtract of inf and inf .* index \[1\]"),
    "NaN as constant": (lambda: Node(1.0) + np.nan, "add of 1 and nan is not"),
    "mean of nothing": (lambda: Node(np.ones((0, 3))).mean(), "divide of 0 and 0"),
    "float32": (lambda: log(Node(np.float32(-1))), "log of -1 is not"),
}


@pytest.mark.parametrize(("f", "message"), NAN_FORWARD.values(), ids=NAN_FORWARD)
def test_nan_is_reported_where_it_arises(f, message):
    with pytest.raises(FloatingPointError, match=message):
        f()


NAN_BACKWARD = {
    "sqrt at 0": (
        lambda x: sqrt(x) * 0.0,
        0.0,
        "sqrt of 0: its derivative by the first argument times 0, the gradient",
    ),
    "power of a negative base": (
        lambda b: (-2.0) ** b,
        2.0,
        "power of -2 and 2: its derivative by the second argument times 1,",
    ),
    "an entry": (lambda x: (sqrt(x) * np.array([1.0, 0])).sum(), np.zeros(2), r"sqrt of 0: .* NaN, at index \[1\]"),
    "not the innocent": (lambda x: (x + 1) * sqrt(x) * 0.0 + x * 3.0, 0.0, "sqrt of 0"),
    "sum of paths": (
        lambda x: log(x) - sqrt(x),
        0.0,
        "<Node argument 0: 0>: the gradients of several paths are infinite",
    ),
    "log_sum_exp": (lambda x: sqrt(log_sum_exp(x)), np.array([-np.inf, 0]), "log_sum_exp of an array .* times inf"),
}


@pytest.mark.parametrize(("f", "x", "message"), NAN_BACKWARD.values(), ids=NAN_BACKWARD)
def test_nan_in_the_backward_pass_is_reported_where_it_arises(f, x, message):
    with pytest.raises(FloatingPointError, match=message):
        gradient(f, x)


@pytest.mark.parametrize("make", [float, lambda x: np.full(2, x), np.float32], ids=["number", "array", "float32"])
def test_infinity_is_a_value_for_numbers_and_arrays_alike(make):
    zero, one = make(0.0), make(1.0)
    expected = {
        "1/0": (lambda x: one / x, zero, np.inf, -np.inf),
        "-1/0": (lambda x: -one / x, zero, -np.inf, np.inf),
        "x/0": (lambda x: x / zero, one, np.inf, np.inf),
        "log 0": (log, zero, -np.inf, np.inf),
        "sqrt 0": (sqrt, zero, 0.0, np.inf),
        "0**-1": (lambda x: x**-1, zero, np.inf, -np.inf),
        "exp": (exp, make(1000.0), np.inf, np.inf),
        "overflow": (lambda x: x * x * x, make(1e30) if make is np.float32 else make(1e300), np.inf, np.inf),
        "overflow of a power": (lambda x: x**200.0, make(1e3), np.inf, np.inf),
        "overflow of a sum": (lambda x: x + x, make(np.finfo(np.asarray(one).dtype).max), np.inf, 2.0),
    }
    for name, (f, x, value, slope) in expected.items():
        y, g = vjp(f, x, one)
        assert (np.asarray(y) == value).all(), name
        assert (np.asarray(g) == slope).all(), name
        assert (np.asarray(jvp(f, x, one)[1]) == slope).all(), name


def test_no_overflow_where_the_result_is_finite():
    x = np.array([1000.0, -1000.0, 0.0])
    assert log_sum_exp(Node(x)).value == 1000.0
    np.testing.assert_allclose(gradient(log_sum_exp, x), [1, 0, 0])
    np.testing.assert_allclose(gradient(log_sum_exp, np.array([-np.inf, 0.0])), [0, 1])
    np.testing.assert_allclose(sigmoid(Node(x)).value, [1, 0, 0.5], atol=1e-300)
    np.testing.assert_allclose(sigmoid(Node(x.astype(np.float32))).value, [1, 0, 0.5], atol=1e-37)
    assert gradient(sigmoid, -np.inf) == pytest.approx(0)


MISTAKES = {
    "add": (lambda a, b: a + b, ValueError, r"add of an array of shape \(2, 3\) and an array of shape \(4,\)"),
    "matmul": (lambda a, b: a @ b, ValueError, r"matmul of an array of shape \(2, 3\) and an array of shape \(4,\)"),
    "matmul of a number": (lambda a, b: a @ 2.0, ValueError, r"matmul of an array of shape \(2, 3\) and 2"),
    "maximum": (maximum, ValueError, r"maximum of .*\(2, 3\) .*\(4,\)"),
    "axis": (lambda a, b: a.sum(2), ValueError, r"sum of an array of shape \(2, 3\) and 2: axis 2 is out of bounds"),
    "axis of mean": (lambda a, b: a.mean(-3), ValueError, "sum of an array .* and -3: axis -3 is out of bounds"),
    "axis of log_sum_exp": (lambda a, b: log_sum_exp(a, 2), ValueError, "log_sum_exp of .* and 2: axis 2 is out"),
    "index": (lambda a, b: b[4], IndexError, r"index of an array of shape \(4,\) and 4: index 4 is out of bounds"),
    "key": (lambda a, b: b["x"], IndexError, "index of an array .* and 'x'"),
    "index of a number": (lambda a, b: a.sum()[0], TypeError, "index of 6 and 0"),
    "nothing to reduce": (lambda a, b: log_sum_exp(a[:0]), ValueError, r"log_sum_exp of an array of shape \(0, 3\)"),
    "text": (lambda a, b: a + "x", TypeError, r"add of an array of shape \(2, 3\) and 'x'"),
    "None": (lambda a, b: a.sum() * None, TypeError, "multiply of 6 and None"),
    "complex": (lambda a, b: a.sum() * 1j, TypeError, "multiply of 6 and 1j: expected real numbers, got complex128"),
    "complex array": (lambda a, b: a * np.ones(3, complex), TypeError, "expected real numbers, got complex128"),
    "Dual": (lambda a, b: a.sum() * Dual(1.0, 1.0), TypeError, "multiply of 6 and <Dual 1.0, tangent 1.0>"),
}


@pytest.mark.parametrize(("f", "kind", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_name_the_operation_and_its_arguments(f, kind, message):
    with pytest.raises(kind, match=message):
        f(Node(np.ones((2, 3))), Node(np.ones(4)))


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (1j, TypeError, "x must hold real numbers, got complex128: 1j"),
        ("1", TypeError, "x must hold real numbers, got <U1: '1'"),
        (None, TypeError, "x must hold real numbers, got object: None"),
        pytest.param(object(), TypeError, "x must hold real numbers, got object", id="an object"),
        (True, TypeError, "x must hold real numbers, got bool"),
        (Node(1.0), TypeError, "x must hold real numbers, got object: <Node input: 1>"),
        ([[1], [1, 2]], ValueError, "inhomogeneous"),
        (np.nan, ValueError, "x holds NaN, which is not a number"),
        (np.array([1, np.nan]), ValueError, r"x holds NaN, which is not a number: an array of shape \(2,\)"),
    ],
    ids=str,
)
def test_what_is_no_real_number_is_refused(value, kind, message):
    with pytest.raises(kind, match=message):
        Node(value, "x")
    with pytest.raises(kind, match=message.replace("x ", "a Node ", 1)):
        Node(value)


def test_backward_from_an_array_needs_a_cotangent():
    x = Node(np.ones(3))
    y = x * 2
    with pytest.raises(ValueError, match=r"starts from one number, got shape \(3,\): sum it, or give a cotangent"):
        y.backward()
    with pytest.raises(ValueError, match=r"shape of the output, \(3,\), got \(2,\)"):
        y.backward(np.ones(2))
    with pytest.raises(ValueError, match=r"shape of the output, \(\), got \(1,\)"):
        y.sum().backward([1.0])
    with pytest.raises(ValueError, match="the cotangent holds NaN"):
        y.backward([1, np.nan, 1])
    y.backward([1, 2, 3])
    np.testing.assert_array_equal(x.grad, [2.0, 4, 6])


def test_float32_stays_float32(rng):
    X, W = rng.random((4, 3), dtype=np.float32), rng.random((2, 3), dtype=np.float32)
    w, b = Node(W), Node(np.float32(0.5))
    Z = sigmoid(X @ w.T + b) ** 2 + 2 ** relu(w.sum(1))
    y = (log_sum_exp(Z, 1) - (Z / 2).mean(axis=1)).mean()
    y.backward()
    assert {node.value.dtype for node in topological_order(y)} == {np.dtype(np.float32)}
    assert {node.grad.dtype for node in topological_order(y)} == {np.dtype(np.float32)}
    assert np.shape(b.grad) == ()


def test_a_gradient_has_the_float_type_of_its_value(rng):
    X, c = Node(rng.random((4, 3), dtype=np.float32)), Node(np.float32(2))
    y = exp(X * np.ones((4, 3)) * c)  # float64 joins in
    grad = gradients(y, np.ones((4, 3), int))
    assert (grad[y].dtype, grad[X].dtype, grad[c].dtype) == (np.float64, np.float32, np.float32)
    assert type(grad[c]) is np.float32
    assert gradients(exp(X), np.ones((4, 3)))[X].dtype == np.float32
    assert vjp(exp, np.float32(1), 1)[1].dtype == np.float32


@pytest.mark.parametrize("name", [*UNARY, *BINARY])
@pytest.mark.parametrize("make", [np.float32, lambda x: np.full(3, x, np.float32)], ids=["number", "array"])
def test_every_operation_keeps_float32(name, make):
    operation, a = getattr(table, name), make(0.7)
    for others in [()] if name in UNARY else [(a,), (2,), (1.5,)]:
        y = operation(Node(a), *others)
        assert y.value.dtype == np.float32
        assert vjp(lambda a, others=others: operation(a, *others), a, a)[1].dtype == np.float32
        assert jvp(lambda a, others=others: operation(a, *others), a, a)[1].dtype == np.float32


def test_numbers_are_python_floats_and_integers_become_floats():
    x = Node(3)
    for value in (x.value, Node(np.float64(3)).value, Node(np.array(3)).value, sin(x).value, (x**2).value):
        assert type(value) is float
    assert type(Node([1.0, 2.0]).sum().value) is float
    assert Node([1, 2]).value.dtype == float
    assert type(gradient(lambda a: sin(a) * a**2, 3)) is float
    assert type(gradient(lambda a: (a * np.ones(3)).sum(), 3)) is float


def test_an_array_is_not_copied_and_rows_can_be_walked_through():
    W = np.ones((2, 3))
    assert Node(W).value is W
    rows = list(Node(W))
    assert [row.shape for row in rows] == [(3,), (3,)]


def test_a_node_shows_what_it_is():
    x = Node(0.5, "x")
    assert repr(x) == "<Node x: 0.5>"
    assert repr(Node(np.ones((2, 3)))) == "<Node input: an array of shape (2, 3)>"
    assert repr(x * x) == "<Node multiply: 0.25>"
    assert (x * x).operation.is_elementwise
    assert not matmul.is_elementwise

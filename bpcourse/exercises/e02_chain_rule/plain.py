"""Right answers to the tasks of exercise 02 as a good learner writes them; the comments are what a line is called."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.slips import sigmoid_slope
from bplib.activations import sigmoid


def by_hand() -> dict:
    """Return the entries of the task with three paths."""
    x1, x2 = 5.0, 3.0  # the inputs
    u = x1 * x2  # u
    v = x1**2  # v
    s = u - v  # s
    q = s**2  # q
    dy_dq = x1  # ∂y/∂q; ∂y/∂q
    dq_ds = 2 * s  # ∂q/∂s; ∂q/∂s
    ds_du, ds_dv = 1.0, -1.0  # the slopes of s
    du_dx1, du_dx2 = x2, x1  # the slopes of u
    dv_dx1 = 2 * x1  # ∂v/∂x1; ∂v/∂x1
    dy_ds = dy_dq * dq_ds  # ∂y/∂s; ∂y/∂s
    via_u = dy_ds * ds_du * du_dx1  # the path over u; the path over u
    via_v = dy_ds * ds_dv * dv_dx1  # the path over v; the path over v
    direct = q  # the direct path; the direct path
    dy_dx1 = via_u + via_v + direct  # the sum of the paths
    dy_dx2 = dy_ds * ds_du * du_dx2  # the path from x2
    paths = {"dq_ds": dq_ds, "via_u": via_u, "via_v": via_v, "direct": direct}
    return paths | {"dy_dx1": dy_dx1, "dy_dx2": dy_dx2}


def two_sigmoids() -> dict:
    """Return the entries of the task with two sigmoids."""
    x, expected, eta = 1.5, 1.0, 0.5  # the numbers that are given
    w1, w2, b1, b2 = 0.2, 0.4, 0.3, 0.1  # the parameters that are given
    z1 = w1 * x + b1  # z1
    z2 = w2 * x + b2  # z2
    o = sigmoid(z1) + sigmoid(z2)  # o
    cost = (expected - o) ** 2  # the cost
    dC_do = 2 * (o - expected)  # ∂C/∂o; ∂C/∂o
    slope1 = sigmoid_slope(z1)  # the slope of the first sigmoid; σ'(z1)
    slope2 = sigmoid_slope(z2)  # the slope of the second sigmoid; σ'(z2)
    dC_dw1 = dC_do * slope1 * x  # ∂C/∂w1
    dC_db1 = dC_do * slope1  # ∂C/∂b1
    dC_dw2 = dC_do * slope2 * x  # ∂C/∂w2
    dC_db2 = dC_do * slope2  # ∂C/∂b2
    w1 = w1 - eta * dC_dw1  # the step of w1
    b1 = b1 - eta * dC_db1  # the step of b1
    w2 = w2 - eta * dC_dw2  # the step of w2
    b2 = b2 - eta * dC_db2  # the step of b2
    new_z1 = w1 * x + b1  # z1 after the step; z1 after the step
    new_z2 = w2 * x + b2  # z2 after the step; z2 after the step
    after = sigmoid(new_z1) + sigmoid(new_z2)  # the output after the step
    return {"cost": cost, "dC_do": dC_do, "dC_dw1": dC_dw1, "dC_db1": dC_db1, "output_after": after}


def two_sigmoids_from_activations() -> dict:
    """Return the entries of the task with two sigmoids, the slopes as a (1 - a)."""
    x, expected, eta = 1.5, 1.0, 0.5  # the numbers that are given
    w, b = np.array([0.2, 0.4]), np.array([0.3, 0.1])  # the parameters that are given
    a = 1 / (1 + np.exp(-(w * x + b)))  # the sigmoids; the outputs of the sigmoids
    o = a.sum()  # o
    error = o - expected  # the difference o - expected; o - expected
    cost = error**2  # the cost
    dC_do = 2 * error  # ∂C/∂o; ∂C/∂o
    slope = a * (1 - a)  # the slopes of the sigmoids; σ'(z)
    dC_db = dC_do * slope  # ∂C/∂b
    dC_dw = dC_db * x  # ∂C/∂w
    w = w - eta * dC_dw  # the step of the weights
    b = b - eta * dC_db  # the step of the biases
    new_a = 1 / (1 + np.exp(-(w * x + b)))  # the sigmoids after the step
    after = new_a.sum()  # the output after the step
    return {"cost": cost, "dC_do": dC_do, "dC_dw1": dC_dw[0], "dC_db1": dC_db[0], "output_after": after}


def sum_over_paths(edges, start, end):
    """Return the sum over the paths, by asking which nodes lead to a node."""
    into = {}
    for tail, head, slope in edges:  # the list of the edges into each node
        into.setdefault(head, []).append((tail, slope))
    reached = {start: 1.0}  # the value at the start

    def derivative(node):
        if node not in reached:  # the look into what is known
            total = 0.0  # the sum over the edges; the sum
            for tail, slope in into.get(node, []):  # the loop over the edges into a node
                total += slope * derivative(tail)  # the sum over the edges
            reached[node] = total  # what is remembered of a node
        return reached[node]

    return derivative(end)  # the result


def sum_over_paths_forwards(edges, start, end):
    """Return the sum over the paths, by asking what comes after a node."""
    known = {}

    def rest(node):
        if node == end:  # the end
            return 1.0
        if node in known:  # the look into what is known
            return known[node]
        total = 0.0  # the sum over the edges; the sum
        for tail, head, slope in edges:  # the loop over the edges
            if tail == node:  # the choice of the edges
                total += slope * rest(head)  # the sum over the edges
        known[node] = total  # what is remembered of a node
        return total

    return rest(start)  # the result


def sum_over_paths_in_order(edges, start, end):
    """Return the sum over the paths, handed on from node to node when all has arrived."""
    arrived, waiting = {}, {}
    for tail, head, _ in edges:  # the zeros at the beginning
        arrived[tail] = arrived[head] = 0.0
        waiting[tail] = waiting[head] = 0
    for _, head, _ in edges:  # the count of the edges into a node
        waiting[head] += 1
    arrived[start] = 1.0  # the value at the start
    ready = [node for node in waiting if waiting[node] == 0]  # the nodes that wait for nothing
    while ready:  # the loop over the nodes
        node = ready.pop()
        for tail, head, slope in edges:  # the loop over the edges
            if tail == node:  # the choice of the edges
                arrived[head] += arrived[node] * slope  # what an edge hands on
                waiting[head] -= 1  # the count of what is still to come
                if waiting[head] == 0:  # the test whether all has arrived
                    ready.append(head)
    return arrived[end]  # the result


def soft_maximum_vjp(g, y, a, b):
    """Return the shares, each summed over the axes along which its argument was repeated."""
    share_a = g * np.exp(a - y)  # the share of a before the sums; the share of a
    share_b = g * np.exp(b - y)  # the share of b before the sums; the share of b

    def back(share, argument):
        if argument.ndim < share.ndim:  # the sum over the missing axis
            share = share.sum(axis=0)
        for axis in range(argument.ndim):  # the sum over an axis of length 1
            if argument.shape[axis] == 1:
                share = share.sum(axis=axis, keepdims=True)
        return share

    return back(share_a, a), back(share_b, b)


def soft_maximum_vjp_by_shapes(g, y, a, b):
    """Return the shares, the shapes looked at one by one."""
    slope_a = np.exp(a - y)  # the slope for a; ∂y/∂a
    slope_b = np.exp(b - y)  # the slope for b; ∂y/∂b
    share_a = g * slope_a  # the share of a; the share of a
    share_b = g * slope_b  # the share of b; the share of b
    if a.ndim == 1:  # the sum over the examples for a
        share_a = share_a.sum(axis=0)
    elif a.shape[1] == 1:  # the sum over the columns for a
        share_a = share_a.sum(axis=1, keepdims=True)
    if b.ndim == 1:  # the sum over the examples for b
        share_b = share_b.sum(axis=0)
    elif b.shape[1] == 1:  # the sum over the columns for b
        share_b = share_b.sum(axis=1, keepdims=True)
    return share_a, share_b


def scaled_unit_vjp(X, s, U):
    """Return Jᵀu, with the unit vectors."""
    R = np.linalg.norm(X, axis=1, keepdims=True)  # the lengths; ‖x‖
    N = X / R  # the unit vectors; x / ‖x‖
    V = s * U  # v = s u; s u
    along = (N * V).sum(axis=1, keepdims=True)  # the product of the unit vector and v; unit vector times v
    return (V - N * along) / R  # the result


def scaled_unit_vjp_by_paths(X, s, U):
    """Return Jᵀu, the paths over the numerator and over the length apart."""
    V = U * s  # v = s u; s u
    squares = (X**2).sum(axis=1, keepdims=True)  # the squared lengths; ‖x‖²
    R = np.sqrt(squares)  # the lengths; ‖x‖
    over = V / R  # the path over the numerator; the path over the numerator
    dot = (X * V).sum(axis=1, keepdims=True)  # the product of x and v; x times v
    dR = -dot / R**2  # the slope with respect to the length; the slope of the length
    through = dR * X / R  # the path over the length; the path over the length
    return over + through  # the sum of the two paths


def scaled_unit_vjp_by_rows(X, s, U):
    """Return Jᵀu, row by row."""
    G = np.zeros(X.shape)
    for i in range(len(X)):  # the loop over the examples
        x, u = X[i], U[i]  # the example
        r = np.sqrt(x @ x)  # the length; ‖x‖
        v = s * u  # v = s u; s u
        along = x @ v  # the product of x and v; x times v
        G[i] = v / r - x * along / r**3  # the result
    return G

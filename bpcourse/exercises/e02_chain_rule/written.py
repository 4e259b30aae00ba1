"""Answers to tasks of exercise 02 as they are usually written; a change in their text is a mistake."""

from __future__ import annotations

import numpy as np


def from_the_start(edges, start, end):
    """Return the sum of task 02.3: each node, in order, hands on what it has."""
    out, order, seen = {}, [], set()
    for tail, head, slope in edges:
        out.setdefault(tail, []).append((head, slope))

    def visit(node):
        if node not in seen:
            seen.add(node)
            for head, _ in out.get(node, []):
                visit(head)
            order.append(node)

    visit(start)
    total = dict.fromkeys(order, 0.0)
    total[start] = 1.0  # the start
    for node in reversed(order):
        for head, slope in out.get(node, []):
            total[head] += slope * total[node]  # what a node hands on
    return total.get(end, 0.0)


def calls_towards_the_end(edges, start, end):
    """Return the sum of task 02.3, asked of the nodes after one, and remembered."""
    beside = {}
    for tail, head, slope in edges:
        beside.setdefault(tail, []).append((head, slope))
    known = {end: 1.0}

    def derivative(node):
        if node in known:
            return known[node]
        total, head = 0.0, node
        for head, slope in beside.get(node, []):
            total += slope * derivative(head)  # the sum over the edges of a node
        known[node] = total  # what is remembered
        return total

    return derivative(start)


def calls_towards_the_end_part_by_part(edges, start, end):
    """Return the sum of task 02.3, asked of the nodes after one, and remembered part by part."""
    beside = {}
    for tail, head, slope in edges:
        beside.setdefault(tail, []).append((head, slope))
    known = {end: 1.0}

    def derivative(node):
        if node in known:
            return known[node]
        total, head = 0.0, node
        for head, slope in beside.get(node, []):
            total += slope * derivative(head)  # the sum over the edges of a node
            known[node] = total  # what is remembered
        return total

    return derivative(start)


def calls_towards_the_start(edges, start, end):
    """Return the sum of task 02.3, asked of the nodes before one, and remembered."""
    beside = {}
    for tail, head, slope in edges:
        beside.setdefault(head, []).append((tail, slope))
    known = {start: 1.0}

    def derivative(node):
        if node in known:
            return known[node]
        total, tail = 0.0, node
        for tail, slope in beside.get(node, []):
            total += slope * derivative(tail)  # the sum over the edges of a node
        known[node] = total  # what is remembered
        return total

    return derivative(end)


def calls_towards_the_start_part_by_part(edges, start, end):
    """Return the sum of task 02.3, asked of the nodes before one, and remembered part by part."""
    beside = {}
    for tail, head, slope in edges:
        beside.setdefault(head, []).append((tail, slope))
    known = {start: 1.0}

    def derivative(node):
        if node in known:
            return known[node]
        total, tail = 0.0, node
        for tail, slope in beside.get(node, []):
            total += slope * derivative(tail)  # the sum over the edges of a node
            known[node] = total  # what is remembered
        return total

    return derivative(end)


def soft_maximum_vjp(g, y, a, b):
    """Return the shares of task 02.4."""
    share_a = g * np.exp(a - y)  # the share of a
    share_b = g * np.exp(b - y)  # the share of b
    if a.ndim < y.ndim:
        share_a = np.sum(share_a, axis=0)  # the sum for a
    if b.ndim < y.ndim:
        share_b = np.sum(share_b, axis=0)  # the sum for b
    for axis in range(a.ndim):
        if a.shape[axis] == 1:
            share_a = np.sum(share_a, axis=axis, keepdims=True)  # the sum for a
    for axis in range(b.ndim):
        if b.shape[axis] == 1:
            share_b = np.sum(share_b, axis=axis, keepdims=True)  # the sum for b
    return share_a, share_b


def scaled_unit_vjp(X, s, U):
    """Return the product of task 02.5, with the unit vectors."""
    length = np.linalg.norm(X, axis=1, keepdims=True)
    N = X / length
    V = s * U
    along = np.sum(N * V, axis=1, keepdims=True)
    return (V - N * along) / length


def scaled_unit_vjp_of_the_quotient(X, s, U):
    """Return the product of task 02.5, with the rule for a quotient."""
    square = np.sum(X**2, axis=1, keepdims=True)
    length = np.sqrt(square)
    V = s * U
    direct = V / length  # the direct path
    around = X * np.sum(X * V, axis=1, keepdims=True) / length**3  # the path over the length
    return direct - around

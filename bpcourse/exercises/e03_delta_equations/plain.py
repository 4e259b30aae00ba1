"""Right answers to the tasks of exercise 03 as a good learner writes them; the comments are what a line is called."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bpcourse.exercises.common.slips import sigmoid_slope
from bplib.activations import sigmoid


def by_hand() -> dict:
    """Return the entries of the network by hand."""
    x, y = np.array([1.0, -2.0]), np.array([1.0])
    W1, b1 = np.array([[1.0, 0.5], [0.5, -0.25]]), np.array([0.0, -0.5])
    W2, b2 = np.array([[3.0, -2.0]]), np.array([0.5])
    z1 = W1 @ x + b1  # z¹
    a1 = sigmoid(z1)  # a¹
    z2 = W2 @ a1 + b2  # z²
    a2 = sigmoid(z2)  # a²
    delta2 = (a2 - y) * a2 * (1 - a2)  # δ²
    back = W2.T @ delta2  # the way back in δ¹; the weighted error
    delta1 = back * a1 * (1 - a1)  # δ¹
    dW1 = np.outer(delta1, x)  # dW1
    return {"a2": a2[0], "delta2": delta2[0], "delta1": delta1, "dW1": dW1}


def output_error(Z, Y):
    """Return δ of the output layer."""
    A = sigmoid(Z)  # the activation
    return (A - Y) * sigmoid_slope(Z)  # BP1


def output_error_from_activations(Z, Y):
    """Return δ of the output layer, with the slope written out."""
    A = 1 / (1 + np.exp(-Z))  # the sigmoid
    slope = A * (1 - A)  # the slope
    return (A - Y) * slope  # BP1


def hidden_error(delta, W, z):
    """Return δ of a layer."""
    error = W.T @ delta  # the way back; the weighted errors
    return error * sigmoid_slope(z)  # BP2


def hidden_error_by_units(delta, W, z):
    """Return δ of a layer, unit by unit."""
    a = 1 / (1 + np.exp(-z))  # the sigmoid
    error = np.zeros(len(z))
    for j in range(len(z)):  # the loop over the units
        total = 0  # the sum over the next layer; the sum
        for k in range(len(delta)):  # the loop over the next layer
            total += W[k, j] * delta[k]  # the sum over the next layer
        error[j] = total * a[j] * (1 - a[j])  # the slope
    return error


def layer_gradient(D, A):
    """Return the gradient of the weights and biases of a layer."""
    m = len(D)  # the batch size
    grad_W = D.T @ A / m  # BP4
    grad_b = D.mean(axis=0)  # BP3
    return grad_W, grad_b


def layer_gradient_by_examples(D, A):
    """Return the gradient of the weights and biases of a layer, example by example."""
    m = len(D)  # the batch size
    grad_W = np.zeros((D.shape[1], A.shape[1]))
    grad_b = np.zeros(D.shape[1])
    for i in range(m):  # the loop over the examples
        grad_W += np.outer(D[i], A[i])  # BP4
        grad_b += D[i]  # BP3
    return grad_W / m, grad_b / m  # the mean


def backward(W, b, X, Y):
    """Return the gradients of all weights and biases, with lists over the layers."""
    L, m = len(W) - 1, len(X)
    Z, A, D = [None], [X], [None] * (L + 1)
    for l in range(1, L + 1):  # the forward pass
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(sigmoid(Z[l]))
    D[L] = (A[L] - Y) * sigmoid_slope(Z[L])  # BP1
    for l in range(L - 1, 0, -1):  # BP2
        D[l] = (D[l + 1] @ W[l + 1]) * sigmoid_slope(Z[l])
    grad_W = [None] + [D[l].T @ A[l - 1] / m for l in range(1, L + 1)]  # BP4
    grad_b = [None] + [D[l].mean(axis=0) for l in range(1, L + 1)]  # BP3
    return grad_W, grad_b


def backward_in_one_loop(W, b, X, Y):
    """Return the gradients of all weights and biases, with one δ that goes down."""
    A = [X]
    for l in range(1, len(W)):  # the forward pass
        A.append(sigmoid(A[l - 1] @ W[l].T + b[l]))
    m, grad_W, grad_b = len(X), [None] * len(W), [None] * len(b)
    delta = (A[-1] - Y) * A[-1] * (1 - A[-1])  # BP1; δ
    for l in range(len(W) - 1, 0, -1):  # the backward pass
        grad_W[l] = delta.T @ A[l - 1] / m  # BP4
        grad_b[l] = delta.sum(axis=0) / m  # BP3
        if l > 1:
            delta = delta @ W[l] * A[l - 1] * (1 - A[l - 1])  # BP2; δ
    return grad_W, grad_b


def softmax_loss(Z, Y):
    """Return the mean cross-entropy and δ."""
    largest = Z.max(axis=1, keepdims=True)  # the largest z of each row
    S = Z - largest  # the subtraction; z less the largest of its row
    log_A = S - np.log(np.exp(S).sum(axis=1, keepdims=True))  # ln a
    A = np.exp(log_A)  # the softmax
    cost = -(Y * log_A).sum(axis=1).mean()  # the cost
    return cost, A - Y  # δ


def softmax_loss_by_quotient(Z, Y):
    """Return the mean cross-entropy and δ, with the softmax as a quotient."""
    S = Z - Z.max(axis=1, keepdims=True)  # the subtraction; z less the largest of its row
    E = np.exp(S)  # e^z
    total = E.sum(axis=1, keepdims=True)  # the sum of e^z
    A = E / total  # the softmax
    log_A = S - np.log(total)  # ln a
    costs = -(Y * log_A).sum(axis=1)  # the cost of an example
    return costs.mean(), A - Y


def multiply_adds(sizes):
    """Return the multiply-adds of each pass."""
    weights = [n * k for k, n in pairwise(sizes)]  # the weights of a layer
    forward = sum(weights)  # the forward pass
    bp4 = sum(weights)  # BP4
    bp2 = sum(weights[1:])  # BP2
    return forward, bp4 + bp2


def multiply_adds_in_a_loop(sizes):
    """Return the multiply-adds of each pass, layer by layer."""
    forward, backward = 0, 0
    for l in range(1, len(sizes)):  # the loop over the layers
        weights = sizes[l] * sizes[l - 1]  # the weights of a layer
        forward += weights  # the forward pass
        backward += weights  # BP4
        if l > 1:
            backward += weights  # BP2
    return forward, backward

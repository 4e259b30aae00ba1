"""Answers to the tasks on networks as they are usually written; a change in their text is a mistake."""

from __future__ import annotations

import numpy as np

from bplib.activations import sigmoid


def slope(z):
    """Return the slope of the sigmoid."""
    return sigmoid(z) * (1 - sigmoid(z))


def forward(W, b, X):
    """Return (Z, A) of task 04.1."""
    Z, A = [None] * len(W), [None] * len(W)
    A[0] = X
    for l in range(1, len(W)):
        Z[l] = A[l - 1] @ W[l].T + b[l]  # the weighted input
        A[l] = sigmoid(Z[l])  # the activation
    return Z, A


def backward(W, b, X, Y):
    """Return the gradients of task 03.5."""
    L, m = len(W) - 1, len(X)
    Z, A, D = [None] * (L + 1), [None] * (L + 1), [None] * (L + 1)
    grad_W, grad_b = [None] * (L + 1), [None] * (L + 1)
    A[0] = X
    for l in range(1, L + 1):
        Z[l] = A[l - 1] @ W[l].T + b[l]  # the weighted input
        A[l] = sigmoid(Z[l])  # the activation
    D[L] = (A[L] - Y) * slope(Z[L])  # BP1
    for l in range(L - 1, 0, -1):
        D[l] = (D[l + 1] @ W[l + 1]) * slope(Z[l])  # BP2
    for l in range(1, L + 1):
        grad_W[l] = D[l].T @ A[l - 1] / m  # BP4
        grad_b[l] = np.mean(D[l], axis=0)  # BP3
    return grad_W, grad_b


def backward_with_one_error(W, b, X, Y):
    """Return the gradients of task 03.5: δ of the layer at hand is all that is kept."""
    L, m = len(W) - 1, len(X)
    A = [X] + [None] * L
    grad_W, grad_b = [None] * (L + 1), [None] * (L + 1)
    for l in range(1, L + 1):
        A[l] = sigmoid(A[l - 1] @ W[l].T + b[l])  # the activation
    error = A[L] - Y  # the error of the output
    for l in range(L, 0, -1):
        delta = error * A[l] * (1 - A[l])  # the slope
        grad_W[l] = delta.T @ A[l - 1] / m  # BP4
        grad_b[l] = np.sum(delta, axis=0) / m  # BP3
        error = delta @ W[l]  # the way back
    return grad_W, grad_b


def step(W, b, X, Y, eta):
    """Return the parameters of task 04.3."""
    L, m = len(W) - 1, len(X)
    Z, A = [None] * (L + 1), [X] + [None] * L
    for l in range(1, L + 1):
        Z[l] = A[l - 1] @ W[l].T + b[l]  # the weighted input
        A[l] = sigmoid(Z[l])  # the activation
    new_W, new_b = [None] * (L + 1), [None] * (L + 1)
    delta = A[L] - Y  # BP1
    for l in range(L, 0, -1):
        grad_W = delta.T @ A[l - 1] / m  # BP4
        grad_b = np.mean(delta, axis=0)  # BP3
        new_W[l] = W[l] - eta * grad_W  # the step of the weights
        new_b[l] = b[l] - eta * grad_b  # the step of the biases
        if l > 1:
            delta = (delta @ W[l]) * slope(Z[l - 1])  # BP2
    return new_W, new_b


def output_error(Z, Y):
    """Return δ of task 03.2."""
    A = sigmoid(Z)
    return (A - Y) * A * (1 - A)  # BP1


def hidden_error(delta_next, W_next, z):
    """Return δ of task 03.3."""
    back = W_next.T @ delta_next  # the way back
    a = sigmoid(z)
    return back * a * (1 - a)  # the slope


def layer_gradient(D, A_prev):
    """Return the gradients of task 03.4."""
    m = len(D)
    grad_W = D.T @ A_prev / m  # BP4
    grad_b = np.sum(D, axis=0) / m  # BP3
    return grad_W, grad_b


def softmax_loss(Z, Y):
    """Return (cost, delta) of task 03.6."""
    S = Z - np.max(Z, axis=1, keepdims=True)  # the shift
    sums = np.sum(np.exp(S), axis=1, keepdims=True)  # the sum of the exponentials
    log_A = S - np.log(sums)  # ln a
    cost = -np.mean(np.sum(Y * log_A, axis=1))  # the cost
    delta = np.exp(log_A) - Y  # δ
    return cost, delta


def multiply_adds(sizes):
    """Return the counts of task 03.7."""
    L = len(sizes) - 1
    ahead = back = 0
    for l in range(1, L + 1):
        ahead += sizes[l] * sizes[l - 1]  # the forward pass
        back += sizes[l] * sizes[l - 1]  # BP4
        if l > 1:
            back += sizes[l] * sizes[l - 1]  # BP2
    return ahead, back

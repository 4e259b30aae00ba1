"""Right answers to the tasks of exercise 04 as a good learner writes them; the comments are what a line is called."""

from __future__ import annotations

import numpy as np

from bpcourse.exercises.common.slips import sigmoid_slope
from bplib.activations import sigmoid


def forward(W, b, X):
    """Return the weighted inputs and activations of all layers."""
    Z, A = [None], [X]
    for l in range(1, len(W)):  # the loop over the layers
        Z.append(A[l - 1] @ W[l].T + b[l])  # z
        A.append(sigmoid(Z[l]))  # a
    return Z, A


def forward_with_one_activation(W, b, X):
    """Return the weighted inputs and activations of all layers, with one a that goes on."""
    a, Z, A = X, [None], [X]
    for w, bias in zip(W[1:], b[1:], strict=True):  # the loop over the layers
        z = a @ w.T + bias  # z
        a = 1 / (1 + np.exp(-z))  # a
        Z.append(z)
        A.append(a)
    return Z, A


def forward_by_units(W, b, X):
    """Return the weighted inputs and activations of all layers, unit by unit."""
    Z, A = [None], [X]
    for l in range(1, len(W)):  # the loop over the layers
        z = np.zeros((len(X), len(W[l])))
        for j in range(len(b[l])):  # the loop over the units
            total = 0.0  # the sum of a unit; the sum
            for k in range(W[l].shape[1]):  # the loop over the inputs
                total = total + A[l - 1][:, k] * W[l][j, k]  # the sum of a unit
            total = total + b[l][j]  # the bias
            z[:, j] = total
        Z.append(z)
        A.append(sigmoid(z))  # a
    return Z, A


def binary_cross_entropy(Z, Y):
    """Return the cost of each example and δ."""
    A = sigmoid(Z)  # the activation
    entries = np.logaddexp(0, Z) - Y * Z  # the cost
    return entries.sum(axis=1), A - Y


def binary_cross_entropy_in_two_terms(Z, Y):
    """Return the cost of each example and δ, with a term for either target."""
    ones = Y * np.logaddexp(0, -Z)  # the term with y
    zeros = (1 - Y) * np.logaddexp(0, Z)  # the term with 1 - y
    costs = (ones + zeros).sum(axis=1)  # the sum over the outputs
    return costs, sigmoid(Z) - Y  # δ


def step(W, b, X, Y, eta):
    """Return the parameters after a step, with all gradients first."""
    L, m = len(W) - 1, len(X)
    Z, A, D = [None], [X], [None] * (L + 1)
    for l in range(1, L + 1):  # the forward pass
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(sigmoid(Z[l]))
    D[L] = A[L] - Y  # BP1
    for l in range(L - 1, 0, -1):  # BP2
        D[l] = (D[l + 1] @ W[l + 1]) * sigmoid_slope(Z[l])
    new_W, new_b = [None], [None]
    for l in range(1, L + 1):  # the step
        grad_W = D[l].T @ A[l - 1] / m  # BP4
        grad_b = D[l].mean(axis=0)  # BP3
        new_W.append(W[l] - eta * grad_W)  # the step of the weights
        new_b.append(b[l] - eta * grad_b)  # the step of the biases
    return new_W, new_b


def step_in_one_loop(W, b, X, Y, eta):
    """Return the parameters after a step, with one δ that goes down."""
    A = [X]
    for l in range(1, len(W)):  # the forward pass
        A.append(sigmoid(A[l - 1] @ W[l].T + b[l]))
    new_W, new_b = list(W), list(b)
    delta = A[-1] - Y  # BP1; δ
    for l in range(len(W) - 1, 0, -1):  # the backward pass
        below = delta @ W[l]  # BP2
        slope = A[l - 1] * (1 - A[l - 1])  # the slope in BP2
        new_W[l] = W[l] - eta * delta.T @ A[l - 1] / len(X)  # the step of the weights
        new_b[l] = b[l] - eta * delta.sum(axis=0) / len(X)  # the step of the biases
        delta = below * slope  # BP2; δ
    return new_W, new_b


def measured_gradient(cost, theta, h):
    """Return the central differences, with a copy for each entry."""
    theta = theta.astype(float)  # the copy in float
    gradient = np.zeros_like(theta)
    for index in np.ndindex(theta.shape):  # the loop over the entries
        up, down = theta.copy(), theta.copy()  # the copies
        up[index] += h  # the step up
        down[index] -= h  # the step down
        gradient[index] = (cost(up) - cost(down)) / (2 * h)  # the quotient
    return gradient


def measured_gradient_in_place(cost, theta, h):
    """Return the central differences, with an entry that is moved and put back."""
    theta = theta.astype(float)  # the copy in float
    gradient = np.zeros_like(theta)
    for index in np.ndindex(theta.shape):  # the loop over the entries
        saved = theta[index]  # the saved entry
        theta[index] = saved + h  # the step up
        up = cost(theta)  # the cost above
        theta[index] = saved - h  # the step down
        down = cost(theta)  # the cost below
        gradient[index] = (up - down) / (2 * h)  # the quotient
        theta[index] = saved  # putting the entry back
    return gradient


def standardised(X_learn, X_test):
    """Return both tables, standardised."""
    mean = X_learn.mean(axis=0)  # the mean
    deviation = X_learn.std(axis=0)  # the deviation
    deviation[deviation == 0] = 1  # columns that never change
    learn = (X_learn - mean) / deviation  # the learning table
    test = (X_test - mean) / deviation  # the test table
    return learn, test


def standardised_from_sums(X_learn, X_test):
    """Return both tables, standardised, with the deviation written out."""
    m = len(X_learn)
    mean = X_learn.sum(axis=0) / m  # the mean
    centred = X_learn - mean  # the learning table; the learning table less its mean
    variance = (centred**2).sum(axis=0) / m  # the variance
    deviation = np.sqrt(variance)  # the deviation
    deviation = np.where(deviation == 0, 1, deviation)  # columns that never change
    return centred / deviation, (X_test - mean) / deviation


def dropout(A, grad, draws, p):
    """Return the activations after dropout, and the gradient before it."""
    mask = draws >= p  # the mask
    scale = 1 / (1 - p)  # the scale
    dropped = A * mask * scale  # the forward pass
    back = grad * mask * scale  # the backward pass
    return dropped, back


def dropout_with_factors(A, grad, draws, p):
    """Return the activations after dropout, and the gradient before it, with one factor for both."""
    factors = np.where(draws < p, 0.0, 1.0 / (1.0 - p))  # the factors
    return A * factors, grad * factors

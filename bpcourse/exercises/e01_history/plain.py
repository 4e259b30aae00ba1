"""Right answers to the tasks of exercise 01 as a good learner writes them; the comments are what a line is called."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, product
from math import gcd

import numpy as np

from bpcourse.exercises.e01_history.target_slips import least_squares


def common_factor(code: tuple[int, ...]) -> int:
    """Return the greatest common divisor of whole numbers."""
    return gcd(*code)


# --- the perceptron: to learn takes long, so the programs of the count get the bound, and the reverse


def bound_of(X, signs, v) -> float:
    """Return the bound."""
    return (np.linalg.norm(X, axis=1).max() * np.linalg.norm(v) / (signs * (X @ v)).min()) ** 2


def mistakes_of(X, signs, passes: int) -> int:
    """Return the number of mistakes."""
    return _mistakes_of(X.tobytes(), X.shape, tuple(signs.tolist()), passes)


@lru_cache(16)
def _mistakes_of(X: bytes, shape: tuple[int, int], signs: tuple, passes: int) -> int:
    return mistakes(np.frombuffer(X).reshape(shape), np.array(signs), np.ones(shape[1]), passes)[0]


def mistakes(X, signs, v, passes):
    """Return the number of mistakes, counted at each update, and the bound."""
    w = np.zeros(X.shape[1])  # the first weights; the weights
    mistakes = 0  # the count of the mistakes
    for _ in range(passes):  # the loop over the passes
        before = mistakes  # the mistakes before the pass; the mistakes before this pass
        for i in range(len(X)):  # the loop over the examples
            z = w @ X[i]  # the weighted sum; w · x
            if signs[i] * z <= 0:  # the test for a mistake
                w = w + signs[i] * X[i]  # the update
                mistakes += 1  # the count of the mistakes
        if mistakes == before:  # the test for a pass without mistakes
            break
    return mistakes, bound_of(X, signs, v)


def mistakes_by_passes(X, signs, v, passes):
    """Return the number of mistakes, added up over the passes, and the bound."""
    w = np.zeros(X.shape[1])  # the first weights; the weights
    mistakes = 0  # the count of the mistakes
    for _ in range(passes):  # the loop over the passes
        wrong = 0  # the mistakes of a pass; the mistakes of this pass
        for x, sign in zip(X, signs, strict=True):  # the loop over the examples
            z = w @ x  # the weighted sum; w · x
            answer = 0  # the answer of the perceptron
            if z > 0:  # the answer of the perceptron
                answer = 1
            if z < 0:  # the answer of the perceptron
                answer = -1
            if answer != sign:  # the test for a mistake
                w = w + sign * x  # the update
                wrong += 1  # the mistakes of a pass
        mistakes += wrong  # the count of the mistakes
        if wrong == 0:  # the test for a pass without mistakes
            break
    return mistakes, bound_of(X, signs, v)


def bound(X, signs, v, passes):
    """Return the number of mistakes, and the bound."""
    mistakes = mistakes_of(X, signs, passes)  # the count of the mistakes
    outputs = X @ v  # the products v · x; v · x
    margins = signs * outputs / np.linalg.norm(v)  # the margins; the margins
    gamma = margins.min()  # γ
    lengths = np.linalg.norm(X, axis=1)  # the lengths of the inputs; the lengths ‖x‖
    R = lengths.max()  # R
    return mistakes, (R / gamma) ** 2  # the bound


def bound_by_points(X, signs, v, passes):
    """Return the number of mistakes, and the bound, point by point."""
    mistakes = mistakes_of(X, signs, passes)  # the count of the mistakes
    squares = (v**2).sum()  # the squared length of v; ‖v‖²
    size = np.sqrt(squares)  # the length of v; ‖v‖
    R, gamma = 0.0, np.inf  # the start of the search
    for i in range(len(X)):  # the loop over the points
        length = np.sqrt((X[i] ** 2).sum())  # the length of an input; ‖x‖
        margin = signs[i] * (v @ X[i]) / size  # the margin of a point; the margin
        if length > R:  # the search for the longest input
            R = length
        if margin < gamma:  # the search for the smallest margin
            gamma = margin
    return mistakes, R**2 / gamma**2  # the bound


# --- targets, controls, rounding, codes


def recover_targets(gradient):
    """Return low and high, by least squares."""
    g0 = gradient(0, 0)  # the gradient for the targets 0 and 0; gradient(0, 0)
    u = gradient(1, 0) - g0  # the column of low; the change with low
    v = gradient(0, 1) - g0  # the column of high; the change with high
    G = np.stack([u, v], axis=1)  # the matrix of the two columns; the matrix
    solution = least_squares(G, -g0)  # the least squares
    return solution[0], solution[1]  # the pair of targets


def recover_targets_from_sums(gradient):
    """Return low and high, from the normal equations by hand."""
    g0 = gradient(0, 0)  # the gradient for the targets 0 and 0; gradient(0, 0)
    u = gradient(1, 0) - g0  # the column of low; the change with low
    v = gradient(0, 1) - g0  # the column of high; the change with high
    uu = u @ u  # the product of the column of low with itself; low with low
    uv = u @ v  # the product of the two columns; low with high
    vv = v @ v  # the product of the column of high with itself; high with high
    right_u = -(u @ g0)  # the right side for low; the right side for low
    right_v = -(v @ g0)  # the right side for high; the right side for high
    det = uu * vv - uv * uv  # the determinant; the determinant
    low = (vv * right_u - uv * right_v) / det  # low
    high = (uu * right_v - uv * right_u) / det  # high
    return low, high


def control_gradient(A, B, c, d, end):
    """Return the gradient of the controls, in one sweep."""
    gradient, lam = np.zeros(d.shape), end  # the start of the sweep
    for k in range(len(A) - 1, -1, -1):  # the sweep
        gradient[k] = B[k].T @ lam + d[k]  # the gradient of a control
        lam = A[k].T @ lam + c[k]  # the costate; λ
    return gradient


def control_gradient_from_costates(A, B, c, d, end):
    """Return the gradient of the controls, after all costates."""
    N = len(A)  # the number of stages
    lam = [None] * N + [end]  # the list of the costates
    for k in range(N - 1, -1, -1):  # the sweep
        back = A[k].T @ lam[k + 1]  # the step back; A_kᵀ λ_{k+1}
        lam[k] = back + c[k]  # the costate
    rows = []  # the rows of the gradient
    for k in range(N):  # the loop over the controls
        through = B[k].T @ lam[k + 1]  # the way over the next state; B_kᵀ λ_{k+1}
        rows.append(through + d[k])  # the gradient of a control
    return np.array(rows)


def predict_error(steps, values, errors):
    """Return the error and the culprit, the slopes by the operation."""
    first = len(values) - len(steps)  # the number of inputs
    c = np.zeros(len(values))
    c[-1] = 1.0  # the c of the result
    for k in range(len(steps) - 1, -1, -1):  # the sweep
        operation, i, j = steps[k]
        a, b = values[i], values[j]  # the two operands
        arrived = c[first + k]  # the c that arrives; the c of the value that the step made
        if operation == "+":  # what the operands of a sum get
            c[i] += arrived
            c[j] += arrived
        elif operation == "-":  # what the operands of a difference get
            c[i] += arrived
            c[j] -= arrived
        elif operation == "*":  # what the operands of a product get
            c[i] += arrived * b
            c[j] += arrived * a
        else:  # what the operands of a quotient get
            c[i] += arrived / b
            c[j] -= arrived * a / b**2
    each = c * np.array(errors)  # the contributions; c times d
    return each.sum(), np.argmax(np.abs(each))  # the results


def predict_error_with_slopes(steps, values, errors):
    """Return the error and the culprit, with the two slopes of a step."""
    n = len(values)  # the number of values
    c = [0.0] * (n - 1) + [1.0]  # the c at the beginning
    for k in range(len(steps) - 1, -1, -1):  # the sweep
        operation, i, j = steps[k]
        a, b = values[i], values[j]  # the two operands
        left, right = 1.0, 1.0  # the slopes of the sum
        if operation == "-":  # the slopes of the difference
            right = -1.0
        if operation == "*":  # the slopes of the product
            left, right = b, a
        if operation == "/":  # the slopes of the quotient
            left = 1 / b  # the slope of the quotient for the first operand
            right = -a / b**2  # the slope of the quotient for the second operand
        arrived = c[n - len(steps) + k]  # the c that arrives; the c of the value that the step made
        c[i] += arrived * left  # what the first operand gets
        c[j] += arrived * right  # what the second operand gets
    error, culprit, largest = 0.0, 0, 0.0  # the start of the search
    for i in range(n):  # the loop over the values
        part = c[i] * errors[i]  # the contribution of a value; c times d
        error += part  # the sum of the contributions
        if abs(part) > largest:  # the search for the culprit
            largest = abs(part)
            culprit = i
    return error, culprit


def symmetry_codes(k, n):
    """Return all codes, a row each, each tested with all coefficients."""
    coefficients = np.array(list(product((-1, 0, 1), repeat=k)))  # the coefficients
    codes = []  # the list of the codes
    for code in combinations(range(1, n + 1), k):  # the candidates
        sums = coefficients @ np.array(code)  # the signed sums
        vanishing = (sums == 0).sum()  # the count of the sums that vanish; how many sums vanish
        common = common_factor(code)  # the common factor; the common factor
        if vanishing == 1 and common == 1:  # the test of a code
            codes.append(code)
    return np.array(codes)


def symmetry_codes_by_two_tests(k, n):
    """Return all codes, a row each, the choice of zeros left out of the coefficients."""
    coefficients = [c for c in product((-1, 0, 1), repeat=k) if any(c)]  # the coefficients
    matrix = np.array(coefficients)  # the coefficients
    codes = []  # the list of the codes
    for code in combinations(range(1, n + 1), k):  # the candidates
        sums = matrix @ np.array(code)  # the signed sums
        if np.any(sums == 0):  # the test for a sum that vanishes
            continue
        if common_factor(code) > 1:  # the test for a common factor
            continue
        codes.append(code)  # the list of the codes
    return np.array(codes)

"""Right pieces that the answers of the bank share.  Every slip stands in the entry itself."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import numpy as np


def sigmoid(z):
    """Return 1 / (1 + e^-z)."""
    return 1 / (1 + np.exp(-z))


def slope(z):
    """Return the slope of the sigmoid at the weighted input z."""
    return sigmoid(z) * (1 - sigmoid(z))


# --- exercise 1


def perceptron(X, signs, passes, wrong=lambda w, x, s: s * (w @ x) <= 0, move=lambda w, x, s: w + s * x):
    """Return the number of mistakes, with another test for a mistake or another way to move."""
    w, mistakes = np.zeros(X.shape[1]), 0
    for _ in range(passes):
        before = mistakes
        for x, s in zip(X, signs, strict=True):
            if wrong(w, x, s):
                w, mistakes = move(w, x, s), mistakes + 1
        if mistakes == before:
            break
    return mistakes


def bound(X, signs, v):
    """Return the theorem's bound, (R/γ)²."""
    return (np.linalg.norm(X, axis=1).max() * np.linalg.norm(v) / (signs * (X @ v)).min()) ** 2


def sensitivities(steps, values, slopes, first=1):
    """Return c, the derivative of the last value for each value, with other local slopes (operation, a, b)."""
    c = np.array([0.0] * (len(values) - 1) + [1.0])
    for n in range(first, len(steps) + 1):
        operation, i, j = steps[-n]
        to_i, to_j = slopes(operation, values[i], values[j])
        c[i] += c[-n] * to_i
        c[j] += c[-n] * to_j
    return c


def local_slopes(operation, a, b):
    """Return the two local derivatives of an operation."""
    return {"+": (1, 1), "-": (1, -1), "*": (b, a), "/": (1 / b, -a / b**2)}[operation]


def who(**changes):
    """Return the answer to 01.1 with some entries replaced."""
    order = ["control", "forward mode", "any computation", "learning models", "neural networks", "representations"]
    right = {"unit": "Widrow 1960", "sail": "Kelley 1960", "words": "Rosenblatt 1962", "forward": "Wengert 1964"}
    right |= {"limits": "Minsky 1969", "reverse": "Linnainmaa 1970", "model": "Werbos 1974"}
    return right | {"shown": "Rumelhart 1986", "order": order} | changes


def xor_runs(**changes):
    """Return the answer to 01.7 with some entries replaced."""
    right = {"stuck_2": 0.302, "stuck_3": 0.034, "stuck_8": 0.0, "E_stuck": 0.16, "matters": "initial range"}
    return right | {"none_in_50": (1 - 0.034) ** 50} | changes


def verdicts(**changes):
    """Return the answer to 01.8 with some entries replaced."""
    words = ["one run", "two stopping rules", "failures left out", "two changes", "test too small"]
    words += ["wrong thing blamed", "sound", "best against typical"]
    return dict(zip("ABCDEFGH", words, strict=True)) | changes


# --- exercise 2


def paths(**changes):
    """Return the answer to 02.1 with some entries replaced."""
    return {"dq_ds": -20, "via_u": -300, "via_v": 1000, "direct": 100, "dy_dx1": 800, "dy_dx2": -500} | changes


def two_sigmoids(top=lambda o: 2 * (o - 1), step=None, **changes):
    """Return the answer to 02.2 with another slope of the cost, another step, or some entries replaced."""
    x, rate, w, b = 1.5, 0.5, np.array([0.2, 0.4]), np.array([0.3, 0.1])
    a = sigmoid(w * x + b)
    o = a.sum()
    db = top(o) * a * (1 - a)
    new_w, new_b = step(w, b, db) if step else (w - rate * db * x, b - rate * db)
    values = {"cost": (1 - o) ** 2, "dC_do": top(o), "dC_dw1": db[0] * x, "dC_db1": db[0]}
    return values | {"output_after": sigmoid(new_w * x + new_b).sum()} | changes


def checks(**changes):
    """Return the answer to 02.7 with some entries replaced."""
    right = {"one_sided": 1e-8, "central": 1e-5, "central32": 5e-3, "complex": 1e-20, "A": "kink", "B": "float32"}
    right |= {"C": "h too small", "D": "special point", "E": "too small", "F": "wrong gradient"}
    return right | changes


def costs(**changes):
    """Return the answer to 02.8 with some entries replaced."""
    right = {"differences": 47720, "gradient": 1, "slope": 1, "sensor": 3, "mode": "forward", "each": 64}
    return right | {"Hv": 2, "crossover": 34} | changes


def summed_to(share, argument):
    """Return a share of the gradient, summed back to the shape of its argument."""
    if argument.ndim < share.ndim:
        share = share.sum(axis=0)
    return share.sum(axis=tuple(i for i, n in enumerate(argument.shape) if n == 1), keepdims=True)


def in_order(edges, start, end):
    """Return the nodes between start and end, each after all the nodes that lead to it, and the edges by tail."""
    out, order, seen = {}, [], set()
    for tail, head, value in edges:
        out.setdefault(tail, []).append((head, value))

    def visit(node):
        if node not in seen:
            seen.add(node)
            for head, _ in out.get(node, []):
                visit(head)
            order.append(node)

    visit(start)
    return order[::-1], out


# --- exercises 3 and 4


def forward(W, b, X):
    """Return (Z, A) of a network of sigmoid units."""
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(A[l - 1] @ W[l].T + b[l])
        A.append(sigmoid(Z[l]))
    return Z, A


def quadratic(p):
    """BP1 for the quadratic cost."""
    return (p.A[-1] - p.Y) * slope(p.Z[-1])


def entropy(p):
    """BP1 for the cross-entropy."""
    return p.A[-1] - p.Y


def passed_down(p, l):
    """BP2."""
    return p.D[l + 1] @ p.W[l + 1] * slope(p.Z[l])


def weight_gradient(p, l):
    """BP4."""
    return p.D[l].T @ p.A[l - 1] / p.m


def bias_gradient(p, l):
    """BP3."""
    return p.D[l].mean(axis=0)


def gradients(W, b, X, Y, bp1=quadratic, bp2=passed_down, bp3=bias_gradient, bp4=weight_gradient):
    """Return (grad_W, grad_b), with another function for one of the four equations."""
    L = len(W) - 1
    Z, A = forward(W, b, X)
    p = SimpleNamespace(W=W, b=b, Z=Z, A=A, D=[None] * (L + 1), Y=Y, m=len(X), L=L)
    p.D[L] = bp1(p)
    for l in range(L - 1, 0, -1):
        p.D[l] = bp2(p, l)
    return [None] + [bp4(p, l) for l in range(1, L + 1)], [None] + [bp3(p, l) for l in range(1, L + 1)]


def moved(parameters, gradient, eta):
    """Return the parameters after a step."""
    return [None] + [p - eta * g for p, g in zip(parameters[1:], gradient[1:], strict=True)]


def relative_error(got, right):
    """Return ‖got - right‖ / max(‖got‖, ‖right‖)."""
    scale = max(np.linalg.norm(got), np.linalg.norm(right))
    return np.linalg.norm(got - right) / scale if scale else 0.0


def lab_data(sizes, m):
    """Return a network with random weights, and random data."""
    rng = np.random.default_rng(1)
    W = [None] + [rng.normal(size=(n, k)) for k, n in pairwise(sizes)]
    b = [None] + [rng.normal(size=n) for n in sizes[1:]]
    return W, b, rng.normal(size=(m, sizes[0])), rng.random((m, sizes[-1]))


def verdict(gradient, data, spoilt, reference=gradients):
    """Return the verdict of 04.7 by which layers a test calls spoilt."""
    got, right, L = gradient(*data), reference(*data), len(data[0]) - 1
    weights, biases = ({l for l in range(1, L + 1) if spoilt(g[l], r[l])} for g, r in zip(got, right, strict=True))
    if not weights and not biases:
        return "none"
    if not biases:
        return "BP4"
    if not weights:
        return "BP3"
    return "BP1" if L in biases else "BP2"


def log_softmax(Z):
    """Return the logarithm of the softmax of each row."""
    S = Z - Z.max(axis=1, keepdims=True)
    return S - np.log(np.exp(S).sum(axis=1, keepdims=True))


# --- exercise 5


def two_steps_of_adam(hats, **changes):
    """Return the answer to 05.1 with another way to the corrected averages, hats(m, v, t)."""
    m = v = 0.0
    theta = 1.0
    for t, g in ((1, 4.0), (2, -10.0)):
        m, v = 0.5 * m + 0.5 * g, 0.75 * v + 0.25 * g**2
        m_hat, v_hat = hats(m, v, t)
        theta -= 0.3 * m_hat / np.sqrt(v_hat)
    right = {"descent": 2.16, "heavy_ball": -1.24, "nesterov": 0.36, "m": m, "v": v}
    return right | {"m_hat": m_hat, "v_hat": v_hat, "adam": theta} | changes


def averages(g, m, v, beta1, beta2):
    """Return the two averages of Adam."""
    return beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2


def adam_move(m, v, t, eta, beta1, beta2, epsilon):
    """Return the step of Adam, to be subtracted."""
    return eta * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon)


def descent_and_signs(gradients, eta):
    """Return the first two results of 05.5."""
    return -eta * gradients.sum(axis=0), -eta * np.sign(gradients).sum(axis=0)


def resilient(gradients, first, up=1.2, down=0.5, shortest=1e-6, sign=np.sign):
    """Return where iRprop- ends, with other factors, another shortest step or another sign."""
    place = last = np.zeros(gradients.shape[1])
    size = np.full(gradients.shape[1], first)
    for g in gradients:
        agreement = np.sign(g) * np.sign(last)
        size = np.where(agreement > 0, np.minimum(up * size, 50), size)
        size = np.where(agreement < 0, np.maximum(down * size, shortest), size)
        last = np.where(agreement < 0, 0, g)
        place = place - size * sign(last)
    return place


def gain_and_move(residuals, theta, mu, e, J, d, better=lambda mu, gain: mu / 10, worse=lambda mu: 10 * mu):
    """Return the four results of 05.6 for a step d."""
    line, new = e + J @ d, residuals(theta + d)
    gain = (e @ e - new @ new) / (e @ e - line @ line)
    return (d, gain, theta + d, better(mu, gain)) if gain > 0 else (d, gain, theta, worse(mu))


def fingerprint(points, gradients, eta, beta, zero):
    """Return the verdict of 05.7 with another test for zero, zero(left, steps)."""
    steps, nothing = np.diff(points, axis=0), np.zeros((1, points.shape[1]))
    velocity, change = np.vstack([nothing, steps[:-1]]), np.diff(np.vstack([nothing, gradients]), axis=0)
    left = steps - beta * velocity + eta * gradients
    if zero(left, steps).all():
        return "none"
    if (~zero(left, steps).all(axis=0)).sum() == 1:
        return "one weight"
    known = {"no memory": -beta * velocity, "damped": beta * eta * gradients, "late": eta * change}
    for word, pattern in (known | {"nesterov": -beta * eta * change}).items():
        if zero(left - pattern, steps).all():
            return word
    rests = zero(left + beta * velocity, steps).all(axis=1) | zero(left, steps).all(axis=1)
    return "restarted" if rests.all() else "decay"


# --- exercise 6


def two_units(**changes):
    """Return the answer to 06.1 with some entries replaced."""
    right = {"h_free": 0.6, "o_free": 0.5, "E": -0.065, "C": 0.125, "o_nudged": 0.55, "one_sided": -1.3}
    return right | {"symmetric": -1.3922, "exact": -1.3889} | changes


def energy(W, b, s, own=0.5, coupling=-1.0, bias=-1.0):
    """Return the energy of each example, with other factors of its three terms."""
    terms = [own * s[l] ** 2 + coupling * s[l] * (s[l - 1] @ W[l].T) + bias * s[l] * b[l] for l in range(1, len(W))]
    return sum(term.sum(axis=1) for term in terms)


def cost(s, Y):
    """Return the cost of each example."""
    return ((s[-1] - Y) ** 2).sum(axis=1) / 2


def from_above(s, W, l):
    """Return what a layer gets from the layer above."""
    return s[l + 1] @ W[l + 1]


def forces(W, b, s, Y, beta, above=from_above):
    """Return the forces, with another way down."""
    result = [None] + [s[l - 1] @ W[l].T + b[l] - s[l] for l in range(1, len(W))]
    for l in range(1, len(W) - 1):
        result[l] = result[l] + above(s, W, l)
    result[-1] = result[-1] + beta * (Y - s[-1])
    return result


def lowest(W, b, s, Y, beta, l, above=from_above):
    """Return where the energy of a layer is lowest, before it is put into the box."""
    z = s[l - 1] @ W[l].T + b[l]
    return z + above(s, W, l) if l < len(W) - 1 else (z + beta * Y) / (1 + beta)


def contrast(free, plus, minus, beta):
    """Return (other, scale): the state to compare with, and distance times the number of examples."""
    other, distance = (free, beta) if minus is None else (minus, 2 * beta)
    return other, distance * len(free[0])


def relax(W, b, s, y, beta, steps, inside=lambda s: 1.0):
    """Return the states after some steps of length ½; ``inside`` is the slope that multiplies the drive."""
    L, states = len(W) - 1, list(s)
    for _ in range(steps):
        old = list(states)
        for l in range(1, L + 1):
            drive = old[l - 1] @ W[l].T + b[l] + (old[l + 1] @ W[l + 1] if l < L else 0)
            pull = beta * (y - old[l]) if l == L else 0
            states[l] = np.clip(old[l] + (inside(old[l]) * drive - old[l] + pull) / 2, 0, 1)
    return states


def rest_states(b, x):
    """Return the states at rest."""
    return [x] + [np.zeros((len(x), len(v))) for v in b[1:]]


def copied(parameters):
    """Return a copy of the parameters."""
    return [None, *(p.copy() for p in parameters[1:])]


def products(states, l):
    """Return the products of both ends of the connections, and the states, summed over the examples."""
    return states[l].T @ states[l - 1], states[l].sum(axis=0)


def curves(**changes):
    """Return the answer to 06.5 with some entries replaced."""
    right = {"A": "one-sided, six sweeps", "B": "symmetric", "C": "symmetric, float32", "D": "one-sided"}
    right |= {"E": "symmetric, six sweeps", "A_left": "residual", "C_left": "rounding", "hurry": "symmetric"}
    return right | {"beta_one": 0.0065, "beta_sym": 0.075} | changes


def asymmetry(**changes):
    """Return the answer to 06.7 with some entries replaced."""
    right = {"one_60": 0.62, "two_60": 0.354, "two_135": 0.53, "three_180": -1.0, "beta": "false", "rests": "true"}
    return right | {"rule": "(cos φ) to the power L - 1", "learns": "true"} | changes

"""Adaptive rules: each parameter has a scale of its own, from the sizes of the gradients that it has seen.

t, θ, η and g are as in ``bplib.optimizers``; ε keeps a quotient finite and stands outside the root, except in Adadelta.
"""

from __future__ import annotations

import numpy as np

from bplib.optimizers.schedules import Schedule
from bplib.optimizers.stepping import Array, Optimizer, fraction, positive


class AdaGrad(Optimizer):
    """v ← v + g²,  θ ← θ - η g/(√v + ε) (Duchi, Hazan and Singer 2011): the more it has moved, the smaller the step.

    The paper leaves η and ε open; 0.01 and 1e-10 are PyTorch's.
    """

    vectors = ("v",)

    def __init__(self, learning_rate: float | Schedule = 0.01, *, epsilon: float = 1e-10):
        super().__init__(learning_rate)
        self.epsilon = positive("epsilon", epsilon)

    def update(self, x: Array, g: Array, s: Array, eta: float, v: Array) -> None:
        np.multiply(g, g, out=s)
        v += s
        divide_by_root(g, v, self.epsilon, s)
        s *= eta
        x -= s


class RMSprop(Optimizer):
    """v ← βv + (1 - β)g²,  θ ← θ - η g/(√v + ε) (Tieleman and Hinton 2012, a lecture, β = 0.9).

    The lecture names no η and no ε; 0.01 and 1e-8 are PyTorch's.
    """

    vectors = ("v",)

    def __init__(self, learning_rate: float | Schedule = 0.01, beta: float = 0.9, *, epsilon: float = 1e-8):
        super().__init__(learning_rate)
        self.beta, self.epsilon = fraction("beta", beta), positive("epsilon", epsilon)

    def update(self, x: Array, g: Array, s: Array, eta: float, v: Array) -> None:
        average_of_squares(v, g, self.beta, s)
        divide_by_root(g, v, self.epsilon, s)
        s *= eta
        x -= s


class Adadelta(Optimizer):
    """v ← βv + (1 - β)g²,  d = g √(u + ε)/√(v + ε),  u ← βu + (1 - β)d²,  θ ← θ - η d.

    (Zeiler 2012, β = 0.95, ε = 1e-6.)

    d has the unit of θ whatever the unit of the cost; so the paper has no learning rate, which is η = 1.
    """

    vectors = ("v", "u")
    scratch = 2

    def __init__(self, learning_rate: float | Schedule = 1.0, beta: float = 0.95, *, epsilon: float = 1e-6):
        super().__init__(learning_rate)
        self.beta, self.epsilon = fraction("beta", beta), positive("epsilon", epsilon)

    def update(self, x: Array, g: Array, s: Array, eta: float, v: Array, u: Array) -> None:
        d, s = s
        average_of_squares(v, g, self.beta, s)
        np.add(u, self.epsilon, out=d)
        np.add(v, self.epsilon, out=s)
        d /= s
        np.sqrt(d, out=d)
        d *= g
        average_of_squares(u, d, self.beta, s)
        d *= eta
        x -= d


def average_of_squares(v: Array, g: Array, beta: float, s: Array) -> None:
    """Carry out v ← βv + (1 - β)g² in place, with scratch memory s; all of one shape."""
    np.multiply(g, g, out=s)
    s *= 1 - beta
    v *= beta
    v += s


def divide_by_root(g: Array, v: Array, epsilon: float, out: Array) -> None:
    """Write g/(√v + ε) to ``out``; all of one shape."""
    np.sqrt(v, out=out)
    out += epsilon
    np.divide(g, out, out=out)

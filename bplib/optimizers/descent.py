"""Gradient descent, and descent with momentum: one learning rate for all parameters.

t, θ, η and g are as in ``bplib.optimizers``.
"""

from __future__ import annotations

import numpy as np

from bplib.optimizers.schedules import Schedule
from bplib.optimizers.stepping import Array, Optimizer, fraction


class GradientDescent(Optimizer):
    """θ ← θ - η g (Cauchy 1847); weight_decay λ adds ½ λ Σ w² to the cost."""

    gradient_is_scratch = True

    def update(self, x: Array, g: Array, s: Array, eta: float) -> None:
        np.multiply(g, eta, out=s)
        x -= s


class Momentum(Optimizer):
    """v ← βv - ηg,  θ ← θ + v: the heavy ball (Polyak 1964).

    Its step is that of gradient descent plus β times its last step.

    In a constant gradient the steps grow to η g/(1 - β).  On a quadratic with curvatures from a to b the fastest is
    η = 4/(√a + √b)², β = ((√b - √a)/(√b + √a))².
    """

    vectors = ("v",)
    gradient_is_scratch = True

    def __init__(self, learning_rate: float | Schedule, beta: float = 0.9, *, weight_decay: float = 0.0):
        super().__init__(learning_rate, weight_decay)
        self.beta = fraction("beta", beta)

    def update(self, x: Array, g: Array, s: Array, eta: float, v: Array) -> None:
        v *= self.beta
        np.multiply(g, eta, out=s)
        v -= s
        x += v


class Nesterov(Momentum):
    """v ← βv - ηg,  θ ← θ + βv - ηg: momentum that reads the gradient where it is about to be (Nesterov 1983).

    The rule for the ball itself is φ ← φ + v with v ← βv - η ∇C(φ + βv) (Sutskever et al. 2013).  Here θ is the
    point ahead, φ + βv, so that the gradient is taken at the parameters, as with every other rule.
    """

    def update(self, x: Array, g: Array, s: Array, eta: float, v: Array) -> None:
        np.multiply(g, eta, out=s)
        v *= self.beta
        v -= s
        x -= s
        np.multiply(v, self.beta, out=s)
        x += s

"""Adam and its relatives: momentum whose steps are scaled for each parameter, or reduced to their sign.

t, θ, η and g are as in ``bplib.optimizers``.  The averages m and v start at 0 and are too small at first: after t steps
the weights in m add up to 1 - β₁ᵗ only, and dividing by that sum makes m̂ a true average.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from bplib import _validation as check
from bplib.optimizers.adaptive import average_of_squares, divide_by_root
from bplib.optimizers.schedules import Schedule
from bplib.optimizers.stepping import Array, Optimizer, fraction, positive


class Adam(Optimizer):
    """m ← β₁m + (1 - β₁)g,  v ← β₂v + (1 - β₂)g²,  m̂ = m/(1 - β₁ᵗ),  v̂ = v/(1 - β₂ᵗ),  θ ← θ - η m̂/(√v̂ + ε)
    (Kingma and Ba 2015, η = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-8).

    The first step is η in every parameter with |g| ≫ ε.
    """

    vectors = ("m", "v")

    def __init__(
        self,
        learning_rate: float | Schedule = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        *,
        epsilon: float = 1e-8,
    ):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = fraction("beta1", beta1), fraction("beta2", beta2)
        self.epsilon = positive("epsilon", epsilon)

    def update(self, x: Array, g: Array, s: Array, eta: float, m: Array, v: Array) -> None:
        sum1, root2 = 1 - self.beta1**self.t, sqrt(1 - self.beta2**self.t)
        _average(m, g, self.beta1, s)
        average_of_squares(v, g, self.beta2, s)
        # √v̂ + ε = (√v + ε root2)/root2: the corrections are two factors instead of two passes over the vectors.
        divide_by_root(m, v, self.epsilon * root2, s)
        s *= eta * root2 / sum1
        x -= s


class AdamW(Adam):
    """w ← (1 - ηλ)w for the weights, not the biases, then Adam's step (Loshchilov and Hutter 2019).

    The paper scales λ with the schedule only; here, as in PyTorch, it is scaled with η.  λ = 0.01 is PyTorch's.
    Adam with λw added to g is something else: there λw is divided by √v̂, and large gradients switch the decay off.
    """

    def __init__(
        self,
        learning_rate: float | Schedule = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        *,
        epsilon: float = 1e-8,
        weight_decay: float = 0.01,
    ):
        super().__init__(learning_rate, beta1, beta2, epsilon=epsilon)
        self.weight_decay = float(check.number("weight_decay", weight_decay, 0))


class NAdam(Adam):
    """Adam with θ ← θ - η (β₁m/(1 - β₁ᵗ⁺¹) + (1 - β₁)g/(1 - β₁ᵗ))/(√v̂ + ε).

    That is Nesterov's point ahead in Adam (Dozat 2016).

    Dozat also lets β₁ grow in the first steps; here it is constant.
    """

    def update(self, x: Array, g: Array, s: Array, eta: float, m: Array, v: Array) -> None:
        root2 = sqrt(1 - self.beta2**self.t)
        _average(m, g, self.beta1, s)
        average_of_squares(v, g, self.beta2, s)
        for part, weight, power in ((m, self.beta1, self.t + 1), (g, 1 - self.beta1, self.t)):
            divide_by_root(part, v, self.epsilon * root2, s)
            s *= eta * root2 * weight / (1 - self.beta1**power)
            x -= s


class Lion(Optimizer):
    """θ ← θ - η sign(β₁m + (1 - β₁)g),  then m ← β₂m + (1 - β₂)g (Chen et al. 2023, β₁ = 0.9, β₂ = 0.99).

    Every parameter moves by η, and there is one vector of state where Adam has two.  The paper advises a rate 3 to 10
    times smaller than Adam's.
    """

    vectors = ("m",)

    def __init__(
        self,
        learning_rate: float | Schedule = 0.0001,
        beta1: float = 0.9,
        beta2: float = 0.99,
        *,
        weight_decay: float = 0.0,
    ):
        super().__init__(learning_rate, weight_decay)
        self.beta1, self.beta2 = fraction("beta1", beta1), fraction("beta2", beta2)

    def update(self, x: Array, g: Array, s: Array, eta: float, m: Array) -> None:
        np.subtract(g, m, out=s)
        s *= 1 - self.beta1
        s += m
        np.sign(s, out=s)
        s *= eta
        x -= s
        _average(m, g, self.beta2, s)


def _average(m: Array, g: Array, beta: float, s: Array) -> None:
    """Carry out m ← βm + (1 - β)g in place, with scratch memory s; all of one shape."""
    np.multiply(g, 1 - beta, out=s)
    m *= beta
    m += s

"""Optimisers: what one does with the gradient g = ∂C/∂θ that backpropagation has computed.

Each class is one rule, stated in its docstring: t = 1, 2, ... is the number of the step, θ the parameters, η the
learning rate; products, quotients and roots of vectors are taken entry by entry.  Every η may be a number or a
schedule (``schedules``), every optimiser steps in place on a vector:

    optimizer = Adam(0.001)
    optimizer.step(network.theta, network.gradient(X, Y).flat)

Weight decay, where a rule has it, is decoupled (Loshchilov and Hutter 2019): before the step the weights, not the
biases, shrink by the factor 1 - ηλ.  For gradient descent that is the gradient of ½ λ Σ w² in the cost; for the others
it is not, because λw does not pass through the rule.

The rules for whole passes through the data (Levenberg-Marquardt, conjugate gradient, L-BFGS) are in ``least_squares``
and ``full_batch``: they search along a line or try a step, and need the cost as well.
"""

from __future__ import annotations

from bplib.optimizers.adam import Adam, AdamW, Lion, NAdam
from bplib.optimizers.adaptive import Adadelta, AdaGrad, RMSprop
from bplib.optimizers.descent import GradientDescent, Momentum, Nesterov
from bplib.optimizers.muon import Muon
from bplib.optimizers.rprop import Rprop
from bplib.optimizers.stepping import Optimizer, clip_norm

_RULES = (
    *(GradientDescent, Momentum, Nesterov),  # one rate for all parameters
    *(AdaGrad, RMSprop, Adadelta),  # a scale for each parameter
    *(Adam, AdamW, NAdam, Lion, Muon),  # momentum, scaled
    Rprop,  # signs
)
OPTIMIZERS: dict[str, type[Optimizer]] = {rule.__name__: rule for rule in _RULES}

__all__ = [*OPTIMIZERS, "OPTIMIZERS", "Optimizer", "clip_norm"]

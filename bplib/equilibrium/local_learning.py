"""Learning rules to compare with equilibrium propagation: other ways to a direction for the hidden weights.

    contrastive Hebbian   ∂/∂W^l ≈ ∂E/∂W^l(s^∞) - ∂E/∂W^l(s⁰)      outputs held at the targets (Movellan 1991)
    feedback alignment    δ^l = (B^{l+1})ᵀ δ^{l+1} ⊙ f'(z^l)        B fixed and random (Lillicrap et al. 2016)
    predictive coding     ε^l = v^l - f(W^l v^{l-1} + b^l)          v settles, then each W^l learns from its own ε^l
                                                                    (Whittington and Bogacz 2017)

Only feedback alignment does without the transposed weights: the connections of contrastive Hebbian learning are
symmetric, and predictive coding passes its errors down through (W^{l+1})ᵀ.

Every function returns a gradient in the layout of the parameters and with the sign of ∂C/∂θ, so that a step against it
is a step of the rule.  Only for some networks, or in some limit, is it the gradient of the cost.
"""

from __future__ import annotations

import numpy as np

from bplib import _validation as check
from bplib.equilibrium.network import EnergyNetwork
from bplib.equilibrium.nudging import ContrastiveGradient, add_energy_gradient
from bplib.equilibrium.relaxation import relax
from bplib.network import Network
from bplib.propagation import Gradient

Array = np.ndarray


def contrastive_hebbian(network: EnergyNetwork, X, Y, **options) -> ContrastiveGradient:
    """Return ∂E/∂θ at the states with outputs clamped to Y, minus that at the free ones: β → ∞, without the 1/β.

    Options as in ``relaxation.relax``.
    """
    free = network.relax(X, **options)
    Y = network.checked_targets(Y, len(free.states[0]))
    landscape = network.landscape(free.states[0])
    clamped = relax(landscape, [*free.states[:-1], Y], range(network.L - 1, 0, -1), **options)
    result = ContrastiveGradient(network.sizes, network.dtype)
    result.free, result.nudged = free, [clamped]
    add_energy_gradient(result, clamped.states, 1.0)
    add_energy_gradient(result, free.states, -1.0)
    return result


def feedback_alignment(network: Network, X, Y, B: list) -> Gradient:
    """Return BP1 to BP4 with ``B[l]``, the shape of ``W[l]``, in place of W^l on the way down (l = 2 ... L)."""
    trace = network.forward(X)
    f, Z, A = network.f, trace.Z, trace.A
    Y = network.checked_targets(Y)
    check.same_length("X", A[0], "Y", Y)
    gradient = Gradient(network.sizes, network.dtype)
    gradient.D = D = [None] * (network.L + 1)
    D[-1] = network.loss.delta(f[-1], Z[-1], A[-1], Y)
    for l in range(network.L, 0, -1):
        gradient.W[l][:] = D[l].T @ A[l - 1] / len(Y)
        gradient.b[l][:] = D[l].mean(axis=0)
        if l > 1:
            check.same_shape(f"B[{l}]", B[l], f"W[{l}]", network.W[l])
            D[l - 1] = f[l - 1].backward(D[l] @ B[l], Z[l - 1], A[l - 1])
    return gradient


def predictive_coding(network: Network, X, Y, sweeps: int = 50, rate: float = 0.1) -> Gradient:
    """Return the gradient of ½ Σ ‖ε^l‖² (mean over the examples) with respect to the parameters, once v has settled.

    v starts as the activations of a forward pass, its last layer is clamped to Y, and each sweep moves the hidden ones
    against the same energy: v^l ← v^l - rate · (ε^l - (W^{l+1})ᵀ (ε^{l+1} ⊙ f'(z^{l+1}))).  The D of the result are
    the -ε^l ⊙ f'(z^l).
    """
    check.whole_number("sweeps", sweeps, low=0)
    check.number("rate", rate, 0, low_open=True)
    v = list(network.forward(X).A)
    v[-1] = network.checked_targets(Y)
    check.same_length("X", v[0], "Y", v[-1])
    for _ in range(sweeps):
        errors, D = _prediction_errors(network, v)
        for l in range(1, network.L):
            v[l] = v[l] - rate * (errors[l] + D[l + 1] @ network.W[l + 1])
    _, D = _prediction_errors(network, v)
    gradient = Gradient(network.sizes, network.dtype)
    gradient.D = D
    for l in range(1, network.L + 1):
        gradient.W[l][:] = D[l].T @ v[l - 1] / len(v[0])
        gradient.b[l][:] = D[l].mean(axis=0)
    return gradient


def _prediction_errors(network: Network, v: list) -> tuple[list, list]:
    """Return ε^l = v^l - f(z^l) and -ε^l ⊙ f'(z^l), with z^l = W^l v^{l-1} + b^l, all (m, n_l)."""
    errors, D = [None], [None]
    for l in range(1, network.L + 1):
        z = v[l - 1] @ network.W[l].T + network.b[l]
        errors.append(v[l] - network.f[l](z))
        D.append(network.f[l].backward(-errors[l], z))
    return errors, D


def random_feedback(network: Network | EnergyNetwork, rng: np.random.Generator, angle: float = np.pi / 2) -> list:
    """Return feedback weights B: for l = 2 ... L a matrix at this angle to W^l, in radians, and of the same length.

    At 0 they are the weights themselves, at π/2 random matrices that have nothing in common with them.
    """
    check.generator(rng)
    check.number("angle", angle, 0, np.pi)
    B: list = [None, None]
    for W in network.W[2:]:
        R = rng.normal(size=W.shape).astype(W.dtype)
        R -= W * ((R * W).sum() / (W * W).sum())
        R *= np.linalg.norm(W) / np.linalg.norm(R)
        B.append(float(np.cos(angle)) * W + float(np.sin(angle)) * R)
    return B

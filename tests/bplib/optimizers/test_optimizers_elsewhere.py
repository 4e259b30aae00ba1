"""Optimisers: trajectories beside those of PyTorch and Optax, where they are installed (neither is needed)."""

import numpy as np
import pytest

from bplib import Network
from bplib.optimizers import (
    Adadelta,
    AdaGrad,
    Adam,
    AdamW,
    GradientDescent,
    Lion,
    Momentum,
    Muon,
    NAdam,
    Nesterov,
    RMSprop,
    Rprop,
)
from bplib.optimizers.schedules import inverse_time

STEPS, P = 60, 7
EXACT = {"rtol": 1e-9, "atol": 1e-12}
FLOAT32 = {"rtol": 1e-5, "atol": 1e-6}  # where the other one keeps a factor in float32


def gradients(theta, noise):
    """Return the gradient of a bent bowl at theta, (P,), with noise: it changes sign now and then."""
    return np.arange(1, P + 1) * np.tanh(theta - 1) + noise


def path(optimizer, noise):
    """Return θ after each step, (STEPS, P)."""
    theta, points = np.zeros(P), []
    for row in noise:
        optimizer.step(theta, gradients(theta, row))
        points.append(theta.copy())
    return np.array(points)


@pytest.fixture
def noise(rng):
    return rng.normal(size=(STEPS, P))


TORCH = {
    "gradient descent": (GradientDescent(0.05), "SGD", {"lr": 0.05}),
    "momentum": (Momentum(0.05, 0.8), "SGD", {"lr": 0.05, "momentum": 0.8}),
    "Nesterov": (Nesterov(0.05, 0.8), "SGD", {"lr": 0.05, "momentum": 0.8, "nesterov": True}),
    "AdaGrad": (AdaGrad(0.1), "Adagrad", {"lr": 0.1}),
    "AdaGrad by default": (AdaGrad(), "Adagrad", {}),
    "RMSprop": (RMSprop(0.02, 0.95), "RMSprop", {"lr": 0.02, "alpha": 0.95}),
    "RMSprop by default": (RMSprop(), "RMSprop", {"alpha": 0.9}),
    "Adadelta": (Adadelta(0.7, 0.9, epsilon=1e-4), "Adadelta", {"lr": 0.7, "rho": 0.9, "eps": 1e-4}),
    "Adadelta by default": (Adadelta(), "Adadelta", {"lr": 1.0, "rho": 0.95}),
    "Adam": (Adam(0.02, 0.8, 0.95, epsilon=1e-3), "Adam", {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-3}),
    "Adam by default": (Adam(), "Adam", {}),
    "AdamW": (AdamW(0.02, weight_decay=0.3), "AdamW", {"lr": 0.02, "weight_decay": 0.3}),
    "AdamW by default": (AdamW(), "AdamW", {}),
    # Its mu_t = beta1 (1 - 0.96^(t decay)/2) is constant when the decay is enormous.
    "NAdam": (NAdam(0.02, epsilon=1e-3), "NAdam", {"lr": 0.02, "momentum_decay": 1e9, "eps": 1e-3}),
    "iRprop-": (Rprop(), "Rprop", {"lr": 0.1}),
    "iRprop- with bounds": (
        Rprop(grow=1.5, shrink=0.3, first=0.2, largest=0.4, smallest=0.1),
        "Rprop",
        {"lr": 0.2, "etas": (0.3, 1.5), "step_sizes": (0.1, 0.4)},
    ),
}


@pytest.mark.parametrize(("optimizer", "name", "options"), TORCH.values(), ids=TORCH)
def test_pytorch_goes_the_same_way(optimizer, name, options, noise):
    torch = pytest.importorskip("torch")
    theta = torch.zeros(P, dtype=torch.float64, requires_grad=True)
    other, points = getattr(torch.optim, name)([theta], **options), []
    for row in noise:
        theta.grad = torch.from_numpy(gradients(theta.detach().numpy(), row))
        other.step()
        points.append(theta.detach().numpy().copy())
    np.testing.assert_allclose(path(optimizer, noise), points, **(FLOAT32 if name == "NAdam" else EXACT))


def test_pytorchs_muon_goes_nearly_the_same_way(rng):
    torch = pytest.importorskip("torch")
    if not hasattr(torch.optim, "Muon"):
        pytest.skip("this PyTorch has no Muon")
    network = Network([5, 8, 3], rng=rng)
    weights = [torch.from_numpy(W.copy()).requires_grad_() for W in network.W[1:]]
    ours, theirs = Muon(0.05, weight_decay=0.1), torch.optim.Muon(weights, lr=0.05, weight_decay=0.1)
    for _ in range(10):
        gradient = network.gradient(rng.random((6, 5)), rng.random((6, 3)))
        for weight, grad in zip(weights, gradient.W[1:], strict=True):
            weight.grad = torch.from_numpy(grad.copy())
        ours.step(network.parameters, gradient)
        theirs.step()
    for weight, W in zip(weights, network.W[1:], strict=True):
        np.testing.assert_allclose(W, weight.detach().numpy(), atol=0.02)  # it orthogonalises in 8 significant bits


OPTAX = {
    "momentum": (Momentum(0.05, 0.8), lambda o: o.sgd(0.05, 0.8)),
    "Adam": (Adam(0.02, 0.8, 0.95), lambda o: o.adam(0.02, 0.8, 0.95)),
    "AdamW": (AdamW(0.02, weight_decay=0.3), lambda o: o.adamw(0.02, weight_decay=0.3)),
    "NAdam": (NAdam(0.02), lambda o: o.nadam(0.02)),
    "Lion": (Lion(0.02, weight_decay=0.1), lambda o: o.lion(0.02, weight_decay=0.1)),
    "Adadelta": (Adadelta(), lambda o: o.adadelta(1.0, rho=0.95, eps=1e-6)),
    "Adam with a schedule": (Adam(inverse_time(0.1, 5)), lambda o: o.adam(lambda t: 0.1 / (1 + t / 5))),
}


@pytest.mark.parametrize(("optimizer", "make"), OPTAX.values(), ids=OPTAX)
def test_optax_goes_the_same_way(optimizer, make, noise):
    optax = pytest.importorskip("optax")
    import jax

    jax.config.update("jax_enable_x64", True)
    other, theta, points = make(optax), jax.numpy.zeros(P), []
    state = other.init(theta)
    for row in noise:
        updates, state = other.update(jax.numpy.asarray(gradients(np.asarray(theta), row)), state, theta)
        theta = optax.apply_updates(theta, updates)
        points.append(np.asarray(theta))
    np.testing.assert_allclose(
        path(optimizer, noise), points, **(FLOAT32 if callable(optimizer.learning_rate) else EXACT)
    )

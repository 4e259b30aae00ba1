"""Activation functions: what a layer of units does to its weighted input.

Forwards, layer l computes a = f(z).  Backwards, the chain rule needs the other direction: given how the cost changes
with each a, how does it change with each z?  The answer is a product with the transposed Jacobian of f,

    ∂C/∂z_k = Σ_j ∂C/∂a_j · ∂a_j/∂z_k .

When f works on each unit alone, the Jacobian is diagonal, holds the slopes f'(z), and the product is the "⊙ σ'(z)" of
BP1 and BP2.  Softmax mixes the units of a layer: its Jacobian is a full matrix and it has no slope.

Arrays hold one example a row; every function keeps the shape of ``z``.  Complex ``z`` is allowed where f is analytic,
so that derivatives can be checked by a complex step.
"""

from __future__ import annotations

import numpy as np

from bplib import _validation as check

Array = np.ndarray


class Activation:
    """One activation function: ``f(z)`` forwards, ``f.backward`` backwards; each keeps the shape of z.

    A subclass gives ``value`` and ``slope``, or, where units depend on each other, ``backward`` and ``jacobian``.
    """

    name: str

    def __call__(self, z: Array) -> Array:
        """Return the activations a = f(z), shape of z; raise TypeError when z does not hold numbers."""
        return self.value(check.floats("z", z))

    def value(self, z: Array) -> Array:
        """Return f(z) for an array of floats (or of complex numbers, for a complex step)."""
        raise NotImplementedError

    def slope(self, z: Array, a: Array | None = None) -> Array:
        """Return f'(z), shape of z; ``a = f(z)`` saves computing it again."""
        raise NotImplementedError

    def backward(self, grad_a: Array, z: Array, a: Array | None = None) -> Array:
        """Turn ∂C/∂a into ∂C/∂z, both (m, n): for a unit that stands alone, multiply by its slope."""
        return grad_a * self.slope(z, a)

    def jacobian(self, z: Array) -> Array:
        """Return ∂a_j/∂z_k, shape (..., n, n), for z of shape (..., n)."""
        z = check.floats("z", z)
        return self.slope(z)[..., None] * np.eye(z.shape[-1], dtype=z.dtype)

    def __repr__(self) -> str:
        return f"<activation {self.name}>"


class Identity(Activation):
    """f(z) = z: a linear unit."""

    name = "identity"

    def value(self, z: Array) -> Array:
        return z.copy()

    def slope(self, z: Array, a: Array | None = None) -> Array:
        return np.ones_like(z)


class Sigmoid(Activation):
    """f(z) = 1 / (1 + e^-z), the logistic function, with f' = a (1 - a) ≤ 1/4.

    e^-z would overflow for large negative z, so z is bounded from below where f(z) has already run out of digits.
    """

    name = "sigmoid"

    def value(self, z: Array) -> Array:
        lowest = -88.0 if z.dtype == np.float32 else -709.0
        return 1 / (1 + np.exp(-np.maximum(z, lowest)))

    def slope(self, z: Array, a: Array | None = None) -> Array:
        a = self(z) if a is None else a
        return a * (1 - a)


class Tanh(Activation):
    """f(z) = tanh z, with f' = 1 - a²."""

    name = "tanh"

    def value(self, z: Array) -> Array:
        return np.tanh(z)

    def slope(self, z: Array, a: Array | None = None) -> Array:
        a = self(z) if a is None else a
        return 1 - a * a


class ReLU(Activation):
    """f(z) = max(z, 0); the slope at the kink z = 0 is taken to be 0."""

    name = "relu"

    def value(self, z: Array) -> Array:
        return np.maximum(z, 0)

    def slope(self, z: Array, a: Array | None = None) -> Array:
        return (z > 0).astype(z.dtype)


class LeakyReLU(Activation):
    """f(z) = z for z > 0 and z / 100 otherwise, so that no unit is without a slope (Maas, Hannun and Ng 2013)."""

    name = "leaky_relu"
    leak = 0.01

    def value(self, z: Array) -> Array:
        return np.where(z > 0, z, self.leak * z)

    def slope(self, z: Array, a: Array | None = None) -> Array:
        return np.where(z > 0, z.dtype.type(1), z.dtype.type(self.leak))


class Softplus(Activation):
    """f(z) = ln(1 + e^z), a smooth ReLU whose slope is the sigmoid; written so that e^z cannot overflow."""

    name = "softplus"

    def value(self, z: Array) -> Array:
        return np.maximum(z, 0) + np.log1p(np.exp(-np.where(z > 0, z, -z)))

    def slope(self, z: Array, a: Array | None = None) -> Array:
        return sigmoid(z)


class SiLU(Activation):
    """f(z) = z σ(z), also called swish (Elfwing, Uchibe and Doya 2018), with f' = σ + z σ (1 - σ)."""

    name = "silu"

    def value(self, z: Array) -> Array:
        return z * sigmoid(z)

    def slope(self, z: Array, a: Array | None = None) -> Array:
        s = sigmoid(z)
        return s + z * s * (1 - s)


class SELU(Activation):
    """f(z) = λz for z > 0 and λα(e^z - 1) otherwise (Klambauer et al. 2017), with f' = λ and a + λα.

    λ and α are such that a standard normal z has activations of mean 0 and variance 1.
    """

    name = "selu"
    scale, alpha = 1.0507009873554805, 1.6732632423543772

    def value(self, z: Array) -> Array:
        scale, alpha = z.real.dtype.type(self.scale), z.real.dtype.type(self.alpha)
        return scale * np.where(z > 0, z, alpha * np.expm1(np.where(z > 0, 0, z)))

    def slope(self, z: Array, a: Array | None = None) -> Array:
        a = self(z) if a is None else a
        scale, alpha = z.real.dtype.type(self.scale), z.real.dtype.type(self.alpha)
        return np.where(z > 0, scale, a + scale * alpha)


class Softmax(Activation):
    """f(z)_j = e^{z_j} / Σ_k e^{z_k}: positive numbers that sum to 1 over the units of the layer (the last axis).

    Every output depends on every input, ∂a_j/∂z_k = a_j (1{j=k} - a_k), so there is a Jacobian and no slope.
    Subtracting the largest z changes nothing in the quotient and keeps e^z from overflowing.
    """

    name = "softmax"

    def value(self, z: Array) -> Array:
        e = np.exp(z - z.real.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    def slope(self, z: Array, a: Array | None = None) -> Array:
        raise TypeError(
            "softmax has no elementwise slope: each output depends on every input of the layer. "
            "Use softmax.backward(grad_a, z) in the chain rule, or softmax.jacobian(z) to see the whole matrix."
        )

    def backward(self, grad_a: Array, z: Array, a: Array | None = None) -> Array:
        """Multiply by the Jacobian without building it: ∂C/∂z_k = a_k (∂C/∂a_k - Σ_j a_j ∂C/∂a_j)."""
        a = self(z) if a is None else a
        return a * (grad_a - (a * grad_a).sum(axis=-1, keepdims=True))

    def jacobian(self, z: Array) -> Array:
        a = self(z)
        return a[..., :, None] * (np.eye(z.shape[-1]) - a[..., None, :])


identity, sigmoid, tanh, relu = Identity(), Sigmoid(), Tanh(), ReLU()
leaky_relu, softplus, silu, selu, softmax = LeakyReLU(), Softplus(), SiLU(), SELU(), Softmax()

ACTIVATIONS: dict[str, Activation] = {
    f.name: f for f in (identity, sigmoid, tanh, relu, leaky_relu, softplus, silu, selu, softmax)
}

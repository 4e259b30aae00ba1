"""A feedforward network: layer sizes, an activation for each layer, a loss, and the parameters.

``Network`` holds the state and checks what it is given; the mathematics is in ``bplib.propagation``.

Notation: ``sizes[l]`` is n_l, the number of units of layer l; layer 0 is the input.  ``W[l]`` has shape (n_l,
n_{l-1}) and holds in row j, column k the weight from unit k of layer l - 1 to unit j of layer l.  Examples are rows:
X is (m, n_0), Y is (m, n_L).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bplib import _validation as check
from bplib import propagation
from bplib.activations import ACTIVATIONS, Activation
from bplib.initial_weights import INITIAL_WEIGHTS
from bplib.losses import loss_for
from bplib.parameters import DenseLayers, Parameters
from bplib.propagation import Gradient, Trace
from bplib.trainable import Trainable

Array = np.ndarray


class Network(DenseLayers, Trainable):
    """A feedforward network, for example ``Network([2, 4, 1], "tanh sigmoid", "binary_cross_entropy", rng=rng)``.

    Args:
        sizes: n_0, n_1, ..., n_L, at least two of them.
        activations: one name for all layers, or one for each of the layers 1 ... L (a list, or a string with spaces).
        loss: "quadratic", "mean_squared_error", "binary_cross_entropy" (sigmoid outputs) or "cross_entropy" (softmax).
        rng: where the initial weights come from; the same seed gives the same network.
        initial_weights: "glorot", "he", "lecun" or "unit_normal"; biases start at 0.
        dtype: float64 to check gradients, float32 for speed.

    Raises:
        ValueError, TypeError: when a size, a name or a combination makes no sense; the message says which.
    """

    saved_as = "network"

    def __init__(
        self,
        sizes: Sequence[int],
        activations: str | Sequence[str] = "sigmoid",
        loss: str = "quadratic",
        *,
        rng: np.random.Generator,
        initial_weights: str = "glorot",
        dtype=np.float64,
    ):
        self.sizes = check.layer_sizes(sizes)
        self.f = [None, *check.names_of_layers("activation", activations, len(self.sizes) - 1, ACTIVATIONS)]
        self.loss = loss_for(loss, self.f[-1].name)
        draw = check.choice("initial_weights", initial_weights, INITIAL_WEIGHTS)
        check.generator(rng)
        self.parameters = Parameters(self.sizes, check.float_type(dtype))
        for W in self.W[1:]:
            W[:] = draw(*W.shape, rng)

    def __repr__(self) -> str:
        sizes, f = "-".join(map(str, self.sizes)), " ".join(f.name for f in self.f[1:])
        return f"<Network {sizes}, {f}, {self.loss.name}, {self.theta.size} parameters, {self.dtype}>"

    # --- one pass, one example a row

    def forward(self, X) -> Trace:
        """Return all weighted inputs ``Z[l]`` and activations ``A[l]``, shape (m, n_l), for X of shape (m, n_0)."""
        return propagation.forward(self.parameters, self.f, self.checked_inputs(X))

    def backward(self, trace: Trace, Y) -> Gradient:
        """Return ∂C/∂W[l], ∂C/∂b[l] and the errors ``D[l]``, (m, n_l), by BP1-BP4, for targets Y of a forward pass."""
        A = self.top(trace)[2]
        Y = self.checked_targets(Y)
        check.same_length("X", A, "Y", Y)
        return propagation.backward(self.parameters, self.f, self.loss, trace, Y)

    def gradient(self, X, Y, rng=None) -> Gradient:
        """Return ∂C/∂parameters for X, shape (m, n_0), and Y, shape (m, n_L): one forward, one backward pass.

        (``rng`` is there for models that behave otherwise while they learn; a network does not.)
        """
        return self.backward(self.forward(X), Y)

    # --- what training asks for

    def outputs(self, X, parameters=None, rng=None) -> tuple[Array, Array]:
        trace = propagation.forward(parameters or self.parameters, self.f, X)
        return trace.Z[-1], trace.A[-1]

    def learn_from(self, X, Y, out, *, rng=None, dropout=0.0, parameters=None) -> tuple[Array, Array]:
        parameters = parameters or self.parameters
        masks = dropout_masks(self, len(X), dropout, rng) if dropout else None
        trace = propagation.forward(parameters, self.f, X, masks)
        propagation.backward(parameters, self.f, self.loss, trace, Y, out)
        return trace.Z[-1], trace.A[-1]

    def jacobian(self, X, parameters=None) -> Array:
        return propagation.jacobian(parameters or self.parameters, self.f, X)

    def top(self, trace: Trace) -> tuple[Activation, Array, Array]:
        if not isinstance(trace, Trace):
            raise TypeError(f"trace must be what forward returned, got {type(trace).__name__}")
        if (sizes := tuple(a.shape[1] for a in trace.A)) != self.sizes:
            raise ValueError(f"trace must be one of a network with the sizes {self.sizes}, got one with {sizes}")
        return self.f[-1], trace.Z[-1], trace.A[-1]

    def go_back(self, trace: Trace, delta: Array) -> tuple[Gradient, Array]:
        gradient = self.empty_gradient()
        propagation.go_back(self.parameters, self.f, trace, delta, gradient, 1)
        return gradient, gradient.D[1] @ self.W[1]

    def empty_gradient(self, dtype=None) -> Gradient:
        return Gradient(self.sizes, dtype or self.dtype)

    # --- what is handed in

    def checked_inputs(self, X) -> Array:
        """Return X as an array of the network's dtype and shape (m, n_0), or raise an error that says what is wrong."""
        return check.real_matrix("X", X, self.sizes[0], self.dtype)

    def checked_targets(self, Y) -> Array:
        """Return Y as an array of the network's dtype and shape (m, n_L), or raise an error that says what is wrong."""
        return self.loss.checked_targets(Y, self.sizes[-1], self.dtype)

    def checked_pair(self, X, Y) -> tuple[Array, Array]:
        X, Y = self.checked_inputs(X), self.checked_targets(Y)
        check.same_length("X", X, "Y", Y)
        return X, Y

    # --- files

    def save(self, path, optimizer=None) -> None:
        """Write the network, and an optimiser's state if there is one, to an ``.npz`` file, whole or not at all."""
        state = optimizer.as_arrays() if optimizer else {}
        names = [f.name for f in self.f[1:]]
        self._write(path, sizes=self.sizes, activations=names, loss=self.loss.name, **state)

    @classmethod
    def load(cls, path) -> Network:
        """Return the network that ``save`` wrote."""
        saved = cls._read(path, "sizes", "activations", "loss")
        rng, dtype = np.random.default_rng(0), saved["theta"].dtype
        sizes, names = saved["sizes"].tolist(), saved["activations"].tolist()
        network = cls(sizes, names, str(saved["loss"]), rng=rng, dtype=dtype)
        network.theta = saved["theta"]
        return network


def dropout_masks(network: Network, m: int, p: float, rng: np.random.Generator) -> list:
    """Return factors, (m, n_l), for the hidden layers, 0 with probability p and else 1/(1 - p), and None elsewhere."""
    keep = 1 - p
    hidden = [(rng.random((m, n), dtype=network.dtype) < keep) / network.dtype.type(keep) for n in network.sizes[1:-1]]
    return [None, *hidden, None]

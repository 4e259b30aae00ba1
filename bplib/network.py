"""A feedforward network: layer sizes, an activation for each layer, a loss, and the parameters.

``Network`` holds the state and checks what it is given; the mathematics is in ``bplib.propagation``.

Notation: ``sizes[l]`` is n_l, the number of units of layer l; layer 0 is the input.  ``W[l]`` has shape (n_l,
n_{l-1}) and holds in row j, column k the weight from unit k of layer l - 1 to unit j of layer l.  Examples are rows:
X is (m, n_0), Y is (m, n_L).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bplib import _validation as check
from bplib import propagation
from bplib._files import whole_file
from bplib.activations import ACTIVATIONS
from bplib.classes import accuracy_of, are_classes, labels_of
from bplib.initial_weights import INITIAL_WEIGHTS
from bplib.losses import LOSSES
from bplib.parameters import Parameters
from bplib.propagation import Gradient, Trace

Array = np.ndarray


class Network:
    """A feedforward network, for example ``Network([2, 4, 1], "tanh sigmoid", "binary_cross_entropy", rng=rng)``.

    Args:
        sizes: n_0, n_1, ..., n_L, at least two of them.
        activations: one name for all layers, or a name for each of the layers 1 ... L (a list, or one string with
        spaces). loss: "quadratic", "mean_squared_error", "binary_cross_entropy" (sigmoid outputs) or "cross_entropy"
        (softmax outputs). rng: where the initial weights come from; the same seed gives the same network.
        initial_weights: "glorot", "he", "lecun" or "unit_normal"; biases start at 0.
        dtype: float64 to check gradients, float32 for speed.

    Raises:
        ValueError, TypeError: when a size, a name or a combination makes no sense; the message says which.
    """

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
        self.f = [None, *check.names_of_layers("activation", activations, self.L, ACTIVATIONS)]
        self.loss = check.choice("loss", loss, LOSSES)
        if self.loss.output not in (None, self.f[-1].name):
            why = "it is computed from their weighted inputs"
            raise ValueError(f"loss {loss} needs {self.loss.output} outputs ({why}), got {self.f[-1].name}")
        if np.dtype(dtype) not in (np.float32, np.float64):
            raise TypeError(f"dtype must be float32 or float64, got {np.dtype(dtype)}")
        draw = check.choice("initial_weights", initial_weights, INITIAL_WEIGHTS)
        check.generator(rng)
        self.parameters = Parameters(self.sizes, dtype)
        for W in self.W[1:]:
            W[:] = draw(*W.shape, rng)

    @property
    def L(self) -> int:
        """Return the number of layers with weights."""
        return len(self.sizes) - 1

    @property
    def W(self) -> list:
        """Return the weight matrices; ``W[l]`` has shape (n_l, n_{l-1}), ``W[0]`` is None."""
        return self.parameters.W

    @property
    def b(self) -> list:
        """Return the biases; ``b[l]`` has shape (n_l,), ``b[0]`` is None."""
        return self.parameters.b

    @property
    def dtype(self) -> np.dtype:
        """Return the type of all numbers, float32 or float64."""
        return self.parameters.flat.dtype

    @property
    def theta(self) -> Array:
        """Return all P parameters as one vector, in memory shared with ``W`` and ``b``; assign to it to set them."""
        return self.parameters.flat

    @theta.setter
    def theta(self, values) -> None:
        values = self._checked_theta(values)
        check.finite("theta", values)
        self.theta[:] = values

    def __repr__(self) -> str:
        sizes, f = "-".join(map(str, self.sizes)), " ".join(f.name for f in self.f[1:])
        return f"<Network {sizes}, {f}, {self.loss.name}, {self.theta.size} parameters, {self.dtype}>"

    def forward(self, X) -> Trace:
        """Return all weighted inputs ``Z[l]`` and activations ``A[l]``, shape (m, n_l), for inputs X of shape (m,
        n_0).
        """
        return propagation.forward(self.parameters, self.f, self.checked_inputs(X))

    def backward(self, trace: Trace, Y) -> Gradient:
        """Return ∂C/∂W[l], ∂C/∂b[l] and the errors ``D[l]`` by BP1-BP4, for the targets Y, shape (m, n_L), of a
        forward pass.
        """
        if not isinstance(trace, Trace):
            raise TypeError(f"trace must be what forward returned, got {type(trace).__name__}")
        Y = self.checked_targets(Y)
        check.same_length("X", trace.A[0], "Y", Y)
        return propagation.backward(self.parameters, self.f, self.loss, trace, Y)

    def gradient(self, X, Y) -> Gradient:
        """Return ∂C/∂parameters for inputs X, shape (m, n_0), and targets Y, shape (m, n_L): one forward, one
        backward pass.
        """
        return self.backward(self.forward(X), Y)

    def predict(self, X) -> Array:
        """Return the outputs A[L], shape (m, n_L)."""
        return self.forward(X).A[-1]

    def classify(self, X) -> Array:
        """Return class numbers, shape (m,): the largest of several outputs, or whether a single output is above one
        half.
        """
        return labels_of(self.predict(X))

    def cost(self, X, Y, theta: Array | None = None) -> float:
        """Return C, the mean cost; with ``theta``, the cost that the network would have with those P parameters.

        A complex ``theta`` is allowed (and gives a complex cost), so that a derivative can be checked by a complex
        step.
        """
        X, Y = self.checked_inputs(X), self.checked_targets(Y)
        check.same_length("X", X, "Y", Y)
        parameters = self.parameters if theta is None else Parameters(self.sizes, flat=self._checked_theta(theta))
        trace = propagation.forward(parameters, self.f, X)
        return self.loss.per_example(trace.Z[-1], trace.A[-1], Y).mean()

    def accuracy(self, X, Y) -> float:
        """Return the fraction of examples whose class is the one that Y, shape (m, n_L), says."""
        Y, A = self.checked_targets(Y), self.predict(X)
        check.same_length("X", A, "Y", Y)
        if not are_classes(Y):
            raise ValueError(
                "accuracy counts classes, and Y holds other numbers than 0 and 1; for real targets see cost"
            )
        return accuracy_of(A, Y)

    def checked_inputs(self, X) -> Array:
        """Return X as an array of the network's dtype and shape (m, n_0), or raise an error that says what is wrong."""
        return check.real_matrix("X", X, self.sizes[0], self.dtype)

    def checked_targets(self, Y) -> Array:
        """Return Y as an array of the network's dtype and shape (m, n_L), or raise an error that says what is wrong."""
        if np.ndim(Y) == 1 and self.loss.output == "softmax":
            raise ValueError(
                f"Y must have shape (m, {self.sizes[-1]}), got {np.shape(Y)}: for class numbers use "
                f"bplib.classes.one_hot(Y, {self.sizes[-1]})"
            )
        Y = check.real_matrix("Y", Y, self.sizes[-1], self.dtype)
        self.loss.check_targets(Y)
        return Y

    def _checked_theta(self, theta) -> Array:
        theta = np.asarray(theta)
        if theta.shape != self.theta.shape:
            raise ValueError(f"theta must have shape {self.theta.shape} for sizes {self.sizes}, got {theta.shape}")
        return theta

    def save(self, path, optimizer=None) -> None:
        """Write the network, and an optimiser's state if there is one, to an ``.npz`` file, whole or not at all."""
        if Path(path).suffix != ".npz":
            raise ValueError(f"path must end in .npz, got {str(path)!r}")
        names = [f.name for f in self.f[1:]]
        with whole_file(path) as file:
            state = optimizer.as_arrays() if optimizer else {}
            np.savez(file, sizes=self.sizes, activations=names, loss=self.loss.name, theta=self.theta, **state)

    @classmethod
    def load(cls, path) -> Network:
        """Return the network that ``save`` wrote."""
        with np.load(path, allow_pickle=False) as file:
            if missing := {"sizes", "activations", "loss", "theta"} - set(file.files):
                raise ValueError(f"{str(path)!r} is not a saved network: it has no {', '.join(sorted(missing))}")
            saved = dict(file)
        names, theta = saved["activations"].tolist(), saved["theta"]
        rng = np.random.default_rng(0)
        network = cls(saved["sizes"].tolist(), names, str(saved["loss"]), rng=rng, dtype=theta.dtype)
        network.theta = theta
        return network

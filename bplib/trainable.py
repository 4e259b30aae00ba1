"""What training, optimisers, searches and gradient checks ask of a model, whatever it is made of.

    parameters        one flat vector with named blocks, and which of them decay (``bplib.parameters.Vector``)
    checked_pair      inputs and targets as the model wants them, or an error that says what is wrong
    outputs           the weighted inputs and the activations of the last layer, from which the cost is made
    learn_from        the gradient of the mean cost of these examples, written into memory that is handed in

``Network`` (dense layers, BP1-BP4) and ``Model`` (any layers) are such models.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bplib import _validation as check
from bplib._files import whole_file
from bplib.activations import Activation
from bplib.data.classes import accuracy_of, are_classes, labels_of
from bplib.losses import Loss
from bplib.parameters import Vector

Array = np.ndarray


class Parametric:
    """What has parameters: all of them as one vector ``theta``, their type, and a file to be kept in."""

    parameters: Vector
    saved_as = "model"  # what a file of this kind is called in errors

    @property
    def dtype(self) -> np.dtype:
        """Return the type of all numbers, float32 or float64."""
        return self.parameters.flat.dtype

    @property
    def theta(self) -> Array:
        """Return all P parameters as one vector, in memory shared with their blocks; assign to it to set them."""
        return self.parameters.flat

    @theta.setter
    def theta(self, values) -> None:
        values = self._checked_theta(values)
        if np.iscomplexobj(values):
            raise TypeError("theta must hold real numbers, got complex ones")
        check.finite("theta", values)
        self.theta[:] = values

    def _checked_theta(self, theta) -> Array:
        theta = check.floats("theta", theta)
        if theta.shape != self.theta.shape:
            raise ValueError(f"theta must have shape {self.theta.shape} for {self}, got {theta.shape}")
        return theta

    def _write(self, path, **description) -> None:
        """Write theta and what describes the model to an ``.npz`` file, whole or not at all."""
        if Path(path).suffix != ".npz":
            raise ValueError(f"path must end in .npz, got {str(path)!r}")
        with whole_file(path) as file:
            np.savez(file, theta=self.theta, **description)

    @classmethod
    def _read(cls, path, *names: str) -> dict[str, Array]:
        """Return what the file holds, or raise ValueError when one of the names, or theta, is missing."""
        with np.load(path, allow_pickle=False) as file:
            if missing := {"theta", *names} - set(file.files):
                raise ValueError(f"{str(path)!r} is not a saved {cls.saved_as}: it has no {', '.join(sorted(missing))}")
            return dict(file)


class Trainable(Parametric):
    """A model that can be trained by gradients; a subclass gives what raises NotImplementedError here."""

    loss: Loss

    # --- what a model gives

    def checked_inputs(self, X) -> Array:
        """Return X, one example a row, as the model wants it, or raise an error that says what is wrong."""
        raise NotImplementedError

    def checked_pair(self, X, Y) -> tuple[Array, Array]:
        """Return X and Y, shape (m, n_L), as the model wants them, or raise an error that says what is wrong."""
        raise NotImplementedError

    def outputs(
        self, X: Array, parameters: Vector | None = None, rng: np.random.Generator | None = None
    ) -> tuple[Array, Array]:
        """Return z^L and a^L, both (m, n_L), for checked inputs, with other parameters than its own if they are given.

        ``rng`` is a generator where the model shall do as it does while it learns (drop units, say), else None.
        """
        raise NotImplementedError

    def learn_from(
        self,
        X: Array,
        Y: Array,
        out: Vector,
        *,
        rng: np.random.Generator | None = None,
        dropout: float = 0.0,
        parameters: Vector | None = None,
    ) -> tuple[Array, Array]:
        """Write the gradient of the mean cost of checked examples into ``out``; return z^L and a^L, both (m, n_L)."""
        raise NotImplementedError

    def jacobian(self, X: Array, parameters: Vector | None = None) -> Array:
        """Return how each output of each example changes with θ, shape (m n_L, P), for checked inputs."""
        raise NotImplementedError

    def top(self, trace) -> tuple[Activation, Array, Array]:
        """Return the output activation, z^L and a^L of a forward pass, or raise TypeError when it is not one."""
        raise NotImplementedError

    def go_back(self, trace, delta: Array) -> tuple[Vector, Array | None]:
        """Return what δ^L = ∂C/∂z^L, (m, n_L), makes of the parameters, summed over the examples, and of the inputs."""
        raise NotImplementedError

    def check_dropout(self, p: float) -> None:
        """Raise TypeError/ValueError unless hidden units can be silenced with probability p in ``learn_from``."""
        check.number("dropout", p, 0, 1, high_open=True)

    def empty_gradient(self, dtype=None) -> Vector:
        """Return memory for a gradient, of the model's type if no other is named."""
        return self.parameters.like(np.zeros(self.theta.size, dtype or self.dtype))

    # --- where the examples are: one a row, if a model does not say otherwise

    def examples(self, X: Array) -> int:
        """Return m, how many examples X holds."""
        return len(X)

    def taken(self, X: Array, Y: Array, which: Array) -> tuple[Array, Array]:
        """Return the examples whose numbers are ``which``, with their targets."""
        return X.take(which, axis=0), Y.take(which, axis=0)

    # --- what follows from it

    def gradient(self, X, Y, rng: np.random.Generator | None = None) -> Vector:
        """Return ∂C/∂parameters, with ``rng`` as while learning; the model stays as it is."""
        X, Y = self.checked_pair(X, Y)
        out, parameters = self.empty_gradient(), self.parameters.like(self.theta.copy())
        self.learn_from(X, Y, out, rng=None if rng is None else check.generator(rng), parameters=parameters)
        return out

    def mean_cost(self, Z: Array, A: Array, Y: Array) -> float:
        """Return C from the outputs z^L and a^L and the targets, all (m, n_L); a complex number where they are."""
        return self.loss.per_example(Z, A, Y).mean()

    def cost(self, X, Y, theta: Array | None = None) -> float:
        """Return C, the mean cost; with ``theta``, the cost that the model would have with those P parameters.

        A complex ``theta`` gives a complex cost, so that a derivative can be checked by a complex step.
        """
        X, Y = self.checked_pair(X, Y)
        parameters = None if theta is None else self.parameters.like(self._checked_theta(theta))
        return self.mean_cost(*self.outputs(X, parameters), Y)

    def predict(self, X) -> Array:
        """Return the outputs A[L], shape (m, n_L)."""
        return self.outputs(self.checked_inputs(X))[1]

    def classify(self, X) -> Array:
        """Return class numbers, shape (m,): the largest of several outputs, or whether a single one is above ½."""
        return labels_of(self.predict(X))

    def accuracy(self, X, Y) -> float:
        """Return the fraction of examples whose class is the one that Y, shape (m, n_L), says."""
        X, Y = self.checked_pair(X, Y)
        if not are_classes(Y):
            raise ValueError(
                "accuracy counts classes, and Y holds other numbers than 0 and 1; for real targets see cost"
            )
        return accuracy_of(self.outputs(X)[1], Y)


def checked_model(value) -> Trainable:
    """Return ``value`` when it is a model that can be trained, or raise TypeError."""
    if not isinstance(value, Trainable):
        raise TypeError(f"model must be a Network, or a Model of layers, got {value!r}")
    return value

"""A model of layers: any architecture behind the face that training, optimisers and gradient checks know.

    model = Model([Dense(64, 32), Apply(tanh), Dense(32, 10)], "softmax", "cross_entropy", rng=rng)

The layers end in the weighted inputs z^L; the output activation and the loss are those of ``bplib.activations`` and
``bplib.losses``.  On the way back

    g = δ^L / m             BP1, and the mean over the m examples, once and for all
    g = ∂C/∂x of a layer    from the last to the first, each by the rule beside its forward rule (``bplib.layers``)

so everything that a layer sees is a gradient of the mean cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bplib import _validation as check
from bplib.activations import ACTIVATIONS, Activation
from bplib.layers import Chain, Layer
from bplib.layers.chain import checked_layer
from bplib.layers.layer import LayerParameters
from bplib.losses import loss_for
from bplib.trainable import Trainable, checked_model

Array = np.ndarray


@dataclass(slots=True)
class LayerTrace:
    """What a forward pass leaves: the outputs ``Z`` = z^L and ``A`` = a^L, (m, n_L), and what ``layers`` have seen."""

    layers: Layer
    Z: Array
    A: Array
    seen: object


class Model(Trainable):
    """Layers, an output activation and a loss.

    Args:
        layers: a layer, or a list of them for a ``Chain``; they turn X, one example a row, into z^L, (m, n_L).
        activation: the name of the output activation.
        loss: as for a ``Network``.
        rng: where the initial values come from; the same seed gives the same model.
        dtype: float64 to check gradients, float32 for speed.

    Raises:
        ValueError, TypeError: when a name, a layer or a combination makes no sense; the message says which.
    """

    def __init__(
        self,
        layers: Layer | Sequence[Layer],
        activation: str = "softmax",
        loss: str = "cross_entropy",
        *,
        rng: np.random.Generator,
        dtype=np.float64,
    ):
        self.layers = Chain(layers) if isinstance(layers, (list, tuple)) else checked_layer("layers", layers)
        self.f = check.choice("activation", activation, ACTIVATIONS)
        self.loss = loss_for(loss, self.f.name)
        self.parameters = LayerParameters(self.layers, check.float_type(dtype))
        self.parameters.start(check.generator(rng))

    def __repr__(self) -> str:
        size, kind = self.theta.size, type(self.layers).__name__
        return f"<Model {kind}, {self.f.name}, {self.loss.name}, {size} parameters, {self.dtype}>"

    # --- one pass, one example a row

    def forward(self, X, rng: np.random.Generator | None = None) -> LayerTrace:
        """Return outputs and what every layer has seen; with ``rng`` as while learning, but nothing is noted down."""
        parameters = None if rng is None else self.parameters.like(self.theta.copy())
        Z, seen = self._through(parameters, self.checked_inputs(X), None if rng is None else check.generator(rng))
        return LayerTrace(self.layers, Z, self.f(Z), seen)

    def _through(self, parameters: LayerParameters | None, X: Array, rng=None) -> tuple[Array, object]:
        """Return z^L and what the layers have seen."""
        Z, seen = self.layers.forward((parameters or self.parameters).view, X, rng)
        if Z.ndim != 2:
            raise ValueError(f"the layers must end in one row an example, (m, n_L), got shape {Z.shape}")
        return Z, seen

    # --- what training asks for

    def outputs(self, X, parameters=None, rng=None) -> tuple[Array, Array]:
        Z, _ = self._through(parameters, X, rng)
        return Z, self.f(Z)

    def learn_from(self, X, Y, out, *, rng=None, dropout=0.0, parameters=None) -> tuple[Array, Array]:
        self.check_dropout(dropout)
        Z, seen = self._through(parameters, X, rng)
        A = self.f(Z)
        out.flat[:] = 0
        g = self.loss.delta(self.f, Z, A, Y) / len(Y)  # BP1
        self.layers.backward((parameters or self.parameters).view, seen, g, out.view, back=False)
        return Z, A

    def check_dropout(self, p: float) -> None:
        if p:
            raise TypeError(f"in a Model dropout is a layer, Dropout({p:g}): put it where it belongs")

    def jacobian(self, X, parameters=None) -> Array:
        view, rows, m = (parameters or self.parameters).view, [], self.examples(X)
        for i in range(m):
            Z, seen = self._through(parameters, self._some(X, slice(i, i + 1)))
            A = self.f(Z)
            for seed in np.eye(Z.size, dtype=Z.dtype).reshape(-1, *Z.shape):
                out = self.empty_gradient(Z.dtype)
                self.layers.backward(view, seen, self.f.backward(seed, Z, A), out.view, back=False)
                rows.append(out.flat)
        J = np.array(rows).reshape(m, len(Z), -1)  # (m, 1 or T, n_L P)
        return (J.swapaxes(0, 1) if self.layers.time_first else J).reshape(-1, self.theta.size)

    def top(self, trace: LayerTrace) -> tuple[Activation, Array, Array]:
        if not isinstance(trace, LayerTrace):
            raise TypeError(f"trace must be what forward returned, got {type(trace).__name__}")
        if trace.layers is not self.layers:
            raise ValueError("trace must be one of this model, got one of other layers")
        return self.f, trace.Z, trace.A

    def go_back(self, trace: LayerTrace, delta: Array) -> tuple[LayerParameters, Array | None]:
        gradient = self.empty_gradient()
        g_X = self.layers.backward(self.parameters.view, trace.seen, delta, gradient.view)
        return gradient, g_X

    # --- what is handed in

    def checked_inputs(self, X) -> Array:
        """Return X in the model's dtype (whole numbers where its layers count), or raise an error that says why not."""
        X = check.real_array("X", X)
        if not self.layers.counts:
            return np.ascontiguousarray(X, self.dtype)
        if X.dtype.kind not in "iu":
            raise TypeError(f"X must hold whole numbers, got an array of dtype {X.dtype}")
        return X

    def checked_pair(self, X, Y) -> tuple[Array, Array]:
        X = self.checked_inputs(X)
        Z, _ = self.outputs(self._some(X, slice(1)))  # a layer that does not take X says so now, and n_L is known
        Y = self.loss.checked_targets(Y, Z.shape[1], self.dtype)
        if len(Z) == 1 and not self.layers.time_first:
            check.same_length("X", X, "Y", Y)
        elif len(Y) != len(Z) * self.examples(X):
            what, hint = f"m = {len(X)} sequences of T = {X.shape[1]} positions", ""
            if self.layers.time_first:
                what = f"T = {len(X)} moments of m = {X.shape[1]} sequences"
                hint = "; X looks batch first: use X.swapaxes(0, 1)" if len(Y) == len(X) else ""
            raise ValueError(
                f"X, {'time' if self.layers.time_first else 'examples'} first, holds {what}, so that Y must have "
                f"{len(Z) * self.examples(X)} rows, got {len(Y)}{hint}"
            )
        return X, Y

    # --- where the examples are: in the first axis, or in the second, behind time

    def examples(self, X: Array) -> int:
        return X.shape[1] if self.layers.time_first else len(X)

    def taken(self, X: Array, Y: Array, which: Array) -> tuple[Array, Array]:
        if len(Y) == len(X) and not self.layers.time_first:
            return super().taken(X, Y, which)
        if not self.layers.time_first:
            by_example = Y.reshape(len(X), -1, Y.shape[1])
            return X.take(which, axis=0), by_example.take(which, axis=0).reshape(-1, Y.shape[1])
        by_moment = Y.reshape(-1, X.shape[1], Y.shape[1])  # every moment has answers, or only the last one
        return X.take(which, axis=1), by_moment.take(which, axis=1).reshape(-1, Y.shape[1])

    def _some(self, X: Array, which: slice) -> Array:
        """Return examples that follow each other."""
        if not self.layers.time_first:
            return X[which]
        return X[:, which] if X.ndim > 2 else X  # no sequences: let the layer say so

    # --- files

    def save(self, path, optimizer=None) -> None:
        """Write the parameters, and an optimiser's state if there is one, to an ``.npz`` file, whole or not at all."""
        state = optimizer.as_arrays() if optimizer else {}
        kind = {"layers": repr(self.layers), "blocks": list(self.parameters.blocks())}
        self._write(path, **kind, activation=self.f.name, loss=self.loss.name, **state)

    @classmethod
    def load(cls, path, layers: Layer | Sequence[Layer]) -> Model:
        """Return the model that ``save`` wrote, given the layers that it was made of: a file holds numbers, no code."""
        saved = cls._read(path, "layers", "blocks", "activation", "loss")
        rng, theta = np.random.default_rng(0), saved["theta"]
        model = cls(layers, str(saved["activation"]), str(saved["loss"]), rng=rng, dtype=theta.dtype)
        same = list(model.parameters.blocks()) == saved["blocks"].tolist()  # the same layers stand in several places
        if repr(model.layers) != str(saved["layers"]) or not same:
            raise ValueError(f"{str(path)!r} was saved by other layers: {saved['layers']}; got {model.layers}")
        model.theta = theta
        return model


def vjp(model: Trainable, trace, g=None, *, delta=None) -> tuple:
    """Return the gradients, of the parameters and of the inputs, of any cost of which the seed at the top is known.

    Args:
        model, trace: a ``Network`` or a ``Model``, and what its ``forward`` returned.
        g: ∂C/∂a^L, shape (m, n_L), or
        delta: ∂C/∂z^L, shape (m, n_L), where that is known.  Exactly one of the two.

    Returns:
        (gradient, g_X): the gradient in the layout of the parameters, summed over the examples, and ∂C/∂X in the shape
        of X (None where X holds whole numbers).  For a mean cost divide the seed by m.
    """
    f, Z, A = checked_model(model).top(trace)
    if (g is None) == (delta is None):
        raise TypeError(f"give g = ∂C/∂a^L or delta = ∂C/∂z^L, got {'neither' if g is None else 'both'}")
    seed = check.real_matrix("g" if delta is None else "delta", g if delta is None else delta, A.shape[1], A.dtype)
    check.same_length("A", A, "the seed", seed)
    return model.go_back(trace, f.backward(seed, Z, A) if delta is None else seed)

"""What recurrent layers have in common: the same weights at every moment, and a state that goes from one to the next.

    x_1, ..., x_T  and  h_0          →          h_1, ..., h_T             h_t follows from x_t and h_{t-1}

Sequences are (T, m, n), time first, so that x[t] holds the m examples of one moment, one example a row.  A weight that
is used at T moments gets the sum of the gradients of its T uses, as over the m examples of a minibatch: with
D_t = ∂C/∂z_t, which every layer finds on its own way back through time,

    ∂C/∂b = Σ_t D_t             BP3: all T m rows are added
    ∂C/∂W = Σ_t D_tᵀ x_t        BP4: one product for all moments
    ∂C/∂U = Σ_t D_tᵀ h_{t-1}    BP4
    ∂C/∂x_t = D_t W             BP2: one product for all moments

so that only what must wait for another moment is done in a loop.  Truncation (``window``) cuts the error's way back
after every ``window`` moments, counted from the last one; what is left is biased (Tallec and Ollivier 2017).
``window=1`` lets no error go back in time, as in Elman's network of 1990, whose old state was an input.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from typing import ClassVar

import numpy as np

from bplib import _validation as check
from bplib._blas import add_product
from bplib.initial_weights import INITIAL_WEIGHTS
from bplib.layers.layer import Array, Layer, Views

State = Array | tuple[Array, Array]


@dataclass(frozen=True)
class Recurrent(Layer):
    """h, (T, m, n), from x, (T, m, n_in); a subclass gives ``unroll`` and ``through_time``.

    Args:
        n_in, n: the numbers of inputs and of units.
        window: how many moments the error goes back; None for all of them.
        initial_weights, recurrent_weights: the rules for W and U, of each gate by itself.
    """

    n_in: int
    n: int
    _: KW_ONLY
    window: int | None = None
    initial_weights: str = "lecun"
    recurrent_weights: str = "orthogonal"

    gates: ClassVar[int] = 1
    time_first = True

    def __post_init__(self):
        for name in ("n_in", "n"):
            object.__setattr__(self, name, check.whole_number(name, getattr(self, name), low=1))
        if self.window is not None:
            object.__setattr__(self, "window", _checked_window(self.window))
        for name in ("initial_weights", "recurrent_weights"):
            check.choice(name, getattr(self, name), INITIAL_WEIGHTS)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        rows = self.gates * self.n
        return {"W": (rows, self.n_in), "U": (rows, self.n), "b": (rows,)}

    def start(self, p: Views, rng: np.random.Generator) -> None:
        for rows in np.split(np.arange(self.gates * self.n), self.gates):
            p.W[rows] = INITIAL_WEIGHTS[self.initial_weights](self.n, self.n_in, rng)
            p.U[rows] = INITIAL_WEIGHTS[self.recurrent_weights](self.n, self.n, rng)

    # --- the two rules of a layer: the state begins as 0, and nobody asks what became of it

    def forward(self, p: Views, x: Array, rng=None) -> tuple[Array, tuple]:
        return self.unroll(p, x)

    def backward(self, p: Views, seen: tuple, g: Array, grad: Views, back: bool = True) -> Array | None:
        return self.through_time(p, seen, g, grad, back)[0]

    # --- the same with a state that comes from somewhere

    def unroll(self, p: Views, x: Array, state: State | None = None) -> tuple[Array, tuple]:
        """Return h_1, ..., h_T, (T, m, n), and what the way back needs; ``state`` is what stands before x_1, or 0."""
        raise NotImplementedError(f"{type(self).__name__} gives no rule forward")

    def through_time(
        self, p: Views, seen: tuple, g: Array, grad: Views, back: bool = True, g_end: State | None = None
    ) -> tuple[Array | None, State]:
        """Return ∂C/∂x (None unless ``back``) and ∂C/∂(state before x_1), and add ∂C/∂parameters to ``grad``.

        ``g``, (T, m, n), is ∂C/∂h_t from outside; ``g_end`` is what comes from later moments to the last state.
        """
        raise NotImplementedError(f"{type(self).__name__} gives no rule backward")

    def end(self, seen: tuple) -> State:
        """Return a copy of the state after the last moment: what stands before the next one."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it ends")

    # --- for all moments at once

    def _states(self, x: Array, name: str, before: Array | None, dtype) -> Array:
        """Return room for the states of all moments, (T + 1, m, n), with the one before x_1 in its place."""
        H = np.empty((len(x) + 1, x.shape[1], self.n), dtype)
        H[0] = 0 if before is None else self._checked_state(name, before, x)
        return H

    def _of_inputs(self, W: Array, b: Array, x: Array) -> Array:
        """Return W x_t + b of all moments, (T, m, rows of W), from one product."""
        self.check_inputs(x)
        Z = x.reshape(-1, self.n_in) @ W.T
        Z += b
        return Z.reshape(*x.shape[:2], len(W))

    def _to_inputs(self, p: Views, D: Array, x: Array, grad: Views, back: bool) -> Array | None:
        """Add ∂C/∂W and ∂C/∂b, and return ∂C/∂x; D is ∂C/∂(W x + b) of all moments."""
        rows = D.reshape(-1, len(p.W))
        grad.b += np.ones(len(rows), D.dtype) @ rows  # BP3
        add_product(grad.W, rows, x.reshape(-1, self.n_in))  # BP4
        return (rows @ p.W).reshape(x.shape) if back else None  # BP2

    def _to_states(self, D: Array, H: Array, grad: Views) -> None:
        """Add ∂C/∂U; D is ∂C/∂(U h_{t-1}) of all moments."""
        add_product(grad.U, D.reshape(-1, len(grad.U)), H[:-1].reshape(-1, self.n))  # BP4

    def _way_back(self, T: int) -> Iterator[tuple[int, bool]]:
        """Yield t = T-1, ..., 0 (the first moment is 0), each with whether the error is cut off below it."""
        for t in range(T - 1, -1, -1):
            yield t, bool(self.window and t and (T - t) % self.window == 0)

    # --- what is handed in

    def check_inputs(self, x: Array) -> None:
        """Raise ValueError unless x holds sequences, (T, m, n_in), of at least one moment."""
        if x.ndim != 3 or x.shape[2] != self.n_in:
            hint = ": for one sequence use x[:, None]" if x.ndim == 2 and x.shape[1] == self.n_in else ""
            hint = "; what comes in at one moment belongs in the last axis" if x.ndim == 3 else hint
            raise ValueError(f"{self} takes sequences of shape (T, m, {self.n_in}), time first, got {x.shape}{hint}")
        if 0 in x.shape:
            raise ValueError(
                f"x must hold at least one moment of one example, got shape {x.shape}, that is, T = {x.shape[0]} and "
                f"m = {x.shape[1]}: was a slice empty?"
            )

    def _checked_state(self, name: str, state: Array, x: Array) -> Array:
        state, shape = check.floats(name, state), (x.shape[1], self.n)
        if state.shape != shape:
            hint = ""
            if state.shape == (len(x), self.n):
                hint = "; x looks batch first, and must be time first: x.swapaxes(0, 1)"
            elif state.shape == (1, *shape):
                hint = f"; without the axis in front that counts layers: {name}[0]"
            raise ValueError(f"{name} must have shape (m, n) = {shape} for x {x.shape}, got {state.shape}{hint}")
        return state


def _checked_window(window) -> int:
    """Return the window, or raise TypeError/ValueError."""
    if window == 0 or (isinstance(window, (int, np.integer)) and window < 0):
        raise ValueError(
            f"window must be at least 1, got {window}: with 1 no error goes back in time, with None it is not cut off"
        )
    return check.whole_number("window", window, low=1)

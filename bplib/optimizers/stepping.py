"""What all optimisers share: a step in place on the vector of parameters, a state, and a learning rate.

A rule reads the gradient and moves the parameters; what it remembers from step to step is its state, one number or
more for each parameter.  The state is made at the first step, in the type of the parameters, and goes into the file of
the network (``network.save(path, optimizer)``), so that training can go on as if it had never stopped.

Vectors are worked on in blocks that fit into the fast memory of the processor, with one block of scratch memory: a
step allocates no vector.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from bplib import _validation as check
from bplib.optimizers.schedules import Schedule, as_schedule
from bplib.parameters import Vector

Array = np.ndarray

BLOCK = 262_144  # numbers, 1 MB in float32: measured, shorter ones cost more calls, and whole vectors more memory
SAVED = "optimizer."  # how the names of an optimiser's arrays begin in the file of a network


class Optimizer:
    """One rule that turns gradients into steps; each optimiser belongs to one vector of parameters.

    A subclass names its ``vectors``, which start at 0, and gives ``update``.  ``t`` counts the steps made.
    """

    vectors: ClassVar[tuple[str, ...]] = ()
    scratch = 1  # how many scratch vectors ``update`` needs
    gradient_is_scratch = False  # whether ``update`` still works when s and g are the same memory
    weight_decay = 0.0

    def __init__(self, learning_rate: float | Schedule, weight_decay: float = 0.0):
        as_schedule("learning_rate", learning_rate)
        self.learning_rate = learning_rate
        if weight_decay:
            self.weight_decay = float(check.number("weight_decay", weight_decay, 0))
        self.reset()

    def __repr__(self) -> str:
        values = {name: value for name, value in vars(self).items() if name != "t" and not name.startswith("_")}
        return f"<{type(self).__name__} {' '.join(f'{n}={v}' for n, v in values.items())}, {self.t} steps made>"

    @property
    def rate(self) -> float:
        """Return the learning rate of the next step."""
        if not callable(self.learning_rate):
            return float(self.learning_rate)
        return float(check.number(f"the learning rate at t = {self.t}", self.learning_rate(self.t), 0))

    def step(self, theta: Array | Vector, gradient: Array | Vector, *, overwrite: bool = False) -> None:
        """Move the parameters in place, given ∂C/∂θ, both of shape (P,) and of the same type.

        Both may also be those of a model, ``step(model.parameters, model.gradient(X, Y))``: then weight decay spares
        the biases.  ``overwrite`` allows a rule to use the memory of the gradient for its own.
        """
        if theta is not self._theta or gradient is not self._gradient or overwrite is not self._overwrite:
            self._prepare(theta, gradient, overwrite)
        eta = self.rate
        if self.weight_decay:
            for W in self._decaying:
                W *= 1 - eta * self.weight_decay
        self.t += 1
        for x, g, s, state in self._blocks:
            self.update(x, g, s, eta, *state)

    def update(self, x: Array, g: Array, s: Array, eta: float, *state: Array) -> None:
        """Move the block x of the parameters, given its block g of the gradient, its part of the state, in the order
        of ``vectors``, and scratch memory s; all of one shape, but s is (2, n) for two scratch vectors.
        """
        raise NotImplementedError

    def _prepare(self, theta: Array | Vector, gradient: Array | Vector, overwrite: bool) -> None:
        """Cut the vectors into blocks, once for as long as they are the same arrays; make the state if there is none;
        raise TypeError/ValueError where gradient, parameters and state do not go together.
        """
        x, g = _vector("theta", theta), _vector("gradient", gradient)
        if x.shape != g.shape or x.dtype != g.dtype:
            got = f"{x.dtype} {x.shape} and {g.dtype} {g.shape}"
            raise ValueError(f"theta and gradient must have the same length and type, got {got}")
        for vector in self._state.values():
            if vector.shape != x.shape or vector.dtype != x.dtype:
                raise ValueError(
                    f"this {type(self).__name__} remembers {vector.size} parameters in {vector.dtype}, got {x.size} in "
                    f"{x.dtype}: make a new optimiser for another network, or call reset()"
                )
        if not self._state:
            self._state = {name: np.full_like(x, self.initial(name)) for name in self.vectors}
        self._decaying = theta.decaying if isinstance(theta, Vector) else [x]
        shape = (self.scratch, min(BLOCK, x.size))
        if self._scratch is None or self._scratch.shape != shape or self._scratch.dtype != x.dtype:
            self._scratch = np.empty(shape, x.dtype)
        self._blocks = list(self._cut(theta, x, g, overwrite and self.gradient_is_scratch))
        self._theta, self._gradient, self._overwrite = theta, gradient, overwrite

    def _cut(self, theta: Array | Vector, x: Array, g: Array, overwrite: bool) -> Iterator[tuple]:
        """Yield (x, g, s, state) for each block of the vectors x and g of theta and the gradient."""
        scratch = self._scratch[0] if self.scratch == 1 else self._scratch
        for start in range(0, x.size, BLOCK):
            part = slice(start, min(start + BLOCK, x.size))
            s = g[part] if overwrite else scratch[..., : part.stop - start]
            yield x[part], g[part], s, [vector[part] for vector in self._state.values()]

    def initial(self, name: str) -> float:
        """Return the number with which a vector of the state starts."""
        return 0.0

    def reset(self) -> None:
        """Forget all steps made."""
        self.t, self._state, self._theta, self._scratch = 0, {}, None, None

    def state(self) -> dict:
        """Return a copy of the state: the rule, t and, after the first step, its vectors of shape (P,)."""
        return {"rule": type(self).__name__, "t": self.t, **{name: v.copy() for name, v in self._state.items()}}

    def restore(self, state: dict) -> None:
        """Go back to what ``state`` returned, or raise ValueError where it is the state of another rule."""
        rule, t = str(state.get("rule")), int(state.get("t", -1))
        if rule != type(self).__name__:
            raise ValueError(f"this is an optimiser of the rule {type(self).__name__}, the state is one of {rule}")
        vectors = {name: np.array(state[name]) for name in self.vectors if name in state}
        shapes = {(vector.shape, vector.dtype) for vector in vectors.values()}
        if t < 0 or len(shapes) > 1 or (t > 0 and len(vectors) < len(self.vectors)):
            expected = ", ".join(("t", *self.vectors))
            raise ValueError(f"the state of {rule} must hold {expected}, got {', '.join(state)} with t = {t}")
        self.reset()
        self.t, self._state = t, vectors

    def as_arrays(self) -> dict:
        """Return the state under the names that it has in the file of a network."""
        return {SAVED + name: value for name, value in self.state().items()}

    def load(self, path) -> None:
        """Go back to the state that ``network.save(path, optimizer)`` wrote."""
        with np.load(path, allow_pickle=False) as file:
            saved = {name.removeprefix(SAVED): file[name] for name in file.files if name.startswith(SAVED)}
        if not saved:
            raise ValueError(f"{str(path)!r} holds no optimiser: save it with network.save(path, optimizer)")
        self.restore(saved)


def clip_norm(gradient: Array, limit: float) -> float:
    """Shorten a gradient, (P,), in place to the length ``limit`` if it is longer (Pascanu, Mikolov and Bengio 2013);
    return the length that it had.

    One factor for all parameters: the direction stays.
    """
    with np.errstate(over="ignore"):
        length, scale = float(np.linalg.norm(gradient)), 1.0
    if np.isinf(length) and np.isfinite(largest := float(np.abs(gradient).max())):  # the squares overflow, not they
        gradient /= largest
        length, scale = float(np.linalg.norm(gradient)), largest
    if length * scale > limit:
        gradient *= limit / length
    return length * scale


def fraction(name: str, value: float) -> float:
    """Return a decay rate such as β, in [0, 1), or raise TypeError/ValueError."""
    return float(check.number(name, value, 0, 1, high_open=True))


def positive(name: str, value: float) -> float:
    """Return a number above 0, or raise TypeError/ValueError."""
    return float(check.number(name, value, 0, low_open=True))


def _vector(name: str, values: Array | Vector) -> Array:
    vector = values.flat if isinstance(values, Vector) else values
    if not isinstance(vector, np.ndarray) or vector.ndim != 1 or vector.dtype not in (np.float32, np.float64):
        got = f"{vector.dtype} {vector.shape}" if isinstance(vector, np.ndarray) else type(vector).__name__
        raise TypeError(f"{name} must be a vector of float32 or float64, or the parameters of a network, got {got}")
    return vector

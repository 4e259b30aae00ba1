"""What a layer is: a frozen record with two rules, and the names and shapes of its parameters.

A layer that has parts, such as a chain, hands each part its own parameters, ``p[0]``, ``p[1]``, ...  The same layer in
two places (the same object, not one that is equal to it) has one set of parameters: there its gradients meet, and are
added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Any, ClassVar

import numpy as np

from bplib.parameters import Vector

Array = np.ndarray


class Views:
    """The parameters of a layer by name, ``p.W``, and those of its parts by number, ``p[1].b``: views of one vector."""

    def __init__(self, parts: Sequence[Views], arrays: Mapping[str, Array]):
        self._parts = list(parts)
        vars(self).update(arrays)

    def __getitem__(self, i: int) -> Views:
        return self._parts[i]

    def __setattr__(self, name: str, value) -> None:
        """Refuse another array in the place of a view, which would be cut off from the vector."""
        if name != "_parts" and vars(self).get(name) is not value:
            raise AttributeError(f"write into the array, p.{name}[...] = or +=: another one would be no part of theta")
        super().__setattr__(name, value)


class Layer:
    """One rule, for m examples at once; a subclass is a frozen dataclass that gives ``forward`` and ``backward``.

    With parameters it also gives ``shapes``, and ``start`` where zero is no good beginning.  Its rules change no array
    that they are given, but write into ``grad``, and into what is ``kept``.  They keep the type of x, and let complex
    numbers through where the function is analytic, so that derivatives can be checked by a complex step.
    """

    kept: ClassVar[tuple[str, ...]] = ()
    """The names of the parameters that no gradient moves: what ``forward`` notes down, when it is given ``rng``."""

    @property
    def parts(self) -> tuple[Layer, ...]:
        """Return the layers that this one is made of, the same objects every time."""
        return ()

    @property
    def counts(self) -> bool:
        """Return whether x holds whole numbers that stay such, as the rows of a table."""
        return bool(self.parts) and self.parts[0].counts

    @property
    def time_first(self) -> bool:
        """Return whether x holds sequences, (T, m, n), so that its examples lie in the second axis."""
        return bool(self.parts) and self.parts[0].time_first

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shapes of its own parameters by name, such as {"W": (n_out, n_in), "b": (n_out,)}."""
        return {}

    def start(self, p: Views, rng: np.random.Generator) -> None:
        """Write initial values into its own parameters, which are 0 before; the parts see to theirs."""

    def forward(self, p: Views, x: Array, rng: np.random.Generator | None = None) -> tuple[Array, Any]:
        """Return y for x, both with one example a row, and ``seen``, what the way back needs.

        ``rng`` is a generator while the model learns, and None while it answers.  Raises ValueError when x does not
        have the shape that the layer takes.
        """
        raise NotImplementedError(f"{type(self).__name__} gives no rule forward")

    def backward(self, p: Views, seen: Any, g: Array, grad: Views, back: bool = True) -> Array | None:
        """Turn g = ∂C/∂y into ∂C/∂x and add ∂C/∂parameters to ``grad``; p and seen are those of the forward pass.

        ``back`` is False where nobody asks for ∂C/∂x, as below the first layer: then None may be returned.
        """
        raise NotImplementedError(f"{type(self).__name__} gives no rule backward")


def distinct(layer: Layer, path: str = "", known: set[int] | None = None) -> Iterator[tuple[str, Layer]]:
    """Yield (path, layer) for every layer that something is made of, its parts before itself, none of them twice.

    The path of part 2 of part 0 is "0.2.", so that its parameter W is called "0.2.W".
    """
    known = set() if known is None else known
    for i, part in enumerate(layer.parts):
        if id(part) not in known:
            yield from distinct(part, f"{path}{i}.", known)
    known.add(id(layer))
    yield path, layer


class LayerParameters(Vector):
    """All parameters of a layer and its parts in ``flat``, (P,); ``view`` is what its rules are given."""

    def __init__(self, layer: Layer, dtype=np.float64, flat: Array | None = None):
        self.layer = self.made_of = layer
        shapes = [(path, part, part.shapes()) for path, part in distinct(layer)]
        count = sum(prod(shape) for _, _, own in shapes for shape in own.values())
        self.flat = np.zeros(count, dtype) if flat is None else flat
        self._blocks: dict[str, Array] = {}
        views: dict[int, Views] = {}
        end = 0
        for path, part, own in shapes:
            if unknown := set(part.kept) - set(own):
                raise ValueError(f"{part} keeps {', '.join(sorted(unknown))}, but its parameters are {', '.join(own)}")
            arrays = {}
            for name, shape in own.items():
                start, end = end, end + prod(shape)
                arrays[name] = self._blocks[path + name] = self.flat[start:end].reshape(shape)
            views[id(part)] = Views([views[id(inner)] for inner in part.parts], arrays)
        self.view = views[id(layer)]
        self._views = views

    def like(self, flat: Array) -> LayerParameters:
        return LayerParameters(self.layer, flat=flat)

    def blocks(self) -> dict[str, Array]:
        return dict(self._blocks)

    @property
    def kept(self) -> list[Array]:
        return [self._blocks[path + name] for path, part in distinct(self.layer) for name in part.kept]

    @property
    def decaying(self) -> list[Array]:
        kept = {id(block) for block in self.kept}
        return [block for block in super().decaying if id(block) not in kept]

    def start(self, rng: np.random.Generator) -> None:
        """Write the initial values of all parameters."""
        for _, part in distinct(self.layer):
            part.start(self._views[id(part)], rng)

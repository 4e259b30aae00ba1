"""What the convolution explorer says in words; ``words.js`` says the same in JavaScript."""

from __future__ import annotations

import numpy as np

from bplib.plotting.number_text import number_text, subscript
from bplib.widgets.convolution_explorer.numbers import Found, Setting, uses

LETTERS = {"input": "x", "weight": "w", "output": "z", "target": "y", "delta": "δ"}


def name_of(shape: tuple[int, ...], kind: str, row: int, column: int) -> str:
    """Return "x₁₂"; in a single row of numbers "x₂"."""
    if kind == "bias":
        return "b"
    return LETTERS[kind] + ("" if shape[0] == 1 else subscript(row + 1)) + subscript(column + 1)


def sentence_of(setting: Setting, targets: np.ndarray, found: Found, chosen: list, looked: bool) -> str:
    """Return what there is to say of the chosen number."""
    kind, row, column = chosen
    shape = {"input": setting.x, "weight": setting.kernel}.get(kind, targets).shape
    name = name_of(shape, kind, row, column)
    if kind == "weight":
        return _weight(name, found, uses(setting, found, row, column), setting, (row, column), looked)
    if kind == "input":
        return _input(name, setting, found, (row, column))
    if kind == "bias":
        return (
            f"b is added to each of the {_times(found.z.size, 'output')}, so it gets every δ: "
            f"∂C/∂b = {number_text(found.grad_bias)}."
        )
    z, delta = (name_of(shape, one, row, column) for one in ("output", "delta"))
    error = number_text(found.delta[row, column])
    if kind == "target":
        return f"{name} is what output {z} should be: ∂C/∂{name} = −{delta} = {number_text(-found.delta[row, column])}."
    terms = _window(setting, found, (row, column))
    total = number_text(found.z[row, column])
    summed = " + ".join([number_text(setting.bias), *(f"{_bracketed(w)}·{_bracketed(x)}" for w, x in terms)])
    return f"{z} sees a window of {len(terms)} numbers: {z} = {summed} = {total}. It is wrong by {delta} = {error}."


def _weight(name: str, found: Found, terms: list, setting: Setting, place: tuple[int, int], looked: bool) -> str:
    if not looked:
        return f"{name} is chosen. At how many places is it used? Think, then look."
    total = number_text(found.grad_kernel[place])
    inside = [0 <= u < setting.x.shape[0] and 0 <= v < setting.x.shape[1] for _, (u, v), *_ in terms]
    outside = inside.count(False)
    lie, add = ("place lies", "adds") if outside == 1 else ("places lie", "add")
    zeros = f" {outside} {lie} in the padding and {add} 0." if outside else ""
    return (
        f"{name} is used at {_times(len(terms), 'place')}, once for each output, and each adds δ·x: "
        f"∂C/∂{name} = {total}.{zeros}"
    )


def _input(name: str, setting: Setting, found: Found, place: tuple[int, int]) -> str:
    count = sum(term.place == place for i, j in np.ndindex(setting.kernel.shape) for term in uses(setting, found, i, j))
    if not count:
        return f"No window reaches {name}: ∂C/∂{name} = 0."
    send = "which sends" if count == 1 else "and each sends"
    sends = f"{name} reached {_times(count, 'output')}, {send} back δ·w: "
    summed = f"{sends}∂C/∂{name} = {number_text(found.grad_x[place])}."
    lies = (
        "as it is: the way there has turned it already" if setting.kind == "convolution" else "turned by half a circle"
    )
    return f"{summed} Seen from here the kernel lies {lies}." if count > 1 else summed


def _window(setting: Setting, found: Found, output: tuple[int, int]) -> list[tuple[float, float]]:
    """Return the weights of a window, each with the number that it sees."""
    seen = {(i, j): uses(setting, found, i, j) for i, j in np.ndindex(setting.kernel.shape)}
    return [
        (float(setting.kernel[at]), next(t.other for t in terms if t.output == output)) for at, terms in seen.items()
    ]


def _times(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")


def _bracketed(value: float) -> str:
    return f"({number_text(value)})" if value < 0 else number_text(value)

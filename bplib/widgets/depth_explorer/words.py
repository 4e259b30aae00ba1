"""What the depth explorer says in words; ``words.js`` says the same in JavaScript."""

from __future__ import annotations

import numpy as np

from bplib.plotting.number_text import number_text
from bplib.widgets.depth_explorer.network import Profile

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def short(value: float) -> str:
    """Return three digits of a number, two of one below a thousandth."""
    if 0 < abs(value) < 0.001:
        digits, power = f"{value:.1e}".split("e")
        return f"{digits}e{int(power)}".replace("-", "−")
    return number_text(float(f"{value:.3g}"))


def sentences(depth: int, residual: str, found: Profile, theory: Profile) -> str:
    """Return what happens to δ, to the gradients of the weights and to two inputs."""
    if not np.isfinite(found.z).all():
        layer = int(np.flatnonzero(~np.isfinite(found.z))[0]) + 1
        return (
            f"On the way up the numbers become too large for the computer at layer {layer}: "
            "beyond it nothing can be drawn."
        )
    if not np.isfinite(found.delta).all():
        layer = int(np.flatnonzero(~np.isfinite(found.delta))[-1]) + 1
        return f"On the way down δ becomes too large for the computer at layer {layer}: below it nothing can be drawn."
    if depth == 1:
        return "One layer hands nothing on: with more layers there is a factor."
    if residual == "rezero":
        upper = "∂C/∂W² is" if depth == 2 else f"∂C/∂W² to ∂C/∂W{_raised(depth)} are"
        rest = f"Inside the blocks only α has a gradient yet: {upper} 0."
        return f"α = 0: every block hands on what it gets, so the factor of δ is 1. {rest}"
    if not found.delta[0] > 0:
        return f"δ has died out: at layer 1 of {depth} it is 0."
    return f"{_factor(depth, found, theory)} {_gradients(depth, found)} {_cosines(found)}"


def _raised(number: int) -> str:
    return str(number).translate(_RAISED)


def _factor(depth: int, found: Profile, theory: Profile) -> str:
    factor, expected = (short((row[0] / row[-1]) ** (1 / (depth - 1))) for row in (found.delta, theory.delta))
    left = short(found.delta[0])
    return (
        f"The factor of δ is {factor} a layer, predicted {expected}: of 1 at layer {depth}, {left} arrives at layer 1."
    )


def _gradients(depth: int, found: Profile) -> str:
    ratio = short(found.gradient[0] / found.gradient[-1])
    return f"∂C/∂W¹ is {ratio} times as long as ∂C/∂W{_raised(depth)}."


def _cosines(found: Profile) -> str:
    return f"Two inputs with the cosine 0.6 have {short(found.cosine[-1])} at the top."

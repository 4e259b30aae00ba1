"""Rprop: only the sign of each derivative counts, and each parameter has a step of its own that adapts.

The signs must be those of the whole cost: on minibatches they change from one to the next although the slope does not.
"""

from __future__ import annotations

import numpy as np

from bplib import _validation as check
from bplib.optimizers.stepping import Array, Optimizer, fraction, positive


class Rprop(Optimizer):
    """Δ ← min(η₊Δ, Δmax) where g has kept its sign, Δ ← max(η₋Δ, Δmin) where it has changed, and θ ← θ - Δ sign(g)
    (Riedmiller and Braun 1993: η₊ = 1.2, η₋ = 0.5, Δ at first 0.1, Δmax = 50).

    A change of sign means that the last step has gone over a minimum.  There the ``variant``

    * "plus", Rprop+, takes the last step back, and
    * "improved minus", iRprop-, makes none (Igel and Hüsken 2003);

    both forget g (as if it were 0), so that the sign counts as new in the next step.
    """

    vectors = ("step_size", "last_gradient")
    rate = None  # there is no common learning rate

    def __init__(
        self,
        variant: str = "improved minus",
        *,
        grow: float = 1.2,
        shrink: float = 0.5,
        first: float = 0.1,
        largest: float = 50.0,
        smallest: float = 1e-6,
    ):
        check.choice("variant", variant, {"plus": True, "improved minus": False})
        self.variant = variant
        self.grow = float(check.number("grow", grow, 1, low_open=True))
        self.shrink = fraction("shrink", check.number("shrink", shrink, 0, low_open=True))
        self.smallest, self.largest = positive("smallest", smallest), positive("largest", largest)
        self.first = float(check.number("first", first, smallest, largest))
        self.reset()

    def initial(self, name: str) -> float:
        return self.first if name == "step_size" else 0.0

    def update(self, x: Array, g: Array, s: Array, eta: None, size: Array, last_g: Array) -> None:
        agreement = np.sign(g) * np.sign(last_g)
        kept, changed = agreement > 0, agreement < 0
        back = size[changed] * np.sign(last_g[changed])  # undoes the last step, which was -Δ sign(last g)
        size[kept] *= self.grow
        size[changed] *= self.shrink
        np.clip(size, self.smallest, self.largest, out=size)
        last_g[:] = g
        last_g[changed] = 0
        np.multiply(np.sign(last_g), size, out=s)
        np.negative(s, out=s)
        if self.variant == "plus":
            s[changed] = back
        x += s

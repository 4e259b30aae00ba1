"""Units of an energy-based network: an activation function ρ and the energy U that a unit has on its own.

A unit with drive z sits where U(s) - z s is lowest.  With U'(s) = ρ⁻¹(s) that is at s = ρ(z), so each increasing
activation function has its energy:

    hard sigmoid      ρ(z) = min(max(z, 0), 1)          U(s) = s²/2 on [0, 1]
    tanh              ρ(z) = tanh z                     U(s) = ½ [(1 + s) ln(1 + s) + (1 - s) ln(1 - s)]
    shifted sigmoid   ρ(z) = 1/(1 + e^{-4(z - ½)})      U(s) = ½ s + ¼ [s ln s + (1 - s) ln(1 - s)]

All three have ρ' ≤ 1, that is U'' ≥ 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Array = np.ndarray
MARGIN = 1e-6  # keeps U' of a smooth unit finite


def _entropy(x: Array) -> Array:
    """Return x ln x, with the limit 0 at x = 0."""
    return x * np.log(np.maximum(x, np.finfo(x.dtype).tiny))


@dataclass(frozen=True)
class Unit:
    """One kind of unit, by functions of arrays of any shape.

    ``value`` is ρ(z), ``inverse`` is U'(s) = ρ⁻¹(s), ``slope`` is ρ'(z) given s = ρ(z), ``own_energy`` is U(s).
    States lie between ``low`` and ``high`` and start at ``rest``.  Where ρ is ``smooth`` it takes complex numbers too.
    """

    name: str
    value: Callable[[Array], Array]
    inverse: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    own_energy: Callable[[Array], Array]
    low: float
    high: float
    rest: float
    smooth: bool = True

    def inside(self, s: Array) -> Array:
        """Return s moved to the nearest point of [low, high]; complex states are left as they are."""
        return s if np.iscomplexobj(s) else s.clip(self.low, self.high)


hard_sigmoid = Unit(
    "hard_sigmoid",  # at 0 and at 1 the slope is taken to be 0
    value=lambda z: np.clip(z, 0, 1),
    inverse=lambda s: s,
    slope=lambda s: ((s > 0) & (s < 1)).astype(s.dtype),
    own_energy=lambda s: s * s / 2,
    low=0,
    high=1,
    rest=0,
    smooth=False,
)
tanh = Unit(
    "tanh",
    value=np.tanh,
    inverse=np.arctanh,
    slope=lambda s: 1 - s * s,
    own_energy=lambda s: (_entropy(1 + s) + _entropy(1 - s)) / 2,
    low=-1 + MARGIN,
    high=1 - MARGIN,
    rest=0,
)
shifted_sigmoid = Unit(
    "shifted_sigmoid",  # a smooth copy of the hard sigmoid, with the same slope 1 at z = ½; by tanh nothing overflows
    value=lambda z: (1 + np.tanh(2 * z - 1)) / 2,
    inverse=lambda s: (1 + np.arctanh(2 * s - 1)) / 2,
    slope=lambda s: 4 * s * (1 - s),
    own_energy=lambda s: s / 2 + (_entropy(s) + _entropy(1 - s)) / 4,
    low=MARGIN,
    high=1 - MARGIN,
    rest=0.5,
)
UNITS: dict[str, Unit] = {unit.name: unit for unit in (hard_sigmoid, tanh, shifted_sigmoid)}

"""Exercise 06: equilibrium propagation, from two units by hand to digits that are learnt by settling."""

from __future__ import annotations

from bpcourse.exercises.e06_equilibrium_propagation.broken_training import MEND
from bpcourse.exercises.e06_equilibrium_propagation.energy_networks import CONTRAST, ENERGY, SWEEP
from bpcourse.exercises.e06_equilibrium_propagation.equilibrium_numbers import ASYMMETRY, TWO_UNITS, WHICH_CURVE
from bpcourse.exercises.e06_equilibrium_propagation.settling_device import DEVICE

TASKS = (TWO_UNITS, ENERGY, SWEEP, CONTRAST, WHICH_CURVE, MEND, ASYMMETRY, DEVICE)

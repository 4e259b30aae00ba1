"""Exercise 06: equilibrium propagation, from two units by hand to digits that are learnt by settling."""

from __future__ import annotations

from bpcourse.exercises.e06_equilibrium_propagation.asymmetry import ASYMMETRY
from bpcourse.exercises.e06_equilibrium_propagation.broken_training import MEND
from bpcourse.exercises.e06_equilibrium_propagation.contrast import CONTRAST
from bpcourse.exercises.e06_equilibrium_propagation.energy import ENERGY
from bpcourse.exercises.e06_equilibrium_propagation.settling_device import DEVICE
from bpcourse.exercises.e06_equilibrium_propagation.sweep import SWEEP
from bpcourse.exercises.e06_equilibrium_propagation.two_units import TWO_UNITS
from bpcourse.exercises.e06_equilibrium_propagation.which_curve import WHICH_CURVE

TASKS = (TWO_UNITS, ENERGY, SWEEP, CONTRAST, WHICH_CURVE, MEND, ASYMMETRY, DEVICE)

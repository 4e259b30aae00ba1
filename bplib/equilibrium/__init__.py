"""Equilibrium propagation: gradients from two relaxations of one network (Scellier and Bengio 2017).

``units`` and ``energy`` are the landscape, ``relaxation`` goes down in it, ``nudging`` pulls at the outputs and makes a
gradient of the difference of two states, ``network`` is what a user holds, ``training`` trains it fast.  ``oracles``
computes the same gradient in three other ways, ``flatness`` says how long settling takes, ``local_learning`` has
related rules to compare with.
"""

from bplib.equilibrium.network import EnergyNetwork
from bplib.equilibrium.training import train_epoch

__all__ = ["EnergyNetwork", "train_epoch"]

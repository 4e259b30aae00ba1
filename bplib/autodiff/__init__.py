"""Automatic differentiation: derivatives of any expression that is built from the operations of a table.

``operations`` is the table, each operation with its derivative beside it; ``graph`` goes backwards (reverse mode),
``dual_numbers`` goes forwards (forward mode); ``expressions`` reads a formula that somebody has typed.  What a user
needs is here: ``from bplib.autodiff import Node, gradient, jvp, sin``.
"""

from bplib.autodiff.dual_numbers import Dual, jvp
from bplib.autodiff.graph import Node, gradient, gradients, topological_order, vjp
from bplib.autodiff.operations import cos, exp, log, log_sum_exp, maximum, relu, sigmoid, sin, sqrt, tanh

__all__ = [
    "Dual",
    "Node",
    "cos",
    "exp",
    "gradient",
    "gradients",
    "jvp",
    "log",
    "log_sum_exp",
    "maximum",
    "relu",
    "sigmoid",
    "sin",
    "sqrt",
    "tanh",
    "topological_order",
    "vjp",
]

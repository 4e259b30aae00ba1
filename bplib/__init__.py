"""The library of the course: feedforward networks and backpropagation in the notation of the lessons.

``import bplib`` loads NumPy and nothing heavier; figures, interactives and data sets load when they are asked for.
"""

from bplib.network import Network

__all__ = ["Network"]
__version__ = "0.1.0"

_MOVED = {  # what older notebooks import from here, and where it is now
    "datasets": "from bplib.data import datasets",
    "classes": "from bplib.data import classes",
    "range_test": "from bplib.optimizers import range_test",
    "surfaces": "from bplib.optimizers import surfaces",
    "trajectories": "from bplib.optimizers import trajectories",
}


def __getattr__(name: str):
    """Say what to write now where an older notebook asks for what has moved."""
    if name in _MOVED:
        raise ImportError(f"bplib.{name} has moved. Write: {_MOVED[name]}")
    raise AttributeError(f"module 'bplib' has no attribute {name!r}")

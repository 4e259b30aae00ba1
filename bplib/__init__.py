"""The library of the course: feedforward networks and backpropagation in the notation of the lessons.

``import bplib`` loads NumPy and nothing heavier; figures, interactives and data sets load when they are asked for.
"""

from bplib.network import Network

__all__ = ["Network"]
__version__ = "0.1.0"

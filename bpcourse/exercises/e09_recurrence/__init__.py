"""Exercise 09: recurrence, backpropagation through time by hand, windows that cut, gates in every order."""

from __future__ import annotations

TASKS = ()

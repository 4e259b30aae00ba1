"""Exercise 11: the seeds of many goals, and the gradient of the input."""

from __future__ import annotations

TASKS = ()

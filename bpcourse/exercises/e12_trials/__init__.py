"""Exercise 12: experiments that put claims on trial, in worlds where the answer is known."""

from __future__ import annotations

TASKS = ()

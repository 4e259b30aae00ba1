"""What several tasks of exercise 03 need: the factors that an answer may be off by."""

from __future__ import annotations

from bpcourse.tasks.words import Scale


def scales_of(m: int, **others: int) -> tuple[Scale, ...]:
    """Return the batch size, and other sizes by name, as factors that an answer may be off by."""
    return (
        Scale(m, "batch-size", f"m = {m}, the batch size"),
        *(Scale(value, "layer-size", f"{value}, the number of {name}") for name, value in others.items()),
    )

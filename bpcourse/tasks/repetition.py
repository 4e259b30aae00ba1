"""An answer that is called again: whether it takes too long, and whether what it gives is built alike."""

from __future__ import annotations

from collections.abc import Callable


def form_differs(a, b) -> bool:
    """Return whether two values are not even built alike."""
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) != len(b) or any(form_differs(x, y) for x, y in zip(a, b, strict=True))
    return (a is None) != (b is None)


def is_slow(answer, allowed: float, right_once_more: Callable[[], bool]) -> bool:
    """Return whether the last call took longer than allowed, and two more too, or one if it took far longer.

    A pause of the machine is no fault, so one call alone tells nothing.

    ``right_once_more()`` calls the answer with other arguments and returns whether it is right: what was remembered of
    the call before, or is no answer at all, takes no time.
    """
    for _ in range(2 if answer.seconds < 5 * allowed else 1):
        if answer.seconds <= allowed:
            return False
        if not right_once_more():
            return True
    return answer.seconds > allowed

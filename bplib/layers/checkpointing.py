"""Checkpoints: the same gradient with less memory, for at most one more way forward.

The way back needs what was seen at every moment: T times as much as one moment leaves.  Cut into segments of s moments,
the first way forward keeps only the state at the beginning of each; on the way back a segment is run once more, gone
back through, and forgotten.  What is held at a time is T/s states and s moments, least where s is about √T (Chen et al.
2016, arXiv:1604.06174).

    forward     h_0 →       h_s →       h_2s → ...                only these states are kept
    back                              ← run again, go back        ∂C/∂h_2s goes to the segment before

Nothing is cut off the error's way: this is not truncation.
"""

from __future__ import annotations

from collections.abc import Callable

from bplib import _validation as check
from bplib.layers.layer import Array, Views
from bplib.layers.recurrent import Recurrent, State


def gradient_in_segments(
    layer: Recurrent,
    p: Views,
    x: Array,
    seed: Callable[[int, Array], Array],
    grad: Views,
    segment: int,
    state: State | None = None,
) -> State:
    """Add ∂C/∂parameters to ``grad`` and return ∂C/∂(state before x_1), running every segment but the last one twice.

    Args:
        layer, p: a recurrent layer without a window, and its parameters.
        x: the inputs, (T, m, n_in).
        seed: ``seed(start, h)`` returns ∂C/∂h for the outputs h, (≤ segment, m, n), of the moments start, start + 1 and
            so on; it is called for the last segment first.
        segment: how many moments are gone through at a time.
        state: what stands before the first moment, or None for 0.

    Raises ValueError when the layer truncates: where nothing goes back, no state need be kept.
    """
    check.whole_number("segment", segment, low=1)
    layer.check_inputs(x)
    if layer.window is not None:
        raise ValueError(f"checkpoints keep the whole way back, but {layer} cuts it off: use a layer with window=None")
    parts = [(start, x[start : start + segment]) for start in range(0, len(x), segment)]
    states = [state]
    for _, part in parts[:-1]:
        states.append(_state_after(layer, p, part, states[-1]))
    g_end = None
    for start, part in reversed(parts):
        g_end = _back_through(layer, p, part, states.pop(), lambda h, start=start: seed(start, h), grad, g_end)
    return g_end


def _state_after(layer: Recurrent, p: Views, x: Array, state: State | None) -> State:
    """Return the state at the end of a segment; what was seen in it is forgotten."""
    return layer.end(layer.unroll(p, x, state)[1])


def _back_through(layer: Recurrent, p: Views, x: Array, state: State | None, seed, grad: Views, g_end) -> State:
    """Run a segment once more, go back through it, and return what goes on to the one before."""
    h, seen = layer.unroll(p, x, state)
    return layer.through_time(p, seen, seed(h), grad, False, g_end)[1]

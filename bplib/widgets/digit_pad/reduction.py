"""From strokes on a pad to 8 by 8 numbers, as the makers of the digits went from a form to theirs.

The makers (Alpaydin and Kaynak 1998, with programs of NIST) had each digit as a bitmap of 32 by 32 pixels, cut it into
blocks of 4 by 4 and counted the ink in each: 64 numbers from 0 to 16.  Here a drawing is moved and scaled first, so
that it fills the 32 by 32 field in its longer direction, keeps its shape and stands in the middle; then its lines are
drawn with a pen of 4 pixels.  So it does not matter where and how large one draws.

``mathematics.js`` does the same in the browser, operation by operation.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Array = np.ndarray
Strokes = Sequence[Sequence[float]]  # each x0, y0, x1, y1, ..., from the left and from the top

PAD = 256  # units of the pad across and down
FIELD = 32  # pixels of the field across and down
BLOCK = 4
PEN = 2.0  # half the thickness of a line in the field
MOST = 1.0  # pixels of the field for a unit of the pad: a dot is not blown up


def reduced(strokes: Strokes) -> Array:
    """Return the strokes as 64 numbers from 0 to 1, row by row: the share of each block that is ink."""
    return blocks(field(strokes))


def field(strokes: Strokes) -> Array:
    """Return the strokes in the 32 by 32 field, True where there is ink."""
    lines = [np.reshape(stroke, (-1, 2)).astype(float) for stroke in strokes if len(stroke)]
    ink = np.zeros((FIELD, FIELD), bool)
    if not lines:
        return ink
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = min((FIELD - 2 * PEN) / max((high - low).max(), 1.0), MOST)
    for line in lines:
        placed = (line - (low + high) / 2) * scale + FIELD / 2
        for start, end in zip(placed, [*placed[1:], placed[-1]], strict=True):
            ink |= _near(start, end)
    return ink


def _near(start: Array, end: Array) -> Array:
    """Return which pixels have their middle within the pen of a segment."""
    middles = np.arange(FIELD) + 0.5
    x, y = middles[None, :] - start[0], middles[:, None] - start[1]
    dx, dy = end - start
    length = dx * dx + dy * dy
    t = np.clip((x * dx + y * dy) / length, 0, 1) if length > 0 else np.zeros((FIELD, FIELD))
    across, down = x - t * dx, y - t * dy
    return across * across + down * down <= PEN * PEN


def blocks(ink: Array) -> Array:
    """Return the share of ink in each block of 4 by 4 pixels of the field, shape (64,)."""
    side = FIELD // BLOCK
    return ink.reshape(side, BLOCK, side, BLOCK).sum(axis=(1, 3)).ravel() / BLOCK**2

"""Fresh inputs on which what people do wrong gives something else than what is right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from bpcourse.tasks.leaves import close
from bpcourse.tasks.slips import Site


def differ_from_right(
    oracle: Callable, sites: Sequence[Site], ids: Collection[str], arguments: tuple, tolerance: float = 1e-5
) -> bool:
    """Return whether each of these slips changes some result by more than the tolerance; the oracle returns a tuple."""
    right = oracle(*arguments)
    pieces = [(site.keyword, slip.piece) for site in sites for slip in site.slips if slip.id in ids]
    return not any(_alike(oracle(*arguments, **{key: piece}), right, tolerance) for key, piece in pieces)


def _alike(a: tuple, b: tuple, tolerance: float) -> bool:
    return all(close(x, y, tolerance) for x, y in zip(a, b, strict=True))

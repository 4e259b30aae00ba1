"""Fresh inputs on which what people do wrong gives something else than what is right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from operator import itemgetter

from bpcourse.tasks.leaves import close
from bpcourse.tasks.slips import Site


def differ_from_right(
    oracle: Callable, sites: Sequence[Site], ids: Collection[str], arguments: tuple, tolerance: float = 1e-5
) -> bool:
    """Return whether each of these slips changes some result by more than the tolerance; the oracle returns a tuple.

    They are tried in the order of their ids: what often changes nothing comes first, and most draws end there.
    """
    right = oracle(*arguments)
    turn = {id: number for number, id in enumerate(ids)}
    slips = [(turn[slip.id], site.keyword, slip.piece) for site in sites for slip in site.slips if slip.id in turn]
    return not any(
        _same(oracle, arguments, {keyword: piece}, right, tolerance)
        for _, keyword, piece in sorted(slips, key=itemgetter(0))
    )


def _same(oracle: Callable, arguments: tuple, piece: dict, right: tuple, tolerance: float) -> bool:
    """Return whether a slip gives what is right; one that cannot be made with these arguments does not."""
    try:
        return _alike(oracle(*arguments, **piece), right, tolerance)
    except (ValueError, ArithmeticError, IndexError):
        return False


def _alike(a: tuple, b: tuple, tolerance: float) -> bool:
    return all(close(x, y, tolerance) for x, y in zip(a, b, strict=True))

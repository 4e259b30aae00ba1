"""Two edits at once: of one program, in different lines, where the switches of the program make both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

from bpcourse.tasks.parts import Mistake
from bpcourse.tasks.rewriting.edits import LIKELY
from bpcourse.tasks.rewriting.search import Edited
from bpcourse.tasks.words import in_words

RANKS = sorted(set(LIKELY.values()))
LIKELIEST = 2  # the largest rank of the edits that are paired where no single one explains a part of the result


def together(edits: Sequence[Edited], promising: Sequence[Edited], most: int) -> list[Edited]:
    """Return pairs of edits, the likeliest first: of a promising one with any, or of the likeliest, if none is."""
    likely = [one for one in edits if one.rank <= LIKELIEST]
    pairs = _by_rank(promising, edits) if promising else _by_rank(likely, likely)
    return list(_once(islice((pair for pair in pairs if _may_meet(*pair)), most)))


def _by_rank(some: Sequence[Edited], others: Sequence[Edited]) -> Iterator[tuple[Edited, Edited]]:
    """Yield all pairs, by the sum of the ranks."""
    first, second = ({rank: [e for e in edits if e.rank == rank] for rank in RANKS} for edits in (some, others))
    for total in range(2 * min(RANKS), 2 * max(RANKS) + 1):
        for rank in RANKS:
            yield from product(first[rank], second.get(total - rank, ()))


def _may_meet(a: Edited, b: Edited) -> bool:
    """Return whether two edits are made in different lines of one program."""
    if not (a.choice and b.choice) or a.program != b.program:
        return False
    return not {name for name, _ in a.choice} & {name for name, _ in b.choice}


def _once(pairs: Sequence[tuple[Edited, Edited]]) -> Iterator[Edited]:
    """Yield each pair once, in the order of its lines."""
    seen = set()
    for pair in pairs:
        a, b = sorted(pair, key=lambda one: (one.line, one.choice))
        if (a.choice, b.choice) not in seen:
            seen.add((a.choice, b.choice))
            yield _both(a, b)


def _both(a: Edited, b: Edited) -> Edited:
    words = in_words([a.mistake.words, b.mistake.words])
    make = a.switches.made((*a.choice, *b.choice))
    return a._replace(mistake=Mistake(f"{a.mistake.id} + {b.mistake.id}", words, make), rank=a.rank + b.rank)


def unequalled(fitting: Sequence[Edited]) -> Mistake | None:
    """Return the likeliest pair that explains everything, None if another is as likely."""
    ranked = sorted(fitting, key=lambda one: one.rank)
    best = [one for one in ranked if (one.rank, one.program) == (ranked[0].rank, ranked[0].program)]
    return best[0].mistake if len(best) == 1 else None

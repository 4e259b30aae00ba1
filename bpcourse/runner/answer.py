"""The source of an answer, for the one who reads about it later: the lines of a notebook that define a name.

The lines are looked at as text.  A parser of Python has no business here: the source is a stranger's, and this is the
trusted process.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_ANSWER = 4000  # characters that are kept of an answer
CLOSING = (")", "]", "}")


def answer_source(cells: Sequence[str], name: str, where: str) -> str:
    """Return the lines that define ``name``, of the cell that it was examined after or of the last one that does.

    Where no line at the margin defines it (it came out of a loop or an import), the whole cell is returned, or "".
    """
    number = re.fullmatch(r"after cell (\d+)", where)
    looked_at = [cells[int(number[1]) - 1]] if number and int(number[1]) <= len(cells) else [*reversed(cells)]
    found = (source for cell in looked_at if (source := _definition(cell, name)))
    return next(found, looked_at[0] if number and looked_at else "")[:MOST_ANSWER]


def _definition(cell: str, name: str) -> str:
    """Return the last definition of a name at the margin of a cell, with what is indented below it, or ""."""
    lines, begins = (
        cell.splitlines(),
        re.compile(rf"(async\s+)?(def|class)\s+{re.escape(name)}\b|{re.escape(name)}\s*[=:]"),
    )
    starts = [i for i, line in enumerate(lines) if begins.match(line)]
    if not starts:
        return ""
    first = last = starts[-1]
    while first and lines[first - 1].startswith("@"):
        first -= 1
    while last + 1 < len(lines) and (not lines[last + 1].strip() or lines[last + 1].startswith((" ", "\t", *CLOSING))):
        last += 1
    return "\n".join(lines[first : last + 1]).rstrip()

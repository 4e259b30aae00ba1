"""Submitted notebooks: the code cells of a file that may be anything.

The JSON is read directly, whatever metadata it has lost; formats 1 to 3 had the same cells under other names.
"""

from __future__ import annotations

import json
from typing import NamedTuple

MOST_BYTES = 30 * 2**20
MOST_CODE = 2**20
MOST_CELLS = 1000
MOST_PARTS = 1_000_000  # lists and objects of a file: each takes room of its own


class Unreadable(Exception):
    """A submission that is not a notebook; the text says why, for the student and the instructor."""


class Notebook(NamedTuple):
    """The sources of the code cells, in their order, what is to be said about the file, and what it says that it is.

    ``exercise`` and ``version`` come from its metadata; they are "" and 0 where there are none.
    """

    cells: tuple[str, ...]
    notes: tuple[str, ...] = ()
    exercise: str = ""
    version: int = 0


def read_notebook(content: bytes) -> Notebook:
    """Return the code cells of the bytes of a notebook file; raises Unreadable."""
    data, notes = _parsed(content)
    lists = [data.get("cells"), *(sheet.get("cells") for sheet in _objects(data.get("worksheets")))]
    if not any(isinstance(cells, list) for cells in lists):
        raise Unreadable("The file is JSON, but has no list of cells: it is not a notebook.")
    cells = [cell for cells in lists for cell in _objects(cells) if cell.get("cell_type") == "code"]
    sources = [_source(cell) for cell in cells]
    notes += ["A code cell without text was left out."] if None in sources else []
    sources = [source for source in sources if source and source.strip()]
    if len(sources) > MOST_CELLS or sum(map(len, sources)) > MOST_CODE:
        raise Unreadable(
            f"The notebook has {len(sources)} code cells of {sum(map(len, sources))} characters: too many."
        )
    return Notebook(tuple(sources), tuple(notes), *_stamp(data))


def _stamp(data: dict) -> tuple[str, int]:
    """Return the number of the exercise and the version in the metadata of a notebook, or "" and 0."""
    metadata = data.get("metadata")
    stamp = metadata.get("bpcourse") if isinstance(metadata, dict) else None
    exercise, version = (stamp.get("exercise"), stamp.get("version")) if isinstance(stamp, dict) else (None, None)
    if not isinstance(exercise, str) or type(version) is not int or not 0 < version < 10**6:
        return "", 0
    return exercise[:20], version


def _parsed(content: bytes) -> tuple[dict, list[str]]:
    """Return the JSON of a file, and what is to be said of it: some editors save it in another encoding."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"The file has {len(content) // 2**20} MB; at most {MOST_BYTES // 2**20} MB are read.")
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable("The file is empty.")
    if content.count(b"[") + content.count(b"{") > MOST_PARTS:
        raise Unreadable("The file has too many lists in it: it is not a notebook.")
    try:
        text, notes = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"), []
    except UnicodeDecodeError:
        text, notes = content.decode("latin-1"), ["The file is not in UTF-8: it was read as Latin-1."]
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("The file is not valid JSON: it is damaged, or it is not a notebook.") from None
    if not isinstance(data, dict):
        raise Unreadable("The file is JSON, but not a notebook.")
    return data, notes


def _objects(value) -> list[dict]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _source(cell: dict) -> str | None:
    """Return the text of a code cell: ``source``, in format 3 and 2 ``input``, in format 1 ``code``."""
    source = next((cell[key] for key in ("source", "input", "code") if key in cell), None)
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    return source if isinstance(source, str) else None
